"""The database file: opened safely, never written into the void, and every trouble told in words."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from peewee import OperationalError, SqliteDatabase

from store import boards, details, edits, history, hub, moves, notes, orders, settings, studio
from store import database as databases
from store.boards import View
from store.database import DriverError
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.settings import Settings
from store.tables import Action, Card, Change, Note, User, Visit, database

NAME = "safelight.db"


@pytest.fixture
def config(
    furnished: SqliteDatabase, studio_settings: Settings, tmp_path: Path
) -> Iterator[Settings]:
    """The sample studio in a folder of its own, whose admin is whoever runs the tests."""
    (tmp_path / settings.FILE).write_text(studio_settings.file.read_text())
    furnished.execute_sql("VACUUM INTO ?", (str(tmp_path / NAME),))
    found = settings.load(tmp_path / settings.FILE)
    databases.connect(found.database)
    User.update(system_uid=os.getuid()).where(User.login == "ana").execute()
    databases.close()
    yield found
    databases.close()


def _order(desk: Desk) -> Card:
    return orders.new(desk, client="Ada", type="Print")


# The engine --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "bad"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True),
        ((3, 44, 6), False), ((3, 44, 9), False), ((3, 45, 0), True), ((3, 50, 6), True),
        ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 53, 4), False),
        ((4, 0, 0), False),
    ],
)  # fmt: skip
def test_which_engines_lose_data(version: tuple[int, ...], bad: bool) -> None:
    """From 3.7.0 to 3.51.2, but for the two repaired lines."""
    assert databases.affected(version) is bad


def test_an_affected_engine_is_refused(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is opened, with what to install."""
    databases.require_sound_engine()
    monkeypatch.setattr(databases, "engine", lambda: ("sqlite3", (3, 40, 1)))
    with pytest.raises(Refused, match=r"SQLite 3\.40\.1 \(sqlite3\) .* install pysqlite3"):
        databases.connect(config.database)


def test_the_settings_that_keep_data(config: Settings) -> None:
    """Write-ahead log, full synchronisation, foreign keys, a patient wait."""
    databases.connect(config.database, 3)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    found = [database.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in names]
    assert found == ["wal", 2, 1, 3000]


def test_transactions_lock_at_once(config: Settings) -> None:
    """Two that read and then write do not fail halfway: the second waits at its beginning."""
    databases.connect(config.database, 0.05)
    other = SqliteDatabase(str(config.database), timeout=0.05, lock_type="IMMEDIATE")
    with other.atomic(), pytest.raises(Refused, match="another program kept the database busy"):
        with databases.explained(config.database), database.atomic():
            pass
    other.close()


# Where it lies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mounts", "kind"),
    [
        ("/dev/sda / ext4 rw\nserver:/x /home nfs4 rw\n", "nfs4"),
        ("/dev/sda / ext4 rw\n//s/x /home/me\\040too cifs rw\n", "ext4"),
        ("/dev/sda / ext4 rw\nx /home/me fuse.sshfs rw\ny /home/me ext4 rw\n", "ext4"),
        ("broken\n\n/dev/sda / btrfs rw", "btrfs"),
    ],
)
def test_which_file_system_holds_a_path(
    monkeypatch: pytest.MonkeyPatch, mounts: str, kind: str
) -> None:
    """The innermost mount, the latest of the same point."""
    monkeypatch.setattr(Path, "read_text", lambda self, **kw: mounts)
    monkeypatch.setattr(Path, "resolve", lambda self: self)
    assert databases.file_system(Path("/home/me/studio")) == kind


