"""Reading what is printed from the tables."""

from __future__ import annotations

import pytest

from store import (
    customfields,
    edits,
    images,
    invoices,
    items,
    orders,
    people,
    receiving,
    sessions,
    vendors,
)
from store.desk import Desk
from store.documents import contents, making
from store.errors import Refused
from store.imagefacts import Facts
from store.images import File
from store.orders import NewLine
from store.tables import Image


@pytest.fixture
def order(desk: Desk) -> str:
    """A rush order of an invoice of a session, one of its lines received in part."""
    vendors.change(desk, "Bay Lab", account="LK-77", contact="Ms Bay", address="77 Harbor Road")
    item = items.add(desk, "P8X10", description="Print 8x10", width=8, height=10, price_cents=2500)
    sessions.new(desk, client="Okafor, Ada", type="Wedding", photographer="Teo")
    facts = Facts(width=6000, height=4000, sha256="a" * 64)
    images.add(desk, "S-1001", [File("Hi-Res/0128.jpg", facts=facts), File("Hi-Res/0129.jpg")])
    sold = invoices.NewLine(item_id=item.id, quantity=3, price_cents=2500)
    invoices.new(desk, session="S-1001", lines=[sold])
    image = Image.get(Image.number == "128")
    lines = [
        NewLine(item_id=item.id, quantity=3, vendor_code="B810", cost_cents=900, image_id=image.id,
                options="Lustre", crop="0.1,0,0.8,1", note="Mind"),
        NewLine("Frame", quantity=2, pose="7"),
    ]  # fmt: skip
    orders.new(
        desk, vendor="Bay Lab", sources=["I-1001"], lines=lines, priority="rush", user="joon",
        studio_notes="for us", vendor_notes="for them", notes="a remark",
    )  # fmt: skip
    receiving.receive(desk, "O-1001", receiving.Delivery({1: 1}))
    return "O-1001"


def test_an_order_as_it_is_printed(desk: Desk, order: str) -> None:
    """Vendor, account, client as people write it, sources with the session behind, dates, notes."""
    (paper,) = contents.read(desk, [order], contents.order)
    assert (paper.ref, paper.kind, paper.account) == ("O-1001", "Print", "LK-77")
    assert (paper.vendor.name, paper.vendor.lines) == ("Bay Lab", ("Ms Bay", "77 Harbor Road"))
    assert paper.client.name == "Ada Okafor"
    assert paper.sources == ("I-1001", "S-1001")
    facts = dict(paper.facts)
    assert (facts["Priority"], facts["Owner"]) == ("rush", "Joon Park")
    assert facts["Entered"] == "2 November 2026, Ana"
    assert (paper.studio_notes, paper.vendor_notes) == ("for us\n\na remark", "for them")


def test_lines_as_they_are_printed(desk: Desk, order: str) -> None:
    """Words from the item, size from its inches, picture, what is still to come, details."""
    (paper,) = contents.read(desk, [order], contents.order)
    first, second = paper.lines
    assert (first.item, first.description, first.size) == ("P8X10", "Print 8x10", "8 × 10 in")
    assert (first.wanted, first.outstanding, first.image) == (3, 2, "128")
    assert first.picture is not None
    assert first.picture.sha256 == "a" * 64
    details = dict(first.details)
    assert (details["Options"], details["Note"]) == ("Lustre", "Mind")
    assert details["Crop"] == "80 % × 100 % of it, from 10 % left and 0 % top"
    assert (second.description, second.image, second.picture) == ("Frame", "7", None)
    assert contents.wanted([paper]) == {first.picture.id: "a" * 64}


def test_what_is_cancelled_or_back_ordered_is_not_wanted(desk: Desk, order: str) -> None:
    """The vendor is not asked for it again; the line says so."""
    receiving.receive(desk, order, receiving.Delivery({2: 1}, back_order=True))
    (paper,) = contents.read(desk, [order], contents.order)
    assert (paper.lines[1].wanted, paper.lines[1].outstanding) == (1, 0)
    assert dict(paper.lines[1].details)["Back-ordered"] == "1"
    (later,) = contents.read(desk, ["O-1002"], contents.order)
    assert dict(later.facts)["Again"] == "back-order of O-1001"


