"""Pictures of the main screens over one demo studio: what a person sees must not change unseen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot

from store import database as databases
from store import demo, settings
from store import studio as studios
from store.when import parse_moment
from tui.app import Safelight
from tui.ground import Start
from tui.keys import keymap

AT = parse_moment("2026-11-24 09:41", 0, ZoneInfo("America/Los_Angeles"))


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo studio at a fixed moment."""
    folder = tmp_path_factory.mktemp("pictures") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        # The studio's admin is named after whoever runs the tests, and seen on the pictures.
        patch.setattr(studios, "system_login", lambda: (os.getuid(), "robin"))
        patch.setattr(studios, "_known", lambda _: False)
        demo.furnish(folder, orders=150, seed=3, at=AT)
    databases.close()
    return folder


def opened(folder: Path) -> Safelight:
    """The program on the studio, only looking, so that no clock runs."""
    config = settings.load(folder / settings.FILE)
    start = Start(config, at=AT, read_only=True)
    return Safelight(
        start, keymap(), {"TERM": "xterm", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    )


async def settled(pilot: Pilot[Any], *keys: str) -> None:
    """Wait for the first board and for whose clock runs, then press keys."""
    app = pilot.app
    assert isinstance(app, Safelight)
    for _ in range(200):
        await pilot.pause(0.02)
        if app.clock_words:
            break
    for key in keys:
        await pilot.press(key)
        await pilot.pause(0.05)
    await pilot.pause(0.4)


@pytest.mark.parametrize("size", [(80, 24), (160, 48), (60, 20)])
def test_the_production_board(studio: Path, size: tuple[int, int], snap_compare: Any) -> None:
    """The board with the cursor on a late card and two marks."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "l", "j", "space", "space")

    assert snap_compare(opened(studio), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_the_hub(studio: Path, size: tuple[int, int], snap_compare: Any) -> None:
    """The first thing in the morning."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "7")

    assert snap_compare(opened(studio), terminal_size=size, run_before=before)


def test_the_advance_dialog(studio: Path, snap_compare: Any) -> None:
    """What will happen is said before it does."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "l", "a")

    assert snap_compare(opened(studio), terminal_size=(100, 30), run_before=before)


def test_a_record(studio: Path, snap_compare: Any) -> None:
    """Everything of one order."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "l", "enter")

    assert snap_compare(opened(studio), terminal_size=(100, 40), run_before=before)


def test_help(studio: Path, snap_compare: Any) -> None:
    """Every key that works on a board."""

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot, "question_mark")

    assert snap_compare(opened(studio), terminal_size=(100, 40), run_before=before)
