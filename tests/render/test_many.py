"""Many files at once: all are answered, a breakdown costs one, stopping is quick."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from render import many


def double(number: int) -> int:
    """Work that breaks its process down at 7."""
    if number == 7:
        os._exit(9)
    return 2 * number


def lost(number: int) -> int:
    """What stands for a number that broke a process down."""
    return -number


def here(number: int) -> tuple[int, int]:
    """In which process a number is worked on."""
    return number, os.getpid()


def test_few_are_worked_on_here() -> None:
    """Without other processes."""
    found = [result for _, result in many.each(here, [1, 2], lost=lambda n: (n, 0))]
    assert found == [(1, os.getpid()), (2, os.getpid())]


def test_many_go_to_other_processes_and_one_breaks_down() -> None:
    """Every number is answered once, the one that breaks processes down by what stands for it."""
    numbers = list(range(20))
    found = list(many.each(double, numbers, lost=lost, batch=3, few=0))
    assert sorted(found) == [(n, 2 * n if n != 7 else -7) for n in numbers]


def test_stopping() -> None:
    """No more is begun, and nothing waits for what is left."""
    seen: list[int] = []
    for number, _ in many.each(here, range(10_000), lost=lambda n: (n, 0), few=0,
                               stopped=lambda: len(seen) >= 3):  # fmt: skip
        seen.append(number)
    assert 3 <= len(seen) < 100
    seen.clear()
    assert not list(many.each(here, [1], lost=lambda n: (n, 0), stopped=lambda: True))


def test_nothing_is_left_behind() -> None:
    """No thread still talks to processes afterwards: it would do so while the program ends."""
    before = set(threading.enumerate())
    list(many.each(double, range(20), lost=lost, batch=3, few=0))
    assert set(threading.enumerate()) == before
    stopped = many.each(double, range(100, 200), lost=lost, few=0)
    next(stopped)
    stopped.close()
    assert set(threading.enumerate()) == before


def test_processes_end_with_the_program() -> None:
    """Even if it is killed while they have nothing to do."""
    program = (
        "import os, signal, time\n"
        "from tests.render.test_many import here\n"
        "from render import many\n"
        "found = many.each(here, range(40), lost=lambda n: (n, 0), few=0)\n"
        "print(*{next(found)[1][1] for _ in range(40)}, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    pids = [int(word) for word in done.stdout.split()]
    assert pids, done.stderr
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() and b"Z" not in state(pid) for pid in pids):
        assert time.monotonic() < until
        time.sleep(0.02)


def state(pid: int) -> bytes:
    """The state of a process; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except (OSError, IndexError):
        return b"Z"
