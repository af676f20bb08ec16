"""Exports: what was said to people comes along, bytes included, and comes back the same."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from peewee import SqliteDatabase

from store import (
    clients,
    exports,
    lease,
    orders,
    outbox,
    renderqueue,
    studio_import,
    triggers,
)
from store.desk import Desk
from store.errors import Refused
from store.lease import Claim
from store.outbox import File, NewMessage
from store.tables import Content, Message, MessageFile, OptOut, TriggerPause, database
from store.triggers import Spec
from tests.store.queue_ground import claimed, made, program, queued

PDF = b"%PDF-1.7\n\x00\xff\x80 binary \r\n"

Fresh = Callable[[], None]


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A studio with messages in every state, files, people who opted out, and a pause."""
    client = clients.create(desk, "=cmd Zoë [/]")
    order = orders.new(desk, client=f"#{client.number}", type="Print")
    with desk.action("test", "test") as act:
        for place, state in enumerate(outbox.STATES):
            files = (File("=1+1.pdf", PDF), File("two.pdf", b"x")) if place % 2 else ()
            outbox.put(
                desk, act,
                [NewMessage("email", "=cmd", "+a@example.com", "@subject", "Dear\nZoë\n\n日本",
                            f"k{place}", html="<p>x</p>", card_id=order.id, client_id=client.id,
                            files=files, state=state)],
            )  # fmt: skip
        act.insert(OptOut, channel="sms", address="+12125550100", at=act.at, source="=STOP")
        act.insert(TriggerPause, card_id=order.id, reason="away", at=act.at, by="ana")
    return desk


@pytest.fixture
def fresh(furnished: SqliteDatabase) -> Fresh:
    """What puts the desk at a new studio without records."""

    def fresh() -> None:
        handle = SqliteDatabase(":memory:", pragmas={"foreign_keys": 1}, lock_type="IMMEDIATE")
        handle.connect()
        furnished.connection().backup(handle.connection())
        database.initialize(handle)

    return fresh


def files(folder: Path) -> dict[str, bytes]:
    """A folder's files with what is in them."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def damage(file: Path, **values: Any) -> None:
    """Change columns of the first row of an exported table."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    rows[0].update(values)
    file.write_text(json.dumps(rows), encoding="utf-8")


def test_messages_come_back_to_the_byte(busy: Desk, fresh: Fresh, tmp_path: Path) -> None:
    """Exported, imported into a new studio and exported again: the same files, the same bytes."""
    exports.export(busy, tmp_path / "first", "json")
    fresh()
    counts = studio_import.bring_in(busy, tmp_path / "first")
    assert (counts["message"], counts["message_file"], counts["content"]) == (7, 6, 2)
    assert (OptOut.select().count(), TriggerPause.select().count()) == (1, 1)
    assert {bytes(row.bytes) for row in Content.select()} == {PDF, b"x"}
    exports.export(busy, tmp_path / "second", "json")
    assert files(tmp_path / "first") == files(tmp_path / "second")


def test_bytes_that_are_not_those_that_were_sent_are_refused(
    busy: Desk, fresh: Fresh, tmp_path: Path
) -> None:
    """Whoever edited the file is told where, and the new studio stays as new."""
    exports.export(busy, tmp_path / "out", "json")
    fresh()
    for wrong in ("no base64!", base64.b64encode(b"another letter").decode(), ""):
        damage(tmp_path / "out" / "content.json", bytes=wrong)
        with pytest.raises(Refused, match=r"content\.json, id 1: its bytes are not those"):
            studio_import.bring_in(busy, tmp_path / "out")
    assert not Message.select().exists()


def test_what_a_sender_left_is_doubtful_after_an_import(
    busy: Desk, fresh: Fresh, tmp_path: Path
) -> None:
    """The first sender of the new studio is never taken for the one of the old."""
    Message.update(fence=1).where(Message.state == "sending").execute()
    exports.export(busy, tmp_path / "out", "json")
    fresh()
    studio_import.bring_in(busy, tmp_path / "out")
    held = lease.take(Claim(lease.WORKER, "w", 1000, lease.MESSAGES))
    assert held is not None
    assert outbox.recover(busy, held) == 1
    assert not Message.select().where(Message.state == "sending").exists()


