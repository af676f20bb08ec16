"""The boards with a profiler inside: where the time of what was missed goes.

As a program it runs the boards and profiles them from the start, or a signal, to the next signal.
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


def start(folder: Path, at: str) -> str:
    """Profile the boards from their first import to the first picture."""
    return _profile(folder, at, "", 0, from_start=True)


def keys(folder: Path, at: str, pressed: str, times: int) -> str:
    """Profile keys in open boards, after each was pressed once."""
    return _profile(folder, at, pressed, times, from_start=False)


def _profile(folder: Path, at: str, pressed: str, times: int, *, from_start: bool) -> str:
    from tests.bench.screens import BOARD_SIGN, running
    from tests.bench.studios import ROOT

    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "profile"
        mode = "start" if from_start else "keys"
        boards = ["--studio", str(folder), "--at", at, "--board", "production"]
        command = [sys.executable, "-m", "tests.bench.profiled", str(out), mode, *boards]
        with running(command) as terminal:
            terminal.wait_for(BOARD_SIGN)
            if not from_start:
                terminal.listen(2.0)
                for key in pressed:
                    terminal.press(key, 0.3)
                terminal.listen(8.0)
                os.kill(terminal.pid, signal.SIGUSR1)
            for key in pressed * times:
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
    out, mode, arguments = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    profiler = cProfile.Profile()
    signal.signal(signal.SIGUSR1, lambda *_: profiler.enable())

    def stop(*_: object) -> None:
        profiler.disable()
        profiler.dump_stats(out.with_suffix(".part"))
        out.with_suffix(".part").rename(out)

    signal.signal(signal.SIGUSR2, stop)
    if mode == "start":
        profiler.enable()
    from tui.main import main

    return main(arguments)


if __name__ == "__main__":
    sys.exit(_main())
