"""Reading one value of the settings: a TOML value in, a typed value out.

Each reader raises `ValueError` with the reason and the remedy, never with the value itself: the
caller decides whether that may be shown. Which keys there are is in `settings`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from store.errors import did_you_mean, nearest
from store.text import safe

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekdays as the settings write them, Monday first."""

Reader = Callable[[object], object]
"""Takes what the file says, returns what the program uses, raises `ValueError` with words."""


@dataclass(frozen=True)
class Holiday:
    """A day on which the studio is closed, and why."""

    date: date
    name: str


def text(value: object, most: int = 200) -> str:
    """Read a short text of one line."""
    if not isinstance(value, str):
        raise ValueError(f'must be a text in quotes, such as "…", not {kind(value)}')
    if not value.strip():
        raise ValueError("must not be empty")
    if len(value) > most:
        raise ValueError(f"is too long; at most {most} characters")
    composed = unicodedata.normalize("NFC", value)
    if safe(composed) != composed:
        raise ValueError("must be one line of plain text, without control characters")
    return value.strip()


def one_of(choices: tuple[str, ...], value: object) -> str:
    """Read one word out of a fixed list."""
    word = text(value)
    if word not in choices:
        hint = did_you_mean(word, choices)
        raise ValueError(f"must be one of {', '.join(choices)}{hint}")
    return word


def number(low: float, high: float, value: object) -> float:
    """Read a number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a number without quotes, not {kind(value)}")
    if not low <= value <= high:
        raise ValueError(f"must be between {low:g} and {high:g}")
    return float(value)


def whole(low: int, high: int, value: object) -> int:
    """Read a whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"must be a whole number without quotes, not {kind(value)}")
    if not low <= value <= high:
        raise ValueError(f"must be between {low} and {high}")
    return value


def time_of_day(value: object) -> time:
    """Read a time of day, as a TOML time or as text such as "09:00"."""
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value, re.ASCII):
        hours, minutes = map(int, value.split(":"))
        if hours < 24 and minutes < 60:
            return time(hours, minutes)
    raise ValueError('must be a time of day such as "09:00"')


def yes_or_no(value: object) -> bool:
    """Read a switch."""
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {kind(value)}")
    return value


def hours(value: object) -> str:
    """Read a span of the day, such as "07:00-22:00"; empty: all of it. It may pass midnight."""
    if value == "":
        return ""
    begin, dash, end = text(value).partition("-")
    if not dash:
        raise ValueError('must be a span such as "07:00-22:00"')
    first, last = time_of_day(begin.strip()), time_of_day(end.strip())
    if first == last:
        raise ValueError("must have two different times; leave it empty for all day")
    return f"{first:%H:%M}-{last:%H:%M}"


def work_week(value: object) -> tuple[str, ...]:
    """Read the working weekdays, in the order of the week."""
    if not isinstance(value, list) or not value:
        raise ValueError('must be a list of weekdays such as ["mon", "tue"]')
    wrong = [day for day in value if day not in WEEKDAYS]
    if wrong:
        word = safe(str(wrong[0]), 20)
        hint = did_you_mean(word, WEEKDAYS) or did_you_mean(word[:3], WEEKDAYS)
        raise ValueError(f"has a day that is none of {', '.join(WEEKDAYS)}{hint}")
    return tuple(day for day in WEEKDAYS if day in value)


def holidays(value: object) -> tuple[Holiday, ...]:
    """Read the studio's own holidays: tables of a date and a name."""
    if not isinstance(value, list):
        raise ValueError('must be a list such as [{ date = 2026-12-24, name = "Christmas Eve" }]')
    return tuple(_holiday(entry) for entry in value)


def timezone(value: object) -> str:
    """Read the name of a time zone that this machine knows."""
    name = text(value)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        hint = _nearest_zone(name)
        example = hint or "; use a name such as Europe/Berlin or America/New_York"
        raise ValueError(f"is not a time zone{example}") from None
    return name


def code(length: int, example: str, value: object) -> str:
    """Read a code of so many capital letters; small ones are taken as capitals."""
    word = text(value).upper()
    if not re.fullmatch(r"[A-Z]{%d}" % length, word):  # noqa: UP031 - braces read better so
        raise ValueError(f"must be a code of {length} letters such as {example}")
    return word


def folder(value: object) -> Path:
    """Read the path of a folder; a relative one counts from the studio's folder."""
    path = Path(text(value, 1_000))
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("names the home folder of a user this machine does not know") from None


def folder_name(value: object) -> str:
    """Read the name of a folder inside another."""
    name = text(value, 80)
    if "/" in name or "\\" in name or name.startswith("."):
        raise ValueError('must be the name of a folder such as "Hi-Res", not a path')
    return name


def database(value: object) -> Path:
    """Read where the database lies, as an address such as "sqlite:///safelight.db"."""
    address = text(value, 1_000)
    try:
        parts = urlsplit(address)
        host = parts.netloc
    except ValueError:
        raise ValueError('must be an address such as "sqlite:///safelight.db"') from None
    if "@" in host:
        raise ValueError("must not carry a password; secrets are never written in the settings")
    if parts.scheme != "sqlite" or host or parts.query or parts.fragment or len(parts.path) < 2:
        raise ValueError('must be "sqlite:///FILE", or left out for safelight.db')
    return Path(parts.path[1:])


def kind(value: object) -> str:
    """Return in plain words what sort of TOML value this is."""
    names: tuple[tuple[tuple[type, ...], str], ...] = (
        ((bool,), "true or false"),
        ((str,), "a text"),
        ((int, float), "a number"),
        ((list,), "a list"),
        ((dict,), "a table"),
        ((date, time), "a date or time"),
    )
    return next((words for sorts, words in names if isinstance(value, sorts)), "this")


def _holiday(entry: object) -> Holiday:
    if not isinstance(entry, dict) or not set(entry) <= {"date", "name"} or "date" not in entry:
        raise ValueError('has an entry that is not { date = 2026-12-24, name = "…" }')
    day = entry["date"]
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError("has an entry whose date is not a day such as 2026-12-24")
    try:
        return Holiday(day, text(entry.get("name", "holiday")))
    except ValueError as error:
        raise ValueError(f"has an entry whose name {error}") from None


def _nearest_zone(name: str) -> str:
    zones = available_timezones()
    hint = did_you_mean(name, zones)
    if hint:
        return hint
    towns = {zone.rpartition("/")[2]: zone for zone in sorted(zones)}
    found = nearest(name.rpartition("/")[2].replace(" ", "_"), towns)
    return did_you_mean(towns[found[0]], [towns[found[0]]]) if found else ""


def reading(reader: Callable[..., object], *bounds: object) -> Reader:
    """Return a reader with its bounds or choices filled in."""
    return partial(reader, *bounds)
