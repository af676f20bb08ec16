"""Messages: what was, is and will be sent, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from store import cards, decisions, messages
from store.envelopes import CHANNELS, STATES, reference
from store.errors import Refused
from store.messages import MessageFace
from store.tables import Message
from tui.cli import messageshapes
from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser, whole


def declare(parser: Parser) -> None:
    """``messages``: list, show, approve, retry, resolve, drop, file."""
    verb = parser.verb("list", "messages, the newest first", listed)
    verb.add_argument("--state", action="append", choices=STATES, help="only of these states")
    verb.add_argument("--channel", action="append", choices=CHANNELS)
    verb.add_argument("--about", metavar="REF", help="only about this record")
    verb.add_argument("--limit", type=whole(1), metavar="N", default=200, help="default: 200")
    verb = parser.verb("show", "what a message says, and what was answered", show)
    _refs(verb)
    verb = parser.verb("approve", "let held messages go out as they are", approve)
    _refs(verb)
    verb = parser.verb("retry", "send again what failed, was dropped or is unknown", retry)
    _refs(verb)
    verb.add_argument("--to", metavar="ADDRESS", default="", help="to another address or number")
    verb = parser.verb("resolve", "say what became of messages that are unknown", resolve)
    _refs(verb)
    arrived(verb)
    verb = parser.verb("drop", "take messages back that have not gone out", drop)
    _refs(verb)
    verb = parser.verb("file", "keep a file that goes with a message", keep)
    verb.add_argument("ref", metavar="M-REF")
    verb.add_argument("number", metavar="N", type=whole(1), nargs="?", default=1,
                      help="which of its files (default: 1)")  # fmt: skip
    verb.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    verb.add_argument("--force", action="store_true", help="replace a file that is there")


def _refs(parser: Parser) -> None:
    parser.add_argument("refs", metavar="M-REF", nargs="+", help="such as M-1001")


def arrived(parser: Parser) -> None:
    """The two answers to what became of an unknown message."""
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--arrived", action="store_true", dest="arrived", help="it came")
    group.add_argument("--lost", action="store_false", dest="arrived", help="it never came")


# Looking -----------------------------------------------------------------------------------------


def listed(call: Invocation) -> int:
    """List messages."""
    args = call.args
    with call.desk.reading():
        about = cards.get(args.about).id if args.about else None
        found = messages.listed(
            states=args.state or (), channels=args.channel or (), card_id=about, limit=args.limit
        )
    call.out.document({"messages": [messageshapes.message(call, one) for one in found]})
    table(call, found)
    return 0


def table(call: Invocation, found: Sequence[MessageFace]) -> None:
    """Messages as a table."""
    call.out.table(
        ("REF", "CREATED", "ABOUT", "CHANNEL", "TO", "SUBJECT", "STATE", "WHY"),
        [
            (
                one.ref, call.day(one.created_at), one.about, one.channel, one.to, one.subject,
                one.state, one.reason,
            )
            for one in found
        ],
    )  # fmt: skip
    if not found:
        call.out.line("There are no such messages.")


def show(call: Invocation) -> int:
    """Show messages as they are or were sent."""
    with call.desk.reading():
        found = messages.in_full(call.args.refs)
    shaped = [messageshapes.whole(call, one) for one in found]
    call.out.document(shaped[0] if len(shaped) == 1 else {"messages": shaped})
    for place, one in enumerate(found):
        if place:
            call.out.line()
        call.out.line(f"{one.face.ref}: {one.face.state}, {one.face.channel}")
        for label, words in (
            ("About", one.face.about), ("Trigger", one.face.trigger), ("Why", one.face.reason),
            ("Answer", one.answer), ("Delivery", one.delivery),
            ("Message-ID", one.face.message_id),
        ):  # fmt: skip
            if words:
                call.out.line(f"{label}: {words}")
        for line in messageshapes.lines(one):
            call.out.line(line)
    return 0


# Deciding ----------------------------------------------------------------------------------------


def approve(call: Invocation) -> int:
    """Let messages go out."""
    with call.changing():
        return _decided(call, decisions.approve(call.desk, call.args.refs), "approved")


def retry(call: Invocation) -> int:
    """Send messages again."""
    args = call.args
    if args.to and len(args.refs) > 1:
        raise Refused("--to: several messages cannot go to one address; send each again alone")
    with call.changing():
        return _decided(call, decisions.retry(call.desk, args.refs, args.to), "sent again")


def resolve(call: Invocation) -> int:
    """Say what became of messages."""
    args = call.args
    with call.changing():
        found = decisions.resolve(call.desk, args.refs, arrived=args.arrived)
        return _decided(call, found, "noted as arrived" if args.arrived else "noted as lost")


def drop(call: Invocation) -> int:
    """Take messages back."""
    with call.changing():
        return _decided(call, decisions.drop(call.desk, call.args.refs), "dropped")


def _decided(call: Invocation, rows: Sequence[Message], word: str) -> int:
    refs = [reference(row.number) for row in rows]
    faces = [one.face for one in messages.in_full(refs)]
    call.result({"messages": [messageshapes.message(call, one) for one in faces]})
    for one in faces:
        call.out.line(f"{one.ref} to {one.to}: {word}")
    return 0


def keep(call: Invocation) -> int:
    """Keep a file of a message."""
    from tui import paperwork  # it loads what makes pictures, which the rest needs not

    args = call.args
    file = messages.file_of(call.desk, args.ref, args.number - 1)
    paperwork.check_target(call.desk, args.output, force=args.force)
    if not call.dry_run:
        paperwork.write(args.output, file.data, force=args.force)
    path = path_text(args.output)
    call.result({"ref": args.ref.upper(), "name": file.name, "path": path, "bytes": len(file.data)})
    tail = " would be written (dry run)" if call.dry_run else ""
    call.out.line(f"{file.name}: {path}, {len(file.data):,} bytes{tail}")
    return 0
