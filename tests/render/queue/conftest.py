"""A studio in a folder with real small photographs and an order of prints."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image as Pixels

from render import reading
from store import cards, database, identity, images, orders, renderprofiles, sessions, settings
from store import studio as studios
from store.desk import Desk
from store.images import File
from store.orders import NewLine
from store.tables import Setting


@dataclass(frozen=True)
class Ground:
    """The desk, the order, the photographs and where files go."""

    desk: Desk
    order: str
    photographs: tuple[Path, ...]
    out: Path


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A studio in a folder, without records."""
    folder = tmp_path_factory.mktemp("rendering")
    studios.init(folder, {"studio.timezone": "America/New_York", "render.workers": 2})
    Setting.delete().where(Setting.key == identity.KEY).execute()
    database.close()
    return folder


@pytest.fixture
def ground(made: Path, tmp_path: Path) -> Iterator[Ground]:
    """A copy of it with three photographs, and an order of two prints of each."""
    folder = tmp_path / "studio"
    shutil.copytree(made, folder)
    desk = studios.open_desk(settings.load(folder / settings.FILE))
    Setting.delete().where(Setting.key == identity.KEY).execute()
    session = sessions.new(desk, client="Okafor, Ada", folder="okafor")
    home = desk.settings.pictures / "okafor" / "Hi-Res"
    home.mkdir(parents=True)
    photographs = []
    for number in range(1, 4):
        picture = Pixels.linear_gradient("L").resize((360, 240)).convert("RGB")
        picture.paste((40 * number, 90, 200), (30, 30, 30 + 40 * number, 120))
        photographs.append(home / f"{number:04}.jpg")
        picture.save(photographs[-1], quality=90)
    images.add(
        desk, cards.ref(session),
        [File(f"Hi-Res/{path.name}", "hires", reading.read(str(path))) for path in photographs],
    )  # fmt: skip
    renderprofiles.add(
        desk, "Small prints", dpi=72, sharpen=50, destination=str(tmp_path / "out"),
        file_template="{line:02}_{image}", folder_template="{order}",
    )  # fmt: skip
    rows = images.of_card(session)
    order = orders.new(
        desk, client="Okafor, Ada", type="Print",
        lines=[NewLine(image_id=row.id, size=size, description=f"Print {size}")
               for row in rows for size in ("4x6", "2x3")],
    )  # fmt: skip
    yield Ground(desk, cards.ref(order), tuple(photographs), tmp_path / "out" / cards.ref(order))
    database.close()
