"""Types of sessions, orders and other records; each may have a track of its own."""

from __future__ import annotations

from typing import Any

from store import lists
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.tables import Track, Type


def listed(desk: Desk, kind: str | None = None) -> list[Type]:
    """The types of a kind (or of all), in the studio's order, inactive ones included."""
    rows = desk.directory.types.values()
    return [row for row in rows if kind is None or row.kind == kind]


def add(desk: Desk, kind: str, name: str, *, prints: bool = False) -> Type:
    """Add a type; ``prints`` says that its lines carry images and can be rendered."""
    with lists.changing(desk, "add type", f"add {kind} type {name}") as act:
        return make(desk, act, kind, name, prints=prints)


def make(desk: Desk, act: Act, kind: str, name: str, *, prints: bool = False) -> Type:
    """The same inside an open action."""
    clean = lists.clean_name(name, f"{kind} type")
    present = listed(desk, kind)
    lists.refuse_double(present, clean, f"{kind} type")
    position = max((row.position for row in present), default=0) + 1
    made = act.insert_row(Type(kind=kind, name=clean, prints=prints, position=position))
    desk.forget_lists()
    return made


def change(
    desk: Desk,
    kind: str,
    name: str,
    *,
    new_name: str | None = None,
    prints: bool | None = None,
    position: int | None = None,
) -> Type:
    """Change a type; its own track is renamed with it."""
    with lists.changing(desk, "change type", f"change {kind} type {name}") as act:
        row = desk.directory.type_named(kind, name)
        columns: dict[str, Any] = {}
        if new_name is not None:
            columns["name"] = lists.clean_name(new_name, f"{kind} type")
            lists.refuse_double(listed(desk, kind), columns["name"], f"{kind} type", row.id)
            _rename_track(desk, act, row, columns["name"])
        if prints is not None:
            columns["prints"] = prints
        act.update(row, **columns)
        if position is not None:
            _place(desk, act, row, position)
    return row


def switch(desk: Desk, kind: str, name: str, *, active: bool) -> Type:
    """Make a type inactive, so that new records cannot have it, or active again."""
    word = "activate" if active else "deactivate"
    with lists.changing(desk, f"{word} type", f"{word} {kind} type {name}") as act:
        if not active:
            row = desk.directory.type_named(kind, name)
        else:
            row = lists.inactive_named(listed(desk, kind), name, f"{kind} type")
        act.update(row, inactive=not active)
    return row


def _rename_track(desk: Desk, act: Act, row: Type, name: str) -> None:
    tracks: list[Track] = [t for t in desk.directory.tracks.values() if t.kind == row.kind]
    for track in tracks:
        if track.type_id == row.id:
            lists.refuse_double(tracks, name, f"{row.kind} track", track.id)
            act.update(track, name=name)


def _place(desk: Desk, act: Act, row: Type, position: int) -> None:
    others = [other for other in listed(desk, row.kind) if other.id != row.id]
    if not 1 <= position <= len(others) + 1:
        raise Refused(f"position {position}: there are places 1 to {len(others) + 1}")
    others.insert(position - 1, row)
    for place, other in enumerate(others, start=1):
        act.update(other, position=place)
