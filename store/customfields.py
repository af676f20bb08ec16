"""Fields of the studio's own, on sessions, invoices and orders; and the values records have there.

A name may mean nothing else: filters, `set` and the answers of `show` have all fields side by side.
What is given for a field is read in ``editables`` and written by ``edits``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from store import editables, lists, positions, recordfields
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.fields import FIELD_BY_WORD, FLAG_BY_WORD, JOINING, NONE, custom_key
from store.reading import tuples
from store.tables import Card, CustomField, CustomValue
from store.text import safe

KINDS = tuple(editables.CUSTOM_KINDS)
"""What can have fields of the studio's own."""

SORTS = ("text", "date", "note")
"""One line of text, a day, or text of several lines."""

LONGEST_NAME = 40
ROWS_AT_ONCE = 400

_NAME = re.compile(r"[^\W\d_][\w -]*")


# The list -----------------------------------------------------------------------------------------


def listed(desk: Desk, kind: str | None = None) -> list[CustomField]:
    """The fields of a kind (or of all) in the studio's order, those used no more last."""
    rows = positions.ordered(desk.directory.custom_fields.values())
    wanted = KINDS if kind is None else (kind_named(kind),)
    return [row for of_kind in wanted for row in rows if row.kind == of_kind]


def kind_named(word: str) -> str:
    """Read what a field belongs to, in singular or plural."""
    folded = word.strip().casefold().removesuffix("s")
    if folded in KINDS:
        return folded
    hint = did_you_mean(word, KINDS)
    raise Refused(f"'{safe(word, 40)}' cannot have fields of its own{hint}; {', '.join(KINDS)} can")


def named(desk: Desk, kind: str, word: str) -> CustomField:
    """Find an active field by name; `Refused` names the nearest."""
    rows = listed(desk, kind)
    for row in rows:
        if custom_key(row.name) == custom_key(word):
            if row.inactive:
                raise Refused(f"{kind} field {row.name} is inactive; activate it")
            return row
    hint = did_you_mean(word, [row.name for row in rows if not row.inactive])
    raise Refused(f"no {kind} field is called '{safe(word, 80)}'{hint}")


def name_problem(
    rows: Iterable[CustomField], kind: str, text: str, own_id: int | None = None
) -> str:
    """Say why a field of a kind cannot be called so among those there are, or nothing."""
    name = " ".join(safe(text, LONGEST_NAME * 4).split())
    if not name:
        return "a field needs a name"
    if len(name) > LONGEST_NAME:
        return f"it has more than {LONGEST_NAME} characters"
    if not _NAME.fullmatch(name):
        return "use letters, digits, blanks, - and _, beginning with a letter, as filters do"
    key = custom_key(name)
    words = {custom_key(word) for word in (*FIELD_BY_WORD, *FLAG_BY_WORD, *JOINING, NONE)}
    if key in words:
        return f"'{name}' means something else in filters; use another name"
    if key in {custom_key(word) for word in (*editables.words(), *recordfields.NAMES)}:
        return f"there is a field '{name}' already; use another name"
    for row in rows:
        if row.id != own_id and row.kind == kind and custom_key(row.name) == key:
            return f"there is already a field of {kind}s called '{row.name}'; use another name"
    return ""


def add(desk: Desk, kind: str, name: str, *, sort: str = "text") -> CustomField:
    """Add a field to records of a kind."""
    of_kind = kind_named(kind)
    with lists.changing(desk, "add field", f"add {of_kind} field {name}") as act:
        clean = _clean(desk, of_kind, name)
        wanted = _sort(sort)
        _refuse_other_sort(desk, clean, wanted)
        place = positions.last(listed(desk, of_kind))
        return act.insert_row(CustomField(kind=of_kind, name=clean, sort=wanted, position=place))


