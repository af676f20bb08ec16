"""Due dates along a track: forward, backward, after advancing, hand-set, over vendor calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.calendar import Calendar
from store.duedates import (
    NO_DELIVERY_DATE,
    Method,
    Step,
    backward,
    compute,
    following,
    forward,
    forward_from,
    main_line,
)
from store.errors import Refused

WEEK = frozenset(range(5))
STUDIO = Calendar("studio", "America/New_York", WEEK)
LAB = Calendar("Bay Photo", "America/New_York", frozenset(range(6)), closes=time(20))
RETOUCH, PRINTING, QA, DONE = 1, 2, 3, 4


def track(printing: Calendar = STUDIO) -> list[Step]:
    """Return the worked example's steps: Retouch 3, Printing 2, QA 1, Done."""
    return [
        Step(RETOUCH, "Retouch", 3, "active", False, STUDIO),
        Step(PRINTING, "Printing", 2, "active", False, printing),
        Step(QA, "QA", 1, "active", False, STUDIO),
        Step(DONE, "Done", 0, "done", True, STUDIO),
    ]


def at(day: str, clock: time | None = None) -> int:
    """Return a moment of the studio, closing time unless a time is given."""
    return STUDIO.moment(date.fromisoformat(day), clock)


def wall(dues: dict[int, int]) -> list[str]:
    """Return due moments as the studio reads them, in order."""
    return [f"{STUDIO.local(due):%a %m-%d %H:%M}" for due in dues.values()]


def test_backward_worked_example() -> None:
    """Delivery on Friday 31 July 2015: Retouch is due on the 28th, Printing 30th, QA 31st."""
    assert wall(backward(track(), at("2015-07-31"))) == [
        "Tue 07-28 18:00",
        "Thu 07-30 18:00",
        "Fri 07-31 18:00",
        "Fri 07-31 18:00",
    ]


def test_backward_worked_example_across_a_weekend() -> None:
    """Delivery on Tuesday 4 August 2015: Thursday, Monday, Tuesday."""
    assert wall(backward(track(), at("2015-08-04"))) == [
        "Thu 07-30 18:00",
        "Mon 08-03 18:00",
        "Tue 08-04 18:00",
        "Tue 08-04 18:00",
    ]


@pytest.mark.parametrize(
    ("created", "dues"),
    [
        ("2015-07-23", ["Tue 07-28", "Thu 07-30", "Fri 07-31", "Fri 07-31"]),
        ("2015-07-27", ["Thu 07-30", "Mon 08-03", "Tue 08-04", "Tue 08-04"]),
    ],
)
def test_forward_worked_example(created: str, dues: list[str]) -> None:
    """Created as long before as the durations add up to, forward gives backward's dates."""
    start = at(created, time(10))
    assert wall(forward(track(), start)) == [f"{due} 18:00" for due in dues]


def test_backward_counting_calendar_days() -> None:
    """Counting calendar days, weekends are days like any other."""
    every = Calendar("studio", "America/New_York", WEEK, count="calendar")
    steps = [Step(s.id, s.name, s.days, s.state, s.final, every) for s in track()]
    assert wall(backward(steps, at("2015-08-04")))[:3] == [
        "Sat 08-01 18:00",
        "Mon 08-03 18:00",
        "Tue 08-04 18:00",
    ]


def test_a_promise_on_a_closed_day() -> None:
    """What is promised for a Sunday is due on the Friday before."""
    assert backward(track(), at("2015-08-02")) == backward(track(), at("2015-07-31"))


def test_a_promise_with_a_time() -> None:
    """A time promised is kept for the last steps; same-day steps are not due after it."""
    steps = track()
    steps[2] = Step(QA, "QA", 0, "active", False, STUDIO)
    assert wall(backward(steps, at("2015-07-31", time(12)))) == [
        "Wed 07-29 18:00",
        "Fri 07-31 12:00",
        "Fri 07-31 12:00",
        "Fri 07-31 12:00",
    ]


def test_main_line_leaves_out_detours() -> None:
    """Blocked, cancelled and open-ended waiting steps are not on the way; the final step is."""
    detours = [
        Step(5, "Waiting on Client", None, "waiting", False, STUDIO),
        Step(6, "At lab", 5, "waiting", False, STUDIO),
        Step(7, "On Hold", 2, "blocked", False, STUDIO),
        Step(8, "Cancelled", 0, "cancelled", False, STUDIO),
        Step(9, "Check", None, "active", False, STUDIO),
    ]
    line = main_line([*detours, Step(10, "Closed", None, "cancelled", True, STUDIO)])
    assert [step.id for step in line] == [6, 9, 10]


