"""Composing: texts, fallbacks, drafts and what fails; the matrix of actions has its own file."""

from __future__ import annotations

from typing import Any

import pytest

from store import calls, errands, invoices, outbox, people, settling, templates
from store.desk import Desk
from store.errands import Settled
from store.errors import Refused
from store.tables import Client, Firing, Message, OptOut
from tests.store.composing_ground import (
    EMAIL,
    NUMBER,
    came,
    client,
    file_of,
    fired,
    lab,
    pdf_text,
    record,
    template,
    trigger,
)

# Texts --------------------------------------------------------------------------------------------


def test_an_email_is_filled_in_plain_and_html(desk: Desk) -> None:
    """Subject in one line, values of HTML escaped, those of the plain text as they are."""
    client(desk, "O'Hara & <Sons>, Ada")
    card = record(desk, "session", "O'Hara & <Sons>, Ada")
    text = template(
        desk, "email", subject="Hi {{ client.addressed }}", body="Dear {{ client.name }}",
        html="<p>Dear {{ client.name }}</p>",
    )  # fmt: skip
    message = fired(desk, trigger(desk, card, template_id=text.id), card).messages[0]
    assert message.subject == "Hi Ada O'Hara & <Sons>"
    assert message.body == "Dear O'Hara & <Sons>, Ada"
    assert message.html == "<p>Dear O&#39;Hara &amp; &lt;Sons&gt;, Ada</p>"
    assert (message.to_name, message.to_address) == ("Ada O'Hara & <Sons>", EMAIL)


def test_an_email_without_a_subject_is_of_the_studio(desk: Desk) -> None:
    """Nobody gets one that says nothing in the list."""
    client(desk)
    card = record(desk, "session")
    text = template(desk, "email", subject="{% if order %}Order{% endif %}")
    found = fired(desk, trigger(desk, card, template_id=text.id), card)
    assert found.messages[0].subject == "Larkin Studio"


def test_an_sms_has_only_its_text(desk: Desk) -> None:
    """To the number in the international form."""
    client(desk)
    card = record(desk, "session")
    message = fired(desk, trigger(desk, card, "sms"), card).messages[0]
    assert (message.channel, message.to_address, message.subject, message.body, message.html) == (
        "sms", NUMBER, "", "Hi Ada", "",
    )  # fmt: skip


def test_a_letter_is_a_pdf_that_waits(desk: Desk) -> None:
    """With name, address, date, subject and text; it is what will be printed."""
    client(desk)
    card = record(desk, "session")
    message = fired(desk, trigger(desk, card, "letter"), card).messages[0]
    assert (message.channel, message.state) == ("letter", "pending")
    assert outbox.waiting_letters() == [message.id]
    name, data = file_of(message)
    assert name == "S-1001-letter.pdf"
    said = pdf_text(data)
    for words in ("Ada Okafor", "12 Main Street", "10001 New York", "2 November 2026", "Hello"):
        assert words in said


def test_a_letter_can_go_to_the_lab(desk: Desk) -> None:
    """Its address is on it, and it belongs to no client."""
    client(desk)
    lab(desk)
    card = record(desk, "production")
    message = fired(desk, trigger(desk, card, "letter", recipient="vendor"), card).messages[0]
    assert (message.to_name, message.client_id) == ("Bay Lab", None)
    said = pdf_text(file_of(message)[1])
    assert "Ms Bay" in said
    assert "1 Dock Road" in said


def test_the_records_owner_writes_what_the_clock_sends(desk: Desk) -> None:
    """Not the clock, and not whoever lets it out; without an owner nobody is named."""
    client(desk)
    text = template(desk, "email", body="Bye, {{ user.name|default('all of us') }}")
    owned, other = record(desk, "session", user="joon"), record(desk, "session")
    made = trigger(desk, owned, template_id=text.id)
    assert fired(desk, made, owned).messages[0].body == "Bye, Joon Park"
    assert fired(desk, made, owned, by_person=True, occurrence=1).messages[0].body == (
        "Bye, Joon Park"
    )
    assert fired(desk, made, other).messages[0].body == "Bye, all of us"


def test_the_second_channel_has_its_own_template(desk: Desk) -> None:
    """And that of the first where it has none and the first fits."""
    client(desk, email="")
    card = record(desk, "session")
    own = template(desk, "letter", name="Own", subject="Own")
    mail = template(desk, "email", name="Mail", subject="Mail")
    both = trigger(
        desk, card, "email else letter", name="a", template_id=mail.id, other_template_id=own.id
    )
    assert fired(desk, both, card).messages[0].subject == "Own"
    one = trigger(
        desk, card, "email else letter", name="b", template_id=mail.id, other_template_id=None
    )
    assert fired(desk, one, card).messages[0].subject == "Mail"


