"""Terminals of every kind and size, lines that drop, keys in any order: nothing is left behind."""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import studios, wire
from tests.e2e.boards import Board
from tests.e2e.conftest import Open
from tests.e2e.starter import Starter
from tests.e2e.terminal import PATIENCE_SECONDS, is_alive

LEASE = "SELECT DISTINCT owner FROM lease"


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """What starts programs quickly."""
    with Starter(tmp_path_factory.mktemp("home")) as starter:
        yield starter


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_signals_leave_a_clean_terminal(start: Open, folder: Path, number: signal.Signals) -> None:
    """Asked to end, the boards put the terminal back as it was and let go of the clock."""
    boards = start("--studio", folder)
    boards.wait_for("clock: here")
    boards.press("a")
    boards.wait_for("Advance O-1001")
    boards.signal(number)
    assert boards.wait_end() == 0
    assert boards.is_clean()
    assert "Advance" not in boards.screen()
    assert studios.rows(folder, LEASE) == [("",)]


def test_a_dropped_line_leaves_no_half_work(start: Open, folder: Path) -> None:
    """When the terminal goes away the program ends soon, with the clock let go of."""
    boards = start("--studio", folder)
    boards.wait_for("clock: here")
    boards.press("a")
    boards.wait_for("Advance O-1001")
    boards.hang_up()
    until = time.monotonic() + PATIENCE_SECONDS
    while is_alive(boards.pid):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert studios.rows(folder, LEASE) == [("",)]
    assert studios.problems(folder) == []


@pytest.mark.parametrize(
    ("term", "env", "wanted", "unwanted"),
    [
        ("xterm-256color", {}, rb"\x1b\[[0-9;]*38;5;", rb"38;2;"),
        ("xterm-256color", {"COLORTERM": "truecolor"}, rb"38;2;", rb"38;5;"),
        ("screen", {}, rb"\x1b\[[0-9;]*m", rb"38;[25];"),
        ("linux", {}, rb"\+", rb"38;[25];|\xe2\x94"),
        ("xterm-256color", {"NO_COLOR": "1"}, rb"\x1b\[[0-9;]*\b7;", rb"\[[0-9;]*\b[349][0-8][;m]"),
    ],
)
def test_each_terminal_gets_what_it_can_show(
    starter: Starter, folder: Path, tmp_path: Path, term: str, env: dict[str, str],
    wanted: bytes, unwanted: bytes,
) -> None:  # fmt: skip
    """Colours as many as the terminal has, plain shapes on the console, none under NO_COLOR."""
    board = Board(starter, tmp_path / "output", "--studio", folder, **{"TERM": term, **env})
    board.calm()
    board.press("j", "l", "?", "\x1b")
    board.leave()
    output = board.output()
    assert b"O-1001" in output
    assert re.search(wanted, output)
    assert re.findall(unwanted, output) == []
    assert wire.strays(output) == []


def test_a_dumb_terminal_gets_text(starter: Starter, folder: Path, tmp_path: Path) -> None:
    """Where nothing can be drawn the board is printed, without a single escape sequence."""
    output = tmp_path / "output"
    program = starter.start("--studio", folder, tty=(80, 24), keep=output, TERM="dumb")
    assert program.wait_end() == 0
    assert b"O-1001" in output.read_bytes()
    assert b"\x1b" not in output.read_bytes()


def test_sizes(start: Open, folder: Path) -> None:
    """The window may become any size at any time; below 66 columns one lane is shown at a time."""
    boards = start("--studio", folder)
    boards.wait_for("O-1001")
    for width, height in ((60, 20), (20, 5), (3, 2), (200, 60), (41, 11), (80, 24)):
        boards.resize(width, height)
        boards.press("j", "l", "h", "k")
        if width >= 20:
            boards.wait_for(lambda shown, wide=width: "O-100" in shown[: wide * 8])  # type: ignore[misc]  # the width as it is now
    boards.resize(60, 20)
    boards.wait_for(lambda shown: shown.count("┌") == 1)
    boards.press("a")
    boards.wait_for("Advance O-1001")
    boards.resize(20, 5)
    boards.resize(80, 24)
    boards.wait_for("Order Entered → Retouch")
    boards.press("Escape")
    boards.wait_gone("Advance O-1001")


def test_pasting(start: Open, folder: Path) -> None:
    """A paste goes into the line or field that has the keys as plain text, and is never a command."""
    boards = start("--studio", folder)
    boards.wait_for("O-1001")
    boards.paste("LLLL\nHHHH")
    boards.press("/")
    boards.wait_for("status:")
    boards.paste("ada\nlindqvist")
    boards.wait_for("2 shown")
    boards.press("Escape")
    boards.wait_gone("/ada")
    boards.press("w")
    boards.wait_for("Wait or hold")
    boards.paste("cracked\u202e glass\nand more")
    boards.wait_for("cracked")
    boards.press("Enter")
    boards.wait_for("Order Entered 1")
    reasons = [row[0] for row in studios.rows(folder, "SELECT reason FROM visit WHERE reason > ''")]
    assert reasons
    assert not any(wire.strays(reason.encode()) for reason in reasons)


def test_any_keys_in_any_order(starter: Starter, made: Path, tmp_path: Path) -> None:
    """Two thousand keys by chance, with a second program at work: no crash, and a sound database."""
    folder = studios.copy(made, tmp_path / "studio")
    chance = random.Random(2026)
    plain = "abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ12345678,./*?:' -+<>[]"
    special = ["\r", "\r", "\x1b", "\x1b", "\t", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D",
               "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F", "\x7f", "\x04", "\x12", "\x15", "\x10"]  # fmt: skip
    board = Board(starter, tmp_path / "output", "--studio", folder)
    board.wait_for("O-1001")
    pressed = 0
    while pressed < 2000:
        keys = [chance.choice(special if chance.random() < 0.3 else plain) for _ in range(25)]
        pressed += len(keys)
        board.program.write("".join(keys))
        board.calm(still=0.04)
    board.press("\x1b", "\x1b", "\x1b", "\x1b", "\x1b", "\x1b")
    assert board.program.status is None
    board.leave()
    output = board.output()
    assert wire.strays(output) == []
    assert studios.problems(folder) == []
    log = "".join(path.read_text() for path in (folder / "logs").iterdir())
    assert "Traceback" not in log, log[-3000:]
