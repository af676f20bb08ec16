"""The same work for many files: a few processes beside the program, stopped at any moment.

A file that makes its reader break down costs that file alone. Few files are worked on here, since
starting processes takes longer.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WORKERS = 2
FEW = 12
LOOK_SECONDS = 0.1
"""How often to look whether somebody wants to stop."""

NICE = 10
"""How far the processes give way to the boards."""


def each(
    work: Callable[[T], R],
    items: Sequence[T],
    *,
    lost: Callable[[T], R],
    batch: int = 1,
    stopped: Callable[[], bool] = lambda: False,
    few: int = FEW,
) -> Iterator[tuple[T, R]]:
    """Yield items with what the work returned, as they come, until all are done or it is stopped.

    ``lost`` says what is returned for an item over which a process broke down.
    """
    if len(items) <= few:
        for item in items:
            if stopped():
                return
            yield item, work(item)
        return
    waiting = deque([items[at : at + batch] for at in range(0, len(items), batch)])
    crew = _Crew()
    try:
        while (waiting or crew.running) and not stopped():
            while waiting and len(crew.running) < 2 * WORKERS:
                crew.give(work, waiting.popleft())
            suspects = yield from crew.collected()
            for item in suspects:
                if stopped():
                    return
                yield item, crew.alone(work, item, lost)
    finally:
        crew.leave()


class _Crew:
    """The processes, started anew when one breaks down."""

    def __init__(self) -> None:
        self.running: dict[Future[list[Any]], Sequence[Any]] = {}
        self._pool = _pool()

    def give(self, work: Callable[[T], R], items: Sequence[T]) -> Future[list[R]]:
        """Let the processes work on some items."""
        # A ctrl+c in the terminal reaches all processes; only this one may answer it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            future = self._pool.submit(_batch, work, items)
        except BrokenProcessPool:
            self._start_anew()
            future = self._pool.submit(_batch, work, items)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self.running[future] = items
        return future

    def collected(self) -> Generator[tuple[Any, Any], None, list[Any]]:
        """Yield what is done; returns the items that were being worked on in a breakdown."""
        done, _ = wait(self.running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
        suspects: list[Any] = []
        for future in done:
            items = self.running.pop(future)
            try:
                yield from zip(items, future.result(), strict=True)
            except BrokenProcessPool:
                suspects.extend(items)
        if suspects:
            for items in self.running.values():
                suspects.extend(items)
            self.running.clear()
            self._start_anew()
        return suspects

    def alone(self, work: Callable[[T], R], item: T, lost: Callable[[T], R]) -> R:
        """Work on one item by itself, to learn whether it is the one that breaks processes."""
        future = self.give(work, [item])
        del self.running[future]
        try:
            return future.result()[0]
        except BrokenProcessPool:
            self._start_anew()
            return lost(item)

    def _start_anew(self) -> None:
        """Clear up after processes that broke down, and start others."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = _pool()

    def leave(self) -> None:
        """Let the processes end after what they have in hand, and wait for that.

        Left to themselves they would still be talking to this program while it ends.
        """
        self._pool.shutdown(wait=True, cancel_futures=True)


def _pool() -> ProcessPoolExecutor:
    # A copy of this process would have its threads' locks and its database's handle.
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(WORKERS, mp_context=spawn, initializer=_settle)


def _batch(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    return [work(item) for item in items]


def _settle() -> None:
    """Give way to the boards, keep quiet, and end with the program whatever ends it."""
    os.nice(NICE)
    # Libraries write remarks on damaged files straight to the screen.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)
