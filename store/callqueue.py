"""Working through calls: whose turn it is, and what whoever rings wants to have before them.

Making calls, and noting what came of them, is in ``calls``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store import boards, calls, cards, details, when
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.reading import first_column
from store.tables import Action, Card, Change, Client, is_open

MOST = 1000
"""How many calls are worked through at once."""

SHOWN = 12
"""How many other records of the client are shown."""

HOUR_MS = 3_600_000
ROWS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Tried:
    """An earlier try at a call: when, by whom, and what came of it."""

    at: int
    by: str
    result: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that is to be made, with what is known of it; ``open`` is what else the client has."""

    face: Face
    phone: str
    details: str
    notes: str
    result: str
    outcome: str
    about: str | None
    trigger: str | None
    client: Client | None
    tried: tuple[Tried, ...]
    open: tuple[Face, ...]


def to_make(desk: Desk, *, everybody: bool = False) -> list[Face]:
    """The open calls by when they are due: one's own and those of one's departments, or all.

    What a department has given to somebody else is that person's.
    """
    query = Card.select(Card.id).where(is_open(), Card.kind == "call")
    if not everybody:
        within = sorted(desk.directory.members.get(desk.who.id or 0, set()))
        ours = Card.user.is_null() & Card.department.in_(within)
        query = query.where((Card.user == desk.who.id) | ours if desk.who.id else ours)
    return boards.faces(desk, first_column(query.order_by(Card.sort_at, Card.id).limit(MOST)))


def put_off(faces: Sequence[Face], now: int) -> set[int]:
    """The ids of calls that somebody wants to make again later than now."""
    ahead = [face.id for face in faces if face.due_at is not None and face.due_at > now]
    found: set[int] = set()
    for start in range(0, len(ahead), ROWS_AT_ONCE):
        query = (
            Change.select(Change.card)
            .join(Action)
            .where(
                Change.card.in_(ahead[start : start + ROWS_AT_ONCE]),
                Action.name == calls.AGAIN,
                Action.undone_by.is_null(),
            )
            .distinct()
        )
        found.update(first_column(query))
    return found


def waiting(desk: Desk, reference: str) -> Waiting:
    """Everything about a call that is to be made."""
    with desk.reading():
        card = cards.get(reference)
        row = calls.of_card(card)
        about, trigger = details.origins([card.id]).get(card.id, (None, None))
        client = Client.get_or_none(Client.id == card.client_id) if card.client_id else None
        return Waiting(
            boards.faces(desk, [card.id])[0], row.phone, row.details, card.notes, row.result,
            row.outcome, about, trigger, client, tuple(_tried(desk, card)),
            tuple(_open_of_client(desk, card)),
        )  # fmt: skip


def _tried(desk: Desk, card: Card) -> list[Tried]:
    """Earlier tries, oldest first: every one of them has changed the card."""
    ids = Change.select(Change.action).where(Change.card == card.id)
    query = Action.select().where(
        Action.id.in_(ids), Action.name.in_(["call", calls.AGAIN]), Action.undone_by.is_null()
    )
    logins = {user.id: user.login for user in desk.directory.users.values()}
    said = [(row, row.summary.rpartition(": ")[2]) for row in query.order_by(Action.id)]
    return [
        Tried(row.at, logins.get(row.user_id, ""), word) for row, word in said
        if word in calls.RESULTS
    ]  # fmt: skip


def _open_of_client(desk: Desk, card: Card) -> Sequence[Face]:
    if card.client_id is None:
        return ()
    query = Card.select(Card.id).where(is_open(), Card.client == card.client_id, Card.id != card.id)
    ids = first_column(query.order_by(Card.sort_at, Card.id).limit(SHOWN))
    return boards.faces(desk, ids)


def again(desk: Desk, text: str) -> int:
    """Read when to call again: hours such as ``2h``, days such as ``3`` or ``3d``, or a moment.

    Days are business days, at the same time of day; a date alone means its opening time.
    """
    plain = "".join(text.split()).casefold().removeprefix("+")
    for words, unit in ((("d", "day", "days", ""), "d"), (("h", "hour", "hours"), "h")):
        for word in words:
            amount = plain.removesuffix(word) if word else plain
            if amount.isascii() and amount.isdigit() and len(amount) <= 4:
                return _later(desk, int(amount), unit)
    try:
        opens = desk.settings.calendar.opens
        return when.parse_moment(text, desk.now(), desk.zone, end_of_day=opens)
    except ValueError as error:
        raise Refused(f"call again: {error}") from None


def _later(desk: Desk, amount: int, unit: str) -> int:
    if unit == "h":
        return desk.now() + amount * HOUR_MS
    return desk.calendar().shift(desk.now(), float(amount))
