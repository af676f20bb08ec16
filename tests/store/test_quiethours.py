"""Quiet hours end on the recipient's wall clock, also in nights in which the clocks change."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.quiethours import is_quiet, length, next_day, opens, this_day

NIGHT = (time(20), time(9))
ZONES = [ZoneInfo(name) for name in (
    "America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Asia/Tokyo",
    "Australia/Lord_Howe", "Pacific/Chatham", "America/St_Johns", "America/Sao_Paulo", "UTC",
)]  # fmt: skip
MINUTE = 60_000


def ms(text: str, zone: str = "America/New_York", fold: int = 0) -> int:
    """A local moment."""
    at = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return round(at.timestamp() * 1000)


@pytest.mark.parametrize(
    ("at", "quiet", "until"),
    [
        ("2026-11-02 10:00", NIGHT, None),
        ("2026-11-02 09:00", NIGHT, None),
        ("2026-11-02 19:59:59.999", NIGHT, None),
        ("2026-11-02 20:00", NIGHT, "2026-11-03 09:00"),
        ("2026-11-02 23:59:59", NIGHT, "2026-11-03 09:00"),
        ("2026-11-03 00:00", NIGHT, "2026-11-03 09:00"),
        ("2026-11-03 08:59:59.999", NIGHT, "2026-11-03 09:00"),
        ("2026-12-31 21:00", NIGHT, "2027-01-01 09:00"),
        ("2028-02-28 21:00", NIGHT, "2028-02-29 09:00"),
        ("2026-11-02 11:59", (time(12), time(14, 30)), None),
        ("2026-11-02 12:00", (time(12), time(14, 30)), "2026-11-02 14:30"),
        ("2026-11-02 14:30", (time(12), time(14, 30)), None),
        ("2026-11-02 00:30", (time(0), time(1)), "2026-11-02 01:00"),
        ("2026-11-02 23:30", (time(23), time(0)), "2026-11-03 00:00"),
        ("2026-11-02 03:00", None, None),
    ],
)
def test_hours(at: str, quiet: tuple[time, time] | None, until: str | None) -> None:
    """Over midnight or within a day; the first minute is quiet, the last end is not."""
    found = opens(ms(at), quiet, [ZoneInfo("America/New_York")])
    assert found == ms(until or at)


@pytest.mark.parametrize(
    ("at", "until", "hours"),
    [
        ("2026-10-31 20:00", "2026-11-01 09:00", 14),  # the hour from one to two comes twice
        ("2026-03-07 20:00", "2026-03-08 09:00", 12),  # the hour from two to three is missing
        ("2026-03-14 20:00", "2026-03-15 09:00", 13),
    ],
)
def test_nights_are_as_long_as_they_are(at: str, until: str, hours: int) -> None:
    """Nine in the morning is nine on the wall."""
    found = opens(ms(at), NIGHT, [ZoneInfo("America/New_York")])
    assert found == ms(until)
    assert found - ms(at) == hours * 60 * MINUTE


def test_an_end_that_comes_twice_or_never() -> None:
    """The end of the stretch in which the moment lies; skipped, it is so much later."""
    zone = [ZoneInfo("America/New_York")]
    till_half_past = (time(20), time(1, 30))
    assert opens(ms("2026-11-01 00:10"), till_half_past, zone) == ms("2026-11-01 01:30")
    second = ms("2026-11-01 01:10", fold=1)
    assert opens(second, till_half_past, zone) == ms("2026-11-01 01:30", fold=1)
    assert opens(ms("2026-03-08 01:50"), (time(20), time(2, 30)), zone) == ms("2026-03-08 03:30")


def test_the_recipients_wall_counts() -> None:
    """West of the studio the morning comes later, east of it earlier."""
    at = ms("2026-11-02 09:00")
    assert opens(at, NIGHT, [ZoneInfo("America/Los_Angeles")]) == ms("2026-11-02 12:00")
    assert opens(at, NIGHT, [ZoneInfo("Europe/Berlin")]) == at
    evening = ms("2026-11-02 15:00")
    assert opens(evening, NIGHT, [ZoneInfo("Europe/Berlin")]) == ms("2026-11-03 03:00")


def test_several_zones_must_all_be_open() -> None:
    """Or the first of them where they never are at once."""
    perth, sydney = ZoneInfo("Australia/Perth"), ZoneInfo("Australia/Sydney")
    late = ms("2026-11-02 18:00", "Australia/Perth")  # nine in the evening in Sydney
    assert opens(late, NIGHT, [perth]) == late
    assert opens(late, NIGHT, [perth, sydney]) == ms("2026-11-03 09:00", "Australia/Perth")
    far = [ZoneInfo("Pacific/Honolulu"), ZoneInfo("Europe/Berlin")]
    night = ms("2026-11-02 22:00", "Pacific/Honolulu")
    assert opens(night, (time(10), time(9)), far) == ms("2026-11-03 09:00", "Pacific/Honolulu")


MOMENTS = st.integers(ms("2025-01-01", "UTC"), ms("2028-01-01", "UTC"))
HOURS = st.tuples(st.times(), st.times()).map(
    lambda pair: tuple(one.replace(second=0, microsecond=0) for one in pair)
).filter(lambda pair: pair[0] != pair[1])  # fmt: skip


@given(MOMENTS, HOURS, st.sampled_from(ZONES))
def test_it_waits_until_it_is_not_quiet_and_no_longer(
    at: int, quiet: tuple[time, time], zone: ZoneInfo
) -> None:
    """What is open goes at once; what waits, waits through nothing but quiet hours."""
    found = opens(at, quiet, [zone])
    assert not is_quiet(found, quiet, zone)
    if not is_quiet(at, quiet, zone):
        assert found == at
        return
    assert at < found <= at + timedelta(hours=26) // timedelta(milliseconds=1)
    wall = datetime.fromtimestamp(found / 1000, zone)
    skipped = wall.time() != quiet[1]
    for between in range(at, found, 15 * MINUTE):
        assert skipped or is_quiet(between, quiet, zone)


@given(MOMENTS, st.sampled_from(ZONES))
def test_days_follow_each_other(at: int, zone: ZoneInfo) -> None:
    """A moment is in its day; the next begins where it ends."""
    begins, ends = this_day(at, zone), next_day(at, zone)
    assert begins <= at < ends
    assert this_day(ends, zone) == ends
    assert timedelta(hours=22) < timedelta(milliseconds=ends - begins) < timedelta(hours=26)


def test_how_long_the_day_is_open() -> None:
    """As the walls have it."""
    assert length(NIGHT) == timedelta(hours=11)
    assert length((time(12), time(14))) == timedelta(hours=22)
    assert length((time(9, 5), time(9))) == timedelta(minutes=5)
