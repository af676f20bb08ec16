"""The render queue: what somebody or the clock asked to have rendered, as jobs of files.

A job is what was asked for at one time of one record. Asking is here; which file is made next and
what came of it is in ``renderclaims``, what people decide about jobs in ``renderdecisions``, how
they are shown in ``jobreads``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import Any

from store import cards, layouts, renderprofiles, reorderreasons
from store.changes import Act, write_rows
from store.desk import Desk
from store.errors import Refused
from store.jobfaces import (
    HAND,
    OPEN_STATES,
    SHEET_OPEN,
    STATES,
    JobFace,
    Progress,
    Reprint,
    SheetFace,
    WorkerFace,
)
from store.jobreads import by_references, job, jobs, progress, recipes_of, sheets, sheets_of
from store.reading import tuples
from store.renderclaims import (
    anything_due,
    anything_left,
    anything_to_do,
    claim,
    give_back,
    hurry,
    is_open,
    is_reserved,
    is_waiting,
    leave,
    others_make,
    put_aside,
    recover,
    reserve,
    settle,
    settle_jobs,
)
from store.renderdecisions import cancel, hold, move, release, retry, set_priority, step
from store.rendering import assembling, specs
from store.rendering.assembling import Assembled, Lost, Wanted
from store.rendering.outcomes import INPUT
from store.rendering.sheets import sheet_of
from store.renderworkers import beat, join, workers
from store.tables import Job, Sheet
from store.text import safe

__all__ = [
    "HAND",
    "OPEN_STATES",
    "STATES",
    "JobFace",
    "Progress",
    "Reprint",
    "SheetFace",
    "WorkerFace",
    "anything_due",
    "anything_left",
    "anything_to_do",
    "beat",
    "by_references",
    "cancel",
    "claim",
    "give_back",
    "hold",
    "hurry",
    "is_open",
    "is_reserved",
    "is_waiting",
    "job",
    "jobs",
    "join",
    "leave",
    "move",
    "others_make",
    "progress",
    "put",
    "put_aside",
    "recipes_of",
    "recover",
    "release",
    "reprint",
    "reserve",
    "retry",
    "set_priority",
    "settle",
    "sheets",
    "sheets_of",
    "step",
    "workers",
]

PRIORITIES = (-100, 100)

MOST_RECORDS = 500
"""Records that can be asked for at once."""


# Asking ------------------------------------------------------------------------------------------


def put(
    desk: Desk,
    refs: Sequence[str],
    *,
    profile: str | None = None,
    layout: str | None = None,
    lines: Sequence[int] | None = None,
    priority: int = 0,
    held: bool = False,
    firing_id: int | None = None,
    act: Act | None = None,
) -> list[JobFace]:
    """Ask for orders and sessions to be rendered: one job for each; returns the new jobs.

    A file that is in the queue already is not asked for twice: where that leaves nothing of a
    record, there is no job of it. What cannot be made stands in the job with its reason.
    """
    wanted = list(dict.fromkeys(ref.strip().upper() for ref in refs))
    if len(wanted) > MOST_RECORDS:
        raise Refused(f"{len(wanted):,} records are too many at once; {MOST_RECORDS} at most")
    _check_priority(priority)
    found: list[tuple[str, Assembled]] = []
    problems: list[str] = []
    for ref in wanted:
        try:
            one = assembling.assemble(desk, ref, profile=profile, layout=layout, lines=lines)
        except Refused as refusal:
            problems += refusal.problems
            continue
        if not one.wanted and not one.failed:
            problems.append(f"{ref} has nothing to render: no line of it has a picture")
        found.append((ref, one))
    if problems:
        raise Refused(problems)
    made: list[int] = []
    columns: dict[str, Any] = {
        "profile_id": renderprofiles.named(profile).id if profile else None,
        "layout_id": layouts.named(layout).id if layout else None,
        "firing_id": firing_id,
        "priority": priority,
        "state": "held" if held else "queued",
        "cause": HAND if held else "",
    }
    summary = f"render {', '.join(wanted[:5])}"
    door = desk.action("render", summary, undoable=False) if act is None else nullcontext(act)
    with door as acting:
        for ref, one in found:
            made += _job_of(desk, acting, cards.get(ref).id, one, columns)
        settle_jobs(acting, made)
    return jobs(desk, ids=made)


def _check_priority(priority: int) -> None:
    low, high = PRIORITIES
    if not low <= priority <= high:
        raise Refused(f"a priority is from {low} to {high}, not {priority}")


def _job_of(
    desk: Desk, act: Act, card_id: int, found: Assembled, columns: dict[str, Any]
) -> list[int]:
    """Make the job of one record, unless all its files are in the queue."""
    there = _in_queue(one.name for one in found.wanted)
    rows = [
        _row(desk, one) for one in found.wanted
        if (one.folder, one.name, one.spec.key) not in there
    ]  # fmt: skip
    lost = [] if found.wanted and not rows else [_lost_row(desk, one) for one in found.failed]
    if not rows and not lost:
        return []
    job_id = _insert(desk, act, {**columns, "card_id": card_id})
    _write(job_id, [*rows, *lost])
    return [job_id]


def _insert(desk: Desk, act: Act, columns: dict[str, Any]) -> int:
    number = act.number("job")
    return act.insert(
        Job, number=number, kind="render", place=float(number), by=desk.who.login,
        created_at=act.at, **columns,
    )  # fmt: skip


def _write(job_id: int, rows: Iterable[dict[str, Any]]) -> None:
    write_rows(Sheet, [
        {"job_id": job_id, "position": position, **row} for position, row in enumerate(rows)
    ])  # fmt: skip


def _in_queue(names: Iterable[str]) -> set[tuple[str, str, str]]:
    """Where files go that are still to be made, of those with these names, and what they are."""
    wanted = sorted(set(names))
    found: set[tuple[str, str, str]] = set()
    for start in range(0, len(wanted), 400):
        query = Sheet.select(Sheet.folder, Sheet.name, Sheet.spec_key).where(
            Sheet.name.in_(wanted[start : start + 400]), Sheet.state.in_(list(SHEET_OPEN))
        )
        found.update(tuples(query))
    return found


def _row(desk: Desk, one: Wanted) -> dict[str, Any]:
    """The columns of a file to be made."""
    first = one.spec.sources[one.spec.pictures[0].source]
    return {
        **_EMPTY,
        "line_id": one.line_id,
        "lines": ",".join(map(str, one.line_ids)) if len(one.line_ids) > 1 else "",
        "image_id": one.image_id,
        "label": f"line {one.line}: {one.label}" if one.line else one.label,
        "media": one.media,
        "copies": one.copies,
        "spec": specs.to_json(one.spec),
        "spec_key": one.spec.key,
        "source": first.path,
        "memory_bytes": sheet_of(one.spec).memory_bytes,
        "folder": one.folder,
        "name": one.name,
        "if_exists": one.if_exists,
        "keeps_recipe": one.recipe,
    }


def _lost_row(desk: Desk, one: Lost) -> dict[str, Any]:
    """The columns of what cannot be made."""
    return {
        **_EMPTY,
        "line_id": one.line_id,
        "image_id": one.image_id,
        "label": f"line {one.line}" if one.line else "a picture",
        "spec": "",
        "spec_key": "",
        "state": "quarantined" if one.kind == INPUT else "failed",
        "failure": one.kind,
        "reason": safe(one.reason, 500),
        "remedy": safe(one.remedy, 500),
        "settled_at": desk.now(),
    }


_EMPTY: dict[str, Any] = {
    field.column_name: field.default
    for field in Sheet._meta.sorted_fields
    if field.name not in ("id", "job", "position")
}
"""A file's columns before anything is said of it."""


