"""Due dates in words."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from store.calendar import Calendar
from store.duedates import NO_DELIVERY_DATE, Step, backward, forward
from store.explanations import Reason, describe_days, explain, skipped

WEEK = frozenset(range(5))
HOLIDAYS = {date(2015, 9, 7): "Labor Day"}
STUDIO = Calendar("studio", "America/New_York", WEEK, HOLIDAYS)
LAB = Calendar("Bay Photo", "America/New_York", frozenset(range(6)))


def at(day: str, clock: time | None = None) -> int:
    """Return a moment of the studio, closing time unless a time is given."""
    return STUDIO.moment(date.fromisoformat(day), clock)


def track(printing: Calendar = STUDIO) -> tuple[Step, ...]:
    """Return the worked example's steps."""
    return (
        Step(1, "Retouch", 3, "active", False, STUDIO),
        Step(2, "Printing", 2, "active", False, printing),
        Step(3, "QA", 1, "active", False, STUDIO),
        Step(4, "Done", 0, "done", True, STUDIO),
    )


def counted_back(step: Step, promised: int, printing: Calendar = STUDIO) -> str:
    """Return the explanation of a step of the worked example counted back."""
    steps = track(printing)
    due = backward(steps, promised)[step.id]
    return explain(Reason("backward", step.name, due, STUDIO, promised, steps=steps[step.id :]))


def test_forward() -> None:
    """Forward names what was completed, when, how many days, and what was skipped."""
    start = at("2015-09-04", time(10, 30))
    due = forward(track()[:1], start)[1]
    reason = Reason("forward", "Retouch", due, STUDIO, start, "Cull", track()[:1])
    assert explain(reason) == (
        "Retouch is due Thu 10 Sep 2015, 18:00. Counted forward from Fri 4 Sep 2015, 10:30, when "
        "Cull was completed: 3 business days on the studio's calendar, "
        "skipping Sat 5, Sun 6 Sep and Labor Day (Mon 7 Sep)."
    )


def test_forward_from_creation_without_a_promise() -> None:
    """A card that should count backward says what it lacks; the same day is said so."""
    start = at("2015-07-27", time(10))
    step = Step(1, "Cull", 0, "todo", False, STUDIO)
    due = STUDIO.add(start, 0)
    reason = Reason("forward", "Cull", due, STUDIO, start, steps=(step,), flag=NO_DELIVERY_DATE)
    assert explain(reason) == (
        "Cull is due Mon 27 Jul 2015, 18:00. Counted forward from Mon 27 Jul 2015, 10:00, when it "
        "was created: the same day on the studio's calendar. "
        "There is no delivery date to count back from."
    )


def test_a_pause_and_what_it_skipped() -> None:
    """A pause names its length and whose it was, and the days it jumped over count as skipped."""
    start = at("2015-07-27", time(10))
    due = STUDIO.shift(at("2015-07-30"), 2)
    reason = Reason(
        "forward", "Retouch", due, STUDIO, start, "Cull", track()[:1], ((2.0, "client"),)
    )
    assert explain(reason).endswith(
        "3 business days on the studio's calendar, skipping Sat 1 and Sun 2 Aug. "
        "Moved 2 business days later by a pause put down to the client."
    )


def test_backward_across_a_weekend() -> None:
    """Backward names the delivery date and the durations between."""
    assert counted_back(track()[0], at("2015-08-04")) == (
        "Retouch is due Thu 30 Jul 2015, 18:00. Counted back from the delivery date "
        "Tue 4 Aug 2015, 18:00: Printing 2 + QA 1 business day on the studio's calendar, "
        "skipping Sat 1 and Sun 2 Aug."
    )


def test_backward_on_the_delivery_date() -> None:
    """The last step before the end is due with the delivery, or on the last open day before."""
    assert counted_back(track()[2], at("2015-07-31")) == (
        "QA is due Fri 31 Jul 2015, 18:00. It is due with the delivery date Fri 31 Jul 2015, 18:00."
    )
    assert counted_back(track()[2], at("2015-08-02")).endswith(
        "The delivery day is closed (Sunday): the last open day before counts."
    )


def test_backward_over_a_vendor() -> None:
    """A vendor's step is counted, and its closed days told, on the vendor's calendar."""
    assert counted_back(track()[0], at("2015-09-08"), LAB) == (
        "Retouch is due Wed 2 Sep 2015, 18:00. Counted back from the delivery date "
        "Tue 8 Sep 2015, 18:00: Printing 2 business days on Bay Photo's calendar and "
        "QA 1 business day on the studio's calendar, "
        "skipping Sat 5, Sun 6 Sep and Labor Day (Mon 7 Sep)."
    )


