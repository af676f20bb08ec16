"""Hindsight: what a trigger would have done in days that are over, had it been there.

Read from the stays and dates that the studio remembers; its conditions are asked of the records as
they are now. Nothing is written, so that it can be asked of a trigger that is not saved yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from store import (
    arming,
    boards,
    firings,
    grounds,
    moments,
    recorddates,
    settling,
    triggers,
    views,
)
from store.desk import Desk
from store.directory import reference
from store.errands import by_id
from store.firingfaces import FiringFace, recipient
from store.reading import tuples
from store.recorddates import parted
from store.schedule import DONE_STATES
from store.tables import FAR, Card, Client, Status, Trigger, Visit
from store.triggerchecks import columns
from store.triggers import Spec
from store.when import DAY_MS

WOULD = "would"
"""State of what a trigger would have done."""


class _Came(NamedTuple):
    """That a moment came for a card."""

    moment: int
    card_id: int


class _Stay(NamedTuple):
    """A visit, as far as triggers hang on it."""

    card_id: int
    entered_at: int
    due_at: int | None
    left_at: int | None


def last(desk: Desk, wanted: Spec | str, since: int, until: int) -> list[FiringFace]:
    """What a trigger, named or only written down, would have done from one moment to another."""
    with desk.reading():
        trigger = _trigger(desk, wanted, until)
        came = sorted(_History(desk, trigger, since, until).came())
        met = _met(desk, trigger, (one.card_id for one in came))
        clients = by_id(Client, [card.client_id for card in met.values() if card.client_id])
        names = {client_id: client.name for client_id, client in clients.items()}
        faces = [
            FiringFace(
                0, trigger.name, reference(card.kind, card.number), trigger.action,
                recipient(desk, trigger, card, names), one.moment, WOULD, "", None, card.id,
            )
            for one in came
            if (card := met.get(one.card_id)) is not None
        ]  # fmt: skip
        return [replace(face, id=-place) for place, face in enumerate(faces, 1)]


def count(desk: Desk, wanted: Spec | str, since: int, until: int) -> int:
    """How often a trigger would have acted; the same as ``last``, without saying for whom."""
    with desk.reading():
        trigger = _trigger(desk, wanted, until)
        came = [one.card_id for one in _History(desk, trigger, since, until).came()]
        if not (trigger.filter or trigger.spare_no_market or trigger.spare_no_call):
            return len(came)
        met = _met(desk, trigger, came)
        return sum(card_id in met for card_id in came)


def _trigger(desk: Desk, wanted: Spec | str, now: int) -> Trigger:
    if isinstance(wanted, str):
        return triggers.named(wanted)
    return Trigger(id=0, since=now, **columns(desk, wanted))


def _met(desk: Desk, trigger: Trigger, card_ids: Iterable[int]) -> dict[int, Card]:
    """The cards that a trigger's conditions hold for, as they are now."""
    asked = settling.clock_desk(desk)
    text = views.meaning(asked, f"{trigger.kind}s", trigger.filter)
    condition = boards.compiled(asked, text) if text else None
    found = {}
    for part in parted(card_ids):
        query = Card.select().where(Card.id.in_(part))
        for card in query if condition is None else query.where(condition):
            if not grounds.spared(trigger, card):
                found[card.id] = card
    return found


class _History:
    """The moments of a trigger that came for cards, one after the other."""

    def __init__(self, desk: Desk, trigger: Trigger, since: int, until: int) -> None:
        """Find out between which dates those lie that are asked for."""
        self._desk = desk
        self._trigger = trigger
        self._since, self._until = since, until
        self._calendar = calendar = desk.calendar()
        self._low = moments.earliest_date(calendar, since, trigger)
        self._high = moments.latest_date(calendar, until, trigger)
        again = trigger.every_days * (trigger.most - 1)
        if again:
            counted = trigger.count == "business"
            self._low = (
                calendar.shift(self._low, -again - 1)
                if counted
                else self._low - round(again * DAY_MS)
            )

    def came(self) -> Iterator[_Came]:
        """All that came in the time asked for."""
        if firings.hangs_on_visit(self._trigger):
            for status in arming.statuses_of(self._desk, self._trigger):
                for stay in self._stays(status):
                    yield from self._of_stay(stay)
            return
        yield from self._of_dates()

    def _occurrences(self, base: int | None) -> Iterator[int]:
        """The moments that follow from a date, up to the end of the time asked for."""
        for occurrence in range(self._trigger.most):
            moment = firings.moment_on(self._calendar, self._trigger, base, occurrence)
            if moment is None or moment > self._until:
                return
            yield moment

    # Stays

    def _stays(self, status: Status) -> list[_Stay]:
        """The visits of a status that may have been long enough."""
        date = Visit.entered_at if self._trigger.moment == "entering" else Visit.due_at
        near = date.between(self._low, self._high)
        read = (Visit.card, Visit.entered_at, Visit.due_at, Visit.left_at)
        over = Visit.select(*read).where(Visit.status == status.id, Visit.left_at > self._since)
        there = (
            Card.select(*read)
            .join(Visit, on=(Visit.id == Card.visit))
            .where(Card.lane == status.lane, Card.status == status.id)
        )
        if status.state in DONE_STATES:  # many are there, and the latest stand first
            there = there.where(Card.sort_at <= 2 * FAR - self._low + DAY_MS)
        rows = [*tuples(over.where(near)), *tuples(there.where(near))]
        return [_Stay(*row) for row in rows]

    def _of_stay(self, stay: _Stay) -> Iterator[_Came]:
        """What came while a card was there; what had passed on entering came then."""
        base = stay.entered_at if self._trigger.moment == "entering" else stay.due_at
        for moment in self._occurrences(base):
            at = max(moment, stay.entered_at)
            if stay.left_at is not None and stay.left_at <= at:
                return
            if self._since <= at <= self._until:
                yield _Came(at, stay.card_id)

    # Dates of records

    def _of_dates(self) -> Iterator[_Came]:
        """What came for dates, except for records made after it had passed, or called off."""
        trigger = self._trigger
        found = recorddates.between(self._desk, trigger.kind, trigger.moment, self._low, self._high)
        off = recorddates.statuses(self._desk, "cancelled")
        for one in found.values():
            if one.status_id in off:
                continue
            for moment in self._occurrences(one.date):
                if moment <= one.made_at and trigger.moment not in moments.EVENTS:
                    break  # noted as past when the record was made, and nothing followed
                if self._since <= moment:
                    yield _Came(moment, one.card_id)
