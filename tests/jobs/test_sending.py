"""Sending: each message once, few at a time, by one program; and what is doubtful is known to be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from jobs import sending
from jobs.channels import Channel, May, Pace, Texting, of_studio
from jobs.sending import Sending, Sent
from store import gates, lease, optouts, outbox
from store.desk import Clock, Desk
from store.envelopes import Envelope, Exchange, NewMessage, Outcome, Result
from store.errors import Refused
from store.lease import BOARD, MESSAGES, WORKER, Claim, Held
from store.mailsettings import MailSettings
from store.settings import Settings
from store.smssettings import SmsSettings
from store.tables import Lease, Message
from store.thread import directly

DAYTIME = round(datetime(2026, 11, 2, 15, tzinfo=UTC).timestamp() * 1000)
"""Ten in the morning where the studio is, and the numbers are."""


@dataclass
class Stub:
    """A courier that answers as it is told, once it may."""

    answers: list[Result] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    most_at_once: int = 0
    most_marked: int = 0
    closed: bool = False
    meanwhile: Callable[[], object] = lambda: None
    hold: asyncio.Event | None = None
    left: bool = False
    _now: int = 0

    async def send(self, envelope: Envelope, may: May) -> Outcome:
        """Note the message, and answer."""
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        self.most_marked = max(self.most_marked, count("sending"))
        self.sent.append(envelope.number)
        try:
            self.meanwhile()
            await (self.hold.wait() if self.hold else asyncio.sleep(0))
        except asyncio.CancelledError:
            return Outcome(envelope.id, "unknown" if self.left else "untried")
        finally:
            self._now -= 1
        return Outcome(envelope.id, self.answers.pop(0) if self.answers else "done", "fine")

    async def rest(self) -> None:
        """Nothing is open."""

    async def close(self) -> None:
        """Remember it."""
        self.closed = True


def count(*states: str) -> int:
    """How many messages are in a state."""
    return int(Message.select().where(Message.state.in_(states)).count())


def states() -> dict[int, str]:
    """Number to state of all messages."""
    return {row.number: row.state for row in Message.select().order_by(Message.number)}


def put(desk: Desk, many: int, channel: str = "email", first: int = 0) -> list[int]:
    """Put messages into the outbox; returns their numbers."""
    to = "+1212555{:04}" if channel == "sms" else "client{}@example.com"
    with desk.action("test", "messages") as act:
        ids = outbox.put(
            desk,
            act,
            [
                NewMessage(channel, "Ada", to.format(one), "Hello", "Hello.\n", f"{channel}{one}")
                for one in range(first, first + many)
            ],
        )
    return [row.number for row in Message.select().where(Message.id.in_(ids)).order_by(Message.id)]


async def until(true: Callable[[], bool]) -> None:
    """Let others work until something is true."""
    for _ in range(1_000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError


def claim(role: str = WORKER, lease_ms: int = 60_000) -> Claim:
    """The wish to send."""
    return Claim(role, f"a {role}", lease_ms, MESSAGES)


def begun(desk: Desk, *channels: Channel, role: str = WORKER) -> Sending:
    """A sender with stubs for couriers, in this thread."""
    return Sending(desk, claim(role), directly, channels)


# What is sent ------------------------------------------------------------------------------------


async def test_what_may_go_is_found_behind_all_that_may_not(desk: Desk) -> None:
    """However many wait for nothing in front of it, one look is enough."""
    numbers = put(desk, 301)
    optouts.add(desk, [f"client{one}@example.com" for one in range(300)], "email")
    stub = Stub()
    sender = begun(desk, Channel("email", stub, 2))
    assert (await sender.look()).done == 1
    assert stub.sent == [numbers[-1]]
    assert count("pending", "sending") == 0
    await sender.stop()


@pytest.mark.parametrize("slots", [1, 3])
async def test_everything_due_goes_out_once(desk: Desk, slots: int) -> None:
    """In order, no more at a time than there are places, and no more marked than on their way."""
    numbers = put(desk, 10)
    stub = Stub()
    sender = begun(desk, Channel("email", stub, slots))
    assert await sender.look() == Sent(done=10)
    assert stub.sent == numbers
    assert (stub.most_at_once, stub.most_marked) == (slots, slots)
    assert set(states().values()) == {"done"}
    assert await sender.look() == Sent()
    await sender.stop()
    assert stub.closed
    assert lease.holder(desk, MESSAGES).label == ""


async def test_every_answer_is_settled(desk: Desk) -> None:
    """And counted."""
    put(desk, 5)
    stub = Stub(["done", "permanent", "unknown", "temporary", "untried"])
    sender = begun(desk, Channel("email", stub, 5))
    found = await sender.look()
    assert (found.done, found.failed, found.unknown, found.later) == (2, 1, 1, 2)
    assert sorted(states().values()) == ["done", "done", "failed", "pending", "unknown"]
    assert len(stub.sent) == 6  # what had not been tried was sent in the end
    await sender.stop()


async def test_what_is_given_up_counts_as_failed(desk: Desk) -> None:
    """After the last try."""
    put(desk, 1)
    Message.update(attempts=outbox.MOST_TRIES - 1).execute()
    sender = begun(desk, Channel("email", Stub(["temporary"])))
    assert (await sender.look()).failed == 1
    assert list(states().values()) == ["failed"]
    await sender.stop()


async def test_channels_do_not_wait_for_each_other(desk: Desk) -> None:
    """A gateway that is slow holds up no email; a channel without a courier is left alone."""
    desk.clock = Clock.standing_at(DAYTIME)  # at night no SMS would go out
    put(desk, 1, "sms")
    emails = put(desk, 3)
    slow, quick = Stub(hold=asyncio.Event()), Stub()
    sender = begun(desk, Channel("sms", slow), Channel("email", quick))
    looking = asyncio.create_task(sender.look())
    await until(lambda: count("done") >= 3)
    assert quick.sent == emails
    assert slow.hold is not None
    slow.hold.set()
    assert (await looking).done == 4
    await sender.stop()
    put(desk, 1, "letter")
    alone = begun(desk)
    assert await alone.look() == Sent()
    await alone.stop()


async def test_what_comes_due_meanwhile_need_not_wait(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one message hangs, others go out beside it."""
    monkeypatch.setattr(sending, "LOOK_SECONDS", 0.01)
    put(desk, 1)
    hanging = Stub(hold=asyncio.Event())
    sender = begun(desk, Channel("email", hanging, 2))
    looking = asyncio.create_task(sender.look())
    await until(lambda: bool(hanging.sent))
    put(desk, 1, first=1)
    await until(lambda: len(hanging.sent) >= 2)
    assert hanging.hold is not None
    hanging.hold.set()
    await looking
    await sender.stop()
    assert count("done") == 2


