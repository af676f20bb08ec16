"""A small sample studio to work in: built once, copied into memory for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from peewee import SqliteDatabase

from store import people, samples, settings, vendors, versions
from store.access import Person
from store.database import OpenFile
from store.desk import Clock, Desk
from store.settings import Settings
from store.tables import Trigger, User, database

ZONE = ZoneInfo("America/New_York")
MONDAY = round(datetime(2026, 11, 2, 10, 0, tzinfo=ZONE).timestamp() * 1000)
"""When tests begin: Monday 2 November 2026, 10:00 in the studio."""

Login = Callable[[str], Desk]
"""Sits somebody else down at the same studio, by login."""

Turn = Callable[[str], int]
"""Turns the clock of the desk to a local moment such as 2026-11-03 09:00."""


@dataclass(frozen=True)
class StoppedClock(Clock):
    """A clock that stands at a moment."""

    def now(self) -> int:
        """That moment."""
        return self.offset_ms


class Memory(OpenFile):
    """A database without a file, which nobody can replace."""

    def check(self) -> None:
        """Nothing can have happened to it."""


FILE = Memory(Path("memory"), 0, 0)


def _open() -> SqliteDatabase:
    handle = SqliteDatabase(":memory:", pragmas={"foreign_keys": 1}, lock_type="IMMEDIATE")
    database.initialize(handle)
    handle.connect()
    return handle


@pytest.fixture(scope="session")
def studio_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a studio in New York, without public holidays."""
    file = tmp_path_factory.mktemp("studio") / settings.FILE
    text = settings.default_text(
        {"studio.name": "Larkin Studio", "studio.timezone": "America/New_York"}
    )
    file.write_text(text, encoding="utf-8")
    return settings.load(file)


@pytest.fixture(scope="session")
def furnished(studio_settings: Settings) -> Iterator[SqliteDatabase]:
    """The sample set-up with four users and two labs."""
    handle = _open()
    versions.create()
    ana = User.create(login="ana", name="Ana", role="admin", system_uid=1000)
    who = Person(ana.id, "ana", "Ana", "admin")
    desk = Desk(FILE, studio_settings, who, source="test", clock=StoppedClock(MONDAY))
    samples.furnish(desk)
    Trigger.delete().execute()  # tests make their own
    people.add_user(desk, "joon", name="Joon Park", departments=["Retouch"])
    people.add_user(desk, "mia", name="Mia", role="operator", departments=["Print room"])
    people.add_user(desk, "vic", name="Vic", role="viewer")
    vendors.add(desk, "Bay Lab", type="Print")
    vendors.add(desk, "Foliant", type="Album", work_week="mon,tue,wed,thu", own_numbers=True)
    yield handle
    handle.close()


@pytest.fixture
def desk(furnished: SqliteDatabase, studio_settings: Settings) -> Iterator[Desk]:
    """The admin's desk at a fresh copy of the sample studio, with a clock that stands still."""
    handle = _open()
    furnished.connection().backup(handle.connection())
    ana = User.get(User.login == "ana")
    who = Person(ana.id, "ana", "Ana", "admin")
    yield Desk(FILE, studio_settings, who, source="test", clock=StoppedClock(MONDAY))
    handle.close()


@pytest.fixture
def log_in(desk: Desk) -> Login:
    """What sits somebody else down at the same studio."""

    def log_in(login: str) -> Desk:
        user = desk.directory.user_named(login)
        return desk.standing_in(Person(user.id, user.login, user.name, user.role), "test")

    return log_in


@pytest.fixture
def turn(desk: Desk) -> Turn:
    """What turns the clock of the desk to a local moment and returns that moment."""

    def turn(moment: str) -> int:
        at = round(datetime.fromisoformat(moment).replace(tzinfo=ZONE).timestamp() * 1000)
        desk.clock = StoppedClock(at)
        return at

    return turn


@pytest.fixture
def at() -> Callable[[str], int]:
    """What reads a local moment such as 2026-11-03 18:00."""

    def at(moment: str) -> int:
        return round(datetime.fromisoformat(moment).replace(tzinfo=ZONE).timestamp() * 1000)

    return at
