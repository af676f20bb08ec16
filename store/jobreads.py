"""Reading jobs and their files as they are shown; how the open ones get on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from peewee import JOIN, fn

from store import renderworkers
from store.desk import Desk
from store.directory import reference as record_reference
from store.errors import Refused
from store.jobfaces import (
    OPEN_STATES,
    SHEET_OPEN,
    STATES,
    JobFace,
    Progress,
    SheetFace,
    reference,
)
from store.reading import tuples
from store.tables import (
    Card,
    Client,
    Image,
    Job,
    Layout,
    OrderLine,
    RenderProfile,
    ReorderReason,
    Sheet,
)
from store.text import safe

TROUBLE = ("failed", "quarantined")
"""States of jobs and sheets that wait for a person."""

RECENT_MS = 10 * 60_000
"""How far back the rate is measured."""

MOST = 2_000

AT_ONCE = 10_000
"""Jobs that one query is asked about: it takes only so many values."""

WORST_FIRST = {state: place for place, state in enumerate(("failed", "quarantined"))}


def by_references(words: Iterable[str]) -> list[Job]:
    """Find jobs by references such as J-12, each once; `Refused` for those there are not."""
    found: dict[int, Job] = {}
    problems = []
    for word in words:
        letter, dash, digits = word.strip().upper().partition("-")
        row = None
        if letter == "J" and dash and digits.isascii() and digits.isdigit() and len(digits) <= 15:
            row = Job.get_or_none(Job.number == int(digits))
        if row is None:
            problems.append(f"no job is called '{safe(word, 40)}'; they look like J-1001")
        else:
            found[row.id] = row
    if problems:
        raise Refused(problems)
    return list(found.values())


def jobs(
    desk: Desk,
    *,
    states: Sequence[str] = STATES,
    kind: str | None = None,
    card_ids: Sequence[int] | None = None,
    ids: Sequence[int] | None = None,
    limit: int = MOST,
) -> list[JobFace]:
    """Read jobs: those in trouble first, then the open ones as they are taken, then the latest."""
    query = (
        Job.select(
            Job, Card.id, Card.kind, Card.number, Client.id, Client.name, RenderProfile.id,
            RenderProfile.name, Layout.id, Layout.name, ReorderReason.id, ReorderReason.name,
        )
        .join(Card, JOIN.LEFT_OUTER).join(Client, JOIN.LEFT_OUTER)
        .switch(Job).join(RenderProfile, JOIN.LEFT_OUTER)
        .switch(Job).join(Layout, JOIN.LEFT_OUTER)
        .switch(Job).join(ReorderReason, JOIN.LEFT_OUTER)
        .where(Job.state.in_(list(states)))
        .order_by(Job.settled_at.is_null(False), Job.settled_at.desc(), Job.priority.desc(),
                  Job.place, Job.id)
        .limit(limit)
    )  # fmt: skip
    if kind is not None:
        query = query.where(Job.kind == kind)
    if card_ids is not None:
        query = query.where(Job.card.in_(list(card_ids)))
    if ids is not None:
        query = query.where(Job.id.in_(list(ids)))
    rows = list(query)
    parts = range(0, len(rows), AT_ONCE)
    faces = [face for start in parts for face in _faces(rows[start : start + AT_ONCE])]
    return sorted(faces, key=lambda face: WORST_FIRST.get(face.state, len(WORST_FIRST)))


def job(desk: Desk, word: str) -> JobFace:
    """Read one job by its reference."""
    (row,) = by_references([word])
    return jobs(desk, ids=[row.id])[0]


def _faces(rows: Sequence[Job]) -> list[JobFace]:
    ids = [row.id for row in rows]
    counts: dict[int, dict[str, int]] = {}
    query = (
        Sheet.select(Sheet.job, Sheet.state, fn.count(Sheet.id))
        .where(Sheet.job.in_(ids))
        .group_by(Sheet.job, Sheet.state)
    )
    for job_id, state, count in tuples(query):
        counts.setdefault(job_id, {})[state] = count
    again = {
        row.id: reference(row.number)
        for row in Job.select().where(Job.id.in_([row.again_id for row in rows if row.again_id]))
    }
    labels = _labels(ids)
    return [_face(row, counts.get(row.id, {}), labels.get(row.id, ""), again) for row in rows]


def _labels(job_ids: Sequence[int]) -> dict[int, str]:
    """Job to the programs that work on it."""
    names = {row.owner: row.label for row in renderworkers.rows()}
    query = (
        Sheet.select(Sheet.job, Sheet.owner)
        .where(Sheet.job.in_(list(job_ids)), Sheet.state == "running")
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for job_id, owner in tuples(query):
        found.setdefault(job_id, []).append(names.get(owner, "a program that has ended"))
    return {job_id: ", ".join(sorted(labels)) for job_id, labels in found.items()}


def _face(row: Job, counts: dict[str, int], worker: str, again: dict[int, str]) -> JobFace:
    total = sum(counts.values())
    over = total - sum(counts.get(state, 0) for state in SHEET_OPEN)
    card = row.card if row.card_id is not None else None
    return JobFace(
        id=row.id,
        job=reference(row.number),
        kind=row.kind,
        ref=record_reference(card.kind, card.number) if card is not None else "",
        client=_name(card.client if card is not None and card.client_id is not None else None),
        state=row.state,
        cause=row.cause,
        progress=over / total if total else 0.0,
        done=counts.get("done", 0),
        total=total,
        failed=sum(counts.get(state, 0) for state in TROUBLE),
        running=counts.get("running", 0),
        worker=worker,
        reason=row.reason,
        remedy=row.remedy,
        priority=row.priority,
        profile=_name(row.profile if row.profile_id is not None else None),
        layout=_name(row.layout if row.layout_id is not None else None),
        by=row.by,
        created_at=row.created_at,
        settled_at=row.settled_at,
        again=again.get(row.again_id or 0, ""),
        reprint_reason=_name(row.reprint_reason if row.reprint_reason_id is not None else None),
        chargeable=row.chargeable,
        card_id=row.card_id,
    )


def _name(row: Any) -> str:
    """The name of an entry of a list, if there is one."""
    return "" if row is None else str(row.name)


# Files -------------------------------------------------------------------------------------------


def sheets(desk: Desk, word: str) -> list[SheetFace]:
    """Read the files of a job, in its order."""
    (row,) = by_references([word])
    return sheets_of([row.id])


def sheets_of(job_ids: Sequence[int]) -> list[SheetFace]:
    """Read the files of jobs."""
    labels = {row.owner: row.label for row in renderworkers.rows()}
    query = (
        Sheet.select(
            Sheet, Job.id, Job.number, OrderLine.id, OrderLine.line, Image.id, Image.number
        )
        .join(Job)
        .switch(Sheet).join(OrderLine, JOIN.LEFT_OUTER)
        .switch(Sheet).join(Image, JOIN.LEFT_OUTER)
        .where(Sheet.job.in_(list(job_ids)))
        .order_by(Sheet.job, Sheet.position)
    )  # fmt: skip
    return [_sheet_face(row, labels) for row in query]


def recipes_of(sheet_ids: Sequence[int]) -> dict[int, str]:
    """The recipes of files, as JSON."""
    found: dict[int, str] = {}
    for start in range(0, len(sheet_ids), 400):
        query = Sheet.select(Sheet.id, Sheet.recipe).where(
            Sheet.id.in_(list(sheet_ids[start : start + 400]))
        )
        found.update(tuples(query))
    return found


def _sheet_face(row: Sheet, labels: dict[str, str]) -> SheetFace:
    line = row.line if row.line_id is not None else None
    image = row.image if row.image_id is not None else None
    return SheetFace(
        id=row.id,
        job=reference(row.job.number),
        position=row.position,
        label=row.label,
        line=line.line if line is not None else None,
        image=image.number if image is not None else "",
        media=row.media,
        copies=row.copies,
        state=row.state,
        failure=row.failure,
        reason=row.reason,
        remedy=row.remedy,
        notes=row.notes,
        worker=labels.get(row.owner, "") if row.state == "running" else "",
        attempt=row.attempt,
        failures=row.failures,
        next_at=row.next_at,
        folder=row.folder,
        name=row.name,
        path=row.path if row.state == "done" else "",
        bytes=row.bytes,
        sha256=row.sha256,
        width=row.width,
        height=row.height,
        dpi=row.dpi,
        memory_bytes=row.memory_bytes,
        took_ms=row.took_ms,
        settled_at=row.settled_at,
        source=row.source,
        source_sha256=_source_sha256(row.spec),
        image_id=row.image_id,
        line_id=row.line_id,
        spec=row.spec,
    )


def _source_sha256(spec: str) -> str:
    """The checksum of a spec's first source, by which its thumbnail is found."""
    try:
        return str(json.loads(spec)["sources"][0]["sha256"])
    except (ValueError, KeyError, IndexError, TypeError):
        return ""


