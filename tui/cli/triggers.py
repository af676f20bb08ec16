"""Triggers: what happens by itself, what is in the queue, and what would happen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from store import rehearsals, settling, triggers
from store.errors import Refused
from store.firings import OPEN_STATES
from store.settling import FiringFace
from store.tables import Trigger
from store.triggers import ACTIONS, COUNTS, MOMENTS, Spec
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole

DAY_MS = 86_400_000
STATES = ("pending", "held", "done", "failed", "unknown", "skipped", "cancelled", "past")


def declare(parser: Parser) -> None:
    """``triggers`` and what can be done with them."""
    parser.verb("list", "all triggers", listed)
    verb = parser.verb("add", "a new trigger; what matches already is left alone", add)
    verb.add_argument("name", metavar="NAME")
    _place(verb, required=True)
    _choices(verb)
    verb = parser.verb("change", "change a trigger", change)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--rename", metavar="NAME")
    _place(verb, required=False)
    _choices(verb)
    for name, words, on in (("on", "switch it on", True), ("off", "switch it off", False)):
        verb = parser.verb(name, words, switch)
        verb.add_argument("name", metavar="NAME")
        verb.set_defaults(on=on)
    _queue(parser)


def _place(parser: Parser, *, required: bool) -> None:
    what = "of the status it hangs on"
    parser.add_argument("--kind", metavar="KIND", required=required, help=f"kind {what}")
    parser.add_argument("--track", metavar="TRACK", help=f"track {what} (default: the kind's own)")
    parser.add_argument("--status", metavar="STATUS", required=required)
    parser.add_argument("--subject", metavar="TEXT", required=required, help="what is to be done")


def _choices(parser: Parser) -> None:
    parser.add_argument("--action", choices=ACTIONS, help="what it makes (default: task)")
    parser.add_argument("--on", dest="moment", choices=MOMENTS, help="entering the status, or due")
    parser.add_argument("--days", type=float, metavar="N", help="so many days after; before: -N")
    parser.add_argument("--hours", type=float, metavar="N", help="and so many hours")
    parser.add_argument("--count", choices=COUNTS, help="which days count (default: business)")
    parser.add_argument("--user", metavar="LOGIN", help="for whom; default: the card's owner")
    parser.add_argument("--department", metavar="NAME")
    parser.add_argument("--due-days", type=float, metavar="N", help="days to do it in")
    parser.add_argument("--filter", metavar="QUERY", help="only for cards that match")
    parser.add_argument("--by-hand", action="store_true", default=None, help="waits for a person")
    parser.add_argument("--by-itself", action="store_false", dest="by_hand", help="the opposite")


def _queue(parser: Parser) -> None:
    verb = parser.verb("queue", "what is due and what comes next", queue)
    verb.add_argument("--state", action="append", choices=STATES, help="default: pending and held")
    verb.add_argument("--all", action="store_true", help="in every state")
    verb.add_argument("--due", action="store_true", help="only what is due now")
    verb.add_argument("--limit", type=whole(1), metavar="N", default=1000)
    verb = parser.verb("rehearse", "what would happen in the next days", rehearse)
    verb.add_argument("--days", type=float, metavar="N", default=7.0, help="default: 7")
    for name, words, run in (
        ("process", "do it now", process),
        ("skip", "take it out of the queue, as not wanted", skip),
        ("delete", "take it out of the queue for good", delete),
    ):
        verb = parser.verb(name, words, run)
        verb.add_argument(
            "ids", metavar="ID", type=whole(1), nargs="*", help="as 'queue' shows them"
        )
        verb.add_argument("--all", action="store_true", help="all that is due or held")


# Triggers ----------------------------------------------------------------------------------------


def _shape(trigger: Trigger, spec: Spec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "kind": spec.kind,
        "track": spec.track,
        "status": spec.status,
        "action": spec.action,
        "subject": spec.subject,
        "moment": spec.moment,
        "days": spec.offset_days,
        "hours": spec.offset_hours,
        "count": spec.count,
        "user": spec.user,
        "department": spec.department,
        "due_days": spec.due_days,
        "filter": spec.filter or None,
        "by_hand": spec.by_hand,
        "on": not trigger.inactive,
    }


def _when(spec: Spec) -> str:
    if not spec.offset_days and not spec.offset_hours:
        return "on entering" if spec.moment == "entering" else "when due"
    parts = []
    if spec.offset_days:
        days = abs(spec.offset_days)
        parts.append(f"{days:g} {spec.count} day{'' if days == 1 else 's'}")
    if spec.offset_hours:
        parts.append(f"{abs(spec.offset_hours):g} h")
    side = "before" if spec.offset_days + spec.offset_hours < 0 else "after"
    return f"{' '.join(parts)} {side} {'entering' if spec.moment == 'entering' else 'due'}"


def listed(call: Invocation) -> int:
    """List triggers."""
    found = triggers.listed(call.desk)
    call.out.document({"triggers": [_shape(trigger, spec) for trigger, spec in found]})
    call.out.table(
        ("NAME", "STATUS", "WHEN", "MAKES", "SUBJECT", "FOR", "ON"),
        [
            (
                spec.name, f"{spec.track}: {spec.status}", _when(spec), spec.action, spec.subject,
                spec.user or spec.department or "owner",
                "off" if trigger.inactive else "by hand" if spec.by_hand else "on",
            )
            for trigger, spec in found
        ],
    )  # fmt: skip
    if not found:
        call.out.line("There are no triggers; add one with 'safelight triggers add'.")
    return 0


def _given(call: Invocation) -> dict[str, Any]:
    args = call.args
    given = {
        "action": args.action,
        "subject": args.subject,
        "moment": args.moment,
        "offset_days": args.days,
        "offset_hours": args.hours,
        "count": args.count,
        "user": args.user,
        "department": args.department,
        "due_days": args.due_days,
        "filter": args.filter,
        "by_hand": args.by_hand,
    }
    if args.moment is None and (args.days or 0) + (args.hours or 0) < 0:
        given["moment"] = "due"
    return {name: value for name, value in given.items() if value is not None}


def _kind_and_track(call: Invocation, status: str) -> tuple[str, str]:
    """The kind, and the track: the named one, or the only one of the kind with such a status."""
    from store.directory import kind_named
    from store.text import search_key

    args, names = call.args, call.desk.directory
    kind = kind_named(args.kind)
    if args.track:
        return kind, args.track
    having = [
        track
        for track in names.tracks.values()
        if track.kind == kind
        and not track.inactive
        and any(
            search_key(row.name) == search_key(status) and not row.inactive
            for row in names.statuses_of_track[track.id]
        )
    ]
    if len(having) == 1:
        return kind, having[0].name
    listed_names = ", ".join(
        sorted(t.name for t in having or names.tracks.values() if t.kind == kind)
    )
    why = "several tracks have" if having else "no track has"
    raise Refused(f"{why} a status '{status}'; say which with --track: {listed_names}")


def add(call: Invocation) -> int:
    """Add a trigger."""
    args = call.args
    with call.changing():
        kind, track = _kind_and_track(call, args.status)
        given = {"action": "task", **_given(call)}
        spec = Spec(name=args.name, kind=kind, track=track, status=args.status, **given)
        return _saved(call, triggers.add(call.desk, spec))


def change(call: Invocation) -> int:
    """Change a trigger; what is not mentioned stays."""
    args = call.args
    with call.changing():
        spec = triggers.spec_of(call.desk, triggers.named(args.name))
        if args.kind or args.track or args.status:
            args.kind = args.kind or spec.kind
            status = args.status or spec.status
            args.track = args.track or (spec.track if args.kind == spec.kind else None)
            kind, track = _kind_and_track(call, status)
            spec = replace(spec, kind=kind, track=track, status=status)
        if args.user or args.department:
            spec = replace(spec, user=None, department=None)
        spec = replace(spec, name=args.rename or spec.name, **_given(call))
        return _saved(call, triggers.change(call.desk, args.name, spec))


def _saved(call: Invocation, trigger: Trigger) -> int:
    spec = triggers.spec_of(call.desk, trigger)
    call.result(_shape(trigger, spec))
    call.out.line(
        f"Trigger '{spec.name}': {_when(spec)} in {spec.track}: {spec.status}, "
        f"a {spec.action} '{spec.subject}'"
    )
    return 0


def switch(call: Invocation) -> int:
    """Switch a trigger on or off."""
    with call.changing():
        trigger = triggers.switch(call.desk, call.args.name, on=call.args.on)
        call.result(_shape(trigger, triggers.spec_of(call.desk, trigger)))
        call.out.line(f"Trigger '{trigger.name}' is {'off' if trigger.inactive else 'on'}.")
    return 0


# The queue ---------------------------------------------------------------------------------------


def queue(call: Invocation) -> int:
    """Show the ledger's rows."""
    args = call.args
    states = () if args.all else tuple(args.state or OPEN_STATES)
    until = call.desk.now() if args.due else None
    found = settling.queue(call.desk, states=states, until=until, limit=args.limit)
    return _show(call, found, "Nothing is in the queue.")


