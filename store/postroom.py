"""The post room: how the messages stand, and which of them wait for a person.

What the messages are is in ``messages``; this only counts, and asks for nothing that is settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import Case, fn

from store import gates, mailing, outbox
from store.desk import Desk
from store.reading import tuples
from store.tables import Message

OPEN = ("held", "pending", "sending", "failed", "unknown")
"""States that are not the end of a message."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A channel that did not work when it was last used, and why."""

    channel: str
    why: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages are in a state; letters to print are a state of their own.

    ``asks`` tells that they wait for a person.
    """

    state: str
    count: int
    words: str
    asks: bool = True


@dataclass(frozen=True, slots=True)
class PostRoom:
    """How many messages stand where; ``silence`` says why nothing goes out, if so.

    ``due`` and ``later`` are emails and SMS, by whether their time has come; ``letters`` wait to be
    printed; ``held`` wait for somebody's approval, ``failed`` and ``unknown`` for a decision.
    """

    due: int
    later: int
    sending: int
    held: int
    failed: int
    unknown: int
    letters: int
    troubles: tuple[Trouble, ...]
    silence: str

    @property
    def waits(self) -> int:
        """How many messages wait for a person."""
        return self.held + self.failed + self.unknown + self.letters

    @property
    def is_quiet(self) -> bool:
        """Tell that there is nothing to say."""
        count = self.waits + self.due + self.later + self.sending
        return not (count or self.troubles or self.silence)


def read(desk: Desk) -> PostRoom:
    """Count the open messages as of now."""
    found: dict[str, int] = dict.fromkeys(OPEN, 0)
    due = letters = 0
    for state, letter, count, come in tuples(_open(desk.now())):
        if state == "pending" and letter:
            letters = count
            continue
        found[state] += count
        due += come if state == "pending" else 0
    return PostRoom(
        due, found["pending"] - due, found["sending"], found["held"], found["failed"],
        found["unknown"], letters, _troubles(desk), gates.silence(desk),
    )  # fmt: skip


def _open(now: int) -> Any:
    """State, whether letters, how many, and how many of them have come."""
    is_letter = (Message.channel == "letter").alias("letter")
    come = fn.sum(Case(None, [(Message.next_at <= now, 1)], 0))
    return (
        Message.select(Message.state, is_letter, fn.count(Message.id), come)
        .where(Message.state.in_(list(OPEN)))
        .group_by(Message.state, is_letter)
    )


def _troubles(desk: Desk) -> tuple[Trouble, ...]:
    told = {channel: outbox.trouble(channel) for channel in outbox.CHANNELS}
    gap = mailing.gap(desk.settings)
    if gap and outbox.is_due("email", desk.now()):
        told["email"] = gap
    return tuple(Trouble(channel, why) for channel, why in told.items() if why)


def counts(room: PostRoom) -> list[Count]:
    """What there is to count, in words: what waits for a person first."""
    said = (
        Count("unknown", room.unknown, "may have arrived or not"),
        Count("failed", room.failed, "failed"),
        Count("held", room.held, "held for approval"),
        Count("letters", room.letters, f"letter{'' if room.letters == 1 else 's'} to print"),
        Count("due", room.due, "due", asks=False),
        Count("sending", room.sending, "being sent", asks=False),
        Count("later", room.later, "to come later", asks=False),
    )
    return [one for one in said if one.count]


def checked(desk: Desk) -> tuple[bool, str, str]:
    """Whether messages can go out, what is to be said about them, and what to do about it.

    What waits for a person is only told: it is no fault of the studio.
    """
    room = read(desk)
    if room.silence:
        return False, f"nothing goes out: {room.silence}", "give that command once you know why"
    waiting = ", ".join(f"{one.count:,} {one.words}" for one in counts(room) if one.asks)
    told = waiting or "none waits for a person"
    if room.troubles:
        wrong = "; ".join(f"{one.channel}: {one.why}" for one in room.troubles)
        return False, f"{wrong}; {told}", "mend the settings of the channel"
    return True, told, "see them in the queue" if waiting else ""
