"""Messages go out and files are rendered while the boards are open, unless a worker does it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jobs import worker
from store import database, lease, outbox, settings, studio
from store.desk import Desk
from store.envelopes import NewMessage
from store.tables import Message
from tui.ground import Ground, Start
from tui.keys import keymap
from tui.ticking import Ticking


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    """A studio whose mail goes into a folder, as the boards have it open."""
    folder = tmp_path / "studio"
    known: dict[str, object] = {
        "studio.email": "studio@larkin.example", "mail.folder": "mail",
        "clock.tick_seconds": 0.05, "clock.lease_seconds": 5,
    }  # fmt: skip
    studio.init(folder, known)
    database.close()
    ground = Ground(Start(settings.load(folder / settings.FILE)), keymap())
    await ground.open()
    yield ground
    if not ground.thread.closed:
        ground.close()


def _put(desk: Desk, key: str) -> None:
    with desk.action("test", "a message") as act:
        one = NewMessage("email", "Ada", "ada@example.com", "Hello", "Hello.\n", key)
        outbox.put(desk, act, [one])


def _states(_: Desk) -> list[str]:
    return [row.state for row in Message.select().order_by(Message.id)]


async def _until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError


async def test_an_open_board_sends(ground: Ground) -> None:
    """Screens hear of it; leaving lets go of everything."""
    told: list[bool] = []

    async def tell(wrote: bool) -> None:
        told.append(wrote)

    await ground.ask(_put, "first")
    ticking = Ticking(ground)
    ticking.start(tell)
    await _until(lambda: True in told)
    assert await ground.ask(_states) == ["done"]
    assert (ground.start.config.folder / "mail" / "M-1001.eml").exists()
    await ticking.stop()
    await ground.ask(_put, "second")
    assert (await ground.ask(lease.holder, lease.MESSAGES)).label == ""
    assert await ground.ask(_states) == ["done", "pending"]
    ground.close(ticking.release)


async def test_a_worker_sends_instead(ground: Ground) -> None:
    """While one has the lease, the board leaves the messages to it."""
    claim = worker.claim_for(ground.desk, lease.WORKER, lease.MESSAGES)
    held = await ground.thread.run(lease.take, claim)
    await ground.ask(_put, "first")
    ticking = Ticking(ground)
    looked = asyncio.Event()

    async def tell(_: bool) -> None:
        looked.set()

    ticking.start(tell)
    await asyncio.wait_for(looked.wait(), 5)
    assert ticking._sender is not None
    await ticking._sender.look()
    assert await ground.ask(_states) == ["pending"]
    assert held is not None
    await ground.thread.run(lease.release, held)
    await ticking._sender.look()
    assert await ground.ask(_states) == ["done"]
    await ticking.stop()
    ground.close(ticking.release)


@pytest.mark.parametrize("in_boards", [True, False])
async def test_an_open_board_renders(ground: Ground, in_boards: bool) -> None:
    """Unless the studio wants that done by workers alone."""
    config = ground.start.config
    wanted = replace(config, render=replace(config.render, in_boards=in_boards))
    ground.start = replace(ground.start, config=wanted)
    ticking = Ticking(ground)

    async def tell(_: bool) -> None:
        """Nobody looks."""

    ticking.start(tell)
    assert (ticking._rendering is not None) == in_boards
    if ticking._rendering is not None:
        assert (await ticking._rendering.look()).holds
    await ticking.stop()
    ground.close(ticking.release)
