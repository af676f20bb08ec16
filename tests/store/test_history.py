"""Undo and redo: whatever was done can be taken back whole, by anybody, as long as nobody built on it."""

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
    cards,
    edits,
    firings,
    history,
    holds,
    invoices,
    moves,
    notes,
    orders,
    people,
    sessions,
    settling,
    tasks,
    timers,
    tracks,
    triggers,
    views,
)  # fmt: skip
from store.boards import View
from store.changes import Act
from store.desk import Clock, Desk
from store.errands import Settled
from store.errors import Refused
from store.intake import NewCard
from store.invoices import NewLine
from store.moves import Move
from store.tables import (
    ALL,
    Action,
    Card,
    Change,
    Client,
    Counter,
    Firing,
    Note,
    SavedView,
    Status,
    Task,
    Timer,
    Visit,
    database,
)  # fmt: skip
from store.triggers import Spec

Turn = Callable[[str], int]
Login = Callable[[str], Desk]

Rows = dict[str, list[dict[str, Any]]]


def _order(desk: Desk, type: str = "Print", **said: Any) -> Card:  # noqa: A002 - a word of orders
    return orders.new(desk, type=type, **{"client": "Ada", **said})


def _go(desk: Desk, ref: str, to: str | None = None, **how: Any) -> moves.Moved:
    done = moves.advance(desk, [Move(ref, to, **how)])
    assert not done.refused, done.refused
    return done.moved[0]


def _state(*, marks: bool = True) -> Rows:
    """All rows of all tables, but for what grows with every action."""
    found: Rows = {}
    for table in ALL:
        if table in (Action, Change, Counter):
            continue
        rows: list[dict[str, Any]] = list(table.select().order_by(table.id).dicts())  # type: ignore[arg-type] # rows of dicts
        for row in rows:
            row.pop("version", None)
            if not marks:
                row.pop("mark", None), row.pop("check_at", None)
        found[table._meta.table_name] = rows
    return found


# The plain ways ----------------------------------------------------------------------------------


def test_a_move_is_taken_back_whole(desk: Desk) -> None:
    """Status, due date, owner, visit; and brought back whole."""
    _order(desk)
    before = _state()
    _go(desk, "O-1001", "QA", note="x", user="joon")
    after = _state()
    assert history.undo(desk).refs == ("O-1001",)
    assert _state() == before
    assert history.redo(desk).refs == ("O-1001",)
    assert _state() == after


def test_a_creation_is_taken_back(desk: Desk) -> None:
    """With its client, lines and all; its number is not given again."""
    before = _state()
    invoices.new(desk, client="New Person", lines=[NewLine(description="x", price_cents=100)])
    after = _state()
    history.undo(desk)
    assert _state() == before
    assert cards.ref(invoices.new(desk, client="Other")) == "I-1002"
    history.undo(desk)
    history.redo(desk)
    with pytest.raises(Refused, match="nothing to redo"):
        history.redo(desk)
    history.undo(desk)
    assert _state() == before
    assert after != before


def test_numbers_and_ids_are_never_used_twice(desk: Desk) -> None:
    """Undo, something new, and the old one brought back by name stand side by side."""
    first = _order(desk)
    history.undo(desk)
    undone = Action.select().order_by(Action.id.desc()).first()
    second = _order(desk, client="Bo")
    assert (cards.ref(second), second.id > first.id) == ("O-1002", True)
    visits = [row.id for row in Visit.select()]
    assert min(visits) > first.visit
    history._revert(desk, undone, "redo")
    assert [cards.ref(card) for card in Card.select().order_by(Card.id)] == ["O-1001", "O-1002"]
    assert _order(desk, client="Bo").number == 1003


def test_several_steps_back_and_forth(desk: Desk) -> None:
    """Each undo goes one further back, each redo one further on."""
    states = [_state()]
    for step in (
        lambda: _order(desk),
        lambda: _go(desk, "O-1001"),
        lambda: edits.set_fields(desk, "O-1001", {"priority": "rush"}),
        lambda: notes.add(desk, "O-1001", "hello"),
    ):
        step()
        states.append(_state())
    for state in reversed(states[:-1]):
        history.undo(desk)
        assert _state() == state
    for state in states[1:]:
        history.redo(desk)
        assert _state() == state
    with pytest.raises(Refused, match="nothing to redo"):
        history.redo(desk)
    history.undo(desk)
    assert _state() == states[-2]


