"""Copies of the database, and exports of everything."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from store import database, exports
from tests.tui.cli.conftest import Run


def fill(run: Run, name: str = "Ana") -> str:
    """Some of every kind of record, with history; returns an order."""
    session = run("new", "session", "--client", name, "--type", "Portrait").out.strip()
    run("items", "add", "8X10", "--price", "25.50")
    invoice = run("new", "invoice", "--session", session, "--line", "8X10,qty=2").out.strip()
    order = run("new", "order", "--type", "Print", "--from", invoice).out.strip()
    run("triggers", "add", "T", "--kind", "production", "--track", "Print", "--status", "Retouch",
        "--subject", "x", "--days", "1")  # fmt: skip
    run("advance", order)
    run("new", "task", "--subject", "Look", "--about", order)
    run("pay", invoice, "-0.50", status=1)
    run("pay", invoice, "10")
    run("note", order, "a note")
    run("timer", "start", order)
    run("undo")
    run("views", "save", "production", "All")
    return order


def files(folder: Path) -> dict[str, bytes]:
    """A folder's files with what is in them."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# Export and import -------------------------------------------------------------------------------


def test_a_studio_survives_export_and_import_to_the_byte(
    run: Run, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exported, imported into a new studio and exported again: the same files."""
    order = fill(run, "Zoë 'quote' \"double\" 日本")
    run("set", order, "notes=line\nbreak")
    first, second, fresh = tmp_path / "first", tmp_path / "second", tmp_path / "fresh"
    assert run("export", str(first), "--json").json["tables"]["card"] == 4
    shutil.copytree(template, fresh)
    (fresh / "studio.toml").write_text('[studio]\nname = "Other"\n', encoding="utf-8")
    monkeypatch.setenv("SAFELIGHT_STUDIO", str(fresh))
    assert run("import", "studio", str(first), "--dry-run", "--json").json["dry_run"]
    assert run("list", "orders", "--json").json["records"] == []
    assert run("import", "studio", str(first)).out.startswith("4 records")
    assert (fresh / "studio.toml.before-import").exists()
    run("export", str(second))
    assert files(first) == files(second)
    assert run("show", order, "--json").json["status"] == "Retouch"
    assert run("undo").out.startswith("Undone: ")
    assert run("new", "task", "--subject", "next").out == "T-1002\n"
    assert "has records already" in run("import", "studio", str(first), status=1).err


def test_numbers_and_ids_are_not_used_twice_after_an_import(
    run: Run, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The highest ids ever given come along, even of rows that are gone."""
    ref = run("new", "task", "--subject", "x").out.strip()
    run("undo")
    run("export", str(tmp_path / "out"))
    manifest = json.loads((tmp_path / "out" / "studio.json").read_text(encoding="utf-8"))
    assert manifest["sequences"]["task"] == 1
    shutil.copytree(template, tmp_path / "fresh")
    monkeypatch.setenv("SAFELIGHT_STUDIO", str(tmp_path / "fresh"))
    run("import", "studio", str(tmp_path / "out"))
    assert run("new", "task", "--subject", "y").out.strip() != ref


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda f: (f / "studio.json").unlink(), "no export of a studio"),
        (lambda f: (f / "studio.json").write_text("[]"), "not of an export"),
        (lambda f: (f / "studio.json").write_text("{"), "cannot be read"),
        (lambda f: (f / "card.json").unlink(), "card.json: is missing"),
        (lambda f: (f / "client.json").write_text("[\n]\n"), "client.json: has 0 rows"),
        (lambda f: (f / "client.json").write_text("[\n{\n]\n"), "client.json: "),
        (lambda f: (f / "client.json").write_text('[\n{"id": 1}\n]\n'), "client.json row 1"),
        (lambda f: (f / "card.json").write_text("[\n"), "ends too early"),
    ],
)
def test_damaged_exports_change_nothing(
    run: Run, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: object,
    said: str,
) -> None:  # fmt: skip
    """The file is named, the new studio stays as new."""
    fill(run)
    out = tmp_path / "out"
    run("export", str(out))
    damage(out)  # type: ignore[operator] # a function of the folder
    shutil.copytree(template, tmp_path / "fresh")
    monkeypatch.setenv("SAFELIGHT_STUDIO", str(tmp_path / "fresh"))
    assert said in run("import", "studio", str(out), status=1).err
    assert run("list", "clients", "--json").json["records"] == []
    assert len(run("users", "list", "--json").json["users"]) == 1


