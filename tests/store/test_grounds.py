"""Grounds: what takes the reason for a firing away, asked alike when it fires and when it goes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import edits, errands, invoices, moves, sessions
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.tables import Card, Client, Firing, Trigger, Visit
from tests.store.composing_ground import client, fired, record, template, trigger

Turn = Callable[[str], int]
At = Callable[[str], int]


def why(desk: Desk, made: Trigger, card: Card) -> str:
    """What is said of a firing of a card's first visit, with everything read anew."""
    visit = Visit.get(Visit.card == card.id, Visit.number == 1)
    row = Firing(trigger_id=made.id, card_id=card.id, visit_id=visit.id, moment=desk.now())
    return errands.no_longer_true(desk, made, Card.get_by_id(card.id), row)


# Statuses -----------------------------------------------------------------------------------------


def test_a_stay_that_is_over(desk: Desk) -> None:
    """Of triggers on a status and on every status; entering Cancelled is a stay as well."""
    client(desk)
    card = record(desk, "production")
    bound = trigger(desk, card, status_id=card.status_id, name="bound")
    free = trigger(desk, card, name="free")
    assert (why(desk, bound, card), why(desk, free, card)) == ("", "")
    moves.advance(desk, [Move("O-1001", to="Cancelled")])
    assert why(desk, bound, card) == why(desk, free, card) == "the card has left the status"
    now = Card.get_by_id(card.id)
    row = Firing(trigger_id=free.id, card_id=card.id, visit_id=now.visit, moment=0)
    assert errands.no_longer_true(desk, free, now, row) == ""


@pytest.mark.parametrize(("days", "said"), [(-1, "the date itself has passed"), (1, ""), (0, "")])
def test_a_warning_after_the_due_date_is_none(
    desk: Desk, turn: Turn, days: float, said: str
) -> None:
    """What was to come before it, and only that."""
    client(desk)
    card = record(desk, "production")
    made = trigger(desk, card, moment="due", offset_days=days)
    assert why(desk, made, card) == ""
    turn("2026-11-20 10:00")
    assert why(desk, made, card) == said


def test_a_due_date_that_is_gone(desk: Desk) -> None:
    """Nothing can be before it."""
    client(desk)
    card = record(desk, "production")
    made = trigger(desk, card, moment="due", offset_hours=-2)
    Visit.update(due_at=None).execute()
    assert why(desk, made, card) == "the due date was taken away"


# Dates --------------------------------------------------------------------------------------------

DATED = {"name": "dated", "offset_days": -7, "count": "calendar"}


@pytest.fixture
def session(desk: Desk, at: At) -> Card:
    """A session in a week and a day."""
    client(desk)
    return sessions.new(desk, client="Okafor, Ada", held_at=at("2026-11-10 14:00"))


def test_a_date_is_true_in_every_status(desk: Desk, session: Card) -> None:
    """Whatever the record goes through, until it is called off."""
    made = trigger(desk, session, moment="session", **DATED)
    assert why(desk, made, session) == ""
    moves.advance(desk, [Move("S-1001", to="Selling")])
    assert why(desk, made, session) == ""
    moves.advance(desk, [Move("S-1001", to="Cancelled")])
    assert why(desk, made, session) == "the record is cancelled"


def test_a_reminder_after_the_day_is_none(desk: Desk, session: Card, turn: Turn) -> None:
    """To the millisecond; what comes after the day is for later."""
    before = trigger(desk, session, moment="session", **DATED)
    after = trigger(desk, session, moment="session", **{**DATED, "name": "b", "offset_days": 7})
    turn("2026-11-10 14:00")
    assert why(desk, before, session) == ""
    turn("2026-11-10 14:01")
    assert why(desk, before, session) == "the date itself has passed"
    assert why(desk, after, session) == ""


def test_hours_and_days_count_together(desk: Desk, session: Card, turn: Turn) -> None:
    """A day before and thirty hours later is after the date."""
    text = template(desk, "email").id
    said = {"moment": "session", "template_id": text, "offset_days": -1}
    turn("2026-11-11 10:00")
    late = trigger(desk, session, name="late", **said, offset_hours=30)
    early = trigger(desk, session, name="early", **said, offset_hours=3)
    assert why(desk, late, session) == ""
    assert why(desk, early, session) == "the date itself has passed"


