"""Saved views: named filters of the boards."""

from __future__ import annotations

from store import boards, views
from store.boards import GROUPS, SORTS, View
from store.tables import SavedView
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, known


def declare(parser: Parser) -> None:
    """``views`` and what can be done with them."""
    verb = parser.verb("list", "the views you can use", listed)
    verb.add_argument("board", metavar="BOARD", type=known(boards.board_named), nargs="?")
    verb = parser.verb("save", "keep a filter, a grouping and an order under a name", save)
    verb.add_argument("board", metavar="BOARD", type=known(boards.board_named))
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--filter", metavar="QUERY", default="")
    verb.add_argument("--group", choices=GROUPS, default="status")
    verb.add_argument("--sort", choices=SORTS, default="due")
    verb.add_argument("--own", action="store_true", help="for yourself only")
    verb = parser.verb("delete", "forget a view", delete)
    verb.add_argument("board", metavar="BOARD", type=known(boards.board_named))
    verb.add_argument("name", metavar="NAME")


def _shape(row: SavedView) -> dict[str, object]:
    return {
        "name": row.name,
        "board": row.board,
        "filter": row.filter,
        "group": row.group,
        "sort": row.sort,
        "shared": row.user_id is None,
    }


def listed(call: Invocation) -> int:
    """List views."""
    board = call.args.board
    found = views.listed(call.desk, board)
    call.out.document({"views": [_shape(row) for row in found]})
    call.out.table(
        ("BOARD", "NAME", "FILTER", "GROUP", "SORT", "SHARED"),
        [(r.board, r.name, r.filter, r.group, r.sort, r.user_id is None) for r in found],
    )
    if not found:
        call.out.line("There are no saved views.")
    return 0


def save(call: Invocation) -> int:
    """Save a view."""
    args = call.args
    board = args.board
    with call.changing():
        view = View(board, args.filter, args.group, args.sort)
        row = views.save(call.desk, args.name, view, shared=not args.own)
        call.result(_shape(row))
        call.out.line(f"Saved view '{row.name}' of {board}.")
    return 0


def delete(call: Invocation) -> int:
    """Delete a view."""
    board = call.args.board
    with call.changing():
        views.delete(call.desk, board, call.args.name)
        call.result({"deleted": call.args.name, "board": board})
        call.out.line(f"Deleted view '{call.args.name}' of {board}.")
    return 0
