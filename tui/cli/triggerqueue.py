"""The queue of triggers: what is due, what comes next, and what a person does about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from store import cards, clockwatch, hushes, messages, settling
from store.desk import Desk
from store.errors import Refused
from store.firings import OPEN_STATES
from store.settling import FiringFace
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.messages import arrived
from tui.cli.parsing import Parser, whole

STATES = (
    "pending", "held", "sending", "done", "failed", "unknown", "skipped", "cancelled", "past",
)  # fmt: skip
MOST = 1_000_000
NAMED = 5
"""Records that are named with a reason; of more it is said how many."""

ROOM_FOR_REASONS = 160
"""Cells in which the table can show reasons as well."""


def declare(parser: Parser) -> None:
    """The verbs of ``triggers`` about the queue."""
    verb = parser.verb("queue", "what is due and what comes next", queue)
    verb.add_argument("--state", action="append", choices=STATES, help="default: pending and held")
    verb.add_argument("--all", action="store_true", help="in every state")
    verb.add_argument("--due", action="store_true", help="only what is due now")
    verb.add_argument("--limit", type=whole(1), metavar="N", default=1000)
    for name, words, all_of, run in (
        ("process", "do it now", "due or held", process),
        ("approve", "let what is held go on, where there is reason for it", "held", approve),
        ("retry", "try again what failed, was cancelled or is unknown", "failed", retry),
        ("resolve", "say what became of what is unknown", "unknown", resolve),
        ("skip", "take it out of the queue, as not wanted", "due or held", skip),
        ("delete", "take it out of the queue for good", "due or held", delete),
    ):
        verb = parser.verb(name, words, run)
        verb.add_argument(
            "ids", metavar="ID", type=whole(1), nargs="*", help="as 'queue' shows them"
        )
        verb.add_argument("--all", action="store_true", help=f"all that is {all_of}")
        verb.add_argument("--trigger", metavar="NAME", help="the same, of this trigger")
        if name == "resolve":
            arrived(verb)
    _declare_pauses(parser)


def _declare_pauses(parser: Parser) -> None:
    verb = parser.verb("pause", "let no trigger act about records", pause)
    verb.add_argument("refs", metavar="REF", nargs="+")
    verb.add_argument("--until", metavar="TIME", help="default: until they are resumed")
    verb.add_argument("--reason", metavar="TEXT", default="")
    verb = parser.verb("resume", "let triggers act about records again", resume)
    verb.add_argument("refs", metavar="REF", nargs="+")
    parser.verb("paused", "records about which no trigger acts", paused)
    parser.verb("trust-clock", "believe this machine's clock, which jumped", trust_clock)


# Looking -----------------------------------------------------------------------------------------


def queue(call: Invocation) -> int:
    """Show the ledger's rows."""
    args = call.args
    states = () if args.all else tuple(args.state or OPEN_STATES)
    until = call.desk.now() if args.due else None
    found = settling.queue(call.desk, states=states, until=until, limit=args.limit)
    return show(call, found, "Nothing is in the queue.")


def show(call: Invocation, found: Sequence[FiringFace], nothing: str) -> int:
    """Show rows of the ledger; ``nothing`` is said where there are none."""
    call.out.document({"firings": _shaped(call, found)})
    call.out.table(
        ("ID", "MOMENT", "REF", "TRIGGER", "ACTION", "FOR", "STATE", "RESULT"),
        [
            (
                f.id if f.id > 0 else "", call.day(f.moment), f.ref, f.trigger, f.action,
                f.recipient, f.state, f.made or f.reason,
            )
            for f in found
        ],
    )  # fmt: skip
    if call.out.width < ROOM_FOR_REASONS:
        _reasons(call, found)
    if not found:
        call.out.line(nothing)
    return 0


def _reasons(call: Invocation, found: Sequence[FiringFace]) -> None:
    """Say in full, once each, what a narrow table cuts off: why something is not simply done."""
    refs: dict[str, list[str]] = {}
    for one in found:
        if one.reason and not one.made:
            refs.setdefault(one.reason, []).append(one.ref)
    for reason, named in refs.items():
        more = f" and {len(named) - NAMED:,} more" if len(named) > NAMED else ""
        call.out.line(f"{', '.join(named[:NAMED])}{more}: {reason}")


def _shaped(call: Invocation, found: Sequence[FiringFace]) -> list[dict[str, Any]]:
    written = messages.of_firings([one.id for one in found])
    return [{**shapes.firing(call, one), "messages": written.get(one.id, [])} for one in found]


# Deciding ----------------------------------------------------------------------------------------


