"""Settling: what is due is done once, by the clock or a person, whatever else is running."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase

from store import (
    calls,
    cards,
    clients,
    details,
    edits,
    history,
    lease,
    moves,
    orders,
    people,
    settings,
    settling,
    studio,
    tasks,
    tracks,
    triggers,
)  # fmt: skip
from store import database as databases
from store.desk import Desk
from store.errands import Settled
from store.errors import Refused
from store.intake import NewCard
from store.moves import Move
from store.settings import Settings
from store.tables import (
    Action,
    Call,
    Card,
    Change,
    Firing,
    Status,
    Task,
    Track,
    User,
    Visit,
    database,
)
from store.triggers import Spec

At = Callable[[str], int]
Turn = Callable[[str], int]
Login = Callable[[str], Desk]

SPEC = Spec("check", "production", "Print", "Retouch", "task", "Look at it")


def _orders(desk: Desk, count: int = 1, **said: Any) -> list[Card]:
    made = [orders.new(desk, **{"client": "Ada", "type": "Print", **said}) for _ in range(count)]
    moves.advance(desk, [Move(f"O-{card.number}") for card in made])
    return made


def _settle(desk: Desk, limit: int = 20) -> Settled:
    return settling.settle_due(settling.clock_desk(desk), None, limit)


def _ids(*states: str) -> list[int]:
    query = Firing.select().order_by(Firing.id)
    return [row.id for row in query if not states or row.state in states]


# What is made ------------------------------------------------------------------------------------


def test_a_task_is_made_about_the_card(desk: Desk, at: At) -> None:
    """For whom the trigger says, due in its days, with the trigger behind it."""
    triggers.add(desk, replace(SPEC, user="joon", due_days=2))
    _orders(desk)
    assert _settle(desk) == Settled(done=1)
    card = cards.get("T-1001")
    assert (card.subject, card.due_at, card.due_by_hand) == (
        "Look at it", at("2026-11-04 18:00"), True,
    )  # fmt: skip
    assert card.user_id == desk.directory.user_named("joon").id
    assert (card.about_id, card.client_id) == (cards.get("O-1001").id, clients.named("Ada").id)
    detail = details.detail(desk, "T-1001")
    assert (detail.about, detail.trigger) == ("O-1001", "check")
    row = Firing.get()
    assert (row.state, row.made, row.by, row.settled_at) == ("done", card.id, "clock", desk.now())
    assert tasks.of_card(card).firing == row.id


def test_a_call_has_the_clients_number(desk: Desk) -> None:
    """The best one there is."""
    clients.create(desk, "Ada", phone="1", mobile="2")
    triggers.add(desk, replace(SPEC, action="call", department="Front desk"))
    _orders(desk)
    _settle(desk)
    card = cards.get("C-1001")
    assert (calls.of_card(card).phone, card.user_id) == ("2", None)
    assert desk.directory.departments[card.department_id or 0].name == "Front desk"


def test_without_a_recipient_it_is_the_cards_owners(desk: Desk) -> None:
    """Whoever has the order has the task."""
    triggers.add(desk, SPEC)
    orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001", user="joon")])
    _settle(desk)
    assert cards.get("T-1001").user_id == desk.directory.user_named("joon").id


@pytest.mark.parametrize("action", ["task", "call"])
@pytest.mark.parametrize("named", [True, False])
def test_nobody_who_has_left_gets_work(desk: Desk, action: str, named: bool) -> None:
    """On the desk of somebody who is gone it would lie for ever: it is nobody's, and says why."""
    triggers.add(desk, replace(SPEC, action=action, user="joon" if named else None))
    orders.new(desk, client="Ada", type="Print")
    moves.advance(desk, [Move("O-1001", user="joon")])
    people.switch_user(desk, "joon", active=False)
    assert _settle(desk) == Settled(done=1)
    assert Card.get_by_id(Firing.get().made).user_id is None
    assert "Joon Park does not work here any more" in Firing.get().reason


def test_an_order_without_a_client_is_fine(desk: Desk) -> None:
    """There is just nobody to ring."""
    with desk.action("new") as act:
        orders.make_many(
            desk, act, "production",
            [orders.NewOrder(NewCard(type_id=desk.directory.type_named("production", "Print").id))],
        )  # fmt: skip
    triggers.add(desk, replace(SPEC, action="call"))
    moves.advance(desk, [Move("O-1001")])
    assert _settle(desk).done == 1
    assert Call.get().phone == ""


# When --------------------------------------------------------------------------------------------


