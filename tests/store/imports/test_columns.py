"""Columns are known by many names, or by what a map file says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import Refused
from store.imports.columns import Layout, Notation, key, match, read_map
from store.imports.fields import CLIENTS, INVOICES, PAYMENTS, PRICELIST, SESSIONS
from store.imports.loading import LAYOUTS

Mapped = Callable[[str], tuple[dict[str, str], Notation]]
"""What reads a text as a map file."""


@pytest.mark.parametrize(
    ("layout", "column", "field"),
    [
        (CLIENTS, "Cust #", "number"),
        (CLIENTS, "ClientNo.", "number"),
        (CLIENTS, "customer_id", "number"),
        (CLIENTS, "E-mail", "email"),
        (CLIENTS, "EMAIL ADDRESS", "email"),
        (CLIENTS, "Courriel", "email"),
        (CLIENTS, "Cell", "mobile"),
        (CLIENTS, "Mobile Phone", "mobile"),
        (CLIENTS, "Tel.", "phone"),
        (CLIENTS, "Straße", "address"),
        (CLIENTS, "Prénom", "first_name"),
        (CLIENTS, "PLZ", "postcode"),
        (CLIENTS, "Do-Not-Market?", "do_not_market"),
        (SESSIONS, "Session #", "number"),
        (SESSIONS, "Shoot Date", "date"),
        (INVOICES, "Approx Delivery", "delivery"),
        (INVOICES, "Inv. No", "number"),
        (INVOICES, "Pose", "pose"),
        (INVOICES, "Image", "pose"),
        (INVOICES, "Ext", "extension"),
        (INVOICES, "Qty", "quantity"),
        (PAYMENTS, "Pmt Date", "date"),
        (PRICELIST, "Preferred Vendor", "vendor"),
        (PRICELIST, "SKU", "identifier"),
    ],
)
def test_names_of_columns(layout: Layout, column: str, field: str) -> None:
    """Columns as real programs name them are known, whatever their case and punctuation."""
    names = {key(name): one.name for one in layout.fields for name in (one.name, *one.names)}
    assert names.get(key(column)) == field


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_no_name_means_two_fields(layout: Layout) -> None:
    """Within one kind of file each name belongs to one field only."""
    seen: dict[str, str] = {}
    for one in layout.fields:
        for name in {key(name) for name in (one.name, *one.names)}:
            assert seen.setdefault(name, one.name) == one.name


def matched(*columns: str, layout: Layout = CLIENTS, **renames: str) -> dict[str, int]:
    """Match columns of a file."""
    return dict(match("c.csv", columns, layout, renames).places)


def test_unknown_columns_are_listed() -> None:
    """Columns that hold nothing we know are told, those without a name by their place."""
    assert list(match("c.csv", ["Name", "Star sign", ""], CLIENTS, {}).ignored) == [
        "Star sign",
        "(column 3)",
    ]


def test_a_missing_column_is_refused_with_those_found() -> None:
    """Without a needed column the message names it and what the file has."""
    with pytest.raises(Refused, match="no column for amount of payments; the columns found are"):
        matched("Invoice", "Date", "Sum of it", layout=PAYMENTS)


def test_the_surer_of_two_columns_is_taken() -> None:
    """Of a number and an internal id the number is read, and the id is listed as ignored."""
    found = match("c.csv", ["ID", "Client No", "Name"], CLIENTS, {})
    assert (found.places["number"], list(found.ignored)) == (1, ["ID"])


def test_columns_that_mean_the_same_are_refused() -> None:
    """Two equally sure columns are a question for the user, answered by a map file."""
    with pytest.raises(Refused, match="'Mobile' and 'Cell' mean the same"):
        matched("Name", "Mobile", "Cell")
    assert matched("Name", "Mobile", "Cell", Cell="ignore")["mobile"] == 1


def test_a_column_that_is_there_twice() -> None:
    """A known column's name twice is refused with both places."""
    with pytest.raises(Refused, match=r"'Email' is there twice \(columns 2 and 3\)"):
        matched("Name", "Email", "Email")
    assert matched("Name", "Star sign", "Star sign") == {"name": 0}


def test_a_map_goes_before_names() -> None:
    """What a map says of a column holds, even where its name says something else."""
    assert matched("Name", "Mail", "Email", Mail="email") == {"name": 0, "email": 1}


def test_a_map_with_a_column_that_is_not_there() -> None:
    """A column of the map that the file lacks is refused with the nearest one."""
    with pytest.raises(Refused, match=r"no column 'E-Mial', .*did you mean E-Mail"):
        match("c.csv", ["Name", "E-Mail"], CLIENTS, {"E-Mial": "email"})


@pytest.fixture
def mapped(tmp_path: Path) -> Mapped:
    """What reads a text as a map file for clients."""

    def read(text: str) -> tuple[dict[str, str], Notation]:
        path = tmp_path / "map.toml"
        path.write_text(text, encoding="utf-8")
        return read_map(path, CLIENTS)

    return read


def test_a_map_file(mapped: Mapped) -> None:
    """A map names columns, by kind too, and the notation of dates and amounts."""
    text = (
        '"Their name" = "name"\nJunk = ""\n[clients]\n"Handy 2" = "Do not market"\n'
        '[invoices]\nX = "item"\n[notation]\ndates = "dmy"\ndecimal = ","\n'
    )
    renames, notation = mapped(text)
    assert renames == {"Their name": "name", "Junk": "ignore", "Handy 2": "do_not_market"}
    assert notation == Notation("dmy", ",")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('X = "emial"', r"clients have no field 'emial' \(did you mean email"),
        ("Their name = name", "is not a map file: .*line 1"),
        ('[notation]\ndates = "us"', "dates is one of mdy dmy ymd"),
    ],
)
def test_a_wrong_map_file(mapped: Mapped, text: str, words: str) -> None:
    """A map that cannot be read, or names no field of ours, is refused with the remedy."""
    with pytest.raises(Refused, match=words):
        mapped(text)


def test_a_map_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing map file is refused in words."""
    with pytest.raises(Refused, match="cannot be read"):
        read_map(tmp_path / "none.toml", CLIENTS)
