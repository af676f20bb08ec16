"""`[mail]` of the settings: through which server email goes out, and who it is from.

Here stands how each key is read, and what is wrong with keys that are right alone and wrong
together. Talking to the server is in ``jobs.mail``; who it is from in the end is in ``mailing``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from store import values
from store.errors import did_you_mean
from store.text import safe
from store.values import Reader, reading

Security = Literal["starttls", "tls", "none"]

PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "none": 25}
"""Where a server listens that speaks so, unless the settings say otherwise."""

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_LOCAL = re.compile(r"[^\s()<>\[\]:;@\\,\"\x00-\x20\x7f-\xa0]{1,64}")
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)*")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody's address, and the name that is shown for it."""

    name: str
    address: str

    def __str__(self) -> str:
        """As people write it."""
        return f"{self.name} <{self.address}>" if self.name else self.address


def is_address(text: str) -> bool:
    """Tell whether a text is one plain email address, in the letters of any language."""
    local, at, domain = text.rpartition("@")
    return (
        bool(at and len(text) <= 254 and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain))
        and safe(text) == text
    )


# Reading -----------------------------------------------------------------------------------------


def host(value: object) -> str:
    """Read the name or number of a machine."""
    name = values.text(value)
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        if not _HOST.fullmatch(name):
            raise ValueError(
                'must be the name of a machine such as "smtp.example.com"; the port has a key'
            ) from None
    return name


def mailbox(value: object) -> Mailbox:
    """Read an address, alone or with a name before it."""
    text = values.text(value)
    name, opened, rest = text.rpartition("<")
    address = rest[:-1] if opened and rest.endswith(">") else text
    if not is_address(address):
        raise ValueError('must be an address such as "Larkin Studio <studio@example.com>"')
    return Mailbox(name.strip().strip('"').strip() if opened else "", address)


def file(value: object) -> Path:
    """Read the path of a file; a relative one counts from the studio's folder."""
    return values.folder(value)


def _by(reader: Reader) -> Mapping[str, Any]:
    return {"reader": reader}


@dataclass(frozen=True)
class MailSettings:
    """`[mail]`: the server, how to log in to it, who mail is from, and how much at a time.

    `port` is 0 for the usual one; `password` is the name of a secret; `per_minute` is 0 for no
    limit. With a `folder` nothing is sent: every email becomes a file in it.
    """

    host: str = field(default="", metadata=_by(host))
    port: int = field(default=0, metadata=_by(reading(values.whole, 0, 65_535)))
    security: Security = field(
        default="starttls", metadata=_by(reading(values.one_of, tuple(PORTS)))
    )
    ca_file: Path | None = field(default=None, metadata=_by(file))
    user: str = field(default="", metadata=_by(values.text))
    password: str = field(default="", metadata=_by(values.text))
    sender: Mailbox | None = field(default=None, metadata=_by(mailbox))
    reply_to: Mailbox | None = field(default=None, metadata=_by(mailbox))
    connections: int = field(default=4, metadata=_by(reading(values.whole, 1, 20)))
    per_minute: int = field(default=0, metadata=_by(reading(values.whole, 0, 100_000)))
    timeout_seconds: float = field(default=60.0, metadata=_by(reading(values.number, 1, 600)))
    folder: Path | None = field(default=None, metadata=_by(values.folder))

    @property
    def at_port(self) -> int:
        """The port in the end."""
        return self.port or PORTS[self.security]


# Keys together -----------------------------------------------------------------------------------

Place = Callable[[str], str]
"""Says where a key such as ``mail.host`` stands."""


def problems(mail: MailSettings, secrets: Mapping[str, str], place: Place) -> Iterator[str]:
    """Find what is wrong with the keys together, each with its line and its remedy."""
    for key, why in _wrong(mail, secrets):
        yield f"{place(f'mail.{key}')}: [mail] {why}"


def _wrong(mail: MailSettings, secrets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if mail.security == "none" and mail.host and not is_loopback(mail.host):
        yield (
            "security",
            (
                'security = "none" would send mail and password readable for everybody on the way; '
                'it is for a server on this machine; use "starttls" or "tls"'
            ),
        )
    if mail.user and not mail.password:
        yield "user", 'user needs password = "mail_password", the name of a secret'
    if mail.password and not mail.user:
        yield "password", "password needs user, the name to log in with"
    if mail.password and mail.password not in secrets:
        # What stands there may be the password itself: it is not shown.
        hint = did_you_mean(mail.password, secrets)
        yield (
            "password",
            (
                f"password names no secret{hint}; write the name of one that stands under "
                '[secrets], such as mail_password = "env:SAFELIGHT_MAIL_PASSWORD"'
            ),
        )


def is_loopback(name: str) -> bool:
    """Tell whether a machine is this one, whatever the network says."""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name.casefold() == "localhost"
