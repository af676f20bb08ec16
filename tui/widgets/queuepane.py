"""The render queue in a narrow frame beside a board: what failed, what is at work, how long yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.cells import Piece, line
from tui.widgets.lines import Part
from tui.widgets.look import Look
from tui.widgets.measure import painted

TITLE = " render queue "


class QueuePane(Widget, inherit_bindings=False, can_focus=False):
    """A framed list of lines; what they say is made elsewhere."""

    DEFAULT_CSS = """
    QueuePane { width: 40; height: 100%; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"queuepane--{part}" for part in ("plain", "strong", "muted", "line", "late", "key", "good")
    }

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._lines: tuple[tuple[Part, ...], ...] = ()
        self._styles: dict[str, Style] = {}

    def show(self, lines: Sequence[tuple[Part, ...]]) -> None:
        """Show other lines; painted only where they read differently."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.refresh()

    def notify_style_update(self) -> None:
        """Take the colours anew when they are needed next."""
        super().notify_style_update()
        self._styles = {}

    def render_line(self, y: int) -> Strip:
        """Return one line of the frame."""
        width, height = self.size
        plain, edge = self._style("plain"), self._style("line")
        glyphs = self._look.glyphs
        if width < 6:
            return Strip.blank(width, plain)
        if y in (0, height - 1):
            title = TITLE if y == 0 and cell_len(TITLE) < width - 4 else ""
            first, last = (0, 1) if y == 0 else (2, 3)
            fill = glyphs.line * (width - 3 - len(title))
            corner = glyphs.corners[first] + glyphs.line
            pieces = [(corner, edge), (title, self._style("strong")),
                      (fill + glyphs.corners[last], edge)]  # fmt: skip
            return line(pieces, width, edge)
        parts = self._lines[y - 1] if y <= len(self._lines) else ()
        room = width - 4
        inside = line([(painted(words), self._style(look)) for words, look in parts], room, plain)
        body: list[Piece] = [(glyphs.side, edge), (" ", plain)]
        start = line(body, 2, plain)
        end = line([(" ", plain), (glyphs.side, edge)], 2, plain)
        return Strip.join([start, inside, end])

    def _style(self, look: str) -> Style:
        if look not in self._styles:
            self._styles[look] = self.get_component_rich_style(f"queuepane--{look}")
        return self._styles[look]
