"""What a studio does in bulk: imports, splitting, scans; and searches, which nobody waits for."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

from store import (
    boards,
    database,
    fulltext,
    invoices,
    items,
    ordering,
    search,
    studio,
    vendors,
)
from store.boards import View
from store.demo import names
from store.desk import Desk
from store.imports import loading
from store.intake import NewCard
from store.invoices import NewInvoice, NewLine
from store.tables import Change, Client
from store.tables import database as tables
from tests.bench import studios
from tests.bench.figures import Figure
from tests.bench.storage import open_desk
from tests.bench.studios import ROOT, Studio, copied, discard

SEARCH = "Search"
BULK = "Work in bulk"

WORDS = (
    "khoury", "smith", "print", "s", "discmaker", "print room", "okafor print", "bay foliant",
    "freckles", "4155550155", "0155", "O-1043", "1043", "CW-72725", "xyzzy",
)  # fmt: skip
"""Rare, common and begun words, several that never stand together, numbers of all kinds."""

CLIENTS = 100_000
ROUNDS = 5
INVOICES, LINES = 1_000, 20
SCANS = 1_000


# Searching ---------------------------------------------------------------------------------------


def searches(at: Studio) -> list[Figure]:
    """Each word on its own, the first time and then; the slowest of them is judged."""
    with open_desk(at) as desk:
        spent = {words: _searched(desk, words) for words in WORDS}
    usual, first = max(spent.values(), key=max)
    slowest = max(spent, key=lambda words: max(spent[words]))
    middle = median(usual for usual, _ in spent.values())
    worst = max(usual, first)
    return [
        Figure(SEARCH, f"a search, of {len(WORDS)} the middle one", at.size, f"{middle:.1f} ms"),
        Figure(SEARCH, f"the slowest ({slowest})", at.size, f"{worst:.1f} ms", worst, 50.0, "ms"),
    ]


def _searched(desk: Desk, words: str) -> tuple[float, float]:
    """Milliseconds of a search: the middle of several, and the first."""
    spent = []
    for _ in range(7):
        began = time.perf_counter()
        with desk.reading():
            search.search(desk, words)
        spent.append((time.perf_counter() - began) * 1000)
    return median(spent), spent[0]


# Scanning ----------------------------------------------------------------------------------------


def scans(at: Studio) -> list[Figure]:
    """A thousand orders from standard input by one program, in a copy of the studio."""
    copy = copied(at)
    try:
        with open_desk(copy) as desk:
            ids = boards.listed_ids(desk, View("production", "-paused"), SCANS, only_open=True)
            codes = [face.ref for face in boards.faces(desk, ids)]
        words = [sys.executable, "-m", "tui.main", "--studio", str(copy.folder)]
        began = time.perf_counter()
        done = subprocess.run(
            [*words, "--at", studios.AT, "scan"], cwd=ROOT, input="\n".join(codes).encode(),
            capture_output=True, check=False,
        )  # fmt: skip
        spent = time.perf_counter() - began
    finally:
        discard(copy)
    said = done.stdout.decode().splitlines()[-1]
    what = f"{len(codes):,} scans from standard input ({said.removesuffix('.')})"
    return [Figure(BULK, what, at.size, f"{spent:.1f} s", spent, 10.0, "s")]


# Importing ---------------------------------------------------------------------------------------


@contextmanager
def _new_studio() -> Iterator[tuple[Desk, Path]]:
    folder = Path(tempfile.mkdtemp(prefix="safelight-bench-"))
    try:
        yield studio.init(folder / "studio"), folder
    finally:
        database.close()
        shutil.rmtree(folder, ignore_errors=True)


def imports() -> list[Figure]:
    """Clients out of a CSV file, against plain ``executemany`` of the rows that come of it.

    Both are done in turn, and the best of each counts: other programs only ever slow them down.
    """
    rounds = [_import_and_plainly() for _ in range(ROUNDS)]
    spent, bare, whole = (min(times) for times in zip(*rounds, strict=True))
    what = f"{CLIENTS:,} clients imported"
    return [
        Figure(BULK, what, "", f"{spent:.1f} s", spent, 60.0, "s"),
        Figure(BULK, f"against executemany ({bare:.2f} s) of the bare rows", "", "", spent / bare,
               8.0, "×"),
        Figure(BULK, f"against executemany ({whole:.1f} s) of the rows, their history and index",
               "", "", spent / whole, unit="×"),
    ]  # fmt: skip


def _import_and_plainly() -> tuple[float, float, float]:
    """Seconds of the import, of writing the clients alone, and of all that it leaves."""
    with _new_studio() as (desk, folder):
        file = folder / "clients.csv"
        _write_clients(file)
        began = time.perf_counter()
        loading.load(desk, "clients", file)
        spent = time.perf_counter() - began
        kept = {name: _rows(name) for name in ("client", "change")}
    return (spent, *_plainly(kept))


def _write_clients(file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(("Number", "Name", "Email", "Mobile", "Address", "City", "Postcode"))
        for number in range(CLIENTS):
            buyer = names.buyer(number, 7)
            sheet.writerow(
                (number + 1, buyer.name, buyer.email, buyer.mobile, buyer.address, buyer.city,
                 buyer.postcode)
            )  # fmt: skip


def _rows(table: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = tables.execute_sql(f'SELECT * FROM "{table}"').fetchall()
    return rows


def _plainly(kept: dict[str, list[tuple[object, ...]]]) -> tuple[float, float]:
    """Seconds of writing the clients alone, and of all that the import leaves in the database."""
    with _new_studio() as (_, _folder):
        for table in (Change, Client):
            table.delete().execute()
        for name in fulltext.triggers():
            tables.execute_sql(f"DROP TRIGGER {name}")
        tables.execute_sql("PRAGMA foreign_keys = OFF")
        began = time.perf_counter()
        with tables.atomic(), closing(tables.connection().cursor()) as cursor:
            _write(cursor, "client", kept)
        bare = time.perf_counter() - began
        Client.delete().execute()
        began = time.perf_counter()
        with tables.atomic(), closing(tables.connection().cursor()) as cursor:
            for name in kept:
                _write(cursor, name, kept)
            cursor.execute(fulltext.CLIENTS.filled())
        return bare, time.perf_counter() - began


def _write(cursor: object, name: str, kept: dict[str, list[tuple[object, ...]]]) -> None:
    rows = kept[name]
    marks = ", ".join("?" * len(rows[0]))
    cursor.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # type: ignore[attr-defined]  # the driver has no types


# Splitting ---------------------------------------------------------------------------------------


def splitting() -> list[Figure]:
    """A thousand invoices of twenty lines for five vendors, made into orders by one command."""
    with _new_studio() as (desk, _):
        refs = _invoices(desk)
        began = time.perf_counter()
        made = ordering.create(desk, refs)
        spent = time.perf_counter() - began
        again = ordering.create(desk, refs)
    if made.errors or again.made or sum(one.lines for one in made.made) != INVOICES * LINES:
        raise RuntimeError(
            f"wrongly split: {len(made.errors)} errors, {len(again.made)} made again"
        )
    what = f"{INVOICES:,} invoices of {LINES} lines split into {len(made.made):,} orders"
    return [Figure(BULK, what, "", f"{spent:.1f} s", spent, 10.0, "s")]


def _invoices(desk: Desk) -> list[str]:
    for number in range(5):
        vendors.add(desk, f"Lab {number}", type="Print")
    sold = [
        items.add(desk, f"I{number}", description=f"Item {number}", price_cents=2_500,
                  cost_cents=900, vendor=f"Lab {number % 5}").id
        for number in range(LINES)
    ]  # fmt: skip
    with desk.action("bench", "make invoices") as act:
        buyer = act.insert(Client, number=1, name="Ada", search="ada", created_at=act.at)
        lines = [NewLine(item_id, pose="103") for item_id in sold]
        ready = [NewInvoice(NewCard(client_id=buyer), list(lines)) for _ in range(INVOICES)]
        invoices.make_many(desk, act, ready)
    found = tables.execute_sql("SELECT number FROM card WHERE kind = 'invoice'").fetchall()
    return [f"I-{number}" for (number,) in found]
