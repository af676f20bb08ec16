"""Sifting: what is due does not all go out: not what expired, is paused, late, piled up or too much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from store import edits, firings, hushes, identity, settling
from store.desk import Desk
from store.errands import Settled
from store.settings import TriggerSettings
from store.tables import Call, Card, Firing, Message, Setting, Task, Trigger
from tests.store.composing_ground import client, record, trigger

Turn = Callable[[str], int]

LATE = "2026-11-03 11:00"
"""A day and an hour after tests begin."""


def _settle(desk: Desk, limit: int = 100) -> Settled:
    return settling.settle_due(settling.clock_desk(desk), None, limit)


def _armed(desk: Desk, action: str = "email", **given: Any) -> Trigger:
    """A trigger on entering, made before the records that set it off."""
    client(desk)
    return trigger(desk, record(desk, "production"), action, **given)


def _record(desk: Desk) -> Card:
    return record(desk, "production")


def _records(desk: Desk, count: int) -> list[Card]:
    return [_record(desk) for _ in range(count)]


def _braking(desk: Desk, brake: int) -> Desk:
    desk.settings = replace(desk.settings, triggers=TriggerSettings(brake=brake))
    return desk


def _states() -> list[tuple[str, str]]:
    return [(row.state, row.cause) for row in Firing.select().order_by(Firing.id)]


# What reaches people outside ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "outward"),
    [
        ("email", True), ("letter", True), ("sms", True), ("email else call", True),
        ("sms else email", True), ("task", False), ("call", False), ("orders", False),
        ("complete", False),
    ],
)  # fmt: skip
def test_what_reaches_people_outside(action: str, outward: bool) -> None:
    """All that may make a message, in the first place or the second."""
    assert firings.is_outward(Trigger(action=action)) is outward


def test_what_is_due_in_time_goes_out(desk: Desk) -> None:
    """Written and on its way in the same transaction."""
    _armed(desk)
    _record(desk)
    assert _settle(desk) == Settled(done=1)
    assert (_states(), Message.get().state) == ([("sending", "")], "pending")


# Expired -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["email", "task"])
def test_what_has_expired_is_dropped(desk: Desk, turn: Turn, action: str) -> None:
    """It says for when it was; a moment before it would still have been done."""
    _armed(desk, action, expires_days=2)
    _records(desk, 2)
    first = Firing.select().order_by(Firing.id).first()
    Firing.update(moment=Firing.moment - 1).where(Firing.id == first.id).execute()
    turn("2026-11-04 10:00")
    _settle(desk)
    found = Firing.get_by_id(first.id)
    assert (found.state, found.reason) == ("cancelled", "expired: it was for Mon 2 Nov")
    assert _states()[1][0] == ("done" if action == "task" else "held")


# Late --------------------------------------------------------------------------------------------


def test_what_is_late_waits_for_a_person(desk: Desk, turn: Turn) -> None:
    """After a long night nobody gets yesterday's news by itself; nothing is written yet."""
    _armed(desk)
    _record(desk)
    turn(LATE)
    assert _settle(desk) == Settled(held=1)
    found = Firing.get()
    assert (found.state, found.cause) == ("held", "late")
    assert found.reason == "its moment was 1 day ago: approve it or skip it"
    assert not Message.select().exists()
    assert settling.approve(desk, [found.id]) == Settled(done=1)
    assert (Message.get().state, Firing.get().state) == ("pending", "sending")


def test_a_little_late_is_in_time(desk: Desk, turn: Turn) -> None:
    """Up to as many hours as the settings say."""
    _armed(desk)
    _record(desk)
    turn("2026-11-03 10:00")
    assert _settle(desk) == Settled(done=1)


@pytest.mark.parametrize("action", ["task", "call"])
def test_tasks_and_calls_are_never_late(desk: Desk, turn: Turn, action: str) -> None:
    """They reach nobody outside."""
    _armed(desk, action)
    _record(desk)
    turn("2026-12-24 10:00")
    assert _settle(desk) == Settled(done=1)
    assert Task.select().count() + Call.select().count() == 1