def test_a_step_without_a_duration_takes_the_same_day() -> None:
    """An ordinary step without a duration of its own is due the day it is entered."""
    step = Step(1, "Check", None, "active", False, STUDIO)
    assert wall(forward([step], at("2015-07-31", time(10)))) == ["Fri 07-31 18:00"]


def test_advancing_counts_from_completion() -> None:
    """After advancing, the new step counts from the completion and the rest from it."""
    dues = forward_from(track(), PRINTING, at("2015-08-05", time(11)))
    assert list(dues) == [PRINTING, QA, DONE]
    assert wall(dues) == ["Fri 08-07 18:00", "Mon 08-10 18:00", "Mon 08-10 18:00"]


def test_following_counts_from_a_known_due_moment() -> None:
    """The rest of the track follows a due moment that was set by hand."""
    dues = following(track(), RETOUCH, at("2015-08-05", time(11)))
    assert wall(dues) == ["Fri 08-07 18:00", "Mon 08-10 18:00", "Mon 08-10 18:00"]


@pytest.mark.parametrize("method", ["A", "B"])
def test_hand_set_dates_are_kept(method: Method) -> None:
    """A date set by hand stays, on a closed day too, and its neighbours are counted from it."""
    fixed = {PRINTING: at("2015-08-02", time(12))}
    projection = compute(
        method, track(), RETOUCH, at("2015-07-20", time(9)), at("2015-08-07"), fixed=fixed
    )
    assert projection.dues[PRINTING] == fixed[PRINTING]
    late = {"A": ["Mon 08-03 18:00"] * 2, "B": ["Fri 08-07 18:00"] * 2}[method]
    early = {"A": "Thu 07-23 18:00", "B": "Thu 07-30 18:00"}[method]
    assert wall(projection.dues) == [early, "Sun 08-02 12:00", *late]


def test_a_hand_set_current_date_does_not_move_with_a_pause() -> None:
    """The current step's date set by hand is kept whatever was paused."""
    fixed = {RETOUCH: at("2015-07-30", time(9))}
    dues = forward_from(track(), RETOUCH, at("2015-07-20"), paused=3, fixed=fixed)
    assert dues[RETOUCH] == fixed[RETOUCH]


def test_a_vendor_counts_on_its_own_calendar() -> None:
    """The lab works on Saturday and closes at eight; the studio's steps keep the studio's days."""
    assert wall(forward(track(LAB), at("2015-07-28", time(9)))) == [
        "Fri 07-31 18:00",
        "Mon 08-03 20:00",
        "Tue 08-04 18:00",
        "Tue 08-04 18:00",
    ]
    assert wall(backward(track(LAB), at("2015-08-04"))) == [
        "Fri 07-31 18:00",
        "Mon 08-03 18:00",
        "Tue 08-04 18:00",
        "Tue 08-04 18:00",
    ]


def test_a_studio_step_is_not_due_on_the_vendors_saturday() -> None:
    """Counting back over the lab's days, the studio's step lands on a day the studio works."""
    steps = track(LAB)
    steps[1] = Step(PRINTING, "Printing", 1, "active", False, LAB)
    assert wall(backward(steps, at("2015-08-04")))[:2] == ["Fri 07-31 18:00", "Mon 08-03 18:00"]


def test_the_same_day_after_a_later_closing() -> None:
    """A same-day step of the studio is not due before the lab's, which closes later."""
    steps = track(LAB)
    steps[2] = Step(QA, "QA", 0, "active", False, STUDIO)
    dues = forward(steps, at("2015-07-27", time(9)))
    assert wall(dues)[1:3] == ["Sat 08-01 20:00", "Mon 08-03 18:00"]
    dues = forward(steps, at("2015-07-23", time(9)))
    assert wall(dues)[1:3] == ["Thu 07-30 20:00", "Thu 07-30 20:00"]


def test_no_delivery_date_is_flagged() -> None:
    """Backward without a promise is forward with a flag; forward never has one."""
    start = at("2015-07-27", time(10))
    projection = compute("B", track(), RETOUCH, start)
    assert (projection.method_used, projection.flag) == ("A", NO_DELIVERY_DATE)
    assert projection.dues == forward(track(), start)
    assert compute("A", track(), RETOUCH, start, at("2015-08-04")).flag is None


def test_backward_ignores_when_it_began() -> None:
    """Under B the promise decides, so an order can be born overdue."""
    projection = compute("B", track(), RETOUCH, at("2015-07-31"), at("2015-07-31"))
    assert projection.dues == backward(track(), at("2015-07-31"))
    assert (projection.method_used, projection.flag) == ("B", None)
    assert projection.dues[RETOUCH] < at("2015-07-31")


