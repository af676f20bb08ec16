"""Mine, my department's, everybody's: one key on the boards."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from store.boards import View
from tui.screens.board import BoardScreen

Opening = Callable[..., AbstractAsyncContextManager[Any]]


async def test_the_key_goes_round(opened: Opening) -> None:
    """What else is filtered stays."""
    async with opened(BoardScreen()) as (program, pilot):
        screen = program.screen
        await screen.show(View("tasks", "type:none"))
        seen = []
        for _ in range(3):
            await pilot.press("M")
            await pilot.pause()
            seen.append(screen.view.filter)
        assert seen == ["type:none mine", "type:none mydepartment", "type:none"]
        assert program.told == []
