"""Price lists, vendors, sessions, invoices and payments from dirtier files than the examples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from store.desk import Desk
from store.errors import Refused
from store.imports import Report
from store.tables import Card, Client, Invoice, InvoiceLine, Item, Payment, Session, Vendor

Import = Callable[..., Report]
"""What imports a file into the studio."""

CLIENTS = "No,Name,Email\n8,Ada Smith,ada@b.de\n9,Li Wei,li@b.de\n"
ITEMS = "Code,Description,Price,Vendor\nP4,Print 4x6,9.00,Bay Lab\nDISC,Disc,250,\n"
SESSIONS = "Session,Client No,Type,Date\n1001,8,School,2026-09-02\n"
INVOICE = "Invoice,Client No,Session,Date,Item,Qty,Price\n2001,8,1001,2026-09-12,P4,2,9.00\n"


@pytest.fixture
def studio(bring: Import) -> Import:
    """A studio with two clients, two items and a session."""
    bring("clients", "clients.csv", CLIENTS)
    bring("pricelist", "items.csv", ITEMS)
    bring("sessions", "sessions.csv", SESSIONS)
    return bring


def problems(bring: Import, kind: str, text: str) -> list[str]:
    """What is wrong with a file."""
    with pytest.raises(Refused) as refusal:
        bring(kind, "x.csv", text)
    return refusal.value.problems


# Price lists and vendors ------------------------------------------------------------------------


def test_a_price_list_again_with_other_prices(studio: Import) -> None:
    """New prices are taken over; what the file does not speak of stays."""
    text = 'Code,Price\nP4,"9,50 €"\nDISC,250\nNEW,1\n'
    report = studio("pricelist", "x.csv", text)
    assert (report.created, report.updated, report.recognised) == (1, 1, 1)
    row = Item.get(Item.identifier == "P4")
    assert (row.price_cents, row.description) == (950, "Print 4x6")
    assert row.vendor == Vendor.get(Vendor.name == "Bay Lab")


def test_vendors_that_are_here_already(studio: Import) -> None:
    """A price list says how many vendors it names and how many of them are not new."""
    report = studio("pricelist", "x.csv", "Code,Price,Lab\nA,1,BAY LAB\nB,1,Foliant\nC,1,-\n")
    assert report.also == {"vendors": 1}
    assert report.notes == ["2 vendors are named, 1 of them already here"]


def test_bad_items(bring: Import) -> None:
    """Long identifiers, no price, prices below 0 and doubles with other values are named."""
    text = "Code,Price,Size\nTHIRTEENCHARS,1,\nA,,\nB,-1,\nC,1,8x10\nC,2,8x10\nD,1,big\n"
    assert problems(bring, "pricelist", text) == [
        "x.csv line 2, Code: 'THIRTEENCHARS' is longer than 12 characters",
        "x.csv line 3, Price: is missing",
        "x.csv line 4, Price: '-1' is below 0",
        "x.csv line 6, Code: 'C' is on line 5 with other values",
        "x.csv line 7, Size: 'big' is not a size such as 8x10",
    ]
    assert Vendor.select().count() == 0


def test_vendors(bring: Import) -> None:
    """Vendors are known by name; what a later file adds is taken over."""
    bring("vendors", "v.csv", "Vendor,Phone\nBay Lab,11111\nOak & Ash,\n")
    report = bring("vendors", "v.csv", "Vendor,Phone,Turnaround\nBAY LAB,,3 days\nNew,22222,\n")
    assert (report.created, report.updated) == (1, 1)
    row = Vendor.get(Vendor.name == "Bay Lab")
    assert (row.phone, row.turnaround_days) == ("11111", 3)


# Sessions ---------------------------------------------------------------------------------------


def test_sessions_by_the_client_s_name(studio: Import) -> None:
    """A session may name its client in any order of names, or by email address."""
    text = (
        "Job No,Client,Email,Type,When\n"
        '1,"Smith, Ada",,Wedding,12 Sep 2026 2:30 PM\n2,,LI@b.de,School,\n'
    )
    assert studio("sessions", "x.csv", text).created == 2
    names = {row.id: row.name for row in Client.select()}
    cards = {row.number: names[row.client_id] for row in Card.select()}
    assert cards == {1001: "Ada Smith", 1: "Ada Smith", 2: "Li Wei"}


def test_bad_sessions(studio: Import) -> None:
    """Unknown and contradicting clients, odd dates and numbers of others are named."""
    text = (
        "Session,Client No,Client,Type,Date,Time\n"
        "1,77,,School,,\n2,8,Li Wei,School,,\n3,,Aida Smith,School,,\n4,8,,,13/13/2026,\n"
        "5,8,,School,,2 PM\n1001,9,,School,,\n"
    )
    assert [line.removeprefix("x.csv line ") for line in problems(studio, "sessions", text)] == [
        "2, Client No: no client has the number 77; import clients first",
        "3, Client: 'Li Wei' is not client 8, who is Ada Smith here",
        (
            "4, Client: no client is called 'Aida Smith' (did you mean Ada Smith?); "
            "import clients first"
        ),
        '5, Date: "13/13/2026" has no month 13, read as day/month/year',
        "5, Type: is missing",
        "6, Date: is missing, though there is a time",
        "7, Session: session 1001 is already here for another client",
    ]


def test_a_date_that_may_be_two(studio: Import) -> None:
    """Without anything that tells the order of dates they are not guessed."""
    found = problems(studio, "sessions", "Session,Client No,Type,Date\n1,8,School,03/04/2026\n")
    assert "may be 03 the month or 03 the day; say which in a map file" in found[0]


def test_one_date_that_breaks_the_order(studio: Import) -> None:
    """One day-first date in a file of month-first ones is named by its line."""
    text = "Session,Client No,Type,Date\n1,8,S,09/13/2026\n2,8,S,09/14/2026\n3,8,S,15/09/2026\n"
    assert problems(studio, "sessions", text)[0].startswith("x.csv line 4, Date:")


def test_sessions_from_a_workbook(studio: Import, tmp_path: Path, desk: Desk) -> None:
    """Dates and times of Excel come in at the studio's time of day."""
    book = Workbook()
    for row in (
        ["Session #", "Client No", "Type", "Date", "Time"],
        [5, 8.0, "School", date(2026, 9, 2), 0.6041666667],
        [6, 9, "School", 46267, "2:30 PM"],
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "s.xlsx")
    studio("sessions", "s.xlsx", (tmp_path / "s.xlsx").read_bytes())
    held = [row.held_at for row in Session.select().join(Card).where(Card.number < 100)]
    assert held == [1_788_384_600_000] * 2


