"""What a person at a board feels: the start, each key, memory, and bytes on a thin line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median

from tests.bench import studios
from tests.bench.figures import Figure
from tests.bench.studios import ROOT, Studio
from tests.bench.terminal import Answer, Terminal

EMPTY_SIGN = rb"Nothing at all"
BOARD_SIGN = rb"O-\d{4,}"

SETTLE_SECONDS = 2.0
"""After the first picture the clock and its packages are loaded; keys are measured after that."""

ADVANCE_QUIET = 0.25
"""Between advancing and undoing a card, so that one is not counted to the other."""

MANY_REFS = 5
"""An answer that names so many records has scrolled a lane."""


def empty_command() -> list[str]:
    """How the empty app is started."""
    return [sys.executable, str(ROOT / "tests" / "bench" / "empty.py")]


def board_command(studio: Studio, at: str = studios.AT) -> list[str]:
    """How the boards are started."""
    where = ["--studio", str(studio.folder), "--at", at]
    return [sys.executable, "-m", "tui.main", *where, "--board", "production"]


@contextmanager
def running(command: Sequence[str]) -> Iterator[Terminal]:
    """A program in a terminal, ended afterwards."""
    terminal = Terminal(command, os.environ, ROOT)
    try:
        yield terminal
    finally:
        terminal.close()


# The start ---------------------------------------------------------------------------------------


def start_seconds(command: Sequence[str], sign: bytes) -> float:
    """Seconds from starting a program to its first picture."""
    with running(command) as terminal:
        return terminal.wait_for(sign)


def starts(sizes: Sequence[Studio], rounds: int) -> list[Figure]:
    """The first picture of each size against that of the empty app."""
    start_seconds(empty_command(), EMPTY_SIGN)
    for studio in sizes:
        start_seconds(board_command(studio), BOARD_SIGN)
    empty: list[float] = []
    boards: dict[str, list[float]] = {studio.size: [] for studio in sizes}
    for _ in range(rounds):
        empty.append(start_seconds(empty_command(), EMPTY_SIGN))
        for studio in sizes:
            boards[studio.size].append(start_seconds(board_command(studio), BOARD_SIGN))
    group = START
    found = [Figure(group, "empty app", "", f"{median(empty) * 1000:.0f} ms")]
    for size, seconds in boards.items():
        value = f"{median(seconds) * 1000:.0f} ms"
        found.append(Figure(group, "board", size, value, _ratio(seconds, empty), 2.0, "×"))
    first, last = sizes[0].size, sizes[-1].size
    if first != last:
        growth = _ratio(boards[last], boards[first])
        found.append(Figure(group, f"board, against {first} orders", last, "", growth, 1.2, "×"))
    return found


def _ratio(values: Sequence[float], against: Sequence[float]) -> float:
    """The median of the ratios of each round."""
    return median(value / other for value, other in zip(values, against, strict=True))


# Keys --------------------------------------------------------------------------------------------


class Driver:
    """A program under the fingers: what its keys cost, round by round, and their bytes."""

    def __init__(self, terminal: Terminal) -> None:
        """Take a program that has painted and settled."""
        self.terminal = terminal
        self.cpu: dict[str, list[float]] = {}
        self.wire: dict[str, list[int]] = {}

    def note(self, kind: str, answers: Sequence[Answer]) -> None:
        """Keep the medians of a round."""
        if answers:
            self.cpu.setdefault(kind, []).append(median(one.cpu_ms for one in answers))
            self.wire.setdefault(kind, []).extend(len(one.wire) for one in answers)

    def empty_round(self) -> None:
        """Press the empty app's key."""
        self.note("key", [self.terminal.press("j") for _ in range(12)])

    def board_round(self) -> None:
        """Step, scroll, advance and undo."""
        self.terminal.press("gg")
        steps = [self.terminal.press(key) for key in "jjjkkk" * 2]
        self.note("step", [one for one in steps if one.refs < MANY_REFS])
        down = [self.terminal.press("j") for _ in range(30)]
        self.note("scroll", [one for one in down if one.refs >= MANY_REFS])
        self.terminal.press("gg")
        advances = []
        for _ in range(4):
            advances.append(self.terminal.press("L"))
            self.terminal.listen(ADVANCE_QUIET, until_quiet=True)
            self.terminal.press("u", ADVANCE_QUIET)
        self.note("advance", advances)


