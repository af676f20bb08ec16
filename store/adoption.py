"""Adoption: a database that may be a copy becomes the studio's own, and sends from now on.

What was due before is never sent by itself then: the studio that it was copied from may have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store import following, hushes, identity, sifting
from store.changes import Act
from store.desk import Desk
from store.envelopes import CHANNELS
from store.tables import Firing, Message, Setting, Trigger

WORDS = "it was due before this database was adopted: another copy may have sent it"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to reach people, by channel; ``overdue`` is what would have gone out by now."""

    why: str
    by_channel: Mapping[str, int]
    overdue: int
    held: int = 0


def waiting(desk: Desk) -> Waiting:
    """Why nothing is sent, and what would be; ``why`` is empty where the database is at home."""
    why = identity.absence(desk.file, identity.noted())
    counts: Counter[str] = Counter()
    for trigger in _outward():
        open_ones = Firing.select().where(
            Firing.trigger == trigger.id, Firing.state.in_(["pending", "held"])
        )
        written = Message.select(Message.firing).where(Message.firing.is_null(False))
        counts[sifting.channel_of(trigger)] += open_ones.where(Firing.id.not_in(written)).count()
    for channel in CHANNELS:
        counts[channel] += (
            Message.select()
            .where(Message.channel == channel, Message.state.in_(["pending", "held"]))
            .count()
        )
    overdue = _due_firings(desk.now()).count() + _due_messages(desk.now()).count()
    return Waiting(why, {channel: counts[channel] for channel in CHANNELS}, overdue)


def adopt(desk: Desk) -> Waiting:
    """Make the database the studio's own; what is due already is held for a person."""
    with desk.action(
        "adopt the database", "adopt this database", right="set-up", undoable=False
    ) as act:
        found = waiting(desk)
        held = _hold(act) if found.why else 0
        note = identity.words(desk.file)
        row = Setting.get_or_none(Setting.key == identity.KEY)
        if row is None:
            act.insert(Setting, key=identity.KEY, value=note)
        else:
            act.update(row, value=note)
    return Waiting(found.why, found.by_channel, found.overdue, held)


def _hold(act: Act) -> int:
    messages = list(_due_messages(act.at))
    for message in messages:
        act.update(message, state="held", cause="late", reason=WORDS)
    following.follow(act, [message.firing_id for message in messages])
    firings = list(_due_firings(act.at))
    for firing in firings:
        act.update(firing, state="held", cause="late", reason=WORDS)
    return len(messages) + len(firings)


def _outward() -> list[Trigger]:
    ids = sifting.outward_ids()
    return list(Trigger.select().where(Trigger.id.in_(ids)))


def _due_firings(now: int) -> Any:
    written = Message.select(Message.firing).where(Message.firing.is_null(False))
    paused = (Firing.state == "held") & (Firing.cause == hushes.CAUSE) & Firing.id.not_in(written)
    return Firing.select().where(
        (Firing.state == "pending") | paused,
        Firing.moment <= now,
        Firing.trigger.in_(sifting.outward_ids()),
    )


def _due_messages(now: int) -> Any:
    # What a pause holds goes on by itself when it ends, in each of the copies.
    paused = (Message.state == "held") & (Message.cause == hushes.CAUSE)
    return Message.select().where((Message.state == "pending") | paused, Message.next_at <= now)
