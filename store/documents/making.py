"""The documents there are: which records each is about, how it is read and how it is laid out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from store.desk import Desk
from store.documents import contents
from store.documents.values import Studio, Thumbnails
from store.errors import Refused, did_you_mean
from store.text import safe

if TYPE_CHECKING:
    from store.documents.pages import Pdf

MOST = 2_000
"""How many records one file may be about."""


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document; ``kinds`` are the kinds of records that it is made of.

    Where it is ``pictorial`` its pages may be JPEG files as well.
    """

    name: str
    words: str
    kinds: tuple[str, ...]
    reader: Callable[[Desk, Any], Any] | None
    lay_out: Callable[[Studio, Sequence[Any], Thumbnails], Pdf]
    pictorial: bool = False


# ReportLab takes a tenth of a second to load: the layouts are imported when something is laid out.


def _work(studio: Studio, papers: Sequence[Any], pictures: Thumbnails) -> Pdf:
    from store.documents import orders

    return orders.work_orders(studio, papers, pictures)


def _purchase(studio: Studio, papers: Sequence[Any], pictures: Thumbnails) -> Pdf:
    from store.documents import orders

    return orders.purchase_orders(studio, papers, pictures)


def _letters(studio: Studio, papers: Sequence[Any], _: Thumbnails) -> Pdf:
    from store.documents import letters

    return letters.letters(studio, papers)


def _details(studio: Studio, papers: Sequence[Any], pictures: Thumbnails) -> Pdf:
    from store.documents import details

    return details.sheets(studio, papers, pictures)


def _contact(studio: Studio, papers: Sequence[Any], pictures: Thumbnails) -> Pdf:
    from store.documents import contact

    return contact.sheets(studio, papers, pictures)


def _invoices(studio: Studio, papers: Sequence[Any], _: Thumbnails) -> Pdf:
    from store.documents import sales

    return sales.invoices(studio, papers)


def _sessions(studio: Studio, papers: Sequence[Any], _: Thumbnails) -> Pdf:
    from store.documents import sales

    return sales.sessions(studio, papers)


_ORDERS = ("production", "preproduction")
_PICTURED = ("session", "invoice", *_ORDERS)

DOCUMENTS: Mapping[str, Document] = {
    one.name: one
    for one in (
        Document("work", "work order", _ORDERS, contents.order, _work),
        Document("purchase", "purchase order", _ORDERS, contents.order, _purchase),
        Document(
            "letters", "letter", ("session", "invoice", *_ORDERS, "task", "call"), None, _letters
        ),
        Document("details", "image details", _PICTURED, contents.details, _details),
        Document("contact", "contact sheet", _PICTURED, contents.contact, _contact, pictorial=True),
        Document(
            "compare", "before and after", _PICTURED, contents.compare, _contact, pictorial=True
        ),
        Document("invoice", "invoice copy", ("invoice",), contents.invoice, _invoices),
        Document("session", "session confirmation", ("session",), contents.session, _sessions),
    )
}
"""Name to document, in the order in which they are offered."""


def named(word: str) -> Document:
    """Find a document by its name or its words; `Refused` names the nearest."""
    wanted = " ".join(word.casefold().split())
    for one in DOCUMENTS.values():
        if wanted in (one.name, one.words, f"{one.name}s", f"{one.words}s"):
            return one
    hint = did_you_mean(word, DOCUMENTS) or f"; there are {', '.join(DOCUMENTS)}"
    raise Refused(f"no document is called '{safe(word, 40)}'{hint}")


def fitting(kinds: Sequence[str]) -> list[Document]:
    """The documents that can be made of records of all these kinds."""
    return [one for one in DOCUMENTS.values() if all(kind in one.kinds for kind in kinds)]


def read(desk: Desk, document: Document, references: Sequence[str], template: str) -> list[Any]:
    """Read the papers of some records, one for each."""
    if len(references) > MOST:
        raise Refused(f"{len(references):,} records are too many at once; give {MOST:,} at most")
    reader = document.reader
    if reader is None:
        if not template.strip():
            raise Refused("which letter? name a template; 'safelight templates list' has them")
        reader = contents.letter(template)
    elif template.strip():
        raise Refused(f"a {document.words} is made without a template; leave it out")
    return contents.read(desk, references, reader)


def file_name(document: Document, reference: str) -> str:
    """The name of the file that a record's document is kept in."""
    return f"{reference}-{document.words.replace(' ', '-')}.pdf"
