"""Triggers: what is to happen when a card enters a status or at a distance from its due date.

Saving a trigger marks what already matched as past, so that a new one never floods. What the
triggers did and will do is the ledger in ``firings``; settling it is in ``settling``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from store import boards, filters, firings, positions, settling
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.reading import first_column
from store.schedule import DONE_STATES
from store.tables import FAR, Card, Firing, Status, Trigger, Visit
from store.text import safe
from store.when import DAY_MS

ACTIONS = ("task", "call")
"""What a trigger can do."""

MOMENTS = ("entering", "due")
COUNTS = ("business", "calendar")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Spec:
    """A trigger as somebody writes it; days and hours are negative before the moment."""

    name: str
    kind: str
    track: str
    status: str
    action: str
    subject: str
    moment: str = "entering"
    offset_days: float = 0
    offset_hours: float = 0
    count: str = "business"
    user: str | None = None
    department: str | None = None
    due_days: float = 0
    filter: str = ""
    by_hand: bool = False


def _columns(desk: Desk, spec: Spec) -> dict[str, Any]:
    problems = []
    for word, choices, what in (
        (spec.action, ACTIONS, "action"),
        (spec.moment, MOMENTS, "moment"),
        (spec.count, COUNTS, "way of counting"),
    ):
        if word not in choices:
            hint = did_you_mean(word, choices)
            problems.append(f"no {what} is called '{word}'{hint}; there are {', '.join(choices)}")
    if not spec.name.strip():
        problems.append("a trigger needs a name")
    if not spec.subject.strip():
        problems.append("a trigger needs a subject: what is to be done")
    if not (abs(spec.offset_days) <= 3650 and abs(spec.offset_hours) <= 87_600):
        problems.append("the distance from the moment is more than ten years; give a nearer one")
    if not 0 <= spec.due_days <= 3650:
        problems.append("the days to do it in must be from 0 to 3650")
    if spec.moment == "entering" and (spec.offset_days < 0 or spec.offset_hours < 0):
        problems.append("nothing can happen before a card enters; use a distance from the due date")
    if problems:
        raise Refused(problems)
    track = desk.directory.track_named(spec.kind, spec.track)
    status = desk.directory.status_named(track, spec.status)
    condition = safe(spec.filter.strip(), filters.MAX_LENGTH)
    _check_filter(desk, condition)
    return {
        "name": safe(spec.name.strip(), 200),
        "kind": track.kind,
        "status_id": status.id,
        "moment": spec.moment,
        "offset_days": float(spec.offset_days),
        "offset_hours": float(spec.offset_hours),
        "count": spec.count,
        "action": spec.action,
        "subject": safe(spec.subject.strip(), 500),
        "user_id": desk.directory.user_named(spec.user).id if spec.user else None,
        "department_id": (
            desk.directory.department_named(spec.department).id if spec.department else None
        ),
        "due_days": float(spec.due_days),
        "filter": condition,
        "by_hand": spec.by_hand,
    }


def _check_filter(desk: Desk, text: str) -> None:
    boards.compiled(settling.clock_desk(desk), text)  # nobody is asking when it fires


def add(desk: Desk, spec: Spec) -> Trigger:
    """Save a new trigger; cards that are past its moment already are left alone."""
    columns = _columns(desk, spec)
    with desk.action("add trigger", f"add trigger {columns['name']}", right="set-up") as act:
        refuse_double(columns["name"])
        trigger = act.insert_row(Trigger(**columns, since=act.at))
        _plan_for_present(desk, act, trigger)
    return trigger


def refuse_double(name: str, own_id: int | None = None) -> None:
    """Refuse a name that a trigger or rule has already."""
    other = Trigger.get_or_none(Trigger.name == name)
    if other is not None and other.id != own_id:
        what = "trigger" if other.action in ACTIONS else "rule"
        raise Refused(f"there is a {what} called '{name}' already; use another name")


def change(desk: Desk, name: str, spec: Spec) -> Trigger:
    """Replace a trigger; what was pending is planned anew, what already matched stays past."""
    columns = _columns(desk, spec)
    with desk.action("change trigger", f"change trigger {name}", right="set-up") as act:
        trigger = named(name)
        refuse_double(columns["name"], trigger.id)
        act.update(trigger, **columns, since=act.at)
        cancel_open(act, trigger, "the trigger was changed")
        if not trigger.inactive:
            _plan_for_present(desk, act, trigger)
    return trigger


def switch(desk: Desk, name: str, *, on: bool) -> Trigger:
    """Switch a trigger on or off."""
    word = "on" if on else "off"
    with desk.action("switch trigger", f"switch trigger {name} {word}", right="set-up") as act:
        trigger = named(name)
        if trigger.inactive is not on:
            raise Refused(f"trigger {trigger.name} is {word} already")
        act.update(trigger, inactive=not on, since=act.at if on else trigger.since)
        if on:
            _plan_for_present(desk, act, trigger)
        else:
            cancel_open(act, trigger, "the trigger was switched off")
    return trigger


def named(name: str) -> Trigger:
    """Find a trigger by name."""
    ours = Trigger.action.in_(list(ACTIONS))
    found: Trigger | None = Trigger.get_or_none(Trigger.name == name, ours)
    if found is None:
        names = [row.name for row in Trigger.select(Trigger.name).where(ours)]
        raise Refused(f"no trigger is called '{safe(name, 80)}'{did_you_mean(name, names)}")
    return found


def spec_of(desk: Desk, trigger: Trigger) -> Spec:
    """A stored trigger as it would be written."""
    status = status_of(desk, trigger)
    track = desk.directory.tracks[status.track_id]
    user = desk.directory.users.get(trigger.user_id or 0)
    department = desk.directory.departments.get(trigger.department_id or 0)
    return Spec(
        trigger.name, track.kind, track.name, status.name, trigger.action, trigger.subject,
        trigger.moment, trigger.offset_days, trigger.offset_hours, trigger.count,
        user.login if user else None, department.name if department else None,
        trigger.due_days, trigger.filter, trigger.by_hand,
    )  # fmt: skip


def listed(desk: Desk) -> list[tuple[Trigger, Spec]]:
    """All triggers that make tasks or calls, switched off ones last."""
    query = (
        Trigger.select()
        .where(Trigger.action.in_(list(ACTIONS)))
        .order_by(Trigger.inactive, Trigger.position, Trigger.name)
    )
    return [(trigger, spec_of(desk, trigger)) for trigger in query]


def reorder(desk: Desk, name: str, place: int) -> list[Trigger]:
    """Put a trigger at a place, from 1; returns them in their new order."""
    summary = f"put trigger {safe(name, 80)} at place {place}"
    with desk.action("reorder triggers", summary, right="set-up") as act:
        positions.put(act, [row for row, _ in listed(desk)], named(name), place)
    return [row for row, _ in listed(desk)]


def cancel_open(act: Act, trigger: Trigger, reason: str) -> None:
    """Cancel what is still to come because of a trigger or rule."""
    query = Firing.select().where(
        Firing.trigger == trigger.id, Firing.state.in_(list(firings.OPEN_STATES))
    )
    for firing in query:
        act.update(firing, state="cancelled", reason=reason, settled_at=act.at)


def _plan_for_present(desk: Desk, act: Act, trigger: Trigger) -> None:
    """Plan for cards in the status now; moments that have passed are marked past."""
    ids = _present(desk, trigger, act.at)
    for start in range(0, len(ids), BATCH):
        there = list(Card.select().where(Card.id.in_(ids[start : start + BATCH])))
        stays = {v.id: v for v in Visit.select().where(Visit.id.in_([c.visit for c in there]))}
        _plan_batch(desk, act, trigger, [(card, stays[card.visit]) for card in there])


def _present(desk: Desk, trigger: Trigger, now: int) -> list[int]:
    """Ids of the cards in a trigger's status; of finished ones, which are many, only the latest.

    Those left out have passed their moment, and nothing will ever ask for them again.
    """
    status = status_of(desk, trigger)
    query = Card.select(Card.id).where(Card.lane == status.lane, Card.status == status.id)
    if status.state in DONE_STATES:
        days, hours = max(0.0, trigger.offset_days), max(0.0, trigger.offset_hours)
        since = now - round(hours * firings.MS_PER_HOUR)
        if trigger.count == "business":
            since = desk.calendar().shift(since, -days)
        else:
            since -= round(days * DAY_MS)
        query = query.where(Card.sort_at <= 2 * FAR - since + DAY_MS)
    ids: list[int] = first_column(query.order_by(Card.id))
    return ids


def _plan_batch(desk: Desk, act: Act, trigger: Trigger, pairs: list[tuple[Card, Visit]]) -> None:
    visits = [visit.id for _, visit in pairs]
    there = {
        row.visit_id: row
        for row in Firing.select().where(
            Firing.trigger == trigger.id, Firing.visit.in_(visits), Firing.occurrence == 0
        )
    }
    fresh = []
    for card, visit in pairs:
        for row in firings.planned_rows(desk, [trigger], card, visit):
            if row["moment"] <= act.at:
                row["state"], row["reason"] = "past", "it had passed when the trigger was saved"
            known = there.get(visit.id)
            if known is None:
                fresh.append(row)
            elif known.state == "cancelled" and not known.by:
                # Cancelled with the trigger or for want of a date, and not because somebody said.
                act.update(
                    known,
                    moment=row["moment"],
                    state=row["state"],
                    reason=row["reason"],
                    settled_at=None,
                )
    act.insert_many(Firing, fresh)


def status_of(desk: Desk, trigger: Trigger) -> Status:
    """The status a trigger belongs to."""
    return desk.directory.statuses[trigger.status_id or 0]
