"""Triggers: saved, changed and switched without ever flooding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from store import (
    automations,
    edits,
    moments,
    moves,
    orders,
    settling,
    tasks,
    templates,
    triggeractions,
    triggers,
    views,
)
from store.boards import View
from store.desk import Desk
from store.directory import KINDS
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
        ({"action": "fax"}, "no action is called 'fax'"),
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


# What one can be ---------------------------------------------------------------------------------


@pytest.fixture
def texts(desk: Desk) -> Desk:
    """The desk of a studio with a template for each channel."""
    templates.add(desk, "Soon", channel="email", subject="Soon", body="{{ client.name }}")
    templates.add(desk, "Short", channel="sms", body="{{ session.date }}")
    templates.add(desk, "Paper", channel="letter", subject="Hello", body="{{ client.name }}")
    templates.add(desk, "Old", channel="email", subject="x", body="y")
    templates.switch(desk, "Old", active=False)
    return desk


REMINDER = Spec(
    "remind", "session", moment="session", offset_days=-7, count="calendar", action="email",
    template="Soon", at_time="09:00",
)  # fmt: skip


def test_a_message_reads_back_as_it_was_written(texts: Desk) -> None:
    """With everything that a trigger can say."""
    spec = replace(
        REMINDER, action="sms else email", template="short", other_template="SOON",
        at_time="9:05", expires_days=3, every_days=2, most=3, recipient="user", user="joon",
        attachments=("Report", "session confirmation", "report"), spare_no_market=True,
        spare_no_call=True, filter="photographer:mia", due_days=1,
    )  # fmt: skip
    trigger = triggers.add(texts, spec)
    assert triggers.spec_of(texts, trigger) == replace(
        spec, template="Short", other_template="Soon", at_time="09:05",
        attachments=("report", "session confirmation"),
    )  # fmt: skip
    assert triggers.status_of(texts, trigger) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", triggeractions.ACTIONS)
def test_every_action_is_for_every_kind(texts: Desk, kind: str, action: str) -> None:
    """At any of the kind's moments, on every status or on dates."""
    of_channel = {"email": "Soon", "sms": "Short", "letter": "Paper"}
    first, *rest = triggeractions.steps(action)
    for moment in moments.of_kind(kind):
        trigger = triggers.add(
            texts,
            Spec(
                moment, kind, moment=moment, action=action, template=of_channel.get(first),
                other_template=of_channel.get(rest[0]) if rest else None,
                subject="Call {{ client.name }}",
            ),
        )  # fmt: skip
        assert triggers.spec_of(texts, trigger).action == action
    assert len(triggers.listed(texts)) == len(moments.of_kind(kind))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"template": None}, "template: it needs one for an email; those that fit: .*Soon"),
        ({"template": "Short"}, "'Short' is none for an email; those that fit: .*Soon"),
        ({"template": "Son"}, r"'Son' is none for an email \(did you mean Soon\?\)"),
        ({"template": "Old"}, "'Old' is none for an email"),
        ({"other_template": "Paper"}, "falls back to nothing"),
        ({"action": "email else letter"}, "else-template: it needs one for a letter"),
        ({"action": "email else letter", "other_template": "Soon"}, "those that fit: .*Paper"),
        ({"action": "sms", "template": "Soon"}, "none for an SMS; those that fit: .*Short"),
        ({"action": "task", "subject": "x"}, "a task takes no template"),
        ({"action": "email else call"}, "needs a subject"),
        ({"action": "sms else call", "template": "Short", "other_template": "Soon",
          "subject": "x"}, "a call takes no else-template"),
        ({"subject": "{{ client.nmae }}"}, "subject: line 1: there is no field 'client.nmae'"),
        ({"subject": "{{ client.name"}, "subject: line 1"),
        ({"moment": "payment due"}, "a session has no moment 'payment due'; there are entering"),
        ({"moment": "sesion"}, r"no moment is called 'sesion' \(did you mean session\?\)"),
        ({"track": "Sessions", "status": "Booked"}, "a date of the record, whatever its status"),
        ({"track": "Sessions"}, "needs a status of it"),
        ({"kind": "cats"}, "no kind of record is called 'cats'"),
        ({"at_time": "25:00"}, "'25:00' is no time of day"),
        ({"at_time": "[/]"}, "is no time of day"),
        ({"every_days": 0.5, "most": 2}, "from 1 to 3650"),
        ({"every_days": float("nan"), "most": 2}, "from 1 to 3650"),
        ({"every_days": 2}, "how many times it comes in all"),
        ({"every_days": 2, "most": 10**9}, "from 2 to 1,000"),
        ({"most": 3}, "needs the days until it comes again"),
        ({"expires_days": 0}, "dropped must be above 0"),
        ({"expires_days": float("nan")}, "dropped must be above 0"),
        ({"kind": "task", "moment": "completed"}, "nothing can happen before a record is completed"),
        ({"recipient": "mother"}, "no recipient is called 'mother'"),
        ({"recipient": "user"}, "name the user"),
        ({"recipient": "department"}, "name the department"),
        ({"recipient": "vendor"}, "a session has no vendor"),
        ({"action": "letter", "template": "Paper", "recipient": "owner"}, "a letter goes to the client"),
        ({"attachments": ("invoce",)}, r"no attachment of a session .* \(did you mean invoice\?\)"),
        ({"attachments": ("work order",)}, "there are session confirmation, invoice, report"),
        ({"action": "sms", "template": "Short", "attachments": ("report",)}, "only an email takes"),
        ({"filter": "@Nobody's"}, "no saved view"),
    ],
)  # fmt: skip
def test_what_a_message_cannot_be_is_refused(
    texts: Desk, given: dict[str, Any], words: str
) -> None:
    """Each with what would do."""
    with pytest.raises(Refused, match=words):
        triggers.add(texts, replace(REMINDER, **given))
    assert Trigger.select().count() == 0


