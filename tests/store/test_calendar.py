"""Business days: open and closed days, adding, subtracting and counting working time."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.calendar import Calendar, Count
from store.errors import Refused

WEEK = frozenset(range(5))
ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "Asia/Kathmandu")
EPOCH = date(2015, 1, 1)


def studio(
    zone: str = "Europe/Berlin", country: str | None = None, count: Count = "business"
) -> Calendar:
    """Return a plain studio: Monday to Friday, 9 to 18."""
    return Calendar("studio", zone, WEEK, {}, country, count=count)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Draw a calendar of any work week, own holidays, hours and zone."""
    week = draw(st.frozensets(st.integers(0, 6), min_size=1))
    offs = draw(st.sets(st.integers(0, 4000), max_size=30))
    opens, closes = draw(
        st.sampled_from([(time(9), time(18)), (time(0), time(23, 59)), (time(8, 15), time(12, 30))])
    )
    return Calendar(
        "studio",
        draw(st.sampled_from(ZONES)),
        week,
        {EPOCH + timedelta(days=off): "off" for off in offs},
        opens=opens,
        closes=closes,
        count=draw(st.sampled_from(("business", "business", "calendar"))),
    )


days = st.dates(EPOCH, date(2025, 12, 31))
moments = st.datetimes(datetime(2015, 1, 1), datetime(2025, 12, 31)).map(  # noqa: DTZ001
    lambda wall: int(wall.replace(tzinfo=UTC).timestamp() * 1000)
)
fractions = st.one_of(st.integers(0, 40).map(float), st.sampled_from([0.25, 0.5, 1.5, 3.75, 12.1]))


def wall(calendar: Calendar, ms: int) -> str:
    """Return a moment as the studio reads it."""
    return f"{calendar.local(ms):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2015-07-31T10:00", 0, "Fri 2015-07-31 18:00"),
        ("2015-07-31T10:00", 1, "Mon 2015-08-03 18:00"),
        ("2015-07-31T20:00", 0, "Fri 2015-07-31 18:00"),
        ("2015-07-31T20:00", 1, "Mon 2015-08-03 18:00"),
        ("2015-08-01T10:00", 0, "Mon 2015-08-03 18:00"),
        ("2015-08-01T10:00", 1, "Mon 2015-08-03 18:00"),
        ("2015-08-01T10:00", 2, "Tue 2015-08-04 18:00"),
        ("2015-12-30T10:00", 3, "Mon 2016-01-04 18:00"),
        ("2015-07-31T09:00", 0.5, "Fri 2015-07-31 13:30"),
        ("2015-07-31T16:30", 0.5, "Mon 2015-08-03 12:00"),
        ("2015-07-31T13:30", 0.5, "Fri 2015-07-31 18:00"),
        ("2015-07-31T18:00", 1.5, "Tue 2015-08-04 13:30"),
        ("2015-07-31T03:00", 0.5, "Fri 2015-07-31 13:30"),
        ("2015-08-01T12:00", 1.5, "Tue 2015-08-04 13:30"),
    ],
)
def test_add(start: str, n: float, due: str) -> None:
    """Whole days end at closing time, fractions in working time, closed days do not count."""
    calendar = studio()
    at = datetime.fromisoformat(start)
    assert wall(calendar, calendar.add(calendar.moment(at.date(), at.time()), n)) == due


@pytest.mark.parametrize(
    ("end", "n", "start"),
    [
        ("2015-08-04T18:00", 0, "Tue 2015-08-04 18:00"),
        ("2015-08-04T18:00", 2, "Fri 2015-07-31 18:00"),
        ("2015-08-02T12:00", 0, "Fri 2015-07-31 18:00"),
        ("2015-08-02T12:00", 1, "Fri 2015-07-31 18:00"),
        ("2015-08-03T13:30", 0.5, "Fri 2015-07-31 18:00"),
        ("2015-08-03T13:30", 1.0, "Fri 2015-07-31 18:00"),
        ("2015-08-03T12:00", 0.5, "Fri 2015-07-31 16:30"),
        ("2015-08-02T12:00", 0.5, "Fri 2015-07-31 13:30"),
        ("2016-01-01T18:00", 1, "Thu 2015-12-31 18:00"),
    ],
)
def test_subtract(end: str, n: float, start: str) -> None:
    """Counting back mirrors counting on."""
    calendar = studio()
    at = datetime.fromisoformat(end)
    assert wall(calendar, calendar.subtract(calendar.moment(at.date(), at.time()), n)) == start


