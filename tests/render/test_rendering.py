"""A file is whole or not there, the same each time, and what goes wrong says what to do."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from render import encoding, failures, iccprofiles, picturing, rendering, turning
from render.decoding import Decoder
from store.rendering import sheets, specs
from store.rendering.outcomes import INPUT, PERSON, TRANSIENT, Failed
from store.rendering.plans import Plan
from store.rendering.sheets import Placed, Sheet, Words
from store.rendering.specs import Look, Picture, Source, Spec
from tests.render.sources import photograph, saved, spec_of


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A photograph in Adobe RGB, taken upright."""
    icc = iccprofiles.profile("Adobe RGB")
    return saved(photograph(300, 200), tmp_path / "a.jpg", orientation=6, icc_profile=icc)


def test_a_file(source: Source, tmp_path: Path) -> None:
    """It has the size, the resolution and the colours wanted, and is what is told of it."""
    target = tmp_path / "O-1001" / "new" / "7.jpg"
    spec = spec_of(source, None, (0.8, 1.0), "O-1001", sharpen=60, name="Prints")
    made = rendering.make(spec, target, Decoder(), inside="a recipe")
    content = target.read_bytes()
    assert (made.path, made.bytes) == (str(target), len(content))
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    assert (made.width, made.height, made.dpi, made.notes) == (240, 300, 300, ())
    assert made.versions["pillow"]
    assert [path.name for path in target.parent.iterdir()] == ["7.jpg"]
    with Image.open(target) as picture:
        assert (picture.size, picture.info["dpi"]) == ((240, 300), (300, 300))
        assert picture.info["icc_profile"] == iccprofiles.profile("sRGB")
        assert 0x0112 not in picture.getexif()
    assert encoding.text_inside(target) == "a recipe"


@pytest.mark.parametrize(
    "look",
    [
        Look(sharpen=60), Look(final=False, long_side_px=90, watermark="PROOF"),
        Look(file_format="TIFF", compression="lzw", tone="sepia"), Look(file_format="PNG"),
        Look(linear=True, colour_space="Display P3"),
    ],
)  # fmt: skip
def test_the_same_bytes(source: Source, tmp_path: Path, look: Look) -> None:
    """Twice here and once in another process, whatever else was decoded before."""
    size = (None, None) if look.long_side_px else (0.8, 1.0)
    spec = Spec(look, (source,), (Picture(),), *size, stamp="O-1001")
    decoder = Decoder()
    first = rendering.make(spec, tmp_path / "1", decoder).sha256
    decoder.decoded(source, 2)
    assert rendering.make(spec, tmp_path / "2", decoder).sha256 == first
    program = (
        "import sys\nfrom pathlib import Path\nfrom render import rendering\n"
        "from render.decoding import Decoder\nfrom store.rendering import specs\n"
        "spec = specs.from_json(sys.stdin.read())\n"
        "print(rendering.make(spec, Path(sys.argv[1]), Decoder()).sha256)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "3")], input=specs.to_json(spec), text=True,
        capture_output=True, check=True, cwd=Path(rendering.__file__).parents[1],
    )  # fmt: skip
    assert done.stdout.strip() == first


def test_notes(tmp_path: Path) -> None:
    """What was assumed of a picture is told."""
    source = saved(photograph(30, 20), tmp_path / "a.jpg")
    assert "sRGB is assumed" in str(
        rendering.make(spec_of(source), tmp_path / "b", Decoder()).notes
    )
    with pytest.raises(Failed, match="no colour profile") as failed:
        rendering.make(spec_of(source, unprofiled="refuse"), tmp_path / "c", Decoder())
    assert failed.value.kind == PERSON
    assert not (tmp_path / "c").exists()


