"""What works in a studio and what does not, each with how to mend it.

Nothing here raises: a studio with broken settings or a damaged database is what it is made for.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from store import database as databases
from store import (
    lease,
    mailing,
    postroom,
    renderchecks,
    settings,
    smscheck,
    studio,
    tracks,
    versions,
)
from store.database import FAULTS, explain
from store.desk import Clock, Desk
from store.errors import Refused
from store.publicholidays import public_holidays
from store.settings import Settings
from store.tables import User, database
from store.text import safe
from store.when import local_day

LEAST_BYTES = 500_000_000
LEAST_SHARE = 0.05

TROUBLES: tuple[type[Exception], ...] = (Refused, *FAULTS)

ROOM = "free some space: a full disk stops all work at once"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found and, where it is not well, how to mend it."""

    check: str
    ok: bool
    detail: str
    remedy: str = ""


def run(file: Path, clock: Clock, *, full: bool = False) -> list[Check]:
    """Look at a studio, named by its settings file; ``full`` reads every page of the database."""
    try:
        config = settings.load(file)
    except Refused as refusal:
        found = [
            Check("settings", False, safe(problem), "mend the line in the settings file")
            for problem in refusal.problems
        ]
        return [*found, _engine()]
    found = [Check("settings", True, f"{file}")]
    found += [_engine(), _holidays(config, clock), _keys(config), *_folders(config), _mail(config)]
    found.append(_sms(config))
    found.append(Check("pictures", *renderchecks.readable()))
    return [*found, _space(config), _file_system(config), *_database(config, clock, full=full)]