def test_something_new_ends_redoing(desk: Desk) -> None:
    """What was undone before it stays undone."""
    _order(desk)
    _go(desk, "O-1001")
    history.undo(desk)
    notes.add(desk, "O-1001", "hello")
    with pytest.raises(Refused, match="nothing to redo"):
        history.redo(desk)


def test_there_may_be_nothing_to_undo(desk: Desk, log_in: Login) -> None:
    """Somebody else's work is not one's own latest."""
    _order(desk)
    with pytest.raises(Refused, match="nothing of yours"):
        history.undo(log_in("joon"))
    with pytest.raises(Refused, match="no action 99999"):
        history.undo(desk, 99_999)


def test_a_list_of_what_can_be_undone(desk: Desk, log_in: Login) -> None:
    """Newest first, everybody's, with who and from where; undone ones are gone."""
    _order(desk)
    _go(log_in("joon"), "O-1001")
    found = history.undoable(desk, 2)
    assert [(one.by, one.name, one.source) for one in found] == [
        ("joon", "advance", "test"), ("ana", "new order", "test"),
    ]  # fmt: skip
    history.undo(desk, found[0].id)
    assert [one.name for one in history.undoable(desk, 1)] == ["new order"]


def test_an_action_is_undone_once(desk: Desk) -> None:
    """And an undo is not an action to undo."""
    _order(desk)
    action = history.undoable(desk, 1)[0].id
    history.undo(desk, action)
    with pytest.raises(Refused, match="was undone already"):
        history.undo(desk, action)
    with pytest.raises(Refused, match="cannot be undone"):
        history.undo(desk, int(Action.select().order_by(Action.id.desc()).get().id))


def test_five_hundred_come_back_at_once(desk: Desk) -> None:
    """A bulk is one action, however large."""
    with desk.action("new") as act:
        ready = [orders.NewOrder(NewCard(client_id=None)) for _ in range(500)]
        for one in ready:
            one.card.type_id = desk.directory.type_named("production", "Print").id
        orders.make_many(desk, act, "production", ready)
    before = _state()
    moves.advance(desk, [Move(cards.ref(card)) for card in Card.select()])
    after = _state()
    assert len(history.undo(desk).refs) == 500
    assert _state() == before
    assert len(history.redo(desk).refs) == 500
    assert _state() == after
    history.undo(desk)
    history.undo(desk)
    assert Card.select().count() == Visit.select().count() == 0


def test_it_survives_closing_the_program(desk: Desk, log_in: Login) -> None:
    """Nothing of it is kept in memory: another desk takes it back."""
    _order(desk)
    before = _state()
    _go(desk, "O-1001")
    again = desk.standing_in(desk.who, "another terminal")
    history.undo(again)
    assert _state() == before
    history.redo(desk)


# Somebody else -----------------------------------------------------------------------------------


def test_anybody_may_take_it_back_by_its_number(desk: Desk, log_in: Login) -> None:
    """Then it is theirs to redo."""
    _order(desk)
    _go(desk, "O-1001")
    joon = log_in("joon")
    history.undo(joon, history.undoable(desk, 1)[0].id)
    with pytest.raises(Refused, match="nothing to redo"):
        history.redo(desk)
    history.redo(joon)
    assert Card.get().version == 4


def test_a_later_change_refuses_with_who_and_when(desk: Desk, log_in: Login, turn: Turn) -> None:
    """Nothing of the other's is lost, and they are named."""
    _order(desk)
    _go(desk, "O-1001")
    turn("2026-11-02 14:31")
    joon = log_in("joon")
    joon.clock = desk.clock
    edits.set_fields(joon, "O-1001", {"priority": "rush"})
    before = _state()
    with pytest.raises(
        Refused, match=r"O-1001: joon changed it at 14:31 on 02 Nov 2026 \(set prio"
    ):
        history.undo(desk)
    assert _state() == before


