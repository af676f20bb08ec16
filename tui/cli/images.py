"""The pictures of sessions: looking at what is known of them, and choosing among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store import cards, imagechoices, images
from store.tables import Image
from tui.cli import setup
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole

NUMBERS = "such as 7, 5-9, or all"

CHOICES = (
    ("reject", "leave pictures out of all that is shown to clients"),
    ("accept", "take a rejection back"),
    ("pick", "pick pictures for what comes next"),
    ("unpick", "drop the pick"),
)


def declare(parser: Parser) -> None:
    """``images``: list, rate, reject, accept, pick, unpick, set."""
    verb = parser.verb("list", "a session's pictures", listed)
    verb.add_argument("session", metavar="SESSION")
    verb.add_argument("numbers", metavar="NUMBER", nargs="*", help=NUMBERS)
    verb = parser.verb("rate", "give stars", rate)
    _numbers(verb)
    verb.add_argument("--rating", metavar="N", type=whole(0, imagechoices.BEST), required=True,
                      help="stars, from 0 to 5")  # fmt: skip
    for name, words in CHOICES:
        _numbers(parser.verb(name, words, choose))
    verb = parser.verb("set", "crop, rotation, note for retouching", set_fields)
    _numbers(verb)
    setup.text(verb, "crop", help="left,top,width,height in shares or percents; none for none")
    setup.number(verb, "rotation", int, "0, 90, 180 or 270 degrees, clockwise")
    setup.text(verb, "note", help="what the retoucher is to do")


def _numbers(verb: Parser) -> None:
    verb.add_argument("session", metavar="SESSION")
    verb.add_argument("numbers", metavar="NUMBER", nargs="+", help=NUMBERS)


def listed(call: Invocation) -> int:
    """List a session's pictures."""
    args = call.args
    with call.desk.reading():
        card = cards.get(args.session)
        rows = images.of_card(card)
        if args.numbers:
            rows = imagechoices.named(rows, args.numbers)
    shaped = [_shape(row) for row in rows]
    call.out.document({"ref": cards.ref(card), "images": shaped})
    columns = ("image", "rating", "choice", "size", "format", "profile", "files", "problem")
    call.out.table([name.upper() for name in columns], [_cells(row) for row in rows])
    if not rows:
        call.out.line("There are none; 'safelight import images FOLDER' links some.")
    return 0


def _shape(row: Image) -> dict[str, Any]:
    return {
        "image": row.number,
        "raw": row.raw or None,
        "hires": row.hires or None,
        "retouched": row.retouched or None,
        "preview": row.preview or None,
        "width": row.width,
        "height": row.height,
        "orientation": row.orientation,
        "colour_mode": row.colour_mode or None,
        "profile": row.profile or None,
        "format": row.file_format or None,
        "bytes": row.size_bytes,
        "sha256": row.sha256 or None,
        "problem": row.problem or None,
        "doubt": row.doubt or None,
        "rating": row.rating,
        "picked": row.picked,
        "rejected": row.rejected,
        "crop": row.crop or None,
        "rotation": row.rotation,
        "note": row.retouch_note or None,
    }


def _cells(row: Image) -> list[object]:
    roles = [role for role in ("raw", "hires", "retouched", "preview") if getattr(row, role)]
    choice = "rejected" if row.rejected else "picked" if row.picked else ""
    size = f"{row.width}×{row.height}" if row.width else ""
    return [
        row.number, row.rating or None, choice, size, row.file_format, row.profile,
        " ".join(roles), row.problem or row.doubt,
    ]  # fmt: skip


def _answer(call: Invocation, rows: Sequence[Image], what: str) -> int:
    call.result({"ref": call.args.session.upper(), "images": [_shape(row) for row in rows]})
    count = f"{len(rows):,} images" if len(rows) != 1 else f"image {rows[0].number}"
    call.out.line(f"{call.args.session.upper()}: {count} {what}.")
    return 0


def rate(call: Invocation) -> int:
    """Give stars."""
    args = call.args
    with call.changing():
        rows = imagechoices.rate(call.desk, args.session, args.numbers, args.rating)
        return _answer(call, rows, f"rated {args.rating}")


def choose(call: Invocation) -> int:
    """Reject, accept, pick or unpick."""
    args = call.args
    verbs = {
        "reject": (imagechoices.reject, "rejected"),
        "accept": (imagechoices.accept, "accepted"),
        "pick": (imagechoices.pick, "picked"),
        "unpick": (imagechoices.unpick, "picked no more"),
    }
    do, words = verbs[args.verb]
    with call.changing():
        return _answer(call, do(call.desk, args.session, args.numbers), words)


def set_fields(call: Invocation) -> int:
    """Set crop, rotation and note."""
    args = call.args
    fields = setup.required(call)
    if "note" in fields:
        fields["retouch_note"] = fields.pop("note")
    if "rotation" in fields:
        fields["rotation"] = fields["rotation"] or 0
    with call.changing():
        rows = imagechoices.set_fields(call.desk, args.session, args.numbers, fields)
        return _answer(call, rows, "changed")
