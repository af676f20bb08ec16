"""Working through calls: whose they are, what is known of them, and when they are made again."""

from __future__ import annotations

from datetime import datetime

import pytest

from store import callqueue, calls, clients, edits, history, orders, sessions
from store.desk import Desk
from store.errors import Refused
from tests.store.conftest import ZONE, Login, Turn


def local(ms: int) -> str:
    """A moment in the studio."""
    return datetime.fromtimestamp(ms / 1000, ZONE).strftime("%Y-%m-%d %H:%M")


def test_mine_are_my_own_and_my_departments(desk: Desk, log_in: Login) -> None:
    """Those of a department count until somebody in particular has them."""
    for subject, user, department in (
        ("a", "joon", None), ("b", None, "Retouch"), ("c", "mia", "Retouch"), ("d", "ana", None),
        ("e", None, None),
    ):  # fmt: skip
        calls.new(desk, subject=subject, client="Ada", user=user, department=department)
    joon = log_in("joon")
    assert [face.subject for face in callqueue.to_make(joon)] == ["a", "b"]
    assert len(callqueue.to_make(joon, everybody=True)) == 5
    calls.call(joon, "C-1002", "reached", "all is well")
    assert [face.subject for face in callqueue.to_make(joon)] == ["a"]


def test_the_most_urgent_is_first(desk: Desk) -> None:
    """By when they are due."""
    now = desk.now()
    for subject, hours in (("later", 5), ("first", 1), ("next", 3)):
        calls.new(desk, subject=subject, user="ana", due_at=now + hours * 3_600_000)
    assert [face.subject for face in callqueue.to_make(desk)] == ["first", "next", "later"]


def test_everything_about_a_call(desk: Desk) -> None:
    """Whom, why, notes, earlier tries, and what else of the client is open."""
    clients.create(desk, "Okafor, Ada", mobile="+1 212 555 0100", do_not_call=True)
    sessions.new(desk, client="Okafor, Ada")
    orders.new(desk, client="Okafor, Ada", type="Print")
    calls.new(desk, subject="Proofs", about="S-1001", user="ana", details="ask for the frame",
              notes="she is deaf in one ear")  # fmt: skip
    for _ in range(2):
        calls.call(desk, "C-1001", "busy")
    found = callqueue.waiting(desk, "c-1001")
    assert (found.phone, found.about) == ("+1 212 555 0100", "S-1001")
    assert (found.details, found.notes) == ("ask for the frame", "she is deaf in one ear")
    assert found.client is not None
    assert found.client.do_not_call
    assert [(one.by, one.result) for one in found.tried] == [("ana", "busy"), ("ana", "busy")]
    assert {face.ref for face in found.open} == {"S-1001", "O-1001"}
    history.undo(desk)
    assert len(callqueue.waiting(desk, "C-1001").tried) == 1


def test_a_call_of_nobody_has_nothing_else_open(desk: Desk) -> None:
    """Without a client there is nobody whose work could be open."""
    calls.new(desk, subject="x")
    found = callqueue.waiting(desk, "C-1001")
    assert (found.client, found.open, found.tried) == (None, (), ())


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2h", "2026-11-02 12:00"),
        ("+2 hours", "2026-11-02 12:00"),
        ("1", "2026-11-03 10:00"),
        ("1d", "2026-11-03 10:00"),
        ("5", "2026-11-09 10:00"),
        ("+3 days", "2026-11-05 10:00"),
        ("fri", "2026-11-06 09:00"),
        ("2026-11-04 16:30", "2026-11-04 16:30"),
    ],
)
def test_when_to_call_again(desk: Desk, text: str, moment: str) -> None:
    """Hours on the clock, days of business, or any moment."""
    assert local(callqueue.again(desk, text)) == moment


@pytest.mark.parametrize("text", ["", "soon", "99999", "-1d x", "١", "1e3"])
def test_what_is_no_moment_is_refused(desk: Desk, text: str) -> None:
    """In one line that says what can be written."""
    with pytest.raises(Refused, match="call again: "):
        callqueue.again(desk, text)


def test_calling_again_moves_the_due_date(desk: Desk, turn: Turn) -> None:
    """The call stays open whatever was said, and comes up again by then."""
    calls.new(desk, subject="x", user="ana")
    later = callqueue.again(desk, "2h")
    card = calls.call(desk, "C-1001", "reached", "in a meeting", again_at=later)
    row = calls.of_card(card)
    assert (card.done, card.due_at, card.due_by_hand) == (False, later, True)
    assert (row.result, row.outcome) == ("reached", "in a meeting")
    card = calls.put_off(desk, "C-1001", callqueue.again(desk, "1d"))
    assert local(card.due_at or 0) == "2026-11-03 10:00"
    assert calls.of_card(card).result == "reached"


def test_what_cannot_be_put_off(desk: Desk) -> None:
    """The past, and what is done."""
    calls.new(desk, subject="x", user="ana")
    with pytest.raises(Refused, match="a moment that is still to come"):
        calls.put_off(desk, "C-1001", desk.now())
    calls.call(desk, "C-1001", "reached", "done")
    with pytest.raises(Refused, match="C-1001 is done already"):
        calls.call(desk, "C-1001", "busy", again_at=desk.now() + 1)
    sessions.new(desk, client="Ada")
    with pytest.raises(Refused, match="is no call"):
        calls.put_off(desk, "S-1001", desk.now() + 1)


def test_a_given_away_call_is_mine_no_more(desk: Desk) -> None:
    """What is done with the card counts here too."""
    calls.new(desk, subject="x", user="ana")
    edits.set_many(desk, ["C-1001"], {"user": "joon"})
    assert callqueue.to_make(desk) == []


def test_what_is_put_off_waits(desk: Desk, turn: Turn) -> None:
    """Until its moment; a call that is only due later was not put off by anybody."""
    for subject in ("tried", "put off", "due later"):
        calls.new(desk, subject=subject, user="ana", due_at=desk.now() + 86_400_000)
    calls.call(desk, "C-1001", "busy", again_at=callqueue.again(desk, "2h"))
    calls.put_off(desk, "C-1002", callqueue.again(desk, "1d"))
    faces = callqueue.to_make(desk)
    waits = callqueue.put_off(faces, desk.now())
    assert [face.subject for face in faces if face.id in waits] == ["tried", "put off"]
    turn("2026-11-02 12:30")
    waits = callqueue.put_off(callqueue.to_make(desk), desk.now())
    assert [face.subject for face in faces if face.id in waits] == ["put off"]
    history.undo(desk)
    assert callqueue.put_off(callqueue.to_make(desk), desk.now()) == set()