@pytest.mark.parametrize("kind", ["nfs", "cifs", "fuse.sshfs", "9p"])
def test_a_network_file_system_is_refused(
    config: Settings, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """With its name and the way out."""
    monkeypatch.setattr(databases, "file_system", lambda path: kind)
    with pytest.raises(Refused, match=rf"network file system \({kind}\).*local disk"):
        studio.open_desk(config)


def test_a_new_file_is_for_the_group_too(tmp_path: Path) -> None:
    """Whoever shares the studio's group may write; an existing file is never touched."""
    path = tmp_path / NAME
    databases.create_file(path)
    assert path.stat().st_mode & 0o600 == 0o600
    path.write_bytes(b"x")
    with pytest.raises(Refused, match="already there"):
        databases.create_file(path)
    assert path.read_bytes() == b"x"
    with pytest.raises(Refused, match="No such file"):
        databases.create_file(tmp_path / "no" / NAME)


# Gone, replaced, missing -------------------------------------------------------------------------


def test_a_missing_database_is_told(config: Settings) -> None:
    """With both ways to have one again; none is made by accident."""
    config.database.unlink()
    with pytest.raises(Refused, match="missing; restore a copy"):
        studio.open_desk(config)
    assert not config.database.exists()


def test_a_file_removed_while_open_takes_no_more_writes(config: Settings) -> None:
    """Nothing goes into the void."""
    desk = studio.open_desk(config)
    config.database.unlink()
    with pytest.raises(databases.Gone, match="is gone while this program had it open"):
        _order(desk)


def test_a_file_replaced_while_open_takes_no_more_writes(config: Settings) -> None:
    """Neither the old one nor the new one."""
    desk = studio.open_desk(config)
    before = Change.select().count()
    copy = config.database.with_name("copy.db")
    shutil.copy(config.database, copy)
    copy.replace(config.database)
    with pytest.raises(databases.Gone, match="was replaced"):
        _order(desk)
    with pytest.raises(databases.Gone), desk.rehearsal():
        pass
    assert Change.select().count() == before


# Damaged -----------------------------------------------------------------------------------------


def _use(config: Settings) -> None:
    """Open the studio, read all there is to see, and write."""
    desk = studio.open_desk(config)
    with desk.reading():
        for board in boards.BOARDS:
            for lane in boards.lanes(desk, View(board)):
                boards.window(desk, View(board), lane.key, 0, 99)
        hub.read(desk)
        details.detail(desk, "O-1001")
    _order(desk)
    moves.advance(desk, [Move("O-1001")])


@pytest.fixture
def sound(config: Settings) -> bytes:
    """The bytes of a database with some orders, its log folded in."""
    desk = studio.open_desk(config)
    for _ in range(20):
        _order(desk)
    moves.advance(desk, [Move(f"O-10{n:02}") for n in range(1, 12)])
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    databases.close()
    return config.database.read_bytes()


def _damaged(sound: bytes, chance: random.Random) -> bytes:
    data = bytearray(sound)
    how = chance.randrange(4)
    if how == 0:
        for _ in range(chance.randint(1, 3)):
            page = chance.randrange(len(data) // 4096) * 4096
            data[page : page + 4096] = chance.randbytes(4096)
    elif how == 1:
        for _ in range(chance.randint(1, 50)):
            data[chance.randrange(len(data))] = chance.randrange(256)
    elif how == 2:
        del data[chance.randrange(len(data)) :]
    else:
        data[:100] = chance.randbytes(100)
    return bytes(data)


def test_damage_is_told_in_words(config: Settings, sound: bytes) -> None:
    """Pages, bytes, the beginning or the end: damaged, and what to do; never a traceback."""
    told = 0
    for seed in range(25):
        config.database.write_bytes(_damaged(sound, random.Random(seed)))
        try:
            _use(config)
        except Refused as refused:
            told += 1
            assert "damaged" in str(refused) or "is empty" in str(refused), (seed, str(refused))
        finally:
            databases.close()
            for end in ("-wal", "-shm"):
                config.database.with_name(NAME + end).unlink(missing_ok=True)
    assert told > 12


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty; restore a copy"),
        (b"hello, I am a text file\n" * 500, "damaged"),
        (b"SQLite format 3\x00", "damaged"),
    ],
)
def test_what_is_no_database(config: Settings, content: bytes, words: str) -> None:
    """An empty file, a text, a beginning; what was there stays there."""
    config.database.write_bytes(content)
    with pytest.raises(Refused, match=words):
        studio.open_desk(config)
    databases.close()
    assert config.database.read_bytes()[:16] in (content[:16], b"SQLite format 3\x00")


def test_somebody_elses_database(config: Settings) -> None:
    """It is told apart, and left alone."""
    config.database.unlink()
    other = SqliteDatabase(str(config.database))
    other.execute_sql("CREATE TABLE song (name TEXT)")
    other.close()
    with pytest.raises(Refused, match="but not Safelight's"):
        studio.open_desk(config)


