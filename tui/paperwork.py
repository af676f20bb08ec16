"""From references to paper: read on the store's thread, laid out anywhere, kept or printed.

Boards and command line take the same three steps; no screen is known here.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from render import contactsheets, paper, thumbnails
from store import cards, newfiles, notes, printers
from store.database import explain
from store.desk import Desk
from store.documents import contents, making
from store.documents.making import Document
from store.documents.values import Studio, contact_caption
from store.errors import Refused, did_you_mean
from store.rendering.outcomes import Failed
from store.tables import Printer
from store.text import safe, search_key

Kind: TypeAlias = tuple[str, bytes]
"""A kind of file: what it is called, and what it begins with."""


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
    """One file to be, or one for each page: what it is about, and where it is to lie."""

    refs: tuple[str, ...]
    papers: tuple[Any, ...]
    path: Path | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that has been read; ``pictures`` are paths of thumbnails by image.

    ``files`` are paths of the pictures themselves, of documents that show them large.
    """

    document: Document
    studio: Studio
    sheaves: tuple[Sheaf, ...]
    pictures: dict[int, Path]
    files: dict[int, str]
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
    studio = contents.studio_of(desk)
    for sheaf in sheaves:
        for path in _targets(document, studio, sheaf):
            kind = JPEG if _as_jpeg(path) else PDF
            check_target(desk, path, force=wanted.force, kind=kind)
    checksums = contents.wanted(papers)
    pictures = {
        image: thumbnails.path_of(desk.settings.cache, sha256)
        for image, sha256 in checksums.items()
    }
    files = contents.files(papers)
    return Batch(document, studio, sheaves, pictures, files, printer, queue, wanted.force)


def _as_jpeg(path: Path | None) -> bool:
    return path is not None and path.suffix.casefold() in (".jpg", ".jpeg")


def _targets(document: Document, studio: Studio, sheaf: Sheaf) -> list[Path]:
    """The files that will be written: one, or with JPEG one for each page."""
    if sheaf.path is None:
        return []
    if not _as_jpeg(sheaf.path):
        return [sheaf.path]
    if not document.pictorial:
        raise Refused(f"{_shown(sheaf.path)}: a {document.words} is a PDF; name it so (.pdf)")
    paper = paper_inches(studio)
    many = sum(contactsheets.page_count(len(one.pictures), paper, one.across)
               for one in sheaf.papers)  # fmt: skip
    return [_numbered(sheaf.path, number) for number in range(1, many + 1)]


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_stem(f"{path.stem}-{number}")


def paper_inches(studio: Studio) -> tuple[float, float]:
    """The studio's paper in inches."""
    from store.documents import pages  # ReportLab takes a tenth of a second to load

    width, height = pages.paper_size(studio)
    return width / 72, height / 72


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
        shown = _pictures(batch, sheaf)
        as_jpeg = _as_jpeg(sheaf.path)
        if as_jpeg:
            yield from _jpegs(batch, sheaf, shown, rehearse=rehearse)
            if not batch.queue:
                continue
        pdf = batch.document.lay_out(batch.studio, sheaf.papers, shown)
        path = None if as_jpeg else sheaf.path
        job = None
        if not rehearse:
            if path is not None:
                write(path, pdf.data, force=batch.force)
            job = _printed(batch, sheaf, pdf.data) if batch.queue else None
        digest = hashlib.sha256(pdf.data).hexdigest()
        yield Made(sheaf.refs, path, pdf.pages, len(pdf.data), digest, job)


def _pictures(batch: Batch, sheaf: Sheaf) -> dict[int, bytes]:
    """The pictures of a file by their ids: thumbnails, or where there is none small copies."""
    wanted = [*contents.wanted(sheaf.papers), *contents.files(sheaf.papers)]
    across = min((one.across for one in sheaf.papers if hasattr(one, "across")), default=1)
    found = {}
    for image in dict.fromkeys(wanted):
        picture = _picture(batch.pictures.get(image))
        if picture is None and image in batch.files:
            picture = contactsheets.small(batch.files[image], LONG_SIDE // across)
        if picture is not None:
            found[image] = picture
    return found


def _jpegs(
    batch: Batch, sheaf: Sheaf, shown: dict[int, bytes], *, rehearse: bool
) -> Iterator[Made]:
    """A file for each page."""
    paper, number = paper_inches(batch.studio), 0
    for ref, one in zip(sheaf.refs, sheaf.papers, strict=True):
        title = "  ·  ".join(filter(None, (one.title, ref, one.below, batch.studio.name)))
        cells = [contactsheets.Shown(shown.get(picture.id), contact_caption(picture))
                 for picture in one.pictures]  # fmt: skip
        try:
            for data in contactsheets.pages(title, cells, paper, one.across):
                number += 1
                path = _numbered(sheaf.path or Path(), number)
                if not rehearse:
                    write(path, data, force=batch.force)
                yield Made((ref,), path, 1, len(data), hashlib.sha256(data).hexdigest(), None)
        except Failed as failed:
            raise Refused(f"{ref}: {failed}") from None


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


LONG_SIDE = 2_000
"""Pixels along the width of a page of pictures."""

PDF: Kind = ("PDF", b"%PDF")
JPEG: Kind = ("JPEG", b"\xff\xd8\xff")


def check_target(desk: Desk, path: Path, *, force: bool, kind: Kind = PDF) -> None:
    """Refuse a path that a file cannot be kept at; only files of its own kind are replaced."""
    if path.is_dir():
        raise Refused(f"{_shown(path)}: is a folder; name a file, or add --each")
    if path.exists() and not force:
        raise _occupied(path)
    if path.exists():
        desk.who.require("work", "replacing files")
        if not _begins(path, kind[1]):
            raise Refused(f"{_shown(path)}: is there already and no {kind[0]}; it is not replaced")
    if path.name == "-":
        raise Refused("-o -: a file is needed; name one, such as orders.pdf")
    if not path.absolute().parent.is_dir():
        raise Refused(f"{_shown(path.absolute().parent)}: there is no such folder; make it first")


def _begins(path: Path, sign: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(sign)) == sign
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
