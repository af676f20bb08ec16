"""What lies on the desks of the demo: tasks, calls, notes, timers, and what triggers will do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from peewee import fn

from store import firings, tracks
from store.demo import names
from store.demo.bulk import Sheet
from store.demo.journeys import Trip
from store.demo.stories import Stories
from store.desk import Desk
from store.reading import first_column, tuples
from store.tables import Call, Card, Firing, Note, Task, Timer, Trigger, Visit, is_open

MS_PER_DAY = 86_400_000
MS_PER_MINUTE = 60_000

MOST_JOBS = 20_000
"""More tasks and calls than these say nothing new."""

MOST_TIMED = 20_000
"""The same of stays that minutes were booked to."""

RUNNING = 3
"""Timers that run now."""


def lay_out(desk: Desk, stories: Stories, orders: int) -> None:
    """Write tasks, calls, notes and timers around the cards there are."""
    open_cards = _open_cards(orders)
    if open_cards:
        _jobs(stories, orders, open_cards)
        _notes(desk, stories, open_cards)
    _timers(desk, stories)


def _open_cards(orders: int) -> list[tuple[Any, ...]]:
    query = (
        Card.select(Card.id, Card.kind, Card.client_id, Card.entered_at)
        .where(is_open(), Card.kind.in_(["production", "invoice", "session"]))
        .order_by(Card.id.desc())
        .limit(min(orders, MOST_JOBS))
    )
    return tuples(query)


def _jobs(stories: Stories, orders: int, open_cards: Sequence[tuple[Any, ...]]) -> None:
    """Tasks and calls about open cards: due before, today and later, some of them done."""
    chance, now = stories.chance, stories.now
    tasks = Sheet(Task, "card_id")
    calls = Sheet(Call, "card_id phone result outcome")
    people = stories.routes.people
    for count in range(min(orders // 6 + 12, MOST_JOBS)):
        kind = "call" if count % 5 < 2 else "task"
        about, _, client_id, _ = chance.one(open_cards)
        client = names.buyer(client_id - 1, stories.salt)
        age = chance.draw() * (4 if chance.draw() < 0.6 else 60)
        due = now + chance.below(9) - 2
        trip = Trip(
            kind, stories.purchases.number(kind), client_id, client.search,
            max(now - 0.1 - age, 0.0), about_id=about,
            subject=chance.one(names.CALLS if kind == "call" else names.TASKS),
            due_by_hand=stories.axis.closing(due) if chance.draw() < 0.8 else None,
            owner=(people[0] if count % 4 == 0 else chance.one(people), None),
            planned=False, smooth=True,
        )  # fmt: skip
        made = stories.journeys.travel(trip, stories.routes.of(kind, None))
        if kind == "task":
            tasks.add(made.card_id)
        else:
            result = "reached" if made.leg.done else "voicemail" if made.step else ""
            calls.add(made.card_id, client.mobile, result, "All settled." if made.leg.done else "")
    for sheet in (*stories.journeys.sheets, tasks, calls):
        sheet.flush()


def _notes(desk: Desk, stories: Stories, open_cards: Sequence[tuple[Any, ...]]) -> None:
    chance, now = stories.chance, desk.now()
    notes = Sheet(Note, "card_id at by_id text")
    for card_id, _, _, entered_at in open_cards:
        if chance.draw() < 0.2:
            at = entered_at + int((now - entered_at) * chance.draw()) // 1000 * 1000
            notes.add(card_id, at, chance.one(stories.routes.people), chance.one(names.NOTES))
    notes.flush()


# Timers ------------------------------------------------------------------------------------------


def _timers(desk: Desk, stories: Stories) -> None:
    """Minutes booked to stays of the last two months, and a few timers that run now."""
    chance, now = stories.chance, desk.now()
    timers = Sheet(Timer, "card_id visit_id user_id started_at stopped_at minutes")
    kinds = ("production", "preproduction")
    timed = [leg.id for leg in stories.routes.legs(kinds) if leg.timed]
    query = (
        Visit.select(Visit.card_id, Visit.id, Visit.user_id, Visit.entered_at, Visit.left_at)
        .where(
            Visit.status.in_(timed), Visit.left_at > now - 60 * MS_PER_DAY,
            Visit.user.is_null(False),
        )
        .order_by(Visit.id)
        .limit(MOST_TIMED)
    )  # fmt: skip
    for card_id, visit_id, user_id, entered_at, left_at in tuples(query):
        if chance.draw() < 0.6:
            longest = (left_at - entered_at) // MS_PER_MINUTE
            minutes = min(8 + chance.below(70), longest)
            stopped_at = entered_at + minutes * MS_PER_MINUTE
            timers.add(card_id, visit_id, user_id, entered_at, stopped_at, float(minutes))
    _running(timers, stories, timed, now)
    timers.flush()


def _running(timers: Sheet, stories: Stories, timed: Sequence[int], now: int) -> None:
    query = (
        Visit.select(Visit.card_id, Visit.id, Visit.user_id, Visit.entered_at)
        .where(Visit.status.in_(timed), Visit.left_at.is_null(), Visit.user.is_null(False))
        .order_by(Visit.id.desc())
        .limit(50)
    )
    busy: set[int] = set()
    for card_id, visit_id, user_id, entered_at in tuples(query):
        if len(busy) < RUNNING and user_id not in busy:
            busy.add(user_id)
            started_at = max(entered_at, now - (4 + stories.chance.below(60)) * MS_PER_MINUTE)
            timers.add(card_id, visit_id, user_id, started_at, None, None)


# Triggers and limits -----------------------------------------------------------------------------


def plan_firings(desk: Desk) -> None:
    """Write what triggers plan for the cards in their statuses; what has passed stays past."""
    ledger = Sheet(Firing, "trigger_id card_id visit_id occurrence moment state reason")
    status_ids = [
        row.status_id
        for row in Trigger.select(Trigger.status_id).distinct()
        if row.status_id is not None
    ]
    armed = firings.triggers_of(desk, status_ids)
    now = desk.now()
    for card, visit in _standing_in(desk, armed):
        for row in firings.planned_rows(desk, armed[card.status_id], card, visit):
            if row["moment"] <= now:
                row["state"], row["reason"] = "past", "it had passed when the trigger was saved"
            ledger.add(*(row[name] for name in ledger.columns))
    ledger.flush()


def _standing_in(desk: Desk, armed: dict[int, list[Trigger]]) -> Iterator[tuple[Card, Visit]]:
    """The cards in some statuses with their present visits, a few hundred at a time."""
    for status_id in sorted(armed):
        track = desk.directory.tracks[desk.directory.statuses[status_id].track_id]
        in_status = Card.select(Card.id).where(
            Card.kind == track.kind, Card.status == status_id, is_open()
        )
        ids = sorted(first_column(in_status))
        for start in range(0, len(ids), 500):
            there = list(Card.select().where(Card.id.in_(ids[start : start + 500])))
            stays = {v.id: v for v in Visit.select().where(Visit.id.in_([c.visit for c in there]))}
            yield from ((card, stays[card.visit]) for card in there)


def fit_limits(desk: Desk, orders: int) -> None:
    """Give statuses with a limit, and some more in a small studio, room for the cards they hold."""
    query = Card.select(Card.status, fn.count(Card.id)).where(is_open()).group_by(Card.status)
    counts = {row[0]: row[1] for row in tuples(query)}
    tight = {"Layout": True, "Retouch": False}
    for track, statuses in tracks.listed(desk, "production"):
        for status in statuses:
            count = counts.get(status.id, 0)
            wanted = status.wip_limit
            if wanted is not None and count >= wanted:
                wanted = (count // 5 + 2) * 5
            if status.name in tight and orders <= 1000:
                wanted = count + 1
            if wanted != status.wip_limit:
                tracks.change_status(
                    desk, "production", track.name, status.name, wip_limit=wanted,
                    wip_hard=tight.get(status.name, status.wip_hard),
                )  # fmt: skip
