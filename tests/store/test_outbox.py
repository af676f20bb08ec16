"""The outbox: nothing is lost, nothing goes out twice, and what is doubtful is told as doubtful."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from store import (
    decisions,
    following,
    gates,
    history,
    identity,
    lease,
    optouts,
    orders,
    outbox,
    settling,
)
from store.desk import Desk
from store.errors import Refused
from store.lease import Held
from store.outbox import File, NewMessage, Outcome
from store.tables import (
    Change,
    Content,
    Firing,
    Message,
    MessageFile,
    Setting,
    Trigger,
    Visit,
    database,
)
from store.verdicts import Verdict

Turn = Callable[[str], int]
MINUTE_MS = 60_000

NEW = NewMessage("email", "Ada", "ada@example.com", "Your pictures", "They are ready.", "a")


@pytest.fixture
def held(desk: Desk) -> Held:
    """The lease of a sender."""
    return _sender("a")


def _sender(name: str) -> Held:
    found = lease.take(lease.Claim(lease.WORKER, name, 60_000, lease.MESSAGES, owner=name))
    assert found is not None
    return found


def _another() -> Held:
    """Another sender, after the first was silent for too long."""
    lease.Lease.update(until_ms=0).where(lease.Lease.name == lease.MESSAGES).execute()
    return _sender("b")


def _put(desk: Desk, *new_ones: NewMessage, **said: Any) -> list[Message]:
    with desk.action("write") as act:
        ids = outbox.put(desk, act, [replace(one, **said) for one in new_ones or (NEW,)])
    return [Message.get_by_id(one) for one in ids]


def _many(desk: Desk, count: int, **said: Any) -> list[Message]:
    return _put(desk, *[replace(NEW, key=str(at)) for at in range(count)], **said)


def _firing(desk: Desk, **said: Any) -> Firing:
    """A firing of a card that is where the trigger is."""
    card = orders.new(desk, client="Ada", type="Print")
    visit = Visit.get_by_id(card.visit)
    with desk.action("plan") as act:
        trigger = act.insert(
            Trigger, name=f"ready {card.number}", action="email", status_id=card.status_id,
            since=act.at,
        )  # fmt: skip
        values = {"moment": act.at, "state": "sending", **said}
        row = act.insert(Firing, trigger_id=trigger, card_id=card.id, visit_id=visit.id, **values)
    found: Firing = Firing.get_by_id(row)
    return found


def _take(desk: Desk, held: Held, *outcomes: Outcome, wanted: int = 8) -> outbox.Exchange:
    return outbox.exchange(desk, held, "email", outcomes, wanted)


def _now(row: Message) -> Message:
    found: Message = Message.get_by_id(row.id)
    return found


def _is(row: Message) -> tuple[str, str, str]:
    now = _now(row)
    return now.state, now.cause, now.reason


# Making ------------------------------------------------------------------------------------------


def test_a_message_waits_as_it_was_written(desk: Desk) -> None:
    """With a number of its own, due at once, in the name of whoever wrote it."""
    row = _put(desk, files=(File("a.pdf", b"%PDF"),))[0]
    assert (row.number, row.state, row.next_at, row.by) == (1001, "pending", desk.now(), "ana")
    assert (row.to_address, row.subject, row.body) == (
        "ada@example.com", "Your pictures", "They are ready.",
    )  # fmt: skip
    assert outbox.files_of([row.id]) == {row.id: (File("a.pdf", b"%PDF"),)}
    assert outbox.reference(row.number) == "M-1001"


def test_the_same_bytes_are_kept_once(desk: Desk) -> None:
    """However many messages they go with; and they are nothing for the history."""
    same = (File("a.pdf", b"%PDF"), File("b.pdf", b"%PDF"))
    rows = _many(desk, 3, files=same)
    assert (MessageFile.select().count(), Content.select().count()) == (6, 1)
    assert [file.name for file in outbox.files_of([rows[2].id])[rows[2].id]] == ["a.pdf", "b.pdf"]
    assert not Change.select().where(Change.table == "content").exists()


def test_every_message_has_a_name_of_its_own(desk: Desk) -> None:
    """By key, channel and address, and the same one whoever makes it."""
    rows = [
        *_many(desk, 3), *_put(desk, to_address="bo@example.com"),
        *_put(desk, channel="sms", to_address="+12125550100"),
    ]  # fmt: skip
    names = {row.message_id for row in rows}
    assert len(names) == 5
    assert all(name.endswith("@safelight.invalid") for name in names)


def test_a_message_is_not_made_twice(desk: Desk) -> None:
    """Not in one go, nor later; only one that was cancelled is made anew."""
    first, second = _put(desk, NEW, NEW)
    assert (first.id, Message.select().count()) == (second.id, 1)
    assert _put(desk)[0].id == first.id
    decisions.drop(desk, ["M-1001"])
    again = _put(desk)[0]
    assert (again.number, again.state) == (1002, "pending")
    assert again.message_id != first.message_id
    assert _put(desk)[0].id == again.id


def test_hostile_names_and_subjects_are_made_harmless(desk: Desk) -> None:
    """No line end gets into what becomes a header, no escape code into a list."""
    row = _put(desk, subject="x\r\nBcc: evil@example.com", to_name="\x1b]0;x\x07Ada")[0]
    assert (row.subject, row.to_name) == ("x Bcc: evil@example.com", "]0;xAda")


# Handing over ------------------------------------------------------------------------------------


def test_what_is_due_is_handed_over_oldest_first(desk: Desk, held: Held) -> None:
    """So many at once, each marked before it leaves."""
    rows = _many(desk, 5)
    Message.update(next_at=desk.now() - 5).where(Message.id == rows[4].id).execute()
    Message.update(next_at=desk.now() + 1).where(Message.id == rows[0].id).execute()
    given = _take(desk, held, wanted=3)
    assert [one.number for one in given.envelopes] == [1005, 1002, 1003]
    assert [_now(row).state for row in rows] == [
        "pending",
        "sending",
        "sending",
        "pending",
        "sending",
    ]
    assert (_now(rows[1]).fence, _now(rows[1]).attempts) == (held.fence, 1)
    assert given.envelopes[1].message_id == rows[1].message_id
    assert [one.number for one in _take(desk, held).envelopes] == [1004]
    assert _take(desk, held) == outbox.Exchange()


def test_files_go_along(desk: Desk, held: Held) -> None:
    """Only where there are some."""
    _many(desk, 2)
    _put(desk, files=(File("a.pdf", b"%PDF"),))
    assert [one.files for one in _take(desk, held).envelopes] == [
        (), (), (File("a.pdf", b"%PDF"),),
    ]  # fmt: skip


def test_letters_are_no_business_of_senders(desk: Desk) -> None:
    """They wait to be printed."""
    rows = _put(desk, channel="letter")
    assert not outbox.anything_to_send(desk.now())
    assert outbox.waiting_letters() == [rows[0].id]


def test_done_is_done(desk: Desk, held: Held) -> None:
    """With what the server said, and as what it was sent."""
    row = _put(desk)[0]
    _take(desk, held)
    _take(desk, held, Outcome(row.id, "done", "250 ok", "q1", "ab", "smtp.x", "studio@x"))
    now = _now(row)
    assert (now.state, now.answer, now.remote_id, now.sha256) == ("done", "250 ok", "q1", "ab")
    assert (now.gateway, now.sender, now.settled_at) == ("smtp.x", "studio@x", desk.now())
    assert not outbox.anything_to_send(desk.now() + 10**10)


def test_a_temporary_failure_waits_and_is_tried_again(desk: Desk, held: Held, turn: Turn) -> None:
    """Longer each time, never less than was asked for, under the same name."""
    row = _put(desk)[0]
    name = _take(desk, held).envelopes[0].message_id
    _take(desk, held, Outcome(row.id, "temporary", "451 later"))
    assert _is(row) == ("pending", "retry", "451 later")
    assert _now(row).next_at == desk.now() + MINUTE_MS
    assert not outbox.anything_to_send(desk.now())
    turn("2026-11-02 10:01")
    again = _take(desk, held).envelopes[0]
    assert (again.message_id, again.attempts) == (name, 2)
    _take(desk, held, Outcome(row.id, "temporary", "", wait_seconds=3600))
    assert _now(row).next_at == desk.now() + 60 * MINUTE_MS


def test_the_waits_grow_and_end() -> None:
    """From a minute to half a day; what the other side asks for is heard up to a day."""
    assert [outbox.wait_ms(tries) // MINUTE_MS for tries in range(12)] == [
        1, 1, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720,
    ]  # fmt: skip
    assert outbox.wait_ms(1, 1e12) == 1440 * MINUTE_MS
    assert outbox.wait_ms(1, -5) == MINUTE_MS


def test_after_ten_tries_it_has_failed(desk: Desk, held: Held) -> None:
    """And a person is told why."""
    row = _put(desk)[0]
    for _ in range(outbox.MOST_TRIES):
        Message.update(next_at=0).execute()
        assert len(_take(desk, held).envelopes) == 1
        _take(desk, held, Outcome(row.id, "temporary", "451 later"), wanted=0)
    assert _is(row) == ("failed", "", "given up after 10 tries: 451 later")
    assert _now(row).settled_at == desk.now()


@pytest.mark.parametrize(
    ("result", "state", "reason"),
    [("permanent", "failed", "550 no"), ("unknown", "unknown", "550 no"), ("done", "done", "")],
)
def test_other_ends_are_final(desk: Desk, held: Held, result: Any, state: str, reason: str) -> None:
    """Nothing is tried again by itself."""
    row = _put(desk)[0]
    _take(desk, held)
    _take(desk, held, Outcome(row.id, result, "550 no"))
    assert _is(row) == (state, "", reason)
    Message.update(next_at=0).execute()
    assert _take(desk, held).envelopes == ()


def test_an_answer_from_outside_is_made_harmless(desk: Desk, held: Held) -> None:
    """Servers say what they like."""
    row = _put(desk)[0]
    _take(desk, held)
    _take(desk, held, Outcome(row.id, "permanent", "550 \x1b[2J\r\n" + "x" * 5_000))
    assert _now(row).answer.startswith("550 [2J x")
    assert (len(_now(row).answer), len(_now(row).reason)) == (500, 500)


def test_one_commit_settles_and_takes(desk: Desk, held: Held) -> None:
    """What came back and what goes next are one transaction, and one action in the log."""
    first, second = _many(desk, 2)
    _take(desk, held, wanted=1)
    before = desk.now()
    given = _take(desk, held, Outcome(first.id, "done"), wanted=1)
    assert [one.id for one in given.envelopes] == [second.id]
    noted = Change.select(Change.action).where(Change.table == "message").order_by(-Change.id)
    assert len({row.action_id for row in noted.limit(2)}) == 1
    assert desk.now() == before


def test_nothing_to_do_writes_nothing(desk: Desk, held: Held) -> None:
    """However often a sender looks."""
    before = Change.select().count()
    assert _take(desk, held) == outbox.Exchange()
    assert outbox.recover(desk, held) == 0
    _put(desk)
    after = Change.select().count()
    assert _take(desk, held, wanted=0) == outbox.Exchange()
    assert (before < after, Change.select().count()) == (True, after)


# Fences ------------------------------------------------------------------------------------------


def test_a_sender_that_lost_the_lease_gets_nothing(desk: Desk, held: Held) -> None:
    """But what it handed over it may still settle."""
    first, _second = _many(desk, 2)
    _take(desk, held, wanted=1)
    _another()
    assert _take(desk, held) == outbox.Exchange(lost=True)
    assert _take(desk, held, Outcome(first.id, "done")) == outbox.Exchange(lost=True)
    assert [row.state for row in Message.select().order_by(Message.id)] == ["done", "pending"]


def test_what_a_dead_sender_left_is_doubtful(desk: Desk, held: Held) -> None:
    """Found by the next one; what that has handed over itself is not."""
    row = _put(desk, firing_id=_firing(desk).id)[0]
    _take(desk, held)
    other = _another()
    assert outbox.anything_to_send(desk.now())
    assert (outbox.recover(desk, other), outbox.recover(desk, other)) == (1, 0)
    assert _is(row)[0] == "unknown"
    assert "may have arrived" in _is(row)[2]
    assert (Firing.get().state, Firing.get().reason) == ("unknown", _is(row)[2])
    mine = _put(desk, key="b")[0]
    _take(desk, other)
    assert outbox.recover(desk, other) == 0
    assert _is(mine)[0] == "sending"


def test_only_who_sends_finds_doubtful_ones(desk: Desk, held: Held) -> None:
    """A sender that lost the lease would take the other's for dead."""
    _put(desk)
    _take(desk, _another())
    with pytest.raises(lease.Lost):
        outbox.recover(desk, held)
    assert Message.get().state == "sending"