def test_negative_durations_turn_round() -> None:
    """Adding a negative number of days is subtracting, for dates and for moments."""
    calendar = studio()
    ms = calendar.moment(date(2015, 8, 4))
    assert calendar.add(ms, -2) == calendar.subtract(ms, 2)
    assert calendar.subtract(ms, -2.5) == calendar.add(ms, 2.5)
    assert calendar.add_days(date(2015, 8, 4), -2) == date(2015, 7, 31)
    assert calendar.subtract_days(date(2015, 7, 31), -2) == date(2015, 8, 4)


def test_why_closed() -> None:
    """A closed day names its weekday, its own holiday or the public one; an open day nothing."""
    own = {date(2015, 8, 3): "Stocktaking", date(2015, 8, 4): ""}
    calendar = Calendar("studio", "America/New_York", WEEK, own, "US")
    assert calendar.why_closed(date(2015, 8, 1)) == "Saturday"
    assert calendar.why_closed(date(2015, 8, 3)) == "Stocktaking"
    assert calendar.why_closed(date(2015, 8, 4)) == "holiday"
    assert calendar.why_closed(date(2015, 9, 7)) == "Labor Day"
    assert calendar.why_closed(date(2015, 7, 3)) == "Independence Day (observed)"
    assert calendar.why_closed(date(2015, 8, 5)) is None


def test_public_holidays_speak_english_wherever_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The login's language does not change the names; a subdivision adds its own days."""
    for name in ("LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.setenv(name, "th_TH.UTF-8")
    bavaria = Calendar("studio", "Europe/Berlin", WEEK, {}, "DE", "BY")
    assert bavaria.why_closed(date(2015, 6, 4)) == "Corpus Christi"
    assert studio(country="DE").is_open(date(2015, 6, 4))


def test_calendar_days() -> None:
    """Counting calendar days every day is open, holidays and weekends included."""
    calendar = Calendar(
        "studio", "Europe/Berlin", WEEK, {date(2015, 8, 1): "Fair"}, "DE", count="calendar"
    )
    ms = calendar.moment(date(2015, 7, 31), time(10))
    assert wall(calendar, calendar.add(ms, 1)) == "Sat 2015-08-01 18:00"
    assert calendar.why_closed(date(2015, 8, 2)) is None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"zone": "Europe/Belin"}, "unknown time zone 'Europe/Belin'"),
        ({"zone": "../etc"}, "unknown time zone"),
        ({"zone": "Europe"}, "unknown time zone"),
        ({"work_week": frozenset()}, "no open day"),
        ({"work_week": frozenset({7})}, "other than 0 to 6"),
        ({"closes": time(9)}, "must end after it begins"),
    ],
)
def test_impossible_calendars_are_refused(change: dict[str, object], problem: str) -> None:
    """What can never be counted on is refused when the calendar is made."""
    values: dict[str, object] = {"zone": "UTC", "work_week": WEEK} | change
    with pytest.raises(Refused, match=problem):
        Calendar("studio", **values)  # type: ignore[arg-type]  # one bad value in each case


@pytest.mark.parametrize(
    ("country", "subdivision", "problem"),
    [("USA1", None, "no country 'USA1'"), ("US", "ZZ", "no subdivision 'ZZ'")],
)
def test_unknown_countries_are_refused(country: str, subdivision: str | None, problem: str) -> None:
    """A country or subdivision nobody knows is refused when a day is asked for."""
    calendar = Calendar("studio", "UTC", WEEK, {}, country, subdivision)
    with pytest.raises(Refused, match=problem):
        calendar.is_open(date(2015, 1, 5))


