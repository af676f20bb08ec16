"""Clients: drafts out of a file's rows, and bringing in those that are not here yet."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from store import fulltext
from store.changes import Act
from store.imports import values
from store.imports.cells import LONG, MIDDLING, Cells, File
from store.imports.persons import Person, Persons
from store.imports.report import Report
from store.tables import Client

_NAMES = ("name", "last_name", "first_name", "company")
_UPDATE_BATCH = 500

_MANY = 1_000
"""So many new clients are taken into the index of search at once rather than one by one."""


@dataclass(slots=True)
class Draft:
    """A client as a row of a file has it: its number there, if any, and columns to values."""

    line: int
    number: int | None
    values: dict[str, Any]


def read(file: File) -> list[Draft]:
    """Read all rows into drafts; what is wrong with them stands in the file's problems."""
    return [_draft(cells) for cells in file]


def _draft(cells: Cells) -> Draft:
    number = cells.read("number", values.record_number, None)
    name, firm = _name(cells)
    phones, notes = _phones(cells)
    if firm:
        notes.insert(0, f"Company: {firm}")
    if written := cells.text("notes", keep_lines=True, limit=LONG):
        notes.append(written)
    city, region = cells.text("city", name=True), cells.text("region")
    found: dict[str, Any] = {
        "name": name,
        "email": cells.read("email", values.email, ""),
        **phones,
        "address": ", ".join(
            filter(None, (cells.text("address", limit=MIDDLING), cells.text("address_2")))
        ),
        "city": ", ".join(filter(None, (city, region))),
        "postcode": cells.text("postcode"),
        "country": cells.text("country"),
        "do_not_market": _flag(cells, "do_not_market", "may_market"),
        "do_not_call": _flag(cells, "do_not_call", ""),
        "sms_opt_out": _flag(cells, "sms_opt_out", "may_text"),
        "notes": "\n".join(notes),
    }
    return Draft(cells.line, number, found)


def _name(cells: Cells) -> tuple[str, str]:
    """The name, and the firm if somebody else's name stands beside it."""
    first, last = cells.text("first_name", name=True), cells.text("last_name", name=True)
    whole = cells.text("name", name=True)
    # `Name` beside `First name` alone is the family name, as in `Name, Vorname`.
    if first and whole and not last and not cells.file.has("last_name"):
        last, whole = whole, ""
    elif last and whole and not first and not cells.file.has("first_name"):
        first, whole = whole, ""
    firm = cells.text("company", name=True)
    said = f"{first} {last}".strip()
    try:
        name = said or (values.person_name(whole) if whole else "")
    except ValueError as error:
        cells.fault("name", str(error))
        return whole, firm
    if not name and not firm and cells.faulty.isdisjoint(_NAMES):
        named = next(one for one in _NAMES if cells.file.has(one))
        cells.fault(named, "is missing: a client needs a name")
    return (name, firm if firm != name else "") if name else (firm, "")


def _phones(cells: Cells) -> tuple[dict[str, str], list[str]]:
    """The three numbers that are kept apart, and notes of any others."""
    numbers = {
        field: cells.read(field, values.phone, "")
        for field in ("home_phone", "phone", "other_phone", "mobile", "work_phone")
    }
    mobile, work = numbers.pop("mobile"), numbers.pop("work_phone")
    others = list(dict.fromkeys(number for number in numbers.values() if number))
    phone = others.pop(0) if others else ""
    notes = [f"Other phone: {number}" for number in others if number not in (mobile, work)]
    return {"phone": phone, "mobile": mobile, "work_phone": work}, notes


def _flag(cells: Cells, field: str, opposite: str) -> bool:
    answer = cells.read(field, values.yes_or_no, missing=False)
    if not answer and opposite:
        return not cells.read(opposite, values.yes_or_no, missing=True)
    return answer


def bring_in(act: Act, file: File, drafts: Sequence[Draft], report: Report) -> None:
    """Insert the clients that are not here; blanks of those that are get filled."""
    known = Persons.read()
    fresh: list[tuple[Draft, Person]] = []
    fills: dict[Person, dict[str, Any]] = {}
    for draft in drafts:
        person = Person.of(draft.number, draft.values, draft.line)
        found = known.find(person)
        if found is None:
            known.add(person)
            fresh.append((draft, person))
        elif draft.number is not None and found.number == draft.number and not found.same(person):
            where = f" on line {found.line}" if found.line else ""
            file.fault(
                draft.line,
                "number",
                f"client {draft.number} is already {found.values['name']}{where}; "
                "a number belongs to one client",
            )
        else:
            _compare(draft, found, fills, report)
    file.problems.refuse()
    _insert(act, fresh)
    report.created = len(fresh)
    updated = {person for person in fills if not person.line}
    report.updated = len(updated)
    report.recognised = len(drafts) - len(fresh) - len(updated)
    _fill(act, {person.id: fills[person] for person in updated})


def _compare(
    draft: Draft, found: Person, fills: dict[Person, dict[str, Any]], report: Report
) -> None:
    """Fill what the client lacks; say where the file has something else."""
    number = found.number or draft.number
    other = []
    for column, value in draft.values.items():
        kept = found.values[column]
        if (
            value == kept
            or not value
            or (column == "email" and value.casefold() == kept.casefold())
        ):
            continue
        if kept:
            other.append(column.replace("_", " "))
        else:
            found.values[column] = value
            fills.setdefault(found, {})[column] = value
    named = f"client {number}" if number else f"the client of line {found.line}"
    if draft.number not in (None, found.number):
        report.note_line(
            draft.line, "clients known by another number", f"client {draft.number} is {named} here"
        )
    if other:
        report.note_line(
            draft.line,
            "details that differ",
            f"{named} is already here; what is here was kept ({', '.join(other)} differ)",
        )


def _insert(act: Act, fresh: Sequence[tuple[Draft, Person]]) -> None:
    given = [draft.number for draft, _ in fresh if draft.number is not None]
    if given:
        act.keep_number("client", max(given))
    unnumbered = len(fresh) - len(given)
    free = iter(act.numbers("client", unnumbered) if unnumbered else ())
    rows = [
        {
            "number": draft.number if draft.number is not None else next(free),
            "search": person.name_key,
            "created_at": act.at,
            **person.values,
        }
        for draft, person in fresh
    ]
    with fulltext.taking_in(fulltext.CLIENTS) if len(rows) >= _MANY else nullcontext():
        act.insert_many(Client, rows)


def _fill(act: Act, fills: dict[int, dict[str, Any]]) -> None:
    ids = list(fills)
    for start in range(0, len(ids), _UPDATE_BATCH):
        for row in Client.select().where(Client.id.in_(ids[start : start + _UPDATE_BATCH])):
            act.update(row, **fills[row.id])
