"""Studios for the tests that run the real program: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from store import database, identity, orders, people, settings, studio, tracks, vendors
from store.desk import Clock, Desk
from store.tables import Setting

ZONE = ZoneInfo("America/New_York")

TYPES = ("Print", "Album", "Canvas & frame", "Digital", "Poster")
"""Five types of order, each with a track of its own."""

CLIENTS = ("Okafor, Ada", "Lindqvist, Bo", "Moreau, Jules", "Quiroga, Matías", "Sato, Rin")


def moment(text: str) -> int:
    """A local moment of the studio, such as 2026-11-03 09:00, in milliseconds."""
    return round(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


def make(folder: Path, *, at: str | None = None, times: int = 2, **changes: object) -> None:
    """Make the studio that most tests work in: orders of five types, some times; two more people."""
    desk = studio.init(
        folder,
        {"studio.name": "Larkin Studio", "studio.timezone": str(ZONE), **changes},
        clock=Clock() if at is None else Clock.starting_at(moment(at)),
    )
    try:
        _furnish(desk, times)
        Setting.delete().where(Setting.key == identity.KEY).execute()  # copies are no copies
    finally:
        database.close()


def _furnish(desk: Desk, times: int) -> None:
    for place, (name, flags) in enumerate(
        [("Order Entered", {"initial": True, "days": 1}), ("Printing", {"days": 2}),
         ("On Hold", {"state": "blocked"}), ("Delivered", {"final": True, "days": 0})]
    ):  # fmt: skip
        tracks.add_status(desk, "production", "Poster", name, position=place + 1, **flags)
    people.add_user(desk, "joon", name="Joon Park", departments=["Retouch"])
    people.add_user(desk, "mia", name="Mia")
    vendors.add(desk, "Bay Lab", type="Print")
    for turn in range(times):
        for kind, client in zip(TYPES, CLIENTS, strict=True):
            orders.new(desk, client=f"{client} {turn + 1}", type=kind)


def copy(made: Path, folder: Path, **changes: object) -> Path:
    """A studio of one's own, with other settings where they are given."""
    shutil.copytree(made, folder)
    if changes:
        values = {"studio.name": "Larkin Studio", "studio.timezone": str(ZONE), **changes}
        (folder / settings.FILE).write_text(settings.default_text(values), encoding="utf-8")
    return folder


@contextmanager
def opened(folder: Path, at: str | None = None, **how: Any) -> Iterator[Desk]:
    """Sit down at a studio in this process, and leave it again."""
    clock = Clock() if at is None else Clock.starting_at(moment(at))
    try:
        yield studio.open_desk(settings.load(folder / settings.FILE), clock=clock, **how)
    finally:
        database.close()


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Have a studio's database open all the while, as another program of the studio has."""
    import pysqlite3

    connection = pysqlite3.connect(f"file:{folder / 'safelight.db'}?mode=ro", uri=True)
    try:
        connection.execute("SELECT count(*) FROM card").fetchone()
        yield
    finally:
        connection.close()


def rows(folder: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What a query finds, read by an engine of its own and without any of the program."""
    import pysqlite3

    connection = pysqlite3.connect(f"file:{folder / 'safelight.db'}?mode=ro", uri=True, timeout=10)
    try:
        return list(connection.execute(query, values))
    finally:
        connection.close()


def problems(folder: Path) -> list[str]:
    """What is wrong with a studio's database by the engine's own words: nothing, if all is well."""
    checked = [row[0] for row in rows(folder, "PRAGMA integrity_check") if row[0] != "ok"]
    return checked + [str(row) for row in rows(folder, "PRAGMA foreign_key_check")]
