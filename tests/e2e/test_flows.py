"""A day's work by keys alone, in real terminals, with a second program looking on."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from tests.e2e import studios
from tests.e2e.conftest import Open
from tests.e2e.terminal import Seen, Terminal

SIZES = ((80, 24), (160, 48))

CARDS = (
    "SELECT card.number, status.name, user.login, card.due_at FROM card "
    "JOIN status ON status.id = card.status_id LEFT JOIN user ON user.id = card.user_id "
    "WHERE card.kind = 'production' ORDER BY card.number"
)


class Pair:
    """A program that works and one that looks on; notes how long each change took to be seen."""

    def __init__(self, worker: Terminal, onlooker: Terminal) -> None:
        self.worker, self.onlooker = worker, onlooker
        self.seconds: list[float] = []

    def change(self, key: str, told: Seen, seen: Seen) -> None:
        """Press the key that changes something: here it is told, and there it is seen."""
        pressed = time.monotonic()
        self.worker.press(key)
        self.onlooker.wait_for(seen)
        self.seconds.append(time.monotonic() - pressed)
        self.worker.wait_for(told)


def line_typed(shown: str) -> str | None:
    """What stands in the line for filters, or null while there is none."""
    lines = [line for line in shown.splitlines() if line.startswith(" /")]
    return lines[0][2:].rstrip() if lines else None


def find(program: Terminal, text: str) -> None:
    """Filter by a text, instead of whatever was filtered by."""

    def open_(shown: str) -> bool:
        return line_typed(shown) is not None

    def empty(shown: str) -> bool:
        return line_typed(shown) == ""

    def typed(shown: str) -> bool:
        return line_typed(shown) == text

    def given(shown: str) -> bool:
        return line_typed(shown) is None

    program.press("/")
    if not empty(program.wait_for(open_)):
        program.press("C-u")
        program.wait_for(empty)
    program.write(text)
    program.wait_for(typed)
    program.press("Enter")
    program.wait_for(given)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_days_work(start: Open, folder: Path, width: int, height: int) -> None:
    """Found, advanced, marked and advanced together, held, given away and undone by keys alone;
    a second program shows each change within a second.
    """
    before = studios.rows(folder, CARDS)
    worker = start("--studio", folder, width=width, height=height)
    onlooker = start("--studio", folder, width=width, height=height)
    onlooker.wait_for("Order Entered 10")
    worker.wait_for("Order Entered 10")
    pair = Pair(worker, onlooker)

    find(worker, "O-1003")
    worker.wait_for("1 shown")
    worker.press("a")
    worker.wait_for("Canvas & frame: Order Entered → Retouch")
    pair.change("Enter", "O-1003: Order Entered → Retouch", "Order Entered 9")

    find(worker, "")
    worker.wait_for("10 shown")
    worker.press("h", "h", "h", "g", "g", *("Space",) * 4, "j", "j", "Space")
    worker.wait_for("5 marked")
    worker.press("a")
    asked = worker.wait_for("Advance 5 cards")
    for kind in studios.TYPES:
        assert f"1 × {kind}: Order Entered → " in asked
    pair.change("Enter", "5 cards moved", "Order Entered 4")

    find(worker, "O-1006")
    worker.wait_for("1 shown")
    worker.press("w")
    worker.wait_for("Wait or hold O-1006")
    worker.write("the frame is cracked")
    worker.wait_for("the frame is cracked")
    pair.change("Enter", "O-1006: Order Entered → ", "Order Entered 3")

    find(worker, "O-1007")
    worker.wait_for("Lindqvist, Bo 2")
    worker.press("o")
    worker.wait_for("Who does O-1007")
    worker.write("joon")
    worker.wait_gone("mia")
    pair.change("Enter", "user joon", "joon")
    assert _owner_and_reason(folder) == ("joon", "the frame is cracked")

    for seen in (
        lambda s: "joon" not in s,
        "Order Entered 4",
        "Order Entered 9",
        "Order Entered 10",
    ):
        pair.change("u", "Undone", seen)
    assert studios.rows(folder, CARDS) == before
    assert studios.problems(folder) == []
    print(f"\n{width}×{height}: seen after", " ".join(f"{s:.2f}" for s in pair.seconds), "s")
    assert statistics.median(pair.seconds) < 1.0
    assert max(pair.seconds) < 3.0  # a busy machine may stumble once


def _owner_and_reason(folder: Path) -> tuple[str, str]:
    owner = {number: login for number, _, login, _ in studios.rows(folder, CARDS)}[1007]
    held = studios.rows(
        folder,
        "SELECT visit.reason FROM visit JOIN card ON card.visit = visit.id "
        "WHERE card.kind = 'production' AND card.number = 1006",
    )
    return owner, held[0][0]


def test_two_move_one_card(start: Open, folder: Path, made: Path) -> None:
    """Of two programs that move a card both saw, one wins; the other is told who was first."""
    late = folder / "late.toml"
    late.write_text(
        (folder / "studio.toml").read_text().replace("refresh_ms = 250", "refresh_ms = 60000")
    )
    loser = start("--studio", late, "--as", "mia")
    loser.wait_for("O-1001")
    winner = start("--studio", folder, "--as", "joon")
    winner.wait_for("O-1001")
    winner.press("L")
    winner.wait_for("O-1001: Order Entered → Retouch")
    loser.press("L")
    told = loser.wait_for("joon")
    assert "Nothing was moved" in told
    loser.wait_for("Order Entered 9")  # and it sees at once what is true
    stays = studios.rows(
        folder,
        "SELECT user.login FROM visit JOIN card ON card.id = visit.card_id "
        "LEFT JOIN user ON user.id = visit.by_id "
        "WHERE card.kind = 'production' AND card.number = 1001 ORDER BY visit.number",
    )
    assert [login for (login,) in stays][1:] == ["joon"]


def test_a_dialog_keeps_the_version_that_was_seen(start: Open, folder: Path) -> None:
    """Who has a dialog open while somebody else moves the card overwrites nothing."""
    slow, fast = start("--studio", folder, "--as", "mia"), start("--studio", folder, "--as", "joon")
    slow.wait_for("O-1001")
    slow.press("a")
    slow.wait_for("Advance O-1001")
    fast.wait_for("O-1001")
    fast.press("L")
    fast.wait_for("Order Entered 9")
    slow.wait_for("Order Entered 9")
    slow.press("Enter")
    told = slow.wait_for("Nothing was moved")
    assert "joon" in told
