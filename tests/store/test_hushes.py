"""Hushes: no trigger acts about what is paused; when the pause ends, what was held goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import details, history, hushes, lease, outbox, settling, tasks
from store.desk import Desk
from store.errands import Settled
from store.errors import Refused
from store.tables import Card, Firing, Message, Trigger, TriggerPause
from tests.store.composing_ground import client, record, trigger

At = Callable[[str], int]
Login = Callable[[str], Desk]
Turn = Callable[[str], int]


def _settle(desk: Desk) -> Settled:
    return settling.settle_due(settling.clock_desk(desk), None, 100)


def _end(desk: Desk) -> int:
    return hushes.end(settling.clock_desk(desk), None)


def _armed(desk: Desk, action: str = "email", **given: Any) -> Trigger:
    client(desk)
    return trigger(desk, record(desk, "production"), action, **given)


def _due(desk: Desk, action: str = "email", **given: Any) -> Card:
    """An order about which a trigger wants to act now."""
    _armed(desk, action, **given)
    return record(desk, "production")


def _ref(card: Card) -> str:
    return f"O-{card.number}"


# Pausing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["email", "task", "call", "letter"])
def test_no_trigger_acts_about_what_is_paused(desk: Desk, action: str) -> None:
    """It is held, and says why."""
    card = _due(desk, action)
    hushes.pause(desk, [_ref(card)], reason="they are on holiday")
    assert _settle(desk) == Settled(held=1)
    found = Firing.get()
    assert (found.state, found.cause) == ("held", "pause")
    assert found.reason == f"reminders about {_ref(card)} are paused: they are on holiday"
    assert not Message.select().exists()


def test_others_go_on(desk: Desk) -> None:
    """A pause is about one record."""
    _due(desk)
    record(desk, "production")
    hushes.pause(desk, ["O-1002"])
    assert _settle(desk) == Settled(done=1, held=1)


def test_rules_are_no_reminders(desk: Desk) -> None:
    """Automatic orders are made whatever is paused."""
    card = _due(desk, "task")
    Trigger.update(action="complete").execute()
    hushes.pause(desk, [_ref(card)])
    _settle(desk)
    assert Firing.get().cause != "pause"


def test_a_pause_is_listed_with_what_it_holds(desk: Desk, at: At, turn: Turn) -> None:
    """The one that ends first before those that nobody knows the end of."""
    card = _due(desk)
    until = at("2026-11-09 18:00")
    hushes.pause(desk, ["O-1001", _ref(card)], reason=" moving ")
    hushes.pause(desk, [_ref(card)], until, "holiday")
    _settle(desk)
    first, second = hushes.paused(desk)
    assert (first.ref, first.client, first.until_at, first.reason, first.by, first.held) == (
        _ref(card), "Okafor, Ada", until, "holiday", "ana", 1,
    )  # fmt: skip
    assert (second.ref, second.until_at, second.reason, second.held) == (
        "O-1001",
        None,
        "moving",
        0,
    )
    assert details.detail(desk, _ref(card)).paused.endswith("until Mon 9 Nov: holiday")


def test_what_cannot_be_is_refused(desk: Desk, log_in: Login) -> None:
    """An end that has passed, records there are not, people who may only look."""
    card = _due(desk)
    with pytest.raises(Refused, match="must end later than now"):
        hushes.pause(desk, [_ref(card)], desk.now())
    with pytest.raises(Refused, match="no such record"):
        hushes.pause(desk, [_ref(card), "O-99"])
    with pytest.raises(Refused, match="O-1002: its triggers are not paused"):
        hushes.resume(desk, [_ref(card)])
    with pytest.raises(Refused, match="vic is viewer"):
        hushes.pause(log_in("vic"), [_ref(card)])
    assert not TriggerPause.select().exists()


def test_a_reason_from_outside_is_made_harmless(desk: Desk) -> None:
    """It is shown in lists."""
    hushes.pause(desk, [_ref(_due(desk))], reason="\x1b[2Jx" * 100)
    assert TriggerPause.get().reason.startswith("[2Jx")
    assert len(TriggerPause.get().reason) == 300


# What it covers ----------------------------------------------------------------------------------


def test_a_pause_of_a_session_covers_what_was_made_from_it(desk: Desk) -> None:
    """Its invoice, the orders of that, and the tasks about them; but not the other way round."""
    client(desk)
    session = record(desk, "session")
    invoice = record(desk, "invoice", session=f"S-{session.number}")
    order = record(desk, "production", sources=[f"I-{invoice.number}"])
    task = tasks.new(desk, subject="Look", about=_ref(order))
    everything = [session, invoice, order, task]
    reached = hushes.lineage([card.id for card in everything])
    assert [len(reached[card.id]) for card in everything] == [1, 2, 3, 4]
    hushes.pause(desk, [f"I-{invoice.number}"])
    said = hushes.reasons(desk, [card.id for card in everything], desk.now())
    assert set(said) == {invoice.id, order.id, task.id}
    assert said[task.id] == f"reminders about I-{invoice.number} are paused"


def test_records_that_go_in_circles_end(desk: Desk) -> None:
    """A task about itself is still one task."""
    task = tasks.new(desk, subject="Look")
    Card.update(about=task.id).execute()
    assert hushes.lineage([task.id]) == {task.id: {task.id}}


# Going on ----------------------------------------------------------------------------------------


def test_what_was_held_goes_on_when_somebody_says_so(desk: Desk, turn: Turn) -> None:
    """However late it is now: that was wanted; the clock does it."""
    card = _due(desk)
    hushes.pause(desk, [_ref(card)])
    _settle(desk)
    turn("2026-11-20 10:00")
    assert hushes.resume(desk, [_ref(card)]) == 1
    assert (Firing.get().state, Firing.get().reason) == ("pending", "")
    assert _settle(desk) == Settled(done=1)
    assert (Firing.get().state, Firing.get().cause) == ("sending", "")


def test_a_pause_ends_by_itself(desk: Desk, turn: Turn) -> None:
    """At its moment and not before; the clock looks."""
    card = _due(desk)
    until = turn("2026-11-09 18:00")
    turn("2026-11-02 10:00")
    hushes.pause(desk, [_ref(card)], until)
    _settle(desk)
    assert (hushes.anything_over(desk, until - 1), _end(desk)) == (False, 0)
    turn("2026-11-09 18:00")
    assert hushes.anything_over(desk, until)
    assert _end(desk) == 1
    assert not TriggerPause.select().exists()
    assert not hushes.anything_over(desk, until)
    assert _settle(desk) == Settled(done=1)


def test_what_expired_meanwhile_is_dropped(desk: Desk, turn: Turn) -> None:
    """A reminder of last week is none."""
    card = _due(desk, expires_days=3)
    hushes.pause(desk, [_ref(card)])
    _settle(desk)
    turn("2026-11-20 10:00")
    hushes.resume(desk, [_ref(card)])
    assert _settle(desk) == Settled(cancelled=1)
    assert Firing.get().reason == "expired: it was for Mon 2 Nov"


def test_another_pause_still_holds(desk: Desk) -> None:
    """That of the invoice ended, that of the order did not."""
    client(desk)
    invoice = record(desk, "invoice")
    trigger(desk, record(desk, "production"))
    order = record(desk, "production", sources=[f"I-{invoice.number}"])
    hushes.pause(desk, [f"I-{invoice.number}", _ref(order)])
    _settle(desk)
    assert hushes.resume(desk, [f"I-{invoice.number}"]) == 0
    assert Firing.get().state == "held"
    assert hushes.resume(desk, [_ref(order)]) == 1


def test_undoing_a_pause_lets_go_too(desk: Desk) -> None:
    """What it held meanwhile is found by the clock."""
    card = _due(desk)
    hushes.pause(desk, [_ref(card)])
    _settle(desk)
    assert not hushes.anything_over(desk, desk.now())
    history.undo(desk)
    assert hushes.anything_over(desk, desk.now())
    assert _end(desk) == 1
    assert Firing.get().state == "pending"


def test_undoing_a_resumption_holds_again(desk: Desk) -> None:
    """As long as nothing has come of it."""
    card = _due(desk)
    hushes.pause(desk, [_ref(card)])
    _settle(desk)
    hushes.resume(desk, [_ref(card)])
    history.undo(desk)
    assert (Firing.get().state, Firing.get().cause) == ("held", "pause")
    assert _settle(desk).total == 0


def test_a_person_has_to_end_the_pause_first(desk: Desk) -> None:
    """Approving or processing one message is no reason to break a promise; skipping is fine."""
    card = _due(desk)
    hushes.pause(desk, [_ref(card)])
    _settle(desk)
    ids = [Firing.get().id]
    for command in (settling.approve, settling.process):
        with pytest.raises(Refused, match="are paused; let it go on with 'safelight triggers"):
            command(desk, ids)
    assert settling.skip(desk, ids) == 1


def test_a_task_can_be_wanted_during_a_pause(desk: Desk) -> None:
    """It reaches nobody outside."""
    card = _due(desk, "task")
    hushes.pause(desk, [_ref(card)])
    _settle(desk)
    assert settling.process(desk, [Firing.get().id]) == Settled(done=1)


# Messages that were written before ---------------------------------------------------------------


def test_a_message_that_was_written_before_is_held_and_goes_on(desk: Desk) -> None:
    """The same one."""
    card = _due(desk)
    _settle(desk)
    hushes.pause(desk, [_ref(card)])
    held = lease.take(lease.Claim(lease.WORKER, "s", 60_000, lease.MESSAGES, owner="s"))
    assert held is not None
    assert outbox.exchange(desk, held, "email", (), 8).envelopes == ()
    assert (Message.get().state, Message.get().cause) == ("held", "pause")
    assert (Firing.get().state, Firing.get().cause) == ("held", "pause")
    assert hushes.resume(desk, [_ref(card)]) == 1
    assert (Message.get().state, Firing.get().state) == ("pending", "sending")
    assert len(outbox.exchange(desk, held, "email", (), 8).envelopes) == 1


def test_what_somebody_writes_by_hand_is_no_reminder(desk: Desk) -> None:
    """A pause is about triggers."""
    card = _due(desk)
    hushes.pause(desk, [_ref(card)])
    with desk.action("write") as act:
        new = outbox.NewMessage("email", "Ada", "ada@example.com", "x", "y", "z", card_id=card.id)
        outbox.put(desk, act, [new])
    held = lease.take(lease.Claim(lease.WORKER, "s", 60_000, lease.MESSAGES, owner="s"))
    assert held is not None
    assert len(outbox.exchange(desk, held, "email", (), 8).envelopes) == 1
