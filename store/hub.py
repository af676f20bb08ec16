"""The hub: how the studio is keeping up, on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from peewee import Case, fn

from store import boards, postroom, schedule
from store.boards import Face
from store.desk import Desk
from store.postroom import PostRoom
from store.reading import first_column, tuples
from store.schedule import DONE_STATES, PAUSED_STATES
from store.tables import FAR, Action, Card, Change, Firing, Visit, is_open

SHOWN = 8
"""How many cards a list of the hub names."""

HISTORY = 200
"""How many past stays the usual time in a status is read from."""

FEWEST = 5
"""Stays below this say nothing about what is usual."""


@dataclass(frozen=True, slots=True)
class StatusCount:
    """Open cards of one lane of a kind; value in cents."""

    board: str
    name: str
    state: str
    count: int
    late: int
    value_cents: int


@dataclass(frozen=True, slots=True)
class VendorCount:
    """Open orders at one vendor, and how late the latest is in business days."""

    vendor: str
    count: int
    late: int
    worst_days: float


@dataclass(frozen=True, slots=True)
class Stuck:
    """A card that has been in its status longer than four in five past ones."""

    face: Face
    days: float
    usual_days: float


@dataclass(frozen=True, slots=True)
class Night:
    """What the clock did since yesterday's closing time."""

    since: int
    fired: int
    became_late: int
    became_soon: int


@dataclass(frozen=True, slots=True)
class Hub:
    """Everything the hub shows."""

    at: int
    statuses: tuple[StatusCount, ...]
    late: int
    due_today: int
    soon: int
    latest: tuple[Face, ...]
    today: tuple[Face, ...]
    stuck: tuple[Stuck, ...]
    waiting: tuple[tuple[str, int], ...]
    vendors: tuple[VendorCount, ...]
    mine: tuple[Face, ...]
    mine_count: int
    department: tuple[Face, ...]
    department_count: int
    completed_today: int
    pending: int
    held: int
    night: Night
    post: PostRoom
    my_calls: int


def read(desk: Desk) -> Hub:
    """Read the hub's numbers as of now."""
    now = desk.now()
    calendar = desk.calendar()
    today = calendar.local(now).date()
    start = calendar.moment(today, time(0))
    end = calendar.midnight_after(now)
    open_cards: Any = is_open()
    dated = Card.due_at.is_null(False) & open_cards
    late = dated & (Card.sort_at < now)
    due_today = dated & (Card.sort_at >= now) & (Card.sort_at < end)
    horizon = schedule.soon_horizon(desk, now)
    errands = open_cards & Card.kind.in_(["task", "call"])
    mine = errands & (Card.user == desk.who.id)
    within = desk.directory.members.get(desk.who.id or 0, set())
    ours = errands & Card.user.is_null() & Card.department.in_(sorted(within))
    my_calls = ([mine] if desk.who.id else []) + ([ours] if within else [])
    statuses = _statuses(desk, now)
    return Hub(
        now,
        tuple(statuses),
        sum(status.late for status in statuses),
        _count(due_today),
        _count(dated & (Card.sort_at >= now) & (Card.sort_at <= horizon)),
        tuple(_faces(desk, late)),
        tuple(_faces(desk, due_today)),
        tuple(_stuck(desk, now)),
        tuple(_waiting(desk)),
        tuple(_vendors(desk, now)),
        tuple(_faces(desk, mine)) if desk.who.id else (),
        _count(mine) if desk.who.id else 0,
        tuple(_faces(desk, ours)) if within else (),
        _count(ours) if within else 0,
        _completed(desk, start),
        Firing.select().where(Firing.state == "pending", Firing.moment <= now).count(),
        Firing.select().where(Firing.state == "held").count(),
        _night(desk, calendar.moment(calendar.previous_open(today - timedelta(days=1)))),
        postroom.read(desk),
        sum(_count(one & (Card.kind == "call")) for one in my_calls),
    )


def _count(condition: Any) -> int:
    return int(Card.select().where(condition).count())


def _faces(desk: Desk, condition: Any) -> list[Face]:
    query = Card.select(Card.id).where(condition).order_by(Card.sort_at, Card.id).limit(SHOWN)
    return boards.faces(desk, first_column(query))


def _statuses(desk: Desk, now: int) -> list[StatusCount]:
    query = (
        Card.select(
            Card.kind,
            Card.lane,
            fn.count(Card.id),
            fn.sum(Case(None, [(Card.sort_at < now, 1)], 0)),
            fn.sum(Card.value_cents),
        )
        .where(is_open())
        .group_by(Card.kind, Card.lane)
    )
    counted = {(kind, lane): rest for kind, lane, *rest in tuples(query)}
    found = []
    for board, kinds in boards.BOARDS.items():
        for kind in [kind for kind in kinds if boards.board_of(kind) == board]:
            for lane, statuses in desk.directory.lanes_of_kind[kind].items():
                state = statuses[0].state
                if state in DONE_STATES and (kind, lane) not in counted:
                    continue
                count, late, value = counted.get((kind, lane), (0, 0, 0))
                found.append(StatusCount(board, statuses[0].name, state, count, late, value))
    return found


