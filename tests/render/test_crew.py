"""The crew: files are made by processes within a budget, and one that breaks down costs one file."""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from render.crew import Crew
from store.rendering.outcomes import INPUT, Failed, Made
from store.rendering.tasks import Outcome
from tests.render.fakeworks import task, work

PATIENCE_SECONDS = 30.0

Hire = Callable[..., Crew]


@pytest.fixture
def hire() -> Iterator[Hire]:
    """What starts a crew; all are ended with the test."""
    crews: list[Crew] = []

    def hire(processes: int = 1, budget_bytes: int = 1 << 30, timeout: float = 60.0) -> Crew:
        crews.append(Crew(work, processes, budget_bytes, timeout))
        return crews[-1]

    yield hire
    for crew in crews:
        crew.stop()


def answers(crew: Crew) -> dict[int, Outcome]:
    """Wait until all that was given is answered."""
    found: dict[int, Outcome] = {}
    until = time.monotonic() + PATIENCE_SECONDS
    while crew.in_hand:
        assert time.monotonic() < until, crew.in_hand
        for outcome in crew.collect(0.2):
            assert outcome.task.sheet_id not in found, "answered twice"
            found[outcome.task.sheet_id] = outcome
    return found


def test_all_is_made(hire: Hire) -> None:
    """Each file is answered once; those given together are made by one process."""
    crew = hire(2)
    crew.give([task(1), task(2), task(3)])
    crew.give([task(4)])
    assert crew.free == 0
    found = answers(crew)
    assert sorted(found) == [1, 2, 3, 4]
    made = [found[n].result for n in sorted(found)]
    processes = [one.bytes for one in made if isinstance(one, Made)]
    assert processes[0] == processes[1] == processes[2] != processes[3]
    assert os.getpid() not in processes
    assert (crew.free, crew.used_bytes) == (2, 0)


def test_what_breaks_down_costs_that_file(hire: Hire) -> None:
    """It is tried once more, then it is to blame; those behind it are made."""
    crew = hire()
    crew.give([task(1), task(2, "breaks"), task(3), task(4)])
    found = answers(crew)
    failed = found[2].result
    assert isinstance(failed, Failed)
    assert (failed.kind, failed.reason) == (INPUT, "2 processes broke down over it")
    crew.give([task(5, "is killed")])
    killed = answers(crew)[5].result
    assert isinstance(killed, Failed)
    assert killed.kind == "transient"
    assert all(isinstance(found[n].result, Made) for n in (1, 3, 4))


def test_a_process_that_is_killed_once_costs_nothing(hire: Hire, tmp_path: Path) -> None:
    """The file is made by the next."""
    crew = hire()
    crew.give([task(1, "breaks once", folder=str(tmp_path))])
    assert isinstance(answers(crew)[1].result, Made)


def test_a_mistake_of_ours_is_no_end(hire: Hire) -> None:
    """An error that nobody foresaw ends in a reason, too."""
    crew = hire()
    crew.give([task(1, "raises"), task(2)])
    found = answers(crew)
    assert isinstance(found[1].result, Failed)
    assert isinstance(found[2].result, Made)


def test_what_hangs_is_given_up(hire: Hire) -> None:
    """After the time that a file may take; the next one is made."""
    crew = hire(timeout=1.0)
    crew.give([task(1)])  # starting a process counts as well
    answers(crew)
    crew.give([task(2, "hangs"), task(3)])
    found = answers(crew)
    assert "took longer than 1 s" in str(found[2].result)
    assert isinstance(found[3].result, Made)


def test_memory_far_beyond_the_plan_is_refused(hire: Hire) -> None:
    """The process gets no more, and says so instead of taking the machine along."""
    crew = hire()
    crew.give([task(1, "hogs")])
    assert "memory" in str(answers(crew)[1].result)


def test_the_budget(hire: Hire) -> None:
    """What is planned for the largest file of each process is taken from it until it is made."""
    crew = hire(2, budget_bytes=100)
    crew.give([task(1, memory_bytes=30), task(2, memory_bytes=60)])
    assert (crew.used_bytes, crew.room_bytes) == (60, 40)
    crew.give([task(3, memory_bytes=40)])
    assert crew.room_bytes == 0
    answers(crew)
    assert crew.room_bytes == 100


def test_the_budget_holds_after_a_breakdown(hire: Hire) -> None:
    """What a broken process leaves waits until there is room for it again."""
    crew = hire(4, budget_bytes=100)
    crew.give([task(n, "breaks" if n == 1 else "well", memory_bytes=90) for n in range(1, 6)])
    most = 0
    found: dict[int, Outcome] = {}
    until = time.monotonic() + PATIENCE_SECONDS
    while crew.in_hand:
        assert time.monotonic() < until
        found |= {one.task.sheet_id: one for one in crew.collect(0.2)}
        most = max(most, sum(one.memory_bytes for one in crew.at_work()))
    assert sorted(found) == [1, 2, 3, 4, 5]
    assert most <= 100


def test_stopping_gives_back(hire: Hire) -> None:
    """At once, whatever is at work; nothing is left running."""
    crew = hire(2)
    crew.give([task(1, "hangs"), task(2)])
    crew.give([task(3, "hangs")])
    children = crew.pids()
    began = time.monotonic()
    left = crew.stop()
    assert sorted(one.sheet_id for one in left) == [1, 2, 3]
    assert time.monotonic() - began < 5
    for pid in children:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert crew.in_hand == []


def test_a_killed_child_is_noticed_while_idle(hire: Hire) -> None:
    """One that died with nothing to do is replaced when there is."""
    crew = hire()
    crew.give([task(1)])
    answers(crew)
    (pid,) = crew.pids()
    os.kill(pid, signal.SIGKILL)
    crew.give([task(2), task(3)])
    assert all(isinstance(one.result, Made) for one in answers(crew).values())


def test_nothing_is_printed(hire: Hire, capfd: pytest.CaptureFixture[str]) -> None:
    """Remarks of libraries do not reach the terminal."""
    crew = hire()
    crew.give([task(1, "prints"), task(2, "raises")])
    answers(crew)
    assert capfd.readouterr() == ("", "")


def test_failures_travel() -> None:
    """An outcome comes through a pipe as it was."""
    failed = Failed(INPUT, "it is damaged", "replace it")
    back = pickle.loads(pickle.dumps(Outcome(task(1), failed)))  # noqa: S301 - our own bytes
    assert (back.result.kind, back.result.reason, back.result.remedy) == (
        failed.kind, failed.reason, failed.remedy,
    )  # fmt: skip
