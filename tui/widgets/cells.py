"""A card as three painted lines: pure functions of the card, the width and the look.

Fixed places, so that the eye learns them: reference and client; type, vendor, lines; due date,
state, owner. A state is told by a shape and a word, colour only helps.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from store import when
from tui.widgets.look import Look
from tui.widgets.measure import fit, painted

if TYPE_CHECKING:
    from store.boards import Face

LINES = 3
"""The lines of a card."""

Piece = tuple[str, Style]

_SHOPS = ("production", "preproduction")
_SUBJECTS = ("task", "call")
_PRIORITIES = {2: "high", 3: "rush"}


class Shown(NamedTuple):
    """In which state a card is shown; `label` is its letters in jump mode."""

    cursor: bool = False
    focused: bool = False
    marked: bool = False
    label: str = ""


PLAIN = Shown()
"""A card that is only there."""


def card(face: Face, width: int, shown: Shown, look: Look) -> tuple[Strip, Strip, Strip]:
    """Return the three lines of a card, each exactly so many cells wide."""
    palette = look.palette
    late = face.overdue(look.now)
    ground = palette.text
    over: Style | None = None
    if shown.cursor:
        ground = over = palette.cursor if shown.focused else palette.rest
    bar = (look.glyphs.late, palette.late) if late else (" ", ground)
    first = (look.glyphs.mark, palette.mark) if shown.marked else bar
    room = width - 1
    lines = (
        [first, *_name(face, room, shown, look)],
        [bar, (fit(_work(face, look), room, look.glyphs.ellipsis), palette.muted)],
        [bar, *_state(face, room, look, late=late)],
    )
    one, two, three = (line(pieces, width, ground, over) for pieces in lines)
    return one, two, three


def unread(width: int, shown: Shown, look: Look) -> tuple[Strip, Strip, Strip]:
    """Return the three lines of a card whose row has not arrived yet."""
    ground = look.palette.cursor if shown.cursor and shown.focused else look.palette.text
    blank = Strip([Segment(" " * width, ground)], width)
    dots = line([(" ", ground), (look.glyphs.ellipsis, look.palette.muted)], width, ground)
    return dots, blank, blank


def line(pieces: Iterable[Piece], width: int, ground: Style, over: Style | None = None) -> Strip:
    """Return one line of exactly `width` cells, in as few segments as its styles allow.

    `over` takes the place of every colour and keeps what is bold: under the cursor.
    """
    segments: list[Segment] = []
    text, style, used = "", ground, 0
    for words, own in pieces:
        if not words:
            continue
        wanted = _under(own, over) if over is not None else own
        if wanted != style and text:
            segments.append(Segment(text, style))
            text = ""
        style = wanted
        text += words
        used += cell_len(words)
    if used < width:
        rest = over or ground
        if rest != style and text:
            segments.append(Segment(text, style))
            text = ""
        style = rest
        text += " " * (width - used)
    if text:
        segments.append(Segment(text, style))
    strip = Strip(segments, max(used, width))
    return strip if used <= width else strip.crop(0, width)


def due_words(face: Face, look: Look, *, late: bool) -> list[str]:
    """Return ways to tell when a card is due, the fullest first."""
    if face.state in ("done", "cancelled"):
        return [f"{face.state} {when.day(face.entered_at, look.zone)}", face.state]
    if face.due_at is None:
        return ["no due date"]
    relative = when.short(face.due_at, look.now, look.zone)
    weekday, _, date = when.day(face.due_at, look.zone).partition(" ")
    if late:
        return [f"{relative}  due {weekday} {date}", f"{relative}  {date}", relative]
    if relative.startswith("today"):
        return [f"due {relative}", relative, relative.removeprefix("today ")]
    days = int(relative[1:-1])
    near = weekday if days < 7 else date
    return [f"due {weekday} {date}  {relative}", f"due {near}  {relative}", relative]


def states(face: Face, look: Look) -> list[Piece]:
    """Return the words for what holds a card up or hurries it, each with its shape."""
    glyphs, palette = look.glyphs, look.palette
    found: list[Piece] = []
    if face.state == "waiting":
        found.append((f"{glyphs.waiting} waiting", palette.waiting))
    elif face.state == "blocked":
        found.append((f"{glyphs.blocked} blocked", palette.blocked))
    if (word := _PRIORITIES.get(face.priority)) and face.state not in ("done", "cancelled"):
        found.append((f"{glyphs.rush} {word}", palette.rush))
    return found


def _under(own: Style, over: Style) -> Style:
    return over + _BOLD if own.bold else over


_BOLD = Style(bold=True)


def _name(face: Face, room: int, shown: Shown, look: Look) -> list[Piece]:
    palette, dots = look.palette, look.glyphs.ellipsis
    pieces: list[Piece] = []
    if shown.label:
        pieces.append((f" {shown.label} ", palette.label))
        room -= len(shown.label) + 2
    ref = fit(painted(face.ref), room, dots)
    client = fit(painted(face.client), room - cell_len(ref) - 1, dots)
    return [*pieces, (ref, palette.strong), (f" {client}" if client else "", palette.text)]


def _work(face: Face, look: Look) -> str:
    if face.kind in _SUBJECTS:
        return painted(face.subject)
    vendor = face.vendor or ("in-house" if face.kind in _SHOPS else "")
    lines = f"{face.lines:,} line{'' if face.lines == 1 else 's'}" if face.lines else ""
    parts = [painted(part) for part in (face.type or "", vendor, lines) if part]
    return f" {look.glyphs.dot} ".join(parts) or painted(face.subject)


def _state(face: Face, room: int, look: Look, *, late: bool) -> list[Piece]:
    """Return due date and states on the left, the owner on the right, as fully as fits."""
    palette = look.palette
    marks = states(face, look)
    taken = sum(2 + cell_len(words) for words, _ in marks)
    owner = painted(face.user or face.department or "")
    forms = due_words(face, look, late=late)
    words, owner = _best(forms, owner, room - taken, look.glyphs.ellipsis)
    style = palette.late if late else palette.text if face.due_at else palette.muted
    relative, gap, rest = words.partition("  ") if late else (words, "", "")
    left: list[Piece] = [(relative, style), (gap + rest, palette.muted)]
    for mark in marks:
        left += [("  ", palette.text), mark]
    used = sum(cell_len(text) for text, _ in left)
    if used > room:
        return _shortened(left, room, look)
    gap = " " * (room - used - cell_len(owner))
    return [*left, (gap, palette.text), (owner, palette.muted)] if owner else left


def _best(forms: list[str], owner: str, room: int, dots: str) -> tuple[str, str]:
    for name in dict.fromkeys((owner, fit(owner, 8, dots), fit(owner, 4, dots), "")):
        taken = cell_len(name) + 1 if name else 0
        for form in forms:
            if cell_len(form) + taken <= room:
                return form, name
    return forms[-1], ""


def _shortened(pieces: list[Piece], room: int, look: Look) -> list[Piece]:
    kept: list[Piece] = []
    for text, style in pieces:
        words = fit(text, room, look.glyphs.ellipsis)
        kept.append((words, style))
        room -= cell_len(words)
    return kept
