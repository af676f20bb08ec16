"""What the set-up lists share: changing them in one action, and names that may stand in them.

The lists themselves are in ``people``, ``types``, ``tracks``, ``vendors`` and ``items``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.text import is_blank, safe, search_key

_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\s@<>,;.]+")


class Entry(Protocol):
    """Anything with an id, a name, and a mark that it is used no more."""

    id: Any
    name: Any
    inactive: Any


Listed = TypeVar("Listed", bound=Entry)


Reader = Callable[[Desk, Any], dict[str, Any]]
"""Takes what was said of a property; returns columns; raises `Refused`."""


def read(
    desk: Desk, given: Mapping[str, Any], readers: Mapping[str, Reader], what: str
) -> dict[str, Any]:
    """Read properties into columns; all that is wrong is told at once."""
    found: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in given.items():
        if name not in readers:
            hint = did_you_mean(name, readers)
            problems.append(f"{what}: there is no property '{safe(name, 40)}'{hint}")
            continue
        try:
            found.update(readers[name](desk, value))
        except Refused as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise Refused(problems)
    return found


def text(column: str, limit: int = 200) -> Reader:
    """A reader for text of one line."""
    return lambda _, value: {column: safe(str(value or "").strip(), limit)}


def prose(column: str) -> Reader:
    """A reader for text of several lines."""
    return lambda _, value: {column: safe(str(value or "").strip(), keep_newlines=True)}


def flag(column: str) -> Reader:
    """A reader for yes or no."""
    return lambda _, value: {column: bool(value)}


def email(column: str) -> Reader:
    """A reader for an email address."""
    return lambda _, value: {column: clean_email(str(value or ""))}


def choice(column: str, choices: Sequence[str]) -> Reader:
    """A reader for one of several words, whatever its case."""
    words = {search_key(one): one for one in choices}

    def read_choice(_: Desk, value: Any) -> dict[str, Any]:
        word = str(value or "").strip()
        found = words.get(search_key(word))
        if found is None:
            hint = did_you_mean(word, choices)
            raise Refused(f"{column}: '{safe(word, 40)}' is none of {', '.join(choices)}{hint}")
        return {column: found}

    return read_choice


def within(column: str, low: float, high: float, unit: str = "") -> Reader:
    """A reader for a number between bounds."""

    def read_number(_: Desk, value: Any) -> dict[str, Any]:
        number = float(value or 0)
        if not (math.isfinite(number) and low <= number <= high):
            raise Refused(f"{column} must be from {low:g} to {high:g}{unit}, not {number:g}")
        return {column: number}

    return read_number


def whole(column: str, low: int, high: int, *, optional: bool = False) -> Reader:
    """A reader for a whole number between bounds, or for none."""

    def read_whole(_: Desk, value: Any) -> dict[str, Any]:
        if value is None and optional:
            return {column: None}
        number = float(value or 0)
        if not (math.isfinite(number) and number == int(number) and low <= number <= high):
            raise Refused(f"{column} must be a whole number from {low} to {high}, not {number:g}")
        return {column: int(number)}

    return read_whole


@contextmanager
def changing(desk: Desk, name: str, summary: str, right: str = "set-up") -> Iterator[Act]:
    """One action on the lists; they are read again afterwards, also when it was refused."""
    try:
        with desk.action(name, safe(summary, 200), right=right) as act:
            yield act
    finally:
        desk.forget_lists()


def clean_name(text: str, what: str, limit: int = 80) -> str:
    """Return a name fit for a list; `Refused` when it is empty or too long."""
    name = " ".join(safe(text, limit * 4).split())
    if is_blank(name):
        raise Refused(f"a {what} needs a name")
    if len(name) > limit:
        raise Refused(f"the name '{name[:20]}…' of a {what} has more than {limit} characters")
    return name


def refuse_double(rows: Iterable[Entry], name: str, what: str, own_id: int | None = None) -> None:
    """Refuse a name that another entry of the list has, whatever its case and accents."""
    wanted = search_key(name)
    for row in rows:
        if row.id != own_id and search_key(row.name) == wanted:
            raise Refused(f"there is a {what} called '{row.name}' already; use another name")


def inactive_named(rows: Iterable[Listed], name: str, what: str) -> Listed:
    """Find an entry that was made inactive, to be used again."""
    found = [row for row in rows if search_key(row.name) == search_key(name)]
    if not found:
        raise Refused(f"no {what} is called '{safe(name, 80)}'")
    if not found[0].inactive:
        raise Refused(f"{what} {found[0].name} is active already")
    return found[0]


def clean_email(text: str) -> str:
    """Return an email address, or nothing for nothing; `Refused` when it cannot be one."""
    address = safe(text.strip(), 255)
    if address and not _EMAIL.fullmatch(address):
        raise Refused(f"'{address}' is no email address; it should look like ana@example.com")
    return address


def number_within(value: float, low: float, high: float, what: str) -> float:
    """Return a number between bounds; `Refused` otherwise."""
    if not low <= value <= high:
        raise Refused(f"{what} must be from {low:g} to {high:g}, not {value:g}")
    return float(value)