def change(
    desk: Desk, kind: str, name: str, *, new_name: str | None = None, sort: str | None = None
) -> CustomField:
    """Change a field; the values that records have stay, so they must fit."""
    of_kind = kind_named(kind)
    with lists.changing(desk, "change field", f"change {of_kind} field {name}") as act:
        row = named(desk, of_kind, name)
        columns: dict[str, Any] = {}
        if new_name is not None:
            columns["name"] = _clean(desk, of_kind, new_name, row.id)
        if sort is not None:
            columns["sort"] = _sort(sort)
            if columns["sort"] == "date" and row.sort != "date":
                _refuse_no_dates(row)
        called, sorted_as = columns.get("name", row.name), columns.get("sort", row.sort)
        _refuse_other_sort(desk, called, sorted_as, row.id)
        act.update(row, **columns)
    return row


def switch(desk: Desk, kind: str, name: str, *, active: bool) -> CustomField:
    """Use a field no more, or again; values that are there stay and are shown."""
    of_kind = kind_named(kind)
    word = "activate" if active else "deactivate"
    with lists.changing(desk, f"{word} field", f"{word} {of_kind} field {name}") as act:
        if active:
            row = lists.inactive_named(listed(desk, of_kind), name, f"{of_kind} field")
        else:
            row = named(desk, of_kind, name)
        act.update(row, inactive=not active)
    return row


def reorder(desk: Desk, kind: str, name: str, place: int) -> list[CustomField]:
    """Put a field at a place among those of its kind, from 1; returns them in their new order."""
    of_kind = kind_named(kind)
    with lists.changing(desk, "reorder fields", f"put {name} at place {place}") as act:
        positions.put(act, listed(desk, of_kind), named(desk, of_kind, name), place)
    return listed(desk, of_kind)


def _clean(desk: Desk, kind: str, text: str, own_id: int | None = None) -> str:
    wrong = name_problem(desk.directory.custom_fields.values(), kind, text, own_id)
    if wrong:
        raise Refused(f"{kind} field '{safe(text, 60)}': {wrong}")
    return " ".join(safe(text).split())


def _sort(text: str) -> str:
    word = text.strip().casefold()
    if word not in SORTS:
        hint = did_you_mean(word, SORTS)
        raise Refused(f"sort: '{safe(word, 40)}' is none of {', '.join(SORTS)}{hint}")
    return word


def _refuse_other_sort(desk: Desk, name: str, sort: str, own_id: int | None = None) -> None:
    """Refuse a date and a text of the same name: a filter could not tell which is meant."""
    for row in desk.directory.custom_fields.values():
        same = row.id != own_id and custom_key(row.name) == custom_key(name)
        if same and (row.sort == "date") != (sort == "date"):
            raise Refused(
                f"the {row.kind} field {row.name} is a {row.sort}; use that here too, or "
                "another name"
            )


def _refuse_no_dates(row: CustomField) -> None:
    values = CustomValue.select(CustomValue.value).where(CustomValue.field == row.id)
    for (value,) in tuples(values):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise Refused(
                f"{row.name}: records have texts there, such as '{safe(value, 40)}', that are no "
                "dates; make a new field"
            ) from None


# Values -------------------------------------------------------------------------------------------


def values_of(card_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Card id to the values of its record by the field's name, in the studio's order."""
    found: dict[int, dict[str, str]] = {card: {} for card in card_ids}
    for start in range(0, len(card_ids), ROWS_AT_ONCE):
        query = (
            CustomValue.select(CustomValue.card, CustomField.name, CustomValue.value)
            .join(CustomField)
            .where(CustomValue.card.in_(list(card_ids[start : start + ROWS_AT_ONCE])))
            .order_by(CustomField.position, CustomField.name)
        )
        for card, name, value in tuples(query):
            found[card][name] = value
    return found


def write(act: Act, card: Card, values: Mapping[int, str]) -> bool:
    """Give a record values by field, nothing taking one away; tells whether anything changed."""
    query = CustomValue.select().where(
        CustomValue.card == card.id, CustomValue.field.in_(list(values))
    )
    present = {row.field_id: row for row in query} if values else {}
    changed = False
    for field_id, value in values.items():
        row = present.get(field_id)
        if row is None and value:
            act.insert(CustomValue, card_id=card.id, field_id=field_id, value=value)
        elif row is not None and not value:
            act.delete(row)
        elif row is None or row.value == value:
            continue
        else:
            act.update(row, value=value)
        changed = True
    return changed
