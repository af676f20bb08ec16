"""The boards with a profiler inside: where the time of what was missed goes.

As a program it runs the boards and profiles them from a signal to the next.
"""

from __future__ import annotations

import cProfile
import io
import os
import pstats
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

LINES = 22


def profile(studio_folder: Path, at: str, keys: str, times: int) -> str:
    """Press keys in profiled boards; returns the functions that took longest."""
    from tests.bench.screens import BOARD_SIGN, running
    from tests.bench.studios import ROOT

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "profile"
        command = [sys.executable, "-m", "tests.bench.profiled", str(out), "--studio",
                   str(studio_folder), "--at", at, "--board", "production"]  # fmt: skip
        with running(command) as terminal:
            terminal.wait_for(BOARD_SIGN)
            terminal.listen(2.0)
            for key in keys:
                terminal.press(key, 0.3)
            terminal.listen(8.0)
            os.kill(terminal.pid, signal.SIGUSR1)
            for _ in range(times):
                for key in keys:
                    terminal.press(key, 0.3)
            os.kill(terminal.pid, signal.SIGUSR2)
            end = time.perf_counter() + 20
            while not out.exists() and time.perf_counter() < end:
                terminal.listen(0.2)
        return _told(out, ROOT)


def _told(out: Path, root: Path) -> str:
    text = io.StringIO()
    pstats.Stats(str(out), stream=text).sort_stats("cumulative").print_stats(LINES * 2)
    shown = re.compile(r"\s+\d|\s+ncalls")
    rows = [row.rstrip() for row in text.getvalue().splitlines() if shown.match(row)]
    return "\n".join(_short(row, root) for row in rows[: LINES + 1])


def _short(row: str, root: Path) -> str:
    """Leave out where packages are installed: it differs from machine to machine."""
    row = row.replace(f"{root}/", "")
    return re.sub(r"/\S*/(?:site-packages|python3\.\d+)/", "", row)


def _main() -> int:
    from tui.main import main

    out, arguments = Path(sys.argv[1]), sys.argv[2:]
    profiler = cProfile.Profile()
    signal.signal(signal.SIGUSR1, lambda *_: profiler.enable())

    def stop(*_: object) -> None:
        profiler.disable()
        profiler.dump_stats(out.with_suffix(".part"))
        out.with_suffix(".part").rename(out)

    signal.signal(signal.SIGUSR2, stop)
    return main(arguments)


if __name__ == "__main__":
    sys.exit(_main())
