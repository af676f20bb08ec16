"""Twilio, and providers that speak like it: a form is posted, what becomes of it is asked for.

Posting is not safe to repeat: what was not clearly refused or taken is unknown.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from jobs.sms import web
from jobs.sms.outcomes import number_of, outcome
from jobs.sms.web import Answer, NoAnswer
from store.envelopes import Envelope, Outcome, Result
from store.smsreports import NOTHING, Delivery, Heard, Told, Watched
from store.smssettings import TWILIO, SmsSettings
from store.text import safe

OPTED_OUT = 21610
"""The provider's code for a recipient who has answered STOP."""

FULL = frozenset({20429, 21611, 30001})
"""Its queues are full, or it is asked too much: later it may take the message."""

WRONG_SENDER = frozenset({20003, 20404, 21603, 21606, 21659, 21660})
"""The account or the sender is wrong, not the message."""

FULL_SECONDS = 3_600.0
_NUMBER = re.compile(r"[0-9]{1,9}")

REFUSED = ("failed", "undelivered", "canceled")
PAGES = 10
PAGE = 100


class Twilio:
    """A gateway with the programming interface of Twilio."""

    name = "twilio"

    def __init__(self, sms: SmsSettings, country: str, secret: str) -> None:
        """Take the settings, and the account's secret."""
        self._sms, self._country = sms, country
        self._auth = (sms.account, secret)
        account = quote(sms.account, safe="")
        self._base = f"{sms.url or TWILIO}/2010-04-01/Accounts/{account}"
        self._wire = web.client(sms.timeout_seconds)

    async def send(self, envelope: Envelope) -> Outcome:
        """Post one message, once."""
        sender = self._sms.sender
        fields = {
            "To": number_of(envelope, self._country),
            "MessagingServiceSid" if self._is_service else "From": sender,
            "Body": envelope.body,
        }
        answer = await web.ask(
            self._wire,
            "POST",
            f"{self._base}/Messages.json",
            timeout_seconds=self._sms.timeout_seconds,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            content=urlencode(fields, errors="replace").encode(),
            auth=self._auth,
        )
        if isinstance(answer, NoAnswer):
            return outcome(self.name, envelope, answer.result, answer.words, sender=sender)
        return self._came(envelope, answer)

    @property
    def _is_service(self) -> bool:
        """Whether messages are sent by a service that chooses among numbers."""
        return self._sms.sender.startswith("MG")

    def _came(self, envelope: Envelope, answer: Answer) -> Outcome:
        """What an answer to a posted message means."""
        found = answer.document()
        sid, status = _text(found, "sid"), _text(found, "status")
        result: Result
        wait = answer.retry_after
        if 200 <= answer.status < 300:
            result = "done" if answer.whole and sid else "unknown"
            result = "permanent" if result == "done" and status in REFUSED else result
            words = f"HTTP {answer.status}: {_words(status, found)}" if sid else answer.words
        else:
            code = _code(found, "code")
            result, words = web.meaning(answer), _reason(answer, found)
            if code in FULL and result != "unknown":
                result, wait = "temporary", wait or FULL_SECONDS
            elif code in WRONG_SENDER or answer.status == 404:
                result = "settings"
        return outcome(
            self.name, envelope, result, words, remote_id=sid, sender=self._sms.sender,
            wait_seconds=wait, opted_out=_code(found, "code", "error_code") == OPTED_OUT,
        )  # fmt: skip

    # What came of it -----------------------------------------------------------------------------

    async def poll(self, watched: Sequence[Watched], since: int) -> Told:
        """Ask after messages one by one, then for answers; stops where the provider does not."""
        deliveries: list[Delivery] = []
        for one in watched:
            answer = await self._get(f"{self._base}/Messages/{quote(one.remote_id, safe='')}.json")
            if isinstance(answer, Answer) and answer.status == 404:
                deliveries.append(Delivery(one.id, "lost: the provider knows it no more"))
                continue
            found = _good(answer)
            if found is None:
                return Told(tuple(deliveries), (), answer.words)
            opted_out = _code(found, "error_code") == OPTED_OUT
            words = _words(_text(found, "status"), found)
            deliveries.append(Delivery(one.id, words, opted_out))
        heard = await self._heard(since)
        return Told(tuple(deliveries), heard.heard, heard.trouble)

    async def _heard(self, since: int) -> Told:
        """What was answered to the studio's number since a day."""
        if self._is_service or not self._sms.sender.startswith("+"):
            return NOTHING  # nobody can answer to a name, and a service has many numbers
        day = datetime.fromtimestamp(since / 1000, UTC).date().isoformat()
        asked = urlencode({"To": self._sms.sender, "DateSent>": day, "PageSize": PAGE})
        url = f"{self._base}/Messages.json?{asked}"
        heard: list[Heard] = []
        for _ in range(PAGES):
            answer = await self._get(url)
            found = _good(answer)
            if found is None:
                return Told((), tuple(heard), answer.words)
            listed = found.get("messages")
            heard.extend(
                _answered(entry)
                for entry in (listed if isinstance(listed, list) else ())
                if isinstance(entry, dict) and _text(entry, "direction") == "inbound"
            )
            url = self._next(_text(found, "next_page_uri"))
            if not url:
                break
        return Told((), tuple(heard))

    def _next(self, path: str) -> str:
        """The next page, where it is one of the same service: the secret goes nowhere else."""
        try:
            url = urljoin(self._base, path) if path else ""
        except ValueError:  # it is no address at all
            return ""
        return url if url.startswith(f"{self._base}/") else ""

    async def _get(self, url: str) -> Answer | NoAnswer:
        return await web.ask(
            self._wire, "GET", url, timeout_seconds=self._sms.timeout_seconds, auth=self._auth
        )

    async def check(self) -> str:
        """Ask for the account."""
        answer = await self._get(f"{self._base}.json")
        if isinstance(answer, Answer) and answer.status == 200:
            return ""
        return answer.words

    async def rest(self) -> None:
        """No line stays open between messages."""

    async def close(self) -> None:
        """Let go of the line."""
        await self._wire.aclose()
        self._wire = web.client(self._sms.timeout_seconds)


