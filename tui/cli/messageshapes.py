"""Messages as JSON has them, and as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from store.messages import MessageFace, Whole
from tui.cli.invocation import Invocation


def message(call: Invocation, face: MessageFace) -> dict[str, Any]:
    """A message as a list has it; null where something does not apply."""
    return {
        "ref": face.ref,
        "about": face.about,
        "channel": face.channel,
        "to": face.to_name if face.channel == "letter" else face.to_address,
        "name": face.to_name or None,
        "address": face.to_address,
        "subject": face.subject or None,
        "state": face.state,
        "cause": face.cause or None,
        "reason": face.reason or None,
        "answer": face.answer or None,
        "attempts": face.attempts,
        "next": call.iso(face.next_at) if face.state == "pending" else None,
        "created": call.iso(face.created_at),
        "settled": call.iso(face.settled_at),
        "trigger": face.trigger,
        "message_id": face.message_id,
    }


def whole(call: Invocation, one: Whole) -> dict[str, Any]:
    """A message in full: what it says, and what the other side answered."""
    return {
        **message(call, one.face),
        "sender": one.sender or None,
        "body": one.body,
        "html": one.html or None,
        "gateway": one.gateway or None,
        "remote_id": one.remote_id or None,
        "delivery": one.delivery or None,
        "sha256": one.sha256 or None,
        "by": one.by or None,
        "attached": [
            {
                "name": file.name,
                "type": file.media_type,
                "bytes": file.size,
                "sha256": file.sha256,
            }
            for file in one.files
        ],
    }


def lines(one: Whole) -> Iterator[str]:
    """A message as text: whom it is for, what it says, what goes with it."""
    yield f"To: {one.face.to}"
    if one.face.channel == "letter":
        yield f"At: {one.face.to_address}"
    if one.face.subject:
        yield f"Subject: {one.face.subject}"
    yield ""
    yield from one.body.split("\n")
    if one.face.channel == "sms":
        from store import smstext

        yield ""
        yield f"({smstext.said(smstext.measured(one.body))})"
    for file in one.files:
        yield f"With it: {file.name}, {file.size:,} bytes"
