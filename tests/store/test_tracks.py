"""Tracks keep exactly one first and one last status, lanes, and the due dates of their cards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import history, lanes, moves, orders, sessions, tracks, types
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.tables import Card, Status

Login = Callable[[str], Desk]
At = Callable[[str], int]


def _statuses(desk: Desk, kind: str, track: str) -> list[Status]:
    return next(rows for home, rows in tracks.listed(desk, kind) if home.name == track)


def _names(desk: Desk, kind: str, track: str) -> list[str]:
    return [row.name for row in _statuses(desk, kind, track)]


def _small(desk: Desk) -> None:
    tracks.add_status(desk, "production", "Frame", "Cut", days=1, initial=True)
    tracks.add_status(desk, "production", "Frame", "Glue", days=2)
    tracks.add_status(desk, "production", "Frame", "Hung", final=True)


def test_adding_a_status_makes_the_type_and_the_track(desk: Desk) -> None:
    """A new track's name is its type's name."""
    _small(desk)
    assert desk.directory.type_named("production", "frame").name == "Frame"
    assert _names(desk, "production", "Frame") == ["Cut", "Glue", "Hung"]
    assert tracks.check_tracks(desk) == []


def test_a_plain_word_makes_no_type(desk: Desk) -> None:
    """`default` is the kind's own track, whatever it is called."""
    tracks.add_status(desk, "sessions", "default", "Printed")
    assert "Printed" in _names(desk, "session", "Sessions")
    assert all(row.name != "default" for row in types.listed(desk))


def test_a_type_that_exists_gets_a_track_of_its_own(desk: Desk) -> None:
    """A per-type track leaves the kind's own track and its statuses as they were."""
    before = _names(desk, "session", "Sessions")
    tracks.add_status(desk, "session", "Wedding", "Booked", initial=True)
    assert _names(desk, "session", "Sessions") == before
    assert len([row for row in types.listed(desk, "session") if row.name == "Wedding"]) == 1


def test_default_state_follows_the_flags(desk: Desk) -> None:
    """First is to do, last is done, the rest is active."""
    _small(desk)
    assert [row.state for row in _statuses(desk, "production", "Frame")] == [
        "todo",
        "active",
        "done",
    ]


def test_another_initial_or_final_status_moves_the_flag(desk: Desk) -> None:
    """There is exactly one of each, always."""
    _small(desk)
    tracks.add_status(desk, "production", "Frame", "Archived", final=True)
    tracks.change_status(desk, "production", "Frame", "Glue", initial=True)
    rows = _statuses(desk, "production", "Frame")
    assert [row.name for row in rows if row.final] == ["Archived"]
    assert [row.name for row in rows if row.initial] == ["Glue"]


def test_new_statuses_go_before_the_last(desk: Desk) -> None:
    """Without a position the main line still ends with the final status."""
    _small(desk)
    tracks.add_status(desk, "production", "Frame", "Check")
    tracks.add_status(desk, "production", "Frame", "Wrap", position=2)
    assert _names(desk, "production", "Frame") == ["Cut", "Wrap", "Glue", "Check", "Hung"]
    assert [row.position for row in _statuses(desk, "production", "Frame")] == [1, 2, 3, 4, 5]


def test_a_position_that_is_not_there_is_refused(desk: Desk) -> None:
    """Positions count from 1."""
    _small(desk)
    with pytest.raises(Refused, match="places 1 to 4"):
        tracks.add_status(desk, "production", "Frame", "Wrap", position=9)


