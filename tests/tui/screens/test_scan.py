"""The scan screen: whatever a scanner types, no scan is lost, doubled, or mixed with another."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from textual import events

from store import holds, orders
from store.access import Person
from store.desk import Desk
from store.tables import Card, Client
from tui.screens.hub import HubScreen
from tui.screens.scan import ScanScreen
from tui.screens.text import TextScreen
from tui.widgets.scanline import ScanLine

Opening = Callable[..., AbstractAsyncContextManager[Any]]


def _orders(desk: Desk, count: int = 20) -> list[str]:
    made = [orders.new(desk, client="Okafor, Ada", type="Print") for _ in range(count)]
    return [f"O-{card.number}" for card in made]


def _statuses(desk: Desk, refs: list[str]) -> list[str]:
    numbers = [int(ref[2:]) for ref in refs]
    found = {
        card.number: desk.directory.statuses[card.status_id].name
        for card in Card.select().where(Card.kind == "production", Card.number.in_(numbers))
    }
    return [found[number] for number in numbers]


def _clients(desk: Desk) -> int:
    del desk
    return Client.select().count()


async def _done(program: Any, pilot: Any) -> None:
    for _ in range(2_000):
        await pilot.pause()
        if not program.screen.waiting and not program.screen._at_work:
            return
    raise AssertionError("the scans never ended")


def _type(program: Any, text: str) -> None:
    """Put all keys into the program at once, as a scanner does."""
    for character in text:
        key = "enter" if character == "\r" else {"-": "minus"}.get(character, character)
        event = events.Key(key, character if character != "\r" else None)
        event.set_sender(program)
        program.post_message(event)


async def test_twenty_codes_at_once(opened: Opening) -> None:
    """All are moved, once each, in the order in which they came; the last stands on top."""
    async with opened(ScanScreen()) as (program, pilot):
        refs = await program.ground.ask(_orders)
        _type(program, "\r" + "".join(f"{ref}\r" for ref in refs))
        await _done(program, pilot)
        screen = program.screen
        assert [scan.ref for scan in reversed(screen.scans)] == refs
        assert [scan.no for scan in reversed(screen.scans)] == list(range(1, 21))
        assert await program.ground.ask(_statuses, refs) == ["Retouch"] * 20
        assert "20 done · 0 refused" in program.text()
        assert screen.query_one(ScanLine).value == ""


async def test_from_any_screen(opened: Opening) -> None:
    """`x` opens it, keys typed behind it included, and escape leads back."""
    async with opened(HubScreen()) as (program, pilot):
        refs = await program.ground.ask(_orders, 2)
        await pilot.press("x")
        await pilot.press("enter", *refs[0], "enter")
        await _done(program, pilot)
        assert await program.ground.ask(_statuses, refs) == ["Retouch", "Order Entered"]
        await pilot.press("escape")
        assert isinstance(program.screen, HubScreen)
        await pilot.press(":", *"scan", "enter")
        await pilot.pause()
        assert isinstance(program.screen, ScanScreen)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 48)])
async def test_to_one_status(opened: Opening, size: tuple[int, int]) -> None:
    """Chosen by typing; what is refused is said in words and by its shape, and rings the bell."""
    async with opened(ScanScreen(), size) as (program, pilot):
        refs = await program.ground.ask(_orders, 3)
        await program.ground.ask(holds.hold, refs[1], "scratched by the courier")
        rung: list[bool] = []
        program.bell = lambda: rung.append(True)
        await pilot.press(*"all delivered", "enter")
        for code in (refs[0], "O-99", refs[1], refs[0], refs[2]):
            _type(program, f"{code}\r")
        await _done(program, pilot)
        text = " ".join(program.text().split())
        assert "all to Delivered" in text
        assert "2 done · 3 refused" in text
        assert "■ REFUSED" in text
        assert "scratched by the courier" in text
        assert "scanned already as no. 1; for again" in text
        assert f"● {refs[2]} Okafor, Ada Order Entered → Delivered" in text
        assert len(rung) == 3


async def test_taking_back(opened: Opening) -> None:
    """Ctrl+z takes back the last, in its turn; then it can be scanned again."""
    async with opened(ScanScreen()) as (program, pilot):
        refs = await program.ground.ask(_orders, 2)
        _type(program, f"\r{refs[0]}\r{refs[1]}\r")
        await pilot.press("ctrl+z", "ctrl+z")
        await _done(program, pilot)
        assert await program.ground.ask(_statuses, refs) == ["Order Entered"] * 2
        assert f"taken back {refs[0]}" in " ".join(program.text().split())
        await pilot.press("ctrl+z")
        _type(program, f"{refs[0]}\r")
        await _done(program, pilot)
        assert "1 done · 1 refused" in program.text()


async def test_letters_are_text(opened: Opening) -> None:
    """No key of the boards does anything here; escape drops what is typed before it leaves."""
    async with opened(ScanScreen()) as (program, pilot):
        await pilot.press("enter", *"quxW:?/1", "up", "down", "pagedown", "ctrl+d")
        screen = program.screen
        assert isinstance(screen, ScanScreen)
        assert screen.query_one(ScanLine).value == "quxW:?/1"
        await pilot.press("escape")
        assert (program.screen is screen, screen.query_one(ScanLine).value) == (True, "")


async def test_beginning_anew(opened: Opening) -> None:
    """Another thing is done to what is scanned; a code of the run before may come again."""
    async with opened(ScanScreen()) as (program, pilot):
        refs = await program.ground.ask(_orders, 1)
        _type(program, f"\r{refs[0]}\r")
        await _done(program, pilot)
        await pilot.press("ctrl+t", *"zzz", "enter")
        assert "Nothing here is called 'zzz'" in program.told
        await pilot.press("down", "enter")
        _type(program, f"{refs[0]}\r")
        await _done(program, pilot)
        assert await program.ground.ask(_statuses, refs) == ["Sent to Lab"]
        assert program.screen.chosen[1].receive


async def test_a_pasted_list(opened: Opening) -> None:
    """Some terminals hand over quick typing as one text: every line of it is a code."""
    async with opened(ScanScreen()) as (program, pilot):
        refs = await program.ground.ask(_orders, 3)
        await pilot.press("enter")
        line = program.screen.query_one(ScanLine)
        line.post_message(events.Paste("\r\n".join(refs)))
        await pilot.pause()
        assert line.value == refs[2]
        await pilot.press("tab")
        await _done(program, pilot)
        assert await program.ground.ask(_statuses, refs) == ["Retouch"] * 3


async def test_left_in_the_middle(opened: Opening) -> None:
    """What was scanned is done, also when the screen is left before."""
    async with opened(HubScreen()) as (program, pilot):
        refs = await program.ground.ask(_orders, 10)
        await pilot.press("x", "enter")
        screen = program.screen
        _type(program, "".join(f"{ref}\r" for ref in refs))
        await pilot.press("escape")
        for _ in range(2_000):
            await pilot.pause()
            if len(screen.scans) == 10:
                break
        assert isinstance(program.screen, HubScreen)
        assert await program.ground.ask(_statuses, refs) == ["Retouch"] * 10


async def test_hostile_names(opened: Opening) -> None:
    """Names that nothing may choke on, and codes that are none."""
    async with opened(ScanScreen(), (60, 20)) as (program, pilot):
        count = await program.ground.ask(_clients)
        _type(program, "\r" + "".join(f"{number}\r" for number in range(1001, 1003 + count)))
        line = program.screen.query_one(ScanLine)
        line.post_message(events.Paste("[/]\n\x1b[31m\n[@click=app.bell]x[/]\n"))
        await pilot.pause()
        await _done(program, pilot)
        assert not {"\x1b", "\u202e"} & set(program.text())


async def test_who_may_only_look(opened: Opening) -> None:
    """Is told so, and nothing opens."""
    async with opened(TextScreen("x", "y")) as (program, pilot):
        desk = program.ground.desk
        desk.who = Person(desk.who.id, desk.who.login, desk.who.name, "viewer")
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(program.screen, TextScreen)
        assert "you may only look here" in program.told[0]
