"""One command being carried out: what was asked, of which studio, by whom, and where answers go."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store import settings as studio_settings
from store import when
from store.errors import Refused
from store.settings import Settings
from store.text import safe
from tui.cli.output import Output

if TYPE_CHECKING:
    from store.boards import Face
    from store.desk import Desk

FORCED = "SSH_ORIGINAL_COMMAND"
"""Set by the SSH server where a key may run one command only."""


class Invocation:
    """What a command is given; the studio is opened when it is first asked for."""

    def __init__(
        self,
        args: argparse.Namespace,
        out: Output,
        *,
        desk: Desk | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Take the options as read; with a desk the studio is open already."""
        self.args = args
        self.out = out
        self.environ = os.environ if environ is None else environ
        self.dry_run: bool = args.dry_run
        self.json: bool = args.json
        self._given_desk = desk
        if desk is not None:
            self._refuse_settled()

    def _refuse_settled(self) -> None:
        """An open studio cannot become another one, nor another person's, nor of another time."""
        for name in ("studio", "acting_as", "at", "read_only"):
            if getattr(self.args, name):
                word = "as" if name == "acting_as" else name.replace("_", "-")
                raise Refused(f"--{word}: that was settled when the studio was opened")

    # The studio

    @cached_property
    def studio_file(self) -> Path:
        """The studio.toml in use; raises `NoStudio`."""
        return studio_settings.find(Path.cwd(), self.environ, self.args.studio)

    @cached_property
    def settings(self) -> Settings:
        """The studio's settings."""
        if self._given_desk is not None:
            return self._given_desk.settings
        return studio_settings.load(self.studio_file)

    @property
    def acting_as(self) -> str | None:
        """Whom to act for; nobody may choose under a forced command."""
        wanted: str | None = self.args.acting_as
        if wanted is not None and self.environ.get(FORCED) is not None:
            raise Refused("--as: the user is fixed by the key you came in with; leave it out")
        return wanted

    @cached_property
    def at(self) -> int | None:
        """The moment to start at, if another than now was asked for."""
        if self.args.at is None:
            return None
        return self.read_moment("--at", self.args.at, self.settings.zone, _machine_now())

    @cached_property
    def desk(self) -> Desk:
        """The studio, opened, with whoever is acting."""
        if self._given_desk is not None:
            return self._given_desk
        from store import studio
        from store.desk import Clock

        at = self.at
        return studio.open_desk(
            self.settings,
            acting_as=self.acting_as,
            clock=Clock() if at is None else Clock.standing_at(at),
            read_only=self.args.read_only,
        )

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let changes happen, or only be tried with ``--dry-run``."""
        desk = self.desk  # opened first: what follows may look things up by itself
        if not self.dry_run:
            yield
            return
        with desk.rehearsal():
            yield
        self.out.line("Nothing was written: this was a dry run.")

    # Reading what people write

    @staticmethod
    def read_moment(
        option: str, text: str, zone: Any, now: int, end_of_day: time | None = None
    ) -> int:
        """Read a moment; `Refused` names the option it was given for."""
        try:
            return when.parse_moment(text, now, zone, end_of_day=end_of_day)
        except ValueError as error:
            raise Refused(f"{option}: {error}") from None

    def moment(self, option: str, text: str | None) -> int | None:
        """Read a moment, a day without a time of day meaning its closing time."""
        if text is None:
            return None
        closes = self.settings.calendar.closes
        return self.read_moment(option, text, self.desk.zone, self.desk.now(), closes)

    def past_moment(self, option: str, text: str | None) -> int | None:
        """Read a moment that cannot lie ahead: today's closing time means now until it has come."""
        found = self.moment(option, text)
        now = self.desk.now()
        if found is None or found <= now:
            return found
        same_day = when.local_day(found, self.desk.zone) == when.local_day(now, self.desk.zone)
        return now if same_day and ":" not in str(text) else found

    def start_of_day(self, option: str, text: str | None) -> int | None:
        """Read a moment, a day without a time of day meaning its beginning."""
        if text is None:
            return None
        return self.read_moment(option, text, self.desk.zone, self.desk.now())

    # Writing what people read

    def iso(self, moment: int | None) -> str | None:
        """A moment as JSON has it."""
        return None if moment is None else when.iso(moment, self.desk.zone)

    def day(self, moment: int | None) -> str:
        """A moment as tables have it: ``24 Nov 18:00``, in another year ``24 Nov 2024``."""
        if moment is None:
            return ""
        zone = self.desk.zone
        at = when.local_day(moment, zone)
        tail = when.clock(moment, zone)
        if at.year != when.local_day(self.desk.now(), zone).year:
            tail = str(at.year)
        return f"{when.day(moment, zone).partition(' ')[2]} {tail}"

    def due(self, face: Face) -> str:
        """A card's due date in few cells, with its day: ``Tue 24 Nov +2d``."""
        if face.due_at is None:
            return ""
        now, zone = self.desk.now(), self.desk.zone
        return f"{when.day(face.due_at, zone)} {when.short(face.due_at, now, zone)}"

    def result(self, value: dict[str, Any]) -> None:
        """Write a command's JSON answer, saying whether it was a rehearsal."""
        self.out.document({**value, "dry_run": True} if self.dry_run else value)


def _machine_now() -> int:
    from store.desk import machine_ms

    return machine_ms()


def path_text(path: Path) -> str:
    """A path as it can be shown."""
    return safe(str(path), 1_000)
