"""Price lists and vendor products come in whole, and an export brings the same lists elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import (
    contents,
    items,
    packages,
    pricelistfiles,
    pricelists,
    productitems,
    products,
    sheetfiles,
    tracks,
    versions,
)
from store import database as databases
from store.access import Person
from store.contents import Named
from store.desk import Desk
from store.errors import Refused
from store.exports import harmless
from store.imports import Report, load, values
from store.tables import Item, Layout, RenderProfile, User, VendorProduct
from store.text import safe

Import = Callable[..., Report]

FULL = """\
Item,Type,Description,Width,Height,Price,Cost,Units,Vendor,Vendor Code,Vendor Description,Vendor Cost,Multiplier,Lead days,Profile,Layout,Components,Position
P8X10,print,Print 8x10,8,10,32.00,2.10,3,Bay Lab,BL-810,8x10 lustre,1.95,2,3.5,Lab,,,1
W8,,Wallets,8,10,36.00,1.90,,Bay Lab,BL-W,,,,,,8 wallets,,2
FAM,package,Family,,,90.00,,,,,,,,,,,P8X10 x2; W8 x4,3
TEN,unit package,Ten units,,,200,,10,,,,,,,,,W8 = 2; P8X10,4
RET,Service,Retouch,,,25,,,,,,,,,,,,
"""


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """A studio with a render profile and a layout."""
    RenderProfile.create(name="Lab")
    Layout.create(name="8 Wallets", width=8, height=10)
    return desk


def problems(bring: Import, kind: str, text: str) -> list[str]:
    """Why a file is refused."""
    with pytest.raises(Refused) as refused:
        bring(kind, "x.csv", text)
    assert Item.select().count() == 0
    assert VendorProduct.select().count() == 0
    return refused.value.problems


def test_all_that_an_item_carries(shop: Desk, bring: Import) -> None:
    """Kind, units, profile, layout, packages, and what the vendor calls it."""
    report = bring("pricelist", "full.csv", FULL)
    assert (report.created, report.also) == (5, {"vendors": 1, "vendor products": 2})
    rows = {row.identifier: row for row in items.listed()}
    kinds = {"P8X10": "print", "W8": "print", "FAM": "package", "TEN": "units", "RET": "service"}
    assert {name: row.kind for name, row in rows.items()} == kinds
    assert [row.identifier for row in items.listed()] == ["RET", "P8X10", "W8", "FAM", "TEN"]
    assert (rows["P8X10"].units, rows["TEN"].units) == (3, 10)
    assert rows["P8X10"].render_profile_id == RenderProfile.get().id
    assert rows["W8"].layout_id == Layout.get().id
    pieces = packages.components(rows["FAM"], 2)
    assert [(item.identifier, n) for item, n in pieces] == [("P8X10", 4), ("W8", 8)]
    assert packages.prices(rows["TEN"]) == {rows["W8"].id: 2, rows["P8X10"].id: 3}
    product = products.get(shop, "Bay Lab", "bl-810")
    assert (product.description, product.cost_cents) == ("8x10 lustre", 195)
    assert (product.multiplier, product.lead_days) == (2, 3.5)
    assert products.get(shop, "Bay Lab", "BL-W").cost_cents == 190
    assert productitems.written([product])[product.id] == "P8X10"


def test_twice_is_once(shop: Desk, bring: Import) -> None:
    """The same file again changes nothing; what it does not speak of stays."""
    bring("pricelist", "full.csv", FULL)
    again = bring("pricelist", "full.csv", FULL)
    assert (again.created, again.updated, again.recognised) == (0, 0, 5)
    fewer = bring("pricelist", "few.csv", "Item,Price\nFAM,95\nTEN,200\n")
    assert (fewer.updated, fewer.recognised) == (1, 1)
    assert items.get("FAM").kind == "package"
    assert len(packages.components(items.get("FAM"))) == 2


def test_another_code_takes_the_place(shop: Desk, bring: Import) -> None:
    """The item is ordered as what the file says now, whatever stood there before."""
    head = "Item,Price,Vendor,Vendor code\n"
    bring("pricelist", "a.csv", head + "P8X10,1,Bay Lab,OLD\n")
    bring("pricelist", "b.csv", head + "P8X10,1,Bay Lab,NEW\n")
    pair = (items.get("P8X10").id, shop.directory.vendor_named("Bay Lab").id)
    assert products.for_pairs([pair])[pair].code == "NEW"


def test_a_column_called_type(desk: Desk, bring: Import) -> None:
    """It holds kinds where all its words are kinds, else groups, else nothing of use."""
    bring("pricelist", "a.csv", "Item,Type,Price\nA,Print,1\nB,Service,2\n")
    assert [(row.kind, row.group) for row in items.listed()] == [("print", ""), ("service", "")]
    bring("pricelist", "b.csv", "Item,Type,Price\nC,Album,1\nD,Print,2\n")
    assert [items.get(name).group for name in "CD"] == ["Album", "Print"]
    report = bring("pricelist", "c.csv", "Item,Type,Group,Price\nE,Album,Big,1\n")
    assert items.get("E").group == "Big"
    assert "the column Type does not hold kinds of items: passed over" in report.notes


HEAD = "Item,Kind,Price,Units,Vendor,Vendor code,Vendor cost,Multiplier,Profile,Components,Inactive"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,pint,1,,,,,,,,", "Kind: 'pint' is no kind of item (did you mean print?)"),
        ("A,,1,0,,,,,,,", "Units: '0' is not a quantity: it must be a whole number above 0"),
        ("A,units,1,,,,,,,,", "Units: A: a package of units needs a number of units"),
        ("A,,1,,,X,,,,,", "Vendor code: 'X' is a vendor's code, but the row names no vendor"),
        ("A,,1,,Lab,X,-1,,,,", "Vendor cost: '-1' is below 0"),
        ("A,,1,,Lab,X,,10001,,,", "Multiplier: '10001' is more than 10,000"),
        ("A,,1,,Lab,X,,99999999,,,", "Multiplier: '99999999' is more than 10,000"),
        ("A,,1,99999999999,,,,,,,", "Units: '99999999999' is more than 1,000,000"),
        ("A,,1,NaN,,,,,,,", "Units: 'NaN' is not a number; leave it empty"),
        ("A,,1,,Lab,X,nan,,,,", "Vendor cost: 'nan' is not a number; leave it empty"),
        ("\u3164,,1,,,,,,,,", "Item: holds nothing that can be seen"),
        ("A,,1,,\u200d,,,,,,", "Vendor: holds nothing that can be seen"),
        ("A,,1,,,,,,Lap,,", "Profile: no render profile in use is called 'Lap' (did you mean Lab?)"),
        ("A,,1,,,,,,,B x0,", "Components: B: 0 pieces; there can be 1 to 10,000"),
        ("A,,1,,,,,,,C,", "Components: A: no item 'C' is on the package's price list"),
        ("A,,1,,,,,,,A,", "Components: A: a package cannot be in itself"),
        ("A,print,1,,,,,,,B,", "Components: A is of the kind print, not a package; "
         "change its kind to package or units first"),
        ("A,,1,,,,,,,P,", "Components: A in P in A: a package cannot be in itself, "
         "neither directly nor through others"),
        ("A,,1,,,,,,,,yes", "Components: A is part of package P on Price list and cannot be "
         "inactive while that is sold; take it out, or deactivate the package first"),
    ],
)  # fmt: skip
def test_bad_rows_are_named(shop: Desk, bring: Import, row: str, reason: str) -> None:
    """By line, column and reason; nothing is written."""
    text = f"{HEAD}\nB,,1,,,,,,,,\n{row}\nP,,1,,,,,,,A,\n"
    found = problems(bring, "pricelist", text)
    lines = {line.removeprefix("x.csv ").partition(", ")[2] for line in found}
    assert reason in lines
    assert found[0].startswith("x.csv line ")


@pytest.mark.parametrize("column", ["Width", "Height", "Size", "Lead days", "Position", "Cost"])
@pytest.mark.parametrize("cell", ["nan", " NaN ", "inf", "-inf"])
def test_what_is_no_number(desk: Desk, bring: Import, column: str, cell: str) -> None:
    """It is never taken for an empty cell."""
    (line,) = problems(bring, "pricelist", f"Item,Price,{column}\nA,1,{cell}\n")
    assert line.replace('"', "'").startswith(f"x.csv line 2, {column}: '{cell.strip()}' is not ")


def test_rows_that_contradict_each_other_about_a_product(shop: Desk, bring: Import) -> None:
    """The later one is named."""
    text = "Item,Price,Vendor,Vendor code,Vendor cost\nA,1,Lab,X,1\nB,1,Lab,x,2\n"
    assert problems(bring, "pricelist", text) == [
        "x.csv line 3, Vendor code: 'x' of Lab is on line 2 with other values"
    ]


# Vendor products ---------------------------------------------------------------------------------


def test_vendor_products_come_in(desk: Desk, bring: Import) -> None:
    """A product may stand on several rows, one for each item; the same file twice is once."""
    bring("pricelist", "p.csv", "Item,Price\nP8X10,1\nP5X7,1\nMUG,1\n")
    text = (
        "Vendor,Code,Description,Item,Cost,Multiplier,Lead time\n"
        "Bay Lab,BL-1,Lustre,P8X10; p5x7,1.95,2,3 days\n"
        "BAY LAB,bl-1,Lustre,MUG,1.95,2,3 days\n"
        "Foliant,BL-1,,,,,\n"
    )
    report = bring("vendor-products", "v.csv", text)
    assert (report.created, report.recognised, report.also) == (2, 1, {"vendors": 2})
    row = products.get(desk, "Bay Lab", "BL-1")
    assert productitems.written([row])[row.id] == "MUG; P5X7; P8X10"
    assert (row.cost_cents, row.multiplier, row.lead_days) == (195, 2, 3)
    again = bring("vendor-products", "v.csv", text)
    assert (again.created, again.updated, again.recognised) == (0, 0, 3)
    less = bring("vendor-products", "w.csv", "Vendor,Code,Item\nBay Lab,BL-1,MUG\n")
    assert less.updated == 1
    assert productitems.written([row])[row.id] == "MUG"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",X,,,,", "Vendor: is missing"),
        ("Lab,,,,,", "Code: is missing"),
        ("Lab,X,P8X11,,,", "Items: no item is called 'P8X11'"),
        ('Lab,X,"""P8",,,', "Items: '\"P8' has a double quote that is not closed"),
        ("Lab,X,,-1,,", "Cost: '-1' is below 0"),
        ("Lab,X,,,0,", "Multiplier: '0' is not a quantity: it must be a whole number above 0"),
        ("Lab,X,,,,400", "Lead days: '400' is more than 365 days"),
        ("lab,a,,2,,", "Code: 'a' is on line 2 with other values"),
    ],
)
def test_bad_products_are_named(desk: Desk, bring: Import, row: str, reason: str) -> None:
    """By line, column and reason; nothing is written."""
    text = f"Vendor,Code,Items,Cost,Multiplier,Lead days\nLab,A,,1,,\n{row}\n"
    assert problems(bring, "vendor-products", text) == [f"x.csv line 3, {reason}"]


