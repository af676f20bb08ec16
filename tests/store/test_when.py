"""Moments as people write and read them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import when

BERLIN = ZoneInfo("Europe/Berlin")
CLOSING = time(18)


def ms(text: str, zone: ZoneInfo = BERLIN) -> int:
    """A moment in milliseconds from ISO text in a zone."""
    return round(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


NOW = ms("2026-11-24 09:41")  # a Tuesday


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        ("2026-11-30", "2026-11-30 18:00"),
        ("2026-11-30 14:00", "2026-11-30 14:00"),
        ("2026-11-30T14:00:30", "2026-11-30 14:00:30"),
        ("2026-11-30T14:00+02:00", "2026-11-30 13:00"),
        ("2026-11-30T13:00:00Z", "2026-11-30 14:00"),
        ("2026-11-30 2:30 PM", "2026-11-30 14:30"),
        ("today", "2026-11-24 18:00"),
        ("tomorrow 9:00", "2026-11-25 09:00"),
        ("tomorrow 9am", "2026-11-25 09:00"),
        ("yesterday", "2026-11-23 18:00"),
        ("fri", "2026-11-27 18:00"),
        ("Friday 14:00", "2026-11-27 14:00"),
        ("tue", "2026-12-01 18:00"),
        ("+3d", "2026-11-27 18:00"),
        ("-2w", "2026-11-10 18:00"),
        ("+4h", "2026-11-24 13:41"),
        ("-30min", "2026-11-24 09:11"),
        ("+3mo", "2027-02-24 18:00"),
        ("now", "2026-11-24 09:41"),
        ("14:30", "2026-11-24 14:30"),
        ("eow", "2026-11-29 18:00"),
        ("eom", "2026-11-30 18:00"),
    ),
)
def test_moments_with_a_closing_time(text: str, expected: str) -> None:
    """A day alone means the closing time, everything else exactly what it says."""
    assert when.parse_moment(text, NOW, BERLIN, end_of_day=CLOSING) == ms(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        ("2026-11-30", "2026-11-30 00:00"),
        ("-2d", "2026-11-22 09:41"),
        ("today", "2026-11-24 00:00"),
    ),
)
def test_moments_without_a_closing_time(text: str, expected: str) -> None:
    """Without a closing time a named day begins at midnight and a relative one keeps the time."""
    assert when.parse_moment(text, NOW, BERLIN) == ms(expected)


def test_relative_days_keep_the_wall_time_over_a_clock_change() -> None:
    """Three days over the end of summer time are 73 hours."""
    before = ms("2026-10-24 09:00")
    assert when.parse_moment("+3d", before, BERLIN) - before == 73 * when.HOUR_MS


@pytest.mark.parametrize(
    "text",
    ("", "  ", "3d", "soon", "2026-02-30", "2026-13-01", "+9999y", "2026-11-30 25:00", "+3h 14:00",
     "now 9:00", "0001-01-01", "9999-12-31", "2026-11-30T25:00Z", "٣d", "mon tue", "12"),
)  # fmt: skip
def test_what_is_no_moment_is_refused_in_words(text: str) -> None:
    """Nonsense is answered with a sentence."""
    with pytest.raises(ValueError, match=r"date|day|year|hour|moment|missing"):
        when.parse_moment(text, NOW, BERLIN)


@given(st.text(max_size=20) | st.from_regex(r"[+-]?[0-9]{1,5}[a-z]{0,3}( [0-9:]{0,5})?"))
def test_any_text_is_a_moment_or_a_value_error(text: str) -> None:
    """Reading never fails in another way."""
    try:
        found = when.span(text, NOW, BERLIN)
    except ValueError:
        return
    assert found.start < found.end
    assert found.lower <= found.upper


@pytest.mark.parametrize("zone", (BERLIN, ZoneInfo("America/St_Johns"), UTC))
@given(moment=st.integers(min_value=0, max_value=4 * 10**12))
def test_iso_reads_back(zone: ZoneInfo, moment: int) -> None:
    """What is written as ISO 8601 is read as the same moment."""
    written = when.iso(moment, zone)
    assert round(datetime.fromisoformat(written).timestamp() * 1000) == moment
    assert when.parse_moment(written, NOW, BERLIN) == moment


def test_spans() -> None:
    """Days cover their midnights, relative days compare by the moment, a week by its end."""
    day = when.span("2026-11-30", NOW, BERLIN)
    assert (day.start, day.end) == (ms("2026-11-30"), ms("2026-12-01"))
    assert (day.lower, day.upper) == (day.start, day.end)
    relative = when.span("+3d", NOW, BERLIN)
    assert (relative.start, relative.lower) == (ms("2026-11-27"), ms("2026-11-27 09:41"))
    week = when.span("eow", NOW, BERLIN)
    assert week.lower == week.upper == ms("2026-11-30")
    assert when.span("2026-11-30 14:00", NOW, BERLIN).upper == ms("2026-11-30 14:01")


@pytest.mark.parametrize(
    ("at", "is_due", "expected"),
    (
        ("2026-11-26 08:00", True, "+2d"),
        ("2026-11-24 18:00", True, "today 18:00"),
        ("2026-11-21 18:00", True, "3d LATE"),
        ("2026-11-24 07:00", True, "2h LATE"),
        ("2026-11-24 09:36", True, "5m LATE"),
        ("2026-11-21 18:00", False, "-3d"),
        ("2026-11-24 07:00", False, "today 07:00"),
    ),
)
def test_short(at: str, is_due: bool, expected: str) -> None:
    """A card's few cells say how far off a moment is."""
    assert when.short(ms(at), NOW, BERLIN, is_due) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    (
        ("2026-11-26 08:00", "in 2 days"),
        ("2026-11-23 18:00", "1 day ago"),
        ("2026-11-24 13:00", "in 3 hours"),
        ("2026-11-24 09:40", "1 minute ago"),
        ("2026-11-24 09:41", "now"),
    ),
)
def test_relative(at: str, expected: str) -> None:
    """Distances are told in the largest fitting unit."""
    assert when.relative(ms(at), NOW, BERLIN) == expected


def test_days_and_clocks() -> None:
    """Days and times are written the same everywhere."""
    at = ms("2026-11-24 18:05")
    assert when.day(at, BERLIN) == "Tue 24 Nov"
    assert when.clock(at, BERLIN) == "18:05"
    assert when.day_and_clock(at, BERLIN) == "Tue 24 Nov 18:05"
    assert when.iso(at, BERLIN) == "2026-11-24T18:05:00+01:00"
