"""What a list of the set-up is made of on its screen: its table, its form, and what they call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from store import setuplists
from store.desk import Desk
from store.setuplists import Entry, Key
from store.text import safe
from tui.widgets.form import Field
from tui.widgets.table import Column, Row

Values = dict[str, str]
"""The texts of a form by field."""

Entries = Callable[[Desk], list[Entry]]

NARROW = 10
"""Cells that a column keeps at least where its texts need them: what no longer fits beside is found
further right, while a name or an amount of which only the beginning is left says nothing.
"""

NAMING = 24
"""Cells that a column keeps by which the entry itself is known."""

NAMES = frozenset({"name", "status", "item", "package"})
"""The columns by which entries are known."""

KEPT = 2
"""The columns after this one give way where not even the narrowest would fit, the last first."""


@dataclass(frozen=True, slots=True)
class SetupList:
    """One list on its screen, over the one of the same name in the store.

    ``switch`` makes an entry inactive or active again; ``remove`` is there where entries may really
    be taken away. ``entries`` reads another choice of them than the store's list.
    """

    listed: str
    fields: Callable[[Desk, Key | None], Sequence[Field]]
    save: Callable[[Desk, Key | None, Values], object]
    switch: Callable[[Desk, Key, bool], object] | None = None
    remove: Callable[[Desk, Key], object] | None = None
    lines: tuple[str, ...] = ()
    entries: Entries | None = None
    called: str = ""
    own_title: str = ""
    makes: bool = True
    """Whether new entries are made here."""
    preview: Callable[[Desk, str, str], Sequence[str]] | None = None
    """The lines of an entry as it is for a record, both by name."""
    shown: Callable[[Desk, str], Sequence[str]] | None = None
    """The lines of an entry as it is by itself, by name."""
    saved: Callable[[Desk, Values], str] | None = None
    """What is told when an entry is saved, where there is more to say than that."""

    @property
    def of(self) -> setuplists.SetupList:
        """The store's list."""
        return setuplists.every()[self.listed]

    @property
    def name(self) -> str:
        """What it is called among the lists."""
        return self.called or self.listed

    @property
    def title(self) -> str:
        """Its title."""
        return self.own_title or self.of.title

    @property
    def one(self) -> str:
        """What an entry is called."""
        return self.of.one

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its table; the last one says why an entry is not offered."""
        shown = [
            Column(
                column.head,
                column.sort in ("number", "money"),
                least=NAMING if column.name in NAMES else NARROW,
                spare=place if place > KEPT else 0,
            )
            for place, column in enumerate(one for one in self.of.columns if one.brief)
        ]
        return (*shown, Column("", least=6))

    def read(self, desk: Desk) -> list[Entry]:
        """Its entries in order."""
        return (self.entries or self.of.entries)(desk)

    def rows(self, desk: Desk) -> list[Row]:
        """Its entries as rows of the table."""
        return [self.row(desk, entry) for entry in self.read(desk)]

    def row(self, desk: Desk, entry: Entry) -> Row:
        """An entry as a row."""
        cells = [
            safe(setuplists.shown(desk, column, value), 500)
            for column, value in zip(self.of.columns, entry.values, strict=True)
            if column.brief
        ]
        return Row((*cells, entry.state), entry.key, "muted" if entry.state else "plain")


def figure(value: float | None) -> str:
    """A number without needless digits, or nothing."""
    return "" if value is None else f"{value:g}"


def names_of(desk: Desk, listed: str) -> tuple[str, ...]:
    """The names of a list's entries that are in use, each once: the last words of their keys."""
    found = setuplists.every()[listed].entries(desk)
    return tuple(dict.fromkeys(entry.key[-1] for entry in found if not entry.inactive))
