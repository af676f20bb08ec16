"""From references to paper: read on the store's thread, laid out anywhere, kept or printed.

Boards and command line take the same three steps; no screen is known here.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from render import paper, thumbnails
from store import cards, newfiles, notes, printers
from store.database import explain
from store.desk import Desk
from store.documents import contents, making
from store.documents.making import Document
from store.documents.values import Studio
from store.errors import Refused, did_you_mean
from store.tables import Printer
from store.text import safe, search_key


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made; ``path`` is a file, with ``each`` a folder; ``printer`` may be empty."""

    document: str
    refs: tuple[str, ...]
    template: str = ""
    path: Path | None = None
    each: bool = False
    force: bool = False
    printer: str = ""


@dataclass(frozen=True, slots=True)
class Sheaf:
    """One file to be: what it is about, and where it is to lie."""

    refs: tuple[str, ...]
    papers: tuple[Any, ...]
    path: Path | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that has been read; ``pictures`` are paths of thumbnails by image."""

    document: Document
    studio: Studio
    sheaves: tuple[Sheaf, ...]
    pictures: dict[int, Path]
    printer: str
    queue: str
    force: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file; ``path`` is null where it was only printed, ``job`` where it was not."""

    refs: tuple[str, ...]
    path: Path | None
    pages: int
    bytes: int
    sha256: str
    job: str | None


# Reading, on the store's thread ------------------------------------------------------------------


def read(desk: Desk, wanted: Wanted) -> Batch:
    """Read what is to be printed and check where it is to go, before anything is made."""
    document = making.named(wanted.document)
    if wanted.path is None and not wanted.printer:
        raise Refused("where should it go? name a file, or a printer")
    printer, queue = ("", "")
    if wanted.printer:
        desk.who.require("work", "printing")
        printer, queue = queue_of(wanted.printer)
    refs = [cards.ref(card) for card in cards.get_many(list(dict.fromkeys(wanted.refs)))]
    papers = making.read(desk, document, refs, wanted.template)
    sheaves = tuple(_sheaves(document, wanted, refs, papers))
    for sheaf in sheaves:
        if sheaf.path is not None:
            check_target(desk, sheaf.path, force=wanted.force)
    checksums = contents.wanted(papers)
    pictures = {
        image: thumbnails.path_of(desk.settings.cache, sha256)
        for image, sha256 in checksums.items()
    }
    return Batch(
        document, contents.studio_of(desk), sheaves, pictures, printer, queue, wanted.force
    )


def _sheaves(
    document: Document, wanted: Wanted, refs: Sequence[str], papers: Sequence[Any]
) -> Iterator[Sheaf]:
    if not wanted.each:
        yield Sheaf(tuple(refs), tuple(papers), wanted.path)
        return
    for ref, one in zip(refs, papers, strict=True):
        path = wanted.path / making.file_name(document, ref) if wanted.path else None
        yield Sheaf((ref,), (one,), path)


def queue_of(word: str) -> tuple[str, str]:
    """The name and the queue of a printer of the set-up list, or of the print service's own."""
    rows: list[Printer] = printers.listed()
    for row in rows:
        if search_key(row.name) == search_key(word):
            found = printers.named(word)
            return found.name, found.queue
    wrong = printers.queue_problem(word)
    if wrong:
        hint = did_you_mean(word, [row.name for row in rows if not row.inactive])
        raise Refused(f"no printer is called '{safe(word, 80)}'{hint}; as a queue: {wrong}")
    queue = word.strip()
    return queue, queue


# Making, on any thread ---------------------------------------------------------------------------


def make(
    batch: Batch,
    *,
    rehearse: bool = False,
    progress: Callable[[int], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Made]:
    """Lay out, keep and print one file after another; those that are done stay when it stops."""
    for number, sheaf in enumerate(batch.sheaves):
        if stopped():
            return
        progress(number)
        shown = {
            image: found
            for image in contents.wanted(sheaf.papers)
            if (found := _picture(batch.pictures.get(image))) is not None
        }
        pdf = batch.document.lay_out(batch.studio, sheaf.papers, shown)
        job = None
        if not rehearse:
            if sheaf.path is not None:
                write(sheaf.path, pdf.data, force=batch.force)
            job = _printed(batch, sheaf, pdf.data) if batch.queue else None
        digest = hashlib.sha256(pdf.data).hexdigest()
        yield Made(sheaf.refs, sheaf.path, pdf.pages, len(pdf.data), digest, job)


def _picture(path: Path | None) -> bytes | None:
    """A thumbnail, none where it has not been made yet."""
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError:
        return None


def _printed(batch: Batch, sheaf: Sheaf, data: bytes) -> str:
    more = f" and {len(sheaf.refs) - 1} more" if len(sheaf.refs) > 1 else ""
    title = f"{batch.document.words} {sheaf.refs[0]}{more}"
    with tempfile.NamedTemporaryFile(prefix="safelight-", suffix=".pdf") as file:
        file.write(data)
        file.flush()
        return paper.print_file(Path(file.name), batch.queue, title)


def check_target(desk: Desk, path: Path, *, force: bool) -> None:
    """Refuse a path that a file cannot be kept at."""
    if path.is_dir():
        raise Refused(f"{_shown(path)}: is a folder; name a file, or add --each")
    if path.exists() and not force:
        raise _occupied(path)
    if path.exists():
        desk.who.require("work", "replacing files")
        if not _is_pdf(path):
            raise Refused(f"{_shown(path)}: is there already and no PDF; it is not replaced")
    if path.name == "-":
        raise Refused("-o -: a file is needed; name one, such as orders.pdf")
    if not path.absolute().parent.is_dir():
        raise Refused(f"{_shown(path.absolute().parent)}: there is no such folder; make it first")


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"%PDF"
    except OSError as error:
        raise Refused(explain(OSError(error.errno, error.strerror), path)) from None


def _occupied(path: Path) -> Refused:
    return Refused(
        f"{_shown(path)}: is there already; name another file, or let it be replaced (--force)"
    )


def write(path: Path, data: bytes, *, force: bool) -> None:
    """Keep a file, whole or not at all; one that is there already only makes way when forced."""
    try:
        newfiles.put(path, data, replace=force)
    except FileExistsError:
        raise _occupied(path) from None


def _shown(path: Path) -> str:
    return safe(str(path), 1_000)


# Noting, on the store's thread -------------------------------------------------------------------


def note(desk: Desk, batch: Batch, made: Sequence[Made]) -> None:
    """Write on the cards what was printed of them, and where."""
    for one in made:
        if one.job is not None:
            notes.add(
                desk,
                list(one.refs),
                f"{batch.document.words} printed on {batch.printer}, job {one.job}",
            )
