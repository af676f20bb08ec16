"""Help: every key that works at a place, as the studio has them now."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget

from tui import keys as keymaps
from tui.keys import Row
from tui.keytable import PLACE_WORDS
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet
from tui.widgets.listing import Listing


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
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in self._rows:
            said = f"{row.words} {row.help} {row.group} {' '.join(row.keys)}".casefold()
            if all(word in said for word in wanted):
                groups.setdefault(row.group, []).append(pair_of(row))
        sections = [Section(group, pairs=tuple(pairs)) for group, pairs in groups.items()]
        none = [Section("", empty="No key has these words; esc shows them all again.")]
        show(self.listing, sections or none, self.size.width)


def pair_of(row: Row) -> tuple[str, str]:
    """A command as its keys and what it does; words where the keys alone would say nothing."""
    keys = " or ".join(row.keys) or "(no key)"
    shell = f" In the shell: {row.shell}" if row.shell else ""
    return keys, f"{row.words}: {row.help}{shell}"