async def test_wrong_settings_stop_a_channel(desk: Desk) -> None:
    """Only what was on its way is tried, and costs no try."""
    put(desk, 9)
    stub = Stub(["settings"] * 9)
    sender = begun(desk, Channel("email", stub, 2))
    assert (await sender.look()).later == 2
    assert await sender.look() == Sent()
    assert len(stub.sent) == 2
    assert {row.attempts for row in Message.select()} == {0}
    assert outbox.trouble("email") == "fine"
    await sender.stop()


async def test_in_silence_nothing_is_taken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A studio that may be a copy sends nothing."""
    put(desk, 2)
    monkeypatch.setattr(gates, "silence", lambda _: "this may be a copy")
    stub = Stub()
    sender = begun(desk, Channel("email", stub))
    assert await sender.look() == Sent()
    assert (stub.sent, count("pending")) == ([], 2)
    await sender.stop()


async def test_so_many_a_minute(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest waits for the minute to be over, by a clock that nobody sets."""
    monkeypatch.setattr(sending, "LOOK_SECONDS", 0.01)
    put(desk, 7)
    now = 100.0
    stub = Stub()
    channel = Channel("email", stub, 2, Pace(3, lambda: now))
    sender = begun(desk, channel)
    looking = asyncio.create_task(sender.look())
    for expected in (3, 6, 7):
        await until(lambda: len(stub.sent) >= expected)  # noqa: B023 - awaited at once
        await asyncio.sleep(0.02)
        assert len(stub.sent) == expected
        now += 59.0
        await asyncio.sleep(0.02)
        assert len(stub.sent) == expected
        now += 1.0
    assert (await looking).done == 7
    await sender.stop()


def test_a_pace_counts_any_minute() -> None:
    """Not those of the clock's face."""
    now = 0.0
    pace = Pace(2, lambda: now)
    assert (pace.allowed(5), pace.wait_seconds()) == (2, 0.0)
    pace.note()
    now = 50.0
    pace.note()
    assert (pace.allowed(5), pace.wait_seconds()) == (0, 10.0)
    now = 60.0
    assert (pace.allowed(5), pace.wait_seconds()) == (1, 0.0)
    assert Pace(0).allowed(5) == 5


# The lease ---------------------------------------------------------------------------------------


