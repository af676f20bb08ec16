"""Writing by hand: who can be written to how, what it says, and that it goes out as approved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import (
    clients,
    decisions,
    history,
    messages,
    optouts,
    orders,
    sessions,
    tasks,
    templates,
    writing,
)
from store.desk import Desk
from store.errors import Refused
from store.tables import Content, Message, MessageFile
from store.writing import Wish
from tests.store.conftest import Login

MAIL = Wish("email", subject="Your proofs", body="They are ready.\nCome by.")
TEXT = Wish("sms", body="Ready for pick-up")
PAPER = Wish("letter", subject="Hello", body="Dear Ada,\nyours are ready.")


@pytest.fixture
def ada(desk: Desk) -> Desk:
    """A client who can be reached every way, with a session and an order."""
    clients.create(
        desk, "Okafor, Ada", email="ada@example.com", mobile="+1 212 555 0100",
        address="1 High Street", city="Town", postcode="10001",
    )  # fmt: skip
    sessions.new(desk, client="Okafor, Ada")
    orders.new(desk, client="Okafor, Ada", type="Print")
    return desk


def test_an_email_goes_out_as_it_was_written(ada: Desk) -> None:
    """Approved by whoever wrote it: it waits for the sender, and hangs on card and client."""
    (ref,) = writing.write(ada, ["s-1001"], MAIL)
    (one,) = messages.in_full([ref])
    face = one.face
    assert (face.state, face.channel, face.about) == ("pending", "email", "S-1001")
    assert (face.to, face.subject) == ("Ada Okafor <ada@example.com>", "Your proofs")
    assert (one.body, one.by, one.files) == (MAIL.body, "ana", ())
    assert Message.get().client_id is not None


def test_an_sms_goes_to_the_number_as_machines_write_it(ada: Desk) -> None:
    """The mobile one alone: others cannot take one."""
    writing.write(ada, ["S-1001"], TEXT)
    assert Message.get().to_address == "+12125550100"
    clients.change(ada, 1, mobile="212 555 0100", country="US")
    assert writing.drafts(ada, ["S-1001"], TEXT)[0].to.address == "+12125550100"
    clients.change(ada, 1, mobile="", phone="212 555 0100")
    with pytest.raises(Refused, match="has no mobile number"):
        writing.drafts(ada, ["S-1001"], TEXT)


def test_a_letter_is_paper_from_the_start(ada: Desk) -> None:
    """What is approved is what is printed."""
    (ref,) = writing.write(ada, ["S-1001"], PAPER)
    assert messages.file_of(ada, ref).data.startswith(b"%PDF")
    assert messages.in_full([ref])[0].face.to_address == "1 High Street, 10001 Town"
    with pytest.raises(Refused, match="has no file"):
        messages.file_of(ada, ref, 1)


def test_one_message_for_one_text(ada: Desk) -> None:
    """Two records of a client and the same words are one message; other words are two."""
    (one,) = writing.drafts(ada, ["S-1001", "O-1001", "s-1001"], MAIL)
    assert one.refs == ("S-1001", "O-1001")
    templates.add(ada, "T", channel="email", subject="{{ client.name }}",
                  body="{% if order %}{{ order.ref }}{% endif %}!")  # fmt: skip
    found = writing.drafts(ada, ["S-1001", "O-1001"], Wish("email", "T"))
    assert [draft.text.body for draft in found] == ["!", "O-1001!"]
    assert found[0].text.subject == "Okafor, Ada"


def test_two_clients_of_one_household_are_two(ada: Desk) -> None:
    """The same address and the same words, and yet each is written to."""
    clients.create(ada, "Okafor, Ben", email="ada@example.com", address="1 High Street")
    sessions.new(ada, client="Okafor, Ben")
    for wish in (MAIL, PAPER):
        found = writing.drafts(ada, ["S-1001", "S-1002"], wish)
        assert [draft.to.name for draft in found] == ["Ada Okafor", "Ben Okafor"]


def test_the_preview_is_what_is_sent(ada: Desk) -> None:
    """Draft and message say the same."""
    (draft,) = writing.drafts(ada, ["O-1001"], MAIL)
    (one,) = messages.in_full(writing.write(ada, ["O-1001"], MAIL))
    assert (draft.text.subject, draft.text.body) == (one.face.subject, one.body)
    assert (draft.to.name, draft.to.address) == (one.face.to_name, one.face.to_address)


@pytest.mark.parametrize(
    ("changes", "wish", "said"),
    [
        ({"email": ""}, MAIL, r"S-1001: Ada Okafor has no email address; write a letter"),
        ({"mobile": ""}, TEXT, "has no mobile number; correct it"),
        ({"mobile": "12"}, TEXT, "has no mobile number: '12' is none"),
        ({"sms_opt_out": True}, TEXT, "wants no SMS$"),
        ({"address": ""}, PAPER, "has no postal address"),
        ({}, Wish("fax", body="x"), "'fax' is no way to write"),
        ({}, Wish("email"), "what should it say"),
        ({}, Wish("email", body="x"), "an email needs a subject"),
        ({}, Wish("sms", subject="x", body="x"), "an SMS has no subject"),
        ({}, Wish("email", template="Order ready", body="x"), "not both"),
        ({}, Wish("email", template="Ordr ready"), "did you mean"),
        ({}, Wish("letter", body="x" * 10_001), "too long"),
    ],
)
def test_what_cannot_be_written_is_refused(
    ada: Desk, changes: dict[str, object], wish: Wish, said: str
) -> None:
    """Before anything is made, with what to do instead."""
    if changes:
        clients.change(ada, 1, **changes)
    with pytest.raises(Refused, match=said):
        writing.write(ada, ["S-1001"], wish)
    assert not Message.select().exists()


def test_the_html_of_a_template_goes_with_an_email(ada: Desk) -> None:
    """And with nothing else."""
    templates.add(ada, "Rich", channel="email", subject="x", body="x",
                  html="<p>{{ client.name }}</p>")  # fmt: skip
    (one,) = messages.in_full(writing.write(ada, ["S-1001"], Wish("email", "Rich")))
    assert one.html == "<p>Okafor, Ada</p>"
    (paper,) = messages.in_full(writing.write(ada, ["S-1001"], Wish("letter", "Rich")))
    assert paper.html == ""


def test_templates_keep_to_their_channel(ada: Desk) -> None:
    """An email's text can be a letter, an SMS cannot be an email."""
    templates.add(ada, "Short", channel="sms", body="x")
    templates.add(ada, "Long", channel="email", subject="x", body="x")
    templates.add(ada, "Bare", channel="letter", body="x")
    with pytest.raises(Refused, match="Short is for sms; choose one for email"):
        writing.drafts(ada, ["S-1001"], Wish("email", "Short"))
    with pytest.raises(Refused, match="template Bare has none"):
        writing.drafts(ada, ["S-1001"], Wish("email", "Bare"))
    assert writing.drafts(ada, ["S-1001"], Wish("letter", "Long"))


