"""The tables of the render queue: jobs, the files they consist of, and who works on them."""

from __future__ import annotations

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from store.tables.cards import Card
from store.tables.ledger import Firing
from store.tables.lists import Layout, RenderProfile, ReorderReason
from store.tables.records import Image, OrderLine
from store.tables.rows import Row


class Job(Row):
    """Work of a queue that takes longer than a command: what somebody asked for at one time.

    ``kind`` is ``render``; ``state`` is queued, running, held, done, failed, quarantined or
    cancelled. Higher ``priority`` goes first, then lower ``place``. ``cause`` says why it is held.
    A reprint names the job ``again`` that made its files first, with a reason and who pays.
    """

    number = IntegerField(unique=True)
    kind = TextField(default="render")
    card = ForeignKeyField(Card, null=True)
    card_id: int | None
    profile = ForeignKeyField(RenderProfile, null=True, index=False)
    profile_id: int | None
    layout = ForeignKeyField(Layout, null=True, index=False)
    layout_id: int | None
    firing = ForeignKeyField(Firing, null=True)
    firing_id: int | None
    state = TextField(default="queued")
    cause = TextField(default="")
    reason = TextField(default="")
    remedy = TextField(default="")
    priority = IntegerField(default=0)
    place = FloatField(default=0)
    again = ForeignKeyField("self", null=True, index=False)
    again_id: int | None
    reprint_reason = ForeignKeyField(ReorderReason, null=True, index=False)
    reprint_reason_id: int | None
    chargeable = BooleanField(default=False)
    by = TextField(default="")
    created_at = BigIntegerField()
    settled_at = BigIntegerField(null=True)

    class Meta:
        """Open ones are looked for by state."""

        indexes = ((("state", "priority", "place"), False),)


Job.add_index(Job.index(Job.priority.desc(), Job.place, Job.id, where=Job.settled_at.is_null()))


class Sheet(Row):
    """One file of a job: a picture, or a sheet of several.

    ``spec`` is JSON (``rendering.specs``) and ``spec_key`` what tells it from every other;
    ``source`` is the path of its first picture, by which files are worked on together. ``folder``
    and ``name`` are where it goes, ``path`` where it came to be. ``owner`` works on it; ``attempt``
    counts up at each claim and tells a late answer from the present one. ``failure`` is transient,
    input or person; ``failures`` counts transient ones, ``deaths`` the programs that ended while
    they made it. ``recipe`` is JSON, ``keeps_recipe`` says where it is kept besides. ``media``
    names the paper size, ``lines`` the ids of all lines on it where ``line`` is not the only one.
    Without a spec, none could be made of what was asked for.
    """

    job = ForeignKeyField(Job, backref="sheets", index=False)
    job_id: int
    position = IntegerField(default=0)
    line = ForeignKeyField(OrderLine, null=True, on_delete="SET NULL")
    line_id: int | None
    image = ForeignKeyField(Image, null=True, index=False, on_delete="SET NULL")
    image_id: int | None
    lines = TextField(default="")
    label = TextField(default="")
    media = TextField(default="")
    copies = IntegerField(default=1)
    spec = TextField()
    spec_key = TextField()
    source = TextField(default="")
    memory_bytes = BigIntegerField(default=0)
    folder = TextField(default="")
    name = TextField(default="")
    if_exists = TextField(default="number")
    state = TextField(default="queued")
    failure = TextField(default="")
    reason = TextField(default="")
    remedy = TextField(default="")
    notes = TextField(default="")
    owner = TextField(default="")
    attempt = IntegerField(default=0)
    failures = IntegerField(default=0)
    deaths = IntegerField(default=0)
    next_at = BigIntegerField(default=0)
    path = TextField(default="")
    bytes = BigIntegerField(null=True)
    sha256 = TextField(default="")
    width = IntegerField(null=True)
    height = IntegerField(null=True)
    dpi = IntegerField(null=True)
    keeps_recipe = TextField(default="beside")
    recipe = TextField(default="")
    took_ms = IntegerField(null=True)
    settled_at = BigIntegerField(null=True)

    class Meta:
        """In a job's order, and by what is still to be done."""

        indexes = (
            (("job", "position"), True),
            (("job", "state", "position"), False),
            (("state", "next_at"), False),
            (("source", "state"), False),
        )


Sheet.add_index(Sheet.index(Sheet.settled_at, where=Sheet.settled_at.is_null(False)))
Sheet.add_index(Sheet.index(Sheet.path, where=Sheet.path != SQL("''")))


class RenderWorker(Row):
    """A program that renders: how many files at once, within how much memory, and its last beat.

    ``role`` is ``worker`` or ``board``: boards give way.
    ``until_ms`` is the machine's time since ``boot`` until which its claims hold without a beat.
    """

    owner = TextField(unique=True)
    role = TextField(default="worker")
    label = TextField()
    host = TextField()
    boot = TextField()
    until_ms = BigIntegerField()
    beat_at = BigIntegerField()
    started_at = BigIntegerField()
    processes = IntegerField(default=1)
    budget_bytes = BigIntegerField(default=0)
    used_bytes = BigIntegerField(default=0)
    made = IntegerField(default=0)
    doing = TextField(default="")
