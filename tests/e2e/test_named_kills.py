"""A sender killed at each point of handing a message over: what is known of it afterwards."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e import campaign, studios
from tests.e2e.starter import Starter
from tests.e2e.waiting import wait_until
from tests.jobs import smtpserver
from tests.jobs.sms import gatewayserver

TIMES = max(1, int(os.environ.get("SAFELIGHT_CHAOS_KILLS", "0")) // 100)
"""How often each point is tried; `make chaos` asks for more."""

SLOW_SECONDS = 0.5

PATIENT = {"mail.timeout_seconds": 60, "sms.timeout_seconds": 60}
"""Servers that say nothing are waited for, so that it is the kill that ends it."""

DOUBT = "the program ended while it was handed over; it may have arrived or not"


@dataclass
class Ground:
    """A studio whose one order is about to be told of, and servers in this process."""

    folder: Path
    starter: Starter
    mail: smtpserver.MailServer
    gateway: gatewayserver.GatewayServer
    mail_port: int

    def settings(self) -> dict[str, object]:
        """What the studio's settings say."""
        return {
            "studio.email": "studio@larkin.example",
            "mail.host": "127.0.0.1",
            "mail.port": self.mail_port,
            "mail.security": "none",
            "sms.gateway": "http",
            "sms.url": f"{self.gateway.url}/send",
            "sms.body": '{"to": "{to}", "text": "{text}", "key": "{key}"}',
            "sms.country": "US",
            "sms.per_number": 0,
        }

    def carry_out(self, *words: str, hours: float = 0.0) -> None:
        """Carry out a command and wait for its end."""
        where = ["--studio", self.folder, "--at", campaign.at(hours)]
        assert self.starter.start(*words, *where).wait_end(60) == 0

    def state(self, channel: str) -> tuple[str, str]:
        """Where a channel's latest message is, and why."""
        found = studios.rows(
            self.folder,
            "SELECT state, reason FROM message WHERE channel = ? ORDER BY id DESC LIMIT 1",
            channel,
        )
        return found[0] if found else ("", "")

    def latest(self, channel: str) -> str:
        """The reference of a channel's latest message."""
        query = "SELECT max(number) FROM message WHERE channel = ?"
        return f"M-{studios.rows(self.folder, query, channel)[0][0]}"

    def asked(self, channel: str) -> int:
        """How many messages a channel's server was given, taken or not."""
        return len({"email": self.mail.given, "sms": self.gateway.requests}[channel])

    def taken(self, channel: str) -> int:
        """How many messages a channel's server took."""
        return len({"email": self.mail, "sms": self.gateway}[channel].accepted)


@pytest.fixture
def ground(starter: Starter, tmp_path: Path) -> Iterator[Ground]:
    """A studio with an order that can become ready."""
    with (
        smtpserver.serving(slow_seconds=SLOW_SECONDS) as mail,
        gatewayserver.serving(slow_seconds=SLOW_SECONDS) as gateway,
    ):
        found = Ground(tmp_path / "studio", starter, mail, gateway, mail.port)
        campaign.furnish(found.folder, found, 1, **PATIENT)
        yield found


@contextmanager
def nobody_writes(folder: Path) -> Iterator[None]:
    """Keep everybody from writing the database."""
    import pysqlite3

    connection = pysqlite3.connect(folder / "safelight.db", timeout=10, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


@dataclass(frozen=True)
class Point:
    """Where a sender is killed: in which mood of the server, and whether that had the message."""

    name: str
    channel: str
    mood: str
    taken: int
    answered: bool = False


POINTS = (
    Point("given the recipient", "email", "RCPT silent", 0),
    Point("given the text, before an answer", "email", "no answer", 1),
    Point("in the middle of the answer", "email", "half line", 1),
    Point("answered, before that is noted", "email", "slow", 1, answered=True),
    Point("asked, before it is taken", "sms", "hang before", 0),
    Point("taken, before an answer", "sms", "hang", 1),
    Point("answered, before that is noted", "sms", "slow", 1, answered=True),
)


@pytest.mark.parametrize("point", POINTS, ids=lambda point: f"{point.channel} {point.name}")
def test_killed_at_a_point(ground: Ground, point: Point) -> None:
    """Whether it arrived or not, it is unknown and never sent again, unless a person says so."""
    for _ in range(TIMES):
        before = ground.taken(point.channel)
        ground.carry_out("advance", "O-1001", "--to", "Ready")
        _kill_at(ground, point)
        for hours in (0.0, 30.0):
            ground.carry_out("worker", "--once", hours=hours)
            assert ground.state(point.channel) == ("unknown", DOUBT)
            assert ground.taken(point.channel) == before + point.taken
        ground.carry_out("messages", "retry", ground.latest(point.channel))
        ground.carry_out("worker", "--once")
        assert ground.state(point.channel) == ("done", "")
        assert ground.taken(point.channel) == before + point.taken + 1
        ground.carry_out("advance", "O-1001", "--to", "QA")
    assert studios.problems(ground.folder) == []


def _kill_at(ground: Ground, point: Point) -> None:
    asked = ground.asked(point.channel)
    moods = {"email": ground.mail.moods, "sms": ground.gateway.moods}[point.channel]
    moods.append(point.mood)
    worker = ground.starter.start("worker", "--studio", ground.folder, "--at", campaign.at(0))
    if point.mood == "RCPT silent":
        wait_until(lambda: not moods, "the server has heard of it")
    else:
        wait_until(lambda: ground.asked(point.channel) > asked, "the server has it")
    assert ground.state(point.channel)[0] == "sending"
    if point.answered:
        with nobody_writes(ground.folder):
            time.sleep(2 * SLOW_SECONDS)  # whereupon it has the answer and cannot note it
            worker.kill(signal.SIGKILL)
            worker.wait_end()
    worker.kill(signal.SIGKILL)
    assert worker.wait_end() == -signal.SIGKILL


def test_killed_before_a_word_was_said(starter: Starter, tmp_path: Path) -> None:
    """Where the server never answered the call: unknown as well, for nobody can tell."""
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        smtpserver.serving() as mail,
        gatewayserver.serving() as gateway,
    ):
        port = silent.getsockname()[1]
        ground = Ground(tmp_path / "studio", starter, mail, gateway, port)
        campaign.furnish(ground.folder, ground, 1, **PATIENT)
        ground.carry_out("advance", "O-1001", "--to", "Ready")
        worker = starter.start("worker", "--studio", ground.folder, "--at", campaign.at(0))
        wait_until(lambda: ground.state("email")[0] == "sending", "it is marked")
        worker.kill(signal.SIGKILL)
        worker.wait_end()
        ground.carry_out("worker", "--once", "--only", "messages")
        assert ground.state("email") == ("unknown", DOUBT)