def test_what_waits_for_a_person_anyway_is_written(desk: Desk, turn: Turn) -> None:
    """However late it is, that somebody can see what would go out."""
    _armed(desk, by_hand=True)
    _record(desk)
    turn(LATE)
    _settle(desk)
    assert (_states(), Message.get().state) == ([("held", "hand")], "held")


def test_what_is_no_longer_true_is_not_held(desk: Desk, turn: Turn) -> None:
    """Nobody has to look at what would not go out."""
    _armed(desk, filter="rush")
    _records(desk, 2)
    edits.set_fields(desk, "O-1003", {"priority": "rush"})
    turn(LATE)
    assert _settle(desk) == Settled(held=1, cancelled=1)
    assert _states() == [("cancelled", ""), ("held", "late")]


# Piled up ----------------------------------------------------------------------------------------


def _two(desk: Desk, **given: Any) -> list[Trigger]:
    """Two reminders in the same status, the second two hours after the first."""
    first = _armed(desk)
    said = {"name": "second", "offset_hours": 2, "template_id": first.template_id, **given}
    return [first, trigger(desk, Card.get(), said.pop("action", "email"), **said)]


def test_reminders_that_piled_up_collapse(desk: Desk, turn: Turn) -> None:
    """Only the last one goes out, and the others say which that was."""
    _two(desk)
    _record(desk)
    turn("2026-11-02 14:00")
    assert _settle(desk) == Settled(done=1, cancelled=1)
    rows = list(Firing.select().order_by(Firing.id))
    assert [(row.state, row.reason) for row in rows] == [
        ("cancelled", "collapsed into second"), ("sending", ""),
    ]  # fmt: skip


def test_a_series_outlives_one_that_collapsed(desk: Desk, turn: Turn) -> None:
    """What gave way to another reminder comes again at its next moment."""
    _two(desk)
    Trigger.update(every_days=1, most=5, count="calendar").where(Trigger.name == "email").execute()
    _record(desk)
    turn("2026-11-02 14:00")
    assert _settle(desk) == Settled(done=1, cancelled=1)
    rows = list(Firing.select().order_by(Firing.id))
    assert [(row.occurrence, row.state) for row in rows] == [
        (0, "cancelled"), (0, "sending"), (1, "pending"),
    ]  # fmt: skip
    assert rows[2].moment == turn("2026-11-03 10:00")


def test_also_across_batches(desk: Desk, turn: Turn) -> None:
    """The last one need not be looked at together with the first."""
    _two(desk)
    _record(desk)
    turn("2026-11-02 14:00")
    assert [_settle(desk, 1) for _ in range(3)] == [
        Settled(cancelled=1), Settled(done=1), Settled(),
    ]  # fmt: skip


def test_reminders_in_time_do_not_collapse(desk: Desk, turn: Turn) -> None:
    """Each had its moment."""
    _two(desk)
    _record(desk)
    assert _settle(desk).done == 1
    turn("2026-11-02 12:00")
    assert _settle(desk).done == 1


@pytest.mark.parametrize(
    "other",
    [{"action": "sms", "template_id": None}, {"recipient": "owner"}, {"moment": "due"}],
)
def test_different_things_do_not_collapse(desk: Desk, turn: Turn, other: dict[str, Any]) -> None:
    """Another channel, somebody else, or about another date."""
    given = {key: value for key, value in other.items() if value is not None}
    first = _armed(desk)
    if "action" not in given:
        given["template_id"] = first.template_id
    trigger(desk, Card.get(), given.pop("action", "email"), name="second", **given)
    card = _record(desk)
    Firing.update(moment=desk.now()).where(Firing.card == card.id).execute()
    turn("2026-11-02 14:00")
    _settle(desk)
    assert not Firing.select().where(Firing.reason.startswith("collapsed")).exists()


def test_what_is_not_true_takes_nothing_with_it(desk: Desk, turn: Turn) -> None:
    """The last one that still holds is the one that stays."""
    _two(desk, filter="rush")
    _record(desk)
    turn("2026-11-02 14:00")
    _settle(desk)
    assert [row.state for row in Firing.select().order_by(Firing.id)] == ["sending", "cancelled"]


def test_tasks_do_not_collapse(desk: Desk, turn: Turn) -> None:
    """Two things to do are two things."""
    made = _armed(desk, "task")
    trigger(desk, Card.get(), "task", name="second", subject="Another thing")
    _record(desk)
    turn("2026-11-02 14:00")
    assert _settle(desk).done == 2
    assert made.id


