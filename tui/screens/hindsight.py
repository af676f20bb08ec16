"""Hindsight: what a trigger would have done in the last days, had it been there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from store import rehearsals
from store.desk import Desk
from store.settling import FiringFace
from store.text import search_key
from store.when import DAY_MS
from tui.messagework import some
from tui.screens.queuepages import firing_row
from tui.screens.queuetabs import FIRINGS
from tui.screens.sheet import Sheet, own
from tui.widgets.table import Row, Table

SPANS = (7, 30, 90, 365)
"""Days that can be looked back at."""


class HindsightScreen(Sheet):
    """What one trigger would have done lately."""

    can_narrow = True
    local = (
        own("further", "+", "further", "Look back at more days."),
        own("nearer", "-", "nearer", "Look back at fewer days."),
    )

    def __init__(self, trigger: str) -> None:
        super().__init__()
        self.trigger = trigger
        self.days = 30
        self._found: list[FiringFace] = []
        self._rows: list[Row] = []

    def body(self) -> Sequence[Widget]:
        """Return the table."""
        return (Table(self.program.look),)

    async def on_mount(self) -> None:
        """Look back."""
        await self.reload()

    async def reload(self) -> None:
        """Look back at so many days."""
        found = await self.program.ask(last, self.trigger, self.days)
        self._found = found or []
        desk = self.program.ground.desk
        self._rows = [firing_row(desk, firing, stated=False) for firing in self._found]
        self.refill()

    def refill(self) -> None:
        """Show the rows that have the typed words."""
        words = search_key(self.narrowed).split()
        rows = [
            row for row in self._rows
            if all(word in search_key(" ".join(row.cells)) for word in words)
        ]  # fmt: skip
        empty = f"It would have done nothing in {self.days} days; + looks further back."
        self.query_one(Table).set_table(FIRINGS, rows, empty)
        self.say(
            (f" {self.trigger}", "strong"),
            (f"  {some(len(rows), 'time')} in the last {self.days} days", "plain"),
        )

    async def do_further(self) -> None:
        """Look back at more days."""
        await self._span(1)

    async def do_nearer(self) -> None:
        """Look back at fewer days."""
        await self._span(-1)

    async def _span(self, step: int) -> None:
        place = SPANS.index(self.days) + step
        self.days = SPANS[max(0, min(place, len(SPANS) - 1))]
        await self.reload()

    async def open_key(self, key: Any) -> None:
        """Open the record."""
        found = next((one for one in self._found if one.id == key), None)
        if found is not None:
            await self.open_record(found.ref)


def last(desk: Desk, trigger: str, days: int) -> list[FiringFace]:
    """What a trigger would have done in the last days, the latest first."""
    now = desk.now()
    return rehearsals.last(desk, trigger, now - days * DAY_MS, now)[::-1]
