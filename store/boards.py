"""Reading boards: lanes with their counts, and the window of cards a lane shows.

Open lanes are counted exactly; finished ones only up to ``CAP``, since nobody counts them by eye.
All lists are read in the order of an index, never by window functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from peewee import Case, Expression, Tuple, fn

from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.faces import Face, face, faces
from store.reading import first_column, tuples
from store.schedule import DONE_STATES, soon_horizon
from store.tables import Card, Client, Status, is_open
from store.text import safe

__all__ = [
    "BOARDS", "CAP", "GROUPS", "SORTS", "STAGES", "Anchor", "Face", "Lane", "TrackCount", "View",
    "board_named", "board_of", "compiled", "counted", "face", "faces", "lanes", "last_window",
    "listed_ids", "position", "window",
]  # fmt: skip

BOARDS: dict[str, tuple[str, ...]] = {
    "sessions": ("session",),
    "invoices": ("invoice",),
    "preproduction": ("preproduction",),
    "production": ("production",),
    "tasks": ("task", "call"),
    "calls": ("call",),
}
"""Board to the kinds of record it shows; that of calls shows a part of that of tasks alone."""

GROUPS = ("status", "vendor", "person", "department", "stage")
SORTS = ("due", "entered", "priority", "client", "number", "value")

CAP = 1000
"""How far finished lanes are counted."""


@dataclass(frozen=True, slots=True)
class TrackCount:
    """How many cards of one track's status are in a lane; WIP limits count per track."""

    track: str
    status_id: int
    count: int
    limit: int | None
    hard: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of a board; ``capped`` says that there are more than counted."""

    key: int
    name: str
    state: str
    count: int
    late: int
    today: int
    capped: bool = False
    limit: int | None = None
    tracks: tuple[TrackCount, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at; ``at`` shows the board as it was."""

    board: str
    filter: str = ""
    group: str = "status"
    sort: str = "due"
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A card whose place in a lane is known, so that others are found from it."""

    index: int
    sort_at: int
    id: int


def board_named(word: str) -> str:
    """Read a board's name, in singular or plural."""
    folded = word.casefold()
    for board, kinds in BOARDS.items():
        if folded in (board, *kinds):
            return board
    if folded in ("proofs", "proof"):
        return "preproduction"
    if folded in ("orders", "order"):
        return "production"
    raise Refused(f"no board is called '{word}'{did_you_mean(word, BOARDS)}; "
                  f"there are {', '.join(BOARDS)}")  # fmt: skip


def board_of(kind: str) -> str:
    """The board that a kind of record is on, with whatever else is there."""
    return next(board for board, kinds in BOARDS.items() if kind in kinds)


def compiled(
    desk: Desk, text: str, table: type[Card] = Card, at: int | None = None
) -> Expression | None:
    """A filter as a condition on cards; refused with the place of the error.

    Relative dates and what is late count from ``at``, or from now.
    """
    from store import filters, matching  # most boards are looked at without a filter

    now = desk.now() if at is None else at
    lists = desk.directory
    names = matching.Names.of(lists)
    query = filters.parse(text, names.custom)
    return matching.compile(
        query,
        names,
        now,
        desk.who.id,
        frozenset(lists.members.get(desk.who.id or 0, ())),
        table=table,
        zone=desk.settings.studio.timezone,
        soon_ms=soon_horizon(desk, now) - now,
    )


class _Source:
    """The cards a view reads from: the present ones, or those of a past moment."""

    def __init__(self, desk: Desk, view: View) -> None:
        self.desk, self.view = desk, view
        self.table: type[Card] = Card
        if view.at is not None:
            from store import past  # needed by few, loaded for them

            self.table = past.cards_at(desk, view.at)
        self.now = desk.now() if view.at is None else view.at
        self.kinds = BOARDS[view.board]
        self.condition = compiled(desk, view.filter, self.table, view.at) if view.filter else None

    def where(self, *conditions: Any) -> Any:
        table = self.table
        kind = table.kind == self.kinds[0] if len(self.kinds) == 1 else table.kind.in_(self.kinds)
        found = kind
        for condition in (*conditions, self.condition):
            if condition is not None:
                found = found & condition
        return found

    def in_lane(self, key: int) -> Any:
        """The condition for standing in a lane; ordered reads by status use the lane's index."""
        table, group = self.table, self.view.group
        if group == "status":
            found = table.lane == key
            return found if self.condition is None else found & self.condition
        return self.where(is_open(table), self._group_is(key))

    def group_column(self) -> Any:
        """The column that lanes are made by."""
        table, group = self.table, self.view.group
        if group == "vendor":
            return fn.coalesce(table.vendor, 0)
        if group == "person":
            return fn.coalesce(table.user, 0)
        if group == "department":
            return fn.coalesce(table.department, 0)
        return table.status

    def _group_is(self, key: int) -> Any:
        if self.view.group == "stage":
            ids = [s.id for s in self.desk.directory.statuses.values() if _stage_key(s) == key]
            return self.table.status.in_(ids)
        return self.group_column() == key

    def order(self) -> list[Any]:
        table = self.table
        due = [table.sort_at, table.id]
        orders: dict[str, list[Any]] = {
            "due": due,
            "entered": [table.entered_at, table.id],
            "priority": [table.priority.desc(), *due],
            "client": [fn.coalesce(self.client_name(), ""), *due],
            "number": [table.kind, table.number],
            "value": [table.value_cents.desc(), *due],
        }
        return orders[self.view.sort]

    def client_name(self) -> Any:
        return Client.select(Client.search).where(Client.id == self.table.client)