def test_one_of_many_changed_refuses_all(desk: Desk, log_in: Login) -> None:
    """A bulk comes back as a whole or not at all."""
    for _ in range(3):
        _order(desk)
    moves.advance(desk, [Move(f"O-100{n}") for n in (1, 2, 3)])
    _go(log_in("joon"), "O-1002")
    with pytest.raises(Refused) as refused:
        history.undo(desk)
    assert [line.split(":")[0] for line in refused.value.problems] == ["O-1002"]


def test_undone_later_changes_stand_in_nobodys_way(desk: Desk, log_in: Login) -> None:
    """Last in, first out works across people."""
    _order(desk)
    before = _state()
    _go(desk, "O-1001")
    joon = log_in("joon")
    _go(joon, "O-1001")
    history.undo(joon)
    history.undo(desk)
    assert _state() == before


def test_a_redo_out_of_order_is_refused(desk: Desk, log_in: Login) -> None:
    """Bringing back the later of two undone moves first would skip one."""
    _order(desk)
    _go(desk, "O-1001")
    joon = log_in("joon")
    _go(joon, "O-1001")
    history.undo(joon)
    history.undo(desk)
    with pytest.raises(Refused, match="ana changed it"):
        history.redo(joon)
    history.redo(desk)
    history.redo(joon)
    assert desk.directory.statuses[Card.get().status_id].name == "Sent to Lab"


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda desk: notes.add(desk, "O-1001", "hello"), "note: hello"),
        (lambda desk: timers.start(desk, "O-1001"), "timer on O-1001"),
        (lambda desk: tasks.new(desk, subject="x", about="O-1001"), "T-1001"),
    ],
)
def test_what_was_built_on_it_is_named(
    desk: Desk, log_in: Login, build: Callable[[Desk], object], words: str
) -> None:
    """A record that something newer belongs to is not pulled from under it."""
    _order(desk)
    action = history.undoable(desk, 1)[0].id
    build(log_in("joon"))
    before = _state()
    with pytest.raises(Refused, match=words):
        history.undo(desk, action)
    assert _state() == before


def test_a_client_that_others_use_stays(desk: Desk) -> None:
    """It was made with the first order and is the second one's too."""
    _order(desk)
    action = history.undoable(desk, 1)[0].id
    _order(desk)
    with pytest.raises(Refused, match=r"O-1002: ana changed it at 10:00 .*new production order"):
        history.undo(desk, action)
    assert Client.select().count() == 1


def test_minutes_worked_in_a_stay_keep_it(desk: Desk, log_in: Login) -> None:
    """A move is not undone from under a timer; the timer first, then the move."""
    _order(desk)
    _go(desk, "O-1001")
    action = history.undoable(desk, 1)[0].id
    joon = log_in("joon")
    timers.start(joon, "O-1001")
    with pytest.raises(Refused, match="joon changed it"):
        history.undo(desk, action)
    history.undo(joon)
    history.undo(desk, action)
    assert (Timer.select().count(), Visit.select().count()) == (0, 1)


def test_a_name_taken_since_is_told(desk: Desk) -> None:
    """What stands in the way is a name, and no traceback."""
    views.save(desk, "Mine", View("production", "late"))
    views.delete(desk, "production", "Mine")
    action = history.undoable(desk, 1)[0].id
    views.save(desk, "Mine", View("production", "soon"))
    with pytest.raises(Refused, match="has its name"):
        history.undo(desk, action)
    assert SavedView.get().filter == "soon"


def test_setting_up_again_takes_the_same_right(desk: Desk, log_in: Login) -> None:
    """An operator cannot take back what only others may do."""
    tracks.change_status(desk, "production", "Print", "QA", days=4)
    action = history.undoable(desk, 1)[0].id
    with pytest.raises(Refused, match="mia is operator"):
        history.undo(log_in("mia"), action)
    history.undo(log_in("joon"), action)
    people.change_user(desk, "vic", role="staff")
    action = history.undoable(desk, 1)[0].id
    with pytest.raises(Refused, match="joon is staff"):
        history.undo(log_in("joon"), action)


