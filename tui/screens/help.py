"""Help: every key that works at a place, as the studio has them now."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget

from tui import keys as keymaps
from tui.keys import Row
from tui.keytable import PLACE_WORDS
from tui.screens.sections import Section, laid_out
from tui.screens.sheet import Sheet
from tui.widgets.listing import Listing
from tui.widgets.table import Column
from tui.widgets.table import Row as Cells

COLUMNS = (Column("", least=8), Column("", least=10), Column("", least=20, most=70))


class HelpScreen(Sheet):
    """The keys of a place in groups; those of one screen alone come first."""

    can_narrow = True

    def __init__(self, where: str) -> None:
        super().__init__()
        self._about = where
        self._rows: list[Row] = []

    def body(self) -> Sequence[Widget]:
        """Return the groups as a pager."""
        return (Listing(self.program.look, pager=True),)

    async def on_mount(self) -> None:
        """Gather the keys, those of the screen below included."""
        below = self.program.screen_stack[-2] if len(self.program.screen_stack) > 1 else None
        own = below.rows_of_its_own() if isinstance(below, Sheet) else []
        self._rows = [*own, *keymaps.rows(self.program.ground.keys, self._about)]
        words = PLACE_WORDS.get(self._about, self._about)
        self.say((" help", "strong"), (f"  every key that works {words}", "plain"))
        self.refill()

    def on_resize(self) -> None:
        """Lay the groups out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show the groups that have the typed words."""
        wanted = self.narrowed.casefold().split()
        groups: dict[str, list[Cells]] = {}
        for row in self._rows:
            said = f"{row.words} {row.help} {row.group} {' '.join(row.keys)}".casefold()
            if all(word in said for word in wanted):
                groups.setdefault(row.group, []).append(cells_of(row))
        sections = [
            Section(group, COLUMNS, tuple(rows), heads=False) for group, rows in groups.items()
        ]
        none = [Section("", empty="No key has these words; esc shows them all again.")]
        self.listing.set_lines(laid_out(sections or none, self.size.width, self.program.look))


def cells_of(row: Row) -> Cells:
    """A command as cells: its keys, its words, what it does."""
    keys = " or ".join(row.keys) or "no key"
    shell = f" ({row.shell})" if row.shell else ""
    return Cells((keys, row.words, row.help + shell), row.id)
