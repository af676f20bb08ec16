"""Every list of the set-up as a table: read, narrowed, ordered, written into files."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from store import (
    automations,
    boards,
    customfields,
    history,
    items,
    layouts,
    listfiles,
    optouts,
    packages,
    people,
    pricelists,
    printers,
    products,
    renderprofiles,
    reorderreasons,
    setuplists,
    templates,
    triggers,
    types,
    vendors,
    views,
)
from store.desk import Desk
from store.errors import Refused
from store.triggers import Spec

HOSTILE = "=cmd|'/c calc'!A1 [/] \x1b[31m"


@pytest.fixture
def full(desk: Desk) -> Desk:
    """A studio with at least two entries in every list, hostile ones among them."""
    for name in ("One", HOSTILE):
        reorderreasons.add(desk, name)
        printers.add(desk, name, queue="epson")
        layouts.add(desk, name, width=8, height=10)
        renderprofiles.add(desk, name)
        templates.add(desk, name, body="Dear client")
        vendors.add(desk, name)
        views.save(desk, name, boards.View("production", "late"))
        vendors.add_holiday(desk, name, date(2026, 12, 24), "Eve")
        triggers.add(desk, Spec(name, "production", "Print", "Retouch", "task", name))
    for identifier in ("8x10", "5x7"):
        items.add(desk, identifier, description=HOSTILE, price_cents=123_450, vendor="Bay Lab")
        products.add(desk, "Bay Lab", f"C-{identifier}", items=[identifier], cost_cents=900)
    for name in ("One", "Two"):
        automations.add(desk, automations.Rule(f"Rule {name}", "orders", "saved"))
    optouts.add(desk, ["+1 212 555 0100"])
    optouts.add(desk, ["ada@example.com"], "email")
    pricelists.add(desk, "Schools")
    items.add(desk, "SET", kind="package")
    packages.set_parts(desk, "SET", "8x10 x2; 5x7")
    for name in ("Album colour", "Assistant"):
        customfields.add(desk, "session", name)
    return desk


EVERY = tuple(setuplists.every())


@pytest.mark.parametrize("name", EVERY)
def test_every_list_is_a_table(full: Desk, name: str) -> None:
    """Each entry has a cell for every column, and a key that names it alone."""
    of = setuplists.named(name)
    entries = of.entries(full)
    assert len({entry.key for entry in entries}) == len(entries)
    assert all(len(entry.values) == len(of.columns) for entry in entries)
    assert len(entries) >= 2
    table = setuplists.table(full, name)
    assert [len(row) for row in table.rows] == [len(table.columns)] * len(entries)
    for entry in entries:
        for column, value in zip(of.columns, entry.values, strict=True):
            assert isinstance(setuplists.shown(full, column, value), str)


@pytest.mark.parametrize("name", EVERY)
def test_every_list_that_has_an_order_is_ordered(full: Desk, name: str) -> None:
    """An entry goes where it is put, all others stay in their order, and undo brings it back."""
    of = setuplists.named(name)
    before = [entry.key for entry in of.entries(full)]
    if of.place is None:
        with pytest.raises(Refused, match="have no order of their own"):
            setuplists.reorder(full, name, before[0] if before else ["x"], 1)
        return
    last = setuplists.neighbours(of.entries(full), before[0])[-1]
    setuplists.reorder(full, name, last, 1)
    after = [entry.key for entry in of.entries(full)]
    around = setuplists.neighbours(of.entries(full), last)
    assert around[0] == last
    assert [key for key in after if key != last] == [key for key in before if key != last]
    history.undo(full)
    full.forget_lists()
    assert [entry.key for entry in of.entries(full)] == before


@pytest.mark.parametrize("name", EVERY)
def test_no_file_of_a_list_has_a_formula(full: Desk, name: str) -> None:
    """CSV marks what a spreadsheet would take for one, XLSX keeps it as text; nothing is lost."""
    table = setuplists.table(full, name)
    rows = list(csv.reader(io.StringIO(listfiles.csv_bytes(table).decode("utf-8-sig"))))
    assert len(rows) == len(table.rows) + 1
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@", "\t", "\r")]
    sheet = load_workbook(io.BytesIO(listfiles.xlsx_bytes(table))).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    said = json.loads(listfiles.json_bytes(table))
    assert [tuple(row) for row in said["rows"]] == list(table.rows)
    assert {column["type"] for column in said["columns"]} <= {
        "text", "number", "money", "flag", "date",
    }  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_every_list_is_printed(full: Desk, name: str) -> None:
    """As a PDF, hostile names included."""
    assert listfiles.content(full, setuplists.table(full, name), "pdf")[:5] == b"%PDF-"


def test_the_same_list_is_the_same_file(full: Desk) -> None:
    """To the byte, whenever it is written."""
    table = setuplists.table(full, "vendors")
    assert listfiles.csv_bytes(table) == listfiles.csv_bytes(setuplists.table(full, "vendors"))


def test_items_say_what_their_vendor_makes_of_them(full: Desk) -> None:
    """Code, cost and multiplier of the preferred vendor's product; money is decimal in files."""
    table = setuplists.table(full, "items", "8x10 bay")
    names = [column.name for column in table.columns]
    row = dict(zip(names, table.rows[0], strict=True))
    assert len(table.rows) == 1
    assert (row["price"], row["vendor_code"], row["vendor_cost"]) == ("1234.50", "C-8x10", "9.00")
    assert (row["multiplier"], row["active"]) == (1, True)


