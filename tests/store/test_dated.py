"""Triggers on dates of records: their firings go wherever the dates go, whoever moves them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from peewee import SqliteDatabase

from store import (
    dated,
    edits,
    history,
    invoices,
    moves,
    orders,
    sessions,
    settling,
    tables,
    tasks,
    triggers,
)
from store.desk import Desk
from store.errands import Settled
from store.errors import Refused
from store.intake import NewCard
from store.invoices import NewLine
from store.moves import Move
from store.sessions import NewSession
from store.tables import Card, Firing, Trigger, Visit
from store.triggers import Spec

At = Callable[[str], int]
Turn = Callable[[str], int]

HELD = "2026-11-20 14:00"


def _arm(desk: Desk, kind: str = "session", moment: str = "session", **given: Any) -> Trigger:
    told = {"name": "check", "subject": "Look", "offset_days": -7, "count": "calendar"}
    return triggers.add(desk, Spec(**{**told, "kind": kind, "moment": moment, **given}))


def _states(name: str | None = None) -> list[tuple[str, int]]:
    query = Firing.select(Firing, Trigger).join(Trigger).order_by(Firing.id)
    return [(row.state, row.moment) for row in query if name in (None, row.trigger.name)]


def _settle(desk: Desk) -> Settled:
    return settling.settle_due(settling.clock_desk(desk), None)


def _session(desk: Desk, at: At, held: str | None = HELD, **said: Any) -> Card:
    return sessions.new(desk, client="Ada", held_at=at(held) if held else None, **said)


# Every date --------------------------------------------------------------------------------------


def test_a_session_is_remembered_a_week_before(desk: Desk, at: At, turn: Turn) -> None:
    """Planned with the booking, on the visit that it has for ever, whatever its status."""
    _arm(desk)
    card = _session(desk, at)
    assert _states() == [("pending", at("2026-11-13 14:00"))]
    assert Firing.get().visit_id == card.visit
    moves.advance(desk, [Move("S-1001")])
    turn("2026-11-13 14:00")
    assert _settle(desk).done == 1


@pytest.mark.parametrize(
    ("kind", "moment", "field"),
    [
        ("session", "session", "date"),
        ("invoice", "payment due", "payment_due"),
        ("invoice", "promised", "promised"),
        ("invoice", "delivered", "delivered"),
        ("production", "promised", "promised"),
        ("preproduction", "promised", "promised"),
        ("task", "start", "start"),
    ],
)
def test_every_date_of_every_kind(
    desk: Desk, at: At, turn: Turn, kind: str, moment: str, field: str
) -> None:
    """Set, moved, taken away and given back, by the one command that people use."""
    _arm(desk, kind, moment, offset_days=1)
    ref = _made(desk, kind)
    assert _states() == []
    for day, expected in (("20", "21"), ("12", "13")):
        edits.set_fields(desk, ref, {field: f"2026-11-{day} 14:00"})
        assert _states() == [("pending", at(f"2026-11-{expected} 14:00"))]
    edits.set_fields(desk, ref, {field: "none"})
    assert (Firing.get().state, Firing.get().reason) == ("cancelled", dated.NO_DATE)
    edits.set_fields(desk, ref, {field: "2026-11-25 14:00"})
    assert _states() == [("pending", at("2026-11-26 14:00"))]
    assert Firing.get().settled_at is None
    turn("2026-11-26 14:00")
    assert _settle(desk).done == 1
    edits.set_fields(desk, ref, {field: "2026-12-25 14:00"})
    assert [state for state, _ in _states()] == ["done"]


def _made(desk: Desk, kind: str) -> str:
    match kind:
        case "session":
            sessions.new(desk, client="Ada")
            return "S-1001"
        case "invoice":
            invoices.new(desk, client="Ada", lines=[NewLine(description="x", price_cents=1000)])
            return "I-1001"
        case "task":
            tasks.new(desk, subject="x")
            return "T-1001"
        case "production":
            orders.new(desk, client="Ada", type="Print")
            return "O-1001"
    orders.new(desk, client="Ada", kind="preproduction")
    return "P-1001"


@pytest.mark.parametrize(("kind", "ref"), [("task", "T-1001"), ("call", "C-1001")])
def test_completed(desk: Desk, at: At, turn: Turn, kind: str, ref: str) -> None:
    """When it is moved to its end, from when it was really completed; once."""
    _arm(desk, kind, "completed", offset_days=0)
    _arm(desk, kind, "completed", name="later", offset_days=1, offset_hours=2)
    if kind == "task":
        tasks.new(desk, subject="x")
    else:
        from store import calls

        calls.new(desk, subject="x", client="Ada")
    assert _states() == []
    turn("2026-11-03 10:00")
    tasks.done(desk, [ref])
    assert _states() == [("pending", desk.now()), ("pending", at("2026-11-04 12:00"))]
    assert _settle(desk).done == 1
    moves.advance(desk, [Move(ref, back=True)])
    assert [state for state, _ in _states()] == ["done", "cancelled"]
    tasks.done(desk, [ref])
    assert [state for state, _ in _states()] == ["done", "pending"]


def test_what_was_called_off_was_not_completed(desk: Desk) -> None:
    """A cancelled task sets nothing off."""
    _arm(desk, "task", "completed", offset_days=0)
    tasks.new(desk, subject="x")
    off = next(
        s.name for s in desk.directory.statuses.values()
        if s.state == "cancelled" and desk.directory.tracks[s.track_id].kind == "task"
    )  # fmt: skip
    moves.advance(desk, [Move("T-1001", off)])
    assert _states() == []


def test_delivered_by_itself(desk: Desk, at: At, turn: Turn) -> None:
    """A date that the clock sets is followed too, also when it is just now."""
    _arm(desk, "invoice", "delivered", offset_days=0, name="now")
    _arm(desk, "invoice", "delivered", offset_days=7)
    card = invoices.new(desk, client="Ada", lines=[NewLine(description="x", price_cents=1000)])
    turn("2026-11-04 10:00")
    with settling.clock_desk(desk).action("fire triggers", undoable=False) as act:
        act.update(tables.Invoice.get(tables.Invoice.card == card.id), delivered_at=act.at)
    assert _states("now") == [("pending", desk.now())]
    assert _states("check") == [("pending", at("2026-11-11 10:00"))]


# The session behind an order ---------------------------------------------------------------------


def _tied(desk: Desk, order: Card, source: Card) -> None:
    with desk.action("tie") as act:
        made = tables.Order.get(tables.Order.card == order.id)
        act.insert(tables.OrderSource, order_id=made.id, card_id=source.id)


def test_orders_go_with_their_session(desk: Desk, at: At) -> None:
    """Made of the session or of an invoice of it; the first of several counts."""
    _arm(desk, "production", "session", offset_days=1)
    session = _session(desk, at)
    other = _session(desk, at, "2026-11-25 14:00")
    row = tables.Session.get(tables.Session.card == session.id)
    invoice = invoices.new(desk, client="Ada", lines=[NewLine(description="x", price_cents=1000)])
    first = orders.new(desk, client="Ada", type="Print")
    second = orders.new(desk, client="Ada", type="Print")
    assert _states() == []
    _tied(desk, first, session)
    _tied(desk, first, other)
    _tied(desk, second, invoice)
    assert _states() == [("pending", at("2026-11-21 14:00"))]
    with desk.action("tie") as act:
        act.update(tables.Invoice.get(tables.Invoice.card == invoice.id), session_id=row.id)
    assert _states() == [("pending", at("2026-11-21 14:00"))] * 2
    edits.set_fields(desk, "S-1001", {"date": "2026-11-27 14:00"})
    assert _states() == [
        ("pending", at("2026-11-26 14:00")), ("pending", at("2026-11-28 14:00")),
    ]  # fmt: skip


# Never a flood -----------------------------------------------------------------------------------


def test_a_booking_inside_the_window_is_past(desk: Desk, at: At) -> None:
    """No reminder for what was agreed a minute ago; the ledger says why."""
    _arm(desk)
    _session(desk, at, "2026-11-05 14:00")
    row = Firing.get()
    assert (row.state, row.reason, row.moment) == ("past", dated.TOO_LATE, at("2026-10-29 14:00"))
    edits.set_fields(desk, "S-1001", {"date": "2026-11-06 14:00"})
    assert Firing.get().state == "past"
    edits.set_fields(desk, "S-1001", {"date": HELD})
    assert _states() == [("pending", at("2026-11-13 14:00"))]


def test_old_records_set_nothing_off(desk: Desk, at: At) -> None:
    """However many are taken in at once; of what lies ahead each is watched."""
    _arm(desk)
    with desk.action("import") as act:
        fresh = [NewSession(NewCard(), at("2020-05-05 10:00")) for _ in range(1200)]
        fresh += [NewSession(NewCard(), at(HELD)) for _ in range(900)]
        sessions.make_many(desk, act, fresh)
    found = [state for state, _ in _states()]
    assert (found.count("past"), found.count("pending")) == (1200, 900)


def test_events_noted_late(desk: Desk, at: At, turn: Turn) -> None:
    """What was delivered today sets off what it should; what was a week ago does not."""
    _arm(desk, "invoice", "delivered", offset_days=0)
    for _ in range(2):
        invoices.new(desk, client="Ada", lines=[NewLine(description="x", price_cents=1000)])
    edits.set_fields(desk, "I-1001", {"delivered": "2026-11-02 08:00"})
    edits.set_fields(desk, "I-1002", {"delivered": "2026-10-26 08:00"})
    assert _states() == [("pending", desk.now()), ("past", at("2026-10-26 08:00"))]


def test_saving_plans_only_what_is_ahead(desk: Desk, at: At, turn: Turn) -> None:
    """The rest is left alone: there is not even a row of it."""
    ahead = _session(desk, at)
    _session(desk, at, "2026-11-05 14:00")
    _session(desk, at, "2026-10-05 14:00")
    _session(desk, at, None)
    _arm(desk)
    assert [(row.card_id, row.state) for row in Firing.select()] == [(ahead.id, "pending")]
    triggers.switch(desk, "check", on=False)
    assert [state for state, _ in _states()] == ["cancelled"]
    turn("2026-11-14 10:00")
    triggers.switch(desk, "check", on=True)
    assert ([state for state, _ in _states()], _settle(desk).total) == (["cancelled"], 0)
    edits.set_fields(desk, "S-1001", {"date": "2026-11-24 14:00"})
    assert _states() == [("pending", at("2026-11-17 14:00"))]


def test_what_is_off_follows_nothing(desk: Desk, at: At) -> None:
    """Dates move, and nothing is planned; switched on, it goes by the date there is."""
    _arm(desk)
    triggers.switch(desk, "check", on=False)
    _session(desk, at)
    edits.set_fields(desk, "S-1001", {"date": "2026-11-24 14:00"})
    assert _states() == []
    triggers.switch(desk, "check", on=True)
    assert _states() == [("pending", at("2026-11-17 14:00"))]


# Moving ------------------------------------------------------------------------------------------


def test_moved_so_near_that_it_is_due_now(desk: Desk, at: At, turn: Turn) -> None:
    """The day itself is still ahead: better late than never, and once."""
    _arm(desk)
    _session(desk, at)
    edits.set_fields(desk, "S-1001", {"date": "2026-11-06 14:00"})
    assert _states() == [("pending", desk.now())]
    turn("2026-11-02 11:00")
    edits.set_fields(desk, "S-1001", {"date": "2026-11-05 14:00"})
    assert _states() == [("pending", at("2026-11-02 10:00"))]
    assert (_settle(desk).done, _settle(desk).total) == (1, 0)


def test_moved_into_the_past(desk: Desk, at: At) -> None:
    """It was long ago, as it turns out: nothing is due any more."""
    _arm(desk)
    _session(desk, at)
    edits.set_fields(desk, "S-1001", {"date": "2026-10-06 14:00"})
    assert (_states()[0][0], Firing.get().reason) == ("past", dated.TOO_LATE)


def test_other_dates_move_nothing(desk: Desk, at: At, turn: Turn) -> None:
    """What is due and not settled yet stays so while something else of the record is changed."""
    _arm(desk, "invoice", "payment due", offset_days=3)
    _arm(desk, "invoice", "promised", offset_days=0, name="promised")
    invoices.new(desk, client="Ada", payment_due_at=at("2026-11-10 18:00"),
                 lines=[NewLine(description="x", price_cents=1000)])  # fmt: skip
    turn("2026-11-14 10:00")
    edits.set_fields(desk, "I-1001", {"promised": "2026-11-20 12:00"})
    assert _states("check") == [("pending", at("2026-11-13 18:00"))]
    assert _states("promised") == [("pending", at("2026-11-20 12:00"))]


def test_what_waits_for_a_person_is_asked_again(desk: Desk, at: At, turn: Turn) -> None:
    """Held for an old day, it waits for the new one; what was written for it is written anew."""
    _arm(desk, by_hand=True)
    _session(desk, at)
    turn("2026-11-13 14:00")
    assert _settle(desk).held == 1
    firing = Firing.get()
    with desk.action("write") as act:
        act.insert(
            tables.Message, number=1001, channel="email", firing_id=firing.id, state="held",
            to_address="ada@example.com", message_id="1@x", next_at=0, created_at=0,
        )  # fmt: skip
    edits.set_fields(desk, "S-1001", {"date": "2026-11-27 14:00"})
    assert _states() == [("pending", at("2026-11-20 14:00"))]
    assert tables.Message.get().state == "cancelled"
    history.undo(desk)
    assert (Firing.get().state, tables.Message.get().state) == ("held", "held")


def test_letters_that_wait_are_taken_back(desk: Desk, at: At, turn: Turn) -> None:
    """What nobody has begun to hand over says the old day; what was handed over stays."""
    _arm(desk)
    for _ in range(2):
        _session(desk, at)
    turn("2026-11-13 14:00")
    _settle(desk)
    with desk.action("write", undoable=False) as act:
        for number, row in enumerate(Firing.select().order_by(Firing.id)):
            act.insert(
                tables.Message, number=number, channel="letter", firing_id=row.id,
                state="sending" if number else "pending", to_address="x",
                message_id=f"{number}@x", next_at=0, created_at=0,
            )  # fmt: skip
            act.update(row, state="sending")
    for ref in ("S-1001", "S-1002"):
        edits.set_fields(desk, ref, {"date": "2026-11-27 14:00"})
    assert [state for state, _ in _states()] == ["pending", "sending"]
    assert [row.state for row in tables.Message.select()] == ["cancelled", "sending"]


# Called off --------------------------------------------------------------------------------------


def test_a_session_called_off(desk: Desk, at: At, turn: Turn) -> None:
    """No reminder of what does not take place; brought back, it comes, or is due now."""
    _arm(desk)
    _session(desk, at)
    moves.advance(desk, [Move("S-1001", "Cancelled")])
    assert (_states()[0][0], Firing.get().reason) == ("cancelled", dated.CALLED_OFF)
    edits.set_fields(desk, "S-1001", {"date": "2026-11-24 14:00"})
    assert _states()[0][0] == "cancelled"
    moves.advance(desk, [Move("S-1001", "Booked")])
    assert _states() == [("pending", at("2026-11-17 14:00"))]
    moves.advance(desk, [Move("S-1001", "Cancelled")])
    turn("2026-11-18 09:00")
    moves.advance(desk, [Move("S-1001", "Booked")])
    assert _states() == [("pending", desk.now())]


def test_what_is_finished_is_not_called_off(desk: Desk, at: At) -> None:
    """A week after the session its card may be done."""
    _arm(desk, offset_days=7)
    _session(desk, at)
    names = desk.directory
    last = next(s.name for s in names.statuses.values() if s.final and
                names.tracks[s.track_id].kind == "session")  # fmt: skip
    moves.advance(desk, [Move("S-1001", last)])
    assert _states() == [("pending", at("2026-11-27 14:00"))]


def test_people_decide_for_good(desk: Desk, at: At) -> None:
    """What somebody skipped or deleted stays so wherever the date goes."""
    _arm(desk)
    for _ in range(2):
        _session(desk, at)
    first, second = (row.id for row in Firing.select().order_by(Firing.id))
    settling.skip(desk, [first])
    settling.delete(desk, [second])
    for ref in ("S-1001", "S-1002"):
        edits.set_fields(desk, ref, {"date": "2026-11-24 14:00"})
    assert [state for state, _ in _states()] == ["skipped", "cancelled"]


def test_a_day_far_beyond_is_no_moment(desk: Desk, at: At) -> None:
    """A slip of the keys is saved as it was typed, and nothing is planned for it."""
    _arm(desk, offset_days=3650)
    _session(desk, at)
    edits.set_fields(desk, "S-1001", {"date": "2199-06-01"})
    assert [state for state, _ in _states()] == ["cancelled"]


# Coming again ------------------------------------------------------------------------------------


def test_a_moved_date_moves_the_open_occurrence(desk: Desk, at: At, turn: Turn) -> None:
    """What came stays; the next is counted from the new date."""
    trigger = _arm(desk, every_days=2, most=3)
    card = _session(desk, at)
    turn("2026-11-13 14:00")
    assert _settle(desk).done == 1
    with desk.action("next") as act:
        from store import firings

        firings.plan_next(desk, act, trigger, Firing.get(), card)
    rows = [(row.occurrence, row.state, row.moment) for row in Firing.select()]
    assert rows[1:] == [(1, "pending", at("2026-11-15 14:00"))]
    edits.set_fields(desk, "S-1001", {"date": "2026-11-24 14:00"})
    assert [moment for _, moment in _states()] == [
        at("2026-11-13 14:00"), at("2026-11-19 14:00"),
    ]  # fmt: skip
    told = triggers.spec_of(desk, trigger)
    from dataclasses import replace

    triggers.change(desk, "check", replace(told, offset_days=-4))
    assert [moment for _, moment in _states()][1] == at("2026-11-22 14:00")
    edits.set_fields(desk, "S-1001", {"date": "none"})
    assert [state for state, _ in _states()] == ["done", "cancelled"]
    edits.set_fields(desk, "S-1001", {"date": "2026-11-30 14:00"})
    assert _states()[1] == ("pending", at("2026-11-28 14:00"))


# Anything at all ---------------------------------------------------------------------------------


Chance = random.Random


def _days(chance: Chance) -> str:
    return chance.choice(["none", "+1d", "+9d", "+12d", "+30d", "-3d", "-40d", "today"])


def _some(chance: Chance, kind: str) -> str:
    query = Card.select().where(Card.kind == kind)
    found = [f"{'S' if kind == 'session' else kind[0].upper()}-{row.number}" for row in query]
    return chance.choice(found or ["S-1"])


def _toggle(desk: Desk, chance: Chance) -> object:
    found = [row.name for row, _ in triggers.listed(desk)] or ["none"]
    return triggers.switch(desk, chance.choice(found), on=chance.random() < 0.5)


def _new_trigger(desk: Desk, chance: Chance) -> object:
    kind, moment = chance.choice(
        [("session", "session"), ("invoice", "payment due"), ("invoice", "promised"),
         ("invoice", "delivered"), ("task", "start"), ("task", "completed"), ("task", "due"),
         ("session", "entering")]
    )  # fmt: skip
    days = (
        chance.choice([0, 1, 7])
        if moment in ("completed", "entering")
        else chance.choice([-7, 0, 3])
    )
    return triggers.add(
        desk,
        Spec(
            f"t{chance.random()}", kind, moment=moment, subject="x", offset_days=days,
            count=chance.choice(["business", "calendar"]), by_hand=chance.random() < 0.3,
            every_days=2, most=3, at_time=chance.choice(["", "09:00"]),
        ),
    )  # fmt: skip


def _decide(desk: Desk, chance: Chance) -> object:
    ids = [row.id for row in Firing.select()][:2]
    return chance.choice([settling.process, settling.skip, settling.delete])(desk, ids)


def _clock(desk: Desk, chance: Chance) -> object:
    from tests.store.conftest import StoppedClock

    desk.clock = StoppedClock(desk.now() + chance.choice([3_600_000, 86_400_000, 9 * 86_400_000]))
    return None


COMMANDS: tuple[Callable[[Desk, Chance], object], ...] = (
    lambda desk, chance: sessions.new(
        desk, client="Cy", held_at=desk.now() + chance.choice([1, 9, 20]) * 86_400_000
    ),
    lambda desk, chance: invoices.new(
        desk, client="Ada", payment_due_at=desk.now() + chance.choice([-5, 2, 20]) * 86_400_000,
        lines=[NewLine(description="x", price_cents=1000)],
    ),
    lambda desk, chance: tasks.new(desk, subject="x", start_at=desk.now() + 86_400_000),
    lambda desk, chance: edits.set_fields(desk, _some(chance, "session"), {"date": _days(chance)}),
    lambda desk, chance: edits.set_fields(desk, _some(chance, "session"), {"date": _days(chance)}),
    lambda desk, chance: edits.set_fields(
        desk, _some(chance, "invoice"),
        {chance.choice(["payment_due", "promised", "delivered"]): _days(chance)},
    ),
    lambda desk, chance: edits.set_fields(desk, _some(chance, "task"), {"start": _days(chance)}),
    lambda desk, chance: tasks.done(desk, [_some(chance, "task")]),
    lambda desk, chance: moves.advance(
        desk, [Move(_some(chance, "session"), chance.choice(["Cancelled", None, "Booked"]))]
    ),
    lambda desk, chance: moves.advance(desk, [Move(_some(chance, "task"), back=True)]),
    _new_trigger, _new_trigger, _toggle, _decide, _clock, _clock,
)  # fmt: skip


def _dump(database: SqliteDatabase) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for table in tables.ALL:
        name = table._meta.table_name
        if name in ("action", "change", "counter", "setting"):
            continue
        skipped = {"version", "mark", "check_at"}
        columns = [f.column_name for f in table._meta.sorted_fields if f.column_name not in skipped]
        query = f'SELECT {", ".join(map(repr_of, columns))} FROM "{name}" ORDER BY id'
        rows.extend((name, *row) for row in database.execute_sql(query).fetchall())
    return rows


def repr_of(column: str) -> str:
    """A column's name in SQL."""
    return f'"{column}"'


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(range(len(COMMANDS))), st.integers(0, 10_000)), max_size=16
    )
)
def test_undo_and_redo_are_exact(
    desk: Desk, furnished: SqliteDatabase, steps: list[tuple[int, int]]
) -> None:
    """Whatever was done to dates is taken back to the letter, with all that followed from it."""
    handle = tables.database.obj
    furnished.connection().backup(handle.connection())
    tables.Action.update(undoable=False).execute()
    desk.forget_lists()
    before = _dump(handle)
    for number, seed in steps:
        try:
            COMMANDS[number](desk, random.Random(seed))
        except Refused:
            continue
    after = _dump(handle)
    count = _all_of(lambda: history.undo(desk))
    assert _dump(handle) == before
    assert _all_of(lambda: history.redo(desk)) == count
    assert _dump(handle) == after


def _all_of(step: Callable[[], object]) -> int:
    count = 0
    while True:
        try:
            step()
        except Refused as refused:
            assert "nothing" in str(refused), refused
            return count
        count += 1


# Costs -------------------------------------------------------------------------------------------


def test_nothing_is_asked_where_nothing_hangs_on_dates(
    desk: Desk, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One short question of the database for an action that moved a date, none for others."""
    asked: list[str] = []
    real = tables.database.execute_sql

    def counted(sql: str, *params: Any) -> Any:
        asked.append(sql)
        return real(sql, *params)

    _session(desk, at)
    triggers.add(desk, Spec("stay", "session", subject="x"))
    monkeypatch.setattr(tables.database.obj, "execute_sql", counted)
    edits.set_fields(desk, "S-1001", {"date": "2026-11-24 14:00"})
    assert len([sql for sql in asked if "trigger" in sql and "moment IN" in sql]) == 1
    asked.clear()
    edits.set_fields(desk, "S-1001", {"notes": "hello"})
    assert not [sql for sql in asked if "trigger" in sql and "moment IN" in sql]
    assert Visit.select().count() == 1