def test_a_channel_without_a_template_fails(desk: Desk) -> None:
    """None is named, or only one of another channel that cannot be sent so."""
    client(desk)
    card = record(desk, "session")
    mail = template(desk, "email")
    for name, wrong in (("a", None), ("b", mail.id)):
        made = trigger(desk, card, "sms", name=name, template_id=wrong)
        assert fired(desk, made, card).words == (
            f"failed: trigger {name} has no template for its SMS",
        )


def test_a_field_that_is_missing_fails_with_its_template(desk: Desk) -> None:
    """The others of the same step go on."""
    client(desk)
    card = record(desk, "session")
    text = template(desk, "email", name="Bill", body="Of {{ invoice.ref }}")
    wrong = trigger(desk, card, name="a", template_id=text.id)
    right = trigger(desk, card, name="b")
    clock = settling.clock_desk(desk)
    with clock.action("fire") as act:
        rows = [
            act.insert_row(
                Firing(trigger_id=one.id, card_id=card.id, visit_id=card.visit, moment=act.at)
            )
            for one in (wrong, right)
        ]
        settled = errands.fire(clock, act, rows, by_person=False)
    assert settled == Settled(done=1, failed=1)
    assert (
        came(rows[0].id)
        .words[0]
        .startswith("failed: template Bill for S-1001: it speaks of invoice, which is not there")
    )
    assert came(rows[1].id).words == (f"email {EMAIL}",)


def test_a_text_that_comes_to_nothing_fails(desk: Desk) -> None:
    """An empty message is none."""
    client(desk)
    card = record(desk, "session")
    text = template(desk, "email", name="Maybe", body="{% if order %}x{% endif %}")
    found = fired(desk, trigger(desk, card, template_id=text.id), card)
    assert found.words == ("failed: template Maybe for S-1001 comes to nothing",)


# Tasks and calls ----------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["task", "call"])
def test_subjects_of_errands_have_fields(desk: Desk, action: str) -> None:
    """Filled in for the record, in one line."""
    client(desk)
    lab(desk)
    card = record(desk, "production")
    subject = "Ask {{ vendor.name }} about {{ order.ref }}\nof {{ client.addressed }}"
    found = fired(desk, trigger(desk, card, action, subject=subject), card)
    assert found.made is not None
    assert found.made.subject == "Ask Bay Lab about O-1001 of Ada Okafor"


@pytest.mark.parametrize("action", ["task", "call", "email else call"])
def test_a_subject_that_cannot_be_filled_in_fails(desk: Desk, action: str) -> None:
    """With what is missing."""
    client(desk, email="")
    card = record(desk, "session")
    found = fired(desk, trigger(desk, card, action, subject="About {{ order.ref }}"), card)
    assert found.row.state == "failed"
    assert "'About {{ order.ref }}' for S-1001: it speaks of order" in found.row.reason


def test_a_call_in_the_place_of_a_message_says_why(desk: Desk) -> None:
    """On the call and in the ledger."""
    client(desk, email="")
    card = record(desk, "session")
    found = fired(desk, trigger(desk, card, "email else call", due_days=1), card)
    assert found.made is not None
    assert found.row.reason == "Ada Okafor has no email address"
    assert calls.of_card(found.made).details == "Ada Okafor has no email address"


def test_a_call_to_the_lab_rings_the_lab(desk: Desk) -> None:
    """And says whom; without a number it fails, and never rings the client instead."""
    client(desk)
    lab(desk)
    card = record(desk, "production")
    made = trigger(desk, card, "call", recipient="vendor")
    found = fired(desk, made, card)
    assert found.words == ("call +1 212 555 0122",)
    assert found.made is not None
    assert calls.of_card(found.made).details == "Bay Lab"
    lab(desk, phone="")
    assert fired(desk, made, card, occurrence=1).words == ("failed: Bay Lab has no phone number",)


# Wanting none -------------------------------------------------------------------------------------


def test_who_wants_no_sms_is_reached_otherwise(desk: Desk) -> None:
    """The second channel is taken; without one it is called off, and nobody need mend it."""
    client(desk, sms_opt_out=True)
    card = record(desk, "session")
    assert fired(desk, trigger(desk, card, "sms else email"), card).words == (f"email {EMAIL}",)
    assert fired(desk, trigger(desk, card, "sms else call"), card).words[0].startswith("call ")
    found = fired(desk, trigger(desk, card, "sms"), card)
    assert found.words == ("cancelled: Ada Okafor wants no SMS",)
    assert found.settled == Settled(cancelled=1)


