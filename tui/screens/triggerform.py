"""The form of a trigger: a new one, or one that is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import triggers
from store.desk import Desk
from store.directory import KINDS, kind_named
from store.errors import Refused
from store.tables import Trigger
from store.text import search_key
from store.triggers import ACTIONS, COUNTS, MOMENTS, Spec
from tui.screens.filling import fill, number, required, said, yes, yes_no
from tui.widgets.form import Field

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
    statuses = [s.name for t in tracks for s in lists.statuses_of_track[t.id] if not s.inactive]
    users = tuple(u.login for u in lists.users.values() if not u.inactive)
    departments = tuple(d.name for d in lists.departments.values() if not d.inactive)
    return [
        Field("name", "Name", spec.name, check=required("a trigger needs a name")),
        Field("kind", "Kind", spec.kind, "", KINDS),
        Field("track", "Track", spec.track, "empty: the only one with such a status",
              tuple(t.name for t in tracks)),
        Field("status", "Status", spec.status, "", tuple(dict.fromkeys(statuses)),
              check=required("which status?")),
        Field("moment", "Moment", spec.moment, "", MOMENTS),
        Field("days", "Days", f"{spec.offset_days:g}", "after it; before the due date: -2"),
        Field("hours", "Hours", f"{spec.offset_hours:g}", "and so many hours"),
        Field("count", "Which days", spec.count, "", COUNTS),
        Field("action", "Makes a", spec.action, "", ACTIONS),
        Field("subject", "Subject", spec.subject, "what is to be done",
              check=required("what is to be done?")),
        Field("user", "For person", spec.user or "", "empty: the card's owner", users),
        Field("department", "For department", spec.department or "", "", departments),
        Field("due_days", "To do within", f"{spec.due_days:g}", "business days"),
        Field("filter", "Only for", spec.filter, "a filter such as type:Print -rush"),
        Field("by_hand", "Waits for a person", yes_no(spec.by_hand), "", ("yes", "no")),
    ]  # fmt: skip


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
