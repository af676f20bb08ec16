"""Ordering by command: orders, their rules, receipts, reorders and lines."""

from __future__ import annotations

import pytest

from tests.tui.cli.conftest import Run


@pytest.fixture(autouse=True)
def ground(run: Run) -> None:
    """Two vendors, a small price list, and an invoice of three lines."""
    run("vendors", "add", "Bay Lab", "--type", "Print")
    run("vendors", "add", "Foliant", "--type", "Album")
    run("items", "add", "P8X10", "--vendor", "Bay Lab", "--price", "32", "--cost", "2.10",
        "--width", "8", "--height", "10")  # fmt: skip
    run("items", "add", "ALBUM", "--vendor", "Foliant", "--price", "890", "--kind", "product")
    run("items", "add", "MYSTERY", "--price", "5")
    run("new", "invoice", "--client", "Okafor, Ada", "--line", "P8X10,qty=10,pose=14", "--line",
        "ALBUM", "--line", "MYSTERY")  # fmt: skip


def _create(run: Run) -> None:
    run("orders", "create", "I-1001", status=1)


def test_orders_are_created(run: Run) -> None:
    """What could be ordered is in the document; what could not, there and on standard error."""
    found = run("orders", "create", "I-1001", "--json", status=1)
    assert [
        (one["ref"], one["vendor"], one["type"], one["lines"]) for one in found.json["created"]
    ] == [("O-1001", "Bay Lab", "Print", 1), ("O-1002", "Foliant", "Album", 1)]
    error = found.json["errors"][0]
    assert (error["invoice"], error["line"], error["item"]) == ("I-1001", 3, "MYSTERY")
    assert found.errors[0].startswith("I-1001 line 3 (MYSTERY): no vendor")
    again = run("orders", "create", "I-1001", "--json", status=1).json
    assert (again["created"], len(again["errors"]), len(again["passed"])) == ([], 1, 2)


def test_a_dry_run_writes_nothing(run: Run) -> None:
    """It says the same, and the orders are not there."""
    found = run("--dry-run", "orders", "create", "I-1001", "--json", status=1).json
    assert (len(found["created"]), found["dry_run"]) == (2, True)
    assert run("list", "production", "--json").json["records"] == []


def test_by_filter(run: Run) -> None:
    """All open invoices that match and have something to order."""
    found = run("orders", "create", "--filter", "client:okafor", "--json", status=1).json
    assert len(found["created"]) == 2
    run("lines", "settle", "I-1001", "3", "--reason", "a gift")
    assert "no open invoice" in run("orders", "create", "--filter", "", status=1).err
    assert "name the invoices" in run("orders", "create", status=1).err


def test_one_vendor_and_an_open_order(run: Run) -> None:
    """The options do what the store does."""
    one = run("orders", "create", "I-1001", "--vendor", "Foliant", "--json", status=1).json
    assert [made["vendor"] for made in one["created"]] == ["Foliant"]
    run("lines", "add", "I-1001", "ALBUM,qty=2")
    more = run("orders", "create", "I-1001", "--into", "O-1001", "--json", status=1).json
    assert [(made["ref"], made["lines"]) for made in more["added"]] == [("O-1001", 1)]


def test_lines_passed_over_are_told(run: Run) -> None:
    """With why, where nothing else is news."""
    _create(run)
    out = run("orders", "create", "I-1001", "--into", "O-1002", status=1).out
    assert "Passed over: I-1001 line 1 (P8X10) is on O-1001" in out
    run("advance", "O-1001", "--to", "Cancelled")
    out = run("orders", "create", "I-1001", "--vendor", "Bay Lab", status=1).out
    assert "is on O-1001, which is cancelled: to order it after all, take it off there" in out


def test_lines_of_an_order_elsewhere(run: Run) -> None:
    """A line's vendor is the one that its order went to."""
    _create(run)
    run("set", "O-1001", "vendor=Foliant")
    found = run("lines", "list", "I-1001", "--json").json["line_items"]
    assert [one["vendor"] for one in found] == ["Foliant", "Foliant", None]
    assert "P8X10" in run("lines", "list", "I-1001").out


