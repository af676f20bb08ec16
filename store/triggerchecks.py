"""Whether a trigger can be as somebody wrote it: every problem is told, one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from store import (
    boards,
    filters,
    firings,
    mergetree,
    moments,
    occasions,
    settling,
    templatecheck,
    templates,
    views,
)
from store import triggeractions as actions
from store.dates import parse_clock
from store.desk import Desk
from store.directory import KINDS
from store.errors import Refused, did_you_mean
from store.tables import Template, Trigger
from store.text import safe, search_key

if TYPE_CHECKING:
    from store.triggers import Spec

Found = TypeVar("Found")

LONGEST_DAYS = 3650
LONGEST_HOURS = 87_600
MOST_TIMES = 1000


def columns(desk: Desk, spec: Spec) -> dict[str, Any]:
    """A trigger's columns; `Refused` with all that is wrong."""
    problems: list[str] = []
    found = {
        **_place(desk, spec, problems),
        **_when(spec, problems),
        **_what(desk, spec, problems),
        **_texts(desk, spec, problems),
        **_for_whom(desk, spec, problems),
    }
    if problems:
        raise Refused(list(dict.fromkeys(problems)))
    return found


def _tried(read: Callable[[], Found], problems: list[str]) -> Found | None:
    """What a lookup gives; its refusal is one of the problems."""
    try:
        return read()
    except Refused as refusal:
        problems.extend(refusal.problems)
        return None


def _one_of(word: str, choices: Sequence[str], what: str, problems: list[str]) -> bool:
    if word in choices:
        return True
    hint = did_you_mean(word, choices)
    named = safe(word, 60)
    problems.append(f"no {what} is called '{named}'{hint}; there are {', '.join(choices)}")
    return False


def stored_problems(rows: Iterable[Trigger]) -> list[str]:
    """Say what of stored triggers and rules nobody could have saved, and would stop the clock."""
    found: list[str] = []
    for row in rows:
        problems: list[str] = []
        known = (*actions.ACTIONS, *firings.RULES)
        _one_of(row.action, known, "action", problems)
        _one_of(row.moment, (*moments.EVERY, *occasions.OCCASIONS), "moment", problems)
        _one_of(row.count, moments.COUNTS, "way of counting", problems)
        _clock(row.at_time, problems)
        sizes = (
            (row.offset_days, LONGEST_DAYS), (row.offset_hours, LONGEST_HOURS),
            (row.every_days, LONGEST_DAYS), (row.expires_days or 0.0, LONGEST_DAYS),
            (row.due_days, LONGEST_DAYS), (float(row.most), MOST_TIMES),
        )  # fmt: skip
        if not all(abs(size) <= most for size, most in sizes):
            problems.append("a number of days, hours or times is out of bounds")
        found += [f"trigger {safe(row.name, 60)}: {problem}" for problem in problems]
    return found


# Where and when ----------------------------------------------------------------------------------


def _place(desk: Desk, spec: Spec, problems: list[str]) -> dict[str, Any]:
    """Its name, its kind of record, and its status where it has one."""
    if not spec.name.strip():
        problems.append("a trigger needs a name")
    status_id = None
    if spec.status.strip():
        track = _tried(lambda: desk.directory.track_named(spec.kind, spec.track), problems)
        if track is not None:
            status = _tried(lambda: desk.directory.status_named(track, spec.status), problems)
            status_id = status.id if status is not None else None
    elif _one_of(spec.kind, KINDS, "kind of record", problems) and spec.track.strip():
        problems.append(
            f"a trigger of track {safe(spec.track, 80)} needs a status of it; "
            "for every status leave both away"
        )
    return {"name": safe(spec.name.strip(), 200), "kind": spec.kind, "status_id": status_id}


