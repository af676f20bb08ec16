"""From a price list and a month of invoices to delivered orders, by commands alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.tui.cli.conftest import Run

DATA = Path(__file__).parents[2] / "store" / "imports" / "data"
VENDORS = {
    "Bay Lab": "Print", "Print room": "Print", "Canvas Works": "Canvas & frame",
    "Foliant": "Album", "Oak & Ash": "Canvas & frame",
}  # fmt: skip


@pytest.fixture
def month(run: Run, tmp_path: Path) -> Run:
    """The example files brought in, with their two wrong cells put right, and vendors with types."""
    text = (DATA / "invoices.csv").read_text(encoding="utf-8")
    mended = tmp_path / "invoices.csv"
    mended.write_text(
        text.replace("NOSUCH", "GIFT").replace("P11X14,Print 11x14,-2", "P11X14,Print 11x14,2"),
        encoding="utf-8",
    )
    run("import", "clients", str(DATA / "clients-utf8bom.csv"))
    run("import", "pricelist", str(DATA / "pricelist.csv"))
    run("import", "sessions", str(DATA / "sessions.csv"))
    run("import", "invoices", str(mended))
    for vendor, kind in VENDORS.items():
        run("vendors", "change", vendor, "--type", kind)
    run("orders", "add-rule", "Complete", "--action", "complete", "--when", "finished",
        "--to", "Delivered", "--delivered", "--tell-department", "Front desk")  # fmt: skip
    return run


def _records(run: Run, kind: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("list", kind, "--filter", query, "--json").json["records"]
    return found


def _lines(run: Run, refs: list[str]) -> list[tuple[str, dict[str, Any]]]:
    shown = run("show", *refs, "--json").json["records"]
    return [(one["ref"], line) for one in shown for line in one["line_items"]]


def test_a_month(month: Run) -> None:
    """Split with lines in error, settled, received in parts, one reordered, delivered, complete."""
    run = month
    bills = [one["ref"] for one in _records(run, "invoices")]
    sold = _lines(run, bills)

    # Split: five vendors, and what has none is told, never dropped.
    first = run("orders", "create", *bills, "--json", status=1).json
    assert {one["vendor"] for one in first["created"]} == set(VENDORS)
    assert {one["item"] for one in first["errors"]} == {"BOOTH", "DISC", "GIFT", "RETB"}
    ordered = Counter((ref, line["line"]) for ref, line in _lines(run, bills) if line["order"])
    told = Counter((one["invoice"], one["line"]) for one in first["errors"])
    assert ordered + told == Counter((ref, line["line"]) for ref, line in sold)

    # Settled: a vendor for one item, a picture for none, and what is nothing to order.
    run("items", "change", "BOOTH", "--vendor", "Print room")
    run("items", "change", "DISC", "--kind", "product")
    run("items", "change", "GIFT", "--kind", "service")
    run("items", "change", "RETB", "--kind", "service")
    second = run("orders", "create", *bills, "--json").json
    assert second["errors"] == []
    splitting = _action(run, "create orders")
    assert run("orders", "create", *bills, "--json").json["created"] == []

    # Received in parts, with a back-order, and one damaged piece ordered again.
    orders = [one["ref"] for one in _records(run, "production")]
    ref, line = next(
        (ref, line) for ref, line in _lines(run, orders)
        if line["quantity"] > 1 and line["vendor"] == "Bay Lab"
    )  # fmt: skip
    came = run("receive", ref, f"{line['line']}={line['quantity'] - 1}", "--damaged",
               f"{line['line']}=1", "--json").json  # fmt: skip
    assert came["lines"][0]["state"] == "damaged"
    again = run("reorder", ref, str(line["line"]), "--reason", "Lab error", "--json").json["ref"]
    other = next(one for one in orders if one != ref and _outstanding(run, one) > 1)
    count = _outstanding(run, other)
    part = run("receive", other, "1=1", "--back-order", "--json").json
    waiting = part["back_order"]
    assert _outstanding(run, waiting) == count - 1
    run("receive", waiting)
    run("undo")
    assert _outstanding(run, waiting) == count - 1

    # Everything comes and is delivered; the invoices complete themselves, each once.
    everything = [one["ref"] for one in _records(run, "production")]
    assert {again, waiting} < set(everything)
    for one in everything:
        if _outstanding(run, one):
            run("receive", one)
    run("advance", *everything, "--to", "Delivered")
    run("worker", "--once")
    with_orders = {one for one, line in _lines(run, bills) if line["order"]}
    done = {one["ref"] for one in _records(run, "invoices", "status:Delivered")}
    assert done == with_orders
    tasks = [one["subject"] for one in _records(run, "tasks")]
    assert sorted(tasks) == sorted(
        f"{one} is complete: all its orders are final" for one in with_orders
    )
    for _, line in _lines(run, sorted(with_orders)):
        assert line["outstanding"] in (0, None)
        if line["order"]:
            assert line["received"] + line["damaged"] in (line["quantity"], line["quantity"] + 1)

    # Each step can be taken back, or says why not.
    assert "advance" in run("undo").out
    refused = run("undo", str(splitting), status=1)
    assert "changed it at" in refused.err


def _outstanding(run: Run, ref: str) -> int:
    found = run("lines", "list", ref, "--json").json["line_items"]
    return sum(line["outstanding"] for line in found)


def _action(run: Run, name: str) -> int:
    found = run("undo", "--list", "--json").json["actions"]
    return int(next(one["action"] for one in found if one["name"] == name))
