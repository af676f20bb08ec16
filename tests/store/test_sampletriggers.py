"""The usual set of triggers: ready in a new studio, silent until switched on, right when it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import (
    clients,
    edits,
    firststeps,
    invoices,
    moves,
    orders,
    sampletriggers,
    sessions,
    settling,
    triggers,
    vendors,
)
from store.desk import Desk
from store.invoices import NewLine
from store.moves import Move
from store.tables import Call, Card, Client, Firing, Message, MessageFile, Task, Trigger

Turn = Callable[[str], int]
At = Callable[[str], int]

ADA = {"email": "ada@example.com", "mobile": "+1 212 555 0123", "address": "1 High St"}


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """A new studio with its usual set, and a client who can be reached every way."""
    sampletriggers.furnish(desk)
    clients.create(desk, "Okafor, Ada", **ADA)
    return desk


def on(desk: Desk, *names: str) -> None:
    """Switch triggers on."""
    for name in names:
        triggers.switch(desk, name, on=True)


def tick(desk: Desk) -> None:
    """Let the clock do what is due."""
    settling.settle_due(settling.clock_desk(desk), None)


def said() -> list[tuple[str, str, str]]:
    """Channel, address and subject of all messages."""
    return [(row.channel, row.to_address, row.subject) for row in Message.select()]


def attached() -> list[str]:
    """The names of all files that go along."""
    return [row.name for row in MessageFile.select().order_by(MessageFile.id)]


def test_nothing_acts_before_it_is_switched_on(ready: Desk, turn: Turn, at: At) -> None:
    """A month of a new studio sends nothing, and plans nothing."""
    sessions.new(ready, client="#1", held_at=at("2026-11-20 11:00"))
    orders.new(ready, client="#1", type="Print")
    moves.advance(ready, [Move("O-1001", "Ready")])
    turn("2026-12-10 10:00")
    tick(ready)
    assert not Firing.select().exists()
    assert not Message.select().exists()
    assert all(trigger.inactive for trigger, _ in triggers.listed(ready))


def test_every_one_of_them_can_be_switched_on(ready: Desk) -> None:
    """Their texts, attachments, statuses and conditions are there."""
    for spec in sampletriggers.specs():
        on(ready, spec.name)
        assert triggers.spec_of(ready, triggers.named(spec.name)) == spec


def test_the_first_steps_count_one_that_is_switched_on(ready: Desk) -> None:
    """Until then the checklist says with which key."""

    def step() -> firststeps.Step:
        return next(one for one in firststeps.steps(ready) if one.title == "Triggers")

    assert (step().done, step().todo) == (False, "X switches one on that is ready")
    on(ready, "Session tomorrow")
    assert (step().done, step().words, step().todo) == (True, "1 switched on", "")
    Trigger.delete().execute()
    assert step().todo == "n says what is to happen by itself"


def test_a_session_is_confirmed_and_reminded_of(ready: Desk, turn: Turn, at: At) -> None:
    """When it is booked, a week before and the day before; not when it was called off."""
    on(ready, "Session is booked", "Session in a week", "Session tomorrow")
    sessions.new(ready, client="#1", held_at=at("2026-11-20 11:00"))
    sessions.new(ready, client="#1", held_at=at("2026-11-20 15:00"))
    tick(ready)
    assert [row.channel for row in Message.select()] == ["email", "email"]
    assert len(attached()) == 2
    moves.advance(ready, [Move("S-1002", "Cancelled")])
    turn("2026-11-13 09:59")
    tick(ready)
    assert Message.select().count() == 2
    turn("2026-11-13 10:00")
    tick(ready)
    turn("2026-11-19 16:00")
    tick(ready)
    assert [row.channel for row in Message.select()] == ["email", "email", "email", "sms"]
    assert said()[-1][1] == "+12125550123"


def test_a_reminder_never_comes_after_its_session(ready: Desk, turn: Turn, at: At) -> None:
    """Whatever kept the clock from running."""
    on(ready, "Session in a week", "Session tomorrow")
    sessions.new(ready, client="#1", held_at=at("2026-11-20 11:00"))
    turn("2026-11-20 12:00")
    tick(ready)
    assert not Message.select().exists()
    assert {row.state for row in Firing.select()} == {"cancelled"}


@pytest.mark.parametrize("track", sampletriggers.PICKED_UP)
def test_ready_for_pick_up(ready: Desk, track: str) -> None:
    """An SMS, or a call of the front desk where there is no number for one."""
    on(ready, f"Ready for pick-up ({track})")
    clients.create(ready, "Bo", phone="12 34 56 (home)")
    for number in (1, 2):
        orders.new(ready, client=f"#{number}", type=track)
        moves.advance(ready, [Move(f"O-100{number}", "Ready")])
    tick(ready)
    (message,) = Message.select()
    assert (message.channel, message.client_id) == ("sms", 1)
    (call,) = Call.select()
    card = Card.get_by_id(call.card_id)
    assert card.subject == "Tell Bo that O-1002 is ready"
    assert ready.directory.departments[card.department_id].name == "Front desk"


@pytest.mark.parametrize("track", sampletriggers.PICKED_UP)
def test_the_lab_has_not_returned_it(ready: Desk, turn: Turn, track: str) -> None:
    """Three business days after it was due: a task for the owner, an email to the lab."""
    on(ready, f"Lab has not returned it ({track})", f"Ask the lab where it is ({track})")
    vendors.change(ready, "Bay Lab", email="lab@example.com")
    orders.new(ready, client="#1", type=track, vendor="Bay Lab", user="joon")
    moves.advance(ready, [Move("O-1001", "Sent to Lab")])
    edits.set_fields(ready, "O-1001", {"due": "2026-11-05 18:00"})
    turn("2026-11-10 17:00")
    tick(ready)
    assert not Task.select().exists()
    turn("2026-11-11 10:00")
    tick(ready)
    (task,) = Task.select()
    card = Card.get_by_id(task.card_id)
    assert card.subject == "Ask Bay Lab where O-1001 is"
    assert ready.directory.users[card.user_id].login == "joon"
    assert said() == [("email", "lab@example.com", "Order O-1001 of Larkin Studio")]
    assert len(attached()) == 1


def test_payment_is_due(ready: Desk, turn: Turn, at: At) -> None:
    """Three days after, again every week, three times in all; a letter where there is no email."""
    on(ready, "Payment is due")
    clients.create(ready, "Bo", address="2 High St", city="Town")
    for number in (1, 2):
        invoices.new(
            ready, client=f"#{number}", payment_due_at=at("2026-11-06 18:00"),
            lines=[NewLine(description="Album", price_cents=100_00)],
        )  # fmt: skip
    for day in ("2026-11-09 09:00", "2026-11-09 18:30", "2026-11-16 18:30", "2026-11-23 18:30",
                "2026-11-30 18:30", "2026-12-07 18:30"):  # fmt: skip
        turn(day)
        tick(ready)
    rows = list(Message.select())
    assert sorted((row.channel, row.client_id) for row in rows) == [
        *[("email", 1)] * 3, *[("letter", 2)] * 3,
    ]  # fmt: skip


def test_who_has_paid_is_not_asked_again(ready: Desk, turn: Turn, at: At) -> None:
    """Between two reminders as well."""
    on(ready, "Payment is due")
    invoices.new(
        ready, client="#1", payment_due_at=at("2026-11-06 18:00"),
        lines=[NewLine(description="Album", price_cents=100_00)],
    )  # fmt: skip
    turn("2026-11-09 18:30")
    tick(ready)
    invoices.pay(ready, "I-1001", 100_00)
    turn("2026-11-16 18:30")
    tick(ready)
    assert Message.select().count() == 1


def test_proofs_and_orders_are_told_of(ready: Desk) -> None:
    """When proofs are ready, and when a deposit was paid, with the invoice."""
    on(ready, "Proofs are online", "Order confirmation")
    orders.new(ready, "preproduction", client="#1")
    moves.advance(ready, [Move("P-1001", "Proofs Ready")])
    lines = [NewLine(description="Album", price_cents=100_00)]
    invoices.new(ready, client="#1", lines=lines)
    moves.advance(ready, [Move("I-1001", "Deposit Paid")])
    tick(ready)
    assert [subject for *_, subject in said()] == [
        "Your pictures are ready to be seen", "Thank you for your order I-1001",
    ]  # fmt: skip
    assert len(attached()) == 1


def test_a_review_is_asked_for_a_week_after_delivery(ready: Desk, turn: Turn) -> None:
    """Of nobody who wants no marketing."""
    on(ready, "How did you like it")
    clients.create(ready, "Bo", email="bo@example.com")
    Client.update(do_not_market=True).where(Client.number == 2).execute()
    for number in (1, 2):
        invoices.new(ready, client=f"#{number}")
        edits.set_fields(ready, f"I-100{number}", {"delivered": "2026-11-02"})
    turn("2026-11-09 18:30")
    tick(ready)
    assert said() == [("email", "ada@example.com", "How do you like your pictures?")]
