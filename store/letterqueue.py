"""The print queue of letters: each is marked before the print service gets it, and settled after.

Printing itself is in ``render``. Whatever is killed in between, a letter that may have been printed
is unknown, and a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from store import decisions, gates, outbox
from store.desk import Desk
from store.envelopes import Result, reference
from store.errors import Refused
from store.following import follow
from store.tables import Message
from store.text import safe

WAITING = ("pending",)
OPEN = ("pending", "held", "sending", "failed", "unknown")
"""States of letters that somebody still has to do something about."""

MINUTE_MS = 60_000
LEFT_MINUTES = 3
"""How long handing over may take: the print service is waited for much less."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is being handed over: its paper, and which try this is."""

    id: int
    ref: str
    to_name: str
    title: str
    tries: int
    data: bytes = field(repr=False)


def waiting() -> list[str]:
    """The references of letters that wait to be printed, oldest first."""
    query = Message.select(Message.id, Message.number).where(
        Message.id.in_(outbox.waiting_letters())
    )
    return [reference(row.number) for row in query.order_by(Message.id)]


def take(desk: Desk, ref: str) -> Letter:
    """Mark a letter as being handed to the print service, and return its paper.

    `Refused` for what is no letter, does not wait, or may not go out now; the last is noted.
    """
    problem = ""
    with desk.action("print letter", f"print {safe(ref, 20)}", undoable=False) as act:
        row = _letters([ref], WAITING, "printed")[0]
        why = gates.silence(desk)
        if why:
            raise Refused(f"{ref}: nothing goes out now: {why}")
        verdict = gates.verdict(desk, act, row)
        if verdict is None:
            act.update(
                row, state="sending", cause="", reason="", next_at=act.at, attempts=row.attempts + 1
            )
        elif verdict.until is None:
            act.update(row, state=verdict.state, cause=verdict.cause, reason=verdict.reason)
        if verdict is not None:
            problem = verdict.reason
        follow(act, [row.firing_id])
        files = outbox.files_of([row.id]).get(row.id, ())
    name = reference(row.number)
    if problem:
        raise Refused(f"{name} is not printed: {problem}")
    if not files:
        settle(desk, Letter(row.id, name, row.to_name, "", row.attempts, b""), "permanent",
               "it has no page to print")  # fmt: skip
        raise Refused(f"{name} has no page to print; write it again")
    title = f"Letter {name} {row.to_name}"
    return Letter(row.id, name, row.to_name, title, row.attempts, files[0].data)


def settle(desk: Desk, letter: Letter, result: Result, words: str) -> None:
    """Write what came of handing a letter over, unless somebody has decided about it since.

    ``settings`` is trouble with the printer: the letter waits on.
    """
    with desk.action("print letter", f"print {letter.ref}", undoable=False) as act:
        row = Message.get_or_none(
            Message.id == letter.id,
            Message.attempts == letter.tries,
            Message.state.in_(["sending", "unknown"]),
        )
        if row is None or (row.state == "unknown" and result != "done"):
            return
        told = safe(words, 500)
        if result == "done":
            act.update(
                row, state="done", reason="", answer=told, settled_at=act.at, by=desk.who.login
            )
        elif result in ("settings", "temporary"):
            act.update(row, state="pending", cause="settings", reason=told, answer=told)
        else:
            state = "unknown" if result == "unknown" else "failed"
            act.update(row, state=state, reason=told, answer=told, settled_at=act.at)
        follow(act, [row.firing_id])


def recover(desk: Desk) -> int:
    """Mark letters as unknown that a program has begun to print and never told more of."""
    since = desk.now() - LEFT_MINUTES * MINUTE_MS
    query = Message.select().where(
        Message.channel == "letter", Message.state == "sending", Message.next_at < since
    )
    if not query.exists():
        return 0
    with desk.action("find doubtful letters", "letters became unknown", undoable=False) as act:
        rows = list(query)
        for row in rows:
            act.update(
                row, state="unknown", settled_at=act.at,
                reason="the program ended while it was printed; look whether it came out",
            )  # fmt: skip
        follow(act, [row.firing_id for row in rows])
    return len(rows)


def posted(desk: Desk, references: Sequence[str]) -> list[str]:
    """Note that letters are on their way, whoever printed them; returns their references."""
    with desk.action("letters posted", f"{len(references)} letters posted") as act:
        rows = _letters(references, ("pending", "failed", "unknown"), "noted as posted")
        for row in rows:
            act.update(
                row, state="done", cause="", reason=f"posted, says {desk.who.login}",
                settled_at=act.at, by=desk.who.login,
            )  # fmt: skip
        follow(act, [row.firing_id for row in rows])
    return [reference(row.number) for row in rows]


def _letters(references: Sequence[str], states: Sequence[str], done: str) -> list[Message]:
    rows = decisions.by_numbers(references)
    problems = []
    for row in rows:
        name = reference(row.number)
        if row.channel != "letter":
            problems.append(f"{name} is no letter: it goes by {row.channel}")
        elif row.state not in states:
            problems.append(
                f"{name} is {row.state}; only letters that are {' or '.join(states)} can be {done}"
            )
    if problems:
        raise Refused(problems)
    return rows
