"""The tables of history, saved views, counters, and facts about the database."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, ForeignKeyField, IntegerField, TextField

from store.tables.people import User
from store.tables.rows import Row


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
    position = IntegerField(default=0)

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
