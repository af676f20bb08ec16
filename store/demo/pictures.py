"""Photographs for a few of the demo's sessions, made by whoever can make pictures."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Protocol

from store.demo.bulk import Sheet
from store.desk import Desk
from store.reading import first_column, tuples
from store.tables import Card, Image, Invoice, InvoiceLine, OrderLine, Session, is_open

SESSIONS = 12
"""Sessions with pictures."""

PICTURES = 6
"""Pictures of each."""

LONG_SIDE = 1200
PREVIEW_SIDE = 400

FOLDERS = ("Raw", "Hi-Res", "Previews", "Retouched", "Rendered")
"""Folders of a session."""


class Photographer(Protocol):
    """Makes one picture as a JPEG file; returns its width and height in pixels."""

    def __call__(self, path: Path, seed: int, long_side: int) -> tuple[int, int]:
        """Write the picture that belongs to a seed, so many pixels on its long side."""


def hang(desk: Desk, seed: int, photographer: Photographer) -> int:
    """Make pictures for the latest sessions that somebody bought from; returns how many."""
    images = Sheet(Image, "id session_id number hires retouched preview width height sha256 rating")
    query = (
        Session.select(Session.id, Card.number, Card.client)
        .join(Card)
        .switch(Session)
        .join(Invoice, on=(Invoice.session == Session.id))
        .join(InvoiceLine, on=(InvoiceLine.invoice == Invoice.id))
        .where(InvoiceLine.pose != "", is_open())
        .distinct()
        .order_by(Session.id.desc())
        .limit(SESSIONS)
    )
    for session_id, number, client_id in tuples(query):
        first = images.last_id + 1
        _shoot(desk, images, seed, session_id, number, client_id, photographer)
        images.flush()
        _pose(session_id, first)
    return images.written


def _shoot(
    desk: Desk, images: Sheet, seed: int, session_id: int, number: int, client_id: int,
    photographer: Photographer,
) -> None:  # fmt: skip
    name = f"S-{number}-client-{client_id}"
    home = desk.settings.pictures / name
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True, exist_ok=True)
    Session.update(folder=name).where(Session.id == session_id).execute()
    for place in range(1, PICTURES + 1):
        file = f"IMG_{place:04}.jpg"
        own = (seed * 100_003 + number) * 100 + place
        width, height = photographer(home / "Hi-Res" / file, own, LONG_SIDE)
        photographer(home / "Previews" / file, own, PREVIEW_SIDE)
        retouched = place in (2, 5)
        if retouched:
            shutil.copyfile(home / "Hi-Res" / file, home / "Retouched" / file)
        images.add(
            images.next_id(), session_id, f"{place}", f"Hi-Res/{file}",
            f"Retouched/{file}" if retouched else "", f"Previews/{file}", width, height,
            _sha256(home / "Hi-Res" / file), (place * 7 + number) % 6,
        )  # fmt: skip


def _pose(session_id: int, first: int) -> None:
    """Let what was bought of the session show one of its pictures."""
    lines = (
        InvoiceLine.select(InvoiceLine.id)
        .join(Invoice)
        .where(Invoice.session == session_id, InvoiceLine.pose != "")
        .order_by(InvoiceLine.id)
    )
    for count, line_id in enumerate(first_column(lines)):
        place = count % PICTURES
        image_id = first + place
        InvoiceLine.update(image=image_id, pose=f"{place + 1}").where(
            InvoiceLine.id == line_id
        ).execute()
        OrderLine.update(image=image_id).where(OrderLine.invoice_line == line_id).execute()


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