def test_a_late_finisher_settles_its_own_doubt(desk: Desk, held: Held) -> None:
    """It knows that it arrived; but nothing else that it says counts any more."""
    first, second = _many(desk, 2)
    _take(desk, held)
    outbox.recover(desk, _another())
    _take(desk, held, Outcome(first.id, "done"), Outcome(second.id, "temporary"))
    assert [_is(one)[0] for one in (first, second)] == ["done", "unknown"]


def test_a_zombie_settles_nothing_of_others(desk: Desk, held: Held) -> None:
    """What another sender has taken since is that one's."""
    row = _put(desk)[0]
    _take(desk, held)
    other = _another()
    outbox.recover(desk, other)
    decisions.retry(desk, ["M-1001"])
    _take(desk, held, Outcome(row.id, "done"))
    assert _is(row)[0] == "pending"
    _take(desk, other)
    _take(desk, held, Outcome(row.id, "permanent"))
    assert _is(row)[0] == "sending"
    _take(desk, other, Outcome(row.id, "done"), Outcome(row.id, "unknown"))
    assert _is(row)[0] == "done"


def test_outcomes_of_what_is_not_there_are_passed_over(desk: Desk, held: Held) -> None:
    """Whatever a sender tells."""
    assert _take(desk, held, Outcome(99, "done")) == outbox.Exchange()


