"""The one door for writing: what was and what is, of every row, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from peewee import IntegrityError, SqliteDatabase

from store import changes, edits, history, moves, notes, orders
from store import database as databases
from store.changes import Act
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.settings import Settings
from store.tables import Action, Card, Change, Client, Counter, Note, database

Login = Callable[[str], Desk]


def _client(number: int) -> dict[str, object]:
    return {"number": number, "name": "x", "search": "x", "created_at": 0}


def _noted() -> list[tuple[str, object, object]]:
    action = Action.select().order_by(Action.id.desc()).get()
    return [
        (row.table, changes.load(row.before), changes.load(row.after))
        for row in changes.rows_of_action(action.id)
    ]


# Writing -----------------------------------------------------------------------------------------


def test_a_row_made_is_noted_whole(desk: Desk) -> None:
    """With its id and its defaults, as the database has it."""
    with desk.action("make") as act:
        row_id = act.insert(Client, **_client(7))
    ((table, before, after),) = _noted()
    stored = Client.select().where(Client.id == row_id).dicts().get()
    assert (table, before, after) == ("client", None, stored)


def test_only_what_differs_is_noted(desk: Desk) -> None:
    """The same value again is no change."""
    orders.new(desk, client="Ada", type="Print")
    with desk.action("change") as act:
        card = Card.get()
        assert act.update(card, priority=1, subject="") == {}
        assert act.update(card, priority=3, subject="") == {"priority": 1}
        assert card.priority == 3
    assert _noted() == [("card", {"priority": 1}, {"priority": 3})]


def test_a_row_deleted_is_noted_whole_and_put_back(desk: Desk) -> None:
    """Under its id."""
    with desk.action("make") as act:
        row_id = act.insert(Client, **_client(7))
    row = Client.get_by_id(row_id)
    before = changes.columns(row)
    with desk.action("delete") as act:
        act.delete(row)
    assert _noted() == [("client", before, None)]
    with desk.action("restore") as act:
        act.restore(Client, before)
    assert changes.columns(Client.get_by_id(row_id)) == before


def test_many_rows_are_noted_one_by_one(desk: Desk) -> None:
    """With the ids they got, in order, more than fit one statement."""
    with desk.action("make") as act:
        ids = act.insert_many(Client, [_client(n) for n in range(1, 1002)])
    assert ids == sorted(set(ids))
    assert [row.number for row in Client.select().order_by(Client.id)] == list(range(1, 1002))
    noted = _noted()
    stored = list(Client.select().order_by(Client.id).dicts())
    assert [after for _, _, after in noted] == stored
    assert act.insert_many(Client, []) == []


NAMES = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"\\\x00\x1f'"))


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, st.booleans()), min_size=1, max_size=3))
def test_the_database_notes_many_rows_alike(desk: Desk, said: list[tuple[str, bool]]) -> None:
    """What it writes of them is letter for letter what is written of a few."""
    noted = []
    for most in (1, changes.MANY):
        rows = [
            {**_client(number), "name": name, "do_not_call": flag}
            for number, (name, flag) in enumerate(said, 1)
        ]
        with pytest.MonkeyPatch.context() as patch, desk.rehearsal():
            patch.setattr(changes, "MANY", most)
            with desk.action("make") as act:
                act.insert_many(Client, rows)
            noted.append([row.__data__ for row in changes.rows_of_action(act.id)])
    assert noted[0] == noted[1]


@pytest.mark.parametrize("table", [Card, Note])
def test_the_database_notes_what_is_of_cards_alike(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, table: type[Card | Note]
) -> None:
    """A card and its rows belong to it, and what is null is null."""
    orders.new(desk, client="Ada", type="Print")
    notes.add(desk, "O-1001", "x")
    row = {name: value for name, value in changes.columns(table.get()).items() if name != "id"}
    if table is Card:
        row["number"] = 7
    noted = []
    for most in (1, changes.MANY):
        monkeypatch.setattr(changes, "MANY", most)
        with desk.rehearsal():
            with desk.action("copy") as act:
                act.insert_many(table, [row])
            noted.append([one.__data__ for one in changes.rows_of_action(act.id)])
    assert noted[0] == noted[1]
    assert noted[0][0]["card"]


def test_many_rows_are_noted_in_their_turn(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was changed before and after them stands before and after them."""
    monkeypatch.setattr(changes, "MANY", 2)
    with desk.action("make") as act:
        act.insert(Client, **_client(1))
        act.insert_many(Client, [_client(2), _client(3)])
        act.update(Client.get(Client.number == 2), name="y")
    assert [after for _, _, after in _noted()][3] == {"name": "y"}
    assert [(after or {}).get("number") for _, _, after in _noted()] == [1, 2, 3, None]


