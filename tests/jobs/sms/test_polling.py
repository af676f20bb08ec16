"""Polling: what a gateway tells is kept, unless the studio may be a copy."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jobs.sms import polling
from jobs.sms.mute import Mute
from store import gates, optouts, outbox
from store.desk import Desk
from store.envelopes import Envelope, NewMessage, Outcome
from store.smsreports import Delivery, Heard, Told, Watched
from store.tables import Action, Message


class Telling(Mute):
    """A gateway that has news."""

    name = "twilio"

    def __init__(self, trouble: str = "") -> None:
        self.asked: list[Watched] = []
        self.trouble = trouble

    async def send(self, envelope: Envelope) -> Outcome:
        raise AssertionError

    async def poll(self, watched: Sequence[Watched], since: int) -> Told:
        self.asked.extend(watched)
        deliveries = tuple(Delivery(one.id, "delivered") for one in watched)
        return Told(deliveries, (Heard("IN1", "+13105550100", "STOP", since),), self.trouble)


@pytest.fixture
def message(desk: Desk) -> int:
    """An SMS that the gateway took."""
    with desk.action("test", undoable=False) as act:
        new = NewMessage("sms", "Ada", "+12125550100", "", "Ready.", "1")
        (message_id,) = outbox.put(desk, act, [new])
        told = {"state": "done", "settled_at": act.at, "gateway": "twilio", "remote_id": "SM1"}
        act.update(Message.get_by_id(message_id), **told)
    return message_id


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Why the studio is silent, if anything is put here."""
    why = [""]
    monkeypatch.setattr(gates, "silence", lambda desk: why[0])
    return why


async def test_news_is_kept_in_the_clocks_name(
    desk: Desk, message: int, silence: list[str]
) -> None:
    """The message is delivered, the number is out, and nobody is said to have done it."""
    gateway = Telling("HTTP 503")
    assert await polling.poll(desk, gateway) == 2
    assert gateway.asked == [Watched(message, "SM1")]
    assert Message.get_by_id(message).delivery == "delivered"
    assert optouts.listed()[0].address == "+13105550100"
    newest = Action.select().order_by(Action.id.desc()).get()
    assert (newest.user_id, newest.source) == (None, "clock")
    assert await polling.poll(desk, gateway) == 0
    assert len(gateway.asked) == 1


async def test_a_copy_asks_nothing(desk: Desk, message: int, silence: list[str]) -> None:
    """Its messages are another studio's."""
    silence[0] = "this may be a copy"
    gateway = Telling()
    assert await polling.poll(desk, gateway) == 0
    assert gateway.asked == []
