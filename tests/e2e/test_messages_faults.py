"""What keeps messages in: a clock that jumped, a copy of the database, a disk that is full."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from tests.e2e import campaign, studios
from tests.e2e.campaigner import Campaign
from tests.e2e.quarter.servers import Servers
from tests.e2e.starter import Starter

HOUR_MS = 3_600_000

FULL_SECONDS = max(8.0, int(os.environ.get("SAFELIGHT_CHAOS_KILLS", "0")) / 20)
"""How long the disk is filled again and again; `make chaos` goes on for longer."""

SEED = int(os.environ.get("SAFELIGHT_CHAOS_SEED", "20261101"))

DISK_BYTES = 24 << 20


class Ground:
    """A studio and servers without faults; commands are programs of their own."""

    def __init__(self, starter: Starter, folder: Path, servers: Servers) -> None:
        self.starter, self.folder, self.servers = starter, folder, servers

    def carry_out(self, *words: str, folder: Path | None = None) -> None:
        """Carry out a command and wait for its end."""
        where = ["--studio", folder or self.folder, "--at", campaign.at(0)]
        assert self.starter.start(*words, *where).wait_end(60) == 0

    def taken(self) -> tuple[int, int]:
        """How many emails and SMS the servers took."""
        email, sms = (self.servers.names(channel) for channel in campaign.CHANNELS)
        assert len({*email, *sms}) == len(email) + len(sms), "sent more than once"
        return len(email), len(sms)


@pytest.fixture
def ground(starter: Starter, tmp_path: Path) -> Iterator[Ground]:
    """Three orders, of which none is ready."""
    with Servers(tmp_path / "servers") as servers:
        campaign.furnish(tmp_path / "studio", servers, 3)
        yield Ground(starter, tmp_path / "studio", servers)


def tasks(folder: Path) -> int:
    """How many tasks there are."""
    return int(studios.rows(folder, "SELECT count(*) FROM card WHERE kind = 'task'")[0][0])


# The clock ---------------------------------------------------------------------------------------


def clock_jumps(folder: Path, hours: float) -> None:
    """Have the machine's clock have jumped: it was seen elsewhere than it must have been."""
    import pysqlite3

    connection = pysqlite3.connect(folder / "safelight.db", timeout=10)
    try:
        query = "SELECT value FROM setting WHERE key = 'clock'"
        seen = json.loads(connection.execute(query).fetchone()[0])
        seen["wall"] -= round(hours * HOUR_MS)
        connection.execute("UPDATE setting SET value = ? WHERE key = 'clock'", (json.dumps(seen),))
        connection.commit()
    finally:
        connection.close()


@pytest.mark.parametrize("hours", [-3.0, 3.0, 240.0])
def test_a_clock_that_jumped(ground: Ground, hours: float) -> None:
    """Nothing goes out until a person trusts it, and then all of it once; tasks are made."""
    ground.carry_out("advance", "O-1001", "--to", "Ready")
    ground.carry_out("worker", "--once")
    assert ground.taken() == (1, 1)
    clock_jumps(ground.folder, hours)
    ground.carry_out("advance", "O-1002", "--to", "Ready")
    for _ in range(3):
        ground.carry_out("worker", "--once")
    assert (ground.taken(), tasks(ground.folder)) == ((1, 1), 2)
    ground.carry_out("triggers", "trust-clock")
    ground.carry_out("worker", "--once")
    ground.carry_out("worker", "--once")
    assert (ground.taken(), tasks(ground.folder)) == ((2, 2), 2)


# A copy ------------------------------------------------------------------------------------------


def test_a_copy_is_silent(ground: Ground, tmp_path: Path) -> None:
    """Of a studio and its copy only one writes to anybody, until the copy is adopted."""
    ground.carry_out("advance", "O-1001", "--to", "Ready")
    ground.carry_out("worker", "--once", "--only", "schedule")
    ground.carry_out("advance", "O-1002", "--to", "Ready")
    copy = studios.copy(ground.folder, tmp_path / "copy", **ground.servers.settings())
    for _ in range(2):
        ground.carry_out("worker", "--once", folder=copy)
    assert (ground.taken(), tasks(copy)) == ((0, 0), 2)
    ground.carry_out("worker", "--once")
    assert ground.taken() == (2, 2)
    ground.carry_out("advance", "O-1003", "--to", "Ready", folder=copy)
    ground.carry_out("worker", "--once", folder=copy)
    assert ground.taken() == (2, 2)


# The disk ----------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of one's own."""
    point = tmp_path / "disk"
    point.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(point)]
    if os.getuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here: a small disk to fill needs root")
    yield point
    subprocess.run(["umount", "-l", str(point)], check=True)


class Filler:
    """Fills a disk to the last byte, and makes room again."""

    def __init__(self, disk: Path, chance: Random) -> None:
        self.file, self.chance = disk / "filler", chance
        self.over = threading.Event()
        self.times = 0

    def fill_again_and_again(self) -> None:
        """Until it is over."""
        while not self.over.is_set():
            with suppress(OSError), self.file.open("wb", buffering=0) as file:
                while True:
                    file.write(b"x" * 4096)
            self.times += 1
            self.over.wait(self.chance.uniform(0.1, 0.8))
            self.file.unlink()
            self.over.wait(self.chance.uniform(0.1, 0.5))


def test_a_full_disk(starter: Starter, small_disk: Path, tmp_path: Path) -> None:
    """While the disk is full again and again nothing is lost or doubled, and all programs go on."""
    folder = small_disk / "studio"
    filler = Filler(small_disk, Random(SEED))
    with Servers(tmp_path / "servers", faults=0.1, seed=SEED) as servers:
        campaign.furnish(folder, servers, 30)
        fought = Campaign(starter, folder, SEED, kept=tmp_path)
        filling = threading.Thread(target=filler.fill_again_and_again)
        with fought.at_work():
            filling.start()
            try:
                until = time.monotonic() + FULL_SECONDS
                while time.monotonic() < until:
                    time.sleep(0.5)
                    fought.start_again()
                    fought.kill()
            finally:
                filler.over.set()
                filling.join()
            fought.start_again()
        fought.finish()
        found = campaign.count(folder, servers)
    tally = fought.tally
    print(
        f"\nfull {filler.times} times, {tally['kills']} programs killed meanwhile, "
        f"{tally['not started']} that could not begin; "
        f"{tally['moves']} orders moved and {tally['refused']} not; seed {SEED}\n{found.words()}"
    )
    assert filler.times > 5
    assert tally["refused"] > 0
    for channel in campaign.CHANNELS:
        assert found.states[channel, "done"] > 0
