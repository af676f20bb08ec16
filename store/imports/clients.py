"""Clients: read out of a file's rows, and bringing in those that are not here yet."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from store import fulltext
from store.changes import Act
from store.imports import values
from store.imports.cells import LONG, MIDDLING, SHORT, Cells, File
from store.imports.persons import COLUMNS, Person, Persons
from store.imports.report import Report
from store.tables import Client

_PARTS = ("last_name", "first_name", "company")
_NAMES = ("name", *_PARTS)
_UPDATE_BATCH = 500

_MANY = 1_000
"""So many new clients are taken into the index of search at once rather than one by one."""


_TEXTS = {"address": MIDDLING, "postcode": SHORT, "country": SHORT}
"""Columns that are texts, and how long these may be."""

_APPENDED = {"address": "address_2", "city": "region"}
"""Columns to the fields that are written behind them, after a comma."""

_APART = ("mobile", "work_phone")
_PHONES = ("home_phone", "phone", "other_phone")
"""Numbers of which one is kept as the phone number, the others in the notes."""

_FLAGS = {"do_not_market": "may_market", "do_not_call": "", "sms_opt_out": "may_text"}
"""Columns, which are fields as well, to the fields that say the opposite."""

_UNSAID: dict[str, Any] = {column: False if column in _FLAGS else "" for column in COLUMNS}
"""A client of whom nothing is said."""


def read(file: File) -> list[Person]:
    """Read all rows into clients; what is wrong with them stands in the file's problems."""
    reader = _Reader(file)
    return [reader.person(cells) for cells in file]


class _Reader:
    """Reads the rows of a file, and of each only the fields for which the file has columns."""

    def __init__(self, file: File) -> None:
        """Look once which fields there are."""
        self._whole_only = not any(map(file.has, _PARTS))
        self._texts = [(field, limit) for field, limit in _TEXTS.items() if file.has(field)]
        self._appended = [pair for pair in _APPENDED.items() if file.has(pair[1])]
        self._apart = [field for field in _APART if file.has(field)]
        self._phones = [field for field in _PHONES if file.has(field)]
        self._flags = [
            (flag, opposite)
            for flag, opposite in _FLAGS.items()
            if file.has(flag) or file.has(opposite)
        ]

    def person(self, cells: Cells) -> Person:
        """Read one row."""
        number = cells.read("number", values.record_number, None)
        found = _UNSAID.copy()
        found["name"], firm = _name(cells, whole_only=self._whole_only)
        found["email"] = cells.read("email", values.email, "")
        found["city"] = cells.text("city", name=True)
        notes = self._read_phones(cells, found)
        if firm:
            notes.insert(0, f"Company: {firm}")
        if written := cells.text("notes", keep_lines=True, limit=LONG):
            notes.append(written)
        found["notes"] = "\n".join(notes)
        for field, limit in self._texts:
            found[field] = cells.text(field, limit=limit)
        for column, field in self._appended:
            found[column] = ", ".join(filter(None, (found[column], cells.text(field))))
        for flag, opposite in self._flags:
            found[flag] = _flag(cells, flag, opposite)
        return Person.of(number, found, cells.line)

    def _read_phones(self, cells: Cells, found: dict[str, Any]) -> list[str]:
        """The three numbers that are kept apart, and notes of any others."""
        for field in self._apart:
            found[field] = cells.read(field, values.phone, "")
        numbers = [cells.read(field, values.phone, "") for field in self._phones]
        if not any(numbers):
            return []
        found["phone"], *others = dict.fromkeys(filter(None, numbers))
        apart = (found["mobile"], found["work_phone"])
        return [f"Other phone: {number}" for number in others if number not in apart]


def _name(cells: Cells, *, whole_only: bool) -> tuple[str, str]:
    """The name, and the firm if somebody else's name stands beside it."""
    whole = cells.text("name", name=True)
    said, firm = "", ""
    if not whole_only:
        said, whole = _joined_name(cells, whole)
        firm = cells.text("company", name=True)
    try:
        name = said or (values.person_name(whole) if whole else "")
    except ValueError as error:
        cells.fault("name", str(error))
        return whole, firm
    if not name and not firm and cells.faulty.isdisjoint(_NAMES):
        named = next(one for one in _NAMES if cells.file.has(one))
        cells.fault(named, "is missing: a client needs a name")
    return (name, firm if firm != name else "") if name else (firm, "")


def _joined_name(cells: Cells, whole: str) -> tuple[str, str]:
    """The name out of its parts, and what is left of the whole one."""
    first, last = cells.text("first_name", name=True), cells.text("last_name", name=True)
    # `Name` beside `First name` alone is the family name, as in `Name, Vorname`.
    if first and whole and not last and not cells.file.has("last_name"):
        last, whole = whole, ""
    elif last and whole and not first and not cells.file.has("first_name"):
        first, whole = whole, ""
    return f"{first} {last}".strip(), whole


def _flag(cells: Cells, field: str, opposite: str) -> bool:
    answer = cells.read(field, values.yes_or_no, missing=False)
    if not answer and opposite:
        return not cells.read(opposite, values.yes_or_no, missing=True)
    return answer


def bring_in(act: Act, file: File, people: Sequence[Person], report: Report) -> None:
    """Insert the clients that are not here; blanks of those that are get filled."""
    known = Persons.read()
    fresh: list[Person] = []
    fills: dict[Person, dict[str, Any]] = {}
    for person in people:
        found = known.find(person)
        if found is None:
            known.add(person)
            fresh.append(person)
        elif person.number is not None and found.number == person.number and not found.same(person):
            where = f" on line {found.line}" if found.line else ""
            file.fault(
                person.line,
                "number",
                f"client {person.number} is already {found.values['name']}{where}; "
                "a number belongs to one client",
            )
        else:
            _compare(person, found, fills, report)
    file.problems.refuse()
    _insert(act, fresh)
    report.created = len(fresh)
    updated = {person for person in fills if not person.line}
    report.updated = len(updated)
    report.recognised = len(people) - len(fresh) - len(updated)
    _fill(act, {person.id: fills[person] for person in updated})


def _compare(
    person: Person, found: Person, fills: dict[Person, dict[str, Any]], report: Report
) -> None:
    """Fill what the client lacks; say where the file has something else."""
    number = found.number or person.number
    other = []
    for column, value in person.values.items():
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
    if person.number not in (None, found.number):
        report.note_line(
            person.line,
            "clients known by another number",
            f"client {person.number} is {named} here",
        )
    if other:
        report.note_line(
            person.line,
            "details that differ",
            f"{named} is already here; what is here was kept ({', '.join(other)} differ)",
        )


def _insert(act: Act, fresh: Sequence[Person]) -> None:
    given = [person.number for person in fresh if person.number is not None]
    if given:
        act.keep_number("client", max(given))
    unnumbered = len(fresh) - len(given)
    free = iter(act.numbers("client", unnumbered) if unnumbered else ())
    rows = [
        {
            "number": person.number if person.number is not None else next(free),
            "search": person.name_key,
            "created_at": act.at,
            **person.values,
        }
        for person in fresh
    ]
    with fulltext.taking_in(fulltext.CLIENTS) if len(rows) >= _MANY else nullcontext():
        act.insert_many(Client, rows)


def _fill(act: Act, fills: dict[int, dict[str, Any]]) -> None:
    ids = list(fills)
    for start in range(0, len(ids), _UPDATE_BATCH):
        for row in Client.select().where(Client.id.in_(ids[start : start + _UPDATE_BATCH])):
            act.update(row, **fills[row.id])
