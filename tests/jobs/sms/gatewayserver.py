"""An SMS gateway of a test's own: a web service on a free port of this machine, in any mood.

It speaks like Twilio below ``/2010-04-01/`` and simple JSON at ``/send``, and keeps a log of what it
was asked: a line of JSON each, with whether it was ``accepted``. As a program of its own::

    python tests/jobs/sms/gatewayserver.py --log FILE [--faults SHARE] [--seed N] [--slow SECONDS]

It prints its port and serves until it is stopped.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import socket
import struct
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

MOODS = {
    "ok": True,  # takes it and says so
    "slow": True,  # takes it and says so after a while
    "refuse": False,  # 400: not this message
    "opted out": False,  # 400 with the code for somebody who has answered STOP
    "login": False,  # 401
    "redirect": False,  # 302 to another place
    "limit": False,  # 429 with Retry-After
    "busy": False,  # 503 with Retry-After
    "error": False,  # 500, without having taken it
    "error after": True,  # 500, although it was taken
    "hang": True,  # takes it and never answers
    "hang before": False,  # neither takes it nor answers
    "drop": True,  # takes it and breaks the line in the middle of the answer
    "drop before": False,  # breaks the line instead of an answer
    "garbage": True,  # takes it and answers what is no JSON
    "flood": True,  # takes it and answers far too much
    "drip": True,  # takes it and answers ever more, a little at a time
}
"""Mood to whether a message is taken in it."""

FAULTS = tuple(
    mood for mood in MOODS if mood not in ("ok", "login", "redirect", "opted out", "drip")
)
"""Moods that a campaign mixes among the good ones."""

LONGEST_SECONDS = 120.0


class GatewayServer(ThreadingHTTPServer):
    """A gateway that answers in the moods it is told, then in its usual one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        log: Path | None = None,
        *,
        faults: float = 0.0,
        seed: int = 0,
        slow_seconds: float = 1.0,
        secret: str | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.port = int(self.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.moods: deque[str] = deque()
        self.usual = "ok"
        self.requests: list[dict[str, Any]] = []
        self.retry_after = "120"
        self.slow_seconds = slow_seconds
        self.secret = secret
        self.statuses: dict[str, dict[str, Any]] = {}
        self.inbound: list[dict[str, Any]] = []
        self.answers: dict[str, tuple[int, int, str, dict[str, str]]] = {}
        self.stopping = threading.Event()
        self._log = log.open("a", encoding="utf-8") if log else None
        self._faults, self._chance = faults, random.Random(seed)
        self._lock = threading.Lock()
        self._count = 0

    def mood(self) -> str:
        """The mood for the next message."""
        with self._lock:
            if self.moods:
                return self.moods.popleft()
            if self._chance.random() < self._faults:
                return self._chance.choice(FAULTS)
            return self.usual

    def note(self, mood: str, to: str, body: str, key: str, request: dict[str, Any]) -> str:
        """Write down what was asked, before anything is answered; returns a name for it."""
        with self._lock:
            self._count += 1
            sid = f"SM{self._count:032x}"
            line = {"accepted": MOODS[mood], "mood": mood, "to": to, "body": body, "key": key,
                    "sid": sid}  # fmt: skip
            self.requests.append({**line, **request})
            if MOODS[mood]:
                self.statuses[sid] = {"status": "queued", "error_code": None}
            if self._log is not None:
                self._log.write(json.dumps(line) + "\n")
                self._log.flush()
                os.fsync(self._log.fileno())
        return sid

    @property
    def posted(self) -> list[dict[str, Any]]:
        """The messages that it was asked to send, taken or not, in order."""
        with self._lock:
            return [one for one in self.requests if "body" in one]

    @property
    def accepted(self) -> list[dict[str, Any]]:
        """The messages that were taken, in order."""
        with self._lock:
            return [one for one in self.requests if one["accepted"]]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that go away are what this is for."""

    def close(self) -> None:
        """Answer nobody any more."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        if self._log is not None:
            self._log.close()


class Asked(BaseHTTPRequestHandler):
    """One request."""

    server: GatewayServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Nothing on the screen."""

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        content = self.rfile.read(length)
        if len(content) < length:
            return  # the caller went away in the middle: nothing was asked
        twilio = self.path.startswith("/2010-04-01/")
        if twilio:
            fields = {key: found[0] for key, found in parse_qs(content.decode()).items()}
            to, body, key = fields.get("To", ""), fields.get("Body", ""), ""
        else:
            fields = self._fields(content)
            to, body, key = (str(fields.get(name, "")) for name in ("to", "text", "key"))
        mood = self.server.mood()
        if self.server.secret is not None and not self._may():
            mood = "login"
        request = {"path": self.path, "content": content, "headers": dict(self.headers),
                   "fields": fields}  # fmt: skip
        sid = self.server.note(mood, to, body, key, request)
        self._answer(mood, sid, twilio=twilio)

    def do_PUT(self) -> None:
        self.do_POST()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/send":
            self.do_POST()
            return
        if self.server.secret is not None and not self._may():
            self._say(401, {"code": 20003, "message": "Authenticate"})
            return
        asked = {key: found[0] for key, found in parse_qs(parts.query).items()}
        with self.server._lock:
            self.server.requests.append({"accepted": False, "path": self.path, "asked": asked})
        mood = self.server.moods.popleft() if self.server.moods else "ok"
        if mood != "ok":
            self._answer(mood, "", twilio=True)
        elif parts.path.endswith("/Messages.json"):
            self._page(parts.path, asked)
        elif "/Messages/" in parts.path:
            sid = parts.path.rpartition("/")[2].removesuffix(".json")
            found = self.server.statuses.get(sid)
            if found is None:
                self._say(404, {"code": 20404, "message": "not found"})
            else:
                self._say(200, {"sid": sid, **found})
        else:
            self._say(200, {"status": "active"})

    def _fields(self, content: bytes) -> dict[str, Any]:
        if self.command == "GET":
            return {key: found[0] for key, found in parse_qs(urlsplit(self.path).query).items()}
        try:
            found = json.loads(content)
        except ValueError:
            return {key: found[0] for key, found in parse_qs(content.decode()).items()}
        return found if isinstance(found, dict) else {}

    def _may(self) -> bool:
        kind, _, said = self.headers.get("authorization", "").partition(" ")
        return (
            kind == "Basic"
            and base64.b64decode(said).decode().partition(":")[2] == self.server.secret
        )

    def _page(self, path: str, asked: dict[str, str]) -> None:
        size, page = int(asked.get("PageSize", "50")), int(asked.get("Page", "0"))
        found = [one for one in self.server.inbound if one.get("to", asked["To"]) == asked["To"]]
        rest = f"{path}?To={asked['To'].replace('+', '%2B')}&PageSize={size}&Page={page + 1}"
        more = rest if len(found) > (page + 1) * size else None
        self._say(200, {"messages": found[page * size : (page + 1) * size], "next_page_uri": more})

    # Moods ---------------------------------------------------------------------------------------

    def _answer(self, mood: str, sid: str, *, twilio: bool) -> None:
        server = self.server
        if mood == "slow":
            server.stopping.wait(server.slow_seconds)
        if mood in ("hang", "hang before"):
            server.stopping.wait(LONGEST_SECONDS)
            self._break()
        elif mood == "drop before":
            self._break()
        elif mood == "drop":
            self._head(201, 1_000)
            self.wfile.write(b'{"sid": "')
            self.wfile.flush()
            self._break()
        elif mood == "drip":
            self._head(201, 100_000)
            while not server.stopping.wait(0.05):
                self.wfile.write(b" ")
        elif mood == "garbage":
            self._say(200, "<html>\x1b[31mhello [/]</html>")
        elif mood == "flood":
            self._say(200, "x" * 1_000_000)
        elif MOODS[mood] and mood != "error after":
            status = {"sid": sid, "status": "queued", "error_code": None}
            self._say(201 if twilio else 200, status if twilio else
                      {"status": "queued", "message": {"id": sid}})  # fmt: skip
        else:
            self._refuse(mood)

    def _refuse(self, mood: str) -> None:
        waits = {"Retry-After": self.server.retry_after}
        usual: dict[str, tuple[int, int, str, dict[str, str]]] = {
            "refuse": (21211, 400, "The 'To' number is not a valid phone number.", {}),
            "opted out": (21610, 400, "Attempt to send to unsubscribed recipient", {}),
            "login": (20003, 401, "Authenticate", {}),
            "redirect": (0, 302, "elsewhere", {"Location": f"{self.server.url}/elsewhere"}),
            "limit": (20429, 429, "Too many requests", waits),
            "busy": (20503, 503, "Service unavailable", waits),
            "error": (20500, 500, "Internal server error", {}),
            "error after": (20500, 500, "Internal server error", {}),
        }
        code, status, words, more = self.server.answers.get(mood) or usual[mood]
        self._say(status, {"code": code, "message": words, "status": status}, more)

    def _head(self, status: int, length: int, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def _say(self, status: int, value: Any, more: dict[str, str] | None = None) -> None:
        content = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self._head(status, len(content), more)
        self.wfile.write(content)

    def _break(self) -> None:
        """Break the line at once, as a failing machine does."""
        self.close_connection = True
        now = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        self.connection.close()


@contextmanager
def serving(log: Path | None = None, **given: Any) -> Iterator[GatewayServer]:
    """A gateway in threads of this process, ended after."""
    server = GatewayServer(log, **given)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


def taken(log: Path) -> list[dict[str, Any]]:
    """The messages that a log says were accepted, in order."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [line for line in map(json.loads, lines) if line["accepted"]]


def main(words: list[str] | None = None) -> None:
    """Serve as a program of its own until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, required=True, help="where what was asked is written")
    parser.add_argument("--faults", type=float, default=0.0, help="share of messages that go wrong")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--slow", type=float, default=1.0, help="seconds that slow answers take")
    args = parser.parse_args(words)
    server = GatewayServer(args.log, faults=args.faults, seed=args.seed, slow_seconds=args.slow)
    print(server.port, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