def test_a_date_that_is_gone_or_moved(desk: Desk, session: Card, turn: Turn) -> None:
    """Without one there is nothing; what passed may come again when the record has another."""
    made = trigger(desk, session, moment="session", **DATED)
    turn("2026-11-12 09:00")
    found = fired(desk, made, session)
    assert found.words == ("cancelled: the date itself has passed",)
    assert found.row.by == ""
    edits.set_fields(desk, "S-1001", {"date": "2026-11-30 10:00"})
    row = Firing.get_by_id(found.row.id)
    assert row.state == "pending"
    edits.set_fields(desk, "S-1001", {"date": ""})
    assert why(desk, made, session) == "the date was taken away"


@pytest.mark.parametrize(("cents", "said"), [(4999, ""), (5000, "nothing is open any more"),
                                             (6000, "nothing is open any more")])  # fmt: skip
def test_a_reminder_of_what_was_paid_is_none(desk: Desk, at: At, cents: int, said: str) -> None:
    """All of it or more; of a trigger on another date it does not matter."""
    client(desk)
    card = record(desk, "invoice", payment_due_at=at("2026-11-10 18:00"))
    made = trigger(desk, card, moment="payment due", offset_days=3, name="due")
    other = trigger(desk, card, name="entering")
    invoices.pay(desk, "I-1001", cents)
    assert why(desk, made, card) == said
    assert why(desk, other, card) == ""


# Clients ------------------------------------------------------------------------------------------

NO_MARKET = "Ada Okafor wants no marketing"
NO_CALLS = "Ada Okafor wants no calls"


@pytest.mark.parametrize(
    ("action", "given", "marked", "said"),
    [
        ("email", {"spare_no_market": True}, {"do_not_market": True}, NO_MARKET),
        ("task", {"spare_no_market": True}, {"do_not_market": True}, NO_MARKET),
        ("email", {"spare_no_market": True}, {"do_not_call": True}, ""),
        ("email", {}, {"do_not_market": True, "do_not_call": True}, ""),
        ("call", {}, {"do_not_call": True}, ""),
        ("call", {"spare_no_call": True}, {"do_not_call": True}, NO_CALLS),
        ("email", {"spare_no_call": True}, {"do_not_call": True}, NO_CALLS),
        ("email else call", {"spare_no_call": True}, {"do_not_call": True}, ""),
        ("email else call", {"spare_no_market": True}, {"do_not_market": True}, NO_MARKET),
    ],
)
def test_clients_whom_a_trigger_leaves_out(
    desk: Desk, action: str, given: dict[str, Any], marked: dict[str, bool], said: str
) -> None:
    """Only where it says so; where a call is the last resort, only the call is left out."""
    client(desk, **marked)
    card = record(desk, "session")
    assert why(desk, trigger(desk, card, action, **given), card) == said


def test_a_record_without_a_client_has_nobody_to_leave_out(desk: Desk) -> None:
    """A task of the studio's own."""
    from store import tasks

    card = tasks.new(desk, subject="Tidy up")
    made = trigger(desk, card, "task", spare_no_market=True, spare_no_call=True)
    assert why(desk, made, card) == ""


# Conditions ---------------------------------------------------------------------------------------


def test_a_condition_that_is_not_met(desk: Desk) -> None:
    """Also of rules, for which nothing else counts; one that cannot be read is refused."""
    client(desk)
    card = record(desk, "invoice")
    made = trigger(desk, card, filter="rush")
    assert why(desk, made, card) == "the trigger's condition is not met"
    edits.set_fields(desk, "I-1001", {"priority": "rush"})
    assert why(desk, made, card) == ""
    rule = trigger(desk, card, "orders", name="rule", filter="-rush", spare_no_market=True)
    Client.update(do_not_market=True).execute()
    moves.advance(desk, [Move("I-1001", to="Ready")])
    assert why(desk, rule, card) == "the trigger's condition is not met"
    Trigger.update(filter="status:Moon").where(Trigger.id == rule.id).execute()
    with pytest.raises(Refused, match="no status is called"):
        why(desk, Trigger.get_by_id(rule.id), card)


def test_a_condition_is_read_once_for_a_step(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many firings of the trigger are in it."""
    from store import boards, settling

    client(desk)
    there = [record(desk, "session") for _ in range(4)]
    made = trigger(desk, there[0], "task", filter="-rush")
    read = []
    compiled = boards.compiled
    monkeypatch.setattr(boards, "compiled", lambda *a, **k: read.append(1) or compiled(*a, **k))
    clock = settling.clock_desk(desk)
    with clock.action("fire") as act:
        rows = [
            act.insert_row(
                Firing(trigger_id=made.id, card_id=one.id, visit_id=one.visit, moment=act.at)
            )
            for one in there
        ]
        assert errands.fire(clock, act, rows, by_person=False).done == 4
    assert len(read) == 1