def test_lines_are_settled_and_changed(run: Run) -> None:
    """A vendor for the line, or a reason why nothing is ordered; then nothing is in error."""
    run("lines", "change", "I-1001", "3", "vendor=Bay Lab", "pose=15")
    assert run("orders", "create", "I-1001", "--json").json["errors"] == []
    found = run("lines", "list", "I-1001", "--json").json["line_items"]
    assert [(one["vendor"], one["image"], one["order"]) for one in found] == [
        ("Bay Lab", "14", "O-1001"), ("Foliant", None, "O-1002"), ("Bay Lab", "15", "O-1001"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("change", "I-1001", "9", "qty=2"), "I-1001 has no line 9"),
        (("change", "I-1001", "1", "qyt=2"), "did you mean qty"),
        (("change", "I-1001", "1", "qty=x"), "'x' is no quantity"),
        (("change", "I-1001", "1", "price=x"), "price:"),
        (("change", "I-1001", "1", "qty"), "write FIELD=VALUE"),
        (("change", "I-1001", "1", "item=P8X1"), "did you mean P8X10"),
        (("add", "I-1001", "P8X1"), "did you mean P8X10"),
        (("add", "I-1001", "P8X10", "description="), "needs an item or a description"),
        (("remove", "I-1001", "9"), "has no line 9"),
        (("part", "I-1001", "1", "ALBUM"), "is no package"),
        (("expand", "I-1001", "1"), "is no package"),
        (("list", "T-9"), "no such record"),
        (("cancel", "O-9", "1", "--reason", "x"), "no such record"),
        (("settle", "I-1001", "9", "--reason", "x"), "has no line 9"),
    ],
)
def test_lines_that_cannot_be(run: Run, words: tuple[str, ...], said: str) -> None:
    """One line on standard error, and nothing is half written."""
    before = run("lines", "list", "I-1001", "--json").json
    assert said in run("lines", *words, status=1).err
    assert run("lines", "list", "I-1001", "--json").json == before


def test_several_lines_are_one_change(run: Run) -> None:
    """Added together, they are undone together."""
    run("lines", "add", "I-1001", "ALBUM", "P8X10,pose=3")
    run("undo")
    assert len(run("lines", "list", "I-1001", "--json").json["line_items"]) == 3
    run("lines", "remove", "I-1001", "2", "3")
    run("undo")
    assert len(run("lines", "list", "I-1001", "--json").json["line_items"]) == 3


def test_receiving(run: Run) -> None:
    """In parts, with a back-order for the rest, the vendor's papers, and on to the next status."""
    _create(run)
    found = run("receive", "O-1001", "1=6", "--damaged", "1=1", "--back-order", "--to", "QA",
                "--vendor-invoice", "BL-77", "--amount", "21.00", "--carrier", "DHL",
                "--tracking", "1Z", "--json").json  # fmt: skip
    line = found["lines"][0]
    assert (line["line"], line["came"], line["damaged"], line["outstanding"]) == (1, 6, 1, 0)
    assert (found["outstanding"], found["back_order"], found["status"]) == (0, "O-1003", "QA")
    shown = run("show", "O-1001", "--json").json
    assert [(one["line"], one["quantity"], one["damaged"]) for one in shown["receipts"]] == [
        (1, 6, 1)
    ]
    fields = shown["fields"]
    assert (fields["vendor_invoice"], fields["vendor_amount"], fields["carrier"]) == (
        "BL-77", "21.00", "DHL",
    )  # fmt: skip


