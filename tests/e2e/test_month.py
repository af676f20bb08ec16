"""A simulated month with four programs on one database, undisturbed and with holders killed."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e import month, studios
from tests.e2e.starter import Program, Starter
from tests.e2e.waiting import wait_until

CLOCK = {"clock.lease_seconds": 1.0, "clock.tick_seconds": 0.1}
"""The shortest lease that still shows who holds it."""

KILLS = int(os.environ.get("SAFELIGHT_CHAOS_KILLS", "200"))
"""How many holders of the lease are killed; `make chaos` asks for more."""

SEED = int(os.environ.get("SAFELIGHT_CHAOS_SEED", "20261102"))

STUDIOS_AT_ONCE = 5

LONGEST_TENURE_SECONDS = 0.12
"""Holders are killed at a random moment up to so long after they took the lease."""


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """What starts programs quickly."""
    with Starter(tmp_path_factory.mktemp("home")) as starter:
        yield starter


class Rehearsal:
    """One studio going through the month."""

    def __init__(self, starter: Starter, folder: Path) -> None:
        self.starter, self.folder = starter, folder
        self.moved = 0

    @contextmanager
    def four(self, step: str) -> Iterator[list[Program]]:
        """Two workers and two boards at a moment; those that still run are asked to stop."""
        at = ["--studio", self.folder, "--at", step]
        programs = [self.starter.start("worker", *at) for _ in range(2)]
        for number in range(2):
            programs.append(
                self.starter.start(
                    *at, tty=(80, 24), keep=self.output(number), TERM="xterm-256color"
                )
            )
        try:
            yield programs
        finally:
            for program in programs:
                program.kill(signal.SIGTERM)
            for program in programs:
                program.wait_end()

    def output(self, number: int) -> Path:
        """Where a board's output is kept."""
        return self.folder.parent / f"{self.folder.name} board {number}"

    def settle(self, step: str) -> None:
        """Wait until everything that is due at a step has been dealt with."""
        wait_until(lambda: month.unsettled(self.folder, step) == 0, f"{step} is settled")

    def people_move(self, number: int, step: str) -> None:
        """Let people move cards by the shell."""
        refs = month.next_to_move(self.folder, number, every=4)
        self.moved += len(refs)
        done = self.starter.start("advance", *refs, "--studio", self.folder, "--at", step)
        assert done.wait_end() == 0

    def holder(self, programs: list[Program]) -> Program | None:
        """Which of the programs holds the lease now."""
        label = studios.rows(self.folder, "SELECT label FROM lease")
        for program in programs:
            if label and f"(process {program.pid})" in label[0][0] and program.status is None:
                return program
        return None


def test_a_month_of_four_programs(starter: Starter, tmp_path: Path) -> None:
    """Two boards and two workers at each step of a month: every task and call exists once."""
    folder = tmp_path / "studio"
    month.furnish(folder, 60, **CLOCK)
    studio = Rehearsal(starter, folder)
    for number, step in enumerate(month.STEPS):
        with studio.four(step) as programs:
            studio.settle(step)
            studio.people_move(number, step)
            studio.settle(step)
        assert [program.status for program in programs] == [0, 0, 0, 0]
    errands = month.check(folder)
    print(f"\n{len(month.STEPS)} steps, {studio.moved} moves, {errands} tasks and calls, each once")


def test_a_month_of_killed_holders(starter: Starter, tmp_path: Path) -> None:
    """The same when whoever runs the clock is killed at random moments, again and again."""
    made = tmp_path / "made"
    month.furnish(made, 200, **CLOCK)
    each = 4 * len(month.STEPS)
    copies = [studios.copy(made, tmp_path / f"studio {n}") for n in range(-(-KILLS // each))]
    began = time.monotonic()
    with ThreadPoolExecutor(STUDIOS_AT_ONCE) as pool:
        tallies = list(pool.map(
            lambda pair: _killed_month(Rehearsal(starter, pair[1]), random.Random(SEED + pair[0])),
            enumerate(copies),
        ))  # fmt: skip
    tally = sum(tallies, Counter[str]())
    print(
        f"\n{tally['kills']} holders killed in {time.monotonic() - began:.0f} s "
        f"({tally['workers']} workers, {tally['boards']} boards; {tally['busy']} with work open); "
        f"{tally['errands']} tasks and calls, each once; seed {SEED}"
    )
    assert tally["kills"] >= KILLS
    assert tally["busy"] >= KILLS // 4
    assert tally["boards"] > 0


def _killed_month(studio: Rehearsal, chance: random.Random) -> Counter[str]:
    tally: Counter[str] = Counter()
    for number, step in enumerate(month.STEPS):
        with studio.four(step) as programs:
            for turn in range(4):
                if turn == 3:
                    studio.settle(step)
                    studio.people_move(number, step)
                _kill_holder(studio, step, programs, chance, tally)
    end = month.STEPS[-1]
    last = studio.starter.start("worker", "--once", "--studio", studio.folder, "--at", end)
    assert last.wait_end() == 0
    tally["errands"] = month.check(studio.folder)
    return tally


def _kill_holder(
    studio: Rehearsal,
    step: str,
    programs: list[Program],
    chance: random.Random,
    tally: Counter[str],
) -> None:
    found: list[Program] = []

    def is_held() -> bool:
        # Whoever was seen is killed: a moment later it may be somebody else, or nobody.
        holder = studio.holder(programs)
        found[:] = [holder] if holder is not None else []
        return holder is not None

    wait_until(is_held, f"{step}: somebody runs the clock")
    time.sleep(chance.uniform(0, LONGEST_TENURE_SECONDS))
    wait_until(is_held, f"{step}: somebody still does")
    victim = found[0]
    os.kill(victim.pid, signal.SIGKILL)
    tally["busy"] += month.unsettled(studio.folder, step) > 0
    tally["boards" if programs.index(victim) >= 2 else "workers"] += 1
    assert victim.wait_end() == -signal.SIGKILL
    tally["kills"] += 1