# Too much at once --------------------------------------------------------------------------------


def test_the_brake_holds_a_flood_as_drafts(desk: Desk) -> None:
    """All of it, written, so that somebody sees what would go out; one yes lets it go."""
    _armed(_braking(desk, 3))
    _records(desk, 4)
    assert [_settle(desk, 2) for _ in range(3)] == [Settled(held=2), Settled(held=2), Settled()]
    assert _states() == [("held", "brake")] * 4
    assert {row.state for row in Message.select()} == {"held"}
    ids = [row.id for row in Firing.select()]
    assert settling.approve(desk, ids) == Settled(done=4)
    assert {row.state for row in Message.select()} == {"pending"}
    assert Message.select().count() == 4


def test_as_many_as_allowed_go_out(desk: Desk) -> None:
    """The number itself is not too much."""
    _armed(_braking(desk, 3))
    _records(desk, 3)
    assert _settle(desk) == Settled(done=3)


def test_what_went_out_lately_counts(desk: Desk, turn: Turn) -> None:
    """A flood that comes in drops is one all the same; after some minutes it is not."""
    _armed(_braking(desk, 3))
    for _ in range(3):
        _record(desk)
        assert _settle(desk).done == 1
    _record(desk)
    assert _settle(desk).held == 1
    turn("2026-11-02 10:11")
    _record(desk)
    assert _settle(desk).done == 1


def test_what_a_person_lets_out_does_not_count(desk: Desk) -> None:
    """Somebody wanted just that."""
    _armed(_braking(desk, 2))
    _records(desk, 2)
    settling.process(desk, [row.id for row in Firing.select()])
    _records(desk, 2)
    assert _settle(desk).done == 2


def test_each_trigger_has_a_brake_of_its_own(desk: Desk) -> None:
    """And there is none at all with 0."""
    _armed(_braking(desk, 2))
    trigger(desk, Card.get(), "sms")
    _records(desk, 2)
    assert _settle(desk).done == 4
    _records(_braking(desk, 0), 9)
    assert _settle(desk).held == 0


def test_only_what_would_go_out_counts(desk: Desk) -> None:
    """Of many that the condition leaves out the few others are no flood."""
    _armed(_braking(desk, 2), filter="rush")
    for card in _records(desk, 5)[:2]:
        edits.set_fields(desk, f"O-{card.number}", {"priority": "rush"})
    assert _settle(desk) == Settled(done=2, cancelled=3)


@pytest.mark.parametrize("action", ["task", "call"])
def test_tasks_and_calls_are_never_braked(desk: Desk, action: str) -> None:
    """However many there are."""
    _armed(_braking(desk, 1), action)
    _records(desk, 5)
    assert _settle(desk).done == 5


# Silence -----------------------------------------------------------------------------------------


def test_a_silent_studio_leaves_messages_where_they_are(desk: Desk, turn: Turn) -> None:
    """Neither made nor held: once it may speak, it goes on; tasks are done meanwhile."""
    _armed(desk)
    trigger(desk, Card.get(), "task")
    _record(desk)
    Setting.create(key=identity.KEY, value='{"copy": "restored"}')
    assert _settle(desk) == Settled(done=1)
    assert not settling.anything_due(desk.now(), silent=True)
    assert settling.anything_due(desk.now())
    assert _states() == [("pending", ""), ("done", "")]
    Setting.delete().where(Setting.key == identity.KEY).execute()
    assert _settle(desk).done == 1


# Rehearsing --------------------------------------------------------------------------------------


def test_a_rehearsal_knows_no_lateness(desk: Desk, turn: Turn) -> None:
    """It asks what happens when the moments come; only a pause holds then too."""
    _armed(_braking(desk, 1))
    cards = _records(desk, 3)
    hushes.pause(desk, [f"O-{cards[0].number}"])
    Setting.create(key=identity.KEY, value='{"copy": "restored"}')
    turn("2026-12-24 10:00")
    acting = settling.clock_desk(desk)
    assert settling.settle_due(acting, None, rehearsing=True) == Settled(done=2, held=1)