STAGES = ("", "capture", "prepare", "retouch", "upload", "present", "produce", "archive", "delete")
"""Workflow stages a status may be linked to."""


def _stage_key(status: Status) -> int:
    return STAGES.index(status.stage) if status.stage in STAGES else 0


def lanes(desk: Desk, view: View, only: Collection[int] | None = None) -> list[Lane]:
    """The lanes of a board, in order, with their counts; of lanes by status only those named."""
    source = _Source(desk, view)
    if view.group == "status":
        wanted = {
            kind: {
                key: statuses
                for key, statuses in desk.directory.lanes_of_kind[kind].items()
                if only is None or key in only
            }
            for kind in BOARDS[view.board]
        }
        counts = _counts(source, None if only is None else wanted)
        return [
            lane
            for kind in BOARDS[view.board]
            for lane in _status_lanes(desk, source, wanted[kind], counts)
        ]
    counts = _counts(source)
    return _group_lanes(desk, view, counts)


Wanted = dict[str, dict[int, list[Status]]]


def _counts(source: _Source, wanted: Wanted | None = None) -> dict[int, tuple[int, int, int]]:
    """Status or group key to how many open cards, how many late, how many due today."""
    table, now = source.table, source.now
    tomorrow = source.desk.calendar().midnight_after(now)
    column = source.group_column()
    condition = source.where(is_open(table))
    if wanted is not None:
        ids = [s.id for lanes in wanted.values() for statuses in lanes.values() for s in statuses]
        condition = source.where(is_open(table), table.status.in_(ids))
    query = (
        table.select(
            column,
            fn.count(table.id),
            fn.sum(Case(None, [(table.sort_at < now, 1)], 0)),
            fn.sum(Case(None, [((table.sort_at >= now) & (table.sort_at < tomorrow), 1)], 0)),
        )
        .where(condition)
        .group_by(column)
    )
    return {key: (count, late, near) for key, count, late, near in tuples(query)}


def _status_lanes(
    desk: Desk,
    source: _Source,
    lanes_of_kind: dict[int, list[Status]],
    counts: dict[int, tuple[int, int, int]],
) -> Iterable[Lane]:
    for key, statuses in lanes_of_kind.items():
        shown = [s for s in statuses if not s.inactive or counts.get(s.id)]
        if not shown:
            continue
        finished = all(status.state in DONE_STATES for status in shown)
        zero = (0, 0, 0)
        tracks = tuple(
            TrackCount(
                desk.directory.tracks[status.track_id].name,
                status.id,
                counts.get(status.id, zero)[0],
                status.wip_limit,
                status.wip_hard,
            )
            for status in shown
        )
        limits = [track.limit for track in tracks if track.limit is not None]
        lane = Lane(
            key,
            shown[0].name,
            shown[0].state,
            sum(track.count for track in tracks),
            sum(counts.get(status.id, zero)[1] for status in shown),
            sum(counts.get(status.id, zero)[2] for status in shown),
            limit=sum(limits) if limits and len(limits) == len(tracks) else None,
            tracks=tracks,
        )
        yield _with_finished(source, lane) if finished else lane


def _with_finished(source: _Source, lane: Lane) -> Lane:
    table = source.table
    few = table.select(table.id).where(source.in_lane(lane.key)).limit(CAP + 1)
    count = len(first_column(few))
    return replace(lane, count=min(count, CAP), capped=count > CAP)