def _tried(name: str, remedy: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except TROUBLES as error:
        return _failed(name, error, remedy)


def _failed(name: str, error: Exception, remedy: str, path: Path | None = None) -> Check:
    """What could not be looked at, and why; on a full disk nothing else has to be mended."""
    words = "; ".join(error.problems) if isinstance(error, Refused) else explain(error, path)
    return Check(name, False, safe(words, 2_000), ROOM if databases.is_full(error) else remedy)


# Without the database ----------------------------------------------------------------------------


def _engine() -> Check:
    name, version = databases.engine()
    shown = f"SQLite {'.'.join(map(str, version))} ({name})"
    if databases.affected(version):
        return Check(
            "engine",
            False,
            f"{shown} can corrupt a database that several programs use",
            "install pysqlite3 0.6.1 or newer in this environment",
        )
    return Check("engine", True, shown)


def _holidays(config: Settings, clock: Clock) -> Check:
    country, subdivision = config.studio.country, config.studio.subdivision
    if not country:
        return Check("public holidays", True, "no country is set: only listed days are closed")

    def look() -> Check:
        year = local_day(clock.now(), config.zone).year
        days = public_holidays(country, subdivision or None, year)
        where = f"{country} {subdivision}".strip()
        return Check("public holidays", True, f"{len(days)} days of {where} in {year}")

    return _tried("public holidays", "mend country and subdivision under [studio]", look)


def _keys(config: Settings) -> Check:
    count = len(config.keys)
    detail = f"{count} of the studio's own" if count else "the usual ones"
    return Check("keys", True, f"{detail}; 'safelight keys' lists them")


def _folders(config: Settings) -> Iterator[Check]:
    for name, path in (
        ("studio folder", config.folder),
        ("pictures", config.pictures),
        ("logs", config.logs),
        ("backups", config.backups),
    ):
        yield _folder(name, path)


def _folder(name: str, path: Path) -> Check:
    if not path.exists():
        parent = next((up for up in path.parents if up.exists()), path.anchor)
        if os.access(parent, os.W_OK | os.X_OK):
            return Check(name, True, f"{path}: is made when it is needed")
        return Check(name, False, f"{path}: is missing and cannot be made", f"make {path}")
    if not path.is_dir():
        return Check(
            name, False, f"{path}: is not a folder", f"name another under [folders] {name}"
        )
    if not os.access(path, os.W_OK | os.X_OK) or _read_only(path):
        return Check(
            name, False, f"{path}: cannot be written", "check its owner, its rights, and its disk"
        )
    return Check(name, True, f"{path}")


def _read_only(path: Path) -> bool:
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _space(config: Settings) -> Check:
    try:
        usage = shutil.disk_usage(config.folder)
    except OSError as error:
        return Check("free space", False, f"{config.folder}: {error.strerror}", "check the disk")
    share = usage.free / max(usage.total, 1)
    detail = f"{usage.free // 1_000_000:,} MB free, {share:.0%} of the disk"
    if usage.free < LEAST_BYTES or share < LEAST_SHARE:
        return Check("free space", False, detail, ROOM)
    return Check("free space", True, detail)


def _file_system(config: Settings) -> Check:
    kind = databases.file_system(config.database.parent)
    if kind in databases.NETWORK_FILE_SYSTEMS:
        return Check(
            "file system",
            False,
            f"{kind} is a network file system, where SQLite loses data",
            "move the studio to a local disk",
        )
    return Check("file system", True, kind or "unknown")


def _mail(config: Settings) -> Check:
    return _tried("mail", "mend it under [mail]", lambda: Check("mail", True, mailing.said(config)))


def _sms(config: Settings) -> Check:
    return _tried("sms", "mend it under [sms]", lambda: Check("sms", True, smscheck.said(config)))


# The database ------------------------------------------------------------------------------------


def _database(config: Settings, clock: Clock, *, full: bool) -> Iterator[Check]:
    path = config.database
    if not path.exists():
        yield Check(
            "database",
            False,
            f"{path}: is missing",
            "restore a copy with 'safelight restore FILE', or make a new studio",
        )
        return
    yield _rights(path)
    remedy = "restore the latest copy with 'safelight restore FILE'"
    try:
        opened = databases.connect(path, config.store.busy_timeout_seconds)
    except TROUBLES as error:
        yield _failed("database", error, remedy, path)
        return
    yield _tried("database", remedy, lambda: _integrity(path, full=full))
    yield _tried("references", remedy, _references)
    version = _tried("schema version", "install the newer Safelight", _version)
    yield version
    if not version.ok:
        return
    desk = Desk(opened, config, studio.system_person(), clock=clock)
    yield _tried("user", "", lambda: _user(desk))
    yield from _tracks(desk)
    yield _tried("clock", "", lambda: _clock(desk))
    if versions.found_version() == versions.CURRENT:
        yield _tried("messages", "", lambda: Check("messages", *postroom.checked(desk)))
        yield _tried("rendering", "", lambda: Check("rendering", *renderchecks.checked(desk)))
        yield _tried("render folders", "", lambda: _destinations(desk))


def _destinations(desk: Desk) -> Check:
    wrong = [f"{name}: {folder}" for name, folder in renderchecks.unwritable(desk)]
    if not wrong:
        return Check("render folders", True, "files of every profile can be written")
    remedy = "mount or make that folder, or change it: 'safelight profiles change'"
    return Check("render folders", False, f"cannot be written: {'; '.join(wrong)}", remedy)


def _rights(path: Path) -> Check:
    found = path.stat()
    try:
        owner = pwd.getpwuid(found.st_uid).pw_name
    except KeyError:
        owner = f"uid {found.st_uid}"
    mode = stat.S_IMODE(found.st_mode)
    detail = f"{path}: of {owner}, mode {mode:o}, {found.st_size:,} bytes"
    if mode & stat.S_IWOTH:
        return Check("database file", False, f"{detail}: anybody may write it", f"chmod 660 {path}")
    if not os.access(path, os.R_OK | os.W_OK):
        return Check(
            "database file", False, f"{detail}: you may not write it",
            f"work as {owner}, or have {owner} give your group the right to",
        )  # fmt: skip
    return Check("database file", True, detail)


def _integrity(path: Path, *, full: bool) -> Check:
    pragma = "integrity_check" if full else "quick_check"
    found = [row[0] for row in database.execute_sql(f"PRAGMA {pragma}(10)").fetchall()]
    if found != ["ok"]:
        return Check(
            "database", False, safe(f"{path}: {'; '.join(map(str, found))}", 2_000),
            "restore the latest copy with 'safelight restore FILE'",
        )  # fmt: skip
    return Check("database", True, f"sound ({pragma.replace('_', ' ')})")


def _references() -> Check:
    broken = database.execute_sql("PRAGMA foreign_key_check").fetchmany(1)
    if broken:
        return Check(
            "references", False, f"rows of {broken[0][0]} refer to rows that are missing",
            "restore the latest copy with 'safelight restore FILE'",
        )  # fmt: skip
    return Check("references", True, "every row refers to rows that exist")


def _version() -> Check:
    version = versions.found_version()
    versions.refuse_newer(version)
    if version == 0:
        return Check("schema version", False, "the database is empty", "make a new studio")
    if version < versions.CURRENT:
        return Check(
            "schema version", True,
            f"{version}; it is carried forward to {versions.CURRENT} at the next start",
        )  # fmt: skip
    return Check("schema version", True, str(version))


def _user(desk: Desk) -> Check:
    admins = User.select().where(User.role == "admin", User.inactive == False).count()  # noqa: E712 - SQL
    if not admins:
        return Check("user", False, "the studio has no active admin", "restore a copy that has one")
    reached = User.select().where(
        User.role == "admin",
        User.inactive == False,  # noqa: E712 - SQL
        User.system_uid.is_null(False),
    )
    if not reached.exists():
        return Check(
            "user",
            False,
            "no active admin has a user id of this system, so nobody can log in as one",
            "restore a copy in which somebody can",
        )
    if desk.who.id is None:
        return Check(
            "user", True, f"the login '{desk.who.login}' is no user of the studio: it may only look"
        )
    return Check("user", True, f"{desk.who.login} ({desk.who.role})")


def _tracks(desk: Desk) -> Iterator[Check]:
    remedy = "mend it with 'safelight statuses add' or 'safelight statuses change'"
    try:
        problems = tracks.check_tracks(desk)
    except FAULTS as error:
        yield _failed("tracks", error, remedy)
        return
    for problem in problems:
        yield Check("tracks", False, problem, remedy)
    if not problems:
        yield Check("tracks", True, "every track can take records")


def _clock(desk: Desk) -> Check:
    holder = lease.holder(desk)
    calendar = desk.calendar()
    ticked = ""
    if holder.ticked_at is not None:
        ticked = f", last looked {calendar.local(holder.ticked_at):%Y-%m-%d %H:%M}"
    if holder.label:
        return Check("clock", True, f"run by the {holder.label}{ticked}")
    return Check(
        "clock", True, f"nobody runs it now{ticked}", "open the boards, or start 'safelight worker'"
    )