# Again -------------------------------------------------------------------------------------------


def reprint(desk: Desk, wish: Reprint) -> JobFace:
    """Ask for files of a job again, from the same specs; the reason says who pays."""
    (before,) = by_references([wish.job])
    reason = reorderreasons.named(wish.reason)
    if wish.copies is not None and wish.copies < 1:
        raise Refused(f"copies must be 1 or more, not {wish.copies}")
    made = Sheet.select().where(Sheet.job == before.id, Sheet.spec != "", Sheet.state == "done")
    query = made.order_by(Sheet.position)
    rows = {row.position: row for row in query}
    positions = list(dict.fromkeys(wish.positions))
    missing = [position for position in positions if position not in rows]
    if missing:
        listed = ", ".join(str(position + 1) for position in missing)
        raise Refused(f"{wish.job} has no file {listed} that was made; it has made {len(rows)}")
    chosen = [rows[position] for position in positions or sorted(rows)]
    if not chosen:
        raise Refused(f"{wish.job} has made no file that could be printed again")
    with desk.action("reprint", f"reprint of {wish.job}: {reason.name}", undoable=False) as act:
        job_id = _insert(
            desk, act,
            {"card_id": before.card_id, "profile_id": before.profile_id,
             "layout_id": before.layout_id, "again_id": before.id,
             "reprint_reason_id": reason.id, "chargeable": reason.chargeable,
             "priority": before.priority},
        )  # fmt: skip
        _write(job_id, [
            {**_EMPTY, **{name: getattr(row, name) for name in _KEPT},
             "line_id": row.line_id, "image_id": row.image_id,
             "copies": wish.copies or row.copies, "if_exists": _AGAIN.get(row.if_exists, "number")}
            for row in chosen
        ])  # fmt: skip
    return jobs(desk, ids=[job_id])[0]


_AGAIN = {"replace": "replace"}
"""What a file made again does where the first one lies: it stands beside it, or replaces it."""

_KEPT = (
    "lines", "label", "media", "spec", "spec_key", "source", "memory_bytes", "folder", "name",
    "if_exists", "keeps_recipe",
)  # fmt: skip
"""Columns that a file made again shares with the first."""


def of_card(desk: Desk, card_id: int) -> list[JobFace]:
    """The jobs of one record."""
    return jobs(desk, card_ids=[card_id])
