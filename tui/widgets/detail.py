"""The details pane: what matters of the card under the cursor, beside or below the lanes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from store import when
from tui.widgets.cells import Piece, line
from tui.widgets.look import Look
from tui.widgets.measure import fit, painted, wrapped

if TYPE_CHECKING:
    from store.details import Detail

LATEST = 6
"""How many visits, lines and notes are named; the record's own screen has them all."""


class DetailPane(Widget, inherit_bindings=False, can_focus=False):
    """A framed list of lines, cut to the width and scrolled by pages."""

    DEFAULT_CSS = """
    DetailPane { width: 34; height: 100%; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"detail--{part}" for part in ("text", "strong", "muted", "line", "late")
    }

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: Detail | None = None
        self._now = 0
        self._top = 0
        self._lines: list[tuple[str, str]] = []

    def show(self, detail: Detail | None, now: int) -> None:
        """Show a record, or nothing; painted only when it reads differently."""
        if detail is None or self._shown is None or detail.face.id != self._shown.face.id:
            self._top = 0
        self._shown, self._now = detail, now
        self._fill()

    def page(self, direction: int = 1) -> None:
        """Scroll by a page, starting again after the end."""
        room = max(1, self.size.height - 2)
        top = self._top + direction * room
        self._top = top if 0 <= top < len(self._lines) else 0
        self.refresh()

    def on_resize(self) -> None:
        """Wrap the lines to the width."""
        self._fill()

    def _fill(self) -> None:
        width = max(4, self.size.width - 4)
        lines = [
            (part, look)
            for text, look in self._said()
            for part in (wrapped(painted(text), width) if text else [""])
        ]
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def _said(self) -> Iterator[tuple[str, str]]:
        detail = self._shown
        if detail is None:
            return
        face, zone = detail.face, self._look.zone
        yield (face.client or face.subject or "no client", "strong")
        if face.client and face.subject:
            yield (face.subject, "text")
        yield (" · ".join(filter(None, (face.type, face.vendor, face.track))), "muted")
        yield (f"{face.status} since {when.day(face.entered_at, zone)}", "text")
        if face.due_at is not None:
            late = face.overdue(self._now)
            words = when.relative(face.due_at, self._now, zone)
            yield (f"Due {when.day(face.due_at, zone)}, {words}", "late" if late else "text")
        if face.promised_at is not None:
            yield (f"Promised {when.day(face.promised_at, zone)}", "text")
        if detail.due_because:
            yield (detail.due_because, "muted")
        owner = " · ".join(filter(None, (face.user, face.department)))
        yield (f"Owner: {owner or 'nobody'}", "text")
        if detail.paused:
            yield (_sentence(detail.paused), "late")
        yield from self._lists(detail)

    def _lists(self, detail: Detail) -> Iterator[tuple[str, str]]:
        zone = self._look.zone
        if detail.line_items:
            yield ("", "text")
            count = len(detail.line_items)
            yield (f"{count} line{'' if count == 1 else 's'}", "strong")
            for row in detail.line_items[:LATEST]:
                yield (f"{row.quantity} × {row.description or row.item or ''}", "text")
        if detail.errands:
            yield ("", "text")
            yield ("Tasks and calls", "strong")
            for errand in detail.errands[:LATEST]:
                yield (f"{errand.ref} {errand.subject} ({errand.status})", "text")
        if detail.messages:
            yield ("", "text")
            yield ("Messages", "strong")
            for message in detail.messages[:LATEST]:
                about = message.subject or message.channel
                yield (f"{message.ref} {about} ({message.state})", "text")
        if detail.notes:
            yield ("", "text")
            yield ("Notes", "strong")
            for note in detail.notes[-LATEST:]:
                yield (f"{note.by} {when.day(note.at, zone)}: {note.text}", "text")
        yield ("", "text")
        yield ("History", "strong")
        for stay in reversed(detail.visits[-LATEST:]):
            left = "" if stay.complete is not False else ", parked"
            reason = f": {stay.reason}" if stay.reason else ""
            yield (f"{when.day(stay.entered_at, zone)} {stay.status}{left}{reason}", "muted")

    def render_line(self, y: int) -> Strip:
        """Return one line of the pane."""
        width, height = self.size.width, self.size.height
        style = {
            name: self.get_component_rich_style(f"detail--{name}")
            for name in ("text", "strong", "muted", "line", "late")
        }
        glyphs = self._look.glyphs
        if width < 4:
            return Strip.blank(width, style["text"])
        if y in (0, height - 1):
            ref = self._shown.face.ref if self._shown is not None and y == 0 else ""
            title = f" {ref} " if ref else ""
            fill = glyphs.line * max(0, width - 3 - len(title))
            first, last = (0, 1) if y == 0 else (2, 3)
            pieces: list[Piece] = [
                (glyphs.corners[first] + glyphs.line, style["line"]),
                (title, style["strong"]),
                (fill + glyphs.corners[last], style["line"]),
            ]
            return line(pieces, width, style["line"])
        at = self._top + y - 1
        text, look = self._lines[at] if at < len(self._lines) else ("", "text")
        words = fit(text, width - 4, glyphs.ellipsis)
        blank = " " * (width - 3 - cell_len(words))
        edge: Piece = (glyphs.side, style["line"])
        body: list[Piece] = [edge, (" ", style["text"]), (words, style[look])]
        return line([*body, (blank, style["text"]), edge], width, style["text"])


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
