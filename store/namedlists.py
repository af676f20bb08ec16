"""Set-up lists whose entries have a name of their own and nothing below them: one way for all.

What an entry may say of itself is given by the list's module: how each property is read, and what
several of them say wrong together. Lists with a shape of their own (tracks, price lists, users) do
without this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from store import lists, positions
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.tables import Layout, Printer, RenderProfile, ReorderReason, Template
from store.text import safe, search_key

Row = TypeVar("Row", RenderProfile, Layout, ReorderReason, Printer, Template)

Together = Callable[[Mapping[str, Any]], list[str]]
"""Takes all columns of an entry as it would be; returns what is wrong with them together."""


def well(_: Mapping[str, Any]) -> list[str]:
    """Nothing is wrong with the columns of entries whose properties do not touch each other."""
    return []


@dataclass(frozen=True)
class NamedList(Generic[Row]):
    """One list: its table, what an entry is called, and how its properties are read."""

    table: type[Row]
    what: str
    properties: Mapping[str, lists.Reader]
    together: Together = well

    def listed(self) -> list[Row]:
        """All entries in the studio's order, those used no more last."""
        return positions.ordered(self.table.select())

    def named(self, word: str) -> Row:
        """Find an active entry by name; `Refused` names the nearest."""
        rows = self.listed()
        for row in rows:
            if search_key(row.name) == search_key(word):
                if row.inactive:
                    raise Refused(
                        f"{self.what} {row.name} is inactive; choose another, or activate it"
                    )
                return row
        names = [row.name for row in rows if not row.inactive]
        some = f"; there are {', '.join(names[:12])}" if names else "; there are none yet"
        hint = did_you_mean(word, names) or some
        raise Refused(f"no {self.what} is called '{safe(word, 80)}'{hint}")

    def add(self, desk: Desk, name: str, **given: Any) -> Row:
        """Add an entry; ``given`` are properties."""
        with lists.changing(desk, f"add {self.what}", f"add {self.what} {name}") as act:
            present = self.listed()
            made = self.table(
                name=self._name(name, present), **self._columns(desk, given, None, name)
            )
            made.position = positions.last(present)
            act.insert_row(made)
        return made

    def change(self, desk: Desk, name: str, *, new_name: str | None = None, **given: Any) -> Row:
        """Change an entry; what was made with it stays as it is."""
        with lists.changing(desk, f"change {self.what}", f"change {self.what} {name}") as act:
            row = self.named(name)
            columns = self._columns(desk, given, row, new_name or name)
            if new_name is not None:
                columns["name"] = self._name(new_name, self.listed(), row.id)
            act.update(row, **columns)
        return row

    def switch(self, desk: Desk, name: str, *, active: bool) -> Row:
        """Use an entry no more, or again; what has it already keeps it."""
        word = "activate" if active else "deactivate"
        with lists.changing(desk, f"{word} {self.what}", f"{word} {self.what} {name}") as act:
            row = (
                lists.inactive_named(self.listed(), name, self.what) if active else self.named(name)
            )
            act.update(row, inactive=not active)
        return row

    def reorder(self, desk: Desk, name: str, place: int) -> list[Row]:
        """Put an entry at a place of the list, from 1; returns the list in its new order."""
        summary = f"put {self.what} {name} at place {place}"
        with lists.changing(desk, f"reorder {self.what}s", summary) as act:
            positions.put(act, self.listed(), self.named(name), place)
        return self.listed()

    def _name(self, text: str, present: list[Row], own_id: int | None = None) -> str:
        clean = lists.clean_name(text, self.what)
        lists.refuse_double(present, clean, self.what, own_id)
        return clean

    def _columns(
        self, desk: Desk, given: Mapping[str, Any], row: Row | None, name: str
    ) -> dict[str, Any]:
        """Read properties; all that is wrong with each and with all together is told at once."""
        columns = lists.read(desk, given, self.properties, self.what)
        whole = self.table(name=name) if row is None else row
        present = {field.column_name: getattr(whole, field.column_name)
                   for field in self.table._meta.sorted_fields}  # fmt: skip
        problems = self.together({**present, **columns})
        if problems:
            raise Refused([f"{self.what} {safe(name, 80)}: {problem}" for problem in problems])
        return columns
