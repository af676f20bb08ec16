"""What the queue pane shows of rendering, read on the store thread; no screen is known here."""

from __future__ import annotations

from dataclasses import dataclass, field

from store import renderfacts, renderhours, renderqueue, renderworkers, when
from store.desk import Desk
from store.jobfaces import JobFace, Progress, SheetFace, WorkerFace
from store.renderfacts import Paper
from tui.screens.queuelanes import LANES, Lane
from tui.screens.renderlines import GIB
from tui.screens.sections import Section
from tui.widgets.table import Column, Row

MOST = 500
"""Jobs that are listed at most."""


@dataclass(frozen=True, slots=True)
class Page:
    """One lane as it was read, with what stands above it on all of them."""

    lane: Lane = LANES[0]
    jobs: tuple[JobFace, ...] = ()
    workers: tuple[WorkerFace, ...] = ()
    papers: tuple[Paper, ...] = ()
    progress: Progress = field(default_factory=Progress)
    closed: str = ""
    marker: tuple[int, int] = (-1, -1)
    more: bool = False


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job with its files; null where it is gone."""

    job: JobFace | None = None
    sheets: tuple[SheetFace, ...] = ()
    marker: tuple[int, int] = (-1, -1)


def read(desk: Desk, lane: Lane) -> Page:
    """Read a lane and how all of rendering gets on."""
    marker = renderfacts.marker()
    with desk.reading():
        jobs = renderqueue.jobs(desk, states=lane.states, limit=MOST + 1) if lane.states else []
        return Page(
            lane,
            tuple(jobs[:MOST]),
            tuple(renderworkers.workers(desk)),
            tuple(renderfacts.papers()) if lane.name == "paper" else (),
            renderqueue.progress(desk),
            closed(desk),
            marker,
            more=len(jobs) > MOST,
        )


def read_job(desk: Desk, job: str) -> JobPage:
    """Read one job and its files."""
    marker = renderfacts.marker()
    with desk.reading():
        found = renderqueue.job(desk, job)
        return JobPage(found, tuple(renderqueue.sheets(desk, job)), marker)


def moved(desk: Desk, marker: tuple[int, int]) -> bool:
    """Tell whether anything was written since a page was read."""
    del desk
    return renderfacts.marker() != marker


def closed(desk: Desk) -> str:
    """Why nothing is begun now, if the studio's hours say so."""
    hours = desk.settings.render.hours
    opens = renderhours.opens_at(hours, desk.now(), desk.zone)
    if opens is None:
        return ""
    return f"Outside of {hours} nothing is begun; it goes on {when.day_and_clock(opens, desk.zone)}"


# Papers and workers ------------------------------------------------------------------------------

PAPERS = (
    Column("Paper", least=10),
    Column("To make", right=True, least=7),
    Column("Made", right=True, least=4),
    Column("Failed", right=True, least=6),
    Column("Files", right=True, least=5),
    Column("Prints", right=True, least=6),
    Column("Jobs", right=True, least=4),
)
WORKERS = (
    Column("Program", least=12),
    Column("", least=5),
    Column("At once", right=True, least=7),
    Column("At work", right=True, least=7),
    Column("Memory", right=True, least=10),
    Column("Made", right=True, least=4),
    Column("Host", least=6, spare=1),
    Column("Doing", least=8, most=60),
)


def papers_section(papers: tuple[Paper, ...], empty: str) -> Section:
    """How much of each paper is wanted; paper is loaded by it."""

    def counted(number: int) -> str:
        return f"{number:,}" if number else ""

    rows = [
        Row(
            (
                one.media or "as each file", counted(one.waiting), counted(one.made),
                counted(one.failed), f"{one.files:,}", f"{one.copies:,}", f"{one.jobs:,}",
            ),
            None,
            "late" if one.failed else "plain",
        )
        for one in papers
    ]  # fmt: skip
    return Section("", PAPERS, tuple(rows), empty=empty)


def workers_section(workers: tuple[WorkerFace, ...], empty: str) -> Section:
    """The programs that render, those that are gone last."""
    rows = [
        Row(
            (
                one.label, "" if one.alive else "gone", f"{one.processes:,}",
                f"{one.running:,}" if one.running else "",
                f"{one.used_bytes / GIB:.1f}/{one.budget_bytes / GIB:.1f} GB",
                f"{one.made:,}" if one.made else "", one.host, one.doing,
            ),
            None,
            "plain" if one.alive else "late",
        )
        for one in workers
    ]  # fmt: skip
    return Section("", WORKERS, tuple(rows), empty=empty)
