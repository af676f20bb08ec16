"""The font of all documents: Roboto, embedded, for Latin, Greek and Cyrillic letters.

The fonts built into PDF readers have no letters such as ā or Þ. What Roboto lacks is shown by a
replacement character, so that people see that something is missing.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from store.text import safe

REGULAR = "Roboto"
BOLD = "Roboto-Bold"

MISSING = "\ufffd"
"""What stands for a character that the font does not have."""

_FILES = {REGULAR: "Roboto-Regular.ttf", BOLD: "Roboto-Bold.ttf"}
_ALIKE = str.maketrans({"\u2011": "-", "\u00ad": "", "\u202f": "\u00a0", "→": "›", "✓": "√"})
"""Characters that Roboto lacks to those that look like them."""


@cache
def register() -> frozenset[int]:
    """Make the fonts known to ReportLab; returns the code points that both have."""
    home = importlib.util.find_spec("font_roboto")
    assert home is not None  # noqa: S101 - installed with the program
    assert home.origin is not None  # noqa: S101 - the same
    folder = Path(home.origin).parent / "files"
    known: list[set[int]] = []
    for name, file in _FILES.items():
        font = TTFont(name, str(folder / file))
        pdfmetrics.registerFont(font)
        known.append(set(font.face.charToGlyph))
    pdfmetrics.registerFontFamily(REGULAR, REGULAR, BOLD, REGULAR, BOLD)
    return frozenset(set.intersection(*known))


def printable(text: str, limit: int = 20_000) -> str:
    """Return text whose every character the font has; line ends stay."""
    known = register()
    clean = safe(text, limit, keep_newlines=True).translate(_ALIKE)
    if clean.isascii():
        return clean
    return "".join(
        letter if letter == "\n" or ord(letter) in known else MISSING for letter in clean
    )


def width(text: str, size: float, name: str = REGULAR) -> float:
    """Return how wide a text is, in points."""
    register()
    return float(pdfmetrics.stringWidth(text, name, size))
