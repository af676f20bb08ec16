"""Pauses: time waited, attributed, and what it does to due dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from store.calendar import Calendar
from store.pauses import Resumption, Stay, paused_by_cause, paused_days, resume, resumed_due

STUDIO = Calendar("studio", "Europe/Berlin", frozenset(range(5)), {date(2015, 8, 5): "Stocktaking"})


def at(day: int, clock: time | None = None) -> int:
    """Return a moment of August 2015; the 3rd is a Monday."""
    return STUDIO.moment(date(2015, 8, day), clock)


def test_only_waiting_and_blocked_stays_pause() -> None:
    """Working time is no pause; waiting is counted by cause, a lasting stay until now."""
    stays = [
        Stay("active", at(3, time(9)), at(4, time(9))),
        Stay("waiting", at(4, time(9)), at(6, time(13, 30)), "client"),
        Stay("blocked", at(10), at(12), "vendor"),
        Stay("waiting", at(13), None, "client"),
    ]
    now = at(17)
    assert paused_by_cause(stays, STUDIO, now) == {"client": 3.5, "vendor": 2}
    assert paused_days(stays, STUDIO, now) == 5.5
    assert paused_days([], STUDIO, now) == 0


def test_nobody_pauses_for_less_than_nothing() -> None:
    """A stay that ends before it begins, by a corrected date, takes nothing away."""
    assert paused_days([Stay("waiting", at(6), at(3))], STUDIO, at(17)) == 0
    assert resumed_due(at(7), at(6), at(3), STUDIO) == at(7)


def test_a_due_moment_moves_over_closed_days() -> None:
    """Two business days' pause across a closed day move the due moment two business days."""
    assert resumed_due(at(7), at(4, time(10)), at(7, time(10)), STUDIO) == at(11)
    assert resumed_due(at(7, time(12)), at(3), at(4), STUDIO) == at(10, time(12))


def test_a_weekend_costs_nothing() -> None:
    """A card parked on Friday evening and back on Monday morning is due when it was."""
    assert resumed_due(at(12), at(7, time(19)), at(10, time(8)), STUDIO) == at(12)


def test_resuming_by_method() -> None:
    """Forward the date moves; backward the promise stays and the slack is lost."""
    times = (at(3, time(10)), at(4, time(10)))
    assert resume("A", at(7), *times, STUDIO) == Resumption(at(10), 1, 0)
    assert resume("B", at(7), *times, STUDIO) == Resumption(at(7), 1, 1)


moments = st.datetimes(datetime(2015, 6, 1), datetime(2018, 12, 31)).map(  # noqa: DTZ001
    lambda wall: int(wall.replace(tzinfo=UTC).timestamp() * 1000)
)
zones = st.sampled_from(("Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe"))
weeks = st.frozensets(st.integers(0, 6), min_size=1)


@given(zones, weeks, moments, moments, st.integers(0, 30))
def test_n_days_move_exactly_n(
    zone: str, week: frozenset[int], ms: int, paused_from: int, n: int
) -> None:
    """A pause of n business days moves a due moment exactly n, keeping the time of day."""
    calendar = Calendar("studio", zone, week)
    due = calendar.add(ms, 3)
    begun = calendar.add(paused_from, 0)
    moved = resumed_due(due, begun, calendar.add(begun, n), calendar)
    assert calendar.business_days_between(due, moved) == n
    assert calendar.local(moved).time() == calendar.local(due).time()
    assert calendar.is_open(calendar.local(moved).date())


@given(zones, weeks, moments, st.lists(st.floats(0.01, 4), min_size=1, max_size=5))
def test_pauses_add_up(zone: str, week: frozenset[int], ms: int, lengths: list[float]) -> None:
    """One pause after another is as long as their sum, whoever they are put down to."""
    calendar = Calendar("studio", zone, week)
    stays, at_ms = [], ms
    for length in lengths:
        left = calendar.add(at_ms, length)
        stays.append(Stay("waiting", at_ms, left, "client"))
        at_ms = left
    whole = calendar.business_days_between(ms, at_ms)
    assert abs(paused_days(stays, calendar, at_ms) - whole) < 1e-6
