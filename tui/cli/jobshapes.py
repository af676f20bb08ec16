"""Render jobs, their files and what was found about these, as JSON and tables have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from store.errors import Refused
from store.jobfaces import JobFace, SheetFace
from store.text import safe
from tui.cli.invocation import Invocation

if TYPE_CHECKING:
    from store.rendering.assembling import Lost, Wanted

MOST_NUMBER = 100_000


def job(call: Invocation, face: JobFace) -> dict[str, Any]:
    """A job; null where something does not apply."""
    return {
        "job": face.job,
        "kind": face.kind,
        "ref": face.ref or None,
        "client": face.client or None,
        "state": face.state,
        "cause": face.cause or None,
        "progress": round(face.progress, 4),
        "done": face.done,
        "total": face.total,
        "failed": face.failed,
        "running": face.running,
        "worker": face.worker or None,
        "reason": face.reason or None,
        "remedy": face.remedy or None,
        "priority": face.priority,
        "profile": face.profile or None,
        "layout": face.layout or None,
        "by": face.by or None,
        "created": call.iso(face.created_at),
        "settled": call.iso(face.settled_at),
        "again": face.again or None,
        "reprint_reason": face.reprint_reason or None,
        "chargeable": face.chargeable,
    }


def sheet(call: Invocation, face: SheetFace) -> dict[str, Any]:
    """A file of a job, with how it stands; ``file`` is its number within the job."""
    waits = face.state == "queued" and face.next_at > call.desk.now()
    return {
        "file": face.position + 1,
        "label": face.label,
        "line": face.line,
        "image": face.image or None,
        "media": face.media or None,
        "copies": face.copies,
        "state": face.state,
        "class": face.failure or None,
        "reason": face.reason or None,
        "remedy": face.remedy or None,
        "notes": face.notes.splitlines(),
        "worker": face.worker or None,
        "attempt": face.attempt,
        "next": call.iso(face.next_at) if waits else None,
        "path": _path(face.path) or None,
        "bytes": face.bytes,
        "sha256": face.sha256 or None,
        "width": face.width,
        "height": face.height,
        "dpi": face.dpi,
        "source": _path(face.source) or None,
        "took_ms": face.took_ms,
        "settled": call.iso(face.settled_at),
    }


def made(face: SheetFace, ref: str) -> dict[str, Any]:
    """A file that was made."""
    return {
        "ref": ref or None,
        "job": face.job,
        "line": face.line,
        "image": face.image or None,
        "label": face.label,
        "path": _path(face.path),
        "bytes": face.bytes,
        "sha256": face.sha256,
        "width": face.width,
        "height": face.height,
        "dpi": face.dpi,
        "media": face.media or None,
        "copies": face.copies,
        "notes": face.notes.splitlines(),
    }


def failed(face: SheetFace, ref: str) -> dict[str, Any]:
    """A file that was not made, or not yet: then its class is ``transient``."""
    return {
        "ref": ref or None,
        "job": face.job,
        "line": face.line,
        "image": face.image or None,
        "label": face.label,
        "state": face.state,
        "class": face.failure,
        "reason": face.reason,
        "remedy": face.remedy,
    }


def planned(one: Wanted, ref: str) -> dict[str, Any]:
    """A file that would be made."""
    from pathlib import Path

    from store.rendering.sheets import sheet_of

    width, height = sheet_of(one.spec).size
    return {
        "ref": ref,
        "job": None,
        "line": one.line or None,
        "label": one.label,
        "path": _path(str(Path(one.folder) / one.name)),
        "bytes": None,
        "sha256": None,
        "width": width,
        "height": height,
        "dpi": one.spec.look.dpi,
        "media": one.media or None,
        "copies": one.copies,
        "notes": [],
    }


def lost(one: Lost, ref: str) -> dict[str, Any]:
    """A file that could not be made."""
    return {
        "ref": ref,
        "job": None,
        "line": one.line or None,
        "class": one.kind,
        "reason": safe(one.reason, 500),
        "remedy": safe(one.remedy, 500),
    }


def _path(path: str) -> str:
    return safe(path, 2_000)


# Tables ------------------------------------------------------------------------------------------


def table(call: Invocation, found: Sequence[JobFace]) -> None:
    """Write jobs as a table, and below it in full what is wrong with which."""
    call.out.table(
        ("JOB", "REF", "CLIENT", "STATE", "DONE", "FAILED", "PRIORITY", "PROFILE"),
        [
            (
                one.job, one.ref, one.client, one.state, f"{one.done} of {one.total}",
                one.failed or "", one.priority or "", one.profile or one.layout,
            )
            for one in found
        ],
    )  # fmt: skip
    for one in found:
        if one.reason:
            call.out.line(f"{one.job}: {spoken(one.reason, one.remedy)}")


def spoken(reason: str, remedy: str) -> str:
    """A reason with what to do about it."""
    return f"{reason}; {remedy}" if remedy else reason


def problem(one: Mapping[str, Any]) -> str:
    """What went wrong with a file, in a line."""
    where = one.get("label") or (f"line {one['line']}" if one["line"] else "a picture")
    named = " ".join(filter(None, (one["ref"] or one["job"], where)))
    return f"{named}: {spoken(one['reason'], one['remedy'])}"


def files(count: int) -> str:
    """So many files, in words."""
    return "1 file" if count == 1 else f"{count:,} files"


def numbers(option: str, text: str) -> tuple[int, ...]:
    """Read numbers such as ``1,4-6``; `Refused` names the option they were given for."""
    found: list[int] = []
    for part in text.replace(",", " ").split():
        first, dash, last = part.partition("-")
        words = (first, last) if dash else (first,)
        if not all(w.isascii() and w.isdigit() and len(w) < 9 for w in words):
            raise Refused(f"{option}: '{safe(part, 40)}' is no number; write such as 1,4-6")
        begin, end = int(first), int(words[-1])
        if not 1 <= begin <= end <= MOST_NUMBER:
            raise Refused(f"{option}: there is nothing from {begin} to {end}")
        found.extend(range(begin, end + 1))
    if not found:
        raise Refused(f"{option}: name at least one, such as 1,4-6")
    return tuple(dict.fromkeys(found))


def references(found: Iterable[JobFace]) -> str:
    """Jobs by their references, the first of many."""
    named = [one.job for one in found]
    more = f" and {len(named) - 5:,} more" if len(named) > 5 else ""
    return ", ".join(named[:5]) + more
