"""A gateway of one's own: a request as the studio's settings write it, and a test of its answer."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from jobs.sms import web
from jobs.sms.mute import Mute
from jobs.sms.outcomes import number_of, outcome
from jobs.sms.web import Answer, NoAnswer
from store.envelopes import Envelope, Outcome, Result
from store.smssettings import FIELD, SmsSettings, is_json
from store.text import safe

Escape = Callable[[str], str]

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IN_XML = {'"': "&quot;", "'": "&apos;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


class Template(Mute):
    """Fills in the request of the settings and sends it."""

    name = "http"

    def __init__(self, sms: SmsSettings, country: str, secret: str) -> None:
        """Take the settings, and the secret that may stand in the request."""
        self._sms, self._country, self._secret = sms, country, secret
        self._wire = web.client(sms.timeout_seconds)

    async def send(self, envelope: Envelope) -> Outcome:
        """Send one message, once."""
        sms, values = self._sms, self._values(envelope)
        content = None
        if sms.body:
            escaped = escape_for(sms.content_type)
            content = filled(sms.body, values, escaped).encode("utf-8", "replace")
        headers = {name: filled(text, values, _in_header) for name, text in sms.headers}
        if content is not None and "content-type" not in {name.casefold() for name in headers}:
            headers["Content-Type"] = sms.content_type
        url = filled(sms.url, values, lambda text: quote(text, safe="", errors="replace"))
        answer = await web.ask(
            self._wire, sms.method, url, timeout_seconds=sms.timeout_seconds, headers=headers,
            content=content,
        )  # fmt: skip
        if isinstance(answer, NoAnswer):
            return outcome(self.name, envelope, answer.result, answer.words, sender=sms.sender)
        return self._came(envelope, answer)

    def _values(self, envelope: Envelope) -> dict[str, str]:
        number, sms = number_of(envelope, self._country), self._sms
        known = f"{sms.account}:{self._secret}".encode()
        return {
            "to": number,
            "digits": number.removeprefix("+"),
            "text": envelope.body,
            "key": envelope.message_id.partition("@")[0],
            "sender": sms.sender,
            "account": sms.account,
            "secret": self._secret,
            "basic": base64.b64encode(known).decode("ascii"),
        }

    def _came(self, envelope: Envelope, answer: Answer) -> Outcome:
        """What an answer means: the settings say what success looks like."""
        test = self._sms.success
        result: Result = web.meaning(answer)
        if test.has_status(answer.status):
            if not answer.whole:
                result = "unknown"
            elif test.words in answer.text:
                result = "done"
            else:
                # An answer without a word says nothing, one with other words says no.
                result = "permanent" if answer.text.strip() else "unknown"
        remote_id = at_path(answer, self._sms.id_path) if result == "done" else ""
        return outcome(
            self.name, envelope, result, self._hidden(answer.words), remote_id=remote_id,
            sender=self._sms.sender, wait_seconds=answer.retry_after,
        )  # fmt: skip

    def _hidden(self, words: str) -> str:
        """The answer without the secret, should the gateway repeat it."""
        for secret in filter(None, (self._secret, quote(self._secret, safe=""))):
            words = words.replace(secret, "***")
        return words

    async def check(self) -> str:
        """Connect and no more: a request might be a message."""
        return await web.reach(self._sms.url, self._sms.timeout_seconds)

    async def close(self) -> None:
        """Let go of the line."""
        await self._wire.aclose()
        self._wire = web.client(self._sms.timeout_seconds)


def filled(text: str, values: Mapping[str, str], escaped: Escape) -> str:
    """Put values into a text, once: what looks like a field in a value stays as it is."""
    return FIELD.sub(lambda found: escaped(values[found[1]]), text)


def escape_for(content_type: str) -> Escape:
    """How a value is written inside a body of this type, so that it cannot become part of it."""
    kind = content_type.partition(";")[0].strip().casefold()
    if is_json(kind):
        return lambda text: json.dumps(text)[1:-1]
    if kind == "application/x-www-form-urlencoded":
        return lambda text: quote_plus(text, errors="replace")
    if kind.endswith("xml"):
        return lambda text: escape(_NOT_IN_XML.sub("", text), _IN_XML)
    return lambda text: text


def _in_header(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def at_path(answer: Answer, path: str) -> str:
    """What stands in a JSON answer at a dotted path; a number chooses from a list."""
    if not path:
        return ""
    found: Any
    try:
        found = json.loads(answer.text)
    except (ValueError, RecursionError):
        return ""
    for step in path.split("."):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            return ""
    return safe(str(found), 200) if isinstance(found, str | int) else ""
