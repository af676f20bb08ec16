"""Reports of gateways: what became of SMS after they were taken, and what people answered.

Which messages are asked about, and what is kept of the answers; asking is in ``jobs.sms``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from store import optouts
from store.changes import Act
from store.desk import Desk
from store.reading import tuples
from store.tables import Message, Setting
from store.text import safe
from store.when import DAY_MS, MINUTE_MS

OPEN = ("", "accepted", "scheduled", "queued", "sending", "sent")
"""What a gateway says of a message as long as more may come; anything else is the end."""

WATCHED_MS = 3 * DAY_MS
AT_ONCE = 50

_HEARD = "sms:heard"


@dataclass(frozen=True, slots=True)
class Watched:
    """A message of which more may be told: our id, and the gateway's name for it."""

    id: int
    remote_id: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a gateway tells of a message now, such as ``delivered`` or ``failed: 30003``."""

    id: int
    words: str
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer to the studio's number."""

    remote_id: str
    number: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a gateway told; ``trouble`` says why it told no more."""

    deliveries: tuple[Delivery, ...] = ()
    heard: tuple[Heard, ...] = ()
    trouble: str = ""


NOTHING = Told()


def watched(now: int, gateway: str) -> list[Watched]:
    """The messages to ask about now: at first often, then ever more seldom, for three days."""
    age = now - Message.settled_at
    query = (
        Message.select(Message.id, Message.remote_id)
        .where(
            Message.channel == "sms",
            Message.settled_at.is_null(False),
            Message.settled_at > now - WATCHED_MS,
            Message.state == "done",
            Message.gateway == gateway,
            Message.remote_id != "",
            Message.delivery.in_(list(OPEN)),
            Message.checked_at.is_null()
            | ((now - Message.checked_at >= MINUTE_MS) & ((now - Message.checked_at) * 2 >= age)),
        )
        .order_by(Message.checked_at, Message.settled_at)
        .limit(AT_ONCE)
    )
    return [Watched(*row) for row in tuples(query)]


def heard_since(now: int) -> int:
    """From when on answers are asked for: a day more than was asked before, or two days."""
    return min(_heard()[0] or now, now - DAY_MS) - DAY_MS


def note(desk: Desk, told: Told) -> int:
    """Keep what a gateway told; returns how many messages and answers there was news of."""
    now = desk.now()
    since, known = _heard()
    fresh = [one for one in told.heard if one.remote_id not in known]
    words = [one for one in fresh if optouts.meaning(one.text)]
    asked = not told.trouble and now - since >= DAY_MS
    if not (told.deliveries or words or asked):
        return 0
    with desk.action("note SMS reports", "SMS reports", undoable=False) as act:
        news = sum(_delivered(desk, act, one) for one in told.deliveries)
        for one in sorted(words, key=lambda heard: heard.at):
            _obey(desk, act, one)
        kept = {one.remote_id for one in told.heard if optouts.meaning(one.text)}
        _keep(act, now if asked else since, kept | (known if told.trouble else set()))
    return news + len(words)


def _delivered(desk: Desk, act: Act, one: Delivery) -> bool:
    row: Message | None = Message.get_or_none(Message.id == one.id)
    if row is None:
        return False
    words = safe(one.words, 200)
    if one.opted_out:
        number = optouts.same_form(desk.settings, row.channel, row.to_address)
        optouts.note(act, row.channel, number, optouts.PROVIDER)
    differs = words != row.delivery
    act.update(row, delivery=words, checked_at=act.at)
    return differs


def _obey(desk: Desk, act: Act, heard: Heard) -> None:
    """Do as somebody has answered; a mark with a client is a person's to take away."""
    number = optouts.same_form(desk.settings, "sms", heard.number)
    if optouts.meaning(heard.text) == "stop":
        optouts.note(act, "sms", number, optouts.ANSWER)
    else:
        optouts.take_off(act, "sms", number)


def _heard() -> tuple[int, set[str]]:
    """When answers were last asked for in full, and which of them have been obeyed."""
    row = Setting.get_or_none(Setting.key == _HEARD)
    if row is None or not row.value:
        return 0, set()
    found = json.loads(row.value)
    return int(found["at"]), set(found["ids"])


def _keep(act: Act, at: int, ids: Iterable[str]) -> None:
    value = json.dumps({"at": at, "ids": sorted(ids)})
    row = Setting.get_or_none(Setting.key == _HEARD)
    if row is None:
        act.insert(Setting, key=_HEARD, value=value)
    else:
        act.update(row, value=value)
