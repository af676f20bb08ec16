"""How long a text is as SMS: its alphabet, what it takes of it, and the parts it is sent in.

A text of nothing but letters of GSM 03.38 takes seven bits a letter (some take two letters' room),
any other takes UTF-16. Values in, values out; who sends SMS is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass

GSM, UCS2 = "GSM-7", "UCS-2"
"""The two alphabets."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""What takes the room of one letter in GSM-7."""

EXTENDED = frozenset("\f^{}\\[~]|€")
"""What takes the room of two."""

ALONE = {GSM: 160, UCS2: 70}
"""How much an SMS of one part has room for."""

IN_PARTS = {GSM: 153, UCS2: 67}
"""How much each part of a longer one has room for: a head takes the rest."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is: ``characters`` as they are counted in its alphabet, and its parts.

    ``special`` are the letters, each once, for which it is not GSM-7.
    """

    characters: int
    parts: int
    encoding: str
    special: tuple[str, ...] = ()

    @property
    def room(self) -> int:
        """How many characters its parts have room for in all."""
        many = max(self.parts, 1)
        return ALONE[self.encoding] if many == 1 else many * IN_PARTS[self.encoding]


def measured(text: str) -> Length:
    """Measure a text as phones will get it."""
    special = tuple(dict.fromkeys(one for one in text if one not in BASIC | EXTENDED))
    encoding = UCS2 if special else GSM
    size = _utf16_units if special else _septets
    sizes = [size(one) for one in text]
    total = sum(sizes)
    if total <= ALONE[encoding]:
        return Length(total, 1 if text else 0, encoding, special)
    return Length(total, _parts(sizes, IN_PARTS[encoding]), encoding, special)


def _septets(letter: str) -> int:
    return 2 if letter in EXTENDED else 1


def _utf16_units(letter: str) -> int:
    return 2 if ord(letter) > 0xFFFF else 1


def _parts(sizes: list[int], room: int) -> int:
    """How many parts letters of these sizes fill: one that takes two places is never divided."""
    parts, left = 1, room
    for size in sizes:
        if size > left:
            parts, left = parts + 1, room
        left -= size
    return parts


SHOWN = 8
"""How many special letters are named."""


def said(length: Length) -> str:
    """Say how long a text is, in a line."""
    parts = f"{length.parts} part{'' if length.parts == 1 else 's'}"
    words = f"{length.characters} of {length.room} characters, {parts}, {length.encoding}"
    if not length.special:
        return words
    some = " ".join(map(_visible, length.special[:SHOWN]))
    more = " and others" if len(length.special) > SHOWN else ""
    return f"{words} because of {some}{more}"


def _visible(letter: str) -> str:
    return letter if letter.isprintable() and not letter.isspace() else f"U+{ord(letter):04X}"
