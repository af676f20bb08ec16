"""One question to a web service, and what its answer means for a message that must not be doubled.

The line between "nothing was sent" and "nobody knows" is drawn where the first byte of the request
is written: before it a failure may be tried again, after it a person decides.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import ssl
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from store.envelopes import Result
from store.logs import redact
from store.text import safe

# httpx has a command of its own, for which it would load what screens are made of.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # that is how to forbid one
import httpx  # noqa: E402 - after that

MOST_BYTES = 65_536
"""How much of an answer is read."""

SHOWN = 300

LONGEST_WAIT_SECONDS = 86_400.0

SETTINGS = frozenset({401, 403, 405, 407})
AGAIN = frozenset({408, 425, 429})

DONE_ELSEWHERE = frozenset({302, 303})
"""Redirects by which many services say, after they did it, where to read about it."""

# They log every address, which may have a secret in it.
for _talkative in ("httpx", "httpcore"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; ``whole`` is false when the line broke or it was too long."""

    status: int
    text: str
    whole: bool = True
    retry_after: float | None = None

    @property
    def words(self) -> str:
        """The answer as people read it, without secrets."""
        cut = "" if self.whole else " (the answer broke off)"
        text = safe(" ".join(redact(self.text).split()), SHOWN)
        return f"HTTP {self.status}{f': {text}' if text else ''}{cut}"

    def document(self) -> dict[str, Any]:
        """The answer as a JSON object; empty where it is none."""
        try:
            found = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why there was no answer, and what that means for the message."""

    result: Result
    words: str


def client(timeout_seconds: float) -> httpx.AsyncClient:
    """A client that verifies certificates, follows nobody elsewhere and keeps no line open.

    A kept line may be closed by the other side just as a request goes out: whether it was taken
    would then be unknown. Proxies and passwords of the environment are not meant for this.
    """
    return httpx.AsyncClient(
        timeout=timeout_seconds,
        trust_env=False,
        limits=httpx.Limits(max_keepalive_connections=0),
        headers={"User-Agent": "Safelight", "Accept-Encoding": "identity"},
    )


async def ask(
    wire: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    timeout_seconds: float,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    auth: tuple[str, str] | None = None,
) -> Answer | NoAnswer:
    """Ask once; whatever fails is told, never raised."""
    begun = False

    async def trace(event: str, info: object) -> None:
        nonlocal begun
        begun = begun or event.endswith("send_request_headers.started")

    try:
        request = wire.build_request(
            method,
            url,
            headers=[(name.encode(), value.encode()) for name, value in (headers or {}).items()],
            content=content,
            extensions={**_timeouts(timeout_seconds), "trace": trace},
        )
        async with asyncio.timeout(timeout_seconds):
            reply = await wire.send(request, stream=True, auth=auth, follow_redirects=False)
            try:
                return await _read(reply)
            finally:
                await reply.aclose()
    except TimeoutError:
        return _broken(begun, f"no answer within {timeout_seconds:g} seconds")
    except asyncio.CancelledError:
        if begun:
            return _broken(begun, "the program ended")
        return NoAnswer("untried", "the program ended before it was handed over")
    except (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        return NoAnswer("settings", f"the request cannot be written: {_said(error)}")
    except httpx.HTTPError as error:
        if not begun and _is_tls(error):
            return NoAnswer("settings", f"the line is not safe: {_said(error)}")
        return _broken(begun, _said(error))


async def reach(url: str, timeout_seconds: float) -> str:
    """Why a service cannot be reached; empty when a safe line can be opened."""
    parts = urlsplit(url)
    safely = parts.scheme == "https"
    line = asyncio.open_connection(
        parts.hostname, parts.port or (443 if safely else 80),
        ssl=ssl.create_default_context() if safely else None,
    )  # fmt: skip
    try:
        async with asyncio.timeout(timeout_seconds):
            _, writer = await line
            writer.close()
            await writer.wait_closed()
    except TimeoutError:
        return f"no connection within {timeout_seconds:g} seconds"
    except OSError as error:
        return f"no connection: {_said(error)}"
    return ""


def _timeouts(seconds: float) -> dict[str, Any]:
    return {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)}


async def _read(reply: httpx.Response) -> Answer:
    content, whole = bytearray(), True
    try:
        async for chunk in reply.aiter_raw():
            content += chunk
            if len(content) > MOST_BYTES:
                del content[MOST_BYTES:]
                whole = False
                break
    except httpx.HTTPError:
        whole = False
    text = content.decode("utf-8", "replace")
    return Answer(reply.status_code, text, whole, _retry_after(reply.headers))


def _retry_after(headers: httpx.Headers) -> float | None:
    """How long the service asks to wait: seconds, or a moment by its own clock."""
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            then = parsedate_to_datetime(text)
            seconds = (then - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 0.0), LONGEST_WAIT_SECONDS) if math.isfinite(seconds) else None


def _broken(begun: bool, words: str) -> NoAnswer:
    if begun:
        return NoAnswer("unknown", f"it was handed over, then: {words}; it may have been taken")
    return NoAnswer("temporary", f"no connection: {words}")


def _said(error: Exception) -> str:
    return safe(redact(str(error) or type(error).__name__), SHOWN)


def _is_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def meaning(answer: Answer) -> Result:
    """What an answer that is no success means for the message."""
    status = answer.status
    if status in DONE_ELSEWHERE:
        return "unknown"
    if status in SETTINGS or 300 <= status < 400:
        return "settings"
    if status in AGAIN or (status == 503 and answer.retry_after is not None):
        return "temporary"
    return "permanent" if 400 <= status < 500 else "unknown"