# Invoices ---------------------------------------------------------------------------------------


def test_lines_that_go_on_with_an_invoice(studio: Import) -> None:
    """Rows without number and client belong to the invoice above; rows of one need not follow."""
    text = (
        "Invoice,Client,Item,Description,Qty,Price\n"
        "I-7,Ada Smith,P4,,1,9.00\n,,,Shipping,1,5.00\n"
        "8,Li Wei,DISC,,1,250\nI-7,,DISC,,1,($20.00)\n"
    )
    report = studio("invoices", "x.csv", text)
    assert (report.created, report.also["lines"]) == (2, 4)
    invoice = Invoice.select().join(Card).where(Card.number == 7).get()
    lines = InvoiceLine.select().where(InvoiceLine.invoice == invoice.id)
    assert [(row.line, row.description, row.price_cents) for row in lines] == [
        (1, "Print 4x6", 900), (2, "Shipping", 500), (3, "Disc", -2_000)
    ]  # fmt: skip
    assert (invoice.total_cents, invoice.card.value_cents) == (-600, -600)


def test_a_price_from_the_line_s_total(studio: Import) -> None:
    """Without a price the line's total is divided by the quantity."""
    text = "Invoice,Client No,Item,Qty,Ext\n7,8,P4,3,27.00\n"
    studio("invoices", "x.csv", text)
    assert InvoiceLine.get().price_cents == 900
    found = problems(studio, "invoices", "Invoice,Client No,Item,Qty,Ext\n8,8,P4,3,10.00\n")
    assert found == ["x.csv line 2, Ext: 10.00 cannot be divided by 3"]