def test_a_flag_cannot_be_taken_away(desk: Desk) -> None:
    """It moves by naming another status."""
    _small(desk)
    with pytest.raises(Refused, match="make another one final"):
        tracks.change_status(desk, "production", "Frame", "Hung", final=False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "GLUÉ"}, "already"),
        ({"name": "X", "days": -1}, "days must be from 0"),
        ({"name": "X", "days": float("nan")}, "number of business days"),
        ({"name": "X", "state": "activ"}, "did you mean active"),
        ({"name": "X", "colour": "gren"}, "did you mean green"),
        ({"name": "X", "wip_limit": 0}, "WIP limit must be from 1"),
        ({"name": "X", "cause": "them"}, "client, vendor, us"),
        ({"name": "X", "user": "zoe"}, "no user is called"),
        ({"name": "X", "initial": True, "final": True}, "cannot be initial and final"),
        ({"name": "X", "final": True, "state": "active"}, "done or cancelled"),
        ({"name": "X", "initial": True, "state": "done"}, "new records start"),
        ({"name": "X", "dayz": 1}, "no property 'dayz'"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, given: dict[str, Any], words: str) -> None:
    """A wrong property is answered with what could stand there, and nothing is written."""
    _small(desk)
    with pytest.raises(Refused, match=words):
        tracks.add_status(desk, "production", "Frame", **given)
    assert _names(desk, "production", "Frame") == ["Cut", "Glue", "Hung"]


def test_statuses_in_use_stay(desk: Desk) -> None:
    """A status with cards in it, or a track's first or last, cannot be taken out of use."""
    orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001")])
    with pytest.raises(Refused, match="1 card is in Retouch"):
        tracks.deactivate_status(desk, "production", "Print", "Retouch")
    with pytest.raises(Refused, match="initial status"):
        tracks.deactivate_status(desk, "production", "Print", "Order Entered")
    tracks.deactivate_status(desk, "production", "Print", "QA")
    moves.advance(desk, [Move("O-1001", "Sent to Lab")])
    assert moves.advance(desk, [Move("O-1001")]).moved[0].to == "Ready"
    tracks.activate_status(desk, "production", "Print", "QA")
    assert not desk.directory.status_named(
        desk.directory.track_named("production", "Print"), "QA"
    ).inactive


def test_lanes_follow_names(desk: Desk) -> None:
    """A renamed status leaves its lane or joins another, and its cards with it."""
    made = orders.new(desk, client="Ada", type="Digital")
    tracks.change_status(desk, "production", "Digital", "Order Entered", name="Asked for")
    card = Card.get_by_id(made.id)
    assert card.lane == card.status_id
    tracks.change_status(desk, "production", "Digital", "Asked for", name="order entered")
    first = _statuses(desk, "production", "Print")[0]
    assert Card.get_by_id(made.id).lane == first.lane == first.id


def test_lanes_follow_when_the_first_of_a_name_leaves(desk: Desk) -> None:
    """The lane is always that of the first status with the name."""
    made = orders.new(desk, client="Ada", type="Digital")
    tracks.change_status(desk, "production", "Print", "Order Entered", name="In")
    second = _statuses(desk, "production", "Album")[0]
    assert Card.get_by_id(made.id).lane == second.id


def test_cards_can_be_given_their_lane_alone(desk: Desk) -> None:
    """What undo of a rename needs: the cards of one status move to its lane."""
    made = orders.new(desk, client="Ada", type="Digital")
    lanes.move_cards(made.status_id, made.lane, 4711)
    assert Card.get_by_id(made.id).lane == 4711


def test_days_reschedule_open_cards(desk: Desk, at: At) -> None:
    """A longer step moves what is due, except where the date was set by hand."""
    made = orders.new(desk, client="Ada", type="Print")
    by_hand = orders.new(desk, client="Ada", type="Print", due_at=at("2026-11-20 12:00"))
    assert made.due_at == at("2026-11-03 18:00")
    tracks.change_status(desk, "production", "Print", "Order Entered", days=3)
    assert Card.get_by_id(made.id).due_at == at("2026-11-05 18:00")
    assert Card.get_by_id(by_hand.id).due_at == at("2026-11-20 12:00")


def test_the_method_of_a_track_reschedules_it(desk: Desk, at: At) -> None:
    """Counted backward, every change of the track moves the due dates before it."""
    made = orders.new(desk, client="Ada", type="Digital", promised_at=at("2026-11-30 18:00"))
    tracks.change_track(desk, "production", "Digital", method="backward")
    assert Card.get_by_id(made.id).due_at == at("2026-11-23 18:00")
    tracks.change_status(desk, "production", "Digital", "Retouch", days=5)
    assert Card.get_by_id(made.id).due_at == at("2026-11-19 18:00")
    tracks.reorder(desk, "production", "Digital", ["Order Entered", "QA"])
    assert Card.get_by_id(made.id).due_at == at("2026-11-19 18:00")
    tracks.change_track(desk, "production", "Digital", method=None)
    assert Card.get_by_id(made.id).due_at == at("2026-11-03 18:00")


