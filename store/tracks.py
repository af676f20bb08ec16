"""Tracks: the statuses of each kind of record, their order, their one initial and one final status.

What a single status may say of itself is in ``statuses``; how cards move along is in ``moves``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store import lists, statuses, steps, types
from store.cards import track_problems
from store.desk import Desk
from store.directory import KINDS, kind_named
from store.errors import Refused
from store.tables import Status, Track
from store.text import safe

METHODS = ("forward", "backward")

_SAME: Any = object()


def listed(desk: Desk, kind: str | None = None) -> list[tuple[Track, list[Status]]]:
    """The tracks of a kind (or of all) with their statuses in order, inactive ones included."""
    wanted = kind_named(kind) if kind else None
    ranked = sorted(desk.directory.tracks.values(), key=lambda t: (KINDS.index(t.kind), t.id))
    return [
        (track, desk.directory.statuses_of_track[track.id])
        for track in ranked
        if wanted is None or track.kind == wanted
    ]


def add_status(
    desk: Desk,
    kind: str,
    track: str,
    name: str,
    *,
    initial: bool = False,
    final: bool = False,
    position: int | None = None,
    **given: Any,
) -> Status:
    """Add a status; the type and the track are made too if they are new.

    ``given`` are properties of ``statuses``. An initial status goes first, others before the final
    one, unless a position (from 1) says otherwise.
    """
    kind = kind_named(kind)
    with lists.changing(desk, "add status", f"add status {name} to {kind} track {track}") as act:
        columns = statuses.columns(desk, {"name": name, **given})
        columns["state"] = steps.state_class(columns.get("state", ""), initial=initial, final=final)
        home = steps.track_for_word(desk, act, kind, track)
        present = desk.directory.statuses_of_track[home.id]
        lists.refuse_double(present, columns["name"], f"status of {home.name}")
        status = Status(track_id=home.id, position=0, lane=0, **columns)
        order = list(present)
        order.insert(steps.place_for(order, position, initial=initial, final=final), status)
        steps.move_flags(act, present, initial=initial, final=final)
        status.initial, status.final = initial, final
        status.position = order.index(status) + 1
        act.insert_row(status)
        steps.renumber(act, order)
        steps.settle(desk, act, home)
    return desk.directory.statuses[status.id]


def change_status(
    desk: Desk,
    kind: str,
    track: str,
    status: str,
    *,
    initial: bool | None = None,
    final: bool | None = None,
    position: int | None = None,
    **given: Any,
) -> Status:
    """Change a status; open cards in it are scheduled again where that moves their due date."""
    kind = kind_named(kind)
    with lists.changing(desk, "change status", f"change status {status} of {track}") as act:
        home = steps.track_named(desk, kind, track)
        row = desk.directory.status_named(home, status)
        columns = statuses.columns(desk, given)
        present = desk.directory.statuses_of_track[home.id]
        lists.refuse_double(
            present, columns.get("name", row.name), f"status of {home.name}", row.id
        )
        columns.update(steps.new_flags(row, initial, final))
        is_initial, is_final = columns.get("initial", row.initial), columns.get("final", row.final)
        state = columns.get("state") or ("" if final and not row.final else row.state)
        columns["state"] = steps.state_class(state, initial=is_initial, final=is_final)
        steps.refuse_crossing(row, columns["state"])
        steps.move_flags(act, [s for s in present if s.id != row.id], initial=initial, final=final)
        timed = any(getattr(row, key) != columns.get(key, getattr(row, key)) for key in _TIMED)
        act.update(row, **columns)
        if position is not None:
            steps.put(act, present, row, position)
        steps.settle(desk, act, home, (row.id,) if timed else ())
    return desk.directory.statuses[row.id]


_TIMED = ("days", "at_vendor", "state")
"""Properties that due dates follow from."""


def deactivate_status(desk: Desk, kind: str, track: str, status: str) -> None:
    """Take a status out of use; refused while cards are in it and for a track's first and last."""
    kind = kind_named(kind)
    with lists.changing(desk, "deactivate status", f"deactivate {status} of {track}") as act:
        home = steps.track_named(desk, kind, track)
        row = desk.directory.status_named(home, status)
        if row.initial or row.final:
            word = "initial" if row.initial else "final"
            raise Refused(
                f"{row.name} is the {word} status of {home.name}; make another status {word} first"
            )
        inside = steps.cards_in(row)
        if inside:
            raise Refused(f"{steps.cards_are(inside)} in {row.name}; move them elsewhere first")
        act.update(row, inactive=True)
        steps.settle(desk, act, home)


