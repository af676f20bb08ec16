"""The ledger: rows come with a stay, move with its due date, and end with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from peewee import IntegrityError

from store import edits, firings, holds, moves, orders, settling, tracks, triggers
from store.desk import Desk
from store.errands import Settled
from store.moves import Move
from store.tables import Card, Firing, Trigger, Visit
from store.triggers import Spec

At = Callable[[str], int]
Turn = Callable[[str], int]


def _order(desk: Desk, **said: Any) -> Card:
    return orders.new(desk, **{"client": "Ada", "type": "Print", **said})


def _arm(desk: Desk, name: str = "check", **given: Any) -> Trigger:
    told = {"kind": "production", "track": "Print", "status": "Retouch", "action": "task"}
    return triggers.add(desk, Spec(**{**told, "name": name, "subject": "Look", **given}))


def _go(desk: Desk, ref: str = "O-1001", to: str | None = None, **how: Any) -> None:
    assert moves.advance(desk, [Move(ref, to, **how)]).moved


def _states() -> list[tuple[str, int]]:
    return [(row.state, row.moment) for row in Firing.select().order_by(Firing.id)]


def _settle(desk: Desk) -> Settled:
    return settling.settle_due(settling.clock_desk(desk), None)


# Moments -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "2026-11-06 12:00"),
        ({"offset_days": 1}, "2026-11-09 12:00"),
        ({"offset_days": 1, "count": "calendar"}, "2026-11-07 12:00"),
        ({"offset_days": 1.5, "count": "calendar"}, "2026-11-08 00:00"),
        ({"offset_hours": 3}, "2026-11-06 15:00"),
        ({"offset_days": 2, "offset_hours": 1}, "2026-11-10 13:00"),
        ({"moment": "due"}, "2026-11-11 18:00"),
        ({"moment": "due", "offset_days": -2}, "2026-11-09 18:00"),
        ({"moment": "due", "offset_days": -4, "count": "calendar"}, "2026-11-07 18:00"),
        ({"moment": "due", "offset_hours": -8}, "2026-11-11 10:00"),
        ({"moment": "due", "offset_days": 0.5}, "2026-11-12 13:30"),
    ],
)
def test_when_a_moment_comes(
    desk: Desk, turn: Turn, at: At, given: dict[str, Any], expected: str
) -> None:
    """On entering or at a distance from the due date, in business or calendar days and hours."""
    _arm(desk, **given)
    _order(desk)
    turn("2026-11-06 12:00")
    _go(desk)
    assert Firing.get().moment == at(expected)


def test_days_keep_the_wall_clock_over_summer_time(desk: Desk, turn: Turn, at: At) -> None:
    """A day later is the same time of day, an hour later is an hour."""
    turn("2027-03-12 12:00")
    _arm(desk, "a", offset_days=2, count="calendar")
    _arm(desk, "b", offset_hours=48)
    _order(desk)
    _go(desk)
    assert [moment for _, moment in _states()] == [at("2027-03-14 12:00"), at("2027-03-14 13:00")]


def test_no_due_date_no_moment(desk: Desk) -> None:
    """What hangs on a date that there is not is not planned."""
    _arm(desk, moment="due", status="Waiting on Client")
    _order(desk)
    holds.hold(desk, "O-1001", "why", to="Waiting on Client")
    assert _states() == []


# Planning ----------------------------------------------------------------------------------------


def test_a_ledger_row_for_each_trigger_and_stay(desk: Desk) -> None:
    """Two triggers are two rows, coming back to the status is two more; others do nothing."""
    _arm(desk, "a"), _arm(desk, "b", moment="due"), _arm(desk, "c", status="QA")
    _order(desk)
    _go(desk)
    assert len(_states()) == 2
    _go(desk, back=True)
    _go(desk)
    assert [row.visit_id for row in Firing.select()].count(Card.get().visit) == 2
    assert len(_states()) == 4


def test_new_records_set_off_the_first_status(desk: Desk) -> None:
    """Made one by one or many at once."""
    _arm(desk, status="Order Entered")
    _order(desk)
    assert [row.card_id for row in Firing.select()] == [Card.get().id]


def test_the_ledger_takes_a_row_once(desk: Desk) -> None:
    """Trigger, visit and occurrence together are unique."""
    _arm(desk)
    _order(desk)
    _go(desk)
    row = Firing.get()
    again = {
        "trigger_id": row.trigger_id, "card_id": row.card_id, "visit_id": row.visit_id,
        "moment": row.moment,
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="UNIQUE"):
        Firing.create(**again, occurrence=0)
    Firing.create(**again, occurrence=1)


def test_switched_off_triggers_plan_nothing(desk: Desk) -> None:
    """Only those that are on."""
    _arm(desk)
    triggers.switch(desk, "check", on=False)
    _order(desk)
    _go(desk)
    assert _states() == []


# Leaving -----------------------------------------------------------------------------------------


def test_leaving_cancels_what_was_pending(desk: Desk) -> None:
    """Also what was held for a person; the queue says why."""
    _arm(desk, moment="due"), _arm(desk, "b", by_hand=True)
    _order(desk)
    _go(desk)
    assert _settle(desk).held == 1
    _go(desk)
    rows = list(Firing.select())
    assert {row.state for row in rows} == {"cancelled"}
    assert {row.reason for row in rows} == {"the card left the status before it was due"}
    assert all(row.settled_at == desk.now() for row in rows)


def test_what_is_done_stays_done(desk: Desk) -> None:
    """Leaving takes nothing back."""
    _arm(desk)
    _order(desk)
    _go(desk)
    _settle(desk)
    _go(desk)
    assert Firing.get().state == "done"


# Moving with the due date ------------------------------------------------------------------------


def test_a_moved_due_date_moves_what_hangs_on_it(desk: Desk, at: At) -> None:
    """Set by hand, computed anew, or with another vendor."""
    _arm(desk, moment="due", offset_days=-1)
    _order(desk)
    _go(desk)
    assert _states() == [("pending", at("2026-11-04 18:00"))]
    edits.set_fields(desk, "O-1001", {"due": "2026-11-20 12:00"})
    assert _states() == [("pending", at("2026-11-19 12:00"))]
    edits.set_fields(desk, "O-1001", {"due": "auto"})
    tracks.change_status(desk, "production", "Print", "Retouch", days=4)
    assert _states() == [("pending", at("2026-11-05 18:00"))]


def test_a_due_date_taken_away_and_given_back(desk: Desk, at: At) -> None:
    """Cancelled for want of a date, pending again with one."""
    _arm(desk, moment="due")
    _order(desk)
    _go(desk)
    edits.set_fields(desk, "O-1001", {"due": "none"})
    assert Firing.get().reason == firings.NO_DUE_DATE
    edits.set_fields(desk, "O-1001", {"due": "2026-11-20 12:00"})
    row = Firing.get()
    assert (row.state, row.moment, row.settled_at) == ("pending", at("2026-11-20 12:00"), None)


def test_a_first_due_date_is_planned_for(desk: Desk, at: At) -> None:
    """A step without a duration gets a date by hand."""
    _arm(desk, moment="due", status="Waiting on Client")
    _order(desk)
    holds.hold(desk, "O-1001", "why", to="Waiting on Client")
    edits.set_fields(desk, "O-1001", {"due": "2026-11-20 12:00"})
    assert _states() == [("pending", at("2026-11-20 12:00"))]


def test_what_happened_does_not_happen_again(desk: Desk, turn: Turn) -> None:
    """Once per stay: a due date moved after the firing fires nothing more."""
    _arm(desk, moment="due")
    _order(desk)
    _go(desk)
    turn("2026-11-06 10:00")
    assert _settle(desk).done == 1
    edits.set_fields(desk, "O-1001", {"due": "2026-11-10"})
    turn("2026-11-12 10:00")
    assert _settle(desk).total == 0


def test_what_had_passed_may_come_yet(desk: Desk, turn: Turn) -> None:
    """Late when the trigger was saved, then given a new date: that one is watched."""
    _order(desk)
    _go(desk)
    turn("2026-11-09 10:00")
    _arm(desk, moment="due")
    assert _states()[0][0] == "past"
    edits.set_fields(desk, "O-1001", {"due": "2026-11-06 12:00"})
    assert _states()[0][0] == "past"
    edits.set_fields(desk, "O-1001", {"due": "2026-11-10"})
    assert _states()[0][0] == "pending"
    turn("2026-11-11 10:00")
    assert _settle(desk).done == 1


def test_entering_does_not_hang_on_the_due_date(desk: Desk) -> None:
    """Its moment stays where it is."""
    _arm(desk, offset_days=2)
    _order(desk)
    _go(desk)
    before = _states()
    edits.set_fields(desk, "O-1001", {"due": "2026-11-20 12:00"})
    assert _states() == before


def test_another_type_begins_another_track(desk: Desk) -> None:
    """What was planned on the old one is cancelled, the new one plans its own."""
    _arm(desk, status="Order Entered", moment="due")
    _arm(desk, "album", track="Album", status="Order Entered", moment="due")
    _order(desk)
    edits.set_fields(desk, "O-1001", {"type": "Album"})
    assert [state for state, _ in _states()] == ["cancelled", "pending"]
    assert Visit.select().count() == 1


# Coming again ------------------------------------------------------------------------------------


def _again(desk: Desk, **given: Any) -> Trigger:
    told = {"moment": "due", "offset_days": 1, "every_days": 2, "most": 4}
    return _arm(desk, **{**told, **given})


def _next(desk: Desk, trigger: Trigger, *, state: str = "done") -> int | None:
    """Settle the last firing, and plan the next as whoever settles one does."""
    row = Firing.select().order_by(Firing.id.desc()).first()
    with desk.action("settle", undoable=False) as act:
        act.update(row, state=state, settled_at=act.at)
        return firings.plan_next(desk, act, trigger, row, Card.get_by_id(row.card_id))


def _rows() -> list[tuple[int, str, int]]:
    return [(row.occurrence, row.state, row.moment) for row in Firing.select().order_by(Firing.id)]


def test_it_comes_again_so_many_times(desk: Desk, turn: Turn, at: At) -> None:
    """Every two business days after the first, four times in all, each planned with the last."""
    trigger = _again(desk)
    _order(desk)
    _go(desk)
    for moment in ("2026-11-06 18:00", "2026-11-10 18:00", "2026-11-12 18:00"):
        turn(moment)
        assert _next(desk, trigger) == Firing.select().order_by(Firing.id.desc()).get().id
    turn("2026-11-16 18:00")
    assert _next(desk, trigger) is None
    assert _rows() == [
        (0, "done", at("2026-11-06 18:00")), (1, "done", at("2026-11-10 18:00")),
        (2, "done", at("2026-11-12 18:00")), (3, "done", at("2026-11-16 18:00")),
    ]  # fmt: skip


def test_what_was_missed_collapses(desk: Desk, turn: Turn, at: At) -> None:
    """After a week without the program one comes, and the ledger says what became of the others."""
    trigger = _again(desk)
    _order(desk)
    _go(desk)
    turn("2026-11-13 10:00")
    _next(desk, trigger)
    assert _rows() == [
        (0, "done", at("2026-11-06 18:00")), (1, "cancelled", at("2026-11-10 18:00")),
        (2, "cancelled", at("2026-11-12 18:00")), (3, "pending", at("2026-11-16 18:00")),
    ]  # fmt: skip
    lost = Firing.get(Firing.occurrence == 1)
    assert lost.reason == "collapsed into the one of Fri 6 Nov"
    assert (lost.settled_at, lost.by) == (desk.now(), "ana")


def test_all_that_is_left_may_collapse(desk: Desk, turn: Turn) -> None:
    """Long after the last of them nothing comes any more, nor is it brought back."""
    trigger = _again(desk)
    _order(desk)
    _go(desk)
    turn("2027-01-13 10:00")
    assert _next(desk, trigger) is None
    assert [state for _, state, _ in _rows()] == ["done", *["cancelled"] * 3]
    edits.set_fields(desk, "O-1001", {"due": "2027-02-20"})
    triggers.switch(desk, "check", on=False)
    triggers.switch(desk, "check", on=True)
    assert [state for _, state, _ in _rows()] == ["done", *["cancelled"] * 3]


def test_nothing_comes_again_of_a_stay_that_ended(desk: Desk, turn: Turn) -> None:
    """Until it leaves: settled late, the one before was the last."""
    trigger = _again(desk)
    _order(desk)
    _go(desk)
    turn("2026-11-06 18:00")
    _go(desk)
    assert _next(desk, trigger) is None
    assert len(_rows()) == 1


def test_leaving_takes_back_the_next(desk: Desk, turn: Turn) -> None:
    """What was planned to come again is cancelled like any other."""
    trigger = _again(desk)
    _order(desk)
    _go(desk)
    turn("2026-11-06 18:00")
    _next(desk, trigger)
    _go(desk)
    assert [state for _, state, _ in _rows()] == ["done", "cancelled"]


def test_planned_once_however_often_one_is_settled(desk: Desk, turn: Turn) -> None:
    """Tried again and settled again, there is one next."""
    trigger = _again(desk)
    _order(desk)
    _go(desk)
    turn("2026-11-06 18:00")
    _next(desk, trigger, state="failed")
    first = Firing.get(Firing.occurrence == 0)
    with desk.action("settle") as act:
        assert firings.plan_next(desk, act, trigger, first, Card.get()) is None
    assert len(_rows()) == 2


@pytest.mark.parametrize("given", [{"every_days": 0, "most": 1}, {"inactive": True}])
def test_what_comes_once_comes_once(desk: Desk, given: dict[str, Any]) -> None:
    """As does what was switched off meanwhile."""
    inactive = given.pop("inactive", False)
    trigger = _again(desk, **given)
    trigger.inactive = inactive
    _order(desk)
    _go(desk)
    assert _next(desk, trigger) is None


def test_a_moved_due_date_moves_the_open_occurrence(desk: Desk, turn: Turn, at: At) -> None:
    """Counted from the new date; what came before stays where it was."""
    trigger = _again(desk)
    _order(desk)
    _go(desk)
    turn("2026-11-06 18:00")
    _next(desk, trigger)
    edits.set_fields(desk, "O-1001", {"due": "2026-11-16 12:00"})
    assert _rows() == [
        (0, "done", at("2026-11-06 18:00")), (1, "pending", at("2026-11-19 12:00")),
    ]  # fmt: skip
    edits.set_fields(desk, "O-1001", {"due": "none"})
    edits.set_fields(desk, "O-1001", {"due": "2026-11-17 12:00"})
    assert _rows()[1] == (1, "pending", at("2026-11-20 12:00"))


def test_a_changed_trigger_moves_the_open_occurrence(desk: Desk, turn: Turn, at: At) -> None:
    """It goes on where it was, at its new times."""
    trigger = _again(desk)
    _order(desk)
    _go(desk)
    turn("2026-11-06 18:00")
    _next(desk, trigger)
    spec = triggers.spec_of(desk, trigger)
    triggers.change(desk, "check", replace(spec, every_days=5, at_time="09:00"))
    assert _rows() == [
        (0, "done", at("2026-11-06 18:00")), (1, "pending", at("2026-11-13 09:00")),
    ]  # fmt: skip


def test_what_had_passed_on_entering_is_due_then(desk: Desk, turn: Turn) -> None:
    """Not days ago, so that nobody takes it for late."""
    _arm(desk, moment="due", offset_days=-9)
    _order(desk)
    _go(desk)
    assert _states() == [("pending", desk.now())]


def test_a_series_outlives_one_that_expired(desk: Desk, turn: Turn, at: At) -> None:
    """Dropped as too late; the next comes when it should."""
    _again(desk, expires_days=1)
    _order(desk)
    _go(desk)
    turn("2026-11-09 10:00")
    assert _settle(desk).cancelled == 1
    assert _rows() == [
        (0, "cancelled", at("2026-11-06 18:00")), (1, "pending", at("2026-11-10 18:00")),
    ]  # fmt: skip
    turn("2026-11-10 18:00")
    assert _settle(desk).done == 1
    assert [row[:2] for row in _rows()][1:] == [(1, "done"), (2, "pending")]