def test_who_has_opted_out_is_not_written_to(ada: Desk) -> None:
    """By the list that outlives clients."""
    optouts.add(ada, ["+1 212 555 0100"])
    with pytest.raises(Refused, match="wants no SMS$"):
        writing.write(ada, ["S-1001"], TEXT)


def test_all_that_is_wrong_is_told_at_once(ada: Desk) -> None:
    """And nothing is sent to those who could be written to."""
    clients.create(ada, "Bo")
    sessions.new(ada, client="Bo")
    tasks.new(ada, subject="Dust")
    with pytest.raises(Refused) as caught:
        writing.write(ada, ["S-1001", "S-1002", "T-1001"], MAIL)
    assert len(caught.value.problems) == 2
    assert "T-1001 has no client to write to" in caught.value.problems[1]


def test_do_not_market_does_not_keep_a_person_from_writing(ada: Desk) -> None:
    """It is about advertising; what a person writes about an order is none."""
    clients.change(ada, 1, do_not_market=True)
    assert writing.write(ada, ["S-1001"], MAIL)


def test_a_viewer_writes_to_nobody(ada: Desk, log_in: Login) -> None:
    """Looking is not writing."""
    with pytest.raises(Refused, match="vic is viewer"):
        writing.write(log_in("vic"), ["S-1001"], MAIL)


