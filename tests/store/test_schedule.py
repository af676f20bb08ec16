"""Due dates of stored cards: both methods end to end, what moves them, and what never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from store import (
    details,
    edits,
    invoices,
    moves,
    orders,
    rescheduling,
    schedule,
    settling,
    tasks,
    tracks,
    vendors,
)  # fmt: skip
from store.desk import Clock, Desk
from store.moves import Move
from store.tables import FAR, Baseline, Card, Change, Visit

At = Callable[[str], int]
Turn = Callable[[str], int]

ZONE = ZoneInfo("America/New_York")


def _example(desk: Desk, method: str) -> None:
    """A track of Retouch 3, Printing 2, QA 1, then delivery."""
    for place, (name, days) in enumerate((("Retouch", 3), ("Printing", 2), ("QA", 1)), start=1):
        tracks.add_status(
            desk, "production", "Example", name, days=days, initial=place == 1, state="active"
            if place > 1 else "todo",
        )  # fmt: skip
    tracks.add_status(desk, "production", "Example", "Delivered", days=0, final=True)
    tracks.change_track(desk, "production", "Example", method=method)


def _made(desk: Desk, **said: Any) -> Card:
    return orders.new(desk, client="Ada", type="Example", **said)


def _days(desk: Desk, dues: dict[int, int]) -> dict[str, str]:
    return {
        desk.directory.statuses[status].name: desk.calendar().local(due).strftime("%m-%d %H:%M")
        for status, due in dues.items()
    }


def _fresh(card: Card) -> Card:
    found: Card = Card.get_by_id(card.id)
    return found


# The worked example ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promised", "expected"),
    [
        ("2015-07-31 18:00", ["07-28 18:00", "07-30 18:00", "07-31 18:00"]),
        ("2015-08-04 18:00", ["07-30 18:00", "08-03 18:00", "08-04 18:00"]),
    ],
)
def test_backward_from_the_promise(
    desk: Desk, turn: Turn, at: At, promised: str, expected: list[str]
) -> None:
    """Every step is due where the promise puts it, from creation to the last move."""
    turn("2015-07-20 10:00")
    _example(desk, "backward")
    card = _made(desk, promised_at=at(promised))
    seen = [_fresh(card).due_at]
    for _ in range(2):
        moves.advance(desk, [Move("O-1001")])
        seen.append(_fresh(card).due_at)
    local = [desk.calendar().local(due or 0).strftime("%m-%d %H:%M") for due in seen]
    assert local == expected
    kept = _days(desk, schedule.read_baseline(card.id))
    assert [kept[name] for name in ("Retouch", "Printing", "QA")] == expected
    assert kept["Delivered"] == expected[-1]


def test_forward_from_creation(desk: Desk, turn: Turn) -> None:
    """The whole track is projected, and kept as the baseline."""
    turn("2015-07-22 10:00")
    _example(desk, "forward")
    card = _made(desk)
    assert _days(desk, schedule.read_baseline(card.id)) == {
        "Retouch": "07-27 18:00",
        "Printing": "07-29 18:00",
        "QA": "07-30 18:00",
        "Delivered": "07-30 18:00",
    }
    assert _days(desk, schedule.projection(desk, card)) == _days(
        desk, schedule.read_baseline(card.id)
    )


def test_forward_from_completion(desk: Desk, turn: Turn, at: At) -> None:
    """What comes next counts from when the step was really done; the baseline stays."""
    turn("2015-07-22 10:00")
    _example(desk, "forward")
    card = _made(desk)
    before = schedule.read_baseline(card.id)
    turn("2015-07-30 15:00")
    moves.advance(desk, [Move("O-1001", completed_at=at("2015-07-29 12:00"))])
    assert _fresh(card).due_at == at("2015-07-31 18:00")
    assert _days(desk, schedule.projection(desk, _fresh(card))) == {
        "Printing": "07-31 18:00",
        "QA": "08-03 18:00",
        "Delivered": "08-03 18:00",
    }
    assert schedule.read_baseline(card.id) == before


def test_an_order_can_be_born_overdue(desk: Desk, turn: Turn, at: At) -> None:
    """Backward from a near promise the first step was due days ago, and is marked at once."""
    turn("2015-07-31 10:00")
    _example(desk, "backward")
    card = _fresh(_made(desk, promised_at=at("2015-07-31 18:00")))
    assert (card.due_at, card.mark, card.check_at) == (at("2015-07-28 18:00"), "late", None)


def test_without_a_promise_it_is_forward_with_a_flag(desk: Desk, at: At) -> None:
    """The missing delivery date is said where the due date is explained."""
    _example(desk, "backward")
    card = _made(desk)
    track = desk.directory.tracks[card.track_id]
    assert schedule.method(desk, track, None) == ("forward", True)
    assert card.due_at == at("2026-11-05 18:00")
    assert "delivery date" in details.detail(desk, "O-1001").due_because


# What moves a due date, and what does not ---------------------------------------------------------


def test_an_invoices_delivery_date_moves_its_orders(desk: Desk, at: At) -> None:
    """Open ones that have no other promise of their own, each by the rule of its track."""
    _example(desk, "backward")
    invoices.new(desk, client="Ada", promised_at=at("2026-11-30 18:00"))
    follows = orders.new(desk, type="Example", sources=["I-1001"])
    own = orders.new(desk, type="Example", sources=["I-1001"], promised_at=at("2026-12-10 18:00"))
    forward = orders.new(desk, type="Print", sources=["I-1001"])
    finished = orders.new(desk, type="Example", sources=["I-1001"])
    moves.advance(desk, [Move("O-1004", "Delivered")])
    assert _fresh(follows).due_at == at("2026-11-25 18:00")
    edits.set_fields(desk, "I-1001", {"promised": "2026-12-04"})
    assert _fresh(follows).due_at == at("2026-12-01 18:00")
    assert (_fresh(own).due_at, _fresh(own).promised_at) == (own.due_at, own.promised_at)
    assert _fresh(forward).due_at == forward.due_at
    assert _fresh(forward).promised_at == at("2026-12-04 18:00")
    assert _fresh(finished).promised_at == at("2026-11-30 18:00")


def test_a_lost_delivery_date_falls_back_to_forward(desk: Desk, at: At) -> None:
    """And the first one given counts backward."""
    _example(desk, "backward")
    card = _made(desk, promised_at=at("2026-11-30 18:00"))
    edits.set_fields(desk, "O-1001", {"promised": "none"})
    assert _fresh(card).due_at == at("2026-11-05 18:00")
    edits.set_fields(desk, "O-1001", {"promised": "2026-11-30"})
    assert _fresh(card).due_at == at("2026-11-25 18:00")


def test_a_hand_set_date_is_never_overwritten(desk: Desk, at: At) -> None:
    """Not by a promise, a track's change or a calculation anew, until it is given back."""
    _example(desk, "backward")
    card = _made(desk, promised_at=at("2026-11-30 18:00"))
    edits.set_fields(desk, "O-1001", {"due": "2026-11-11 12:00"})
    edits.set_fields(desk, "O-1001", {"promised": "2026-12-04"})
    tracks.change_status(desk, "production", "Example", "Printing", days=9)
    tracks.change_track(desk, "production", "Example", method="forward")
    rescheduling.reschedule(desk)
    assert (_fresh(card).due_at, _fresh(card).due_by_hand) == (at("2026-11-11 12:00"), True)
    edits.set_fields(desk, "O-1001", {"due": "auto"})
    assert (_fresh(card).due_at, _fresh(card).due_by_hand) == (at("2026-11-05 18:00"), False)


