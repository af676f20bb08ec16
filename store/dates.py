"""Days and times of day in the notations that other programs export and people type.

Reading a whole column first tells whether months or days come first; moments relative to the
present are read by ``store.when``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Literal

from store.text import search_key

Order = Literal["mdy", "dmy", "ymd"]
"""In which order a date of three numbers names month, day and year."""

_READ_AS: dict[Order, str] = {
    "mdy": "month/day/year",
    "dmy": "day/month/year",
    "ymd": "year/month/day",
}
_MONTH_FIRST = frozenset("AS FM GU MH MP PH PR PW US VI".split())
_YEAR_FIRST = frozenset("CN HU JP KP KR LT MN TW".split())

_MONTHS_BY_LANGUAGE = (
    "january february march april may june july august september october november december",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
)
_MONTHS = {
    name: number
    for names in _MONTHS_BY_LANGUAGE
    for number, name in enumerate(names.split(), start=1)
} | {"mrz": 3, "mrt": 3, "maerz": 3}
_PASSED_OVER = frozenset(
    "st nd rd th of de del di den le mon tue tues wed thu thur thurs fri sat sun "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)

_CLOCK = re.compile(
    r"(\d{1,2})(?::([0-5]\d)(?::([0-5]\d)(?:\.\d{1,6})?)?)?(?: ?([ap])\.?m\.?)?", re.ASCII
)
_DAY_AND_CLOCK = re.compile(
    r"(.*\d{2})(?:[Tt]|,? )(\d{1,2}(?::\d\d){1,2}(?:\.\d+)?(?: ?[AaPp]\.?[Mm]\.?)?)", re.ASCII
)
_TRIPLE = re.compile(r"(\d{1,4})([/.\- ]) ?(\d{1,2})\2 ?(\d{2}|\d{4})\.?", re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
# Excel counts 1900 as a leap year, which all its later serial numbers carry on.
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time without a zone
_SERIALS = range(18_000, 110_000)
_YEARS = range(1900, 2200)


def parse_import_date(value: object, order: Order | None = None) -> date:
    """Return the day in a cell of a table; ValueError says what is wrong.

    Takes dates, Excel serial numbers and text. ``order`` settles what three numbers mean; without
    it an ambiguous date is refused. A time of day after the date is passed over.
    """
    return parse_import_moment(value, order)[0]


def parse_import_moment(value: object, order: Order | None = None) -> tuple[date, time | None]:
    """Return the day in a cell and its time of day, None where the cell has none."""
    if isinstance(value, datetime):
        return value.date(), _unless_midnight(value.time())
    if isinstance(value, date):
        return value, None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(float(value))
    text = " ".join(str(value).split())
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text))
    if found := _DAY_AND_CLOCK.fullmatch(text):
        return _day(found[1], order), parse_clock(found[2])
    return _day(text, order), None


def parse_import_time(value: object) -> time:
    """Return the time of day in a cell: ``2:30 PM``, ``14:30``, a time, or a fraction of a day."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if isinstance(value, float) and 0 <= value < 1:
        return (_SERIAL_ZERO + timedelta(seconds=round(value * 86_400))).time()
    return parse_clock(str(value))


def parse_clock(text: str) -> time:
    """Return a time of day written as ``14:30``, ``2:30 PM`` or ``9am``; else ValueError."""
    found = _CLOCK.fullmatch(" ".join(text.split()).casefold())
    if not found or not (found[2] or found[4]):
        raise ValueError(f'"{clip(text)}" is not a time of day such as 14:30 or 2:30 PM')
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            raise ValueError(f'"{clip(text)}" has no hour from 1 to 12')
        hour = hour % 12 + (12 if found[4] == "p" else 0)
    if hour > 23:
        raise ValueError(f'"{clip(text)}" has no hour from 0 to 23')
    return time(hour, minute, second)