def test_searches_end() -> None:
    """Counting out of the years a calendar knows is refused, however far."""
    calendar = studio()
    ms = calendar.moment(date(2198, 1, 1))
    for attempt in (
        lambda: calendar.add(ms, 10_000),
        lambda: calendar.subtract(ms, 1e9),
        lambda: calendar.next_open(date(2200, 1, 1)),
        lambda: calendar.moment(date(1, 1, 1)),
        lambda: calendar.moment(date(9999, 12, 31)),
        lambda: calendar.local(10**30),
    ):
        with pytest.raises(Refused, match="1900 to 2199"):
            attempt()


def test_a_calendar_closed_for_years_still_finds_its_next_day() -> None:
    """A search crosses whole closed years."""
    closed = {date(2016, 1, 1) + timedelta(days=n): "sabbatical" for n in range(366 + 365)}
    calendar = Calendar("studio", "UTC", WEEK, closed)
    assert calendar.next_open(date(2016, 1, 1)) == date(2018, 1, 1)
    assert calendar.previous_open(date(2017, 12, 31)) == date(2015, 12, 31)
    assert calendar.business_days_between(
        calendar.moment(date(2015, 12, 31)), calendar.moment(date(2018, 1, 1))
    ) == pytest.approx(1)


@pytest.mark.parametrize(
    ("zone", "around"),
    [
        ("Europe/Berlin", date(2015, 3, 29)),
        ("Europe/Berlin", date(2015, 10, 25)),
        ("America/Los_Angeles", date(2015, 3, 8)),
        ("America/Los_Angeles", date(2015, 11, 1)),
        ("Australia/Lord_Howe", date(2015, 4, 5)),
        ("Australia/Lord_Howe", date(2015, 10, 4)),
    ],
)
def test_closing_time_survives_the_clock_change(zone: str, around: date) -> None:
    """Days added, subtracted and shifted across a clock change keep 18:00 on the wall."""
    calendar = Calendar("studio", zone, frozenset(range(7)))
    before = calendar.moment(around - timedelta(days=2))
    after = calendar.moment(around + timedelta(days=2))
    assert calendar.add(before, 4) == calendar.shift(before, 4) == after
    assert calendar.subtract(after, 4) == before
    assert calendar.business_days_between(before, after) == 4
    assert wall(calendar, after).endswith("18:00")


def test_skipped_and_doubled_times() -> None:
    """A time in the gap moves forward, a doubled one is the first, and neither leaves its day."""
    berlin = studio()
    assert wall(berlin, berlin.moment(date(2015, 3, 29), time(2, 30))).endswith("03:30")
    doubled = berlin.local(berlin.moment(date(2015, 10, 25), time(2, 30)))
    assert doubled.utcoffset() == timedelta(hours=2)
    nuuk = Calendar(
        "studio", "America/Nuuk", frozenset(range(7)), opens=time(0), closes=time(23, 30)
    )
    assert nuuk.local(nuuk.moment(date(2024, 3, 30))).date() == date(2024, 3, 30)
    assert nuuk.is_open(date(2024, 3, 30))


def test_a_date_the_zone_left_out_is_closed() -> None:
    """Samoa had no 30 December 2011: nothing is due on it."""
    samoa = Calendar("studio", "Pacific/Apia", WEEK)
    assert samoa.why_closed(date(2011, 12, 30)) == "a day the clocks skipped"
    assert samoa.add_days(date(2011, 12, 29), 1) == date(2012, 1, 2)


def test_shift_keeps_the_time_of_day() -> None:
    """A shift moves whole days at the same time of day and counts the rest as working time."""
    calendar = studio()
    ms = calendar.moment(date(2015, 7, 31), time(20, 15))
    assert wall(calendar, calendar.shift(ms, 1)) == "Mon 2015-08-03 20:15"
    assert wall(calendar, calendar.shift(ms, -4)) == "Mon 2015-07-27 20:15"
    assert wall(calendar, calendar.shift(ms, 1.5)) == "Tue 2015-08-04 13:30"
    assert wall(calendar, calendar.shift(ms, -1.5)) == "Thu 2015-07-30 13:30"
    assert calendar.shift(ms, 0) == ms


