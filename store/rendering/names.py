"""Names of files and folders: templates filled, and the vendor's rules obeyed.

All files of an order are named together, so that no two get one name on any system, each gets the
same name in whatever order they come, and nothing lies outside of its folder. Nothing is looked up.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter
from typing import TypeAlias

from store.filetemplates import COUNTED
from store.text import safe, search_key

COPIES = ("once", "suffix", "files", "folder")
"""How more than one copy is asked for: not by names, ``_cpy02``, so many files, or a folder."""

MOST_BYTES = 200
"""Of a name: systems take 255, and files get longer names while they are made."""

MOST_FILES = 500
"""Of one picture, where every copy is a file."""

COUNT = "count"
"""The field that says how many files lie in the folder."""

Key: TypeAlias = tuple[object, ...]

_UNFIT = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|(clock|conin|conout)\$|com\d|lpt\d|com[¹²³]|lpt[¹²³])", re.IGNORECASE
)
_SIGNS = "_-"
_JOINTS = ("_", "-", " ")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a vendor takes: ``length`` of a name with its ending, ``characters`` as in A-Z0-9_."""

    length: int | None = None
    characters: str = ""
    copies: str = "once"


@dataclass(frozen=True, slots=True)
class Asked:
    """A file to be named: its templates, what fills them, its ending with the point.

    ``key`` tells it from all others and says which goes first where two would have one name.
    """

    key: Key
    file: str
    folder: str
    values: Mapping[str, str]
    ending: str
    root: str = ""
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True)
class Given:
    """What a file is called: its folder below the root with ``/`` between, its name.

    ``wished`` is how long the name would have been where the vendor's length cut it, else 0.
    """

    folder: str
    name: str
    wished: int = 0


def fill(template: str, values: Mapping[str, str], clean: Callable[[str], str] = safe) -> str:
    """Put values into the braces of a template.

    A field without a value takes a sign that joins it to the rest away with it.
    """
    filled, gap = "", False
    for text, name, spec, _ in Formatter().parse(template):
        if gap and text[:1] in _JOINTS and (not filled or filled[-1] in _JOINTS):
            text = text[1:]  # noqa: PLW2901 - the text that is left of it
        filled += text
        if name is None:
            continue
        value = clean(values.get(name, ""))
        zeros = int(spec[1:]) if spec and name in COUNTED else 0
        filled += value.zfill(zeros) if value.isdecimal() else value
        gap = not value
    return filled[:-1] if gap and filled[-1:] in _JOINTS else filled


def name_all(asked: Sequence[Asked]) -> list[Given]:
    """Name files, in the order that they come in; no two of one order get one name."""
    order = sorted(range(len(asked)), key=lambda at: _place(asked[at]))
    folders = _folders([asked[at] for at in order])
    taken = folders.names
    upto: Counter[tuple[str, str]] = Counter()
    given: list[Given | None] = [None] * len(asked)
    for at in order:
        one = asked[at]
        folder = folders.of(one)
        where = _alike(f"{one.root}/{folder}")
        given[at] = _file(one, folder, taken.setdefault(where, set()), upto, where)
    return [one for one in given if one is not None]


def _place(one: Asked) -> tuple[object, ...]:
    """What files are sorted by before they are named; the rest only where keys are the same."""
    return one.key, one.root, one.folder, one.file, one.ending, sorted(one.values.items())


# Folders -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Folders:
    """The folders of some files: wished path to its clean one, and all names that are taken."""

    clean: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    counts: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)
    names: dict[str, set[str]] = field(default_factory=dict)

    def of(self, one: Asked) -> str:
        """The clean folder of a file."""
        return self.clean[_wish(one, self.counts)]


def _wish(
    one: Asked, counts: Mapping[tuple[str, tuple[str, ...]], int]
) -> tuple[str, tuple[str, ...]]:
    """The folder that a file would lie in if the vendor took every name."""
    parts = _filled(one, "")
    if f"{{{COUNT}}}" in one.folder:
        parts = _filled(one, str(counts.get((one.root, tuple(map(_alike, parts))), 0)))
    return one.root, tuple(parts)


def _filled(one: Asked, count: str) -> list[str]:
    values = {**one.values, COUNT: count}
    parts = [_plain(fill(part, values, _plain)) for part in one.folder.split("/")]
    if one.rules.copies == "folder" and "{quantity}" not in one.folder:
        parts.append(f"cpy{values.get('quantity', '1').zfill(2)}")
    return [part for part in parts if part]


def _folders(asked: Sequence[Asked]) -> _Folders:
    found = _Folders()
    found.counts.update((one.root, tuple(map(_alike, _filled(one, "")))) for one in asked)
    wished: dict[tuple[str, tuple[str, ...]], Rules] = {}
    for one in asked:
        wished.setdefault(_wish(one, found.counts), one.rules)
    known: dict[tuple[str, str, str], str] = {}
    for (root, parts), rules in sorted(wished.items(), key=lambda row: (_sorted(row[0]), row[0])):
        path = ""
        for part in parts:
            where = _alike(f"{root}/{path}")
            spelt = known.get((root, where, _alike(part)))
            if spelt is None:
                names = found.names.setdefault(where, set())
                spelt = _free(part, "", "", rules, names, Counter(), where, head=True)
                known[root, where, _alike(part)] = spelt
            path = f"{path}/{spelt}" if path else spelt
        found.clean[root, parts] = path
    return found


