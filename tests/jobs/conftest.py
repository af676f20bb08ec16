"""A studio in a folder, as workers open it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import database as databases
from store import identity, settings, studio, triggers
from store.desk import Desk
from store.settings import Settings
from store.tables import Setting, Trigger
from store.triggers import Spec


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a studio: leases of one second, and a trigger on entering Retouch."""
    folder = tmp_path_factory.mktemp("furnished")
    desk = studio.init(
        folder,
        {
            "studio.timezone": "America/New_York",
            "clock.lease_seconds": 1,
            "clock.tick_seconds": 1,
        },
    )
    Trigger.delete().execute()  # tests make their own
    triggers.add(desk, Spec("look", "production", "Print", "Retouch", "task", "Look at it"))
    Setting.delete().where(Setting.key == identity.KEY).execute()  # copies of it are no copies
    databases.close()
    return folder


@pytest.fixture
def config(furnished: Path, tmp_path: Path) -> Iterator[Settings]:
    """A copy of it, closed afterwards."""
    folder = tmp_path / "studio"
    shutil.copytree(furnished, folder)
    yield settings.load(folder / settings.FILE)
    databases.close()


@pytest.fixture
def desk(config: Settings) -> Desk:
    """Its admin's desk."""
    return studio.open_desk(config)
