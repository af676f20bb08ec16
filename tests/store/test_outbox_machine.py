"""The outbox against a model: whatever senders and people do, the servers' counts are explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from peewee import SqliteDatabase

from store import decisions, following, lease, orders, outbox
from store.access import Person
from store.desk import Clock, Desk
from store.errors import Refused
from store.lease import Held
from store.outbox import NewMessage, Outcome, reference
from store.settings import Settings
from store.tables import Firing, Lease, Message, Trigger, User, Visit, database
from tests.store.conftest import FILE, MONDAY, StoppedClock

RESULTS = ("done", "temporary", "permanent", "settings", "unknown")

MESSAGES, SENDERS = 4, 3


@dataclass
class Sender:
    """A program that sends: what it holds, and what it has taken and not yet told of."""

    held: Held
    taken: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Model:
    """What must be true of each message, told by hand."""

    states: dict[int, str] = field(default_factory=dict)
    fences: dict[int, int] = field(default_factory=dict)
    tries: dict[int, int] = field(default_factory=dict)
    arrived: dict[int, int] = field(default_factory=dict)
    allowed: dict[int, int] = field(default_factory=dict)


class World:
    """Senders and people at one outbox, each step told to the model too."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.model = Model()
        self.senders: list[Sender] = []
        self.firings = [_firing(desk) for _ in range(2)]
        # They were off only so that neither acts about the other's card.
        Trigger.update(inactive=False).execute()
        with desk.action("write") as act:
            new = [
                NewMessage("email", "Ada", f"{at}@example.com", "x", "y", f"k{at}",
                           firing_id=self.firings[at % 2],
                           state="held" if at == 0 else "pending", cause="hand" if at == 0 else "")
                for at in range(MESSAGES)
            ]  # fmt: skip
            self.ids = outbox.put(desk, act, new)
            following.follow(act, self.firings)
        for at, one in enumerate(self.ids):
            self.model.states[one] = "held" if at == 0 else "pending"
            self.model.fences[one] = self.model.tries[one] = 0
            self.model.arrived[one], self.model.allowed[one] = 0, 1
        self._start("s0")

    def _start(self, name: str) -> None:
        """A sender takes over from whoever held the lease, and finds what that left."""
        Lease.update(until_ms=0).where(Lease.name == lease.MESSAGES).execute()
        held = lease.take(lease.Claim(lease.WORKER, name, 10**9, lease.MESSAGES, owner=name))
        assert held is not None
        self.senders.append(Sender(held))
        left = [one for one, state in self.model.states.items() if state == "sending"]
        assert outbox.recover(self.desk, held) == len(left)
        for one in left:
            self.model.states[one] = "unknown"

    @property
    def holder(self) -> Sender:
        """Who holds the lease."""
        return self.senders[-1]

    # What may happen

    def take_over(self, _: int, __: int) -> None:
        """The sender is killed, or sleeps, and another comes."""
        self._start(f"s{len(self.senders)}")

    def take(self, who: int, wanted: int) -> None:
        """A sender asks for more, whether it still may or not."""
        sender = self.senders[who % len(self.senders)]
        given = outbox.exchange(self.desk, sender.held, "email", (), wanted % 3 + 1)
        blocked = bool(outbox.blocked("email", self.desk.now()))
        due = [one for one in self.ids if self._is_due(one)]
        if sender is not self.holder:
            assert given.envelopes == ()
            return
        expected = [] if blocked else self._in_order(due)[: wanted % 3 + 1]
        assert [one.id for one in given.envelopes] == expected
        for one in given.envelopes:
            self.model.states[one.id] = "sending"
            self.model.fences[one.id] = sender.held.fence
            self.model.tries[one.id] += 1
            assert one.attempts == self.model.tries[one.id]
            sender.taken.append((one.id, one.attempts))

    def _is_due(self, one: int) -> bool:
        row = Message.get_by_id(one)
        return self.model.states[one] == "pending" and row.next_at <= self.desk.now()

    def _in_order(self, ids: list[int]) -> list[int]:
        return sorted(ids, key=lambda one: (Message.get_by_id(one).next_at, one))

    def tell(self, who: int, how: int) -> None:
        """A sender, perhaps a dead one's ghost, tells what came of what it handed over."""
        sender = self.senders[who % len(self.senders)]
        if not sender.taken:
            return
        one, _ = sender.taken.pop(0)
        result: Any = RESULTS[how % len(RESULTS)]
        outbox.exchange(self.desk, sender.held, "email", [Outcome(one, result, result)], 0)
        if result == "done":
            self.model.arrived[one] += 1
        self._settle(one, sender.held.fence, result)

    def _settle(self, one: int, fence: int, result: str) -> None:
        state = self.model.states[one]
        if self.model.fences[one] != fence or state not in ("sending", "unknown"):
            return
        if state == "unknown" and result != "done":
            return
        if result == "settings":
            self.model.tries[one] -= 1
        given_up = result == "temporary" and self.model.tries[one] >= outbox.MOST_TRIES
        self.model.states[one] = {
            "done": "done", "permanent": "failed", "unknown": "unknown", "settings": "pending",
            "temporary": "failed" if given_up else "pending",
        }[result]  # fmt: skip

    def wait(self, minutes: int, _: int) -> None:
        """Time goes by."""
        self.desk.clock = StoppedClock(self.desk.now() + minutes * 60_000)

    def decide(self, which: int, what: int) -> None:
        """Somebody approves, retries, drops or resolves a message, if that can be done."""
        one = self.ids[which % len(self.ids)]
        state = self.model.states[one]
        ref = reference(Message.get_by_id(one).number)
        command, states, after = DECISIONS[what % len(DECISIONS)]
        if state not in states:
            with pytest.raises(Refused):
                command(self.desk, [ref])
            return
        command(self.desk, [ref])
        self.model.states[one] = after
        if command is decisions.retry:
            self.model.tries[one] = 0
            self.model.allowed[one] += 1

    def call_off(self, which: int, _: int) -> None:
        """The card of a firing leaves."""
        at = which % 2
        with self.desk.action("leave") as act:
            following.call_off(act, [Firing.get_by_id(self.firings[at])], "it has left")
        for one in self.ids[at::2]:
            if self.model.states[one] in ("held", "pending"):
                self.model.states[one] = "cancelled"

    # What is always true

    def check(self) -> None:
        """The tables say what the model says, and firings are where their messages are."""
        rows = {row.id: row for row in Message.select()}
        assert {one: rows[one].state for one in self.ids} == self.model.states
        assert {one: rows[one].attempts for one in self.ids} == self.model.tries
        for one, row in rows.items():
            over = row.state in ("done", "failed", "unknown", "cancelled")
            assert (row.settled_at is not None) == over, row.state
            # Nothing arrives more often than somebody has had it sent.
            assert self.model.arrived[one] <= self.model.allowed[one]
        for at, firing_id in enumerate(self.firings):
            states = [self.model.states[one] for one in self.ids[at::2]]
            firing = Firing.get_by_id(firing_id)
            assert firing.state == outbox.state_of_all(states)
            assert (firing.settled_at is None) == (firing.state in ("held", "sending"))


