"""Gates: what keeps messages from going out that are ready to, and until when.

A studio that may be a copy, or whose machine's clock has jumped, sends nothing at all; one message
waits for the end of a pause or of quiet hours, or is dropped because it is no longer true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from store import clockwatch, grounds, hushes, identity, optouts, smsrules, when
from store.access import CLOCK
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.reading import marks
from store.reading import rows as rows_of
from store.tables import Card, Firing, Message, Row, Trigger, database
from store.verdicts import Verdict

Stored = TypeVar("Stored", bound=Row)

FRESH_MS = 60_000
"""What was made so lately, and never tried, is as true as when it was made."""

OFF = "the trigger was switched off"


def silence(desk: Desk) -> str:
    """Why nothing goes out at all; empty when nothing stands against it."""
    keys = (identity.KEY, clockwatch.SEEN, clockwatch.DOUBT)
    sql = "SELECT key, value FROM setting WHERE key IN (?, ?, ?)"
    stored = dict(database.execute_sql(sql, keys).fetchall())
    return identity.absence(desk.file, stored.get(identity.KEY)) or clockwatch.silence(stored)


def verdict(desk: Desk, act: Act, row: Message) -> Verdict | None:
    """What keeps a message from going out now; null when nothing does."""
    return Gate(desk, act, [row]).verdict(row)


class Gate:
    """What stands against some messages; what can be asked of all at once is asked once."""

    def __init__(self, desk: Desk, act: Act, rows: Sequence[Message]) -> None:
        """Ask about the messages that are to go out next."""
        self._desk, self._act = desk, act
        about = [row.card_id for row in rows if row.firing_id and row.card_id]
        self._paused = hushes.reasons(desk, about, act.at)
        self._untrue = _untrue(desk, [row for row in rows if _may_have_aged(row, act.at)])

    def verdict(self, row: Message) -> Verdict | None:
        """What keeps a message from going out now; null when nothing does."""
        found = self._untrue.get(row.id)
        if found is not None:
            return found
        if row.firing_id and row.card_id in self._paused:
            return Verdict("held", hushes.CAUSE, self._paused[row.card_id])
        if row.channel == "sms":
            return smsrules.verdict(self._desk, self._act, row)
        if optouts.is_out(self._desk.settings, row.channel, row.to_address):
            return Verdict("cancelled", "opt-out", f"the recipient wants no {row.channel}")
        return None


def _may_have_aged(row: Message, now: int) -> bool:
    return bool(row.firing_id) and (row.attempts > 0 or now - row.created_at > FRESH_MS)


def _untrue(desk: Desk, rows: Sequence[Message]) -> dict[int, Verdict]:
    """Message id to a verdict on those that there is no more reason for."""
    if not rows:
        return {}
    fired = _by_id(Firing, [row.firing_id for row in rows])
    triggers = _by_id(Trigger, [row.trigger_id for row in fired.values()])
    about = _by_id(Card, [row.card_id for row in fired.values()])
    conditions: grounds.Conditions = {}
    found = {}
    for row in rows:
        firing = fired[row.firing_id or 0]
        trigger, card = triggers[firing.trigger_id], about[firing.card_id]
        try:
            why = _out_of_date(desk, row, firing, trigger) or grounds.no_longer_true(
                desk, trigger, card, firing, conditions
            )
        except Refused as refusal:
            found[row.id] = Verdict("held", "error", f"its condition cannot be read: {refusal}")
            continue
        if why:
            found[row.id] = Verdict("cancelled", "", f"no longer true: {why}")
    return found


def _out_of_date(desk: Desk, row: Message, firing: Firing, trigger: Trigger) -> str:
    """Why what a trigger has sent by itself comes too late; what a person let out never does."""
    if row.by or firing.by not in ("", CLOCK.login):
        return ""
    if trigger.inactive:
        return OFF
    days = trigger.expires_days
    if days is not None and firing.moment + round(days * when.DAY_MS) < desk.now():
        return f"expired: it was for {when.day(firing.moment, desk.zone)}"
    return ""


def _by_id(table: type[Stored], ids: Iterable[int | None]) -> dict[int, Stored]:
    wanted = sorted({one for one in ids if one is not None})
    return {row.id: row for row in rows_of(table, f"WHERE id IN ({marks(wanted)})", wanted)}
