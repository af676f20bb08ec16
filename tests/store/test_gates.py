"""Gates: what is asked of a message in the moment in which it would go out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import clockwatch, edits, gates, hushes, identity, moves, optouts, settling, triggers
from store.desk import Desk
from store.moves import Move
from store.tables import Client, Firing, Message, Setting, Trigger
from store.verdicts import Verdict
from tests.store.composing_ground import NUMBER, client, record, trigger

Turn = Callable[[str], int]


def _written(desk: Desk, action: str = "email", **given: object) -> Message:
    """A message that a trigger has written about O-1002."""
    client(desk)
    trigger(desk, record(desk, "production"), action, **given)
    record(desk, "production")
    settling.settle_due(settling.clock_desk(desk), None)
    row: Message = Message.get()
    return row


def _asked(desk: Desk, row: Message) -> Verdict | None:
    with desk.action("ask") as act:
        return gates.verdict(desk, act, Message.get_by_id(row.id))


def test_nothing_stands_against_most(desk: Desk) -> None:
    """They go out."""
    assert _asked(desk, _written(desk)) is None
    assert gates.silence(desk) == ""


def test_what_is_no_longer_true_is_dropped(desk: Desk, turn: Turn) -> None:
    """Asked again once a minute has passed, or a try has failed; also of what somebody approved."""
    row = _written(desk, filter="-rush")
    edits.set_fields(desk, "O-1002", {"priority": "rush"})
    assert _asked(desk, row) is None
    wanted = Verdict("cancelled", "", "no longer true: the trigger's condition is not met")
    Message.update(attempts=1).execute()
    assert _asked(desk, row) == wanted
    Message.update(attempts=0, by="ana").execute()
    turn("2026-11-02 10:02")
    assert _asked(desk, row) == wanted


def test_what_has_expired_in_the_outbox_is_dropped(desk: Desk, turn: Turn) -> None:
    """While no server took it; what somebody let out goes out late all the same."""
    row = _written(desk, expires_days=2)
    turn("2026-11-04 10:00")
    assert _asked(desk, row) is None
    turn("2026-11-04 10:01")
    said = "no longer true: expired: it was for Mon 2 Nov"
    assert _asked(desk, row) == Verdict("cancelled", "", said)
    Message.update(by="ana").execute()
    assert _asked(desk, row) is None


def test_what_a_trigger_wrote_before_it_was_switched_off_is_dropped(desk: Desk, turn: Turn) -> None:
    """It was being handed over just then, and the server asked to come back later."""
    row = _written(desk)
    Message.update(state="sending").execute()
    triggers.switch(desk, "email", on=False)
    Message.update(state="pending", attempts=1).execute()
    said = "no longer true: the trigger was switched off"
    assert _asked(desk, row) == Verdict("cancelled", "", said)
    Firing.update(by="ana").execute()
    assert _asked(desk, row) is None


def test_what_has_left_is_dropped(desk: Desk, turn: Turn) -> None:
    """Even if its message had been overlooked when it left."""
    row = _written(desk)
    moves.advance(desk, [Move("O-1002")])
    Message.update(state="pending").execute()
    turn("2026-11-02 10:02")
    found = _asked(desk, row)
    assert found is not None
    assert found.reason == "no longer true: the card has left the status"


def test_what_nobody_can_ask_waits_for_a_person(desk: Desk, turn: Turn) -> None:
    """A condition that cannot be read is no yes."""
    row = _written(desk)
    Trigger.update(filter="status:Nowhere").execute()
    turn("2026-11-02 10:02")
    found = _asked(desk, row)
    assert found is not None
    assert (found.state, found.cause) == ("held", "error")


def test_a_paused_record_holds_its_messages(desk: Desk) -> None:
    """And its reason is theirs."""
    row = _written(desk)
    hushes.pause(desk, ["O-1002"], reason="moving")
    words = "reminders about O-1002 are paused: moving"
    assert _asked(desk, row) == Verdict("held", "pause", words)


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_who_has_opted_out_gets_nothing(desk: Desk, channel: str) -> None:
    """On the list of the channel; that of the other does not count."""
    row = _written(desk, channel)
    other = "sms" if channel == "email" else "email"
    optouts.add(desk, [NUMBER if other == "sms" else "ada@example.com"], other)
    assert _asked(desk, row) is None
    optouts.add(desk, [NUMBER if channel == "sms" else "ada@example.com"], channel)
    found = _asked(desk, row)
    assert found is not None
    assert (found.state, found.cause) == ("cancelled", "opt-out")


def test_a_client_may_want_no_sms(desk: Desk) -> None:
    """Whatever the list says."""
    row = _written(desk, "sms")
    Client.update(sms_opt_out=True).execute()
    found = _asked(desk, row)
    assert found is not None
    assert found.reason == "the recipient wants no SMS"


def test_many_are_asked_at_once(desk: Desk, turn: Turn) -> None:
    """Each gets its own answer."""
    _written(desk, filter="-rush")
    for _ in range(3):
        record(desk, "production")
    settling.settle_due(settling.clock_desk(desk), None)
    edits.set_fields(desk, "O-1003", {"priority": "rush"})
    hushes.pause(desk, ["O-1004"])
    turn("2026-11-02 10:02")
    rows = list(Message.select().order_by(Message.id))
    with desk.action("ask") as act:
        gate = gates.Gate(desk, act, rows)
        found = [gate.verdict(row) for row in rows]
    assert [one.state if one else "" for one in found] == ["", "cancelled", "held", ""]
    assert Firing.select().count() == 4


def test_silence_says_why(desk: Desk) -> None:
    """A copy first, then a clock that jumped."""
    Setting.create(key=clockwatch.DOUBT, value='{"why": "it jumped", "wall": 5, "boot_id": "x"}')
    Setting.create(key=clockwatch.SEEN, value='{"wall": 9e15, "boot": 5, "boot_id": "y"}')
    assert gates.silence(desk) == "it jumped"
    Setting.create(key=identity.KEY, value='{"copy": "restored"}')
    assert gates.silence(desk).startswith("this database was restored from a copy; nothing is sent")
