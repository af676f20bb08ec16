"""Records as JSON has them: the shapes that scripts rely on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from store import cards, money
from store.boards import Face
from store.text import safe
from tui.cli.invocation import Invocation

if TYPE_CHECKING:
    from store.history import LogLine
    from store.lineitems import LineItem
    from store.settling import FiringFace

WITH_LINES = ("invoice", "preproduction", "production")


def card(call: Invocation, face: Face) -> dict[str, Any]:
    """A card; null where something does not apply."""
    return {
        "ref": face.ref,
        "kind": face.kind,
        "client": face.client or None,
        "subject": face.subject or None,
        "type": face.type,
        "vendor": face.vendor,
        "track": face.track,
        "status": face.status,
        "state": face.state,
        "entered": call.iso(face.entered_at),
        "due": call.iso(face.due_at),
        "due_by_hand": face.due_by_hand,
        "overdue": face.overdue(call.desk.now()),
        "promised": call.iso(face.promised_at),
        "user": face.user,
        "department": face.department,
        "priority": cards.PRIORITIES[face.priority],
        "version": face.version,
        "lines": face.lines if face.kind in WITH_LINES else None,
        "value": money.decimal(face.value_cents) if face.kind in WITH_LINES else None,
    }


def line_item(line: LineItem) -> dict[str, Any]:
    """A line of an invoice or an order."""
    return {
        "line": line.line,
        "item": line.item,
        "description": line.description,
        "quantity": line.quantity,
        "received": line.received,
        "outstanding": line.outstanding,
        "damaged": line.damaged,
        "price": money.decimal(line.price_cents),
        "vendor": line.vendor,
        "vendor_code": line.vendor_code,
        "image": line.image,
        "state": line.state,
        "order": line.order,
        "package": line.package,
        "options": line.options or None,
        "enhancement": line.enhancement or None,
        "crop": line.crop or None,
        "settled": line.settled or None,
        "note": line.note or None,
    }


def errands(call: Invocation, faces: Iterable[Face]) -> Iterator[dict[str, Any]]:
    """Tasks and calls: cards with what they are about and the trigger that made them."""
    from store import details

    listed = list(faces)
    origins = details.origins([face.id for face in listed])
    for face in listed:
        about, trigger = origins.get(face.id, (None, None))
        yield {**card(call, face), "about": about, "trigger": trigger}


def firing(call: Invocation, face: FiringFace) -> dict[str, Any]:
    """A row of the triggers' ledger."""
    return {
        "id": face.id if face.id > 0 else None,  # what is only rehearsed has none
        "trigger": face.trigger,
        "ref": face.ref,
        "action": face.action,
        "recipient": face.recipient or None,
        "moment": call.iso(face.moment),
        "state": face.state,
        "cause": face.cause or None,
        "reason": face.reason or None,
        "made": face.made,
    }


def change(call: Invocation, line: LogLine) -> dict[str, Any]:
    """One changed column, with names instead of numbers of rows."""
    from store import facts

    field = facts.field_name(line.field)
    return {
        "at": call.iso(line.at),
        "by": line.by or None,
        "from": line.source or None,
        "ref": line.ref,
        "action": line.action,
        "field": field,
        "before": facts.plain(call.desk, line.field, line.before),
        "after": facts.plain(call.desk, line.field, line.after),
    }


def texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same mapping with its texts harmless."""
    return {
        key: safe(value, 10_000, keep_newlines=True) if isinstance(value, str) else value
        for key, value in values.items()
    }
