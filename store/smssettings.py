"""`[sms]` of the settings: by which gateway SMS go out, at which hours, and how many.

Here stands how each key is read, and what is wrong with keys that are right alone and wrong
together. What the gateways do with them is in ``jobs.sms``; hours and caps are in ``smsrules``.
"""

from __future__ import annotations

import ipaddress
import json
import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from store import values
from store.errors import did_you_mean
from store.text import safe
from store.values import Reader, reading

GATEWAYS = ("none", "twilio", "http", "modem", "mail", "folder")
"""Ways an SMS can leave the studio."""

TWILIO = "https://api.twilio.com"
GAMMU = "gammu"
"""The service of Twilio itself, and the program that drives modems."""

FIELDS = ("to", "digits", "text", "key", "sender", "account", "secret", "basic")
"""What may stand in braces in the URL, headers and body of a gateway of one's own: the number with
and without its plus, the text, a name of the message that every try has, and what the keys of these
names say; ``basic`` is account and secret as HTTP wants them for a password."""

FIELD = re.compile(r"\{([a-z_]+)\}")

DAY_PER_NUMBER, DAY_IN_ALL = 3, 200

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_RESERVED = frozenset({"content-length", "host", "transfer-encoding", "connection"})
_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})", re.ASCII)
_STATUSES = re.compile(r"\d{3}|\dxx", re.ASCII)
_OWN_NETWORK = (".local", ".lan", ".internal", ".home.arpa")

Quiet = tuple[time, time]
"""From when until when no SMS goes out; the end may be of the next day."""


@dataclass(frozen=True, slots=True)
class Success:
    """How an answer says that the gateway took a message: its status, and words in it."""

    statuses: tuple[str, ...] = ("2xx",)
    words: str = ""

    def has_status(self, status: int) -> bool:
        """Tell whether the status is one of success."""
        return any(one in (str(status), f"{status // 100}xx") for one in self.statuses)


# Reading -----------------------------------------------------------------------------------------


def quiet_hours(value: object) -> Quiet | None:
    """Read a stretch of the day; an empty text means none."""
    if value == "":
        return None
    found = _HOURS.fullmatch(values.text(value))
    if found is None:
        raise ValueError('must be two times of day such as "20:00-09:00", or "" for none')
    begins, ends = (values.time_of_day(one) for one in found.groups())
    if begins == ends:
        raise ValueError("begins when it ends; leave an hour in which SMS may go out")
    return begins, ends


def address(value: object) -> str:
    """Read the address of a web service; plain HTTP only within the studio's own network."""
    text = values.text(value, 1_000)
    try:
        parts = urlsplit(FIELD.sub("x", text))
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("https", "http") or not host:
        raise ValueError('must be an address such as "https://sms.example/send"')
    if "@" in parts.netloc:
        raise ValueError("must not carry a password; use account and secret")
    if parts.scheme == "http" and not _is_near(host):
        raise ValueError("must begin with https://; plain http is for machines of one's network")
    return text.rstrip("/") if not parts.query else text


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_OWN_NETWORK)


def headers(value: object) -> tuple[tuple[str, str], ...]:
    """Read headers, each as ``Name: value``."""
    if not isinstance(value, list):
        raise ValueError('must be a list such as ["Content-Type: application/json"]')
    return tuple(_header(entry) for entry in value)


def _header(entry: object) -> tuple[str, str]:
    name, colon, content = values.text(entry, 1_000).partition(":")
    name, content = name.strip(), content.strip()
    if not colon or not _TOKEN.fullmatch(name) or not content.isascii():
        raise ValueError('has an entry that is not "Name: value" in plain letters')
    if name.casefold() in _RESERVED:
        raise ValueError(f"has {name}, which is written by the program itself")
    return name, content


def body(value: object) -> str:
    """Read a text that may have several lines."""
    if not isinstance(value, str):
        raise ValueError(f'must be a text in quotes, such as "…", not {values.kind(value)}')
    if len(value) > 4_000:
        raise ValueError("is too long; at most 4000 characters")
    if safe(value, keep_newlines=True) != value:
        raise ValueError("must be plain text, without control characters")
    return value


def path(value: object) -> str:
    """Read the path of a file or folder."""
    return values.text(value, 1_000)


def success(value: object) -> Success:
    """Read statuses such as ``200,202`` or ``2xx``, and after a space words of the answer."""
    first, _, words = values.text(value).partition(" ")
    statuses = tuple(first.split(","))
    if not all(_STATUSES.fullmatch(one) for one in statuses):
        raise ValueError('must be statuses such as "2xx" or "200,202", then words of the answer')
    return Success(statuses, words.strip())


def mail_address(value: object) -> str:
    """Read an address in which the number is left open."""
    text = values.text(value)
    local, at, domain = text.rpartition("@")
    if not at or not domain or "{" in domain or {"number", "national"}.isdisjoint(_fields(local)):
        raise ValueError('must be such as "{number}@sms.example"')
    if any(letter in string.whitespace + ",;<>\"'()" for letter in text) or not text.isascii():
        raise ValueError("must be one plain address")
    return text


def _by(reader: Reader) -> Mapping[str, Any]:
    return {"reader": reader}


