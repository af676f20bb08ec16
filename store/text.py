"""Text from outside made fit to be stored, painted and searched.

Every string that comes from a person, a file or another program passes `safe` once on its way in.
How wide a text is on a screen is not known here.
"""

from __future__ import annotations

import re
import unicodedata

# Controls (C0, DEL, C1), marks that turn the direction of text, the byte order mark, and halves of
# surrogate pairs or code points that no file format takes.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_LINE_ENDS = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
_BLANKS = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
_DROPPED = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{_BIDI}\ufeff]")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_DOUBTFUL = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")

# Letters that no decomposition takes apart, as people type them on other keyboards.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
        "ŧ": "t",
        "ƶ": "z",
        "\u2018": "'",
        "\u2019": "'",
    }
)
# Combining classes of signs that make another letter rather than an accent: the nukta, the voicing
# of Japanese kana, the virama.
_KEPT_CLASSES = frozenset({0, 7, 8, 9})

# Letters and signs that are as empty as a space.
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"

# The usual accents, all of which are dropped; the one sign left out joins letters.
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]")


def safe(text: str, limit: int = 10_000, *, keep_newlines: bool = False) -> str:
    """Return the text in NFC without anything that could steer a terminal, at most `limit` long.

    Line ends and tabs become spaces, or stay (as plain newlines) with `keep_newlines`. What is cut
    off is shown by an ellipsis. Doing it twice changes nothing.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    if not text.isprintable() and _DOUBTFUL.search(text):
        text = _LINE_ENDS.sub("\n", text) if keep_newlines else _BLANKS.sub(" ", text)
        text = _BROKEN.sub("\ufffd", _DROPPED.sub("", text))
    # Cut before composing as well: composing long runs of marks takes quadratic time.
    return _cut(unicodedata.normalize("NFC", _cut(text, limit)), limit)


def is_blank(text: str) -> bool:
    """Tell whether nothing of a text can be seen: it has only spaces, marks, and fillers."""
    return all(
        letter.isspace()
        or letter in _FILLERS
        or unicodedata.category(letter) in ("Cf", "Cc", "Mn", "Me")
        for letter in text
    )


def search_key(text: str) -> str:
    """Return the text as searches compare it: folded case, no accents, single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", safe(text).casefold())
    latin = _ACCENTS.sub("", apart).casefold()
    if not latin.isascii():
        latin = latin.translate(_LETTERS)
    if latin.isascii() and latin.isprintable():  # most names that are not plain already
        return " ".join(latin.split())
    bare = "".join(letter for letter in apart if _is_kept(letter)).casefold().translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1] + "…" if limit > 0 else ""


def _is_kept(letter: str) -> bool:
    if unicodedata.combining(letter) not in _KEPT_CLASSES:
        return False
    return unicodedata.category(letter) not in ("Cf", "Cc")
