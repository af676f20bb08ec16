"""Moments and spans of time as people write and read them, in the studio's zone.

What a moment means on a studio's calendar (business days, holidays) is not here; the notations of
other programs' exports are read by ``store.dates``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from store.dates import clip, parse_clock

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORDS = ("today", "tomorrow", "yesterday", "now", *WEEKDAYS, "eow", "eom")
EXAMPLES = ("today", "tomorrow", "+3d", "-2w", "+4h", "fri", "eow", "2026-11-30")
"""Ways to write a moment, for messages and completion."""

_FULL_WEEKDAYS = {
    full: number
    for number, full in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
} | {short: number for number, short in enumerate(WEEKDAYS)}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_RELATIVE = re.compile(r"([+-])(\d{1,4})(min|h|d|w|mo|y)", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_STAMP = re.compile(
    r"\d{4}-\d\d-\d\d[t ]\d\d(:?\d\d){0,2}([.,]\d{1,6})? ?(z|[+-]\d\d(:?\d\d)?)", re.ASCII
)
_EARLIEST, _LATEST = 1900, 2999


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time to compare with, all in UTC milliseconds.

    Equal means ``start <= x < end``; before is ``x < lower``, up to is ``x < upper``, after is
    ``x >= upper`` and from is ``x >= lower``. A day's bounds are its midnights; those of an exact
    moment lie one millisecond apart.
    """

    start: int
    end: int
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text says: a wall time in the zone and how exactly it was given."""

    at: datetime
    grain: str


# Reading ----------------------------------------------------------------------------------------


def parse_moment(text: str, now: int, zone: tzinfo, *, end_of_day: time | None = None) -> int:
    """Return the moment a person wrote, in UTC milliseconds; ValueError says what is wrong.

    A day without a time of day, relative ones included, is taken at ``end_of_day``; without that a
    named day begins at midnight and a relative one keeps the present time of day.
    """
    reading = _read(text, now, zone)
    at = reading.at
    if reading.grain in ("day", "last day", "shifted day") and end_of_day is not None:
        return _ms(datetime.combine(at.date(), end_of_day, zone))
    if reading.grain in ("day", "last day"):
        return _midnight(at.date(), zone)
    return _ms(at)


def span(text: str, now: int, zone: tzinfo) -> Span:
    """Return what a date in a filter covers; ValueError says what is wrong with the text.

    A date or a word covers a whole local day, ``eow`` and ``eom`` compare by their end, relative
    ones by the very moment; with a time of day it is that minute or second.
    """
    reading = _read(text, now, zone)
    day = reading.at.date()
    start, end = _midnight(day, zone), _midnight(_shift(day, 1), zone)
    at = _ms(reading.at)
    match reading.grain:
        case "day":
            return Span(start, end, start, end)
        case "last day":
            return Span(start, end, end, end)
        case "shifted day":
            return Span(start, end, at, at + 1)
        case "shifted hour":
            hour = at - at % HOUR_MS
            return Span(hour, hour + HOUR_MS, at, at + 1)
        case "second":
            return Span(at, at + 1000, at, at + 1000)
        case _:
            return Span(at, at + MINUTE_MS, at, at + MINUTE_MS)


def _read(text: str, now: int, zone: tzinfo) -> _Reading:
    plain = " ".join(text.split()).casefold()
    if not plain:
        raise ValueError("a date is missing")
    if _STAMP.fullmatch(plain):
        return _stamp(plain, zone)
    local = datetime.fromtimestamp(now / 1000, zone)
    head, tail = _parted(plain)
    reading = _day_read(head, now, local)
    if reading is None or (tail and reading.grain == "shifted hour"):
        raise ValueError(
            f'"{clip(text)}" is not a date; write +3d, today, fri, 2026-11-30 or "2026-11-30 14:00"'
        )
    if tail:
        at = datetime.combine(reading.at.date(), parse_clock(tail), zone)
        reading = _Reading(at, "second" if tail.count(":") > 1 else "minute")
    _check_year(reading.at.year)
    return reading


def _parted(plain: str) -> tuple[str, str]:
    """Part a day from the time of day that may follow it."""
    if found := _DATE.match(plain):
        return found[0], plain[found.end() :].lstrip(" t")
    head, _, tail = plain.partition(" ")
    return ("today", plain) if ":" in head else (head, tail)


def _day_read(head: str, now: int, local: datetime) -> _Reading | None:
    if found := _RELATIVE.fullmatch(head):
        return _relative(found[1] == "-", int(found[2]), found[3], now, local)
    if found := _DATE.fullmatch(head):
        return _calendar_day(int(found[1]), int(found[2]), int(found[3]), local)
    word = _DAYS_BY_WORD.get(head)
    return word(local) if word else None


def _stamp(plain: str, zone: tzinfo) -> _Reading:
    compact = plain[:10] + "T" + plain[11:].replace(" ", "").replace(",", ".").upper()
    try:
        at = datetime.fromisoformat(compact)
    except ValueError:
        raise ValueError(
            f'"{clip(plain)}" is not a moment; check its day, its time and its offset from UTC'
        ) from None
    _check_year(at.year)
    grain = "second" if re.match(r"T\d\d:?\d\d:?\d\d", compact[10:]) else "minute"
    return _Reading(at.astimezone(zone), grain)


def _relative(back: bool, count: int, unit: str, now: int, local: datetime) -> _Reading:
    amount = -count if back else count
    if unit in ("h", "min"):
        at = now + amount * (HOUR_MS if unit == "h" else MINUTE_MS)
        return _Reading(datetime.fromtimestamp(at / 1000, local.tzinfo), "shifted hour")
    day = local.date()
    if unit in ("d", "w"):
        day = _shift(day, amount * (7 if unit == "w" else 1))
    else:
        months = day.year * 12 + day.month - 1 + amount * (12 if unit == "y" else 1)
        _check_year(months // 12)
        first = date(months // 12, months % 12 + 1, 1)
        day = first.replace(day=min(day.day, _last_of_month(first).day))
    moved = local.replace(year=day.year, month=day.month, day=day.day)
    return _Reading(moved, "shifted day")


def _calendar_day(year: int, month: int, day: int, local: datetime) -> _Reading:
    _check_year(year)
    try:
        return _Reading(local.replace(year=year, month=month, day=day), "day")
    except ValueError:
        raise ValueError(f"there is no day {year:04}-{month:02}-{day:02}") from None


def _day(days: int, grain: str = "day") -> Callable[[datetime], _Reading]:
    return lambda local: _Reading(_moved(local, days), grain)


def _weekday(number: int) -> Callable[[datetime], _Reading]:
    # The next such day: on a Friday `fri` is a week ahead, the day itself is `today`.
    return lambda local: _Reading(_moved(local, (number - local.weekday() - 1) % 7 + 1), "day")


def _end_of_week(local: datetime) -> _Reading:
    return _Reading(_moved(local, 6 - local.weekday()), "last day")


def _end_of_month(local: datetime) -> _Reading:
    left = _last_of_month(local.date()).day - local.day
    return _Reading(_moved(local, left), "last day")


_DAYS_BY_WORD: dict[str, Callable[[datetime], _Reading]] = {
    "now": lambda local: _Reading(local, "shifted hour"),
    "today": _day(0),
    "tomorrow": _day(1),
    "yesterday": _day(-1),
    "eow": _end_of_week,
    "eom": _end_of_month,
    **{word: _weekday(number) for word, number in _FULL_WEEKDAYS.items()},
}


def _moved(local: datetime, days: int) -> datetime:
    day = _shift(local.date(), days)
    return local.replace(year=day.year, month=day.month, day=day.day)


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError(f"the year must be from {_EARLIEST} to {_LATEST}") from None


def _last_of_month(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)


def _check_year(year: int) -> None:
    if not _EARLIEST <= year <= _LATEST:
        raise ValueError(f"the year must be from {_EARLIEST} to {_LATEST}")


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


@lru_cache(maxsize=256)
def _midnight(day: date, zone: tzinfo) -> int:
    return _ms(datetime(day.year, day.month, day.day, tzinfo=zone))


# Writing ----------------------------------------------------------------------------------------


def local_day(ms: int, zone: tzinfo) -> date:
    """Return the calendar day of a moment in the zone."""
    return datetime.fromtimestamp(ms / 1000, zone).date()


def iso(ms: int, zone: tzinfo) -> str:
    """Return a moment as ISO 8601 with the zone's offset, to the second unless finer."""
    at = datetime.fromtimestamp(ms // 1000, zone).replace(microsecond=ms % 1000 * 1000)
    return at.isoformat(timespec="milliseconds" if ms % 1000 else "seconds")


def day(ms: int, zone: tzinfo) -> str:
    """Return a moment's day as ``Tue 24 Nov``."""
    at = local_day(ms, zone)
    return f"{WEEKDAYS[at.weekday()].title()} {at.day} {_MONTHS[at.month - 1]}"


def clock(ms: int, zone: tzinfo) -> str:
    """Return a moment's time of day as ``18:00``."""
    at = datetime.fromtimestamp(ms / 1000, zone)
    return f"{at.hour:02}:{at.minute:02}"


def day_and_clock(ms: int, zone: tzinfo) -> str:
    """Return a moment as ``Tue 24 Nov 18:00``."""
    return f"{day(ms, zone)} {clock(ms, zone)}"


def short(ms: int, now: int, zone: tzinfo, is_due: bool = True) -> str:
    """Return how far off a moment is in a card's few cells: ``+2d``, ``today 18:00``, ``3d LATE``.

    ``is_due`` says that a moment in the past is a missed one; others are shown as ``-3d``.
    """
    days = (local_day(ms, zone) - local_day(now, zone)).days
    if is_due and ms < now:
        if days:
            return f"{-days}d LATE"
        behind = now - ms
        return f"{behind // HOUR_MS}h LATE" if behind >= HOUR_MS else f"{behind // MINUTE_MS}m LATE"
    return f"{days:+}d" if days else f"today {clock(ms, zone)}"


def relative(ms: int, now: int, zone: tzinfo) -> str:
    """Return how far off a moment is in words: ``in 2 days``, ``3 hours ago``, ``now``."""
    days = abs((local_day(ms, zone) - local_day(now, zone)).days)
    apart = abs(ms - now)
    if days:
        amount = f"{days} day{'s' if days > 1 else ''}"
    elif apart >= HOUR_MS:
        hours = apart // HOUR_MS
        amount = f"{hours} hour{'s' if hours > 1 else ''}"
    elif apart >= MINUTE_MS:
        minutes = apart // MINUTE_MS
        amount = f"{minutes} minute{'s' if minutes > 1 else ''}"
    else:
        return "now"
    return f"in {amount}" if ms > now else f"{amount} ago"
