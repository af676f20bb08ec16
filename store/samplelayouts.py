"""The layouts of a new studio: units of 8 × 10, packages, contact and proof sheets, rolls."""

from __future__ import annotations

from store import layouts
from store.desk import Desk
from store.rendering import layouttexts

# Units lie on their side, so that an inch along their foot is left for the stamp.
_STRIP = "[[stamps]]\nx = 0.25\ny = 7.65\nheight = 0.3\n"

_WALLETS = (
    "[[slots]]\nx = {x}\ny = {y}\nwidth = {w}\nheight = {h}\nacross = {across}\ndown = {down}\n"
)


def _block(
    x: float, y: float, size: tuple[float, float], across: int = 1, down: int = 1, more: str = ""
) -> str:
    text = _WALLETS.format(x=x, y=y, w=size[0], h=size[1], across=across, down=down)
    return f"{text}{more}\n"


_WALLET, _FIVE = (2.5, 3.5), (5, 7)
_UNIT = "sheet = [10, 8]\nrepeats = true\n\n"

LAYOUTS: tuple[tuple[str, str, str], ...] = (
    ("8 wallets", "One picture, cut from 8 × 10",
     _UNIT + _block(0, 0, _WALLET, 4, 2) + _STRIP),
    ("2 5x7", "One picture, cut from 8 × 10", _UNIT + _block(0, 0, _FIVE, 2) + _STRIP),
    ("5x7 + 4 wallets", "One picture, cut from 8 × 10",
     _UNIT + _block(0, 0, _FIVE) + _block(5, 0, _WALLET, 2, 2) + _STRIP),
    ("4 4x5", "One picture, the whole of 8 × 10",
     "sheet = [8, 10]\nrepeats = true\n\n" + _block(0, 0, (4, 5), 2, 2)),
    ("5x7 + 2 3.5x5", "One picture, cut from 8 × 10",
     _UNIT + _block(0, 0, _FIVE) + _block(5, 0, (5, 3.5), 1, 2) + _STRIP),
    ("2 4x5 + 4 wallets", "One picture, cut from 8 × 10",
     "sheet = [8, 10]\nrepeats = true\n\n" + _block(0, 0, (4, 5), 2)
     + _block(0, 5, (3.5, 2.5), 2, 2)),
    ("5x7 + 4 wallets of another", "Two pictures: the first large",
     "sheet = [10, 8]\n\n" + _block(0, 0, _FIVE, more="picture = 1\n")
     + _block(5, 0, _WALLET, 2, 2, "picture = 2\n") + _STRIP),
    ("Contact sheet", "All pictures, 20 on a page, with captions",
     'kind = "contact"\nsheet = [8.5, 11]\nacross = 4\ndown = 5\nmargin = 0.4\nhead = 0.4\n'
     "gap = 0.15\ncaption = 0.22\n\n"
     '[[stamps]]\nx = 0.4\ny = 0.68\nheight = 0.26\nwords = "{stamp}  {page} of {pages}"\n'),
    ("Proof sheet", "All pictures, 6 on a page, with captions",
     'kind = "contact"\nsheet = [8, 10]\nacross = 2\ndown = 3\nmargin = 0.4\nhead = 0.4\n'
     "gap = 0.25\ncaption = 0.3\n\n"
     '[[stamps]]\nx = 0.4\ny = 0.68\nheight = 0.26\nwords = "{stamp}  {page} of {pages}"\n'),
    ("Roll 24 in", "Prints of any size, packed for straight cuts",
     'kind = "roll"\nwidth = 24\nlongest = 120\ngap = 0.125\nmarks = "cut"\n'),
    ("Roll 44 in", "Prints of any size, packed for straight cuts",
     'kind = "roll"\nwidth = 44\nlongest = 72\ngap = 0.125\nmarks = "cut"\n'),
)  # fmt: skip
"""Name, description and definition of each."""


def furnish(desk: Desk) -> None:
    """Add them to a new studio."""
    for name, description, text in LAYOUTS:
        written = layouttexts.read(text, name)
        layouts.bring_in(desk, written, text, name)
        layouts.change(desk, name, description=description)
