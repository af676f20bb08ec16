"""Versions: an older database is carried forward by one program, once, with a copy made before."""

from __future__ import annotations

import lzma
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from peewee import IntegrityError, SqliteDatabase

from store import database as databases
from store import orders, settings, studio, versions
from store.errors import Refused
from store.settings import Settings
from store.tables import Card, Item, OrderLine, Setting, Trigger, User, database

ROOT = Path(__file__).parents[2]

NOW = versions.CURRENT
"""The version of new databases."""


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


def _make(**tables: str) -> Callable[[], None]:
    def step() -> None:
        for name in tables:
            database.execute_sql(f'CREATE TABLE "{name}" (id INTEGER PRIMARY KEY) STRICT')

    return step


def _know(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], None]) -> None:
    """Teach the program steps from its own version on."""
    numbered = dict(enumerate(steps, start=NOW + 1))
    monkeypatch.setattr(versions, "STEPS", numbered)
    monkeypatch.setattr(versions, "CURRENT", max(numbered))


def _version() -> int:
    return versions.found_version()


def _copies(config: Settings) -> list[Path]:
    return sorted(config.backups.glob("before-version-*.db"))


def test_a_new_database_is_current(config: Settings) -> None:
    """Opening it carries nothing and copies nothing."""
    studio.open_desk(config)
    assert (_version(), versions.stored_version()) == (versions.CURRENT, versions.CURRENT)
    assert versions.prepare(config.database, config.backups) == []
    assert _copies(config) == []


def test_steps_follow_each_other(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in a transaction of its own; the copy is of before, and whole."""
    _know(monkeypatch, _make(one=""), _make(two=""))
    opened = databases.connect(config.database)
    said = versions.prepare(opened.path, config.backups)
    assert [line.split(" to ")[-1] for line in said[1:]] == [
        f"version {NOW + 1}",
        f"version {NOW + 2}",
    ]
    assert (_version(), database.table_exists("one"), database.table_exists("two")) == (
        NOW + 2,
        True,
        True,
    )
    (copy,) = _copies(config)
    assert str(copy) in said[0]
    old = SqliteDatabase(str(copy))
    assert not old.table_exists("one")
    assert old.execute_sql("PRAGMA integrity_check").fetchone()[0] == "ok"
    old.close()
    assert versions.prepare(opened.path, config.backups) == []


def test_opening_carries_forward(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to ask for it, and the studio is used as before."""
    _know(monkeypatch, _make(one=""))
    desk = studio.open_desk(config)
    orders.new(desk, client="Ada", type="Print")
    assert _version() == NOW + 1


def test_a_failing_step_leaves_the_version_before(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a step is no step; the ones before it hold, and it can be tried again."""

    def broken() -> None:
        database.execute_sql("CREATE TABLE half (id INTEGER) STRICT")
        raise IntegrityError("no such luck")

    _know(monkeypatch, _make(one=""), broken)
    databases.connect(config.database)
    with pytest.raises(IntegrityError, match="no such luck"):
        versions.prepare(config.database, config.backups)
    assert (_version(), database.table_exists("one"), database.table_exists("half")) == (
        NOW + 1, True, False,
    )  # fmt: skip
    _know(monkeypatch, _make(one=""), _make(two=""))
    versions.prepare(config.database, config.backups)
    assert (_version(), len(_copies(config))) == (NOW + 2, 2)


def test_broken_references_are_refused(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that would leave some is taken back, and names the copy."""

    def careless() -> None:
        database.execute_sql("CREATE TABLE loose (user_id INTEGER REFERENCES user (id)) STRICT")
        database.execute_sql("PRAGMA foreign_keys")
        database.execute_sql("INSERT INTO loose VALUES (999)")

    _know(monkeypatch, careless)
    databases.connect(config.database)
    with pytest.raises(
        Refused, match=f"version {NOW + 1} would leave broken references; see .*before-version"
    ):
        versions.prepare(config.database, config.backups)
    assert (_version(), database.table_exists("loose")) == (NOW, False)


def test_a_newer_database_is_refused(config: Settings) -> None:
    """At opening, with both versions and what to install; nothing is touched."""
    databases.connect(config.database)
    Setting.update(value="97").where(Setting.key == "schema_version").execute()
    databases.close()
    with pytest.raises(Refused, match=f"has version 97, this program knows up to {NOW}; install"):
        studio.open_desk(config)
    assert _copies(config) == []


def test_an_older_program_stops_writing(config: Settings) -> None:
    """A newer one carried the database forward while this one had it open."""
    desk = studio.open_desk(config)
    Setting.update(value="97").where(Setting.key == "schema_version").execute()
    with pytest.raises(Refused, match="has version 97"):
        orders.new(desk, client="Ada", type="Print")
    assert Card.select().count() == 0


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "99999999999999999999999"])
def test_a_version_that_is_none(config: Settings, value: str) -> None:
    """A damaged number is told as damage or as another version, never as a traceback."""
    databases.connect(config.database)
    Setting.update(value=value).where(Setting.key == "schema_version").execute()
    databases.close()
    with pytest.raises(Refused, match="damaged|version"):
        studio.open_desk(config)


