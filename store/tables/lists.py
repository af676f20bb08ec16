"""The tables of set-up lists: types, tracks, statuses, vendors, holidays, price items."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from store.tables.people import Department, User
from store.tables.rows import Row


class Type(Row):
    """What kind of session, order or task: each may have its own track."""

    kind = TextField()
    name = TextField()
    prints = BooleanField(default=False)
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)

    class Meta:
        """A name once per kind."""

        indexes = ((("kind", "name"), True),)


class Track(Row):
    """An ordered list of statuses for one kind of record and, optionally, one type."""

    kind = TextField()
    type = ForeignKeyField(Type, null=True, unique=True)
    type_id: int | None
    name = TextField()
    method = TextField(null=True)
    inactive = BooleanField(default=False)

    class Meta:
        """A name once per kind."""

        indexes = ((("kind", "name"), True),)


class Status(Row):
    """One step of a track.

    ``days`` is in business days, null where the step has no duration of its own; ``lane`` is the id
    of the kind's first status with the same name, so that like-named steps share a lane.
    """

    track = ForeignKeyField(Track, backref="statuses", index=False)
    track_id: int
    name = TextField()
    position = IntegerField()
    days = FloatField(null=True)
    user = ForeignKeyField(User, null=True, index=False)
    user_id: int | None
    department = ForeignKeyField(Department, null=True, index=False)
    department_id: int | None
    state = TextField(default="active")
    colour = TextField(default="")
    wip_limit = IntegerField(null=True)
    wip_hard = BooleanField(default=False)
    stage = TextField(default="")
    initial = BooleanField(default=False)
    final = BooleanField(default=False)
    at_vendor = BooleanField(default=False)
    cause = TextField(default="")
    lane = IntegerField(default=0)
    inactive = BooleanField(default=False)

    class Meta:
        """A name once per track."""

        indexes = ((("track", "name"), True),)


class Vendor(Row):
    """A lab, another supplier, or an internal department that fulfils orders."""

    number = IntegerField(unique=True)
    name = TextField(unique=True)
    account = TextField(default="")
    address = TextField(default="")
    contact = TextField(default="")
    email = TextField(default="")
    phone = TextField(default="")
    type = ForeignKeyField(Type, null=True, index=False)
    type_id: int | None
    own_numbers = BooleanField(default=False)
    work_week = TextField(default="")
    turnaround_days = FloatField(null=True)
    protocol = TextField(default="none")
    notes = TextField(default="")
    inactive = BooleanField(default=False)


class Holiday(Row):
    """A closed day of the studio (no vendor) or of one vendor."""

    vendor = ForeignKeyField(Vendor, null=True, index=False)
    vendor_id: int | None
    date = TextField()
    name = TextField()

    class Meta:
        """A day once per calendar."""

        indexes = ((("vendor", "date"), True),)


class PriceList(Row):
    """A named list of what the studio sells."""

    name = TextField(unique=True)
    inactive = BooleanField(default=False)


class Item(Row):
    """Something the studio sells."""

    price_list = ForeignKeyField(PriceList, backref="items", index=False)
    price_list_id: int
    identifier = TextField()
    description = TextField(default="")
    group = TextField(default="")
    price_cents = BigIntegerField(default=0)
    cost_cents = BigIntegerField(default=0)
    width = FloatField(null=True)
    height = FloatField(null=True)
    vendor = ForeignKeyField(Vendor, null=True, index=False)
    vendor_id: int | None
    hidden = BooleanField(default=False)
    inactive = BooleanField(default=False)

    class Meta:
        """An identifier once per list."""

        indexes = ((("price_list", "identifier"), True),)
