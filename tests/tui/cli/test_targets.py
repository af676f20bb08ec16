"""Files that commands write: never over another, and what stands against them is told of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.tui.cli.conftest import Run, fill_up

ORDER = ("new", "order", "--client", "Ada", "--type", "Print")

WRITING = (
    ("export", "{}"),
    ("export", "{}", "--format", "csv"),
    ("export", "{}", "--format", "xlsx"),
    ("documents", "work", "O-1001", "-o", "{}"),
    ("backup", "{}"),
    ("lists", "show", "vendors", "--format", "csv", "-o", "{}"),
    ("lists", "show", "vendors", "--format", "xlsx", "-o", "{}"),
    ("pricelists", "export", "-o", "{}.csv"),
    ("pricelists", "export", "-o", "{}.xlsx"),
    ("products", "export", "-o", "{}.xlsx"),
)
"""Commands that write to where the braces stand."""


@pytest.fixture
def furnished(run: Run) -> Run:
    """A studio in which there is something to write."""
    run(*ORDER)
    run("items", "add", "8x10", "--price", "25")
    run("products", "add", "Print room", "PR-8x10", "--items", "8x10", "--cost", "4")
    return run


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_full_disk_is_the_targets(
    furnished: Run, studio: Path, small_disk: Path, words: tuple[str, ...]
) -> None:
    """One line names the file that did not fit, not the studio, whose own disk has room."""
    (studio / "safelight.ballast").touch()
    fill_up(small_disk / "filler")
    target = small_disk / "out"
    found = furnished(*(word.format(target) for word in words), status=1)
    (line,) = found.errors
    assert line.startswith(str(target))
    assert "the disk is full" in line
    assert "ballast" not in line
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_folder_that_only_lets_itself_be_read(
    furnished: Run, small_disk: Path, words: tuple[str, ...]
) -> None:
    """One line names the file that cannot be there."""
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    target = small_disk / "out"
    (line,) = furnished(*(word.format(target) for word in words), status=1).errors
    assert line.startswith(str(target))
    assert "written" in line


@pytest.mark.parametrize("name", ["safelight.db", "safelight.db-wal", "studio.toml"])
@pytest.mark.parametrize("words", [WRITING[3], (*WRITING[3], "--force"), *WRITING[4:7]])
def test_the_studios_own_files_stay(
    furnished: Run, studio: Path, words: tuple[str, ...], name: str
) -> None:
    """Whatever is to be written there, and whatever is forced."""
    target = studio / name
    before = target.read_bytes() if target.exists() else None
    (line,) = furnished(*(word.format(target) for word in words), status=1).errors
    assert "is there already" in line
    assert (target.read_bytes() if target.exists() else None) == before


def test_who_may_only_look_replaces_nothing(furnished: Run, tmp_path: Path) -> None:
    """A new file is reading; in the place of another it is not."""
    words = ("documents", "work", "O-1001", "-o", str(tmp_path / "w.pdf"))
    furnished("--read-only", *words)
    before = (tmp_path / "w.pdf").stat().st_ino
    assert "replacing files: " in furnished("--read-only", *words, "--force", status=1).err
    assert (tmp_path / "w.pdf").stat().st_ino == before
    furnished(*words, "--force")
    assert (tmp_path / "w.pdf").stat().st_ino != before
