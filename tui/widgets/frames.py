"""The box around a lane: a head with its name and counts, a foot with what is out of view.

Pure functions of the lane's facts, the width and the look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.strip import Strip

from tui.widgets.cells import Piece, line
from tui.widgets.look import Look
from tui.widgets.measure import fit, painted

if TYPE_CHECKING:
    from store.boards import Lane as Facts


def side(look: Look) -> Strip:
    """Return the one cell that closes a line on its left and right."""
    return line([(look.glyphs.side, look.palette.line)], 1, look.palette.line)


def empty(words: str, width: int, look: Look) -> Strip:
    """Return a line without a card, with words or blank."""
    edge = (look.glyphs.side, look.palette.line)
    words = fit(words, width - 2, look.glyphs.ellipsis)
    pieces: list[Piece] = [edge, (words, look.palette.muted)]
    blank = " " * (width - 2 - cell_len(words))
    return line([*pieces, (blank, look.palette.text), edge], width, look.palette.text)


def head(facts: Facts, width: int, beside: tuple[int, int], look: Look, *, here: bool) -> Strip:
    """Return the head: name, count and limit, how many are late; `beside` counts hidden lanes."""
    palette, glyphs = look.palette, look.glyphs
    before = f"{glyphs.left} {beside[0]} " if beside[0] else ""
    after = f" {beside[1]} {glyphs.right}" if beside[1] else ""
    counts = count_words(facts)
    late = f" {glyphs.dot} {facts.late:,} late" if facts.late else ""
    room = width - 4 - len(before) - len(after)
    if cell_len(counts) + cell_len(late) + 6 > room:
        late = ""
    name = fit(painted(facts.name), room - len(counts) - len(late) - 1, glyphs.ellipsis)
    title = fit(f"{name} {counts}", room - len(late), glyphs.ellipsis)
    fill = glyphs.line * max(0, room - cell_len(title) - len(late))
    style = palette.here if here else palette.head
    return line(
        [
            (glyphs.corners[0] + before, palette.line),
            (f" {title}", style),
            (late, style if here else palette.late),
            (" ", style),
            (fill + after + glyphs.corners[1], palette.line),
        ],
        width,
        palette.line,
    )


def foot(above: int, below: int, width: int, look: Look, *, capped: bool) -> Strip:
    """Return the foot: how many cards are out of view above and below."""
    palette, glyphs = look.palette, look.glyphs
    words = f" {glyphs.above} {above:,}" if above > 0 else ""
    words += f" {glyphs.below} {below:,}{'+' if capped else ''}" if below > 0 else ""
    words = fit(f"{words} ", width - 4, glyphs.ellipsis) if words else ""
    return line(
        [
            (glyphs.corners[2] + glyphs.line, palette.line),
            (words, palette.muted),
            (glyphs.line * (width - 3 - cell_len(words)) + glyphs.corners[3], palette.line),
        ],
        width,
        palette.line,
    )


def count_words(facts: Facts) -> str:
    """Return a lane's count and limit: `41`, `9/10`, `10/10 full`, `12/10 over`, `1,000+`."""
    words = f"{facts.count:,}" + ("+" if facts.capped else "")
    if facts.limit is None:
        return words
    words += f"/{facts.limit}"
    if facts.count == facts.limit:
        return f"{words} full"
    return f"{words} over" if facts.count > facts.limit else words