def test_calculating_again_changes_nothing(desk: Desk, at: At, turn: Turn) -> None:
    """Not a row is written when nothing has moved, at whatever time."""
    for kind in ("Print", "Album", "Digital"):
        orders.new(desk, client="Ada", type=kind, promised_at=at("2026-11-30 18:00"))
    moves.advance(desk, [Move("O-1001"), Move("O-1002", "Client Approval")])
    moves.advance(desk, [Move("O-1003", "On Hold", not_complete=True)])
    turn("2026-11-04 15:00")
    moves.advance(desk, [Move("O-1003")])
    turn("2026-11-12 15:00")
    before = Change.select().count()
    assert rescheduling.reschedule(desk) == []
    assert Change.select().count() == before


def test_a_holiday_entered_later_moves_due_dates(desk: Desk, at: At) -> None:
    """The visit follows its card, and working it out once more moves nothing."""
    card = orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001")])
    vendors.add_holiday(desk, None, date(2026, 11, 4), "Inventory")
    assert _fresh(card).due_at == at("2026-11-06 18:00")
    assert Visit.get_by_id(_fresh(card).visit).due_at == at("2026-11-06 18:00")
    assert rescheduling.reschedule(desk) == []


# Pauses and projections --------------------------------------------------------------------------


def test_a_held_cards_projection_begins_with_its_step(desk: Desk, turn: Turn) -> None:
    """What is foretold is what would happen if the pause ended now."""
    card = orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001")])
    moves.advance(desk, [Move("O-1001", "On Hold", not_complete=True)])
    turn("2026-11-03 10:00")
    foretold = schedule.projection(desk, _fresh(card))
    names = _days(desk, foretold)
    assert (names["Retouch"], names["Sent to Lab"], names["Ready"]) == (
        "11-06 18:00", "11-13 18:00", "11-19 18:00",
    )  # fmt: skip
    moves.advance(desk, [Move("O-1001")])
    after = schedule.projection(desk, _fresh(card))
    assert {**foretold, **after} == foretold