def test_bad_invoices(studio: Import) -> None:
    """Contradicting heads, other clients' sessions and missing cells are named."""
    text = (
        "Invoice,Client No,Session,Item,Qty,Price\n"
        "1,8,1001,P4,1,9\n1,9,1001,P4,1,9\n2,9,1001,P4,1,9\n3,8,55,P4,,9\n4,8,,,1,x\n5,,,P4,1,9\n"
    )
    assert [line.removeprefix("x.csv line ") for line in problems(studio, "invoices", text)] == [
        "3, Client No: '9' is not the '8' of line 2; an invoice has only one",
        "4, Session: '1001' is another client's session",
        "5, Qty: is missing",
        "5, Session: no session has the number 55; import sessions first",
        "6, Item: is missing",
        '6, Price: "x" is not an amount of money',
        "7, Client No: is missing",
    ]


def test_an_invoice_that_is_here_already(studio: Import) -> None:
    """The same invoice is recognised, also as Excel writes it; another one of its number is not."""
    studio("invoices", "a.csv", INVOICE)
    again = INVOICE.replace("2001,8", "2001.0,8").replace("9.00", "9")
    assert studio("invoices", "b.csv", again).recognised == 1
    assert problems(studio, "invoices", INVOICE.replace(",2,9.00", ",3,9.00")) == [
        "x.csv line 2, Invoice: invoice 2001 is already here with other lines"
    ]
    assert problems(studio, "invoices", INVOICE.replace(",8,1001", ",9,")) == [
        "x.csv line 2, Invoice: invoice 2001 is already here for another client"
    ]


# Payments ---------------------------------------------------------------------------------------


def test_payments_and_refunds(studio: Import) -> None:
    """Two equal payments are two, money given back counts less, and again nothing changes."""
    studio("invoices", "a.csv", INVOICE)
    text = (
        "Invoice #,Paid On,Amount Paid,Tender,Check No\n2001,2026-09-12,$5.00,Check,17\n"
        "2001,2026-09-12,$5.00,Cash,\n2001,2026-09-12,$5.00,Cash,\n2001,2026-09-20,($3.00),Cash,\n"
        "Total,,12.00,,\n"
    )
    assert studio("payments", "x.csv", text).created == 4
    assert studio("payments", "x.csv", text).recognised == 4
    assert (Invoice.get().paid_cents, Payment.select().count()) == (1_200, 4)
    assert Payment.get(Payment.method == "Check").note == "Reference 17"


def test_bad_payments(studio: Import) -> None:
    """Unknown invoices, nothing paid, no date, and more given back than paid are named."""
    studio("invoices", "a.csv", INVOICE)
    text = "Invoice,Date,Amount\n9,2026-09-12,1\n2001,2026-09-12,0\n2001,,1\n2001,2026-09-13,-2\n"
    assert [line.removeprefix("x.csv line ") for line in problems(studio, "payments", text)] == [
        "2, Invoice: no invoice has the number 9; import invoices first",
        "3, Amount: is 0: leave the line out",
        "4, Date: is missing",
        "5, Amount: more is given back than was paid for invoice 2001: 1.00",
    ]


def test_more_paid_than_owed(studio: Import) -> None:
    """An invoice that is paid twice is told, not refused."""
    studio("invoices", "a.csv", INVOICE)
    report = studio("payments", "x.csv", "Invoice,Date,Amount\n2001,2026-09-12,1000\n")
    assert report.notes == ["line 2: invoice 2001 comes to 18.00, 1000.00 is paid"]
    assert Client.select().count() == 2