def test_ids_are_never_given_twice(desk: Desk) -> None:
    """Also not those of many rows after the newest one was deleted."""
    with desk.action("make") as act:
        first, last = act.insert_many(Client, [_client(1), _client(2)])
        act.delete(Client.get_by_id(last))
        assert act.insert_many(Client, [_client(3)]) == [last + 1]
        assert act.insert(Client, **_client(4)) == last + 2
    assert first < last


def test_many_rows_with_one_number_are_refused(desk: Desk) -> None:
    """As one row is, by the error that everybody expects, and none of them stays."""
    with pytest.raises(IntegrityError, match="UNIQUE"), desk.action("make") as act:
        act.insert_many(Client, [_client(1), _client(1)])
    assert not Client.select().count()


def test_a_change_belongs_to_its_card(desk: Desk) -> None:
    """Whatever table it is in."""
    card = orders.new(desk, client="Ada", type="Print")
    notes.add(desk, "O-1001", "x")
    of_card = {row.table for row in Change.select().where(Change.card == card.id)}
    assert {"card", "visit", "studio_order", "note", "baseline"} <= of_card


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    )
)
def test_columns_survive_being_noted(values: dict[str, object]) -> None:
    """Whatever is in them."""
    assert changes.load(changes.dump(values)) == values
    assert changes.load(changes.dump(None)) is None


# Numbers -----------------------------------------------------------------------------------------


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | st.integers(1, 2000), max_size=12))
def test_numbers_never_go_backwards(desk: Desk, wanted: list[int | None]) -> None:
    """One that is kept moves the counter above it, and none is given twice."""
    Counter.delete().where(Counter.kind == "moon").execute()
    act = Act(0, 0)
    seen: list[int] = []
    for number in wanted:
        if number is None:
            fresh = act.number("moon")
            assert fresh > max(seen, default=1000)
            seen.append(fresh)
        else:
            assert act.number("moon", number) == number
            seen.append(number)


def test_where_counting_starts(desk: Desk) -> None:
    """Clients from one, records from 1001; several at once are in a row."""
    act = Act(0, 0)
    assert (act.number("moon"), act.numbers("moon", 3)) == (1001, [1002, 1003, 1004])
    with desk.action("make") as made:
        assert made.number("client") == 1


# The feed ----------------------------------------------------------------------------------------


def test_the_feed_tells_what_became_of_cards(desk: Desk, log_in: Login) -> None:
    """Who, what and from where, in the order it happened."""
    card = orders.new(desk, client="Ada", type="Print")
    start = changes.last_id()
    moves.advance(log_in("joon"), [Move("O-1001")])
    edits.set_fields(desk, "O-1001", {"priority": "rush"})
    history.undo(desk)
    feed = changes.feed(start)
    assert [(change.by, change.action, change.card_id) for change in feed.changes] == [
        ("joon", "advance", card.id), ("ana", "set", card.id), ("ana", "undo", card.id),
    ]  # fmt: skip
    after = feed.changes[1].after or {}
    assert (after["priority"], after["version"]) == (3, 3)
    assert feed.others == {"visit"}


def test_following_the_feed_misses_nothing(desk: Desk) -> None:
    """Piece by piece it is the same as all at once."""
    start = last = changes.last_id()
    pieces: list[changes.CardChanged] = []
    for step in (
        lambda: orders.new(desk, client="Ada", type="Print"),
        lambda: moves.advance(desk, [Move("O-1001")]),
        lambda: notes.add(desk, "O-1001", "x"),
    ):
        step()
        feed = changes.feed(last)
        last = feed.last
        pieces.extend(feed.changes)
    whole = changes.feed(start)
    assert (tuple(pieces), last) == (whole.changes, whole.last)
    assert Note.select().count() == 1


@pytest.fixture
def file(furnished: SqliteDatabase, tmp_path: Path) -> Iterator[Path]:
    """The sample studio's database as a file."""
    path = tmp_path / "safelight.db"
    furnished.execute_sql("VACUUM INTO ?", (str(path),))
    yield path
    databases.close()


def test_other_programs_commits_are_noticed(
    file: Path, desk: Desk, studio_settings: Settings
) -> None:
    """One's own are not news, somebody else's are, and what they did is in the feed."""
    databases.connect(file)
    mine = Desk(desk.file, studio_settings, desk.who)
    before = changes.data_version()
    orders.new(mine, client="Ada", type="Print")
    assert changes.data_version() == before
    start = changes.last_id()
    handle = database.obj
    databases.connect(file)
    notes.add(Desk(desk.file, studio_settings, desk.who), "O-1001", "from elsewhere")
    databases.close()
    database.initialize(handle)
    assert changes.data_version() != before
    assert changes.feed(start).others == {"note"}


def test_a_damaged_change_is_told_in_words() -> None:
    """What the log cannot read is damage, and no error of the program's own."""
    for text in ('{"id": x}', "[1]", "7"):
        with pytest.raises(Refused, match="damaged"):
            changes.load(text)
    assert changes.load(None) is None