# The clock in between ----------------------------------------------------------------------------


def _armed(desk: Desk, **given: Any) -> None:
    told = {"name": "check", "kind": "production", "track": "Print", "status": "Retouch"}
    triggers.add(desk, Spec(**{**told, "action": "task", "subject": "Look", **given}))


def _settle(desk: Desk) -> Settled:
    return settling.settle_due(settling.clock_desk(desk), None)


def test_what_a_trigger_made_is_kept_and_listed(desk: Desk) -> None:
    """The card goes back, the task stays, and the person is told of it."""
    card = _order(desk)
    _armed(desk)
    _go(desk, "O-1001")
    assert _settle(desk).done == 1
    undone = history.undo(desk)
    assert undone.cannot == ("T-1001 was made by a trigger meanwhile; complete or cancel it",)
    fresh = Card.get_by_id(card.id)
    assert desk.directory.statuses[fresh.status_id].name == "Order Entered"
    assert (Task.select().count(), Firing.get().state) == (1, "done")


def test_after_such_an_undo_the_card_goes_on(desk: Desk) -> None:
    """Its next stay has a number of its own; a new stay fires anew, a redone one does not."""
    _order(desk)
    _armed(desk)
    _go(desk, "O-1001")
    _settle(desk)
    history.undo(desk)
    history.redo(desk)
    assert _settle(desk).total == 0
    history.undo(desk)
    _go(desk, "O-1001")
    assert _settle(desk).done == 1
    numbers = [visit.number for visit in Visit.select().where(Visit.card == 1)]
    assert numbers == [1, 2, 3]


def test_an_undone_stay_is_none_to_go_back_to(desk: Desk) -> None:
    """A card held after the undo returns to where it really was."""
    _order(desk)
    _armed(desk)
    _go(desk, "O-1001")
    _settle(desk)
    history.undo(desk)
    holds.hold(desk, "O-1001", "asked")
    assert _go(desk, "O-1001").to == "Order Entered"


def test_a_visit_undone_and_redone_fires_once(desk: Desk) -> None:
    """Its row in the ledger goes and comes with it."""
    _order(desk)
    _armed(desk)
    _go(desk, "O-1001")
    history.undo(desk)
    assert (Firing.select().count(), _settle(desk).total) == (0, 0)
    history.redo(desk)
    assert (_settle(desk).done, _settle(desk).total) == (1, 0)


def test_a_cancelled_firing_comes_back(desk: Desk, turn: Turn) -> None:
    """Leaving had cancelled it; undone, it is pending again and fires when its time comes."""
    _order(desk)
    _armed(desk, moment="due")
    _go(desk, "O-1001")
    _go(desk, "O-1001")
    assert Firing.get().state == "cancelled"
    history.undo(desk)
    turn("2026-11-05 18:00")
    assert (_settle(desk).done, Firing.get().state) == (1, "done")


def test_marks_are_set_anew_by_an_undo(desk: Desk, turn: Turn, at: Turn) -> None:
    """Time has passed since: what comes back may be late by now, or not late any more."""
    _order(desk)
    _go(desk, "O-1001")
    edits.set_fields(desk, "O-1001", {"due": "2026-11-03 12:00"})
    turn("2026-11-04 10:00")
    settling.mark_due(settling.clock_desk(desk), None)
    assert Card.get().mark == "late"
    history.undo(desk)
    assert (Card.get().mark, Card.get().check_at) == ("", at("2026-11-04 18:00"))
    turn("2026-11-06 10:00")
    history.undo(desk)
    assert Card.get().mark == "late"


def test_a_trigger_added_since_lets_the_move_be_undone(desk: Desk) -> None:
    """What it had planned for the stay is cancelled with it, and comes back with it."""
    _order(desk)
    _go(desk, "O-1001")
    action = history.undoable(desk, 1)[0].id
    _armed(desk, moment="due")
    history.undo(desk, action)
    assert [row.state for row in Firing.select()] == ["cancelled"]
    assert firings.OPEN_STATES[0] == "pending"
    history.redo(desk)
    assert [row.state for row in Firing.select()] == ["pending"]


