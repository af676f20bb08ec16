"""One connection to a mail server: opening it, handing messages over on it, closing it.

Until the last line of a message has left, whatever goes wrong is certain: it was not sent. After
that only the server's own word counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

import aiosmtplib
from aiosmtplib.protocol import PERIOD_REGEX, normalize_message_line_endings

from jobs.mail.troubles import ERRORS, REFUSALS, Trouble, after, before, connecting
from jobs.mime import Mime
from store import mailing
from store.errors import Refused
from store.settings import Settings

__all__ = ["Line", "Progress", "Trouble", "connect"]

CONNECT_SECONDS = 30.0
BYE_SECONDS = 2.0

UTF8_NEEDED = (
    "the address has letters other than a to z before the @, which this mail server cannot take"
)


@dataclass
class Progress:
    """How far a hand-over is: whether it may go on, and whether the whole message has left."""

    may: Callable[[], bool]
    left: bool = False


@dataclass
class Line:
    """One open connection, and how many messages it has carried."""

    smtp: aiosmtplib.SMTP
    carried: int = 0
    used_at: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it can still be used, as far as is known."""
        return self.smtp.is_connected

    async def hand_over(self, made: Mime, progress: Progress, answer_seconds: float) -> str:
        """Hand one message over and return the server's answer; Trouble where it was not taken.

        After trouble the connection is as good as new, or closed.
        """
        try:
            answer = await self._talk(made, progress, answer_seconds)
        except REFUSALS as error:
            await self._forget()
            raise (after(error) if progress.left else before(error)) from None
        except ERRORS as error:
            self.close()
            raise (after(error) if progress.left else before(error)) from None
        except (Trouble, asyncio.CancelledError):
            self.close()
            raise
        self.carried += 1
        return answer

    async def _talk(self, made: Mime, progress: Progress, answer_seconds: float) -> str:
        options = [f"SIZE={len(made.data)}"] if self.smtp.supports_extension("size") else []
        if made.needs_utf8 and not self.smtp.supports_extension("smtputf8"):
            raise Trouble("permanent", UTF8_NEEDED)
        if made.needs_utf8:
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        encoding = "utf-8" if made.needs_utf8 else "ascii"
        await self.smtp.mail(made.sender, options=options, encoding=encoding)
        await self.smtp.rcpt(made.recipient, encoding=encoding)
        if not progress.may():
            raise Trouble("untried", "another program sends now")
        # Not the library's own way to send data: it does not tell whether the message has left.
        begun = await self.smtp.execute_command(b"DATA")
        if begun.code != aiosmtplib.SMTPStatus.start_input:
            raise aiosmtplib.SMTPDataError(begun.code, begun.message)
        protocol = self.smtp.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("closed")
        protocol.write(
            PERIOD_REGEX.sub(b"..", normalize_message_line_endings(made.data)) + b".\r\n"
        )
        progress.left = True
        answer = await protocol.read_response(timeout=answer_seconds)
        if not 200 <= answer.code < 300:
            raise aiosmtplib.SMTPDataError(answer.code, answer.message)
        return f"{answer.code} {answer.message}"

    async def _forget(self) -> None:
        """Have the server forget the message it refused."""
        if not self.is_open:
            return
        try:
            await self.smtp.rset(timeout=BYE_SECONDS)
        except ERRORS:
            self.close()

    async def end(self) -> None:
        """Say good-bye and close."""
        with contextlib.suppress(*ERRORS):
            await self.smtp.quit(timeout=BYE_SECONDS)
        self.close()

    def close(self) -> None:
        """Close at once."""
        self.smtp.close()


async def connect(settings: Settings, context: ssl.SSLContext | None) -> Line:
    """Connect, encrypt with verified certificates and log in, as the settings say; or Trouble."""
    mail, name = settings.mail, mailing.server(settings)
    try:
        password = await asyncio.to_thread(mailing.password, settings)
    except Refused as refusal:
        raise Trouble("settings", str(refusal)) from None
    smtp = aiosmtplib.SMTP(
        hostname=mail.host,
        port=mail.at_port,
        local_hostname=_own_name(),
        timeout=mail.timeout_seconds,
        use_tls=mail.security == "tls",
        start_tls=mail.security == "starttls",
        tls_context=context,
    )
    try:
        await smtp.connect(timeout=min(CONNECT_SECONDS, mail.timeout_seconds))
        if smtp.is_ehlo_or_helo_needed:
            await smtp.ehlo()
        if mail.user:
            await _log_in(smtp, mail.user, password, encrypted=context is not None)
    except ERRORS as error:
        smtp.close()
        raise connecting(error, name) from None
    return Line(smtp)


async def _log_in(smtp: aiosmtplib.SMTP, user: str, password: str, *, encrypted: bool) -> None:
    """Log in by one way and no more: trying all of them looks like guessing, and locks out."""
    ways = {
        "plain": smtp.auth_plain,
        "login": smtp.auth_login,
        "cram-md5": smtp.auth_crammd5,
    }
    offered = [way for way in ways if way in smtp.server_auth_methods]
    if not offered:
        raise aiosmtplib.SMTPException("the server offers no way to log in that is known here")
    # The password itself is shown to a server that has proven who it is.
    await ways[offered[0 if encrypted else -1]](user, password)


def _own_name() -> str:
    """How this machine names itself to the server."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", name) else "localhost"