def track_with(desk: Desk, kind: str, track: str, status: str) -> str:
    """The named track, or the only one of a kind with such a status."""
    if track:
        return track
    names = desk.directory
    of_kind = [one for one in names.tracks.values() if one.kind == kind and not one.inactive]
    having = [
        one
        for one in of_kind
        if any(
            search_key(row.name) == search_key(status) and not row.inactive
            for row in names.statuses_of_track[one.id]
        )
    ]
    if len(having) == 1:
        return str(having[0].name)
    listed = ", ".join(sorted(str(one.name) for one in having or of_kind))
    why = "several tracks have" if having else "no track has"
    raise Refused(f"{why} a status '{status}'; say which track: {listed}")


def _when(spec: Spec, problems: list[str]) -> dict[str, Any]:
    known = _one_of(spec.moment, moments.EVERY, "moment", problems)
    _one_of(spec.count, moments.COUNTS, "way of counting", problems)
    if known and spec.kind in KINDS:
        problems.extend(_misplaced(spec))
    if not (abs(spec.offset_days) <= LONGEST_DAYS and abs(spec.offset_hours) <= LONGEST_HOURS):
        problems.append("the distance from the moment is more than ten years; give a nearer one")
    before = moments.ONLY_AFTER.get(spec.moment)
    if before and (spec.offset_days < 0 or spec.offset_hours < 0):
        problems.append(f"nothing can happen before {before}; use a distance from another date")
    if spec.expires_days is not None and not 0 < spec.expires_days <= LONGEST_DAYS:
        problems.append(
            f"the days after which it is dropped must be above 0 and up to {LONGEST_DAYS}; "
            "leave them away to keep it for ever"
        )
    return {
        "moment": spec.moment,
        "offset_days": float(spec.offset_days),
        "offset_hours": float(spec.offset_hours),
        "count": spec.count,
        "at_time": _clock(spec.at_time, problems),
        "expires_days": None if spec.expires_days is None else float(spec.expires_days),
        **_repeats(spec, problems),
    }


def _misplaced(spec: Spec) -> Iterable[str]:
    """Say why a moment is none of a kind's, or none of a status."""
    if spec.moment in moments.VISITS:
        return
    if spec.moment not in moments.of_kind(spec.kind):
        there = ", ".join(moments.of_kind(spec.kind))
        yield f"a {spec.kind} has no moment '{spec.moment}'; there are {there}"
    elif spec.status.strip():
        yield (
            f"the moment '{spec.moment}' is a date of the record, whatever its status; "
            "leave the status away, or use entering or due"
        )


def _clock(text: str, problems: list[str]) -> str:
    if not text.strip():
        return ""
    try:
        return parse_clock(text.strip()).strftime("%H:%M")
    except ValueError:
        problems.append(f"'{safe(text, 40)}' is no time of day; write 09:00")
        return ""


def _repeats(spec: Spec, problems: list[str]) -> dict[str, Any]:
    if spec.every_days and not 1 <= spec.every_days <= LONGEST_DAYS:
        problems.append(
            f"the days until it comes again must be from 1 to {LONGEST_DAYS}, or 0 for once"
        )
    elif spec.every_days and not 2 <= spec.most <= MOST_TIMES:
        problems.append(
            f"say how many times it comes in all, the first included: from 2 to {MOST_TIMES:,}"
        )
    elif not spec.every_days and spec.most != 1:
        problems.append("what comes several times needs the days until it comes again")
    return {"every_days": float(spec.every_days), "most": int(spec.most)}


# What and to whom --------------------------------------------------------------------------------


def _what(desk: Desk, spec: Spec, problems: list[str]) -> dict[str, Any]:
    """Its action, and the condition that it holds for."""
    _one_of(spec.action, actions.ACTIONS, "action", problems)
    if not 0 <= spec.due_days <= LONGEST_DAYS:
        problems.append(f"the days to do it in must be from 0 to {LONGEST_DAYS}")
    condition = safe(spec.filter.strip(), filters.MAX_LENGTH)
    _tried(lambda: _check_filter(desk, spec.kind, condition), problems)
    return {
        "action": spec.action,
        "due_days": float(spec.due_days),
        "filter": condition,
        "by_hand": spec.by_hand,
        "spare_no_market": spec.spare_no_market,
        "spare_no_call": spec.spare_no_call,
    }


