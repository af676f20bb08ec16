"""Versions: an older database is carried forward by one program, once, with a copy made before."""

from __future__ import annotations

import os
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
from store.tables import Card, Setting, User, database

ROOT = Path(__file__).parents[2]


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
    """Teach the program steps from version 1 on."""
    numbered = dict(enumerate(steps, start=2))
    monkeypatch.setattr(versions, "STEPS", numbered)
    monkeypatch.setattr(versions, "CURRENT", max(numbered, default=1))


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
    assert [line.split(" to ")[-1] for line in said[1:]] == ["version 2", "version 3"]
    assert (_version(), database.table_exists("one"), database.table_exists("two")) == (
        3,
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
    assert _version() == 2


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
        2, True, False,
    )  # fmt: skip
    _know(monkeypatch, _make(one=""), _make(two=""))
    versions.prepare(config.database, config.backups)
    assert (_version(), len(_copies(config))) == (3, 2)


def test_broken_references_are_refused(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that would leave some is taken back, and names the copy."""

    def careless() -> None:
        database.execute_sql("PRAGMA defer_foreign_keys = 1")
        database.execute_sql("CREATE TABLE loose (user_id INTEGER REFERENCES user (id)) STRICT")
        database.execute_sql("PRAGMA foreign_keys")
        database.execute_sql("INSERT INTO loose VALUES (999)")

    _know(monkeypatch, careless)
    databases.connect(config.database)
    with pytest.raises(
        Refused, match="version 2 would leave broken references; see .*before-version"
    ):
        versions.prepare(config.database, config.backups)
    assert (_version(), database.table_exists("loose")) == (1, False)


def test_a_newer_database_is_refused(config: Settings) -> None:
    """At opening, with both versions and what to install; nothing is touched."""
    databases.connect(config.database)
    Setting.update(value="7").where(Setting.key == "schema_version").execute()
    databases.close()
    with pytest.raises(Refused, match="has version 7, this program knows up to 1; install"):
        studio.open_desk(config)
    assert _copies(config) == []


def test_an_older_program_stops_writing(config: Settings) -> None:
    """A newer one carried the database forward while this one had it open."""
    desk = studio.open_desk(config)
    Setting.update(value="7").where(Setting.key == "schema_version").execute()
    with pytest.raises(Refused, match="has version 7"):
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
    assert (_version(), database.table_exists("one")) == (1, False)


PROGRAM = """
import sys
from pathlib import Path
from store import database as databases, settings, studio, versions
from store.tables import database
def step():
    database.execute_sql("CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT")
    database.execute_sql("INSERT INTO one VALUES (1)")
versions.STEPS, versions.CURRENT = {2: step}, 2
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
    assert {tuple(out[1:]) for out in outs} == {("2", "1")}
    assert len(_copies(config)) == 1
