"""Rendering from the shell: now, or into the queue; checked beforehand, or proven afterwards."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from store import cards, renderqueue
from store.errors import Refused
from store.jobfaces import JobFace
from store.text import safe
from tui.cli import jobshapes
from tui.cli.invocation import Invocation
from tui.cli.linking import watched
from tui.cli.parsing import Parser, whole
from tui.cli.progress import Meter
from tui.cli.queue import signed

MOST_JOBS = 1_000_000


def declare(parser: Parser) -> None:
    """``render``: which records, how, now or later."""
    parser.add_argument("refs", metavar="REF", nargs="+",
                        help="orders and sessions; for --verify jobs as well")  # fmt: skip
    parser.add_argument("--profile", metavar="NAME", help="default: each line's own")
    parser.add_argument("--layout", metavar="NAME", help="default: each line's own")
    parser.add_argument("--lines", metavar="NUMBERS", help="only these lines, such as 1,4-6")
    parser.add_argument("--priority", metavar="N", type=signed, default=0,
                        help="from -100 to 100; a higher one goes first")  # fmt: skip
    parser.add_argument("--queue", action="store_true", help="only ask for it: workers do it")
    parser.add_argument("--hold", action="store_true",
                        help="queue it, to wait until it is released")  # fmt: skip
    parser.add_argument("--jobs", metavar="N", type=whole(1, 64), default=0,
                        help="files at once (default: [render] workers)")  # fmt: skip
    parser.add_argument("--preflight", action="store_true", help="only say what is doubtful")
    parser.add_argument("--verify", action="store_true",
                        help="make files again elsewhere, and prove them the same")  # fmt: skip
    parser.set_defaults(run=render)


def render(call: Invocation) -> int:
    """Render records, or check them, or prove what was rendered."""
    args = call.args
    if args.preflight and args.verify:
        raise Refused("--preflight is before rendering, --verify after it; give one of them")
    if args.verify:
        return verify(call)
    lines = jobshapes.numbers("--lines", args.lines) if args.lines is not None else None
    if lines is not None and len(args.refs) > 1:
        raise Refused("--lines: lines are those of one record; name one")
    if args.preflight:
        return preflight(call, lines)
    if call.dry_run:
        return _rehearse(call, lines)
    jobs = renderqueue.put(
        call.desk, args.refs, profile=args.profile, layout=args.layout, lines=lines,
        priority=args.priority, held=args.hold,
    )  # fmt: skip
    if args.queue or args.hold:
        return _queued(call, jobs)
    return _run(call, [*jobs, *_there(call, jobs)])


def _there(call: Invocation, jobs: Sequence[JobFace]) -> list[JobFace]:
    """The open jobs of records whose files were in the queue already: these are made now."""
    new = {one.ref for one in jobs}
    ids = [
        card.id
        for ref in dict.fromkeys(word.strip().upper() for word in call.args.refs)
        if ref not in new and (card := cards.get(ref))
    ]
    found = renderqueue.jobs(call.desk, states=("queued", "running", "held"), card_ids=ids)
    held = [one for one in found if one.state == "held"]
    if held:
        raise Refused(
            [f"{one.ref} is in the queue as {one.job}, and held; "
             f"'safelight queue release {one.job}' lets it go on" for one in held]
        )  # fmt: skip
    return found


# Beforehand --------------------------------------------------------------------------------------


def _rehearse(call: Invocation, lines: Sequence[int] | None) -> int:
    """Show which files there would be."""
    from store.rendering import assembling

    args = call.args
    call.desk.who.require("work", "render")
    files: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for ref in dict.fromkeys(word.strip().upper() for word in args.refs):
        found = assembling.assemble(
            call.desk, ref, profile=args.profile, layout=args.layout, lines=lines
        )
        files += [jobshapes.planned(one, ref) for one in found.wanted]
        failed += [jobshapes.lost(one, ref) for one in found.failed]
    call.result({"jobs": [], "files": files, "failed": failed})
    _table(call, files)
    call.out.line(f"{jobshapes.files(len(files))} would be made.")
    call.out.line("Nothing was written: this was a dry run.")
    return _status(failed)


def preflight(call: Invocation, lines: Sequence[int] | None) -> int:
    """Show what is doubtful about what would be rendered."""
    from store.rendering import preflight
    from store.rendering.findings import IN_WORDS

    refs = [word.strip().upper() for word in call.args.refs]
    found = preflight.check(call.desk, refs, call.args.profile, call.args.layout, lines)
    call.out.document(
        {
            "findings": [
                {
                    "ref": one.ref, "line": one.line, "severity": one.severity,
                    "finding": one.finding, "value": one.value, "limit": one.limit,
                    "image": one.image or None,
                }
                for one in found
            ]
        }
    )  # fmt: skip
    call.out.table(
        ("REF", "LINE", "IMAGE", "SEVERITY", "FINDING", "VALUE", "LIMIT"),
        [
            (one.ref, one.line or None, one.image, one.severity, one.finding, one.value, one.limit)
            for one in found
        ],
    )
    if not found:
        call.out.line("Nothing is doubtful.")
    wrong = [one for one in found if one.severity == "error"]
    if wrong:
        raise Refused(
            [
                f"{one.ref} {preflight.about(one)}: {IN_WORDS.get(one.finding, one.finding)}"
                for one in wrong
            ]
        )
    return 0


# Now ---------------------------------------------------------------------------------------------


def _queued(call: Invocation, jobs: Sequence[JobFace]) -> int:
    """Say what was put into the queue."""
    refs = {one.job: one.ref for one in jobs}
    sheets = renderqueue.sheets_of([one.id for one in jobs])
    failed = [jobshapes.failed(one, refs[one.job]) for one in sheets if one.reason]
    call.out.document(
        {"jobs": [jobshapes.job(call, one) for one in jobs], "files": [], "failed": failed}
    )
    jobshapes.table(call, jobs)
    if not jobs:
        call.out.line("Nothing new to render: all of it is in the queue already.")
    return _status(failed)


def _run(call: Invocation, jobs: Sequence[JobFace]) -> int:
    from render import running

    names = [one.job for one in jobs]
    with Meter("Rendering", sum(_left(one) for one in jobs), shown=watched(call)) as meter:
        try:
            if names:
                running.run_now(call.desk, names, lambda _: meter.step(), processes=call.args.jobs)
        except KeyboardInterrupt:
            _interrupted(call, jobs)
            raise
    return _answer(call, jobs)


def _left(job: JobFace) -> int:
    return job.total - round(job.progress * job.total)


def _interrupted(call: Invocation, before: Sequence[JobFace]) -> None:
    """Say that what was not made stays in the queue; what was half done has gone back to it."""
    jobs = renderqueue.jobs(call.desk, ids=[one.id for one in before], limit=MOST_JOBS)
    left = [one for one in jobs if one.state in ("queued", "running")]
    if not left:
        return
    count = jobshapes.files(sum(_left(one) for one in left))
    words = (
        f"stopped: {count} of {jobshapes.references(left)} stay in the queue; workers make them, "
        f"or 'safelight queue cancel {left[0].job}' takes them out"
    )
    sys.stderr.write("\r\x1b[K" if sys.stderr.isatty() else "")
    sys.stderr.write(safe(words, 2_000) + "\n")


def _answer(call: Invocation, before: Sequence[JobFace]) -> int:
    """Say which files were made, and which were not."""
    jobs = renderqueue.jobs(call.desk, ids=[one.id for one in before], limit=MOST_JOBS)
    refs = {one.job: one.ref for one in jobs}
    sheets = renderqueue.sheets_of([one.id for one in jobs])
    made = [jobshapes.made(one, refs[one.job]) for one in sheets if one.state == "done"]
    failed = [
        jobshapes.failed(one, refs[one.job]) for one in sheets if one.state != "done" and one.reason
    ]
    call.out.document(
        {
            "jobs": [jobshapes.job(call, one) for one in jobs],
            "files": made,
            "failed": failed,
        }
    )
    _table(call, made)
    call.out.line(f"{jobshapes.files(len(made))} made.")
    for one in made:
        for note in one["notes"]:
            call.out.line(f"{one['path']}: {note}")
    left = [one for one in sheets if one.state != "done" and not one.reason]
    if left:
        call.out.line(f"{jobshapes.files(len(left))} were held or cancelled meanwhile.")
    return _status(failed)


def _table(call: Invocation, files: Sequence[dict[str, Any]]) -> None:
    call.out.table(
        ("REF", "LINE", "WIDTH", "HEIGHT", "DPI", "BYTES", "FILE"),
        [
            (
                one["ref"], one["line"], one["width"], one["height"], one["dpi"], one["bytes"],
                one["path"].rpartition("/")[2],
            )
            for one in files
        ],
    )  # fmt: skip
    for folder in dict.fromkeys(one["path"].rpartition("/")[0] for one in files):
        call.out.line(f"in {folder}")


def _status(failed: Sequence[dict[str, Any]]) -> int:
    """Refuse with a line for each file that was not made."""
    if failed:
        raise Refused(
            [
                f"{jobshapes.problem(one)}"
                f"{' (it is tried again later)' if one.get('state') == 'queued' else ''}"
                for one in failed
            ]
        )
    return 0


# Afterwards --------------------------------------------------------------------------------------


def _made(call: Invocation) -> int:
    """How many files there are to prove, as far as can be told at once."""
    desk = call.desk
    words = list(dict.fromkeys(word.strip().upper() for word in call.args.refs))
    named = [row.id for row in renderqueue.by_references(w for w in words if w.startswith("J-"))]
    of_cards = [cards.get(word).id for word in words if not word.startswith("J-")]
    found = [
        *renderqueue.jobs(desk, ids=named, limit=MOST_JOBS),
        *renderqueue.jobs(desk, card_ids=of_cards, limit=MOST_JOBS),
    ]
    return sum(one.done for one in found)


def verify(call: Invocation) -> int:
    """Make files again, and prove them the same or say in what they differ."""
    from render import verifying

    args = call.args
    given = [
        name
        for name, value in (
            ("--profile", args.profile), ("--layout", args.layout), ("--lines", args.lines),
            ("--queue", args.queue), ("--hold", args.hold),
        )
        if value
    ]  # fmt: skip
    if given:
        raise Refused(f"--verify proves what was made as it was made; leave {given[0]} out")
    with Meter("Verifying", _made(call), shown=watched(call)) as meter:
        found = verifying.verify(call.desk, args.refs, lambda _: meter.step())
    call.out.document(
        {
            "verdicts": [
                {
                    "ref": one.ref or None, "job": one.job, "line": one.line, "label": one.label,
                    "path": safe(one.path, 2_000), "result": one.result, "proven": one.proven,
                    "difference": one.difference or None, "remedy": one.remedy or None,
                }
                for one in found
            ]
        }
    )  # fmt: skip
    call.out.table(
        ("REF", "JOB", "LINE", "RESULT", "DIFFERENCE", "FILE"),
        [
            (one.ref, one.job, one.line, one.result, one.difference, one.path.rpartition("/")[2])
            for one in found
        ],
    )
    wrong = [one for one in found if not one.proven]
    call.out.line(f"{jobshapes.files(len(found) - len(wrong))} of {len(found):,} proven the same.")
    if wrong:
        raise Refused(
            [
                f"{safe(one.path, 500)}: {one.result.replace('_', ' ')}: "
                f"{jobshapes.spoken(one.difference, one.remedy)}"
                for one in wrong
            ]
        )
    return 0
