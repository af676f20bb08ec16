"""The gateway of the tests: its log is what campaigns count by."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.jobs.sms import gatewayserver
from tests.jobs.sms.gatewayserver import FAULTS, MOODS, GatewayServer, serving, taken


@pytest.fixture
def program(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """It as a program of its own: its address and its log."""
    log = tmp_path / "log"
    words = [sys.executable, gatewayserver.__file__, "--log", log]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(running.stdout.readline())}", log
        finally:
            running.kill()


def test_as_a_program(program: tuple[str, Path]) -> None:
    """It prints its port; what it takes is in the log before it says so, also if it is killed."""
    url, log = program
    for number in range(3):
        said = {"to": "+12125550100", "text": f"text {number}", "key": f"k{number}"}
        answer = httpx.post(f"{url}/send", json=said, trust_env=False).json()
        assert answer["status"] == "queued"
        assert [line["body"] for line in taken(log)] == [f"text {n}" for n in range(number + 1)]
    assert taken(log)[2]["key"] == "k2"


def test_faults_are_the_same_for_a_seed(tmp_path: Path) -> None:
    """So that a campaign can be run again."""
    first, second = (GatewayServer(tmp_path / name, faults=0.5, seed=3) for name in ("one", "two"))
    moods = [first.mood() for _ in range(200)]
    assert moods == [second.mood() for _ in range(200)]
    assert set(moods) == {"ok", *FAULTS}
    for server in (first, second):
        server.server_close()
        server._log.close()  # type: ignore[union-attr]  # it has one


@pytest.mark.parametrize("mood", ["ok", "refuse", "drop", "drop before", "error", "error after"])
def test_the_log_says_what_was_taken(tmp_path: Path, mood: str) -> None:
    """Whatever was answered."""
    with serving(tmp_path / "log") as server:
        server.moods.append(mood)
        try:
            httpx.post(f"{server.url}/send", json={"to": "1", "text": "x"}, trust_env=False)
        except httpx.HTTPError:
            assert mood.startswith("drop")
        assert [line["body"] for line in taken(tmp_path / "log")] == ["x"] * MOODS[mood]
        (line,) = (tmp_path / "log").read_text().splitlines()
        assert json.loads(line)["mood"] == mood
