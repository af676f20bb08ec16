"""A text to read: what a command printed, or anything else of many lines."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget

from store.text import safe
from tui.screens.sheet import Sheet
from tui.widgets.listing import GAP, Line, Listing, said

PIECE = 200
"""Characters of a line painted as one part: parts are not endless."""


class TextScreen(Sheet):
    """A scrolling, read-only text under a title."""

    def __init__(self, title: str, text: str | Sequence[str]) -> None:
        super().__init__()
        self._title = title
        lines = text.split("\n") if isinstance(text, str) else text
        self._lines = [line_of(line) for line in lines]

    def body(self) -> Sequence[Widget]:
        """Return the text as a pager."""
        return (Listing(self.program.look, pager=True),)

    async def on_mount(self) -> None:
        """Show the text."""
        self.listing.set_lines(self._lines or [said("  Nothing to show.", "muted")])
        self.say((f" {self._title}", "strong"))


def line_of(text: str) -> Line:
    """Return a text as one line of as many parts as it takes."""
    words = safe(text, 100_000)
    if not words:
        return GAP
    starts = range(0, len(words), PIECE)
    return Line(((" ", "plain"), *((words[start : start + PIECE], "plain") for start in starts)))
