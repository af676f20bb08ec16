"""Hostile names in every text field of every command, and then on every screen, byte by byte."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e import studios, wire
from tests.e2e.boards import Board
from tests.e2e.starter import Starter

KINDS = ("sessions", "invoices", "preproduction", "production", "tasks")


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """What starts programs quickly."""
    with Starter(tmp_path_factory.mktemp("home")) as starter:
        yield starter


def makings(bad: str, number: int) -> list[list[str]]:
    """Commands that put a text into every field there is; ``number`` keeps what they make apart."""
    mine, track = f"{number} {bad}"[:60], f"Track {number}"  # long ones are refused
    line = f"description={bad},qty=2,price=3.50,note={bad}"
    return [
        ["departments", "add", mine],
        ["users", "add", f"user{number}", "--name", bad, "--department", mine],
        ["users", "add", bad],
        ["vendors", "add", mine, *(f"--{f}={bad}" for f in ("account", "contact", "address", "notes"))],
        ["types", "add", "session", mine],
        ["statuses", "add", "production", track, "Begun", "--initial"],
        ["statuses", "add", "production", track, mine, "--state", "blocked", "--department", mine],
        ["statuses", "add", "production", track, "Ended", "--final"],
        ["statuses", "add", "production", track, "x", "--colour", bad, "--cause", bad],
        ["items", "add", f"IT{number}", f"--description={bad}", f"--group={bad}"],
        ["holidays", "add", f"2027-01-{number + 4:02}", mine],
        ["new", "session", "--client", mine, "--type", mine, "--photographer", bad, "--folder", bad,
         "--subject", bad, "--notes", bad],
        ["new", "invoice", "--client", mine, "--subject", bad, "--notes", bad, "--line", f"{line},options={bad}"],
        ["new", "order", "--client", mine, "--type", track, "--vendor", mine, "--subject", bad,
         "--studio-notes", bad, "--vendor-notes", bad, "--vendor-number", bad, "--line", line],
        ["new", "order", "--kind", "preproduction", "--client", mine, "--notes", bad],
        ["new", "task", "--subject", mine, "--details", bad, "--client", mine],
        ["new", "call", "--subject", mine, "--client", mine, "--notes", bad],
        ["new", "order", "--client", mine, "--type", bad],
        ["set", f"O-{1001 + number}", f"subject={bad}", f"notes={bad}"],
        ["set", f"O-{1001 + number}", f"user={bad}", f"due={bad}", f"{bad}=1"],
        ["note", f"O-{1001 + number}", bad],
        ["hold", f"O-{1001 + number}", "--reason", bad],
        ["advance", f"O-{1001 + number}", "--note", bad, "--reason", bad, "--to", mine],
        ["call", f"C-{1001 + number}", "--result", bad, "--outcome", bad],
        ["call", f"C-{1001 + number}", "--result", "busy", "--outcome", bad],
        ["triggers", "add", mine, "--kind", "production", "--track", track, "--status", mine,
         "--subject", bad],
        ["views", "save", "production", mine, "--filter", f'"{bad}"'],
        ["views", "save", "production", "x", "--filter", bad],
    ]  # fmt: skip


def showings(bad: str, number: int) -> list[list[str]]:
    """Commands that show what has been made, or that answer a text that fits nothing."""
    return [
        ["board", "production", "--filter", bad],
        ["show", f"O-{1001 + number}"], ["show", f"S-{1001 + number}"], ["show", bad],
        ["who", bad], ["advance", bad], ["undo", bad], ["log", bad], [bad], ["--board", bad],
        ["--studio", bad], ["--as", bad, "hub"], ["--at", bad, "hub"], ["import", bad, bad],
        ["import", "clients", bad],
    ]  # fmt: skip


EVERYTHING = [
    *(["board", kind] for kind in KINDS),
    *(["list", kind] for kind in KINDS),
    *([noun, "list"] for noun in ("users", "departments", "vendors", "types", "statuses", "items",
                                  "triggers", "views", "holidays", "tracks")),
    ["hub"], ["log"], ["triggers", "queue"], ["check"], ["undo", "--list"],
]  # fmt: skip


def run_all(
    starter: Starter, folder: Path, kept: Path, commands: list[list[str]]
) -> list[tuple[list[str], int, bytes]]:
    """Run commands in a terminal each, some at a time; returns what each sent there."""
    kept.mkdir()

    def run(place: int) -> tuple[list[str], int, bytes]:
        said = commands[place]
        output = kept / str(place)
        before = [] if "--studio" in said else ["--studio", folder]
        program = starter.start(*before, *said, tty=(100, 30), keep=output, TERM="xterm-256color")
        return said, program.wait_end(60), output.read_bytes()

    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(run, range(len(commands))))


def complaints(ran: list[tuple[list[str], int, bytes]]) -> list[str]:
    """What is wrong with the output of commands: stray bytes, tracebacks, unforeseen ends."""
    found = []
    for said, status, output in ran:
        shown = " ".join(word[:40] for word in said)
        found += [f"{shown!r} sent {stray}" for stray in wire.strays(output)[:1]]
        if status not in (0, 1, 2) or re.search(rb"Traceback|unforeseen", output):
            found.append(f"{shown!r} ended {status}: {wire.words(output)[-300:]!r}")
    return found


@pytest.fixture(scope="module")
def hostile(starter: Starter, tmp_path_factory: pytest.TempPathFactory, made: Path) -> Path:
    """A studio in which everything is called something hostile, made by commands."""
    home = tmp_path_factory.mktemp("hostile")
    folder = studios.copy(made, home / "studio")
    found: list[str] = []
    for number, bad in enumerate(wire.HOSTILE.values()):
        # One after the other: what a command makes is named by the next.
        kept = home / f"made by {number}"
        kept.mkdir()
        for place, said in enumerate(makings(bad, number)):
            said = [word.replace("\x00", "") for word in said]
            output = kept / str(place)
            program = starter.start(
                "--studio", folder, *said, tty=(100, 30), keep=output, TERM="xterm-256color"
            )
            found += complaints([(said, program.wait_end(60), output.read_bytes())])
    assert found == []
    return folder


def test_hostile_names_are_kept(hostile: Path) -> None:
    """What was made under hostile names is there, and nothing in the database could do harm."""
    count = len(wire.HOSTILE)
    for kind in ("session", "invoice", "preproduction", "task", "call"):
        found = studios.rows(hostile, "SELECT count(*) FROM card WHERE kind = ?", kind)
        assert (kind, *found[0]) == (kind, count)
    texts = [
        value
        for (table,) in studios.rows(hostile, "SELECT name FROM sqlite_master WHERE type = 'table'")
        if table not in ("action", "change")  # what these hold is made safe when it is shown
        for row in studios.rows(hostile, f"SELECT * FROM [{table}]")
        for value in row
        if isinstance(value, str)
    ]
    assert [text for text in texts if wire.strays(text.encode("utf-8", "surrogateescape"))] == []
    assert studios.problems(hostile) == []


def test_commands_show_hostile_names_safely(
    starter: Starter, hostile: Path, tmp_path: Path
) -> None:
    """Every command that shows or refuses a hostile text sends only plain text and ends as it may."""
    commands = list(EVERYTHING)
    for number, bad in enumerate(wire.HOSTILE.values()):
        commands += [[w.replace("\x00", "") for w in said] for said in showings(bad, number)]
    assert complaints(run_all(starter, hostile, tmp_path / "kept", commands)) == []


def test_import_of_hostile_names(starter: Starter, made: Path, tmp_path: Path) -> None:
    """Files with hostile names come in, or are refused row by row, without a stray byte."""
    folder = studios.copy(made, tmp_path / "studio")
    names = list(wire.HOSTILE.values())
    fitting = [bad.replace("\x00", "") for bad in names if len(bad) < 180]
    good, wrong = tmp_path / "clients.csv", tmp_path / "wrong\x1b]0;x\x07.csv"
    for path, known, number in ((good, fitting, "{}"), (wrong, names, "x{}")):
        with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["Number", "Name", "City", "Notes", *names[2:4]])
            for place, bad in enumerate(known):
                rows.writerow([number.format(place + 500), f"Name {bad}", bad, bad, bad, bad])
    ran = run_all(
        starter, folder, tmp_path / "kept",
        [["import", "clients", str(good)], ["import", "clients", str(wrong)],
         ["import", "invoices", str(good)]],
    )  # fmt: skip
    assert complaints(ran) == []
    assert [status for _, status, _ in ran] == [0, 1, 1]


def test_screens_show_hostile_names_safely(starter: Starter, hostile: Path, tmp_path: Path) -> None:
    """Through every screen and dialog: only our own sequences and plain text reach the terminal."""
    board = Board(starter, tmp_path / "output", "--studio", hostile)
    board.calm()
    for screen in "1235678":
        board.press(screen, "j", "G", "\r", "j", "j", "\x1b", "\x1b")
    board.press("4", "l", "i", "j", "j")
    for key in "aoewNcpdnFSWU?":
        board.press(key, "\x1b", "\x1b")
    board.press("f", "\x1b", "S", "\x1b[B", "\r", "l", "S", "\x1b[B", "\x1b[B", "\r", "4")
    for bad in list(wire.HOSTILE.values())[:2]:
        board.press("/", bad, "\r", "\x1b", "/", "\x15", "\r")
        board.press(":", f"note O-1001 '{bad}'", "\r")
        board.press(":", f"who {bad}", "\r", "\x1b", "\x1b")
    board.press("*", "y", "\x1b")
    board.leave()
    output = board.output()
    assert wire.strays(output) == []
    assert b"Traceback" not in output
    assert studios.problems(hostile) == []
    log = (hostile / "logs").glob("*")
    assert [path for path in log if b"Traceback" in path.read_bytes()] == []
