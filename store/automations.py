"""Automatic orders, completion and rendering: the studio's rules for them, as triggers.

A rule makes orders of an invoice, proofs of a session, completes either when all its orders are
final, or renders an order or a session. When it acts is a status entered, or an occasion; what it
does is in ``effects``. Its ledger is the triggers' own, so each acts once per record, or once per
stay in a status.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from store import (
    arming,
    boards,
    filters,
    lists,
    occasions,
    proofplans,
    renderprofiles,
    settling,
    triggers,
    views,
)
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.tables import Trigger
from store.text import safe

ACTIONS = {
    "orders": "make the orders that an invoice needs",
    "proofs": "make a proof order of a session",
    "complete": "complete a record whose orders are all final",
    "render": "put a record into the render queue",
}
"""What a rule can do, in words."""

KIND_OF = {
    "orders": ("invoice",),
    "proofs": ("session",),
    "complete": ("invoice", "session"),
    "render": ("production", "preproduction", "session"),
}
"""Action to the kinds of record that it is for."""

MOMENTS = {
    "orders": (
        "saved", "first payment", "paid", "batch", "status",
    ),
    "proofs": ("status",),
    "complete": ("finished",),
    "render": ("status",),
}  # fmt: skip
"""Action to when it may happen; ``status`` is on entering one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as somebody writes it; ``ask`` waits for a person's yes.

    ``when`` is one of ``MOMENTS``: ``percent`` belongs to ``paid``, ``times`` to ``batch``,
    ``status`` (and its ``track``, where several have it) to ``status``. ``filter`` says which
    records it is for, as a query or as ``@NAME`` of a view saved for everybody. ``to``,
    ``delivered`` and ``tell`` are the three switches of completion; ``vendor``, ``items`` and
    ``images`` say which proofs are made; ``profile`` is what is rendered with, null: each line's.
    """

    name: str
    action: str
    when: str
    kind: str = ""
    status: str = ""
    track: str = ""
    percent: float | None = None
    times: str = ""
    filter: str = ""
    vendor: str | None = None
    items: str = ""
    images: str = ""
    to: str = ""
    delivered: bool = False
    tell: str | None = None
    tell_department: str | None = None
    profile: str | None = None
    ask: bool = False


# Reading what was said ---------------------------------------------------------------------------


def _columns(desk: Desk, rule: Rule) -> dict[str, Any]:
    problems = _problems(rule)
    if problems:
        raise Refused(problems)
    kind = kind_of(rule)
    if rule.action == "proofs":
        proofplans.check_choice(desk, rule.images, rule.items)
    status = _status(desk, kind, rule.status, rule.track) if rule.when == "status" else None
    target = _status(desk, kind, rule.to, "") if rule.to else None
    condition = safe(rule.filter.strip(), filters.MAX_LENGTH)
    acting = settling.clock_desk(desk)
    boards.compiled(acting, views.meaning(acting, f"{kind}s", condition))
    names = desk.directory
    batch = rule.when == occasions.BATCH
    times = ", ".join(f"{at:%H:%M}" for at in _times(rule.times)) if batch else ""
    return {
        "name": lists.clean_name(rule.name, "rule", 200),
        "kind": kind,
        "status_id": status,
        "moment": "entering" if rule.when == "status" else rule.when,
        "percent": float(_percent(rule)) if rule.when == occasions.PAID else None,
        "times": times,
        "action": rule.action,
        "subject": ACTIONS[rule.action],
        "filter": condition,
        "vendor_id": names.vendor_named(rule.vendor).id if rule.vendor else None,
        "items": safe(rule.items.strip(), 500),
        "images": safe(rule.images.strip(), 500),
        "to_status_id": target,
        "set_delivered": rule.delivered,
        "user_id": names.user_named(rule.tell).id if rule.tell else None,
        "department_id": (
            names.department_named(rule.tell_department).id if rule.tell_department else None
        ),
        "render_profile_id": _profile(kind, rule),
        "by_hand": rule.ask,
    }


def _problems(rule: Rule) -> list[str]:
    if rule.action not in ACTIONS:
        hint = did_you_mean(rule.action, ACTIONS)
        return [f"no action is called '{safe(rule.action, 40)}'{hint}; there are {_all(ACTIONS)}"]
    moments = MOMENTS[rule.action]
    if rule.when not in moments:
        hint = did_you_mean(rule.when, moments)
        return [
            f"{rule.action} cannot happen at '{safe(rule.when, 40)}'{hint}; there are "
            f"{_all(moments)}"
        ]
    found = []
    if rule.when == "status" and not rule.status:
        found.append("which status? name the one that is entered")
    if rule.when == occasions.PAID and not 0 < _percent(rule) <= 100:
        found.append(f"the paid share must be more than 0 and at most 100 %, not {rule.percent:g}")
    if rule.when == occasions.BATCH:
        try:
            if not occasions.times_of(rule.times):
                found.append("a batch needs times of day, such as 07:00, 13:30")
        except ValueError:
            found.append(f"'{safe(rule.times, 60)}' are no times of day; write 07:00, 13:30")
    if rule.kind and rule.kind not in KIND_OF[rule.action]:
        found.append(f"{rule.action} is for {_all(KIND_OF[rule.action])}, not for {rule.kind}")
    if rule.action == "complete" and not (
        rule.to or rule.delivered or rule.tell or rule.tell_department
    ):
        found.append("completing does nothing: name a status, the delivered date or whom to tell")
    if rule.action == "complete" and rule.delivered and kind_of(rule) == "session":
        found.append("a session has no delivered date; leave that out")
    return found


def _profile(kind: str, rule: Rule) -> int | None:
    """The id of the profile to render with."""
    if not rule.profile or rule.action != "render":
        return None
    found = renderprofiles.named(rule.profile)
    if kind == "session" and found.final:
        raise Refused(f"{found.name} is a final profile, and sessions are for proof profiles only")
    return int(found.id)


def _percent(rule: Rule) -> float:
    return 100 if rule.percent is None else rule.percent


def _all(words: Any) -> str:
    return ", ".join(words)


def _times(text: str) -> list[Any]:
    return list(occasions.times_of(text))


def kind_of(rule: Rule) -> str:
    """The kind of record that a rule is for."""
    return rule.kind or KIND_OF[rule.action][0]


def _status(desk: Desk, kind: str, word: str, track: str) -> int:
    """The id of a status of a kind, by its name and, where several tracks have it, its track."""
    names = desk.directory
    tracks = [t for t in names.tracks.values() if t.kind == kind and not t.inactive]
    if track:
        return int(names.status_named(names.track_named(kind, track), word).id)
    found = []
    for one in tracks:
        try:
            found.append(names.status_named(one, word))
        except Refused:
            if len(tracks) == 1:
                raise
    if len(found) == 1:
        return int(found[0].id)
    listed = ", ".join(one.name for one in tracks)
    if not found:
        raise Refused(f"no track of {kind} has a status '{safe(word, 80)}'; tracks are {listed}")
    raise Refused(f"several tracks have a status '{safe(word, 80)}'; give one of {listed}")


# Keeping them ------------------------------------------------------------------------------------


def add(desk: Desk, rule: Rule) -> Trigger:
    """Save a new rule; what happened before it is left alone."""
    columns = _columns(desk, rule)
    with desk.action("add rule", f"add rule {columns['name']}", right="set-up") as act:
        triggers.refuse_double(columns["name"])
        return act.insert_row(Trigger(**columns, since=act.at, next_at=_next(desk, columns, act)))


def change(desk: Desk, name: str, rule: Rule) -> Trigger:
    """Replace a rule; what was pending because of it is cancelled."""
    columns = _columns(desk, rule)
    with desk.action("change rule", f"change rule {safe(name, 80)}", right="set-up") as act:
        row = named(name)
        triggers.refuse_double(columns["name"], row.id)
        upcoming = None if row.inactive else _next(desk, columns, act)
        act.update(row, **columns, since=act.at, next_at=upcoming)
        arming.cancel_open(act, row, "the rule was changed")
    return row


def switch(desk: Desk, name: str, *, on: bool) -> Trigger:
    """Switch a rule on or off."""
    word = "on" if on else "off"
    with desk.action("switch rule", f"switch rule {safe(name, 80)} {word}", right="set-up") as act:
        row = named(name)
        if row.inactive is not on:
            raise Refused(f"rule {row.name} is {word} already")
        upcoming = _next(desk, {"times": row.times}, act) if on else None
        act.update(row, inactive=not on, next_at=upcoming, since=act.at if on else row.since)
        if not on:
            arming.cancel_open(act, row, "the rule was switched off")
    return row


def _next(desk: Desk, columns: dict[str, Any], act: Act) -> int | None:
    return occasions.next_time(desk, occasions.times_of(columns["times"]), act.at)


def named(name: str) -> Trigger:
    """Find a rule by name."""
    found: Trigger | None = Trigger.get_or_none(
        Trigger.name == name, Trigger.action.in_(list(ACTIONS))
    )
    if found is None:
        query = Trigger.select(Trigger.name).where(Trigger.action.in_(list(ACTIONS)))
        names = [row.name for row in query]
        raise Refused(f"no rule is called '{safe(name, 80)}'{did_you_mean(name, names)}")
    return found


def rule_of(desk: Desk, row: Trigger) -> Rule:
    """A stored rule as it would be written."""
    names = desk.directory
    status = names.statuses.get(row.status_id or 0)
    target = names.statuses.get(row.to_status_id or 0)
    vendor = names.vendors.get(row.vendor_id or 0)
    user = names.users.get(row.user_id or 0)
    department = names.departments.get(row.department_id or 0)
    profile = row.render_profile
    return Rule(
        row.name,
        row.action,
        "status" if status is not None else row.moment,
        row.kind,
        status.name if status else "",
        names.tracks[status.track_id].name if status else "",
        row.percent,
        row.times,
        row.filter,
        vendor.name if vendor else None,
        row.items,
        row.images,
        target.name if target else "",
        row.set_delivered,
        user.login if user else None,
        department.name if department else None,
        profile.name if profile is not None else None,
        row.by_hand,
    )


def listed(desk: Desk) -> list[tuple[Trigger, Rule]]:
    """All rules, switched off ones last."""
    query = (
        Trigger.select()
        .where(Trigger.action.in_(list(ACTIONS)))
        .order_by(Trigger.inactive, Trigger.position, Trigger.name)
    )
    return [(row, rule_of(desk, row)) for row in query]


def when_words(rule: Rule) -> str:
    """Say when a rule acts."""
    if rule.when == "status":
        return f"in {rule.status}"
    if rule.when == occasions.PAID:
        return "paid in full" if (rule.percent or 100) == 100 else f"paid {rule.percent:g} %"
    return {
        occasions.SAVED: "first saved",
        occasions.FIRST_PAYMENT: "first payment",
        occasions.BATCH: f"at {rule.times}",
        occasions.FINISHED: "all orders final",
    }[rule.when]


def does_words(rule: Rule) -> str:
    """Say what a rule does."""
    if rule.action == "orders":
        return "makes orders" + (f" for {rule.vendor}" if rule.vendor else "")
    if rule.action == "proofs":
        return "makes proofs" + (f" at {rule.vendor}" if rule.vendor else "")
    if rule.action == "render":
        return "renders it" + (f" with {rule.profile}" if rule.profile else "")
    parts = [
        f"moves it to {rule.to}" if rule.to else "",
        "sets the delivered date" if rule.delivered else "",
        f"tells {rule.tell or rule.tell_department}" if rule.tell or rule.tell_department else "",
    ]
    return ", ".join(part for part in parts if part)


def changed(rule: Rule, **given: Any) -> Rule:
    """A rule with some of it said anew; what no longer belongs to it falls away."""
    found = replace(rule, **given)
    if found.when != "status":
        found = replace(found, status="", track="")
    return found
