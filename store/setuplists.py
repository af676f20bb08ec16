"""Every list of the set-up as a table of plain values: to be shown, ordered, printed, exported.

One description for all of them: the screens, the command line and the files are made from it. What
stands in the rows of each is in ``setuprows``; changing entries is each list's own module's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from store import money
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.tables import Row
from store.text import safe, search_key

Sort = Literal["text", "number", "money", "flag", "date"]
"""What a column holds: money is cents, a date ISO text."""

Key = tuple[str, ...]
"""What names an entry to its commands; all but the last word name the list it stands in."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; one that is not ``brief`` stands in files only."""

    name: str
    sort: Sort = "text"
    brief: bool = True

    @property
    def head(self) -> str:
        """The name as people read it."""
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``state`` says in a word why it is not offered, ``row`` is what it was read of."""

    key: Key
    values: tuple[Any, ...]
    inactive: bool = False
    state: str = ""
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class SetupList:
    """One list; ``place`` puts an entry at a place, from 1, where a list has an order.

    Places are counted among the entries of the same group that are in use.
    """

    name: str
    title: str
    one: str
    columns: tuple[Column, ...]
    entries: Callable[[Desk], list[Entry]]
    place: Callable[[Desk, Key, int], object] | None = None


def columns(text: str) -> tuple[Column, ...]:
    """Read columns from words such as ``name price:money notes:text-``; a minus: files only."""
    found = []
    for word in text.split():
        name, _, sort = word.partition(":")
        brief = not word.endswith("-")
        found.append(Column(name.rstrip("-"), sort.rstrip("-") or "text", brief))  # type: ignore[arg-type]  # our own words
    return tuple(found)


INACTIVE = "inactive"


def state_of(row: Any) -> str:
    """Why an entry is not offered, in a word."""
    if row.inactive:
        return INACTIVE
    return "hidden" if getattr(row, "hidden", False) else ""


def name_of(rows: Mapping[int, Any], row_id: int | None) -> str:
    """The name of a row of another list; nothing where there is none."""
    row = rows.get(row_id or 0)
    return "" if row is None else str(row.name)


# Finding ------------------------------------------------------------------------------------------


def every() -> dict[str, SetupList]:
    """All lists by name, in the order in which they are offered."""
    from store.setuprows import LISTS  # it describes the lists with what is here

    return {one.name: one for one in LISTS}


def named(word: str) -> SetupList:
    """Find a list by name; `Refused` names the nearest."""
    lists = every()
    wanted = search_key(word).replace(" ", "")
    for one in lists.values():
        if wanted in (one.name, search_key(one.title).replace(" ", "")):
            return one
    hint = did_you_mean(word, lists)
    raise Refused(
        f"no list of the set-up is called '{safe(word, 60)}'{hint}; there are {', '.join(lists)}"
    )


def entry_named(entries: Sequence[Entry], words: Sequence[str], what: str) -> Entry:
    """Find an entry by the words of its key, or by its last word alone where that is enough."""
    wanted = tuple(search_key(word) for word in words)
    keys = [tuple(search_key(word) for word in entry.key) for entry in entries]
    exact = [entry for entry, key in zip(entries, keys, strict=True) if key == wanted]
    ending = [
        entry
        for entry, key in zip(entries, keys, strict=True)
        if key[len(key) - len(wanted) :] == wanted
    ]
    found = exact or ending
    named = " ".join(safe(word, 60) for word in words)
    if not found:
        hint = did_you_mean(named, [" ".join(entry.key) for entry in entries])
        raise Refused(f"no {what} is called '{named}'{hint}")
    if len(found) > 1:
        several = "; ".join(" ".join(entry.key) for entry in found[:6])
        raise Refused(f"several are called '{named}'; say which: {several}")
    return found[0]


def having(entries: Sequence[Entry], words: str, shown: Callable[[Entry], str]) -> list[Entry]:
    """The entries that have all of some words in what is shown of them."""
    wanted = search_key(words).split()
    return [one for one in entries if all(word in search_key(shown(one)) for word in wanted)]


# Order --------------------------------------------------------------------------------------------


def neighbours(entries: Sequence[Entry], key: Key) -> list[Key]:
    """The keys of the entries that an entry stands among, in their order, itself included."""
    here = next((entry for entry in entries if entry.key == key), None)
    if here is None:
        return []
    return [
        entry.key
        for entry in entries
        if entry.key[:-1] == key[:-1] and entry.inactive == here.inactive
    ]


def reorder(desk: Desk, name: str, words: Sequence[str], place: int) -> Entry:
    """Put an entry of a list at a place, from 1; returns it as it is now."""
    of = named(name)
    entry = entry_named(of.entries(desk), words, of.one)
    if of.place is None:
        raise Refused(f"{of.title} have no order of their own; they stand as they are sorted")
    if entry.inactive:
        raise Refused(f"{of.one} {' '.join(entry.key)} is inactive; activate it first")
    of.place(desk, entry.key, place)
    return next(one for one in of.entries(desk) if one.key == entry.key)


# Values -------------------------------------------------------------------------------------------


def shown(desk: Desk, column: Column, value: Any) -> str:
    """A value as a screen has it."""
    if value in (None, ""):
        return ""
    if column.sort == "money":
        return money.shown(int(value), desk.settings.studio.currency)
    if column.sort == "flag":
        return "yes" if value else ""
    if column.sort == "number":
        return f"{value:g}"
    return str(value)


def plain(column: Column, value: Any) -> Any:
    """A value as files and JSON have it: money as decimal text, nothing as null."""
    if column.sort == "money":
        return None if value is None else money.decimal(int(value))
    if column.sort == "flag":
        return bool(value)
    return None if value == "" else value


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it is printed and exported; the last column says which entries are in use."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


ACTIVE = Column("active", "flag")


def table(
    desk: Desk,
    name: str,
    words: str = "",
    entries: Callable[[Desk], list[Entry]] | None = None,
) -> Table:
    """Read a list as a table, all entries (or a choice of them) or those that have some words."""
    of = named(name)

    def text(entry: Entry) -> str:
        cells = zip(of.columns, entry.values, strict=True)
        return " ".join([*(shown(desk, column, value) for column, value in cells), entry.state])

    rows = [
        (
            *(plain(c, v) for c, v in zip(of.columns, entry.values, strict=True)),
            not entry.inactive,
        )
        for entry in having((entries or of.entries)(desk), words, text)
    ]
    return Table(of.name, of.title, (*of.columns, ACTIVE), tuple(rows))