@dataclass(frozen=True)
class SmsSettings:
    """`[sms]`: the gateway with what it needs, quiet hours, and how many SMS go out a day.

    `secret` is the name of a secret; `country` is where numbers without a country's code belong;
    `per_number` and `daily` are 0 for any number. Paths count from the studio's folder.
    """

    gateway: str = field(default="none", metadata=_by(reading(values.one_of, GATEWAYS)))
    url: str = field(default="", metadata=_by(address))
    account: str = field(default="", metadata=_by(values.text))
    secret: str = field(default="", metadata=_by(values.text))
    sender: str = field(default="", metadata=_by(values.text))
    country: str = field(default="", metadata=_by(reading(values.code, 2, "US or DE")))
    quiet: Quiet | None = field(default=(time(20), time(9)), metadata=_by(quiet_hours))
    per_number: int = field(default=DAY_PER_NUMBER, metadata=_by(reading(values.whole, 0, 1_000)))
    daily: int = field(default=DAY_IN_ALL, metadata=_by(reading(values.whole, 0, 1_000_000)))
    method: str = field(
        default="POST", metadata=_by(reading(values.one_of, ("POST", "PUT", "GET")))
    )
    headers: tuple[tuple[str, str], ...] = field(default=(), metadata=_by(headers))
    body: str = field(default="", metadata=_by(body))
    success: Success = field(default=Success(), metadata=_by(success))
    id_path: str = field(default="", metadata=_by(values.text))
    modem_config: str = field(default="", metadata=_by(path))
    mail_domain: str = field(default="", metadata=_by(mail_address))
    folder: str = field(default="", metadata=_by(path))
    timeout_seconds: float = field(default=30.0, metadata=_by(reading(values.number, 1, 300)))

    @property
    def content_type(self) -> str:
        """What the body is written in: what the headers say, else what it looks like."""
        given = [content for name, content in self.headers if name.casefold() == "content-type"]
        if given:
            return given[0]
        start = self.body.lstrip()
        if start[:1] in ("{", "[") and not FIELD.match(start):
            return "application/json"
        return "application/x-www-form-urlencoded"


# Keys together -----------------------------------------------------------------------------------

Place = Callable[[str], str]
"""Says where a key such as ``sms.url`` stands."""


def problems(sms: SmsSettings, secrets: Mapping[str, str], place: Place) -> Iterator[str]:
    """Find what the chosen gateway needs and has not, each with its line and its remedy."""
    for key, why in _missing(sms, secrets):
        yield f"{place(f'sms.{key}')}: [sms] {why}"


def _missing(sms: SmsSettings, secrets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if sms.gateway == "none":
        return
    needs = {
        "twilio": ("account", "secret", "sender"),
        "http": ("url",),
        "modem": ("modem_config",),
        "mail": ("mail_domain",),
        "folder": ("folder",),
    }[sms.gateway]
    for key in needs:
        if not getattr(sms, key):
            yield "gateway", f'gateway = "{sms.gateway}" needs {key}; {_REMEDIES[key]}'
    if sms.gateway == "http" and sms.url:
        yield from _request(sms)
    if sms.gateway in ("twilio", "http") and sms.secret and sms.secret not in secrets:
        hint = did_you_mean(sms.secret, secrets)
        name = safe(sms.secret, 60)
        yield "secret", f'there is no "{name}" under [secrets]{hint}; add {name} = "env:NAME"'


_REMEDIES = {
    "account": 'add account = "AC…", as the provider shows it',
    "secret": 'add secret = "sms_token" and a secret of this name under [secrets]',
    "sender": 'add sender = "+1…", the number that SMS come from',
    "url": 'add url = "https://…"',
    "modem_config": 'add modem_config = "gammurc", the configuration file of gammu',
    "mail_domain": 'add mail_domain = "{number}@…", as the carrier says',
    "folder": 'add folder = "sms", where the SMS are written',
}


def _request(sms: SmsSettings) -> Iterator[tuple[str, str]]:
    """Find mistakes in the request to a gateway of one's own."""
    parts = {"url": sms.url, "body": sms.body, "headers": " ".join(c for _, c in sms.headers)}
    used = {key: _fields(text) for key, text in parts.items()}
    for key, names in used.items():
        for name in sorted(names - set(FIELDS)):
            hint = did_you_mean(name, FIELDS) or f"; there are {', '.join(FIELDS)}"
            yield key, f"{key} has {{{safe(name, 40)}}}, which is nothing{hint}"
    everywhere = used["url"] | used["body"]
    if not everywhere & {"to", "digits"}:
        yield "body" if sms.body else "url", "neither url nor body has {to}, the number"
    if "text" not in everywhere:
        yield "body" if sms.body else "url", "neither url nor body has {text}, the SMS itself"
    if "text" in used["headers"]:
        yield "headers", "headers have {text}, which may have any letters; put it into the body"
    if sms.method == "GET" and sms.body:
        yield "body", "a GET has no body; put all into the url, or leave method out"
    for key in ("sender", "account", "secret"):
        also = {"basic"} if key != "sender" else set()
        if (everywhere | used["headers"]) & ({key} | also) and not getattr(sms, key):
            yield key, f"{{{key}}} is used but {key} says nothing; {_REMEDIES[key]}"
    if not _is_written(sms):
        yield "body", 'body is no JSON; write such as {"to": "{to}", "text": "{text}"}'


def _is_written(sms: SmsSettings) -> bool:
    """Tell whether a body that says it is JSON will be; a number may stand without quotes."""
    if not sms.body or not is_json(sms.content_type):
        return True
    try:
        json.loads(FIELD.sub(lambda found: "1" if found[1] == "digits" else "x", sms.body))
    except ValueError:
        return False
    return True


def is_json(content_type: str) -> bool:
    """Tell whether a content type is one of JSON."""
    kind = content_type.partition(";")[0].strip().casefold()
    return kind == "application/json" or kind.endswith("+json")


def _fields(text: str) -> set[str]:
    found: Sequence[str] = FIELD.findall(text)
    return set(found)
