"""The indexes of full-text search always say what the tables say, whoever wrote and however."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import clients, edits, exports, fulltext, history, moves, notes, orders, search, tasks
from store import studio_import as importing
from store.desk import Desk
from store.errors import Refused
from store.imports import loading
from store.tables import Card, Client, Note, Order, database


def _said(tables: str) -> set[tuple[str, str, int]]:
    """Every word of the indexes with the row that has it."""
    found = set()
    for source in fulltext.SOURCES:
        name = f"{source.index}{tables}"
        database.execute_sql(f"INSERT INTO {name} ({name}) VALUES ('integrity-check')")
        database.execute_sql(
            f"CREATE VIRTUAL TABLE temp.said USING fts5vocab(main, {name}, instance)"
        )
        rows = database.execute_sql("SELECT term, doc FROM temp.said").fetchall()
        database.execute_sql("DROP TABLE temp.said")
        found |= {(source.table, term, doc) for term, doc in rows}
    return found


def _made_anew() -> set[tuple[str, str, int]]:
    """The same of indexes that are made of the tables as they are now."""
    for source in fulltext.SOURCES:
        name = f"{source.index}_anew"
        database.execute_sql(source.made().replace(source.index, name))
        for part in source.parts:
            filled = source.filled(part).replace(f"INTO {source.index} ", f"INTO {name} ")
            database.execute_sql(filled)
    found = _said("_anew")
    for source in fulltext.SOURCES:
        database.execute_sql(f"DROP TABLE {source.index}_anew")
    return found


def _same() -> bool:
    return _said("") == _made_anew()


@pytest.fixture
def busy(desk: Desk) -> Iterator[Desk]:
    """A studio with a few clients, orders, notes and tasks."""
    ada = clients.create(desk, "Okafor, Ada", phone="(415) 555-0155", notes="Grüße an Øyvind")
    clients.create(desk, "Łuczak, Paloma", mobile="+1 415 555 0199", email="p.l@example.com")
    orders.new(desk, client="Okafor, Ada", type="Print", vendor="Bay Lab", vendor_number="CW-1")
    orders.new(desk, client="Łuczak, Paloma", type="Print")
    tasks.new(desk, subject="Order paper", client=f"#{ada.number}")
    notes.add(desk, "O-1001", "glossy, please")
    yield desk
    assert _same()


def test_they_follow_what_is_made(busy: Desk) -> None:
    """Names, numbers, notes, and what the order is called at its vendor."""
    assert _same()
    said = {(table, term) for table, term, _ in _said("")}
    assert {("client", "okafor"), ("client", "grusse"), ("client", "oyvind"), ("client", "0155"),
            ("client", "4155550155"), ("card", "cw"), ("card", "paper"), ("note", "glossy"),
            ("client", "luczak")} <= said  # fmt: skip
    del busy


def test_they_follow_a_new_name(busy: Desk) -> None:
    """The client's cards are found by it, and no longer by the old one."""
    clients.change(busy, 1, name="Moreau, Ada", phone="")
    said = {(table, term) for table, term, _ in _said("")}
    assert {("client", "moreau"), ("card", "moreau")} <= said
    assert not {("client", "okafor"), ("card", "okafor"), ("client", "0155")} & said


def test_finished_cards_stand_behind_open_ones(busy: Desk) -> None:
    """Wherever they go, and back."""
    tasks.done(busy, ["T-1001"])
    assert ("card", "paper", _id("task")) in _said("")
    history.undo(busy)
    assert ("card", "paper", _id("task") + fulltext.OPEN) in _said("")


def _id(kind: str) -> int:
    return int(Card.get(Card.kind == kind).id)


def test_they_follow_an_order_that_loses_its_number(busy: Desk) -> None:
    """Also when the order goes while its card stays, which nobody does by a command."""
    edits.set_fields(busy, "O-1001", {"vendor_number": "none"})
    assert not [term for _, term, _ in _said("") if term == "cw"]
    edits.set_fields(busy, "O-1001", {"vendor_number": "ZZ-9"})
    assert [term for _, term, _ in _said("") if term == "zz"]
    database.execute_sql("PRAGMA foreign_keys = OFF")
    Order.delete().execute()
    assert not [term for _, term, _ in _said("") if term == "zz"]


