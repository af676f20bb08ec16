"""A picture by half cells: two pixels in each cell, or shades of letters where colours are few.

It needs nothing of the terminal but colours, so it works over any line, and in tmux.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from render.previews import Raster
    from tui.themes import Depth

HALF = "▀"

SHADES = " .:-=+*#%@"
"""From dark to light, for terminals with few colours or none."""


def colourful(raster: Raster, ground: Style) -> list[list[Segment]]:
    """The rows of a picture, an upper and a lower pixel in each cell; equal neighbours together."""
    rows = []
    for top in range(0, raster.height, 2):
        below = top + 1 if top + 1 < raster.height else None
        cells = [
            (_pixel(raster, x, top), None if below is None else _pixel(raster, x, below))
            for x in range(raster.width)
        ]
        rows.append(
            [
                Segment(HALF * sum(1 for _ in run), ground + _style(*cell))
                for cell, run in groupby(cells)
            ]
        )
    return rows


def shaded(raster: Raster, style: Style) -> list[list[Segment]]:
    """The rows of a picture as letters by brightness, one for each two pixels."""
    rows = []
    for top in range(0, raster.height, 2):
        below = min(top + 1, raster.height - 1)
        letters = "".join(
            _shade((_light(raster, x, top) + _light(raster, x, below)) / 2)
            for x in range(raster.width)
        )
        rows.append([Segment(letters, style)])
    return rows


Pixel = tuple[int, int, int]


def _pixel(raster: Raster, x: int, y: int) -> Pixel:
    at = 3 * (y * raster.width + x)
    red, green, blue = raster.pixels[at : at + 3]
    return red, green, blue


def _light(raster: Raster, x: int, y: int) -> float:
    red, green, blue = _pixel(raster, x, y)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _shade(light: float) -> str:
    return SHADES[min(len(SHADES) - 1, int(light / 256 * len(SHADES)))]


@lru_cache(maxsize=8192)
def _style(upper: Pixel, lower: Pixel | None) -> Style:
    below = None if lower is None else Color.from_rgb(*lower)
    return Style(color=Color.from_rgb(*upper), bgcolor=below)


class HalfCells(Widget, inherit_bindings=False, can_focus=False):
    """A picture fitted into the widget, in its middle."""

    DEFAULT_CSS = """
    HalfCells { width: 1fr; height: 1fr; }
    """

    def __init__(
        self,
        depth: Depth = "truecolor",
        *,
        plain: bool = False,
        id: str | None = None,  # noqa: A002  # as every widget names it
    ) -> None:
        """Show nothing yet; ``plain`` is for terminals without block characters."""
        super().__init__(id=id)
        self._letters = plain or depth in ("16", "none")
        self._raster: Raster | None = None
        self._rows: list[list[Segment]] = []
        self._across = 0

    def show(self, raster: Raster | None) -> None:
        """Show a picture, or nothing."""
        if raster != self._raster:
            self._raster = raster
            self._fill()

    def on_resize(self) -> None:
        """Fit the picture anew."""
        self._fill()

    def _fill(self) -> None:
        self._rows, self._across = [], 0
        width, height = self.size
        if self._raster is not None and width and height:
            from render import previews

            fitted = previews.fitted(self._raster, (width, 2 * height))
            self._across = fitted.width
            make = shaded if self._letters else colourful
            self._rows = make(fitted, self.rich_style)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line as it is on the screen."""
        ground = self.rich_style
        width, height = self.size
        at = y - (height - len(self._rows)) // 2
        if not 0 <= at < len(self._rows):
            return Strip.blank(width, ground)
        before = (width - self._across) // 2
        after = width - self._across - before
        cells = [Segment(" " * before, ground), *self._rows[at], Segment(" " * after, ground)]
        return Strip([cell for cell in cells if cell.text], width)
