"""Price lists, packages and vendor products by commands alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import Run


@pytest.fixture
def shop(run: Run) -> Run:
    """A vendor, and a list with two prints."""
    run("vendors", "add", "Bay Lab", "--type", "Print")
    for name, width, height in (("P8X10", "8", "10"), ("P5X7", "5", "7")):
        run("items", "add", name, "--width", width, "--height", height, "--price", "32.00",
            "--group", "Prints", "--vendor", "Bay Lab", "--units", "2")  # fmt: skip
    return run


def test_items_have_kinds_units_and_parts(shop: Run) -> None:
    """What has a size is a print; packages say what is in them."""
    shop("profiles", "add", "Lab")
    shop("layouts", "add", "Eight", "--width", "8", "--height", "10")
    made = shop("items", "add", "FAM", "--kind", "package", "--price", "90", "--json").json
    assert (made["kind"], made["parts"], made["price_list"]) == ("package", [], "Price list")
    assert "FAM: nothing" in shop("items", "parts", "FAM").out
    done = shop("items", "parts", "FAM", "p8x10 x2", "P5X7", "--json").json
    assert done["parts"] == [
        {"item": "P8X10", "quantity": 2, "units": None},
        {"item": "P5X7", "quantity": 1, "units": None},
    ]
    assert "FAM: P8X10 x2; P5X7" in shop("items", "parts", "FAM").out
    assert shop("items", "parts", "FAM", "--none", "--json").json["parts"] == []
    shop("items", "add", "TEN", "--kind", "units", "--units", "10")
    assert "TEN (10 units): every item" in shop("items", "parts", "TEN").out
    assert "TEN (10 units): P5X7 = 3" in shop("items", "parts", "TEN", "P5X7 = 3").out
    row = shop("items", "change", "P8X10", "--render-profile", "lab", "--layout", "eight",
               "--kind", "sheet", "--json").json  # fmt: skip
    assert (row["kind"], row["render_profile"], row["layout"]) == ("sheet", "Lab", "Eight")
    assert "did you mean sheet" in shop("items", "add", "X", "--kind", "shet", status=1).err
    assert "name no parts" in shop("items", "parts", "FAM", "P5X7", "--none", status=1).err


def test_items_are_ordered_switched_and_removed(shop: Run) -> None:
    """What is used stays, with the reason."""
    rows = shop("items", "reorder", "P8X10", "--place", "1", "--json").json["items"]
    assert [row["item"] for row in rows] == ["P8X10", "P5X7"]
    assert not shop("items", "deactivate", "P5X7", "--json").json["active"]
    assert "already" not in shop("items", "activate", "P5X7").out
    shop("products", "add", "Bay Lab", "BL-1", "--item", "P8X10")
    assert "vendor product BL-1 is for it" in shop("items", "remove", "P8X10", status=1).err
    assert "dry run" in shop("items", "remove", "P5X7", "--dry-run").out
    assert shop("items", "remove", "p5x7", "--json").json == {"removed": "P5X7"}
    assert len(shop("items", "list", "--group", "prints", "--json").json["items"]) == 1


def test_price_lists(shop: Run) -> None:
    """Added, copied, hidden, put in order, sold from; the one in use stays."""
    shop("pricelists", "add", "Weddings", "--hidden")
    copied = shop("pricelists", "copy", "Price list", "Schools 2026", "--json").json
    assert (copied["items"], copied["active"]) == (2, True)
    assert not shop("pricelists", "show", "Weddings", "--json").json["hidden"]
    assert shop("pricelists", "hide", "Weddings", "--json").json["hidden"]
    shop("pricelists", "change", "Weddings", "--rename", "Weddings 2026")
    rows = shop("pricelists", "reorder", "Schools 2026", "--place", "1", "--json").json
    assert [row["name"] for row in rows["price_lists"]][0] == "Schools 2026"
    answer = shop("pricelists", "for-type", "Portrait", "Price list", "--json").json
    assert answer == {"type": "Portrait", "price_list": "Price list", "by_default": False}
    refused = shop("pricelists", "deactivate", "Price list", status=1).err
    assert "sessions of type Portrait sell from it" in refused
    said = shop("pricelists", "for-type", "Portrait", "none").out
    assert "sell from Schools 2026, the studio's first" in said
    assert not shop("pricelists", "deactivate", "Price list", "--json").json["active"]
    assert shop("pricelists", "activate", "Price list", "--json").json["active"]
    assert "Weddings 2026" in shop("pricelists", "list").out
    assert "nothing to change" in shop("pricelists", "change", "Schools 2026", status=1).err


def test_groups(shop: Run) -> None:
    """Counted, renamed and switched at once."""
    assert shop("pricelists", "groups", "--json").json["groups"] == [
        {"group": "Prints", "items": 2, "active_items": 2, "hidden_items": 0}
    ]
    shop("pricelists", "group", "Price list", "Prints", "--rename", "Paper", "--hidden")
    found = shop("pricelists", "group", "Price list", "paper", "--inactive", "--json").json
    assert found == {"group": "Paper", "items": 2, "active_items": 0, "hidden_items": 2}
    assert "did you mean Paper" in shop("pricelists", "group", "Price list", "Papr", "--hidden",
                                        status=1).err  # fmt: skip


def test_products(shop: Run) -> None:
    """With the items they are for; a code once per vendor."""
    made = shop("products", "add", "Bay Lab", "BL-1", "--item", "P8X10", "--item", "P5X7",
                "--cost", "1.95", "--multiplier", "2", "--lead-days", "3", "--json").json  # fmt: skip
    assert made == {
        "vendor": "Bay Lab", "code": "BL-1", "description": None, "items": "P5X7; P8X10",
        "cost": "1.95", "multiplier": 2, "lead_days": 3.0, "position": 0, "active": True,
    }  # fmt: skip
    assert "already" in shop("products", "add", "Bay Lab", "bl-1", status=1).err
    changed = shop("products", "change", "Bay Lab", "BL-1", "--rename", "BL-2", "--item", "none",
                   "--description", "=cmd|[/]", "--json").json  # fmt: skip
    assert (changed["code"], changed["items"]) == ("BL-2", "")
    shop("products", "add", "Bay Lab", "BL-3")
    rows = shop("products", "reorder", "Bay Lab", "BL-3", "--place", "1", "--json").json
    assert [row["code"] for row in rows["products"]] == ["BL-3", "BL-2"]
    assert not shop("products", "deactivate", "Bay Lab", "BL-3", "--json").json["active"]
    assert "BL-3" not in shop("products", "list", "--vendor", "bay lab").out
    assert "BL-3" in shop("products", "list", "--all").out
    assert "is active" in shop("products", "activate", "Bay Lab", "BL-3").out
    assert "--cost" in shop("products", "change", "Bay Lab", "BL-2", "--cost", "x", status=1).err
    shop("products", "add", "Bay Lab", "BL-4", "--dry-run")
    assert len(shop("products", "list", "--json").json["products"]) == 2


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_there_and_back(shop: Run, tmp_path: Path, suffix: str) -> None:
    """What is exported is imported without a change."""
    shop("items", "add", "FAM", "--kind", "package")
    shop("items", "parts", "FAM", "P8X10 x2")
    shop("products", "add", "Bay Lab", "BL-1", "--item", "P8X10")
    sold, made = tmp_path / f"lists.{suffix}", tmp_path / f"products.{suffix}"
    assert "dry run" in shop("pricelists", "export", "-o", sold, "--dry-run").out
    answer = shop("pricelists", "export", "price list", "-o", sold, "--json").json
    assert answer["price_lists"] == [{"name": "Price list", "items": 3}]
    assert shop("products", "export", "-o", made, "--json").json["products"] == 1
    assert "is there already" in shop("products", "export", "-o", made, status=1).err
    for kind, file in (("pricelist", sold), ("vendor-products", made)):
        report = shop("import", kind, file, "--json").json
        assert (report["created"], report["updated"], report["ignored_columns"]) == (0, 0, [])
    broken = tmp_path / "broken.csv"
    broken.write_text("Vendor,Code,Item\nBay Lab,X,P8X11\n", encoding="utf-8")
    refused = shop("import", "vendor-products", broken, status=1).errors
    assert "broken.csv line 2, Item: no item is called 'P8X11' (did you mean P8X10?)" in refused[0]


def test_options_may_stand_anywhere(shop: Run, tmp_path: Path) -> None:
    """Before names that may be left out, too."""
    shop("items", "add", "FAM", "--kind", "package")
    assert shop("items", "parts", "FAM", "--json", "P8X10").json["parts"]
    shop("pricelists", "export", "-o", tmp_path / "x.csv", "Price list")
