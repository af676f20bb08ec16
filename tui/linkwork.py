"""Bringing in a folder of pictures beside the boards: looking, reading, recording, thumbnails.

Looking through the folder and reading its files keeps neither the keys nor the store waiting; the
store is asked what belongs where, and once at the end to record it.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from store import imagefolders, imagelinks, imageplans, images
from store.errors import Refused
from store.imagefacts import Facts, Source
from store.imagelinks import Linked
from store.imageplans import Wish
from tui.cli.linking import AT_ONCE
from tui.cli.progress import Rate

if TYPE_CHECKING:
    from tui.app import Safelight


NOT_LINKED = "Nothing was linked"
CANCELLED = "Cancelled: nothing was linked"


class Linking:
    """One folder being brought in: what it is at, how far it is, what came of it."""

    def __init__(self, program: Safelight, folder: Path, wish: Wish) -> None:
        self.program = program
        self.folder = folder
        self.wish = wish
        self.phase = "Looking through the folder"
        self.rate: Rate | None = None
        self.linked: Linked | None = None
        self.problems: list[str] = []
        self.no_thumbnails: list[tuple[str, str]] = []
        self.finished = False
        self.cancelled = False
        self._stop = threading.Event()

    @property
    def stopping(self) -> bool:
        """Whether somebody wants it to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Stop soon: before anything is linked nothing will be, later only thumbnails are left."""
        self._stop.set()

    def progress(self) -> str:
        """How far it is, in words."""
        return self.rate.words(time.monotonic()) if self.rate is not None else ""

    async def run(self) -> None:
        """Look, read, record; then make thumbnails."""
        try:
            await self._link()
            if self.linked is not None and not self.stopping:
                await self._thumbnails([one.ref for one in self.linked.sessions])
        except Refused as refused:
            self.problems = refused.problems
        finally:
            if self.linked is None:
                self.phase = NOT_LINKED if not self.cancelled else CANCELLED
            self._stop.set()  # also when the program is left: nothing may go on then
            self.finished = True
        self._tell()

    async def _link(self) -> None:
        ground = self.program.ground
        ground.desk.who.require("work", "import images")
        names = ground.start.config.session_folders
        scan = await asyncio.to_thread(imagefolders.scan, self.folder, names)
        plan = await ground.ask(imageplans.plan, scan, self.wish)
        plan.check()
        facts = await asyncio.to_thread(self._read, plan.to_read)
        if self.stopping:
            self.cancelled = True
            return
        self.phase = "Linking"
        self.linked = await ground.ask(imagelinks.write, plan, facts)
        self.phase = "Linked"
        await self.program.own_news()

    def _read(self, paths: Sequence[str]) -> dict[str, Facts]:
        from render import many, reading

        self._begin("Reading", len(paths))
        config = self.program.ground.start.config
        read = partial(reading.read, most_pixels=config.render.most_pixels)
        found: dict[str, Facts] = {}
        for path, facts in many.each(
            read, paths, lost=reading.lost, batch=AT_ONCE, stopped=self._stop.is_set
        ):
            found[path] = facts
            self._step()
        return found

    async def _thumbnails(self, refs: Sequence[str]) -> None:
        ground = self.program.ground
        sources = await ground.ask(images.sources, refs)
        broken = await asyncio.to_thread(self._make, sources)
        if broken:
            await ground.ask(images.note_problems, broken)
            await self.program.own_news()
        left = "; the rest is made by 'safelight thumbnails'" if self.stopping else ""
        self.phase = f"Linked, with thumbnails{left}"

    def _make(self, sources: Sequence[Source]) -> dict[int, str]:
        from render import many, opening, thumbnails

        config = self.program.ground.start.config
        most_pixels = config.render.most_pixels
        jobs, cannot, _ = thumbnails.jobs(config.cache, sources, most_pixels)
        self._begin("Linked; making thumbnails", len(jobs))
        broken: dict[int, str] = {}
        for job, problem in many.each(
            thumbnails.work, list(jobs), lost=thumbnails.lost, stopped=self._stop.is_set
        ):
            self._step()
            if problem:
                cannot.append((jobs[job], problem))
                if problem.startswith(opening.DAMAGED):
                    broken[jobs[job].image_id] = problem
        self.no_thumbnails = [(f"{one.ref} image {one.number}", why) for one, why in cannot]
        return broken

    def _begin(self, phase: str, total: int) -> None:
        self.phase = phase
        self.rate = Rate(total, time.monotonic())

    def _step(self) -> None:
        if self.rate is not None:
            self.rate.done += 1

    def _tell(self) -> None:
        """Say what came of it to whoever looks at another screen by now."""
        if getattr(self.program.screen, "job", None) is not self:
            self.program.tell(self.summary(), wrong=self.linked is None)

    def summary(self) -> str:
        """What came of it, in a line."""
        if self.linked is None:
            return self.phase
        made = self.linked
        return f"{made.images:,} images: {made.created:,} new, {made.updated:,} changed"


_JOBS: WeakKeyDictionary[Safelight, Linking] = WeakKeyDictionary()


def begin(job: Linking) -> None:
    """Start an import beside the keys."""
    _JOBS[job.program] = job
    job.program.begin(job.run(), "pictures")


def running(program: Safelight) -> Linking | None:
    """The import that a program is at."""
    job = _JOBS.get(program)
    return None if job is None or job.finished else job
