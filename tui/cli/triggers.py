"""Triggers: what happens by itself, what is in the queue, and what would happen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from store import moments, rehearsals, triggers, triggerwords
from store.directory import kind_named
from store.errors import Refused
from store.tables import Trigger
from store.text import safe
from store.triggers import Spec
from store.when import DAY_MS
from tui.cli import triggeroptions, triggerqueue
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser

HINDSIGHT_DAYS = 30
"""Days for which a trigger that is only tried tells what it would have done."""


def declare(parser: Parser) -> None:
    """``triggers`` and what can be done with them."""
    parser.verb("list", "all triggers", listed)
    verb = parser.verb("add", "a new trigger; what matches already is left alone", add)
    verb.add_argument("name", metavar="NAME")
    triggeroptions.place(verb, required=True)
    triggeroptions.choices(verb)
    verb.add_argument("--off", action="store_true", help="saved switched off, to be rehearsed")
    verb = parser.verb("change", "change a trigger", change)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--rename", metavar="NAME")
    triggeroptions.place(verb, required=False)
    triggeroptions.choices(verb)
    for name, words, on in (("on", "switch it on", True), ("off", "switch it off", False)):
        verb = parser.verb(name, words, switch)
        verb.add_argument("name", metavar="NAME")
        verb.set_defaults(on=on)
    verb = parser.verb("rehearse", "what would happen in the next days, or would have", rehearse)
    verb.add_argument("--days", type=float, metavar="N", help="the next days (default: 7)")
    verb.add_argument("--last", type=float, metavar="DAYS", help="what it would have done so long")
    verb.add_argument("--trigger", metavar="NAME", help="only this one")
    triggerqueue.declare(parser)


# Triggers ----------------------------------------------------------------------------------------


def _shape(trigger: Trigger, spec: Spec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "kind": spec.kind,
        "track": spec.track or None,
        "status": spec.status or None,
        "action": spec.action,
        "subject": spec.subject or None,
        "template": spec.template,
        "else_template": spec.other_template,
        "to": spec.recipient,
        "attach": list(spec.attachments),
        "when": moments.words(spec),
        "moment": spec.moment,
        "days": spec.offset_days,
        "hours": spec.offset_hours,
        "count": spec.count,
        "time": spec.at_time or None,
        "every": spec.every_days,
        "most": spec.most,
        "expires": spec.expires_days,
        "user": spec.user,
        "department": spec.department,
        "due_days": spec.due_days,
        "filter": spec.filter or None,
        "spare_no_market": spec.spare_no_market,
        "spare_no_call": spec.spare_no_call,
        "by_hand": spec.by_hand,
        "on": not trigger.inactive,
    }


def listed(call: Invocation) -> int:
    """List triggers."""
    found = triggers.listed(call.desk)
    call.out.document({"triggers": [_shape(trigger, spec) for trigger, spec in found]})
    for trigger, spec in found:
        state = "off" if trigger.inactive else "by hand" if spec.by_hand else "on"
        call.out.line(f"{spec.name} ({state})")
        call.out.line(f"  {triggerwords.where(spec)}, {moments.words(spec)}")
        call.out.line(f"  {triggerwords.does(spec)}")
    if not found:
        call.out.line("There are no triggers; add one with 'safelight triggers add'.")
    return 0


def add(call: Invocation) -> int:
    """Add a trigger; only tried, also say what it would have done lately."""
    with call.changing():
        blank = Spec(call.args.name, kind_named(call.args.kind))
        spec = triggeroptions.applied(call.desk, blank, call.args)
        return _saved(call, triggers.add(call.desk, spec, on=not call.args.off))


def change(call: Invocation) -> int:
    """Change a trigger; what is not mentioned stays."""
    args = call.args
    with call.changing():
        present = triggers.spec_of(call.desk, triggers.named(args.name))
        spec = triggeroptions.applied(call.desk, present, args)
        if args.rename:
            spec = replace(spec, name=args.rename)
        return _saved(call, triggers.change(call.desk, args.name, spec))


def _saved(call: Invocation, trigger: Trigger) -> int:
    spec = triggers.spec_of(call.desk, trigger)
    shape = _shape(trigger, spec)
    call.out.line(
        f"Trigger '{spec.name}': {triggerwords.where(spec)}, {moments.words(spec)}; "
        f"{triggerwords.does(spec)}"
    )
    if call.dry_run:
        now = call.desk.now()
        since = now - HINDSIGHT_DAYS * DAY_MS
        shape["lately"] = rehearsals.count(call.desk, spec.name, since, now)
        call.out.line(
            f"In the last {HINDSIGHT_DAYS} days it would have acted {shape['lately']:,} times."
        )
    call.result(shape)
    return 0


def switch(call: Invocation) -> int:
    """Switch a trigger on or off."""
    with call.changing():
        trigger = triggers.switch(call.desk, call.args.name, on=call.args.on)
        call.result(_shape(trigger, triggers.spec_of(call.desk, trigger)))
        call.out.line(f"Trigger '{trigger.name}' is {'off' if trigger.inactive else 'on'}.")
    return 0


# Rehearsing --------------------------------------------------------------------------------------


def rehearse(call: Invocation) -> int:
    """Show what triggers would do if nobody touches anything, or would have done."""
    args = call.args
    with call.desk.reading():
        only = None if args.trigger is None else triggers.named(args.trigger)
    if args.last is not None:
        if args.days is not None:
            raise Refused("give the next days or the last ones: --days or --last")
        now = call.desk.now()
        since = now - _span("--last", args.last)
        asked = [only] if only is not None else _switched_on(call)
        found = [face for one in asked for face in rehearsals.last(call.desk, one.name, since, now)]
        nothing = "Nothing would have happened."
    else:
        days = 7.0 if args.days is None else args.days
        until = call.desk.now() + _span("--days", days)
        found = rehearsals.rehearse(call.desk, until, only.name if only is not None else "")
        nothing = _nothing(call, only)
    if only is not None:
        found = [firing for firing in found if firing.trigger == only.name]
    found.sort(key=lambda one: (one.moment, one.trigger, one.ref))
    return triggerqueue.show(call, found, nothing)


def _nothing(call: Invocation, only: Trigger | None) -> str:
    """Say that nothing would happen; where that is no wonder, say why."""
    if only is not None and only.inactive:
        name = safe(only.name, 60)
        return (
            f"Nothing would happen if trigger '{name}' were switched on. "
            "--last 30 says what it would have done in the last 30 days."
        )
    if only is None and not _switched_on(call):
        return "Nothing would happen: no trigger is switched on."
    return "Nothing would happen."


def _switched_on(call: Invocation) -> list[Trigger]:
    return [trigger for trigger, _ in triggers.listed(call.desk) if not trigger.inactive]


def _span(option: str, days: float) -> int:
    if not 0 <= days <= 3650:
        raise Refused(f"{option}: give a number from 0 to 3650")
    return round(days * DAY_MS)
