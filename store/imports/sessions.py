"""Sessions: drafts out of a file's rows, and opening cards for those that are not here yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

import store.sessions
from store import types
from store.changes import Act
from store.dates import order_of_country
from store.desk import Desk
from store.imports import values
from store.imports.cells import LONG, MIDDLING, Cells, File, read_time
from store.imports.persons import Person, Persons, client_of
from store.imports.report import Report
from store.intake import NewCard
from store.reading import tuples
from store.sessions import NewSession
from store.tables import Card
from store.text import search_key

_TYPE_LENGTH = 80


@dataclass(slots=True)
class Draft:
    """A session as a row of a file has it."""

    line: int
    number: int
    client: Person
    type: str
    held_at: int | None
    photographer: str
    folder: str
    notes: str


def read(desk: Desk, file: File, known: Persons) -> list[Draft]:
    """Read all rows into drafts; what is wrong with them stands in the file's problems."""
    country = desk.settings.studio.country
    file.learn_dates(("date",), order_of_country(country) if country else None)
    drafts = [_draft(desk, cells, known) for cells in file]
    return [draft for draft in drafts if draft is not None]


def _draft(desk: Desk, cells: Cells, known: Persons) -> Draft | None:
    number = cells.need("number", values.record_number, 0)
    kind = cells.need("type", _type_name, "")
    person = client_of(cells, known)
    if person is None and cells.sound:
        cells.fault("client" if cells.file.has("client") else "client_number", "is missing")
    held_at = _held_at(desk, cells)
    photographer = cells.text("photographer", name=True)
    folder, notes = (
        cells.text("folder", limit=MIDDLING),
        cells.text("notes", keep_lines=True, limit=LONG),
    )
    if person is None or not cells.sound:
        return None
    return Draft(cells.line, number, person, kind, held_at, photographer, folder, notes)


def _type_name(text: str) -> str:
    if len(text) > _TYPE_LENGTH:
        raise ValueError(f"is longer than {_TYPE_LENGTH} characters, too long for a type")
    return text


def _held_at(desk: Desk, cells: Cells) -> int | None:
    moment = cells.read("date", cells.moment, None)
    clock: time | None = cells.read("time", read_time, None)
    if moment is None:
        if clock is not None:
            cells.fault("date", "is missing, though there is a time")
        return None
    day, beside = moment
    at = datetime.combine(day, clock or beside or time(), desk.zone)
    return round(at.timestamp() * 1000)


def bring_in(desk: Desk, act: Act, file: File, drafts: Sequence[Draft], report: Report) -> None:
    """Open a card for each session that is not here; one here must be the same client's."""
    query = Card.select(Card.number, Card.client).where(Card.kind == "session")
    here: dict[int, tuple[int, int | None]] = {
        number: (0, client) for number, client in tuples(query)
    }
    fresh: list[Draft] = []
    for draft in drafts:
        if draft.number not in here:
            here[draft.number] = (draft.line, draft.client.id)
            fresh.append(draft)
            continue
        line, client = here[draft.number]
        if client == draft.client.id:
            report.recognised += 1
        else:
            where = f"on line {line}" if line else "here"
            whom = f"session {draft.number} is already {where} for another client"
            file.fault(draft.line, "number", whom)
    file.problems.refuse()
    kinds = {draft.type: 0 for draft in fresh}
    for name in kinds:
        kinds[name] = _type_id(desk, act, name, report)
    made = [
        NewSession(
            NewCard(
                client_id=draft.client.id,
                type_id=kinds[draft.type],
                number=draft.number,
                notes=draft.notes,
            ),
            draft.held_at,
            draft.photographer,
            draft.folder,
        )
        for draft in fresh
    ]
    store.sessions.make_many(desk, act, made)
    report.created = len(fresh)


def _type_id(desk: Desk, act: Act, name: str, report: Report) -> int:
    for row in types.listed(desk, "session"):
        if search_key(row.name) == search_key(name):
            return int(row.id)
    report.also["session types"] += 1
    return int(types.make(desk, act, "session", name).id)