@pytest.mark.parametrize(("days", "due"), [(None, None), (2, "Wed 07-29 18:00")])
@pytest.mark.parametrize("method", ["A", "B"])
def test_a_parked_card(method: Method, days: float | None, due: str | None) -> None:
    """Parking gives the waiting step a due moment if it has a duration, and moves no other."""
    hold = Step(9, "On Hold", days, "blocked", False, STUDIO)
    entered = at("2015-07-27", time(10))
    projection = compute(method, [*track(), hold], 9, entered, at("2015-08-04"), parked=True)
    rest = backward(track(), at("2015-08-04")) if method == "B" else {}
    own = {} if due is None else {9: at("2015-07-29")}
    assert projection.dues == rest | own


def test_a_card_that_waits_before_it_begins_is_projected() -> None:
    """An open-ended waiting step at the start has no due moment, the steps after it do."""
    steps = [Step(9, "Waiting for files", None, "waiting", False, STUDIO), *track()]
    start = at("2015-07-27", time(10))
    assert compute("A", steps, 9, start).dues == forward(track(), start)


def test_a_foreign_status_is_refused() -> None:
    """A status of another track has no place to count from."""
    with pytest.raises(Refused, match="status 77 is not on this track"):
        compute("A", track(), 77, at("2015-07-27"))


# Properties on one calendar

_BASE = date(2015, 1, 1)


@st.composite
def tracks(draw: st.DrawFn) -> list[Step]:
    """Draw a track of any steps on one calendar of any week, holidays and zone."""
    zones = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe")
    offs = draw(st.sets(st.integers(0, 2000), max_size=20))
    calendar = Calendar(
        "studio",
        draw(st.sampled_from(zones)),
        draw(st.frozensets(st.integers(0, 6), min_size=1)),
        {_BASE + timedelta(days=off): "off" for off in offs},
    )
    durations = st.one_of(
        st.none(), st.integers(0, 12).map(float), st.sampled_from([0.25, 0.5, 2.5])
    )
    states = st.sampled_from(("todo", "active", "waiting", "blocked", "cancelled"))
    middle = draw(st.lists(st.tuples(durations, states), max_size=7))
    steps = [
        Step(n, f"step {n}", days, state, False, calendar)
        for n, (days, state) in enumerate([(1.0, "todo"), *middle])
    ]
    return [*steps, Step(99, "Done", 0, "done", True, calendar)]


moments = st.datetimes(datetime(2015, 6, 1), datetime(2018, 12, 31)).map(  # noqa: DTZ001
    lambda wall: int(wall.replace(tzinfo=UTC).timestamp() * 1000)
)


def methods_of(steps: list[Step], ms: int) -> list[dict[int, int]]:
    """Return the due moments of both methods around one moment."""
    return [forward(steps, ms), backward(steps, ms)]


@given(tracks(), moments)
def test_never_on_a_closed_day(steps: list[Step], ms: int) -> None:
    """No computed due moment falls on a closed day."""
    calendar = steps[0].calendar
    for dues in methods_of(steps, ms):
        assert all(calendar.is_open(calendar.local(due).date()) for due in dues.values())


@given(tracks(), moments)
def test_monotonic_along_the_track(steps: list[Step], ms: int) -> None:
    """No step is due before the one it follows, and every main-line step is due."""
    for dues in methods_of(steps, ms):
        assert list(dues) == [step.id for step in main_line(steps)]
        assert all(early <= late for early, late in pairwise(dues.values()))


@given(tracks(), moments, moments, st.floats(0, 20), st.sampled_from(("A", "B")), st.data())
def test_recalculation_is_idempotent(
    steps: list[Step], ms: int, promised: int, paused: float, method: Method, data: st.DataObject
) -> None:
    """Computing again from the same history, or from the result, changes nothing."""
    current = data.draw(st.sampled_from(steps)).id
    first = compute(method, steps, current, ms, promised, paused=paused)
    assert compute(method, steps, current, ms, promised, paused=paused) == first
    kept = compute(method, steps, current, ms, promised, paused=paused, fixed=first.dues)
    assert kept.dues == first.dues
    if method == "A" and current in first.dues:
        rest = following(steps, current, first.dues[current])
        assert {current: first.dues[current], **rest} == first.dues


@given(tracks(), moments, st.integers(0, 30))
def test_a_pause_of_n_days_moves_exactly_n(steps: list[Step], ms: int, n: int) -> None:
    """The interrupted step's due moment moves by exactly the business days paused."""
    first = steps[0]
    before, after = (forward_from(steps, first.id, ms, paused)[first.id] for paused in (0, n))
    assert first.calendar.business_days_between(before, after) == n
