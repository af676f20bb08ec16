"""Letters that wait to be printed: which there are, printing, keeping and posting them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from store import letterqueue, messages
from store.errors import Refused
from store.messages import MessageFace
from tui import letterprint, paperwork
from tui.cli import messageshapes
from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser

LETTER = ("letter",)


def declare(parser: Parser) -> None:
    """``letters``: list, print, save, done."""
    verb = parser.verb("list", "letters that wait for somebody", listed)
    verb.add_argument("--all", action="store_true", help="those that are done or dropped, too")
    verb = parser.verb("print", "print letters, and mark them as done", print_letters)
    verb.add_argument("refs", metavar="M-REF", nargs="*")
    verb.add_argument("--all", action="store_true", help="all that wait to be printed")
    verb.add_argument("--printer", metavar="NAME", default="",
                      help="one of the studio, or a queue (default: the only one)")  # fmt: skip
    verb = parser.verb("save", "keep a letter as a PDF; it goes on waiting", save)
    verb.add_argument("ref", metavar="M-REF")
    verb.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    verb.add_argument("--force", action="store_true", help="replace a file that is there")
    verb = parser.verb("done", "note letters as posted, whoever printed them", done)
    verb.add_argument("refs", metavar="M-REF", nargs="+")


def listed(call: Invocation) -> int:
    """List letters."""
    states = () if call.args.all else letterqueue.OPEN
    with call.desk.reading():
        found = messages.listed(states=states, channels=LETTER)
    _show(call, found)
    if not found:
        call.out.line("No letter waits.")
    return 0


def _show(call: Invocation, found: Sequence[MessageFace]) -> None:
    call.result({"letters": [messageshapes.message(call, one) for one in found]})
    call.out.table(
        ("LETTER", "ABOUT", "TO", "SUBJECT", "STATE", "WHY"),
        [(one.ref, one.about, one.to_name, one.subject, one.state, one.reason) for one in found],
    )


def _named(call: Invocation, refs: Sequence[str]) -> list[MessageFace]:
    with call.desk.reading():
        return [one.face for one in messages.in_full(refs)]


def print_letters(call: Invocation) -> int:
    """Print letters, one job each; what the print service does not take goes on waiting."""
    args = call.args
    if bool(args.refs) == args.all:
        raise Refused("which letters? name them, such as M-1043, or take all with --all")
    name, queue = letterprint.printer_for(call.desk, args.printer)
    if not call.dry_run:
        letterqueue.recover(call.desk)
    refs = letterqueue.waiting() if args.all else [one.ref for one in _named(call, args.refs)]
    printed: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for ref in refs:
        try:
            job = _print(call, ref, name, queue)
        except Refused as refusal:
            failed.append({"ref": ref, "reason": str(refusal)})
        else:
            printed.append({"ref": ref, "job": job})
    call.result({"printer": name, "queue": queue, "printed": printed, "failed": failed})
    for one in printed:
        tail = f", job {one['job']}" if one["job"] else " (dry run)"
        call.out.line(f"{one['ref']}: printed on {name}{tail}")
    if not refs:
        call.out.line("No letter waits to be printed.")
    if failed:
        raise Refused([one["reason"] for one in failed])
    return 0


def _print(call: Invocation, ref: str, name: str, queue: str) -> str | None:
    """Print a letter; returns the job, or null where it was only tried."""
    if call.dry_run:
        with call.desk.rehearsal():
            letterqueue.take(call.desk, ref)
        return None
    handed = letterprint.print_one(call.desk, ref, name, queue)
    if handed.result == "unknown":
        raise Refused(f"{ref} may be printed or not: {handed.words}")
    if handed.result != "done":
        raise Refused(f"{ref}: {handed.words}")
    return handed.job


def save(call: Invocation) -> int:
    """Keep the paper of a letter."""
    args = call.args
    face = _named(call, [args.ref])[0]
    if face.channel != "letter":
        raise Refused(f"{face.ref} is no letter: it goes by {face.channel}")
    file = messages.file_of(call.desk, face.ref)
    paperwork.check_target(call.desk, args.output, force=args.force)
    if not call.dry_run:
        paperwork.write(args.output, file.data, force=args.force)
    path = path_text(args.output)
    call.result({"ref": face.ref, "path": path, "bytes": len(file.data)})
    call.out.line(f"{face.ref}: {path}, {len(file.data):,} bytes"
                  + (" would be written (dry run)" if call.dry_run else ""))  # fmt: skip
    return 0


def done(call: Invocation) -> int:
    """Note letters as posted."""
    with call.changing():
        refs = letterqueue.posted(call.desk, call.args.refs)
        _show(call, _named(call, refs))
    return 0
