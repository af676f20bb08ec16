"""What all tables share: the database they are in, and keys that are never used twice."""

from __future__ import annotations

from typing import Any

from peewee import SQL, AutoField, DatabaseProxy, Model, NodeList, SqliteDatabase

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
