"""Time worked on cards: starting and stopping timers, listing and correcting minutes."""

from __future__ import annotations

from store import timers
from store.timers import Booking
from tui.cli import record
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole


def declare(parser: Parser) -> None:
    """``timer`` and what can be done with one."""
    for name, words, run in (
        ("start", "begin to count your minutes on a card", start),
        ("stop", "stop counting, and book the minutes", stop),
        ("list", "all minutes booked on a card", listed),
    ):
        verb = parser.verb(name, words, run)
        verb.add_argument("ref", metavar="REF")
    verb = parser.verb("correct", "set the minutes of a booking", correct)
    verb.add_argument("id", metavar="ID", type=whole(1), help="as 'timer list' shows it")
    verb.add_argument("minutes", metavar="MINUTES", type=float)


def start(call: Invocation) -> int:
    """Start the acting person's timer."""
    with call.changing():
        return _one(call, timers.start(call.desk, call.args.ref), "started")


def stop(call: Invocation) -> int:
    """Stop the acting person's timer."""
    with call.changing():
        return _one(call, timers.stop(call.desk, call.args.ref), "stopped")


def _one(call: Invocation, booking: Booking, word: str) -> int:
    call.result(record.timer(call, booking))
    call.out.line(
        f"{booking.ref}: timer of {booking.user} {word} in {booking.status}"
        + (f", {booking.minutes:g} minutes" if word == "stopped" else "")
    )
    return 0


def listed(call: Invocation) -> int:
    """List a card's bookings."""
    found = timers.listed(call.desk, call.args.ref)
    call.out.document({"timers": [record.timer(call, booking) for booking in found]})
    call.out.table(
        ("ID", "STATUS", "USER", "STARTED", "STOPPED", "MINUTES"),
        [
            (t.id, t.status, t.user, call.day(t.started_at), call.day(t.stopped_at), t.minutes)
            for t in found
        ],
    )
    if not found:
        call.out.line("No time is booked on it.")
    return 0


def correct(call: Invocation) -> int:
    """Set the minutes of a booking."""
    with call.changing():
        timers.correct(call.desk, call.args.id, call.args.minutes)
        call.result({"id": call.args.id, "minutes": call.args.minutes})
        call.out.line(f"Timer {call.args.id}: {call.args.minutes:g} minutes")
    return 0
