"""A mail server and an SMS gateway in processes of their own, and the logs of what they took."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.terminal import PATIENCE_SECONDS, ROOT, environment

PROGRAMS = {"email": "tests/jobs/smtpserver.py", "sms": "tests/jobs/sms/gatewayserver.py"}


@dataclass
class Server:
    """A server program with its log; ``port`` is where it listens on this machine."""

    channel: str
    log: Path
    process: subprocess.Popen[str]
    port: int
    read: int = 0

    def lines(self) -> list[dict[str, Any]]:
        """Everything it was asked, in order."""
        text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        return [json.loads(line) for line in text.splitlines()]

    def taken(self) -> list[dict[str, Any]]:
        """The messages it took."""
        return [line for line in self.lines() if line["accepted"]]


@dataclass
class Servers:
    """Both servers; a context manager that leaves nothing running."""

    folder: Path
    faults: float = 0.0
    seed: int = 0
    slow_seconds: float = 0.3
    running: dict[str, Server] = field(default_factory=dict)

    def __enter__(self) -> Servers:
        self.folder.mkdir(parents=True, exist_ok=True)
        for channel, program in PROGRAMS.items():
            log = self.folder / f"{channel}.log"
            words = ["--log", str(log), "--faults", str(self.faults), "--seed", str(self.seed)]
            process = subprocess.Popen(
                [sys.executable, program, *words, "--slow", str(self.slow_seconds)],
                cwd=ROOT,
                env=environment(self.folder),
                stdout=subprocess.PIPE,
                text=True,
            )
            assert process.stdout is not None
            port = process.stdout.readline()
            assert port.strip().isdigit(), f"{program} did not start: {port}"
            self.running[channel] = Server(channel, log, process, int(port))
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.running.values():
            server.process.terminate()
            server.process.wait(PATIENCE_SECONDS)
            assert server.process.stdout is not None
            server.process.stdout.close()

    def settings(self) -> dict[str, object]:
        """What a studio's settings say to use them."""
        return {
            "studio.email": "studio@larkin.example",
            "mail.host": "127.0.0.1",
            "mail.port": self.running["email"].port,
            "mail.security": "none",
            "sms.gateway": "http",
            "sms.url": f"http://127.0.0.1:{self.running['sms'].port}/send",
            "sms.body": '{"to": "{to}", "text": "{text}", "key": "{key}"}',
            "sms.country": "US",
            "sms.per_number": 0,
            "sms.daily": 0,
        }

    def fresh(self) -> list[tuple[str, str, str]]:
        """What was taken since this was last asked: channel, to whom, subject or text."""
        found = []
        for server in self.running.values():
            taken = server.taken()
            for line in taken[server.read :]:
                if server.channel == "sms":
                    found.append(("sms", str(line["to"]), str(line["body"])))
                else:
                    found.append(("email", str(line["to"]), str(line["subject"])))
            server.read = len(taken)
        return found

    def names(self, channel: str) -> list[str]:
        """The names of the messages that were taken, in order: what is before the at sign."""
        key = {"sms": "key", "email": "message_id"}[channel]
        return [
            str(line[key]).strip("<>").partition("@")[0] for line in self.running[channel].taken()
        ]
