"""The tables of what moves: the card every tracked record shows of itself, and its stays."""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from store.tables.lists import Status, Track, Type, Vendor
from store.tables.people import Client, Department, User
from store.tables.rows import Row


class Card(Row):
    """The part of a record that moves: boards, due dates, history and triggers know only this.

    ``sort_at`` is ``due_at`` or, without one, later than any; ``check_at`` is when the clock has to
    look at the card next; ``mark`` is what it noticed (empty, soon or late); ``search`` is the
    accent-free text that bare words are looked up in; ``done`` is set in done and cancelled states.
    """

    kind = TextField()
    number = IntegerField()
    client = ForeignKeyField(Client, null=True, index=False)
    client_id: int | None
    type = ForeignKeyField(Type, null=True, index=False)
    type_id: int | None
    vendor = ForeignKeyField(Vendor, null=True, index=False)
    vendor_id: int | None
    about = ForeignKeyField("self", null=True, index=False)
    about_id: int | None
    subject = TextField(default="")
    track = ForeignKeyField(Track, index=False)
    track_id: int
    status = ForeignKeyField(Status, index=False)
    status_id: int
    lane = IntegerField()
    visit = IntegerField(default=0)
    done = BooleanField(default=False)
    entered_at = BigIntegerField()
    due_at = BigIntegerField(null=True)
    sort_at = BigIntegerField()
    due_by_hand = BooleanField(default=False)
    promised_at = BigIntegerField(null=True)
    check_at = BigIntegerField(null=True)
    mark = TextField(default="")
    user = ForeignKeyField(User, null=True, index=False)
    user_id: int | None
    department = ForeignKeyField(Department, null=True, index=False)
    department_id: int | None
    priority = IntegerField(default=1)
    lines = IntegerField(default=0)
    value_cents = BigIntegerField(default=0)
    notes = TextField(default="")
    search = TextField(default="")
    created_at = BigIntegerField()
    version = IntegerField(default=1)

    class Meta:
        """A reference once for ever."""

        indexes = ((("kind", "number"), True), (("lane", "sort_at", "id"), False))


Card.add_index(Card.index(Card.kind, Card.status, Card.sort_at, where=(Card.done == False)))  # noqa: E712
Card.add_index(Card.index(Card.check_at, where=Card.check_at.is_null(False)))
Card.add_index(Card.index(Card.client, where=Card.client.is_null(False)))
Card.add_index(Card.index(Card.about, where=Card.about.is_null(False)))


def is_open(table: type[Card] = Card) -> Any:
    """The condition that a card is not finished, written so that the partial index serves it."""
    return table.done == SQL("0")


class Visit(Row):
    """One stay of a card in a status; ``left_at`` is null while it lasts.

    The step's duration counts from ``basis_at``; ``carried_due`` replaces that where the card comes
    back to a step it was parked from. ``completed_at`` is when the step was really completed;
    ``complete`` is false where it was parked.
    """

    card = ForeignKeyField(Card, index=False)
    card_id: int
    number = IntegerField()
    status = ForeignKeyField(Status, index=False)
    status_id: int
    entered_at = BigIntegerField()
    basis_at = BigIntegerField()
    carried_due = BigIntegerField(null=True)
    due_at = BigIntegerField(null=True)
    left_at = BigIntegerField(null=True)
    completed_at = BigIntegerField(null=True)
    complete = BooleanField(null=True)
    user = ForeignKeyField(User, null=True, index=False)
    user_id: int | None
    department = ForeignKeyField(Department, null=True, index=False)
    department_id: int | None
    by = ForeignKeyField(User, null=True, index=False)
    by_id: int | None
    cause = TextField(default="")
    reason = TextField(default="")
    note = TextField(default="")

    class Meta:
        """Visits are numbered per card; durations are read per status."""

        indexes = ((("card", "number"), True), (("status", "left_at"), False))


class Baseline(Row):
    """The first projection of a card's due dates: JSON object of status id to moment."""

    card = ForeignKeyField(Card, unique=True)
    card_id: int
    dues = TextField()


class Timer(Row):
    """Minutes somebody worked on a card during a visit; running while ``stopped_at`` is null."""

    card = ForeignKeyField(Card)
    card_id: int
    visit = ForeignKeyField(Visit, index=False)
    visit_id: int
    user = ForeignKeyField(User)
    user_id: int
    started_at = BigIntegerField()
    stopped_at = BigIntegerField(null=True)
    minutes = FloatField(null=True)


class Note(Row):
    """Something written about a card."""

    card = ForeignKeyField(Card)
    card_id: int
    at = BigIntegerField()
    by = ForeignKeyField(User, null=True, index=False)
    by_id: int | None
    text = TextField()
