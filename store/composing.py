"""Composing: from a firing to the messages that it sends, or to why it sends none.

The channel is the first of the action's through which somebody can be reached. Everything that
will be sent is made here, letters and attachments included: what a person approves is what goes
out. Nothing is written; who is reached is in ``recipients``, the texts are in ``templates``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from store import (
    attachments,
    calls,
    cards,
    grounds,
    papervalues,
    recipients,
    templates,
    triggeractions,
)
from store.access import CLOCK
from store.desk import Desk
from store.documents.values import LetterPaper, Party, Studio
from store.envelopes import File, NewMessage
from store.errors import Refused
from store.history import CLOCK_SOURCE
from store.recipients import Contact, Lack
from store.surroundings import Around
from store.tables import Card, Client, Firing, Template, Trigger
from store.templates import Text

FITTING = {"email": ("email", "letter"), "letter": ("letter", "email"), "sms": ("sms",)}
"""Channel to the channels whose templates can be sent through it."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What comes of a firing: messages, or a call in their place, or why there is neither.

    ``why`` is what kept the first channel from being used; with nothing made, what is in the way.
    ``unwanted``: the recipient does not want it, so that nobody needs to mend anything.
    """

    messages: tuple[NewMessage, ...] = ()
    call: Contact | None = None
    why: str = ""
    unwanted: bool = False


class Composer:
    """Composes for many firings at once; what they share is read once."""

    def __init__(
        self,
        desk: Desk,
        triggers: Iterable[Trigger],
        clients: Mapping[int, Client],
        *,
        papers: bool = True,
    ) -> None:
        """Take the triggers of the firings and the clients of their cards.

        Without ``papers`` no letters and attachments are laid out.
        """
        # What nobody writes by hand is signed by the record's owner, whoever lets it out.
        self._desk = desk.standing_in(CLOCK, CLOCK_SOURCE)
        wanted = {
            one
            for trigger in triggers
            for one in (trigger.template_id, trigger.other_template_id)
            if one is not None
        }
        query = Template.select().where(Template.id.in_(sorted(wanted))) if wanted else ()
        self._templates: dict[int | None, Template] = {row.id: row for row in query}
        self._clients = clients
        self._papers = papers

    @cached_property
    def _studio(self) -> Studio:
        from store.documents import contents  # slow to load: only letters need it

        return contents.studio_of(self._desk)

    def around(self, card: Card) -> Around:
        """What a card has around it, of which its client is known already."""
        return Around(self._desk, card, self._clients.get(card.client_id or 0))

    def subject(self, trigger: Trigger, near: Around) -> str:
        """What a task or call of a trigger is about; `Refused` where a field is missing."""
        text = trigger.subject or trigger.name
        found = templates.line_filled(self._desk, text, near.card, near)
        if not found:
            raise Refused(f"'{text}' for {cards.ref(near.card)} comes to nothing")
        return found

    def compose(self, trigger: Trigger, card: Card, row: Firing, *, cause: str = "") -> Composed:
        """Make what a firing sends; with a cause (hand, brake) it is held for a person."""
        near = self.around(card)
        steps = triggeractions.steps(trigger.action)
        if steps == ("call",) and trigger.recipient == "client":
            # Whoever is to call looks for a number where there is none.
            return Composed(call=Contact("", calls.phone_of(near.client)))
        lacks: list[Lack] = []
        for place, step in enumerate(steps):
            found = recipients.reach(self._desk, trigger, near, step)
            lack = found.lack or _unwanted_call(trigger, near, step)
            if lack is not None:
                lacks.append(lack)
            elif step == "call":
                return Composed(call=found.contacts[0], why=_said(lacks))
            else:
                return self._made(trigger, near, row, place, found.contacts, lacks, cause)
        return Composed(why=_said(lacks), unwanted=lacks[-1].unwanted)

    def _made(
        self,
        trigger: Trigger,
        near: Around,
        row: Firing,
        place: int,
        contacts: tuple[Contact, ...],
        lacks: list[Lack],
        cause: str,
    ) -> Composed:
        step = triggeractions.steps(trigger.action)[place]
        try:
            text = self._text(self._template(trigger, place, step), near, step)
            attached = self._papers and step == "email"
            files = attachments.files(self._desk, trigger, near) if attached else ()
            messages = tuple(
                NewMessage(
                    channel=step,
                    to_name=contact.name,
                    to_address=contact.address,
                    subject=text.subject,
                    body=text.body,
                    html=text.html,
                    key=f"firing:{row.id}:{number}",
                    card_id=near.card.id,
                    client_id=contact.client_id,
                    firing_id=row.id,
                    files=files or self._letter(near, contact, text, step),
                    state="held" if cause else "pending",
                    cause=cause,
                    reason=grounds.HELD.get(cause, ""),
                )
                for number, contact in enumerate(contacts)
            )
        except Refused as refusal:
            return Composed(why="; ".join(refusal.problems))
        return Composed(messages, why=_said(lacks))

    def _template(self, trigger: Trigger, place: int, step: str) -> Template:
        """The template of a step; where the second has none of its own, that of the first."""
        names = (
            (trigger.other_template_id, trigger.template_id) if place else (trigger.template_id,)
        )
        for one in names:
            found = self._templates.get(one)
            if found is not None and found.channel in FITTING[step]:
                return found
        raise Refused(f"trigger {trigger.name} has no template for its {_called(step)}")

    def _text(self, template: Template, near: Around, step: str) -> Text:
        """What is said, fit for the channel."""
        text = templates.filled(self._desk, template, near.card, near)
        if not text.body:
            raise Refused(f"template {template.name} for {cards.ref(near.card)} comes to nothing")
        subject = " ".join(text.subject.split())
        if step == "sms":
            return Text("", text.body)
        if step == "letter":
            return Text(subject, text.body)
        return Text(subject or self._desk.settings.studio.name, text.body, text.html)

    def _letter(self, near: Around, contact: Contact, text: Text, step: str) -> tuple[File, ...]:
        """The paper of a letter; other messages have none."""
        if step != "letter" or not self._papers:
            return ()
        from store.documents import letters  # slow to load, as above

        ref = cards.ref(near.card)
        today = papervalues.day(self._desk, self._desk.now())
        party = Party(contact.name, contact.lines)
        paper = LetterPaper(ref, party, today, text.subject, text.body)
        return (File(f"{ref}-letter.pdf", letters.letters(self._studio, [paper]).data),)


def _unwanted_call(trigger: Trigger, near: Around, step: str) -> Lack | None:
    """Whether a call is the last resort and the trigger leaves out those who want none."""
    client = near.client if trigger.recipient == "client" else None
    if step != "call" or not trigger.spare_no_call or client is None or not client.do_not_call:
        return None
    return Lack(papervalues.addressed(client.name), grounds.NO_CALLS, unwanted=True)


def _said(lacks: list[Lack]) -> str:
    """What is missing, each person named once."""
    words = ""
    last = ""
    for lack in dict.fromkeys(lacks):
        if words:
            words += f" and {lack.what}" if lack.who == last else f"; {lack}"
        else:
            words = str(lack)
        last = lack.who
    return words


def _called(step: str) -> str:
    return "SMS" if step == "sms" else step