# Channels ----------------------------------------------------------------------------------------


def test_a_channel_with_wrong_settings_rests(desk: Desk, held: Held, turn: Turn) -> None:
    """The message is not to blame: no try is counted, and the others are not burnt."""
    first, second = _many(desk, 2)
    _take(desk, held, wanted=1)
    given = _take(desk, held, Outcome(first.id, "settings", "535 wrong password"))
    assert (given.envelopes, given.why) == ((), "535 wrong password")
    assert _is(first) == ("pending", "settings", "535 wrong password")
    assert _now(first).attempts == 0
    assert outbox.blocked("email", desk.now()) == "535 wrong password"
    assert outbox.blocked("sms", desk.now()) == ""
    assert _take(desk, held).why == "535 wrong password"
    turn("2026-11-02 10:05")
    assert outbox.blocked("email", desk.now()) == ""
    assert len(_take(desk, held).envelopes) == 2
    assert outbox.trouble("email") == "535 wrong password"
    _take(desk, held, Outcome(second.id, "done"))
    assert outbox.trouble("email") == ""


# Gates -------------------------------------------------------------------------------------------


def test_a_silent_studio_hands_nothing_over(desk: Desk, held: Held) -> None:
    """What is under way is settled all the same."""
    first, _second = _many(desk, 2)
    _take(desk, held, wanted=1)
    Setting.create(key=identity.KEY, value='{"copy": "restored"}')
    given = _take(desk, held, Outcome(first.id, "done"))
    assert (given.envelopes, "safelight adopt" in given.why) == ((), True)
    assert "safelight adopt" in _take(desk, held).why
    assert [row.state for row in Message.select().order_by(Message.id)] == ["done", "pending"]