# There and back ----------------------------------------------------------------------------------

HOSTILE = (
    "=cmd|'/C calc'!A0", "'=1+1", "''", "''x", "-", "n/a", "None", "[/bold]", '"', 'a "b" c; d',
    "+1", "@x", "#REF!", "###", "../../etc/passwd", "\u202eevil\u202c", "x\u00adx\u200bx", "\\n",
    "P8X10 x2", "a: b = 3", "1,5", "TRUE", "total", "é\u0301", "🦄",
)  # fmt: skip


def picture(desk: Desk) -> list[Any]:
    """All that price lists and vendor products say."""
    vendors = {row.id: row.name for row in desk.directory.vendors.values()}
    profiles = {row.id: row.name for row in RenderProfile.select()}
    layouts = {row.id: row.name for row in Layout.select()}
    sold = items.listed(inactive=True)
    parts = packages.parts_of(row.id for row in sold)
    made = products.listed(desk, inactive=True)
    made_for = productitems.written(made)
    return [
        [(row.name, row.hidden, row.inactive) for row in pricelists.listed()],
        [
            (
                row.identifier, row.kind, row.description, row.group, row.price_cents,
                row.cost_cents, row.width, row.height, row.units, vendors.get(row.vendor_id or 0),
                profiles.get(row.render_profile_id or 0), layouts.get(row.layout_id or 0),
                row.position, row.hidden, row.inactive, packages.written(parts.get(row.id, [])),
            )
            for row in sold
        ],
        [
            (
                vendors[row.vendor_id], row.code, row.description, row.cost_cents, row.multiplier,
                row.lead_days, row.position, row.inactive, made_for[row.id],
            )
            for row in made
        ],
    ]  # fmt: skip


