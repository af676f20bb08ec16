"""History: what was done, taking it back, and doing it again."""

from __future__ import annotations

from store import cards, facts, history
from store.history import Undone
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole


def declare_undo(parser: Parser) -> None:
    """``undo``: the last action of one's own, or a named one."""
    parser.add_argument("action", metavar="ACTION", nargs="?", type=whole(1),
                        help="its number; default: your last")  # fmt: skip
    parser.add_argument("--list", action="store_true", dest="listing", help="what can be undone")
    parser.set_defaults(run=undo)


def declare_redo(parser: Parser) -> None:
    """``redo``: bring back what was undone last."""
    parser.set_defaults(run=redo)


def declare_log(parser: Parser) -> None:
    """``log``: every change."""
    parser.add_argument("ref", metavar="REF", nargs="?", help="of one record only")
    parser.add_argument("--since", metavar="TIME")
    parser.add_argument("--limit", metavar="N", type=whole(1), default=500, help="default: 500")
    parser.set_defaults(run=log)


def undo(call: Invocation) -> int:
    """Take an action back."""
    if call.args.listing:
        return _listing(call)
    with call.changing():
        return _answer(call, history.undo(call.desk, call.args.action), "Undone")


def redo(call: Invocation) -> int:
    """Do an action again."""
    with call.changing():
        return _answer(call, history.redo(call.desk), "Done again")


def _answer(call: Invocation, found: Undone, word: str) -> int:
    call.result(
        {
            "action": found.action,
            "summary": found.summary,
            "undone": list(found.refs),
            "cannot": list(found.cannot),
        }
    )
    refs = ", ".join(found.refs[:20]) + (" …" if len(found.refs) > 20 else "")
    call.out.line(f"{word}: {found.summary.removeprefix('undo ')}{f' ({refs})' if refs else ''}")
    for line in found.cannot:
        call.out.line(f"Not taken back: {line}")
    return 0


def _listing(call: Invocation) -> int:
    found = history.undoable(call.desk)
    call.out.document(
        {
            "actions": [
                {
                    "action": done.id,
                    "at": call.iso(done.at),
                    "by": done.by or None,
                    "from": done.source or None,
                    "name": done.name,
                    "summary": done.summary,
                }
                for done in found
            ]
        }
    )
    call.out.table(
        ("ACTION", "AT", "BY", "FROM", "WHAT"),
        [(d.id, call.day(d.at), d.by, d.source, d.summary or d.name) for d in found],
    )
    if not found:
        call.out.line("Nothing can be undone.")
    return 0


def log(call: Invocation) -> int:
    """List changes, the newest first."""
    args = call.args
    since = call.start_of_day("--since", args.since)
    with call.desk.reading():
        card_id = cards.get(args.ref).id if args.ref else None
    found = history.log(call.desk, card_id=card_id, since=since, limit=args.limit)
    if call.json:
        shaped = (shapes.change(call, line) for line in found)
        call.out.stream_document({}, "changes", shaped)
        return 0
    call.out.table(
        ("AT", "BY", "REF", "FIELD", "BEFORE", "AFTER"),
        [
            (
                call.day(line.at), line.by or line.source, line.ref, facts.field_name(line.field),
                facts.shown(call.desk, line.field, line.before),
                facts.shown(call.desk, line.field, line.after),
            )
            for line in found
        ],
    )  # fmt: skip
    return 0
