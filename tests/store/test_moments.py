"""Moments of triggers: at a distance from a date, at a time of day, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import moments
from store.calendar import Calendar
from store.errors import Refused
from store.when import DAY_MS, HOUR_MS

NEW_YORK = ZoneInfo("America/New_York")
CALENDAR = Calendar(
    "studio", "America/New_York", frozenset(range(5)), {date(2026, 11, 26): "Thanksgiving"}
)
ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")


@dataclass(frozen=True)
class Told:
    """When a trigger acts."""

    moment: str = "entering"
    offset_days: float = 0
    offset_hours: float = 0
    count: str = "business"
    at_time: str = ""
    every_days: float = 0
    most: int = 1


def at(text: str) -> int:
    """A moment in New York."""
    return round(datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).timestamp() * 1000)


@pytest.mark.parametrize(
    ("told", "occurrence", "expected"),
    [
        (Told(), 0, "2026-11-06 12:00"),
        (Told(offset_days=3), 0, "2026-11-11 12:00"),
        (Told(offset_days=3, count="calendar"), 0, "2026-11-09 12:00"),
        (Told(offset_days=-7, count="calendar"), 0, "2026-10-30 12:00"),
        (Told(offset_days=-7, count="calendar", at_time="09:00"), 0, "2026-10-30 09:00"),
        (Told(offset_hours=30, at_time="09:00"), 0, "2026-11-07 09:00"),
        (Told(offset_days=0.5, count="calendar"), 0, "2026-11-07 00:00"),
        (Told(offset_days=-0.5, count="calendar"), 0, "2026-11-06 00:00"),
        (Told(offset_days=0.5), 0, "2026-11-06 16:30"),
        (Told(every_days=2), 1, "2026-11-10 12:00"),
        (Told(every_days=2, count="calendar"), 3, "2026-11-12 12:00"),
        (Told(offset_days=-3, every_days=2), 2, "2026-11-09 12:00"),
        (Told(offset_days=-3, every_days=3), 1, "2026-11-06 12:00"),
        (Told(every_days=14, at_time="10:30"), 1, "2026-11-27 10:30"),
    ],
)
def test_when_it_comes(told: Told, occurrence: int, expected: str) -> None:
    """Days are counted from the date's day, hours from there, and then the time of day is taken."""
    base = at("2026-11-06 12:00")
    assert moments.moment(CALENDAR, base, told, occurrence) == at(expected)


def test_a_night_that_is_longer_or_shorter() -> None:
    """Days keep the time of day over the change of clocks; hours do not."""
    before = at("2027-03-13 12:00")
    daily = Told(count="calendar", every_days=1, most=5)
    assert moments.moment(CALENDAR, before, daily, 1) == at("2027-03-14 12:00")
    assert moments.moment(CALENDAR, before, Told(offset_hours=24)) == at("2027-03-14 13:00")
    evening = Told(count="calendar", offset_days=1, at_time="02:30")
    assert moments.moment(CALENDAR, before, evening) == at("2027-03-14 03:30")
    twice = moments.moment(CALENDAR, at("2026-10-31 12:00"), Told(
        count="calendar", offset_days=1, at_time="01:30"
    ))  # fmt: skip
    assert twice == at("2026-11-01 01:30")


def test_a_time_that_one_night_skipped_comes_back_the_next() -> None:
    """Every day at half past two is that again after the night without it."""
    base = at("2027-03-13 02:30")
    daily = Told(count="calendar", every_days=1, most=5)
    assert moments.moment(CALENDAR, base, daily, 1) == at("2027-03-14 03:30")
    assert moments.moment(CALENDAR, base, daily, 2) == at("2027-03-15 02:30")


@pytest.mark.parametrize("days", [3650.0, -3650.0])
@pytest.mark.parametrize("count", moments.COUNTS)
def test_beyond_the_years_is_refused(days: float, count: str) -> None:
    """In words, however far it leads."""
    edge = at("2199-06-01 12:00") if days > 0 else at("1900-06-01 12:00")
    with pytest.raises(Refused):
        moments.moment(CALENDAR, edge, Told(offset_days=days, count=count))
    with pytest.raises(Refused):
        moments.moment(CALENDAR, edge, Told(count="calendar", every_days=3650), 10**6)


def test_what_each_kind_has() -> None:
    """Every stay can be entered and due; dates of records are its own."""
    assert moments.of_kind("session") == ("entering", "due", "session")
    assert moments.of_kind("invoice")[2:] == ("payment due", "promised", "delivered")
    assert moments.of_kind("call")[2:] == ("completed",)
    assert set(moments.ONLY_AFTER) < set(moments.EVERY)


