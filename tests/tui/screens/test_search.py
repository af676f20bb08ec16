"""Search on the screen: what is typed is found as it is typed, and what is found can be opened."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from store import notes
from tui.screens.hub import HubScreen
from tui.screens.search import SearchScreen
from tui.screens.who import WhoScreen

Opening = Callable[..., AbstractAsyncContextManager[Any]]


async def test_from_any_screen(opened: Opening) -> None:
    """Ctrl+f, words, enter; enter opens the record, and the phone answer of a client."""
    async with opened(HubScreen(), (100, 30)) as (program, pilot):
        await program.ground.ask(notes.add, "O-1001", "ada likes it glossy")
        await pilot.press("ctrl+f", *"ada", "enter")
        await pilot.pause()
        text = program.text()
        for words in ("Clients", "Okafor, Ada", "Records", "O-1001", "Notes", "likes it glossy"):
            assert words in text
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(program.screen, WhoScreen)
        assert "#1 Okafor, Ada" in program.text()
        await pilot.press("escape", "j", "enter")
        await pilot.pause()
        assert program.screen.ref in ("O-1001", "C-1001")


@pytest.mark.parametrize("size", [(60, 20), (160, 48)])
@pytest.mark.parametrize("text", ["f", "l", "family", "evil", "[/]"])
async def test_hostile_names(opened: Opening, size: tuple[int, int], text: str) -> None:
    """Whatever names and notes hold, they are shown as text, at any width."""
    async with opened(SearchScreen(text), size) as (program, pilot):
        await pilot.press("j", "G", "l", "l", "h")
        await pilot.pause()
        assert not {"\x1b", "\u202e"} & set(program.text())


@pytest.mark.parametrize(("text", "said"), [("xyzzy", "Nothing has all"), ("*", "say what to")])
async def test_nothing(opened: Opening, text: str, said: str) -> None:
    """Told in words, with what can be typed; other words can follow at once."""
    async with opened(SearchScreen()) as (program, pilot):
        await pilot.press(*text, "enter")
        await pilot.pause()
        assert said in program.text()
        await pilot.press("/", *["backspace"] * len(text), *"okaf", "enter")
        await pilot.pause()
        assert "Okafor, Ada" in program.text()
