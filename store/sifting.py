"""Sifting: what of all that is due does not fire as it is.

What has expired is cancelled, what is paused or comes too late is held for a person, reminders that
piled up collapse into the last one, and a trigger that would send very many at once is braked. Only
what reaches people outside is ever late, collapsed or braked: tasks, calls and rules are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store import boards, firings, grounds, hushes, views, when
from store.changes import Act
from store.desk import Desk
from store.errands import Settled, by_id
from store.errors import Refused
from store.tables import Card, Firing, Trigger, database
from store.text import safe

AT_ONCE_MS = 10 * when.MINUTE_MS
"""What a trigger made so lately counts as made at once with what is due."""

PILED_UP_MS = when.HOUR_MS
"""Reminders that are later than this, and of which there are several, collapse into the last."""


def channel_of(trigger: Trigger) -> str:
    """How a trigger reaches people, in the first place."""
    return str(trigger.action).partition(" ")[0]


def outward_ids() -> list[int]:
    """The triggers that reach people outside."""
    return [row.id for row in Trigger.select(Trigger.id, Trigger.action) if firings.is_outward(row)]


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is to fire, the triggers that are braked, and what was done with the rest."""

    rows: tuple[Firing, ...]
    braked: frozenset[int]
    settled: Settled


class Sieve:
    """Looks at firings that are due, inside the action that settles them."""

    def __init__(self, desk: Desk, act: Act, rows: Sequence[Firing]) -> None:
        """Take the firings, with their triggers and cards."""
        self._desk, self._act = desk, act
        self._rows = rows
        self._triggers = by_id(Trigger, [row.trigger_id for row in rows])
        self._conditions: grounds.Conditions = {}
        self._held = self._cancelled = 0

    def all(self) -> Sifted:
        """Deal with all that does not fire as it is."""
        rows = self._without_collapsed(self._without_expired(self._rows))
        rows = self._without_late(self._without_paused(rows))
        return self._sifted(rows, self._braked(rows))

    def paused(self) -> Sifted:
        """Deal with what is paused, as if everything else had come in time."""
        return self._sifted(self._without_paused(self._rows), frozenset())

    def _sifted(self, rows: Sequence[Firing], braked: frozenset[int]) -> Sifted:
        return Sifted(tuple(rows), braked, Settled(held=self._held, cancelled=self._cancelled))

    def _trigger(self, row: Firing) -> Trigger:
        return self._triggers[row.trigger_id]

    def _cancel(self, row: Firing, reason: str) -> None:
        self._act.update(
            row, state="cancelled", cause="", reason=safe(reason, 500), settled_at=self._act.at,
            by=self._desk.who.login,
        )  # fmt: skip
        self._cancelled += 1

    def _go_on(self, row: Firing) -> None:
        """Plan the next of a series, which may come in time."""
        trigger = self._trigger(row)
        if trigger.every_days:
            card = Card.get_by_id(row.card_id)
            firings.plan_next(self._desk, self._act, trigger, row, card)

    def _hold(self, row: Firing, cause: str, reason: str) -> None:
        self._act.update(row, state="held", cause=cause, reason=safe(reason, 500))
        self._held += 1

    def _still_true(self, row: Firing, trigger: Trigger, card: Card) -> bool:
        """Whether there is reason to hold a firing; what is untrue or unreadable goes its way."""
        try:
            return not grounds.no_longer_true(self._desk, trigger, card, row, self._conditions)
        except Refused:
            return False

    # Expired

    def _without_expired(self, rows: Sequence[Firing]) -> list[Firing]:
        kept = []
        for row in rows:
            trigger = self._trigger(row)
            days = trigger.expires_days
            if days is None or row.moment + round(days * when.DAY_MS) >= self._act.at:
                kept.append(row)
                continue
            self._cancel(row, f"expired: it was for {when.day(row.moment, self._desk.zone)}")
            self._go_on(row)
        return kept

    # Collapsed

    def _without_collapsed(self, rows: Sequence[Firing]) -> list[Firing]:
        late = {
            row.id: row
            for row in rows
            if firings.is_outward(self._trigger(row)) and row.moment < self._act.at - PILED_UP_MS
        }
        if not late:
            return list(rows)
        latest = self._latest(sorted({row.card_id for row in late.values()}))
        kept = []
        for row in rows:
            last = latest.get(_pile(row, self._trigger(row))) if row.id in late else None
            if last is None or last[0].trigger_id == row.trigger_id:
                kept.append(row)
            else:
                self._cancel(row, f"collapsed into {last[1].name}")
                self._go_on(row)
        return kept

    def _latest(self, card_ids: Sequence[int]) -> dict[Any, tuple[Firing, Trigger]]:
        """Of every pile of what is due about some cards, the one that came last and is true."""
        query = (
            Firing.select(Firing, Trigger, Card)
            .join(Trigger)
            .switch(Firing)
            .join(Card)
            .where(
                Firing.state == "pending",
                Firing.moment <= self._act.at,
                Firing.card.in_(list(card_ids)),
            )
            .order_by(Firing.moment, Firing.id)
        )
        found: dict[Any, tuple[Firing, Trigger]] = {}
        for row in query:
            trigger, pile = row.trigger, _pile(row, row.trigger)
            if firings.is_outward(trigger) and self._still_true(row, trigger, row.card):
                found[pile] = (row, trigger)
        return found

    # Paused

    def _without_paused(self, rows: Sequence[Firing]) -> list[Firing]:
        about = [row.card_id for row in rows if self._trigger(row).action not in firings.RULES]
        paused = hushes.reasons(self._desk, about, self._act.at)
        if not paused:
            return list(rows)
        cards = by_id(Card, paused)
        kept = []
        for row in rows:
            trigger = self._trigger(row)
            held = row.card_id in paused and trigger.action not in firings.RULES
            if held and self._still_true(row, trigger, cards[row.card_id]):
                self._hold(row, hushes.CAUSE, paused[row.card_id])
            else:
                kept.append(row)
        return kept

    # Late

    def _without_late(self, rows: Sequence[Firing]) -> list[Firing]:
        late = [row for row in rows if self._is_late(row)]
        cards = by_id(Card, [row.card_id for row in late])
        held = set()
        for row in late:
            if self._still_true(row, self._trigger(row), cards[row.card_id]):
                since = when.relative(row.moment, self._act.at, self._desk.zone)
                self._hold(row, "late", f"its moment was {since}: approve it or skip it")
                held.add(row.id)
        return [row for row in rows if row.id not in held]

    def _is_late(self, row: Firing) -> bool:
        """Whether a firing is for a person to decide; one that was paused is late on purpose."""
        trigger = self._trigger(row)
        if trigger.by_hand or row.cause == hushes.CAUSE or not firings.is_outward(trigger):
            return False
        return self._act.at - row.moment > self._late_ms()

    def _late_ms(self) -> int:
        return round(self._desk.settings.triggers.late_hours * when.HOUR_MS)

    # Braked

    def _braked(self, rows: Sequence[Firing]) -> frozenset[int]:
        sending = {row.trigger_id for row in rows if firings.is_outward(self._trigger(row))}
        most = self._desk.settings.triggers.brake
        if not sending or not most:
            return frozenset()
        made = _made_lately(sending, self._act.at)
        return frozenset(
            one
            for one in sending
            if made.get(one, 0) + self._due(self._triggers[one], most + 1) > most
        )

    def _due(self, trigger: Trigger, enough: int) -> int:
        """How many firings of a trigger would go out now, counted no further than needed."""
        since = self._act.at - self._late_ms()
        waiting = Firing.select().where(
            Firing.trigger == trigger.id,
            Firing.state == "pending",
            Firing.moment <= self._act.at,
            (Firing.moment >= since) | (Firing.cause == hushes.CAUSE),
        )
        if not trigger.filter or waiting.limit(enough).count() < enough:
            return int(waiting.limit(enough).count())
        try:
            text = views.meaning(self._desk, f"{trigger.kind}s", trigger.filter)
            condition = boards.compiled(self._desk, text)
        except Refused:
            return 0  # nothing of it goes out
        matching = waiting.join(Card) if condition is None else waiting.join(Card).where(condition)
        return int(matching.limit(enough).count())


def _pile(row: Firing, trigger: Trigger) -> tuple[int, str, str, str]:
    """What reminders have in common that collapse."""
    return row.card_id, trigger.moment, channel_of(trigger), trigger.recipient


def _made_lately(trigger_ids: set[int], now: int) -> dict[int, int]:
    """Trigger to how many firings it has made messages for by itself in the last minutes."""
    since = now - AT_ONCE_MS
    # From the newest back: messages are numbered in the order in which they are made.
    older = "SELECT id FROM message WHERE created_at < ? ORDER BY id DESC LIMIT 1"
    row = database.execute_sql(older, (since,)).fetchone()
    sql = (
        "SELECT f.trigger_id, count(DISTINCT f.id) FROM message m "
        "JOIN firing f ON f.id = m.firing_id "
        "WHERE m.id > ? AND m.created_at >= ? AND f.by IN ('', 'clock') GROUP BY 1"
    )
    found = database.execute_sql(sql, (row[0] if row else 0, since)).fetchall()
    return {trigger: count for trigger, count in found if trigger in trigger_ids}
