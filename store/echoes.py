"""Echoes: what triggers do about the tasks and calls that triggers made.

None answers what it brought about itself, over however many others: that would never end. Nor does
any answer the last of a few in a row: each of many triggers answering each other's tasks makes
thousands of one.
"""

from __future__ import annotations

from store import firings
from store.changes import Act
from store.desk import Desk
from store.tables import Call, Card, Firing, Task, Visit

KINDS = ("task", "call")
"""Kinds of record that are errands."""

IN_A_ROW = 2
"""How many triggers, each about what the one before has made, come at most."""


def answer(desk: Desk, act: Act, made: dict[int, Firing]) -> None:
    """Plan what triggers do about the errands just made, but none that brought it about itself."""
    lists = desk.directory
    armed = firings.triggers_of(
        desk, [s.id for s in lists.statuses.values() if lists.tracks[s.track_id].kind in KINDS]
    )
    if not armed:
        return
    query = Card.select().where(Card.id.in_(list(made)), Card.status.in_(list(armed)))
    there = list(query.order_by(Card.id))
    stays = {row.id: row for row in Visit.select().where(Visit.id.in_([c.visit for c in there]))}
    causes = {card.id: _causes(made[card.id]) for card in there}
    heard = [card for card in there if len(causes[card.id]) < IN_A_ROW]
    firings.plan(desk, act, [(card, stays[card.visit]) for card in heard], causes)


def _causes(firing: Firing) -> set[int]:
    """The triggers behind a firing: its own, and those that made what it is about."""
    found = {firing.trigger_id}
    card_id = firing.card_id
    while True:
        errand = Task.get_or_none(Task.card == card_id) or Call.get_or_none(Call.card == card_id)
        behind = Firing.get_or_none(Firing.id == errand.firing) if errand is not None else None
        if behind is None or behind.trigger_id in found:
            return found
        found.add(behind.trigger_id)
        card_id = behind.card_id
