"""Deciding about firings: what a person approves, retries, resolves, skips or deletes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import decisions, edits, history, lease, moves, outbox, settling, triggers
from store.desk import Desk
from store.errands import Settled
from store.errors import Refused
from store.moves import Move
from store.outbox import Outcome, Result
from store.tables import Card, Firing, Message, Task, Trigger
from tests.store.composing_ground import client, record, trigger

Login = Callable[[str], Desk]
Turn = Callable[[str], int]

MAIL = {"email": "ada@example.com"}


def _settle(desk: Desk) -> Settled:
    return settling.settle_due(settling.clock_desk(desk), None, 100)


def _armed(desk: Desk, action: str = "email", **given: Any) -> Trigger:
    client(desk)
    return trigger(desk, record(desk, "production"), action, **given)


def _drafts(desk: Desk, count: int = 1, **given: Any) -> list[int]:
    """Firings that wait for a person, each with a message as it would go out."""
    _armed(desk, by_hand=True, **given)
    for _ in range(count):
        record(desk, "production")
    _settle(desk)
    return _ids("held")


def _ids(*states: str) -> list[int]:
    query = Firing.select().order_by(Firing.id)
    return [row.id for row in query if not states or row.state in states]


def _messages() -> list[str]:
    return [row.state for row in Message.select().order_by(Message.id)]


def _send(desk: Desk, *results: Result) -> None:
    """Hand messages over, with these results in turn."""
    acting = settling.clock_desk(desk)
    held = lease.take(lease.Claim(lease.WORKER, "s", 60_000, lease.MESSAGES, owner="s"))
    assert held is not None
    given = outbox.exchange(acting, held, "email", (), 8).envelopes
    outcomes = [
        Outcome(one.id, result, "said") for one, result in zip(given, results, strict=False)
    ]
    outbox.exchange(acting, held, "email", outcomes, 0)


# Approving ---------------------------------------------------------------------------------------


def test_what_was_approved_is_what_goes_out(desk: Desk, log_in: Login) -> None:
    """The draft itself, whatever has changed in the template since."""
    ids = _drafts(desk)
    draft = Message.get()
    assert settling.approve(log_in("joon"), ids) == Settled(done=1)
    now = Message.get()
    assert (now.id, now.body, now.state, now.by) == (draft.id, draft.body, "pending", "joon")
    assert (Firing.get().state, Firing.get().cause) == ("sending", "")


def test_what_is_not_true_any_more_is_not_approved(desk: Desk) -> None:
    """It is cancelled with its draft; the others go out."""
    ids = _drafts(desk, 2, filter="-rush")
    edits.set_fields(desk, "O-1002", {"priority": "rush"})
    assert settling.approve(desk, ids) == Settled(done=1, cancelled=1)
    assert [row.state for row in Message.select().order_by(Message.id)] == ["cancelled", "pending"]
    found = Firing.get_by_id(ids[0])
    assert (found.state, found.reason) == ("cancelled", "the trigger's condition is not met")


def test_what_cannot_be_asked_stays_held(desk: Desk) -> None:
    """A condition that nobody can read is nobody's yes."""
    ids = _drafts(desk)
    Trigger.update(filter="status:Nowhere").execute()
    assert settling.approve(desk, ids) == Settled(held=1)
    assert Firing.get().reason.startswith("its condition cannot be read")
    assert Message.get().state == "held"


def test_only_held_ones_are_approved(desk: Desk) -> None:
    """All that is wrong is told, and nothing done."""
    _armed(desk)
    record(desk, "production")
    with pytest.raises(Refused, match=r"is pending; only held ones can be approved\nfiring 9"):
        settling.approve(desk, [*_ids(), 9])


def test_a_task_is_approved_too(desk: Desk) -> None:
    """There is no draft of it; it is made then."""
    ids = _drafts(desk, action="task")
    assert settling.approve(desk, ids) == Settled(done=1)
    assert Task.select().count() == 1


def test_a_series_goes_on_once_it_is_approved(desk: Desk, turn: Turn) -> None:
    """The next one is planned when this one goes out, once."""
    ids = _drafts(desk, every_days=1, most=3)
    assert len(_ids()) == 1
    settling.approve(desk, ids)
    rows = list(Firing.select().order_by(Firing.id))
    assert [(row.occurrence, row.state) for row in rows] == [(0, "sending"), (1, "pending")]
    _send(desk, "done")
    assert len(_ids()) == 2


def test_processing_asks_for_nothing(desk: Desk) -> None:
    """Neither moment nor condition; a draft goes out as it is."""
    ids = _drafts(desk, filter="-rush")
    edits.set_fields(desk, "O-1002", {"priority": "rush"})
    assert settling.process(desk, ids) == Settled(done=1)
    assert (Message.select().count(), Message.get().state) == (1, "pending")


