"""A lane: one column of cards, painted line by line from the rows it has.

Painting never asks, awaits or parses markup. A lane paints whichever `Rows` it is bound to; which
lane is active and what is marked is known to the Board.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets import frames
from tui.widgets.cells import LINES, Shown, card, unread
from tui.widgets.look import Look
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from store.boards import Face

_CACHED_CARDS = 200


class Lane(ScrollView, inherit_bindings=False, can_focus=False):
    """One column of cards over a window of rows."""

    DEFAULT_CSS = """
    Lane {
        width: 1fr;
        height: 100%;
        overflow: hidden hidden;
        scrollbar-size: 0 0;
    }
    """

    class Wanted(Message):
        """Rows that the lane is about to show are missing: answer with `Board.rows_arrived`.

        `near` is a card whose index is known, so that reading need not count from the top.
        """

        def __init__(
            self, lane_key: int, start: int, length: int, near: tuple[int, Face] | None
        ) -> None:
            super().__init__()
            self.near = near
            self.lane_key = lane_key
            self.start = start
            self.length = length

    class Pressed(Message):
        """A card was clicked, once or twice."""

        def __init__(self, lane: Lane, index: int, *, twice: bool) -> None:
            super().__init__()
            self.lane = lane
            self.index = index
            self.twice = twice

    def __init__(self, marks: Container[int], look: Look) -> None:
        super().__init__()
        self.rows: Rows | None = None
        self.look = look
        self.active = False
        self.focused = False
        self.labels: dict[int, str] = {}
        self.span: range = range(0)
        self._marks = marks
        self._beside: tuple[int, int] = (0, 0)
        self._painted: dict[int, tuple[Face | None, Shown, tuple[Strip, ...]]] = {}
        self._drawn: dict[int, tuple[Face, Shown, tuple[Strip, ...]]] = {}

    # What is shown ------------------------------------------------------------------------------

    def bind(self, rows: Rows | None, beside: tuple[int, int] = (0, 0)) -> None:
        """Show these rows; `beside` says how many lanes are hidden on the left and right of it."""
        if rows is self.rows and beside == self._beside:
            return
        self.rows, self._beside = rows, beside
        self.labels = {}
        self.repaint()

    def repaint(self) -> None:
        """Paint everything anew and ask for the rows that are missing."""
        self._painted.clear()
        self._drawn.clear()
        self._fit_rows()
        if self.rows is not None:
            self.set_reactive(Widget.scroll_y, float(self._clamped(self.rows.top)))
        self.refresh()
        self.ask()

    def set_look(self, look: Look) -> None:
        """Take another look: other colours, shapes or zone repaint all, another moment only what
        reads differently.
        """
        before, self.look = self.look, look
        if (before.palette, before.glyphs, before.zone, before.dense) != (
            look.palette,
            look.glyphs,
            look.zone,
            look.dense,
        ):
            self.repaint()
            return
        old, self._painted = self._painted, {}
        self._drawn.clear()
        for index in self.seen():
            known = old.get(index)
            if known is None or self._card(index) != known[2]:
                self.refresh_card(index)

    def set_active(self, *, active: bool, focused: bool) -> None:
        """Show the cursor in the active lane only: as live, or as the place to come back to."""
        if (active, active and focused) == (self.active, self.focused):
            return
        self.active, self.focused = active, active and focused
        self.refresh_head()
        if self.rows is not None:
            self.refresh_card(self.rows.cursor)

    def facts_changed(self) -> None:
        """Repaint the head and what the new counts add or take away."""
        if self._fit_rows():
            self.refresh()
        else:
            self.refresh_head()
            self._refresh_foot()
        self.ask()

    def rows_changed(self, changed: Iterable[int], cursor_before: int) -> None:
        """Repaint exactly these cards after rows have arrived; keep the cursor's card in place."""
        rows = self.rows
        if rows is None:
            return
        resized = self._fit_rows()
        shift = (rows.cursor - cursor_before) * self.pitch
        if shift and self.in_view(cursor_before):
            self._set_top(rows.top + shift)
        elif resized:
            self._set_top(rows.top)
        for index in {*changed, rows.cursor, cursor_before}:
            self.refresh_card(index)
        if resized:
            self._refresh_end()

    # Where things are ---------------------------------------------------------------------------

    @property
    def pitch(self) -> int:
        """The lines from one card to the next."""
        return self.look.pitch(self.body_height)

    @property
    def body_height(self) -> int:
        """The lines between head and foot."""
        return max(0, self.size.height - 2)

    def seen(self) -> range:
        """Return the indices of the cards of which any line can be seen."""
        if self.rows is None:
            return range(0)
        first = self.scroll_offset.y // self.pitch
        last = (self.scroll_offset.y + self.body_height - 1) // self.pitch
        return range(first, min(last + 1, self.rows.total))

    def in_view(self, index: int) -> bool:
        """Return whether all lines of a card can be seen."""
        first = index * self.pitch - self.scroll_offset.y
        return first >= 0 and first + LINES <= self.body_height

    def index_at(self, y: int) -> int | None:
        """Return the card at a line of the widget, if there is one."""
        if self.rows is None or not 1 <= y <= self.body_height:
            return None
        index = (y - 1 + self.scroll_offset.y) // self.pitch
        return index if index < self.rows.total else None

    # Moving -------------------------------------------------------------------------------------

    def move(self, index: int) -> bool:
        """Put the cursor on a card and scroll by half a lane if it is out of view."""
        rows = self.rows
        if rows is None:
            return False
        before = rows.cursor
        if not rows.move(index):
            return False
        if not self.in_view(rows.cursor):
            self._scroll_to_cursor()
        self.refresh_card(before)
        self.refresh_card(rows.cursor)
        self.ask()
        return True

    def show_cursor(self) -> None:
        """Scroll so that the cursor's card can be seen."""
        if self.rows is not None and self.rows.total and not self.in_view(self.rows.cursor):
            self._scroll_to_cursor()
            self.ask()

    def set_span(self, span: range) -> None:
        """Show a range of cards as if marked, while it is being chosen."""
        changed = set(self.span) ^ set(span) if max(len(self.span), len(span)) < 500 else None
        self.span = span
        for index in self.seen() if changed is None else changed:
            self.refresh_card(index)

    def marks_changed(self) -> None:
        """Repaint the cards whose mark has come or gone."""
        for index in self.seen():
            known = self._painted.get(index)
            if known is None or self._card(index) is not known[2]:
                self.refresh_card(index)

    def ask(self) -> None:
        """Ask for the rows that are missing around what can be seen."""
        for wanted in self.lacking():
            self.post_message(wanted)

    def lacking(self) -> list[Wanted]:
        """Return what `ask` would ask for; it counts as asked for, so it has to be answered."""
        if self.rows is None or not self.is_attached or not self.size.height:
            return []
        seen = self.seen()
        margin = len(seen)
        key, rows = self.rows.facts.key, self.rows
        return [
            self.Wanted(key, start, length, rows.near(start))
            for start, length in rows.wanted(seen.start - margin, seen.stop - 1 + margin)
        ]

    # Painting -----------------------------------------------------------------------------------

    def refresh_card(self, index: int) -> None:
        """Repaint the three lines of a card, if they can be seen."""
        y = 1 + index * self.pitch - self.scroll_offset.y
        top, bottom = max(y, 1), min(y + LINES, 1 + self.body_height)
        if top < bottom:
            self.refresh(Region(0, top, self.size.width, bottom - top))

    def refresh_head(self) -> None:
        """Repaint the head."""
        self.refresh(Region(0, 0, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Return one line of the lane as it is on the screen."""
        width = self.size.width
        if self.rows is None or width < 4:
            return Strip.blank(width, self.look.palette.text)
        facts, total = self.rows.facts, self.rows.total
        if y == 0:
            return frames.head(facts, width, self._beside, self.look, here=self.focused)
        if y == self.size.height - 1:
            seen = self.seen()
            below = total - seen.stop
            return frames.foot(seen.start, below, width, self.look, capped=facts.capped)
        index, offset = divmod(y - 1 + self.scroll_offset.y, self.pitch)
        if offset < LINES and index < total:
            return self._card(index)[offset]
        return frames.empty("  no cards" if y == 2 and not total else "", width, self.look)

    def _card(self, index: int) -> tuple[Strip, ...]:
        rows = self.rows
        assert rows is not None  # noqa: S101  # callers look first; said for the type checker
        face = rows.face(index)
        shown = Shown(
            self.active and index == rows.cursor,
            self.focused,
            face is not None and (face.id in self._marks or index in self.span),
            self.labels.get(index, ""),
        )
        known = self._painted.get(index)
        if known and known[0] is face and known[1] == shown:
            return known[2]
        framed = self._framed(face, shown)
        if len(self._painted) >= _CACHED_CARDS:
            self._painted.clear()
        self._painted[index] = (face, shown, framed)
        return framed

    def _framed(self, face: Face | None, shown: Shown) -> tuple[Strip, ...]:
        """Draw a card; one that has only moved up or down is not drawn again."""
        inner = self.size.width - 2
        if face is None:
            strips = unread(inner, shown, self.look)
        else:
            known = self._drawn.get(face.id)
            if known and known[1] == shown and known[0] == face:
                return known[2]
            strips = card(face, inner, shown, self.look)
        side = frames.side(self.look)
        framed = tuple(Strip([*side, *strip, *side], inner + 2) for strip in strips)
        if face is not None:
            if len(self._drawn) >= _CACHED_CARDS:
                self._drawn.clear()
            self._drawn[face.id] = (face, shown, framed)
        return framed

    # Keeping the place --------------------------------------------------------------------------

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint the cards and the foot after scrolling; the head stays."""
        if self.rows is not None:
            self.rows.top = round(new_value)
        if round(old_value) != round(new_value):
            self._refresh_scrolled(round(old_value), round(new_value))

    def on_resize(self) -> None:
        """Fit the cards to the new size and keep the cursor in view."""
        self.repaint()
        self.show_cursor()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll one card down, leaving the cursor."""
        event.stop()
        self._scroll_by(self.pitch)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll one card up, leaving the cursor."""
        event.stop()
        self._scroll_by(-self.pitch)

    def on_click(self, event: events.Click) -> None:
        """Tell the Board which card was clicked."""
        index = self.index_at(event.y)
        if index is not None:
            event.stop()
            self.post_message(self.Pressed(self, index, twice=event.chain > 1))

    def _scroll_by(self, lines: int) -> None:
        self._set_top(self.scroll_offset.y + lines)
        self.ask()

    def _scroll_to_cursor(self) -> None:
        rows = self.rows
        assert rows is not None  # noqa: S101  # callers look first; said for the type checker
        at = rows.cursor * self.pitch
        half = max(1, self.body_height // 2 // self.pitch) * self.pitch
        top = self.scroll_offset.y
        if top <= at < top + self.body_height + half:
            target = max(top + half, at + LINES - self.body_height)
        elif top - half <= at < top:
            target = min(top - half, at)
        else:
            target = at - half
        target -= target % self.pitch
        self._set_top(target)
        if not self.in_view(rows.cursor):
            self._set_top(at)

    def _set_top(self, top: int) -> None:
        self.scroll_y = self._clamped(top)

    def _clamped(self, top: int) -> int:
        return max(0, min(top, self.virtual_size.height - self.size.height))

    def _fit_rows(self) -> bool:
        """Make the lane as long as its rows, without a layout; return whether that changed it."""
        total = self.rows.total if self.rows is not None else 0
        pitch = self.pitch
        hidden = total * pitch - (pitch - LINES) - self.body_height
        # Whole cards are scrolled, also at the end.
        size = Size(self.size.width, max(0, -(-hidden // pitch) * pitch) + self.size.height)
        changed = size != self.virtual_size
        self.set_reactive(Widget.virtual_size, size)
        return changed

    def _refresh_scrolled(self, old: int, new: int) -> None:
        width, height, pitch = self.size.width, self.size.height, self.pitch
        if old % pitch or new % pitch or pitch == LINES:
            self.refresh(Region(0, 1, width, height - 1))
            return
        # The free lines between the cards stay where they are: not sent again.
        for y in range(1, height - 1, pitch):
            self.refresh(Region(0, y, width, min(LINES, height - 1 - y)))
        self._refresh_foot()

    def _refresh_foot(self) -> None:
        self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    def _refresh_end(self) -> None:
        """Repaint from the last card down: rows were added or taken away there."""
        seen = self.seen()
        y = 1 + max(0, seen.stop - 1) * self.pitch - self.scroll_offset.y
        self.refresh(Region(0, max(1, y), self.size.width, self.size.height - max(1, y)))
