"""The tables of records: what they have besides their card."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, ForeignKeyField, IntegerField, TextField

from store.tables.cards import Card
from store.tables.lists import Item, Vendor
from store.tables.people import User
from store.tables.rows import Row


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
