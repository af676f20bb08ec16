"""The steps that carry an older database forward, one version each.

A step runs in one transaction with foreign keys unguarded; they are checked before it is committed.
"""

from __future__ import annotations

from store import fulltext, tables
from store.tables import Item, OrderLine, Row, Trigger, database


def to_version_2() -> None:
    """Price lists in full, vendors' products, receipts, custom fields, and full-text search."""
    changed: tuple[type[Row], ...] = (
        tables.User, tables.Department, tables.PriceList, tables.Type, tables.Vendor, tables.Item,
        tables.Image, tables.InvoiceLine, tables.Order, tables.OrderLine, tables.Trigger,
        tables.SavedView, tables.Firing,
    )  # fmt: skip
    fresh: tuple[type[Row], ...] = (
        tables.RenderProfile, tables.Layout, tables.PackageItem, tables.VendorProduct,
        tables.ProductItem, tables.ReorderReason, tables.Template, tables.Printer,
        tables.CustomField, tables.LineImage, tables.Receipt, tables.CustomValue,
        tables.TriggerPause, tables.Message, tables.Content, tables.MessageFile, tables.OptOut,
    )  # fmt: skip
    database.create_tables(fresh, safe=False)
    for table in changed:
        given = {}
        if table is OrderLine:
            # Only the first line that orders an invoice's line counts as ordering it.
            given["again"] = (
                "EXISTS (SELECT 1 FROM before AS earlier WHERE earlier.id < before.id "
                "AND earlier.invoice_line_id = before.invoice_line_id)"
            )
        if table is Trigger:
            given["kind"] = (
                "(SELECT track.kind FROM status JOIN track ON track.id = status.track_id "
                "WHERE status.id = before.status_id)"
            )
        rebuild(table, given)
    sized = Item.width.is_null(False) & Item.height.is_null(False)
    Item.update(kind="print").where(sized).execute()
    fulltext.install()


def to_version_3() -> None:
    """The render queue, and what profiles, layouts, vendors, images and rules say about it."""
    changed: tuple[type[Row], ...] = (
        tables.Vendor, tables.RenderProfile, tables.Layout, tables.Image, tables.Trigger,
    )  # fmt: skip
    for table in changed:
        rebuild(table, {})
    database.create_tables((tables.Job, tables.Sheet, tables.RenderWorker), safe=False)


def rebuild(table: type[Row], given: dict[str, str]) -> None:
    """Make a table anew as it is now, with the rows it has.

    New columns get their default, or what the SQL in ``given`` says of the row of ``before``.
    """
    name = table._meta.table_name
    execute = database.execute_sql
    present = {row[1] for row in execute(f'PRAGMA table_info("{name}")').fetchall()}
    highest = execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (name,)).fetchone()
    indexes = execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
        (name,),
    ).fetchall()
    for (index,) in indexes:
        execute(f'DROP INDEX "{index}"')
    # Other tables' references must go on naming this one, not where its rows are kept meanwhile.
    execute("PRAGMA legacy_alter_table = ON")
    execute(f'ALTER TABLE "{name}" RENAME TO before')
    execute("PRAGMA legacy_alter_table = OFF")
    table.create_table(safe=False)
    columns, values = [], []
    for field in table._meta.sorted_fields:
        column = field.column_name
        columns.append(f'"{column}"')
        if column in present:
            values.append(f'"{column}"')
        elif column in given:
            values.append(given[column])
        else:
            values.append(_literal(field.default))
    execute(
        f'INSERT INTO "{name}" ({", ".join(columns)}) '
        f"SELECT {', '.join(values)} FROM before ORDER BY id"
    )
    execute("DROP TABLE before")
    if highest is not None:
        execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, highest[0]))


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(float(value) if isinstance(value, float) else int(value))  # type: ignore[call-overload] # a field's default
