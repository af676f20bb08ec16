"""Paper: work and purchase orders, letters, image details, contact sheets, invoices, sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from store.documents.making import DOCUMENTS, Document
from tui import paperwork
from tui.cli.invocation import Invocation, path_text
from tui.cli.parsing import Parser
from tui.paperwork import Made, Wanted


def declare(parser: Parser) -> None:
    """``documents``: one verb for each document."""
    for document in DOCUMENTS.values():
        verb = parser.verb(document.name, _words(document.words), make)
        verb.add_argument("refs", metavar="REF", nargs="+")
        verb.add_argument("-o", "--output", metavar="FILE", type=Path,
                          help=_file_words(document))  # fmt: skip
        verb.add_argument("--each", action="store_true", help="a file for each reference")
        verb.add_argument("--force", action="store_true", help="replace files that are there")
        verb.add_argument("--printer", metavar="NAME",
                          help="print it: a printer of the studio, or a queue")  # fmt: skip
        if document.reader is None:
            verb.add_argument("--template", metavar="NAME", required=True,
                              help="'safelight templates list' has them")  # fmt: skip
        verb.set_defaults(document=document.name)


def _file_words(document: Document) -> str:
    kinds = "PDF, or JPEG for each page (.jpg)," if document.pictorial else "PDF"
    return f"the {kinds} to write; with --each a folder"


def _words(words: str) -> str:
    return words if words.endswith("s") else f"{words}s"


def make(call: Invocation) -> int:
    """Make a document, keep it in a file, print it, or both."""
    args = call.args
    wanted = Wanted(
        args.document, tuple(args.refs), getattr(args, "template", "") or "", args.output,
        args.each, args.force, args.printer or "",
    )  # fmt: skip
    batch = paperwork.read(call.desk, wanted)
    made: list[Made] = []
    try:
        made.extend(paperwork.make(batch, rehearse=call.dry_run))
    finally:
        # What is printed already is noted, also when something after it went wrong.
        paperwork.note(call.desk, batch, made)
    call.result(
        {
            "document": args.document,
            "printer": batch.printer or None,
            "queue": batch.queue or None,
            "files": [_shape(one) for one in made],
        }
    )
    for one in made:
        call.out.line(_told(call, one, batch.printer))
    return 0


def _shape(one: Made) -> dict[str, Any]:
    return {
        "refs": list(one.refs),
        "path": path_text(one.path) if one.path is not None else None,
        "bytes": one.bytes,
        "pages": one.pages,
        "sha256": one.sha256,
        "job": one.job,
    }


def _told(call: Invocation, one: Made, printer: str) -> str:
    size = f"{one.pages:,} page{'' if one.pages == 1 else 's'}, {one.bytes:,} bytes"
    words = [f"{path_text(one.path)}: {size}"] if one.path is not None else [size]
    if printer and not call.dry_run:
        words.append(f"printed on {printer}, job {one.job}")
    if call.dry_run:
        words.append("would be made (dry run)")
    return "; ".join(words)