def _good(answer: Answer | NoAnswer) -> Mapping[str, Any] | None:
    if isinstance(answer, NoAnswer) or answer.status != 200 or not answer.whole:
        return None
    return answer.document()


def _answered(entry: Mapping[str, Any]) -> Heard:
    try:
        at = parsedate_to_datetime(_text(entry, "date_sent")).timestamp()
    except (ValueError, TypeError, OverflowError):
        at = time.time()  # without a date it has only just come
    text = safe(_text(entry, "body"), 1_000)
    return Heard(_text(entry, "sid"), _text(entry, "from"), text, round(at * 1000))


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    return safe(value, 2_000) if isinstance(value, str) else ""


def _code(found: Mapping[str, Any], *keys: str) -> int:
    """The provider's number of an error; 0 for none."""
    for key in keys:
        value = found.get(key)
        if isinstance(value, int | str) and _NUMBER.fullmatch(str(value)):
            return int(value)
    return 0


def _words(status: str, found: Mapping[str, Any]) -> str:
    """A status with the error behind it, such as ``failed: 30003 Unreachable``."""
    code, said = _code(found, "error_code"), _text(found, "error_message")
    error = " ".join(filter(None, (str(code) if code else "", said)))
    return safe(f"{status}: {error}" if error else status, web.SHOWN)


def _reason(answer: Answer, found: Mapping[str, Any]) -> str:
    code, said = _code(found, "code"), _text(found, "message")
    if not code and not said:
        return answer.words
    return safe(" ".join((f"HTTP {answer.status}:", *([str(code)] if code else []), said)), 300)
