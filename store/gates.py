"""Gates: what keeps messages from going out that are ready to, and until when.

A studio that may be a copy, or whose machine's clock has jumped, sends nothing at all; one message
waits for the end of a pause or of quiet hours, or is dropped because it is no longer true.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.changes import Act
from store.desk import Desk
from store.tables import Client, Message, OptOut, TriggerPause


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a message does not go out now: it waits until a moment, is held, or is dropped."""

    state: str
    cause: str
    reason: str
    until: int | None = None


def silence(desk: Desk) -> str:
    """Why nothing goes out at all; empty when nothing stands against it."""
    return ""


def verdict(desk: Desk, act: Act, row: Message) -> Verdict | None:
    """What keeps a message from going out now; null when nothing does."""
    if row.channel == "sms" and _opted_out(row):
        return Verdict("cancelled", "opt-out", "the recipient wants no SMS")
    pause = TriggerPause.get_or_none(TriggerPause.card == row.card_id) if row.firing_id else None
    if pause is not None and (pause.until_at is None or pause.until_at > act.at):
        return Verdict("held", "pause", "reminders about it are paused")
    return None


def _opted_out(row: Message) -> bool:
    known = OptOut.select().where(OptOut.channel == "sms", OptOut.address == row.to_address)
    if known.exists():
        return True
    client = Client.get_or_none(Client.id == row.client_id) if row.client_id else None
    return client is not None and client.sms_opt_out
