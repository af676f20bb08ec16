"""Invoices brought in: whose they are, which session and items they name, and their cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peewee import JOIN

import store.invoices
from store.changes import Act
from store.dates import order_of_country
from store.desk import Desk
from store.errors import did_you_mean
from store.imports import values
from store.imports.cells import File
from store.imports.invoices import Draft, line_values, read
from store.imports.persons import Person, Persons, client_of
from store.imports.report import Report
from store.imports.vendors import Vendors
from store.intake import NewCard
from store.invoices import NewInvoice, NewLine
from store.reading import tuples
from store.tables import Card, Image, Invoice, InvoiceLine, Item, PriceList, Session
from store.text import search_key

_BATCH = 500


@dataclass(slots=True)
class _Here:
    """What the studio has that invoices refer to."""

    persons: Persons
    items: dict[str, tuple[int, str]]
    names: list[str]
    sessions: dict[int, tuple[int, int | None]]
    poses: dict[tuple[int, str], int]
    invoices: dict[int, tuple[int | None, list[tuple[str, int, int]]]]


def read_file(desk: Desk, file: File, report: Report) -> list[Draft]:
    """Read a file of invoice lines; the order of its dates is learnt from all of them."""
    country = desk.settings.studio.country
    order = order_of_country(country) if country else None
    file.learn_dates(("date", "payment_due", "delivery"), order)
    return read(file, report)


def bring_in(desk: Desk, act: Act, file: File, drafts: Sequence[Draft], report: Report) -> None:
    """Open a card for each invoice that is not here; one here must be the same."""
    here = _read_here(drafts)
    fresh: list[tuple[Draft, Person, int | None]] = []
    for draft in drafts:
        session, holder = _session(draft, here)
        person = _client(draft, here, holder)
        _settle_items(draft, here, session)
        known = here.invoices.get(draft.number)
        if person is None or not all(line.cells.sound for line in draft.lines):
            continue
        if known is None:
            fresh.append((draft, person, session))
        elif known == (person.id, sorted(line_values(draft.lines))):
            report.recognised += 1
        else:
            what = "for another client" if known[0] != person.id else "with other lines"
            draft.head.fault("number", f"invoice {draft.number} is already here {what}")
    file.problems.refuse()
    _open(desk, act, fresh, report)


def _read_here(drafts: Sequence[Draft]) -> _Here:
    items: dict[str, tuple[int, str]] = {}
    names = []
    query = (
        Item.select(Item.id, Item.identifier, Item.description)
        .join(PriceList)
        .order_by(Item.inactive, PriceList.inactive, Item.id)
    )
    for id_, identifier, description in tuples(query):
        items.setdefault(search_key(identifier), (id_, description))
        names.append(identifier)
    held = tuples(Session.select(Session.id, Card.number, Card.client).join(Card))
    sessions = {number: (id_, client) for id_, number, client in held}
    return _Here(Persons.read(), items, names, sessions, _poses(), _invoices(drafts))


def _poses() -> dict[tuple[int, str], int]:
    query = Image.select(Image.session, Image.number, Image.id)
    return {(session, number.lstrip("0")): id_ for session, number, id_ in tuples(query)}


def _invoices(
    drafts: Sequence[Draft],
) -> dict[int, tuple[int | None, list[tuple[str, int, int]]]]:
    heads: dict[int, int | None] = {}
    lines: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    query = (
        Invoice.select(
            Card.number,
            Card.client,
            InvoiceLine.pose,
            InvoiceLine.quantity,
            InvoiceLine.price_cents,
        )
        .join(Card)
        .switch(Invoice)
        .join(InvoiceLine, JOIN.LEFT_OUTER)
    )
    for start in range(0, len(drafts), _BATCH):
        numbers = [draft.number for draft in drafts[start : start + _BATCH]]
        wanted = query.where(Card.kind == "invoice", Card.number.in_(numbers))
        for number, client, pose, quantity, price in tuples(wanted):
            heads[number] = client
            if quantity is not None:
                lines[number].append((pose, quantity, price))
    return {number: (client, sorted(lines[number])) for number, client in heads.items()}


def _session(draft: Draft, here: _Here) -> tuple[int | None, int | None]:
    """The session's id and its client's, None where the invoice names none."""
    number = draft.head.read("session", values.record_number, None)
    if number is None:
        return None, None
    found = here.sessions.get(number)
    if found is None:
        draft.head.fault("session", f"no session has the number {number}; import sessions first")
        return None, None
    return found


def _client(draft: Draft, here: _Here, holder: int | None) -> Person | None:
    head = draft.head
    person = client_of(head, here.persons)
    if person is None and head.sound:
        if holder is not None:
            return here.persons.by_id[holder]
        head.fault("client_number" if head.file.has("client_number") else "client", "is missing")
    if person is not None and holder is not None and person.id != holder:
        head.fault("session", f"'{head.text('session')}' is another client's session")
    return person


def _settle_items(draft: Draft, here: _Here, session: int | None) -> None:
    for line in draft.lines:
        line.values["item_id"] = None
        if line.item:
            found = here.items.get(search_key(line.item))
            if found is None:
                hint = did_you_mean(line.item, here.names)
                line.cells.fault(
                    "item",
                    f"no item is called '{line.item}'{hint}; add it to the price list first",
                )
                continue
            line.values["item_id"], described = found
            line.values["description"] = line.values["description"] or described
        bare = line.values["pose"].lstrip("0")
        line.values["image_id"] = here.poses.get((session or 0, bare)) if bare else None


def _open(
    desk: Desk, act: Act, fresh: Sequence[tuple[Draft, Person, int | None]], report: Report
) -> None:
    """Make the new invoices with their cards and lines."""
    vendors = Vendors(desk, act, report)
    made = [
        NewInvoice(
            NewCard(
                client_id=person.id,
                number=draft.number,
                promised_at=_end_of(desk, draft.dates["delivery"]),
            ),
            [NewLine(vendor_id=vendors.id_of(line.vendor), **line.values) for line in draft.lines],
            session,
            day.isoformat() if (day := draft.dates["date"]) else "",
            _end_of(desk, draft.dates["payment_due"]),
        )
        for draft, person, session in fresh
    ]
    store.invoices.make_many(desk, act, made)
    report.created = len(made)
    report.also["lines"] = sum(len(one.lines) for one in made)


def _end_of(desk: Desk, day: date | None) -> int | None:
    """The moment at which something due on a day is due: when the studio closes."""
    if day is None:
        return None
    at = datetime.combine(day, desk.settings.calendar.closes, desk.zone)
    return round(at.timestamp() * 1000)
