"""A studio whose senders are killed and whose servers fail, and the count of what came of it.

What the servers took is compared with what the ledger and the outbox say, message by message.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from store import orders, templates, triggers
from store.tables import Client
from store.triggers import Spec
from tests.e2e import studios
from tests.e2e.quarter.servers import Servers
from tests.e2e.studios import ZONE

BASE = datetime(2026, 11, 1, 0, 30, tzinfo=ZONE)
"""Around this the programs' clocks jump: in this night 1:00 to 2:00 comes twice."""

FURTHEST_HOURS = 4

LATER_HOURS = (5, 7, 9, 12, 16, 20, 24, 30, 36, 48)
"""When what waits to be tried again is given its chances, after the faults have gone on."""

CLOCK = {"clock.lease_seconds": 0.5, "clock.tick_seconds": 0.1}

CHANNELS = ("email", "sms")


class WithSettings(Protocol):
    """Servers that know how a studio's settings name them."""

    def settings(self) -> dict[str, object]:
        """What they say."""
        ...


def furnish(folder: Path, servers: WithSettings, cards: int, **changes: object) -> None:
    """Make a studio that writes an email and an SMS whenever an order becomes ready."""
    before = "2026-10-31 12:00"
    quick = {
        "mail.timeout_seconds": 1, "sms.timeout_seconds": 1, "sms.quiet": "", "triggers.brake": 0,
    }  # fmt: skip
    studios.make(folder, at=before, times=0, **{**servers.settings(), **CLOCK, **quick, **changes})
    with studios.opened(folder, before) as desk:
        for channel in CHANNELS:
            text = f"{channel}: {{{{ order.ref }}}}"
            subject = text if channel == "email" else ""
            templates.add(desk, f"By {channel}", channel=channel, subject=subject, body=text)
            triggers.add(desk, Spec(
                f"Ready by {channel}", "production", "Print", "Ready", channel, "",
                template=f"By {channel}",
            ))  # fmt: skip
        triggers.add(desk, Spec("Look at it", "production", "Print", "Ready", "task", "Look at it"))
        for number in range(cards):
            orders.new(desk, client=f"Client {number}", type="Print")
        with desk.action("give addresses", "give addresses") as act:
            for client in Client.select():
                act.update(
                    client, email=f"c{client.id}@example.com", mobile=f"+1212555{1000 + client.id}"
                )


def at(hours: float) -> str:
    """A moment so many hours from the base, as the command line takes it."""
    return (BASE + timedelta(hours=hours)).astimezone(ZONE).isoformat()


def jumped(chance: random.Random) -> str:
    """Where a program's clock stands that is started: hours before or after."""
    return at(chance.uniform(-FURTHEST_HOURS, FURTHEST_HOURS))


def ready(folder: Path, *, there: bool) -> list[str]:
    """The orders that are ready, or that could be."""
    rows = studios.rows(
        folder,
        "SELECT card.number FROM card JOIN status ON status.id = card.status_id "
        "WHERE card.kind = 'production' AND (status.name = 'Ready') = ? ORDER BY card.number",
        there,
    )
    return [f"O-{number}" for (number,) in rows]


SLOTS = {"email": 4, "sms": 1}
"""How many messages of a channel are on their way at once: one on each connection."""


@dataclass(frozen=True)
class Count:
    """What was found in the end; ``states`` and ``taken`` by channel."""

    visits: int
    tasks: int
    states: Counter[tuple[str, str]]
    taken: Counter[str]
    holdings: int
    most_doubtful: dict[str, int]
    doubtful: int

    def words(self) -> str:
        """The counts in a few lines."""
        lines = []
        for channel in CHANNELS:
            said = ", ".join(
                f"{n} {state}" for (of, state), n in sorted(self.states.items()) if of == channel
            )
            lines.append(
                f"  {channel}: {said}; {self.taken[channel]} taken by the server, each once"
            )
        return "\n".join([
            f"  {self.visits} orders became ready, {self.tasks} tasks, each once", *lines,
            f"  {self.holdings} holdings of the lease; {self.doubtful} messages unknown because of "
            f"a kill, at most {self.most_doubtful} of one holding",
        ])  # fmt: skip


def count(folder: Path, servers: Servers) -> Count:
    """Compare everything; fails at the first thing that is missing, doubled or unexplained."""
    stays = studios.rows(
        folder,
        "SELECT visit.id FROM visit JOIN status ON status.id = visit.status_id "
        "WHERE status.name = 'Ready'",
    )
    _all_planned(folder, len(stays))
    states: Counter[tuple[str, str]] = Counter()
    taken: Counter[str] = Counter()
    for channel in CHANNELS:
        took = Counter(servers.names(channel))
        taken[channel] = sum(took.values())
        doubled = {name: n for name, n in took.items() if n > 1}
        assert doubled == {}, f"sent more than once: {doubled}"
        known = _messages(folder, channel)
        assert set(took) <= set(known), "the server has what the studio does not know"
        for name, (state, reason) in known.items():
            states[channel, state] += 1
            _is_explained(name, state, reason, took[name])
    tasks = studios.rows(folder, "SELECT count(*) FROM card WHERE kind = 'task'")
    holdings = studios.rows(folder, "SELECT fence FROM lease WHERE name = 'messages'")
    assert studios.problems(folder) == []
    most, doubtful = _doubtful_of_kills(folder)
    return Count(len(stays), tasks[0][0], states, taken, holdings[0][0], most, doubtful)


def _doubtful_of_kills(folder: Path) -> tuple[dict[str, int], int]:
    """At most how many of a channel one death left in doubt, and how many there are in all."""
    rows = studios.rows(
        folder,
        "SELECT channel, fence, count(*) FROM message WHERE state = 'unknown' "
        "AND reason LIKE 'the program ended%' GROUP BY 1, 2",
    )
    most: dict[str, int] = {}
    for channel, _, found in rows:
        most[channel] = max(most.get(channel, 0), found)
        assert found <= SLOTS[channel], f"{found} of {channel} doubtful because of one kill"
    return most, sum(found for _, _, found in rows)


def _is_explained(name: str, state: str, reason: str, took: int) -> None:
    if state == "done":
        assert took == 1, f"{name} is done and was never taken"
    elif state in ("failed", "cancelled", "held"):
        assert took == 0, f"{name} is {state} ({reason}) and was taken"
        assert reason, f"{name} is {state} and nothing says why"
    else:
        assert state == "unknown", f"{name} is still {state}: {reason}"
        assert reason, f"{name} is unknown and nothing says why"


def _messages(folder: Path, channel: str) -> dict[str, tuple[str, str]]:
    rows = studios.rows(
        folder, "SELECT message_id, state, reason FROM message WHERE channel = ?", channel
    )
    return {name.partition("@")[0]: (state, reason) for name, state, reason in rows}


def _all_planned(folder: Path, stays: int) -> None:
    """Each stay has each trigger's firing once, and each firing what came of it."""
    rows = studios.rows(
        folder,
        "SELECT trigger.action, firing.state, (SELECT count(*) FROM message WHERE "
        "message.firing_id = firing.id), firing.made IS NOT NULL FROM firing "
        "JOIN trigger ON trigger.id = firing.trigger_id",
    )
    by_action = Counter(action for action, _, _, _ in rows)
    assert by_action == Counter(dict.fromkeys((*CHANNELS, "task"), stays))
    for action, state, messages, made in rows:
        assert state in ("done", "failed", "unknown", "cancelled", "held"), (action, state)
        if state != "cancelled":
            assert made if action == "task" else messages == 1, (action, state, messages)
