"""A new studio is set up from nothing, and its first order goes through it, by keys alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.e2e.conftest import Open
from tests.e2e.terminal import Terminal

Form = dict[int, str]
"""Place of a field in its form, from 0, to what is typed there."""

DIALOG = "enter accept"
"""What every dialog says in its last line."""


def _ends(track: str) -> tuple[Form, ...]:
    """The first, a middle and the last status of a track: name, days, and which end it is."""
    return (
        {0: track, 1: "Open", 2: "1", 12: "yes"},
        {0: track, 1: "Working", 2: "2"},
        {0: track, 1: "Ready", 2: "0", 13: "yes"},
    )


STEPS: tuple[tuple[int, str, tuple[Form, ...]], ...] = (
    (0, "Order types", ({1: "Print", 2: "yes"},)),
    (1, "Production statuses", _ends("Print")),
    (2, "Vendors", ({0: "Bay Lab", 1: "Print"},)),
    (3, "Vendor products", ({0: "Bay Lab", 1: "BL-8x10", 3: "2.10"},)),
    (4, "Render profiles", ({0: "Lab JPEG"},)),
    (5, "Price lists", ({0: "Retail"},)),
    (5, "Price lists", (
        {1: "P8X10", 2: "print", 5: "32", 7: "8", 8: "10", 10: "Bay Lab"},
        {1: "FRAME", 2: "product", 5: "75"},
    )),
    (6, "Session statuses", _ends("default")),
    (7, "Invoice statuses", _ends("default")),
    (8, "Preproduction statuses", _ends("default")),
    (9, "Triggers", _ends("default")),
    (9, "Triggers", _ends("default")),
    (9, "Triggers", ({0: "Check the print", 3: "Working", 9: "Check the print"},)),
    (10, "Users", ({0: "joon"},)),
    (11, "Departments", ({0: "Front desk", 1: "joon"},)),
)  # fmt: skip
"""Step of the checklist, its title, and the forms that are filled in there."""


def _fill(boards: Terminal, form: Form) -> None:
    """Type into the fields of the dialog that is open, and accept it."""
    boards.wait_for(DIALOG)
    here = 0
    for place, text in sorted(form.items()):
        boards.press(*["Tab"] * (place - here))
        here = place
        boards.write(text)
    boards.press("Enter")
    boards.wait_gone(DIALOG)


def _new(boards: Terminal, form: Form) -> None:
    boards.press("n")
    _fill(boards, form)


def _at_step(boards: Terminal, place: int, title: str, forms: Sequence[Form]) -> None:
    boards.wait_for("first steps done")
    boards.press("g", "g", *["j"] * place, "Enter")
    boards.wait_gone("first steps done")
    for form in forms:
        _new(boards, form)
    boards.press("Escape")
    boards.wait_for("first steps done")
    boards.wait_for(title)


def _ask(folder: Path, *words: str) -> Any:
    """What a command says of the studio, as JSON."""
    environ = {**os.environ, "SAFELIGHT_STUDIO": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "tui.main", *words, "--json"], env=environ, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_from_nothing_to_a_delivered_order(start: Open, tmp_path: Path) -> None:
    """Checklist, price list, invoice, orders, receipt, reorder: what was typed is what is stored."""
    folder = tmp_path / "home" / "studio"
    founding = start("init", folder, "--bare", "--name", "Larkin Studio")
    assert founding.wait_end() == 0

    boards = start("--studio", folder)
    boards.press("8")
    boards.wait_for("0 of 12 first steps done")
    for place, title, forms in STEPS:
        _at_step(boards, place, title, forms)
    boards.wait_for("12 of 12 first steps done")
    boards.press("/")
    boards.write("Reorder reasons")
    boards.press("Enter")
    boards.wait_for("/Reorder reasons")
    boards.press("g", "g", "Enter")
    boards.wait_for("reorder reasons")
    _new(boards, {0: "Lab error"})
    boards.wait_for("Lab error")
    found = _ask(folder, "lists", "steps")
    assert all(step["done"] for step in found["steps"])

    _sell_and_make(boards)
    orders = _ask(folder, "list", "production")["records"]
    assert {(one["ref"], one["vendor"], one["status"]) for one in orders} == {
        ("O-1001", "Bay Lab", "Ready"), ("O-1002", "Bay Lab", "Open"),
    }  # fmt: skip
    line = _ask(folder, "lines", "list", "O-1001")["line_items"][0]
    assert (line["item"], line["received"], line["damaged"], line["state"]) == (
        "P8X10", 2, 1, "reordered",
    )  # fmt: skip
    sold = _ask(folder, "lines", "list", "I-1001")["line_items"]
    assert [one["settled"] for one in sold] == [None, "the client has one"]


def _sell_and_make(boards: Terminal) -> None:
    """A session, an invoice of two lines, its orders, what came of them, and what is made again."""
    boards.press("1")
    boards.wait_for(" sessions ")
    _new(boards, {0: "Okafor, Ada", 1: "tomorrow"})
    boards.wait_for("S-1001")
    boards.press("2")
    boards.wait_for(" invoices ")
    _new(boards, {0: "Okafor, Ada", 1: "S-1001", 2: "P8X10,qty=3,pose=14; FRAME"})
    boards.wait_for("I-1001")
    boards.press("O")
    boards.wait_for("in error: I-1001 line 2 FRAME")
    boards.press("Enter")
    boards.wait_for("1 line in error")
    boards.press("Enter")
    boards.wait_for("I-1001 lines")
    boards.press("G", "s")
    boards.wait_for(DIALOG)
    boards.write("the client has one")
    boards.press("Enter")
    boards.wait_for("settled")
    boards.press("4")
    boards.wait_for("O-1001 Okafor")
    boards.press("R")
    _fill(boards, {0: "2 d1"})
    boards.wait_for("all is there")
    boards.press("B")
    _fill(boards, {0: "Lab error"})
    boards.wait_for("O-1002 is made, from O-1001")
    boards.press("x")
    boards.wait_for("What happens to what is scanned?")
    boards.press("Enter")
    boards.wait_for("Scan now.")
    boards.write("o-1001\r")
    boards.wait_for("1 done · 0 refused")
    boards.press("Escape")
    boards.wait_for("production")
    boards.press("x")
    boards.wait_for("What happens to what is scanned?")
    boards.press("Enter")
    boards.wait_for("Scan now.")
    boards.write("1001\r")
    boards.wait_for("1 done · 0 refused")
    boards.press("Escape")
    boards.wait_for("production")
