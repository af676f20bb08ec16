"""What the queue pane asks beside jobs and workers: papers, and whether anything has moved."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Case, fn

from store.changes import data_version
from store.reading import tuples
from store.tables import Job, Sheet, database

MOVED = ("queued", "running", "held", "failed", "quarantined")
"""States of jobs whose papers are counted: what is still to come, and what waits for a person."""


@dataclass(frozen=True, slots=True)
class Paper:
    """How much is wanted on one paper: files and sheets of those, made, to be made and failed."""

    media: str
    files: int
    copies: int
    made: int
    failed: int
    jobs: int

    @property
    def waiting(self) -> int:
        """Files that are still to be made."""
        return self.files - self.made - self.failed


def papers() -> list[Paper]:
    """The papers of the open jobs, the most wanted first; no name: as large as each comes."""

    def many(*states: str) -> object:
        return fn.sum(Case(None, [(Sheet.state.in_(list(states)), 1)], 0))

    query = (
        Sheet.select(
            Sheet.media,
            fn.count(Sheet.id),
            fn.sum(Sheet.copies),
            many("done"),
            many("failed", "quarantined"),
            fn.count(Sheet.job.distinct()),
        )
        .join(Job)
        .where(Job.state.in_(list(MOVED)), Sheet.state != "cancelled")
        .group_by(Sheet.media)
    )
    found = [Paper(*row) for row in tuples(query)]
    return sorted(found, key=lambda one: (-one.waiting, one.media))


def any_jobs() -> bool:
    """Tell whether anything was ever rendered here."""
    return bool(Job.select().exists())


def marker() -> tuple[int, int]:
    """Numbers that move when anybody, this program included, has written; costs microseconds."""
    return data_version(), int(database.connection().total_changes)
