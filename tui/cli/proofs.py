"""Proof orders made of sessions, and electronic proofs as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store import imagechoices, prooffiles, proofs
from store.errors import Refused
from store.prooffiles import Proof, Wanted
from store.proofs import Choice, Created, Told
from store.text import safe
from tui.cli.invocation import Invocation, path_text
from tui.cli.linking import watched
from tui.cli.parsing import Parser, whole
from tui.cli.progress import Meter

if TYPE_CHECKING:
    from render.electronicproofs import Done, Job

HIGHEST_SIDE = 10_000


# Orders ------------------------------------------------------------------------------------------


def declare(verb: Parser) -> None:
    """``orders proofs``: sessions, pictures, items."""
    verb.add_argument("sessions", metavar="SESSION", nargs="+")
    verb.add_argument("--images", metavar="CHOICE", default="all",
                      help="all (default), rated, picked, or numbers such as 1,5-9")  # fmt: skip
    verb.add_argument("--min-rating", metavar="N", type=whole(0, imagechoices.BEST),
                      help="only those with so many stars or more")  # fmt: skip
    verb.add_argument("--items", metavar="ID,ID", default="",
                      help="prints, sheets, electronic proofs (the default)")  # fmt: skip
    verb.add_argument("--vendor", metavar="NAME", help="default: each item's own, else in-house")
    verb.add_argument("--type", metavar="NAME", help="the order type")
    verb.add_argument("--profile", metavar="NAME", help="the proof profile to render with")
    verb.add_argument("--together", action="store_true", help="one order for all the sessions")
    verb.add_argument("--again", action="store_true", help="also what was ordered before")
    verb.set_defaults(run=create)


def create(call: Invocation) -> int:
    """Make the proof orders of sessions; what is wrong with some is told, the rest is ordered."""
    args = call.args
    choice = Choice(
        images=args.images,
        min_rating=args.min_rating,
        items=tuple(part.strip() for part in args.items.split(",") if part.strip()),
        vendor=args.vendor,
        type=args.type,
        together=args.together,
        profile=args.profile,
        again=args.again,
    )
    with call.changing():
        made = proofs.order(call.desk, args.sessions, choice)
        _answer(call, made)
    if made.errors:
        raise Refused(
            [f"{o.session}: {f'{o.item}: ' if o.item else ''}{o.reason}" for o in made.errors]
        )
    return 0


def _answer(call: Invocation, found: Created) -> None:
    call.result(
        {
            "created": [
                {
                    "ref": one.ref, "vendor": one.vendor, "type": one.type, "lines": one.lines,
                    "images": one.images, "sessions": list(one.sessions),
                }
                for one in found.made
            ],
            "errors": [_told(one) for one in found.errors],
            "present": [_told(one) for one in found.present],
        }
    )  # fmt: skip
    call.out.table(
        ("ORDER", "VENDOR", "LINES", "IMAGES", "SESSIONS"),
        [
            (one.ref, one.vendor or "in-house", one.lines, one.images, " ".join(one.sessions))
            for one in found.made
        ],
    )
    for one in found.present:
        call.out.line(f"{one.session}: {one.item} {one.reason}; --again orders it anew")
    if not found.made and not found.errors and not found.present:
        call.out.line("There was nothing to order.")


def _told(one: Told) -> dict[str, Any]:
    return {
        "session": one.session, "line": one.line, "item": one.item or None, "reason": one.reason,
    }  # fmt: skip


# Files -------------------------------------------------------------------------------------------


def declare_files(parser: Parser) -> None:
    """``proofs``: electronic proofs as files."""
    parser.add_argument("orders", metavar="ORDER", nargs="+", help="proof orders such as P-1001")
    parser.add_argument("-o", "--output", metavar="FOLDER", type=Path, required=True,
                        help="where the files go, a folder for each order")  # fmt: skip
    parser.add_argument("--long-side", metavar="PIXELS", type=whole(100, HIGHEST_SIDE),
                        help="default: the profile's, else 1600")  # fmt: skip
    parser.add_argument("--watermark", metavar="TEXT", help="default: the profile's, else PROOF")
    parser.set_defaults(run=files)


def files(call: Invocation) -> int:
    """Make the files; a picture that cannot be made is named, and the rest goes on."""
    from render import electronicproofs, many

    wanted = prooffiles.wanted(call.desk, call.args.orders)
    jobs = _jobs(call, wanted)
    if call.dry_run:
        _tell_files(call, wanted, [(proof, job, electronicproofs.Done()) for proof, job in jobs])
        return 0
    call.desk.who.require("work", "make proofs")
    _ready(call.args.output)
    work = [job for _, job in jobs]
    found: dict[str, Done] = {}
    with Meter("Proofs", len(work), shown=watched(call)) as meter:
        for job, done in many.each(electronicproofs.work, work, lost=electronicproofs.lost):
            found[job.target] = done
            meter.step()
    made = [(proof, job, found[job.target]) for proof, job in jobs]
    failed = {proof.line_id for proof, _, done in made if done.problem}
    whole_lines = dict.fromkeys(p.line_id for p, _, _ in made if p.line_id not in failed)
    prooffiles.note_rendered(call.desk, list(whole_lines))
    _tell_files(call, wanted, made)
    if failed:
        raise Refused(
            [
                f"{proof.ref} line {proof.line} image {proof.number}: {done.problem}"
                for proof, _, done in made
                if done.problem
            ]
        )
    return 0


def _jobs(call: Invocation, wanted: Wanted) -> list[tuple[Proof, Job]]:
    """Each picture with where its file goes; a picture of two lines of an order is made once."""
    from render import electronicproofs

    args = call.args
    several = {
        ref for ref in {p.ref for p in wanted.proofs}
        if len({p.session for p in wanted.proofs if p.ref == ref}) > 1
    }  # fmt: skip
    groups: dict[tuple[str, str], list[Proof]] = {}
    for proof in wanted.proofs:
        groups.setdefault((proof.ref, proof.session), []).append(proof)
    jobs = []
    for (ref, session), group in groups.items():
        numbers = list(dict.fromkeys(proof.number for proof in group))
        names = dict(zip(numbers, electronicproofs.file_names(numbers), strict=True))
        place = args.output / ref / session if ref in several else args.output / ref
        jobs += [
            (
                proof,
                electronicproofs.Job(
                    proof.path,
                    str(place / names[proof.number]),
                    args.long_side or proof.long_side,
                    args.watermark if args.watermark is not None else proof.watermark,
                    call.settings.render.most_pixels,
                ),
            )
            for proof in group
        ]
    return jobs


def _ready(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{path_text(folder)} cannot be made: {error.strerror}") from None


def _tell_files(call: Invocation, wanted: Wanted, made: Sequence[tuple[Proof, Job, Done]]) -> None:
    failed = [(proof, done.problem) for proof, _, done in made if done.problem]
    there = [(proof, job, done) for proof, job, done in made if not done.problem]
    call.result(
        {
            "files": [
                {
                    "path": safe(job.target, 2_000), "ref": proof.ref, "line": proof.line,
                    "image": proof.number, "bytes": done.size_bytes, "sha256": done.sha256,
                    "width": done.width, "height": done.height,
                }
                for proof, job, done in there
            ],
            "failed": [
                {"ref": p.ref, "line": p.line, "image": p.number, "reason": reason}
                for p, reason in failed
            ],
            "notes": wanted.left_out,
        }
    )  # fmt: skip
    would = "would be made (dry run)" if call.dry_run else "made"
    call.out.line(f"{len(there):,} files {would} in {path_text(call.args.output)}.")
    for note in wanted.left_out:
        call.out.line(f"Left out: {note}")