# The log -----------------------------------------------------------------------------------------


def test_the_log_names_who_what_and_before(desk: Desk, log_in: Login, turn: Turn) -> None:
    """Newest first, one line for each column that says something."""
    card = _order(desk)
    turn("2026-11-02 11:00")
    joon = log_in("joon")
    joon.clock = desk.clock
    edits.set_fields(joon, "O-1001", {"priority": "rush"})
    line = history.log(desk, card_id=card.id)[0]
    assert (line.by, line.ref, line.field, line.before, line.after) == (
        "joon", "O-1001", "priority", 1, 3,
    )  # fmt: skip
    assert {line.action for line in history.log(desk, since=desk.now())} == {"set"}
    edited = [line.field for line in history.log(desk, card_id=card.id) if line.action == "set"]
    assert edited == ["priority"]


# Anything at all ---------------------------------------------------------------------------------


Chance = random.Random
Command = Callable[[Desk, Chance], object]


def _some(chance: Chance, most: int = 3) -> list[str]:
    refs = [cards.ref(card) for card in Card.select()]
    chance.shuffle(refs)
    return refs[: chance.randint(1, most)] or ["O-1001"]


def _advance(desk: Desk, chance: Chance) -> object:
    names = [None, None, None, "Retouch", "On Hold", "Waiting on Client", "Cancelled", "Ready"]
    wanted = [
        Move(
            ref, chance.choice(names), not_complete=chance.random() < 0.4, note=chance.choice("ab"),
            user=chance.choice([moves.UNSET, "joon", None]), back=chance.random() < 0.2,
        )
        for ref in _some(chance)
    ]  # fmt: skip
    return moves.advance(desk, wanted)


def _set(desk: Desk, chance: Chance) -> object:
    fields = [
        {"priority": "rush"}, {"due": "+3d"}, {"due": "auto"}, {"owner": "joon"},
        {"promised": "+9d"}, {"notes": "ö"}, {"type": "Album"}, {"client": "Bo"},
        {"department": "Retouch", "priority": "low"}, {"vendor": "Foliant"}, {"due": "none"},
    ]  # fmt: skip
    if chance.random() < 0.3:
        Client.get_or_none() or orders.new(desk, client="Bo", type="Print")
    return edits.set_many(desk, _some(chance, 2), chance.choice(fields))


STATUS_CHANGES: list[dict[str, Any]] = [
    {"days": 7}, {"name": "Revised"}, {"wip_limit": 1, "wip_hard": True}, {"days": 0.5},
    {"name": "Ready for you"}, {"position": 2}, {"department": None},
]  # fmt: skip


def _status(desk: Desk, chance: Chance) -> object:
    return tracks.change_status(
        desk,
        "production",
        chance.choice(["Print", "Album"]),
        chance.choice(["Retouch", "QA", "On Hold", "Order Entered"]),
        **chance.choice(STATUS_CHANGES),
    )


def _trigger(desk: Desk, chance: Chance) -> object:
    return triggers.add(
        desk,
        Spec(
            f"t{chance.random()}", "production", "Print",
            chance.choice(["Retouch", "Order Entered", "QA"]), chance.choice(["task", "call"]), "x",
            moment=chance.choice(["entering", "due"]), by_hand=chance.random() < 0.5,
        ),
    )  # fmt: skip


def _switch(desk: Desk, chance: Chance) -> object:
    found = [trigger.name for trigger, _ in triggers.listed(desk)] or ["none"]
    return triggers.switch(desk, chance.choice(found), on=chance.random() < 0.5)


def _decide(desk: Desk, chance: Chance) -> object:
    ids = [row.id for row in Firing.select()][:3]
    ways: list[Callable[[Desk, list[int]], object]] = [
        settling.process,
        settling.skip,
        settling.delete,
    ]
    return chance.choice(ways)(desk, ids)


def _time(desk: Desk, chance: Chance) -> object:
    now = desk.now() + chance.choice([60_000, 3_600_000, 86_400_000, 7 * 86_400_000])

    class Later(Clock):
        def now(self) -> int:
            return now

    desk.clock = Later()
    return None


