"""Lines that could not be ordered: why, and enter goes where they are settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from store import ordering
from store.changes import Feed
from store.desk import Desk
from store.ordering import Ordered
from store.splitting import Told
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

SEEN = frozenset({"invoice_line", "order_line", "item", "vendor"})
"""Tables whose changes may settle a line."""


class ToldScreen(Sheet):
    """What was ordered, and what has to be settled first."""

    def __init__(self, done: Ordered, made: str) -> None:
        super().__init__()
        self._done, self._made = done, made
        self._errors = done.errors

    def body(self) -> Sequence[Widget]:
        """Return everything as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Say how many lines wait."""
        self._count()
        self.refill()
        self.listing.first_key()

    def _count(self) -> None:
        count = len(self._errors)
        self.say(
            (" orders", "strong"),
            (f"  {self._made or 'none'} made", "plain"),
            (
                f"  {count} {'line' if count == 1 else 'lines'} in error",
                "late" if count else "plain",
            ),
        )

    async def changed(self, feed: Feed) -> None:
        """Look which lines still wait when lines were changed: settled ones are not shown."""
        if feed.complete and not feed.others & SEEN:
            return
        refs = list(dict.fromkeys(one.invoice for one in self._done.errors))
        found = await self.program.ask(errors_of, refs)
        if found is not None:
            self._errors = found
            self._count()
            self.refill()

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show the errors and the warnings."""
        errors = [
            Row((one.invoice, str(one.line), one.item, spoken(one.reason)), one.invoice, "late")
            for one in self._errors
        ]
        hint = "enter opens the invoice's lines; then make orders again."
        sections = [
            Section("Lines in error: on no order until they are settled", COLUMNS, tuple(errors)),
            Section("Warnings", words=tuple((words, "plain") for words in self._done.warnings)),
            Section("", empty=hint if errors else "No line is in error any more; esc goes back."),
        ]
        show(self.listing, sections, self.size.width)

    async def open_key(self, key: Any) -> None:
        """Open the lines of the invoice."""
        from tui.screens.lines import LinesScreen

        await self.program.push_screen(LinesScreen(str(key)))


def errors_of(desk: Desk, refs: Sequence[str]) -> list[Told]:
    """The lines of some invoices that could not be ordered now."""
    with desk.rehearsal():
        return list(ordering.create(desk, refs, ordering.EVERYTHING).errors)
