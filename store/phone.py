"""The phone answer: who is calling, all that is theirs, where it is and when it will be ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from store import boards, cards, money, outbox, schedule, search
from store.boards import Face
from store.desk import Desk
from store.directory import reference as written
from store.errors import Refused
from store.operands import reference
from store.reading import first_column, tuples
from store.tables import Card, Client, Invoice, Message, Order, OrderLine, is_open
from store.text import safe, search_key

CLIENTS_SHOWN = 20
FINISHED_SHOWN = 5
"""How many finished records of a client are told besides the open ones."""

MESSAGES_SHOWN = 5
"""How many of the last messages to a client are told."""

LOOKED_THROUGH = 200
"""How many records or notes are looked through for whose they are."""


@dataclass(frozen=True, slots=True)
class Match:
    """A client who may be meant: what was found of theirs besides, and how much of it is open."""

    client: Client
    because: tuple[str, ...]
    open: int


@dataclass(frozen=True, slots=True)
class Matches:
    """Who may be meant, the likeliest first; ``more`` tells that not all are here."""

    all: tuple[Match, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One record of a client: what does not apply, or does not follow any more, is null.

    ``pieces`` were ordered, of which ``outstanding`` are still to come.
    """

    face: Face
    next_status: str | None
    ready_at: int | None
    total_cents: int | None = None
    paid_cents: int | None = None
    pieces: int | None = None
    outstanding: int | None = None

    @property
    def open_cents(self) -> int | None:
        """What is still to be paid of an invoice; negative when too much was paid."""
        if self.total_cents is None or self.paid_cents is None:
            return None
        return self.total_cents - self.paid_cents


@dataclass(frozen=True, slots=True)
class Said:
    """A message to a client: ``at`` is when it was settled, else when it was made."""

    ref: str
    channel: str
    subject: str
    at: int
    state: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A client with what is open, soonest due first, what was finished and what was said last."""

    client: Client
    open: tuple[Standing, ...]
    finished: tuple[Standing, ...]
    because: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


def who(desk: Desk, text: str) -> list[Answer]:
    """Answer for everybody who may be meant."""
    found = find(text)
    if found.more:
        raise Refused(
            f"more than {CLIENTS_SHOWN} clients match '{safe(text, 80)}'; give more of the name"
        )
    return [answer(desk, match) for match in found.all]


# Who is meant ------------------------------------------------------------------------------------


def find(text: str) -> Matches:
    """Find clients by words they are known by, by any number, or by what is theirs.

    A reference finds its client alone. Where the words are no client's, records (also by what
    vendors call them) and notes are looked through for whose they are.
    """
    named = reference(text.strip())
    if named and named[0]:
        card = cards.get(written(named[0], named[1]))
        return _matches(text, _owners([card.id]), [])
    number = search.plain_number(text.strip().removeprefix("#"))
    theirs = {} if number is None else _numbered(number, text)
    found = search.clients(text, CLIENTS_SHOWN + 1)
    if theirs:  # numbers that only begin so are not meant, phone numbers may be
        found = [row.id for row in search.clients_by_id(found) if _has_phone(row, text)]
    elif not found:
        theirs = _owners(search.records(text, LOOKED_THROUGH)) or _writers(text)
    return _matches(text, theirs, found, exact=number is not None)


Because = dict[int, list[str]]
"""Client id to what was found of theirs."""


def _matches(text: str, theirs: Because, found: Sequence[int], *, exact: bool = False) -> Matches:
    ids = list(dict.fromkeys((*theirs, *found)))
    if not ids:
        raise Refused(
            f"nobody is found by '{safe(text, 80)}'; try the beginning of a name, or a number"
        )
    shown = ids[:CLIENTS_SHOWN]
    counts = dict(
        tuples(
            Card.select(Card.client_id, fn.count(Card.id))
            .where(Card.client.in_(shown), is_open())
            .group_by(Card.client)
        )
    )
    matches = [
        Match(client, tuple(theirs.get(client.id, ())), counts.get(client.id, 0))
        for client in search.clients_by_id(shown)
    ]
    return Matches(tuple(matches), more=len(ids) > len(shown) and not exact)


def _numbered(number: int, text: str) -> Because:
    """The client of a number, then those of the records that have it."""
    found: Because = {row.id: [] for row in Client.select().where(Client.number == number)}
    for client, refs in _owners(search.numbered(text)).items():
        found.setdefault(client, []).extend(refs)
    return found


def _has_phone(row: Client, number: str) -> bool:
    digits = number.strip()
    phones = (row.phone, row.mobile, row.work_phone)
    return len(digits) >= search.SHORTEST_NUMBER and any(
        digits in "".join(filter(str.isdigit, phone)) for phone in phones
    )


def _owners(card_ids: Sequence[int]) -> Because:
    found: Because = {}
    rows = {row.id: row for row in Card.select().where(Card.id.in_(list(card_ids)))}
    for card_id in card_ids:
        card = rows[card_id]
        if card.client_id is not None:
            found.setdefault(card.client_id, []).append(cards.ref(card))
    return found


def _writers(text: str) -> Because:
    found: Because = {}
    for note in search.remarks_by_id(search.remarks(text, LOOKED_THROUGH)):
        if note.client_id is not None:
            found.setdefault(note.client_id, []).append(f"a note on {note.ref}")
    return found


# What is theirs ----------------------------------------------------------------------------------


def answer(desk: Desk, match: Match) -> Answer:
    """All that is open of a client's, what was finished last, and what was said to them last."""
    own = Card.select(Card.id).where(Card.client == match.client.id)
    unfinished = own.where(is_open()).order_by(Card.sort_at, Card.id)
    last = own.where(Card.done).order_by(Card.entered_at.desc(), Card.id.desc())
    shown = first_column(unfinished) + first_column(last.limit(FINISHED_SHOWN))
    sums, pieces = _sums(shown), _pieces(shown)
    standings = [
        Standing(
            face,
            *(_ahead(desk, face) if not face.done else (None, None)),
            *sums.get(face.id, (None, None)),
            *pieces.get(face.id, (None, None)),
        )
        for face in boards.faces(desk, shown)
    ]
    return Answer(
        match.client,
        tuple(one for one in standings if not one.face.done),
        tuple(one for one in standings if one.face.done),
        match.because,
        tuple(_said(match.client)),
    )


