"""The model of a quarter on scripts so small that anybody can say what must come of them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.e2e.quarter import chance, script
from tests.e2e.quarter.model import Model
from tests.e2e.quarter.plans import Kept, Said
from tests.e2e.quarter.script import ZONE, Person, Script, Step

ANA = Person("Ana", "ana@example.com", "+12125551000", "", "1 Main Street", ZONE)
BO = Person("Bo", "", "", "+12125552000", "", ZONE, no_call=True)


def said_of(*steps: tuple[str, str, str, dict[str, str | int]], person: Person = ANA) -> list[Said]:
    """What the model says of steps: when, verb, key and values."""
    return sorted(model_of(*steps, person=person).said.elements())


def model_of(*steps: tuple[str, str, str, dict[str, str | int]], person: Person = ANA) -> Model:
    """The model of a script of one client."""
    made = [
        Step(datetime.fromisoformat(at), verb, key, tuple(values.items()))
        for at, verb, key, values in steps
    ]
    return Model(Script((person,), tuple(made), script.looks())).run()


def test_a_session_is_announced_and_one_that_is_near_is_not_announced_twice() -> None:
    """A week and a business day before; a week before has passed for one that is booked late."""
    far = ("2026-10-06 09:00", "book", "session 0", {"client": 0, "when": "2026-10-26 10:00"})
    assert said_of(far) == [
        Said(date(2026, 10, 19), "email", "reminder", "session 0", ANA.email),
        Said(date(2026, 10, 23), "sms", "tomorrow", "session 0", ANA.mobile),
    ]
    near = ("2026-10-21 09:00", "book", "session 0", {"client": 0, "when": "2026-10-26 10:00"})
    assert [one.rule for one in said_of(near)] == ["tomorrow"]


def test_a_session_that_is_called_off_is_not_announced() -> None:
    """Nor is one that was moved announced for the day it is no longer on."""
    book = ("2026-10-06 09:00", "book", "session 0", {"client": 0, "when": "2026-10-26 10:00"})
    off = ("2026-10-20 09:00", "advance", "session 0", {"to": "Cancelled"})
    moved = ("2026-10-20 09:00", "move", "session 0", {"when": "2026-11-10 10:00"})
    assert [one.rule for one in said_of(book, off)] == ["reminder"]
    assert [(one.rule, one.day.day) for one in said_of(book, moved)] == [
        ("reminder", 19), ("tomorrow", 9),
    ]  # fmt: skip


def test_an_sms_waits_for_the_morning_unless_it_is_no_longer_true() -> None:
    """An order ready at night is told about after nine, where the client is."""
    order = ("2026-10-06 09:00", "order", "order 0", {"client": 0, "rush": 0})
    ready = ("2026-10-06 20:30", "advance", "order 0", {"to": "Ready"})
    fetched = ("2026-10-07 08:30", "advance", "order 0", {"to": "Delivered"})
    assert said_of(order, ready) == [Said(date(2026, 10, 7), "sms", "ready", "order 0", ANA.mobile)]
    assert said_of(order, ready, fetched) == []
    assert [one.channel for one in said_of(order, ready, person=BO)] == ["call"]


def test_payment_is_asked_for_three_times_at_most() -> None:
    """Every seven days, until it is paid; not after a cancellation."""
    made = ("2026-10-06 09:00", "invoice", "invoice 0",
            {"client": 0, "total": 300, "due": "2026-10-12"})  # fmt: skip
    part = ("2026-10-14 09:00", "pay", "invoice 0", {"amount": 100})
    rest = ("2026-10-22 09:00", "pay", "invoice 0", {"amount": 200})
    off = ("2026-10-14 09:00", "advance", "invoice 0", {"to": "Cancelled"})
    assert [one.day.day for one in said_of(made)] == [13, 20, 27]
    assert [one.day.day for one in said_of(made, part, rest)] == [13, 20]
    assert [one.day.day for one in said_of(made, off)] == [13]


def test_what_was_due_while_nothing_ran_is_held_and_collapses() -> None:
    """Over the weekend without a program: a message of more than a day ago waits for a person."""
    made = ("2026-10-06 09:00", "invoice", "invoice 0",
            {"client": 0, "total": 300, "due": "2026-11-13"})  # fmt: skip
    yes = (str(script.APPROVED), "approve", "all", {})
    held = model_of(made)
    assert held.said.total() == 0
    assert held.left_over() == {Kept("payment due", "invoice 0", "held"): 1}
    assert [one.day.day for one in said_of(made, yes)] == [16, 21, 28]


def test_a_task_counts_business_days() -> None:
    """Three business days at the lab over Thanksgiving and a weekend."""
    order = ("2026-11-24 09:30", "order", "order 0", {"client": 0, "rush": 0})
    sent = ("2026-11-25 10:30", "advance", "order 0", {"to": "Sent to Lab"})
    assert said_of(order, sent) == [Said(date(2026, 12, 2), "task", "lab late", "order 0")]


def test_the_night_that_has_an_hour_twice() -> None:
    """Seven days after 1:30 is the first 1:30, which a look between the two has seen."""
    made = ("2026-10-20 09:30", "invoice", "invoice 0",
            {"client": 0, "total": 300, "due": "2027-02-01"})  # fmt: skip
    given = ("2026-10-25 09:30", "deliver", "invoice 0", {"when": "2026-10-25 01:30"})
    model = model_of(made, given)
    [plan] = [plan for plan in model.plans if plan.rule.name == "review"]
    assert datetime.fromtimestamp(plan.at / 1000, ZONE).isoformat() == "2026-11-01T01:30:00-04:00"
    assert [one.day for one in model.said] == [date(2026, 11, 1)]


@pytest.mark.parametrize("seed", chance.SEEDS)
def test_scripts_by_chance_have_everything_in_them(seed: int) -> None:
    """Each trigger acts and each reason not to occurs; otherwise the quarter would prove little."""
    model = Model(chance.script_of(seed)).run()
    assert {one.rule for one in model.said} == {rule.name for rule in script.USUAL}
    assert {one.channel for one in model.said} == {"email", "sms", "letter", "call", "task"}
    whys = {one.why for one in model.left_over()}
    assert {"left", "called off", "past", "paid", "spared", "filter", "no address"} <= whys
    assert model.agreed > 0
