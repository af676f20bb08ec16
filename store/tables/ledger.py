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
from store.tables.lists import RenderProfile, Status, Template, Vendor
from store.tables.people import Department, User
from store.tables.rows import Row


class Trigger(Row):
    """What to do when a card enters a status, at a distance from a date, or at an event.

    ``kind`` is the kind of record. With ``status`` the ``moment`` is ``entering`` or ``due``; of
    triggers without one it may also be a date of the record (``moments``). ``offset_days``
    (negative: before) counts in ``count`` days, ``offset_hours`` is added to it, ``at_time`` is the
    time of day; it comes again every ``every_days``, ``most`` times in all. ``expires_days`` after
    its moment it is dropped. A message goes to ``recipient`` with the text of ``template``, or of
    ``other_template`` where the action falls back to its second channel.

    For automatic rules the moment is one of ``occasions``: ``percent`` is the paid share that
    counts, ``times`` are the times of day of a batch, ``next_at`` the next of them. What orders are
    made, and what completing a record does, stands in ``vendor`` to ``set_delivered``; what is
    rendered is rendered by ``render_profile``, or null: by each line's own.
    """

    name = TextField(unique=True)
    kind = TextField(default="production")
    status = ForeignKeyField(Status, null=True)
    status_id: int | None
    moment = TextField(default="entering")
    offset_days = FloatField(default=0)
    offset_hours = FloatField(default=0)
    count = TextField(default="business")
    at_time = TextField(default="")
    every_days = FloatField(default=0)
    most = IntegerField(default=1)
    expires_days = FloatField(null=True)
    percent = FloatField(null=True)
    times = TextField(default="")
    action = TextField()
    subject = TextField(default="")
    recipient = TextField(default="client")
    template = ForeignKeyField(Template, null=True, index=False)
    template_id: int | None
    other_template = ForeignKeyField(Template, null=True, index=False)
    other_template_id: int | None
    attachments = TextField(default="")
    spare_no_market = BooleanField(default=False)
    spare_no_call = BooleanField(default=False)
    user = ForeignKeyField(User, null=True, index=False)
    user_id: int | None
    department = ForeignKeyField(Department, null=True, index=False)
    department_id: int | None
    due_days = FloatField(default=0)
    vendor = ForeignKeyField(Vendor, null=True, index=False)
    vendor_id: int | None
    items = TextField(default="")
    images = TextField(default="")
    to_status = ForeignKeyField(Status, null=True, index=False)
    to_status_id: int | None
    set_delivered = BooleanField(default=False)
    render_profile = ForeignKeyField(RenderProfile, null=True, index=False)
    render_profile_id: int | None
    filter = TextField(default="")  # type: ignore[assignment]  # hides a method nobody calls
    by_hand = BooleanField(default=False)
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)
    since = BigIntegerField()
    next_at = BigIntegerField(null=True)


class Firing(Row):
    """The ledger of what triggers did: one row per trigger, visit and occurrence, for ever.

    ``cause`` says why a held one is held: ``hand``, ``brake``, ``late``, ``pause`` or ``error``.
    """

    trigger = ForeignKeyField(Trigger, index=False)
    trigger_id: int
    card = ForeignKeyField(Card)
    card_id: int
    visit = ForeignKeyField(Visit, index=False)
    visit_id: int
    occurrence = IntegerField(default=0)
    moment = BigIntegerField()
    state = TextField(default="pending")
    cause = TextField(default="")
    reason = TextField(default="")
    made = IntegerField(null=True)
    settled_at = BigIntegerField(null=True)
    by = TextField(default="")

    class Meta:
        """Once per trigger, visit and occurrence."""

        indexes = ((("visit", "trigger", "occurrence"), True), (("trigger",), False))


Firing.add_index(Firing.index(Firing.state, Firing.moment))
Firing.add_index(Firing.index(Firing.settled_at, where=Firing.settled_at.is_null(False)))


class TriggerPause(Row):
    """A card for which no trigger acts, until a moment or until somebody lets them again."""

    card = ForeignKeyField(Card, unique=True)
    card_id: int
    until_at = BigIntegerField(null=True)
    reason = TextField(default="")
    by = TextField(default="")
    at = BigIntegerField()


class Lease(Row):
    """Who runs the clock, and who sends; times are milliseconds since a start (``boot``)."""

    name = TextField(unique=True)
    owner = TextField(default="")
    label = TextField(default="")
    role = TextField(default="")
    fence = IntegerField(default=0)
    boot = TextField(default="")
    until_ms = BigIntegerField(default=0)
    wanted_until_ms = BigIntegerField(default=0)
    ticked_at = BigIntegerField(null=True)
