"""Who runs the clock: shown to everybody, and taken over when whoever does is killed."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from tests.e2e import studios
from tests.e2e.conftest import Open
from tests.e2e.starter import Starter

LEASE_SECONDS = 1.0


def test_takeover(start: Open, made: Path, tmp_path: Path) -> None:
    """A worker goes before boards, all show who it is, and when it is killed a board takes over."""
    folder = studios.copy(
        made,
        tmp_path / "studio",
        **{"clock.lease_seconds": LEASE_SECONDS, "clock.tick_seconds": 0.2},
    )
    first = start("--studio", folder)
    first.wait_for("clock: here")
    second = start("--studio", folder, "--as", "joon")
    second.wait_for("clock: board of")
    with Starter(tmp_path) as starter:
        worker = starter.start("worker", "--studio", folder)
        first.wait_for("clock: worker of")
        second.wait_for("clock: worker of")
        died = time.monotonic()
        worker.kill(signal.SIGKILL)

        def taken(_: str) -> bool:
            label = studios.rows(folder, "SELECT label FROM lease")[0][0]
            return label.startswith("board of")

        first.wait_for(taken)
        seconds = time.monotonic() - died
    print(f"\ntaken over {seconds:.1f} s after the kill, the lease being {LEASE_SECONDS} s")
    assert seconds < 3 * LEASE_SECONDS + 2
    label = studios.rows(folder, "SELECT label FROM lease")[0][0]
    holder, other = (first, second) if f"(process {first.pid})" in label else (second, first)
    holder.wait_for("clock: here")
    other.wait_for("clock: board of")


def test_leaving_lets_go(start: Open, made: Path, tmp_path: Path) -> None:
    """`q` asks while the clock runs here; leaving lets go of it, and another board takes it."""
    folder = studios.copy(made, tmp_path / "studio", **{"clock.tick_seconds": 0.2})
    first = start("--studio", folder)
    first.wait_for("clock: here")
    second = start("--studio", folder, "--as", "joon")
    second.wait_for("clock: board of")
    first.press("q")
    first.wait_for("The clock runs here")
    first.press("n")
    first.wait_gone("The clock runs here")
    first.press("q")
    first.wait_for("The clock runs here")
    first.press("y")
    assert first.wait_end() == 0
    assert first.is_clean()
    second.wait_for("clock: here")
    second.press("q")
    second.wait_for("The clock runs here")
