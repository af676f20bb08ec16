"""The render queue from the shell: how it gets on, and what people decide about its jobs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from store import renderfacts, renderhours, renderqueue
from store.desk import Desk
from store.jobfaces import OPEN_STATES, STATES, JobFace, Progress, Reprint
from store.text import safe
from tui.cli import jobshapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole

Decision = Callable[[Desk, Sequence[str]], list[JobFace]]

WAITING = (*OPEN_STATES, "failed", "quarantined")
"""What is shown unless something else is asked for: all that somebody may have to do with."""

MOST = 1000

DECISIONS: tuple[tuple[str, str, Decision], ...] = (
    ("hold", "keep jobs back; files that are being made are finished", renderqueue.hold),
    ("release", "let held jobs go on", renderqueue.release),
    ("retry", "make again what failed, with pictures and profiles as now", renderqueue.retry),
    ("cancel", "take out what is still to be made; what was made stays", renderqueue.cancel),
)


def declare(parser: Parser) -> None:
    """``queue``: list, show, decide; alone it lists."""
    _choice(parser)
    _choice(parser.verb("list", "the jobs, those in trouble first", listing))
    _jobs(parser.verb("show", "jobs with their files", show))
    for name, words, decision in DECISIONS:
        verb = parser.verb(name, words, decide)
        _jobs(verb)
        verb.set_defaults(decision=decision)
    verb = parser.verb("move", "make jobs sooner or later than others", move)
    _jobs(verb)
    where = verb.add_mutually_exclusive_group(required=True)
    where.add_argument("--before", metavar="JOB", help="just before this job")
    where.add_argument("--first", action="store_true", help="before all others")
    where.add_argument("--last", action="store_true", help="after all others")
    where.add_argument("--earlier", action="store_true", help="before the one that comes before")
    where.add_argument("--later", action="store_true", help="after the one that comes next")
    verb = parser.verb("priority", "a higher one goes first", priority)
    _jobs(verb)
    verb.add_argument("number", metavar="N", type=signed, help="from -100 to 100; usual: 0")
    verb = parser.verb("reprint", "make files of a job again, as they were", reprint)
    verb.add_argument("job", metavar="JOB")
    verb.add_argument("--files", metavar="NUMBERS", help="such as 1,4-6, as 'show' numbers them")
    verb.add_argument("--reason", metavar="NAME", required=True,
                      help="one of 'safelight reasons', which says who pays")  # fmt: skip
    verb.add_argument("--copies", metavar="N", type=whole(1, 100_000), help="default: as before")
    parser.verb("workers", "the programs that render", workers)
    parser.verb("papers", "how much is wanted on which paper", papers)
    parser.alone(listing)


def _choice(parser: Parser) -> None:
    parser.add_argument("--state", action="append", choices=STATES, metavar="STATE",
                        help=f"one of {', '.join(STATES)}; several times for several "
                        "(default: open or in trouble)")  # fmt: skip
    parser.add_argument("--all", action="store_true", help="in every state")
    parser.add_argument("--limit", type=whole(1), metavar="N", default=MOST)


def _jobs(parser: Parser) -> None:
    parser.add_argument("jobs", metavar="JOB", nargs="+", help="such as J-1001")


def signed(word: str) -> int:
    """Read a number that may be below zero; wrong usage otherwise."""
    text = word.strip()
    digits = text[1:] if text[:1] in "+-" else text
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
        raise argparse.ArgumentTypeError(f"'{safe(word, 40)}' is not a whole number")
    return int(text)


# Looking -----------------------------------------------------------------------------------------


def listing(call: Invocation) -> int:
    """Show the jobs, and how they get on."""
    args = call.args
    states = STATES if args.all else tuple(args.state or WAITING)
    found = renderqueue.jobs(call.desk, states=states, limit=args.limit)
    how = renderqueue.progress(call.desk)
    call.out.document(
        {"jobs": [jobshapes.job(call, one) for one in found], "summary": _summary(call, how)}
    )
    jobshapes.table(call, found)
    call.out.line(_words(call, how) if found else "No job is in the queue.")
    return 0


def _summary(call: Invocation, how: Progress) -> dict[str, Any]:
    hours = call.desk.settings.render.hours
    return {
        "done": how.done,
        "total": how.total,
        "waiting": how.waiting,
        "running": how.running,
        "held": how.held,
        "trouble": how.trouble,
        "per_minute": how.per_minute,
        "seconds_left": how.seconds_left,
        "opens": call.iso(renderhours.opens_at(hours, call.desk.now(), call.desk.zone)),
    }


def _words(call: Invocation, how: Progress) -> str:
    """How the open jobs get on, in a line."""
    parts = [f"{how.done:,} of {jobshapes.files(how.total)} of the open jobs are over"]
    parts += [f"{how.running:,} are being made"] if how.running else []
    parts += [f"{how.per_minute:g} a minute"] if how.per_minute else []
    if how.seconds_left is not None:
        parts.append(f"about {max(1, round(how.seconds_left / 60)):,} min left")
    parts += [f"{how.held:,} jobs are held"] if how.held else []
    hours = call.desk.settings.render.hours
    opens = renderhours.opens_at(hours, call.desk.now(), call.desk.zone)
    if opens is not None and how.waiting:
        parts.append(f"outside of {hours} nothing is begun; it goes on at {call.day(opens)}")
    elif how.waiting and not any(one.alive for one in renderqueue.workers(call.desk)):
        parts.append("nobody renders; 'safelight worker' does")
    return "; ".join(parts) + "."


def show(call: Invocation) -> int:
    """Show jobs with their files."""
    desk = call.desk
    rows = renderqueue.by_references(call.args.jobs)
    found = renderqueue.jobs(desk, ids=[row.id for row in rows])
    sheets = renderqueue.sheets_of([one.id for one in found])
    of_job = {one.job: [s for s in sheets if s.job == one.job] for one in found}
    call.out.document(
        {
            "jobs": [
                {
                    **jobshapes.job(call, one),
                    "files": [jobshapes.sheet(call, s) for s in of_job[one.job]],
                }
                for one in found
            ]
        }
    )
    for one in found:
        jobshapes.table(call, [one])
        call.out.table(
            ("FILE", "WHAT", "PAPER", "COPIES", "STATE", "PIXELS", "NAME"),
            [
                (
                    s.position + 1, s.label, s.media, s.copies, s.state,
                    f"{s.width}×{s.height}" if s.width else "",
                    s.path.rpartition("/")[2] or s.name,
                )
                for s in of_job[one.job]
            ],
            indent="  ",
        )  # fmt: skip
        for folder in dict.fromkeys(s.folder for s in of_job[one.job] if s.folder):
            call.out.line(f"  in {folder}")
        for s in of_job[one.job]:
            if s.reason:
                call.out.line(f"  file {s.position + 1}: {jobshapes.spoken(s.reason, s.remedy)}")
    return 0


def workers(call: Invocation) -> int:
    """Show the programs that render."""
    found = renderqueue.workers(call.desk)
    call.out.document(
        {
            "workers": [
                {
                    "worker": one.label, "host": one.host, "alive": one.alive,
                    "processes": one.processes, "budget_bytes": one.budget_bytes,
                    "used_bytes": one.used_bytes, "made": one.made, "running": one.running,
                    "doing": one.doing or None, "beat": call.iso(one.beat_at),
                    "started": call.iso(one.started_at),
                }
                for one in found
            ]
        }
    )  # fmt: skip
    call.out.table(
        ("WORKER", "ALIVE", "AT ONCE", "MADE", "MB USED", "OF MB", "AT WORK ON"),
        [
            (
                one.label, one.alive, one.processes, one.made, one.used_bytes // 2**20,
                one.budget_bytes // 2**20, one.doing,
            )
            for one in found
        ],
    )  # fmt: skip
    if not found:
        call.out.line("Nobody renders; 'safelight worker' does.")
    return 0


def papers(call: Invocation) -> int:
    """Show how much is wanted on which paper."""
    call.desk.file.check()
    found = renderfacts.papers()
    call.out.document(
        {
            "papers": [
                {
                    "media": one.media or None, "files": one.files, "copies": one.copies,
                    "made": one.made, "failed": one.failed, "waiting": one.waiting,
                    "jobs": one.jobs,
                }
                for one in found
            ]
        }
    )  # fmt: skip
    call.out.table(
        ("PAPER", "FILES", "PRINTS", "MADE", "TO MAKE", "FAILED"),
        [
            (one.media or "as each comes", one.files, one.copies, one.made, one.waiting, one.failed)
            for one in found
        ],
    )
    if not found:
        call.out.line("No paper is wanted: no job is in the queue.")
    return 0


# Deciding ----------------------------------------------------------------------------------------


def _told(call: Invocation, found: Sequence[JobFace]) -> int:
    call.result({"jobs": [jobshapes.job(call, one) for one in found]})
    jobshapes.table(call, found)
    return 0


def decide(call: Invocation) -> int:
    """Hold, release, try again or cancel jobs: all of those named, or none."""
    with call.changing():
        return _told(call, call.args.decision(call.desk, call.args.jobs))


def move(call: Invocation) -> int:
    """Make jobs sooner or later."""
    args = call.args
    with call.changing():
        if args.earlier or args.later:
            found = renderqueue.step(call.desk, args.jobs, earlier=args.earlier)
        else:
            to = "first" if args.first else "last" if args.last else ""
            found = renderqueue.move(call.desk, args.jobs, before=args.before, to=to)
        return _told(call, found)


def priority(call: Invocation) -> int:
    """Give jobs a priority."""
    with call.changing():
        return _told(call, renderqueue.set_priority(call.desk, call.args.jobs, call.args.number))


def reprint(call: Invocation) -> int:
    """Ask for files of a job again."""
    args = call.args
    chosen = jobshapes.numbers("--files", args.files) if args.files is not None else ()
    wish = Reprint(args.job, args.reason, tuple(at - 1 for at in chosen), args.copies)
    with call.changing():
        made = renderqueue.reprint(call.desk, wish)
        _told(call, [made])
        pays = "the client pays" if made.chargeable else "the studio pays"
        call.out.line(
            f"{made.job}: {jobshapes.files(made.total)} of {made.again} again "
            f"({made.reprint_reason}; {pays})."
        )
    return 0
