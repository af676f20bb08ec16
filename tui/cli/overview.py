"""The studio at a glance: the hub, and the phone answer."""

from __future__ import annotations

from typing import Any

from store import hub as reads
from store import money, phone, postroom, when
from store.boards import Face
from store.hub import Hub
from store.postroom import PostRoom
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, Usage


def declare_hub(parser: Parser) -> None:
    """``hub``: how the studio is keeping up."""
    parser.set_defaults(run=hub)


def declare_who(parser: Parser) -> None:
    """``who``: everything of a client."""
    parser.add_argument("text", metavar="TEXT", nargs="+",
                        help="beginnings of names, a number, a phone number, a reference, "
                        "what the lab calls an order")  # fmt: skip
    parser.set_defaults(run=who)


# The hub -----------------------------------------------------------------------------------------


def hub(call: Invocation) -> int:
    """Show the hub."""
    with call.desk.reading():
        found = reads.read(call.desk)
    call.out.document(_shape(call, found))
    if not call.json:
        _hub_text(call, found)
    return 0


def _shape(call: Invocation, found: Hub) -> dict[str, Any]:
    def shaped(faces: tuple[Face, ...]) -> list[dict[str, Any]]:
        return [shapes.card(call, face) for face in faces]

    return {
        "at": call.iso(found.at),
        "late": found.late,
        "due_today": found.due_today,
        "due_soon": found.soon,
        "completed_today": found.completed_today,
        "statuses": [
            {
                "board": row.board,
                "status": row.name,
                "state": row.state,
                "count": row.count,
                "late": row.late,
                "value": money.decimal(row.value_cents),
            }
            for row in found.statuses
        ],
        "latest": shaped(found.latest),
        "today": shaped(found.today),
        "stuck": [
            {**shapes.card(call, row.face), "days": row.days, "usual_days": row.usual_days}
            for row in found.stuck
        ],
        "waiting_on": [{"cause": cause, "count": count} for cause, count in found.waiting],
        "vendors": [
            {"vendor": v.vendor, "count": v.count, "late": v.late, "worst_days": v.worst_days}
            for v in found.vendors
        ],
        "mine": shaped(found.mine),
        "mine_count": found.mine_count,
        "my_department": shaped(found.department),
        "my_department_count": found.department_count,
        "my_calls": found.my_calls,
        "firings": {"due": found.pending, "held": found.held},
        "messages": _post_shape(found.post),
        "night": {
            "since": call.iso(found.night.since),
            "fired": found.night.fired,
            "became_late": found.night.became_late,
            "became_soon": found.night.became_soon,
        },
    }


def _post_shape(room: PostRoom) -> dict[str, Any]:
    return {
        "due": room.due,
        "later": room.later,
        "sending": room.sending,
        "held": room.held,
        "failed": room.failed,
        "unknown": room.unknown,
        "letters": room.letters,
        "troubles": [{"channel": one.channel, "why": one.why} for one in room.troubles],
        "silence": room.silence or None,
    }


def _hub_text(call: Invocation, found: Hub) -> None:
    out, currency = call.out, call.settings.studio.currency
    out.line(
        f"{call.settings.studio.name}, {when.day_and_clock(found.at, call.desk.zone)}: "
        f"{found.late:,} late, {found.due_today:,} due today, {found.soon:,} due soon, "
        f"{found.completed_today:,} completed today"
    )
    night = found.night
    out.line(
        f"Since {when.day_and_clock(night.since, call.desk.zone)}: {night.fired:,} triggers fired, "
        f"{night.became_late:,} became late, {night.became_soon:,} became due soon"
    )
    if found.pending or found.held:
        out.line(f"Triggers: {found.pending:,} due, {found.held:,} held for a person")
    if found.post.silence:
        out.line(f"Nothing goes out: {found.post.silence}")
    said = [f"{one.count:,} {one.words}" for one in postroom.counts(found.post)]
    if said:
        out.line(f"Messages: {', '.join(said)}")
    for trouble in found.post.troubles:
        out.line(f"Trouble with {trouble.channel}: {trouble.why}")
    rows = [row for row in found.statuses if row.count]
    out.line()
    out.table(
        ("BOARD", "STATUS", "CARDS", "LATE", "VALUE"),
        [
            (r.board, r.name, r.count, r.late or None,
             money.shown(r.value_cents, currency) if r.value_cents else "")
            for r in rows
        ],
    )  # fmt: skip
    _listing(call, "Latest", found.latest)
    _listing(call, "Due today", found.today)
    _listing(call, "Stuck", tuple(row.face for row in found.stuck))
    _listing(call, f"Mine ({found.mine_count})", found.mine)
    _listing(call, f"My department's ({found.department_count})", found.department)
    if found.vendors:
        out.line()
        out.line("At vendors")
        vendors = [(v.vendor, v.count, v.late or None, v.worst_days or None) for v in found.vendors]
        out.table(("VENDOR", "ORDERS", "LATE", "WORST DAYS"), vendors, "  ")
    if found.waiting:
        waiting = ", ".join(f"{count:,} on {cause}" for cause, count in found.waiting)
        out.line()
        out.line(f"Waiting: {waiting}")


