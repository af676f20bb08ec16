"""Mailing: whether email can go out of this studio, as the settings say, and whom it is from.

Nothing here talks to a server; ``jobs.mail`` does.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from store import secrets
from store.errors import Refused
from store.mailsettings import Mailbox, is_address
from store.settings import Settings

NO_SERVER = "no mail server is set; set host under [mail] in the settings, or folder to try"
NO_SENDER = "it is not said whom mail is from; set sender under [mail], or email under [studio]"

_ENCRYPTED = {
    "starttls": "encrypted by STARTTLS", "tls": "encrypted", "none": "not encrypted",
}  # fmt: skip

_PLAIN = re.compile(r"[A-Za-z0-9.-]+")


def sender(settings: Settings) -> Mailbox | None:
    """Whom mail is from: what [mail] says, else the studio's own address."""
    if settings.mail.sender is not None:
        given = settings.mail.sender
        return given if given.name else Mailbox(settings.studio.name, given.address)
    address = settings.studio.email
    return Mailbox(settings.studio.name, address) if is_address(address) else None


def gap(settings: Settings) -> str:
    """What is missing before any email can go out; empty when nothing is."""
    if not settings.mail.host and settings.mail.folder is None:
        return NO_SERVER
    return NO_SENDER if sender(settings) is None else ""


def password(settings: Settings) -> str:
    """The password of the mail server, empty without one; Refused where it cannot be read."""
    name = settings.mail.password
    if not name:
        return ""
    if name not in settings.secrets:
        raise Refused("[mail] password names no secret; add it under [secrets]")
    return secrets.resolve(settings.secrets[name], settings.folder)


def domain(settings: Settings) -> str:
    """The domain that names of messages end in."""
    found = sender(settings)
    name = found.address.rpartition("@")[2] if found is not None else ""
    return name if _PLAIN.fullmatch(name) else "safelight.invalid"


def said(settings: Settings) -> str:
    """How emails go out, in a line; Refused with what is missing for it."""
    mail = settings.mail
    if not mail.host and mail.folder is None:
        return "no mail server is set: emails wait"
    found = sender(settings)
    if found is None:
        raise Refused(NO_SENDER)
    if mail.folder is not None:
        return f"files in {_writable(settings.folder / mail.folder)}: nothing is sent"
    password(settings)
    login = f", logging in as {mail.user}" if mail.user else ""
    return f"by {server(settings)}, {_ENCRYPTED[mail.security]}{login}, from {found}"


def _writable(path: Path) -> Path:
    there = next((up for up in (path, *path.parents) if up.exists()), path)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise Refused(f"{path}: cannot be written; check its owner and rights")
    return path


def server(settings: Settings) -> str:
    """The mail server in words, with its port."""
    return f"{settings.mail.host}:{settings.mail.at_port}"
