"""The tables of people: who works here and who buys."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, ForeignKeyField, IntegerField, TextField

from store.tables.rows import Row


class User(Row):
    """Somebody who works in the studio."""

    login = TextField(unique=True)
    name = TextField()
    role = TextField(default="staff")
    email = TextField(default="")
    phone = TextField(default="")
    system_uid = IntegerField(null=True, unique=True)
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)


class Department(Row):
    """A group that work can be assigned to."""

    name = TextField(unique=True)
    email = TextField(default="")
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)


class Membership(Row):
    """A user in a department."""

    user = ForeignKeyField(User, backref="memberships", index=False)
    user_id: int
    department = ForeignKeyField(Department, backref="memberships", index=False)
    department_id: int

    class Meta:
        """A user is in a department once."""

        indexes = ((("user", "department"), True),)


class Client(Row):
    """A customer of the studio."""

    number = IntegerField(unique=True)
    name = TextField()
    search = TextField()
    email = TextField(default="")
    phone = TextField(default="")
    mobile = TextField(default="")
    work_phone = TextField(default="")
    address = TextField(default="")
    city = TextField(default="")
    postcode = TextField(default="")
    country = TextField(default="")
    do_not_market = BooleanField(default=False)
    do_not_call = BooleanField(default=False)
    sms_opt_out = BooleanField(default=False)
    notes = TextField(default="")
    created_at = BigIntegerField()

    class Meta:
        """Found by name when the phone rings, by email when a list is imported."""

        indexes = ((("search",), False), (("email",), False))
