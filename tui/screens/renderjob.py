"""One job of the render queue: its files, each with what became of it and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from store.boards import Face
from store.jobfaces import JobFace
from store.text import search_key
from tui.screens import renderlines, renderpages
from tui.screens.jobchoice import OWN, JobChoice
from tui.screens.renderpages import JobPage
from tui.screens.sheet import own
from tui.widgets.lines import TextLine
from tui.widgets.listing import Listing
from tui.widgets.table import says


class RenderJobScreen(JobChoice):
    """The files of one job, live."""

    can_narrow = True
    local = (*OWN, own("choose_all", "*", "all", "Mark all files that are shown."))

    def __init__(self, job: str) -> None:
        super().__init__()
        self.name_of_job = job
        self.page = JobPage()
        self.marked: set[int] = set()

    def body(self) -> Sequence[Widget]:
        """Return the job's bar, a cell for each file, and the files."""
        return (TextLine(id="job"), TextLine(id="map"), Listing(self.program.look))

    @property
    def face(self) -> Face | None:
        """No card stands here; new records are about none."""
        return None

    async def reload(self) -> None:
        """Read the job again."""
        page = await self.program.ask(renderpages.read_job, self.name_of_job)
        if page is not None:
            self.page, self._marker = page, page.marker
            self.refill()

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show the job, its map, and the files that have the typed words."""
        job, sheets, look = self.page.job, self.page.sheets, self.program.look
        width = self.size.width
        words = search_key(self.narrowed).split()
        shown = [
            one for one in sheets
            if all(
                word in search_key(f"{one.label} {one.media} {one.state} {one.reason} {one.path}")
                for word in words
            )
        ]  # fmt: skip
        lines = renderlines.sheet_lines(shown, width, look, self.marked)
        empty = "No file has these words; esc shows all." if sheets else "This job has no files."
        self.listing.set_lines(lines or says(empty, width))
        self.query_one("#map", TextLine).show(renderlines.map_parts(sheets, width, look))
        if job is not None:
            self.query_one("#job", TextLine).show(renderlines.job_parts(job, width, look))
            self.say(
                (f" {job.job}", "strong"),
                (f"  {job.ref} {job.client}", "plain"),
                (f"  {renderlines.state_words(job, look)}", "key"),
            )
        self.footer.set_marked(len(self.marked))

    # Choosing -----------------------------------------------------------------------------------

    def jobs(self) -> list[JobFace]:
        """The one job."""
        return [self.page.job] if self.page.job is not None else []

    def positions(self) -> Sequence[int]:
        """The files that are marked."""
        return sorted(self.marked)

    def do_mark(self) -> None:
        """Mark the file, or take its mark away."""
        if self.listing.key is not None:
            self.marked ^= {self.listing.key}
            self.refill()

    def do_choose_all(self) -> None:
        """Mark all files."""
        self.marked = {one.position for one in self.page.sheets}
        self.refill()

    async def do_back(self) -> None:
        """Drop the marks, else the narrowing, else leave."""
        if self.marked:
            self.marked = set()
            self.refill()
        else:
            await super().do_back()

    async def do_preview(self) -> None:
        """Show the file under the cursor."""
        await self.show_preview(self.listing.key or 0)

    async def open_key(self, key: Any) -> None:
        """Show a file."""
        await self.show_preview(int(key))

    def do_copy(self) -> None:
        """Copy where the file under the cursor lies, and show it."""
        found = next((s for s in self.page.sheets if s.position == self.listing.key), None)
        if found is not None and (where := found.path or f"{found.folder}/{found.name}"):
            self.program.copy_to_clipboard(where)
            self.program.tell(f"{where}\n(sent to the clipboard, if this terminal allows it)")