def activate_status(desk: Desk, kind: str, track: str, status: str) -> None:
    """Use a status again that was made inactive."""
    kind = kind_named(kind)
    with lists.changing(desk, "activate status", f"activate {status} of {track}") as act:
        home = steps.track_named(desk, kind, track)
        present = desk.directory.statuses_of_track[home.id]
        row = lists.inactive_named(present, status, f"status of {home.name}")
        act.update(row, inactive=False)
        steps.settle(desk, act, home)


def reorder(desk: Desk, kind: str, track: str, names: Sequence[str]) -> list[Status]:
    """Put the named statuses first, in this order; those not named follow as they were."""
    kind = kind_named(kind)
    with lists.changing(desk, "reorder statuses", f"reorder statuses of {track}") as act:
        home = steps.track_named(desk, kind, track)
        first = [desk.directory.status_named(home, name) for name in dict.fromkeys(names)]
        chosen = {row.id for row in first}
        rest = [s for s in desk.directory.statuses_of_track[home.id] if s.id not in chosen]
        steps.renumber(act, [*first, *rest])
        steps.settle(desk, act, home)
    return desk.directory.statuses_of_track[home.id]


def change_track(
    desk: Desk, kind: str, track: str, *, name: str | None = None, method: str | None = _SAME
) -> Track:
    """Rename a track (its type too), or set its method: forward, backward, null as the studio."""
    kind = kind_named(kind)
    with lists.changing(desk, "change track", f"change {kind} track {track}") as act:
        home = steps.track_named(desk, kind, track)
        if name is not None:
            clean = lists.clean_name(name, f"{kind} track")
            same_kind = [t for t in desk.directory.tracks.values() if t.kind == kind]
            lists.refuse_double(same_kind, clean, f"{kind} track", home.id)
            if home.type_id is not None:
                owner = desk.directory.types[home.type_id]
                lists.refuse_double(types.listed(desk, kind), clean, f"{kind} type", owner.id)
                act.update(owner, name=clean)
            act.update(home, name=clean)
        if method is not _SAME:
            if method is not None and method not in METHODS:
                raise Refused(f"'{safe(method, 40)}' is no method; use forward or backward")
            act.update(home, method=method)
            desk.forget_lists()
            steps.reschedule_track(desk, act, home)
    return home


def switch_track(desk: Desk, kind: str, track: str, *, active: bool) -> Track:
    """Close a track for new records, or open it again; its statuses and cards stay as they are."""
    kind = kind_named(kind)
    word = "activate" if active else "deactivate"
    with lists.changing(desk, f"{word} track", f"{word} {kind} track {track}") as act:
        if active:
            same_kind = [t for t in desk.directory.tracks.values() if t.kind == kind]
            home = lists.inactive_named(same_kind, track, f"{kind} track")
        else:
            home = steps.track_named(desk, kind, track)
            _refuse_last(desk, home)
        act.update(home, inactive=not active)
    return home


def _refuse_last(desk: Desk, home: Track) -> None:
    """Refuse to close a track whose records would have nowhere to go."""
    others = [
        t
        for t in desk.directory.tracks.values()
        if t.kind == home.kind and t.id != home.id and not t.inactive
    ]
    plain = any(t.type_id is None for t in others)
    owner = desk.directory.types.get(home.type_id) if home.type_id is not None else None
    if not plain and (owner is None or not owner.inactive):
        raise Refused(
            f"{home.name}: new {home.kind} records would have no track; "
            f"first add one with 'safelight statuses add {home.kind} default NAME --initial'"
        )


# What is wrong -----------------------------------------------------------------------------------


def check_tracks(desk: Desk) -> list[str]:
    """What keeps records from being made, one line for each; nothing when all is well."""
    problems: list[str] = []
    active = [(track, rows) for track, rows in listed(desk) if not track.inactive]
    for track, rows in active:
        problems.extend(
            f"track {track.name} of {track.kind}: {problem}" for problem in track_problems(rows)
        )
    for kind in KINDS:
        of_kind = [track for track, _ in active if track.kind == kind]
        if not of_kind:
            problems.append(
                f"{kind}: there is no track; add one with "
                f"'safelight statuses add {kind} default NAME --days D --initial'"
            )
        elif all(track.type_id is not None for track in of_kind):
            problems.extend(_types_without(desk, kind, {track.type_id for track in of_kind}))
    return problems


def _types_without(desk: Desk, kind: str, having: set[int | None]) -> list[str]:
    return [
        f"{kind} type {row.name}: there is no track for it and none for all types"
        for row in types.listed(desk, kind)
        if not row.inactive and row.id not in having
    ]
