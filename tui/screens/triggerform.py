"""The form of a trigger: a new one, or one that is there already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from store import triggers
from store.desk import Desk
from store.directory import KINDS, kind_named
from store.errors import Refused
from store.tables import Trigger
from store.text import search_key
from store.triggers import ACTIONS, COUNTS, MOMENTS, Spec
from tui.screens import checks
from tui.screens.filling import fill, number, said, yes, yes_no
from tui.widgets.form import Field, Together

if TYPE_CHECKING:
    from tui.screens.place import Place

LINES = (
    "It acts when a card enters the status, or at a distance from the due date there.",
    "Cards that are past that moment already are left alone.",
)


def when_words(spec: Spec) -> str:
    """Say when a trigger acts."""
    days, hours = spec.offset_days, spec.offset_hours
    point = "entering" if spec.moment == "entering" else "due"
    if not days and not hours:
        return "on entering" if spec.moment == "entering" else "when due"
    parts = [f"{abs(days):g} {spec.count} days"] if days else []
    parts += [f"{abs(hours):g} h"] if hours else []
    return f"{' '.join(parts)} {'before' if days + hours < 0 else 'after'} {point}"


def fields_of(desk: Desk, name: str | None) -> list[Field]:
    """Return the fields of a new trigger, or of the named one as it is."""
    lists = desk.directory
    spec = Spec("", "production", "", "", "task", "")
    if name is not None:
        spec = triggers.spec_of(desk, triggers.named(name))
    tracks = [t for t in lists.tracks.values() if not t.inactive]
    homes = tuple(dict.fromkeys(t.name for t in tracks))
    steps = tuple(dict.fromkeys(
        s.name for t in tracks for s in lists.statuses_of_track[t.id] if not s.inactive
    ))  # fmt: skip
    return [
        Field("name", "Name", spec.name, check=checks.every(
            checks.required("a trigger needs a name"),
            checks.new_among([row.name for row, _ in triggers.listed(desk)], "a trigger",
                             spec.name),
        )),
        Field("kind", "Kind", spec.kind, "", KINDS, checks.one_of(KINDS, "kind")),
        Field("track", "Track", spec.track, "empty: the only one with such a status", homes,
              checks.optional(checks.one_of(homes, "track"))),
        Field("status", "Status", spec.status, "", steps, checks.every(
            checks.required("which status?"), checks.one_of(steps, "status"),
        ), _on_track(desk)),
        Field("moment", "Moment", spec.moment, "", MOMENTS, checks.one_of(MOMENTS, "moment")),
        Field("days", "Days", f"{spec.offset_days:g}", "after it; before the due date: -2",
              check=checks.optional(checks.number(-3650, 3650, "days")), together=_not_before),
        Field("hours", "Hours", f"{spec.offset_hours:g}", "and so many hours",
              check=checks.optional(checks.number(-87_600, 87_600, "hours"))),
        Field("count", "Which days", spec.count, "", COUNTS,
              checks.one_of(COUNTS, "way of counting")),
        Field("action", "Makes a", spec.action, "", ACTIONS, checks.one_of(ACTIONS, "action")),
        Field("subject", "Subject", spec.subject, "what is to be done",
              check=checks.required("what is to be done?")),
        *_for_whom(desk, spec),
        Field("due_days", "To do within", f"{spec.due_days:g}", "business days",
              check=checks.optional(checks.number(0, 3650, "days"))),
        Field("filter", "Only for", spec.filter, "a filter such as type:Print -rush",
              check=checks.filters(desk, me=False)),
        Field("by_hand", "Waits for a person", yes_no(spec.by_hand), "", checks.YES_NO,
              checks.yes_no),
    ]  # fmt: skip


def _for_whom(desk: Desk, spec: Spec) -> list[Field]:
    lists = desk.directory
    users = tuple(u.login for u in lists.users.values() if not u.inactive)
    departments = tuple(d.name for d in lists.departments.values() if not d.inactive)
    return [
        Field("user", "For person", spec.user or "", "empty: the card's owner", users,
              checks.optional(checks.one_of(users, "user"))),
        Field("department", "For department", spec.department or "", "", departments,
              checks.optional(checks.one_of(departments, "department"))),
    ]  # fmt: skip


def _on_track(desk: Desk) -> Together:
    """What is wrong with a status, given the kind and the track."""
    lists = desk.directory
    there = {
        (track.kind, search_key(track.name)): {
            search_key(s.name) for s in lists.statuses_of_track[track.id] if not s.inactive
        }
        for track in lists.tracks.values()
        if not track.inactive
    }

    def wrong(values: Mapping[str, str]) -> str | None:
        kind, track = values["kind"].strip().casefold(), values["track"].strip()
        status = search_key(values["status"])
        of_kind = {key[1]: names for key, names in there.items() if key[0] == kind}
        if track and search_key(track) not in of_kind:
            return f"no track of {kind} is called '{track}'"
        homes = {name for name, names in of_kind.items() if status in names}
        if track and search_key(track) not in homes:
            return f"{track} has no status '{values['status'].strip()}'"
        if not homes:
            return f"no track of {kind} has a status '{values['status'].strip()}'"
        return None if track or len(homes) == 1 else "several tracks have it; give the track"

    return wrong


def _not_before(values: Mapping[str, str]) -> str | None:
    early = any(values[name].strip().startswith("-") for name in ("days", "hours"))
    entering = values["moment"].strip().casefold() == "entering"
    return (
        "nothing can happen before a card enters; use the due date" if early and entering else None
    )


def spec_from(desk: Desk, values: dict[str, str]) -> Spec:
    """Read the texts of the form; `Refused` where they cannot be a trigger."""
    kind = kind_named(values["kind"].strip() or "production")
    status = values["status"].strip()
    return Spec(
        name=values["name"],
        kind=kind,
        track=said(values["track"]) or _only_track(desk, kind, status),
        status=status,
        action=values["action"].strip().casefold(),
        subject=values["subject"],
        moment=values["moment"].strip().casefold(),
        offset_days=number(values["days"], "days") or 0,
        offset_hours=number(values["hours"], "hours") or 0,
        count=values["count"].strip().casefold(),
        user=said(values["user"]),
        department=said(values["department"]),
        due_days=number(values["due_days"], "to do within") or 0,
        filter=values["filter"].strip(),
        by_hand=yes(values["by_hand"], "waits for a person"),
    )


def _only_track(desk: Desk, kind: str, status: str) -> str:
    lists = desk.directory
    of_kind = [t for t in lists.tracks.values() if t.kind == kind and not t.inactive]
    wanted = search_key(status)
    having = [
        track.name
        for track in of_kind
        if any(search_key(s.name) == wanted and not s.inactive
               for s in lists.statuses_of_track[track.id])
    ]  # fmt: skip
    if len(having) == 1:
        return str(having[0])
    names = ", ".join(having or [track.name for track in of_kind])
    raise Refused(
        f"{'several tracks have' if having else 'no track has'} a status '{status}'; "
        f"give the track: {names}"
    )


def save(desk: Desk, name: str | None, values: dict[str, str]) -> Trigger:
    """Add the trigger, or change the named one."""
    spec = spec_from(desk, values)
    return triggers.add(desk, spec) if name is None else triggers.change(desk, name, spec)


async def trigger_form(screen: Place, name: str | None = None) -> bool:
    """Ask for a new trigger, or change the named one; tells whether it was saved.

    Runs in a worker.
    """
    program = screen.program
    fields = await program.ask(fields_of, name)
    if fields is None:
        return False
    title = "New trigger" if name is None else f"Change trigger {name}"
    made = await fill(screen, title, fields, lambda desk, values: save(desk, name, values), LINES)
    if made is not None:
        program.tell(f"Trigger {made.name} is saved")
    return made is not None
