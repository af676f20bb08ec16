"""Rehearsals: what would happen, and what would have happened; nothing is left of either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from store import (
    clients,
    edits,
    hushes,
    invoices,
    moves,
    orders,
    rehearsals,
    sessions,
    settling,
    tables,
    tasks,
    templates,
    triggers,
)
from store.desk import Desk
from store.errors import Refused
from store.firingfaces import FiringFace
from store.moves import Move
from store.tables import Card, Firing, Message, Trigger
from store.triggers import Spec
from store.when import DAY_MS
from tests.store.conftest import StoppedClock

At = Callable[[str], int]
Turn = Callable[[str], int]

SPEC = Spec("check", "production", "Print", "Retouch", subject="Look")


def _shown(faces: list[FiringFace]) -> list[tuple[str, int, str]]:
    return [(face.ref, face.moment, face.state) for face in faces]


def _everything() -> list[tuple[Any, ...]]:
    return [
        row
        for table in tables.ALL
        for row in tables.database.execute_sql(
            f'SELECT * FROM "{table._meta.table_name}" ORDER BY id'
        ).fetchall()
    ]


def _retouch(desk: Desk, count: int = 1) -> None:
    for _ in range(count):
        made = orders.new(desk, client="Ada", type="Print")
        moves.advance(desk, [Move(f"O-{made.number}")])


# What would happen -------------------------------------------------------------------------------


def test_what_comes_again_comes_as_often(desk: Desk, at: At) -> None:
    """Each at its day, up to the last one asked for; nothing collapses, nothing is left."""
    triggers.add(desk, replace(SPEC, moment="due", every_days=2, most=4))
    _retouch(desk)
    before = _everything()
    found = rehearsals.rehearse(desk, at("2026-11-10 12:00"))
    assert _shown(found) == [
        ("O-1001", at("2026-11-05 18:00"), "done"), ("O-1001", at("2026-11-09 18:00"), "done"),
    ]  # fmt: skip
    assert (found[0].id > 0, found[1].id < 0) == (True, True)
    assert all(face.made is None for face in found)
    assert len(rehearsals.rehearse(desk, at("2027-11-10 12:00"))) == 4
    assert _everything() == before


def test_the_last_may_be_yet_to_come(desk: Desk, at: At) -> None:
    """What is planned beyond the days asked for is not shown."""
    triggers.add(desk, replace(SPEC, every_days=7, most=50, offset_hours=1))
    _retouch(desk)
    found = rehearsals.rehearse(desk, at("2026-11-02 12:00"))
    assert _shown(found) == [("O-1001", at("2026-11-02 11:00"), "done")]


def test_conditions_are_asked_at_their_time(desk: Desk, at: At) -> None:
    """What will be late by then is late then, and not before."""
    for name, days in (("before", -1), ("after", 1)):
        spec = replace(SPEC, name=name, moment="due", offset_days=days, filter="late")
        triggers.add(desk, spec)
    _retouch(desk)
    found = rehearsals.rehearse(desk, at("2026-12-02 12:00"))
    assert [(face.trigger, face.state) for face in found] == [
        ("before", "cancelled"), ("after", "done"),
    ]  # fmt: skip


def test_a_pause_ends_in_it_as_it_will(desk: Desk, at: At, turn: Turn) -> None:
    """What it holds goes on then, with what comes again after; what ends later holds."""
    triggers.add(desk, replace(SPEC, offset_hours=1, every_days=2, most=2))
    _retouch(desk, 2)
    hushes.pause(desk, ["O-1001"], at("2026-11-03 07:00"))
    hushes.pause(desk, ["O-1002"], at("2026-12-01 07:00"))
    before = _everything()
    planned = [
        ("O-1001", at("2026-11-02 11:00"), "done"), ("O-1001", at("2026-11-04 11:00"), "done"),
        ("O-1002", at("2026-11-02 11:00"), "held"),
    ]  # fmt: skip
    assert sorted(_shown(rehearsals.rehearse(desk, at("2026-11-10 12:00")))) == planned
    assert _everything() == before
    turn("2026-11-02 12:00")
    settling.settle_due(settling.clock_desk(desk), None)
    found = rehearsals.rehearse(desk, at("2026-11-10 12:00"))
    assert sorted(_shown(found)) == planned[:2]


def test_messages_are_made_and_taken_back(desk: Desk, at: At) -> None:
    """As they would go out, and nothing of them is left."""
    templates.add(desk, "Soon", channel="email", subject="Soon", body="{{ client.name }}")
    clients.create(desk, "Okafor, Ada", email="ada@example.com")
    triggers.add(desk, Spec(
        "remind", "session", moment="session", offset_days=-7, count="calendar", action="email",
        template="Soon", every_days=3, most=2,
    ))  # fmt: skip
    sessions.new(desk, client="Okafor, Ada", held_at=at("2026-11-20 14:00"))
    before = _everything()
    found = rehearsals.rehearse(desk, at("2026-11-30 12:00"))
    assert _shown(found) == [
        ("S-1001", at("2026-11-13 14:00"), "sending"),
        ("S-1001", at("2026-11-16 14:00"), "sending"),
    ]  # fmt: skip
    assert {face.recipient for face in found} == {"Okafor, Ada"}
    assert (Message.select().count(), _everything()) == (0, before)


def test_what_is_due_already_comes_first(desk: Desk, turn: Turn) -> None:
    """The clock has not run: it would happen now."""
    triggers.add(desk, SPEC)
    _retouch(desk)
    turn("2026-11-03 10:00")
    assert [face.state for face in rehearsals.rehearse(desk, desk.now())] == ["done"]


def test_tasks_made_on_the_way_are_nobodys(desk: Desk, at: At) -> None:
    """What triggers would do about records that are not there is not shown."""
    triggers.add(desk, SPEC)
    triggers.add(desk, Spec("chase", "task", subject="Chase", offset_days=1))
    _retouch(desk)
    found = rehearsals.rehearse(desk, at("2026-11-12 10:00"))
    assert [(face.trigger, face.ref) for face in found] == [("check", "O-1001")]


# What would have happened ------------------------------------------------------------------------


def _last(desk: Desk, wanted: Spec | str, days: int = 30) -> list[FiringFace]:
    since = desk.now() - days * 86_400_000
    found = rehearsals.last(desk, wanted, since, desk.now())
    assert rehearsals.count(desk, wanted, since, desk.now()) == len(found)
    return found


def _settle_until(desk: Desk, until: int) -> None:
    """Let the clock settle everything up to a moment, each at its own."""
    acting = settling.clock_desk(desk)
    while moments := [f.moment for f in Firing.select().where(Firing.state == "pending")]:
        if min(moments) > until:
            return
        acting.clock = StoppedClock(max(min(moments), desk.now()))
        settling.settle_due(acting, None)


def test_hindsight_is_what_really_happens(desk: Desk, turn: Turn, at: At) -> None:
    """A trigger that was there does the same as one that is asked about afterwards."""
    wanted = [
        replace(SPEC, name="enters"), replace(SPEC, name="later", offset_days=2, at_time="09:00"),
        replace(SPEC, name="due", moment="due", offset_days=-1),
        replace(SPEC, name="again", moment="due", every_days=1, most=3),
        Spec("any", "production", subject="x", offset_days=1),
        Spec("rush", "production", subject="x", filter="priority:rush"),
    ]  # fmt: skip
    for spec in wanted:
        triggers.add(desk, spec)
    for day in range(2, 20):
        turn(f"2026-11-{day:02} 10:00")
        if day % 3 == 0:
            orders.new(desk, client="Ada", type="Print", priority="rush" if day % 2 else "normal")
        elif day % 4 == 1:
            newest = Card.select().where(Card.kind == "production").count()
            moves.advance(desk, [Move(f"O-{1000 + newest}")])
        _settle_until(desk, at(f"2026-11-{day + 1:02} 09:59"))
    turn("2026-11-20 09:59")
    for spec in wanted:
        done = Firing.select(Firing, Trigger).join(Trigger).where(
            Trigger.name == spec.name, Firing.state == "done"
        )  # fmt: skip
        really = sorted((row.card_id, row.moment) for row in done)
        found = sorted((face.card_id, face.moment) for face in _last(desk, spec.name, 60))
        assert really, spec.name
        assert found == really, spec.name
        unsaved = replace(spec, name="not saved")
        assert sorted((f.card_id, f.moment) for f in _last(desk, unsaved, 60)) == really


def test_of_dates(desk: Desk, turn: Turn, at: At) -> None:
    """Of those between, but not of what was called off or booked too late."""
    turn("2026-10-01 10:00")
    for held in ("2026-10-20", "2026-10-25", "2026-10-05", "2026-11-30"):
        sessions.new(desk, client="Ada", held_at=at(f"{held} 14:00"))
    moves.advance(desk, [Move("S-1002", "Cancelled")])
    invoices.new(desk, client="Ada", payment_due_at=at("2026-10-20 18:00"), lines=[])
    tasks.new(desk, subject="x")
    turn("2026-10-10 10:00")
    tasks.done(desk, ["T-1001"])
    turn("2026-11-02 10:00")
    spec = Spec("r", "session", moment="session", offset_days=-7, count="calendar", subject="x")
    before = _everything()
    assert _shown(_last(desk, spec, 32)) == [("S-1001", at("2026-10-13 14:00"), "would")]
    assert _shown(_last(desk, replace(spec, every_days=3, most=9), 32)) == [
        ("S-1001", at(f"2026-10-{day} 14:00"), "would")
        for day in (13, 16, 19, 22, 25, 28, 31)
    ]  # fmt: skip
    due = Spec("d", "invoice", moment="payment due", offset_days=3, subject="x")
    assert _shown(_last(desk, due)) == [("I-1001", at("2026-10-23 18:00"), "would")]
    done = Spec("t", "task", moment="completed", subject="x")
    assert _shown(_last(desk, done)) == [("T-1001", at("2026-10-10 10:00"), "would")]
    assert _last(desk, done, 20) == []
    assert _everything() == before


def test_clients_that_want_nothing_are_left_out(desk: Desk, turn: Turn) -> None:
    """By what is noted of them now."""
    clients.create(desk, "Okafor, Ada", do_not_market=True)
    clients.create(desk, "Bo", do_not_call=True)
    for name in ("Okafor, Ada", "Bo", "Cy"):
        orders.new(desk, client=name, type="Print")
    turn("2026-11-03 10:00")
    spec = Spec("r", "production", "Print", "Order Entered", subject="x")
    assert len(_last(desk, spec)) == 3
    spared = replace(spec, spare_no_market=True)
    assert [face.ref for face in _last(desk, spared)] == ["O-1002", "O-1003"]
    both = replace(spared, spare_no_call=True)
    assert [face.ref for face in _last(desk, both)] == ["O-1003"]


def test_finished_long_ago(desk: Desk, turn: Turn, at: At) -> None:
    """Of a status where everything ends, the time asked for counts."""
    _retouch(desk, 3)
    moves.advance(desk, [Move("O-1001", "Delivered")])
    turn("2026-12-02 10:00")
    moves.advance(desk, [Move("O-1002", "Delivered")])
    turn("2026-12-12 10:00")
    spec = replace(SPEC, status="Delivered", offset_days=2)
    assert [face.ref for face in _last(desk, spec, 20)] == ["O-1002"]
    assert [face.ref for face in _last(desk, spec, 60)] == ["O-1001", "O-1002"]


def test_what_cannot_be_has_no_past(desk: Desk) -> None:
    """It is refused like when it is saved, and an unknown name like everywhere."""
    with pytest.raises(Refused, match="needs a subject"):
        _last(desk, replace(SPEC, subject=""))
    with pytest.raises(Refused, match="no trigger is called 'chek'"):
        _last(desk, "chek")


def test_edits_of_the_past_count_as_they_stand(desk: Desk, turn: Turn, at: At) -> None:
    """A date that was corrected is taken as it is."""
    turn("2026-10-01 10:00")
    sessions.new(desk, client="Ada", held_at=at("2026-10-20 14:00"))
    edits.set_fields(desk, "S-1001", {"date": "2026-10-22 14:00"})
    turn("2026-11-02 10:00")
    spec = Spec("r", "session", moment="session", offset_days=1, subject="x")
    assert [face.moment for face in _last(desk, spec)] == [at("2026-10-23 14:00")]


# Others are not kept waiting ---------------------------------------------------------------------


def test_no_paper_is_laid_out_in_a_rehearsal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters take long to make; that one would be written is known without."""
    templates.add(desk, "Ready", channel="letter", subject="Ready", body="Come by.")
    triggers.add(desk, replace(SPEC, action="letter", template="Ready", moment="due"))
    monkeypatch.setattr("store.documents.letters.letters", None)
    _retouch(desk)
    clients.change(desk, clients.named("Ada").number, address="1 High Street", city="Town")
    found = rehearsals.rehearse(desk, desk.now() + 30 * DAY_MS)
    assert [face.state for face in found] == ["sending"]


def test_what_takes_too_long_stays_as_planned(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of a very long rehearsal is shown as it is, with the reason."""
    monkeypatch.setattr(rehearsals, "MOST_SECONDS", -1.0)
    triggers.add(desk, replace(SPEC, moment="due"))
    _retouch(desk)
    found = rehearsals.rehearse(desk, desk.now() + 30 * DAY_MS)
    assert [(face.state, face.reason) for face in found] == [("pending", rehearsals.TOO_MUCH)]
