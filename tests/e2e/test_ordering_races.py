"""Several programs order the same invoices, or are killed at it: no line is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from store import database, invoices, items, settings, studio, vendors
from store.invoices import NewLine
from store.tables import Card, InvoiceLine, Order, OrderLine

INVOICES = 30
LINES = 6
PROGRAMS = 4
KILLS = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A studio with invoices whose lines go to two vendors."""
    path = tmp_path / "studio"
    desk = studio.init(path, {"studio.timezone": "America/New_York"})
    for name in ("Bay Lab", "Foliant"):
        vendors.add(desk, name, type="Print")
    made = [
        items.add(
            desk, f"I{n}", price_cents=100, kind="print", vendor=("Bay Lab", "Foliant")[n % 2]
        )
        for n in range(LINES)
    ]
    for _ in range(INVOICES):
        lines = [NewLine(item_id=item.id, pose="1", quantity=2) for item in made]
        invoices.new(desk, client="Okafor, Ada", lines=lines)
    database.close()
    return path


REFS = [f"I-{1001 + n}" for n in range(INVOICES)]


def _start(folder: Path) -> subprocess.Popen[str]:
    environ = {**os.environ, "SAFELIGHT_STUDIO": str(folder)}
    words = [sys.executable, "-m", "tui.main", "orders", "create", *REFS]
    return subprocess.Popen(
        words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _check(folder: Path, *, whole: bool) -> None:
    """Every line is ordered at most once (or exactly once), and every order has its lines."""
    studio.open_desk(settings.load(folder / settings.FILE))
    ordered = Counter(row.invoice_line_id for row in OrderLine.select())
    assert set(ordered.values()) <= {1}
    if whole:
        assert set(ordered) == {row.id for row in InvoiceLine.select()}
    counted = Counter(row.order_id for row in OrderLine.select())
    for order in Order.select():
        assert Card.get_by_id(order.card_id).lines == counted[order.id] > 0
    assert Card.select().where(Card.kind == "production").count() == Order.select().count()
    database.close()


def test_programs_at_once(folder: Path) -> None:
    """One makes the orders, the others find them made; nobody fails."""
    programs = [_start(folder) for _ in range(PROGRAMS)]
    answers = [program.communicate(timeout=120) for program in programs]
    assert [program.returncode for program in programs] == [0] * PROGRAMS, answers
    assert sum("There was nothing to order" in out for out, _ in answers) == PROGRAMS - 1
    _check(folder, whole=True)


def test_killed_at_it(folder: Path) -> None:
    """At any moment: all of it or nothing, and the next run does what is left."""
    for kill in range(KILLS):
        program = _start(folder)
        try:
            program.communicate(timeout=0.15 + 0.06 * kill)
        except subprocess.TimeoutExpired:
            program.kill()
            program.communicate(timeout=60)
        _check(folder, whole=False)
    program = _start(folder)
    program.communicate(timeout=120)
    assert program.returncode == 0
    _check(folder, whole=True)