def _check_filter(desk: Desk, kind: str, text: str) -> None:
    asked = settling.clock_desk(desk)  # nobody is asking when it fires
    boards.compiled(asked, views.meaning(asked, f"{kind}s", text))


def _texts(desk: Desk, spec: Spec, problems: list[str]) -> dict[str, Any]:
    """What it says: the subject of an errand, the templates of messages, and what goes along."""
    subject = safe(spec.subject.strip(), 500)
    if actions.needs_subject(spec.action) and not subject:
        problems.append("a trigger needs a subject: what is to be done")
    if subject:
        tree = mergetree.tree(desk)
        problems.extend(f"subject: {wrong}" for wrong in templatecheck.problems(subject, tree))
    steps = actions.steps(spec.action) if spec.action in actions.ACTIONS else ()
    first = _template(spec.template, steps[0], "template", problems) if steps else None
    second = _template(spec.other_template, steps[1], "else-template", problems) \
        if len(steps) > 1 else None  # fmt: skip
    if len(steps) == 1 and spec.other_template:
        problems.append(f"an action '{spec.action}' falls back to nothing; it takes one template")
    return {
        "subject": subject,
        "template_id": first.id if first is not None else None,
        "other_template_id": second.id if second is not None else None,
        "attachments": ",".join(_attached(spec, problems)),
    }


def _template(name: str | None, step: str, what: str, problems: list[str]) -> Template | None:
    """The template that a step needs; those that fit are named where another was given."""
    if step in actions.ERRANDS:
        if name:
            problems.append(f"a {step} takes no {what}; what is to be done stands in its subject")
        return None
    fitting = [row for row in templates.listed() if row.channel == step and not row.inactive]
    wanted = search_key(name or "")
    found = next((row for row in fitting if search_key(row.name) == wanted), None)
    if found is None:
        there = ", ".join(safe(row.name, 60) for row in fitting[:12]) or "there is none yet"
        given = f"'{safe(name, 80)}' is none" if name else "it needs one"
        article = (
            "a letter" if step == "letter" else f"an {step.upper() if step == 'sms' else step}"
        )
        hint = did_you_mean(name or "", [row.name for row in fitting])
        problems.append(f"{what}: {given} for {article}{hint}; those that fit: {there}")
    return found


def _attached(spec: Spec, problems: list[str]) -> list[str]:
    words = list(dict.fromkeys(word.strip().casefold() for word in spec.attachments))
    if words and "email" not in actions.steps(spec.action):
        problems.append("only an email takes attachments")
        return []
    fitting = actions.attachable(spec.kind)
    for word in words:
        _one_of(word, fitting, f"attachment of a {spec.kind}", problems)
    return words


def _for_whom(desk: Desk, spec: Spec, problems: list[str]) -> dict[str, Any]:
    lists, login, name = desk.directory, spec.user, spec.department
    user = _tried(lambda: lists.user_named(login), problems) if login else None
    group = _tried(lambda: lists.department_named(name), problems) if name else None
    if _one_of(spec.recipient, actions.RECIPIENTS, "recipient", problems):
        problems.extend(_unreachable(spec))
    return {
        "recipient": spec.recipient,
        "user_id": user.id if user is not None else None,
        "department_id": group.id if group is not None else None,
    }


def _unreachable(spec: Spec) -> Iterable[str]:
    """Say why a message can reach nobody."""
    channels = actions.messages(spec.action) if spec.action in actions.ACTIONS else ()
    if not channels:
        return
    if spec.recipient == "user" and not spec.user:
        yield "a message to a user needs to know which; name the user"
    if spec.recipient == "department" and not spec.department:
        yield "a message to a department needs to know which; name the department"
    if spec.recipient == "vendor" and spec.kind in KINDS and spec.kind not in actions.ORDERS:
        yield f"a {spec.kind} has no vendor; only orders have: {', '.join(actions.ORDERS)}"
    if "letter" in channels and spec.recipient not in actions.WITH_ADDRESS:
        yield f"a letter goes to the client or the vendor, not to the {spec.recipient}"
