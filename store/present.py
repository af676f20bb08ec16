"""What can be changed of a record, with the text that stands there now and can be given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store import cards, editables, recordfields
from store.desk import Desk
from store.tables import Card, Client
from store.when import iso


@dataclass(frozen=True, slots=True)
class Text:
    """A field with what stands in it; ``prose`` may have several lines."""

    name: str
    label: str
    text: str
    prose: bool = False


def texts(desk: Desk, card: Card) -> list[Text]:
    """Every field of a card's record, as it is."""
    known = {entry.name: entry for entry in recordfields.of_card(card)}
    own = _of_card(desk, card)
    found = []
    for field in editables.of_kind(desk, card.kind):
        entry = known.get(field.name)
        label = field.label or field.name.replace("_", " ").capitalize()
        if field.name in own:
            text = own[field.name]
        elif entry is None:
            text = ""
        elif entry.sort == "moment":
            text = moment(desk, entry.value)
        else:
            text = str(recordfields.plain(desk, entry) or "")
        found.append(Text(field.name, label, text, field.prose))
    return found


def moment(desk: Desk, at: int | None) -> str:
    """A moment as ``2026-11-30 18:00`` in the studio's zone; nothing when there is none."""
    if at is None:
        return ""
    return datetime.fromisoformat(iso(at, desk.zone)).strftime("%Y-%m-%d %H:%M")


def _of_card(desk: Desk, card: Card) -> dict[str, str]:
    lists = desk.directory
    user = lists.users.get(card.user_id or 0)
    department = lists.departments.get(card.department_id or 0)
    kind = lists.types.get(card.type_id or 0)
    vendor = lists.vendors.get(card.vendor_id or 0)
    client = Client.get_or_none(Client.id == card.client_id) if card.client_id else None
    return {
        "due": moment(desk, card.due_at),
        "owner": user.login if user else "",
        "department": department.name if department else "",
        "priority": cards.PRIORITIES[card.priority],
        "promised": moment(desk, card.promised_at),
        "type": kind.name if kind else "",
        "client": client.name if client else "",
        "subject": card.subject,
        "notes": card.notes,
        "vendor": vendor.name if vendor else "",
    }


def by_ref(desk: Desk, ref: str) -> list[Text]:
    """The same for a record named by its reference."""
    return texts(desk, cards.get(ref))
