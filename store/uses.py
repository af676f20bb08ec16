"""What still uses an entry of a set-up list: said before it is used no more.

Read from the references between the tables, so that no list is forgotten. History does not count:
it keeps what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_

from peewee import ForeignKeyField, fn

from store.desk import Desk
from store.fields import custom_key
from store.reading import tuples
from store.tables import ALL, Card, CustomField, Row, SavedView, Trigger, is_open

WORDS: Mapping[str, tuple[str, str]] = {
    "custom_value": ("value", "values"),
    "holiday": ("closed day", "closed days"),
    "invoice_line": ("line of an invoice", "lines of invoices"),
    "item": ("item", "items"),
    "membership": ("member", "members"),
    "order_line": ("line of an order", "lines of orders"),
    "package_item": ("package", "packages"),
    "product_item": ("link to a vendor's product", "links to vendors' products"),
    "saved_view": ("saved view", "saved views"),
    "status": ("status", "statuses"),
    "studio_order": ("order", "orders"),
    "track": ("track", "tracks"),
    "trigger": ("trigger", "triggers"),
    "type": ("type", "types"),
    "vendor": ("vendor", "vendors"),
    "vendor_product": ("vendor's product", "vendors' products"),
}
"""Table to its rows in words; rows of other tables are history, or the entry's own."""

KIND_WORDS: Mapping[str, tuple[str, str]] = {
    "session": ("open session", "open sessions"),
    "invoice": ("open invoice", "open invoices"),
    "preproduction": ("open proof order", "open proof orders"),
    "production": ("open order", "open orders"),
    "task": ("open task", "open tasks"),
    "call": ("open call", "open calls"),
}

MOST = 1000
"""How far rows are counted."""


def of(desk: Desk, row: Row) -> list[str]:
    """What uses a row now, each with how many, such as ``3 items`` and ``12 open orders``."""
    found = list(_cards(row))
    for table in ALL:
        words = WORDS.get(table._meta.table_name)
        fields = _fields(table, row)
        if words is None or not fields:
            continue
        where = reduce(or_, (field == row.id for field in fields))
        if "inactive" in table._meta.fields:
            where &= table._meta.fields["inactive"] == False  # noqa: E712 - an expression of SQL
        count = table.select(table.id).where(where).limit(MOST).count()
        if count:
            found.append(_counted(count, words))
    if isinstance(row, CustomField):
        found.extend(_filters(row))
    return found


def _fields(table: type[Row], row: Row) -> list[ForeignKeyField]:
    return [
        field
        for field in table._meta.sorted_fields
        if isinstance(field, ForeignKeyField) and field.rel_model is type(row)
    ]


def _cards(row: Row) -> Iterator[str]:
    """Unfinished records that have the row, by kind."""
    fields = _fields(Card, row)
    if not fields:
        return
    where = reduce(or_, (field == row.id for field in fields))
    query = Card.select(Card.kind, fn.count(Card.id)).where(is_open(), where).group_by(Card.kind)
    counts = dict(tuples(query))
    for kind, words in KIND_WORDS.items():
        if kind in counts:
            yield _counted(counts[kind], words)


def _filters(row: CustomField) -> Iterator[str]:
    """Saved filters that speak of a field of the studio's own."""
    for table, words in ((SavedView, WORDS["saved_view"]), (Trigger, WORDS["trigger"])):
        texts = [str(text) for (text,) in tuples(table.select(table.filter))]
        count = sum(custom_key(row.name) in custom_key(text) for text in texts)
        if count:
            yield _counted(count, words)


def _counted(count: int, words: tuple[str, str]) -> str:
    more = " or more" if count == MOST else ""
    return f"{count:,}{more} {words[0] if count == 1 else words[1]}"