def test_nothing_fires_before_its_moment(desk: Desk, turn: Turn) -> None:
    """And at it, to the millisecond."""
    triggers.add(desk, replace(SPEC, moment="due"))
    _orders(desk)
    due = turn("2026-11-05 18:00")
    turn("2026-11-05 17:59")
    settling.mark_due(settling.clock_desk(desk), None)
    assert (settling.anything_due(due - 1), _settle(desk).total) == (False, 0)
    turn("2026-11-05 18:00")
    assert (settling.anything_due(due), _settle(desk).done) == (True, 1)


def test_the_oldest_come_first_and_only_so_many(desk: Desk, turn: Turn) -> None:
    """Other people's turn to write comes between batches."""
    triggers.add(desk, SPEC)
    made = _orders(desk, 5)
    assert _settle(desk, 2).done == 2
    assert [row.card_id for row in Firing.select().where(Firing.state == "done")] == [
        card.id for card in made[:2]
    ]
    assert [_settle(desk, 2).done for _ in range(3)] == [2, 1, 0]


def test_one_firing_for_each_stay_whoever_asks(desk: Desk) -> None:
    """Settled again and again nothing more happens; a new stay is a new occasion."""
    triggers.add(desk, SPEC)
    _orders(desk)
    assert [_settle(desk).total for _ in range(3)] == [1, 0, 0]
    moves.advance(desk, [Move("O-1001", back=True)])
    moves.advance(desk, [Move("O-1001")])
    assert [_settle(desk).total for _ in range(2)] == [1, 0]
    assert Task.select().count() == 2


def test_nothing_due_writes_nothing(desk: Desk) -> None:
    """Not even an action."""
    before = (Action.select().count(), Change.select().count())
    _settle(desk)
    settling.mark_due(settling.clock_desk(desk), None)
    assert (Action.select().count(), Change.select().count()) == before


# Tested when it fires ----------------------------------------------------------------------------


def test_the_condition_is_asked_when_it_fires(desk: Desk, turn: Turn) -> None:
    """What was true when planned may not be now, and the other way round."""
    triggers.add(desk, replace(SPEC, moment="due", filter="rush"))
    _orders(desk, 2)
    edits.set_fields(desk, "O-1002", {"priority": "rush"})
    turn("2026-11-05 18:00")
    assert _settle(desk) == Settled(done=1, cancelled=1)
    row = Firing.get_by_id(_ids("cancelled")[0])
    assert (row.card_id, row.reason) == (
        cards.get("O-1001").id,
        "the trigger's condition is not met",
    )


def test_a_condition_of_time_means_the_moment_of_firing(desk: Desk, turn: Turn) -> None:
    """Late is late then."""
    triggers.add(desk, replace(SPEC, moment="due", offset_days=1, filter="late"))
    _orders(desk)
    turn("2026-11-06 18:00")
    assert _settle(desk).done == 1


def test_a_card_that_left_is_cancelled(desk: Desk) -> None:
    """Even if the row had been overlooked when it left."""
    triggers.add(desk, SPEC)
    _orders(desk)
    moves.advance(desk, [Move("O-1001")])
    Firing.update(state="pending").execute()
    assert _settle(desk).cancelled == 1
    assert Firing.get().reason == "the card has left the status"


def test_a_broken_condition_holds_up_nobody(desk: Desk) -> None:
    """It waits for a person with the reason, the others go on."""
    triggers.add(desk, replace(SPEC, name="a", filter="status:Retouch"))
    triggers.add(desk, replace(SPEC, name="b"))
    _orders(desk)
    for name in ("Print", "Album", "Canvas & frame", "Digital"):
        tracks.change_status(desk, "production", name, "Retouch", name="Mending")
    tracks.change_status(desk, "session", "Sessions", "Retouch", name="Mending")
    assert _settle(desk) == Settled(done=1, held=1)
    held = settling.queue(desk, states=["held"])[0]
    assert held.reason.startswith("its condition cannot be read: filter, character 8: no")
    assert settling.process(desk, [held.id]).done == 1


def test_what_cannot_be_made_holds_up_nobody(desk: Desk) -> None:
    """Without a track for tasks, calls are still made."""
    triggers.add(desk, replace(SPEC, name="a"))
    triggers.add(desk, replace(SPEC, name="b", action="call"))
    _orders(desk)
    Status.update(initial=False).where(
        Status.track.in_(Track.select(Track.id).where(Track.kind == "task"))
    ).execute()
    desk.forget_lists()
    assert _settle(desk) == Settled(done=1, held=1)
    held = settling.queue(desk, states=["held"])[0]
    assert "exactly one initial status" in held.reason
    with pytest.raises(Refused, match="exactly one initial"):
        settling.process(desk, [held.id])


# Errands that set off triggers themselves --------------------------------------------------------


