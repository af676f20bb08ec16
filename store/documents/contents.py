"""Reading what is printed: from records by reference to frozen values; nothing is laid out here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from store import cards, customfields, invoices, orders, papervalues, sessions, templates, when
from store.desk import Desk
from store.documents import linecontents, pictures
from store.documents.values import (
    ContactPaper,
    DetailPaper,
    InvoicePaper,
    LetterPaper,
    OrderPaper,
    Pairs,
    Party,
    Picture,
    SessionPaper,
    Studio,
)
from store.errors import Refused
from store.tables import Card, Client, Invoice, Order, Payment, Session, Vendor

Paper = TypeVar("Paper")


def studio_of(desk: Desk) -> Studio:
    """Whose paper it is."""
    said = desk.settings.studio
    return Studio(
        said.name, said.address, said.phone, said.email, said.country.upper(), said.currency,
        said.paper,
    )  # fmt: skip


def read(
    desk: Desk, references: Sequence[str], reader: Callable[[Desk, Card], Paper]
) -> list[Paper]:
    """Read the papers of several records; all that is wrong is told at once."""
    if not references:
        raise Refused("nothing to print was named; give references such as O-1001")
    found: list[Paper] = []
    problems: list[str] = []
    with desk.reading():
        for card in cards.get_many(list(dict.fromkeys(references))):
            try:
                found.append(reader(desk, card))
            except Refused as refusal:
                problems.extend(refusal.problems)
    if problems:
        raise Refused(problems)
    return found


# Orders ------------------------------------------------------------------------------------------


def order(desk: Desk, card: Card) -> OrderPaper:
    """An order as work and purchase orders say it."""
    row = orders.of_card(card)
    of_type = desk.directory.types.get(card.type_id) if card.type_id is not None else None
    vendor = desk.directory.vendors.get(card.vendor_id) if card.vendor_id is not None else None
    return OrderPaper(
        ref=cards.ref(card),
        kind=" · ".join(filter(None, (of_type.name if of_type else "", card.subject))),
        vendor=_vendor(vendor),
        account=vendor.account if vendor else "",
        client=_client(card),
        sources=tuple(cards.ref(source) for source in _sources(row)),
        facts=_order_facts(desk, card, row),
        own=tuple(_own(desk, card, "order")),
        studio_notes="\n\n".join(filter(None, (row.studio_notes, card.notes))),
        vendor_notes=row.vendor_notes,
        lines=tuple(linecontents.of_order(row)),
    )


def _sources(row: Order) -> list[Card]:
    """What an order was made from; the sessions of its invoices as well."""
    found = orders.sources_of(row)
    ids = [card.id for card in found if card.kind == "invoice"]
    behind = Session.select(Session.card).join(Invoice, on=(Invoice.session == Session.id))
    more = [one.card_id for one in behind.where(Invoice.card.in_(ids))]
    known = {card.id for card in found}
    return [*found, *Card.select().where(Card.id.in_([one for one in more if one not in known]))]


def _order_facts(desk: Desk, card: Card, row: Order) -> Pairs:
    users = desk.directory.users
    owner = [users[card.user_id].name] if card.user_id in users else []
    if card.department_id in desk.directory.departments:
        owner.append(desk.directory.departments[card.department_id].name)
    by = users[row.entered_by_id].name if row.entered_by_id in users else ""
    entered = papervalues.day(desk, card.created_at)
    priority = cards.PRIORITIES[card.priority]
    return (
        ("Promised", papervalues.day(desk, card.promised_at)),
        ("Due", papervalues.day(desk, card.due_at)),
        ("Priority", priority if priority != cards.PRIORITIES[1] else ""),
        ("Your number", row.vendor_number),
        ("Again", _again(row)),
        ("Owner", ", ".join(owner)),
        ("Entered", f"{entered}, {by}" if by else entered),
    )


def _again(row: Order) -> str:
    """Which order this one makes again or goes on with, and why."""
    if row.backorder_of_id is not None:
        return f"back-order of {_order_ref(row.backorder_of_id)}"
    if row.reorder_of_id is None:
        return ""
    why = row.reorder_reason or (row.reason.name if row.reason is not None else "")
    return ": ".join(filter(None, (f"reorder of {_order_ref(row.reorder_of_id)}", why)))


def _order_ref(order_id: int) -> str:
    return cards.ref(Card.get_by_id(Order.get_by_id(order_id).card_id))


# Sales -------------------------------------------------------------------------------------------


def invoice(desk: Desk, card: Card) -> InvoicePaper:
    """An invoice with its payments."""
    row = invoices.of_card(card)
    paid = Payment.select().where(Payment.invoice == row.id).order_by(Payment.paid_on, Payment.id)
    session = Session.get_or_none(Session.id == row.session_id) if row.session_id else None
    return InvoicePaper(
        ref=cards.ref(card),
        client=_client(card),
        facts=(
            ("Date", papervalues.iso_day(row.invoiced_on)),
            ("Payment due", papervalues.day(desk, row.payment_due_at)),
            ("Promised", papervalues.day(desk, card.promised_at)),
            ("Session", cards.ref(Card.get_by_id(session.card_id)) if session else ""),
        ),
        own=tuple(_own(desk, card, "invoice")),
        notes="",
        lines=tuple(linecontents.of_invoice(row)),
        total_cents=row.total_cents,
        paid_cents=row.paid_cents,
        payments=tuple(
            (papervalues.iso_day(one.paid_on), one.method, one.amount_cents) for one in paid
        ),
    )


def session(desk: Desk, card: Card) -> SessionPaper:
    """A session as it is confirmed."""
    row = sessions.of_card(card)
    of_type = desk.directory.types.get(card.type_id) if card.type_id is not None else None
    return SessionPaper(
        ref=cards.ref(card),
        client=_client(card),
        facts=(
            ("Session", of_type.name if of_type else ""),
            ("Day", papervalues.day(desk, row.held_at)),
            ("Time", "" if row.held_at is None else when.clock(row.held_at, desk.zone)),
            ("Photographer", row.photographer),
            ("Promised", papervalues.day(desk, card.promised_at)),
            *_own(desk, card, "session"),
        ),
        notes="",
    )


def letter(template: str) -> Callable[[Desk, Card], LetterPaper]:
    """What reads letters that are made from a template; `Refused` where there is none."""
    kept = templates.named(template)
    if kept.channel == "sms":
        raise Refused(f"template {kept.name} is an SMS; choose a letter, or an email's text")

    def of_card(desk: Desk, card: Card) -> LetterPaper:
        if card.client_id is None:
            raise Refused(f"{cards.ref(card)} has no client; a letter goes to one")
        filled = templates.filled(desk, kept, card)
        return LetterPaper(
            cards.ref(card), _client(card), papervalues.day(desk, desk.now()), filled.subject,
            filled.body,
        )  # fmt: skip

    return of_card


def details(desk: Desk, card: Card) -> DetailPaper:
    """The pictures of a session, or those on the lines of an order or an invoice."""
    found = pictures.of_card(card)
    if not found:
        raise Refused(
            f"{cards.ref(card)} has no images; link some with 'safelight import images', or give "
            "their numbers on its lines"
        )
    client = _client(card)
    return DetailPaper(cards.ref(card), client.name, _detail_facts(desk, card), tuple(found))


def contact(desk: Desk, card: Card) -> ContactPaper:
    """The pictures of a record to choose from; rejected ones are left out."""
    found = pictures.to_look_at(desk, card)
    if not found:
        raise Refused(
            f"{cards.ref(card)} has no images to show; link some with 'safelight import images'"
        )
    return _contact(card, "Contact sheet", found, 4)


def compare(desk: Desk, card: Card) -> ContactPaper:
    """The pictures of a record that were rendered or retouched, each before and after."""
    found = pictures.before_and_after(desk, card)
    if not found:
        raise Refused(
            f"{cards.ref(card)} has no image with both a hi-res file and one that was rendered or "
            "retouched; render it, or import its folder again when it was retouched"
        )
    return _contact(card, "Before and after", found, 2)


def _contact(card: Card, title: str, found: Sequence[Picture], across: int) -> ContactPaper:
    many = len({one.number for one in found})
    count = f"{many:,} image{'' if many == 1 else 's'}"
    below = "  ·  ".join(filter(None, (_client(card).name, count)))
    return ContactPaper(cards.ref(card), title, below, tuple(found), across)


def _detail_facts(desk: Desk, card: Card) -> Pairs:
    row = Session.get_or_none(Session.card == card.id)
    if row is None:
        return (("Promised", papervalues.day(desk, card.promised_at)),)
    return (
        ("Day", papervalues.day(desk, row.held_at)),
        ("Photographer", row.photographer),
        ("Folder", row.folder),
    )


# People ------------------------------------------------------------------------------------------


def _client(card: Card) -> Party:
    row: Any = Client.get_or_none(Client.id == card.client_id) if card.client_id else None
    if row is None:
        return Party("")
    town = " ".join(filter(None, (row.postcode, row.city)))
    return Party(
        papervalues.addressed(row.name),
        tuple(filter(None, (*row.address.split("\n"), town, row.country))),
    )


def _vendor(row: Vendor | None) -> Party:
    if row is None:
        return Party("")
    reached = (row.contact, *row.address.split("\n"), row.phone, row.email)
    return Party(row.name, tuple(line.strip() for line in reached if line.strip()))


def _own(desk: Desk, card: Card, kind: str) -> Iterable[tuple[str, str]]:
    """The studio's own fields of a record."""
    sorts = {
        row.name: row.sort for row in desk.directory.custom_fields.values() if row.kind == kind
    }
    for name, value in customfields.values_of([card.id])[card.id].items():
        yield name, papervalues.custom(sorts.get(name, "text"), value)


def wanted(papers: Iterable[object]) -> dict[int, str]:
    """Ids of the images that papers show, each with its checksum, so that thumbnails are found."""
    found: dict[int, str] = {}
    for paper in papers:
        shown: list[Picture | None] = []
        if isinstance(paper, OrderPaper):
            shown += [line.picture for line in paper.lines]
        elif isinstance(paper, DetailPaper | ContactPaper):
            shown += paper.pictures
        found.update((one.id, one.sha256) for one in shown if one is not None and one.sha256)
    return found


def files(papers: Iterable[object]) -> dict[int, str]:
    """Ids of the pictures that may be shown from their files, each with its path."""
    return {
        one.id: one.path
        for paper in papers
        if isinstance(paper, ContactPaper)
        for one in paper.pictures
        if one.path
    }
