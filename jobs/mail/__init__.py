"""Mail: emails handed over to the studio's server, or written into a folder for trials.

What takes an email takes one message at a time and says what came of it, as an outcome of the
outbox; it never tries again by itself, and never reads or writes the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from store import mailing
from store.checks import Check
from store.envelopes import Envelope, Outcome
from store.settings import Settings
from store.text import safe


def always() -> bool:
    """Nothing stands against it."""
    return True


class Post(Protocol):
    """A way for emails to leave the studio, up to ``slots`` at a time."""

    name: str
    slots: int

    async def send(self, envelope: Envelope, may: Callable[[], bool] = always) -> Outcome:
        """Hand one message over, at most once, and tell how that ended.

        ``may`` is asked before the point of no return. Cancelled meanwhile, it returns whether the
        message had left already.
        """

    async def rest(self) -> None:
        """Close what has not been used for a while."""

    async def close(self) -> None:
        """Close everything; it can still be used after."""


def post(settings: Settings) -> Post | None:
    """The studio's way to send emails; null where ``mailing.gap`` says what is missing."""
    if mailing.gap(settings):
        return None
    if settings.mail.folder is not None:
        from jobs.mail.folder import FolderPost

        return FolderPost(settings)
    from jobs.mail.server import ServerPost

    return ServerPost(settings)


CHECK_SECONDS = 10.0
"""How long a server has for each answer while it is only looked at."""


def asked(settings: Settings, found: Check) -> Check:
    """The check of mail with what the server says; as it was where there is none to ask."""
    if not found.ok or not settings.mail.host or settings.mail.folder is not None:
        return found
    wrong = asyncio.run(look(settings))
    if wrong is None:
        return replace(found, detail=f"{found.detail}; it answers")
    words, remedy = wrong
    return replace(found, ok=False, detail=safe(words, 500), remedy=remedy)


async def look(settings: Settings) -> tuple[str, str] | None:
    """Connect, encrypt and log in as for a message, and send none: what is wrong, and a remedy."""
    from jobs.mail.connection import Trouble, connect
    from jobs.mail.server import context_of

    mail = settings.mail
    quick = replace(mail, timeout_seconds=min(mail.timeout_seconds, CHECK_SECONDS))
    try:
        line = await connect(replace(settings, mail=quick), context_of(settings))
    except Trouble as trouble:
        lasting = trouble.result == "settings"
        return trouble.words, "mend it under [mail]" if lasting else "check the network, or wait"
    await line.end()
    return None
