"""Cards that move: advancing, holding, completing, and due dates worked out anew."""

from __future__ import annotations

from store import cards as rules
from store import holds, moves, rescheduling, tasks
from store.errors import Refused
from store.moves import UNSET, Advanced, Move
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole

NOBODY = frozenset({"none", "nobody", ""})


def declare_advance(parser: Parser) -> None:
    """``advance`` with every choice."""
    parser.add_argument("refs", metavar="REF", nargs="+")
    parser.add_argument("--to", metavar="STATUS", help="default: the next one of each card's track")
    parser.add_argument("--back", action="store_true", help="to the status before instead")
    parser.add_argument("--completed", metavar="TIME", help="when the step was really completed")
    parser.add_argument("--not-complete", action="store_true", help="the step is only interrupted")
    parser.add_argument("--due", metavar="TIME", help="the new due date, set by hand")
    parser.add_argument("--user", metavar="LOGIN", help="who is next; 'none' for nobody")
    parser.add_argument("--department", metavar="NAME", help="which is next; 'none' for none")
    parser.add_argument("--note", metavar="TEXT", default="")
    parser.add_argument("--reason", metavar="TEXT", default="")
    parser.add_argument(
        "--expect-version", type=whole(), metavar="N", help="refuse if it was changed since"
    )
    parser.set_defaults(run=advance)


def declare_hold(parser: Parser) -> None:
    """``hold``: park cards."""
    parser.add_argument("refs", metavar="REF", nargs="+")
    parser.add_argument("--reason", metavar="TEXT", required=True)
    parser.add_argument("--to", metavar="STATUS", help="the status to park in")
    parser.add_argument("--cause", choices=("client", "vendor", "us"), help="whom it waits for")
    parser.set_defaults(run=hold)


def declare_done(parser: Parser) -> None:
    """``done``: complete tasks and calls."""
    parser.add_argument("refs", metavar="REF", nargs="+")
    parser.add_argument("--note", metavar="TEXT", default="")
    parser.set_defaults(run=done)


def declare_reschedule(parser: Parser) -> None:
    """``reschedule``: due dates after a change of the settings."""
    parser.add_argument("refs", metavar="REF", nargs="*", help="default: every open record")
    parser.set_defaults(run=reschedule)


def advance(call: Invocation) -> int:
    """Advance cards: all of them or none."""
    args = call.args
    if args.expect_version is not None and len(args.refs) > 1:
        raise Refused("--expect-version: it is the version of one card; name one only")
    wanted = [
        Move(
            ref=ref,
            to=args.to,
            expect_version=args.expect_version,
            completed_at=call.past_moment("--completed", args.completed),
            not_complete=args.not_complete,
            due_at=call.moment("--due", args.due),
            user=_owner(call, args.user),
            department=UNSET if args.department is None else _named(args.department),
            note=args.note,
            reason=args.reason,
            back=args.back,
        )
        for ref in args.refs
    ]
    with call.changing():
        return _answer(call, moves.advance(call.desk, wanted))


def _owner(call: Invocation, text: str | None) -> str | None:
    if text is None:
        return UNSET
    return call.desk.who.login if text.casefold() == "me" else _named(text)


def _named(text: str) -> str | None:
    return None if text.casefold() in NOBODY else text


def hold(call: Invocation) -> int:
    """Park cards with their step not complete."""
    args = call.args
    with call.changing():
        found = holds.hold(call.desk, args.refs, args.reason, to=args.to, cause=args.cause)
        return _answer(call, found)


def done(call: Invocation) -> int:
    """Complete tasks and calls."""
    with call.changing():
        return _answer(call, tasks.done(call.desk, call.args.refs, call.args.note))


def _answer(call: Invocation, found: Advanced) -> int:
    call.result(
        {
            "moved": [
                {
                    "ref": moved.ref,
                    "from": moved.origin,
                    "to": moved.to,
                    "due": call.iso(moved.due_at),
                    "version": moved.version,
                }
                for moved in found.moved
            ],
            "refused": [{"ref": one.ref, "reason": one.reason} for one in found.refused],
            "warnings": list(found.warnings),
        }
    )
    call.out.table(
        ("REF", "FROM", "TO", "DUE"),
        [(moved.ref, moved.origin, moved.to, call.day(moved.due_at)) for moved in found.moved],
    )
    for warning in found.warnings:
        call.out.line(f"Note: {warning}")
    if found.refused:
        raise Refused([f"{one.ref}: {one.reason}" for one in found.refused])
    return 0


def reschedule(call: Invocation) -> int:
    """Work out due dates anew: nothing set by hand changes."""
    with call.changing():
        wanted = rules.get_many(call.args.refs) if call.args.refs else None
        moved = rescheduling.reschedule(call.desk, wanted)
        call.result(
            {
                "rescheduled": [
                    {"ref": ref, "before": call.iso(before), "after": call.iso(after)}
                    for ref, before, after in moved
                ]
            }
        )
        shown = moved[:200]
        rows = [(ref, call.day(before), call.day(after)) for ref, before, after in shown]
        call.out.table(("REF", "BEFORE", "AFTER"), rows)
        if len(moved) > len(shown):
            call.out.line(f"… {len(moved) - len(shown):,} more")
        call.out.line(f"{len(moved):,} due dates moved.")
    return 0