def test_work_is_not_finished_by_changing_a_class(desk: Desk) -> None:
    """Cards in a status neither end nor come back because its class changes."""
    orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001", "QA")])
    with pytest.raises(Refused, match="whether the work is over"):
        tracks.change_status(desk, "production", "Print", "QA", state="done")
    with pytest.raises(Refused, match="whether the work is over"):
        tracks.change_status(desk, "production", "Print", "QA", final=True)


def test_reordering_puts_the_named_first(desk: Desk) -> None:
    """Those not named keep their order behind them."""
    _small(desk)
    rows = tracks.reorder(desk, "production", "Frame", ["Glue"])
    assert [row.name for row in rows] == ["Glue", "Cut", "Hung"]


def test_renaming_a_track_renames_its_type(desk: Desk) -> None:
    """Type and track stay one name."""
    tracks.change_track(desk, "production", "Digital", name="Files")
    assert desk.directory.type_named("production", "Files")
    with pytest.raises(Refused, match="already"):
        tracks.change_track(desk, "production", "Files", name="print")


def test_removing_a_types_track_loses_nothing(desk: Desk) -> None:
    """Cards stay on it, new records go by the kind's own track, and it can come back."""
    tracks.add_status(desk, "session", "Wedding", "Met", initial=True)
    tracks.add_status(desk, "session", "Wedding", "Over", final=True)
    old = sessions.new(desk, client="Ada", type="Wedding")
    tracks.switch_track(desk, "session", "Wedding", active=False)
    new = sessions.new(desk, client="Ada", type="Wedding")
    lists = desk.directory
    assert lists.statuses[Card.get_by_id(old.id).status_id].name == "Met"
    assert lists.statuses[new.status_id].name == "Booked"
    assert moves.advance(desk, [Move("S-1001")]).moved[0].to == "Over"
    tracks.switch_track(desk, "session", "Wedding", active=True)
    assert _names(desk, "session", "Wedding") == ["Met", "Over"]


def test_the_last_way_in_stays_open(desk: Desk) -> None:
    """A track cannot go while new records would have none."""
    with pytest.raises(Refused, match="would have no track"):
        tracks.switch_track(desk, "session", "Sessions", active=False)


def test_a_track_without_an_end_takes_no_cards(desk: Desk) -> None:
    """It is listed by the check, and new records are refused with the remedy."""
    tracks.add_status(desk, "production", "Frame", "Cut", initial=True)
    assert tracks.check_tracks(desk) == [
        "track Frame of production: it needs exactly one final status"
    ]
    with pytest.raises(Refused, match="statuses change"):
        orders.new(desk, client="Ada", type="Frame")


def test_types_without_a_track_are_listed(desk: Desk) -> None:
    """A kind without a track of its own needs one for each type."""
    types.add(desk, "production", "Book")
    assert tracks.check_tracks(desk) == [
        "production type Book: there is no track for it and none for all types"
    ]


def test_setting_up_needs_the_right(log_in: Login) -> None:
    """An operator moves cards but not tracks."""
    with pytest.raises(Refused, match="mia is operator"):
        tracks.add_status(log_in("mia"), "production", "Frame", "Cut")


def test_lists_are_right_after_a_refusal(desk: Desk) -> None:
    """What was rolled back is not remembered."""
    with pytest.raises(Refused):
        tracks.add_status(desk, "production", "Frame", "Cut", position=7)
    assert all(row.name != "Frame" for row in types.listed(desk, "production"))


def test_adding_a_status_can_be_undone(desk: Desk) -> None:
    """The status, its track and its type are one action."""
    tracks.add_status(desk, "production", "Frame", "Cut", initial=True)
    history.undo(desk)
    assert all(row.name != "Frame" for row in types.listed(desk, "production"))
