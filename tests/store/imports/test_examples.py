"""The example files come out of an import as their description says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store import changes
from store.desk import Desk
from store.errors import Refused
from store.imports import Report
from store.tables import (
    Action,
    Card,
    Client,
    Invoice,
    InvoiceLine,
    Item,
    Payment,
    Session,
    Type,
    Vendor,
)

Import = Callable[..., Report]
"""What imports a file into the studio."""

DATA = Path(__file__).parent / "data"


def mended(file: str, *pairs: tuple[str, str]) -> bytes:
    """An example with wrong cells put right, in the encoding it has."""
    codec = "cp1252" if "cp1252" in file else "utf-8"
    text = (DATA / file).read_bytes().decode(codec)
    for wrong, right in pairs:
        assert wrong in text
        text = text.replace(wrong, right)
    return text.encode(codec)


SECOND_CLIENTS = mended(
    "clients-semicolon-cp1252.csv",
    ("not-an-email", "lucia.mueller64@example.com"),
    ("\n;ada.tanaka", "\nTanaka, Ada;ada.tanaka"),
    ("call the mother instead", "+1 415 555 0078"),
)
INVOICES = mended(
    "invoices.csv", ("NOSUCH", "GIFT"), ("P11X14,Print 11x14,-2", "P11X14,Print 11x14,2")
)


def everything(bring: Import) -> list[Report]:
    """Import all examples, mended where they are wrong."""
    return [
        bring("clients", "clients-utf8bom.csv"),
        bring("clients", "second.csv", SECOND_CLIENTS),
        bring("pricelist", "pricelist.csv"),
        bring("sessions", "sessions.csv"),
        bring("invoices", "invoices.csv", INVOICES),
        bring("payments", "payments.csv"),
    ]


def test_clients_with_a_byte_order_mark(bring: Import) -> None:
    """Sixty clients come in under their own numbers, with names, both phones and addresses."""
    report = bring("clients", "clients-utf8bom.csv")
    assert (report.created, report.ignored, report.notes) == (60, [], [])
    row = Client.get(Client.number == 5)
    assert (row.name, row.email) == ("Esi Kowalski", "esi.kowalski5@example.com")
    assert (row.mobile, row.phone) == ("+1 415 555 0005", "(415) 555-0035")
    assert (row.address, row.city, row.postcode) == ("775 Rue de l’Étoile", "Köln", "88442")


def test_bad_rows_are_named_and_nothing_comes_in(bring: Import) -> None:
    """A file with three bad rows is refused with the line, column and reason of each."""
    with pytest.raises(Refused) as refusal:
        bring("clients", "clients-semicolon-cp1252.csv")
    name = "clients-semicolon-cp1252.csv"
    assert refusal.value.problems == [
        f"{name} line 5, Email Address: 'not-an-email' is not an email address",
        f"{name} line 11, Name: is missing: a client needs a name",
        f"{name} line 19, Cell: 'call the mother instead' is not a phone number",
    ]
    assert Client.select().count() == 0


def test_mended_clients_in_windows_1252(bring: Import) -> None:
    """With the bad rows mended, forty are new and one is recognised from the first file."""
    bring("clients", "clients-utf8bom.csv")
    report = bring("clients", "second.csv", SECOND_CLIENTS)
    assert (report.created, report.recognised, report.updated) == (40, 1, 0)
    row = Client.get(Client.email == "mir.smith61@example.com")
    assert (row.number, row.name, row.do_not_market) == (61, "Ýmir Smith", True)
    assert Client.get(Client.email == "xiu.dsouza63@example.com").name == "Xiu D’Souza"
    assert Client.select().count() == 100


def test_price_list(bring: Import) -> None:
    """Thirteen items and five vendors; two items have no vendor, and sizes are inches."""
    report = bring("pricelist", "pricelist.csv")
    assert (report.created, report.also) == (13, {"vendors": 5})
    canvas = Item.get(Item.identifier == "C30X40")
    assert (canvas.width, canvas.height, canvas.price_cents) == (30, 40, 54_000)
    assert canvas.vendor == Vendor.get(Vendor.name == "Canvas Works")
    assert Item.select().where(Item.vendor.is_null()).count() == 2
    assert Vendor.select().count() == 5


def test_sessions(bring: Import, desk: Desk) -> None:
    """Forty sessions of four types keep their numbers, at the studio's local time."""
    bring("clients", "clients-utf8bom.csv")
    report = bring("sessions", "sessions.csv")
    assert (report.created, report.also["session types"]) == (40, 4)
    first = Session.select().join(Card).where(Card.number == 1001).get()
    assert desk.zone.key == "America/Los_Angeles"
    assert first.held_at == 1_788_384_600_000  # 2 September 2026, 14:30 there
    assert (first.photographer, first.card.client and first.card.client.name) == (
        "Ana",
        "Bengt O'Brien",
    )
    assert {row.name for row in Type.select()} == {"School", "Wedding", "Newborn", "Portrait"}


