"""Opening a studio and making a new one: settings, database, and who is sitting there."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from store import ballast, identity, settings, versions
from store import database as databases
from store.access import Person
from store.database import OpenFile, explained
from store.desk import Clock, Desk
from store.errors import Refused
from store.settings import Settings
from store.tables import User
from store.text import safe


def open_file(config: Settings) -> OpenFile:
    """Open the studio's database and bring it to this program's version."""
    path = config.database
    if not path.exists():
        raise Refused(
            f"{path}: the database is missing; restore a copy with 'safelight restore FILE', "
            f"or make a new one with 'safelight init {config.folder}'"
        )
    opened = databases.connect(path, config.store.busy_timeout_seconds)
    versions.prepare(path, config.backups)
    with explained(path):
        identity.look_back(opened)
    ballast.ensure(path.parent)
    return opened


def system_login() -> tuple[int, str]:
    """The operating system's user id and its name; never what the environment claims."""
    uid = os.getuid()
    try:
        return uid, pwd.getpwuid(uid).pw_name
    except KeyError:
        return uid, f"uid-{uid}"


def system_person() -> Person:
    """The studio's user who is logged in to this machine; a viewer when nobody is mapped."""
    uid, login = system_login()
    user = User.get_or_none(User.system_uid == uid)
    if user is None or user.inactive:
        return Person(None, login, login, "viewer")
    return person_of(user)


def person_of(user: User) -> Person:
    """A stored user as the one who acts."""
    return Person(user.id, user.login, user.name, user.role)


def open_desk(
    config: Settings,
    *,
    acting_as: str | None = None,
    clock: Clock | None = None,
    source: str = "terminal",
    read_only: bool = False,
) -> Desk:
    """Open a studio and stand at it; acting for another user needs the right to."""
    opened = open_file(config)
    with explained(config.database):
        who = system_person()
        desk = Desk(opened, config, who, source=source, clock=clock)
        if acting_as is not None:
            user = desk.directory.user_named(acting_as)
            if user.id != who.id:
                who.require("act for others", f"acting as {user.login}")
                desk = desk.standing_in(person_of(user), f"{source}, {who.login}")
    if read_only:
        desk = desk.standing_in(
            Person(desk.who.id, desk.who.login, desk.who.name, "viewer"), source
        )
    return desk


def init(
    folder: Path,
    changes: Mapping[str, object] | None = None,
    *,
    clock: Clock | None = None,
    furnish: bool = True,
) -> Desk:
    """Make a new studio in a folder: commented settings, database, sample set-up.

    Whoever makes it is its admin. Settings that are there already are kept and used.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(databases.explain(error, folder)) from None
    target = folder / settings.FILE
    made: list[Path] = []
    try:
        if not target.exists():
            target.write_text(settings.default_text(changes), encoding="utf-8")
            made.append(target)
        config = settings.load(target)
        databases.require_sound_engine()
        databases.create_file(config.database)
        made.append(config.database)
        return _furnished(config, clock, furnish=furnish)
    except (Refused, OSError) as error:
        databases.close()
        for path in made:
            for leftover in (
                path,
                path.with_name(path.name + "-wal"),
                path.with_name(path.name + "-shm"),
            ):
                leftover.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Refused(databases.explain(error, folder)) from None
        raise


def _furnished(config: Settings, clock: Clock | None, *, furnish: bool) -> Desk:
    opened = databases.connect(config.database, config.store.busy_timeout_seconds)
    with explained(config.database):
        versions.create()
        identity.settle_in(opened)
        uid, login = system_login()
        name = safe(pwd.getpwuid(uid).pw_gecos.split(",")[0] or login, 80) if _known(uid) else login
        user = User.create(login=login, name=name, role="admin", system_uid=uid)
    desk = Desk(opened, config, person_of(user), source="init", clock=clock)
    if furnish:
        from store import samples

        samples.furnish(desk)
    return desk


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
