"""The one thread on which the boards, and the worker while it sends, ask and tell the store.

A database connection belongs to one thread, so all calls go through here, one after another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    """How something that waits for others has calls of the store carried out."""

    async def __call__(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the call returns, or raise what it raises."""


async def directly(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Carry a call out here and now, where nobody else has to wait meanwhile."""
    return call(*args, **kwargs)


class ThreadClosed(Exception):
    """The store thread has been closed: the program is leaving."""


class StoreThread:
    """Runs calls in the order in which they were asked for, never two at once."""

    def __init__(self, name: str = "store") -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether calls are refused because the program is leaving."""
        return self._closed

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the call returns, or raise what it raises; ThreadClosed after `close`.

        An awaiter that gives up before its turn takes the call back; one already running ends.
        """
        if self._closed:
            raise ThreadClosed
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(call, *args, **kwargs))

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Refuse new calls, let those already asked for end, run `last` on the thread, and stop.

        Blocks for as long as that takes: nothing is left half done.
        """
        if self._closed:
            return
        self._closed = True
        try:
            if last is not None:
                self._pool.submit(last).result()
        finally:
            self._pool.shutdown(wait=True)
