"""A small studio to import into, and files to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store import database as databases
from store import settings, tracks, versions
from store.access import Person
from store.desk import Clock, Desk
from store.imports import Report, load
from store.tables import User

DATA = Path(__file__).parent / "data"
"""Files in the shapes in which studio programs export."""

NOW = 1_789_000_000_000
"""10 September 2026."""

Import = Callable[..., Report]
"""Imports a file of the examples by its name, or the text given for it."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new studio with one track for sessions and one for invoices."""
    config = tmp_path / "studio" / settings.FILE
    config.parent.mkdir()
    config.write_text(
        settings.default_text({"studio.timezone": "America/Los_Angeles"}), encoding="utf-8"
    )
    loaded = settings.load(config)
    databases.create_file(loaded.database)
    opened = databases.connect(loaded.database)
    versions.create()
    user = User.create(login="ana", name="Ana", role="admin")
    who = Person(user.id, "ana", "Ana", "admin")
    desk = Desk(opened, loaded, who, source="test", clock=Clock.starting_at(NOW))
    for kind in ("session", "invoice"):
        tracks.add_status(desk, kind, kind, "New", days=1, initial=True)
        tracks.add_status(desk, kind, kind, "Done", final=True)
    yield desk
    databases.close()


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Import:
    """What imports an example, or a text in the place of one, into the studio."""

    def bring(kind: str, file: str, text: str | bytes | None = None, **options: object) -> Report:
        path = DATA / file
        if text is not None:
            path = tmp_path / file
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(desk, kind, path, **options)  # type: ignore[arg-type] # passed through

    return bring