def infer_order(values: Iterable[object], default: Order | None = None) -> Order | None:
    """Return the order that a whole column of dates is written in, else the default.

    ValueError where one date can only be day first and another only month first.
    """
    seen: dict[Order, str] = {}
    dotted = 0
    others = 0
    for value in values:
        found = _TRIPLE.match(" ".join(str(value).split())) if isinstance(value, str) else None
        if not found:
            continue
        order = _evident_order(found)
        if order:
            seen.setdefault(order, found[0])
        elif found[2] == ".":
            dotted += 1
        else:
            others += 1
    if "mdy" in seen and "dmy" in seen:
        raise ValueError(
            f"the dates mix orders: {seen['mdy']} has the month first, {seen['dmy']} the day"
        )
    for order in ("mdy", "dmy"):
        if order in seen:
            return order
    if dotted and not others:
        return "dmy"
    return "ymd" if "ymd" in seen and not others else default


def order_of_country(country: str) -> Order:
    """Return the order usual in a country, given by its two-letter code."""
    code = country.strip().upper()
    return "mdy" if code in _MONTH_FIRST else "ymd" if code in _YEAR_FIRST else "dmy"


def clip(text: str) -> str:
    """Return a text short enough to be quoted in a message."""
    return text if len(text) <= 40 else text[:39] + "…"


def _evident_order(found: re.Match[str]) -> Order | None:
    first, second = int(found[1]), int(found[3])
    if len(found[1]) > 2 or first > 31:
        return "ymd"
    if first > 12:
        return "dmy"
    return "mdy" if second > 12 else None


def _day(text: str, order: Order | None) -> date:
    if not text:
        raise ValueError("a date is missing")
    if len(text) > 60:
        raise ValueError(f'"{clip(text)}" is too long to be a date')
    if found := _COMPACT.fullmatch(text):
        return _checked(text, found[1], int(found[2]), int(found[3]))
    if found := _TRIPLE.fullmatch(text):
        return _from_triple(text, found, order)
    return _from_words(text)


def _from_triple(text: str, found: re.Match[str], order: Order | None) -> date:
    first, second, third = found[1], found[3], found[4]
    if len(first) > 2:
        return _checked(text, first, int(second), int(third))
    if len(third) == 4 and order == "ymd":
        order = None
    order = order or _evident_order(found) or ("dmy" if found[2] == "." else None)
    if order is None and first != second:
        raise ValueError(
            f'"{clip(text)}" may be {first} the month or {first} the day; '
            "say which order the dates are in"
        )
    if order == "ymd":
        return _checked(text, first, int(second), int(third), order)
    month, day = (second, first) if order == "dmy" else (first, second)
    return _checked(text, third, int(month), int(day), order)


def _from_words(text: str) -> date:
    parts: list[str] = re.findall(r"[^\W\d_]+|[0-9]+", search_key(text))
    words = [part for part in parts if not part.isdecimal() and part not in _PASSED_OVER]
    numbers = [part for part in parts if part.isdecimal()]
    month = _month_named(words[0]) if len(words) == 1 else None
    if month is None or len(numbers) != 2:
        raise ValueError(f'"{clip(text)}" is not a date such as 2026-09-12 or 12 Sep 2026')
    day, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
    if len(day) > 2:
        raise ValueError(f'"{clip(text)}" has no day of the month')
    return _checked(text, year, month, int(day))


def _month_named(word: str) -> int | None:
    if word in _MONTHS:
        return _MONTHS[word]
    found = {number for name, number in _MONTHS.items() if name.startswith(word)}
    return found.pop() if len(word) > 2 and len(found) == 1 else None


def _from_serial(serial: float) -> tuple[date, time | None]:
    if not _SERIALS.start <= serial < _SERIALS.stop:
        raise ValueError(f"the number {serial:g} is not a date")
    at = _SERIAL_ZERO + timedelta(seconds=round(serial * 86_400))
    return at.date(), _unless_midnight(at.time())


def _unless_midnight(at: time) -> time | None:
    return at.replace(microsecond=0) if at != time(0) else None


def _checked(text: str, year: str, month: int, day: int, order: Order | None = None) -> date:
    whole = int(year)
    if len(year) == 2:
        whole += 2000 if whole < 70 else 1900
    read_as = f", read as {_READ_AS[order]}" if order else ""
    if whole not in _YEARS:
        raise ValueError(f'"{clip(text)}" has no year from 1900 to 2199{read_as}')
    if not 1 <= month <= 12:
        raise ValueError(f'"{clip(text)}" has no month {month}{read_as}')
    try:
        return date(whole, month, day)
    except ValueError:
        raise ValueError(f'"{clip(text)}" has no day {day} in month {month}{read_as}') from None
