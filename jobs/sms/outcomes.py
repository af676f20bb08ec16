"""What came of handing an SMS over, as the outbox wants it."""

from __future__ import annotations

import hashlib

from store import numbers
from store.envelopes import Envelope, Outcome, Result


def outcome(
    name: str,
    envelope: Envelope,
    result: Result,
    answer: str,
    *,
    remote_id: str = "",
    sender: str = "",
    wait_seconds: float | None = None,
    opted_out: bool = False,
) -> Outcome:
    """How a message ended at a gateway; the checksum is of its text, which is all that was sent."""
    digest = hashlib.sha256(envelope.body.encode("utf-8", "surrogatepass")).hexdigest()
    return Outcome(
        envelope.id, result, answer, remote_id, digest, name, sender, wait_seconds, opted_out
    )


def number_of(envelope: Envelope, country: str) -> str:
    """The number of a message in the international form."""
    return numbers.normalise(envelope.to_address, country) or envelope.to_address
