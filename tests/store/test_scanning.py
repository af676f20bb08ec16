"""Scanning moves what a code stands for, one by one; what is wrong with one touches no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import clients, history, holds, moves, orders, sessions, tasks, tracks
from store.desk import Desk
from store.errors import Refused
from store.moves import Move
from store.orders import NewLine
from store.scanning import Run, Scan, Way, read
from store.tables import Action, Card, OrderLine, Visit

Login = Callable[[str], Desk]


@pytest.fixture
def studio(desk: Desk) -> Desk:
    """Four orders, the first two for the lab, and a session."""
    clients.create(desk, "Okafor, Ada")
    line = NewLine(description="Print", quantity=3)
    for number in ("CW-7", "cw-8", "", "CW-9"):
        orders.new(desk, client="#1", type="Print", vendor_number=number, lines=[line])
    orders.new(desk, "preproduction", client="#1", number=2001)
    sessions.new(desk, client="#1", type="Portrait")
    return desk


def _take(run: Run, code: str) -> Scan:
    scan = run.take(code)
    assert scan is not None
    return scan


def _status(desk: Desk, ref: str) -> str:
    card = Card.get(Card.kind == "production", Card.number == int(ref[2:]))
    return desk.directory.statuses[card.status_id].name


@pytest.mark.parametrize(
    ("code", "ref"),
    [
        ("O-1001", "O-1001"), ("o-1001", "O-1001"), ("o1001", "O-1001"), ("1001", "O-1001"),
        ("*O-1001*", "O-1001"), ("*1001", "O-1001"), ("  1001*\r\n", "O-1001"), ("2001", "P-2001"),
        ("CW-7", "O-1001"), ("cw-9", "O-1004"), ("CW-8", "O-1002"), ("S-1001", "S-1001"),
    ],
)  # fmt: skip
def test_what_a_code_means(studio: Desk, code: str, ref: str) -> None:
    """A reference in any case, a number alone, the vendor's own number; asterisks do not count."""
    scan = _take(Run(studio), code)
    assert (scan.ref, scan.reason, scan.client) == (ref, "", "Okafor, Ada")


def test_on_to_the_next_status(studio: Desk) -> None:
    """Each by an action of its own, with the note."""
    before = Action.select().count()
    run = Run(studio, Way(note="off the truck"))
    scans = [_take(run, code) for code in ("1001", "1002")]
    assert [(scan.no, scan.origin, scan.to) for scan in scans] == [
        (1, "Order Entered", "Retouch"), (2, "Order Entered", "Retouch"),
    ]  # fmt: skip
    assert Action.select().count() == before + 2
    assert Visit.select().where(Visit.note == "off the truck").count() == 2
    assert (run.moved, run.refused, run.scans) == (2, 0, 2)


def test_to_one_status(studio: Desk) -> None:
    """By name on each one's own track; a track without it, or who is there already, is refused."""
    run = Run(studio, Way(to="delivered"))
    assert _take(run, "1001").to == "Delivered"
    assert "no status of" in _take(run, "S-1001").reason
    moves.advance(studio, [Move("O-1002", to="Retouch")])
    there = Run(studio, Way(to="Retouch"))
    assert _take(there, "1002").reason == "it is already in Retouch"
    with pytest.raises(
        Refused, match=r"no track has a status called 'Delivred' \(did you mean Del"
    ):
        Run(studio, Way(to="Delivred"))


def test_a_double_beep(studio: Desk) -> None:
    """A code scanned again in the same run moves nothing; in another run, or when asked, it does."""
    run = Run(studio)
    _take(run, "O-1001")
    again = _take(run, "cw-7")
    assert (again.ok, again.reason) == (False, "scanned already as no. 1; use --again")
    assert _status(studio, "O-1001") == "Retouch"
    assert _take(Run(studio), "1001").ok
    run = Run(studio, Way(again=True))
    assert [_take(run, "1002").to for _ in range(2)] == ["Retouch", "Sent to Lab"]


def test_what_is_refused(studio: Desk) -> None:
    """Unknown, finished, held; each in words, and what comes after is done."""
    moves.advance(studio, [Move("O-1001", to="Delivered")])
    holds.hold(studio, "O-1002", "scratched")
    run = Run(studio)
    scans = [_take(run, code) for code in ("O-99", "nonsense", "1001", "1002", "1003")]
    assert [scan.reason for scan in scans] == [
        "there is no such record; check the number",
        "no order has this number, ours or a vendor's; check the code",
        "it is finished: Delivered",
        "it is held in Waiting on Client (scratched); let it go on first",
        "",
    ]
    assert (run.moved, run.refused) == (1, 4)


