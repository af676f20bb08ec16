"""The tables: what is stored, and the indexes the reads need. No rules here.

Moments are whole milliseconds since 1970 in UTC, money is whole cents, dates are ISO text, sizes of
items are inches. Every table has an integer ``id`` that is never used twice.
"""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    DatabaseProxy,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    NodeList,
    SqliteDatabase,
    TextField,
)

database = DatabaseProxy()
"""Stands for the open studio's database; ``store.database.open_database`` sets it."""


class Id(AutoField):
    """A primary key that is never given out twice, so that history stays unambiguous."""

    def ddl(self, ctx: Any) -> Any:
        """The column's definition; SQLite reuses the highest key unless told not to."""
        column = super().ddl(ctx)
        if isinstance(database.obj, SqliteDatabase):
            return NodeList((column, SQL("AUTOINCREMENT")))
        return column


class Row(Model):
    """What all tables share."""

    id = Id()

    class Meta:
        """Bound to the open studio; SQLite checks column types."""

        database = database
        legacy_table_names = False
        strict_tables = True


# People -----------------------------------------------------------------------------------------


class User(Row):
    """Somebody who works in the studio."""

    login = TextField(unique=True)
    name = TextField()
    role = TextField(default="staff")
    email = TextField(default="")
    system_uid = IntegerField(null=True, unique=True)
    inactive = BooleanField(default=False)


class Department(Row):
    """A group that work can be assigned to."""

    name = TextField(unique=True)
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


# Set-up lists -----------------------------------------------------------------------------------


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


# The card: what every tracked record shows of itself ---------------------------------------------


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


# Records ----------------------------------------------------------------------------------------


class Session(Row):
    """A shooting."""

    card = ForeignKeyField(Card, unique=True)
    card_id: int
    photographer = TextField(default="")
    held_at = BigIntegerField(null=True)
    folder = TextField(default="")


class Image(Row):
    """One picture of a session and its up to four files, as paths below the session's folder."""

    session = ForeignKeyField(Session, index=False)
    session_id: int
    number = TextField()
    raw = TextField(default="")  # type: ignore[assignment]  # hides a method nobody calls
    hires = TextField(default="")
    retouched = TextField(default="")
    preview = TextField(default="")
    width = IntegerField(null=True)
    height = IntegerField(null=True)
    sha256 = TextField(default="")
    rating = IntegerField(default=0)
    rejected = BooleanField(default=False)
    crop = TextField(default="")
    rotation = IntegerField(default=0)
    colour_mode = TextField(default="")
    retouch_note = TextField(default="")

    class Meta:
        """A number once per session."""

        indexes = ((("session", "number"), True),)


class Invoice(Row):
    """A client's purchase."""

    card = ForeignKeyField(Card, unique=True)
    card_id: int
    session = ForeignKeyField(Session, null=True)
    session_id: int | None
    invoiced_on = TextField(default="")
    payment_due_at = BigIntegerField(null=True)
    delivered_at = BigIntegerField(null=True)
    total_cents = BigIntegerField(default=0)
    paid_cents = BigIntegerField(default=0)


class InvoiceLine(Row):
    """One thing bought."""

    invoice = ForeignKeyField(Invoice, backref="lines", index=False)
    invoice_id: int
    line = IntegerField()
    item = ForeignKeyField(Item, null=True, index=False)
    item_id: int | None
    description = TextField(default="")
    pose = TextField(default="")
    image = ForeignKeyField(Image, null=True, index=False)
    image_id: int | None
    quantity = IntegerField(default=1)
    price_cents = BigIntegerField(default=0)
    options = TextField(default="")
    enhancement = TextField(default="")
    crop = TextField(default="")
    note = TextField(default="")
    vendor = ForeignKeyField(Vendor, null=True, index=False)
    vendor_id: int | None

    class Meta:
        """A line number once per invoice."""

        indexes = ((("invoice", "line"), True),)


class Payment(Row):
    """Money received for an invoice; negative when given back."""

    invoice = ForeignKeyField(Invoice, backref="payments")
    invoice_id: int
    paid_on = TextField()
    amount_cents = BigIntegerField()
    method = TextField(default="")
    note = TextField(default="")


class Order(Row):
    """The studio's purchase or work instruction: production or preproduction."""

    card = ForeignKeyField(Card, unique=True)
    card_id: int
    vendor_number = TextField(default="")
    vendor_invoice = TextField(default="")
    vendor_amount_cents = BigIntegerField(null=True)
    reorder_reason = TextField(default="")
    carrier = TextField(default="")
    tracking = TextField(default="")
    studio_notes = TextField(default="")
    vendor_notes = TextField(default="")
    entered_by = ForeignKeyField(User, null=True, index=False)
    entered_by_id: int | None
    completed_by = ForeignKeyField(User, null=True, index=False)
    completed_by_id: int | None

    class Meta:
        """ORDER is a word of SQL."""

        table_name = "studio_order"


