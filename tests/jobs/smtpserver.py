"""A mail server of this machine that takes messages, refuses them, or fails at any point.

It keeps a log of what it was given: a line of JSON for each message, with whether it was
``accepted``. As a program of its own::

    python tests/jobs/smtpserver.py --log FILE [--faults SHARE] [--seed N] [--slow SECONDS]

It prints its port and serves until it is stopped.
"""

# ruff: noqa: N802 - the library looks for methods of these names

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import signal
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

MOODS = {
    "ok": True,
    "slow": True,  # answers late
    "lost answer": True,  # takes the message and closes the connection
    "half answer": True,  # takes it and closes in the middle of the answer
    "half line": True,  # takes it, begins to answer, and says no more
    "no answer": True,  # takes it and says nothing
    "nonsense": True,  # takes it and answers what means nothing
    "lost message": False,  # closes the connection when it has it, and does not take it
    "MAIL 451": False,
    "MAIL 550": False,
    "MAIL 552": False,
    "MAIL drop": False,
    "RCPT 421": False,
    "RCPT 451": False,
    "RCPT 452": False,
    "RCPT 530": False,
    "RCPT 550": False,
    "RCPT drop": False,
    "RCPT silent": False,
    "DATA 421": False,
    "DATA 451": False,
    "DATA 554": False,
    "DATA drop": False,
    "dot 421": False,
    "dot 451": False,
    "dot 554": False,
}
"""What can be with a message, and whether it counts as taken."""

FAULTS = (
    "slow", "lost answer", "half answer", "lost message", "MAIL drop", "RCPT 451", "RCPT drop",
    "DATA 421", "DATA drop", "dot 451",
)  # fmt: skip
"""Moods that a campaign mixes among the good ones: each is over soon, and none is for good."""

SLOW_SECONDS = 0.3


class Talk(SMTP):
    """One connection; it can also fail where the library has no hook."""

    async def smtp_DATA(self, arg: str) -> None:
        """Refuse, or go on as usual."""
        refused = self.event_handler.refusal(self, "DATA")
        if refused is None:
            await super().smtp_DATA(arg)
        elif refused:
            await self.push(refused)