def test_a_sheet(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal plans are carried out once and pasted as often as they stand there."""
    other = saved(np.full((40, 40, 3), (250, 0, 0), np.uint8), tmp_path / "b.png")
    look = Look(rotation="none")
    first = sheets.plans.within(source, look, Picture(), (60, 90))
    second = sheets.plans.within(other, look, Picture(), (50, 50))
    sheet = Sheet(
        (200, 220), look,
        (Placed(first, (5, 5)), Placed(second, (70, 5)), Placed(first, (130, 5))),
        (Words("O-1001", (5, 180, 195, 210)),), ((0, 100, 199, 100),), "#00ff00",
    )  # fmt: skip
    carried: list[Plan] = []
    real = picturing.pieces

    def counted(plan: Plan, look: Look, decoder: Decoder) -> Iterator[picturing.Piece]:
        carried.append(plan)
        return real(plan, look, decoder)

    monkeypatch.setattr(picturing, "pieces", counted)
    monkeypatch.setattr(sheets, "sheet_of", lambda _: sheet)
    drawing = rendering.draw(spec_of(source), Decoder())
    assert len(carried) == 2
    pixels = np.asarray(drawing.picture)
    assert pixels.shape == (220, 200, 3)
    assert np.array_equal(pixels[5:95, 5:65], pixels[5:95, 130:190])
    assert (pixels[5:55, 70:120] == (250, 0, 0)).all()
    assert (pixels[100] == 0).all()
    assert (pixels[96:99] == (0, 255, 0)).all()
    assert (pixels[180:210] != (0, 255, 0)).any()
    assert "b.png: it names no colour profile" in str(drawing.notes)


def test_what_is_there_stays(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs nothing that was whole, and leaves nothing that is not."""
    target = tmp_path / "out" / "1.jpg"
    target.parent.mkdir()
    target.write_bytes(b"the file before")
    real = encoding.encode

    def full(*given: Any) -> None:
        real(*given)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(encoding, "encode", full)
    with pytest.raises(Failed, match="is full") as failed:
        rendering.make(spec_of(source), target, Decoder())
    assert failed.value.kind == TRANSIENT
    assert target.read_bytes() == b"the file before"
    assert len(list(target.parent.iterdir())) == 1


def test_a_destination_that_vanishes(source: Source, tmp_path: Path) -> None:
    """It is tried again: a share may come back."""
    target = tmp_path / "share" / "1.jpg"

    def gone(part: Path, wanted: Path) -> Path:
        shutil.rmtree(wanted.parent)
        return part.replace(wanted)

    with pytest.raises(Failed, match="is not there") as failed:
        rendering.make(spec_of(source), target, Decoder(), publish=gone)
    assert failed.value.kind == TRANSIENT


def test_another_name(source: Source, tmp_path: Path) -> None:
    """Whoever publishes may choose the name; it is told."""
    made = rendering.make(
        spec_of(source), tmp_path / "1.jpg", Decoder(),
        publish=lambda part, wanted: part.replace(wanted.with_name("1-2.jpg")),
    )  # fmt: skip
    assert made.path == str(tmp_path / "1-2.jpg")
    assert not (tmp_path / "1.jpg").exists()


def test_no_folder(source: Source, tmp_path: Path) -> None:
    """A file where the folder should be needs a person."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Failed) as failed:
        rendering.make(spec_of(source), tmp_path / "file" / "1.jpg", Decoder())
    assert failed.value.kind in (PERSON, TRANSIENT)
    assert failed.value.remedy


def test_out_of_memory(source: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It passes when less is done at once; what was kept is let go of."""

    def short(*_: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(turning, "turned", short)
    with pytest.raises(Failed, match="not enough memory") as failed:
        rendering.make(spec_of(source), tmp_path / "1.jpg", Decoder())
    assert failed.value.kind == TRANSIENT


def test_what_cannot_be_planned(source: Source) -> None:
    """A person has to change what was asked for."""
    with pytest.raises(Failed, match="no area") as failed:
        rendering.pixels(spec_of(source, Picture(crop=(0, 0, 0, 1))), Decoder())
    assert failed.value.kind == PERSON


@pytest.mark.parametrize(
    ("number", "source", "destination"),
    [
        (errno.ENOENT, INPUT, TRANSIENT), (errno.EIO, TRANSIENT, TRANSIENT),
        (errno.ESTALE, TRANSIENT, TRANSIENT), (errno.EACCES, PERSON, PERSON),
        (errno.ENOSPC, INPUT, TRANSIENT), (errno.EDQUOT, INPUT, TRANSIENT),
        (errno.EROFS, PERSON, PERSON), (errno.ENAMETOOLONG, INPUT, PERSON),
        (errno.EFBIG, INPUT, PERSON), (errno.ENOMEM, TRANSIENT, TRANSIENT),
    ],
)  # fmt: skip
def test_what_the_system_says(number: int, source: str, destination: str) -> None:
    """Each error of the system has its kind, a reason and a remedy; hostile names are harmless."""
    error = OSError(number, os.strerror(number))
    for failed, kind in (
        (failures.of_source(error, "/x/\x1b[31m.jpg"), source),
        (failures.of_destination(error, Path("/x/\x1b[31m/1.jpg")), destination),
    ):
        assert failed.kind == kind
        assert failed.reason
        assert failed.remedy
        assert "\x1b" not in str(failed)
