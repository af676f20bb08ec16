"""Makes the picture of the README from a demo studio: ``python docs/pictures.py``."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

from store import demo, settings, studio
from store.when import parse_moment
from tui.app import Safelight
from tui.ground import Start
from tui.keys import keymap

AT = "2026-11-24 09:41"
ZONE = ZoneInfo("America/Los_Angeles")
SIZE = (150, 40)
TARGET = Path(__file__).parent / "production-board.svg"


async def picture(folder: Path) -> str:
    """The production board of a demo studio, a few keys in, as SVG."""
    config = settings.load(folder / settings.FILE)
    at = parse_moment(AT, 0, config.zone)
    app = Safelight(Start(config, at=at), keymap(), {"TERM": "xterm", "COLORTERM": "truecolor"})
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        await pilot.press("l", "j", "j", "space", "space")
        await pilot.pause(0.5)
        return app.export_screenshot(title="Safelight", simplify=True)


def main() -> None:
    """Furnish a studio, look at its board, and keep the picture."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "demo"
        # The admin is named after whoever runs this; on the picture it is somebody of the studio.
        with mock.patch.object(studio, "system_login", return_value=(os.getuid(), "robin")):
            demo.furnish(folder, orders=400, seed=7, at=parse_moment(AT, 0, ZONE))
        TARGET.write_text(asyncio.run(picture(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
