"""A board: lanes side by side, the cursor, the marks, and the letters to jump by.

It shows as many lanes as the width allows and scrolls sideways by lanes. What keys mean is decided
by the screens, which call the methods here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.message import Message
from textual.widget import Widget

from tui.widgets.jumps import Jumps
from tui.widgets.lane import Lane
from tui.widgets.look import Look, Palette
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from store.boards import Face
    from store.boards import Lane as Facts

NARROWEST = 26
"""The cells a lane needs at least, if there is to be more than one."""

ONE_LANE_BELOW = 66
"""Under this width lanes are shown one at a time."""

_PARTS = tuple(Palette.__dataclass_fields__)


class Board(Widget, inherit_bindings=False, can_focus=True):
    """Lanes side by side, one of them active."""

    DEFAULT_CSS = """
    Board {
        layout: horizontal;
        width: 1fr;
        height: 1fr;
        overflow: hidden hidden;
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"board--{part}" for part in _PARTS}

    class Moved(Message):
        """The cursor is on another card now, or on none."""

        def __init__(self, face: Face | None) -> None:
            super().__init__()
            self.face = face

        def can_replace(self, message: Message) -> bool:
            """Only the last of several moves matters."""
            return isinstance(message, Board.Moved)

    class Opened(Message):
        """A card was clicked twice."""

        def __init__(self, face: Face) -> None:
            super().__init__()
            self.face = face

    class Marked(Message):
        """There are more or fewer marks now; `count` of them."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, look: Look | None = None, *, empty: str = "", id: str | None = None) -> None:  # noqa: A002  # as every widget names it
        super().__init__(id=id)
        self.look = look or Look()
        self.empty = empty
        self.marks: dict[int, Face] = {}
        self._rows: list[Rows] = []
        self._slots: list[Lane] = []
        self._active = 0
        self._first = 0
        self._told: Face | None = None
        self._anchor: int | None = None
        self._jumps = Jumps()

    # Lanes and rows -----------------------------------------------------------------------------

    def set_lanes(self, lanes: Sequence[Facts], *, keep_rows: bool = True) -> None:
        """Show these lanes; known ones (by key) keep cursor, scroll and rows unless `keep_rows` is
        false: another filter, order or grouping.
        """
        self.jump_stop()
        known = {rows.facts.key: rows for rows in self._rows}
        active_key = self._rows[self._active].facts.key if self._rows else None
        self._rows = []
        for facts in lanes:
            rows = known.get(facts.key) or Rows(facts)
            rows.learn(facts)
            if not keep_rows:
                rows.forget()
            self._rows.append(rows)
        keys = [rows.facts.key for rows in self._rows]
        if active_key in keys:
            self._active = keys.index(active_key)
        else:
            self._active = max(0, min(self._active, len(keys) - 1))
            self._anchor = None
        self._arrange()
        for lane in self._slots:
            if keep_rows:
                lane.facts_changed()
            else:
                lane.repaint()
                lane.show_cursor()
        self._tell()

    def rows_arrived(self, lane_key: int, start: int, faces: Sequence[Face]) -> None:
        """Take the answer to `Lane.Wanted`; exactly the lines that differ are repainted."""
        for rows in self._rows:
            if rows.facts.key == lane_key:
                before = rows.cursor
                changed = rows.arrived(start, faces)
                self._remember(faces)
                if lane := self._slot_of(rows):
                    lane.rows_changed(changed, before)
                    lane.ask()
                break
        self._tell()

    def stale(self, lane_keys: Iterable[int] | None = None) -> None:
        """Read these lanes' rows again (all without keys), showing the old ones until they come."""
        wanted = None if lane_keys is None else set(lane_keys)
        for rows in self._rows:
            if wanted is None or rows.facts.key in wanted:
                rows.mark_stale()
                if lane := self._slot_of(rows):
                    lane.ask()

    def renew(self, lane_keys: Iterable[int]) -> list[Lane.Wanted]:
        """Like `stale`, but return what has to be read, for whoever reads it all at once."""
        wanted = set(lane_keys)
        found: list[Lane.Wanted] = []
        for rows in self._rows:
            if rows.facts.key in wanted:
                rows.mark_stale()
                if lane := self._slot_of(rows):
                    found += lane.lacking()
        return found

    @property
    def lane_keys(self) -> list[int]:
        """The keys of all lanes, from left to right."""
        return [rows.facts.key for rows in self._rows]

    def lane_of(self, card_id: int) -> int | None:
        """Return the key of the lane in which a card has been read, if it has."""
        for rows in self._rows:
            if rows.find(card_id) is not None:
                return rows.facts.key
        return None

    @property
    def active(self) -> Rows | None:
        """The rows of the active lane."""
        return self._rows[self._active] if self._rows else None

    @property
    def face(self) -> Face | None:
        """The card under the cursor."""
        return self.active.here() if self.active else None

    def chosen(self) -> list[Face]:
        """Return what an action applies to: the marked cards, else the one under the cursor."""
        return list(self.marks.values()) or ([self.face] if self.face else [])

    # Moving -------------------------------------------------------------------------------------

    def step(self, cards: int) -> None:
        """Move the cursor down by so many cards, or up if negative."""
        if self.active:
            self._move(self.active.cursor + cards)

    def half_page(self, direction: int) -> None:
        """Move the cursor by half of what can be seen; -1 is up."""
        lane = self._lane()
        if lane is not None:
            self.step(direction * max(1, len(lane.seen()) // 2))

    def first(self) -> None:
        """Move the cursor to the lane's first card."""
        self._move(0)

    def last(self) -> None:
        """Move the cursor to the lane's last card."""
        if self.active:
            self._move(self.active.total - 1)

    def sideways(self, lanes: int) -> None:
        """Go so many lanes to the right (left if negative), to the card at the same height."""
        target = max(0, min(self._active + lanes, len(self._rows) - 1))
        lane = self._lane()
        if lane is None or lane.rows is None or target == self._active:
            return
        height = lane.rows.cursor - lane.seen().start
        self._activate(target)
        other = self._lane()
        if other is not None and other.rows is not None and other.rows.total:
            seen = other.seen()
            self._move(max(seen.start, min(seen.start + height, seen.stop - 1)))
        else:
            self._tell()

    def seek_cards(self) -> None:
        """Go to the first lane that has cards, unless the active one has some."""
        if self.active is None or self.active.total:
            return
        filled = [number for number, rows in enumerate(self._rows) if rows.total]
        if filled:
            self._activate(filled[0])
            self._tell()

    def go_to(self, lane_key: int, index: int) -> None:
        """Put the cursor on a place of a lane, as `boards.position` tells it."""
        if lane_key in self.lane_keys:
            self._activate(self.lane_keys.index(lane_key))
            self._move(index)

    # Marks --------------------------------------------------------------------------------------

    def toggle_mark(self) -> None:
        """Mark the card under the cursor, or take its mark away, and go one down."""
        if face := self.face:
            if face.id in self.marks:
                del self.marks[face.id]
            else:
                self.marks[face.id] = face
            self._marks_changed()
            self.step(1)

    def mark(self, faces: Iterable[Face]) -> None:
        """Mark these cards as well."""
        self.marks.update((face.id, face) for face in faces)
        self._marks_changed()

    def unmark(self) -> bool:
        """Take all marks away and end a begun range; return whether there were any."""
        had = bool(self.marks) or self._anchor is not None
        self._end_range()
        self.marks.clear()
        if had:
            self._marks_changed()
        return had

    def mark_range(self) -> tuple[int, int, int] | None:
        """Begin a range at the cursor, or end it: its read cards are marked then.

        Returns (lane key, start, length) if some of its cards have not been read: whoever reads
        them hands them to `mark`.
        """
        rows, lane = self.active, self._lane()
        if rows is None or lane is None or not rows.total:
            return None
        if self._anchor is None:
            self._anchor = rows.cursor
            lane.set_span(range(rows.cursor, rows.cursor + 1))
            return None
        span = self._span(rows)
        self._end_range()
        faces = [rows.face(index) for index in span]
        self.mark(face for face in faces if face)
        return None if all(faces) else (rows.facts.key, span.start, len(span))

    # Jumping ------------------------------------------------------------------------------------

    @property
    def jumping(self) -> bool:
        """Whether letters are shown and the next keys belong to `jump_press`."""
        return bool(self._jumps)

    def jump_start(self) -> bool:
        """Give each visible card letters; return whether there are any to jump to."""
        self._jumps.show([(lane, index) for lane in self._slots for index in lane.seen()])
        return self.jumping

    def jump_press(self, letter: str) -> None:
        """Take a typed letter: the last one of a card's moves the cursor there."""
        if place := self._jumps.press(letter):
            self._go(*place)

    def jump_stop(self) -> None:
        """Take the letters away."""
        self._jumps.hide()

    # Look ---------------------------------------------------------------------------------------

    def set_now(self, now: int) -> None:
        """Tell the time, in UTC milliseconds: only cards that read differently are repainted."""
        self._set_look(replace(self.look, now=now))

    def set_dense(self, dense: bool | None) -> None:
        """Show cards without a free line between, with one, or (None) as the height suggests."""
        self._set_look(replace(self.look, dense=dense))
        for lane in self._slots:
            lane.show_cursor()

    def render(self) -> Text:
        """Return what an empty board says."""
        return Text("" if self._rows else self.empty)

    # Textual ------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Take the colours from the style sheets, now and whenever the theme is another one."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._take_colours())
        self._take_colours()

    def on_resize(self) -> None:
        """Show as many lanes as fit."""
        self.jump_stop()
        self._arrange()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor as live, or as resting."""
        super().watch_has_focus(has_focus)
        self._show_focus()

    def on_lane_pressed(self, event: Lane.Pressed) -> None:
        """Put the cursor where the mouse was pressed."""
        event.stop()
        self.focus()
        self._go(event.lane, event.index)
        if event.twice and self.face:
            self.post_message(self.Opened(self.face))

    # Inside -------------------------------------------------------------------------------------

    def _room(self) -> int:
        width = self.size.width
        fits = 1 if width < ONE_LANE_BELOW else max(1, width // NARROWEST)
        return min(fits, len(self._rows)) if width else 0

    def _arrange(self) -> None:
        """Have as many lane widgets as fit, bound to the lanes around the active one."""
        room = self._room()
        while len(self._slots) > room:
            self._slots.pop().remove()
        new = [Lane(self.marks, self.look) for _ in range(room - len(self._slots))]
        self._slots += new
        self._bind()
        if new:
            self.mount(*new)

    def _bind(self) -> None:
        room = len(self._slots)
        if not self._first <= self._active < self._first + room:
            # By half of what is shown, so that it is rare: every lane is sent again.
            self._first = self._active - room // 2
        self._first = max(0, min(self._first, len(self._rows) - room))
        for offset, lane in enumerate(self._slots):
            left = self._first if offset == 0 else 0
            right = len(self._rows) - self._first - room if offset == room - 1 else 0
            lane.bind(self._rows[self._first + offset], (left, right))
        self._show_focus()

    def _show_focus(self) -> None:
        for offset, lane in enumerate(self._slots):
            active = self._first + offset == self._active
            lane.set_active(active=active, focused=self.has_focus)

    def _lane(self) -> Lane | None:
        """Return the widget that shows the active lane."""
        offset = self._active - self._first
        return self._slots[offset] if 0 <= offset < len(self._slots) else None

    def _slot_of(self, rows: Rows) -> Lane | None:
        return next((lane for lane in self._slots if lane.rows is rows), None)

    def _activate(self, number: int) -> None:
        if number == self._active:
            return
        self._end_range()
        self._active = number
        if 0 <= number - self._first < len(self._slots):
            self._show_focus()
        else:
            self._bind()

    def _go(self, lane: Lane, index: int) -> None:
        self._activate(self._first + self._slots.index(lane))
        self._move(index)

    def _move(self, index: int) -> None:
        lane, rows = self._lane(), self.active
        if rows is None:
            return
        if lane is None:
            rows.move(index)
        elif lane.move(index) and self._anchor is not None:
            lane.set_span(self._span(rows))
        self._tell()

    def _tell(self) -> None:
        face = self.face
        if face is not self._told:
            self._told = face
            self.post_message(self.Moved(face))

    def _span(self, rows: Rows) -> range:
        anchor = rows.cursor if self._anchor is None else self._anchor
        return range(min(anchor, rows.cursor), max(anchor, rows.cursor) + 1)

    def _end_range(self) -> None:
        self._anchor = None
        for lane in self._slots:
            lane.set_span(range(0))

    def _marks_changed(self) -> None:
        for lane in self._slots:
            lane.marks_changed()
        self.post_message(self.Marked(len(self.marks)))

    def _remember(self, faces: Iterable[Face]) -> None:
        """Let marks name the versions that were seen last."""
        if self.marks:
            self.marks.update((face.id, face) for face in faces if face.id in self.marks)

    def _take_colours(self) -> None:
        styles = {part: self.get_component_rich_style(f"board--{part}") for part in _PARTS}
        self._set_look(replace(self.look, palette=Palette(**styles)))

    def _set_look(self, look: Look) -> None:
        self.look = look
        for lane in self._slots:
            lane.set_look(look)
