"""What a program sends to a terminal, byte by byte: our own grammar, and nothing that is not in it."""

from __future__ import annotations

import re

HOSTILE: dict[str, str] = {
    "markup that closes": "fix [/] now",
    "markup that acts": "[@click=app.bell]x[/]",
    "a title": "a\x1b]0;stolen title\x07b",
    "a clipboard": "a\x1b]52;c;c3RvbGVu\x1b\\b",
    "a colour": "a\x1b[31;1mred\x1b[2Jb",
    "C1": "a\x9b31mred\x9d0;stolen\x9cb\x85c\x90d",
    "right to left": "invoice \u202egnp.exe\u2066 x\u200f\u061c",
    "families": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 " * 4 + "\U0001f3f3\ufe0f\u200d\U0001f308",
    "ten thousand": "Wide 測試 name " * 833,
    "marks": "Z" + "\u0301\u0323\u0337" * 20 + "algo",
    "lines": "one\ntwo\rthree\tfour\x0bfive\x00six\x08\x08\x7f",
    "halves": "half \udcff\udc9b pair",
}  # fmt: skip
"""What a client, a file or a colleague may call themselves, by what is wrong with it."""

_OWN = re.compile(
    r"\x1b\[[0-9;]*m"  # colours
    r"|\x1b\[[0-9;]*[HJK]"  # places, and clearing on the way in
    r"|\x1b\[\?[0-9;]+[hl]"  # modes: the other screen, mouse, paste, focus, cursor
    r"|\x1b\[\?[0-9]+\$p"  # asking for a mode
    r"|\x1b\[[<>=]?[0-9;]*u"  # the keyboard's manner
    r"|\x1b\[[0-9]*[ABCDEFGXPL@]"
    r"|\x1b\[6n|\x1b\[c|\x1b\[14t|\x1b\[16t|\x1b\[18t"
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # copying a reference
    r"|\x1b\]22;[a-z-]*(?:\x07|\x1b\\)"  # the shape of the mouse pointer
    r"|\x07"  # the tone of a scan that went wrong; after the sequences that end in it
)

_STRAY = re.compile(
    "[\x00-\x07\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def strays(raw: bytes) -> list[str]:
    """Everything in an output that is neither ours nor plain text, with what stands around it."""
    text = raw.decode("utf-8", "surrogateescape")
    rest = _OWN.sub("\N{SYMBOL FOR ESCAPE}", text)
    found = [repr(rest[max(0, hit.start() - 20) : hit.end() + 20]) for hit in _STRAY.finditer(rest)]
    return found + [repr(hit) for hit in re.findall("[\udc80-\udcff]+", rest)]


def words(raw: bytes) -> str:
    """The text of an output without our own sequences."""
    return _OWN.sub("", raw.decode("utf-8", "replace"))
