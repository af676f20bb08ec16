"""Writing to clients by hand: an email, SMS or letter about records, approved by whoever writes it.

What it says is read first as drafts, to be looked at; the same words are then put into the outbox.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from store import cards, envelopes, outbox, papervalues, recipients, templates
from store.composing import FITTING
from store.desk import Desk
from store.documents.values import LetterPaper, Party
from store.envelopes import File, NewMessage, reference
from store.errors import Refused, did_you_mean
from store.recipients import Contact, Lack
from store.surroundings import Around
from store.tables import Card, Message, Template
from store.templates import Text
from store.text import safe

CHANNELS = envelopes.CHANNELS
"""How a client can be written to."""

MOST = 500
"""Records that can be written about at once."""

LONGEST_BODY = templates.LONGEST_BODY
LONGEST_SUBJECT = templates.LONGEST_SUBJECT


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to say: a template, or a subject and a text, which may have fields."""

    channel: str
    template: str = ""
    subject: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that could be sent; ``refs`` are all the records it is about."""

    refs: tuple[str, ...]
    card_id: int
    channel: str
    to: Contact
    text: Text


def channel_named(word: str) -> str:
    """Read a channel."""
    key = word.strip().casefold()
    if key not in CHANNELS:
        hint = did_you_mean(key, CHANNELS)
        raise Refused(
            f"'{safe(word, 40)}' is no way to write to somebody{hint}; "
            f"there are {', '.join(CHANNELS)}"
        )
    return key


def drafts(desk: Desk, references: Sequence[str], wish: Wish) -> list[Draft]:
    """The messages that would be made: one for each client and text; all that is wrong at once."""
    channel = channel_named(wish.channel)
    template = _template(desk, wish, channel)
    found = cards.get_many(list(dict.fromkeys(ref.strip().upper() for ref in references)))
    if len(found) > MOST:
        raise Refused(f"{len(found):,} records are too many at once; write about {MOST} at most")
    made: dict[tuple[Contact, Text], Draft] = {}
    problems: list[str] = []
    for card in found:
        try:
            one = _draft(desk, card, channel, template, wish)
        except Refused as refusal:
            problems.extend(refusal.problems)
            continue
        same = (one.to, one.text)
        known = made.get(same)
        made[same] = one if known is None else replace(known, refs=(*known.refs, *one.refs))
    if problems:
        raise Refused(problems)
    return list(made.values())


def _template(desk: Desk, wish: Wish, channel: str) -> Template | None:
    """The template that was named, or null where the text is the person's own."""
    if not wish.template.strip():
        if not wish.body.strip():
            raise Refused("what should it say? name a template, or write a text")
        if channel == "email" and not wish.subject.strip():
            raise Refused("an email needs a subject: what it is about in a few words")
        if channel == "sms" and wish.subject.strip():
            raise Refused("an SMS has no subject; leave it out")
        if len(wish.body) > LONGEST_BODY or len(wish.subject) > LONGEST_SUBJECT:
            raise Refused(
                f"that is too long: a text can have {LONGEST_BODY:,} characters, a subject "
                f"{LONGEST_SUBJECT}"
            )
        if wrong := templates.wrong_fields(desk, wish.subject, wish.body):
            raise Refused(wrong)
        return None
    if wish.body.strip() or wish.subject.strip():
        raise Refused("give a template or a text of your own, not both")
    found = templates.named(wish.template)
    if found.channel not in FITTING[channel]:
        raise Refused(f"template {found.name} is for {found.channel}; choose one for {channel}")
    return found


def _draft(
    desk: Desk, card: Card, channel: str, template: Template | None, wish: Wish
) -> Draft:  # fmt: skip
    ref = cards.ref(card)
    near = Around(desk, card)
    if near.client is None:
        raise Refused(f"{ref} has no client to write to; give it one with 'set {ref} client=NAME'")
    contact = recipients.contact(desk, recipients.of_client(near.client), channel)
    if isinstance(contact, Lack):
        other = "" if contact.unwanted else f"; {OTHERWISE[channel]}"
        raise Refused(f"{ref}: {contact}{other}")
    text = _text(desk, card, template, wish)
    if channel == "email" and not text.subject:
        name = template.name if template is not None else ""
        raise Refused(f"{ref}: an email needs a subject, and template {name} has none")
    if not text.body:
        raise Refused(f"{ref}: the text comes to nothing")
    return Draft((ref,), card.id, channel, contact, text)


OTHERWISE: Mapping[str, str] = {
    "email": "write a letter, or call",
    "sms": "correct it, or write an email",
    "letter": "write an email, or call",
}
"""Channel to what can be done where somebody cannot be reached through it."""


def _text(desk: Desk, card: Card, template: Template | None, wish: Wish) -> Text:
    if template is None:
        subject = templates.own_filled(desk, wish.subject, card)
        body = templates.own_filled(desk, wish.body, card).strip()
        return Text(
            safe(" ".join(subject.split()), LONGEST_SUBJECT),
            safe(body, LONGEST_BODY, keep_newlines=True),
        )
    filled = templates.filled(desk, template, card)
    html = filled.html if wish.channel == "email" else ""
    return Text(" ".join(filled.subject.split()), filled.body, html)


# Sending -----------------------------------------------------------------------------------------


def write(desk: Desk, references: Sequence[str], wish: Wish) -> list[str]:
    """Put messages to the clients of records into the outbox; returns their references.

    Whoever writes them has approved them: they go out as soon as anything does.
    """
    summary = f"write {safe(wish.channel, 20)} about {len(references)} records"
    with desk.action("write message", summary) as act:
        found = drafts(desk, references, wish)
        ids = outbox.put(desk, act, [_message(desk, act.id, one) for one in found])
        query = Message.select().where(Message.id.in_(ids))
        refs = {row.id: reference(row.number) for row in query}
    return [refs[message_id] for message_id in ids]


def _message(desk: Desk, action_id: int, one: Draft) -> NewMessage:
    return NewMessage(
        one.channel, one.to.name, one.to.address, one.text.subject, one.text.body,
        key=f"hand:{action_id}:{one.card_id}", html=one.text.html, card_id=one.card_id,
        client_id=one.to.client_id, files=_files(desk, one),
    )  # fmt: skip


def _files(desk: Desk, one: Draft) -> tuple[File, ...]:
    """The paper of a letter; other messages that are written by hand carry nothing."""
    if one.channel != "letter":
        return ()
    from store.documents import contents, letters  # slow to load: only letters need them

    today, ref = papervalues.day(desk, desk.now()), one.refs[0]
    party = Party(one.to.name, one.to.lines)
    paper = LetterPaper(ref, party, today, one.text.subject, one.text.body)
    data = letters.letters(contents.studio_of(desk), [paper]).data
    return (File(f"{ref}-letter.pdf", data),)