def test_a_hard_limit(studio: Desk) -> None:
    """Refuses the one that would pass it; a soft one warns."""
    tracks.change_status(studio, "production", "Print", "Retouch", wip_limit=1, wip_hard=True)
    run = Run(studio)
    assert _take(run, "1001").ok
    assert _take(run, "1002").reason == "WIP limit of Retouch is 1, it would hold 2"
    tracks.change_status(studio, "production", "Print", "Retouch", wip_hard=False)
    assert _take(run, "1003").warnings == ("WIP limit of Retouch is 1, it would hold 2",)


def test_a_number_of_several_vendors(studio: Desk) -> None:
    """Names our own references, so that one of them can be scanned."""
    orders.new(studio, client="#1", type="Print", vendor_number="CW-7")
    reason = _take(Run(studio), "CW-7").reason
    assert reason == "several orders are called so: O-1001, O-1005; scan one of ours"


def test_undo_takes_back_the_last(studio: Desk) -> None:
    """One after the other, those of this run only; then they can be scanned again."""
    moves.advance(studio, [Move("O-1003")])
    run = Run(studio)
    for code in ("1001", "1002", "UNDO", "undo"):
        assert _take(run, code).ok
    assert (run.moved, _status(studio, "O-1001"), _status(studio, "O-1003")) == (
        0, "Order Entered", "Retouch",
    )  # fmt: skip
    assert _take(run, "UNDO").reason == "there is nothing of this run to take back"
    assert _take(run, "1001").ok
    taken = _take(run, " *UNDO* ")
    assert (taken.ref, taken.origin, taken.to) == ("O-1001", "Retouch", "Order Entered")


def test_undo_that_cannot_be(studio: Desk, log_in: Login) -> None:
    """Somebody moved it on meanwhile: that is said, and nothing is taken back."""
    run = Run(studio)
    _take(run, "1001")
    moves.advance(log_in("joon"), [Move("O-1001")])
    assert "joon changed it" in _take(run, "UNDO").reason
    assert (_status(studio, "O-1001"), run.moved) == ("Sent to Lab", 1)


def test_receiving(studio: Desk) -> None:
    """What is outstanding is received in the same action; what lacks nothing is only moved."""
    run = Run(studio, Way(receive=True))
    assert _take(run, "1001").ok
    assert OrderLine.get(OrderLine.id == 1).received == 3
    assert _take(run, "S-1001").ok
    assert _take(run, "UNDO").ref == "S-1001"
    assert _take(run, "UNDO").ref == "O-1001"
    assert (OrderLine.get(OrderLine.id == 1).received, _status(studio, "O-1001")) == (
        0, "Order Entered",
    )  # fmt: skip


def test_who_may_not_work_here(studio: Desk, log_in: Login) -> None:
    """Is refused before anything is scanned."""
    with pytest.raises(Refused, match="scanning"):
        Run(log_in("vic"))
    del studio


def test_undoing_a_scan_later(studio: Desk) -> None:
    """The list of what can be undone has every scan by itself."""
    run = Run(studio)
    for code in ("1001", "1002"):
        _take(run, code)
    assert [done.summary for done in history.undoable(studio, 2)] == ["scan 1002", "scan 1001"]


@pytest.mark.parametrize(("line", "code"), [("", ""), (" \t\n", ""), ("**", ""), ("* *", "")])
def test_empty_lines(studio: Desk, line: str, code: str) -> None:
    """Ask for nothing, and are not counted."""
    run = Run(studio)
    assert (read(line), run.take(line), run.scans) == (code, None, 0)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=90) | st.text("OoPpSs-*01234 ", max_size=12))
def test_any_line(studio: Desk, line: str) -> None:
    """Is moved, refused with a reason, or empty; never an error."""
    scan = Run(studio).take(line)
    assert scan is None or scan.ok or scan.reason


def test_tasks_too(studio: Desk) -> None:
    """Whatever has a reference can be scanned."""
    tasks.new(studio, subject="Order paper")
    assert _take(Run(studio), "t-1001").client == "Order paper"
