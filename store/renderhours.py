"""When rendering may begin: the studio's hours for it, by its own wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_AHEAD = 2


def _span(hours: str) -> tuple[time, time]:
    begin, _, end = hours.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)


def _local(moment: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(zone)


def is_open(hours: str, now: int, zone: ZoneInfo) -> bool:
    """Tell whether a moment lies within a span such as 07:00-22:00, which may pass midnight.

    The span begins with its first minute and ends before its last; empty: always.
    """
    if not hours:
        return True
    begin, end = _span(hours)
    at = _local(now, zone).time()
    if begin < end:
        return begin <= at < end
    return at >= begin or at < end


def opens_at(hours: str, now: int, zone: ZoneInfo) -> int | None:
    """When the span begins next; null while it lasts, or without hours.

    Where the clocks leap over its beginning, it begins when they have.
    """
    if is_open(hours, now, zone):
        return None
    begin, _ = _span(hours)
    today = _local(now, zone).date()
    for days in range(DAYS_AHEAD):
        at = datetime.combine(today + timedelta(days=days), begin, zone)
        moment = round(at.timestamp() * 1000)
        if moment > now:
            return moment
    return None
