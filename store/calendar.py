"""Business days: which days are open, and adding and counting working time on them.

Pure: moments are UTC milliseconds, days are local dates of the calendar's zone, durations are
business days. What a duration belongs to and which due date follows from it is in `duedates`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from store.errors import Refused
from store.publicholidays import public_holidays

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The days' names, Monday first as in `date.weekday()`."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Calendars count within these years: beyond them a date is a typing mistake."""

Count = Literal["business", "calendar"]
"""Whether every day counts, or only the days of the work week that are no holidays."""

_FIRST_MS = -2_211_667_200_000  # a month around the years, so that no zone's edge is cut off
_LAST_MS = 7_260_796_800_000
_HAIR = 1e-9  # what floats lose; 0.03 ms of a nine-hour day


@dataclass(frozen=True, slots=True)
class _Year:
    """The open days of one year: ordinals, and the moments they open and close."""

    days: list[int]
    opens: list[int]
    closes: list[int]


@dataclass(frozen=True)
class Calendar:
    """The working days and hours of the studio (named "studio") or of one vendor.

    `work_week` has 0 for Monday; `holidays` are its own, those of `country` are added to them. With
    `count="calendar"` every day is open. Raises `Refused` for an unknown zone, an empty work week,
    or hours that end before they begin; an unknown country is refused when a day is asked for.
    """

    name: str
    zone: str
    work_week: frozenset[int]
    holidays: Mapping[date, str] = field(default_factory=dict, hash=False)
    country: str | None = None
    subdivision: str | None = None
    opens: time = time(9)
    closes: time = time(18)
    count: Count = "business"
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _years: dict[int, _Year] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Copy the holidays (they are cached from here on) and refuse what cannot work."""
        object.__setattr__(self, "holidays", dict(self.holidays))
        try:
            object.__setattr__(self, "_zone", ZoneInfo(self.zone))
        except (KeyError, ValueError, OSError):
            raise Refused(
                f"Calendar {self.name}: unknown time zone {self.zone!r}; "
                "use a name such as Europe/Berlin or America/New_York"
            ) from None
        if not self.work_week <= set(range(7)):
            raise Refused(f"Calendar {self.name}: the work week has days other than 0 to 6")
        if self.count == "business" and not self.work_week:
            raise Refused(f"Calendar {self.name}: no open day in the work week; tick at least one")
        if self.opens >= self.closes:
            raise Refused(
                f"Calendar {self.name}: it opens at {self.opens:%H:%M} and closes at "
                f"{self.closes:%H:%M}; the day must end after it begins"
            )

    # Days

    def is_open(self, day: date) -> bool:
        """Return whether people work on that day; raises `Refused` outside the counted years."""
        days = self._year(day.year).days
        ordinal = day.toordinal()
        at = bisect_left(days, ordinal)
        return at < len(days) and days[at] == ordinal

    def why_closed(self, day: date) -> str | None:
        """Return a closed day's reason ("Saturday", "Thanksgiving Day"), None for an open day."""
        if self.is_open(day):
            return None
        if self.count == "business":
            if day.weekday() not in self.work_week:
                return WEEKDAYS[day.weekday()]
            if day in self.holidays:
                return self.holidays[day] or "holiday"
            if self.country is not None:
                public = public_holidays(self.country, self.subdivision, day.year)
                if day in public:
                    return public[day]
        return "a day the clocks skipped"

    def next_open(self, day: date) -> date:
        """Return that day if it is open, else the first open day after it."""
        return self._date(self._after(day.year, day.toordinal() - 1, 1))

    def previous_open(self, day: date) -> date:
        """Return that day if it is open, else the last open day before it."""
        return self._date(self._before(day.year, day.toordinal() + 1, 1))

    def add_days(self, day: date, n: int) -> date:
        """Return the n-th business day after that day; 0 gives `next_open`."""
        if n < 0:
            return self.subtract_days(day, -n)
        if n == 0:
            return self.next_open(day)
        return self._date(self._after(day.year, day.toordinal(), n))

    def subtract_days(self, day: date, n: int) -> date:
        """Return the n-th business day before that day; 0 gives `previous_open`."""
        if n < 0:
            return self.add_days(day, -n)
        if n == 0:
            return self.previous_open(day)
        return self._date(self._before(day.year, day.toordinal(), n))

    # Moments

    def local(self, ms: int) -> datetime:
        """Return a moment as the calendar's wall clock shows it."""
        if not _FIRST_MS <= ms < _LAST_MS:
            raise Refused(f"Calendar {self.name}: the date is not in {FIRST_YEAR} to {LAST_YEAR}")
        return datetime.fromtimestamp(ms / 1000, self._zone)

    def moment(self, day: date, at: time | None = None) -> int:
        """Return the moment of a wall-clock time, of closing time if none is given.

        A time the clocks skip moves forward, but stays on its day; of one that comes twice the
        first is meant.
        """
        wall = datetime.combine(day, self.closes if at is None else at, self._zone)
        first = round(wall.replace(fold=0).timestamp() * 1000)
        if self.local(first).date() == day:
            return first
        earlier = round(wall.replace(fold=1).timestamp() * 1000)
        return earlier if self.local(earlier).date() == day else first

    def midnight_after(self, ms: int) -> int:
        """Return the moment the local day after this one begins."""
        return self.moment(self.local(ms).date() + timedelta(days=1), time(0))

    def add(self, ms: int, days: float) -> int:
        """Return the moment a duration of `days` ends; a negative one is subtracted.

        Whole days end at closing time, that many business days after the start's date whatever its
        time of day; on a closed date 0 is the next open day and 1 the first business day after it.
        With a fraction working time is counted on: from the next working minute, `days` times the
        length of the day, each whole day keeping the time of day.
        """
        if days < 0:
            return self.subtract(ms, -days)
        start = self.local(ms)
        whole = round(days)
        if abs(days - whole) > _HAIR:
            return self._work_on(ms, start, days)
        ordinal = start.toordinal()
        block, at = self._after(start.year, ordinal if whole else ordinal - 1, whole or 1)
        return block.closes[at]

    def subtract(self, ms: int, days: float) -> int:
        """Return the moment a duration of `days` must start at to end at that moment.

        The mirror of `add`: whole days back give closing time, from a closed date too.
        """
        if days < 0:
            return self.add(ms, -days)
        end = self.local(ms)
        whole = round(days)
        if abs(days - whole) > _HAIR:
            return self._work_back(ms, end, days)
        ordinal = end.toordinal()
        block, at = self._before(end.year, ordinal if whole else ordinal + 1, whole or 1)
        return block.closes[at]

    def shift(self, ms: int, days: float) -> int:
        """Move a moment by business days, back if negative, keeping the time of day.

        A fraction moves it on by working time after the whole days.
        """
        whole = round(days) if abs(days - round(days)) <= _HAIR else int(days)
        rest = days - whole
        if whole:
            wall = self.local(ms)
            ms = self.moment(self.add_days(wall.date(), whole), wall.time())
        if abs(rest) <= _HAIR:
            return ms
        return self.add(ms, rest) if rest > 0 else self.subtract(ms, -rest)

    def business_days_between(self, start_ms: int, end_ms: int) -> float:
        """Return the working time between two moments in business days, negative if reversed."""
        first, first_part = self._place(start_ms)
        last, last_part = self._place(end_ms)
        (year, at), (end_year, end_at) = first, last
        whole = end_at - at
        for between in range(min(year, end_year), max(year, end_year)):
            whole += len(self._year(between).days) * (1 if end_year > year else -1)
        return round(whole + last_part - first_part, 9)

    # The open days, a year at a time

    def _year(self, year: int) -> _Year:
        block = self._years.get(year)
        if block is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise Refused(
                    f"Calendar {self.name}: counting leaves {FIRST_YEAR} to {LAST_YEAR}; "
                    "check the date and the number of days"
                )
            block = self._years[year] = _open_days(self, year)
        return block

    def _after(self, year: int, ordinal: int, n: int) -> tuple[_Year, int]:
        """Return the n-th (>= 1) open day after a date of that year."""
        block = self._year(year)
        at = bisect_right(block.days, ordinal) + n - 1
        while at >= len(block.days):
            at -= len(block.days)
            year += 1
            block = self._year(year)
        return block, at

    def _before(self, year: int, ordinal: int, n: int) -> tuple[_Year, int]:
        """Return the n-th (>= 1) open day before a date of that year."""
        block = self._year(year)
        at = bisect_left(block.days, ordinal) - n
        while at < 0:
            year -= 1
            block = self._year(year)
            at += len(block.days)
        return block, at

    @staticmethod
    def _date(place: tuple[_Year, int]) -> date:
        block, at = place
        return date.fromordinal(block.days[at])

    # Parts of days

    def _place(self, ms: int) -> tuple[tuple[int, int], float]:
        """Return a moment as (year, number of its open day) and the part of it that is over."""
        day = self.local(ms)
        block = self._year(day.year)
        at = bisect_left(block.days, day.toordinal())
        return (day.year, at), _part(block, at, day, ms)

    def _work_on(self, ms: int, start: datetime, days: float) -> int:
        block, at = self._after(start.year, start.toordinal() - 1, 1)
        total = _part(block, at, start, ms) + days
        ahead = int(total - _HAIR)  # a day that ends exactly ends today, not tomorrow at opening
        if ahead:
            block, at = self._after(_year_of(block, at), block.days[at], ahead)
        return _inside(block, at, total - ahead)

    def _work_back(self, ms: int, end: datetime, days: float) -> int:
        block, at = self._before(end.year, end.toordinal() + 1, 1)
        same_day = block.days[at] == end.toordinal()
        total = (_part(block, at, end, ms) if same_day else 1.0) - days
        back = 0
        while total <= _HAIR:
            total += 1
            back += 1
        if back:
            block, at = self._before(_year_of(block, at), block.days[at], back)
        return _inside(block, at, total)


