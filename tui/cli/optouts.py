"""Opt-outs: numbers and addresses that want no more messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from store import optouts
from store.desk import Desk
from store.tables import OptOut
from store.text import safe
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser

Change = Callable[[Desk, Sequence[str], str], list[OptOut]]

SOURCES = {
    optouts.PERSON: "noted here",
    optouts.ANSWER: "answered so",
    optouts.PROVIDER: "told by the provider",
}
"""How somebody came on the list, in words."""


def declare(parser: Parser) -> None:
    """``opt-outs``: list, add, remove."""
    verb = parser.verb("list", "who wants no more messages", listed)
    _channel(verb, "only of this channel")
    for name, words, run in (
        ("add", "write to these numbers or addresses no more", add),
        ("remove", "these may be written to again", remove),
    ):
        verb = parser.verb(name, words, run)
        verb.add_argument("addresses", metavar="NUMBER", nargs="+", help="or an email address")
        _channel(verb, "default: email for what has an @, else sms")


def _channel(parser: Parser, words: str) -> None:
    parser.add_argument("--channel", choices=optouts.CHANNELS, help=words)


def _shape(call: Invocation, row: OptOut) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "address": row.address,
        "at": call.iso(row.at),
        "source": row.source,
        "by": row.by or None,
    }


def listed(call: Invocation) -> int:
    """List them, the newest first."""
    with call.desk.reading():
        found = optouts.listed(call.args.channel)
    call.out.document({"opt_outs": [_shape(call, row) for row in found]})
    call.out.table(
        ("CHANNEL", "ADDRESS", "SINCE", "HOW", "BY"),
        [
            (row.channel, row.address, call.day(row.at), SOURCES.get(row.source, row.source),
             row.by)
            for row in found
        ],
    )  # fmt: skip
    if not found:
        call.out.line("Nobody has opted out.")
    return 0


def add(call: Invocation) -> int:
    """Put numbers or addresses on the list."""
    return _changed(call, "gets no more", optouts.add)


def remove(call: Invocation) -> int:
    """Take them off."""
    return _changed(call, "may get", optouts.remove)


def _changed(call: Invocation, words: str, change: Change) -> int:
    addresses: Sequence[str] = call.args.addresses
    channel = call.args.channel or ("email" if all("@" in one for one in addresses) else "sms")
    with call.changing():
        rows = change(call.desk, addresses, channel)
        call.result({"opt_outs": [_shape(call, row) for row in rows]})
        name = "SMS" if channel == "sms" else channel
        for row in rows:
            call.out.line(f"{safe(row.address, 320)} {words} {name}.")
    return 0
