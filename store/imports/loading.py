"""One import: a file read whole, then all of it brought in or nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.imports import (
    clients,
    fields,
    invoicing,
    payments,
    pricelist,
    pricelisting,
    products,
    sessions,
    vendors,
)
from store.imports.cells import File, open_file
from store.imports.columns import Layout
from store.imports.persons import Persons
from store.imports.report import Report

Writer = Callable[[Act], None]
"""What is left to do once a file has been read: writes inside an open action."""

LAYOUTS: dict[str, Layout] = {
    layout.kind: layout
    for layout in (
        fields.CLIENTS, fields.VENDORS, fields.PRICELIST, fields.VENDOR_PRODUCTS, fields.SESSIONS,
        fields.INVOICES, fields.PAYMENTS,
    )
}  # fmt: skip
"""The kinds of file that can be imported, by name."""

_SET_UP = frozenset({"vendors", "pricelist", "vendor-products"})


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rest the collector of cycles: rows make none, and it would look at all of them many times."""
    rests = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not rests:
            gc.enable()


@_uncollected()
def load(
    desk: Desk,
    kind: str,
    path: Path,
    *,
    dry_run: bool = False,
    map_file: Path | None = None,
    encoding: str | None = None,
) -> Report:
    """Import a file; Refused names every bad row, and then nothing has been written.

    With `dry_run` everything is tried and taken back, so that the report says what would happen.
    """
    layout = LAYOUTS.get(kind)
    if layout is None:
        hint = did_you_mean(kind, LAYOUTS) or f"; there are {', '.join(LAYOUTS)}"
        raise Refused(f"cannot import '{kind}'{hint}")
    right = "set-up" if kind in _SET_UP else "work"
    desk.who.require(right, f"import {kind}")
    file = open_file(path, layout, map_file, encoding)
    if not file.rows and not file.problems.found:
        raise Refused(f"{file.name} has column names but no rows: there is nothing to import")
    report = Report(kind, file.name, len(file.rows), dry_run=dry_run)
    report.ignored, report.notes = list(file.matched.ignored), file.notes
    write = _writer(desk, kind, file, report)
    if dry_run:
        with desk.rehearsal():
            _write(desk, kind, file, write, right)
    else:
        _write(desk, kind, file, write, right)
    return report


def _write(desk: Desk, kind: str, file: File, write: Writer, right: str) -> None:
    with desk.action("import", f"import {kind} from {file.name}", right=right) as act:
        write(act)


def _writer(desk: Desk, kind: str, file: File, report: Report) -> Writer:
    """Read the rows now; what the studio has already is looked at inside the action."""
    if kind == "clients":
        people = clients.read(file)
        return lambda act: clients.bring_in(act, file, people, report)
    if kind == "vendors":
        suppliers = vendors.read(file)
        return lambda act: vendors.bring_in(desk, act, file, suppliers, report)
    if kind == "pricelist":
        items = pricelist.read(file)
        return lambda act: pricelisting.bring_in(desk, act, file, items, report)
    if kind == "vendor-products":
        goods = products.read(file)
        return lambda act: products.bring_in(desk, act, file, goods, report)
    if kind == "sessions":
        return lambda act: sessions.bring_in(
            desk, act, file, sessions.read(desk, file, Persons.read()), report
        )
    if kind == "invoices":
        bills = invoicing.read_file(desk, file, report)
        return lambda act: invoicing.bring_in(desk, act, file, bills, report)
    paid = payments.read(desk, file)
    return lambda act: payments.bring_in(desk, act, file, paid, report)