def test_lists_are_narrowed_by_words(full: Desk) -> None:
    """All words, in any cell, whatever case and accents; the state of an entry is one of them."""
    vendors.switch(full, "Foliant", active=False)
    found = setuplists.table(full, "vendors", "INACTIVE fol")
    assert [row[1] for row in found.rows] == ["Foliant"]
    assert setuplists.table(full, "vendors", "nobody").rows == ()


def test_entries_are_named_by_as_many_words_as_needed(full: Desk) -> None:
    """The last word alone where only one ends so; several are told apart."""
    of = setuplists.named("tracks and statuses")
    entries = of.entries(full)
    assert setuplists.entry_named(entries, ["layout"], of.one).key[1] == "Album"
    with pytest.raises(Refused, match="several are called 'QA'; say which: production Print QA"):
        setuplists.entry_named(entries, ["QA"], of.one)
    with pytest.raises(Refused, match=r"no status is called 'Album Layot' \(did you mean"):
        setuplists.entry_named(entries, ["Album", "Layot"], of.one)
    with pytest.raises(Refused, match=r"'vendor' \(did you mean vendors\?\); there are types"):
        setuplists.named("vendor")


def test_what_is_used_no_more_has_no_place(full: Desk) -> None:
    """It is activated first."""
    vendors.switch(full, "Foliant", active=False)
    with pytest.raises(Refused, match="Foliant is inactive; activate it first"):
        setuplists.reorder(full, "vendors", ["Foliant"], 1)


def test_the_order_is_the_one_that_is_offered(full: Desk) -> None:
    """People, departments, types and vendors stand so wherever they are listed."""
    people.reorder_user(full, "vic", 1)
    people.reorder_department(full, "Retouch", 1)
    vendors.reorder(full, "Foliant", 1)
    types.change(full, "production", "Digital", position=1)
    assert people.listed(full)[0][0].login == "vic"
    assert people.departments(full)[0].name == "Retouch"
    assert vendors.listed(full)[0].name == "Foliant"
    assert types.listed(full, "production")[0].name == "Digital"
    vendors.add(full, "Aardvark")
    assert vendors.listed(full)[-1].name == "Aardvark"


def test_members_of_a_department(full: Desk) -> None:
    """The complete list replaces what was there, and undo brings it back."""
    people.set_members(full, "Retouch", ["mia", "vic"])
    row = full.directory.department_named("Retouch")
    assert people.members_of(full, row) == ["mia", "vic"]
    with pytest.raises(Refused, match="no user is called 'bob'"):
        people.set_members(full, "Retouch", ["bob"])
    history.undo(full)
    full.forget_lists()
    assert people.members_of(full, full.directory.department_named("Retouch")) == ["joon"]


# Files --------------------------------------------------------------------------------------------


def test_files_are_written_whole(tmp_path: Path) -> None:
    """Into folders that are there, over nothing, leaving no other file."""
    target = tmp_path / "list.csv"
    listfiles.write(target, b"one")
    with pytest.raises(Refused, match="is there already; use another name"):
        listfiles.write(target, b"two")
    assert target.read_bytes() == b"one"
    with pytest.raises(Refused, match="there is no such folder"):
        listfiles.write(tmp_path / "none" / "list.csv", b"")
    with pytest.raises(Refused, match="is a folder"):
        listfiles.write(tmp_path, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize(
    ("name", "found"), [("a.csv", "csv"), ("a.XLSX", "xlsx"), ("b.c.json", "json")]
)
def test_the_ending_says_the_format(name: str, found: str) -> None:
    """Whatever its case."""
    assert listfiles.format_of(Path(name)) == found


@pytest.mark.parametrize("name", ["a", "a.doc", "csv", ".csv", "a.csvx"])
def test_other_endings_are_refused(name: str) -> None:
    """With those there are."""
    with pytest.raises(Refused, match=r"end the name in \.csv, \.xlsx, \.json, \.pdf"):
        listfiles.format_of(Path(name))


def test_columns_are_read_from_words() -> None:
    """Name, what it holds, and whether it stands in files only."""
    found: list[Any] = [(c.name, c.sort, c.brief) for c in setuplists.columns("a b:money c:flag-")]
    assert found == [("a", "text", True), ("b", "money", True), ("c", "flag", False)]
