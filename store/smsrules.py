"""When an SMS may go out: not to who wants none, not at night where the number is, not too many.

``verdict`` is asked in the transaction that would hand a message over, so nobody who has just opted
out is written to and no cap is passed. Cards that are paused and the like are with ``gates``.
"""

from __future__ import annotations

from datetime import timedelta

from store import numbers, optouts, quiethours, when
from store.changes import Act
from store.desk import Desk
from store.smssettings import SmsSettings
from store.tables import Client, Message, database
from store.verdicts import Verdict

SPREAD_SECONDS = 600
"""Messages that wait for the morning go out within so long, not all at once."""


def verdict(desk: Desk, act: Act, row: Message) -> Verdict | None:
    """What keeps an SMS from going out now; null when nothing does."""
    country = optouts.country_of(desk.settings)
    number = numbers.normalise(row.to_address, country)
    if number is None:
        return Verdict("failed", "", "this is no phone number; send it again to another one")
    if _wants_none(desk, row, number):
        return Verdict("cancelled", "opt-out", "the recipient wants no SMS")
    return _quiet(desk, act.at, row, number) or _too_many(desk, act.at, row, number)


def _wants_none(desk: Desk, row: Message, number: str) -> bool:
    if optouts.is_out(desk.settings, "sms", number):
        return True
    client = Client.get_or_none(Client.id == row.client_id) if row.client_id else None
    return client is not None and bool(client.sms_opt_out)


# Hours -------------------------------------------------------------------------------------------


def _quiet(desk: Desk, at: int, row: Message, number: str) -> Verdict | None:
    opens = quiethours.opens(at, desk.settings.sms.quiet, numbers.zones_of(number, desk.zone))
    if opens == at:
        return None
    zone = numbers.zone_of(number, desk.zone)
    words = f"quiet hours: it is {when.clock(at, zone)} there ({zone.key})"
    return Verdict("pending", "quiet", words, opens + spread_ms(desk.settings.sms, row.number))


def spread_ms(sms: SmsSettings, number: int) -> int:
    """How long after the window opens a message goes out; the same for it whenever it is asked."""
    window = quiethours.length(sms.quiet) if sms.quiet else timedelta(days=1)
    most = min(SPREAD_SECONDS, int(window.total_seconds()) // 2)
    return number % most * 1000 if most else 0


# Caps --------------------------------------------------------------------------------------------


def _too_many(desk: Desk, at: int, row: Message, number: str) -> Verdict | None:
    """The caps: of a number in the day where it is, of all in the studio's day."""
    sms, there = desk.settings.sms, numbers.zone_of(number, desk.zone)
    if sms.per_number:
        count = _count_to(quiethours.this_day(at, there), number, row.to_address)
        if count >= sms.per_number:
            words = f"{count} SMS went to this number today, as many as [sms] per_number allows"
            return _tomorrow(desk, row, number, quiethours.next_day(at, there), words)
    if sms.daily:
        count = _count(quiethours.this_day(at, desk.zone))
        if count >= sms.daily:
            words = f"{count} SMS went out today, as many as [sms] daily allows"
            return _tomorrow(desk, row, number, quiethours.next_day(at, desk.zone), words)
    return None


def _tomorrow(desk: Desk, row: Message, number: str, day: int, words: str) -> Verdict:
    zones = numbers.zones_of(number, desk.zone)
    opens = quiethours.opens(day, desk.settings.sms.quiet, zones)
    return Verdict("pending", "cap", words, opens + spread_ms(desk.settings.sms, row.number))


_SETTLED = (
    "SELECT count(*) FROM message WHERE channel = 'sms' AND settled_at >= ? "
    "AND settled_at IS NOT NULL AND state IN ('done', 'unknown')"
)
_SENDING = "SELECT count(*) FROM message WHERE state = 'sending' AND channel = 'sms'"
_TO = " AND to_address IN (?, ?)"


def _count(since: int) -> int:
    """How many SMS went out since then, or are being handed over; an unknown one may have."""
    return _number_of(_SETTLED, since) + _number_of(_SENDING)


def _count_to(since: int, *addresses: str) -> int:
    return _number_of(_SETTLED + _TO, since, *addresses) + _number_of(_SENDING + _TO, *addresses)


def _number_of(sql: str, *values: object) -> int:
    return int(database.execute_sql(sql, values).fetchone()[0])
