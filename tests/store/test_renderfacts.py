"""What the queue pane asks beside jobs: papers to be loaded, and whether anything was written."""

from __future__ import annotations

from store import renderfacts
from store.desk import Desk
from store.renderfacts import Paper
from store.tables import Job, Sheet


def job(number: int, state: str, *sheets: tuple[str, str, int]) -> Job:
    """A job with files of a paper, in a state, of so many copies."""
    row = Job.create(number=number, state=state, created_at=0)
    for position, (media, found, copies) in enumerate(sheets):
        Sheet.create(
            job=row, position=position, media=media, state=found, copies=copies, spec="",
            spec_key="",
        )  # fmt: skip
    return row


def test_papers_by_what_is_still_to_be_made(desk: Desk) -> None:
    """Of open and failed jobs together; what is done or cancelled wants no paper."""
    del desk
    job(1, "running", ("8x10", "done", 1), ("8x10", "queued", 2), ("5x7", "running", 1))
    job(2, "failed", ("8x10", "quarantined", 1), ("8x10", "queued", 3), ("8x10", "cancelled", 9))
    job(3, "done", ("8x10", "done", 50))
    job(4, "cancelled", ("5x7", "cancelled", 50))
    assert renderfacts.papers() == [
        Paper("8x10", files=4, copies=7, made=1, failed=1, jobs=2),
        Paper("5x7", files=1, copies=1, made=0, failed=0, jobs=1),
    ]
    assert [one.waiting for one in renderfacts.papers()] == [2, 1]


def test_whether_anything_was_ever_rendered(desk: Desk) -> None:
    """A cancelled job counts as well: somebody knows of rendering here."""
    del desk
    assert not renderfacts.any_jobs()
    job(1, "cancelled")
    assert renderfacts.any_jobs()


def test_the_marker_moves_with_every_write(desk: Desk) -> None:
    """Of this program too, whose own commits no other number tells; and stands still otherwise."""
    del desk
    before = renderfacts.marker()
    assert renderfacts.marker() == before
    row = job(1, "queued", ("8x10", "queued", 1))
    after = renderfacts.marker()
    assert after != before
    Sheet.update(state="done").where(Sheet.job == row.id).execute()
    assert renderfacts.marker() != after