# Trying again, and what became of it -------------------------------------------------------------


def test_failed_messages_are_sent_again(desk: Desk) -> None:
    """The same ones, only those that failed."""
    _armed(desk)
    for _ in range(2):
        record(desk, "production")
    _settle(desk)
    _send(desk, "permanent", "done")
    assert [row.state for row in Firing.select().order_by(Firing.id)] == ["failed", "done"]
    assert settling.retry(desk, _ids("failed")) == Settled(done=1)
    assert [row.state for row in Message.select().order_by(Message.id)] == ["pending", "done"]
    assert Message.select().count() == 2


def test_what_failed_before_anything_was_written_is_fired_again(desk: Desk) -> None:
    """Once the client has an address."""
    client(desk, email="")
    trigger(desk, record(desk, "production"))
    record(desk, "production")
    _settle(desk)
    assert (_ids("failed"), Message.select().count()) == (_ids(), 0)
    with pytest.raises(Refused, match="email"):
        settling.retry(desk, _ids())
    Firing.get().card.client.__class__.update(**MAIL).execute()
    assert settling.retry(desk, _ids()) == Settled(done=1)
    assert Message.get().to_address == "ada@example.com"


def test_a_cancelled_firing_comes_back_with_its_message(desk: Desk) -> None:
    """Somebody thought better of it."""
    ids = _drafts(desk)
    settling.delete(desk, ids)
    assert settling.retry(desk, ids) == Settled(done=1)
    assert (Message.get().state, Firing.get().state) == ("pending", "sending")


def test_what_was_written_anew_is_sent_again_once(desk: Desk, turn: Turn) -> None:
    """A draft for a moment that was moved is history: only what took its place goes out."""
    _armed(desk, moment="due", offset_days=-1, count="calendar", by_hand=True)
    record(desk, "production")
    edits.set_fields(desk, "O-1002", {"due": "2026-11-10 12:00"})
    turn("2026-11-09 12:30")
    _settle(desk)
    edits.set_fields(desk, "O-1002", {"due": "2026-11-20 12:00"})
    turn("2026-11-19 12:30")
    _settle(desk)
    settling.approve(desk, _ids("held"))
    _send(desk, "permanent")
    assert _messages() == ["cancelled", "failed"]
    settling.retry(desk, _ids("failed"))
    assert _messages() == ["cancelled", "pending"]
    settling.delete(desk, _ids("sending"))
    settling.retry(desk, _ids("cancelled"))
    assert _messages() == ["cancelled", "pending"]


def test_what_another_has_taken_the_place_of_is_not_sent_again(desk: Desk) -> None:
    """Or its reader would get the same twice: once as it was before, and once as it is now."""
    _armed(desk)
    record(desk, "production")
    _settle(desk)
    decisions.drop(desk, ["M-1001"])
    firing = Firing.get()
    with desk.action("anew") as act:
        old = Message.get()
        again = outbox.NewMessage(
            "email", "Ada", old.to_address, "x", "y", "k", firing_id=firing.id
        )  # fmt: skip
        outbox.put(desk, act, [again])
    with pytest.raises(Refused, match="M-1002 has taken the place of M-1001"):
        decisions.retry(desk, ["M-1001"])
    decisions.drop(desk, ["M-1002"])
    decisions.retry(desk, ["M-1001"])
    assert _messages() == ["pending", "cancelled"]


def test_what_a_person_dropped_is_not_sent_with_what_failed(desk: Desk) -> None:
    """Trying a firing again takes up what went wrong, not what somebody took away."""
    _armed(desk)
    record(desk, "production")
    _settle(desk)
    firing = Firing.get()
    with desk.action("more") as act:
        outbox.put(
            desk, act, [outbox.NewMessage("email", "Bo", "bo@example.com", "x", "y", "k",
                                          firing_id=firing.id)]
        )  # fmt: skip
    decisions.drop(desk, ["M-1001"])
    _send(desk, "permanent")
    settling.retry(desk, [firing.id])
    assert _messages() == ["cancelled", "pending"]


def test_done_ones_are_not_tried_again(desk: Desk) -> None:
    """Nobody gets the same twice by a slip."""
    _armed(desk)
    record(desk, "production")
    _settle(desk)
    _send(desk, "done")
    with pytest.raises(Refused, match="is done; only failed or unknown or cancelled ones"):
        settling.retry(desk, _ids())


@pytest.mark.parametrize(("arrived", "state"), [(True, "done"), (False, "failed")])
def test_a_person_settles_what_is_unknown(desk: Desk, arrived: bool, state: str) -> None:
    """Nothing is sent."""
    _armed(desk)
    record(desk, "production")
    _settle(desk)
    _send(desk, "unknown")
    assert settling.resolve(desk, _ids("unknown"), arrived=arrived) == 1
    assert (Firing.get().state, Message.get().state) == (state, state)


