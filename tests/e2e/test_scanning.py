"""A barcode scanner at a real terminal: its keys come in one go, and every scan is kept."""

from __future__ import annotations

from pathlib import Path

from tests.e2e import studios
from tests.e2e.conftest import Open

MOVED = (
    "SELECT count(*) FROM card JOIN status ON status.id = card.status_id "
    "WHERE card.kind = 'production' AND NOT status.initial"
)


def test_a_burst_of_codes(start: Open, folder: Path) -> None:
    """Ten orders typed without a pause are moved, once each; undo takes the last back."""
    boards = start("--studio", folder)
    boards.wait_for("O-1001")
    boards.press("x")
    boards.wait_for("What happens to what is scanned?")
    boards.press("Enter")
    boards.wait_for("Scan now.")
    boards.write("".join(f"{number}\r" for number in range(1001, 1011)))
    boards.wait_for("10 done · 0 refused")
    boards.write("o-1001\r")
    boards.wait_for("REFUSED")
    boards.press("C-z")
    boards.wait_for("9 done · 1 refused")
    assert studios.rows(folder, MOVED) == [(9,)]
    boards.press("Escape")
    boards.wait_for("production")
