"""Records of every kind, triggers without their checks, and firings, for the tests of messages."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader

from store import calls as phonecalls
from store import (
    clients,
    errands,
    invoices,
    orders,
    outbox,
    sessions,
    settling,
    tasks,
    templates,
    vendors,
)
from store.desk import Desk
from store.errands import Settled
from store.tables import Card, Client, Firing, Message, Template, Trigger

KINDS = ("session", "invoice", "preproduction", "production", "task", "call")

EMAIL, MOBILE, PHONE = "ada@example.com", "+1 212 555 0100", "+1 212 555 0111"
NUMBER = "+12125550100"
ADDRESS = {"address": "12 Main Street", "postcode": "10001", "city": "New York"}
ON_PAPER = "12 Main Street, 10001 New York"

TEXTS: dict[str, dict[str, str]] = {
    "email": {"subject": "About {{ client.first_name }}", "body": "Dear {{ client.addressed }},"},
    "sms": {"body": "Hi {{ client.first_name }}"},
    "letter": {"subject": "Hello", "body": "Dear {{ client.addressed }},"},
}


def client(desk: Desk, name: str = "Okafor, Ada", **given: Any) -> Client:
    """A client who can be reached in every way, unless told otherwise."""
    said = {"email": EMAIL, "mobile": MOBILE, "phone": PHONE, **ADDRESS, **given}
    clients.create(desk, name)
    Client.update(**said).where(Client.name == name).execute()
    return clients.named(name)


def record(desk: Desk, kind: str, name: str = "Okafor, Ada", **given: Any) -> Card:
    """A record of a kind of a client; tasks and calls are about an order."""
    if kind == "session":
        return sessions.new(desk, client=name, type="Portrait", **given)
    if kind == "invoice":
        sold = [invoices.NewLine(description="Print", price_cents=2500, quantity=2)]
        return invoices.new(desk, client=name, lines=sold, **given)
    if kind in ("preproduction", "production"):
        lines = [orders.NewLine("Print 8x10", quantity=2)]
        return orders.new(desk, kind, client=name, vendor="Bay Lab", lines=lines, **given)
    about = record(desk, "production", name)
    ref = f"O-{about.number}"
    if kind == "task":
        return tasks.new(desk, subject="Look", about=ref, **given)
    return phonecalls.new(desk, subject="Ring", about=ref, **given)


def lab(desk: Desk, **given: Any) -> None:
    """Bay Lab with all that a vendor can be reached by."""
    said = {"email": "orders@bay.example", "phone": "+1 212 555 0122", "contact": "Ms Bay",
            "address": "1 Dock Road, Oakland"}  # fmt: skip
    vendors.change(desk, "Bay Lab", **{**said, **given})


def template(desk: Desk, channel: str, **given: str) -> Template:
    """A template for a channel."""
    name = given.pop("name", f"Test {channel}")
    return templates.add(desk, name, channel=channel, **{**TEXTS[channel], **given})


def trigger(desk: Desk, card: Card, action: str = "email", **given: Any) -> Trigger:
    """A trigger on entering whatever status the card is in, with templates for its channels."""
    steps = action.split(" else ")
    for place, column in enumerate(("template_id", "other_template_id")[: len(steps)]):
        if steps[place] in TEXTS and column not in given:
            given[column] = template(
                desk, steps[place], name=f"{given.get('name', action)} {place}"
            ).id
    said = {"name": action, "kind": card.kind, "action": action, "subject": "Look at it",
            "since": desk.now(), **given}  # fmt: skip
    with desk.action("trigger", right="set-up") as act:
        return act.insert_row(Trigger(**said))


@dataclass(frozen=True)
class Came:
    """What came of a firing: its row, the messages, and the task or call that was made."""

    row: Firing
    messages: list[Message]
    made: Card | None
    settled: Settled

    @property
    def words(self) -> tuple[str, ...]:
        """What is there to see: channel and address, or the state and why."""
        if self.messages:
            return tuple(f"{one.channel} {one.to_address}" for one in self.messages)
        if self.made is not None and self.made.kind == "call":
            return (f"call {phonecalls.of_card(self.made).phone}".strip(),)
        if self.made is not None:
            return (self.made.kind,)
        return (f"{self.row.state}: {self.row.reason}",)


def fired(
    desk: Desk, made: Trigger, card: Card, *, by_person: bool = False, occurrence: int = 0,
    **given: Any,
) -> Came:  # fmt: skip
    """Let a trigger fire about a card now; the clock does it unless a person is named."""
    acting = desk if by_person else settling.clock_desk(desk)
    with acting.action("fire") as act:
        row = act.insert_row(
            Firing(
                trigger_id=made.id, card_id=card.id, visit_id=card.visit, moment=act.at,
                occurrence=occurrence,
            )
        )  # fmt: skip
        settled = errands.fire(acting, act, [row], by_person=by_person, **given)
    return came(row.id, settled)


def came(firing_id: int, settled: Settled | None = None) -> Came:
    """What came of a firing."""
    row = Firing.get_by_id(firing_id)
    messages = list(Message.select().where(Message.firing == row.id).order_by(Message.id))
    made = Card.get_or_none(Card.id == row.made) if row.made else None
    return Came(row, messages, made, settled or Settled())


def pdf_text(data: bytes) -> str:
    """What a PDF says."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def file_of(message: Message) -> tuple[str, bytes]:
    """The one file of a message."""
    found = outbox.files_of([message.id])[message.id]
    assert len(found) == 1
    return found[0].name, found[0].data
