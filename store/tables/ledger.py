"""The tables of what happens by itself: triggers, their ledger, and who runs the clock."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from store.tables.cards import Card, Visit
from store.tables.lists import Status
from store.tables.people import Department, User
from store.tables.rows import Row


class Trigger(Row):
    """What to do when a card enters a status, or at a distance from its due date.

    ``moment`` is ``entering`` or ``due``; ``offset_days`` may be negative (before) and counts in
    ``count`` days (business or calendar), ``offset_hours`` is added to it.
    """

    name = TextField(unique=True)
    status = ForeignKeyField(Status)
    status_id: int
    moment = TextField(default="entering")
    offset_days = FloatField(default=0)
    offset_hours = FloatField(default=0)
    count = TextField(default="business")
    action = TextField()
    subject = TextField()
    user = ForeignKeyField(User, null=True, index=False)
    user_id: int | None
    department = ForeignKeyField(Department, null=True, index=False)
    department_id: int | None
    due_days = FloatField(default=0)
    filter = TextField(default="")  # type: ignore[assignment]  # hides a method nobody calls
    by_hand = BooleanField(default=False)
    inactive = BooleanField(default=False)
    since = BigIntegerField()


class Firing(Row):
    """The ledger of what triggers did: one row per trigger, visit and occurrence, for ever."""

    trigger = ForeignKeyField(Trigger, index=False)
    trigger_id: int
    card = ForeignKeyField(Card)
    card_id: int
    visit = ForeignKeyField(Visit, index=False)
    visit_id: int
    occurrence = IntegerField(default=0)
    moment = BigIntegerField()
    state = TextField(default="pending")
    reason = TextField(default="")
    made = IntegerField(null=True)
    settled_at = BigIntegerField(null=True)
    by = TextField(default="")

    class Meta:
        """Once per trigger, visit and occurrence."""

        indexes = ((("visit", "trigger", "occurrence"), True), (("trigger",), False))


Firing.add_index(Firing.index(Firing.moment, where=(Firing.state == "pending")))
Firing.add_index(Firing.index(Firing.settled_at, where=Firing.settled_at.is_null(False)))


class Lease(Row):
    """Who runs the clock; times are milliseconds since this machine started (``boot``)."""

    name = TextField(unique=True)
    owner = TextField(default="")
    label = TextField(default="")
    role = TextField(default="")
    fence = IntegerField(default=0)
    boot = TextField(default="")
    until_ms = BigIntegerField(default=0)
    wanted_until_ms = BigIntegerField(default=0)
    ticked_at = BigIntegerField(null=True)