def test_escapes_smuggled_into_an_export_are_taken_out(
    run: Run, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever edited the files cannot reach the terminal."""
    fill(run)
    out = tmp_path / "out"
    run("export", str(out))
    for name in ("client", "change"):
        text = (out / f"{name}.json").read_text(encoding="utf-8")
        escape = "\\u001b[31m" if name == "client" else "\\\\u001b[31m"
        text = text.replace("Ana", f"A{escape}na")
        (out / f"{name}.json").write_text(text, encoding="utf-8")
    shutil.copytree(template, tmp_path / "fresh")
    monkeypatch.setenv("SAFELIGHT_STUDIO", str(tmp_path / "fresh"))
    run("import", "studio", str(out))
    assert run("list", "clients", "--json").json["records"][0]["name"] == "A[31mna"
    run("export", str(tmp_path / "again"))
    assert "\\u001b" not in (tmp_path / "again" / "change.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@cmd", "=HYPERLINK(1)"])
def test_no_text_is_a_formula(run: Run, tmp_path: Path, name: str) -> None:
    """CSV has an apostrophe before it, XLSX says that it is text."""
    run("new", "task", "--subject", name)
    run("export", str(tmp_path / "csv"), "--format", "csv")
    with (tmp_path / "csv" / "card.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["subject"] == f"'{name}"
    assert row["created_at"].startswith("2026-11-23T10:00:0")
    assert row["value"] == "0.00"
    run("export", str(tmp_path / "xlsx"), "--format", "xlsx")
    book = openpyxl.load_workbook(tmp_path / "xlsx" / "studio.xlsx")
    sheet = book["card"]
    at = [cell.value for cell in sheet[1]].index("subject")
    cell = sheet[2][at]
    assert (cell.value, cell.data_type) == (name, "s")
    book.close()


def test_an_export_is_whole_or_not_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills half-way leaves nothing behind."""
    fill(run)
    real = exports.rows

    def full(table: type) -> object:
        if table.__name__ == "Visit":
            raise OSError(28, "No space left on device")
        return real(table)

    monkeypatch.setattr(exports, "rows", full)
    before = sorted(tmp_path.iterdir())
    for kind in exports.FORMATS:
        found = run("export", str(tmp_path / "out"), "--format", kind, status=1)
        assert "disk is full" in found.err
        assert sorted(tmp_path.iterdir()) == before


def test_an_export_takes_a_new_or_an_empty_folder(run: Run, tmp_path: Path) -> None:
    """Anything else is refused; a dry run makes nothing."""
    (tmp_path / "empty").mkdir()
    run("export", str(tmp_path / "new"), "--dry-run")
    assert not (tmp_path / "new").exists()
    run("export", str(tmp_path / "empty"))
    assert "has files in it" in run("export", str(tmp_path / "empty"), status=1).err
    assert "no such folder" in run("export", str(tmp_path / "a" / "b"), status=1).err
    (tmp_path / "file").write_text("x")
    assert "is a file" in run("export", str(tmp_path / "file"), status=1).err


# Copies ------------------------------------------------------------------------------------------


def test_a_backup_is_put_back(run: Run, studio: Path, tmp_path: Path) -> None:
    """The copy is sound; what was there before it came back is kept."""
    order = fill(run)
    copy = tmp_path / "copy.db"
    assert not copy.exists()
    run("backup", str(copy), "--dry-run")
    assert not copy.exists()
    assert run("backup", str(copy), "--json").json["cards"] == 4
    assert "is there already" in run("backup", str(copy), status=1).err
    run("advance", order)
    run("restore", str(copy), "--dry-run")
    assert run("show", order, "--json").json["status"] == "Sent to Lab"
    kept = run("restore", str(copy), "--json").json["replaced"]
    assert run("show", order, "--json").json["status"] == "Retouch"
    assert Path(kept).parent == studio / "backups"
    run("restore", kept)
    assert run("show", order, "--json").json["status"] == "Sent to Lab"


def test_what_is_no_copy_is_refused(run: Run, studio: Path, tmp_path: Path) -> None:
    """A missing file, another file, a damaged one, and the database itself."""
    copy = tmp_path / "copy.db"
    run("backup", str(copy))
    data = bytearray(copy.read_bytes())
    data[5000:9000] = b"\x5a" * 4000
    (tmp_path / "bad.db").write_bytes(data)
    (tmp_path / "text.db").write_text("hello" * 1000)
    for name in ("bad.db", "text.db", "none.db"):
        assert run("restore", str(tmp_path / name), status=1).err.count("\n") == 1
    assert "itself" in run("restore", str(studio / "safelight.db"), status=1).err
    assert run("check", "--json").json["ok"]
    assert sorted(p.name for p in studio.iterdir() if p.name.startswith(".")) == []


def test_a_damaged_database_is_replaced_by_a_copy(run: Run, studio: Path, tmp_path: Path) -> None:
    """Mending is what `restore` is for; the damaged file is kept."""
    order = fill(run)
    run("backup", str(tmp_path / "copy.db"))
    path = studio / "safelight.db"
    path.write_bytes(b"garbage" * 1000)
    assert "damaged" in run("hub", status=1).err
    run("restore", str(tmp_path / "copy.db"))
    assert run("show", order, "--json").json["ref"] == order
    path.unlink()
    assert "database is missing" in run("hub", status=1).err
    run("restore", str(tmp_path / "copy.db"))
    assert run("show", order, "--json").json["ref"] == order


def test_nothing_is_put_back_under_a_program_that_runs(
    run: Run, studio: Path, tmp_path: Path
) -> None:
    """A board or a worker that has the studio open keeps its database."""
    from pysqlite3 import dbapi2 as sqlite3

    run("backup", str(tmp_path / "copy.db"))
    other = sqlite3.connect(studio / "safelight.db")
    other.execute("SELECT count(*) FROM card").fetchone()
    assert "another program has the studio open" in run(
        "restore", str(tmp_path / "copy.db"), status=1
    ).err  # fmt: skip
    other.close()
    run("restore", str(tmp_path / "copy.db"))
    assert database.engine()[0] == "pysqlite3"


def test_backups_name_a_file_in_a_folder_that_exists(run: Run, tmp_path: Path) -> None:
    """A folder is no file, and folders are not made in passing."""
    assert "name a file" in run("backup", str(tmp_path), status=1).err
    assert "no such folder" in run("backup", str(tmp_path / "x" / "y.db"), status=1).err