def test_files_are_named_but_not_written_for_reading(busy: Desk, tmp_path: Path) -> None:
    """CSV has the checksum and how many bytes there are, and no text of it is a formula."""
    exports.export(busy, tmp_path / "csv", "csv")

    def table(name: str) -> list[dict[str, str]]:
        with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    content = table("content")
    assert [row["bytes"] for row in content] == [str(len(PDF)), "1"]
    assert {row["sha256"] for row in content} == {row.sha256 for row in Content.select()}
    message = table("message")[0]
    assert (message["to_name"], message["to_address"], message["subject"]) == (
        "'=cmd", "'+a@example.com", "'@subject",
    )  # fmt: skip
    assert message["created_at"] == "2026-11-02T10:00:00-05:00"
    assert table("message_file")[0]["name"] == "'=1+1.pdf"
    assert table("opt_out")[0]["address"] == "'+12125550100"
    assert b"binary" not in b"".join(files(tmp_path / "csv").values())


def test_a_workbook_has_messages_as_text(busy: Desk, tmp_path: Path) -> None:
    """What looks like a formula is marked as text, and no bytes are in it."""
    exports.export(busy, tmp_path / "xlsx", "xlsx")
    book = openpyxl.load_workbook(tmp_path / "xlsx" / "studio.xlsx")
    heads = [cell.value for cell in book["message"][1]]
    cell = book["message"][2][heads.index("to_name")]
    assert (cell.value, cell.data_type) == ("=cmd", "s")
    assert [row[2].value for row in book["content"].iter_rows(min_row=2)] == [len(PDF), 1]
    book.close()


def test_many_files_are_read_in_small_pages(busy: Desk) -> None:
    """More files than a page has are all there, in order."""
    with busy.action("test", "test") as act:
        many = tuple(File(f"{n}.pdf", b"%d" % n) for n in range(exports.FILES_PAGE * 2 + 1))
        outbox.put(busy, act, [NewMessage("email", "", "a@b.com", "", "", "many", files=many)])
    ids = [row[0] for row in exports.rows(Content)]
    assert ids == sorted(ids)
    assert len(ids) == Content.select().count() == exports.FILES_PAGE * 2 + 3
    assert MessageFile.select().count() == exports.FILES_PAGE * 2 + 7


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("at_time", "99:99", "no time of day"),
        ("moment", "someday", "no moment is called 'someday'"),
        ("every_days", 1e300, "out of bounds"),
        ("action", "explode", "no action is called"),
    ],
)
def test_triggers_that_would_stop_the_clock_are_refused(
    busy: Desk, fresh: Fresh, tmp_path: Path, column: str, value: Any, words: str
) -> None:
    """What nobody could have saved does not come in by an edited export either."""
    triggers.add(busy, Spec("Look", "production", "Print", "Retouch", subject="Look"))
    exports.export(busy, tmp_path / "out", "json")
    fresh()
    damage(tmp_path / "out" / "trigger.json", **{column: value})
    with pytest.raises(Refused, match=words):
        studio_import.bring_in(busy, tmp_path / "out")


def test_jobs_come_back_and_wait(desk: Desk, fresh: Fresh, tmp_path: Path) -> None:
    """Programs that render stay behind: what they were making waits, what is over is as it was."""
    job = queued(desk, 3)
    program(desk)
    first, _ = claimed(desk) + claimed(desk)
    renderqueue.settle(desk, "one", [made(first)])
    exports.export(desk, tmp_path / "out", "json")
    before = renderqueue.sheets(desk, job.job)
    fresh()
    studio_import.bring_in(desk, tmp_path / "out")
    after = renderqueue.sheets(desk, job.job)
    assert [one.state for one in after] == ["done", "queued", "queued"]
    assert (after[0], after[2]) == (before[0], before[2])
    assert renderqueue.job(desk, job.job).state == "queued"
    assert renderqueue.workers(desk) == []