def test_business_days_between() -> None:
    """Working time is counted in working days; nights, weekends and closed hours are nothing."""
    calendar = studio()
    friday = calendar.moment(date(2015, 7, 31), time(13, 30))
    sunday = calendar.moment(date(2015, 8, 2), time(11))
    monday = calendar.moment(date(2015, 8, 3), time(9))
    assert calendar.business_days_between(friday, sunday) == 0.5
    assert calendar.business_days_between(sunday, monday) == 0
    assert calendar.business_days_between(monday, friday) == -0.5


def test_equal_calendars_are_equal() -> None:
    """Calendars read twice from the same settings are equal and share what they have found."""
    first, second = (Calendar("studio", "UTC", WEEK, {EPOCH: "off"}) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    assert first != Calendar("studio", "UTC", WEEK, {EPOCH: "other"})


def test_public_holidays_are_loaded_only_when_asked_for() -> None:
    """Importing and using a calendar without a country leaves the slow package unloaded."""
    program = (
        "import sys, datetime; from store.calendar import Calendar;"
        "Calendar('studio', 'UTC', frozenset({0})).next_open(datetime.date(2015, 1, 1));"
        "print('holidays' in sys.modules, 'peewee' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["False", "False"]


@given(calendars(), days, st.integers(0, 300))
def test_days_agree_with_walking(calendar: Calendar, day: date, n: int) -> None:
    """The n-th business day is found by walking too, and is open."""
    walked, left = day, n
    while left or not calendar.is_open(walked):
        walked += timedelta(days=1)
        left -= left > 0 and calendar.is_open(walked)
    assert calendar.add_days(day, n) == walked
    assert calendar.why_closed(walked) is None


@given(calendars(), moments, fractions)
def test_computed_moments_are_on_open_days(calendar: Calendar, ms: int, n: float) -> None:
    """Whatever is added or taken away, the result is on an open day within its hours."""
    for result in (calendar.add(ms, n), calendar.subtract(ms, n)):
        day = calendar.local(result).date()
        assert calendar.is_open(day)
        assert calendar.moment(day, calendar.opens) < result <= calendar.moment(day)


@given(calendars(), days, st.integers(0, 200))
def test_subtract_inverts_add(calendar: Calendar, day: date, n: int) -> None:
    """From a closing time on an open day, n days on and n days back come home."""
    start = calendar.moment(calendar.next_open(day))
    assert calendar.subtract(calendar.add(start, n), n) == start
    assert calendar.add(calendar.subtract(start, n), n) == start
    assert calendar.business_days_between(start, calendar.add(start, n)) == n


@given(calendars(), moments, st.sampled_from([0.25, 0.5, 1.5, 3.75, 12.1]))
def test_fractions_are_counted_exactly(calendar: Calendar, ms: int, n: float) -> None:
    """The working time between a moment and the end of a fraction is that fraction."""
    due = calendar.add(ms, n)
    assert calendar.business_days_between(ms, due) == pytest.approx(n, abs=1e-6)
    assert calendar.business_days_between(calendar.subtract(ms, n), ms) == pytest.approx(
        n, abs=1e-6
    )


@given(calendars(), days, st.integers(-50, 50))
def test_shift_moves_exactly(calendar: Calendar, day: date, n: int) -> None:
    """Shifting a closing time by n business days is n business days away, and comes back."""
    start = calendar.moment(calendar.next_open(day))
    moved = calendar.shift(start, n)
    assert calendar.business_days_between(start, moved) == n
    assert calendar.shift(moved, -n) == start


@settings(max_examples=50)
@given(calendars(), st.lists(moments, min_size=2, max_size=6), fractions)
def test_later_starts_end_later(calendar: Calendar, starts: list[int], n: float) -> None:
    """A later start never ends earlier, and working time never runs backwards."""
    for early, late in pairwise(sorted(starts)):
        assert calendar.add(early, n) <= calendar.add(late, n)
        assert calendar.business_days_between(early, late) >= 0
