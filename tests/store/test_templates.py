"""Templates: kept in a list, checked when they are saved, filled in for records."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from store import (
    calls,
    clients,
    customfields,
    edits,
    history,
    invoices,
    mergeexamples,
    mergetree,
    orders,
    papervalues,
    people,
    sessions,
    smstext,
    tasks,
    templatecheck,
    templates,
    templatewords,
    vendors,
)
from store.desk import Desk
from store.errors import Refused
from store.orders import NewLine
from store.tables import Card, database

LETTERS = ["Missing pieces", "Order ready", "Payment reminder"]
EMAILS = [
    "Lab reminder", "Order confirmation", "Payment reminder email", "Proofs online",
    "Ready for pick-up", "Review request", "Session confirmation", "Session reminder",
]  # fmt: skip
SMS = ["Ready for pick-up SMS", "Session reminder SMS"]
SAMPLES = sorted([*LETTERS, *EMAILS, *SMS])


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


def test_a_new_studio_has_texts(desk: Desk) -> None:
    """For each channel, to begin with."""
    assert sorted(row.name for row in templates.listed()) == SAMPLES
    for channel, names in (("letter", LETTERS), ("email", EMAILS), ("sms", SMS)):
        found = [row.name for row in templates.listed() if row.channel == channel]
        assert sorted(found) == names


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
    assert sorted(row.name for row in templates.listed()) == SAMPLES


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
    for name in LETTERS:
        text = templates.preview(desk, name, order)
        assert text.body.startswith("Dear Ada Okafor,\n\n"), name
        assert text.body.endswith("\n\nWith kind regards\nAna\nLarkin Studio"), name
        assert "1001" in text.subject
        assert "{" not in text.body
    assert "  1 × Frame\n" in templates.preview(desk, "Missing pieces", order).body
    assert "$50.00 is still to be paid." in templates.preview(desk, "Order ready", order).body


@pytest.mark.parametrize("name", EMAILS)
def test_the_sample_emails_fill_in(desk: Desk, order: str, name: str) -> None:
    """Plain and as HTML that says the same; warm, without an exclamation mark."""
    text = templates.preview(desk, name, order)
    assert text.subject
    greeting = "Dear Ms Bay,\n\n" if name == "Lab reminder" else "Hi Ada,\n\n"
    assert text.body.startswith(greeting)
    assert text.body.endswith("\n\nAna, Larkin Studio")
    assert not set("{}!") & set(text.subject + text.body + text.html)
    paragraphs = re.findall(r"<p>(.*?)</p>", text.html, re.DOTALL)
    assert "\n\n".join(map(html.unescape, paragraphs)) == text.body
    assert text.html.count("<") == 2 * len(paragraphs) + 2


@pytest.mark.parametrize("name", SMS)
def test_the_sample_sms_have_one_part(desk: Desk, order: str, name: str) -> None:
    """With names of usual length, for a record as well as measured ahead."""
    text = templates.preview(desk, name, order)
    assert text.body.startswith("Hi Ada, ")
    assert "!" not in text.body
    assert smstext.measured(text.body).parts == 1
    found = templates.measured(desk, templates.named(name).body)
    assert (found.parts, found.encoding) == (1, "GSM-7")


def test_only_what_is_known_is_said(desk: Desk) -> None:
    """A session without a time or a photographer, a lab without a contact."""
    sessions.new(desk, client="Okafor, Ada", type="Wedding", held_at=1_794_114_000_000)
    text = templates.preview(desk, "Session reminder", "S-1001").body
    assert "your session is coming up: 8 November 2026.\n\nBring" in text
    orders.new(desk, client="Okafor, Ada", vendor="Foliant")
    lab = templates.preview(desk, "Lab reminder", "O-1001").body
    assert lab.startswith("Dear all at Foliant,\n\nwe have not had our order O-1001 back yet")


# HTML and SMS -------------------------------------------------------------------------------------


def test_html_is_checked_like_the_text(desk: Desk) -> None:
    """With its own lines; it stands beside a plain text, and only in emails."""
    found = wrong(desk, channel="email", body="x", html="<p>\n{{ client.nme }}</p>")
    assert found[0].startswith("html, line 2: there is no field 'client.nme'")
    assert wrong(desk, channel="email", html="<p>x</p>") == [
        "body: a template needs a text in plain as well, for those who read no HTML"
    ]
    assert wrong(desk, channel="letter", body="x", html="<p>x</p>") == [
        "only an email has HTML; take it away from this letter"
    ]
    assert wrong(desk, channel="sms", body="x", html="<p>x</p>") == [
        "only an email has HTML; take it away from this SMS"
    ]
    assert wrong(desk, channel="email", body="x", html="x" * 40_001) == [
        "html: it has 40,001 characters; there can be 40,000 at most"
    ]
    assert wrong(desk) == ["body: a template needs a text"]


def test_html_escapes_what_is_filled_in(desk: Desk) -> None:
    """The plain text has it as it is."""
    sessions.new(desk, client="<b>Ada</b> & 'Ben'", type="Wedding")
    body = "Dear {{ client.name }}"
    templates.add(desk, "T", channel="email", subject=body, body=body, html=f"<p>{body}</p>")
    found = templates.preview(desk, "T", "S-1001")
    assert found.body == found.subject == "Dear <b>Ada</b> & 'Ben'"
    assert found.html == "<p>Dear &lt;b&gt;Ada&lt;/b&gt; &amp; &#39;Ben&#39;</p>"


def test_an_sms_is_measured_before_there_is_a_record(desk: Desk) -> None:
    """With examples in its fields, or as it stands where it cannot be read."""
    assert templates.measured(desk, "Hi {{ client.first_name }}").characters == len("Hi Ada")
    assert templates.measured(desk, "{{ studio.name }}").characters == len("Larkin Studio")
    lines = "{% for one in invoice.lines %}{{ one.quantity }} {{ one.item }}{% endfor %}"
    assert templates.measured(desk, lines).characters == len("2 8x10")
    assert templates.measured(desk, "Hi {{").characters == len("Hi ") + 4
    assert templates.measured(desk, "Cześć").special == ("ś", "ć")


def test_there_is_an_example_of_every_field(desk: Desk) -> None:
    """Every field can be filled in with one; what the studio says of itself is as it is."""
    customfields.add(desk, "order", "Pick-up", sort="date")
    values = mergeexamples.values(desk)
    for path in templatecheck.written(mergetree.tree(desk)):
        if "[]" not in path and not path.startswith("studio."):
            assert templatewords.fill("{{ " + path + " }}", values)


# What records have around them --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["task", "call"])
def test_fields_of_what_an_errand_is_about(desk: Desk, order: str, kind: str) -> None:
    """Of the order, its lab, its invoice and its session, also over another errand."""
    tasks.new(desk, subject="Look", about=order)
    if kind == "call":
        calls.new(desk, subject="Ring", about="T-1001")
    body = (
        "{{ order.ref }} {{ order.vendor }} {{ vendor.contact }} {{ invoice.ref }} "
        "{{ session.ref }} {{ client.first_name }}"
    )
    ref = "T-1001" if kind == "task" else "C-1001"
    assert filled(desk, body, ref) == "O-1001 Bay Lab Ms Bay I-1001 S-1001 Ada"


def test_errands_of_each_other_come_to_an_end(desk: Desk) -> None:
    """Even if two were about each other."""
    client = clients.create(desk, "Okafor, Ada")
    tasks.new(desk, subject="a", client="Okafor, Ada")
    tasks.new(desk, subject="b", about="T-1001")
    first, second = Card.select().where(Card.kind == "task").order_by(Card.number)
    Card.update(about=second.id).where(Card.id == first.id).execute()
    assert client is not None
    assert filled(desk, "{{ client.name }}", "T-1001") == "Okafor, Ada"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Okafor, Ada", "Ada"),
        ("Ada Okafor", "Ada"),
        ("Okafor, Ada & Ben", "Ada & Ben"),
        ("Ada", "Ada"),
        ("Okafor,", "Okafor"),
        ("Smith, Jr., John", "Smith"),
    ],
)
def test_how_friends_are_addressed(name: str, first: str) -> None:
    """The first name, or the first names of those who are filed together."""
    assert papervalues.first_name(name) == first


def test_only_what_a_text_speaks_of_is_read(desk: Desk, order: str) -> None:
    """A greeting asks for the client and not for every line of every paper."""
    from store import cards, mergefields

    card = cards.get(order)
    assert set(mergefields.values_of(desk, card, {"client"})) == {"client"}
    statements: list[str] = []
    database.connection().set_trace_callback(statements.append)
    try:
        filled(desk, "Dear {{ client.name }}", order)
    finally:
        database.connection().set_trace_callback(None)
    assert not [one for one in statements if "order_line" in one or "invoice_line" in one]