def test_fields_of_the_studios_own_are_printed(desk: Desk, order: str) -> None:
    """Dates in words, in the order of the studio."""
    customfields.add(desk, "order", "Mount")
    customfields.add(desk, "order", "Pick-up", sort="date")
    edits.set_fields(desk, order, {"mount": "oak", "pick_up": "2026-11-24"})
    (paper,) = contents.read(desk, [order], contents.order)
    assert paper.own == (("Mount", "oak"), ("Pick-up", "24 November 2026"))


def test_an_invoice_with_its_payments(desk: Desk, order: str) -> None:
    """Total, paid, each payment with its day and method."""
    invoices.pay(desk, "I-1001", 5000, method="Card")
    (paper,) = contents.read(desk, ["I-1001"], contents.invoice)
    assert (paper.total_cents, paper.paid_cents) == (7500, 5000)
    assert paper.payments == (("2 November 2026", "Card", 5000),)
    assert dict(paper.facts)["Session"] == "S-1001"


def test_image_details_of_session_order_and_invoice(desk: Desk, order: str) -> None:
    """A session's pictures in the order of their numbers, an order's own, with where they are ordered."""
    (whole,) = contents.read(desk, ["S-1001"], contents.details)
    assert [picture.number for picture in whole.pictures] == ["128", "129"]
    first = whole.pictures[0]
    assert first.ordered == ("O-1001 line 1: 3 × P8X10",)
    assert dict(first.facts)["Size"] == "6,000 × 4,000 pixels"
    (some,) = contents.read(desk, [order], contents.details)
    assert [picture.number for picture in some.pictures] == ["128"]
    with pytest.raises(Refused, match="I-1001 has no images"):
        contents.read(desk, ["I-1001"], contents.details)


def test_a_session_is_confirmed(desk: Desk, order: str) -> None:
    """Type, day, photographer."""
    (paper,) = contents.read(desk, ["S-1001"], contents.session)
    assert (dict(paper.facts)["Session"], dict(paper.facts)["Photographer"]) == ("Wedding", "Teo")


def test_all_that_is_wrong_is_told_at_once(desk: Desk, order: str) -> None:
    """Every record of another kind, and nothing is made."""
    with pytest.raises(Refused) as caught:
        contents.read(desk, ["I-1001", order, "S-1001"], contents.order)
    assert len(caught.value.problems) == 2
    with pytest.raises(Refused, match="nothing to print was named"):
        contents.read(desk, [], contents.order)


def test_records_named_twice_are_printed_once(desk: Desk, order: str) -> None:
    """Marks and typed references may overlap."""
    assert len(contents.read(desk, [order, order], contents.order)) == 1


def test_letters_need_a_client_and_a_template(desk: Desk, order: str) -> None:
    """A task without a client has nobody to write to."""
    from store import tasks, templates

    letters = making.named("letters")
    (paper,) = making.read(desk, letters, [order], "order ready")
    assert (paper.subject, paper.date) == ("Your order O-1001 is ready", "2 November 2026")
    with pytest.raises(Refused, match="which letter"):
        making.read(desk, letters, [order], " ")
    with pytest.raises(Refused, match=r"'Order raedy' \(did you mean Order ready\?\)"):
        making.read(desk, letters, [order], "Order raedy")
    tasks.new(desk, subject="Paper")
    with pytest.raises(Refused, match="T-1001 has no client"):
        making.read(desk, letters, ["T-1001"], "Order ready")
    templates.add(desk, "Short", channel="sms", body="x")
    with pytest.raises(Refused, match="Short is an SMS"):
        making.read(desk, letters, [order], "Short")
    with pytest.raises(Refused, match="made without a template"):
        making.read(desk, making.named("work order"), [order], "Order ready")


def test_documents_are_found_by_name_and_words() -> None:
    """With the nearest where there is none, and those that fit some kinds of records."""
    assert making.named("Work Orders").name == "work"
    with pytest.raises(Refused, match=r"'purchas' \(did you mean purchase\?\)"):
        making.named("purchas")
    fits = [one.name for one in making.fitting(["production", "invoice"])]
    assert fits == ["letters", "details", "contact", "compare"]
    assert [one.name for one in making.fitting(["task"])] == ["letters"]


def test_whose_paper_it_is(desk: Desk) -> None:
    """Name, place, money and paper come from the settings."""
    studio = contents.studio_of(desk)
    assert (studio.name, studio.currency, studio.paper) == ("Larkin Studio", "USD", "auto")
    people.add_user(desk, "z", name="Z")
