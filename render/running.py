"""Running: a program that renders takes files from the queue, has its crew make them, and settles.

Nothing here decides what is made next or what becomes of a failure; the queue does. Whoever works
here joins the queue first, beats while it works, and leaves; what a dead program had in hand goes
back.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from render import making, publishing
from render.crew import Crew, Work
from store import lease, renderqueue, renderworkers
from store.desk import Desk
from store.errors import Refused
from store.rendering.outcomes import TRANSIENT, Failed, Made
from store.rendering.tasks import Outcome, Task
from store.settings import RenderSettings
from store.thread import Run

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.05
"""How often the crew is looked at while it works."""

BEAT_SECONDS = 5.0
"""How often a program that renders is heard of, at least."""

BEATS = 4
"""How often it is heard of, at least, while its claims hold."""

MOST_OF_ONE_SOURCE = 16
"""Files that one process is given at once."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came of looking: files made, failed for good, to be tried again.

    ``holds`` is false where a program without a screen renders instead.
    """

    holds: bool = True
    made: int = 0
    failed: int = 0
    later: int = 0

    @property
    def did_something(self) -> bool:
        """Tell whether anything was written about files."""
        return self.made + self.failed + self.later > 0


Told = Callable[[Outcome], None]
"""Hears of every file as soon as it is settled."""


def processes_of(settings: RenderSettings) -> int:
    """How many files are made at once."""
    return settings.workers or os.cpu_count() or 1


def budget_of(settings: RenderSettings) -> int:
    """The memory for all that is made at once, in bytes: by default half of the machine's."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return settings.memory_mb * 2**20 or machine // 2


@dataclass
class Post:
    """One program's place at the queue: its steps, each a call that only the store may be behind.

    ``job_ids`` are the only jobs it works on; null: all.
    """

    desk: Desk
    role: str
    processes: int
    budget_bytes: int
    job_ids: tuple[int, ...] | None = None
    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    joined: bool = False
    _beat_at: float = float("-inf")
    _unplaced: list[Task] = field(default_factory=list)
    _unsettled: list[Outcome] = field(default_factory=list)

    def beat(self, tasks: Sequence[Task], used_bytes: int) -> bool:
        """Be heard of; false where a board has to give way to a worker."""
        pace = min(BEAT_SECONDS, renderworkers.lease_ms(self.desk) / BEATS / 1000)
        if time.monotonic() - self._beat_at < pace:
            return True
        if self.role == lease.BOARD and renderworkers.any_worker(self.desk.now()):
            return False
        doing = ", ".join(f"{task.job} {task.label}" for task in tasks[:3])
        if not (self.joined and renderqueue.beat(self.desk, self.owner, doing, used_bytes)):
            label = lease.label_for(self.role, self.desk.who.login)
            renderqueue.join(
                self.desk, self.owner, label, self.processes, self.budget_bytes, self.role
            )
            self.joined = True
        self._beat_at = time.monotonic()
        if lost := renderqueue.recover(self.desk):
            log.info("rendering: %d files of a program that ended go on", lost)
            for sheet_id, path in renderqueue.put_aside():
                making.sweep(sheet_id, Path(path))
        return True

    def is_idle(self) -> bool:
        """Tell whether a board has nothing to render: then it is not heard of."""
        return self.role == lease.BOARD and not renderqueue.anything_to_do(self.desk)

    def claim(self, room_bytes: int) -> tuple[list[Task], list[Outcome]]:
        """Take the next files of one source, with where each goes; and those that go nowhere."""
        found = self._unplaced or renderqueue.claim(
            self.desk, self.owner, room_bytes=room_bytes, most=MOST_OF_ONE_SOURCE,
            job_ids=self.job_ids, any_hour=self.job_ids is not None,
        )  # fmt: skip
        # Where the database cannot be written now, they are placed the next time.
        self._unplaced = found
        ready, wrong = [], []
        for task in found:
            try:
                ready.append(self._placed(task))
            except Failed as failed:
                wrong.append(Outcome(task, failed))
        self._unplaced = []
        return ready, wrong

    def _placed(self, task: Task) -> Task:
        if task.path:
            return task
        while True:
            path = publishing.chosen(
                Path(task.folder) / task.name, task.if_exists,
                taken=lambda other: renderqueue.is_reserved(str(other), task.sheet_id),
            )  # fmt: skip
            shared = task.if_exists in (publishing.REPLACE, publishing.SKIP)
            if renderqueue.reserve(self.desk, self.owner, task, str(path)):
                return replace(task, path=str(path))
            if shared:
                reason = f"another file is being made as {path.name}"
                raise Failed(TRANSIENT, reason, "it is tried again")

    def keep(self, outcomes: Iterable[Outcome]) -> bool:
        """Have what came of files noted as soon as it can be; tells whether there is anything."""
        self._unsettled.extend(outcomes)
        return bool(self._unsettled)

    def settle(self) -> list[Outcome]:
        """Note what came of files; returns what counted. All is kept while it cannot be noted."""
        counted = renderqueue.settle(self.desk, self.owner, self._unsettled)
        for outcome in self._unsettled:
            if isinstance(outcome.result, Failed) and outcome.task.path:
                making.sweep(outcome.task.sheet_id, Path(outcome.task.path), outcome.task.attempt)
        self._unsettled = []
        return counted

    def leave(self, left: Sequence[Task]) -> None:
        """Give back what was not made, and be gone."""
        if self.joined:
            for task in left:
                making.sweep(task.sheet_id, making.target_of(task), task.attempt)
            renderqueue.leave(self.desk, self.owner)
            self.joined = False
            self._beat_at = float("-inf")
            self._unplaced, self._unsettled = [], []


