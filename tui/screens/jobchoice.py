"""Choosing jobs of the render queue and deciding about them, on whichever screen they stand."""

from __future__ import annotations

from collections.abc import Sequence

from store.changes import Feed
from store.jobfaces import JobFace
from tui import cardwork, jobwork
from tui.screens import renderpages
from tui.screens.queuechoice import faces_of
from tui.screens.sheet import Sheet, own

LOOK_SECONDS = 1.0
"""How often to look whether rendering got on: sheets are no history, and send no news."""

SEEN = frozenset({"job", "sheet", "render_worker"})
"""Tables whose changes show here."""

OWN = (
    own("release", "Y", "release", "Let held jobs go on."),
    own("retry", "R", "again", "Make the files again that failed."),
    own("drop", "D", "cancel", "Take jobs out of the queue; what was made stays."),
    own("preview", "v", "preview", "Show a file: its numbers, its crop and its sheet."),
    own("reprint", "B", "reprint", "Print files again, with a reason that says who pays."),
    own("record", "O", "record", "Open the order or the session."),
)
"""Keys for jobs; holding, priority and notes are in the key table."""


class JobChoice(Sheet):
    """Jobs that can be chosen and decided about, read again while rendering gets on."""

    where = "queue"
    name_in_header = "queue"

    def __init__(self) -> None:
        super().__init__()
        self._marker = (-1, -1)
        self._reading = False

    def jobs(self) -> list[JobFace]:
        """The jobs that are chosen."""
        raise NotImplementedError  # the screens that share these keys say which

    async def reload(self) -> None:
        """Read what is shown again."""
        raise NotImplementedError  # each reads what it shows

    # Keeping up ---------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        """Look for changes from now on."""
        await self.reload()
        self.set_interval(LOOK_SECONDS, self._look)

    async def _look(self) -> None:
        """Read again if anything was written; never beside another reading, nor out of sight."""
        if self._reading or not self.is_current or self.program.ground.thread.closed:
            return
        self._reading = True
        try:
            if await self.program.ask(renderpages.moved, self._marker):
                await self.reload()
        finally:
            self._reading = False

    async def changed(self, feed: Feed) -> None:
        """Show at once what somebody decided here; the rest is looked for."""
        if not feed.complete or feed.others & SEEN:
            await self._look()

    # Deciding -----------------------------------------------------------------------------------

    async def do(self, command_id: str) -> None:
        """Work on the cards of the chosen jobs, or whatever else the key means."""
        work = cardwork.WORK.get(command_id)
        if work is None or hasattr(self, f"do_{command_id}"):
            await super().do(command_id)
            return
        refs = [one.ref for one in self.jobs() if one.ref]
        faces = await self.program.ask(faces_of, refs) if refs else []
        if faces is not None:
            await work(self, faces)

    def do_hold(self) -> None:
        """Hold the chosen jobs, or let them go on."""
        jobwork.hold(self, self.jobs())

    def do_release(self) -> None:
        """Let held jobs go on."""
        jobwork.release(self, self.jobs())

    def do_retry(self) -> None:
        """Make the files again that failed."""
        jobwork.retry(self, self.jobs())

    def do_drop(self) -> None:
        """Take jobs out of the queue."""
        jobwork.cancel(self, self.jobs())

    def do_priority(self) -> None:
        """Set the priority of the chosen jobs."""
        jobwork.priority(self, self.jobs())

    def do_reprint(self) -> None:
        """Print files of the job again."""
        jobwork.reprint(self, self._one(), self.positions())

    async def do_preview(self) -> None:
        """Show the files of a job."""
        await self.show_preview(0)

    async def do_record(self) -> None:
        """Open the order or the session of the job under the cursor."""
        job = self._one()
        if job is not None and job.ref:
            await self.open_record(job.ref)

    def positions(self) -> Sequence[int]:
        """The files that are chosen within the job; none: all of it."""
        return ()

    def _one(self) -> JobFace | None:
        found = self.jobs()
        return found[0] if found else None

    async def show_preview(self, at: int) -> None:
        """Show the files of the job under the cursor from one of them on."""
        from tui.screens import previewpages
        from tui.screens.preview import PreviewScreen

        job = self._one()
        if job is None:
            return
        name = job.job
        screen = PreviewScreen(name, lambda desk: previewpages.of_job(desk, name), at)
        await self.program.push_screen(screen)
