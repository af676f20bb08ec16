"""Tasks: things to do, made by people and by triggers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from store import cards, intake, moves
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.intake import Common, NewCard
from store.moves import Advanced, Move
from store.tables import Card, Task
from store.text import safe


@dataclass(slots=True)
class NewTask:
    """A task to be made; ``about`` gives its client, ``firing`` is the ledger's row behind it.

    A due date counts as set by hand.
    """

    subject: str
    about: Card | None = None
    client_id: int | None = None
    type_id: int | None = None
    user_id: int | None = None
    department_id: int | None = None
    due_at: int | None = None
    start_at: int | None = None
    priority: int = 1
    number: int | None = None
    details: str = ""
    notes: str = ""
    firing: int | None = None


def new(
    desk: Desk, *, start_at: int | None = None, details: str = "", **said: Unpack[Common]
) -> Card:
    """Make a task; what it is about gives its client."""
    subject = " ".join(safe(said.get("subject", "")).split())
    if not subject:
        raise Refused("a task needs a subject: what is to be done; add --subject TEXT")
    with desk.action("new task", f"new task: {safe(subject, 80)}") as act:
        card = intake.read(desk, act, "task", {**said, "subject": subject})
        made = _write(desk, act, [card], [NewTask(subject, start_at=start_at, details=details)])[0]
    found: Card = Card.get_by_id(made)
    return found


def make(desk: Desk, act: Act, one: NewTask) -> int:
    """Make a task inside an open action; returns the id of its card."""
    return make_many(desk, act, [one])[0]


def make_many(desk: Desk, act: Act, new_ones: Sequence[NewTask], *, fire: bool = True) -> list[int]:
    """Make many tasks inside an open action; returns the ids of their cards in order."""
    return _write(desk, act, [card_of(one) for one in new_ones], new_ones, fire=fire)


def card_of(one: NewTask) -> NewCard:
    """The card that a task to be made will have."""
    client_id = one.client_id
    if client_id is None and one.about is not None:
        client_id = one.about.client_id
    return NewCard(
        client_id=client_id,
        type_id=one.type_id,
        about_id=one.about.id if one.about is not None else None,
        subject=one.subject,
        notes=one.notes,
        number=one.number,
        due_at=one.due_at,
        user_id=one.user_id,
        department_id=one.department_id,
        priority=one.priority,
    )


def _write(
    desk: Desk,
    act: Act,
    new_cards: Sequence[NewCard],
    new_ones: Sequence[NewTask],
    *,
    fire: bool = True,
) -> list[int]:
    ids = intake.open_cards(desk, act, "task", new_cards, baseline=False, fire=fire)
    act.insert_many(
        Task,
        [
            {
                "card_id": card_id,
                "start_at": one.start_at,
                "details": safe(one.details, keep_newlines=True),
                "firing": one.firing,
            }
            for card_id, one in zip(ids, new_ones, strict=True)
        ],
    )
    return ids


def of_card(card: Card) -> Task:
    """The task that a card belongs to; `Refused` for cards of another kind."""
    found: Task | None = Task.get_or_none(Task.card == card.id)
    if found is None:
        raise Refused(f"{cards.ref(card)} is no task; give one such as T-1001")
    return found


def done(desk: Desk, references: Sequence[str], note: str = "") -> Advanced:
    """Move tasks and calls to the final status of their track."""
    found = cards.get_many(references)
    wrong = [
        f"{cards.ref(card)}: only tasks and calls are done at once; advance it instead"
        for card in found
        if card.kind not in ("task", "call")
    ]
    if wrong:
        raise Refused(wrong)
    return moves.advance(desk, [Move(cards.ref(c), final_name(desk, c), note=note) for c in found])


def final_name(desk: Desk, card: Card) -> str:
    """The name of the final status of a card's track."""
    for status in desk.directory.statuses_of_track[card.track_id]:
        if status.final and not status.inactive:
            return str(status.name)
    track = desk.directory.tracks[card.track_id]
    raise Refused(
        f"track {track.name} of {track.kind} has no final status; "
        "name one with 'safelight statuses change'"
    )
