"""What a person decides about messages: let them go out, send them again, say what became of them.

Decisions about firings, which end here where they have messages, are in ``settling``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store import firings, lists, numbers
from store.changes import Act
from store.desk import Desk
from store.envelopes import reference
from store.errors import Refused
from store.following import follow
from store.tables import Card, Firing, Message, Trigger
from store.text import safe

RETRIED = ("failed", "unknown", "cancelled")
"""States of messages that can be sent again."""

PAUSED = "reminders about it are paused; let them go on with 'safelight triggers resume'"


def by_numbers(references: Sequence[str]) -> list[Message]:
    """Find messages by reference, each once, in the given order."""
    found: list[Message] = []
    problems: list[str] = []
    for text in references:
        letter, dash, digits = text.strip().upper().partition("-")
        row = None
        if letter == "M" and dash and digits.isascii() and digits.isdigit() and len(digits) <= 15:
            row = Message.get_or_none(Message.number == int(digits))
        if row is None:
            problems.append(f"no message is called '{safe(text, 40)}'; they look like M-1001")
        else:
            found.append(row)
    if problems:
        raise Refused(problems)
    return list(dict.fromkeys(found))


def approve(desk: Desk, references: Sequence[str]) -> list[Message]:
    """Let held messages go out as they are."""
    with desk.action("approve messages", f"approve {_some(references)}") as act:
        rows = _in_states(references, ("held",), "approved")
        release(desk, act, rows)
    return rows


def release(desk: Desk, act: Act, rows: Sequence[Message]) -> None:
    """Let held messages go out, inside an open action; `Refused` for those that are paused."""
    paused = [f"{reference(row.number)}: {PAUSED}" for row in rows if row.cause == "pause"]
    if paused:
        raise Refused(paused)
    for row in rows:
        act.update(row, state="pending", cause="", reason="", next_at=act.at, by=desk.who.login)
    follow(act, [row.firing_id for row in rows])
    _plan_next(desk, act, [row.firing_id for row in rows])


def _plan_next(desk: Desk, act: Act, firing_ids: Iterable[int | None]) -> None:
    """Plan the next of a series whose last one now goes out."""
    for firing in Firing.select().where(Firing.id.in_([one for one in firing_ids if one])):
        trigger = Trigger.get_by_id(firing.trigger_id)
        if trigger.every_days:
            card = Card.get_by_id(firing.card_id)
            firings.plan_next(desk, act, trigger, firing, card)


def retry(desk: Desk, references: Sequence[str], address: str = "") -> list[Message]:
    """Send messages again that failed, were dropped or are unknown; to another address if given.

    Sending an unknown one again is a person's decision: it may arrive twice.
    """
    with desk.action("retry messages", f"send {_some(references)} again") as act:
        rows = _in_states(references, RETRIED, "sent again")
        _refuse_replaced(rows)
        send_again(desk, act, rows, address)
    return rows


def _refuse_replaced(rows: Sequence[Message]) -> None:
    """Refuse what was taken back and written anew: whoever it is for would get both."""
    problems = []
    for row in rows:
        newer = Message.get_or_none(
            Message.firing == row.firing_id,
            Message.channel == row.channel,
            Message.to_address == row.to_address,
            Message.state != "cancelled",
            Message.id > row.id,
        )
        if row.state == "cancelled" and row.firing_id is not None and newer is not None:
            names = reference(newer.number), reference(row.number)
            problems.append(f"{names[0]} has taken the place of {names[1]}; decide about that")
    if problems:
        raise Refused(problems)


def to_send_again(messages: Iterable[Message]) -> list[Message]:
    """Of all messages of firings those that are meant when a firing is to be tried again.

    What failed or is unknown; only where nothing did, what was cancelled, and of that no more than
    what was written last: the same was written before for another moment, or to another address.
    """
    by_firing: dict[int | None, list[Message]] = {}
    for one in messages:
        by_firing.setdefault(one.firing_id, []).append(one)
    found: list[Message] = []
    for written in by_firing.values():
        gone_wrong = [one for one in written if one.state in ("failed", "unknown")]
        found.extend(gone_wrong or _written_last(written))
    return found


def _written_last(messages: Sequence[Message]) -> list[Message]:
    """What was cancelled of the last writing, for each address once."""
    latest = max(one.created_at for one in messages)
    last = {(one.channel, one.to_address): one for one in messages if one.created_at == latest}
    return [one for one in last.values() if one.state == "cancelled"]


def send_again(desk: Desk, act: Act, rows: Sequence[Message], address: str = "") -> None:
    """Have messages sent again, inside an open action."""
    for row in rows:
        to = _address(desk, row, address.strip()) if address.strip() else row.to_address
        act.update(
            row, state="pending", cause="", reason="", next_at=act.at, attempts=0,
            settled_at=None, by=desk.who.login, to_address=to,
        )  # fmt: skip
    follow(act, [row.firing_id for row in rows])


def _address(desk: Desk, row: Message, text: str) -> str:
    if row.channel == "email":
        return lists.clean_email(text)
    if row.channel == "sms":
        country = desk.settings.sms.country or desk.settings.studio.country
        number = numbers.normalise(text, country)
        if number is None:
            raise Refused(f"'{safe(text, 60)}' is no phone number; write it like +12125550100")
        return number
    raise Refused(f"{reference(row.number)} is a letter, which goes by its own address; print it")


def resolve(desk: Desk, references: Sequence[str], *, arrived: bool) -> list[Message]:
    """Say of unknown messages whether they arrived; nothing is sent."""
    with desk.action("resolve messages", f"resolve {_some(references)}") as act:
        rows = _in_states(references, ("unknown",), "resolved")
        tell(desk, act, rows, arrived=arrived)
    return rows


def tell(desk: Desk, act: Act, rows: Sequence[Message], *, arrived: bool) -> None:
    """Note whether unknown messages arrived, inside an open action."""
    words = f"{desk.who.login} found that it {'arrived' if arrived else 'never arrived'}"
    for row in rows:
        act.update(
            row, state="done" if arrived else "failed", reason=words, settled_at=act.at,
            by=desk.who.login,
        )  # fmt: skip
    follow(act, [row.firing_id for row in rows])


def drop(desk: Desk, references: Sequence[str]) -> list[Message]:
    """Take messages back that have not gone out."""
    with desk.action("drop messages", f"drop {_some(references)}") as act:
        rows = _in_states(references, ("held", "pending", "failed", "unknown"), "dropped")
        for row in rows:
            act.update(
                row, state="cancelled", cause="", reason=f"dropped by {desk.who.login}",
                settled_at=act.at, by=desk.who.login,
            )  # fmt: skip
        follow(act, [row.firing_id for row in rows])
    return rows


def _some(references: Sequence[str]) -> str:
    return safe(references[0], 40) if len(references) == 1 else f"{len(references)} messages"


def _in_states(references: Sequence[str], states: Sequence[str], done: str) -> list[Message]:
    rows = by_numbers(references)
    wrong = [
        f"{reference(row.number)} is {row.state}; only those that are {' or '.join(states)} "
        f"can be {done}"
        for row in rows
        if row.state not in states
    ]
    if wrong:
        raise Refused(wrong)
    return rows