def test_who_wants_no_sms_and_has_nothing_else_fails(desk: Desk) -> None:
    """An address can be added."""
    client(desk, email="")
    OptOut.create(channel="sms", address=NUMBER, at=0)
    card = record(desk, "session")
    assert fired(desk, trigger(desk, card, "sms else email"), card).words == (
        "failed: Ada Okafor wants no SMS and has no email address",
    )


def test_who_wants_no_calls_is_not_rung_as_a_last_resort(desk: Desk) -> None:
    """Where the trigger leaves such clients out; the email goes out all the same."""
    client(desk, do_not_call=True)
    card = record(desk, "session")
    made = trigger(desk, card, "email else call", spare_no_call=True)
    assert fired(desk, made, card).words == (f"email {EMAIL}",)
    Client.update(email="").execute()
    assert fired(desk, made, card, occurrence=1).words == (
        "cancelled: Ada Okafor has no email address and wants no calls",
    )
    free = trigger(desk, card, "email else call", name="free", template_id=made.template_id)
    assert fired(desk, free, card).words[0].startswith("call ")


# Drafts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cause", ["hand", "brake"])
def test_a_draft_is_whole_and_is_what_goes_out(desk: Desk, cause: str) -> None:
    """Held with its cause; when somebody approves it, the same words go, whatever changed since."""
    client(desk)
    card = record(desk, "session")
    made = trigger(desk, card, "email", by_hand=cause == "hand")
    braked = frozenset({made.id}) if cause == "brake" else frozenset()
    found = fired(desk, made, card, braked=braked)
    assert found.settled == Settled(held=1)
    assert (found.row.state, found.row.cause) == ("held", cause)
    message = found.messages[0]
    assert (message.state, message.cause) == ("held", cause)
    assert message.reason == found.row.reason != ""
    Client.update(name="Moreau, Jo").execute()
    settling.process(desk, [found.row.id])
    after = came(found.row.id)
    assert (after.row.state, after.row.cause, len(after.messages)) == ("sending", "", 1)
    assert (after.messages[0].state, after.messages[0].body) == ("pending", "Dear Ada Okafor,")


def test_a_draft_that_cannot_be_made_fails_at_once(desk: Desk) -> None:
    """Nobody is asked about what cannot be."""
    client(desk, email="")
    card = record(desk, "session")
    assert fired(desk, trigger(desk, card, by_hand=True), card).row.state == "failed"


@pytest.mark.parametrize("action", ["task", "call", "email else call"])
def test_errands_by_hand_wait_without_being_made(desk: Desk, action: str) -> None:
    """The brake is for what leaves the studio: it holds no task and no call."""
    client(desk, email="")
    card = record(desk, "session")
    made = trigger(desk, card, action, by_hand=True)
    found = fired(desk, made, card)
    assert (found.row.state, found.row.cause, found.made) == ("held", "hand", None)
    other = trigger(desk, card, action, name="other", template_id=made.template_id)
    assert fired(desk, other, card, braked=frozenset({other.id})).row.state == "done"


# People -------------------------------------------------------------------------------------------


def test_what_failed_is_tried_again_after_mending(desk: Desk) -> None:
    """Refused with the reason as long as nothing can be made, sent when it can."""
    client(desk, email="")
    card = record(desk, "session")
    found = fired(desk, trigger(desk, card), card)
    with pytest.raises(Refused, match="Ada Okafor has no email address"):
        settling.retry(desk, [found.row.id])
    assert came(found.row.id).row.state == "failed"
    Client.update(email=EMAIL).execute()
    assert settling.retry(desk, [found.row.id]).done == 1
    after = came(found.row.id)
    assert (after.words, after.row.state, after.row.by) == ((f"email {EMAIL}",), "sending", "ana")


def test_a_person_asks_for_no_condition_but_writes_to_nobody_who_wants_none(desk: Desk) -> None:
    """An opt-out holds whoever says otherwise."""
    client(desk)
    card = record(desk, "session")
    made = trigger(desk, card, "sms", filter="rush")
    assert fired(desk, made, card).row.state == "cancelled"
    assert fired(desk, made, card, by_person=True, occurrence=1).words == (f"sms {NUMBER}",)
    Client.update(sms_opt_out=True).execute()
    with pytest.raises(Refused, match="wants no SMS"):
        fired(desk, made, card, by_person=True, occurrence=2)


