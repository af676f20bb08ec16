"""Clients come in once, whatever their files look like."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from store.errors import Refused
from store.imports import Report
from store.tables import Action, Client

Import = Callable[..., Report]
"""What imports a file into the studio."""


def problems(bring: Import, kind: str, text: str, **options: object) -> list[str]:
    """What is wrong with a file."""
    with pytest.raises(Refused) as refusal:
        bring(kind, "c.csv", text, **options)
    return refusal.value.problems


def clients() -> dict[int, str]:
    """Number to name of all clients."""
    return {row.number: row.name for row in Client.select()}


def test_a_dirty_file(bring: Import) -> None:
    """Odd spaces, floats of Excel, dashes for nothing and totals leave clean records."""
    text = (
        "Cust #;Customer;Tel;Cell;State;City;Newsletter;Star sign\n"
        '="7";\u00a0Smith,\u00a0Ada ;14155550061.0;N/A;CA;Bonn;no;Leo\n'
        "8.0;Acme, Inc.;-;'0170 1234567;;;;\n"
        "Total;2;;;;;;\n"
    )
    report = bring("clients", "c.csv", text)
    assert (report.created, report.ignored) == (2, ["Star sign"])
    assert clients() == {7: "Ada Smith", 8: "Acme, Inc."}
    row = Client.get(Client.number == 7)
    assert (row.phone, row.mobile, row.city) == ("14155550061", "", "Bonn, CA")
    assert row.do_not_market
    assert Client.get(Client.number == 8).mobile == "0170 1234567"


def test_family_name_beside_first_name(bring: Import) -> None:
    """`Name` beside `Vorname` is the family name; the firm is noted."""
    bring("clients", "c.csv", "Name,Vorname,Firma\nMüller,Zoë,Foliant\n,,Oak & Ash\n")
    assert sorted(clients().values()) == ["Oak & Ash", "Zoë Müller"]
    assert Client.get(Client.name == "Zoë Müller").notes == "Company: Foliant"


def test_more_phones_than_are_kept_apart(bring: Import) -> None:
    """A third number goes to the notes rather than away."""
    bring("clients", "c.csv", "Name,Phone,Home Phone,Other Phone\nAda,11111,22222,33333\n")
    row = Client.get()
    assert (row.phone, row.notes) == ("22222", "Other phone: 11111\nOther phone: 33333")


def test_all_that_is_wrong_is_told_at_once(bring: Import) -> None:
    """Each bad cell of each row has its own line, in the order of the file."""
    text = "No,Name,Email,Zip\nx,Ada,a@,1\n2,,b@c.de,2\n3,Li\n4,#REF!,,\n"
    assert problems(bring, "clients", text) == [
        "c.csv line 2, Email: 'a@' is not an email address",
        "c.csv line 2, No: 'x' is not a number of a record, such as 2001",
        "c.csv line 3, Name: is missing: a client needs a name",
        (
            "c.csv line 4 has 2 cells, fewer than the 4 column names; "
            "a separator or a quotation mark is missing or too much"
        ),
        "c.csv line 5, Name: #REF! is an error of the spreadsheet; mend the formula there",
    ]


def test_many_problems_are_capped(bring: Import) -> None:
    """Two hundred problems are shown and the others counted."""
    found = problems(bring, "clients", "Name,Email\n" + "Ada,x\n" * 250)
    assert (len(found), found[-1]) == (201, "and 50 more problems")


def test_texts_that_are_too_long(bring: Import) -> None:
    """A text longer than a record can keep is named, not cut."""
    found = problems(bring, "clients", f"Name,Email\n{'x' * 10_000},\n")
    assert found[0] == "c.csv line 2, Name: is 10,000 characters long; at most 200 can be kept"


def test_hostile_text_is_stored_plain(bring: Import) -> None:
    """Escape sequences never reach the database, markup does as it is."""
    bring("clients", "c.csv", "Name,Notes\nfix [/] \x1b[2J\u202eAda,[@click=x]\x07\n")
    row = Client.get()
    assert (row.name, row.notes) == ("fix [/] [2JAda", "[@click=x]")


def test_one_number_for_two_people(bring: Import) -> None:
    """A number that belongs to somebody else, here or in the file, is a problem."""
    bring("clients", "a.csv", "No,Name\n5,Ada Smith\n")
    text = "No,Name\n5,Li Wei\n6,Bo Ek\n6,Jo Aho\n"
    assert problems(bring, "clients", text) == [
        "c.csv line 2, No: client 5 is already Ada Smith; a number belongs to one client",
        "c.csv line 4, No: client 6 is already Bo Ek on line 3; a number belongs to one client",
    ]
    assert clients() == {5: "Ada Smith"}


@pytest.mark.parametrize(
    "row",
    [
        "5,Ada Smith,,,",
        ",Ada,ADA@B.DE,,",
        ",Ada Smith,,(415) 555-0061,",
        "9,Ada Smith,ada@b.de,,",
    ],
)
def test_a_client_is_recognised(bring: Import, row: str) -> None:
    """By number, by email in any case, and by name and phone, but never made twice."""
    head = "No,Name,Email,Phone,City\n"
    bring("clients", "a.csv", f"{head}5,Ada Smith,ada@b.de,+1 415 555 0061,Bonn\n")
    report = bring("clients", "c.csv", head + row + "\n")
    assert (report.created, report.recognised) == (0, 1)


def test_a_couple_with_one_address(bring: Import) -> None:
    """Two numbers of one program are two clients, though they share an email address."""
    text = "No,Name,Email\n5,Ada Smith,home@b.de\n6,Bo Smith,home@b.de\n"
    assert bring("clients", "c.csv", text).created == 2
    assert bring("clients", "c.csv", text).recognised == 2


def test_names_alone(bring: Import) -> None:
    """Of clients with nothing but a name the same file is recognised again."""
    assert bring("clients", "c.csv", "Name,City\nAda,Bonn\nLi,\n").created == 2
    assert bring("clients", "c.csv", "Name,City\nAda,Bonn\nLi,\n").recognised == 2


def test_blanks_are_filled_and_nothing_is_overwritten(bring: Import) -> None:
    """A later file adds what is missing; where it differs, what is here stays and is told."""
    bring("clients", "a.csv", "No,Name,City,Phone\n5,Ada,Bonn,\n")
    text = "No,Name,City,Phone,DNC\n5,Ada,Ulm,11111,Y\n"
    report = bring("clients", "c.csv", text)
    assert (report.created, report.updated, report.recognised) == (0, 1, 0)
    row = Client.get()
    assert (row.city, row.phone, row.do_not_call) == ("Bonn", "11111", True)
    assert report.notes == ["line 2: client 5 is already here; what is here was kept (city differ)"]
    assert bring("clients", "c.csv", text).updated == 0


def test_an_import_is_one_action(bring: Import) -> None:
    """Everything a file brings stands in the history as one action."""
    bring("clients", "c.csv", "Name\nAda\nLi\n")
    assert [row.summary for row in Action.select().where(Action.name == "import")] == [
        "import clients from c.csv"
    ]


def test_a_map_file_names_their_columns(bring: Import, tmp_path: Path) -> None:
    """Columns with names of their own come in through a map."""
    chart = tmp_path / "map.toml"
    chart.write_text('"Who" = "name"\n"Where" = "city"\n', encoding="utf-8")
    assert bring("clients", "c.csv", "Who|Where\nAda|Bonn\n", map_file=chart).created == 1
    assert Client.get().city == "Bonn"


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("clients", "Name,Email\n", "has column names but no rows"),
        ("clients", "Email,City\na@b.de,Bonn\n", "no column for name or first name"),
        ("cliens", "Name\nAda\n", r"cannot import 'cliens' \(did you mean clients"),
    ],
)
def test_what_cannot_be_imported(bring: Import, kind: str, text: str, words: str) -> None:
    """An empty table, missing columns and unknown kinds are refused in words."""
    with pytest.raises(Refused, match=words):
        bring(kind, "c.csv", text)


def test_the_report_as_json(bring: Import) -> None:
    """The report has counts, ignored columns and notes under fixed names."""
    shown = bring("clients", "c.csv", "Name,Sign\nAda,Leo\n", dry_run=True).as_json()
    assert shown == {
        "kind": "clients", "file": "c.csv", "dry_run": True, "rows": 1, "created": 1,
        "updated": 0, "recognised": 0, "also_created": {}, "ignored_columns": ["Sign"],
        "notes": [],
    }  # fmt: skip


def test_the_report_in_words(bring: Import) -> None:
    """The first line counts, the next name what was not read."""
    report = bring("clients", "c.csv", "Name,Sign\nAda,Leo\n")
    assert report.lines() == ["c.csv: clients: 1 created", "columns not read: Sign"]


@pytest.mark.parametrize("text", ["Name\nAda\n", "Name\n12\n"])
def test_cycles_are_collected_again(bring: Import, text: str) -> None:
    """After an import, and after one that is refused."""
    with suppress(Refused):
        bring("clients", "c.csv", text)
    assert gc.isenabled()