def _ids(call: Invocation, states: Sequence[str], what: str) -> list[int]:
    """The named firings, or all in some states, or those of them that one trigger has."""
    args = call.args
    if args.ids and (args.all or args.trigger):
        raise Refused("name firings by their ids, or take all with --all or --trigger, not both")
    if args.ids:
        return list(args.ids)
    if not (args.all or args.trigger):
        raise Refused(f"name firings by their ids, or take all that is {what} with --all")
    found: list[FiringFace] = []
    for state in states:
        until = call.desk.now() if state == "pending" else None
        found += settling.queue(call.desk, states=(state,), until=until, limit=MOST)
    if args.trigger:
        from store import triggers

        named = triggers.named(args.trigger).name
        found = [one for one in found if one.trigger == named]
    return [one.id for one in found]


def _unpaused(call: Invocation, ids: Sequence[int]) -> list[int]:
    """Without those that a pause holds, unless they were named."""
    if call.args.ids:
        return list(ids)
    return [one.id for one in settling.by_ids(call.desk, ids) if one.cause != hushes.CAUSE]


def _carry_out(
    call: Invocation,
    command: Callable[[Desk, Sequence[int]], object],
    ids: Sequence[int],
    word: str,
) -> int:
    command(call.desk, ids)
    found = settling.by_ids(call.desk, ids)
    call.result({"firings": _shaped(call, found)})
    made = ", ".join(one.made for one in found if one.made)
    call.out.line(f"{len(found):,} {word}" + (f": made {made}" if made else ""))
    for one in found:
        if one.state in ("held", "failed", "cancelled") and one.reason and word != "deleted":
            call.out.line(f"  {one.id} {one.ref}: {one.state}, {one.reason}")
    return 0


def process(call: Invocation) -> int:
    """Fire now."""
    with call.changing():
        ids = _unpaused(call, _ids(call, ("pending", "held"), "due or held"))
        return _carry_out(call, settling.process, ids, "processed")


def approve(call: Invocation) -> int:
    """Let held firings go on."""
    with call.changing():
        ids = _unpaused(call, _ids(call, ("held",), "held"))
        return _carry_out(call, settling.approve, ids, "approved")


def retry(call: Invocation) -> int:
    """Try firings again."""
    with call.changing():
        ids = _ids(call, ("failed",), "failed")
        return _carry_out(call, settling.retry, ids, "tried again")


def resolve(call: Invocation) -> int:
    """Say what became of unknown firings."""
    came = call.args.arrived

    def settled(desk: Desk, ids: Sequence[int]) -> int:
        return settling.resolve(desk, ids, arrived=came)

    with call.changing():
        ids = _ids(call, ("unknown",), "unknown")
        return _carry_out(call, settled, ids, "noted as arrived" if came else "noted as lost")


def skip(call: Invocation) -> int:
    """Take out of the queue."""
    with call.changing():
        ids = _ids(call, ("pending", "held"), "due or held")
        return _carry_out(call, settling.skip, ids, "skipped")


def delete(call: Invocation) -> int:
    """Take out of the queue for good."""
    with call.changing():
        ids = _ids(call, ("pending", "held"), "due or held")
        return _carry_out(call, settling.delete, ids, "deleted")


# Pauses ------------------------------------------------------------------------------------------


def pause(call: Invocation) -> int:
    """Let no trigger act about records."""
    args = call.args
    until = call.moment("--until", args.until)
    with call.changing():
        hushes.pause(call.desk, args.refs, until, args.reason)
        return _paused(call, {cards.ref(card) for card in cards.get_many(args.refs)})


def resume(call: Invocation) -> int:
    """Let triggers act about records again."""
    args = call.args
    with call.changing():
        freed = hushes.resume(call.desk, args.refs)
        refs = [cards.ref(card) for card in cards.get_many(args.refs)]
        call.result({"resumed": refs, "freed": freed})
        tail = f"; {freed:,} held goes on" if freed else ""
        call.out.line(f"Resumed: {', '.join(refs)}{tail}")
    return 0


def paused(call: Invocation) -> int:
    """List pauses."""
    return _paused(call, None)


def _paused(call: Invocation, only: set[str] | None) -> int:
    with call.desk.reading():
        found = [one for one in hushes.paused(call.desk) if only is None or one.ref in only]
    rows = [
        {
            "ref": one.ref,
            "client": one.client or None,
            "until": call.iso(one.until_at),
            "reason": one.reason or None,
            "by": one.by or None,
            "at": call.iso(one.at),
            "held": one.held,
        }
        for one in found
    ]
    call.result({"paused": rows})
    call.out.table(
        ("REF", "CLIENT", "UNTIL", "REASON", "BY", "HELD"),
        [
            (one.ref, one.client, call.day(one.until_at), one.reason, one.by, one.held or None)
            for one in found
        ],
    )
    if not found:
        call.out.line("No record's triggers are paused.")
    return 0


def trust_clock(call: Invocation) -> int:
    """Believe the machine's clock."""
    with call.changing():
        doubted = clockwatch.trust(call.desk)
        call.result({"trusted": bool(doubted), "doubt": doubted or None})
        call.out.line(
            "The clock is trusted; messages go out again."
            if doubted
            else "The clock was not in doubt."
        )
    return 0
