"""The one thread on which the store is asked."""

from __future__ import annotations

import asyncio
import threading

import pytest

from store.thread import StoreThread, ThreadClosed


async def test_calls_run_in_order_on_one_thread() -> None:
    """Calls asked for at once run one after another, on the same thread, in the order asked."""
    thread = StoreThread()
    seen: list[tuple[int, int]] = []

    def note(number: int) -> int:
        seen.append((number, threading.get_ident()))
        return number

    answers = await asyncio.gather(*(thread.run(note, number) for number in range(50)))
    thread.close()
    assert answers == list(range(50)) == [number for number, _ in seen]
    assert len({ident for _, ident in seen}) == 1
    assert seen[0][1] != threading.get_ident()


async def test_errors_come_back_to_who_asked() -> None:
    """An exception is raised to the awaiter, and the thread goes on."""
    thread = StoreThread()

    def fail(*, why: str) -> None:
        raise LookupError(why)

    with pytest.raises(LookupError, match="no such card"):
        await thread.run(fail, why="no such card")
    assert await thread.run(str.upper, "still there") == "STILL THERE"
    thread.close()


async def test_no_calls_after_close() -> None:
    """Closing lets the calls already asked for end, runs the last one, and refuses more."""
    thread = StoreThread()
    done: list[str] = []
    first = asyncio.ensure_future(thread.run(done.append, "asked before"))
    await asyncio.sleep(0)
    thread.close(lambda: done.append("last"))
    thread.close(lambda: done.append("closed twice"))
    await first
    assert done == ["asked before", "last"]
    assert thread.closed
    with pytest.raises(ThreadClosed):
        await thread.run(done.append, "too late")


async def test_who_gives_up_in_time_takes_the_call_back() -> None:
    """A call cancelled before its turn never runs."""
    thread = StoreThread()
    gate = threading.Event()
    done: list[str] = []
    running = asyncio.ensure_future(thread.run(gate.wait))
    waiting = asyncio.ensure_future(thread.run(done.append, "unwanted"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()
    assert await running
    thread.close()
    assert done == []