@pytest.fixture
def furnished(shop: Desk, bring: Import) -> Desk:
    """Two price lists with everything there is, under names that mean harm."""
    bring("pricelist", "full.csv", FULL)
    for number, text in enumerate(HOSTILE):
        name = text[:10].strip()
        vendor = "Bay Lab" if number % 2 else "=Lab"
        if number == 0:
            bring("vendors", "v.csv", "Vendor\n'=Lab\n")
        items.add(
            shop, name, description=text, group=text, price_cents=number, width=0.125,
            vendor=vendor, hidden=bool(number % 2), inactive=number == 3,
        )  # fmt: skip
        products.add(shop, vendor, text, description=text, lead_days=0.25)
    for number, text in enumerate(HOSTILE):
        vendor = "Bay Lab" if number % 2 else "=Lab"
        products.change(shop, vendor, text, items=contents.write([Named(text[:10].strip())]))
    items.add(shop, "BARE")
    packages.set_parts(shop, "FAM", ['"P8X10 x2" x3', '"a: b = 3"', '"a ""b"" c; d"'])
    pricelists.copy(shop, "Price list", "=Schools [/]; 2026")
    pricelists.change(shop, "=Schools [/]; 2026", hidden=True)
    items.reorder(shop, "W8", 1, "=Schools [/]; 2026")
    products.change(shop, "Bay Lab", "BL-W", items='"=Schools [/]; 2026": W8')
    return shop


