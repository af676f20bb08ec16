"""What goes wrong is told in clear lines, never with a traceback, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from store import database, history
from tests.tui.cli.conftest import Run, fill_up

EVERYDAY = (("board", "--json"), ("hub",), ("new", "task", "--subject", "x"), ("undo", "--list"))


@pytest.mark.parametrize("words", EVERYDAY)
def test_broken_settings_are_told_with_their_lines(
    run: Run, studio: Path, words: tuple[str, ...]
) -> None:
    """Every mistake has a line, with the nearest right name."""
    (studio / "studio.toml").write_text(
        '[studio]\ntimezone = "Europe/Berlinn"\ncurency = "USD"\n[due]\nsoon_days = "x"\n',
        encoding="utf-8",
    )
    errors = run(*words, at=None, status=1).errors
    assert len(errors) == 3
    assert "studio.toml:2" in errors[0]
    assert "Europe/Berlin" in errors[0]
    assert "studio.toml:3" in errors[1]
    (studio / "studio.toml").write_text("[studio\n", encoding="utf-8")
    assert len(run(*words, at=None, status=1).errors) == 1


def test_check_works_on_broken_settings(run: Run, studio: Path) -> None:
    """It reports them instead of failing."""
    (studio / "studio.toml").write_text('[studio]\ntimezone = "Mars"\n', encoding="utf-8")
    found = run("check", "--json", status=1).json
    assert not found["ok"]
    assert found["checks"][0]["check"] == "settings"
    assert "Mars" in found["checks"][0]["detail"]
    assert "BAD  settings" in run("check", status=1).out


@pytest.mark.parametrize("words", EVERYDAY)
def test_a_corrupt_database_is_one_line(run: Run, studio: Path, words: tuple[str, ...]) -> None:
    """It names the file and what to do."""
    path = studio / "safelight.db"
    damaged = b"SQLite format 3\x00" + b"\x99" * 40_000
    path.write_bytes(damaged)
    found = run(*words, status=1)
    assert len(found.errors) == 1
    assert "damaged" in found.err
    assert "safelight restore" in found.err
    assert path.read_bytes() == damaged
    shown = {c["check"]: c for c in run("check", "--json", status=1).json["checks"]}
    assert not shown["database"]["ok"]


def test_a_page_that_went_bad_is_found_by_check(run: Run, studio: Path) -> None:
    """The damage is inside; commands that read it say so, the check names it."""
    for number in range(40):
        run("new", "task", "--subject", f"task {number} " + "x" * 200)
    path = studio / "safelight.db"
    data = bytearray(path.read_bytes())
    for start in range(8 * 4096, len(data) - 4096, 3 * 4096):
        data[start : start + 64] = b"\xff" * 64
    path.write_bytes(data)
    found = run("check", "--json", status=1).json
    assert not found["ok"]
    assert found["checks"]


def test_a_missing_database_is_one_line(run: Run, studio: Path) -> None:
    """It is never made anew behind one's back."""
    (studio / "safelight.db").unlink()
    assert "database is missing" in run("board", status=1).err
    assert not (studio / "safelight.db").exists()
    assert "is missing" in run("check", status=1).out


def test_a_newer_database_is_refused(run: Run, studio: Path) -> None:
    """Nothing is written by a program that does not know its tables."""
    from pysqlite3 import dbapi2 as sqlite3

    handle = sqlite3.connect(studio / "safelight.db")
    handle.execute("UPDATE setting SET value = '99' WHERE key = 'schema_version'")
    handle.commit()
    handle.close()
    assert "version 99" in run("hub", status=1).err
    assert "version 99" in run("check", status=1).out


def test_another_programs_database_is_refused(run: Run, studio: Path) -> None:
    """A database of somebody else is left alone."""
    from pysqlite3 import dbapi2 as sqlite3

    (studio / "safelight.db").unlink()
    handle = sqlite3.connect(studio / "safelight.db")
    handle.execute("CREATE TABLE other (id INTEGER)")
    handle.close()
    assert len(run("hub", status=1).errors) == 1
    run("check", status=1)


