"""Templates: letters, emails and SMS with merge fields, checked when they are saved.

The language of the texts is in ``templatewords``, what fields there are in ``mergetree``, what they
say of a record in ``mergefields``; how a letter looks on paper is in ``documents.letters``, how
long an SMS is in ``smstext``. An email may have HTML beside its plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store import (
    lists,
    mergeexamples,
    mergefields,
    mergetree,
    smstext,
    templatecheck,
    templatewords,
)
from store.desk import Desk
from store.errors import Refused
from store.namedlists import NamedList
from store.surroundings import Around
from store.tables import Card, Template
from store.text import safe

CHANNELS = ("letter", "email", "sms")
"""How a text reaches people."""

LONGEST_BODY = 10_000
LONGEST_HTML = 40_000
LONGEST_SUBJECT = 200
WITHOUT_SUBJECT = frozenset({"sms"})
WITH_HTML = frozenset({"email"})


@dataclass(frozen=True, slots=True)
class Text:
    """A template filled in for a record."""

    subject: str
    body: str
    html: str = ""


def _prose(column: str, longest: int) -> lists.Reader:
    """A reader for a long text, which is refused rather than cut."""

    def read(_: Desk, value: Any) -> dict[str, Any]:
        text = str(value or "").strip()
        if len(text) > longest:
            raise Refused(
                f"{column}: it has {len(text):,} characters; there can be {longest:,} at most"
            )
        return {column: safe(text, longest, keep_newlines=True)}

    return read


def _subject(desk: Desk, value: Any) -> dict[str, Any]:
    text = " ".join(str(value or "").split())
    if len(text) > LONGEST_SUBJECT:
        raise Refused(f"subject: it has more than {LONGEST_SUBJECT} characters")
    return {"subject": safe(text, LONGEST_SUBJECT)}


PROPERTIES: Mapping[str, lists.Reader] = {
    "channel": lists.choice("channel", CHANNELS),
    "subject": _subject,
    "body": _prose("body", LONGEST_BODY),
    "html": _prose("html", LONGEST_HTML),
}
"""Property to how it is read."""


class Templates(NamedList[Template]):
    """The list; which merge fields there are depends on the studio's own fields."""

    def _columns(
        self, desk: Desk, given: Mapping[str, Any], row: Template | None, name: str
    ) -> dict[str, Any]:
        columns = super()._columns(desk, given, row, name)
        whole = {key: columns.get(key, getattr(row or self.table(), key)) for key in PROPERTIES}
        wrong = problems(desk, whole["channel"], whole["subject"], whole["body"], whole["html"])
        if wrong:
            raise Refused([f"template {safe(name, 80)}: {problem}" for problem in wrong])
        return columns


def problems(desk: Desk, channel: str, subject: str, body: str, html: str = "") -> list[str]:
    """Say what is wrong with the texts of a template, each with its line; nothing for none."""
    tree = mergetree.tree(desk)
    found = [f"subject: {problem}" for problem in templatecheck.problems(subject, tree)]
    found += [f"body, {problem}" for problem in templatecheck.problems(body, tree)]
    found += [f"html, {problem}" for problem in templatecheck.problems(html, tree)]
    if subject and channel in WITHOUT_SUBJECT:
        found.append(f"an {channel.upper()} has no subject; leave it empty")
    if html and channel not in WITH_HTML:
        found.append(f"only an email has HTML; take it away from this {_called(channel)}")
    if not body:
        more = " in plain as well, for those who read no HTML" if html else ""
        found.append(f"body: a template needs a text{more}")
    return found


def _called(channel: str) -> str:
    return channel.upper() if channel == "sms" else channel


KEPT = Templates(Template, "template", PROPERTIES)
"""The list itself."""

add, change, switch = KEPT.add, KEPT.change, KEPT.switch
listed, named, reorder = KEPT.listed, KEPT.named, KEPT.reorder


def filled(desk: Desk, template: Template, card: Card, near: Around | None = None) -> Text:
    """Fill a template in for a record; `Refused` where the record lacks what it speaks of.

    ``near`` is what is known of what the record has around it.
    """
    texts = (template.subject, template.body, template.html)
    wanted = frozenset().union(*map(templatewords.named_in, texts))
    values = mergefields.values_of(desk, card, wanted, near)
    try:
        return Text(
            templatewords.fill(template.subject, values),
            templatewords.fill(template.body, values),
            templatewords.fill(template.html, values, html=True),
        )
    except Refused as refusal:
        place = f"template {template.name} for {mergefields.reference_of(card)}"
        raise Refused([f"{place}: {problem}" for problem in refusal.problems]) from None


def line_filled(desk: Desk, text: str, card: Card, near: Around | None = None) -> str:
    """Fill in the fields of one line, such as what a task is about; `Refused` as for templates."""
    if "{" not in text:
        return text
    values = mergefields.values_of(desk, card, templatewords.named_in(text), near)
    try:
        return " ".join(templatewords.fill(text, values).split())
    except Refused as refusal:
        place = f"'{safe(text, 60)}' for {mergefields.reference_of(card)}"
        raise Refused([f"{place}: {problem}" for problem in refusal.problems]) from None


def own_filled(desk: Desk, text: str, card: Card) -> str:
    """Fill in the fields of a text that somebody has typed; one without any stays as it is."""
    if not _has_fields(text):
        return text
    values = mergefields.values_of(desk, card, templatewords.named_in(text))
    try:
        return templatewords.fill(text, values)
    except Refused as refusal:
        place = mergefields.reference_of(card)
        raise Refused([f"{place}: {problem}" for problem in refusal.problems]) from None


def wrong_fields(desk: Desk, subject: str, body: str) -> list[str]:
    """Say what is wrong with the fields of a subject and a text that somebody has typed."""
    found: list[str] = []
    for name, text in (("subject", subject), ("text", body)):
        if _has_fields(text):
            wrong = templatecheck.problems(text, mergetree.tree(desk))
            found += [f"{name}, {problem}" for problem in wrong]
    return found


def _has_fields(text: str) -> bool:
    return "{{" in text or "{%" in text


def measured(desk: Desk, body: str) -> smstext.Length:
    """How long an SMS of a template will be about: its fields are filled in with examples."""
    return smstext.measured(with_examples(body, mergeexamples.values(desk)))


def with_examples(body: str, examples: Mapping[str, Any]) -> str:
    """Fill in examples as far as a text can be read at all."""
    try:
        return templatewords.fill(body, examples)
    except Refused:
        return body


def preview(desk: Desk, name: str, reference: str) -> Text:
    """Fill a template in for a record by reference, to be looked at."""
    from store import cards

    with desk.reading():
        return filled(desk, named(name), cards.get(reference))
