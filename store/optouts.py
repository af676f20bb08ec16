"""Opt-outs: numbers and addresses that want no more messages, however it was said.

The list outlives clients: whoever has the number next year is not written to either, until somebody
says so. A client's own mark is with the client; ``is_out`` knows both where a message is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from store import numbers
from store.changes import Act
from store.desk import Desk
from store.envelopes import Outcome
from store.errors import Refused, did_you_mean
from store.lists import clean_email
from store.settings import Settings
from store.tables import Message, OptOut, database
from store.text import safe

CHANNELS = ("sms", "email")
"""Channels that can be opted out of."""

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "UNSTOP", "YES"})
"""Words that mean so when they are all that somebody answers."""

PERSON, ANSWER, PROVIDER = "person", "answer", "provider"
"""Sources: a person of the studio, the recipient's answer, what the provider says."""

_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def meaning(text: str) -> Literal["stop", "start"] | None:
    """What an answer means: one word that is known, whatever its case and what stands around it."""
    word = _AROUND.sub("", text[:200]).upper()
    word = "OPTOUT" if word in ("OPT-OUT", "OPT OUT") else word
    if word in STOP:
        return "stop"
    return "start" if word in START else None


def country_of(settings: Settings) -> str:
    """Where numbers without a country's code belong; empty when nothing is said of it."""
    return settings.sms.country or settings.studio.country


def same_form(settings: Settings, channel: str, address: str) -> str:
    """Write a number or address as the list has it; as it is where it is neither."""
    if channel == "sms":
        return numbers.normalise(address, country_of(settings)) or address.strip()
    return address.strip().casefold()


def is_out(settings: Settings, channel: str, address: str) -> bool:
    """Tell whether a number or address is on the list; asked of every message that goes out."""
    found = database.execute_sql(
        "SELECT 1 FROM opt_out WHERE channel = ? AND address = ?",
        (channel, same_form(settings, channel, address)),
    ).fetchone()
    return found is not None


def listed(channel: str | None = None) -> list[OptOut]:
    """The whole list or that of a channel, the newest first."""
    query = OptOut.select().order_by(OptOut.at.desc(), OptOut.id.desc())
    if channel is not None:
        query = query.where(OptOut.channel == channel)
    return list(query)


def add(desk: Desk, addresses: Sequence[str], channel: str = "sms") -> list[OptOut]:
    """Put numbers or addresses on the list; those that are on it already stay as they are."""
    wanted = _read(desk, channel, addresses)
    with desk.action("add opt-outs", f"{len(wanted)} want no {channel}") as act:
        return [note(act, channel, one, PERSON, desk.who.login) for one in wanted]


def remove(desk: Desk, addresses: Sequence[str], channel: str = "sms") -> list[OptOut]:
    """Take numbers or addresses off the list: somebody may be written to again."""
    wanted = _read(desk, channel, addresses)
    with desk.action("remove opt-outs", f"{len(wanted)} want {channel} again") as act:
        rows = {one: _row(channel, one) for one in wanted}
        missing = [one for one, row in rows.items() if row is None]
        if missing:
            known = [row.address for row in listed(channel)]
            raise Refused(
                [
                    f"{safe(one, 60)} is not on the list of {channel} opt-outs"
                    f"{did_you_mean(one, known)}"
                    for one in missing
                ]
            )
        found = [row for row in rows.values() if row is not None]
        for row in found:
            act.delete(row)
    return found


def correct(desk: Desk, before: tuple[str, str], after: tuple[str, str]) -> OptOut:
    """Put another number or address in the place of one: channel and address of both."""
    (old_channel, old), (channel, new) = before, after
    address = same(desk, channel, new)
    present = _row(old_channel, old)
    if present is not None and (channel, address) == before:
        return present
    with desk.action("correct an opt-out", f"{safe(old, 60)} is {safe(address, 60)}") as act:
        if not take_off(act, old_channel, old):
            raise Refused(f"{safe(old, 60)} is not on the list of {old_channel} opt-outs any more")
        return note(act, channel, address, PERSON, desk.who.login)


def same(desk: Desk, channel: str, address: str) -> str:
    """A number or address as the list has it; `Refused` for what is none."""
    return _read(desk, channel, [address])[0]


def note(act: Act, channel: str, address: str, source: str, by: str = "") -> OptOut:
    """Put an address in its same form on the list, inside an open action."""
    return _row(channel, address) or act.insert_row(
        OptOut(
            channel=channel, address=safe(address, 320), at=act.at, source=source, by=safe(by, 80)
        )
    )


def heed(desk: Desk, act: Act, outcomes: Iterable[Outcome]) -> None:
    """Note whom the other side knows to want no more messages, inside an open action."""
    for message_id in [outcome.id for outcome in outcomes if outcome.opted_out]:
        row = Message.get_by_id(message_id)
        note(act, row.channel, same_form(desk.settings, row.channel, row.to_address), PROVIDER)


def take_off(act: Act, channel: str, address: str) -> bool:
    """Take an address in its same form off the list, inside an open action; tells if it was on."""
    row = _row(channel, address)
    if row is not None:
        act.delete(row)
    return row is not None


def _row(channel: str, address: str) -> OptOut | None:
    found: OptOut | None = OptOut.get_or_none(OptOut.channel == channel, OptOut.address == address)
    return found


def _read(desk: Desk, channel: str, addresses: Sequence[str]) -> list[str]:
    """Numbers or addresses in their same form, each once; all that are none are told at once."""
    if channel not in CHANNELS:
        hint = did_you_mean(channel, CHANNELS)
        raise Refused(
            f"'{safe(channel, 40)}' cannot be opted out of{hint}; there are {', '.join(CHANNELS)}"
        )
    found: dict[str, None] = {}
    problems: list[str] = []
    for text in addresses:
        try:
            one = _number(desk, text) if channel == "sms" else clean_email(text).casefold()
        except Refused as refusal:
            problems.extend(refusal.problems)
        else:
            found.update({one: None} if one else {})
    if problems or not found:
        raise Refused(problems or "opt-outs: name at least one number or address")
    return list(found)


def _number(desk: Desk, text: str) -> str:
    country = country_of(desk.settings)
    number = numbers.normalise(text, country)
    if number is None:
        where = f"in {country}" if country else "as no country is set under [studio]"
        raise Refused(
            f"'{safe(text, 60)}' is no phone number {where}; write it such as +12125550100"
        )
    return number