def test_a_trigger_does_not_answer_itself(desk: Desk, turn: Turn) -> None:
    """A task for every new task would never end."""
    triggers.add(desk, Spec("echo", "task", "Tasks", "To Do", "task", "again"))
    tasks.new(desk, subject="x")
    assert [_settle(desk).done for _ in range(3)] == [1, 0, 0]


def test_two_triggers_do_not_answer_each_other(desk: Desk) -> None:
    """Nor a call for every task and a task for every call."""
    triggers.add(desk, Spec("ping", "task", "Tasks", "To Do", "call", "ring"))
    triggers.add(desk, Spec("pong", "call", "Calls", "To Call", "task", "note"))
    tasks.new(desk, subject="x")
    assert [_settle(desk).done for _ in range(4)] == [1, 1, 0, 0]
    assert (Task.select().count(), Call.select().count()) == (2, 1)


def test_many_triggers_do_not_set_each_other_off_for_ever(desk: Desk) -> None:
    """Seven that answer every new task would make 13,699 of one, were it not for a limit."""
    for place in range(7):
        triggers.add(desk, Spec(f"t{place}", "task", "Tasks", "To Do", "task", "again"))
    tasks.new(desk, subject="x")
    while _settle(desk, 400).total:
        pass
    assert Task.select().count() == 1 + 7 + 7 * 6


def test_other_triggers_do_see_errands(desk: Desk, turn: Turn) -> None:
    """A made task that goes overdue may still ask for a call."""
    triggers.add(desk, SPEC)
    triggers.add(desk, Spec("late", "task", "Tasks", "To Do", "call", "ring", moment="due"))
    _orders(desk)
    assert _settle(desk).done == 1
    turn("2026-11-03 18:00")
    assert _settle(desk).done == 1
    assert cards.get("C-1001").about_id == cards.get("T-1001").id


# People ------------------------------------------------------------------------------------------


def test_by_hand_means_a_person_decides(desk: Desk, log_in: Login) -> None:
    """Held when it is due, done when somebody says so, in their name, and undoable."""
    triggers.add(desk, replace(SPEC, by_hand=True, filter="rush"))
    triggers.change(desk, "check", replace(SPEC, by_hand=True))
    _orders(desk)
    assert (_settle(desk), _settle(desk)) == (Settled(held=1), Settled())
    joon = log_in("joon")
    assert settling.process(joon, _ids("held")).done == 1
    assert (Firing.get().by, Firing.get().reason) == ("joon", "")
    history.undo(joon)
    assert (Firing.get().state, Task.select().count()) == ("held", 0)
    history.redo(joon)
    assert (Firing.get().state, Task.select().count()) == ("done", 1)


def test_a_person_may_be_early(desk: Desk) -> None:
    """Processing asks for no moment."""
    triggers.add(desk, replace(SPEC, moment="due"))
    _orders(desk)
    assert settling.process(desk, _ids()).done == 1


def test_skipping_and_deleting_are_kept_in_mind(desk: Desk, turn: Turn) -> None:
    """Neither ever fires, and who decided is known; it can be undone."""
    triggers.add(desk, replace(SPEC, moment="due"))
    _orders(desk, 2)
    first, second = _ids()
    assert (settling.skip(desk, [first]), settling.delete(desk, [second])) == (1, 1)
    rows = list(Firing.select().order_by(Firing.id))
    assert [(row.state, row.reason, row.by) for row in rows] == [
        ("skipped", "skipped by ana", "ana"), ("cancelled", "deleted by ana", "ana"),
    ]  # fmt: skip
    history.undo(desk)
    turn("2026-11-05 18:00")
    assert _settle(desk).done == 1
    assert Firing.get_by_id(first).state == "skipped"


def test_what_is_settled_is_not_decided_again(desk: Desk) -> None:
    """All that is wrong with a choice is told, and none of it done."""
    triggers.add(desk, SPEC)
    _orders(desk, 2)
    settling.process(desk, _ids()[:1])
    for decide in (settling.process, settling.skip, settling.delete):
        with pytest.raises(Refused, match=r"is done already\nfiring 999: there is no such"):
            decide(desk, [*_ids(), 999])
    assert len(_ids("pending")) == 1


def test_more_than_a_statement_holds(desk: Desk) -> None:
    """Process all means all."""
    triggers.add(desk, replace(SPEC, status="Order Entered"))
    with desk.action("new") as act:
        ready = [orders.NewOrder(NewCard()) for _ in range(1200)]
        for one in ready:
            one.card.type_id = desk.directory.type_named("production", "Print").id
        orders.make_many(desk, act, "production", ready)
    assert settling.process(desk, _ids()).done == 1200