def count(outcomes: Iterable[Outcome], before: Rendered) -> Rendered:
    """Add what came of files, once that is noted, to what came before."""
    made, failed, later = before.made, before.failed, before.later
    for outcome in outcomes:
        if isinstance(outcome.result, Made):
            made += 1
        elif renderqueue.is_waiting(outcome.task):
            later += 1
        else:
            failed += 1
    return replace(before, made=made, failed=failed, later=later)


# In a loop ---------------------------------------------------------------------------------------


class Running:
    """Renders what is in the queue; whatever asks the database does so through ``run``."""

    def __init__(
        self,
        desk: Desk,
        run: Run,
        *,
        role: str = lease.WORKER,
        processes: int = 0,
        work: Work = making.work,
    ) -> None:
        """Take the desk, whose database only ``run`` may touch; processes 0: as the studio says."""
        settings = desk.settings.render
        at_once = processes or processes_of(settings)
        budget = budget_of(settings)
        self._run = run
        self._post = Post(desk, role, at_once, budget)
        self._crew = Crew(work, at_once, budget, settings.timeout_seconds)
        self._stopping = False
        self._work: asyncio.Task[Rendered] | None = None

    async def look(self) -> Rendered:
        """Render all that is due; nothing where a board gives way to a worker."""
        if self._stopping:
            return Rendered(holds=False)
        if self._work is None or self._work.done():
            self._work = asyncio.get_running_loop().create_task(self._render())
        return await asyncio.shield(self._work)

    async def _render(self) -> Rendered:
        found = Rendered()
        if not self._crew.in_hand and await self._run(self._post.is_idle):
            await self._give_way()
            return found
        while not self._stopping:
            in_hand = self._crew.in_hand
            may = await self._run(self._post.beat, in_hand, self._crew.used_bytes)
            if not may:
                await self._give_way()
                return replace(found, holds=False)
            self._post.keep(await asyncio.to_thread(self._crew.collect, LOOK_SECONDS))
            await self._fill()
            if self._post.keep(()):
                counted = await self._run(self._post.settle)
                found = await self._run(count, counted, found)
            elif not self._crew.in_hand:
                break
        return found

    async def _fill(self) -> None:
        """Give every free process something to do."""
        while self._crew.free and not self._stopping:
            tasks, lost = await self._run(self._post.claim, self._crew.room_bytes)
            self._post.keep(lost)
            if tasks:
                self._crew.give(tasks)
            elif not lost:
                break

    async def _give_way(self) -> None:
        if not (self._post.joined or self._crew.in_hand):
            return
        left = await asyncio.to_thread(self._crew.stop)
        await self._run(self._post.leave, left)

    async def stop(self) -> None:
        """End at once: what is half done goes back to the queue."""
        self._stopping = True
        if self._work is not None:
            with suppress(Refused):
                await asyncio.gather(self._work, return_exceptions=True)
        await self._give_way()


# Here and now ------------------------------------------------------------------------------------


def run_now(
    desk: Desk,
    jobs: Sequence[str],
    told: Told = lambda _: None,
    *,
    processes: int = 0,
    work: Work = making.work,
) -> Rendered:
    """Render these jobs (J-12) here and now, until none of their files is left to be made.

    What others are making is waited for; what is to be tried again later is not.
    KeyboardInterrupt passes through once what was half done has gone back to the queue.
    """
    ids = tuple(row.id for row in renderqueue.by_references(jobs))
    renderqueue.hurry(desk, ids)
    return _until_dry(desk, ids, told, processes, work)


def run_due(
    desk: Desk, told: Told = lambda _: None, *, processes: int = 0, work: Work = making.work
) -> Rendered:
    """Render everything that is due, once; what others are making is waited for."""
    return _until_dry(desk, None, told, processes, work)


def _until_dry(
    desk: Desk, job_ids: tuple[int, ...] | None, told: Told, processes: int, work: Work
) -> Rendered:
    settings = desk.settings.render
    at_once = processes or processes_of(settings)
    post = Post(desk, lease.WORKER, at_once, budget_of(settings), job_ids)
    crew = Crew(work, at_once, post.budget_bytes, settings.timeout_seconds)
    found = Rendered()
    try:
        while True:
            post.beat(crew.in_hand, crew.used_bytes)
            post.keep(crew.collect(LOOK_SECONDS))
            while crew.free:
                tasks, lost = post.claim(crew.room_bytes)
                post.keep(lost)
                if tasks:
                    crew.give(tasks)
                elif not lost:
                    break
            if post.keep(()):
                counted = post.settle()
                found = count(counted, found)
                for outcome in counted:
                    told(outcome)
            elif not crew.in_hand:
                if not renderqueue.others_make(job_ids, post.owner):
                    return found
                # They may have ended: then what they had goes back, and is made here.
                time.sleep(LOOK_SECONDS)
    finally:
        post.leave(crew.stop())
