"""Lines that could not be ordered: why, and enter goes where they are settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from store.ordering import Ordered
from tui.orderwork import spoken
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet
from tui.widgets.listing import Listing
from tui.widgets.table import Column, Row

COLUMNS = (
    Column("Invoice", least=7),
    Column("", right=True, least=2),
    Column("Item", least=6, most=24),
    Column("What is wrong", least=20, most=90),
)


class ToldScreen(Sheet):
    """What was ordered, and what has to be settled first."""

    def __init__(self, done: Ordered, made: str) -> None:
        super().__init__()
        self._done, self._made = done, made

    def body(self) -> Sequence[Widget]:
        """Return everything as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Say how many lines wait."""
        count = len(self._done.errors)
        self.say(
            (" orders", "strong"),
            (f"  {self._made or 'none'} made", "plain"),
            (f"  {count} {'line' if count == 1 else 'lines'} in error", "late"),
        )
        self.refill()
        self.listing.first_key()

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show the errors and the warnings."""
        errors = [
            Row((one.invoice, str(one.line), one.item, spoken(one.reason)), one.invoice, "late")
            for one in self._done.errors
        ]
        sections = [
            Section("Lines in error: on no order until they are settled", COLUMNS, tuple(errors)),
            Section("Warnings", words=tuple((words, "plain") for words in self._done.warnings)),
            Section("", empty="enter opens the invoice's lines; then make orders again."),
        ]
        show(self.listing, sections, self.size.width)

    async def open_key(self, key: Any) -> None:
        """Open the lines of the invoice."""
        from tui.screens.lines import LinesScreen

        await self.program.push_screen(LinesScreen(str(key)))