def test_receiving_everything(run: Run) -> None:
    """Without lines, all that is outstanding; again, there is nothing left."""
    _create(run)
    assert "nothing outstanding; in Order Entered" in run("receive", "O-1001").out
    assert "nothing outstanding; nothing was received" in run("receive", "O-1001", status=1).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("O-1001", "x"), "'x' is no line"),
        (("O-1001", "1=1", "1=2"), "line 1 is named twice"),
        (("O-1001", "--damaged", "1"), "say how many pieces, as 1=1"),
        (("O-1001", "1=11"), "11 came, but only 10 are outstanding"),
        (("O-1001", "--amount", "x"), "--amount:"),
        (("I-1001",), "I-1001 is no order"),
        (("O-1001", "--to", "Nowhere"), "Nowhere"),
    ],
)
def test_receipts_that_cannot_be(run: Run, words: tuple[str, ...], said: str) -> None:
    """One line says why."""
    _create(run)
    assert said in run("receive", *words, status=1).err
    assert run("show", "O-1001", "--json").json["line_items"][0]["received"] == 0


def test_reordering(run: Run) -> None:
    """The new order's card, what it is made again from, and why."""
    _create(run)
    run("receive", "O-1001", "1=8", "--damaged", "1=2")
    found = run("reorder", "O-1001", "1", "--reason", "lab error", "--json").json
    assert (found["ref"], found["reorder_of"], found["value"]) == ("O-1003", "O-1001", "0.00")
    fields = run("show", "O-1003", "--json").json["fields"]
    assert (fields["reorder_reason"], fields["reorder_of"], fields["chargeable"]) == (
        "Lab error", "O-1001", False,
    )  # fmt: skip
    assert (
        "did you mean Lab error"
        in run("reorder", "O-1001", "1", "--reason", "Lab eror", status=1).err
    )


def test_cancelling_lines(run: Run) -> None:
    """With a reason, which stands among the notes."""
    _create(run)
    found = run("lines", "cancel", "O-1001", "1=4", "--reason", "fewer wanted", "--json").json
    assert (found["outstanding"], found["lines"][0]["outstanding"]) == (6, 6)
    notes = run("show", "O-1001", "--json").json["note_list"]
    assert notes[0]["text"].endswith("fewer wanted")


def test_rules(run: Run) -> None:
    """Added, changed, switched; the worker does what they say, once."""
    run("lines", "settle", "I-1001", "3", "--reason", "a gift")
    run("orders", "add-rule", "At half", "--action", "orders", "--when", "paid", "--percent", "50")
    run("orders", "add-rule", "Done", "--action", "complete", "--when", "finished", "--to",
        "Delivered", "--delivered")  # fmt: skip
    run("pay", "I-1001", "700")
    run("worker", "--once")
    assert [c["ref"] for c in run("list", "production", "--json").json["records"]] == [
        "O-1001", "O-1002",
    ]  # fmt: skip
    run("advance", "O-1001", "O-1002", "--to", "Delivered")
    run("worker", "--once")
    shown = run("show", "I-1001", "--json").json
    assert (shown["status"], shown["fields"]["delivered"][:10]) == ("Delivered", "2026-11-23")
    run("orders", "change-rule", "At half", "--percent", "30")
    run("orders", "rule-off", "At half")
    found = run("orders", "rules", "--json").json["rules"]
    assert [(one["name"], one["percent"], one["on"]) for one in found] == [
        ("Done", None, True), ("At half", 30.0, False),
    ]  # fmt: skip
    assert "paid 30 %" in run("orders", "rules").out


def test_rules_that_cannot_be(run: Run) -> None:
    """Refused with the words that could stand there."""
    words = ("orders", "add-rule", "X", "--action", "orders")
    assert "did you mean saved" in run(*words, "--when", "save", status=1).err
    assert "needs times of day" in run(*words, "--when", "batch", status=1).err
    assert "nothing to change" in run("orders", "change-rule", "X", status=1).err
    assert "no rule is called 'X'" in run("orders", "rule-on", "X", status=1).err


def test_viewers_order_nothing(run: Run) -> None:
    """Read-only is refused at every one of these doors."""
    _create(run)
    for words in (
        ("orders", "create", "I-1001"), ("receive", "O-1001"), ("lines", "remove", "I-1001", "3"),
        ("reorder", "O-1001", "1", "--reason", "Lab error"), ("lines", "add", "O-1001", "ALBUM"),
        ("orders", "add-rule", "X", "--action", "orders", "--when", "saved"),
    ):  # fmt: skip
        assert "may not do this" in run("--read-only", *words, status=1).err