# The queue ---------------------------------------------------------------------------------------


def test_the_queue_shows_what_is_known(desk: Desk, turn: Turn) -> None:
    """By moment: trigger, record, what and for whom; filtered by state and time."""
    triggers.add(desk, replace(SPEC, department="Retouch"))
    triggers.add(desk, replace(SPEC, name="due", moment="due", user="joon", action="call"))
    _orders(desk)
    _settle(desk)
    done, coming = settling.queue(desk)
    assert (done.trigger, done.ref, done.recipient, done.made, done.state) == (
        "check", "O-1001", "Retouch", "T-1001", "done",
    )  # fmt: skip
    assert (coming.action, coming.recipient, coming.made) == ("call", "joon", None)
    assert settling.queue(desk, states=["pending"]) == [coming]
    assert settling.queue(desk, until=desk.now()) == [done]
    assert settling.queue(desk, since=desk.now()) == [done]
    assert settling.queue(desk, limit=1) == [done]


# Marks -------------------------------------------------------------------------------------------


def test_marks_need_no_trigger(desk: Desk, turn: Turn) -> None:
    """Soon the business day before, late after; finished cards have none."""
    card = _orders(desk)[0]
    marks = []
    for moment in ("2026-11-04 17:00", "2026-11-04 18:01", "2026-11-05 18:01"):
        turn(moment)
        settling.mark_due(settling.clock_desk(desk), None)
        marks.append(Card.get_by_id(card.id).mark)
    assert marks == ["", "soon", "late"]
    assert not settling.anything_due(desk.now() + 10**10)
    moves.advance(desk, [Move("O-1001", "Delivered")])
    assert Card.get_by_id(card.id).mark == ""


def test_marks_come_in_batches(desk: Desk, turn: Turn) -> None:
    """The longest overdue first."""
    _orders(desk, 5)
    turn("2026-12-01 10:00")
    acting = settling.clock_desk(desk)
    assert [settling.mark_due(acting, None, 2) for _ in range(4)] == [2, 2, 1, 0]


# Leases ------------------------------------------------------------------------------------------


def test_a_stale_fence_never_writes(desk: Desk, turn: Turn) -> None:
    """Whoever lost the lease finds out inside the transaction."""
    triggers.add(desk, SPEC)
    _orders(desk)
    turn("2026-12-01 10:00")
    stale = lease.Held("me", 1)
    for step in (settling.settle_due, settling.mark_due):
        with pytest.raises(lease.Lost, match="passed to another program"):
            step(settling.clock_desk(desk), stale)
    assert (len(_ids("pending")), Task.select().count()) == (1, 0)
    held = lease.take(lease.Claim(lease.WORKER, "w", 60_000))
    assert settling.settle_due(settling.clock_desk(desk), held).done == 1


# Several programs --------------------------------------------------------------------------------


@pytest.fixture
def config(
    furnished: SqliteDatabase, studio_settings: Settings, tmp_path: Path
) -> Iterator[Settings]:
    """The sample studio in a folder of its own, whose admin is whoever runs the tests."""
    (tmp_path / settings.FILE).write_text(studio_settings.file.read_text())
    furnished.execute_sql("VACUUM INTO ?", (str(tmp_path / "safelight.db"),))
    found = settings.load(tmp_path / settings.FILE)
    databases.connect(found.database)
    User.update(system_uid=os.getuid()).where(User.login == "ana").execute()
    databases.close()
    yield found
    databases.close()


PROGRAM = """
import sys
from pathlib import Path
from store import settings, settling, studio
desk = studio.open_desk(settings.load(Path(sys.argv[1])))
acting = settling.clock_desk(desk)
print("ready", flush=True)
sys.stdin.readline()
done = 0
while settling.anything_due(desk.now()):
    done += settling.settle_due(acting, None, 5).done
print(done)
"""


def test_two_programs_at_once_do_everything_once(config: Settings) -> None:
    """Without any lease: the ledger itself sees to it."""
    desk = studio.open_desk(config)
    triggers.add(desk, SPEC)
    _orders(desk, 60)
    databases.close()
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(config.file)],
            cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    counts = [int(out) for out, _ in _both(programs)]
    desk = studio.open_desk(config)
    assert (sum(counts), Task.select().count()) == (60, 60)
    assert len(_ids("done")) == 60
    assert database.execute_sql("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert Visit.select().where(Visit.status == cards.get("T-1001").status_id).count() == 60
    assert people.listed(desk)


def _both(programs: list[subprocess.Popen[str]]) -> list[tuple[str, str]]:
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    return [program.communicate(timeout=60) for program in programs]