class MailServer:
    """A mail server: what it was given, and how it is in the mood to answer."""

    def __init__(
        self,
        log: Path | None = None,
        *,
        faults: float = 0.0,
        seed: int = 0,
        slow_seconds: float = SLOW_SECONDS,
        starttls: ssl.SSLContext | None = None,
        tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        most: int = 0,
        utf8: bool = True,
    ) -> None:
        """Stand ready; ``most`` messages are taken on a connection before it is closed."""
        self.moods: deque[str] = deque()
        self.given: list[dict[str, Any]] = []
        self.connections, self.logins, self.port = 0, 0, 0
        self.slow_seconds = slow_seconds
        self._log = log.open("a", encoding="utf-8") if log else None
        self._faults, self._chance = faults, random.Random(seed)
        self._starttls, self._tls, self._login = starttls, tls, login
        self._most, self._utf8 = most, utf8
        self._talks: list[Talk] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def accepted(self) -> list[dict[str, Any]]:
        """The messages that count as taken."""
        return [line for line in self.given if line["accepted"]]

    async def listen(self) -> asyncio.Server:
        """Listen on a free port of this machine."""
        self._loop = loop = asyncio.get_running_loop()
        server = await loop.create_server(self._talk, "127.0.0.1", 0, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def _talk(self) -> Talk:
        self.connections += 1
        talk = Talk(
            self, hostname="mail.test", ident="test", enable_SMTPUTF8=self._utf8,
            tls_context=self._starttls, require_starttls=self._starttls is not None,
            auth_required=self._login is not None, authenticator=self._check_login,
            loop=asyncio.get_running_loop(),
        )  # fmt: skip
        self._talks.append(talk)
        return talk

    def restart(self) -> None:
        """Close every connection, as a server does that is started again."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self.drop_all(), self._loop).result(10)

    async def drop_all(self) -> None:
        """Close every connection."""
        for talk in self._talks:
            if talk.transport is not None:
                talk.transport.close()

    def _check_login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth: Any
    ) -> AuthResult:
        self.logins += 1
        given = (auth.login.decode(), auth.password.decode())
        return AuthResult(success=given == self._login, handled=False)

    # What the library asks -------------------------------------------------------------------

    async def handle_MAIL(
        self, server: Talk, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Choose the mood for this message."""
        session.count = getattr(session, "count", 0) + 1
        if self._most and session.count > self._most:
            server.transport.close()
            return "421 enough"
        envelope.mood = self._mood()
        refused = self.refusal(server, "MAIL")
        if refused is not None:
            return refused or "250"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 fine"

    async def handle_RCPT(
        self, server: Talk, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient or not."""
        if envelope.mood == "RCPT silent":
            await asyncio.sleep(3_600)
        refused = self.refusal(server, "RCPT")
        if refused is not None:
            return refused or "250"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server: Talk, session: Session, envelope: Envelope) -> str:
        """Note the message, and answer as the mood is."""
        number = self._note(envelope, envelope.mood)
        refused = self.refusal(server, "dot")
        if refused:
            return refused
        mood = envelope.mood
        if mood == "slow":
            await asyncio.sleep(self.slow_seconds)
        elif mood in ("lost answer", "lost message"):
            server.transport.abort()
        elif mood in ("half answer", "half line"):
            server.transport.write(b"250 2.0.0 que")
            if mood == "half answer":
                server.transport.close()
            else:
                await asyncio.sleep(3_600)
        elif mood == "no answer":
            await asyncio.sleep(3_600)
        elif mood == "nonsense":
            return "banana"
        return f"250 2.0.0 Ok: queued as {number}"

    def refusal(self, server: SMTP, command: str) -> str | None:
        """The answer to a command where the mood is bad; empty when the connection was closed."""
        first, _, word = str(getattr(server.envelope, "mood", "ok")).partition(" ")
        if first != command or word == "silent":
            return None
        if server.envelope.mood in MOODS and command != "dot":
            self._note(server.envelope, server.envelope.mood)
        if word == "drop":
            server.transport.abort()
            return ""
        return f"{word} 4.0.0 the mood is bad" if word < "5" else f"{word} 5.0.0 the mood is bad"

    def _mood(self) -> str:
        if self.moods:
            return self.moods.popleft()
        return self._chance.choice(FAULTS) if self._chance.random() < self._faults else "ok"

    def _note(self, envelope: Envelope, mood: str) -> int:
        content = bytes(envelope.original_content or b"")
        head = message_from_bytes(content.partition(b"\r\n\r\n")[0], policy=policy.default)
        line = {
            "accepted": MOODS[mood],
            "mood": mood,
            "from": envelope.mail_from,
            "to": ",".join(envelope.rcpt_tos),
            "subject": str(head["Subject"] or ""),
            "message_id": str(head["Message-ID"] or ""),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        self.given.append({**line, "content": content})
        if self._log is not None:
            self._log.write(json.dumps(line) + "\n")
            self._log.flush()
        return len(self.given)

    def close(self) -> None:
        """Close the log."""
        if self._log is not None:
            self._log.close()


@contextmanager
def serving(log: Path | None = None, **given: Any) -> Iterator[MailServer]:
    """A mail server in a thread of this process, ended after."""
    server = MailServer(log, **given)
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def run() -> None:
        listening = await server.listen()
        ready.set()
        await over.wait()
        listening.close()
        await server.drop_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()
        server.close()


async def _serve(server: MailServer) -> None:
    listening = await server.listen()
    print(server.port, flush=True)
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    await over.wait()
    listening.close()


def main(words: list[str] | None = None) -> None:
    """Serve as a program of its own until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, help="where what was given is written")
    parser.add_argument("--faults", type=float, default=0.0, help="share of messages that go wrong")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--slow", type=float, default=SLOW_SECONDS, help="seconds of slow answers")
    args = parser.parse_args(words)
    server = MailServer(args.log, faults=args.faults, seed=args.seed, slow_seconds=args.slow)
    try:
        asyncio.run(_serve(server))
    finally:
        server.close()


if __name__ == "__main__":
    main()
