"""A session with pictures, profiles and an order of prints, for the tests of rendering."""

from __future__ import annotations

from typing import Any

from store import cards, images, orders, sessions
from store.desk import Desk
from store.imagefacts import Facts
from store.orders import NewLine
from store.tables import Image

FACTS: dict[str, Any] = {
    "width": 6000, "height": 4000, "colour_mode": "RGB", "profile": "sRGB",
    "file_format": "JPEG", "size_bytes": 3, "modified_at": 1_000_000,
}  # fmt: skip


def session(desk: Desk, numbers: int = 3, **facts: Any) -> str:
    """A session with pictures 1 to n, known by their facts alone; returns its reference."""
    card = sessions.new(desk, client="Okafor, Ada", folder="okafor")
    ref = cards.ref(card)
    files = [
        (str(n), f"Hi-Res/IMG_{n:04}.jpg", Facts(**{**FACTS, "sha256": f"{n:064x}", **facts}))
        for n in range(1, numbers + 1)
    ]
    row = sessions.of_card(card)
    with desk.action("images") as act:
        for number, path, known in files:
            act.insert(
                Image, session_id=row.id, number=number, hires=path,
                width=known.width, height=known.height, orientation=known.orientation,
                colour_mode=known.colour_mode, profile=known.profile,
                file_format=known.file_format, size_bytes=known.size_bytes,
                modified_at=known.modified_at, sha256=known.sha256, problem=known.problem,
            )  # fmt: skip
    return ref


def pictures(ref: str) -> list[Image]:
    """The pictures of a session."""
    return images.of_card(cards.get(ref))


def change(desk: Desk, row: Any, **columns: Any) -> None:
    """Change a row, whatever a command would say."""
    with desk.action("change") as act:
        act.update(row, **columns)


def order(desk: Desk, *lines: NewLine, **said: Any) -> str:
    """An order of lines; returns its reference."""
    said.setdefault("vendor", "Bay Lab")
    return cards.ref(orders.new(desk, client="Okafor, Ada", lines=list(lines), **said))


def line(image: Image | None, size: str = "8x10", **given: Any) -> NewLine:
    """A line for a picture of a size."""
    given.setdefault("description", f"Print {size}")
    return NewLine(image_id=image.id if image is not None else None, size=size, **given)