# In words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told(), "on entering"),
        (Told("due"), "when due"),
        (Told("payment due"), "when payment is due"),
        (Told("due", 3), "3 business days after due"),
        (Told("due", 1), "1 business day after due"),
        (Told("due", -2, -1), "2 business days 1 h before due"),
        (Told("due", -2, 1), "2 business days before due and 1 h later"),
        (Told("entering", 0, 3), "3 h after entering"),
        (Told("session", -7, count="calendar", at_time="09:00"),
         "7 calendar days before the session at 09:00"),
        (Told("due", 3, every_days=2, most=3), "3 business days after due, again every 2 days, 3 times"),
        (Told("due", every_days=1, most=2), "when due, again every 1 business day, 2 times"),
        (Told("promised", -1.5), "1.5 business days before the promised delivery"),
        (Told("delivered", 7), "7 business days after delivery"),
        (Told("completed", 1), "1 business day after completion"),
    ],
)  # fmt: skip
def test_in_words(told: Told, words: str) -> None:
    """As people say it; the number of times counts the first."""
    assert moments.words(told) == words


def test_every_moment_has_words() -> None:
    """None is shown as it is stored where that reads badly."""
    for moment in moments.EVERY:
        assert "_" not in moments.words(Told(moment, 1)) + moments.words(Told(moment))


# Anything at all ---------------------------------------------------------------------------------


calendars = st.builds(
    Calendar,
    name=st.just("any"),
    zone=st.sampled_from(ZONES),
    work_week=st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    holidays=st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=6).map(
        lambda days: dict.fromkeys(days, "away")
    ),
)
bases = st.integers(at("2026-01-05 00:00"), at("2027-12-01 00:00"))
counts = st.sampled_from(moments.COUNTS)
clocks = st.times().map(lambda one: f"{one.hour:02}:{one.minute:02}")
wholes = st.integers(-40, 40)
parts = st.floats(-20, 20).map(lambda one: round(one, 2))


@settings(max_examples=150)
@given(calendars, bases, counts, wholes, st.integers(1, 9), st.integers(0, 6))
def test_occurrences_are_so_many_days_later(
    calendar: Calendar, base: int, count: str, days: int, every: int, occurrence: int
) -> None:
    """Counted like the first, from the day of the first; a whole number of days keeps the hour."""
    told = Told(offset_days=days, count=count, every_days=every, most=9)
    first = calendar.local(base).date()
    for step in (days, every * occurrence):
        if count == "calendar":
            first += timedelta(days=step)
        elif step:
            first = calendar.add_days(first, step)
    found = calendar.local(moments.moment(calendar, base, told, occurrence))
    assert found.date() == first
    if days or occurrence:
        wall = calendar.local(base).time()
        assert found.timestamp() * 1000 == calendar.moment(first, wall)
    else:
        assert round(found.timestamp() * 1000) == base


@settings(max_examples=150)
@given(calendars, bases, counts, parts, parts, st.floats(1, 9), st.one_of(st.just(""), clocks))
def test_later_occurrences_come_later(
    calendar: Calendar, base: int, count: str, days: float, hours: float, every: float, clock: str
) -> None:
    """Each after the one before it, whatever is counted."""
    told = Told("due", days, hours, count, clock, every, 6)
    found = [moments.moment(calendar, base, told, one) for one in range(6)]
    assert all(later > sooner for sooner, later in pairwise(found))


@settings(max_examples=150)
@given(calendars, bases, counts, parts, parts, clocks)
def test_the_time_of_day_is_the_wall_clocks(
    calendar: Calendar, base: int, count: str, days: float, hours: float, clock: str
) -> None:
    """On the very day that it would have come, unless the clocks skip that time there."""
    plain = calendar.local(moments.moment(calendar, base, Told("due", days, hours, count)))
    found = moments.moment(calendar, base, Told("due", days, hours, count, clock))
    assert calendar.local(found).date() == plain.date()
    assert found == calendar.moment(plain.date(), time.fromisoformat(clock))


@settings(max_examples=200)
@given(calendars, bases, bases, counts, parts, parts, st.one_of(st.just(""), clocks))
def test_no_date_whose_moment_is_ahead_is_missed(
    calendar: Calendar, base: int, now: int, count: str, days: float, hours: float, clock: str
) -> None:
    """The bounds that records are looked for between leave none out."""
    told = Told("due", days, hours, count, clock)
    moment = moments.moment(calendar, base, told)
    if moment > now:
        assert base >= moments.earliest_date(calendar, now, told)
    else:
        assert base <= moments.latest_date(calendar, now, told)


@given(bases, wholes, st.integers(-200, 200))
def test_hours_are_hours(base: int, days: int, hours: int) -> None:
    """Added to the day's moment as they pass, whatever the clocks do."""
    plain = moments.moment(CALENDAR, base, Told("due", days))
    assert moments.moment(CALENDAR, base, Told("due", days, hours)) - plain == hours * HOUR_MS
    assert moments.moment(CALENDAR, base, Told("due", 0.25, count="calendar")) == base + DAY_MS // 4
