"""Lanes: like-named statuses of a kind share one on screen, and every card knows its own.

A status' lane is the id of the kind's first status with the same name; a card carries a copy of its
status' lane, so that a lane is read from one index. The copies are no facts of their own: they are
set by one statement per status and not noted in the history.
"""

from __future__ import annotations

from store.changes import Act
from store.tables import Card, Status, Track
from store.text import search_key


def settle(act: Act, kind: str) -> None:
    """Give each status of a kind its lane, and the cards in it theirs."""
    of_kind = list(Status.select().join(Track).where(Track.kind == kind).order_by(Status.id))
    first: dict[str, int] = {}
    for status in of_kind:
        first.setdefault(search_key(status.name), status.id)
    for status in of_kind:
        lane = first[search_key(status.name)]
        before = status.lane
        if lane != before:
            act.update(status, lane=lane)
            move_cards(status.id, before, lane)


def move_cards(status_id: int, before: int, lane: int) -> None:
    """Give the cards in a status the lane that it has now."""
    Card.update(lane=lane).where(Card.lane == before, Card.status == status_id).execute()
