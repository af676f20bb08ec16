"""Jobs of a queue as they are shown: plain values, and the words for how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

STATES = ("queued", "running", "held", "done", "failed", "quarantined", "cancelled")
"""States of jobs; sheets have the same but for ``held``."""

OPEN_STATES = ("queued", "running", "held")
"""States of jobs of which something is still to be done."""

SHEET_OPEN = ("queued", "running")
"""States of sheets that are still to be made."""

KINDS = ("render",)
"""Kinds of jobs."""

HAND = "hand"
"""Why a job is held: somebody said so."""


@dataclass(frozen=True, slots=True)
class JobFace:
    """A job as it is shown.

    ``done``, ``failed`` and ``total`` count its sheets, ``progress`` is the share that is over.
    ``worker`` names the programs that work on it; ``reason`` and ``remedy`` are those of the first
    sheet that went wrong. A reprint names the job ``again`` that made its files first.
    """

    id: int
    job: str
    kind: str
    ref: str
    client: str
    state: str
    cause: str
    progress: float
    done: int
    total: int
    failed: int
    running: int
    worker: str
    reason: str
    remedy: str
    priority: int
    profile: str
    layout: str
    by: str
    created_at: int
    settled_at: int | None
    again: str
    reprint_reason: str
    chargeable: bool
    card_id: int | None


@dataclass(frozen=True, slots=True)
class SheetFace:
    """One file of a job as it is shown; ``source`` is the path of its first picture.

    ``label`` says which file it is, ``image`` is the image's number, ``next_at`` when it is tried
    again; ``worker`` names the program that works on it.
    """

    id: int
    job: str
    position: int
    label: str
    line: int | None
    image: str
    media: str
    copies: int
    state: str
    failure: str
    reason: str
    remedy: str
    notes: str
    worker: str
    attempt: int
    failures: int
    next_at: int
    folder: str
    name: str
    path: str
    bytes: int | None
    sha256: str
    width: int | None
    height: int | None
    dpi: int | None
    memory_bytes: int
    took_ms: int | None
    settled_at: int | None
    source: str
    source_sha256: str
    image_id: int | None
    line_id: int | None
    spec: str


@dataclass(frozen=True, slots=True)
class WorkerFace:
    """A program that renders, as it is shown; ``alive`` is false once its claims have lapsed."""

    owner: str
    label: str
    host: str
    alive: bool
    processes: int
    budget_bytes: int
    used_bytes: int
    made: int
    doing: str
    running: int
    beat_at: int
    started_at: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How the open jobs get on: files over and in all, and how quickly files are made.

    ``per_minute`` is null until one was made lately, ``seconds_left`` where nothing can be said.
    ``waiting`` counts files of jobs that are not held, ``trouble`` jobs that failed or are in
    quarantine.
    """

    done: int = 0
    total: int = 0
    waiting: int = 0
    running: int = 0
    held: int = 0
    trouble: int = 0
    per_minute: float | None = None
    seconds_left: int | None = None


@dataclass(frozen=True, slots=True)
class Reprint:
    """Files of a job wanted again: which (all where none is named), why, and so who pays."""

    job: str
    reason: str
    positions: tuple[int, ...] = ()
    copies: int | None = None


def reference(number: int) -> str:
    """Write a job's reference, such as ``J-1012``."""
    return f"J-{number}"


def state_of(sheets: Iterable[str], before: str) -> str:
    """The state of a job whose sheets are in these states, and which was in one itself.

    What a person said of it, holding or cancelling, stays until nothing of it is to be done.
    """
    found = set(sheets)
    if before == "cancelled":
        return before
    if found & set(SHEET_OPEN):
        if before == "held":
            return before
        return "running" if "running" in found else "queued"
    for state in ("failed", "quarantined"):
        if state in found:
            return state
    return "cancelled" if found == {"cancelled"} else "done"