@pytest.fixture
def elsewhere(furnished: Desk, tmp_path: Path) -> Callable[[], Desk]:
    """What turns to another studio, new but for a render profile and a layout."""

    def turn() -> Desk:
        databases.close()
        path = tmp_path / "other.db"
        databases.create_file(path)
        opened = databases.connect(path)
        versions.create()
        user = User.create(login="bo", name="Bo", role="admin")
        other = Desk(
            opened, furnished.settings, Person(user.id, "bo", "Bo", "admin"), source="test"
        )
        RenderProfile.create(name="Lab")
        Layout.create(name="8 Wallets", width=8, height=10)
        tracks.add_status(other, "session", "session", "New", days=1, initial=True)
        return other

    return turn


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_export_makes_the_same_lists_elsewhere(
    furnished: Desk, elsewhere: Callable[[], Desk], tmp_path: Path, suffix: str
) -> None:
    """To the last sign, whatever the texts; importing it twice changes nothing."""
    before = picture(furnished)
    sold, made = tmp_path / f"lists.{suffix}", tmp_path / f"products.{suffix}"
    counts = pricelistfiles.export_lists(furnished, [], sold)
    assert set(counts) == {"Price list", "=Schools [/]; 2026"}
    assert pricelistfiles.export_products(furnished, made) == len(before[2])
    here = [load(furnished, "pricelist", sold), load(furnished, "vendor-products", made)]
    assert [(report.created, report.updated) for report in here] == [(0, 0), (0, 0)]
    assert picture(furnished) == before
    other = elsewhere()
    load(other, "pricelist", sold)
    load(other, "vendor-products", made)
    after = picture(other)
    for there, here_ in zip(after, before, strict=True):
        assert there == here_


def test_no_cell_of_an_export_is_a_formula(furnished: Desk, tmp_path: Path) -> None:
    """Of a text file, in which nothing else tells a text from a formula."""
    path = tmp_path / "lists.csv"
    pricelistfiles.export_lists(furnished, [], path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=cmd|'/C calc'!A0" in cells


@given(st.text(max_size=40).map(lambda text: " ".join(safe(text).split())))
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    """Whatever it looks like; in a text file and in a workbook."""
    assert values.clean(values.as_cell(text, harmless)) == text
    assert values.clean(values.as_cell(text, str)) == text
    assert not values.as_cell(text, harmless).startswith(("=", "+", "-", "@"))


def test_files_that_cannot_be_written(furnished: Desk, tmp_path: Path) -> None:
    """One that is there is never replaced, and the ending says what kind it is."""
    there = tmp_path / "there.csv"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="is there already"):
        pricelistfiles.export_lists(furnished, ["price list"], there)
    with pytest.raises(Refused, match=r"ends in .csv or .xlsx"):
        pricelistfiles.export_products(furnished, tmp_path / "x.pdf")
    with pytest.raises(Refused, match="there is no such folder"):
        pricelistfiles.export_products(furnished, tmp_path / "no" / "x.csv")
    with pytest.raises(Refused, match="no price list is called"):
        pricelistfiles.export_lists(furnished, ["Weddings"], tmp_path / "x.csv")
    pricelistfiles.export_lists(furnished, [], tmp_path / "y.csv", dry_run=True)
    assert there.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "y.csv").exists()
    assert not list(tmp_path.glob(".*part"))
    assert sheetfiles.suffix_of(Path("A.CSV")) == ".csv"
