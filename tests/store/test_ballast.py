"""The file that can be deleted when the disk is full."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from store import ballast


def test_it_takes_room_once(tmp_path: Path) -> None:
    """The ballast has its size, and making it again changes nothing."""
    ballast.ensure(tmp_path)
    before = (tmp_path / ballast.NAME).stat()
    ballast.ensure(tmp_path)
    after = (tmp_path / ballast.NAME).stat()
    assert before.st_size == ballast.BYTES
    assert before.st_mtime_ns == after.st_mtime_ns


def test_a_full_disk_gets_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is little room, it is left free."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10_000_000))
    ballast.ensure(tmp_path)
    assert not (tmp_path / ballast.NAME).exists()


def test_a_folder_that_cannot_be_written_is_left(tmp_path: Path) -> None:
    """A missing folder is no reason to stop."""
    ballast.ensure(tmp_path / "missing")
    assert not (tmp_path / "missing").exists()