def test_each_calendar_tells_its_own_closed_days() -> None:
    """When both calendars closed, the skipped days are told apart."""
    start = at("2015-08-07", time(10))
    steps = (track()[2], Step(2, "Printing", 6, "active", False, LAB))
    due = forward(steps, start)[2]
    assert explain(Reason("forward", "Printing", due, STUDIO, start, "Cull", steps)).endswith(
        "QA 1 business day on the studio's calendar and Printing 6 business days on Bay Photo's "
        "calendar, skipping on the studio's calendar Sat 8 and Sun 9 Aug; "
        "on Bay Photo's calendar Sun 16 Aug."
    )


def test_lost_slack() -> None:
    """Backward a pause costs slack and the promise stays."""
    promised = at("2015-07-31")
    reason = Reason("backward", "QA", promised, STUDIO, promised, pauses=((1.5, "vendor"),))
    assert explain(reason).endswith(
        "The promise stays; a pause put down to the vendor cost 1.5 business days of slack."
    )


def test_by_hand() -> None:
    """A date set by hand names who and when, and says if the day is closed."""
    due, when = at("2015-08-02", time(12)), at("2015-07-30", time(9, 5))
    assert explain(Reason("by hand", "QA", due, STUDIO, by="Anna", set_ms=when)) == (
        "QA is due Sun 2 Aug 2015, 12:00. Set by hand by Anna on Thu 30 Jul 2015, 09:05: "
        "recalculation leaves it alone. That day is closed: Sunday."
    )
    assert explain(Reason("by hand", "QA", at("2015-08-03"), STUDIO)) == (
        "QA is due Mon 3 Aug 2015, 18:00. Set by hand: recalculation leaves it alone."
    )


def test_what_is_not_known_is_said() -> None:
    """A step without a due date, and a due date without a beginning, are explained as such."""
    assert explain(Reason("forward", "On Hold", None, STUDIO)) == (
        "On Hold has no due date: the step has no duration of its own."
    )
    assert explain(Reason("forward", "QA", at("2015-08-03"), STUDIO)).endswith(
        "What it was counted from is not known."
    )


def test_calendar_days_are_called_so() -> None:
    """Counting calendar days, nothing is skipped and the days are named so."""
    every = Calendar("studio", "America/New_York", WEEK, count="calendar")
    start = at("2015-07-30", time(10))
    step = Step(1, "Retouch", 3, "active", False, every)
    reason = Reason("forward", "Retouch", every.add(start, 3), every, start, "Cull", (step,))
    assert explain(reason).endswith("3 calendar days on the studio's calendar.")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.5, "0.5 business days"),
        (1, "1 business day"),
        (1.0, "1 business day"),
        (2, "2 business days"),
    ],
)
def test_describe_days(days: float, words: str) -> None:
    """One is singular, everything else plural, and whole numbers have no point."""
    assert describe_days(days) == words


def closed_in(calendar: Calendar, first: date, days: int) -> list[tuple[date, str]]:
    """Return the closed days of a stretch."""
    every = (first + timedelta(days=n) for n in range(days))
    return [(day, why) for day in every if (why := calendar.why_closed(day)) is not None]


def test_many_weekends_are_counted() -> None:
    """After two weekends the rest are a number; a holiday among them keeps its name."""
    closed = closed_in(STUDIO, date(2015, 8, 1), 58)
    assert skipped(closed, 2015) == (
        "Sat 1, Sun 2 Aug, Sat 8, Sun 9 Aug, Labor Day (Mon 7 Sep) and 7 more weekends"
    )


def test_many_holidays_are_counted() -> None:
    """After four holidays the rest are a number; neighbours of one name are one holiday."""
    own = {date(2015, 12, 21) + timedelta(days=n): "Christmas break" for n in range(5)}
    own |= {date(2016, 1, day): f"Day {day}" for day in (4, 6, 8, 12, 14)}
    closed = [(day, why) for day, why in sorted(own.items())]
    assert skipped(closed, 2015) == (
        "Christmas break (Mon 21 Dec to Fri 25 Dec), Day 4 (Mon 4 Jan 2016), "
        "Day 6 (Wed 6 Jan 2016), Day 8 (Fri 8 Jan 2016) and 2 more holidays"
    )


def test_other_weeks_have_no_weekends() -> None:
    """A studio closed on Wednesdays has weekly closings; months and years change within a list."""
    calendar = Calendar("studio", "UTC", frozenset({0, 1, 3, 4, 5, 6}))
    assert skipped(closed_in(calendar, date(2015, 7, 1), 28), 2015) == (
        "Wed 1 Jul, Wed 8 Jul and 2 more weekly closings"
    )
    assert (
        skipped(closed_in(STUDIO, date(2016, 12, 31), 2), 2016) == "Sat 31 Dec and Sun 1 Jan 2017"
    )
