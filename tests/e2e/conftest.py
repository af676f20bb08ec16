"""Studios and terminals for the tests that run the real program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import disks, studios
from tests.e2e.starter import Starter
from tests.e2e.terminal import Terminal, require_tmux

Open = Callable[..., Terminal]
"""Opens the program in a terminal of its own: arguments as on the command line."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The studio that tests copy; nobody works in it."""
    folder = tmp_path_factory.mktemp("made") / "studio"
    studios.make(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A fresh studio of one's own."""
    return studios.copy(made, tmp_path / "studio")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Open]:
    """What starts the program in a real terminal; all are ended with the test."""
    require_tmux()
    with ExitStack() as running:

        def start(*args: str | Path, **how: Any) -> Terminal:
            home = tmp_path / "home"
            home.mkdir(exist_ok=True)
            return running.enter_context(Terminal(home, *args, **how))

        yield start


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[Starter]:
    """What starts programs quickly, without waiting for a terminal."""
    with Starter(tmp_path / "home") as starter:
        yield starter


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[disks.Disk]:
    """A small disk of one's own."""
    with disks.small(tmp_path / "disk") as disk:
        yield disk
