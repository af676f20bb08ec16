"""What all screens stand on: the open studio, the one thread that asks it, and what is shown.

Screens ask through ``Ground.ask``; a refusal becomes a message to the person, never a crash.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from store import changes, database, studio
from store.boards import View
from store.changes import Feed
from store.desk import Clock, Desk
from store.settings import Settings
from store.thread import StoreThread
from tui.keys import Keymap

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Start:
    """How the boards are to be opened."""

    config: Settings
    acting_as: str | None = None
    at: int | None = None
    read_only: bool = False
    board: str = "production"
    source: str = "terminal"


@dataclass
class Ground:
    """One open studio as the screens use it."""

    start: Start
    keys: Keymap
    thread: StoreThread = field(default_factory=StoreThread)
    last_change: int = 0
    seen_version: int = -1
    _desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        """The desk, once the studio is open; only its clock, zone and person may be used here."""
        if self._desk is None:
            raise RuntimeError("the studio is not open yet")
        return self._desk

    @property
    def is_open(self) -> bool:
        """Whether the studio has been opened."""
        return self._desk is not None

    def now(self) -> int:
        """The present moment in domain time."""
        return self.desk.now()

    async def open(self) -> None:
        """Open the studio on the store thread."""
        self._desk = await self.thread.run(self._open)

    def _open(self) -> Desk:
        start = self.start
        desk = studio.open_desk(
            start.config,
            acting_as=start.acting_as,
            clock=Clock.starting_at(start.at) if start.at is not None else Clock(),
            source=start.source,
            read_only=start.read_only,
        )
        self.seen_version = changes.data_version()
        self.last_change = changes.last_id()
        return desk

    async def ask(
        self, call: Callable[Concatenate[Desk, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a read or a command of the store with this desk."""
        return await self.thread.run(call, self.desk, *args, **kwargs)

    async def news(self, *, own: bool = False) -> Feed | None:
        """What has changed since last time, or null; ``own`` looks without waiting for others."""
        return await self.thread.run(self._news, own)

    def _news(self, own: bool) -> Feed | None:
        self.desk.file.check()
        version = changes.data_version()
        if version == self.seen_version and not own:
            return None
        self.seen_version = version
        feed = changes.feed(self.last_change)
        if feed.last == self.last_change:
            return None
        self.last_change = feed.last
        return feed

    def close(self, last: Callable[[], object] | None = None) -> None:
        """Let the store thread finish and close the database."""

        def end() -> None:
            try:
                if last is not None:
                    last()
            finally:
                database.close()

        self.thread.close(end)


@dataclass
class Shown:
    """What each board was last looked at with, so that coming back finds it as it was."""

    views: dict[str, View] = field(default_factory=dict)
    queue: str | None = None
    """The lane of the queue that 6 goes to; empty: the triggers', null: not looked at yet."""

    def of(self, board: str) -> View:
        """The view of a board."""
        return self.views.setdefault(board, View(board))

    def keep(self, view: View) -> View:
        """Remember a board's view."""
        self.views[view.board] = view
        return view