def test_undo_takes_them_back(busy: Desk) -> None:
    """A new order, a note and a client that are undone are found by nobody."""
    before = _said("")
    orders.new(busy, client="Xanthippe", type="Print", vendor_number="QQ-7", notes="zebra")
    notes.add(busy, "O-1003", "giraffe")
    for _ in range(2):
        history.undo(busy)
    assert _said("") == before
    history.redo(busy)
    assert ("card", "zebra") in {(table, term) for table, term, _ in _said("")}


TEXT = st.text(st.sampled_from("ab é Øß-'\"*(1\n"), max_size=8)
STEP = st.tuples(
    st.sampled_from(
        ("client", "rename", "details", "order", "edit", "number", "note", "next", "undo", "redo")
    ),
    st.integers(0, 5),
    TEXT,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEP, max_size=12))
def test_they_equal_the_tables(desk: Desk, steps: list[tuple[str, int, str]]) -> None:
    """After any changes that people make, and take back, in any order."""
    for step, place, text in steps:
        try:
            _take(desk, step, place, text)
        except Refused:
            continue
    assert _same()


def _take(desk: Desk, step: str, place: int, text: str) -> None:
    numbers = [row.number for row in Client.select().order_by(Client.id)]
    refs = [f"O-{row.number}" for row in Card.select().where(Card.kind == "production")]
    client = numbers[place % len(numbers)] if numbers else 0
    ref = refs[place % len(refs)] if refs else "O-1"
    if step == "client":
        clients.create(desk, f"x {text}", phone=text, notes=text)
    elif step == "rename":
        clients.change(desk, client, name=f"y {text}")
    elif step == "details":
        clients.change(desk, client, mobile=f"{place}555 {text}", address=text)
    elif step == "order":
        orders.new(desk, client=f"z {text}", type="Print", vendor_number=text, subject=text)
    elif step == "edit":
        edits.set_fields(desk, ref, {"subject": f"s {text}", "note": f"n {text}"})
    elif step == "number":
        edits.set_fields(desk, ref, {"vendor_number": f"v {text}"})
    elif step == "note":
        notes.add(desk, ref, text)
    elif step == "next":
        moves.advance(desk, [moves.Move(ref, to=("Delivered", None)[place % 2])])
    elif step == "undo":
        history.undo(desk)
    else:
        history.redo(desk)


def test_an_import_takes_them_in(desk: Desk, tmp_path: Path) -> None:
    """Many clients at once, and a dry run of them none."""
    file = tmp_path / "clients.csv"
    rows = [f"{number},Client {number:05},c{number}@example.com" for number in range(1, 1_501)]
    file.write_text("\n".join(["Number,Name,Email", *rows]), encoding="utf-8")
    loading.load(desk, "clients", file, dry_run=True)
    assert _said("") == set()
    loading.load(desk, "clients", file)
    assert len({doc for table, _, doc in _said("") if table == "client"}) == 1_500
    assert _same()
    clients.create(desk, "Afterwards")
    assert _same()


def test_a_studio_that_is_imported_is_searched(busy: Desk, tmp_path: Path) -> None:
    """Its indexes are made of what came, and follow what is done with it."""
    exports.export(busy, tmp_path / "copy", "json")
    before = _said("")
    for table in (Note, Order, Card, Client):
        database.execute_sql("PRAGMA foreign_keys = OFF")
        table.delete().execute()
    assert _said("") == set()
    importing.bring_in(busy, tmp_path / "copy", dry_run=True)
    assert _said("") == set()
    importing.bring_in(busy, tmp_path / "copy")
    assert _said("") == before
    notes.add(busy, "O-1002", "matte")
    assert search.search(busy, "matt").notes


def test_other_programs_can_read_the_database(desk: Desk, tmp_path: Path) -> None:
    """Python's own SQLite, which is years older, opens it: its parser takes no deep expressions."""
    orders.new(desk, client="Ærøskøbing, Bo", type="Print")
    path = tmp_path / "copy.db"
    database.execute_sql("VACUUM INTO ?", (str(path),))
    other = sqlite3.connect(path)
    assert other.execute("SELECT count(*) FROM client").fetchone()[0] == 1
    assert other.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    other.close()