def test_a_full_disk_is_told_and_nothing_is_lost(
    run: Run, studio: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change that did not fit is not there, what was there before is, and work goes on."""
    home = small_disk / "studio"
    shutil.copytree(studio, home)
    monkeypatch.setenv("SAFELIGHT_STUDIO", str(home))
    ref = run("new", "task", "--subject", "first").out.strip()
    filler = small_disk / "filler"
    fill_up(filler)
    os.truncate(filler, filler.stat().st_size - 80_000)
    found = run("new", "task", "--subject", "y" * 400, "--notes", "z" * 9000, status=1)
    assert len(found.errors) == 1
    assert "disk is full" in found.err
    assert "free space" in run("check", status=1).out
    assert str(home / "safelight.db") in found.err
    filler.unlink()
    assert [r["ref"] for r in run("list", "tasks", "--json").json["records"]] == [ref]
    assert run("new", "task", "--subject", "again").out == "T-1002\n"


def test_on_a_full_disk_the_check_asks_for_room(
    run: Run, studio: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is damaged: a copy would not fit either."""
    home = small_disk / "studio"
    shutil.copytree(studio, home)
    monkeypatch.setenv("SAFELIGHT_STUDIO", str(home))
    fill_up(small_disk / "filler")
    checks = run("check", "--json", status=1).json["checks"]
    (found,) = [one for one in checks if one["check"] == "database"]
    assert "the disk is full" in found["detail"]
    assert found["remedy"].startswith("free some space")


def test_a_read_only_disk_is_told(
    run: Run, studio: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading may or may not work there; writing is refused in a line."""
    home = small_disk / "studio"
    shutil.copytree(studio, home)
    monkeypatch.setenv("SAFELIGHT_STUDIO", str(home))
    run("hub")
    database.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    found = run("new", "task", "--subject", "x", status=1)
    assert len(found.errors) == 1
    assert "read-only" in found.err or "cannot be" in found.err
    assert "cannot be written" in run("check", status=1).out
    assert len(run("init", str(small_disk / "new"), status=1).errors) == 1


def test_a_folder_that_may_not_be_written(
    run: Run, studio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where rights refuse, the check names the folder."""
    monkeypatch.setattr("os.access", lambda path, mode: False)
    found = {c["check"]: c for c in run("check", "--json", status=1).json["checks"]}
    assert not found["studio folder"]["ok"]
    assert not found["database file"]["ok"]
    assert found["studio folder"]["remedy"]


def test_an_unforeseen_error_is_one_line_and_logged(
    run: Run, studio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line names the log; the traceback is in it, the person's screen stays clean."""

    def broken(*args: object, **more: object) -> None:
        raise ZeroDivisionError("a mistake \x1b[31m of ours")

    monkeypatch.setattr(history, "undoable", broken)
    found = run("undo", "--list", status=1)
    log = studio / "logs" / "safelight.log"
    assert len(found.errors) == 1
    assert "ZeroDivisionError" in found.err
    assert str(log) in found.err
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "a mistake" in text
    assert "\x1b" not in text


def test_an_error_of_the_file_system_has_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors of the engine and of files are explained wherever they come from."""

    def broken(*args: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere")

    monkeypatch.setattr(history, "undoable", broken)
    assert "permission denied" in run("undo", "--list", status=1).err


def test_an_interruption_ends_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C is no fault."""

    def interrupted(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(history, "undoable", interrupted)
    found = run("undo", "--list", status=130)
    assert (found.out, found.err) == ("", "")


def test_check_finds_what_is_well(run: Run) -> None:
    """A new studio has nothing to mend; every check says what it saw."""
    found = run("check", "--json", "--full").json
    assert found["ok"]
    assert {c["check"] for c in found["checks"]} >= {
        "settings", "engine", "public holidays", "keys", "studio folder", "pictures", "logs",
        "backups", "free space", "file system", "database", "database file", "references",
        "schema version", "tracks", "clock", "user",
    }  # fmt: skip
    assert all(c["detail"] and c["ok"] for c in found["checks"])


@pytest.mark.parametrize(
    ("settings", "check"),
    [
        ('[studio]\ncountry = "XX"\n', "public holidays"),
        ('[keys]\n"advanc" = "a"\n', "keys"),
        ('[folders]\nlogs = "safelight.db"\n', "logs"),
    ],
)
def test_check_names_what_is_not(run: Run, studio: Path, settings: str, check: str) -> None:
    """Each with how to mend it, and status 1."""
    (studio / "studio.toml").write_text(settings, encoding="utf-8")
    found = run("check", "--json", status=1).json
    bad = [c for c in found["checks"] if not c["ok"]]
    assert [c["check"] for c in bad] == [check]
    assert bad[0]["remedy"]


def test_check_notices_an_engine_that_loses_data(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite with the write-ahead-log bug is named, and refused for work."""
    monkeypatch.setattr(database, "engine", lambda: ("sqlite3", (3, 40, 1)))
    assert "3.40.1" in run("check", status=1).out
    assert "can corrupt" in run("hub", status=1).err


def test_keys_are_listed_and_checked(run: Run, studio: Path) -> None:
    """As the studio has them; clashes are refused with what clashes."""
    found = {k["command"]: k for k in run("keys", "--json").json["keys"]}
    assert found["advance"]["keys"] == ["a"]
    assert "Advance" in run("keys").out
    with (studio / "studio.toml").open("w", encoding="utf-8") as file:
        file.write('[keys]\nadvance = "ctrl+a"\n')
    found = {k["command"]: k for k in run("keys", "--json").json["keys"]}
    assert found["advance"]["keys"] == ["ctrl+a"]
    (studio / "studio.toml").write_text('[keys]\nadvance = "o"\n', encoding="utf-8")
    assert "both have the key o" in run("keys", status=1).err
