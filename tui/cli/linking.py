"""Linking folders of pictures to sessions, and making what is missing of thumbnails."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from store import imagefolders, imagelinks, imageplans, images
from store.errors import Refused
from store.imagefacts import ROLES, Facts, Source
from store.imagelinks import Linked
from store.imageplans import Plan, Wish
from store.images import RULES
from store.text import safe
from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser, whole
from tui.cli.progress import Meter

AT_ONCE = 4
"""Files that are handed to a reader in one go."""


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """What came of making thumbnails; ``failed`` are pictures with the reason."""

    made: int
    present: int
    failed: Sequence[tuple[Source, str]]


# Importing ---------------------------------------------------------------------------------------


def declare(parser: Parser) -> None:
    """The options of ``import images``."""
    group = parser.add_argument_group("options of 'import images'")
    group.add_argument("--session", metavar="REF", help="all pictures belong to this session")
    group.add_argument("--rule", choices=RULES, default="whole", metavar="RULE",
                       help="how a file's name gives the number: whole (default), first, last "
                       "or from")  # fmt: skip
    group.add_argument("--count", type=whole(1, 200), default=0, metavar="N",
                       help="so many characters of the name, or from which one on")  # fmt: skip
    group.add_argument("--role", choices=ROLES, metavar="ROLE",
                       help="what files in no folder of a role are (default: hires)")  # fmt: skip
    group.add_argument("--no-thumbnails", action="store_true", help="leave thumbnails for later")


def bring_in(call: Invocation) -> int:
    """Import a folder of pictures: everything or nothing."""
    args = call.args
    if args.map is not None or args.encoding is not None:
        raise Refused("--map and --encoding are for files of records, not for pictures")
    desk = call.desk
    desk.who.require("work", "import images")
    scan = imagefolders.scan(args.source, call.settings.session_folders)
    wish = Wish(args.session, args.rule, args.count, args.role)
    plan = imageplans.plan(desk, scan, wish)
    plan.check()
    try:
        facts = _read(call, plan)
    except KeyboardInterrupt:
        sys.stderr.write("Cancelled: nothing was linked.\n")
        raise
    with call.changing():
        linked = imagelinks.write(desk, plan, facts)
    refs = [one.ref for one in linked.sessions]
    made = None
    if not call.dry_run and not args.no_thumbnails:
        made = make_thumbnails(call, images.sources(desk, refs))
    _answer(call, linked, made)
    return 0


def _read(call: Invocation, plan: Plan) -> dict[str, Facts]:
    """Read the files that have to be read, in other processes where they are many."""
    from render import many, reading

    wanted = plan.to_read
    read = partial(reading.read, most_pixels=call.settings.render.most_pixels)
    found: dict[str, Facts] = {}
    with Meter("Reading", len(wanted), shown=watched(call)) as meter:
        for path, facts in many.each(read, wanted, lost=reading.lost, batch=AT_ONCE):
            found[path] = facts
            meter.step()
    return found


def watched(call: Invocation) -> bool:
    """Tell whether this program has the terminal for itself."""
    return call.out.stream is sys.stdout


def _answer(call: Invocation, linked: Linked, made: Thumbnails | None) -> None:
    files = [{"file": file, "reason": reason} for file, reason in linked.unreadable]
    doubtful = [{"file": file, "reason": reason} for file, reason in linked.doubtful]
    call.result(
        {
            "kind": "images",
            "folder": path_text(call.args.source),
            "files": linked.files,
            "created": linked.created,
            "updated": linked.updated,
            "sessions": [
                {"ref": s.ref, "images": s.images, "created": s.created, "updated": s.updated}
                for s in linked.sessions
            ],
            "unreadable": files,
            "doubtful": doubtful,
            "passed_over": [{"reason": why, "count": count} for why, count in linked.passed],
            "notes": linked.notes,
            "thumbnails": None if made is None else _shape(made),
        }
    )
    same = linked.images - linked.created - linked.updated
    call.out.line(
        f"{linked.images:,} images in {linked.files:,} files: {linked.created:,} new, "
        f"{linked.updated:,} changed, {same:,} as they were."
    )
    call.out.table(
        ("SESSION", "IMAGES", "NEW", "CHANGED"),
        [(s.ref, s.images, s.created, s.updated) for s in linked.sessions],
    )
    for file, reason in linked.unreadable:
        call.out.line(f"Cannot be read: {file}: {reason}")
    for file, reason in linked.doubtful:
        call.out.line(f"Look at it before it is printed: {file}: {reason}")
    for why, count in linked.passed:
        call.out.line(f"Passed over: {count:,} {why}")
    for note in linked.notes:
        call.out.line(f"Note: {note}")
    if made is not None:
        _tell(call, made)
        for problem in _failures(made):
            call.out.line(f"No thumbnail: {problem}")


# Thumbnails --------------------------------------------------------------------------------------


def declare_thumbnails(parser: Parser) -> None:
    """``thumbnails``: make what is missing."""
    parser.add_argument("sessions", metavar="SESSION", nargs="*", help="default: all sessions")
    parser.set_defaults(run=thumbnails)


def thumbnails(call: Invocation) -> int:
    """Make the thumbnails that are missing."""
    with call.desk.reading():
        sources = images.sources(call.desk, call.args.sessions)
    made = make_thumbnails(call, sources)
    call.result(_shape(made))
    _tell(call, made)
    if made.failed:
        raise Refused(_failures(made))
    return 0


def make_thumbnails(call: Invocation, sources: Sequence[Source]) -> Thumbnails:
    """Make the thumbnails of pictures, or say what would be made; notes what cannot be read."""
    from render import many, opening
    from render import thumbnails as thumbs

    most_pixels = call.settings.render.most_pixels
    jobs, failed, present = thumbs.jobs(call.settings.cache, sources, most_pixels)
    if call.dry_run:
        return Thumbnails(len(jobs), present, failed)
    broken: dict[int, str] = {}
    made = 0
    with Meter("Thumbnails", len(jobs), shown=watched(call)) as meter:
        for job, problem in many.each(thumbs.work, list(jobs), lost=thumbs.lost):
            meter.step()
            if problem:
                failed.append((jobs[job], problem))
                if problem.startswith(opening.DAMAGED):
                    broken[jobs[job].image_id] = problem
            else:
                made += 1
    if broken and call.desk.who.may("work"):
        images.note_problems(call.desk, broken)
    return Thumbnails(made, present, failed)


def _shape(made: Thumbnails) -> dict[str, Any]:
    return {
        "made": made.made,
        "present": made.present,
        "failed": [
            {"ref": source.ref, "image": source.number, "reason": reason}
            for source, reason in made.failed
        ],
    }


def _tell(call: Invocation, made: Thumbnails) -> None:
    would = "would be made (dry run)" if call.dry_run else "made"
    call.out.line(f"{made.made:,} thumbnails {would}, {made.present:,} were there.")


def _failures(made: Thumbnails) -> list[str]:
    return [
        f"{source.ref} image {safe(source.number, 80)}: {reason}" for source, reason in made.failed
    ]