def test_the_gates_keep_single_messages_back(
    desk: Desk, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They wait, are held or dropped; those behind them go out in the same exchange."""
    said = {
        1001: Verdict("pending", "quiet", "it is night", desk.now() + 5),
        1002: Verdict("held", "pause", "paused"),
        1003: Verdict("cancelled", "opt-out", "wants none"),
        1004: Verdict("failed", "", "no number"),
    }
    monkeypatch.setattr(gates.Gate, "verdict", lambda _, row: said.get(row.number))
    fired = [_firing(desk) for _ in range(5)]
    rows = [_put(desk, key=str(at), firing_id=one.id)[0] for at, one in enumerate(fired)]
    assert [one.number for one in _take(desk, held, wanted=2).envelopes] == [1005]
    assert [_is(row)[:2] for row in rows] == [
        ("pending", "quiet"), ("held", "pause"), ("cancelled", "opt-out"), ("failed", ""),
        ("sending", ""),
    ]  # fmt: skip
    assert _now(rows[0]).next_at == desk.now() + 5
    assert [_now(row).settled_at is None for row in rows] == [True, True, False, False, True]
    found = [Firing.get_by_id(one.id) for one in fired]
    assert [(row.state, row.cause, row.reason) for row in found] == [
        ("sending", "", ""), ("held", "pause", "paused"), ("cancelled", "", "wants none"),
        ("failed", "", "no number"), ("sending", "", ""),
    ]  # fmt: skip


def test_who_wants_no_mail_gets_none(desk: Desk, held: Held) -> None:
    """However it is spelled."""
    _put(desk, to_address="Ada@Example.com")
    optouts.add(desk, ["ada@example.com"], "email")
    assert _take(desk, held).envelopes == ()
    assert Message.get().reason == "the recipient wants no email"


# Deciding ----------------------------------------------------------------------------------------


def test_a_held_message_goes_out_as_it_is(desk: Desk, held: Held) -> None:
    """Once somebody has approved it, whose name stays with it."""
    firing = _firing(desk, state="held", cause="hand")
    row = _put(desk, firing_id=firing.id, state="held", cause="hand", reason="waits")[0]
    assert _take(desk, held).envelopes == ()
    decisions.approve(desk, ["m-1001"])
    assert (_is(row), _now(row).by) == (("pending", "", ""), "ana")
    found = Firing.get()
    assert (found.state, found.cause, found.reason) == ("sending", "", "")
    assert [one.body for one in _take(desk, held).envelopes] == ["They are ready."]


def test_trying_again_begins_anew(desk: Desk, held: Held) -> None:
    """To another address where one is given, under the same name."""
    row = _put(desk)[0]
    _take(desk, held)
    _take(desk, held, Outcome(row.id, "permanent", "550 no such user"))
    with pytest.raises(Refused, match="no email address"):
        decisions.retry(desk, ["M-1001"], "nobody")
    decisions.retry(desk, ["M-1001"], " ada@example.org ")
    given = _take(desk, held).envelopes[0]
    assert (given.to_address, given.attempts) == ("ada@example.org", 1)
    assert given.message_id == row.message_id


def test_another_number_is_read_like_any(desk: Desk) -> None:
    """And what is none is refused; a letter has no address to change."""
    _put(desk, channel="sms", to_address="+12125550100", state="failed")
    _put(desk, channel="letter", state="failed")
    with pytest.raises(Refused, match="'12' is no phone number"):
        decisions.retry(desk, ["M-1001"], "12")
    decisions.retry(desk, ["M-1001"], "+1 (212) 555-0199")
    assert Message.get(Message.number == 1001).to_address == "+12125550199"
    with pytest.raises(Refused, match="M-1002 is a letter"):
        decisions.retry(desk, ["M-1002"], "somewhere")


def test_a_person_says_what_became_of_it(desk: Desk, held: Held) -> None:
    """It arrived, or it never did: nothing is sent."""
    _many(desk, 2)
    _take(desk, held)
    outbox.recover(desk, _another())
    decisions.resolve(desk, ["M-1001"], arrived=True)
    decisions.resolve(desk, ["M-1002"], arrived=False)
    assert [(row.state, row.reason) for row in Message.select().order_by(Message.id)] == [
        ("done", "ana found that it arrived"), ("failed", "ana found that it never arrived"),
    ]  # fmt: skip


def test_dropped_ones_never_go_out(desk: Desk, held: Held) -> None:
    """Unless somebody has them sent again."""
    _put(desk)
    decisions.drop(desk, ["M-1001"])
    assert _take(desk, held).envelopes == ()
    assert Message.get().reason == "dropped by ana"
    decisions.retry(desk, ["M-1001"])
    assert len(_take(desk, held).envelopes) == 1


def test_what_cannot_be_decided_is_refused_as_a_whole(desk: Desk, held: Held) -> None:
    """Each problem is named, nothing is changed."""
    _many(desk, 2)
    _take(desk, held, wanted=1)
    for decide, words in (
        (decisions.approve, "M-1001 is sending; only those that are held can be approved"),
        (decisions.retry, "M-1001 is sending; only those that are failed or unknown or"),
        (decisions.drop, "M-1001 is sending; only those that are held or pending or"),
    ):
        with pytest.raises(Refused, match=words):
            decide(desk, ["M-1002", "M-1001"])
    with pytest.raises(Refused, match="no message is called 'O-1001'\\W.*\nno message.*'M-7'"):
        decisions.drop(desk, ["O-1001", "M-7"])
    assert [row.state for row in Message.select().order_by(Message.id)] == ["sending", "pending"]


def test_what_is_paused_is_not_approved_past_the_pause(desk: Desk) -> None:
    """Somebody has said that nothing shall go out."""
    _put(desk, state="held", cause="pause")
    with pytest.raises(Refused, match="triggers resume"):
        decisions.approve(desk, ["M-1001"])


# Undo --------------------------------------------------------------------------------------------


def test_approving_is_taken_back_while_it_waits(desk: Desk) -> None:
    """It is held again, and so is its firing."""
    firing = _firing(desk, state="held", cause="hand")
    _put(desk, firing_id=firing.id, state="held", cause="hand")
    decisions.approve(desk, ["M-1001"])
    history.undo(desk)
    assert (Message.get().state, Firing.get().state, Firing.get().cause) == ("held", "held", "hand")


def test_what_went_out_is_not_taken_back(desk: Desk, held: Held) -> None:
    """Undo leaves it as it is, and says so."""
    firing = _firing(desk, state="held", cause="hand")
    row = _put(desk, firing_id=firing.id, state="held", cause="hand")[0]
    decisions.approve(desk, ["M-1001"])
    acting = settling.clock_desk(desk)
    _take(acting, held)
    with pytest.raises(Refused, match="M-1001"):
        history.undo(desk)
    _take(acting, held, Outcome(row.id, "done"))
    with pytest.raises(Refused, match="M-1001"):
        history.undo(desk)
    assert (Message.get().state, Firing.get().state) == ("done", "done")


# Firings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (["pending"], "sending"), (["sending"], "sending"), (["done"], "done"),
        (["done", "pending"], "sending"), (["done", "cancelled"], "done"),
        (["done", "failed"], "failed"), (["failed", "unknown"], "unknown"),
        (["held", "done"], "held"), (["held", "failed"], "failed"), (["cancelled"], "cancelled"),
    ],
)  # fmt: skip
def test_a_firing_is_where_its_messages_are(states: list[str], state: str) -> None:
    """The worst that asks for a person counts."""
    assert outbox.state_of_all(states) == state


def test_a_firing_with_several_messages_ends_with_the_last(
    desk: Desk, held: Held, turn: Turn
) -> None:
    """And tells the reason of the one that went wrong."""
    firing = _firing(desk)
    first, second = _many(desk, 2, firing_id=firing.id)
    _take(desk, held)
    _take(desk, held, Outcome(first.id, "done"))
    assert (Firing.get().state, Firing.get().settled_at) == ("sending", None)
    at = turn("2026-11-02 10:02")
    _take(desk, held, Outcome(second.id, "permanent", "550 no"))
    found = Firing.get()
    assert (found.state, found.reason, found.settled_at) == ("failed", "550 no", at)
    turn("2026-11-02 10:03")
    with desk.action("look") as act:
        outbox.follow(act, [firing.id, None])
    assert Firing.get().settled_at == at


def test_taking_back_leaves_what_is_under_way(desk: Desk, held: Held) -> None:
    """A message that is being handed over cannot be caught."""
    firing = _firing(desk)
    first, second = _many(desk, 2, firing_id=firing.id)
    _take(desk, held, wanted=1)
    with desk.action("call off") as act:
        following.call_off(act, [firing], "the card has left")
    assert (_is(first)[0], _is(second)) == ("sending", ("cancelled", "", "the card has left"))
    assert Firing.get().state == "sending"
    _take(desk, held, Outcome(first.id, "done"))
    assert Firing.get().state == "done"


# Speed -------------------------------------------------------------------------------------------


def test_an_exchange_of_eight_is_quick(desk: Desk, held: Held) -> None:
    """Eight outcomes and eight new messages of firings take a few milliseconds."""
    fired = [_firing(desk).id for _ in range(48)]
    _put(desk, *[replace(NEW, key=str(one), firing_id=one) for one in fired])
    given = _take(desk, held).envelopes
    taken = []
    while given:
        outcomes = [Outcome(one.id, "done", "250 ok", "q", "ab", "smtp", "x") for one in given]
        start = time.perf_counter()
        given = _take(desk, held, *outcomes).envelopes
        taken.append(time.perf_counter() - start)
    assert Message.select().where(Message.state == "done").count() == 48
    assert min(taken) < 0.03, taken


def test_looking_uses_the_indexes(desk: Desk, held: Held) -> None:
    """Whatever has piled up in years."""
    seen: list[str] = []
    original = database.obj.execute_sql

    def watch(sql: str, params: Any = None, *rest: Any) -> Any:
        if sql.startswith("SELECT"):
            rows = original("EXPLAIN QUERY PLAN " + sql, params or ()).fetchall()
            seen.extend(
                f"{row[3]} of {sql}"
                for row in rows
                if 'FROM "message"' in sql or "FROM message" in sql
            )
        return original(sql, params, *rest)

    _put(desk)
    database.obj.execute_sql = watch
    try:
        outbox.anything_to_send(desk.now())
        outbox.recover(desk, held)
        _take(desk, held)
    finally:
        del database.obj.execute_sql
    assert len(seen) > 3
    assert not [step for step in seen if step.startswith("SCAN") and "CONSTANT" not in step]