async def test_while_another_sends_nothing_happens(desk: Desk) -> None:
    """Not even an old doubt is settled."""
    put(desk, 1)
    lease.take(claim())
    stub = Stub()
    sender = begun(desk, Channel("email", stub))
    assert await sender.look() == Sent(holds=False)
    assert not sender.runs_here
    await sender.stop()
    assert stub.sent == []
    assert lease.holder(desk, MESSAGES).label == "a worker"


async def test_what_a_dead_sender_left_is_doubtful(desk: Desk) -> None:
    """It is not sent again."""
    put(desk, 2)
    held = lease.take(claim())
    assert held is not None
    outbox.exchange(desk, held, "email", (), 1)
    Lease.update(until_ms=0).execute()
    stub = Stub()
    sender = begun(desk, Channel("email", stub))
    assert await sender.look() == Sent(done=1, unknown=1)
    assert list(states().values()) == ["unknown", "done"]
    await sender.stop()


def usurp() -> None:
    """Another program takes the lease, as after a long sleep of this one."""
    Lease.update(owner="", until_ms=0).where(Lease.name == MESSAGES).execute()
    assert lease.take(claim()) is not None


def found_doubtful(desk: Desk) -> None:
    """Whoever has the lease marks the one message as doubtful."""
    row = Lease.get(Lease.name == MESSAGES)
    assert outbox.recover(desk, Held(row.owner, row.fence, MESSAGES)) == 1
    assert list(states().values()) == ["unknown"]


async def test_losing_the_lease_in_the_middle(desk: Desk) -> None:
    """What was on its way is settled by who began it; no more is taken."""
    put(desk, 4)
    stub = Stub(meanwhile=usurp)
    sender = begun(desk, Channel("email", stub))
    found = await sender.look()
    assert (found.done, len(stub.sent), sender.runs_here) == (1, 1, False)
    assert sorted(states().values()) == ["done", "pending", "pending", "pending"]
    await sender.stop()
    assert lease.holder(desk, MESSAGES).label == "a worker"


async def test_a_message_found_doubtful_meanwhile_is_cleared_up(desk: Desk) -> None:
    """Who handed it over knows better than who found it."""
    put(desk, 1)

    def another() -> None:
        usurp()
        found_doubtful(desk)

    sender = begun(desk, Channel("email", Stub(meanwhile=another)))
    assert (await sender.look()).done == 1
    assert list(states().values()) == ["done"]
    await sender.stop()


async def test_a_lease_that_is_over_hands_nothing_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was asleep between the mark and the hand-over takes the mark back, found or not."""
    put(desk, 1)
    real = outbox.exchange

    def sleepy(*given: Any) -> Exchange:
        found = real(*given)
        if found.envelopes:
            later = lease.boot_ms() + 70_000
            monkeypatch.setattr(lease, "boot_ms", lambda: later)
            usurp()
            found_doubtful(desk)
        return found

    monkeypatch.setattr(outbox, "exchange", sleepy)
    stub = Stub()
    sender = begun(desk, Channel("email", stub))
    assert (await sender.look()).done == 0
    assert stub.sent == []
    assert [(row.state, row.attempts) for row in Message.select()] == [("pending", 0)]
    await sender.stop()


async def test_the_lease_is_renewed_while_a_message_is_slow(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server may take ten minutes."""
    put(desk, 1)
    stub = Stub(hold=asyncio.Event())
    boot = lease.boot_ms()
    monkeypatch.setattr(lease, "boot_ms", lambda: boot)
    monkeypatch.setattr(sending, "LOOK_SECONDS", 0.01)
    sender = begun(desk, Channel("email", stub))
    looking = asyncio.create_task(sender.look())
    await until(lambda: bool(stub.sent))
    for _ in range(10):
        boot += 21_000
        await asyncio.sleep(0.05)
        assert lease.take(claim()) is None
    assert stub.hold is not None
    stub.hold.set()
    assert (await looking).done == 1
    await sender.stop()


