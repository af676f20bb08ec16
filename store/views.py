"""Saved views: named filters of a board, one's own or everybody's."""

from __future__ import annotations

from store import boards, positions
from store.boards import View
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.tables import SavedView
from store.text import safe


def listed(desk: Desk, board: str | None = None) -> list[SavedView]:
    """The views this person can use, by board in the studio's order."""
    query = SavedView.select().where(SavedView.user.is_null() | (SavedView.user == desk.who.id))
    if board is not None:
        query = query.where(SavedView.board == board)
    return list(query.order_by(SavedView.board, SavedView.position, SavedView.name))


def named(desk: Desk, board: str, name: str) -> SavedView:
    """Find a view by name."""
    rows = listed(desk, board)
    wanted = _clean(name).casefold()
    for row in rows:
        if row.name.casefold() == wanted:
            return row
    hint = did_you_mean(name, [row.name for row in rows])
    raise Refused(f"no saved view of {board} is called '{safe(name, 60)}'{hint}")


def meaning(desk: Desk, board: str, text: str) -> str:
    """The filter that a text stands for: ``@NAME`` is a saved view's, as it is now.

    The board may be named by its kind of record in the plural, as in ``productions``.
    """
    name = text.strip()
    home = board if board in boards.BOARDS else board.removesuffix("s")
    return str(named(desk, home, name[1:]).filter) if name.startswith("@") else text


def _clean(name: str) -> str:
    return " ".join(safe(name, 60).split())


def save(desk: Desk, name: str, view: View, *, shared: bool = True) -> SavedView:
    """Keep a view under a name; one of the same name is replaced."""
    name = _clean(name)
    if not name:
        raise Refused("a saved view needs a name")
    if view.group not in boards.GROUPS or view.sort not in boards.SORTS:
        raise Refused(
            f"lanes can be grouped by {', '.join(boards.GROUPS)} and "
            f"sorted by {', '.join(boards.SORTS)}"
        )
    board = boards.board_named(view.board)
    text = safe(view.filter.strip())
    if text:
        boards.compiled(desk, text)
    columns = {"filter": text, "group": view.group, "sort": view.sort,
               "user_id": None if shared else desk.who.id}  # fmt: skip
    with desk.action("save view", f"save view {name}") as act:
        there = SavedView.select().where(SavedView.board == board)
        row = next((one for one in there if one.name.casefold() == name.casefold()), None)
        if row is None:
            place = positions.last(there)
            row = act.insert_row(SavedView(name=name, board=board, position=place, **columns))
        elif row.user_id not in (None, desk.who.id):
            raise Refused(f"'{name}' is somebody else's view; use another name")
        else:
            act.update(row, **columns)
    return row


def reorder(desk: Desk, board: str, name: str, place: int) -> list[SavedView]:
    """Put a view at a place among those of its board, from 1; returns them in their new order."""
    with desk.action("reorder views", f"put view {name} at place {place}") as act:
        positions.put(act, listed(desk, board), named(desk, board, name), place)
    return listed(desk, board)


def delete(desk: Desk, board: str, name: str) -> None:
    """Forget a view."""
    with desk.action("delete view", f"delete view {name}") as act:
        act.delete(named(desk, board, name))


def opened(row: SavedView) -> View:
    """A stored view as boards take it."""
    return View(row.board, row.filter, row.group, row.sort)
