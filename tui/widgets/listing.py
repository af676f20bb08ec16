"""Lines to read and to choose from: a cursor, half pages, sideways scrolling, safe painting.

What the lines say is made by screens. Painting never asks, awaits or parses markup; a cursor step
repaints two lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.cells import line
from tui.widgets.lines import Part
from tui.widgets.look import Look
from tui.widgets.measure import painted

LOOKS = ("plain", "strong", "muted", "late", "good", "key", "head", "cursor", "rest")
"""How words can look; the colours are in the style sheets."""

SIDE_STEP = 12
"""Cells that one step sideways scrolls."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its parts, what it stands for, and whether the cursor stops on it."""

    parts: tuple[Part, ...] = ()
    key: Any = None
    stop: bool = True


def said(words: str, look: str = "plain", key: Any = None, *, stop: bool = True) -> Line:
    """Return a line of one part."""
    return Line(((words, look),), key, stop)


GAP = Line(stop=False)
"""An empty line."""


@lru_cache(maxsize=4096)
def _width(line: tuple[Part, ...]) -> int:
    return sum(cell_len(painted(words)) for words, _ in line)


class Listing(Widget, inherit_bindings=False, can_focus=False):
    """Lines below an optional head that stays in place."""

    DEFAULT_CSS = """
    Listing { width: 1fr; height: 1fr; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"listing--{look}" for look in LOOKS}

    class Told(Message):
        """A message of a listing."""

        def __init__(self, listing: Listing) -> None:
            super().__init__()
            self.listing = listing

        @property
        def control(self) -> Listing:
            """The listing that sent it."""
            return self.listing

    class Scrolled(Told):
        """Other lines are in view, or there are more or fewer."""

    class Moved(Told):
        """The cursor is on another line."""

    class Opened(Told):
        """A line was clicked twice."""

    def __init__(
        self,
        look: Look,
        *,
        pager: bool = False,
        id: str | None = None,  # noqa: A002  # as every widget names it
    ) -> None:
        """Show nothing yet; a pager has no cursor and scrolls by single lines."""
        super().__init__(id=id)
        self.look = look
        self.pager = pager
        self.active = True
        self.cursor = 0
        self.top = 0
        self.left = 0
        self.head: Line | None = None
        self.expanded = False
        self._lines: Sequence[Line] = ()
        self._fitted: Sequence[Line] = ()
        self._full: Sequence[Line] | None = None
        self._widest = 0
        self._styles: dict[str, Style] = {}

    # What is shown ------------------------------------------------------------------------------

    def set_lines(self, lines: Sequence[Line], full: Sequence[Line] | None = None) -> None:
        """Show other lines; the cursor stays with what it stands for, or else at its place.

        `full` are the same lines with nothing cut off: going sideways shows them.
        """
        key = self.key
        self._fitted = tuple(lines)
        self._full = tuple(full) if full is not None and tuple(full) != self._fitted else None
        self._take()
        self._settle(key)

    def _take(self) -> None:
        full = self._full if self.expanded else None
        self._lines = self._fitted if full is None else full
        self._widest = max(map(_width, (one.parts for one in self._lines)), default=0)

    @property
    def is_cut(self) -> bool:
        """Whether something is cut off that going sideways would show."""
        return self._full is not None and not self.expanded

    def unfold(self, *, on: bool) -> None:
        """Show the lines with nothing cut off, or fitted again."""
        self.expanded = on
        self._take()
        self.refresh()

    def set_active(self, *, active: bool) -> None:
        """Show the cursor as live, or as the place to come back to."""
        if active != self.active:
            self.active = active
            self._refresh_line(self.cursor)

    def line_at(self, index: int) -> Line:
        """Return a line by its index."""
        return self._lines[index]

    def key_at(self, index: int) -> Any:
        """Return what a line stands for."""
        return self._lines[index].key

    def stops_at(self, index: int) -> bool:
        """Tell whether the cursor stops on a line."""
        return self._lines[index].stop

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    @property
    def widest(self) -> int:
        """The cells of the longest line."""
        return self._widest

    @property
    def key(self) -> Any:
        """What the line under the cursor stands for, or nothing."""
        inside = 0 <= self.cursor < self.count
        return self.key_at(self.cursor) if inside and not self.pager else None

    @property
    def room(self) -> int:
        """The lines that can be seen at once."""
        return max(0, self.size.height - (self.head is not None))

    def reach(self) -> str:
        """Say which lines are in view, and that there is more sideways; nothing when all are."""
        words = ""
        if self.count > self.room:
            last = min(self.count, self.top + self.room)
            words = f"{self.top + 1:,}–{last:,} of {self.count:,}"
        sides = (self.look.glyphs.left if self.left else "") + (
            self.look.glyphs.right
            if self.is_cut or self.widest - self.left > self.size.width > 0
            else ""
        )
        return f"{words} {sides}".strip()

    # Moving -------------------------------------------------------------------------------------

    def step(self, direction: int) -> None:
        """Go to the next line that the cursor stops on; a pager scrolls."""
        if self.pager:
            self._show_from(self.top + direction)
            return
        index = self._stop_from(self.cursor + direction, direction)
        if index is not None:
            self.move(index)
        elif direction < 0:
            self._show_from(0)
        else:
            self._show_from(self.count)

    def half_page(self, direction: int) -> None:
        """Go half a page up or down."""
        amount = direction * max(1, self.room // 2)
        if self.pager:
            self._show_from(self.top + amount)
            return
        aim = max(0, min(self.cursor + amount, self.count - 1))
        index = self._stop_from(aim, direction)
        if index is None:
            index = self._stop_from(aim, -direction)
        if index is not None:
            self.move(index)

    def first(self) -> None:
        """Go to the first line."""
        self._show_from(0)
        index = self._stop_from(0, 1)
        if index is not None:
            self.move(index)

    def first_key(self) -> None:
        """Go to the first line that stands for something."""
        self._show_from(0)
        index = next((i for i in range(self.count) if self.key_at(i) is not None), None)
        if index is not None:
            self.move(index)

    def last(self) -> None:
        """Go to the last line."""
        self._show_from(self.count)
        index = self._stop_from(self.count - 1, -1)
        if index is not None:
            self.move(index)

    def sideways(self, direction: int) -> None:
        """Scroll left or right; the first step right shows what was cut off to fit."""
        if direction > 0 and self.is_cut:
            self.unfold(on=True)
            self.post_message(self.Scrolled(self))
            return
        if direction < 0 and not self.left and self.expanded:
            self.unfold(on=False)
            self.post_message(self.Scrolled(self))
        most = max(0, self.widest - self.size.width)
        left = max(0, min(self.left + direction * SIDE_STEP, most))
        if left != self.left:
            self.left = left
            self.refresh()
            self.post_message(self.Scrolled(self))

    def move(self, index: int) -> None:
        """Put the cursor on a line and scroll by half a page if it is out of view."""
        before, self.cursor = self.cursor, index
        if before == index:
            return
        if not self.top <= index < self.top + self.room:
            half = max(1, self.room // 2)
            self._show_from(index - half if index > before else index - self.room + half)
        self._refresh_line(before)
        self._refresh_line(index)
        self.post_message(self.Moved(self))

    def _stop_from(self, index: int, direction: int) -> int | None:
        while 0 <= index < self.count:
            if self.stops_at(index):
                return index
            index += direction
        return None

    def _settle(self, key: Any = None) -> None:
        """Find the cursor's place among other lines, and paint them."""
        found = None
        if key is not None:
            found = next((i for i in range(self.count) if self.key_at(i) == key), None)
        if found is None:
            at = max(0, min(self.cursor, self.count - 1))
            found = self._stop_from(at, 1)
            if found is None:
                found = self._stop_from(at, -1)
        self.cursor = found or 0
        self.left = max(0, min(self.left, self.widest - self.size.width))
        self.top = max(0, min(self.top, self.count - self.room))
        if not self.pager and self.room and not self.top <= self.cursor < self.top + self.room:
            self.top = max(0, min(self.cursor - self.room // 2, self.count - self.room))
        self.refresh()
        self.post_message(self.Scrolled(self))

    def _show_from(self, top: int) -> None:
        top = max(0, min(top, self.count - self.room))
        if top != self.top:
            self.top = top
            self.refresh()
            self.post_message(self.Scrolled(self))

    # Painting -----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return one line as it is on the screen."""
        plain = self._style("plain")
        index = self.top + y - (self.head is not None)
        if self.head is not None and y == 0:
            return self._strip(self.head, self._style("head"), None)
        if not 0 <= index < self.count:
            return Strip.blank(self.size.width, plain)
        over = None
        if index == self.cursor and not self.pager and self.stops_at(index):
            over = self._style("cursor" if self.active else "rest")
        return self._strip(self.line_at(index), plain, over)

    def _strip(self, shown: Line, ground: Style, over: Style | None) -> Strip:
        pieces = [(painted(words), self._style(look)) for words, look in shown.parts]
        width = self.size.width
        strip = line(pieces, self.left + width, ground, over)
        return strip.crop(self.left, self.left + width) if self.left else strip

    def _style(self, look: str) -> Style:
        if look not in self._styles:
            self._styles[look] = self.get_component_rich_style(f"listing--{look}")
        return self._styles[look]

    def notify_style_update(self) -> None:
        """Take the colours anew when they are needed next."""
        super().notify_style_update()
        self._styles = {}

    def _refresh_line(self, index: int) -> None:
        y = index - self.top + (self.head is not None)
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    # Size and mouse -----------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._settle(self.key)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down, leaving the cursor."""
        event.stop()
        self._show_from(self.top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up, leaving the cursor."""
        event.stop()
        self._show_from(self.top - 3)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line; a second click opens it."""
        index = self.top + event.y - (self.head is not None)
        if self.pager or event.y < (self.head is not None) or not 0 <= index < self.count:
            return
        event.stop()
        if self.stops_at(index):
            self.move(index)
            if event.chain > 1:
                self.post_message(self.Opened(self))
