"""`scan` reads codes as they come, tells each at once, and keeps exactly what it told."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui.cli.scanning import LONGEST_LINE, lines

ROOT = Path(__file__).parents[3]

Scan = Callable[..., Any]


@pytest.fixture
def scan(run: Any, monkeypatch: pytest.MonkeyPatch) -> Scan:
    """Carry out `scan` with codes on standard input."""

    def scan(codes: str | bytes, *words: str, status: int = 0) -> Any:
        raw = codes.encode() if isinstance(codes, str) else codes
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        return run("scan", *words, status=status)

    return scan


@pytest.fixture
def three(run: Any) -> list[str]:
    """Three orders."""
    new = ("new", "order", "--client", "Zoë Álvarez", "--type", "Print")
    return [run(*new).out.strip() for _ in range(3)]


def test_each_is_told(scan: Scan, three: list[str]) -> None:
    """With its number, client, from and to; then how many; status 1 if any was refused."""
    found = scan("o-1001\n\n1002\nO-99\n1001\nUNDO\n", status=1)
    assert found.out.splitlines() == [
        "    1  O-1001  Zoë Álvarez  Order Entered → Retouch",
        "    2  O-1002  Zoë Álvarez  Order Entered → Retouch",
        "    3  O-99  REFUSED: there is no such record; check the number",
        "    4  O-1001  Zoë Álvarez  REFUSED: scanned already as no. 1; use --again",
        "    5  O-1002  Zoë Álvarez  Retouch → Order Entered",
        "1 moved, 2 refused.",
    ]
    assert found.errors == [
        "no. 3, O-99: there is no such record; check the number",
        "no. 4, 1001: scanned already as no. 1; use --again",
    ]
    del three


def test_as_json(scan: Scan, three: list[str]) -> None:
    """One document with every scan; null where there is nothing to say."""
    found = scan("1001\nzzz", "--json", "--to", "Delivered", status=1).json
    assert found["scanned"][0] == {
        "no": 1, "code": "1001", "ref": three[0], "client": "Zoë Álvarez", "from": "Order Entered",
        "to": "Delivered", "ok": True, "reason": None, "warnings": [],
    }  # fmt: skip
    assert found["scanned"][1]["ref"] is None
    assert found["scanned"][1]["reason"].startswith("no order has this number")
    assert (found["moved"], found["refused"]) == (1, 1)


def test_trying(scan: Scan, run: Any, three: list[str]) -> None:
    """A dry run says what would happen to each, and writes nothing."""
    found = scan("1001\n1002\n", "--dry-run")
    assert "2 moved" in found.out
    assert found.out.endswith("Nothing was written: this was a dry run.\n")
    assert run("show", three[0], "--json").json["status"] == "Order Entered"


def test_who_may_only_look(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is refused before the first line is read."""
    unread = io.BytesIO(b"1001\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(unread))
    assert "scanning" in run("scan", "--read-only", status=1).err
    assert unread.tell() == 0
    assert "no track has a status" in run("scan", "--to", "Nowhere", status=1).err


@pytest.mark.parametrize("raw", [b"\xff\xfe\n", b"\x00\x1b[31m\n", b"=1+1\n", b"[/]\n", b"\n" * 9])
def test_hostile_lines(scan: Scan, raw: bytes) -> None:
    """Any bytes are codes that nobody has, or nothing."""
    found = scan(raw + b"x" * 20_000 + b"\n", status=1)
    assert "Traceback" not in found.err
    assert "\x1b" not in found.out + found.err
    assert "moved, " in found.out


def test_no_line_is_endless() -> None:
    """Only the beginning of a long one is read, and the next one is whole."""
    found = list(lines(io.BytesIO(b"x" * (3 * LONGEST_LINE) + b"\nO-1\r\nO-2")))
    assert [len(found[0]), *found[1:]] == [LONGEST_LINE, "O-1\r\n", "O-2"]
    assert list(lines(io.BytesIO(b""))) == []


def test_killed_in_the_middle(run: Any, studio: Path, three: list[str]) -> None:
    """What was told is kept, and nothing else."""
    words = [sys.executable, "-m", "tui.main", "scan"]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "SAFELIGHT_STUDIO": str(studio)},
    ) as program:  # fmt: skip
        assert program.stdin is not None
        assert program.stdout is not None
        told = []
        for ref in three[:2]:
            program.stdin.write(f"{ref}\n".encode())
            program.stdin.flush()
            told.append(program.stdout.readline().split()[1].decode())
        program.send_signal(signal.SIGKILL)
    assert told == three[:2]
    found = run("board", "production", "--json").json["columns"]
    at = {card["ref"]: card["status"] for column in found for card in column["cards"]}
    assert [at[ref] for ref in three] == ["Retouch", "Retouch", "Order Entered"]


def test_json_loads_no_screen(studio: Path) -> None:
    """Scripts need not wait for what only people look at."""
    code = (
        "import sys; from tui.main import main; main(['scan', '--json']); "
        "assert not {'textual', 'rich'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=b"zzz\n", capture_output=True, check=False,
        env={**os.environ, "SAFELIGHT_STUDIO": str(studio)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["refused"] == 1
