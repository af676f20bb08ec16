"""Orders in the render queue in every state, for the tests of its screens."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image as Pixels

from render import thumbnails
from store import renderqueue
from store.desk import Desk
from store.tables import Job, Sheet
from tests.store.rendering_ground import line, order, pictures, session

REASON = "the scan data is damaged from row 1200 on"
REMEDY = "import a whole copy of it, then try again"


def filled(desk: Desk) -> list[str]:
    """Three orders in the queue: one failed, one at work, one held; returns their jobs."""
    ref = session(desk, 4)
    images = pictures(ref)
    found = []
    for _ in range(3):
        made = order(desk, *(line(image, quantity=2) for image in images))
        found += renderqueue.put(desk, [made])
    failed, working, held = (one.job for one in found)
    _state(failed, "quarantined", {0: "quarantined", 1: "done", 2: "done", 3: "done"})
    _state(working, "running", {0: "done", 1: "running"})
    renderqueue.hold(desk, [held])
    for image in images:
        _thumbnail(desk, image.sha256)
    return [failed, working, held]


def _state(job: str, state: str, sheets: dict[int, str]) -> None:
    row = Job.get(Job.number == int(job.removeprefix("J-")))
    Job.update(state=state, reason=REASON, remedy=REMEDY).where(Job.id == row.id).execute()
    for position, found in enumerate(
        Sheet.select().where(Sheet.job == row.id).order_by(Sheet.position)
    ):
        after = sheets.get(position, "queued")
        values = {"state": after, "settled_at": row.created_at if after == "done" else None}
        if after == "quarantined":
            values |= {"failure": "input", "reason": REASON, "remedy": REMEDY}
        if after == "done":
            values |= {"path": f"/rendered/{found.name}", "width": 3000, "height": 2400,
                       "dpi": 300, "bytes": 9, "took_ms": 1234}  # fmt: skip
        Sheet.update(**values).where(Sheet.id == found.id).execute()


def _thumbnail(desk: Desk, sha256: str) -> None:
    """A thumbnail as the workers make it: red on the left, blue on the right."""
    path = Path(thumbnails.path_of(desk.settings.cache, sha256))
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Pixels.new("RGB", (480, 320), "red")
    made.paste("blue", (240, 0, 480, 320))
    content = io.BytesIO()
    made.save(content, "PNG")
    path.write_bytes(content.getvalue())
