"""Boards and lists of records, as text for people and as JSON for scripts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from store import boards as reads
from store import cards as rules
from store import listings
from store.boards import GROUPS, SORTS, Face, View
from store.directory import KINDS, PLURALS, kind_named
from store.errors import Refused, did_you_mean
from store.listings import Column
from store.text import safe, search_key
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, known, whole

SHOWN = 12
"""How many cards of a lane a board shows as text."""

ERRANDS = ("task", "call")

CLIENT, MESSAGE = "client", "message"
"""No kinds of record, yet they can be listed."""


def declare_board(parser: Parser) -> None:
    """``board``: its lanes with their cards."""
    parser.add_argument("kind", metavar="KIND", nargs="?", default="production",
                        type=known(reads.board_named),
                        help=f"{', '.join(reads.BOARDS)} (default: production)")  # fmt: skip
    _common(parser)
    parser.add_argument("--group", choices=GROUPS, default="status", help="what lanes stand for")
    parser.add_argument("--as-of", metavar="TIME", help="the board as it was then")
    parser.add_argument("--view", metavar="NAME", help="a saved view, with its filter and order")
    parser.add_argument("--all", action="store_true", help="every card, finished ones too")
    parser.add_argument("--limit", type=whole(1), metavar="N", default=SHOWN,
                        help=f"cards shown of a lane (default: {SHOWN})")  # fmt: skip
    parser.set_defaults(run=board)


def declare_list(parser: Parser) -> None:
    """``list``: records of one kind as a table."""
    parser.add_argument("kind", metavar="KIND", type=known(_kind),
                        help=f"{', '.join(PLURALS)}, clients or messages")  # fmt: skip
    _common(parser)
    parser.set_defaults(run=list_records)


def _common(parser: Parser) -> None:
    parser.add_argument("--filter", metavar="QUERY", default="", help="only what matches")
    parser.add_argument("--sort", choices=SORTS, default=None, help="the order (default: due)")


# Boards ------------------------------------------------------------------------------------------


def board(call: Invocation) -> int:
    """Show a board."""
    view = _view(call)
    with call.desk.reading():
        columns = listings.columns(call.desk, view)
        if call.json:
            _board_json(call, view, columns)
        else:
            _board_text(call, view, columns)
    return 0


def _view(call: Invocation) -> View:
    args = call.args
    kind = args.kind
    at = call.moment("--as-of", args.as_of)
    view = View(kind, args.filter, args.group, args.sort or "due", at)
    if getattr(args, "view", None):
        from store import views

        saved = views.opened(views.named(call.desk, kind, args.view))
        both = " ".join(f"({part})" for part in (saved.filter, args.filter) if part.strip())
        view = View(kind, both, saved.group, args.sort or saved.sort, at)
    return view


def _board_json(call: Invocation, view: View, columns: list[Column]) -> None:
    def write(column: Column) -> Any:
        def one() -> None:
            head = {
                "track": column.track,
                "status": column.status,
                "state": column.state,
                "count": column.count,
                "late": column.late,
                "wip_limit": column.wip_limit,
            }
            found = (shapes.card(call, face) for face in listings.cards(call.desk, column))
            call.out.stream_document(head, "cards", found, end="")

        return one

    head = {"board": view.board, "at": call.iso(view.at or call.desk.now())}
    call.out.stream_document(head, "columns", map(write, columns))


def _board_text(call: Invocation, view: View, columns: list[Column]) -> None:
    shown_finished = call.args.all or view.group != "status"
    lanes = _lanes(columns)
    for lane in lanes:
        if not any(column.count for column in lane):
            continue
        call.out.line(_heading(lane))
        if lane[0].finished and not shown_finished:
            continue
        limit = None if call.args.all else call.args.limit
        found = _first(call, lane, limit)
        _cards_table(call, found, "  ")
        more = sum(column.count for column in lane) - len(found)
        if more > 0 and limit is not None:
            call.out.line(f"  … {more:,} more")
    empty = [lane[0].status for lane in lanes if not any(column.count for column in lane)]
    if empty:
        for line in textwrap.wrap(f"Empty: {', '.join(empty)}", call.out.width):
            call.out.line(line)


def _lanes(columns: list[Column]) -> list[list[Column]]:
    """Columns that share a lane on screen, finished ones last."""
    lanes: dict[tuple[int, str], list[Column]] = {}
    for column in columns:
        lanes.setdefault((column.key, search_key(column.status)), []).append(column)
    return sorted(lanes.values(), key=lambda lane: lane[0].finished)


def _first(call: Invocation, lane: list[Column], limit: int | None) -> list[Face]:
    faces = [face for column in lane for face in listings.cards(call.desk, column, limit)]
    if len(lane) > 1 and (call.args.sort or "due") == "due":
        faces.sort(key=lambda face: (face.sort_at, face.id))
    return faces if limit is None else faces[:limit]


def _heading(lane: list[Column]) -> str:
    count = sum(column.count for column in lane)
    parts = [f"{count:,} {'card' if count == 1 else 'cards'}"]
    late = sum(column.late for column in lane)
    if late:
        parts.append(f"{late:,} late")
    for column in lane:
        if column.wip_limit is not None and column.count:
            whose = f" {column.track}" if len(lane) > 1 else ""
            over = " OVER" if column.count > column.wip_limit else ""
            parts.append(f"WIP{whose} {column.count}/{column.wip_limit}{over}")
    return f"{lane[0].status}  ({', '.join(parts)})"


def _cards_table(call: Invocation, faces: list[Face], indent: str) -> None:
    columns = [
        ("REF", [face.ref for face in faces]),
        ("DUE", [call.due(face) for face in faces]),
        ("CLIENT", [face.client for face in faces]),
        ("SUBJECT", [face.subject for face in faces]),
        ("TYPE", [face.type or "" for face in faces]),
        ("VENDOR", [face.vendor or "" for face in faces]),
        ("OWNER", [face.user or face.department or "" for face in faces]),
        ("PRIO", ["" if f.priority == 1 else rules.PRIORITIES[f.priority] for f in faces]),
    ]
    kept = [(name, cells) for name, cells in columns if any(cells)]
    rows = zip(*(cells for _, cells in kept), strict=True)
    call.out.table([name for name, _ in kept], rows, indent)


# Lists -------------------------------------------------------------------------------------------


def _kind(text: str) -> str:
    word = text.casefold()
    if word in (CLIENT, "clients"):
        return CLIENT
    if word in (MESSAGE, "messages"):
        return MESSAGE
    if word not in (*KINDS, *PLURALS):
        choices = [*PLURALS, "clients", "messages"]
        raise Refused(
            f"there is no list of '{safe(text, 40)}'{did_you_mean(word, choices)}; "
            f"there are {', '.join(choices)}"
        )
    return kind_named(word)


def list_records(call: Invocation) -> int:
    """Show records of one kind."""
    kind = call.args.kind
    if kind == CLIENT:
        return _list_clients(call)
    if kind == MESSAGE:
        return _list_messages(call)
    with call.desk.reading():
        view = listings.of_kind(call.desk, kind, call.args.filter, call.args.sort or "due")
        faces = listings.listed(call.desk, view)
        if call.json:
            call.out.stream_document({"kind": kind}, "records", _shaped(call, kind, faces))
        else:
            _list_text(call, list(faces))
    return 0


def _shaped(call: Invocation, kind: str, faces: Iterable[Face]) -> Iterator[dict[str, Any]]:
    if kind not in ERRANDS:
        yield from (shapes.card(call, face) for face in faces)
        return
    page: list[Face] = []
    for face in faces:
        page.append(face)
        if len(page) == listings.PAGE:
            yield from shapes.errands(call, page)
            page = []
    yield from shapes.errands(call, page)


def _list_text(call: Invocation, faces: list[Face]) -> None:
    rows = [
        (
            face.ref, face.status, call.due(face), face.client, face.subject or face.type or "",
            face.vendor or "", face.user or face.department or "",
        )
        for face in faces
    ]  # fmt: skip
    headers = ("REF", "STATUS", "DUE", "CLIENT", "WHAT", "VENDOR", "OWNER")
    used = [at for at in range(len(headers)) if any(row[at] for row in rows)]
    call.out.table([headers[at] for at in used], [[row[at] for at in used] for row in rows])
    if not rows:
        call.out.line("No records match.")


def _list_clients(call: Invocation) -> int:
    from store import phone

    if call.args.sort not in (None, "client", "number"):
        raise Refused("clients can be sorted by client or number")
    with call.desk.reading():
        found = phone.listed(call.args.filter, by_number=call.args.sort == "number")
        if call.json:
            records = (shapes.texts(phone.plain(row)) for row in found)
            call.out.stream_document({"kind": "client"}, "records", records)
        else:
            call.out.table(
                ("NUMBER", "NAME", "EMAIL", "PHONE", "CITY"),
                [
                    (row.number, row.name, row.email, phone.number_of(row), row.city)
                    for row in found
                ],
            )
    return 0


def _list_messages(call: Invocation) -> int:
    from store import messages
    from tui.cli import messages as commands
    from tui.cli import messageshapes

    if call.args.filter.strip() or call.args.sort is not None:
        raise Refused(
            "messages are listed whole, the newest first; "
            "'safelight messages list' has --state, --channel and --about"
        )
    with call.desk.reading():
        found = messages.listed(limit=1_000_000)
        if call.json:
            records = (messageshapes.message(call, one) for one in found)
            call.out.stream_document({"kind": MESSAGE}, "records", records)
        else:
            commands.table(call, found)
    return 0
