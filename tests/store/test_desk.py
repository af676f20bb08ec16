"""The desk: one transaction for everything that changes, noted as one action, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from peewee import IntegrityError

from store import changes, notes, orders, people, tracks
from store.desk import Clock, Desk, copy_for, machine_ms
from store.errors import Refused
from store.tables import Action, Card, Change, Client, Counter, Note, User, database

Login = Callable[[str], Desk]


def _counts() -> tuple[int, int, int]:
    return Action.select().count(), Change.select().count(), Client.select().count()


# Actions -----------------------------------------------------------------------------------------


def test_an_action_is_noted_with_who_when_and_where_from(desk: Desk) -> None:
    """And what it is called."""
    orders.new(desk, client="Ada", type="Print")
    action = Action.select().order_by(Action.id.desc()).get()
    assert (action.user_id, action.source, action.name, action.at, action.undoable) == (
        desk.who.id, "test", "new order", desk.now(), True,
    )  # fmt: skip


def test_an_action_that_changes_nothing_is_none(desk: Desk) -> None:
    """Nothing is noted, nothing can be undone."""
    before = _counts()
    with desk.action("look"):
        pass
    assert _counts() == before


@pytest.mark.parametrize("trouble", [Refused("no"), IntegrityError("no"), KeyboardInterrupt()])
def test_whatever_goes_wrong_all_of_it_is_undone(desk: Desk, trouble: BaseException) -> None:
    """A refusal, a mistake, a key pressed."""
    before = _counts()
    with pytest.raises(type(trouble)), desk.action("try") as act:
        act.insert(Client, number=77, name="x", search="x", created_at=0)
        raise trouble
    assert _counts() == before
    orders.new(desk, client="Ada", type="Print")


def test_rights_are_asked_first(desk: Desk, log_in: Login) -> None:
    """Before a transaction begins."""
    for login, right in (("vic", "work"), ("mia", "set-up"), ("joon", "users")):
        with pytest.raises(Refused, match=f"{login} is"), log_in(login).action("x", right=right):
            pytest.fail("it went in")


def test_hostile_words_of_an_action_are_made_harmless(desk: Desk) -> None:
    """They stand in logs and lists."""
    with desk.action("x", "a\x1b[31m\nb" + "c" * 1000) as act:
        act.insert(Client, number=77, name="x", search="x", created_at=0)
    summary = Action.select().order_by(Action.id.desc()).get().summary
    assert summary.startswith("a[31m bc")
    assert len(summary) <= 300


# Lists -------------------------------------------------------------------------------------------


def test_lists_are_read_again_when_they_change(desk: Desk, log_in: Login) -> None:
    """Changed here or at another desk."""
    assert "Moon" not in [row.name for row in desk.directory.departments.values()]
    people.add_department(desk, "Moon")
    assert desk.directory.department_named("moon").name == "Moon"


def test_lists_are_kept_while_only_cards_change(desk: Desk) -> None:
    """Reading them for every move would be slow."""
    before = desk.directory
    orders.new(desk, client="Ada", type="Print")
    notes.add(desk, "O-1001", "x")
    assert desk.directory is before


def test_a_refused_change_of_lists_is_forgotten(desk: Desk) -> None:
    """What was read inside the transaction is not kept."""
    with pytest.raises(Refused), desk.action("x", right="set-up") as act:
        act.update(desk.directory.user_named("joon"), name="Changed")
        desk.forget_lists()
        assert desk.directory.user_named("joon").name == "Changed"
        raise Refused("no")
    assert desk.directory.user_named("joon").name == "Joon Park"


def test_calendars_follow_the_lists(desk: Desk) -> None:
    """A vendor's own week, the studio's otherwise."""
    vendors = desk.directory.vendors.values()
    by_name = {row.name: row.id for row in vendors}
    assert desk.calendar(by_name["Foliant"]).name == "Foliant"
    assert desk.calendar(by_name["Bay Lab"]).name == desk.calendar().name == "studio"


# Rehearsals --------------------------------------------------------------------------------------


def test_a_rehearsal_answers_and_leaves_nothing(desk: Desk) -> None:
    """Numbers, lists and all are as before."""
    before = (_counts(), Counter.select().count(), User.select().count())
    with desk.rehearsal():
        assert orders.new(desk, client="Ada", type="Print").number == 1001
        people.add_user(desk, "new", name="New")
        tracks.change_status(desk, "production", "Print", "QA", name="Check")
        assert Card.select().count() == 1
    assert (_counts(), Counter.select().count(), User.select().count()) == before
    assert "new" not in [user.login for user in desk.directory.users.values()]
    assert orders.new(desk, client="Ada", type="Print").number == 1001


def test_a_refusal_in_a_rehearsal_leaves_nothing_either(desk: Desk) -> None:
    """And is told."""
    before = _counts()
    with pytest.raises(Refused, match="no such record"), desk.rehearsal():
        orders.new(desk, client="Ada", type="Print")
        notes.add(desk, "O-9999", "x")
    assert _counts() == before


# Clocks ------------------------------------------------------------------------------------------


def test_clocks_run_on_from_where_they_start() -> None:
    """The machine's time, or another that runs beside it."""
    assert abs(Clock().now() - machine_ms()) < 1000
    assert 0 <= Clock.starting_at(5_000_000).now() - 5_000_000 < 1000
    assert Clock.standing_at(5_000_000).now() == 5_000_000


def test_the_same_desk_at_another_time(desk: Desk) -> None:
    """Everything else stays."""
    other = copy_for(desk, Clock.starting_at(5_000))
    assert other.now() < 10_000
    assert (other.who, other.source, other.settings) == (desk.who, desk.source, desk.settings)


# Other programs ----------------------------------------------------------------------------------


def test_reading_sees_one_state(desk: Desk) -> None:
    """With troubles in words."""
    orders.new(desk, client="Ada", type="Print")
    with desk.reading():
        assert Card.select().count() == 1
    with pytest.raises(Refused, match="not a Safelight database"), desk.reading():
        database.execute_sql("SELECT * FROM moonbeam")


def test_the_feed_is_read_from_where_one_was(desk: Desk) -> None:
    """Cards with what changed, other tables by name, and too much as too much."""
    start = changes.last_id()
    orders.new(desk, client="Ada", type="Print")
    feed = changes.feed(start)
    assert [change.before is None for change in feed.changes] == [True]
    assert {"visit", "client", "studio_order"} <= feed.others
    assert (feed.last, feed.complete) == (changes.last_id(), True)
    assert changes.feed(feed.last) == changes.Feed(feed.last, (), frozenset())
    assert changes.feed(start, limit=1) == changes.Feed(feed.last, (), frozenset(), complete=False)
    assert Note.select().count() == 0