# Several ------------------------------------------------------------------------------------------


def test_a_department_gets_a_message_each(desk: Desk) -> None:
    """All of one firing, each with a name of its own that a second making does not double."""
    client(desk)
    people.change_user(desk, "joon", email="joon@studio.example")
    people.change_user(desk, "mia", email="mia@studio.example")
    people.set_members(desk, "Retouch", ["joon", "mia"])
    card = record(desk, "session")
    group = desk.directory.department_named("Retouch").id
    made = trigger(desk, card, recipient="department", department_id=group)
    found = fired(desk, made, card)
    assert found.words == ("email joon@studio.example", "email mia@studio.example")
    assert len({one.message_id for one in found.messages}) == 2
    clock = settling.clock_desk(desk)
    with clock.action("again") as act:
        errands.fire(clock, act, [found.row], by_person=False)
    assert len(came(found.row.id).messages) == 2


def test_a_firing_that_comes_back_is_written_anew(desk: Desk) -> None:
    """What was cancelled for the old moment stays cancelled, with a name of its own."""
    client(desk)
    card = record(desk, "session")
    made = trigger(desk, card)
    found = fired(desk, made, card)
    Message.update(state="cancelled").execute()
    clock = settling.clock_desk(desk)
    with clock.action("again") as act:
        errands.fire(clock, act, [Firing.get_by_id(found.row.id)], by_person=False)
    states = [one.state for one in came(found.row.id).messages]
    assert states == ["cancelled", "pending"]


def test_repeats_are_planned_when_one_is_settled(desk: Desk) -> None:
    """Went out, done, failed or its condition not met for now; not while it waits for a person."""
    client(desk)
    card = record(desk, "session")
    given: dict[str, Any] = {"every_days": 2, "most": 3, "count": "calendar"}
    text = template(desk, "email").id
    for action, left, state in (
        ("email", {"email": EMAIL}, "sending"),
        ("email", {"email": ""}, "failed"),
        ("task", {}, "done"),
    ):
        Client.update(**{"email": EMAIL, **left}).execute()
        made = trigger(desk, card, action, name=state, template_id=text, **given)
        assert fired(desk, made, card).row.state == state
        coming = Firing.get(Firing.trigger == made.id, Firing.occurrence == 1)
        assert (coming.state, coming.moment) == ("pending", desk.now() + 2 * 86_400_000)
    unmet = trigger(desk, card, name="unmet", template_id=text, filter="rush", **given)
    assert fired(desk, unmet, card).row.state == "cancelled"
    assert Firing.get(Firing.trigger == unmet.id, Firing.occurrence == 1).state == "pending"
    held = trigger(desk, card, name="held", template_id=text, by_hand=True, **given)
    Client.update(email=EMAIL).execute()
    fired(desk, held, card)
    assert Firing.select().where(Firing.trigger == held.id).count() == 1


# Together -----------------------------------------------------------------------------------------


def test_many_are_made_in_one_step(desk: Desk) -> None:
    """Numbers in order, one for each firing, and the rest of the step as it is."""
    client(desk)
    text = template(desk, "email").id
    made = None
    clock = settling.clock_desk(desk)
    cards_made = [record(desk, "session") for _ in range(5)]
    made = trigger(desk, cards_made[0], template_id=text)
    with clock.action("fire") as act:
        rows = [
            act.insert_row(
                Firing(trigger_id=made.id, card_id=one.id, visit_id=one.visit, moment=act.at)
            )
            for one in cards_made
        ]
        assert errands.fire(clock, act, rows, by_person=False) == Settled(done=5)
    numbers = [row.number for row in Message.select().order_by(Message.id)]
    assert numbers == list(range(1001, 1006))


def test_templates_used_no_more_still_serve_their_triggers(desk: Desk) -> None:
    """What has it keeps it."""
    client(desk)
    card = record(desk, "session")
    made = trigger(desk, card)
    templates.switch(desk, "email 0", active=False)
    assert fired(desk, made, card).words == (f"email {EMAIL}",)


def test_money_is_what_it_is_when_it_is_written(desk: Desk) -> None:
    """Not what it was when the firing was planned."""
    client(desk)
    card = record(desk, "invoice")
    text = template(desk, "email", body="{{ invoice.open }} of {{ invoice.total }}")
    made = trigger(desk, card, template_id=text.id)
    invoices.pay(desk, "I-1001", 2000)
    assert fired(desk, made, card).messages[0].body == "$30.00 of $50.00"
