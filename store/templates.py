"""Templates: letters, emails and SMS with merge fields, checked when they are saved.

The language of the texts is in ``templatewords``, what fields there are in ``mergetree``, what they
say of a record in ``mergefields``; how a letter looks on paper is in ``documents.letters``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from store import lists, mergefields, mergetree, templatecheck, templatewords
from store.desk import Desk
from store.errors import Refused
from store.namedlists import NamedList
from store.tables import Card, Template
from store.text import safe

CHANNELS = ("letter", "email", "sms")
"""How a text reaches people."""

LONGEST_BODY = 10_000
LONGEST_SUBJECT = 200
WITHOUT_SUBJECT = frozenset({"sms"})


@dataclass(frozen=True, slots=True)
class Text:
    """A template filled in for a record."""

    subject: str
    body: str


def _body(_: Desk, value: Any) -> dict[str, Any]:
    text = str(value or "").strip()
    if len(text) > LONGEST_BODY:
        raise Refused(
            f"body: it has {len(text):,} characters; there can be {LONGEST_BODY:,} at most"
        )
    return {"body": safe(text, LONGEST_BODY, keep_newlines=True)}


def _subject(desk: Desk, value: Any) -> dict[str, Any]:
    text = " ".join(str(value or "").split())
    if len(text) > LONGEST_SUBJECT:
        raise Refused(f"subject: it has more than {LONGEST_SUBJECT} characters")
    return {"subject": safe(text, LONGEST_SUBJECT)}


PROPERTIES: Mapping[str, lists.Reader] = {
    "channel": lists.choice("channel", CHANNELS),
    "subject": _subject,
    "body": _body,
}
"""Property to how it is read."""


class Templates(NamedList[Template]):
    """The list; which merge fields there are depends on the studio's own fields."""

    def _columns(
        self, desk: Desk, given: Mapping[str, Any], row: Template | None, name: str
    ) -> dict[str, Any]:
        columns = super()._columns(desk, given, row, name)
        whole = {key: columns.get(key, getattr(row or self.table(), key)) for key in PROPERTIES}
        wrong = problems(desk, whole["channel"], whole["subject"], whole["body"])
        if wrong:
            raise Refused([f"template {safe(name, 80)}: {problem}" for problem in wrong])
        return columns


def problems(desk: Desk, channel: str, subject: str, body: str) -> list[str]:
    """Say what is wrong with the texts of a template, each with its line; nothing for none."""
    tree = mergetree.tree(desk)
    found = [f"subject: {problem}" for problem in templatecheck.problems(subject, tree)]
    found += [f"body, {problem}" for problem in templatecheck.problems(body, tree)]
    if subject and channel in WITHOUT_SUBJECT:
        found.append(f"an {channel.upper()} has no subject; leave it empty")
    return found


KEPT = Templates(Template, "template", PROPERTIES)
"""The list itself."""

add, change, switch = KEPT.add, KEPT.change, KEPT.switch
listed, named, reorder = KEPT.listed, KEPT.named, KEPT.reorder


def filled(desk: Desk, template: Template, card: Card) -> Text:
    """Fill a template in for a record; `Refused` where the record lacks what it speaks of."""
    values = mergefields.values_of(desk, card)
    try:
        return Text(
            templatewords.fill(template.subject, values), templatewords.fill(template.body, values)
        )
    except Refused as refusal:
        place = f"template {template.name} for {mergefields.reference_of(card)}"
        raise Refused([f"{place}: {problem}" for problem in refusal.problems]) from None


def preview(desk: Desk, name: str, reference: str) -> Text:
    """Fill a template in for a record by reference, to be looked at."""
    from store import cards

    with desk.reading():
        return filled(desk, named(name), cards.get(reference))
