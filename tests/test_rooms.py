"""The rooms keep their doors, seen from real interpreters and from the import contracts."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import jobs
import render
import store
import tui

ROOT = Path(__file__).parents[1]
SCREENS = {"textual", "rich"}


def modules_of(package: str) -> list[str]:
    """Return a room and every module in it, by the files that are there."""
    found = pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
    return [package, *(module.name for module in found)]


def loaded_by(*modules: str) -> set[str]:
    """Return the top-level packages a fresh interpreter has loaded after importing these."""
    program = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return {name.partition(".")[0] for name in run.stdout.split()}


@pytest.mark.parametrize("room", [store, jobs, render, tui])
def test_the_rooms_are_ours(room: object) -> None:
    """The plain names of the rooms mean this program, not another installed package."""
    assert Path(str(getattr(room, "__file__", ""))).parent.parent == ROOT


@pytest.mark.parametrize("room", ["store", "jobs", "render"])
def test_no_screen_in_a_headless_room(room: str) -> None:
    """Importing a room, and every module in it, leaves the screen's packages unloaded."""
    assert not SCREENS & loaded_by(room)
    assert not SCREENS & loaded_by(*modules_of(room))


def test_whoever_renders_loads_no_pictures() -> None:
    """Boards and workers have their processes open them, and workers no screen either."""
    assert not {"PIL", "numpy"} & loaded_by("render.running", "tui.ticking")
    assert not SCREENS & loaded_by("render.running", "tui.ticking", "tui.cli.working")


def test_the_store_is_alone() -> None:
    """The store needs none of the other rooms, no network and no scheduler."""
    loaded = loaded_by(*modules_of("store"))
    assert not {"tui", "jobs", "render", "apscheduler", "paramiko", "aiosmtplib"} & loaded


def test_jobs_and_render_never_meet() -> None:
    """What happens by itself and what becomes a picture know nothing of each other."""
    assert "render" not in loaded_by(*modules_of("jobs"))
    assert "jobs" not in loaded_by(*modules_of("render"))


def test_the_contracts_hold() -> None:
    """Every import in the source respects the contracts in pyproject.toml."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
