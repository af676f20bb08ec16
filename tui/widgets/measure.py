"""Text measured and cut in a terminal's cells, in a form whose width all terminals agree on.

Terminals differ on joined emoji, skin tones and variation selectors; so only the first picture of
a joined family is painted, which is as wide everywhere.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size

from store.text import safe

_JOINER = "\u200d"
_MARKS_IN_A_ROW = 3
_LIMIT = 400


@lru_cache(maxsize=8192)
def painted(text: str) -> str:
    """Return a text as it may be painted on one line: safe, of a definite width, not endless."""
    text = safe(text, _LIMIT)
    return text if text.isascii() else _definite(text)


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """Return the text, or as much of it as fits into so many cells, ending with an ellipsis."""
    if width <= 0:
        return ""
    if (len(text) <= width and text.isascii()) or cell_len(text) <= width:
        return text
    room = width - cell_len(ellipsis)
    if room < 0:
        return ellipsis[:width]
    return _head(text, room) + ellipsis


def padded(text: str, width: int) -> str:
    """Return the text cut or filled with spaces to exactly so many cells."""
    text = fit(text, width)
    return text + " " * (width - cell_len(text))


def wrapped(text: str, width: int) -> list[str]:
    """Return the text in lines of at most so many cells, broken between words where it can be."""
    lines: list[str] = []
    rest = text.strip()
    while cell_len(rest) > width > 0:
        head = _head(rest, width)
        at = head.rfind(" ")
        head = head[:at] if at > width // 3 else head or rest[:1]
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*lines, rest]


def _head(text: str, room: int) -> str:
    """Return the longest beginning that fits; marks stay with the letter they belong to."""
    used = 0
    for index, letter in enumerate(text):
        size = get_character_cell_size(letter)
        if used + size > room:
            return text[:index]
        used += size
    return text


def _definite(text: str) -> str:
    kept: list[str] = []
    marks = _MARKS_IN_A_ROW
    joined = False
    for letter in text:
        category = unicodedata.category(letter)
        if letter == _JOINER:
            joined = bool(kept) and unicodedata.category(kept[-1]) == "So"
        elif category in ("Mn", "Me"):
            # Selectors change the width of what stands before in some terminals only.
            if marks < _MARKS_IN_A_ROW and not unicodedata.name(letter, "").startswith("VARIATION"):
                kept.append(letter)
            marks += 1
        elif category in ("Cf", "Sk") and ord(letter) > 0xFF:
            continue  # skin tones, and signs without width
        elif joined and category in ("So", "Sm", "Po"):
            joined = False
        else:
            joined = False
            marks = 0
            kept.append("\ufffd" if category in ("Co", "Cn", "Cs") else letter)
    return "".join(kept)
