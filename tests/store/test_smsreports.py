"""What gateways tell later is kept, and what people answer is obeyed once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import clients, lease, optouts, outbox, smsreports
from store.desk import Desk
from store.envelopes import NewMessage, Outcome
from store.lease import Claim
from store.smsreports import AT_ONCE, OPEN, Delivery, Heard, Told, Watched
from store.tables import Action, Message, Setting
from store.when import DAY_MS, HOUR_MS, MINUTE_MS
from tests.store.conftest import MONDAY, StoppedClock

NUMBER = "+12125550100"

Sent = Callable[..., int]


@pytest.fixture
def sent(desk: Desk) -> Sent:
    """What makes an SMS that a gateway took this moment; returns its id."""

    def sent(**given: Any) -> int:
        with desk.action("test", undoable=False) as act:
            number = Message.select().count()
            new = NewMessage("sms", "Ada", NUMBER, "", "Ready.", str(number))
            (message_id,) = outbox.put(desk, act, [new])
            told = {"state": "done", "settled_at": act.at, "gateway": "twilio",
                    "remote_id": f"SM{number}", **given}  # fmt: skip
            act.update(Message.get_by_id(message_id), **told)
        return message_id

    return sent


def told(message_id: int, words: str, **given: Any) -> Told:
    """One piece of news."""
    return Told((Delivery(message_id, words, **given),))


def test_open_messages_are_watched(desk: Desk, sent: Sent) -> None:
    """Of this gateway, with a name of its own, until it has said the last word."""
    first = sent()
    second = sent(delivery="sent")
    for words in ("delivered", "undelivered: 30003", "failed: 21610", "lost: gone"):
        sent(delivery=words)
    sent(remote_id="")
    sent(gateway="http")
    sent(state="unknown")
    found = smsreports.watched(MONDAY, "twilio")
    assert found == [Watched(first, "SM0"), Watched(second, "SM1")]
    assert smsreports.watched(MONDAY, "folder") == []


def test_they_are_asked_ever_more_seldom(desk: Desk, sent: Sent) -> None:
    """At once, after a minute, later after half of their age again, and not after three days."""
    message_id = sent()
    asked = []
    for now in range(MONDAY, MONDAY + 4 * DAY_MS, MINUTE_MS):
        if smsreports.watched(now, "twilio"):
            desk.clock = StoppedClock(now)
            smsreports.note(desk, told(message_id, "sent"))
            asked.append((now - MONDAY) // MINUTE_MS)
    assert asked[:5] == [0, 1, 2, 4, 8]
    assert len(asked) < 20
    assert asked[-1] < 3 * 24 * 60


def test_those_asked_longest_ago_come_first(desk: Desk, sent: Sent) -> None:
    """So many at once, and all in turn."""
    ids = [sent() for _ in range(AT_ONCE + 5)]
    first = smsreports.watched(MONDAY, "twilio")
    assert len(first) == AT_ONCE
    smsreports.note(desk, Told(tuple(Delivery(one.id, "sent") for one in first)))
    rest = smsreports.watched(MONDAY, "twilio")
    assert {one.id for one in [*first, *rest]} == set(ids)


def test_news_is_kept(desk: Desk, sent: Sent) -> None:
    """With when it was asked; the message stays as it was sent, and what is no news counts none."""
    message_id = sent()
    assert smsreports.note(desk, told(message_id, "sent")) == 1
    assert smsreports.note(desk, told(message_id, "sent")) == 0
    assert smsreports.note(desk, told(message_id, "undelivered: 30003 [/]\x1b[31m")) == 1
    row = Message.get_by_id(message_id)
    assert (row.state, row.delivery, row.checked_at) == (
        "done",
        "undelivered: 30003 [/][31m",
        MONDAY,
    )
    assert smsreports.note(desk, told(99_999, "delivered")) == 0


def test_a_number_that_the_provider_blocks_is_noted(desk: Desk, sent: Sent) -> None:
    """It has answered STOP to the provider, whoever it was."""
    smsreports.note(desk, told(sent(), "failed: 21610", opted_out=True))
    (row,) = optouts.listed()
    assert (row.address, row.source) == (NUMBER, "provider")


def test_a_refused_hand_over_notes_the_number_too(desk: Desk) -> None:
    """In the transaction that settles the message."""
    held = lease.take(Claim("worker", "w", 60_000, lease.MESSAGES))
    assert held is not None
    with desk.action("test", undoable=False) as act:
        outbox.put(desk, act, [NewMessage("sms", "Ada", NUMBER, "", "x", str(n)) for n in range(2)])
    (first,) = outbox.exchange(desk, held, "sms", [], 1).envelopes
    no = Outcome(first.id, "permanent", "HTTP 400: 21610", opted_out=True)
    assert outbox.exchange(desk, held, "sms", [no], 1).envelopes == ()
    assert [row.state for row in Message.select().order_by(Message.id)] == ["failed", "cancelled"]
    assert optouts.listed()[0].source == "provider"


# Answers -----------------------------------------------------------------------------------------


def heard(text: str, at: int = MONDAY, sid: str = "", number: str = NUMBER) -> Heard:
    """An answer."""
    return Heard(sid or f"IN{at}{text}", number, text, at)


def test_stop_and_start(desk: Desk) -> None:
    """The last word counts, in whatever order the answers are told."""
    later, sooner = heard("Start", MONDAY + 5), heard("stop!", MONDAY + 1)
    assert smsreports.note(desk, Told((), (later, sooner, heard("When?", MONDAY + 9)))) == 2
    assert optouts.listed() == []
    smsreports.note(desk, Told((), (later, sooner, heard("QUIT", MONDAY + 20))))
    (row,) = optouts.listed()
    assert (row.address, row.source, row.by) == (NUMBER, "answer", "")


def test_an_answer_is_obeyed_once(desk: Desk) -> None:
    """Whom a person has put back is not taken out by the same answer again."""
    stop = heard("STOP")
    smsreports.note(desk, Told((), (stop,)))
    optouts.remove(desk, [NUMBER])
    assert smsreports.note(desk, Told((), (stop,))) == 0
    assert optouts.listed() == []
    smsreports.note(desk, Told((), (stop, heard("STOP", MONDAY + 60_000))))
    assert len(optouts.listed()) == 1


def test_a_broken_round_forgets_nothing(desk: Desk) -> None:
    """What was obeyed stays known although it was not told this time."""
    stop = heard("STOP")
    smsreports.note(desk, Told((), (stop,)))
    optouts.remove(desk, [NUMBER])
    smsreports.note(desk, Told((), (heard("YES", MONDAY + 1, number="+13105550100"),), "HTTP 503"))
    assert smsreports.note(desk, Told((), (stop,))) == 0
    assert optouts.listed() == []


def test_start_does_not_touch_a_clients_mark(desk: Desk) -> None:
    """A person made it for a reason."""
    ada = clients.create(desk, "Ada", mobile=NUMBER, sms_opt_out=True)
    smsreports.note(desk, Told((), (heard("START"),)))
    assert clients.get(ada.number).sms_opt_out


def test_from_when_answers_are_asked_for(desk: Desk) -> None:
    """Two days back, or a day more than nobody has asked; failures do not count as asking."""
    assert smsreports.heard_since(MONDAY) == MONDAY - 2 * DAY_MS
    smsreports.note(desk, Told())
    assert smsreports.heard_since(MONDAY + HOUR_MS) == MONDAY + HOUR_MS - 2 * DAY_MS
    later = MONDAY + 10 * DAY_MS
    assert smsreports.heard_since(later) == MONDAY - DAY_MS
    desk.clock = StoppedClock(later)
    smsreports.note(desk, Told((), (), "HTTP 503"))
    assert smsreports.heard_since(later) == MONDAY - DAY_MS
    smsreports.note(desk, Told())
    assert smsreports.heard_since(later) == later - 2 * DAY_MS


def test_no_news_writes_nothing(desk: Desk) -> None:
    """It is asked every minute."""
    smsreports.note(desk, Told())
    before = Action.select().count(), Setting.select().count()
    assert smsreports.note(desk, Told((), (heard("Thanks!"),))) == 0
    assert (Action.select().count(), Setting.select().count()) == before


def test_the_words_for_more_to_come() -> None:
    """Everything else is the last word."""
    assert not {"delivered", "undelivered", "failed", "canceled", "read"} & set(OPEN)
