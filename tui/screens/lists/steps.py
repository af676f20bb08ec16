"""Types, and the statuses of the tracks, in the set-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from store import statuses, tracks, types
from store.desk import Desk
from store.directory import KINDS
from store.tables import Status
from tui.screens.filling import number, required, said, whole, yes, yes_no
from tui.screens.lists.entries import SetupList, Values, figure, look, state
from tui.widgets.form import Field
from tui.widgets.table import Column, Row

TypeKey = tuple[str, str]
StatusKey = tuple[str, str, str]
"""Kind, track, status."""


def _types(desk: Desk) -> list[Row]:
    return [
        Row(
            (row.kind, row.name, "prints" if row.prints else "", state(row.inactive)),
            (row.kind, row.name),
            look(row.inactive),
        )
        for kind in KINDS
        for row in types.listed(desk, kind)
    ]


def _type_fields(desk: Desk, key: TypeKey | None) -> list[Field]:
    if key is None:
        return [
            Field("kind", "Kind", "production", "", KINDS),
            Field("name", "Name", check=required("a type needs a name")),
            Field("prints", "Lines carry images", "no", "", ("yes", "no")),
        ]
    row = desk.directory.type_named(*key)
    place = [other.id for other in types.listed(desk, key[0])].index(row.id) + 1
    return [
        Field("name", "Name", row.name, check=required("a type needs a name")),
        Field("prints", "Lines carry images", yes_no(row.prints), "", ("yes", "no")),
        Field("position", "Place in the list", str(place)),
    ]


def _save_type(desk: Desk, key: TypeKey | None, values: Values) -> object:
    prints = yes(values["prints"], "lines carry images")
    if key is None:
        return types.add(desk, values["kind"].strip(), values["name"], prints=prints)
    position = whole(values["position"], "place in the list")
    return types.change(desk, *key, new_name=values["name"], prints=prints, position=position)


def _switch_type(desk: Desk, key: TypeKey, active: bool) -> object:
    return types.switch(desk, *key, active=active)


TYPES = SetupList(
    "types", "Types", "type",
    (Column("Kind", least=8), Column("Name", least=10), Column("", least=6), Column("", least=6)),
    _types, _type_fields, _save_type, _switch_type,
    lines=("Each type of order may have a track of its own: statuses named after it make one.",),
)  # fmt: skip


# Statuses -----------------------------------------------------------------------------------------


def _statuses(kind: str | None) -> Callable[[Desk], list[Row]]:
    def rows(desk: Desk) -> list[Row]:
        return [
            _status_row(desk, track.kind, track.name, status, alone=kind is not None)
            for track, present in tracks.listed(desk, kind)
            for status in present
        ]

    return rows


def _status_row(desk: Desk, kind: str, track: str, row: Status, *, alone: bool) -> Row:
    names = desk.directory
    user = names.users.get(row.user_id or 0)
    department = names.departments.get(row.department_id or 0)
    limit = "" if row.wip_limit is None else f"{row.wip_limit}{' hard' if row.wip_hard else ''}"
    flags = [word for word, flag in (("first", row.initial), ("last", row.final)) if flag]
    return Row(
        (
            "" if alone else kind, track, row.name, figure(row.days), row.state,
            user.login if user else department.name if department else "", limit,
            ", ".join([*flags, *filter(None, [state(row.inactive)])]),
        ),
        (kind, track, row.name),
        look(row.inactive),
    )  # fmt: skip


def _status_fields(kind: str | None) -> Callable[[Desk, Any], list[Field]]:
    def fields(desk: Desk, key: StatusKey | None) -> list[Field]:
        row = Status(name="", state="", wip_hard=False, at_vendor=False)
        place = ""
        if key is not None:
            home = desk.directory.track_named(key[0], key[1])
            row = desk.directory.status_named(home, key[2])
            place = str(desk.directory.statuses_of_track[home.id].index(row) + 1)
        users = desk.directory.users
        departments = desk.directory.departments
        owner = users.get(row.user_id or 0)
        group = departments.get(row.department_id or 0)
        found = [
            Field("name", "Name", row.name, check=required("a status needs a name")),
            Field("days", "Business days", figure(row.days), "0 is the same day; empty: none"),
            Field("state", "Class", row.state, "", statuses.STATES),
            Field("user", "Person", owner.login if owner else "", "",
                  tuple(u.login for u in users.values() if not u.inactive)),
            Field("department", "Department", group.name if group else "", "",
                  tuple(d.name for d in departments.values() if not d.inactive)),
            Field("cause", "A wait is due to", row.cause, "", statuses.CAUSES),
            Field("at_vendor", "Is at the vendor", yes_no(row.at_vendor), "", ("yes", "no")),
            Field("stage", "Stage", row.stage, "", statuses.STAGES),
            Field("wip_limit", "Most cards", figure(row.wip_limit), "empty: any number"),
            Field("wip_hard", "More is refused", yes_no(row.wip_hard), "", ("yes", "no")),
            Field("colour", "Colour", row.colour, "", statuses.COLOURS),
            Field("initial", "First of its track", yes_no(row.initial), "", ("yes", "no")),
            Field("final", "Last of its track", yes_no(row.final), "", ("yes", "no")),
            Field("position", "Place in the track", place, "empty: before the last"),
        ]  # fmt: skip
        return found if key is not None else [*_home_fields(desk, kind), *found]

    return fields


def _home_fields(desk: Desk, kind: str | None) -> list[Field]:
    names = tuple(t.name for t, _ in tracks.listed(desk, kind) if not t.inactive)
    home = Field("track", "Track", names[0] if len(names) == 1 else "", "a new name makes one",
                 names, check=required("which track?"))  # fmt: skip
    if kind is not None:
        return [home]
    return [Field("kind", "Kind", "production", "", KINDS), home]


def _save_status(kind: str | None) -> Callable[[Desk, Any, Values], object]:
    def save(desk: Desk, key: StatusKey | None, values: Values) -> object:
        given: dict[str, Any] = {
            "name": values["name"],
            "days": number(values["days"], "business days"),
            "state": values["state"].strip(),
            "user": said(values["user"]),
            "department": said(values["department"]),
            "cause": values["cause"].strip(),
            "at_vendor": yes(values["at_vendor"], "is at the vendor"),
            "stage": values["stage"].strip(),
            "wip_limit": whole(values["wip_limit"], "most cards"),
            "wip_hard": yes(values["wip_hard"], "more is refused"),
            "colour": values["colour"].strip(),
            "initial": yes(values["initial"], "first of its track"),
            "final": yes(values["final"], "last of its track"),
            "position": whole(values["position"], "place in the track"),
        }
        if key is not None:
            return tracks.change_status(desk, *key, **given)
        name = given.pop("name")
        of_kind = kind or values["kind"].strip()
        return tracks.add_status(desk, of_kind, values["track"].strip(), name, **given)

    return save


def _switch_status(desk: Desk, key: StatusKey, active: bool) -> object:
    command = tracks.activate_status if active else tracks.deactivate_status
    command(desk, *key)
    return active


def status_list(kind: str | None, title: str) -> SetupList:
    """Return the list of the statuses of one kind, or of all."""
    return SetupList(
        f"statuses of {kind}" if kind else "statuses", title, "status",
        (
            Column("Kind", least=8), Column("Track", least=8), Column("Status", least=10),
            Column("Days", right=True, least=4), Column("Class", least=7), Column("Owner", least=6),
            Column("Most", right=True, least=4), Column("", least=5),
        ),
        _statuses(kind), _status_fields(kind), _save_status(kind), _switch_status,
        lines=("Naming another status first or last moves that mark.",),
    )  # fmt: skip
