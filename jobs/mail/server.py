"""The studio's mail server: a few connections to it, each used again for many messages."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from jobs import mime
from jobs.mail import always
from jobs.mail.connection import Line, Progress, connect
from jobs.mail.troubles import Trouble
from jobs.mime import Mime, Unsendable
from store import mailing
from store.envelopes import Envelope, Outcome, Result
from store.settings import Settings
from store.text import safe

ANSWER_SECONDS = 600.0
"""How long the answer to a whole message is waited for: a shorter wait makes doubles."""

MOST_MESSAGES, IDLE_SECONDS = 50, 30.0
"""How many messages a connection carries, and how long it stays open without any."""

STOPPED = "the program ended before the mail server had answered"

_QUEUED = re.compile(r"queued as ([!-~]+)")


@dataclass
class ServerPost:
    """Hands emails over to the server of the settings."""

    settings: Settings
    answer_seconds: float = ANSWER_SECONDS
    steady: Callable[[], float] = time.monotonic
    _idle: list[Line] = field(default_factory=list)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    _failures: int = 0
    _failure: Trouble | None = None
    _context: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        """Take from the settings what others ask for."""
        self.name = mailing.server(self.settings)
        self.slots = self.settings.mail.connections

    async def send(self, envelope: Envelope, may: Callable[[], bool] = always) -> Outcome:
        """Hand one message over, at most once, and tell how that ended.

        ``may`` is asked before the point of no return. Cancelled meanwhile, it returns whether the
        message had left already.
        """
        sender = mailing.sender(self.settings)
        if sender is None:
            return Outcome(envelope.id, "settings", mailing.NO_SENDER)
        made: Mime | None = None
        progress = Progress(may)
        result: Result = "done"
        try:
            made = mime.build(envelope, sender, self.settings.mail.reply_to)
            answer = await self._carry(made, progress)
        except Unsendable as error:
            result, answer = "permanent", str(error)
        except Trouble as trouble:
            result, answer = trouble.result, trouble.words
        except asyncio.CancelledError:
            result, answer = "unknown" if progress.left else "untried", STOPPED
        queued = _QUEUED.search(answer) if result == "done" else None
        return Outcome(
            envelope.id,
            result,
            safe(answer, 500),
            remote_id=queued[1] if queued else "",
            sha256=made.sha256 if made else "",
            gateway=self.name,
            sender=sender.address,
        )

    async def _carry(self, made: Mime, progress: Progress) -> str:
        """Use an open connection, and a new one where the server had closed that."""
        line = await self._kept_line()
        if line is not None:
            try:
                return await self._on(line, made, progress)
            except Trouble as trouble:
                if progress.left or not trouble.dropped:
                    raise
        return await self._on(await self._new_line(), made, progress)

    async def _on(self, line: Line, made: Mime, progress: Progress) -> str:
        try:
            return await line.hand_over(made, progress, self.answer_seconds)
        finally:
            if line.is_open:
                line.used_at = self.steady()
                self._idle.append(line)

    def _usable(self, line: Line) -> bool:
        fresh = self.steady() - line.used_at < IDLE_SECONDS
        return fresh and line.carried < MOST_MESSAGES and line.is_open

    async def _kept_line(self) -> Line | None:
        while self._idle:
            line = self._idle.pop()
            if self._usable(line):
                return line
            await line.end()
        return None

    async def _new_line(self) -> Line:
        """Open a connection, one after another: who waited for one that failed has failed too.

        So a wrong password is tried once, and not by all at the same time.
        """
        before = self._failures
        async with self._opening:
            if self._failures > before and self._failure is not None:
                raise Trouble(self._failure.result, self._failure.words)
            try:
                if self._context is None:
                    self._context = await asyncio.to_thread(context_of, self.settings)
                return await connect(self.settings, self._context)
            except Trouble as trouble:
                self._failure = trouble
                self._failures += 1
                raise

    async def rest(self) -> None:
        """Close what has not been used for a while."""
        for line in [line for line in self._idle if not self._usable(line)]:
            self._idle.remove(line)
            await line.end()

    async def close(self) -> None:
        """Close everything; it can still be used after."""
        while self._idle:
            await self._idle.pop().end()


def context_of(settings: Settings) -> ssl.SSLContext | None:
    """What the server's certificate is held against; null for a server of this very machine."""
    mail = settings.mail
    if mail.security == "none":
        return None
    if mail.ca_file is None:
        return ssl.create_default_context()
    path = settings.folder / mail.ca_file
    try:
        return ssl.create_default_context(cafile=str(path))
    except OSError as error:
        words = error.strerror if not isinstance(error, ssl.SSLError) else "it holds no certificate"
        raise Trouble(
            "settings", f"{path}, the ca_file of [mail], cannot be used: {words}"
        ) from None
