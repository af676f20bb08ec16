"""Phone calls to make, what came of them, and the number to ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from store import cards, clients, intake, moves, schedule, tasks
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.intake import Common, NewCard
from store.moves import Move
from store.tables import Call, Card, Client, Visit
from store.tasks import NewTask
from store.text import safe, search_key

RESULTS = ("reached", "no answer", "busy", "voicemail", "wrong number")
"""What can come of a call."""

AGAIN = "call again"
"""The name of an action by which a call is put off."""

_OTHER_WORDS = {
    "answered": "reached",
    "spoke": "reached",
    "talked": "reached",
    "not reached": "no answer",
    "noanswer": "no answer",
    "engaged": "busy",
    "voice mail": "voicemail",
    "left message": "voicemail",
    "mailbox": "voicemail",
}


@dataclass(slots=True)
class NewCall(NewTask):
    """A call to be made, told like a task; without a number the client's is taken."""

    phone: str = ""


def new(desk: Desk, *, phone: str = "", details: str = "", **said: Unpack[Common]) -> Card:
    """Make a call; what it is about gives its client."""
    subject = " ".join(safe(said.get("subject", "")).split())
    if not subject:
        raise Refused("a call needs a subject: what it is about; add --subject TEXT")
    with desk.action("new call", f"new call: {safe(subject, 80)}") as act:
        card = intake.read(desk, act, "call", {**said, "subject": subject})
        one = NewCall(subject, phone=phone, details=details)
        made = _write(desk, act, [card], [one])[0]
    found: Card = Card.get_by_id(made)
    return found


def make(desk: Desk, act: Act, one: NewCall) -> int:
    """Make a call inside an open action; returns the id of its card."""
    return make_many(desk, act, [one])[0]


def make_many(desk: Desk, act: Act, new_ones: Sequence[NewCall], *, fire: bool = True) -> list[int]:
    """Make many calls inside an open action; returns the ids of their cards in order."""
    return _write(desk, act, [tasks.card_of(one) for one in new_ones], new_ones, fire=fire)


def _write(
    desk: Desk,
    act: Act,
    new_cards: Sequence[NewCard],
    new_ones: Sequence[NewCall],
    *,
    fire: bool = True,
) -> list[int]:
    buyers = clients.by_ids(card.client_id for card in new_cards)
    ids = intake.open_cards(desk, act, "call", new_cards, baseline=False, fire=fire, buyers=buyers)
    act.insert_many(
        Call,
        [
            {
                "card_id": card_id,
                "phone": safe(one.phone, 60) or phone_of(buyers.get(card.client_id or 0)),
                "details": safe(one.details, keep_newlines=True),
                "firing": one.firing,
            }
            for card_id, card, one in zip(ids, new_cards, new_ones, strict=True)
        ],
    )
    return ids


def phone_of(client: Client | None) -> str:
    """The number a client is best reached under."""
    if client is None:
        return ""
    return str(client.mobile or client.phone or client.work_phone)


def of_card(card: Card) -> Call:
    """The call that a card belongs to; `Refused` for cards of another kind."""
    found: Call | None = Call.get_or_none(Call.card == card.id)
    if found is None:
        raise Refused(f"{cards.ref(card)} is no call; give one such as C-1001")
    return found


def result_named(word: str) -> str:
    """Read what came of a call."""
    key = search_key(word).replace("-", " ")
    key = _OTHER_WORDS.get(key, key)
    if key not in RESULTS:
        hint = did_you_mean(key, RESULTS)
        raise Refused(
            f"no result of a call is called '{safe(word, 40)}'{hint}; "
            f"there are {', '.join(RESULTS)}"
        )
    return key


def call(
    desk: Desk,
    reference: str,
    result: str,
    outcome: str | None = None,
    again_at: int | None = None,
    expect_version: int | None = None,
) -> Card:
    """Note what came of a call; with an outcome it is done and goes to its final status.

    One that is to be made again at a moment stays open whatever was said, and is due then. Refused
    where somebody has changed it since the expected version.
    """
    word = result_named(result)
    name = "call" if again_at is None else AGAIN
    with desk.action(name, f"{safe(reference, 40)}: {word}") as act:
        card = cards.get(reference)
        row = of_card(card)
        if expect_version is not None and card.version != expect_version:
            raise Refused(f"{cards.ref(card)}: {moves.who_changed(desk, card)}")
        text = safe((outcome or "").strip(), keep_newlines=True)
        act.update(row, result=word, **({"outcome": text} if text else {}))
        act.update(card, version=card.version + 1)
        if again_at is not None:
            _put_off(desk, act, card, again_at)
        elif text and not card.done:
            moved = moves.advance_in(
                desk, act, [Move(cards.ref(card), tasks.final_name(desk, card), note=text)]
            )
            if moved.refused:
                raise Refused([f"{one.ref}: {one.reason}" for one in moved.refused])
    found: Card = Card.get_by_id(card.id)
    return found


def put_off(desk: Desk, reference: str, again_at: int) -> Card:
    """Have a call made later, without saying that anybody was rung."""
    with desk.action(AGAIN, f"{safe(reference, 40)}: call again later") as act:
        card = cards.get(reference)
        of_card(card)
        _put_off(desk, act, card, again_at)
    found: Card = Card.get_by_id(card.id)
    return found


def _put_off(desk: Desk, act: Act, card: Card, again_at: int) -> None:
    if card.done:
        raise Refused(f"{cards.ref(card)} is done already; make a new call about it")
    if again_at <= act.at:
        raise Refused("call again when? give a moment that is still to come, such as +2h or +1d")
    schedule.write_due(desk, act, card, Visit.get_by_id(card.visit), again_at, by_hand=True)
