"""The worker: the clock, the sending of messages and rendering without a screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from store import postroom, settling
from store.desk import Desk
from store.errors import Refused
from store.thread import Run
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole

if TYPE_CHECKING:
    from jobs.worker import Lane


RENDER = "render"
NOTHING: Mapping[str, int] = {"rendered": 0, "render_failed": 0, "render_later": 0}
"""What is told of rendering where there was none."""


def declare(parser: Parser) -> None:
    """``worker``: until it is told to stop, or once."""
    parser.add_argument("--once", action="store_true", help="do what is due now, and stop")
    parser.add_argument(
        "--only", metavar="QUEUES", default="", help="some of schedule, messages, render"
    )
    parser.add_argument(
        "--jobs", metavar="N", type=whole(1, 64), default=0,
        help="files rendered at once (default: [render] workers)",
    )  # fmt: skip
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
        lanes=[rendering(call.args.jobs)],
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
                **report.lanes.get(RENDER, NOTHING),
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
        made = report.lanes.get(RENDER, NOTHING)
        if any(made.values()) or only == {RENDER}:
            rest = f", {made['render_failed']:,} failed" if made["render_failed"] else ""
            rest += f", {made['render_later']:,} to be tried again" if made["render_later"] else ""
            call.out.line(f"Files rendered: {made['rendered']:,}{rest}.")
    return 0


def rendering(processes: int = 0) -> Lane:
    """The lane that renders, which jobs do not know of."""
    from jobs.worker import Lane
    from render import running

    def once(desk: Desk, _: object) -> Mapping[str, int]:
        done = running.run_due(desk, processes=processes)
        return {
            "rendered": done.made, "render_failed": done.failed, "render_later": done.later
        }  # fmt: skip

    def begin(desk: Desk, run: Run) -> running.Running:
        return running.Running(desk, run, processes=processes)

    return Lane(RENDER, once, begin)
