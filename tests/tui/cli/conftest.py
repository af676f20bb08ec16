"""A fresh studio for each test, and commands carried out in this process."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase

from store import database, identity, tables
from tui.main import main

NOW = "2026-11-23T10:00:00-05:00"
"""A Monday morning in New York."""


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def errors(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


Run = Callable[..., Answer]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new studio, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template") / "studio"
    words = ["--at", NOW, "init", str(folder), "--timezone", "America/New_York", "--name", "Test"]
    assert main(words) == 0
    handle = SqliteDatabase(str(folder / "safelight.db"))
    # Copies of it are no copies.
    handle.execute_sql("DELETE FROM setting WHERE key = ?", (identity.KEY,))
    handle.execute_sql("DELETE FROM trigger")  # tests make their own
    handle.close()
    return folder


@pytest.fixture
def studio(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A studio of one's own, which the environment names."""
    folder = tmp_path / "studio"
    shutil.copytree(template, folder)
    monkeypatch.setenv("SAFELIGHT_STUDIO", str(folder))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SSH_ORIGINAL_COMMAND", raising=False)
    return folder


@pytest.fixture
def run(studio: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Carry out a command on the studio, on that Monday unless told otherwise."""

    def carry_out(*words: str, at: str | None = NOW, status: int = 0) -> Answer:
        capsys.readouterr()
        database.close()
        tables.database.initialize(None)  # as in a new program: whoever reads must open it first
        before = ["--at", at] if at is not None else []
        found = main([*before, *map(os.fspath, words)])
        said = capsys.readouterr()
        assert found == status, (words, said.out, said.err)
        return Answer(found, said.out, said.err)

    return carry_out


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    point = tmp_path / "disk"
    point.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(point)]
    if os.getuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    yield point
    database.close()
    subprocess.run(["umount", "-l", str(point)], check=True)


def fill_up(filler: Path) -> None:
    """Write until nothing more fits."""
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
