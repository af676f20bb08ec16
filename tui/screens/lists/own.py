"""Fields of the studio's own in the set-up."""

from __future__ import annotations

from collections.abc import Mapping

from store import customfields
from store.desk import Desk
from store.setuplists import Key
from tui.screens import checks
from tui.screens.lists.entries import SetupList, Values
from tui.widgets.form import Field


def _fields(desk: Desk, key: Key | None) -> list[Field]:
    row = customfields.named(desk, *key) if key else None
    present = tuple(desk.directory.custom_fields.values())
    own = row.id if row else None

    def wrong(values: Mapping[str, str]) -> str | None:
        kind = key[0] if key else values["kind"].strip()
        if not values["name"].strip():
            return None
        return customfields.name_problem(present, kind, values["name"], own) or None

    fields = [
        Field("name", "Name", row.name if row else "", "such as Album colour",
              check=checks.required("a field needs a name"), together=wrong),
        Field("sort", "Holds a", row.sort if row else "text", "", customfields.SORTS,
              checks.one_of(customfields.SORTS, "sort")),
    ]  # fmt: skip
    if key is None:
        kind = Field("kind", "Of each", "invoice", "", customfields.KINDS,
                     checks.one_of(customfields.KINDS, "kind"))  # fmt: skip
        return [kind, *fields]
    return fields


def _save(desk: Desk, key: Key | None, values: Values) -> object:
    sort = values["sort"].strip()
    if key is None:
        return customfields.add(desk, values["kind"].strip(), values["name"], sort=sort)
    return customfields.change(desk, *key, new_name=values["name"], sort=sort)


def _switch(desk: Desk, key: Key, active: bool) -> object:
    return customfields.switch(desk, *key, active=active)


FIELDS = SetupList(
    "fields", _fields, _save, _switch,
    lines=("Filters find them by name, as in album-colour:red; e on a record sets them.",),
)  # fmt: skip
