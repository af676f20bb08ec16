"""The form of a trigger: a new one, or one that is there already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from store import moments, rehearsals, templates, triggeractions, triggers
from store.desk import Desk
from store.directory import KINDS, kind_named
from store.tables import Trigger
from store.triggerchecks import track_with
from store.triggers import Spec
from store.when import DAY_MS
from tui.screens import checks, triggerchecks
from tui.screens.filling import fill, number, said, whole, yes, yes_no
from tui.widgets.form import Field

if TYPE_CHECKING:
    from tui.screens.place import Place

LINES = (
    "It acts at a distance from entering a status or from a date, for what comes from now on.",
)

HINDSIGHT_DAYS = 30
"""Days for which a trigger that was saved tells what it would have done."""

SPARED = ("no-market", "no-call")


def fields_of(desk: Desk, name: str | None) -> list[Field]:
    """Return the fields of a new trigger, or of the named one as it is."""
    spec = Spec("", "production")
    if name is not None:
        spec = triggers.spec_of(desk, triggers.named(name))
    fields = [
        *_about(desk, spec), *_when(spec), *_what(desk, spec), *_for_whom(desk, spec),
        *_only(desk, spec),
    ]  # fmt: skip
    if name is None:
        told = "no: it can be rehearsed first"
        fields.append(Field("on", "Switched on", "yes", told, checks.YES_NO, checks.yes_no))
    return fields


def _about(desk: Desk, spec: Spec) -> list[Field]:
    lists = desk.directory
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
        Field("status", "Status", spec.status, "empty: every one, or a date", steps,
              checks.optional(checks.one_of(steps, "status")), triggerchecks.on_track(desk)),
        Field("track", "Track", spec.track, "empty: the only one with such a status", homes,
              checks.optional(checks.one_of(homes, "track"))),
    ]  # fmt: skip


def _when(spec: Spec) -> list[Field]:
    far = checks.number(-3650, 3650, "days")
    return [
        Field("moment", "Moment", spec.moment, "", moments.EVERY,
              checks.one_of(moments.EVERY, "moment"), triggerchecks.of_kind, group="When"),
        Field("days", "Days", f"{spec.offset_days:g}", "after it; before: -2",
              check=checks.optional(far), together=triggerchecks.not_before),
        Field("hours", "Hours", f"{spec.offset_hours:g}", "and so many hours",
              check=checks.optional(checks.number(-87_600, 87_600, "hours"))),
        Field("count", "Which days", spec.count, "", moments.COUNTS,
              checks.one_of(moments.COUNTS, "way of counting")),
        Field("time", "Time of day", spec.at_time, "such as 09:00; empty: as it comes",
              check=checks.optional(triggerchecks.clock)),
        Field("every", "Again every", f"{spec.every_days:g}", "days; 0: it comes once",
              check=checks.optional(checks.number(0, 3650, "days"))),
        Field("most", "Times in all", f"{spec.most}", "where it comes again, the first included",
              check=checks.optional(checks.whole(1, 1000)), together=triggerchecks.often),
        Field("expires", "Dropped after", _figure(spec.expires_days), "days; empty: never",
              check=checks.optional(checks.number(0, 3650, "days"))),
    ]  # fmt: skip


def _what(desk: Desk, spec: Spec) -> list[Field]:
    channels = {row.name: row.channel for row in templates.listed() if not row.inactive}
    named = tuple(channels)
    words = tuple(triggeractions.ATTACHMENTS)
    template = checks.optional(checks.one_of(named, "template"))
    return [
        Field("action", "Action", spec.action, "", triggeractions.ACTIONS,
              checks.one_of(triggeractions.ACTIONS, "action"), group="What"),
        Field("subject", "Subject", spec.subject, "what is to be done, of a task or call",
              check=triggerchecks.subject(desk)),
        Field("template", "Template", spec.template or "", "what a message says", named, template,
              triggerchecks.fitting(channels, "template", 0)),
        Field("other_template", "Else template", spec.other_template or "",
              "and where it falls back", named, template,
              triggerchecks.fitting(channels, "other_template", 1)),
        Field("attachments", "Attached", ", ".join(spec.attachments), "to an email", words,
              checks.optional(checks.each_of(words, "attachment")), triggerchecks.attachable),
    ]  # fmt: skip


def _for_whom(desk: Desk, spec: Spec) -> list[Field]:
    lists = desk.directory
    users = tuple(u.login for u in lists.users.values() if not u.inactive)
    departments = tuple(d.name for d in lists.departments.values() if not d.inactive)
    return [
        Field("recipient", "Message to", spec.recipient, "", triggeractions.RECIPIENTS,
              checks.one_of(triggeractions.RECIPIENTS, "recipient"), group="For whom"),
        Field("user", "For person", spec.user or "", "empty: the card's owner", users,
              checks.optional(checks.one_of(users, "user"))),
        Field("department", "For department", spec.department or "", "", departments,
              checks.optional(checks.one_of(departments, "department"))),
        Field("due_days", "To do within", f"{spec.due_days:g}", "business days",
              check=checks.optional(checks.number(0, 3650, "days"))),
    ]  # fmt: skip


def _only(desk: Desk, spec: Spec) -> list[Field]:
    spared = [SPARED[0]] if spec.spare_no_market else []
    spared += [SPARED[1]] if spec.spare_no_call else []
    return [
        Field("filter", "Only for", spec.filter, "a filter such as type:Print -rush",
              check=triggerchecks.condition(desk), group="Only"),
        Field("spare", "Leaves out", ", ".join(spared), "clients who are no-market, no-call",
              SPARED, checks.optional(checks.each_of(SPARED, "mark of clients"))),
        Field("by_hand", "Waits for a person", yes_no(spec.by_hand), "", checks.YES_NO,
              checks.yes_no),
    ]  # fmt: skip


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


# Saving ------------------------------------------------------------------------------------------


def spec_from(desk: Desk, values: Mapping[str, str]) -> Spec:
    """Read the texts of the form; `Refused` where they cannot be a trigger."""
    kind = kind_named(values["kind"].strip() or "production")
    status, track = said(values["status"]) or "", said(values["track"]) or ""
    spared = [word.casefold() for word in checks.parted(values["spare"])]
    return Spec(
        name=values["name"],
        kind=kind,
        track=track_with(desk, kind, track, status) if status else track,
        status=status,
        action=values["action"].strip().casefold(),
        subject=values["subject"],
        template=said(values["template"]),
        other_template=said(values["other_template"]),
        attachments=tuple(checks.parted(said(values["attachments"]) or "")),
        recipient=values["recipient"].strip().casefold(),
        spare_no_market=SPARED[0] in spared,
        spare_no_call=SPARED[1] in spared,
        user=said(values["user"]),
        department=said(values["department"]),
        due_days=number(values["due_days"], "to do within") or 0,
        filter=values["filter"].strip(),
        by_hand=yes(values["by_hand"], "waits for a person"),
        moment=values["moment"].strip().casefold(),
        offset_days=number(values["days"], "days") or 0,
        offset_hours=number(values["hours"], "hours") or 0,
        count=values["count"].strip().casefold(),
        at_time=said(values["time"]) or "",
        every_days=number(values["every"], "again every") or 0,
        most=whole(values["most"], "times in all") or 1,
        expires_days=number(values["expires"], "dropped after") or None,
    )


def save(desk: Desk, name: str | None, values: Mapping[str, str]) -> Trigger:
    """Add the trigger, or change the named one."""
    spec = spec_from(desk, values)
    if name is not None:
        return triggers.change(desk, name, spec)
    return triggers.add(desk, spec, on=yes(values["on"], "switched on"))


def saved_words(desk: Desk, name: str) -> str:
    """Say that a trigger is saved, and what it would have done lately."""
    now = desk.now()
    count = rehearsals.count(desk, name, now - HINDSIGHT_DAYS * DAY_MS, now)
    times = "once" if count == 1 else f"{count:,} times"
    return (
        f"Trigger {name} is saved\n"
        f"in the last {HINDSIGHT_DAYS} days it would have acted {times if count else 'never'}"
    )


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
    if made is None:
        return False
    words = await program.ask(saved_words, made.name)
    program.tell(words or f"Trigger {made.name} is saved")
    return True
