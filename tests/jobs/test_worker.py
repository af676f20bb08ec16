"""The worker: everything due, once; then it lets go of the clock, whatever ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobs import clock, worker
from store import database as databases
from store import lease, moves, orders, studio
from store.desk import Desk
from store.errors import Refused
from store.lease import BOARD, WORKER, Claim
from store.moves import Move
from store.settings import Settings
from store.tables import Firing, Lease, Task

ROOT = Path(__file__).parents[2]


def _orders(desk: Desk, count: int) -> None:
    for _ in range(count):
        made = orders.new(desk, client="Ada", type="Print")
        moves.advance(desk, [Move(f"O-{made.number}")])


def _quiet(text: str) -> None:
    """Say nothing."""


# Once --------------------------------------------------------------------------------------------


def test_once_does_all_that_is_due(desk: Desk) -> None:
    """In as many steps as it takes, and nobody holds the clock afterwards."""
    _orders(desk, 45)
    assert worker.work_once(desk, _quiet) == worker.Report(fired=45, marked=0)
    assert (Task.select().count(), lease.holder(desk).label) == (45, "")
    assert worker.work_once(desk, _quiet) == worker.Report(0, 0)


def test_once_waits_for_its_turn(desk: Desk) -> None:
    """Who has the clock is said, and it is asked for."""
    _orders(desk, 1)
    lease.take(Claim(BOARD, "a board", 300))
    said: list[str] = []
    assert worker.work_once(desk, said.append).fired == 1
    assert said == ["waiting for the clock: a board"]


def test_once_gives_up(desk: Desk) -> None:
    """With who did not let go."""
    lease.take(Claim(WORKER, "another", 60_000))
    with pytest.raises(Refused, match="run by another and was not given up"):
        worker.work_once(desk, _quiet, deadline_seconds=-1)
    assert lease.holder(desk).label == "another"


def test_trouble_lets_go_of_the_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next program need not wait for the lease to end."""
    real = clock.tick

    def fail(*given: object) -> clock.Tick:
        real(*given)  # type: ignore[arg-type]
        raise Refused("the disk is full")

    monkeypatch.setattr(clock, "tick", fail)
    with pytest.raises(Refused, match="the disk is full"):
        worker.work_once(desk, _quiet)
    assert lease.holder(desk).label == ""


def test_running_it_as_a_command(config: Settings, desk: Desk) -> None:
    """At a chosen time, opening and closing the studio itself."""
    _orders(desk, 1)
    databases.close()
    later = round(time.time() * 1000) + 30 * 86_400_000
    assert worker.run(config, once=True, at=later, say=_quiet) == worker.Report(fired=1, marked=1)
    with pytest.raises(Refused, match="--only moon: this worker knows schedule"):
        worker.run(config, only=frozenset({"moon"}))


def test_a_viewer_runs_no_worker(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would write."""
    monkeypatch.setattr(studio, "system_login", lambda: (4711, "guest"))
    with pytest.raises(Refused, match="running the worker: the login 'guest'"):
        worker.run(config, once=True)


# Until it is stopped -----------------------------------------------------------------------------

PROGRAM = """
import sys
from pathlib import Path
from jobs import worker
from store import settings
from store.errors import Refused
try:
    worker.run(settings.load(Path(sys.argv[1])))
except Refused as refused:
    print(refused)
    sys.exit(1)
"""

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start(config: Settings) -> Iterator[Start]:
    """What starts a worker; all that still run are killed in the end."""
    started: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(config.file)], cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(program)
        return program

    yield begin
    for program in started:
        program.kill()
        program.communicate()


def _until(true: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(desk: Desk, start: Start, number: int) -> None:
    """The work is done, the clock is let go, nothing is printed."""
    _orders(desk, 1)
    program = start()
    _until(lambda: Task.select().count() == 1)
    program.send_signal(number)
    out, err = program.communicate(timeout=10)
    assert (program.returncode, out, err) == (0, "", "")
    assert Lease.get().owner == ""


def test_another_takes_over_from_the_killed(desk: Desk, start: Start) -> None:
    """Within a lease, and everything happens once."""
    first = start()
    _until(lambda: lease.holder(desk).label)
    second = start()
    first.kill()
    _orders(desk, 3)
    _until(lambda: Task.select().count() == 3)
    _until(lambda: f"process {second.pid}" in lease.holder(desk).label)
    assert {row.state for row in Firing.select()} == {"done"}


async def test_one_that_only_waits_disturbs_nobody_when_it_ends(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The holder keeps the clock, and is not even asked for it."""
    mine = Claim(BOARD, "mine", 60_000)
    held = lease.take(mine)
    ticks = 0

    def look(*given: object) -> clock.Tick:
        nonlocal ticks
        ticks += 1
        if ticks == 2:
            os.kill(os.getpid(), signal.SIGTERM)
        return clock.Tick(None)

    monkeypatch.setattr(clock, "tick", look)
    await asyncio.wait_for(worker.work_on(desk), 10)
    assert ticks == 2
    assert lease.take(mine) == held
    assert Lease.get().wanted_until_ms == 0


def test_a_replaced_database_ends_it(config: Settings, desk: Desk, start: Start) -> None:
    """With one line that says so; it never goes on with the file that is gone."""
    program = start()
    _until(lambda: lease.holder(desk).label)
    copy = config.database.with_name("copy.db")
    databases.close()
    copy.write_bytes(config.database.read_bytes())
    copy.replace(config.database)
    out, err = program.communicate(timeout=10)
    assert (program.returncode, err) == (1, "")
    assert "was replaced while this program had it open" in out
