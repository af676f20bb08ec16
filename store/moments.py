"""Moments of triggers: when they come at a distance from a date and come again, and their words.

Pure: moments are UTC milliseconds. Which date of which record a trigger hangs on is in ``firings``
and ``dated``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Protocol

from store.calendar import Calendar
from store.errors import Refused
from store.when import DAY_MS, HOUR_MS

VISITS = ("entering", "due")
"""Moments that every stay in a status has."""

DATES: Mapping[str, tuple[str, ...]] = {
    "session": ("session",),
    "invoice": ("payment due", "promised", "delivered"),
    "preproduction": ("promised", "session"),
    "production": ("promised", "session"),
    "task": ("start", "completed"),
    "call": ("completed",),
}
"""Kind of record to the moments that it has of its own, whatever its status."""

EVERY = tuple(dict.fromkeys((*VISITS, *(word for words in DATES.values() for word in words))))
"""All moments there are."""

ONLY_AFTER: Mapping[str, str] = {
    "entering": "a card enters",
    "completed": "a record is completed",
}
"""Moments that nobody knows before they have come."""

EVENTS = ("delivered", "completed")
"""Dates that are noted when, or soon after, something happened."""

COUNTS = ("business", "calendar")

_HAIR = 1e-9

_AT = {
    "entering": "on entering",
    "due": "when due",
    "session": "at the session",
    "payment due": "when payment is due",
    "promised": "at the promised delivery",
    "delivered": "when delivered",
    "start": "at the start",
    "completed": "when completed",
}

_FROM = {
    "session": "the session",
    "promised": "the promised delivery",
    "delivered": "delivery",
    "start": "the start",
    "completed": "completion",
}


class Timed(Protocol):
    """What says when a trigger acts: a stored one, or one as somebody writes it."""

    @property
    def moment(self) -> str:
        """The date it hangs on."""

    @property
    def offset_days(self) -> float:
        """Days after the date; negative before it."""

    @property
    def offset_hours(self) -> float:
        """Hours after that."""

    @property
    def count(self) -> str:
        """Which days count."""

    @property
    def at_time(self) -> str:
        """The time of day it is moved to, or nothing."""

    @property
    def every_days(self) -> float:
        """Days until it comes again; 0 where it comes once."""

    @property
    def most(self) -> int:
        """How many times it comes in all."""


def of_kind(kind: str) -> tuple[str, ...]:
    """All moments that a trigger for a kind of record can hang on."""
    return (*VISITS, *DATES.get(kind, ()))


def moment(calendar: Calendar, base: int, timed: Timed, occurrence: int = 0) -> int:
    """When a trigger acts whose date is ``base``, for the first time or a later one.

    A later occurrence is so many days after the first, counted alike and at the same time of day.
    Raises `Refused` beyond the years that calendars count.
    """
    steps = (timed.offset_days, occurrence * timed.every_days)
    if _is_whole(timed.offset_days):  # both from the date itself, whose time of day is kept
        at = _later(calendar, base, steps, timed.count)
    else:
        at = base
        for step in steps:
            at = _later(calendar, at, (step,), timed.count)
    at += round(timed.offset_hours * HOUR_MS)
    day = calendar.local(at).date()  # also where nothing is moved: it refuses what is out of bounds
    return calendar.moment(day, time.fromisoformat(timed.at_time)) if timed.at_time else at


def _later(calendar: Calendar, base: int, steps: Sequence[float], count: str) -> int:
    """Go on by whole days, one step after the other, and then by the part of a day in the last."""
    wholes = [_whole(step) for step in steps]
    at = base
    if any(wholes):
        wall = calendar.local(base)
        day = wall.date()
        for whole in wholes:
            day = _counted(calendar, day, whole, count)
        at = calendar.moment(day, wall.time())
    return _part(calendar, at, steps[-1] - wholes[-1], count)


def _is_whole(days: float) -> bool:
    return abs(days - round(days)) <= _HAIR


def _whole(days: float) -> int:
    return round(days) if _is_whole(days) else int(days)


def _counted(calendar: Calendar, day: date, days: int, count: str) -> date:
    if not days:
        return day
    if count == "business":
        return calendar.add_days(day, days)
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise Refused("counting the days of a trigger leaves the years there are") from None


def _part(calendar: Calendar, at: int, days: float, count: str) -> int:
    """Go on by a part of a day: of working time, or of 24 hours."""
    if abs(days) <= _HAIR:
        return at
    return calendar.add(at, days) if count == "business" else at + round(days * DAY_MS)


def earliest_date(calendar: Calendar, now: int, timed: Timed) -> int:
    """A date before which no date lies whose moment is still ahead; not the latest such."""
    at = now - round(max(0.0, timed.offset_hours) * HOUR_MS) - DAY_MS
    days = max(0.0, timed.offset_days)
    if not days:
        return at
    return calendar.shift(at, -days - 1) if timed.count == "business" else at - round(days * DAY_MS)


def latest_date(calendar: Calendar, until: int, timed: Timed) -> int:
    """A date after which no date lies whose moment has come by then; not the earliest such."""
    at = until + round(max(0.0, -timed.offset_hours) * HOUR_MS) + DAY_MS
    days = max(0.0, -timed.offset_days)
    if not days:
        return at
    return calendar.shift(at, days + 1) if timed.count == "business" else at + round(days * DAY_MS)


# In words ----------------------------------------------------------------------------------------


def words(timed: Timed) -> str:
    """Say when a trigger acts, such as ``3 business days after due, again every 2 days, 3 times``.

    The number of times counts the first.
    """
    told = _first(timed)
    if timed.at_time:
        told += f" at {timed.at_time}"
    if timed.every_days:
        said = timed.offset_days or timed.count == "calendar"
        told += f", again every {_days(timed.every_days, '' if said else timed.count)}"
        told += f", {timed.most} times"
    return told


def _first(timed: Timed) -> str:
    days, hours = timed.offset_days, timed.offset_hours
    if not days and not hours:
        return _AT.get(timed.moment, timed.moment)
    point = _FROM.get(timed.moment, timed.moment)
    side = "before" if (days or hours) < 0 else "after"
    parts = [_days(abs(days), timed.count)] if days else []
    if hours and (days == 0 or (days < 0) == (hours < 0)):
        parts.append(f"{abs(hours):g} h")
    told = f"{' '.join(parts)} {side} {point}"
    if days and hours and (days < 0) != (hours < 0):
        told += f" and {abs(hours):g} h {'earlier' if hours < 0 else 'later'}"
    return told


def _days(days: float, count: str) -> str:
    return f"{days:g} {count} day{'' if days == 1 else 's'}".replace("  ", " ")
