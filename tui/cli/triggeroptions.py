"""The options by which a trigger is written on a command line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from store import moments, triggeractions
from store.desk import Desk
from store.directory import kind_named
from store.triggerchecks import track_with
from store.triggers import Spec
from tui.cli.parsing import Parser, whole

SPARED = ("no-market", "no-call")
NOTHING = "none"


def place(parser: Parser, *, required: bool) -> None:
    """What a trigger hangs on."""
    parser.add_argument("--kind", metavar="KIND", required=required, help="kind of record")
    parser.add_argument("--track", metavar="TRACK", help="track of the status, if several have it")
    parser.add_argument(
        "--status", metavar="STATUS", help="default: every status, or a date of the record"
    )


def choices(parser: Parser) -> None:
    """When it acts, what it does and for whom."""
    _when(parser)
    parser.add_argument(
        "--action", choices=triggeractions.ACTIONS, metavar="ACTION",
        help=f"default: task; {', '.join(triggeractions.ACTIONS[1:])}",
    )  # fmt: skip
    parser.add_argument("--subject", metavar="TEXT", help="what is to be done; merge fields too")
    parser.add_argument("--template", metavar="NAME", help="what a message says")
    parser.add_argument("--else-template", metavar="NAME", help="and where it falls back")
    parser.add_argument(
        "--to", choices=triggeractions.RECIPIENTS, help="who gets the message (default: client)"
    )
    words = (*triggeractions.ATTACHMENTS, NOTHING)
    parser.add_argument(
        "--attach", action="append", choices=words, metavar="WORD",
        help=f"goes with an email: {', '.join(words)}; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--spare", action="append", choices=(*SPARED, NOTHING), help="clients to leave out"
    )
    parser.add_argument("--user", metavar="LOGIN", help="for whom; default: the card's owner")
    parser.add_argument("--department", metavar="NAME")
    parser.add_argument("--due-days", type=float, metavar="N", help="days to do it in")
    parser.add_argument("--filter", metavar="QUERY", help="only for cards that match")
    parser.add_argument("--by-hand", action="store_true", default=None, help="waits for a person")
    parser.add_argument("--by-itself", action="store_false", dest="by_hand", help="the opposite")


def _when(parser: Parser) -> None:
    parser.add_argument(
        "--on", dest="moment", choices=moments.EVERY, metavar="MOMENT",
        help=f"{', '.join(moments.EVERY)}; default: entering, or due for what comes before",
    )  # fmt: skip
    parser.add_argument("--days", type=float, metavar="N", help="so many days after; before: -N")
    parser.add_argument("--hours", type=float, metavar="N", help="and so many hours")
    parser.add_argument(
        "--count", choices=moments.COUNTS, help="which days count (default: business)"
    )
    parser.add_argument("--time", metavar="HH:MM", help="at this time of that day; none: any")
    parser.add_argument("--every", type=float, metavar="DAYS", help="comes again; 0: once")
    parser.add_argument("--most", type=whole(1), metavar="N", help="so many times in all")
    parser.add_argument(
        "--expires", type=float, metavar="DAYS", help="is dropped so long after; 0: never"
    )


def applied(desk: Desk, spec: Spec, args: Any) -> Spec:
    """A trigger with what a command line says of it; the rest stays."""
    spec = _placed(desk, spec, args)
    if args.user or args.department:
        spec = replace(spec, user=None, department=None)
    if args.action is not None and args.action != spec.action:
        spec = _without_what_it_needs_no_more(spec, args.action)
    given = {
        "action": args.action,
        "subject": args.subject,
        "moment": args.moment,
        "offset_days": args.days,
        "offset_hours": args.hours,
        "count": args.count,
        "at_time": "" if args.time == NOTHING else args.time,
        "every_days": args.every,
        "most": 1 if args.every == 0 and args.most is None else args.most,
        "template": args.template,
        "other_template": args.else_template,
        "recipient": args.to,
        "user": args.user,
        "department": args.department,
        "due_days": args.due_days,
        "filter": args.filter,
        "by_hand": args.by_hand,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if args.expires is not None:
        changes["expires_days"] = args.expires or None
    if args.attach:
        changes["attachments"] = tuple(word for word in args.attach if word != NOTHING)
    if args.spare:
        changes |= {
            "spare_no_market": SPARED[0] in args.spare, "spare_no_call": SPARED[1] in args.spare,
        }  # fmt: skip
    if args.moment is None and spec.moment == "entering":
        early = changes.get("offset_days", 0) + changes.get("offset_hours", 0) < 0
        changes |= {"moment": "due"} if early else {}
    return replace(spec, **changes)


def _without_what_it_needs_no_more(spec: Spec, action: str) -> Spec:
    """Another action may take no template, no second one, or nothing along."""
    had, has = triggeractions.steps(spec.action), triggeractions.steps(action)
    return replace(
        spec,
        template=spec.template if had[0] == has[0] else None,
        other_template=spec.other_template if had[1:] == has[1:] else None,
        attachments=spec.attachments if "email" in has else (),
    )


def _placed(desk: Desk, spec: Spec, args: Any) -> Spec:
    """The status that is named, or none where a date of the record is."""
    kind = kind_named(args.kind or spec.kind)
    status = spec.status if args.status is None else args.status
    on_date = args.moment is not None and args.moment not in moments.VISITS
    if status in ("", NOTHING) or (on_date and args.status is None):
        return replace(spec, kind=kind, track=args.track or "", status="")
    track = args.track or (spec.track if kind == spec.kind else "")
    return replace(spec, kind=kind, track=track_with(desk, kind, track, status), status=status)