def test_everything_wrong_with_a_message_is_told_at_once(texts: Desk) -> None:
    """One line for each problem."""
    wrong = replace(
        REMINDER, name=" ", template="Short", at_time="noon", every_days=1, recipient="vendor",
        attachments=("work order",), user="jon", filter="status:Moon", expires_days=-1,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        triggers.add(texts, wrong)
    assert len(refused.value.problems) == 9
    assert all("\n" not in problem for problem in refused.value.problems)


def test_a_filter_may_be_a_saved_view(desk: Desk) -> None:
    """As it is when the trigger fires."""
    views.save(desk, "Rush", View("production", "priority:rush"))
    assert triggers.add(desk, replace(SPEC, filter="@rush")).filter == "@rush"


def test_what_acted_keeps_to_its_date(desk: Desk) -> None:
    """Once for each record and date: another date would never come for those it acted for."""
    triggers.add(desk, Spec("t", "production", moment="promised", subject="x"))
    orders.new(desk, client="Ada", type="Print", promised_at=desk.now() + 1000)
    triggers.change(desk, "t", Spec("t", "production", moment="session", subject="x"))
    triggers.change(desk, "t", Spec("t", "production", moment="promised", subject="x"))
    settling.process(desk, [Firing.get().id])
    with pytest.raises(Refused, match="has acted already and cannot hang on another date"):
        triggers.change(desk, "t", Spec("t", "production", moment="due", subject="x"))
    triggers.change(desk, "t", Spec("t", "production", moment="promised", subject="y"))


def test_rules_are_none_of_them(desk: Desk) -> None:
    """All triggers are listed, put in order and switched; automatic rules are not among them."""
    automations.add(desk, automations.Rule("Orders", "orders", "saved"))
    for name, action in (("a", "call"), ("b", "task")):
        triggers.add(desk, Spec(name, "task", moment="start", action=action, subject="x"))
    assert [row.name for row in triggers.reorder(desk, "b", 1)] == ["b", "a"]
    triggers.switch(desk, "b", on=False)
    assert [row.name for row, _ in triggers.listed(desk)] == ["a", "b"]
    with pytest.raises(Refused, match="no trigger is called 'Orders'"):
        triggers.named("Orders")


def test_every_status_of_a_kind(desk: Desk, turn: Turn) -> None:
    """Without a status it is about all of them, tracks and new records included."""
    triggers.add(desk, Spec("any", "production", subject="Look"))
    orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001")])
    orders.new(desk, client="Bo", type="Album")
    tasks.new(desk, subject="none of them")
    assert sorted(_states()) == ["cancelled", "pending", "pending"]
    assert _settle(desk).done == 2


def test_every_status_never_floods(desk: Desk, turn: Turn) -> None:
    """What is ahead is planned; what has passed is left alone, also when its date moves about."""
    _orders(desk, 2)
    edits.set_fields(desk, "O-1002", {"due": "+9d"})
    turn("2026-11-06 10:00")
    triggers.add(desk, Spec("late", "production", moment="due", subject="Late"))
    assert [(row.card_id, row.state) for row in Firing.select()] == [
        (Card.get(Card.number == 1002).id, "pending")
    ]
    edits.set_fields(desk, "O-1001", {"due": "2026-11-05"})
    assert _settle(desk).total == 0
    edits.set_fields(desk, "O-1001", {"due": "2026-11-09"})
    assert _states() == ["pending", "pending"]


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