def test_a_full_disk_stops_before_the_first_step(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a copy nothing is changed."""
    _know(monkeypatch, _make(one=""))
    databases.connect(config.database)
    config.backups.parent.mkdir(exist_ok=True)
    config.backups.write_text("in the way")
    with pytest.raises(Refused, match="File exists"):
        versions.prepare(config.database, config.backups)
    assert (_version(), database.table_exists("one")) == (NOW, False)


PROGRAM = """
import sys
from pathlib import Path
from store import database as databases, settings, studio, versions
from store.tables import database
def step():
    database.execute_sql("CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT")
    database.execute_sql("INSERT INTO one VALUES (1)")
versions.STEPS, versions.CURRENT = {versions.CURRENT + 1: step}, versions.CURRENT + 1
config = settings.load(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
opened = databases.connect(config.database)
print(len(versions.prepare(opened.path, config.backups)))
print(versions.found_version(), database.execute_sql("SELECT count(*) FROM one").fetchone()[0])
"""


def test_of_several_programs_one_carries_forward(config: Settings) -> None:
    """The others wait and find it done."""
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(config.file)], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    outs = [program.communicate(timeout=60)[0].split() for program in programs]
    assert sorted(out[0] for out in outs) == ["0", "0", "0", "2"]
    assert {tuple(out[1:]) for out in outs} == {(str(NOW + 1), "1")}
    assert len(_copies(config)) == 1


# From earlier versions ---------------------------------------------------------------------------


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A small studio as version 1 left it: a session, an invoice, an order that was made again."""
    path = tmp_path / "earlier.db"
    script = (Path(__file__).with_name("data") / "version-1.sql").read_text(encoding="utf-8")
    handle = sqlite3.connect(path)
    handle.executescript(script)
    handle.close()
    return path


def _layout() -> dict[tuple[str, str], str]:
    """Every table, index and trigger of the open database with its definition."""
    found = database.execute_sql("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(kind, name): sql for kind, name, sql in found.fetchall()}


def test_version_1_ends_up_as_a_new_database(earlier: Path, tmp_path: Path) -> None:
    """The same tables, indexes and triggers, whatever way they came."""
    databases.connect(earlier)
    versions.prepare(earlier, tmp_path / "copies")
    carried = _layout()
    databases.close()
    databases.create_file(tmp_path / "new.db")
    databases.connect(tmp_path / "new.db")
    versions.create()
    assert carried == _layout()
    databases.close()


def test_version_1_keeps_every_row(earlier: Path, tmp_path: Path) -> None:
    """Rows, ids and the counters behind them; new columns say what was true before."""
    old = sqlite3.connect(earlier)
    names = [row[0] for row in old.execute("SELECT name FROM sqlite_sequence")]
    counts = {name: old.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    sequences = dict(old.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    old.close()
    databases.connect(earlier)
    versions.prepare(earlier, tmp_path / "copies")
    for name in names:
        found = database.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        assert (name, found) == (name, counts[name])
    now = dict(database.execute_sql("SELECT name, seq FROM sqlite_sequence").fetchall())
    assert {name: now[name] for name in names} == sequences
    assert [row.kind for row in Item.select().order_by(Item.id)] == ["print", "auto"]
    assert [row.again for row in OrderLine.select().order_by(OrderLine.id)] == [False, True]
    assert Trigger.get().kind == "production"
    assert database.execute_sql("PRAGMA foreign_keys").fetchone()[0] == 1
    databases.close()


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A small studio as version 2 left it, with a profile, a layout and an image on a line."""
    path = tmp_path / "before.db"
    packed = (Path(__file__).with_name("data") / "version-2.db.xz").read_bytes()
    path.write_bytes(lzma.decompress(packed))
    return path


def test_version_2_ends_up_as_a_new_database(before: Path, tmp_path: Path) -> None:
    """The same tables, indexes and triggers, whatever way they came."""
    databases.connect(before)
    versions.prepare(before, tmp_path / "copies")
    carried = _layout()
    databases.close()
    databases.create_file(tmp_path / "new.db")
    databases.connect(tmp_path / "new.db")
    versions.create()
    assert carried == _layout()
    databases.close()


def test_version_2_keeps_every_row(before: Path, tmp_path: Path) -> None:
    """Rows and ids; a line keeps its image, profile and layout."""
    old = sqlite3.connect(before)
    names = [row[0] for row in old.execute("SELECT name FROM sqlite_sequence")]
    counts = {name: old.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    old.close()
    databases.connect(before)
    versions.prepare(before, tmp_path / "copies")
    for name in names:
        found = database.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        assert (name, found) == (name, counts[name])
    line = OrderLine.get(OrderLine.image.is_null(False))
    assert (line.image.number, line.render_profile.name, line.layout.name) == (
        "1", "Lab", "8 wallets",
    )  # fmt: skip
    assert (line.render_profile.recipe, line.layout.definition) == ("beside", "")
    databases.close()


def test_version_1_is_searched(earlier: Path, tmp_path: Path) -> None:
    """What was there before the index is found by it."""
    databases.connect(earlier)
    versions.prepare(earlier, tmp_path / "copies")
    for index, word in (
        ("client_words", "celik"),
        ("card_words", "celik"),
        ("note_words", "gloss"),
    ):
        found = database.execute_sql(
            f"SELECT count(*) FROM {index} WHERE {index} MATCH ?", (f'"{word}"*',)
        )
        assert found.fetchone()[0] > 0, word
    databases.close()
