"""The worker: the clock and the sending of messages without a screen."""

from __future__ import annotations

from store import postroom, settling
from store.errors import Refused
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser


def declare(parser: Parser) -> None:
    """``worker``: until it is told to stop, or once."""
    parser.add_argument("--once", action="store_true", help="do what is due now, and stop")
    parser.add_argument("--only", metavar="QUEUES", default="", help="schedule, messages, or both")
    parser.set_defaults(run=work)


def work(call: Invocation) -> int:
    """Work until a signal comes, or once."""
    if call.args.read_only:
        raise Refused("--read-only: the worker changes things; leave the option out")
    if call.dry_run:
        due = settling.queue(call.desk, states=("pending",), until=call.desk.now())
        waiting = postroom.read(call.desk).due
        call.result(
            {"firings": [shapes.firing(call, firing) for firing in due], "due_messages": waiting}
        )
        call.out.line(
            f"{len(due):,} firings are due, and {waiting:,} emails and SMS to be sent; "
            "nothing was done: this was a dry run."
        )
        return 0
    from jobs import worker

    only = frozenset(word.strip() for word in call.args.only.split(",") if word.strip())
    if not call.args.once:
        call.out.line("The worker runs; stop it with Ctrl+C.")
        call.out.flush()
    report = worker.run(
        call.settings,
        acting_as=call.acting_as,
        at=call.at,
        once=call.args.once,
        only=only,
        say=call.out.line,
    )
    if report is not None:
        call.out.document(
            {
                "fired": report.fired,
                "held": report.held,
                "cancelled": report.cancelled,
                "marked": report.marked,
                "sent": report.sent,
                "failed": report.failed,
                "unknown": report.unknown,
                "waiting": report.waiting,
            }
        )
        rest = f", {report.held:,} held for a person" if report.held else ""
        rest += f", {report.cancelled:,} cancelled" if report.cancelled else ""
        call.out.line(f"Fired: {report.fired:,}{rest}. Due dates marked: {report.marked:,}.")
        rest = f", {report.failed:,} failed" if report.failed else ""
        rest += f", {report.unknown:,} may have arrived or not" if report.unknown else ""
        rest += f", {report.waiting:,} wait" if report.waiting else ""
        if report.sent or rest:
            call.out.line(f"Messages sent: {report.sent:,}{rest}.")
    return 0