# Skipping and deleting ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dismiss", "state"), [(settling.skip, "skipped"), (settling.delete, "cancelled")]
)
def test_dismissed_drafts_never_go_out(desk: Desk, dismiss: Callable[..., int], state: str) -> None:
    """And it can be undone while nothing has come of it."""
    ids = _drafts(desk)
    assert dismiss(desk, ids) == 1
    found = Firing.get()
    assert (found.state, found.cause, found.by) == (state, "", "ana")
    assert Message.get().state == "cancelled"
    history.undo(desk)
    assert (Firing.get().state, Message.get().state) == ("held", "held")


def test_what_waits_to_be_sent_can_still_be_skipped(desk: Desk) -> None:
    """Until the moment in which it is handed over."""
    _armed(desk)
    for _ in range(2):
        record(desk, "production")
    _settle(desk)
    Message.update(next_at=desk.now() + 1).where(Message.number == 1002).execute()
    _send(desk)
    first, second = _ids()
    with pytest.raises(Refused, match=f"firing {first}: M-1001 is being handed over right now"):
        settling.skip(desk, [second, first])
    settling.skip(desk, [second])
    assert [row.state for row in Firing.select().order_by(Firing.id)] == ["sending", "skipped"]


def test_skipping_leaves_the_series_deleting_ends_it(desk: Desk) -> None:
    """The next reminder comes after one that was not wanted."""
    first, second = _drafts(desk, 2, every_days=1, most=3)
    settling.skip(desk, [first])
    settling.delete(desk, [second])
    rows = list(Firing.select().order_by(Firing.id))
    assert [(row.occurrence, row.state) for row in rows] == [
        (0, "skipped"), (0, "cancelled"), (1, "pending"),
    ]  # fmt: skip


# The card goes on --------------------------------------------------------------------------------


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_card_that_leaves_takes_its_messages_along(desk: Desk, by_hand: bool) -> None:
    """Those that are held and those that wait; undoing the move brings them back."""
    client(desk)
    card = record(desk, "production")
    Card.update(vendor=None).execute()
    trigger(desk, card, by_hand=by_hand, status_id=card.status_id)
    record(desk, "production")
    _settle(desk)
    before = (Firing.get().state, Message.get().state)
    moves.advance(desk, [Move("O-1002")])
    assert (Firing.get().state, Message.get().state) == ("cancelled", "cancelled")
    assert Firing.get().reason == Message.get().reason != ""
    history.undo(desk)
    assert (Firing.get().state, Message.get().state) == before


def test_what_was_handed_over_stays(desk: Desk) -> None:
    """It has gone out, wherever the card goes."""
    client(desk)
    card = record(desk, "production")
    trigger(desk, card, status_id=card.status_id)
    record(desk, "production")
    _settle(desk)
    _send(desk, "done")
    moves.advance(desk, [Move("O-1002")])
    assert (Firing.get().state, Message.get().state) == ("done", "done")


def test_switching_a_trigger_off_takes_its_drafts_back(desk: Desk) -> None:
    """Nothing of it goes out any more."""
    ids = _drafts(desk)
    triggers.switch(desk, "email", on=False)
    assert (Firing.get_by_id(ids[0]).state, Message.get().state) == ("cancelled", "cancelled")


# Taking decisions back ---------------------------------------------------------------------------


@pytest.mark.parametrize("decide", [settling.approve, settling.process])
def test_a_series_goes_on_when_it_is_too_late_to_undo(
    desk: Desk, decide: Callable[..., Settled]
) -> None:
    """What went out stays, and so does the one after it, or none would ever come again."""
    ids = _drafts(desk, every_days=1, most=3)
    decide(desk, ids)
    _send(desk, "done")
    with pytest.raises(Refused, match="M-1001 is done already"):
        history.undo(desk)
    rows = list(Firing.select().order_by(Firing.id))
    assert [(row.occurrence, row.state) for row in rows] == [(0, "done"), (1, "pending")]


def test_a_firing_is_where_its_messages_are_after_an_undo(desk: Desk) -> None:
    """Of two messages one has gone out: the other is taken back, and nothing waits for it."""
    _armed(desk, offset_days=3)
    record(desk, "production")
    firing = Firing.get()
    with desk.action("process") as act:
        new = [
            outbox.NewMessage("email", name, f"{name}@example.com", "x", "y", name,
                              firing_id=firing.id)
            for name in ("ada", "bo")
        ]  # fmt: skip
        outbox.put(desk, act, new)
        act.update(firing, state="sending")
    _send(desk, "done", "temporary")
    assert Firing.get().state == "sending"
    history.undo(desk)
    assert (_messages(), Firing.get().state) == (["done"], "done")
