"""Triggers: what is to happen when a card enters a status, or at a distance from one of its dates.

When they act is in ``moments``, what they can do in ``triggeractions``, whether one can be as it
was written in ``triggerchecks``. What they did and will do is the ledger in ``firings``; settling
it is in ``settling``. The automatic rules are triggers too, but are kept in ``automations``.
"""

from __future__ import annotations

from dataclasses import dataclass

from store import arming, firings, positions, triggeractions, triggerchecks
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.tables import Firing, Status, Template, Trigger
from store.text import safe


@dataclass(frozen=True, slots=True)
class Spec:
    """A trigger as somebody writes it; days and hours are negative before the moment.

    Without a status it is about every status of the kind, or about a date of the record. ``most``
    counts all times that it comes, ``expires_days`` null keeps it for ever. ``user`` and
    ``department`` do a task or call, and are whom a message to a user or department goes to.
    """

    name: str
    kind: str
    track: str = ""
    status: str = ""
    action: str = "task"
    subject: str = ""
    moment: str = "entering"
    offset_days: float = 0
    offset_hours: float = 0
    count: str = "business"
    user: str | None = None
    department: str | None = None
    due_days: float = 0
    filter: str = ""
    by_hand: bool = False
    at_time: str = ""
    every_days: float = 0
    most: int = 1
    expires_days: float | None = None
    recipient: str = "client"
    template: str | None = None
    other_template: str | None = None
    attachments: tuple[str, ...] = ()
    spare_no_market: bool = False
    spare_no_call: bool = False


def add(desk: Desk, spec: Spec, *, on: bool = True) -> Trigger:
    """Save a new trigger; cards that are past its moment already are left alone.

    Saved switched off it can be rehearsed before it acts.
    """
    columns = triggerchecks.columns(desk, spec)
    with desk.action("add trigger", f"add trigger {columns['name']}", right="set-up") as act:
        refuse_double(columns["name"])
        trigger = act.insert_row(Trigger(**columns, since=act.at, inactive=not on))
        if on:
            arming.plan_for_present(desk, act, trigger)
    return trigger


def refuse_double(name: str, own_id: int | None = None) -> None:
    """Refuse a name that a trigger or rule has already."""
    other = Trigger.get_or_none(Trigger.name == name)
    if other is not None and other.id != own_id:
        what = "rule" if other.action in firings.RULES else "trigger"
        raise Refused(f"there is a {what} called '{name}' already; use another name")


def change(desk: Desk, name: str, spec: Spec) -> Trigger:
    """Replace a trigger; what was pending is planned anew, what already matched stays past."""
    columns = triggerchecks.columns(desk, spec)
    with desk.action("change trigger", f"change trigger {name}", right="set-up") as act:
        trigger = named(name)
        refuse_double(columns["name"], trigger.id)
        _refuse_other_moment(trigger, columns["moment"])
        act.update(trigger, **columns, since=act.at)
        arming.cancel_open(act, trigger, "the trigger was changed")
        if not trigger.inactive:
            arming.plan_for_present(desk, act, trigger)
    return trigger


def _refuse_other_moment(trigger: Trigger, moment: str) -> None:
    """Refuse to hang on another date what has acted: it acts once for each record and date."""
    if moment == trigger.moment or {moment, trigger.moment} == {"entering", "due"}:
        return
    acted = Firing.state.not_in(["pending", "held", "past", "cancelled"])
    if Firing.select().where(Firing.trigger == trigger.id, acted).exists():
        raise Refused(
            f"trigger {trigger.name} has acted already and cannot hang on another date; "
            "switch it off and add a new one"
        )


def switch(desk: Desk, name: str, *, on: bool) -> Trigger:
    """Switch a trigger on or off."""
    word = "on" if on else "off"
    with desk.action("switch trigger", f"switch trigger {name} {word}", right="set-up") as act:
        trigger = named(name)
        if trigger.inactive is not on:
            raise Refused(f"trigger {trigger.name} is {word} already")
        act.update(trigger, inactive=not on, since=act.at if on else trigger.since)
        if on:
            arming.plan_for_present(desk, act, trigger)
        else:
            off = "the trigger was switched off"
            arming.cancel_open(act, trigger, off, firings.CALLED_OFF)
    return trigger


def named(name: str) -> Trigger:
    """Find a trigger by name."""
    ours = Trigger.action.not_in(list(firings.RULES))
    found: Trigger | None = Trigger.get_or_none(Trigger.name == name, ours)
    if found is None:
        names = [row.name for row in Trigger.select(Trigger.name).where(ours)]
        raise Refused(f"no trigger is called '{safe(name, 80)}'{did_you_mean(name, names)}")
    return found


def spec_of(desk: Desk, trigger: Trigger) -> Spec:
    """A stored trigger as it would be written."""
    lists = desk.directory
    status = status_of(desk, trigger)
    user = lists.users.get(trigger.user_id or 0)
    department = lists.departments.get(trigger.department_id or 0)
    return Spec(
        name=trigger.name,
        kind=trigger.kind,
        track=lists.tracks[status.track_id].name if status else "",
        status=status.name if status else "",
        action=trigger.action,
        subject=trigger.subject,
        moment=trigger.moment,
        offset_days=trigger.offset_days,
        offset_hours=trigger.offset_hours,
        count=trigger.count,
        user=user.login if user else None,
        department=department.name if department else None,
        due_days=trigger.due_days,
        filter=trigger.filter,
        by_hand=trigger.by_hand,
        at_time=trigger.at_time,
        every_days=trigger.every_days,
        most=trigger.most,
        expires_days=trigger.expires_days,
        recipient=trigger.recipient,
        template=_template(trigger.template_id),
        other_template=_template(trigger.other_template_id),
        attachments=triggeractions.parted(trigger.attachments),
        spare_no_market=trigger.spare_no_market,
        spare_no_call=trigger.spare_no_call,
    )


def _template(template_id: int | None) -> str | None:
    return None if template_id is None else str(Template.get_by_id(template_id).name)


def status_of(desk: Desk, trigger: Trigger) -> Status | None:
    """The status a trigger belongs to; null where it is about every status, or about a date."""
    return None if trigger.status_id is None else desk.directory.statuses[trigger.status_id]


def listed(desk: Desk) -> list[tuple[Trigger, Spec]]:
    """All triggers but the automatic rules, switched off ones last."""
    query = (
        Trigger.select()
        .where(Trigger.action.not_in(list(firings.RULES)))
        .order_by(Trigger.inactive, Trigger.position, Trigger.name)
    )
    return [(trigger, spec_of(desk, trigger)) for trigger in query]


def reorder(desk: Desk, name: str, place: int) -> list[Trigger]:
    """Put a trigger at a place, from 1; returns them in their new order."""
    summary = f"put trigger {safe(name, 80)} at place {place}"
    with desk.action("reorder triggers", summary, right="set-up") as act:
        positions.put(act, [row for row, _ in listed(desk)], named(name), place)
    return [row for row, _ in listed(desk)]
