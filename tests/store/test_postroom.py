"""The post room: what waits for a person is counted, what is settled is not."""

from __future__ import annotations

import pytest

from store import gates, lease, outbox, postroom
from store.desk import Desk
from store.lease import Claim
from store.outbox import NewMessage, Outcome
from store.tables import Message, database

HOUR_MS = 3_600_000


def put(desk: Desk, channel: str, state: str, count: int = 1, later: int = 0) -> None:
    """Put messages of a channel into a state."""
    with desk.action("test", "test") as act:
        there = Message.select().count()
        ids = outbox.put(
            desk, act,
            [NewMessage(channel, "Ada", "ada@example.com", "s", "b", f"{there + n}", state=state)
             for n in range(count)],
        )  # fmt: skip
        Message.update(next_at=act.at + later).where(Message.id.in_(ids)).execute()


def test_a_new_studio_has_nothing_to_say(desk: Desk) -> None:
    """No message, no trouble, no silence."""
    room = postroom.read(desk)
    assert room.is_quiet
    assert postroom.counts(room) == []


def test_every_state_is_counted_once(desk: Desk) -> None:
    """Letters that wait to be printed are none of the messages that are due."""
    for place, state in enumerate(outbox.STATES, start=1):
        put(desk, "email", state, place)
        put(desk, "letter", state, place)
    put(desk, "sms", "pending", later=HOUR_MS)
    room = postroom.read(desk)
    numbers = {state: place for place, state in enumerate(outbox.STATES, start=1)}
    assert (room.due, room.later, room.letters) == (numbers["pending"], 1, numbers["pending"])
    for state in ("held", "sending", "failed", "unknown"):
        assert getattr(room, state) == 2 * numbers[state]
    assert room.waits == room.held + room.failed + room.unknown + room.letters
    assert not room.is_quiet


def test_what_waits_for_a_person_is_said_first(desk: Desk) -> None:
    """Doubtful ones before all; one letter is a letter."""
    put(desk, "email", "pending", 1200)
    put(desk, "letter", "pending")
    put(desk, "sms", "unknown", 2)
    assert [(one.count, one.words) for one in postroom.counts(postroom.read(desk))] == [
        (2, "may have arrived or not"), (1, "letter to print"), (1200, "due"),
    ]  # fmt: skip


def test_trouble_is_told_until_the_channel_works(desk: Desk) -> None:
    """As the last answer had it, without anything that steers a terminal."""
    held = lease.take(Claim(lease.WORKER, "w", 60_000, lease.MESSAGES))
    assert held is not None
    put(desk, "email", "pending")
    (envelope,) = outbox.exchange(desk, held, "email", [], 1).envelopes
    outbox.exchange(desk, held, "email", [Outcome(envelope.id, "settings", "bad \x1b[31mpass")], 0)
    (trouble,) = postroom.read(desk).troubles
    assert (trouble.channel, trouble.why) == ("email", "bad [31mpass")


def test_silence_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why nothing goes out at all is news even when nothing waits."""
    monkeypatch.setattr(gates, "silence", lambda desk: "this may be a copy")
    room = postroom.read(desk)
    assert (room.silence, room.is_quiet) == ("this may be a copy", False)


def test_settled_messages_are_not_looked_at(desk: Desk) -> None:
    """The count is by an index of states: a studio that has sent a million pays for none."""
    sql, values = postroom._open(desk.now()).sql()
    plan = str(database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())
    assert "USING INDEX message_state" in plan
    assert "SCAN" not in plan