def _group_lanes(desk: Desk, view: View, counts: dict[int, tuple[int, int, int]]) -> list[Lane]:
    lists = desk.directory
    names: dict[int, str]
    if view.group == "vendor":
        names = {row.id: row.name for row in lists.vendors.values()}
    elif view.group == "person":
        names = {row.id: row.login for row in lists.users.values()}
    elif view.group == "department":
        names = {row.id: row.name for row in lists.departments.values()}
    else:
        merged: dict[int, list[int]] = {}
        for status_id, numbers in counts.items():
            total = merged.setdefault(_stage_key(lists.statuses[status_id]), [0, 0, 0])
            for index, number in enumerate(numbers):
                total[index] += number
        counts = {key: (total[0], total[1], total[2]) for key, total in merged.items()}
        names = {index: stage for index, stage in enumerate(STAGES) if stage}
    keys = sorted(counts, key=lambda key: (key == 0, key if view.group == "stage" else 0,
                                           names.get(key, "").casefold()))  # fmt: skip
    empty = {"vendor": "No vendor", "person": "Nobody", "department": "No department"}
    return [
        Lane(key, safe(names.get(key, empty.get(view.group, "No stage"))), "active", *counts[key])
        for key in keys
    ]


def window(
    desk: Desk, view: View, key: int, start: int, length: int, anchor: Anchor | None = None
) -> list[Face]:
    """Cards ``start`` to ``start + length`` of a lane, in its order."""
    source = _Source(desk, view)
    table = source.table
    query = table.select(table.id).where(source.in_lane(key))
    if anchor is not None and view.sort == "due":
        ids = _from_anchor(query, table, start, length, anchor)
    else:
        ids = first_column(query.order_by(*source.order()).limit(length).offset(max(0, start)))
    return faces(desk, ids, table)


def _from_anchor(
    query: Any, table: type[Card], start: int, length: int, anchor: Anchor
) -> list[int]:
    """Read on from a known card, in either direction, without counting from the lane's start."""
    key = (table.sort_at, table.id)
    here = (anchor.sort_at, anchor.id)
    if start >= anchor.index:
        ahead = query.where(_tuple(*key) >= _tuple(*here)).order_by(*key)
        return first_column(ahead.limit(length).offset(start - anchor.index))
    behind = anchor.index - start
    back = query.where(_tuple(*key) < _tuple(*here)).order_by(key[0].desc(), key[1].desc())
    before = first_column(back.limit(behind))[::-1]
    if length <= behind:
        return before[:length]
    rest = query.where(_tuple(*key) >= _tuple(*here)).order_by(*key).limit(length - behind)
    return before + first_column(rest)


def _tuple(*parts: Any) -> Any:
    return Tuple(*parts)


def last_window(desk: Desk, view: View, key: int, length: int) -> list[Face]:
    """The last cards of a lane in its order, read from the end."""
    source = _Source(desk, view)
    table = source.table
    query = table.select(table.id).where(source.in_lane(key))
    order = [_reversed(part) for part in source.order()]
    return faces(desk, first_column(query.order_by(*order).limit(length))[::-1], table)


def _reversed(part: Any) -> Any:
    direction = getattr(part, "direction", "ASC")
    node = getattr(part, "node", part)
    return node.asc() if direction == "DESC" else part.desc()


def position(desk: Desk, view: View, key: int, face: Face) -> int | None:
    """The index of a card in a lane by due date; null when it is not there."""
    source = _Source(desk, view)
    table = source.table
    inside = table.select(table.id).where(source.in_lane(key))
    if not inside.where(table.id == face.id).exists():
        return None
    if view.sort != "due":
        return first_column(inside.order_by(*source.order())).index(face.id)
    here = _tuple(face.sort_at, face.id)
    return int(inside.where(_tuple(table.sort_at, table.id) < here).count())


def counted(desk: Desk, view: View, keys: Sequence[int]) -> dict[int, int]:
    """Exact numbers of cards in lanes."""
    source = _Source(desk, view)
    table = source.table
    return {
        key: int(table.select().where(source.in_lane(key)).count())
        for key in keys
    }  # fmt: skip


def listed_ids(
    desk: Desk, view: View, limit: int | None = None, *, only_open: bool = False
) -> list[int]:
    """All cards of a view as one list of ids, in its order."""
    source = _Source(desk, view)
    condition = is_open(source.table) if only_open else None
    query = (
        source.table.select(source.table.id)
        .where(source.where(condition))
        .order_by(*source.order())
    )
    return first_column(query.limit(limit) if limit is not None else query)