def _said(client: Client) -> Iterator[Said]:
    """The last messages to a client, the newest first; those without a subject by their text."""
    query = (
        Message.select()
        .where(Message.client == client.id)
        .order_by(Message.id.desc())
        .limit(MESSAGES_SHOWN)
    )
    for row in query:
        subject = row.subject or safe(row.body, 80)
        at = row.created_at if row.settled_at is None else row.settled_at
        yield Said(outbox.reference(row.number), row.channel, subject, at, row.state)


def lacking(one: Standing, currency: str) -> str:
    """What a record still lacks, in words: money of an invoice, pieces of an order."""
    total, unpaid = one.total_cents, one.open_cents
    if total is not None and unpaid is not None:
        if unpaid > 0:
            return f"{money.shown(unpaid, currency)} of {money.shown(total, currency)} unpaid"
        return f"{money.shown(-unpaid, currency)} too much paid" if unpaid else "paid"
    if not one.pieces:
        return ""
    return f"{one.outstanding:,} of {one.pieces:,} to come" if one.outstanding else "all here"


def _ahead(desk: Desk, face: Face) -> tuple[str | None, int | None]:
    """The next status, and when the last one is likely to be reached."""
    card = Card.get_by_id(face.id)
    projected = schedule.projection(desk, card)
    line = [s for s in desk.directory.statuses_of_track[card.track_id] if s.id in projected]
    ahead = [s for s in line if s.id != card.status_id]
    ready = max((projected[s.id] for s in ahead), default=face.due_at)
    return (ahead[0].name if ahead else None), ready


def _sums(card_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Invoices' cards to what they come to and what was paid."""
    query = Invoice.select(Invoice.card_id, Invoice.total_cents, Invoice.paid_cents)
    rows = tuples(query.where(Invoice.card.in_(list(card_ids))))
    return {card: (total, paid) for card, total, paid in rows}


def _pieces(card_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Orders' cards to the pieces that are wanted and those still to come."""
    wanted = OrderLine.quantity - OrderLine.backordered - OrderLine.cancelled
    left = wanted - OrderLine.received - OrderLine.damaged
    query = (
        OrderLine.select(Order.card_id, fn.sum(wanted), fn.sum(fn.max(left, 0)))
        .join(Order)
        .where(Order.card.in_(list(card_ids)))
        .group_by(Order.card)
    )
    return {card: (pieces, outstanding) for card, pieces, outstanding in tuples(query)}


# Lists of clients --------------------------------------------------------------------------------


def listed(text: str, *, by_number: bool = False) -> Iterator[Client]:
    """Clients whose name has all the words, by name or by number."""
    query = Client.select()
    for word in search_key(text).split():
        query = query.where(Client.search.contains(word))
    order = Client.number if by_number else Client.search
    found: Iterator[Client] = query.order_by(order, Client.id).iterator()
    return found


def number_of(row: Client) -> str:
    """The number a client is best reached under."""
    return str(row.mobile or row.phone or row.work_phone)


def plain(row: Client) -> dict[str, Any]:
    """A client as JSON has it."""
    return {
        "number": row.number,
        "name": row.name,
        "email": row.email or None,
        "phone": row.phone or None,
        "mobile": row.mobile or None,
        "work_phone": row.work_phone or None,
        "address": row.address or None,
        "city": row.city or None,
        "postcode": row.postcode or None,
        "country": row.country or None,
        "do_not_market": row.do_not_market,
        "do_not_call": row.do_not_call,
        "sms_opt_out": row.sms_opt_out,
        "notes": row.notes or None,
    }
