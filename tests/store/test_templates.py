"""Templates: kept in a list, checked when they are saved, filled in for records."""

from __future__ import annotations

from typing import Any

import pytest

from store import (
    customfields,
    edits,
    history,
    invoices,
    orders,
    people,
    sessions,
    templates,
    vendors,
)
from store.desk import Desk
from store.errors import Refused
from store.orders import NewLine

SAMPLES = ["Missing pieces", "Order ready", "Payment reminder"]


@pytest.fixture
def order(desk: Desk) -> str:
    """An order of an invoice of a session, at a vendor with an account."""
    vendors.change(desk, "Bay Lab", account="LK-77", contact="Ms Bay", email="o@bay.example")
    held = sessions.new(desk, client="Okafor, Ada", type="Wedding", photographer="Teo")
    sold = invoices.new(
        desk,
        session="S-1001",
        lines=[invoices.NewLine(description="Print", price_cents=2500, quantity=2)],
    )
    assert (held.number, sold.number) == (1001, 1001)
    lines = [NewLine("Print 8x10", quantity=2, vendor_code="B810"), NewLine("Frame", quantity=1)]
    orders.new(desk, vendor="Bay Lab", sources=["I-1001"], lines=lines)
    return "O-1001"


def filled(desk: Desk, body: str, ref: str) -> str:
    """Add a template of a body and fill it in."""
    templates.add(desk, "T", body=body)
    return templates.preview(desk, "T", ref).body


def wrong(desk: Desk, **given: Any) -> list[str]:
    """What is said against saving a template."""
    with pytest.raises(Refused) as caught:
        templates.add(desk, "T", **given)
    return [line.removeprefix("template T: ") for line in caught.value.problems]


# The list ----------------------------------------------------------------------------------------


def test_a_new_studio_has_letters(desk: Desk) -> None:
    """Samples are there to begin with, and can be filled in."""
    assert [row.name for row in templates.listed()] == SAMPLES
    assert {row.channel for row in templates.listed()} == {"letter"}


def test_the_list_is_kept_as_all_lists_are(desk: Desk) -> None:
    """Added, changed, ordered, used no more, and every step undone."""
    templates.add(desk, "Thanks", channel="email", subject="Hi {{ client.name }}", body="Thanks")
    assert templates.change(desk, "thanks", new_name="Thank you").body == "Thanks"
    assert [row.name for row in templates.reorder(desk, "Thank you", 1)][0] == "Thank you"
    templates.switch(desk, "Thank you", active=False)
    with pytest.raises(Refused, match="Thank you is inactive"):
        templates.named("Thank you")
    for _ in range(4):
        history.undo(desk)
    assert [row.name for row in templates.listed()] == SAMPLES


def test_the_channel_is_one_of_three(desk: Desk) -> None:
    """A wrong one is told with those there are."""
    assert wrong(desk, channel="fax", body="x") == ["channel: 'fax' is none of letter, email, sms"]
    assert wrong(desk, channel="sms", subject="Hi", body="x") == [
        "an SMS has no subject; leave it empty"
    ]


def test_texts_have_bounds(desk: Desk) -> None:
    """A body that no letter has is refused, not cut."""
    assert wrong(desk, body="x" * 10_001) == [
        "body: it has 10,001 characters; there can be 10,000 at most"
    ]
    assert wrong(desk, subject="x" * 201) == ["subject: it has more than 200 characters"]


# Checking ----------------------------------------------------------------------------------------


def test_a_syntax_error_says_its_line(desk: Desk) -> None:
    """The line counts from 1, in the body or the subject."""
    assert wrong(desk, body="Dear\n\n{% if client %}\nx") == [
        "body, line 4: '{% if … %}' is not closed; end it with {% endif %}"
    ]
    assert wrong(desk, subject="{{ order.ref", body="x")[0].startswith("subject: line 1: ")


def test_an_unknown_field_names_the_nearest(desk: Desk) -> None:
    """Of the same record, or of the records that have such a field."""
    said = wrong(desk, body="Dear\n{{ client.nmae }}")
    assert said[0].startswith(
        "body, line 2: there is no field 'client.nmae' (did you mean client.n"
    )
    assert wrong(desk, body="{{ tracking }}") == [
        "body, line 1: there is no field 'tracking' (did you mean order.tracking?)"
    ]


