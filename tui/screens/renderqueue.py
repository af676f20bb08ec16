"""The render queue: what failed and what to do about it, what is at work, what waits.

Four lanes: what is open, what is over, papers, programs. The lines are made in ``renderlines``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from store.boards import Face
from store.jobfaces import JobFace
from store.text import search_key
from tui import jobwork
from tui.messagework import some
from tui.screens import queuelanes, renderlines, renderpages
from tui.screens.jobchoice import OWN, JobChoice
from tui.screens.queuelanes import LANES
from tui.screens.renderpages import Page
from tui.screens.sections import laid_out
from tui.screens.sheet import own
from tui.widgets.lines import TextLine
from tui.widgets.listing import Line, Listing
from tui.widgets.table import says


class RenderQueueScreen(JobChoice):
    """Jobs of the render queue, live."""

    can_narrow = True
    local = (
        *OWN,
        own("earlier", "K", "earlier", "Put the job before the one above it."),
        own("later", "J", "later", "Put the job after the one below it."),
        own("choose_all", "*", "all", "Mark all jobs that are shown."),
        own("choose_table", "f", "table", "Go to another table by its name."),
    )

    def __init__(self, lane: str = "render") -> None:
        super().__init__()
        self.lane = next((at for at, one in enumerate(LANES) if one.name == lane), 0)
        self.page = Page()
        self.marked: set[str] = set()

    def body(self) -> Sequence[Widget]:
        """Return names of the lanes, how it gets on, who works, and the lines."""
        return (
            TextLine(id="tabs"),
            TextLine(id="progress"),
            TextLine(id="working"),
            Listing(self.program.look),
        )

    @property
    def face(self) -> Face | None:
        """No card stands here; new records are about none."""
        return None

    # Showing ------------------------------------------------------------------------------------

    async def reload(self) -> None:
        """Read the lane that is shown again."""
        page = await self.program.ask(renderpages.read, LANES[self.lane])
        if page is not None and page.lane is LANES[self.lane]:
            self.page, self._marker = page, page.marker
            self.marked &= {job.job for job in page.jobs}
            self.refill()

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show what was read: the bars above, the lines that have the typed words."""
        page, look, width = self.page, self.program.look, self.size.width
        self.query_one("#tabs", TextLine).show(queuelanes.parts(self._words(), self.lane, width))
        progress = renderlines.progress_parts(page.progress, width, look)
        self.query_one("#progress", TextLine).show(progress)
        working = renderlines.worker_parts(
            page.workers, look, page.closed, waiting=page.progress.waiting > 0
        )
        self.query_one("#working", TextLine).show(working)
        self.listing.set_lines(self._lines(width))
        trouble = page.progress.trouble
        self.say(
            (f" {page.lane.name}", "strong"),
            (f"  {some(len(page.jobs), 'job')}" if page.lane.states else "", "plain"),
            (f"  {trouble:,} failed" if trouble else "", "late"),
            ("  only the first are shown" if page.more else "", "plain"),
        )
        self.footer.set_marked(len(self.marked))

    def _lines(self, width: int) -> Sequence[Line]:
        page, look = self.page, self.program.look
        if page.lane.name == "paper":
            return laid_out([renderpages.papers_section(page.papers, page.lane.empty)], width, look)
        if page.lane.name == "workers":
            found = renderpages.workers_section(page.workers, page.lane.empty)
            return laid_out([found], width, look)
        jobs = self._narrowed()
        empty = "No job has these words; esc shows all." if page.jobs else page.lane.empty
        return renderlines.job_lines(jobs, width, look, self.marked) or says(empty, width)

    def _narrowed(self) -> list[JobFace]:
        words = search_key(self.narrowed).split()
        return [job for job in self.page.jobs if all(word in said_of(job) for word in words)]

    def _words(self) -> list[str]:
        trouble = self.page.progress.trouble
        first = f"{LANES[0].name} {trouble:,} failed" if trouble and self.lane else LANES[0].name
        words = queuelanes.words()
        return [first, *words[1:]]

    # Choosing -----------------------------------------------------------------------------------

    def jobs(self) -> list[JobFace]:
        """The jobs that are marked, or else the one under the cursor."""
        wanted = self.marked or {self.listing.key}
        return [job for job in self.page.jobs if job.job in wanted]

    def do_mark(self) -> None:
        """Mark the job, or take its mark away."""
        if self.listing.key is not None and self.page.lane.states:
            self.marked ^= {self.listing.key}
            self.refill()

    def do_choose_all(self) -> None:
        """Mark all jobs that are shown."""
        self.marked = {job.job for job in self._narrowed()}
        self.refill()

    async def do_earlier(self) -> None:
        """Put the job before the one above it."""
        await jobwork.move(self, self.jobs(), earlier=True)
        await self.reload()

    async def do_later(self) -> None:
        """Put the job after the one below it."""
        await jobwork.move(self, self.jobs(), earlier=False)
        await self.reload()

    # Moving among the lanes ---------------------------------------------------------------------

    async def _go(self, lane: int) -> None:
        if not 0 <= lane < len(LANES):
            queuelanes.show(self.program, queuelanes.NAMES[lane % len(queuelanes.NAMES)])
            return
        self.lane = lane
        self.program.shown.queue = LANES[lane].name
        self.marked = set()
        await self.reload()
        self.listing.first_key()  # never a row that nobody has chosen

    async def do_next_pane(self) -> None:  # type: ignore[override]  # lanes have to be read
        """Show the next lane."""
        await self._go(self.lane + 1)

    async def do_previous_pane(self) -> None:  # type: ignore[override]  # the same
        """Show the lane before."""
        await self._go(self.lane - 1)

    def do_choose_table(self) -> None:
        """Ask for a lane by its name."""
        queuelanes.choose(self, queuelanes.words(), self.lane)

    async def do_back(self) -> None:
        """Drop the marks, else the narrowing, else leave."""
        if self.marked:
            self.marked = set()
            self.refill()
        else:
            await super().do_back()

    async def open_key(self, key: Any) -> None:
        """Show the files of a job."""
        from tui.screens.renderjob import RenderJobScreen

        await self.program.push_screen(RenderJobScreen(str(key)))


def said_of(job: JobFace) -> str:
    """Everything of a job that can be looked for."""
    return search_key(
        f"{job.job} {job.ref} {job.client} {job.state} {job.profile} {job.layout} {job.by} "
        f"{job.reason} {job.remedy}"
    )
