"""Phone numbers as machines write them, and the time zones they ring in.

Numbers are kept as people typed them; what an SMS goes to, and what an opt-out is noted for, is the
international form (E.164), such as ``+12125550100``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOST = 60
"""The longest text that is looked at; longer ones are no phone numbers."""

_ANY_WINTER = datetime(2026, 1, 1)  # noqa: DTZ001 - the zone is what is asked about


def normalise(text: str, country: str) -> str | None:
    """Write a phone number in the international form; null where nobody can have that number.

    A number without a country's code is one of ``country``, such as ``US``; where that is empty,
    it is no number. A number with an extension is none either: no SMS can reach it.
    """
    import phonenumbers  # heavy: only who sends or notes numbers pays for it

    if len(text) > MOST:
        return None
    try:
        found = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    if found.extension or not phonenumbers.is_valid_number(found):
        return None
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def zone_of(number: str, fallback: ZoneInfo) -> ZoneInfo:
    """The time zone a number in the international form belongs to.

    Of several it is the fallback where that is one of them, else the most western: there it is
    earliest. Where nothing is known about a number it is the fallback.
    """
    return zones_of(number, fallback)[0]


def zones_of(number: str, fallback: ZoneInfo) -> tuple[ZoneInfo, ...]:
    """Every time zone that a number may be in, ``zone_of`` first; that alone where it is likely."""
    names = _zones(number)
    if not names or fallback.key in names:
        return (fallback,)
    return tuple(ZoneInfo(name) for name in names)


def national(number: str) -> str:
    """The digits of a number in the international form without its country's code."""
    import phonenumbers

    return phonenumbers.national_significant_number(phonenumbers.parse(number))


@lru_cache(maxsize=4_096)
def _zones(number: str) -> tuple[str, ...]:
    """The names of a number's time zones that this machine knows, the most western first."""
    import phonenumbers
    from phonenumbers import timezone

    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ()
    names = timezone.time_zones_for_number(found)
    known = [name for name in names if name != timezone.UNKNOWN_TIMEZONE and _is_known(name)]
    return tuple(sorted(known, key=lambda name: (_winter_offset(name), name)))


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _winter_offset(name: str) -> timedelta:
    moment = _ANY_WINTER.replace(tzinfo=ZoneInfo(name))
    return (moment.utcoffset() or timedelta()) - (moment.dst() or timedelta())
