"""Types of sessions, orders and other records; each may have a track of its own."""

from __future__ import annotations

from typing import Any

from store import lists, positions, pricelists
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.tables import Track, Type

_SAME: Any = object()


def listed(desk: Desk, kind: str | None = None) -> list[Type]:
    """The types of a kind (or of all), in the studio's order, those used no more last."""
    rows = [row for row in desk.directory.types.values() if kind in (None, row.kind)]
    return sorted(rows, key=lambda row: (row.inactive, row.position, row.id))


def add(
    desk: Desk, kind: str, name: str, *, prints: bool = False, price_list: str | None = None
) -> Type:
    """Add a type; ``prints`` says that its lines carry images and can be rendered.

    Sessions of the type sell from the price list, without one from the studio's first.
    """
    with lists.changing(desk, "add type", f"add {kind} type {name}") as act:
        row = make(desk, act, kind, name, prints=prints)
        act.update(row, price_list_id=_price_list(kind, price_list))
    return row


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
    price_list: str | None = _SAME,
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
        if price_list is not _SAME:
            columns["price_list_id"] = _price_list(kind, price_list)
        act.update(row, **columns)
        if position is not None:
            _place(desk, act, row, position)
    return row


def _price_list(kind: str, name: str | None) -> int | None:
    """The id of the price list that a type sells from; only sessions sell."""
    if not name:
        return None
    if kind != "session":
        raise Refused(f"a {kind} type has no price list; only types of session sell from one")
    return int(pricelists.named(name).id)


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
    positions.put(act, listed(desk, row.kind), row, position)
