"""A large order to be rendered: many lines over real-sized photographs, made by commands."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Picture

from store.tables import Image, LineImage, OrderLine
from tests.bench.pictures.photographs import painted
from tests.e2e import studios
from tests.e2e.terminal import ROOT, command, environment

AT_ONCE = 40
"""Lines that one command adds."""


@dataclass(frozen=True, slots=True)
class Studio:
    """The studio with the order in it."""

    folder: Path
    order: str
    files: int


def run(folder: Path, *words: str, status: int = 0) -> str:
    """Give a command in a program of its own; what it printed."""
    done = subprocess.run(
        command("--studio", folder, *words), env=environment(folder), cwd=ROOT,
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def answer(folder: Path, *words: str, status: int = 0) -> Any:
    """Give a command and read its JSON document."""
    return json.loads(run(folder, *words, "--json", status=status))


def photographs(folder: Path, count: int, width: int, height: int) -> None:
    """Write photographs that all differ: one painted, moved and mirrored."""
    folder.mkdir(parents=True, exist_ok=True)
    first = painted(width, height, 7)
    for number in range(1, count + 1):
        pixels = np.roll(first, (97 * number, 331 * number), (0, 1))
        pixels = np.ascontiguousarray(pixels[:, ::-1] if number % 2 else pixels)
        path = folder / f"{number:04}.jpg"
        Picture.fromarray(pixels).save(path, "JPEG", quality=92)


def made(
    folder: Path, destination: Path, pictures: int, lines: int, size: tuple[int, int]
) -> Studio:
    """Make the session, its photographs, what is sold of them, and the order of it all."""
    photographs(folder / "pictures" / "okafor" / "Hi-Res", pictures, *size)
    session = run(
        folder, "new", "session", "--client", "Okafor, Ada", "--type", "Wedding",
        "--at", "2026-11-02T10:00", "--folder", "okafor",
    ).strip()  # fmt: skip
    run(folder, "import", "images", str(folder / "pictures" / "okafor"), "--session", session)
    run(
        folder, "profiles", "add", "Big prints", "--final", "--sharpen", "80",
        "--destination", str(destination), "--file-template", "{line:03}_{image}",
        "--folder-template", "{order}",
    )  # fmt: skip
    layouts = [row["name"] for row in answer(folder, "layouts", "list")["layouts"]]
    wallets = next(name for name in layouts if "wallet" in name.casefold())
    contact = next(name for name in layouts if "contact" in name.casefold())
    for identifier, wide, high, layout in (
        ("BW8", "8", "10", wallets), ("BP57", "5", "7", ""), ("BP810", "8", "10", ""),
        ("BP1620", "16", "20", ""), ("BP3040", "30", "40", ""), ("BCS", "8", "10", contact),
    ):  # fmt: skip
        more = ["--layout", layout] if layout else []
        run(
            folder, "items", "add", identifier, "--kind", "print", "--vendor", "Bay Lab",
            "--width", wide, "--height", high, "--price", "10", "--render-profile", "Big prints",
            *more,
        )  # fmt: skip
    invoice = run(folder, "new", "invoice", "--session", session).strip()
    sold = [
        f"{('BP57', 'BP810', 'BW8')[place % 3]},pose={place % pictures + 1}"
        for place in range(lines - 3)
    ] + ["BP1620,pose=1", "BP3040,pose=2", "BCS,pose=1"]
    for start in range(0, len(sold), AT_ONCE):
        run(folder, "lines", "add", invoice, *sold[start : start + AT_ONCE])
    (order,) = answer(folder, "orders", "create", invoice)["created"]
    with studios.opened(folder):
        sheet = OrderLine.select().where(OrderLine.line == lines).get()
        LineImage.insert_many(
            [{"order_line_id": sheet.id, "image_id": image.id, "position": place}
             for place, image in enumerate(Image.select().order_by(Image.id))]
        ).execute()  # fmt: skip
    return Studio(folder, order["ref"], lines)
