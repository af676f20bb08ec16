"""What the queue says beside its rows: how much stands where, and what a firing would do now."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import fn

from store import boards, messages, settling
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.messages import Whole
from store.reading import tuples
from store.settling import FiringFace
from store.tables import Card, Firing

ASKING = ("held", "sending", "failed", "unknown")
"""States that are not the end of a firing, besides those that wait for the clock."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a firing has done or would do now; ``would`` says which, ``problem`` why it cannot."""

    firing: FiringFace
    messages: tuple[Whole, ...] = ()
    errand: Face | None = None
    would: bool = True
    problem: str = ""


def counts(now: int) -> dict[str, int]:
    """State to how many firings are in it; of those that are pending, ``due`` are due now."""
    query = (
        Firing.select(Firing.state, fn.count(Firing.id))
        .where(Firing.state.in_(list(ASKING)))
        .group_by(Firing.state)
    )
    due = Firing.select().where(Firing.state == "pending", Firing.moment <= now).count()
    return {**dict.fromkeys(ASKING, 0), **dict(tuples(query)), "due": due}


def foreseen(desk: Desk, firing_id: int) -> Foreseen | None:
    """What a firing has sent or made; of one that has not acted yet, what it would; null: gone.

    It is tried as the clock would do it now, in a transaction that is taken back.
    """
    found = settling.by_ids(desk, [firing_id])
    if not found:
        return None
    sent = tuple(messages.of_firing(firing_id))
    if sent or found[0].state != "pending":
        row = Firing.get_by_id(firing_id)
        return Foreseen(found[0], sent, _errand(desk, row), would=False)
    return _tried(desk, found[0])


def _tried(desk: Desk, firing: FiringFace) -> Foreseen:
    with desk.rehearsal():
        try:
            settling.process(settling.clock_desk(desk), [firing.id])
        except Refused as refusal:
            return Foreseen(firing, problem=str(refusal))
        row = Firing.get_by_id(firing.id)
        made = tuple(messages.of_firing(firing.id))
        problem = row.reason if row.state in ("held", "cancelled") and not made else ""
        return Foreseen(firing, made, _errand(desk, row), problem=problem)


def _errand(desk: Desk, row: Firing) -> Face | None:
    """The task or call that a firing has made."""
    card = Card.get_or_none(Card.id == row.made) if row.made is not None else None
    return boards.face(desk, card.id) if card is not None else None
