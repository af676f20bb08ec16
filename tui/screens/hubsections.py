"""What the hub says: its numbers as sections, and in which column each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store import money, postroom, when
from store.boards import Face, View, board_named
from store.hub import Hub
from store.postroom import PostRoom
from tui.screens.sections import Section
from tui.widgets.lines import Part
from tui.widgets.table import Column, Row

FACES = (
    Column("", least=6),
    Column("", least=9),
    Column("", least=10, most=26),
    Column("", least=10, most=24),
    Column("", least=4, most=12),
)

QUEUE = "queue"
CALLS = "calls"
"""What lines stand for that open the queue, and the calls that are to be made."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a line stands for that opens a table of the queue, narrowed to some words."""

    table: str
    words: str = ""


POSTS = {
    "unknown": Post("messages", "unknown"),
    "failed": Post("messages", "failed"),
    "held": Post("messages", "held"),
    "letters": Post("letters"),
    "due": Post("messages", "pending"),
    "sending": Post("messages", "sending"),
    "later": Post("messages", "pending"),
}
"""Where messages in a state are."""


def sections(found: Hub, zone: Any, currency: str) -> dict[str, Section]:
    """Return all sections by name."""

    def faces(rows: Sequence[Face]) -> tuple[Row, ...]:
        return tuple(face_row(face, found.at, zone) for face in rows)

    def rest(total: int, rows: Sequence[Face], text: str) -> tuple[tuple[str, Any], ...]:
        board = _board_of(rows[0].kind) if rows else "production"
        more = total - len(rows)
        return ((f"and {more:,} more", View(board, text)),) if more > 0 else ()

    ringing = f"{found.my_calls:,} call{'' if found.my_calls == 1 else 's'} to make"
    calls = ((ringing, CALLS),) if found.my_calls else ()
    return {
        "late": Section(
            f"Late {found.late:,}", FACES, faces(found.latest), heads=False,
            more=rest(found.late, found.latest, "late"), empty="Nothing is late.",
        ),
        "today": Section(
            f"Due today {found.due_today:,}", FACES, faces(found.today), heads=False,
            more=rest(found.due_today, found.today, "today"),
            empty="Nothing else is due today.",
        ),
        "mine": Section(
            f"My tasks and calls {found.mine_count:,}", FACES, faces(found.mine), heads=False,
            more=(*rest(found.mine_count, found.mine, "mine"), *calls),
            empty="You have no open task or call.",
        ),
        "ours": Section(
            f"My department's, nobody's yet {found.department_count:,}", FACES,
            faces(found.department), heads=False,
            more=rest(found.department_count, found.department, "mydepartment owner:none"),
        ),
        "post": post_section(found.post),
        "stuck": stuck_section(found),
        "waiting": waiting_section(found),
        "vendors": vendor_section(found),
        "night": night_section(found, zone),
        "statuses": status_section(found, currency),
    }  # fmt: skip


def headline(found: Hub) -> list[Part]:
    """Return the numbers of the day in one line."""
    return [
        (" hub", "strong"),
        (f"  {found.late:,} late", "late" if found.late else "plain"),
        (f" · {found.due_today:,} due today · {found.soon:,} soon", "plain"),
        (f" · {found.completed_today:,} done today", "plain"),
    ]


def arranged(sections: dict[str, Section], count: int) -> list[list[Section]]:
    """Return the sections in columns, what is most urgent first."""
    orders = {
        1: [
            ["late", "today", "mine", "ours", "post", "night", "stuck", "waiting", "vendors",
             "statuses"],
        ],
        2: [
            ["late", "today", "mine", "ours", "stuck"],
            ["post", "night", "waiting", "vendors", "statuses"],
        ],
        3: [
            ["late", "today", "mine", "ours"],
            ["post", "stuck", "waiting", "vendors", "night"],
            ["statuses"],
        ],
    }  # fmt: skip
    return [[sections[name] for name in column] for column in orders[count]]


def face_row(face: Face, now: int, zone: Any) -> Row:
    """A card as one row: reference, due, whose, where, owner."""
    due = "" if face.due_at is None or face.done else when.short(face.due_at, now, zone)
    errand = face.kind in ("task", "call")
    whose = (face.subject if errand else face.client) or face.subject or face.client
    return Row(
        (face.ref, due, whose, face.status, face.user or face.department or ""),
        face.ref,
        "late" if face.overdue(now) else "plain",
    )


