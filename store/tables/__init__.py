"""The tables: what is stored, and the indexes the reads need. No rules here.

Moments are whole milliseconds since 1970 in UTC, money is whole cents, dates are ISO text, sizes of
items are inches. Every table has an integer ``id`` that is never used twice.
"""

from __future__ import annotations

from store.tables.cards import Baseline, Card, Note, Timer, Visit, is_open
from store.tables.history import Action, Change, Counter, SavedView, Setting
from store.tables.ledger import Firing, Lease, Trigger, TriggerPause
from store.tables.lists import (
    CustomField,
    Holiday,
    Item,
    Layout,
    PackageItem,
    PriceList,
    Printer,
    ProductItem,
    RenderProfile,
    ReorderReason,
    Status,
    Template,
    Track,
    Type,
    Vendor,
    VendorProduct,
)
from store.tables.messages import Content, Message, MessageFile, OptOut
from store.tables.people import Client, Department, Membership, User
from store.tables.records import (
    Call,
    CustomValue,
    Image,
    Invoice,
    InvoiceLine,
    LineImage,
    Order,
    OrderLine,
    OrderSource,
    Payment,
    Receipt,
    Session,
    Task,
)
from store.tables.rendering import Job, RenderWorker, Sheet
from store.tables.rows import Id, Row, database

__all__ = [
    "ALL",
    "BY_NAME",
    "FAR",
    "Action",
    "Baseline",
    "Call",
    "Card",
    "Change",
    "Client",
    "Content",
    "Counter",
    "CustomField",
    "CustomValue",
    "Department",
    "Firing",
    "Holiday",
    "Id",
    "Image",
    "Invoice",
    "InvoiceLine",
    "Item",
    "Job",
    "Layout",
    "Lease",
    "LineImage",
    "Membership",
    "Message",
    "MessageFile",
    "Note",
    "OptOut",
    "Order",
    "OrderLine",
    "OrderSource",
    "PackageItem",
    "Payment",
    "PriceList",
    "Printer",
    "ProductItem",
    "Receipt",
    "RenderProfile",
    "RenderWorker",
    "ReorderReason",
    "Row",
    "SavedView",
    "Session",
    "Setting",
    "Sheet",
    "Status",
    "Task",
    "Template",
    "Timer",
    "Track",
    "Trigger",
    "TriggerPause",
    "Type",
    "User",
    "Vendor",
    "VendorProduct",
    "Visit",
    "database",
    "is_open",
]

ALL: tuple[type[Row], ...] = (
    User, Department, Membership, Client, PriceList, Type, Track, Status, Vendor, Holiday,
    RenderProfile, Layout, Item, PackageItem, VendorProduct, ProductItem, ReorderReason, Template,
    Printer, CustomField, Card, Visit, Baseline, Timer, Note, Session, Image, Invoice, InvoiceLine,
    Payment, Order, OrderSource, OrderLine, LineImage, Receipt, CustomValue, Task, Call, Trigger,
    Firing, TriggerPause, Message, Content, MessageFile, OptOut, Job, Sheet,
    RenderWorker, Lease, Action, Change, SavedView, Counter, Setting,
)  # fmt: skip
"""Every table, in an order in which they can be made."""

BY_NAME: dict[str, type[Row]] = {table._meta.table_name: table for table in ALL}
"""Table name to model."""

FAR = 1 << 53
"""Later than any moment: where a card without a due date sorts."""