def _waiting(desk: Desk) -> list[tuple[str, int]]:
    paused = [s for s in desk.directory.statuses.values() if s.state in PAUSED_STATES]
    words = {"client": "the client", "vendor": "the vendor", "us": "us"}
    total: dict[str, int] = {}
    query = (
        Card.select(Card.status, fn.count(Card.id))
        .where(is_open(), Card.status.in_([s.id for s in paused]))
        .group_by(Card.status)
    )
    causes = {s.id: words.get(s.cause or ("vendor" if s.at_vendor else "us"), "us") for s in paused}
    for status_id, count in tuples(query):
        total[causes[status_id]] = total.get(causes[status_id], 0) + count
    return sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))


def _vendors(desk: Desk, now: int) -> list[VendorCount]:
    there = [s.id for s in desk.directory.statuses.values() if s.at_vendor]
    query = (
        Card.select(
            Card.vendor,
            fn.count(Card.id),
            fn.sum(Case(None, [(Card.sort_at < now, 1)], 0)),
            fn.min(Card.sort_at),
        )
        .where(
            is_open(),
            Card.status.in_(there),
            Card.vendor.is_null(False),
        )
        .group_by(Card.vendor)
    )
    rows = [
        VendorCount(
            desk.directory.vendors[vendor].name,
            count,
            late,
            round(desk.calendar(vendor).business_days_between(first, now), 1) if late else 0.0,
        )
        for vendor, count, late, first in tuples(query)
    ]
    return sorted(rows, key=lambda row: (-row.late, -row.count, row.vendor))


def usual_days(desk: Desk, status_ids: Sequence[int]) -> dict[int, float]:
    """Status id to the days within which four in five of its latest stays ended."""
    found = {}
    for status_id in status_ids:
        stays = [
            left - entered
            for entered, left in tuples(
                Visit.select(Visit.entered_at, Visit.left_at)
                .where(Visit.status == status_id, Visit.left_at.is_null(False))
                .order_by(Visit.left_at.desc())
                .limit(HISTORY)
            )
        ]
        if len(stays) >= FEWEST:
            found[status_id] = sorted(stays)[int(len(stays) * 0.85)] / 86_400_000
    return found


def _stuck(desk: Desk, now: int) -> list[Stuck]:
    """The cards furthest beyond what is usual for their status."""
    active = [s.id for s in desk.directory.statuses.values() if s.state not in DONE_STATES]
    usual = usual_days(desk, active)
    found: list[tuple[float, int, int, float]] = []
    for status_id, days in usual.items():
        limit = now - round(days * 86_400_000)
        query = (
            Card.select(Card.id, Card.entered_at)
            .where(
                Card.kind
                == desk.directory.tracks[desk.directory.statuses[status_id].track_id].kind,
                is_open(),
                Card.status == status_id,
                Card.entered_at < limit,
            )
            .order_by(Card.entered_at)
            .limit(SHOWN)
        )
        for card_id, entered_at in tuples(query):
            spent = (now - entered_at) / 86_400_000
            found.append((spent / max(days, 0.1), card_id, entered_at, days))
    found.sort(reverse=True)
    faces = {f.id: f for f in boards.faces(desk, [row[1] for row in found[:SHOWN]])}
    return [
        Stuck(faces[card], round((now - entered) / 86_400_000, 1), round(days, 1))
        for _, card, entered, days in found[:SHOWN]
        if card in faces
    ]


def _completed(desk: Desk, start: int) -> int:
    """How many cards reached a done status since a moment."""
    done = [s.id for s in desk.directory.statuses.values() if s.state == "done"]
    lanes = list({desk.directory.statuses[status].lane for status in done})
    total = 0
    for lane in lanes:
        # Finished cards sort by when they were finished, the latest first.
        query = Card.select().where(Card.lane == lane, Card.sort_at <= 2 * FAR - start, Card.done)
        total += query.count()
    return total


def _night(desk: Desk, since: int) -> Night:
    fired = Firing.select().where(
        Firing.state == "done", Firing.settled_at >= since, Firing.by == "clock"
    )
    marked = (
        Change.select(Change.after)
        .join(Action)
        .where(Action.name == "mark due dates", Action.at >= since, Change.table == "card")
    )
    words = [row.after or "" for row in marked]
    return Night(
        since,
        fired.count(),
        sum('"mark":"late"' in word for word in words),
        sum('"mark":"soon"' in word for word in words),
    )
