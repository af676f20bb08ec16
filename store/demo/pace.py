"""The demo's time: moments as business days on one axis, where adding is plain addition.

A place such as 12.25 is a quarter into the 13th open day. Real calendars give every due date; they
are asked once per day and duration, because a large demo needs ten million of them.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from store.calendar import Calendar

Choice = TypeVar("Choice")


class Axis:
    """The studio's open days from a first to a last date."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        """Ask the calendar for every day once."""
        self.days: list[date] = []
        self.opens: list[int] = []
        self.closes: list[int] = []
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            if calendar.is_open(day):
                self.days.append(day)
                self.opens.append(calendar.moment(day, calendar.opens))
                self.closes.append(calendar.moment(day))
        self._lengths = [
            closes - opens for opens, closes in zip(self.opens, self.closes, strict=True)
        ]
        self._tables: dict[tuple[str, float], list[int]] = {}

    def moment(self, place: float) -> int:
        """The moment of a place, to the second; places off the axis give its ends."""
        index = int(place)
        if place < 0 or index >= len(self.opens):
            return self.opens[0] if place < 0 else self.closes[-1]
        seconds = (place - index) * self._lengths[index] // 1000
        return self.opens[index] + int(seconds) * 1000

    def place(self, moment: int) -> float:
        """The place of a moment; closed hours count as the next opening."""
        index = bisect_right(self.closes, moment)
        if index >= len(self.opens) or moment <= self.opens[index]:
            return float(index)
        return index + (moment - self.opens[index]) / self._lengths[index]

    def closing(self, place: float) -> int:
        """Closing time of the day of a place."""
        return self.closes[min(max(int(place), 0), len(self.closes) - 1)]

    def dues(self, calendar: Calendar, days: float) -> list[int] | None:
        """Day by day when a duration that begins then is due; null where the hour matters."""
        if days != round(days):
            return None
        key = (calendar.name, days)
        if key not in self._tables:
            self._tables[key] = [calendar.add(opens, days) for opens in self.opens]
        return self._tables[key]


class Chance:
    """Seeded chance, with the skewed durations of real work."""

    def __init__(self, seed: int) -> None:
        """Draw a stock of factors once: drawing them one by one would cost minutes."""
        self.random = random.Random(f"safelight demo {seed}")  # noqa: S311 - nothing secret
        self.draw = self.random.random
        self._factors = [min(4.0, self.random.lognormvariate(-0.15, 0.55)) for _ in range(4096)]

    def factor(self) -> float:
        """How much longer (or shorter) than planned a step takes; 0.86 in the middle, skewed."""
        return self._factors[self.random.getrandbits(12)]

    def below(self, count: int) -> int:
        """A whole number from 0 to below ``count``."""
        return int(self.draw() * count)

    def one(self, choices: Sequence[Choice]) -> Choice:
        """One of several."""
        return choices[int(self.draw() * len(choices))]
