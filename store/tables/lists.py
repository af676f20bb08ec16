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


class PriceList(Row):
    """A named list of what the studio sells; a hidden one is not offered when selling."""

    name = TextField(unique=True)
    position = IntegerField(default=0)
    hidden = BooleanField(default=False)
    inactive = BooleanField(default=False)


class Type(Row):
    """What kind of session, order or task: each may have its own track.

    ``price_list`` is what clients of a type of session buy from; null: the studio's first list.
    """

    kind = TextField()
    name = TextField()
    prints = BooleanField(default=False)
    price_list = ForeignKeyField(PriceList, null=True, index=False)
    price_list_id: int | None
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
    """A lab, another supplier, or an internal department that fulfils orders.

    What it takes of files: names of at most ``name_length`` characters out of ``name_characters``
    (as in ``A-Z0-9_``), and how more than one ``copies`` of a file are asked for.
    """

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
    name_length = IntegerField(null=True)
    name_characters = TextField(default="")
    copies = TextField(default="once")
    notes = TextField(default="")
    position = IntegerField(default=0)
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


class RenderProfile(Row):
    """How a picture becomes a file; ``final`` is false for proofs. Sizes in millimetres and pixels.

    ``long_side_px`` bounds the picture where no size of an item is given; sharpening is in percent.
    ``linear`` resizes in linear light; ``black_point`` compensates between black points. Where a
    picture names no colours, ``unprofiled`` says whether sRGB is assumed or it is refused.
    ``recipe`` is where the recipe is kept: beside, inside, both or none. ``lowest_dpi`` is
    preflight's floor; ``severities`` says how grave its findings are where that differs.
    """

    name = TextField(unique=True)
    final = BooleanField(default=True)
    long_side_px = IntegerField(null=True)
    dpi = IntegerField(default=300)
    bleed_mm = FloatField(default=0)
    fit = TextField(default="crop")
    border_mm = FloatField(default=0)
    rotation = TextField(default="auto")
    sharpen = IntegerField(default=0)
    colour_space = TextField(default="sRGB")
    intent = TextField(default="relative")
    black_point = BooleanField(default=True)
    linear = BooleanField(default=False)
    unprofiled = TextField(default="assume")
    tone = TextField(default="none")
    watermark = TextField(default="")
    stamp = TextField(default="")
    file_format = TextField(default="JPEG")
    quality = IntegerField(default=95)
    compression = TextField(default="none")
    recipe = TextField(default="beside")
    lowest_dpi = IntegerField(default=150)
    severities = TextField(default="")
    file_template = TextField(default="{order}_{line}_{image}")
    folder_template = TextField(default="{order}")
    if_exists = TextField(default="number")
    destination = TextField(default="")
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)


class Layout(Row):
    """Several pictures, or one repeated, on a sheet; sizes in inches.

    ``definition`` is the sheet as TOML where it is more than an even grid.
    """

    name = TextField(unique=True)
    description = TextField(default="")
    width = FloatField()
    height = FloatField()
    across = IntegerField(default=1)
    down = IntegerField(default=1)
    gap = FloatField(default=0)
    repeats = BooleanField(default=False)
    definition = TextField(default="")
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)


class Item(Row):
    """Something the studio sells.

    ``kind`` says what becomes of it (see ``items.KINDS``); ``units`` is what a unit package has to
    spend, or what one of any other item spends of it.
    """

    price_list = ForeignKeyField(PriceList, backref="items", index=False)
    price_list_id: int
    identifier = TextField()
    kind = TextField(default="auto")
    description = TextField(default="")
    group = TextField(default="")
    price_cents = BigIntegerField(default=0)
    cost_cents = BigIntegerField(default=0)
    width = FloatField(null=True)
    height = FloatField(null=True)
    units = IntegerField(null=True)
    vendor = ForeignKeyField(Vendor, null=True, index=False)
    vendor_id: int | None
    render_profile = ForeignKeyField(RenderProfile, null=True, index=False)
    render_profile_id: int | None
    layout = ForeignKeyField(Layout, null=True, index=False)
    layout_id: int | None
    position = IntegerField(default=0)
    hidden = BooleanField(default=False)
    inactive = BooleanField(default=False)

    class Meta:
        """An identifier once per list."""

        indexes = ((("price_list", "identifier"), True),)


class PackageItem(Row):
    """What a package consists of, or what the units of a unit package may be spent on.

    ``units`` null: as many as the item says.
    """

    package = ForeignKeyField(Item, backref="parts", index=False)
    package_id: int
    item = ForeignKeyField(Item)
    item_id: int
    quantity = IntegerField(default=1)
    units = IntegerField(null=True)
    position = IntegerField(default=0)

    class Meta:
        """An item once per package."""

        indexes = ((("package", "item"), True),)


class VendorProduct(Row):
    """What a vendor calls and charges for something; ordered = sold × ``multiplier``."""

    vendor = ForeignKeyField(Vendor, backref="products", index=False)
    vendor_id: int
    code = TextField()
    description = TextField(default="")
    cost_cents = BigIntegerField(default=0)
    multiplier = IntegerField(default=1)
    lead_days = FloatField(null=True)
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)

    class Meta:
        """A code once per vendor."""

        indexes = ((("vendor", "code"), True),)


class ProductItem(Row):
    """An item that a vendor's product is ordered for; like items of several lists may share one."""

    product = ForeignKeyField(VendorProduct, backref="made_for", index=False)
    product_id: int
    item = ForeignKeyField(Item)
    item_id: int

    class Meta:
        """An item once per product."""

        indexes = ((("product", "item"), True),)


class ReorderReason(Row):
    """Why something is ordered again, and whether somebody pays for it."""

    name = TextField(unique=True)
    chargeable = BooleanField(default=False)
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)


class Template(Row):
    """A text with merge fields: a letter, an email (plain, and ``html`` beside it) or an SMS."""

    name = TextField(unique=True)
    channel = TextField(default="letter")
    subject = TextField(default="")
    body = TextField(default="")
    html = TextField(default="")
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)


class Printer(Row):
    """A printer of the studio: its queue at the print service, and the sizes that it takes."""

    name = TextField(unique=True)
    queue = TextField()
    sizes = TextField(default="")
    priority = IntegerField(default=1)
    pool = TextField(default="")
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)


class CustomField(Row):
    """A field of the studio's own: of sessions, invoices or orders; text, a date or a note."""

    kind = TextField()
    name = TextField()
    sort = TextField(default="text")
    position = IntegerField(default=0)
    inactive = BooleanField(default=False)

    class Meta:
        """A name once per kind."""

        indexes = ((("kind", "name"), True),)
