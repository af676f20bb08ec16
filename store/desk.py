"""Where a command stands: which studio, who is acting, from where, and what time it is.

Every command takes a desk first. ``Desk.action`` is the one transaction in which things change.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from store import changes, directory, versions
from store.access import Person
from store.calendar import Calendar
from store.calendars import Calendars
from store.changes import Act
from store.database import OpenFile, explained
from store.directory import Directory
from store.settings import Settings
from store.tables import database
from store.text import safe

# Written here: building these statements takes longer than to run them, and every command does.
_BEGIN = (
    "INSERT INTO action (at, user_id, source, name, summary, undoable, undoes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_TAKE_BACK = "DELETE FROM action WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Clock:
    """Domain time: the machine's time, moved by ``--at``."""

    offset_ms: int = 0
    stands_at: int | None = None

    @classmethod
    def starting_at(cls, moment: int) -> Clock:
        """A clock that shows a moment now and runs on from there."""
        return cls(moment - machine_ms())

    @classmethod
    def standing_at(cls, moment: int) -> Clock:
        """A clock that always shows one moment: what one command does, it does at once."""
        return cls(stands_at=moment)

    def now(self) -> int:
        """The present moment."""
        return machine_ms() + self.offset_ms if self.stands_at is None else self.stands_at


def machine_ms() -> int:
    """The machine's own time; everything else asks a clock."""
    return time.time_ns() // 1_000_000


class Desk:
    """One person's place at one open studio."""

    def __init__(
        self,
        file: OpenFile,
        settings: Settings,
        who: Person,
        *,
        source: str = "terminal",
        clock: Clock | None = None,
    ) -> None:
        """Stand at an open studio; ``source`` says from where, for the log."""
        self.file = file
        self.settings = settings
        self.who = who
        self.source = source
        self.clock = clock or Clock()
        self.zone = ZoneInfo(settings.studio.timezone)
        self._directory: Directory | None = None
        self._calendars: Calendars | None = None
        self._seen_version = -1

    def now(self) -> int:
        """The present moment in domain time."""
        return self.clock.now()

    def standing_in(self, who: Person, source: str) -> Desk:
        """The same studio and clock with somebody else acting; the lists are not read again."""
        other = Desk(self.file, self.settings, who, source=source, clock=self.clock)
        other._directory, other._calendars = self._directory, self._calendars
        other._seen_version = self._seen_version
        return other

    @property
    def directory(self) -> Directory:
        """The studio's lists, as new as the last commit."""
        version = changes.data_version()
        if self._directory is None or version != self._seen_version:
            if self._directory is None or directory.stamp() != self._directory.stamp:
                self._directory = directory.read()
                self._calendars = None
            self._seen_version = version
        return self._directory

    def calendar(self, vendor_id: int | None = None) -> Calendar:
        """The studio's calendar, or a vendor's own where it has one."""
        lists = self.directory
        if self._calendars is None:
            self._calendars = Calendars(self.settings, lists.vendors)
        return self._calendars.of(vendor_id)

    def forget_lists(self) -> None:
        """Read the lists again when next needed."""
        self._directory = None

    @contextmanager
    def action(
        self,
        name: str,
        summary: str = "",
        *,
        right: str = "work",
        undoable: bool = True,
        undoes: int | None = None,
    ) -> Iterator[Act]:
        """Change things: one immediate transaction, noted as one action, all of it or nothing."""
        self.who.require(right, name)
        self.file.check()
        now = self.now()
        act: Act | None = None
        try:
            with explained(self.file.path), database.atomic():
                begun = (now, self.who.id, self.source, name, safe(summary, 300), undoable, undoes)
                action_id = int(database.execute_sql(_BEGIN, begun).lastrowid)
                versions.refuse_newer(versions.stored_version())
                act = Act(action_id, now)
                yield act
                if act.dates:
                    self._follow_dates(act, restoring=undoes is not None)
                act.flush()
                if not act.changed_anything:
                    database.execute_sql(_TAKE_BACK, (action_id,))
        finally:
            # Also when it failed: the lists may have been read inside the transaction.
            if act is None or act.directory_touched:
                self.forget_lists()

    def _follow_dates(self, act: Act, *, restoring: bool) -> None:
        """Bring what triggers plan to where dates of records were moved, whoever moved them."""
        from store import dated  # the ledger stands on desks itself

        dated.follow(self, act, act.dates, restoring=restoring)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Let commands run for their answers, then take everything back."""
        self.file.check()
        try:
            with explained(self.file.path), database.atomic() as transaction:
                yield
                transaction.rollback()
        finally:
            self.forget_lists()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several reads that see the same state, with errors in words."""
        with explained(self.file.path), database.atomic("DEFERRED"):
            yield


def copy_for(desk: Desk, clock: Clock) -> Desk:
    """The same desk at another time."""
    return Desk(desk.file, desk.settings, desk.who, source=desk.source, clock=clock)
