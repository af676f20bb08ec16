"""Whole boards and lists, read page by page: for exports of a board, never for a screen.

A screen shows a window of a lane; a listing goes through all of it, however long, and holds one
page in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from store import boards
from store.boards import Anchor, Face, View
from store.desk import Desk
from store.schedule import DONE_STATES

PAGE = 500


@dataclass(frozen=True, slots=True)
class Column:
    """One status of one track on a board; ``view`` finds its cards alone.

    ``track`` is null where lanes stand for something else than statuses.
    """

    view: View
    key: int
    track: str | None
    status: str
    state: str
    count: int
    late: int
    wip_limit: int | None
    wip_hard: bool = False

    @property
    def finished(self) -> bool:
        """Tell whether its cards are done or cancelled."""
        return self.state in DONE_STATES


def columns(desk: Desk, view: View) -> list[Column]:
    """The columns of a board, each with exact numbers: per track and status, or per group."""
    _check(desk, view.filter)
    if view.group != "status":
        return [
            Column(view, lane.key, None, lane.name, lane.state, lane.count, lane.late, lane.limit)
            for lane in boards.lanes(desk, view)
        ]
    return [
        column
        for kind in boards.BOARDS[view.board]
        for track in sorted(desk.directory.tracks.values(), key=lambda row: row.id)
        if track.kind == kind
        for column in _of_track(desk, view, kind, track.id)
    ]


def _of_track(desk: Desk, view: View, kind: str, track_id: int) -> Iterator[Column]:
    track = desk.directory.tracks[track_id]
    narrowed = replace(view, filter=_and(view.filter, f"track:{_quoted(track.name)} kind:{kind}"))
    lanes = {lane.key: lane for lane in boards.lanes(desk, narrowed)}
    finished = [key for key, lane in lanes.items() if lane.state in DONE_STATES]
    exact = boards.counted(desk, narrowed, finished)
    for status in desk.directory.statuses_of_track[track_id]:
        lane = lanes.get(status.lane)
        count = 0 if lane is None else exact.get(status.lane, lane.count)
        if (status.inactive or track.inactive) and not count:
            continue
        late = 0 if lane is None else lane.late
        yield Column(
            narrowed, status.lane, track.name, status.name, status.state, count, late,
            status.wip_limit, status.wip_hard,
        )  # fmt: skip


def cards(desk: Desk, column: Column, limit: int | None = None) -> Iterator[Face]:
    """The cards of a column in the view's order, all of them or the first few."""
    given = 0
    anchor: Anchor | None = None
    while limit is None or given < limit:
        length = PAGE if limit is None else min(PAGE, limit - given)
        page = boards.window(desk, column.view, column.key, given, length, anchor)
        yield from page
        given += len(page)
        if len(page) < length:
            return
        anchor = Anchor(given - 1, page[-1].sort_at, page[-1].id)


def listed(desk: Desk, view: View) -> Iterator[Face]:
    """All cards of a view as one list, in its order."""
    ids = boards.listed_ids(desk, view)
    for start in range(0, len(ids), PAGE):
        yield from boards.faces(desk, ids[start : start + PAGE])


def of_kind(desk: Desk, kind: str, query: str, sort: str) -> View:
    """The view that lists the records of one kind."""
    _check(desk, query)
    board = next(name for name, kinds in boards.BOARDS.items() if kind in kinds)
    return View(board, _and(query, f"kind:{kind}"), "status", sort)


def _check(desk: Desk, query: str) -> None:
    """Refuse a wrong filter as it was written: added terms would move the place of the error."""
    if query.strip():
        boards.compiled(desk, query)


def _and(query: str, more: str) -> str:
    return f"({query}) {more}" if query.strip() else more


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
