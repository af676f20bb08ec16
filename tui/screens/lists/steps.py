"""Types, tracks and their statuses in the set-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from store import pricelists, setupwork, statuses, tracks, types
from store.desk import Desk
from store.directory import KINDS
from store.setuplists import Key
from store.tables import Status
from tui.screens import checks
from tui.screens.filling import number, said, whole, yes, yes_no
from tui.screens.lists.entries import SetupList, Values, figure, names_of
from tui.widgets.form import Field, Together

# Types --------------------------------------------------------------------------------------------


def _type_fields(desk: Desk, key: Key | None) -> list[Field]:
    row = desk.directory.type_named(*key) if key else None
    homes = names_of(desk, "pricelists")
    home = {one.id: one.name for one in pricelists.listed()}.get(row.price_list_id) if row else ""
    fields = [
        Field("name", "Name", row.name if row else "",
              check=checks.every(checks.required("a type needs a name"), checks.at_most(80)),
              together=_new_type(desk, key)),
        Field("prints", "Lines carry images", yes_no(row.prints if row else False), "yes or no",
              checks.YES_NO, checks.yes_no),
        Field("price_list", "Price list", home or "", "of sessions; empty: the first", homes,
              checks.optional(checks.one_of(homes, "price list"))),
    ]  # fmt: skip
    if key is None:
        kind = Field("kind", "Kind", "production", "", KINDS, checks.one_of(KINDS, "kind"))
        return [kind, *fields]
    return fields


def _new_type(desk: Desk, key: Key | None) -> Together:
    taken = {(row.kind, row.name.casefold()): row.name for row in types.listed(desk)}
    own = (key[0], key[1].casefold()) if key else None

    def wrong(values: Any) -> str | None:
        kind = key[0] if key else values["kind"].strip()
        wanted = (kind, " ".join(values["name"].split()).casefold())
        if wanted in taken and wanted != own:
            return f"there is a {kind} type '{taken[wanted]}' already"
        return None

    return wrong


def _save_type(desk: Desk, key: Key | None, values: Values) -> object:
    prints = yes(values["prints"], "lines carry images")
    home = said(values["price_list"])
    kind = key[0] if key else values["kind"].strip()
    if key is None:
        return types.add(desk, kind, values["name"], prints=prints, price_list=home)
    return types.change(desk, *key, new_name=values["name"], prints=prints, price_list=home)


def _switch_type(desk: Desk, key: Key, active: bool) -> object:
    return types.switch(desk, *key, active=active)


TYPES = SetupList(
    "types", _type_fields, _save_type, _switch_type,
    lines=("Each type of order may have a track of its own: statuses named after it make one.",),
)  # fmt: skip


# Tracks -------------------------------------------------------------------------------------------

AS_STUDIO = "as the studio"


def _track_fields(desk: Desk, key: Key | None) -> list[Field]:
    if key is None:
        return []
    row = desk.directory.track_named(*key)
    same = [one.name for one, _ in tracks.listed(desk, key[0])]
    ways = (AS_STUDIO, *tracks.METHODS)
    return [
        Field("name", "Name", row.name, check=checks.every(
            checks.required("a track needs a name"), checks.new_among(same, "a track", row.name),
        )),
        Field("method", "Due dates", row.method or AS_STUDIO, "", ways,
              checks.one_of(ways, "way of counting")),
    ]  # fmt: skip


def _save_track(desk: Desk, key: Key | None, values: Values) -> object:
    kind, name = key or ("", "")
    method = values["method"].strip().casefold()
    return tracks.change_track(
        desk, kind, name, name=values["name"], method=None if method == AS_STUDIO else method
    )


def _switch_track(desk: Desk, key: Key, active: bool) -> object:
    return tracks.switch_track(desk, *key, active=active)


TRACKS = SetupList(
    "tracks", _track_fields, _save_track, _switch_track, makes=False,
    lines=("Tracks are made with their first status; backward counts from the promised day.",),
)  # fmt: skip


# Statuses -----------------------------------------------------------------------------------------


def _status_fields(kind: str | None) -> Callable[[Desk, Key | None], list[Field]]:
    def fields(desk: Desk, key: Key | None) -> list[Field]:
        alone = kind is not None and not tracks.listed(desk, kind)
        row = Status(name="", state="", wip_hard=False, at_vendor=False, initial=alone)
        if key is not None:
            home = desk.directory.track_named(key[0], key[1])
            row = desk.directory.status_named(home, key[2])
        found = [_status_name(desk, row, kind, key), *_status_rest(desk, row)]
        return found if key is not None else [*_home_fields(desk, kind), *found]

    return fields


def _status_name(desk: Desk, row: Status, kind: str | None, key: Key | None) -> Field:
    taken = {
        (track.kind, track.name.casefold(), one.name.casefold()): one.name
        for track, rows in tracks.listed(desk)
        for one in rows
        if one.id != row.id
    }

    def wrong(values: Any) -> str | None:
        of_kind = key[0] if key else kind or values["kind"].strip()
        track = key[1] if key else values["track"].strip()
        name = " ".join(values["name"].split())
        found = taken.get((of_kind, track.casefold(), name.casefold()))
        return f"{track} has a status '{found}' already" if found else None

    check = checks.every(checks.required("a status needs a name"), checks.at_most(80))
    return Field("name", "Name", row.name, check=check, together=wrong)


def _status_rest(desk: Desk, row: Status) -> list[Field]:
    users, groups = names_of(desk, "users"), names_of(desk, "departments")
    owner = desk.directory.users.get(row.user_id or 0)
    group = desk.directory.departments.get(row.department_id or 0)

    def choice(name: str, label: str, value: str, words: tuple[str, ...], what: str = "") -> Field:
        check = checks.optional(checks.one_of(words, what or label.casefold()))
        return Field(name, label, value, "", words, check)

    def flag(name: str, label: str, value: object) -> Field:
        return Field(name, label, yes_no(value), "", checks.YES_NO, checks.yes_no)

    return [
        Field("days", "Business days", figure(row.days), "0 is the same day; empty: none",
              check=checks.optional(checks.number(0, statuses.MOST_DAYS, "days"))),
        choice("state", "Class", row.state, statuses.STATES),
        choice("user", "Person", owner.login if owner else "", users),
        choice("department", "Department", group.name if group else "", groups),
        choice("cause", "A wait is due to", row.cause, statuses.CAUSES, "cause"),
        flag("at_vendor", "Is at the vendor", row.at_vendor),
        choice("stage", "Stage", row.stage, statuses.STAGES),
        Field("wip_limit", "Most cards", figure(row.wip_limit), "empty: any number",
              check=checks.optional(checks.whole(1, statuses.MOST_CARDS))),
        flag("wip_hard", "More is refused", row.wip_hard),
        Field("colour", "Colour", row.colour, "or one such as #aa3300", statuses.COLOURS,
              checks.said(statuses.colour_problem)),
        flag("initial", "First of its track", row.initial),
        Field("final", "Last of its track", yes_no(row.final), "", checks.YES_NO, checks.yes_no,
              _not_both),
    ]  # fmt: skip


def _not_both(values: Any) -> str | None:
    both = all(values[name].strip().casefold() == "yes" for name in ("initial", "final"))
    return "a status cannot be first and last; a track needs one of each" if both else None


def _home_fields(desk: Desk, kind: str | None) -> list[Field]:
    names = tuple(t.name for t, _ in tracks.listed(desk, kind) if not t.inactive)
    types_too = tuple(t.name for t in types.listed(desk, kind) if not t.inactive)
    start = names[0] if len(names) == 1 else ""
    home = Field("track", "Track", start, "a type of its own, or default",
                 tuple(dict.fromkeys((*names, *types_too, "default"))),
                 checks.required("which track? a new name makes one"))  # fmt: skip
    if kind is not None:
        return [home]
    return [Field("kind", "Kind", "production", "", KINDS, checks.one_of(KINDS, "kind")), home]


def _save_status(kind: str | None) -> Callable[[Desk, Key | None, Values], object]:
    def save(desk: Desk, key: Key | None, values: Values) -> object:
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
        }
        if key is not None:
            return tracks.change_status(desk, *key, **given)
        name = given.pop("name")
        of_kind = kind or values["kind"].strip()
        return tracks.add_status(desk, of_kind, values["track"].strip(), name, **given)

    return save


def _switch_status(desk: Desk, key: Key, active: bool) -> object:
    command = tracks.activate_status if active else tracks.deactivate_status
    command(desk, *key)
    return active


def status_list(kind: str | None, title: str) -> SetupList:
    """Return the list of the statuses of one kind, or of all."""
    return SetupList(
        "statuses", _status_fields(kind), _save_status(kind), _switch_status,
        lines=("Naming another status first or last moves that mark.",),
        entries=setupwork.statuses_of(kind) if kind else None,
        called=f"statuses of {kind}" if kind else "", own_title=title,
    )  # fmt: skip
