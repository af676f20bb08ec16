"""Attachments: the papers that go with a trigger's emails, as files.

How each looks is in ``documents``; which word may be attached to what is in ``triggeractions``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Expression

from store import cards, papervalues
from store.desk import Desk
from store.envelopes import File
from store.errors import Refused, did_you_mean
from store.surroundings import ORDERS, Around
from store.tables import Card, Client, Invoice, Trigger, is_open
from store.text import safe

MOST_ROWS = 2_000
"""How many orders a report lists."""


@dataclass(frozen=True, slots=True)
class About:
    """What an email is about: the trigger that makes it, and the record."""

    desk: Desk
    trigger: Trigger
    near: Around

    @property
    def ref(self) -> str:
        """The record's reference."""
        return cards.ref(self.near.card)


def files(desk: Desk, trigger: Trigger, near: Around) -> tuple[File, ...]:
    """The files that go with a trigger's email; `Refused` where the record lacks what one is of."""
    about = About(desk, trigger, near)
    words = [word.strip() for word in trigger.attachments.split(",") if word.strip()]
    return tuple(_made(about, word) for word in dict.fromkeys(words))


def _made(about: About, word: str) -> File:
    maker = _MAKERS.get(word)
    if maker is None:
        hint = did_you_mean(word, _MAKERS)
        raise Refused(f"nothing that can be attached is called '{safe(word, 40)}'{hint}")
    return maker(about)


# Papers of one record ----------------------------------------------------------------------------


def _paper(about: About, name: str, card: Card | None, what: str) -> File:
    from store.documents import contents, making  # slow to load: only who attaches pays for it

    if card is None:
        raise Refused(f"{about.ref} has no {what} that could be attached")
    document = making.DOCUMENTS[name]
    assert document.reader is not None  # noqa: S101 - only letters have none
    paper = document.reader(about.desk, card)
    made = document.lay_out(contents.studio_of(about.desk), [paper], {})
    return File(making.file_name(document, cards.ref(card)), made.data)


def _session(about: About) -> File:
    found = about.near.session
    card = about.near.card_of(found.card_id) if found is not None else None
    return _paper(about, "session", card, "session")


def _invoice(about: About) -> File:
    found = about.near.invoice or _newest_invoice(about.near)
    card = about.near.card_of(found.card_id) if found is not None else None
    return _paper(about, "invoice", card, "invoice")


def _newest_invoice(near: Around) -> Invoice | None:
    """Of a session the invoice that was made last."""
    if near.session is None:
        return None
    query = Invoice.select().where(Invoice.session == near.session.id)
    found: Invoice | None = query.order_by(Invoice.id.desc()).first()
    return found


def _work_order(about: About) -> File:
    return _paper(about, "work", about.near.order_card, "order")


def _purchase_order(about: About) -> File:
    return _paper(about, "purchase", about.near.order_card, "order")


# Reports -----------------------------------------------------------------------------------------


def _report(about: About) -> File:
    """The open orders of whom the email goes to: theirs, at them, or in their hands."""
    from store.documents import contents, listing  # slow to load, as above

    title, condition = _theirs(about)
    query = Card.select().where(Card.kind.in_(list(ORDERS)), is_open(), condition)
    rows = list(query.order_by(Card.sort_at, Card.id).limit(MOST_ROWS))
    columns, shown = _columns(about, rows)
    data = listing.table_pdf(title, columns, shown, contents.studio_of(about.desk))
    return File("open-orders.pdf", data)


def _theirs(about: About) -> tuple[str, Expression]:
    """What the report is called, and the condition on its orders."""
    trigger, near, lists = about.trigger, about.near, about.desk.directory
    if trigger.recipient == "client" and near.client is not None:
        return f"Orders of {papervalues.addressed(near.client.name)}", Card.client == near.client.id
    if trigger.recipient == "vendor" and near.vendor is not None:
        return f"Orders at {near.vendor.name}", Card.vendor == near.vendor.id
    if trigger.recipient == "department":
        group = lists.departments.get(trigger.department_id or 0)
        if group is not None:
            return f"Orders of {group.name}", Card.department == group.id
    user_id = near.card.user_id if trigger.recipient == "owner" else trigger.user_id
    if trigger.recipient in ("owner", "user") and user_id in lists.users:
        return f"Orders of {lists.users[user_id].name}", Card.user == user_id
    raise Refused(f"{about.ref} has no {trigger.recipient} whose orders could be listed")


def _columns(about: About, rows: Sequence[Card]) -> tuple[list[str], list[list[object]]]:
    """The heads and rows of a report: of what concerns the studio clients and vendors see less."""
    lists, who = about.desk.directory, about.trigger.recipient
    names = _clients(rows) if who not in ("client", "vendor") else {}
    shown: dict[str, Callable[[Card], object]] = {
        "Order": cards.ref,
        "Type": lambda card: _name(lists.types, card.type_id),
        "Status": lambda card: lists.statuses[card.status_id].name,
        "Promised": lambda card: papervalues.day(about.desk, card.promised_at),
    }
    if who != "client":
        shown["Due"] = lambda card: papervalues.day(about.desk, card.due_at)
    if names:
        shown["Client"] = lambda card: names.get(card.client_id, "")
        shown["Vendor"] = lambda card: _name(lists.vendors, card.vendor_id)
    return list(shown), [[read(card) for read in shown.values()] for card in rows]


def _clients(rows: Sequence[Card]) -> dict[int | None, str]:
    found: dict[int | None, str] = {}
    ids = sorted({card.client_id for card in rows if card.client_id is not None})
    for start in range(0, len(ids), 400):
        part = Client.select(Client.id, Client.name).where(Client.id.in_(ids[start : start + 400]))
        found.update((row.id, row.name) for row in part)
    return found


def _name(rows: Mapping[int, Any], row_id: int | None) -> str:
    found = rows.get(row_id or 0)
    return str(found.name) if found is not None else ""


_MAKERS: Mapping[str, Callable[[About], File]] = {
    "session confirmation": _session,
    "invoice": _invoice,
    "work order": _work_order,
    "purchase order": _purchase_order,
    "report": _report,
}
"""Word to what makes the file."""