def test_all_mistakes_are_told_at_once(desk: Desk) -> None:
    """In subject and body, each with its line."""
    said = wrong(desk, subject="{{ a.b }}", body="{{ c }}\n{{ order.d }}")
    assert [line.partition(" there")[0] for line in said] == [
        "subject: line 1:", "body, line 1:", "body, line 2:",
    ]  # fmt: skip


def test_changing_is_checked_as_well(desk: Desk) -> None:
    """A wrong body is refused and the old one stays."""
    with pytest.raises(Refused, match=r"no field 'x'"):
        templates.change(desk, "Order ready", body="{{ x }}")
    assert "Dear" in templates.named("Order ready").body
    with pytest.raises(Refused, match="an SMS has no subject"):
        templates.change(desk, "Order ready", channel="sms")


# Filling in --------------------------------------------------------------------------------------


def test_fields_of_everything_around_an_order(desk: Desk, order: str) -> None:
    """Client, session, invoice, order, vendor, studio and user are found from the order."""
    body = (
        "{{ client.name }}|{{ client.addressed }}|{{ session.ref }}|{{ session.photographer }}|"
        "{{ invoice.ref }}|{{ invoice.total }}|{{ invoice.open }}|{{ order.ref }}|"
        "{{ vendor.name }}|{{ vendor.account }}|{{ studio.name }}|{{ user.name }}|{{ today }}"
    )
    assert filled(desk, body, order) == (
        "Okafor, Ada|Ada Okafor|S-1001|Teo|I-1001|$50.00|$50.00|O-1001|Bay Lab|LK-77|"
        "Larkin Studio|Ana|2 November 2026"
    )


def test_loops_go_through_lines(desk: Desk, order: str) -> None:
    """A line of nothing but a loop leaves no line behind."""
    body = "Of yours:\n{% for line in order.lines %}\n- {{ line.quantity }} {{ line.description }}\n{% endfor %}\nBye"
    assert filled(desk, body, order) == "Of yours:\n- 2 Print 8x10\n- 1 Frame\nBye"


def test_missing_pieces_are_those_still_to_come(desk: Desk, order: str) -> None:
    """What came is not missing."""
    from store import receiving

    receiving.receive(desk, order, receiving.Delivery({1: 2}))
    body = (
        "{% for line in order.missing %}{{ line.outstanding }} {{ line.description }}{% endfor %}"
    )
    assert filled(desk, body, order) == "1 Frame"


def test_a_record_that_is_not_there_is_told(desk: Desk, order: str) -> None:
    """A text that speaks of an order cannot be filled in for a session, unless it asks first."""
    with pytest.raises(Refused, match="template T for S-1001: it speaks of order, which is not"):
        filled(desk, "{{ order.ref }}", "S-1001")
    templates.change(desk, "T", body="{% if order %}{{ order.ref }}{% else %}none{% endif %}")
    assert templates.preview(desk, "T", "S-1001").body == "none"


def test_fields_of_the_studios_own(desk: Desk, order: str) -> None:
    """They stand below custom, under their name as scripts write it; dates in words."""
    with pytest.raises(Refused, match="no field 'session.custom.second_shooter'; there are none"):
        templates.add(desk, "X", body="{{ session.custom.second_shooter }}")
    customfields.add(desk, "session", "Second shooter")
    customfields.add(desk, "order", "Pick-up", sort="date")
    edits.set_fields(desk, "S-1001", {"second_shooter": "Mia"})
    edits.set_fields(desk, order, {"pick_up": "2026-11-24"})
    body = "{{ session.custom.second_shooter }}, {{ order.custom.pick_up }}"
    assert filled(desk, body, order) == "Mia, 24 November 2026"


def test_values_are_never_read_as_templates(desk: Desk) -> None:
    """A client whose name is a template is a client whose name is a template."""
    sessions.new(desk, client="{{ studio.name }} {% if %}", type="Wedding")
    assert filled(desk, "Dear {{ client.name }}", "S-1001") == "Dear {{ studio.name }} {% if %}"


def test_the_sample_letters_fill_in(desk: Desk, order: str) -> None:
    """For an order of an invoice all of them say something whole."""
    people.add_user(desk, "x", name="X")
    for name in SAMPLES:
        text = templates.preview(desk, name, order)
        assert text.body.startswith("Dear Ada Okafor,\n\n"), name
        assert text.body.endswith("\n\nWith kind regards\nAna\nLarkin Studio"), name
        assert "1001" in text.subject
        assert "{" not in text.body
    assert "  1 × Frame\n" in templates.preview(desk, "Missing pieces", order).body
    assert "$50.00 is still to be paid." in templates.preview(desk, "Order ready", order).body
