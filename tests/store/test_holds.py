"""Holding parks cards with a reason, and the way back is where they came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import holds, moves, orders, sessions, tracks
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.tables import Card, Visit

At = Callable[[str], int]


def test_a_held_card_waits_with_a_reason(desk: Desk) -> None:
    """Its step is not complete, and the pause is put down to somebody."""
    made = orders.new(desk, client="Ada", type="Print")
    moved = holds.hold(desk, "O-1001", "no paper")
    assert moved.moved[0].to == "Waiting on Client"
    visit = Visit.get_by_id(Card.get_by_id(made.id).visit)
    before = Visit.get(Visit.card == made.id, Visit.number == 1)
    assert (visit.reason, visit.cause, before.complete) == ("no paper", "client", False)


def test_the_cause_chooses_the_status(desk: Desk) -> None:
    """What we hold up ourselves is on hold."""
    orders.new(desk, client="Ada", type="Print")
    assert holds.hold(desk, ["O-1001"], "no paper", cause="us").moved[0].to == "On Hold"


def test_it_goes_on_where_it_was_parked(desk: Desk) -> None:
    """The next status of a held card is the one it came from."""
    orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001")])
    holds.hold(desk, "O-1001", "asked the client", to="On Hold")
    assert moves.advance(desk, [Move("O-1001")]).moved[0].to == "Retouch"


def test_kinds_may_be_mixed(desk: Desk) -> None:
    """Each goes to its own track's place, all or none."""
    orders.new(desk, client="Ada", type="Album")
    sessions.new(desk, client="Ada")
    assert len(holds.hold(desk, ["O-1001", "S-1001"], "ill").moved) == 2


def test_a_version_that_is_not_the_last_is_refused(desk: Desk) -> None:
    """Who changed it is told, and nothing moves."""
    card = orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001")])
    refused = holds.hold(desk, "O-1001", "x", expect={"O-1001": card.version}).refused
    assert "ana changed it" in refused[0].reason


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": " "}, "needs a reason"),
        ({"reason": "x", "cause": "them"}, "client, vendor, us"),
        ({"reason": "x", "cause": "vendor"}, "no status waits for the vendor"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, given: dict[str, Any], words: str) -> None:
    """With what is missing."""
    orders.new(desk, client="Ada", type="Print")
    with pytest.raises(Refused, match=words):
        holds.hold(desk, "O-1001", **given)


def test_a_track_without_a_place_to_wait_says_how_to_make_one(desk: Desk) -> None:
    """The remedy is a command."""
    tracks.add_status(desk, "production", "Frame", "Cut", initial=True)
    tracks.add_status(desk, "production", "Frame", "Hung", final=True)
    orders.new(desk, client="Ada", type="Frame")
    with pytest.raises(Refused, match='statuses add production "Frame" "On Hold"'):
        holds.hold(desk, "O-1001", "x")