class OrderSource(Row):
    """The invoice or session that an order was made from; an order may have several."""

    order = ForeignKeyField(Order, backref="sources", index=False)
    order_id: int
    card = ForeignKeyField(Card)
    card_id: int

    class Meta:
        """A source once per order."""

        indexes = ((("order", "card"), True),)


class OrderLine(Row):
    """One thing ordered."""

    order = ForeignKeyField(Order, backref="lines", index=False)
    order_id: int
    line = IntegerField()
    invoice_line = ForeignKeyField(InvoiceLine, null=True)
    invoice_line_id: int | None
    image = ForeignKeyField(Image, null=True, index=False)
    image_id: int | None
    item = ForeignKeyField(Item, null=True, index=False)
    item_id: int | None
    description = TextField(default="")
    vendor_code = TextField(default="")
    quantity = IntegerField(default=1)
    received = IntegerField(default=0)
    cost_cents = BigIntegerField(default=0)
    size = TextField(default="")
    crop = TextField(default="")
    note = TextField(default="")
    state = TextField(default="open")

    class Meta:
        """A line number once per order."""

        indexes = ((("order", "line"), True),)


class Task(Row):
    """Something to do; subject, owner, due date and priority stand on its card."""

    card = ForeignKeyField(Card, unique=True)
    card_id: int
    start_at = BigIntegerField(null=True)
    details = TextField(default="")
    firing = IntegerField(null=True, unique=True)


class Call(Row):
    """A phone call to make; subject, owner, due date and priority stand on its card."""

    card = ForeignKeyField(Card, unique=True)
    card_id: int
    phone = TextField(default="")
    result = TextField(default="")
    outcome = TextField(default="")
    details = TextField(default="")
    firing = IntegerField(null=True, unique=True)


# What happens by itself -------------------------------------------------------------------------


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
    every_days = FloatField(null=True)
    times = IntegerField(default=1)
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


# History, views and the rest --------------------------------------------------------------------


class Action(Row):
    """One command that changed something: what undo takes back as a whole."""

    at = BigIntegerField()
    user = ForeignKeyField(User, null=True, index=False)
    user_id: int | None
    source = TextField(default="")
    name = TextField()
    summary = TextField(default="")
    undoable = BooleanField(default=True)
    undoes = IntegerField(null=True)
    undone_by = IntegerField(null=True)

    class Meta:
        """Read by time."""

        indexes = ((("at",), False),)


class Change(Row):
    """One row changed by an action: JSON of the columns before and after (null: no such row)."""

    action = ForeignKeyField(Action, index=False)
    action_id: int
    card = IntegerField(null=True)
    table = TextField()
    row = IntegerField()
    before = TextField(null=True)
    after = TextField(null=True)

    class Meta:
        """History is read per action, per row and per card."""

        indexes = ((("action",), False), (("table", "row"), False))


Change.add_index(Change.index(Change.card, where=Change.card.is_null(False)))


class SavedView(Row):
    """A named filter of a board; without a user it is everybody's."""

    name = TextField()
    board = TextField()
    filter = TextField(default="")  # type: ignore[assignment]  # hides a method nobody calls
    group = TextField(default="status")
    sort = TextField(default="due")
    user = ForeignKeyField(User, null=True, index=False)
    user_id: int | None

    class Meta:
        """A name once per board."""

        indexes = ((("board", "name"), True),)


class Counter(Row):
    """The next free number of a kind; never goes backwards."""

    kind = TextField(unique=True)
    next = IntegerField(default=1001)


class Setting(Row):
    """Facts about the database itself: its version, the studio's identity."""

    key = TextField(unique=True)
    value = TextField()


ALL: tuple[type[Row], ...] = (
    User, Department, Membership, Client, Type, Track, Status, Vendor, Holiday, PriceList, Item,
    Card, Visit, Baseline, Timer, Note, Session, Image, Invoice, InvoiceLine, Payment, Order,
    OrderSource, OrderLine, Task, Call, Trigger, Firing, Lease, Action, Change, SavedView, Counter,
    Setting,
)  # fmt: skip
"""Every table, in an order in which they can be made."""

BY_NAME: dict[str, type[Row]] = {table._meta.table_name: table for table in ALL}
"""Table name to model."""

FAR = 1 << 53
"""Later than any moment: where a card without a due date sorts."""