def _year_of(block: _Year, at: int) -> int:
    return date.fromordinal(block.days[at]).year


def _part(block: _Year, at: int, day: date, ms: int) -> float:
    """Return how much of an open day is over at a moment of `day`, 0 if that is not its date."""
    if at >= len(block.days) or block.days[at] != day.toordinal():
        return 0.0
    opens, closes = block.opens[at], block.closes[at]
    return min(max((ms - opens) / (closes - opens), 0.0), 1.0)


def _inside(block: _Year, at: int, part: float) -> int:
    opens, closes = block.opens[at], block.closes[at]
    return opens + round(part * (closes - opens))


@lru_cache(maxsize=64)
def _open_days(calendar: Calendar, year: int) -> _Year:
    """Find a year's open days; kept for equal calendars, which every command reads anew."""
    business = calendar.count == "business"
    public: Mapping[date, str] = {}
    if business and calendar.country is not None:
        public = public_holidays(calendar.country, calendar.subdivision, year)
    block = _Year([], [], [])
    for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        if business and day.weekday() not in calendar.work_week:
            continue
        if business and (day in calendar.holidays or day in public):
            continue
        opens, closes = calendar.moment(day, calendar.opens), calendar.moment(day)
        # A zone that crossed the date line has a date less: nobody works on it.
        if opens < closes and calendar.local(closes).date() == day:
            block.days.append(ordinal)
            block.opens.append(opens)
            block.closes.append(closes)
    return block
