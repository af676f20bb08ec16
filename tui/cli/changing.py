"""Records that change where they stand: fields, notes, payments, and what came of calls."""

from __future__ import annotations

from itertools import takewhile

from store import boards, callqueue, calls, cards, edits, invoices, money, notes, when
from store.directory import parse_reference
from store.errors import Refused
from store.text import safe
from tui.cli import shapes
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole


def declare_set(parser: Parser) -> None:
    """``set``: fields of one or several records."""
    parser.add_argument("words", metavar="REF... FIELD=VALUE...", nargs="+",
                        help="records, then fields; an empty value takes one away")  # fmt: skip
    parser.add_argument(
        "--expect-version", type=whole(), metavar="N", help="refuse if it was changed since"
    )
    parser.set_defaults(run=set_fields)


def declare_note(parser: Parser) -> None:
    """``note``: write about records."""
    parser.add_argument("words", metavar="REF... TEXT", nargs="+")
    parser.set_defaults(run=note)


def declare_pay(parser: Parser) -> None:
    """``pay``: money received."""
    parser.add_argument("ref", metavar="INVOICE")
    parser.add_argument("amount", metavar="AMOUNT", help="such as 250.00; negative when given back")
    parser.add_argument("--on", metavar="DATE", help="the day (default: today)")
    parser.add_argument("--method", metavar="TEXT", default="", help="cash, card, transfer …")
    parser.add_argument("--note", metavar="TEXT", default="")
    parser.set_defaults(run=pay)


def declare_call(parser: Parser) -> None:
    """``call``: what came of a call."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--result", metavar="RESULT", required=True,
                        help="reached, no answer, busy, voicemail or wrong number")  # fmt: skip
    parser.add_argument("--outcome", metavar="TEXT", help="what was said; completes the call")
    parser.add_argument("--again", metavar="DAYS",
                        help="call again in so many business days, in hours such as 2h, or at a "
                        "moment; the call stays open")  # fmt: skip
    parser.set_defaults(run=called)


def set_fields(call: Invocation) -> int:
    """Change fields: of all the records named or of none."""
    refs = [word for word in call.args.words if "=" not in word]
    fields: dict[str, str] = {}
    for word in call.args.words[len(refs) :]:
        name, equals, value = word.partition("=")
        if not equals:
            raise Refused(f"'{safe(word, 60)}' stands among the fields; name the records first")
        fields[name.strip()] = value
    if not refs or not fields:
        raise Refused("name a record and what to set, such as: set O-1001 due=+3d owner=me")
    expected = call.args.expect_version
    if expected is not None and len(refs) > 1:
        raise Refused("--expect-version: it is the version of one record; name one only")
    with call.changing():
        expect = {} if expected is None else {refs[0]: expected}
        found = edits.set_many(call.desk, refs, fields, expect)
        _cards(call, [card.id for card in found])
    return 0


def _cards(call: Invocation, ids: list[int]) -> None:
    faces = boards.faces(call.desk, ids)
    call.result({"changed": [shapes.card(call, face) for face in faces]})
    call.out.table(
        ("REF", "STATUS", "DUE", "CLIENT", "OWNER", "PRIORITY"),
        [
            (
                face.ref, face.status, call.due(face), face.client,
                face.user or face.department or "", cards.PRIORITIES[face.priority],
            )
            for face in faces
        ],
    )  # fmt: skip


def note(call: Invocation) -> int:
    """Write a note: the words after the references are its text."""
    words = call.args.words
    named = list(takewhile(is_reference, words))
    if not named:
        raise Refused("name the record first, then the text: note O-1001 'the lab has called'")
    with call.changing():
        notes.add(call.desk, named, " ".join(words[len(named) :]))
        refs = [cards.ref(card) for card in cards.get_many(named)]
        call.result({"noted": refs})
        call.out.line(f"Noted about {', '.join(refs)}.")
    return 0


def pay(call: Invocation) -> int:
    """Note money received for an invoice."""
    args = call.args
    try:
        cents = money.parse_money(args.amount)
    except ValueError as error:
        raise Refused(str(error)) from None
    day = call.start_of_day("--on", args.on)
    paid_on = when.local_day(day, call.desk.zone) if day is not None else None
    with call.changing():
        found = invoices.pay(
            call.desk, args.ref, cents, paid_on=paid_on, method=args.method, note=args.note
        )
        ref = cards.ref(cards.get(args.ref))
        call.result(
            {
                "ref": ref,
                "total": money.decimal(found.total_cents),
                "paid": money.decimal(found.paid_cents),
                "open": money.decimal(found.open_cents),
                "paid_share": round(found.paid_share, 4),
            }
        )
        currency = call.settings.studio.currency
        paid, total = (money.shown(c, currency) for c in (found.paid_cents, found.total_cents))
        left = money.shown(found.open_cents, currency)
        call.out.line(f"{ref}: {paid} of {total} paid, {left} open")
    return 0


def called(call: Invocation) -> int:
    """Note what came of a call."""
    with call.changing():
        again = call.args.again
        again_at = None if again is None else callqueue.again(call.desk, again)
        card = calls.call(call.desk, call.args.ref, call.args.result, call.args.outcome, again_at)
        face = boards.faces(call.desk, [card.id])[0]
        row = calls.of_card(card)
        shaped = next(shapes.errands(call, [face]))
        call.result({**shaped, "result": row.result, "outcome": row.outcome or None})
        later = f", again {call.due(face)}" if again_at is not None else ""
        call.out.line(f"{face.ref}: {row.result}; {face.status}{later}")
    return 0


def is_reference(word: str) -> bool:
    """Tell whether a word is written like a reference."""
    try:
        parse_reference(word)
    except Refused:
        return False
    return True
