"""A big order over real-sized photographs, from the key *Render* to files that are proven.

By default it is small; SAFELIGHT_BIG_ORDER=1 takes 60 photographs and 200 lines.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.e2e import bigorder, rendering, studios
from tests.e2e.conftest import Open
from tests.e2e.disks import Disk
from tests.e2e.starter import Program, Starter

FULL = os.environ.get("SAFELIGHT_BIG_ORDER") == "1"

PICTURES, LINES = (60, 200) if FULL else (8, 24)

SIZE = (6000, 4000)

SMALL_BYTES, ROOMY_BYTES = (200 << 20, 8 << 30) if FULL else (16 << 20, 2 << 30)

PATIENCE_SECONDS = 3600.0 if FULL else 100.0


def done(folder: Path) -> int:
    """How many files are done."""
    return sum(sheet.state == "done" for sheet in rendering.sheets(folder))


def at_work(folder: Path) -> bool:
    """Tell whether a file is being made."""
    return any(sheet.state == "running" for sheet in rendering.sheets(folder))


def wait(true: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < until, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.05)


class Worker:
    """The program that renders, whichever it is at the time."""

    def __init__(self, starter: Starter, folder: Path) -> None:
        """Start it."""
        self._starter, self._folder = starter, folder
        self.program = self._start()
        self.peak = 0
        self._over = threading.Event()

    def _start(self) -> Program:
        return self._starter.start("worker", "--only", "render", "--studio", self._folder)

    def killed(self) -> None:
        """Kill it in the middle of its work, and start another."""
        wait(lambda: at_work(self._folder), "a file being made")
        self.program.kill(signal.SIGKILL)
        assert self.program.wait_end() == -signal.SIGKILL
        self.program = self._start()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look all the while how much memory it and its processes have."""
        looking = threading.Thread(target=self._look)
        looking.start()
        try:
            yield
        finally:
            self._over.set()
            looking.join()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            pid = self.program.pid
            self.peak = max(self.peak, sum(map(_memory, [pid, *rendering.crew_of(pid)])))


def _memory(pid: int) -> int:
    with suppress(OSError):
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def test_from_the_key_to_proven_files(
    start: Open, starter: Starter, disk: Disk, tmp_path: Path
) -> None:
    """It survives two kills and a full disk with the queue in view, and every file is proven."""
    folder, out = tmp_path / "studio", disk.point / "out"
    began = time.monotonic()
    studios.make(folder, times=0, **rendering.QUICK)
    order = bigorder.made(folder, out, PICTURES, LINES, SIZE).order
    founded = time.monotonic()
    disk.resize(SMALL_BYTES)
    terminal = start("--studio", folder)
    terminal.wait_for(order)
    worker = Worker(starter, folder)
    terminal.press("r")
    terminal.wait_for(f"Render {order}")
    terminal.wait_for("files")
    terminal.press("Enter")
    terminal.wait_for("in the queue")
    rendering.count_done(folder)
    terminal.press("6")
    terminal.wait_for("rendering")
    with worker.watched():
        wait(lambda: done(folder) >= 1, "the first file")
        worker.killed()
        wait(lambda: bool(rendering.waits_for(folder, "is full")), "the disk to be full")
        terminal.press("Enter")
        terminal.wait_for("is full")
        terminal.press("Escape")
        disk.resize(ROOMY_BYTES)
        job = rendering.jobs(folder)[0]
        bigorder.run(folder, "queue", "retry", job)
        before = done(folder)
        wait(lambda: done(folder) > before, "a file after there was room")
        worker.killed()
        wait(lambda: not rendering.is_open(folder), "all files")
    rendered = time.monotonic()
    terminal.wait_gone("rendering", PATIENCE_SECONDS)
    check(folder, out)
    verdicts = bigorder.answer(folder, "render", order, "--verify")["verdicts"]
    proven = time.monotonic()
    sheets = rendering.sheets(folder)
    assert len(verdicts) == len(sheets)
    assert {verdict["result"] for verdict in verdicts} == {"same"}
    worker.program.kill(signal.SIGTERM)
    assert worker.program.wait_end() == 0
    print(
        f"\n{LINES} lines over {PICTURES} photographs of 24 MP: {len(sheets)} files; "
        f"{founded - began:.0f} s to make the studio, {rendered - founded:.0f} s from the key to "
        f"the last file, {proven - rendered:.0f} s to prove them; at most "
        f"{worker.peak / 2**20:,.0f} MiB in the program and its processes"
    )


def check(folder: Path, out: Path) -> None:
    """Everything is done, once each, and there is nothing else."""
    assert rendering.failures(folder) == []
    sheets = rendering.sheets(folder)
    assert {sheet.state for sheet in sheets} == {"done"}
    assert rendering.times_done(folder) == {sheet.id: 1 for sheet in sheets}
    assert rendering.line_states(folder) == {"rendered"}
    files = {str(path) for path in out.rglob("*") if path.is_file()}
    wanted = {sheet.path for sheet in sheets}
    assert files - {f"{path}.recipe.json" for path in wanted} == wanted
    assert rendering.parts(out) == []
    assert studios.problems(folder) == []