def _board_of(kind: str) -> str:
    return "tasks" if kind in ("task", "call") else board_named(kind)


def stuck_section(found: Hub) -> Section:
    """The cards that stay longest beyond what is usual."""
    columns = (Column("", least=6), Column("", least=10), Column("", least=10, most=24),
               Column("", least=12))  # fmt: skip
    rows = tuple(
        Row(
            (row.face.ref, f"{row.days:g} d, usually {row.usual_days:g}", row.face.status,
             row.face.client or row.face.subject),
            row.face.ref,
        )
        for row in found.stuck
    )  # fmt: skip
    empty = "Nothing is stuck beyond what is usual."
    return Section("Stuck", columns, rows, heads=False, empty=empty)


def waiting_section(found: Hub) -> Section:
    """On whom cards wait."""
    columns = (Column("", right=True, least=4), Column("", least=12))
    rows = tuple(
        Row((f"{count:,}", f"wait on {cause}"), View("production", "paused"))
        for cause, count in found.waiting
    )
    return Section("Waiting", columns, rows, heads=False, empty="Nothing waits on anybody.")


def vendor_section(found: Hub) -> Section:
    """What is at which vendor, and how late."""
    columns = (Column("", least=10), Column("", right=True, least=4), Column("", least=8),
               Column("", least=10))  # fmt: skip
    rows = tuple(
        Row(
            (row.vendor, f"{row.count:,}", f"{row.late:,} late" if row.late else "",
             f"worst {row.worst_days:g} d" if row.late else ""),
            View("production", f"vendor:{_quoted(row.vendor)} atvendor"),
            "late" if row.late else "plain",
        )
        for row in found.vendors
    )  # fmt: skip
    return Section("At vendors", columns, rows, heads=False, empty="Nothing is at a vendor.")


def night_section(found: Hub, zone: Any) -> Section:
    """What the clock did since yesterday's closing time, and what waits in the queue."""
    night = found.night
    words = (
        f"{night.fired:,} triggers fired, {night.became_late:,} became late, "
        f"{night.became_soon:,} are due soon now"
    )
    waiting = [f"{found.pending:,} due" if found.pending else "",
               f"{found.held:,} held for a person" if found.held else ""]  # fmt: skip
    queue = ", ".join(filter(None, waiting)) or "nothing due, nothing held"
    title = f"Since {when.day_and_clock(night.since, zone)}"
    return Section(title, words=((words, "plain"),), more=((f"Queue: {queue}", QUEUE),))


def post_section(room: PostRoom) -> Section:
    """How the messages stand: what keeps all of them, then what waits for a person."""
    words = [(f"Nothing goes out: {room.silence}", "late")] if room.silence else []
    words += [(f"Trouble with {one.channel}: {one.why}", "late") for one in room.troubles]
    wrong = ("unknown", "failed")
    columns = (Column("", right=True, least=4), Column("", least=12))
    rows = tuple(
        Row(
            (f"{one.count:,}", one.words),
            POSTS[one.state],
            "late" if one.state in wrong else "plain",
        )
        for one in postroom.counts(room)
    )
    empty = "" if words else "No message waits for anything."
    return Section("Messages", columns, rows, words=tuple(words), heads=False, empty=empty)


def status_section(found: Hub, currency: str) -> Section:
    """Counts and value per status, board by board."""
    columns = (
        Column("Board", least=8), Column("Status", least=10), Column("Cards", right=True, least=5),
        Column("Late", right=True, least=4), Column("Value", right=True, least=8),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                row.board, row.name, f"{row.count:,}", f"{row.late:,}" if row.late else "",
                money.shown(row.value_cents, currency) if row.value_cents else "",
            ),
            View(row.board, f"status:{_quoted(row.name)}"),
        )
        for row in found.statuses
        if row.count
    )  # fmt: skip
    empty = "No work is open. 4 goes to production; n makes a record; : import brings in lists."
    return Section("Open work", columns, rows, empty=empty)


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