def test_an_unknown_item_and_a_negative_quantity(bring: Import) -> None:
    """Both bad lines are named; nothing of the file comes in."""
    for kind in ("clients", "pricelist", "sessions"):
        bring(kind, "clients-utf8bom.csv" if kind == "clients" else f"{kind}.csv")
    with pytest.raises(Refused) as refusal:
        bring("invoices", "invoices.csv")
    assert refusal.value.problems == [
        "invoices.csv line 13, Item: no item is called 'NOSUCH'; add it to the price list first",
        "invoices.csv line 32, Qty: '-2' is not a quantity: it must be a whole number above 0",
    ]
    assert Invoice.select().count() == 0


def test_mended_invoices_and_payments(bring: Import, desk: Desk) -> None:
    """Thirty-five invoices keep their numbers; what was paid follows from the payments."""
    report = everything(bring)
    assert (report[4].created, report[4].also["lines"]) == (35, 111)
    assert report[5].created == 27
    invoice = Invoice.select().join(Card).where(Card.number == 2002).get()
    assert (invoice.total_cents, invoice.paid_cents) == (511_600, 5_000)
    assert (invoice.invoiced_on, invoice.session and invoice.session.card.number) == (
        "2026-09-13",
        1002,
    )
    assert invoice.card.promised_at == 1_791_766_800_000  # 11 October 2026, 18:00
    line = InvoiceLine.get(InvoiceLine.invoice == invoice.id, InvoiceLine.line == 2)
    assert (line.item and line.item.identifier, line.pose, line.quantity) == ("ALB20", "019", 3)
    assert Payment.select().count() == 27


def test_a_total_that_differs_is_said(bring: Import) -> None:
    """The mended line says another total than its quantity and price: the report names it."""
    report = everything(bring)[4]
    assert [note for note in report.all_notes() if "line 32" in note] == [
        "line 32: 2 x 58.00 is 116.00, not 174.00; quantity and price were taken"
    ]


def test_importing_twice_changes_nothing(bring: Import) -> None:
    """The same files again are recognised row by row and leave no trace in the history."""
    everything(bring)
    last, actions = changes.last_id(), Action.select().count()
    again = everything(bring)
    assert [(one.created, one.updated) for one in again] == [(0, 0)] * 6
    assert [one.recognised for one in again] == [60, 41, 13, 40, 35, 27]
    assert (changes.last_id(), Action.select().count()) == (last, actions)


def test_a_dry_run_writes_nothing(bring: Import) -> None:
    """A dry run reports what would come in, and leaves the studio as it was."""
    report = bring("clients", "clients-utf8bom.csv", dry_run=True)
    assert (report.created, report.dry_run, Client.select().count()) == (60, True, 0)
    assert bring("clients", "clients-utf8bom.csv").created == 60


def test_new_records_continue_above_the_highest(bring: Import, desk: Desk) -> None:
    """After an import a new client's number is one above the highest imported one."""
    bring("clients", "clients-utf8bom.csv")
    with desk.action("add client") as act:
        assert act.number("client") == 61