def test_a_log_cut_anywhere_leaves_a_clean_beginning(config: Settings) -> None:
    """Power fails in the middle of writing: what was committed before is all there."""
    desk = studio.open_desk(config)
    database.execute_sql("PRAGMA wal_autocheckpoint = 0")
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    base = config.database.read_bytes()
    for _ in range(12):
        _order(desk)
    log = config.database.with_name(NAME + "-wal").read_bytes()
    databases.close()
    chance = random.Random(7)
    seen = set()
    for cut in sorted(chance.sample(range(len(log)), 40)):
        config.database.write_bytes(base)
        config.database.with_name(NAME + "-shm").unlink(missing_ok=True)
        config.database.with_name(NAME + "-wal").write_bytes(log[:cut])
        databases.connect(config.database)
        numbers = [card.number for card in Card.select().order_by(Card.number)]
        assert numbers == list(range(1001, 1001 + len(numbers)))
        assert database.execute_sql("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
        seen.add(len(numbers))
        databases.close()
    assert len(seen) > 5


# Full, read-only, forbidden ----------------------------------------------------------------------


def _a_day(desk: Desk) -> list[Callable[[], object]]:
    return [
        lambda: _order(desk),
        lambda: moves.advance(desk, [Move("O-1001", note="x" * 3000)]),
        lambda: notes.add(desk, "O-1001", "y" * 9000),
        lambda: edits.set_fields(desk, "O-1001", {"priority": "rush", "notes": "z" * 9000}),
        lambda: history.undo(desk),
        lambda: history.redo(desk),
        lambda: moves.advance(desk, [Move("O-1001")]),
    ]


def _state() -> list[object]:
    rows = [list(table.select().tuples()) for table in (Card, Change, Action, Note, Visit)]
    return [rows, database.execute_sql("PRAGMA foreign_key_check").fetchall()]


@contextmanager
def _full() -> Iterator[None]:
    """Fill the database file to its last page, and let it grow no further."""
    database.execute_sql("CREATE TABLE IF NOT EXISTS filler (x BLOB) STRICT")
    pages = database.execute_sql("PRAGMA page_count").fetchone()[0] + 4
    database.execute_sql(f"PRAGMA max_page_count = {pages}")
    for size in (3000, 400, 40):
        with suppress(Exception):
            for _ in range(1000):
                database.execute_sql("INSERT INTO filler VALUES (zeroblob(?))", (size,))
    try:
        yield
    finally:
        database.execute_sql("PRAGMA max_page_count = 1000000")
        database.execute_sql("DELETE FROM filler")


def test_a_full_disk_leaves_no_half_step(config: Settings) -> None:
    """At any commit of a day: told in words, nothing written, and on it goes with space again."""
    desk = studio.open_desk(config)
    refused = 0
    for step in _a_day(desk):
        before = _state()
        with _full():
            try:
                step()
            except Refused as full:
                assert "the disk is full; nothing was written" in str(full)
                assert _state() == before
                refused += 1
            else:
                continue
        step()
        assert _state() != before
    assert refused >= 5
    assert database.execute_sql("PRAGMA integrity_check").fetchone()[0] == "ok"


FULL = """
import resource, signal, sys
from pathlib import Path
from store import notes, orders, settings, studio
from store.errors import Refused
from store.tables import Card, Note
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
desk = studio.open_desk(settings.load(Path(sys.argv[1])))
orders.new(desk, client="Ada", type="Print")
size = Path(str(desk.file.path) + "-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40_000, resource.RLIM_INFINITY))
written = 0
try:
    while written < 100:
        notes.add(desk, "O-1001", "x" * 4000)
        written += 1
except Refused as refused:
    print(refused)
assert Note.select().count() == written
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
notes.add(desk, "O-1001", "works again")
print(Note.select().count() - written)
"""


def test_a_file_that_cannot_grow(config: Settings) -> None:
    """The system's own refusal in the middle of a write is told, and it works again afterwards."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(config.file)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    first, second = done.stdout.strip().splitlines()
    assert "disk" in first
    assert second == "1"


def test_a_read_only_database(config: Settings) -> None:
    """Writing is refused with what to check."""
    desk = studio.open_desk(config)
    database.execute_sql("PRAGMA query_only = 1")
    with pytest.raises(Refused, match=r"read-only\); check the owner"):
        _order(desk)


def _driver(text: str) -> Exception:
    return DriverError(text)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("database or disk is full"), "the disk is full"),
        (OSError(28, "No space left on device"), "the disk is full"),
        (OperationalError("attempt to write a readonly database"), "read-only"),
        (OSError(30, "Read-only file system"), "read-only"),
        (PermissionError(13, "Permission denied", "/x/y"), "permission denied; check the owner"),
        (OperationalError("unable to open database file"), "cannot be opened"),
        (OperationalError("database is locked"), "another program kept the database busy"),
        (OperationalError("disk I/O error"), "the disk reports an error"),
        (OperationalError("no such table: card"), "is not a Safelight database"),
        (_driver("database disk image is malformed"), "the database is damaged"),
        (_driver("file is not a database"), "the database is damaged"),
        (_driver("Could not decode to UTF-8 column 'name'"), "the database is damaged"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), "database is damaged"),
        (FileNotFoundError(2, "No such file or directory", "/x/y"), "/x/y: No such file"),
    ],
)
def test_every_trouble_has_words(error: Exception, words: str) -> None:
    """From Peewee, the driver or the system alike: one line that says what to do."""
    with pytest.raises(Refused, match=words) as refused, databases.explained(Path("/s/db")):
        raise error
    assert "\n" not in str(refused.value)


def test_a_masked_cause_is_found() -> None:
    """Peewee reports a failed rollback; why it came to that stands behind it."""
    with pytest.raises(Refused, match="the disk is full"), databases.explained(Path("/s/db")):
        try:
            raise OperationalError("database or disk is full")
        except OperationalError:
            raise OperationalError("cannot rollback - no transaction is active")  # noqa: B904


def test_mistakes_of_the_program_are_not_dressed_up() -> None:
    """They stay what they are, for the log."""
    for error in (ValueError("x"), OperationalError('near "SELEC": syntax error')):
        with pytest.raises(type(error)), databases.explained(Path("/s/db")):
            raise error


def test_locks_between_programs_exclude(tmp_path: Path) -> None:
    """Whoever comes second waits until the first is done."""
    lock = tmp_path / "lock"
    script = (
        "import sys; from pathlib import Path; from store.database import file_lock\n"
        "with file_lock(Path(sys.argv[1])): print('in', flush=True)"
    )
    with databases.file_lock(lock):
        other = subprocess.Popen(
            [sys.executable, "-c", script, str(lock)],
            cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.6)
    assert other.communicate(timeout=20)[0] == "in\n"