def test_a_pause_after_a_completed_step_projects_what_follows(desk: Desk) -> None:
    """The next step counts from the end of the pause."""
    card = orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001", "QA")])
    moves.advance(desk, [Move("O-1001", "Waiting on Client")])
    names = _days(desk, schedule.projection(desk, _fresh(card)))
    assert (names["Ready"], "QA" in names) == ("11-05 18:00", False)


# Marks -------------------------------------------------------------------------------------------


def _marks(desk: Desk, due: int | None) -> schedule.Marks:
    return schedule.marks(desk, due, desk.now(), done=False)


def test_marks_of_a_due_date(desk: Desk, at: At) -> None:
    """Late, soon, or looked at again when it becomes soon; without a date it sorts last."""
    assert _marks(desk, at("2026-11-02 09:59")).mark == "late"
    soon = at("2026-11-03 10:00")
    assert (_marks(desk, soon).mark, _marks(desk, soon).check_at) == ("soon", soon + 1)
    later = _marks(desk, at("2026-11-05 18:00"))
    assert (later.mark, later.check_at) == ("", at("2026-11-04 18:00"))
    assert _marks(desk, None) == schedule.Marks(None, FAR, None, "")
    done = schedule.marks(desk, soon, desk.now(), done=True)
    assert (done.due_at, done.check_at, done.mark) == (None, None, "")


def test_what_is_soon_on_friday_is_soon_at_the_weekend(desk: Desk, turn: Turn, at: At) -> None:
    """A closed day takes no warning back, and asks for no look a minute later."""
    due = at("2026-11-09 18:00")
    for moment in ("2026-11-06 18:00", "2026-11-07 08:00", "2026-11-08 23:00", "2026-11-09 09:00"):
        turn(moment)
        assert (_marks(desk, due).mark, _marks(desk, due).check_at) == ("soon", due + 1), moment


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.integers(0, 60 * 24 * 20),
    gap=st.integers(1, 60 * 24 * 12),
    step=st.integers(1, 60 * 24 * 3),
)
def test_a_warning_is_never_taken_back(desk: Desk, start: int, gap: int, step: int) -> None:
    """As time passes a card goes from nothing to soon to late, each found by one look."""
    base = round(datetime(2026, 10, 26, tzinfo=ZONE).timestamp() * 1000)
    now = base + start * 60_000
    due = now + gap * 60_000
    ranks = {"": 0, "soon": 1, "late": 2}
    rank, looks = 0, 0
    desk.clock = _stopped(now)
    found = _marks(desk, due)
    while found.check_at is not None:
        assert ranks[found.mark] >= rank
        rank = ranks[found.mark]
        between = _stopped(now + step * 60_000)
        if found.check_at > between.now() and between.now() < due:
            desk.clock = between
            assert ranks[_marks(desk, due).mark] >= rank
        now = found.check_at
        desk.clock = _stopped(now)
        found = _marks(desk, due)
        looks += 1
    assert (found.mark, looks <= 2) == ("late", True)


def _stopped(at: int) -> Clock:
    class Stopped(Clock):
        def now(self) -> int:
            return at

    return Stopped()


def test_the_clock_marks_each_card_twice(desk: Desk, turn: Turn) -> None:
    """Soon, then late; a weekend in between is quiet."""
    orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001")])
    acting = settling.clock_desk(desk)
    marked = []
    start = datetime(2026, 11, 2, 10, tzinfo=ZONE)
    for hours in range(0, 24 * 12, 3):
        turn((start + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M"))
        acting.clock = desk.clock
        marked.append(settling.mark_due(acting, None))
    assert sum(marked) == 2
    assert Card.get().mark == "late"


def test_errands_have_no_baseline(desk: Desk) -> None:
    """Nobody plans the whole track of a task."""
    card = tasks.new(desk, subject="x")
    assert schedule.read_baseline(card.id) == {}
    assert Baseline.select().count() == 0