def rehearse(call: Invocation) -> int:
    """Show what the triggers would do until then, if nobody touches anything."""
    if not 0 <= call.args.days <= 3650:
        raise Refused("--days: give a number from 0 to 3650")
    until = call.desk.now() + round(call.args.days * DAY_MS)
    found = rehearsals.rehearse(call.desk, until)
    return _show(call, found, "Nothing would happen.")


def _show(call: Invocation, found: list[FiringFace], nothing: str) -> int:
    call.out.document({"firings": [shapes.firing(call, firing) for firing in found]})
    call.out.table(
        ("ID", "MOMENT", "REF", "TRIGGER", "ACTION", "FOR", "STATE", "RESULT"),
        [
            (
                f.id, call.day(f.moment), f.ref, f.trigger, f.action, f.recipient, f.state,
                f.made or f.reason,
            )
            for f in found
        ],
    )  # fmt: skip
    if not found:
        call.out.line(nothing)
    return 0


def _ids(call: Invocation) -> list[int]:
    if call.args.all:
        due = settling.queue(call.desk, states=("pending",), until=call.desk.now(), limit=1_000_000)
        held = settling.queue(call.desk, states=("held",), limit=1_000_000)
        return [firing.id for firing in (*due, *held)]
    if not call.args.ids:
        raise Refused("name firings by their ids, or take all that is due or held with --all")
    return list(call.args.ids)


def process(call: Invocation) -> int:
    """Fire now."""
    with call.changing():
        ids = _ids(call)
        settling.process(call.desk, ids)
        return _settled(call, ids, "processed")


def skip(call: Invocation) -> int:
    """Take out of the queue."""
    with call.changing():
        ids = _ids(call)
        settling.skip(call.desk, ids)
        return _settled(call, ids, "skipped")


def delete(call: Invocation) -> int:
    """Take out of the queue for good."""
    with call.changing():
        ids = _ids(call)
        settling.delete(call.desk, ids)
        return _settled(call, ids, "deleted")


def _settled(call: Invocation, ids: list[int], word: str) -> int:
    found = settling.by_ids(call.desk, ids)
    call.result({"firings": [shapes.firing(call, firing) for firing in found]})
    made = ", ".join(firing.made for firing in found if firing.made)
    call.out.line(f"{len(found):,} {word}" + (f": made {made}" if made else ""))
    return 0
