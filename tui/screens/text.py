"""A text to read: what a command printed, or anything else of many lines."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget

from store.text import safe, search_key
from tui.screens.sheet import Sheet
from tui.widgets.listing import GAP, Line, Listing, said

PIECE = 200
"""Characters of a line painted as one part: parts are not endless."""

LONGEST = 100_000
"""Characters of a line that are kept."""


class TextScreen(Sheet):
    """A scrolling, read-only text under a title."""

    can_narrow = True

    def __init__(self, title: str, text: str | Sequence[str]) -> None:
        super().__init__()
        self._title = title
        lines = text.split("\n") if isinstance(text, str) else text
        self._lines = [safe(line, LONGEST) for line in lines]

    def body(self) -> Sequence[Widget]:
        """Return the text as a pager."""
        return (Listing(self.program.look, pager=True),)

    async def on_mount(self) -> None:
        """Show the text."""
        self.say((f" {self._title}", "strong"))
        self.refill()

    def refill(self) -> None:
        """Show the lines that have the typed words."""
        words = search_key(self.narrowed).split()
        lines = [
            line_of(line)
            for line in self._lines
            if not words or all(word in search_key(line) for word in words)
        ]
        self.listing.set_lines(lines or [said("  Nothing to show; esc goes back.", "muted")])


def line_of(words: str) -> Line:
    """Return a text as one line of as many parts as it takes."""
    if not words:
        return GAP
    starts = range(0, len(words), PIECE)
    return Line(((" ", "plain"), *((words[start : start + PIECE], "plain") for start in starts)))
