"""The crew: processes that make files, each alone with what it is given, within a bound of memory.

Files that are given together are made by one process, one after the other, so that their source is
decoded once. A process that breaks down, or takes too long, costs the file it was at; the others it
was given are given again. Nothing of pictures is loaded here: that happens in the processes.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeAlias

from store.rendering.outcomes import INPUT, TRANSIENT, Failed
from store.rendering.tasks import Outcome, Task

Work: TypeAlias = Callable[[Task], Outcome]
"""Makes one file; found by its name in the processes, so it stands at the top of a module."""

NICE = 10
"""How far the processes give way to the boards."""

MOST_TASKS = 400
"""Files after which a process is replaced: libraries may leak."""

MOST_BREAKDOWNS = 2
"""Processes that may break down over one file before it is to blame."""

KILLED = (
    "its process was killed, by hand or for want of memory",
    "it is tried again; lower [render] workers or memory_mb if this comes again",
)
"""Why a file failed whose picture is not to blame, and what helps."""

SPARE_BYTES = 512 * 2**20
"""Address space beyond what was planned, before a process is refused memory."""

JOIN_SECONDS = 5.0


@dataclass(eq=False)
class _Process:
    """One process, what it was given, and until when it has to answer."""

    process: Any
    pipe: Connection
    tasks: deque[Task] = field(default_factory=deque)
    until: float = 0.0
    made: int = 0

    @property
    def memory_bytes(self) -> int:
        """What the largest of its files needs."""
        return max((task.memory_bytes for task in self.tasks), default=0)


class Crew:
    """Up to so many processes, started when there is something to do."""

    def __init__(
        self, work: Work, processes: int, budget_bytes: int, timeout_seconds: float
    ) -> None:
        """Take what makes a file, how many at once, within how much memory, how long for each."""
        self.processes, self.budget_bytes = max(1, processes), budget_bytes
        self._work, self._timeout = work, timeout_seconds
        self._crew: list[_Process] = []
        self._breakdowns: dict[int, int] = {}
        self._waiting: deque[Task] = deque()

    # What there is room for -----------------------------------------------------------------

    @property
    def free(self) -> int:
        """How many processes have nothing to do."""
        busy = sum(bool(one.tasks) for one in self._crew)
        return max(0, self.processes - busy - len(self._waiting))

    @property
    def used_bytes(self) -> int:
        """The memory planned for what is being made."""
        waiting = max((task.memory_bytes for task in self._waiting), default=0)
        return sum(one.memory_bytes for one in self._crew) + waiting

    @property
    def room_bytes(self) -> int:
        """The memory that is left for more."""
        return self.budget_bytes - self.used_bytes

    @property
    def in_hand(self) -> list[Task]:
        """All that was given and not yet answered."""
        return [*(task for one in self._crew for task in one.tasks), *self._waiting]

    def at_work(self) -> list[Task]:
        """What each process is at."""
        return [one.tasks[0] for one in self._crew if one.tasks]

    def pids(self) -> list[int]:
        """The processes that there are."""
        return [int(one.process.pid) for one in self._crew]

    # Working --------------------------------------------------------------------------------

    def give(self, tasks: Sequence[Task]) -> None:
        """Have files made by one process, in this order."""
        if not tasks:
            return
        one = next((one for one in self._crew if not one.tasks), None)
        if one is not None and one.made >= MOST_TASKS:
            self._dismiss(one)
            one = None
        if one is None:
            one = self._hired()
        one.tasks.extend(tasks)
        self._next(one)

    def _next(self, one: _Process) -> None:
        """Hand the process its next file."""
        if one.tasks:
            one.until = time.monotonic() + self._timeout
            with suppress(OSError):  # broken down: the next look finds out
                one.pipe.send(one.tasks[0])

    def collect(self, seconds: float = 0.0) -> list[Outcome]:
        """What was answered since; waits at most so long for the first answer."""
        found: list[Outcome] = []
        busy = [one for one in self._crew if one.tasks]
        if busy:
            wait([handle for one in busy for handle in (one.pipe, one.process.sentinel)], seconds)
        for one in busy:
            found += self._heard(one)
        while self._waiting and self._has_place(self._waiting[0]):
            self.give([self._waiting.popleft()])
        return found

    def _has_place(self, task: Task) -> bool:
        """Tell whether a file can be given to a process now, within the budget or alone."""
        busy = [one for one in self._crew if one.tasks]
        used = sum(one.memory_bytes for one in busy)
        fits = not busy or used + task.memory_bytes <= self.budget_bytes
        return fits and len(busy) < self.processes

    def _heard(self, one: _Process) -> list[Outcome]:
        found: list[Outcome] = []
        try:
            while one.tasks and one.pipe.poll():
                outcome: Outcome = one.pipe.recv()
                one.tasks.popleft()
                one.made += 1
                self._breakdowns.pop(outcome.task.sheet_id, None)
                found.append(outcome)
                self._next(one)
        except (EOFError, OSError):
            return [*found, *self._broken(one)]
        if one.tasks and not one.process.is_alive() and not one.pipe.poll():
            return [*found, *self._broken(one)]
        if one.tasks and time.monotonic() > one.until:
            return [*found, self._too_slow(one, one.tasks[0])]
        return found

    def _broken(self, one: _Process) -> list[Outcome]:
        """What becomes of a file over which its process broke down."""
        task = self._taken_from(one)
        if task is None:
            return []
        killed = one.process.exitcode == -signal.SIGKILL
        times = self._breakdowns.get(task.sheet_id, 0) + 1
        self._breakdowns[task.sheet_id] = times
        if times >= MOST_BREAKDOWNS:
            del self._breakdowns[task.sheet_id]
            if killed:
                return [Outcome(task, Failed(TRANSIENT, *KILLED))]
            reason = f"{times} processes broke down over it"
            return [Outcome(task, Failed(INPUT, reason, "replace its picture, then retry"))]
        self._waiting.append(task)
        return []

    def _too_slow(self, one: _Process, task: Task) -> Outcome:
        self._taken_from(one)
        return Outcome(
            task,
            Failed(
                INPUT, f"making it took longer than {self._timeout:g} s",
                "look at its picture, or raise [render] timeout_seconds; then retry",
            ),
        )  # fmt: skip

    def _taken_from(self, one: _Process) -> Task | None:
        """End a process, and have others make what it had not begun; returns what it was at."""
        task = one.tasks.popleft() if one.tasks else None
        self._waiting.extend(one.tasks)
        one.tasks.clear()
        self._kill(one)
        return task

    # Coming and going -----------------------------------------------------------------------

    def _hired(self) -> _Process:
        # A copy of this process would have its threads' locks and its database's handle.
        spawn = multiprocessing.get_context("spawn")
        here, there = spawn.Pipe()
        process = spawn.Process(target=serve, args=(there, self._work), daemon=True)
        # A ctrl+c in the terminal reaches all processes; only this one may answer it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        there.close()
        one = _Process(process, here)
        self._crew.append(one)
        return one

    def _dismiss(self, one: _Process) -> None:
        """Let an idle process end by itself."""
        self._crew.remove(one)
        one.pipe.close()
        one.process.join(JOIN_SECONDS)
        if one.process.is_alive():
            one.process.kill()
            one.process.join()

    def _kill(self, one: _Process) -> None:
        self._crew.remove(one)
        one.process.kill()
        one.process.join()
        one.pipe.close()

    def stop(self) -> list[Task]:
        """End all processes at once; returns what was not made."""
        left = self.in_hand
        self._waiting.clear()
        for one in list(self._crew):
            if one.tasks:
                self._kill(one)
            else:
                self._dismiss(one)
        return left


# In the processes --------------------------------------------------------------------------------


def serve(pipe: Connection, work: Work) -> None:
    """Make what is asked for until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _silence()
    with suppress(OSError):
        os.nice(NICE)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        _limit(task.memory_bytes)
        outcome = work(task)
        try:
            pipe.send(outcome)
        except OSError:
            return


def _silence() -> None:
    """Libraries print their remarks on odd files, and would do so over the screen."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for handle in (1, 2):
        os.dup2(nowhere, handle)
    os.close(nowhere)


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _limit(planned_bytes: int) -> None:
    """Refuse this process memory far beyond what was planned: it fails, and the machine lives."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return
    most = pages * resource.getpagesize() + 2 * planned_bytes + SPARE_BYTES
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