COMMANDS: tuple[Command, ...] = (
    lambda desk, chance: orders.new(
        desk, client=chance.choice(["Ada", "Bo"]), type=chance.choice(["Print", "Album"])
    ),
    lambda desk, chance: sessions.new(desk, client="Cy"),
    lambda desk, chance: tasks.new(desk, subject="x", about=chance.choice([None, *_some(chance)])),
    lambda desk, chance: invoices.new(desk, client="Ada", lines=[NewLine(description="x")]),
    lambda desk, chance: invoices.pay(desk, "I-1001", 100),
    _advance, _advance, _advance, _set, _set, _status, _trigger, _switch, _decide, _time,
    lambda desk, chance: holds.hold(desk, _some(chance), "why"),
    lambda desk, chance: notes.add(desk, _some(chance), "hello"),
    lambda desk, chance: timers.start(desk, _some(chance)[0]),
    lambda desk, chance: timers.stop(desk, _some(chance)[0]),
    lambda desk, chance: views.save(desk, chance.choice("ab"), View("production", "late")),
    lambda desk, chance: views.delete(desk, "production", chance.choice("ab")),
)  # fmt: skip


def _back_to_the_start(step: Callable[[], object]) -> int:
    count = 0
    while True:
        try:
            step()
        except Refused as refused:
            assert "nothing" in str(refused), refused
            return count
        count += 1


@hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(range(len(COMMANDS))), st.integers(0, 10_000)), max_size=18
    )
)
def test_whatever_was_done_can_be_undone(
    desk: Desk, furnished: SqliteDatabase, steps: list[tuple[int, int]]
) -> None:
    """All of it, one by one, to the very same rows; and all of it done again."""
    furnished.connection().backup(database.obj.connection())
    Action.update(undoable=False).execute()
    desk.forget_lists()
    start = _state(marks=False)
    for command, seed in [(0, 1), *steps]:
        try:
            COMMANDS[command](desk, random.Random(seed))
        except Refused:
            continue
    end = _state(marks=False)
    count = _back_to_the_start(lambda: history.undo(desk))
    assert _state(marks=False) == start
    assert _back_to_the_start(lambda: history.redo(desk)) == count
    assert _state(marks=False) == end
    _back_to_the_start(lambda: history.undo(desk))
    assert _state(marks=False) == start
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []


def test_an_import_like_action_comes_back(desk: Desk) -> None:
    """Rows inserted by the hundred are taken out and put in again under their ids."""
    before = _state()

    def write(act: Act) -> None:
        act.insert_many(
            Note, [{"card_id": 1, "at": n, "by_id": None, "text": "x"} for n in range(900)]
        )

    _order(desk)
    with desk.action("import") as act:
        write(act)
    after = _state()
    history.undo(desk)
    assert Note.select().count() == 0
    history.redo(desk)
    assert _state() == after
    history.undo(desk)
    history.undo(desk)
    assert _state() == before


def test_a_status_keeps_its_cards_lanes(desk: Desk) -> None:
    """Renaming a status moves its cards to another lane, undoing moves them back."""
    card = _order(desk)
    _order(desk, "Album")
    before = [row.lane for row in Card.select()]
    tracks.change_status(desk, "production", "Album", "Order Entered", name="Begun")
    assert len({row.lane for row in Card.select()}) == 2
    history.undo(desk)
    assert [row.lane for row in Card.select()] == before
    assert Status.get_by_id(card.status_id).name == "Order Entered"


def test_what_refuses_an_undo_is_named_as_people_know_it(desk: Desk) -> None:
    """A line by its record and number, an entry of a list by its name; no table's number."""
    made = orders.new(desk, client="Ada", type="Print", lines=[orders.NewLine("x", quantity=3)])
    ref = cards.ref(made)
    orders.change_line(desk, ref, 1, quantity=5)
    first = history.undoable(desk)[0].id
    orders.change_line(desk, ref, 1, quantity=7)
    with pytest.raises(Refused, match=f"^{ref} line 1: ana changed it at"):
        history.undo(desk, first)
