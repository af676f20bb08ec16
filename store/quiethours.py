"""Quiet hours: stretches of the day in which nothing goes out, on the recipient's wall clock.

Pure: values in, values out. Nights in which the clocks change are shorter or longer, nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from store.smssettings import Quiet

_ROUNDS = 8


def is_quiet(at: int, quiet: Quiet | None, zone: ZoneInfo) -> bool:
    """Tell whether a moment lies in the quiet hours of a zone."""
    if quiet is None:
        return False
    begins, ends = quiet
    wall = datetime.fromtimestamp(at / 1000, zone).time()
    if begins < ends:
        return begins <= wall < ends
    return wall >= begins or wall < ends


def opens(at: int, quiet: Quiet | None, zones: Sequence[ZoneInfo]) -> int:
    """The first moment from then on that is quiet in none of the zones.

    Where there is no such moment because the zones lie too far apart, the first zone counts.
    """
    found = at
    for _ in range(_ROUNDS):
        later = max(_opens(found, quiet, zone) for zone in zones)
        if later == found:
            return found
        found = later
    return _opens(at, quiet, zones[0])


def next_day(at: int, zone: ZoneInfo) -> int:
    """The moment the day after begins in a zone."""
    return moment(datetime.fromtimestamp(at / 1000, zone).date() + timedelta(days=1), time(), zone)


def this_day(at: int, zone: ZoneInfo) -> int:
    """The moment the day began in a zone."""
    return moment(datetime.fromtimestamp(at / 1000, zone).date(), time(), zone)


def moment(day: date, wall: time, zone: ZoneInfo, fold: int = 0) -> int:
    """The moment of a wall-clock time; one that the clocks skip is so much later."""
    return round(datetime.combine(day, wall, zone).replace(fold=fold).timestamp() * 1000)


def length(quiet: Quiet) -> timedelta:
    """How long a day's open hours are, as wall clocks have them."""
    begins, ends = (timedelta(hours=one.hour, minutes=one.minute) for one in quiet)
    return (begins - ends) % timedelta(days=1)


def _opens(at: int, quiet: Quiet | None, zone: ZoneInfo) -> int:
    if quiet is None or not is_quiet(at, quiet, zone):
        return at
    today = datetime.fromtimestamp(at / 1000, zone).date()
    ends = (
        moment(today + timedelta(days=days), quiet[1], zone, fold)
        for days in range(3)
        for fold in (0, 1)
    )
    return min(one for one in ends if one > at and not is_quiet(one, quiet, zone))