KEYS = (
    ("a cursor step", "step", 2.0),
    ("a step that scrolls", "scroll", 3.5),
    ("advancing a card", "advance", 4.0),
)


def keys(sizes: Sequence[Studio], rounds: int) -> list[Figure]:
    """Processor time of keys and memory, against the empty app; bytes on the wire."""
    with running(empty_command()) as bare:
        bare.wait_for(EMPTY_SIGN)
        bare.listen(SETTLE_SECONDS)
        empty = Driver(bare)
        found: list[Figure] = []
        for studio in sizes:
            with running(board_command(studio)) as terminal:
                terminal.wait_for(BOARD_SIGN)
                terminal.listen(SETTLE_SECONDS)
                terminal.press("L", 0.5)  # the first of its kind loads what it needs
                terminal.press("u", 0.5)
                terminal.listen(8)  # until the notices are gone
                board = Driver(terminal)
                empty.cpu.clear()
                for _ in range(rounds):
                    empty.empty_round()
                    board.board_round()
                found += _key_figures(studio, empty, board)
                found += _memory(studio, bare, terminal)
    return sorted(found, key=lambda figure: GROUPS.index(figure.group))


START = "Start to the first picture"
CPU, MEMORY, WIRE = "Processor time of a key", "Memory", "Bytes on the wire"
GROUPS = (CPU, MEMORY, WIRE)


def _key_figures(studio: Studio, empty: Driver, board: Driver) -> Iterator[Figure]:
    base = empty.cpu["key"]
    yield Figure(CPU, "a key of the empty app", "", f"{median(base):.1f} ms")
    for what, kind, most in KEYS:
        cpu = board.cpu.get(kind)
        if cpu:
            value = f"{median(cpu):.1f} ms"
            yield Figure(CPU, what, studio.size, value, _ratio(cpu, base), most, "×")
    for what, kind, budget in (
        ("a cursor step", "step", 2_000),
        ("a step that scrolls", "scroll", 6_000),
    ):
        if board.wire.get(kind):
            size = median(board.wire[kind])
            yield Figure(WIRE, what, studio.size, f"{size:,.0f} B", size, budget, "B")
    size = median(board.wire["advance"])
    yield Figure(WIRE, "advancing a card", studio.size, f"{size:,.0f} B")


def _memory(studio: Studio, bare: Terminal, terminal: Terminal) -> Iterator[Figure]:
    least, most = bare.resident_mb(), terminal.resident_mb()
    yield Figure(MEMORY, "the empty app", "", f"{least:.0f} MB")
    yield Figure(MEMORY, "the board", studio.size, f"{most:.0f} MB", most / least, 2.5, "×")


# Silence -----------------------------------------------------------------------------------------

IDLE_SECONDS = 6.0


def silence(studio: Studio) -> list[Figure]:
    """What an idle board writes: nothing, until the minute on its clock changes."""
    with running(board_command(studio, f"{studios.AT}:30")) as terminal:
        terminal.wait_for(BOARD_SIGN)
        terminal.listen(9.0)  # until it has been said who runs the clock
        idle = len(terminal.listen(IDLE_SECONDS))
        ticks = [len(one) for one in terminal.bursts(18.0)]
    return [
        Figure(WIRE, f"{IDLE_SECONDS:.0f} idle seconds", studio.size, f"{idle} B", idle, 0, "B"),
        Figure(
            WIRE, "a tick of the clock", studio.size, f"{max(ticks, default=0)} B",
            max(ticks, default=0), 100, "B",
        ),
    ]  # fmt: skip


def once_each(figures: Sequence[Figure]) -> list[Figure]:
    """Leave out what was measured again for every size and says nothing new."""
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for figure in figures:
        key = (figure.group, figure.what, figure.orders)
        if key not in seen:
            seen.add(key)
            kept.append(figure)
    return kept