def _listing(call: Invocation, title: str, faces: tuple[Face, ...]) -> None:
    if faces:
        call.out.line()
        call.out.line(title)
        rows = [
            (face.ref, face.status, call.due(face), face.client, face.subject or face.type or "")
            for face in faces
        ]
        call.out.table(("REF", "STATUS", "DUE", "CLIENT", "WHAT"), rows, "  ")


# The phone answer --------------------------------------------------------------------------------


def who(call: Invocation) -> int:
    """Answer the phone."""
    text = " ".join(call.args.text).strip()
    if not text:
        raise Usage("safelight who: say whom you look for; see 'safelight who --help'")
    with call.desk.reading():
        answers = phone.who(call.desk, text)
    call.out.document({"clients": [_answer(call, answer) for answer in answers]})
    for place, answer in enumerate(answers):
        if place:
            call.out.line()
        _answer_text(call, answer)
    return 0


def _answer(call: Invocation, answer: phone.Answer) -> dict[str, Any]:
    return {
        **shapes.texts(phone.plain(answer.client)),
        "because": list(answer.because),
        "open": [_standing(call, one) for one in answer.open],
        "finished": [_standing(call, one) for one in answer.finished],
        "messages": [
            {
                "ref": one.ref,
                "channel": one.channel,
                "subject": one.subject,
                "at": call.iso(one.at),
                "state": one.state,
            }
            for one in answer.said
        ],
    }


def _standing(call: Invocation, one: phone.Standing) -> dict[str, Any]:
    return {
        **shapes.card(call, one.face),
        "next": one.next_status,
        "likely_ready": call.iso(one.ready_at),
        "total": _decimal(one.total_cents),
        "paid": _decimal(one.paid_cents),
        "unpaid": _decimal(one.open_cents),
        "pieces": one.pieces,
        "outstanding": one.outstanding,
    }


def _decimal(cents: int | None) -> str | None:
    return None if cents is None else money.decimal(cents)


def _answer_text(call: Invocation, answer: phone.Answer) -> None:
    client, out = answer.client, call.out
    ways = [part for part in (phone.number_of(client), client.email, client.city) if part]
    out.line(f"#{client.number} {client.name}" + (f" · {' · '.join(ways)}" if ways else ""))
    if answer.because:
        out.line(f"  Found by {', '.join(answer.because)}.")
    if client.do_not_call:
        out.line("  Do not call.")
    out.table(
        ("REF", "WHAT", "STATUS", "SINCE", "NEXT", "READY", "LACKS"),
        [_row(call, one) for one in answer.open],
        "  ",
    )
    if not answer.open:
        out.line("  Nothing is open.")
    finished = [_finished(call, one) for one in answer.finished]
    if finished:
        out.line(f"  Finished: {', '.join(finished)}")
    if answer.said:
        out.line("  Messages")
        zone = call.desk.zone
        told = [(m.ref, m.channel, when.day_and_clock(m.at, zone), m.state, m.subject)
                for m in answer.said]  # fmt: skip
        out.table(("REF", "BY", "WHEN", "STATE", "WHAT"), told, "  ")


def _row(call: Invocation, one: phone.Standing) -> tuple[str | None, ...]:
    face, zone = one.face, call.desk.zone
    return (
        face.ref, face.subject or face.type or face.kind, face.status,
        when.day(face.entered_at, zone), one.next_status,
        "" if one.ready_at is None else when.day(one.ready_at, zone),
        phone.lacking(one, call.settings.studio.currency),
    )  # fmt: skip


def _finished(call: Invocation, one: phone.Standing) -> str:
    words = one.face.status
    if one.open_cents:
        words += f", {phone.lacking(one, call.settings.studio.currency)}"
    return f"{one.face.ref} ({words})"