def _arrived(desk: Desk, refs: list[str]) -> object:
    return decisions.resolve(desk, refs, arrived=True)


DECISIONS: tuple[tuple[Callable[[Desk, list[str]], object], tuple[str, ...], str], ...] = (
    (decisions.approve, ("held",), "pending"),
    (decisions.retry, ("failed", "unknown", "cancelled"), "pending"),
    (decisions.drop, ("held", "pending", "failed", "unknown"), "cancelled"),
    (_arrived, ("unknown",), "done"),
)

STEPS = ("take", "take", "tell", "tell", "wait", "take_over", "decide", "call_off")


def _firing(desk: Desk) -> int:
    card = orders.new(desk, client="Ada", type="Print")
    visit = Visit.get_by_id(card.visit)
    with desk.action("plan") as act:
        made = act.insert(
            Trigger, name=f"t{card.number}", kind="production", action="email",
            status_id=card.status_id, since=act.at, inactive=True,
        )  # fmt: skip
        return act.insert(
            Firing, trigger_id=made, card_id=card.id, visit_id=visit.id, moment=act.at,
            state="sending",
        )  # fmt: skip


@pytest.fixture(scope="module")
def sample(furnished: SqliteDatabase) -> Iterator[SqliteDatabase]:
    """The sample studio, to be copied for each course of events."""
    yield furnished
    if not database.is_closed():
        database.close()


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 6), st.integers(0, 6)), max_size=40
    )
)
@settings(
    max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_whatever_happens_the_outbox_says_what_is_true(
    steps: list[tuple[str, int, int]], sample: SqliteDatabase, studio_settings: Settings
) -> None:
    """Nothing is lost, nothing arrives more often than it was wanted, all doubt is told."""
    handle = SqliteDatabase(":memory:", pragmas={"foreign_keys": 1}, lock_type="IMMEDIATE")
    database.initialize(handle)
    handle.connect()
    try:
        sample.connection().backup(handle.connection())
        ana = User.get(User.login == "ana")
        who = Person(ana.id, "ana", "Ana", "admin")
        clock: Clock = StoppedClock(MONDAY)
        world = World(Desk(FILE, studio_settings, who, source="test", clock=clock))
        for name, first, second in steps:
            getattr(world, name)(first, second)
            world.check()
    finally:
        handle.close()
