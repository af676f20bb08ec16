"""Forms of lists of named entries: what they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from store.desk import Desk
from store.namedlists import NamedList
from store.setuplists import Key
from tui.screens import checks
from tui.screens.filling import yes_no
from tui.screens.lists.entries import SetupList, Values
from tui.widgets.form import Field

Fields = Callable[[Desk, Any], Sequence[Field]]
Given = Callable[[Values], dict[str, Any]]


def kept_list(
    listed: str, kept: NamedList[Any], fields: Fields, given: Given, *lines: str
) -> SetupList:
    """A list of named entries: its fields after the name, and how they are read."""

    def all_fields(desk: Desk, key: Key | None) -> list[Field]:
        row = kept.named(key[0]) if key else kept.table()
        taken = [one.name for one in kept.listed()]
        name = Field("name", "Name", row.name or "", check=checks.every(
            checks.required(f"a {kept.what} needs a name"), checks.at_most(80),
            checks.new_among(taken, f"a {kept.what}", row.name or ""),
        ))  # fmt: skip
        return [name, *fields(desk, row)]

    def save(desk: Desk, key: Key | None, values: Values) -> object:
        if key is None:
            return kept.add(desk, values["name"], **given(values))
        return kept.change(desk, key[0], new_name=values["name"], **given(values))

    def switch(desk: Desk, key: Key, active: bool) -> object:
        return kept.switch(desk, key[0], active=active)

    return SetupList(listed, all_fields, save, switch, lines=lines)


def choice(name: str, label: str, value: str, words: Sequence[str], hint: str = "") -> Field:
    """A field for one of several words."""
    return Field(name, label, value, hint, tuple(words), checks.one_of(words, label.casefold()))


def flag(name: str, label: str, value: object, hint: str = "") -> Field:
    """A field for yes or no."""
    return Field(name, label, yes_no(value), hint, checks.YES_NO, checks.yes_no)
