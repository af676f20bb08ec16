"""Making a demo studio: the order in which it is set up, filled and made safe."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from store import database as databases
from store import fulltext, settings, studio
from store.database import explained
from store.demo import bulk, catalogue, counter, desktop, pictures, post
from store.demo.pace import Axis, Chance
from store.demo.pictures import Photographer
from store.demo.routes import Routes
from store.demo.stories import AHEAD_DAYS, LEAD_DAYS, Shape, Stories
from store.desk import Clock, Desk, copy_for, machine_ms
from store.errors import Refused
from store.tables import Action, Setting, database

Progress = Callable[[str], None]
"""Is told, in a line, how far the work has come."""

MS_PER_MINUTE = 60_000
MOST_ORDERS = 5_000_000

MOST_PICTURED = 50_000
"""Larger studios are for measuring, and get no pictures."""

CALENDAR_SHARE = 7 / 5 * 1.08
"""Days of the calendar to a business day, holidays included, rounded up."""


@dataclass(frozen=True, slots=True)
class Still(Clock):
    """A clock that stands still, so that the same seed gives the same studio."""

    def now(self) -> int:
        """The moment it was set to."""
        return self.offset_ms


def furnish(
    folder: Path,
    orders: int = 400,
    seed: int = 1,
    at: int | None = None,
    progress: Progress | None = None,
    photographer: Photographer | None = None,
) -> None:
    """Make a demo studio in a folder as it stands at a moment (default: this minute).

    Same orders, seed and moment: the same studio. `Refused` where there is a studio already, or for
    numbers that cannot be. Without a photographer there are no pictures.
    """
    if not 1 <= orders <= MOST_ORDERS:
        raise Refused(f"{orders} orders cannot be made; give a number from 1 to {MOST_ORDERS:,}")
    moment = machine_ms() // MS_PER_MINUTE * MS_PER_MINUTE if at is None else at
    say = progress or _silent
    kept = (folder / settings.FILE).exists()
    shape = Shape.of(orders)
    first = _day(moment, -round((shape.history_days + LEAD_DAYS) * CALENDAR_SHARE))
    opening = moment - (_day(moment, 0) - first).days * 86_400_000
    desk = studio.init(folder, catalogue.SETTINGS, clock=Still(opening))
    complete = False
    try:
        with explained(desk.settings.database):
            catalogue.furnish(desk, first, _day(moment, 366))
            desk = copy_for(desk, Still(moment))
            counter.set_rules(desk)
            catalogue.watch(desk)  # before there are cards: what they plan is written with them
            _fill(desk, orders, seed, shape, first, say)
            if photographer is not None and orders <= MOST_PICTURED:
                made = pictures.hang(desk, seed, photographer)
                say(f"made {made} photographs")
            _finish(seed)
        complete = True
    finally:
        databases.close()
        if not complete:
            _clear(desk, keep_settings=kept)


def _silent(_: str) -> None:
    """Tell nobody."""


def _day(moment: int, offset: int) -> date:
    return date(1970, 1, 1) + timedelta(days=moment // 86_400_000 + offset)


def _fill(desk: Desk, orders: int, seed: int, shape: Shape, first: date, say: Progress) -> None:
    """Write all records, then what people and triggers have to do with them."""
    ahead = round(AHEAD_DAYS * 6 * CALENDAR_SHARE)
    axis = Axis(desk.calendar(), first, _day(desk.now(), ahead))
    chance = Chance(seed)
    stories = Stories(desk, axis, chance, Routes(desk, axis), catalogue.suppliers(desk))
    fulltext.stop_following()
    with bulk.loading(stories.sheets):
        stories.tell_all(orders, shape, _told(orders, say))
    with database.atomic():
        database.execute_sql("PRAGMA defer_foreign_keys = 1")  # cards may come after their visits
        desktop.lay_out(desk, stories, orders)
        bulk.set_counters()
        desktop.plan_firings(desk)
        post.plan_dates(desk)
        fulltext.follow_again()
    desktop.fit_limits(desk, orders)
    counter.leave_open(desk)
    post.write(desk)
    say(f"furnished with {orders:,} orders of {stories.clients.last_id:,} clients")


TALKATIVE = 5_000
"""From so many orders on, progress is told."""


def _told(orders: int, say: Progress) -> Callable[[int], None]:
    """Say how many orders there are, twenty times in all."""
    step = orders / 20
    reached = 0

    def heard(count: int) -> None:
        nonlocal reached
        if orders >= TALKATIVE and count >= (reached + 1) * step:
            reached = int(count / step)
            say(f"{count:,} of {orders:,} orders")

    return heard


def _finish(seed: int) -> None:
    """Give the studio its identity; what the demo did is nobody's to undo."""
    identity = hashlib.sha256(f"safelight demo {seed}".encode()).hexdigest()[:32]
    with database.atomic():
        Setting.update(value=identity).where(Setting.key == "studio_id").execute()
        Action.update(undoable=False).execute()
    bulk.settle()


def _clear(desk: Desk, *, keep_settings: bool) -> None:
    """Take away a studio that was left half furnished."""
    path = desk.settings.database
    for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        leftover.unlink(missing_ok=True)
    shutil.rmtree(desk.settings.pictures, ignore_errors=True)
    if not keep_settings:
        desk.settings.file.unlink(missing_ok=True)