def test_it_can_be_undone_until_it_is_sent(ada: Desk) -> None:
    """What waits goes away with its paper; what went out stays, and that is said."""
    writing.write(ada, ["S-1001"], PAPER)
    history.undo(ada)
    assert not Message.select().exists()
    assert not MessageFile.select().exists()
    writing.write(ada, ["S-1001"], PAPER)
    Message.update(state="done").execute()
    with pytest.raises(Refused, match="is done already; what was handed over cannot be taken"):
        history.undo(ada)
    assert Message.select().count() == MessageFile.select().count() == 1


def test_undoing_an_approval_never_sends_twice(ada: Desk) -> None:
    """A message that went out since is not held again."""
    (ref,) = writing.write(ada, ["S-1001"], MAIL)
    Message.update(state="held").execute()
    decisions.approve(ada, [ref])
    Message.update(state="done").execute()
    with pytest.raises(Refused, match="is done already"):
        history.undo(ada)
    assert Message.get().state == "done"


HOSTILE = st.text(max_size=200) | st.sampled_from(
    ["[/]", "\x1b[31m", "x\r\nBcc: evil@example.com", "{{ client.name }}", "=cmd|' /C calc'!A0"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(subject=HOSTILE, body=HOSTILE)
def test_a_subject_is_one_line_whatever_is_typed(ada: Desk, subject: str, body: str) -> None:
    """Text of one's own is data: no line ends in a subject, nothing that steers anywhere."""
    try:
        (draft,) = writing.drafts(ada, ["S-1001"], Wish("email", subject=subject, body=body))
    except Refused:
        return
    assert not {"\n", "\r", "\x1b", "\u202e"} & set(draft.text.subject)
    assert not {"\r", "\x1b", "\u202e"} & set(draft.text.body)


def test_text_of_ones_own_has_fields_as_templates_have(ada: Desk) -> None:
    """Fields are filled in, single braces stay, and hostile text is data."""
    wish = Wish("email", subject="{{ session.ref }}\r\nBcc: evil@x.com",
                body="{{ session.ref }} {#1} [/]\x1b[31m")  # fmt: skip
    (draft,) = writing.drafts(ada, ["S-1001"], replace(wish, body="{#1} [/]\x1b[31m"))
    assert draft.text.subject == "S-1001 Bcc: evil@x.com"
    assert draft.text.body == "{#1} [/][31m"
    (draft,) = writing.drafts(ada, ["S-1001"], replace(wish, body="About {{ session.ref }}"))
    assert draft.text.body == "About S-1001"


def test_a_field_that_there_is_not_is_refused_before_it_goes_out(ada: Desk) -> None:
    """No client gets braces: the nearest field is named, once for all records."""
    wish = Wish("email", subject="Hello {{ clint.name }}", body="{{ client.nam }}")
    with pytest.raises(Refused) as refusal:
        writing.drafts(ada, ["S-1001"], wish)
    first, second = refusal.value.problems
    assert first.startswith("subject, line 1: there is no field 'clint' (did you mean client?)")
    assert second.startswith("text, line 1: there is no field 'client.nam'")


def test_the_same_paper_is_kept_once(ada: Desk) -> None:
    """Bytes are named by their checksum."""
    writing.write(ada, ["S-1001"], PAPER)
    writing.write(ada, ["S-1001"], PAPER)
    assert (Message.select().count(), Content.select().count()) == (2, 1)
