"""Pauses: how long a card waited or was blocked, because of whom, and what that does to due dates.

Pure: values in, values out. A pause protects what comes after it; whether the waiting status itself
is overdue is decided by its own due date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from store.calendar import Calendar

Cause = Literal["client", "vendor", "us"]
"""Whom a pause is put down to."""

PAUSING = frozenset({"waiting", "blocked"})
"""The state classes in which the clock stands still."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One visit of a card: the state class, from when to when (None: it lasts), whose doing."""

    state: str
    entered_ms: int
    left_ms: int | None = None
    cause: Cause = "us"


@dataclass(frozen=True, slots=True)
class Resumption:
    """What a pause did: the due moment now, the business days paused and lost from the slack."""

    due_ms: int
    paused_days: float
    lost_slack: float


def paused_days(stays: Iterable[Stay], calendar: Calendar, now_ms: int) -> float:
    """Return the business days spent waiting or blocked; one that lasts counts until now."""
    return round(sum(paused_by_cause(stays, calendar, now_ms).values()), 9)


def paused_by_cause(stays: Iterable[Stay], calendar: Calendar, now_ms: int) -> dict[Cause, float]:
    """Return the business days spent waiting or blocked for each cause that had any stay."""
    days: dict[Cause, float] = {}
    for stay in stays:
        if stay.state in PAUSING:
            until = now_ms if stay.left_ms is None else stay.left_ms
            spent = _spent(calendar, stay.entered_ms, until)
            days[stay.cause] = round(days.get(stay.cause, 0.0) + spent, 9)
    return days


def resumed_due(due_ms: int, pause_from: int, pause_to: int, calendar: Calendar) -> int:
    """Return a due moment moved by exactly the business time between the pause's two moments."""
    return calendar.shift(due_ms, _spent(calendar, pause_from, pause_to))


def resume(
    method: Literal["A", "B"], due_ms: int, pause_from: int, pause_to: int, calendar: Calendar
) -> Resumption:
    """Return what a pause does to the due moment of the step the card comes back to.

    Forward (A) the due moment moves; backward (B) it stays and the pause eats the slack.
    """
    spent = _spent(calendar, pause_from, pause_to)
    if method == "B":
        return Resumption(due_ms, spent, spent)
    return Resumption(calendar.shift(due_ms, spent), spent, 0.0)


def _spent(calendar: Calendar, start_ms: int, end_ms: int) -> float:
    return max(0.0, calendar.business_days_between(start_ms, end_ms))