# How it gets on ----------------------------------------------------------------------------------


def progress(desk: Desk) -> Progress:
    """How the open jobs get on."""
    query = (
        Sheet.select(Job.state, Sheet.state, fn.count(Sheet.id))
        .join(Job)
        .where(Job.state.in_(list(OPEN_STATES)))
        .group_by(Job.state, Sheet.state)
    )
    done = total = waiting = running = 0
    for job_state, state, count in tuples(query):
        total += count
        done += 0 if state in SHEET_OPEN else count
        running += count if state == "running" else 0
        waiting += count if state in SHEET_OPEN and job_state != "held" else 0
    held = Job.select().where(Job.state == "held").count()
    trouble = Job.select().where(Job.state.in_(list(TROUBLE))).count()
    rate = _per_minute(desk.now())
    left = round(waiting / rate * 60) if rate and waiting else None
    return Progress(done, total, waiting, running, held, trouble, rate, left)


def _per_minute(now: int) -> float | None:
    """Files made a minute, over the last ones; null where none was made lately."""
    made = Sheet.select(Sheet.settled_at, Sheet.took_ms).where(
        Sheet.settled_at > now - RECENT_MS, Sheet.settled_at <= now, Sheet.state == "done"
    )
    found = tuples(made)
    if not found:
        return None
    begun = min(settled - (took or 0) for settled, took in found)
    minutes: float = max(now - begun, 1_000) / 60_000
    return round(len(found) / minutes, 1)
