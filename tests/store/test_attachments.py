"""Attachments: the papers that go with emails, and what happens where one is not there."""

from __future__ import annotations

from typing import Any

import pytest

from store import cards, moves, orders, outbox, people
from store.desk import Desk
from store.tables import Client, Firing, MessageFile
from tests.store.composing_ground import (
    Came,
    client,
    file_of,
    fired,
    lab,
    pdf_text,
    record,
    trigger,
)


def attached(desk: Desk, words: str) -> Came:
    """What comes of an email with attachments about an order of an invoice of a session."""
    client(desk)
    lab(desk)
    record(desk, "session")
    record(desk, "invoice", session="S-1001")
    lines = [orders.NewLine("Print 8x10", quantity=2)]
    orders.new(desk, vendor="Bay Lab", sources=["I-1001"], lines=lines)
    card = cards.get("O-1001")
    return fired(desk, trigger(desk, card, attachments=words), card)


@pytest.mark.parametrize(
    ("word", "name", "words"),
    [
        ("session confirmation", "S-1001-session-confirmation.pdf", "Ada Okafor"),
        ("invoice", "I-1001-invoice-copy.pdf", "$50.00"),
        ("work order", "O-1001-work-order.pdf", "Print 8x10"),
        ("purchase order", "O-1001-purchase-order.pdf", "Bay Lab"),
        ("report", "open-orders.pdf", "O-1001"),
    ],
)
def test_papers_go_with_an_email(desk: Desk, word: str, name: str, words: str) -> None:
    """Made when the message is, of the record or what it was made from."""
    named, data = file_of(attached(desk, word).messages[0])
    assert named == name
    assert words in pdf_text(data)


def test_several_papers_go_in_order_and_the_same_bytes_are_kept_once(desk: Desk) -> None:
    """Also where two messages carry the same."""
    found = attached(desk, "invoice,purchase order")
    card = Firing.get_by_id(found.row.id).card
    again = fired(desk, found.row.trigger, card, occurrence=1)
    for one in (*found.messages, *again.messages):
        names = [file.name for file in outbox.files_of([one.id])[one.id]]
        assert names == ["I-1001-invoice-copy.pdf", "O-1001-purchase-order.pdf"]
    assert len({row.content_id for row in MessageFile.select()}) == 2


def test_a_session_has_its_newest_invoice(desk: Desk) -> None:
    """A client may have bought twice."""
    client(desk)
    record(desk, "session")
    for _ in range(2):
        record(desk, "invoice", session="S-1001")
    card = cards.get("S-1001")
    message = fired(desk, trigger(desk, card, attachments="invoice"), card).messages[0]
    assert file_of(message)[0] == "I-1002-invoice-copy.pdf"


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("invoice", "S-1001 has no invoice that could be attached"),
        ("work order", "S-1001 has no order that could be attached"),
        ("invoce", "nothing that can be attached is called 'invoce' (did you mean invoice?)"),
    ],
)
def test_a_paper_that_is_not_there_fails(desk: Desk, word: str, reason: str) -> None:
    """An email without what it promises does not go out."""
    client(desk)
    card = record(desk, "session")
    assert fired(desk, trigger(desk, card, attachments=word), card).words == (f"failed: {reason}",)


def test_only_emails_carry_papers(desk: Desk) -> None:
    """An SMS that is sent first has none, the email in its place has them."""
    client(desk)
    card = record(desk, "session")
    made = trigger(desk, card, "sms else email", attachments="session confirmation")
    sent = fired(desk, made, card).messages[0]
    assert (sent.channel, outbox.files_of([sent.id])) == ("sms", {})
    Client.update(mobile="").execute()
    mailed = fired(desk, made, card, occurrence=1).messages[0]
    assert file_of(mailed)[0] == "S-1001-session-confirmation.pdf"


@pytest.mark.parametrize(
    ("recipient", "listed"),
    [
        ("client", {"O-1001", "O-1002"}),
        ("vendor", {"O-1001", "O-1003"}),
        ("owner", {"O-1001", "O-1004"}),
        ("user", {"O-1002"}),
        ("department", {"O-1003"}),
    ],
)
def test_a_report_lists_the_open_orders_of_whom_it_goes_to(
    desk: Desk, recipient: str, listed: set[str]
) -> None:
    """Theirs, at them, or in their hands; finished ones are left out."""
    client(desk)
    client(desk, "Moreau, Jo")
    lab(desk)
    for login in ("joon", "mia"):
        people.change_user(desk, login, email=f"{login}@studio.example")
    people.set_members(desk, "Retouch", ["joon"])
    said: list[dict[str, Any]] = [
        {"client": "Okafor, Ada", "vendor": "Bay Lab", "user": "joon"},
        {"client": "Okafor, Ada", "vendor": "Foliant", "user": "mia"},
        {"client": "Moreau, Jo", "vendor": "Bay Lab", "department": "Retouch"},
        {"client": "Moreau, Jo", "vendor": "Foliant", "user": "joon"},
        {"client": "Okafor, Ada", "vendor": "Bay Lab", "user": "joon"},
    ]
    made = [orders.new(desk, type="Print", **one) for one in said]
    moves.advance(desk, [moves.Move("O-1005", to="Cancelled")])
    lists = desk.directory
    rule = trigger(
        desk, made[0], recipient=recipient, attachments="report",
        user_id=lists.user_named("mia").id, department_id=lists.department_named("Retouch").id,
    )  # fmt: skip
    text = pdf_text(file_of(fired(desk, rule, made[0]).messages[0])[1])
    assert {ref for ref in (f"O-100{n}" for n in range(1, 6)) if ref in text} == listed
    assert ("Moreau" in text) == (
        recipient in ("owner", "user", "department") and "O-1002" not in text
    )
