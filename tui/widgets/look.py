"""How cards look on this terminal: styles, shapes, the zone and the present moment.

Colours come from the style sheets, through the Board's component classes. What a card says is in
``tui.widgets.cells``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from rich.style import Style


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The shapes that mark a state, and the lines of a box; each is one cell wide."""

    late: str = "▌"
    mark: str = "●"
    waiting: str = "◇"
    blocked: str = "■"
    rush: str = "▲"
    dot: str = "·"
    above: str = "▴"
    below: str = "▾"
    left: str = "‹"
    right: str = "›"
    line: str = "─"
    side: str = "│"
    corners: str = "┌┐└┘"
    ellipsis: str = "…"
    full: str = "█"
    empty: str = "░"


UNICODE = Glyphs()
"""Shapes for terminals that show Unicode."""

ASCII = Glyphs(
    late="|",
    mark="*",
    waiting="~",
    blocked="#",
    rush="!",
    dot="-",
    above="^",
    below="v",
    left="<",
    right=">",
    line="-",
    side="|",
    corners="++++",
    ellipsis="~",
    full="=",
    empty=".",
)
"""Shapes for text consoles."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The styles of a card's parts, each with its background."""

    text: Style = field(default_factory=Style)
    strong: Style = field(default_factory=lambda: Style(bold=True))
    muted: Style = field(default_factory=Style)
    line: Style = field(default_factory=Style)
    late: Style = field(default_factory=lambda: Style(bold=True))
    waiting: Style = field(default_factory=Style)
    blocked: Style = field(default_factory=Style)
    rush: Style = field(default_factory=lambda: Style(bold=True))
    mark: Style = field(default_factory=lambda: Style(bold=True))
    label: Style = field(default_factory=lambda: Style(reverse=True))
    cursor: Style = field(default_factory=lambda: Style(reverse=True))
    rest: Style = field(default_factory=lambda: Style(underline=True))
    head: Style = field(default_factory=lambda: Style(bold=True))
    here: Style = field(default_factory=lambda: Style(bold=True, reverse=True))


@dataclass(frozen=True, slots=True)
class Look:
    """All that painting depends on besides the card itself; `now` in UTC milliseconds."""

    palette: Palette = field(default_factory=Palette)
    glyphs: Glyphs = UNICODE
    zone: tzinfo = UTC
    now: int = 0
    dense: bool | None = None
    """Cards without a free line between; None: when the lane is low."""

    def pitch(self, height: int) -> int:
        """Return the lines from one card to the next in a lane with so many lines for cards."""
        dense = height < 24 if self.dense is None else self.dense
        return 3 if dense else 4
