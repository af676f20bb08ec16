"""The phone answer: who is calling, all that is theirs, where it is and when it will be ready."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from store import boards, cards, schedule
from store.boards import Face
from store.conditions import joined
from store.desk import Desk
from store.directory import KIND_OF_PREFIX
from store.errors import Refused
from store.tables import Card, Client
from store.text import safe, search_key

CLIENTS_SHOWN = 20
FINISHED_SHOWN = 5
"""How many finished records of a client are told besides the open ones."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One record of a client: ``next_status`` and ``ready_at`` are null where nothing follows."""

    face: Face
    next_status: str | None
    ready_at: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A client with what is open, soonest due first, and what was finished last."""

    client: Client
    open: tuple[Standing, ...]
    finished: tuple[Face, ...]


def who(desk: Desk, text: str) -> list[Answer]:
    """Find clients by name, number, phone, email or one of their references."""
    found = _found(text)
    if not found:
        raise Refused(f"nobody is found by '{safe(text, 80)}'; try part of a name, or a number")
    if len(found) > CLIENTS_SHOWN:
        raise Refused(
            f"more than {CLIENTS_SHOWN} clients match '{safe(text, 80)}'; give more of the name"
        )
    return [_answer(desk, client) for client in found]


def _found(text: str) -> list[Client]:
    letter, dash, digits = text.strip().upper().partition("-")
    if dash and letter in KIND_OF_PREFIX and digits.isdigit():
        card = cards.get(text)
        return list(Client.select().where(Client.id == card.client_id))
    query = Client.select().order_by(Client.search, Client.id).limit(CLIENTS_SHOWN + 1)
    words = search_key(text).split()
    if not words:
        return []
    named = joined(operator.and_, [Client.search.contains(word) for word in words])
    if found := list(query.where(named)):
        return found
    if "@" in text:
        return list(query.where(Client.email.contains(text.strip())))
    number = re.sub(r"\D", "", text)
    if not number:
        return []
    if len(number) < 5:
        return list(query.where(Client.number == int(number)))
    return [row for row in Client.select() if number in _digits(row)][: CLIENTS_SHOWN + 1]


def _digits(row: Client) -> str:
    return re.sub(r"[^\d,]", "", f"{row.phone},{row.mobile},{row.work_phone}")


def _answer(desk: Desk, client: Client) -> Answer:
    rows = list(
        Card.select(Card.id, Card.done)
        .where(Card.client == client.id)
        .order_by(Card.done, Card.sort_at, Card.id)
    )
    open_ids = [row.id for row in rows if not row.done]
    done_ids = [row.id for row in rows if row.done][:FINISHED_SHOWN]
    return Answer(
        client,
        tuple(_standing(desk, face) for face in boards.faces(desk, open_ids)),
        tuple(boards.faces(desk, done_ids)),
    )


def _standing(desk: Desk, face: Face) -> Standing:
    card = Card.get_by_id(face.id)
    projected = schedule.projection(desk, card)
    line = [s for s in desk.directory.statuses_of_track[card.track_id] if s.id in projected]
    ahead = [s for s in line if s.id != card.status_id]
    ready = max((projected[s.id] for s in ahead), default=face.due_at)
    return Standing(face, ahead[0].name if ahead else None, ready)


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
