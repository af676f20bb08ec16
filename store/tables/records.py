"""The tables of records: what they have besides their card."""

from __future__ import annotations

from peewee import SQL, BigIntegerField, BooleanField, ForeignKeyField, IntegerField, TextField

from store.tables.cards import Card
from store.tables.lists import CustomField, Item, Layout, RenderProfile, ReorderReason, Vendor
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
    """One picture of a session and its up to four files, as paths below the session's folder.

    Width and height are pixels as stored; ``orientation`` is EXIF's, ``profile`` the name of the
    embedded colour profile, ``modified_at`` when the file that these were read from was last
    written, ``problem`` says why it could not be read, ``doubt`` what to look at before it is
    printed. ``original_width`` and ``original_height`` are of the upright hi-res file where these
    were read from the retouched one.
    """

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
    orientation = IntegerField(default=1)
    progressive = BooleanField(default=False)
    original_width = IntegerField(null=True)
    original_height = IntegerField(null=True)
    profile = TextField(default="")
    file_format = TextField(default="")
    size_bytes = BigIntegerField(null=True)
    modified_at = BigIntegerField(null=True)
    problem = TextField(default="")
    doubt = TextField(default="")
    rating = IntegerField(default=0)
    picked = BooleanField(default=False)
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
    """One thing bought.

    ``package`` is the line of the package that this one is a part of; ``settled`` says why nothing
    has to be ordered for the line.
    """

    invoice = ForeignKeyField(Invoice, backref="lines", index=False)
    invoice_id: int
    line = IntegerField()
    package = ForeignKeyField("self", null=True, index=False)
    package_id: int | None
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
    settled = TextField(default="")

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
    """The studio's purchase or work instruction: production or preproduction.

    ``reorder_of`` is the order that it makes again, ``backorder_of`` the one whose missing pieces
    it waits for; ``images`` is the choice of a session's images that it was made with.
    """

    card = ForeignKeyField(Card, unique=True)
    card_id: int
    vendor_number = TextField(default="")
    vendor_invoice = TextField(default="")
    vendor_amount_cents = BigIntegerField(null=True)
    reorder_of = ForeignKeyField("self", null=True)
    reorder_of_id: int | None
    backorder_of = ForeignKeyField("self", null=True)
    backorder_of_id: int | None
    reason = ForeignKeyField(ReorderReason, null=True, index=False)
    reason_id: int | None
    reorder_reason = TextField(default="")
    chargeable = BooleanField(null=True)
    images = TextField(default="")
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


Order.add_index(Order.index(Order.vendor_number, where=(Order.vendor_number != SQL("''"))))


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
    """One thing ordered.

    Of ``quantity`` pieces, ``received`` came well, ``damaged`` came and cannot be used,
    ``backordered`` were moved to another order, ``cancelled`` are not wanted; the rest is
    outstanding. ``reordered`` pieces are made again by lines whose ``source`` is this one.
    ``again`` marks lines that do not order their invoice line for the first time.
    """

    order = ForeignKeyField(Order, backref="lines", index=False)
    order_id: int
    line = IntegerField()
    invoice_line = ForeignKeyField(InvoiceLine, null=True)
    invoice_line_id: int | None
    source = ForeignKeyField("self", null=True, index=False)
    source_id: int | None
    again = BooleanField(default=False)
    image = ForeignKeyField(Image, null=True, index=False)
    image_id: int | None
    item = ForeignKeyField(Item, null=True, index=False)
    item_id: int | None
    description = TextField(default="")
    pose = TextField(default="")
    vendor_code = TextField(default="")
    quantity = IntegerField(default=1)
    received = IntegerField(default=0)
    damaged = IntegerField(default=0)
    backordered = IntegerField(default=0)
    cancelled = IntegerField(default=0)
    reordered = IntegerField(default=0)
    cost_cents = BigIntegerField(default=0)
    size = TextField(default="")
    options = TextField(default="")
    enhancement = TextField(default="")
    crop = TextField(default="")
    note = TextField(default="")
    render_profile = ForeignKeyField(RenderProfile, null=True, index=False)
    render_profile_id: int | None
    layout = ForeignKeyField(Layout, null=True, index=False)
    layout_id: int | None
    state = TextField(default="open")

    class Meta:
        """A line number once per order."""

        indexes = ((("order", "line"), True),)


OrderLine.add_index(
    OrderLine.index(
        OrderLine.invoice_line,
        name="order_line_once",
        unique=True,
        where=OrderLine.invoice_line.is_null(False) & (OrderLine.again == SQL("0")),
    )
)


class LineImage(Row):
    """A picture on a line that has several: contact sheets, electronic proofs."""

    order_line = ForeignKeyField(OrderLine, backref="images", index=False)
    order_line_id: int
    image = ForeignKeyField(Image, index=False)
    image_id: int
    position = IntegerField(default=0)

    class Meta:
        """A picture once per line."""

        indexes = ((("order_line", "image"), True),)


class Receipt(Row):
    """What came at once of one line of an order."""

    order_line = ForeignKeyField(OrderLine, backref="receipts")
    order_line_id: int
    received_at = BigIntegerField()
    quantity = IntegerField(default=0)
    damaged = IntegerField(default=0)
    by = ForeignKeyField(User, null=True, index=False)
    by_id: int | None
    note = TextField(default="")


class CustomValue(Row):
    """What a record has in a field of the studio's own: text, or a date in ISO format."""

    card = ForeignKeyField(Card)
    card_id: int
    field = ForeignKeyField(CustomField, index=False)
    field_id: int
    value = TextField()

    class Meta:
        """A value once per record and field."""

        indexes = ((("field", "card"), True),)


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
