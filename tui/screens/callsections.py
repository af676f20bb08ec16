"""A round of calls as it is read and shown: the call that is to be made, and those that follow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from store import callqueue, calls, cards, when
from store.boards import Face
from store.callqueue import Waiting
from store.desk import Desk
from store.tables import Client
from tui.messagework import some
from tui.screens.record import FACES, face_row
from tui.screens.sections import Section
from tui.widgets.table import Column, Row

NEXT_SHOWN = 5
"""How many of the calls that follow are named."""

PUT_OFF, SKIPPED = "put off", "skipped"
"""What the round's tally calls what had no result."""


@dataclass(frozen=True, slots=True)
class Round:
    """The calls of a round: ``here`` is the one that is shown, ``later`` were put off."""

    due: tuple[Face, ...]
    later: tuple[Face, ...]
    here: Waiting | None


# On the store thread ------------------------------------------------------------------------------


def read(desk: Desk, past: set[str], *, everybody: bool, with_later: bool) -> Round:
    """Read the calls that are still to be made in a round, and everything about the first."""
    with desk.reading():
        faces = callqueue.to_make(desk, everybody=everybody)
    left = [face for face in faces if face.ref not in past]
    waits = set() if with_later else callqueue.put_off(left, desk.now())
    later = [face for face in left if face.id in waits]
    due = [face for face in left if face.id not in waits]
    here = callqueue.waiting(desk, due[0].ref) if due else None
    return Round(tuple(due), tuple(later), here)


# What is shown ------------------------------------------------------------------------------------


def call_sections(desk: Desk, found: Round) -> list[Section]:
    """A call with everything that is known, then the calls that follow."""
    here = found.here
    if here is None:
        return []
    face, client = here.face, here.client
    who = client.name if client is not None else face.client or "nobody in particular"
    words = [(f"{who}    {here.phone or 'no number is known'}", "strong")]
    if client is not None and client.do_not_call:
        words.append(("Do not call: this client has asked for it.", "late"))
    return [
        Section("", words=tuple(words), pairs=_pairs(desk, here), more=_more(here)),
        Section("Earlier tries", TRIED, _tried(desk, here)),
        Section(f"Also open of {who}", FACES, tuple(face_row(desk, one) for one in here.open)),
        Section(
            "The next calls", FACES,
            tuple(face_row(desk, one) for one in found.due[1 : 1 + NEXT_SHOWN]),
        ),
    ]  # fmt: skip


TRIED = (Column("At", least=16), Column("By", least=4), Column("What came of it", least=9))


def _pairs(desk: Desk, here: Waiting) -> tuple[tuple[str, str], ...]:
    face, client = here.face, here.client
    due = ""
    if face.due_at is not None:
        far = when.short(face.due_at, desk.now(), desk.zone)
        due = f"{when.day_and_clock(face.due_at, desk.zone)}  {far}"
    pairs = [
        ("Why", face.subject),
        ("About", here.about or ""),
        ("Asked by", f"the trigger {here.trigger}" if here.trigger else ""),
        ("Due", due),
        ("For", " · ".join(filter(None, (face.user, face.department)))),
        ("Priority", "" if face.priority == 1 else cards.PRIORITIES[face.priority]),
        ("Details", here.details),
        ("Notes", here.notes),
        ("Last result", " · ".join(filter(None, (here.result, here.outcome)))),
        ("Other numbers", _numbers(client, here.phone) if client is not None else ""),
        ("Email", client.email if client is not None else ""),
        ("The client", client.notes if client is not None else ""),
    ]
    return tuple((label, value) for label, value in pairs if value.strip())


def _numbers(client: Client, known: str) -> str:
    numbers = (client.mobile, client.phone, client.work_phone)
    return ", ".join(dict.fromkeys(one for one in numbers if one and one != known))


def _more(here: Waiting) -> tuple[tuple[str, str], ...]:
    refs = [here.face.ref, *([here.about] if here.about else [])]
    return tuple((f"enter opens {ref}", ref) for ref in refs)


def _tried(desk: Desk, here: Waiting) -> tuple[Row, ...]:
    return tuple(
        Row((when.day_and_clock(one.at, desk.zone), one.by, one.result)) for one in here.tried
    )


def summary(desk: Desk, found: Round, tally: Counter[str]) -> list[Section]:
    """What a round has brought, and what comes later."""
    made = sum(count for word, count in tally.items() if word not in (PUT_OFF, SKIPPED))
    words = [("No call waits now." if not tally else "Those were all the calls.", "strong")]
    if tally:
        words.append((f"{some(made, 'call')} made.", "plain"))
    order = (*calls.RESULTS, PUT_OFF, SKIPPED)
    pairs = tuple((word.capitalize(), f"{tally[word]:,}") for word in order if tally[word])
    hint = ["C and its keys work through the calls that are given to you or your departments."]
    if tally[SKIPPED]:
        hint = ["R begins again with what was skipped."]
    if found.later:
        come = "comes" if len(found.later) == 1 else "come"
        hint.append(f"{some(len(found.later), 'call')} {come} later; f goes on with what is left.")
    return [
        Section("", words=tuple(words), pairs=pairs),
        Section("Later", FACES, tuple(face_row(desk, one) for one in found.later[:NEXT_SHOWN])),
        Section("", words=tuple((line, "muted") for line in hint)),
    ]
