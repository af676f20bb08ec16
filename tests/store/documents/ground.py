"""What the tests of documents share: values to print, pictures, and readers of PDFs."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from store.documents.values import Line, OrderPaper, Party, Picture, Studio

STUDIO = Studio(
    "Larkin Studio", "12 Main Street, Springfield", "+1 555 0100", "hello@larkin.example", "US"
)

HOSTILE = (
    "fix [/] now",
    "<b>bold</b> & <font size=99>big</font>",
    "</para><para>",
    '<img src="/etc/passwd"/>',
    '<a href="javascript:x">x</a>',
    "<!-- x",
    "&nosuch; &#0; &#x1F600;",
    "\x1b]0;evil\x07\x1b[31mred",
    "\u202eevil\u2066",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "Subject: x\r\nBcc: y@example.com",
    "👩‍👩‍👧‍👦 family 👍🏽",
    "漢字 かな 한글 עברית العربية",
    "a" * 9_000,
    "\n" * 3_000 + "end",
    "word " * 2_000,
    "{{ client.name }} {% if %}",
    "%s %d {0} $x \\ \\n",
    "ffi ﬁ e\u0301 \u0301" + "\u0301" * 300,
    "\ud800 \ufffe \x00",
    " ",
    "",
)
"""Texts that no document may choke on, or read as anything but text."""


def jpeg(
    width: int = 300, height: int = 200, colour: tuple[int, int, int] = (90, 120, 160)
) -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "JPEG")
    return file.getvalue()


def line(number: int = 1, **given: Any) -> Line:
    """A line with everything in it."""
    full = Line(
        number, "P8X10", "Print 8×10, lustre", 3, 2, "BL-810-L", "8 × 10 in", "128",
        Picture(1, "f" * 64, "128"), 1250,
        (("Options", "Lustre"), ("Enhancement", "Soften"), ("Crop", "left"), ("Note", "Mind it")),
    )  # fmt: skip
    return replace(full, **given)


def order(ref: str = "O-1043", count: int = 1, **given: Any) -> OrderPaper:
    """An order with everything in it."""
    full = OrderPaper(
        ref, "Print", Party("Bay Lab", ("77 Harbor Road", "o@bay.example")), "LARKIN-77",
        Party("Māra Þórsson", ("5 Elm Street",)), ("I-1020", "S-1007"),
        (("Promised", "24 November 2026"), ("Due", "20 November 2026")), (("Mount", "oak"),),
        "Use the new paper.", "Send by courier.",
        tuple(line(number) for number in range(1, count + 1)),
    )  # fmt: skip
    return replace(full, **given)


def pages(data: bytes) -> list[str]:
    """The text of each page, with single blanks."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def need(program: str) -> None:
    """Skip without a program, or fail where a build machine must have it."""
    if shutil.which(program) is None:
        if os.environ.get("SAFELIGHT_REQUIRE_SERVERS") == "1":
            pytest.fail(
                f"{program} is not installed, and SAFELIGHT_REQUIRE_SERVERS=1 says it must be"
            )
        pytest.skip(f"{program} is not installed")


def rendered(data: bytes, folder: Path, dpi: int = 150) -> list[Path]:
    """Each page as a picture, as a printer would show it."""
    need("pdftoppm")
    file = folder / "printed.pdf"
    file.write_bytes(data)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", file, folder / "page"], check=True)
    return sorted(folder.glob("page-*.pgm"))


def scanned(picture: Path) -> list[str]:
    """What a real decoder reads from a page."""
    need("zbarimg")
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Scode128.enable", picture],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.split()
