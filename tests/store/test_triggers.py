"""Triggers: saved, changed and switched without ever flooding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from store import moves, orders, settling, triggers
from store.desk import Desk
from store.errands import Settled
from store.errors import Refused
from store.intake import NewCard
from store.moves import Move
from store.tables import Card, Firing, Trigger
from store.triggers import Spec

At = Callable[[str], int]
Turn = Callable[[str], int]
Login = Callable[[str], Desk]

SPEC = Spec("check", "production", "Print", "Retouch", "task", "Look at it")


def _orders(desk: Desk, count: int = 1) -> list[Card]:
    made = [orders.new(desk, client="Ada", type="Print") for _ in range(count)]
    moves.advance(desk, [Move(f"O-{card.number}") for card in made])
    return made


def _states() -> list[str]:
    return [row.state for row in Firing.select().order_by(Firing.id)]


def _settle(desk: Desk) -> Settled:
    return settling.settle_due(settling.clock_desk(desk), None)


# Saying what one is ------------------------------------------------------------------------------


def test_a_trigger_reads_back_as_it_was_written(desk: Desk) -> None:
    """Names come out as they went in."""
    spec = Spec(
        "  Call  them ", "production", "print", "qa", "call", " Ask ", moment="due", offset_days=-2,
        offset_hours=1.5, count="calendar", user="joon", department="retouch", due_days=3,
        filter="rush", by_hand=True,
    )  # fmt: skip
    trigger = triggers.add(desk, spec)
    assert triggers.spec_of(desk, trigger) == replace(
        spec, name="Call  them", track="Print", status="QA", subject="Ask", department="Retouch"
    )
    assert triggers.status_of(desk, trigger).name == "QA"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"action": "email"}, "no action is called 'email'"),
        ({"moment": "leaving"}, "no moment is called"),
        ({"count": "week"}, "no way of counting"),
        ({"name": " "}, "needs a name"),
        ({"subject": ""}, "needs a subject"),
        ({"offset_days": 9999}, "ten years"),
        ({"offset_hours": -1e9, "moment": "due"}, "ten years"),
        ({"due_days": -1}, "0 to 3650"),
        ({"offset_days": -1}, "before a card enters"),
        ({"status": "Retuch"}, "did you mean Retouch"),
        ({"track": "Moon"}, "no production track"),
        ({"user": "jon"}, "did you mean joon"),
        ({"department": "Moon"}, "no department"),
        ({"filter": "status:Moon"}, "no status is called"),
        ({"filter": "("}, "."),
        ({"filter": "mine"}, "nobody is known to be asking"),
        ({"filter": "owner:me"}, "nobody is known to be asking"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, given: dict[str, Any], words: str) -> None:
    """Before anything is saved; what only makes sense for somebody looking too."""
    with pytest.raises(Refused, match=words):
        triggers.add(desk, replace(SPEC, **given))
    assert Trigger.select().count() == 0


def test_all_that_is_wrong_is_told_at_once(desk: Desk) -> None:
    """Nobody has to try three times."""
    with pytest.raises(Refused) as refused:
        triggers.add(desk, replace(SPEC, action="x", moment="y", name=""))
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize("name", ["offset_days", "offset_hours", "due_days"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_number_is_no_distance(desk: Desk, name: str, value: float) -> None:
    """What counts nothing is refused."""
    with pytest.raises(Refused):
        triggers.add(desk, replace(SPEC, **cast("dict[str, Any]", {name: value})))


def test_hostile_words_are_made_harmless(desk: Desk) -> None:
    """Nothing raw is stored, the condition included."""
    trigger = triggers.add(
        desk, replace(SPEC, name="a\x1b[31m", subject="b\u202e", filter='"c\x1b\x9b"')
    )
    assert (trigger.name, trigger.subject, trigger.filter) == ("a[31m", "b", '"c"')


def test_a_name_is_given_once(desk: Desk) -> None:
    """The second is refused, and an unknown one found by likeness."""
    triggers.add(desk, SPEC)
    with pytest.raises(Refused, match="called 'check' already"):
        triggers.add(desk, SPEC)
    with pytest.raises(Refused, match="did you mean check"):
        triggers.named("chek")


def test_a_trigger_can_be_renamed(desk: Desk) -> None:
    """But not to a name that another has."""
    triggers.add(desk, SPEC)
    triggers.add(desk, replace(SPEC, name="other"))
    triggers.change(desk, "other", replace(SPEC, name="third"))
    with pytest.raises(Refused, match="called 'check' already"):
        triggers.change(desk, "third", SPEC)


def test_setting_up_takes_the_right(desk: Desk, log_in: Login) -> None:
    """An operator only works with them."""
    with pytest.raises(Refused, match="mia is operator"):
        triggers.add(log_in("mia"), SPEC)


def test_they_are_listed_with_those_switched_off_last(desk: Desk) -> None:
    """By name within."""
    for name in ("b", "a", "c"):
        triggers.add(desk, replace(SPEC, name=name))
    triggers.switch(desk, "a", on=False)
    assert [trigger.name for trigger, _ in triggers.listed(desk)] == ["b", "c", "a"]


# Never a flood -----------------------------------------------------------------------------------


def test_saving_marks_what_already_matched_as_past(desk: Desk) -> None:
    """Cards there now do nothing, the next one does."""
    _orders(desk, 3)
    triggers.add(desk, SPEC)
    assert (_states(), _settle(desk).total) == (["past"] * 3, 0)
    _orders(desk)
    assert _settle(desk).done == 1


def test_saving_plans_what_is_still_to_come(desk: Desk, turn: Turn) -> None:
    """Cards there whose moment lies ahead are watched."""
    _orders(desk)
    turn("2026-11-03 10:00")
    _orders(desk)
    triggers.add(desk, replace(SPEC, offset_days=1, offset_hours=-0.0))
    triggers.add(desk, replace(SPEC, name="due", moment="due"))
    assert _states() == ["past", "pending", "pending", "pending"]


def test_long_finished_cards_are_not_even_listed(desk: Desk, turn: Turn) -> None:
    """A trigger on the end of a track looks at the latest only: the others are legion."""
    made = _orders(desk, 3)
    moves.advance(desk, [Move("O-1001", "Delivered"), Move("O-1002", "Delivered")])
    turn("2026-11-12 10:00")
    moves.advance(desk, [Move("O-1003", "Delivered")])
    triggers.add(desk, replace(SPEC, status="Delivered", offset_days=2))
    assert [(row.card_id, row.state) for row in Firing.select()] == [(made[2].id, "pending")]
    turn("2026-11-16 10:00")
    assert _settle(desk).done == 1


def test_a_long_distance_after_the_end_is_watched(desk: Desk, turn: Turn) -> None:
    """Thirty business days after delivery, saved on the twentieth."""
    _orders(desk)
    moves.advance(desk, [Move("O-1001", "Delivered")])
    turn("2026-12-01 10:00")
    triggers.add(desk, replace(SPEC, status="Delivered", offset_days=30))
    assert _states() == ["pending"]


def test_many_are_marked_at_once(desk: Desk) -> None:
    """More cards than one statement takes."""
    with desk.action("new") as act:
        ready = [orders.NewOrder(NewCard()) for _ in range(1100)]
        for one in ready:
            one.card.type_id = desk.directory.type_named("production", "Print").id
        orders.make_many(desk, act, "production", ready)
    triggers.add(desk, replace(SPEC, status="Order Entered"))
    assert _states() == ["past"] * 1100


# Switching and changing --------------------------------------------------------------------------


def test_switching_off_cancels_and_on_plans_again(desk: Desk, turn: Turn) -> None:
    """What passed in between stays past."""
    triggers.add(desk, replace(SPEC, moment="due"))
    _orders(desk, 2)
    triggers.switch(desk, "check", on=False)
    assert _states() == ["cancelled"] * 2
    triggers.switch(desk, "check", on=True)
    assert _states() == ["pending"] * 2
    assert {row.settled_at for row in Firing.select()} == {None}
    triggers.switch(desk, "check", on=False)
    turn("2026-11-10 10:00")
    triggers.switch(desk, "check", on=True)
    assert (_states(), _settle(desk).total) == (["past"] * 2, 0)


def test_switching_to_what_it_is_refuses(desk: Desk) -> None:
    """It is on already, or off."""
    triggers.add(desk, SPEC)
    with pytest.raises(Refused, match="check is on already"):
        triggers.switch(desk, "check", on=True)
    triggers.switch(desk, "check", on=False)
    with pytest.raises(Refused, match="check is off already"):
        triggers.switch(desk, "check", on=False)


def test_a_changed_trigger_is_planned_anew(desk: Desk, at: At) -> None:
    """Pending moments move, what was done stays done."""
    triggers.add(desk, replace(SPEC, moment="due"))
    _orders(desk, 2)
    settling.process(desk, [Firing.get().id])
    triggers.change(desk, "check", replace(SPEC, moment="due", offset_days=1, subject="Other"))
    rows = list(Firing.select().order_by(Firing.id))
    assert [row.state for row in rows] == ["done", "pending"]
    assert rows[1].moment == at("2026-11-06 18:00")
    assert Trigger.get().subject == "Other"


def test_a_change_to_another_status_leaves_the_old_one(desk: Desk) -> None:
    """Cards there are not its business any more."""
    triggers.add(desk, replace(SPEC, moment="due"))
    _orders(desk)
    triggers.change(desk, "check", replace(SPEC, moment="due", status="QA"))
    assert _states() == ["cancelled"]


def test_a_change_of_one_that_is_off_plans_nothing(desk: Desk) -> None:
    """It stays off."""
    triggers.add(desk, replace(SPEC, moment="due"))
    triggers.switch(desk, "check", on=False)
    _orders(desk)
    triggers.change(desk, "check", replace(SPEC, moment="due", offset_days=1))
    assert _states() == []


def test_what_a_person_deleted_stays_deleted(desk: Desk) -> None:
    """Neither switching nor changing brings back what somebody did not want."""
    triggers.add(desk, replace(SPEC, moment="due"))
    _orders(desk, 2)
    first, second = (row.id for row in Firing.select().order_by(Firing.id))
    settling.delete(desk, [first])
    settling.skip(desk, [second])
    triggers.switch(desk, "check", on=False)
    triggers.switch(desk, "check", on=True)
    triggers.change(desk, "check", replace(SPEC, moment="due", offset_days=1))
    assert _states() == ["cancelled", "skipped"]
