"""Timers: minutes booked to a person and to the status the card was in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import history, moves, orders, timers
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.tables import Timer

Turn = Callable[[str], int]
Login = Callable[[str], Desk]


@pytest.fixture(autouse=True)
def order(desk: Desk) -> None:
    """One order to work on."""
    orders.new(desk, client="Ada", type="Print")


def test_start_and_stop_book_minutes(desk: Desk, turn: Turn) -> None:
    """While it runs they are counted until now."""
    started = timers.start(desk, "O-1001")
    assert (started.minutes, started.stopped_at, started.user) == (0.0, None, "ana")
    turn("2026-11-02 10:45")
    assert timers.listed(desk, "O-1001")[0].minutes == 45.0
    stopped = timers.stop(desk, "O-1001")
    turn("2026-11-02 12:00")
    assert timers.listed(desk, "O-1001") == [stopped]
    assert (stopped.minutes, stopped.status) == (45.0, "Order Entered")


def test_one_runs_per_person_and_card(desk: Desk, log_in: Login) -> None:
    """Others have their own, and so have other cards."""
    timers.start(desk, "O-1001")
    with pytest.raises(Refused, match="O-1001: your timer is running already"):
        timers.start(desk, "O-1001")
    assert timers.start(log_in("joon"), "O-1001").user == "joon"
    orders.new(desk, client="Ada", type="Print")
    timers.start(desk, "O-1002")
    assert Timer.select().count() == 3


def test_the_one_just_started_is_answered(desk: Desk, log_in: Login, turn: Turn) -> None:
    """Also when somebody's was started at a later hour, as seen from here."""
    turn("2026-11-03 10:00")
    timers.start(desk, "O-1001")
    joon = log_in("joon")
    turn("2026-11-02 10:00")
    joon.clock = desk.clock
    assert timers.start(joon, "O-1001").user == "joon"


def test_only_a_running_one_stops(desk: Desk, log_in: Login) -> None:
    """And only one's own."""
    timers.start(desk, "O-1001")
    with pytest.raises(Refused, match="no timer of yours is running"):
        timers.stop(log_in("joon"), "O-1001")
    timers.stop(desk, "O-1001")
    with pytest.raises(Refused, match="start one first"):
        timers.stop(desk, "O-1001")


def test_a_viewer_books_nothing(desk: Desk, log_in: Login) -> None:
    """Looking is not work."""
    with pytest.raises(Refused, match="vic is viewer"):
        timers.start(log_in("vic"), "O-1001")


def test_minutes_can_be_corrected(desk: Desk) -> None:
    """Of a stopped one, within reason, and undone."""
    booking = timers.start(desk, "O-1001")
    with pytest.raises(Refused, match="still running"):
        timers.correct(desk, booking.id, 5)
    timers.stop(desk, "O-1001")
    timers.correct(desk, booking.id, 12.5)
    assert timers.listed(desk, "O-1001")[0].minutes == 12.5
    history.undo(desk)
    assert timers.listed(desk, "O-1001")[0].minutes == 0.0
    for wrong in (-1, float("nan"), 1e9):
        with pytest.raises(Refused, match="cannot be"):
            timers.correct(desk, booking.id, wrong)
    with pytest.raises(Refused, match="no such timer"):
        timers.correct(desk, 99, 1)


def test_minutes_stay_with_the_status(desk: Desk, turn: Turn) -> None:
    """A card that moved on has them where they were worked."""
    for minute in ("10:10", "10:30"):
        timers.start(desk, "O-1001")
        turn(f"2026-11-02 {minute}")
        moves.advance(desk, [Move("O-1001")])
    booked = timers.listed(desk, "O-1001")
    assert [(row.status, row.minutes) for row in booked] == [
        ("Order Entered", 10.0), ("Retouch", 20.0),
    ]  # fmt: skip
    totals = timers.minutes_by_visit(1, desk.now())
    assert sorted(totals.values()) == [10.0, 20.0]


def test_a_running_one_counts_in_the_total(desk: Desk, turn: Turn) -> None:
    """Until now."""
    timers.start(desk, "O-1001")
    turn("2026-11-02 10:06")
    assert list(timers.minutes_by_visit(1, desk.now()).values()) == [6.0]


@given(st.integers(0, 10**13), st.integers(-(10**6), 10**9))
def test_minutes_are_never_negative(start: int, length: int) -> None:
    """Whatever happened to the machine's clock in between."""
    minutes = timers.minutes_between(start, start + length)
    assert minutes == pytest.approx(max(0, length) / 60_000, abs=0.00501)