def _sorted(wish: tuple[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
    return wish[0], tuple(map(_alike, wish[1]))


# Files -------------------------------------------------------------------------------------------


def _file(
    one: Asked, folder: str, taken: set[str], upto: Counter[tuple[str, str]], where: str
) -> Given:
    rules = one.rules
    stem = _plain(fill(one.file, one.values, _plain))
    copies = one.values.get("quantity", "1")
    several = rules.copies == "suffix" and copies.isdecimal() and int(copies) > 1
    tail = f"_cpy{copies.zfill(2)}" if several else ""
    name = _free(stem, tail, one.ending, rules, taken, upto, where)
    wished = len(_conform(stem, rules) + tail + one.ending)
    cut = rules.length is not None and wished > rules.length
    return Given(folder, name, wished if cut else 0)


def _free(
    stem: str,
    tail: str,
    ending: str,
    rules: Rules,
    taken: set[str],
    upto: Counter[tuple[str, str]],
    where: str,
    *,
    head: bool = False,
) -> str:
    """A name that is not taken yet, and takes it: numbered where several wish for one."""
    ending = _ending(ending, rules)
    stem, tail = _conform(stem, rules), _allowed(tail, rules)
    sign = next((one for one in _SIGNS if _takes(one, rules)), "")
    number = upto[where, stem + tail]
    while True:
        number += 1
        mark = "" if number == 1 else f"{sign}{number}"
        name = _joined(stem, mark, tail, ending, rules, head=head)
        if _alike(name) not in taken:
            upto[where, stem + tail] = number
            taken.add(_alike(name))
            return name


def _joined(stem: str, mark: str, tail: str, ending: str, rules: Rules, *, head: bool) -> str:
    """A name within the length: the end of a file's name is kept, the beginning of a folder's.

    The mark that tells it from others is kept whole, whatever has to go for it.
    """
    most = max(LEAST_STEM, (rules.length or MOST_BYTES) - len(ending))
    rest = max(0, most - len(mark))
    tail = mark + (tail[-rest:] if rest else "")
    room = most - len(tail)
    kept = (stem[:room] if head else stem[max(0, len(stem) - room) :]) if room else ""
    while kept and len((kept + tail + ending).encode()) > MOST_BYTES:
        kept = kept[:-1] if head else kept[1:]
    kept = _stripped(kept)
    if not kept and not tail:
        kept = _allowed("file", rules)[:room] or "0"
    name = kept + tail
    if _RESERVED.fullmatch(name.split(".")[0]):
        name = ("0" + name)[:most] if len(name) < most else "0" + name[1:]
    return name + ending


LEAST_STEM = 6
"""Characters that a name has before its ending, whatever the vendor says."""


def _ending(ending: str, rules: Rules) -> str:
    """An ending in the case that the vendor takes; it stays where he takes neither."""
    for form in (ending, ending.upper(), ending.lower()):
        if all(one == "." or _takes(one, rules) for one in form):
            return form
    return ending


# Characters --------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """A text with nothing that any system refuses in a name."""
    return _stripped(_UNFIT.sub("_", "".join(map(_harmless, safe(text)))))


def _harmless(one: str) -> str:
    """A character as it may stand in a name; what cannot be seen is left out."""
    if one.isascii():
        return one
    if one.isspace():
        return " "
    if unicodedata.category(one) == "Cf":
        return ""
    return one if one.isprintable() else "_"


def _stripped(text: str) -> str:
    """Without blanks and points at its ends: those hide files, or are dropped by some systems."""
    return text.strip(". ")


def _conform(text: str, rules: Rules) -> str:
    return _stripped(_allowed(text, rules))


def _allowed(text: str, rules: Rules) -> str:
    """A text in the characters that a vendor takes."""
    if not rules.characters:
        return text
    return "".join(_instead(one, rules.characters) for one in text)


def _takes(one: str, rules: Rules) -> bool:
    return not rules.characters or one in characters(rules.characters)


def _alike(text: str) -> str:
    """A name as systems compare it that take A for a."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=64)
def characters(ranges: str) -> frozenset[str]:
    """The characters that ``A-Z0-9_`` stands for; a ``-`` at either end is itself."""
    found: set[str] = set()
    at = 0
    while at < len(ranges):
        if at + 2 < len(ranges) and ranges[at + 1] == "-":
            first, last = sorted((ord(ranges[at]), ord(ranges[at + 2])))
            found.update(map(chr, range(first, min(last, first + 0x10000) + 1)))
            at += 3
        else:
            found.add(ranges[at])
            at += 1
    return frozenset(found)


def characters_problem(ranges: str) -> str:
    """Say why names cannot be made of these characters alone, or nothing; none: all are taken."""
    if not ranges:
        return ""
    found = characters(ranges)
    if unfit := sorted(one for one in found if _UNFIT.match(one) or not one.isprintable()):
        shown = " ".join(one if one.isprintable() else "a control character" for one in unfit[:3])
        return f"no system takes {shown} in a name"
    if not found.issuperset("0123456789"):
        return "names are numbered: it must have the digits, as in A-Z0-9_"
    return ""


@lru_cache(maxsize=4096)
def _instead(one: str, ranges: str) -> str:
    """What stands for a character: itself, its other case, its bare letters, or a sign."""
    taken = characters(ranges)
    for form in (one, one.upper(), one.lower(), search_key(one), search_key(one).upper()):
        if form and all(letter in taken for letter in form):
            return form
    return next((sign for sign in _SIGNS if sign in taken), "")
