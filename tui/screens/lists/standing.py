"""Triggers and saved views in the set-up."""

from __future__ import annotations

from store import boards, triggers, views
from store.boards import View
from store.desk import Desk
from tui.screens import triggerform
from tui.screens.filling import required, yes, yes_no
from tui.screens.ledger import TRIGGER_COLUMNS, trigger_rows
from tui.screens.lists.entries import SetupList, Values
from tui.widgets.form import Field
from tui.widgets.table import Column, Row


def _switch_trigger(desk: Desk, name: str, active: bool) -> object:
    return triggers.switch(desk, name, on=active)


TRIGGERS = SetupList(
    "triggers", "Triggers", "trigger",
    TRIGGER_COLUMNS, trigger_rows, triggerform.fields_of, triggerform.save, _switch_trigger,
    lines=triggerform.LINES,
)  # fmt: skip


ViewKey = tuple[str, str]
"""Board, name."""


def _views(desk: Desk) -> list[Row]:
    return [
        Row(
            (row.board, row.name, row.filter, row.group, row.sort,
             "everybody's" if row.user_id is None else "mine"),
            (row.board, row.name),
        )
        for row in views.listed(desk)
    ]  # fmt: skip


def _view_fields(desk: Desk, key: ViewKey | None) -> list[Field]:
    view, name, shared = View("production"), "", True
    if key is not None:
        row = views.named(desk, *key)
        view, name, shared = views.opened(row), row.name, row.user_id is None
    fields = [
        Field("filter", "Filter", view.filter, "such as late vendor:none"),
        Field("group", "Lanes by", view.group, "", boards.GROUPS),
        Field("sort", "Sorted by", view.sort, "", boards.SORTS),
        Field("shared", "For everybody", yes_no(shared), "", ("yes", "no")),
    ]
    if key is None:
        fields = [
            Field("board", "Board", view.board, "", tuple(boards.BOARDS)),
            Field("name", "Name", name, check=required("a view needs a name")),
            *fields,
        ]
    return fields


def _save_view(desk: Desk, key: ViewKey | None, values: Values) -> object:
    board, name = key or (boards.board_named(values["board"].strip()), values["name"])
    view = View(board, values["filter"].strip(), values["group"].strip(), values["sort"].strip())
    return views.save(desk, name, view, shared=yes(values["shared"], "for everybody"))


def _drop_view(desk: Desk, key: ViewKey) -> object:
    views.delete(desk, *key)
    return key


VIEWS = SetupList(
    "views", "Saved views", "view",
    (
        Column("Board", least=8), Column("Name", least=10), Column("Filter", least=12, most=60),
        Column("Lanes by", least=6), Column("Sorted by", least=6), Column("", least=6),
    ),
    _views, _view_fields, _save_view, remove=_drop_view,
)  # fmt: skip