async def test_a_board_ends_what_it_has_begun_for_a_worker(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it lets go, and nothing is doubtful."""
    put(desk, 3)
    worker = claim()
    stub = Stub(hold=asyncio.Event())
    boot = lease.boot_ms()
    monkeypatch.setattr(lease, "boot_ms", lambda: boot)
    sender = begun(desk, Channel("email", stub), role=BOARD)
    looking = asyncio.create_task(sender.look())
    await until(lambda: bool(stub.sent))
    assert lease.take(worker) is None
    boot += 25_000
    assert stub.hold is not None
    stub.hold.set()
    await looking
    assert lease.take(worker) is not None
    assert count("sending", "unknown") == 0
    assert len(stub.sent) < 3
    await sender.stop()


# What goes wrong ---------------------------------------------------------------------------------


async def test_an_answer_is_kept_until_it_can_be_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that is busy or full loses no answer, and nothing is sent twice."""
    put(desk, 2)
    real = outbox.exchange
    broken = 3

    def exchange(
        desk: Desk, held: Held, channel: str, outcomes: Sequence[Outcome], wanted: int
    ) -> Exchange:
        nonlocal broken
        if outcomes and broken:
            broken -= 1
            raise Refused("the disk is full")
        return real(desk, held, channel, outcomes, wanted)

    monkeypatch.setattr(outbox, "exchange", exchange)
    stub = Stub()
    sender = begun(desk, Channel("email", stub, 2))
    for _ in range(3):
        with pytest.raises(Refused, match="the disk is full"):
            await sender.look()
    assert list(states().values()) == ["sending", "sending"]
    await sender.look()
    assert list(states().values()) == ["done", "done"]
    assert len(stub.sent) == 2
    await sender.stop()


async def test_a_mistake_of_ours_is_doubtful(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """It is in the log, and the others go on."""
    put(desk, 2)

    def fail() -> None:
        if len(stub.sent) == 1:
            raise KeyError("x")

    stub = Stub(meanwhile=fail)
    sender = begun(desk, Channel("email", stub))
    assert await sender.look() == Sent(done=1, unknown=1)
    assert "message M-" in caplog.text
    await sender.stop()


# Stopping ----------------------------------------------------------------------------------------


async def _on_its_way(sender: Sending, stub: Stub) -> asyncio.Task[Sent]:
    looking = asyncio.create_task(sender.look())
    await until(lambda: bool(stub.sent))
    return looking


async def test_stopping_waits_for_what_is_on_its_way(desk: Desk) -> None:
    """Takes no more, settles it and lets go of the lease."""
    put(desk, 3)
    stub = Stub(hold=asyncio.Event())
    sender = begun(desk, Channel("email", stub))
    looking = await _on_its_way(sender, stub)
    stopping = asyncio.create_task(sender.stop())
    await asyncio.sleep(0.02)
    assert stub.hold is not None
    stub.hold.set()
    await stopping
    assert (await looking).done == 1
    assert list(states().values()) == ["done", "pending", "pending"]
    assert lease.holder(desk, MESSAGES).label == ""
    assert await sender.look() == Sent(holds=False)


@pytest.mark.parametrize(("left", "state"), [(False, "pending"), (True, "unknown")])
async def test_stopping_waits_no_longer_than_it_must(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, left: bool, state: str
) -> None:
    """A server that is silent cannot hold up the end; what had not left waits again."""
    monkeypatch.setattr(sending, "STOP_SECONDS", 0.05)
    put(desk, 1)
    stub = Stub(hold=asyncio.Event(), left=left)
    sender = begun(desk, Channel("email", stub))
    looking = await _on_its_way(sender, stub)
    began = time.monotonic()
    await sender.stop()
    assert time.monotonic() - began < 5
    await looking
    assert list(states().values()) == [state]
    assert lease.holder(desk, MESSAGES).label == ""


async def test_who_stops_waiting_ends_nothing(desk: Desk) -> None:
    """The scheduler may drop its job; what is on its way is settled all the same."""
    put(desk, 1)
    stub = Stub(hold=asyncio.Event())
    sender = begun(desk, Channel("email", stub))
    looking = await _on_its_way(sender, stub)
    looking.cancel()
    await asyncio.sleep(0.01)
    assert stub.hold is not None
    stub.hold.set()
    await sender.stop()
    assert list(states().values()) == ["done"]


# What the settings say ---------------------------------------------------------------------------


async def test_the_channels_of_a_studio(config: Settings) -> None:
    """Those that the settings say how to use; a gateway whose secret is missing says so."""
    assert of_studio(config) == []
    known = Settings(
        config.file,
        mail=MailSettings(folder=config.folder / "mail", sender=None),
        sms=SmsSettings(gateway="twilio", account="x", secret="token", sender="+12125550100"),
        secrets={"token": "env:SAFELIGHT_TEST_MISSING"},
    )
    (channel,) = of_studio(known)
    assert isinstance(channel.courier, Texting)
    one = Envelope(1, 1, "sms", "Ada", "+12125550101", "", "Hi", "", "x@y", 0, 1)
    outcome = await channel.courier.send(one, lambda: True)
    assert outcome.result == "settings"
    assert "SAFELIGHT_TEST_MISSING" in outcome.answer
    await channel.courier.close()
