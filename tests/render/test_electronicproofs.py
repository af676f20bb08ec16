"""Electronic proofs carry a watermark, have harmless names, and are the same each time."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from render import electronicproofs as proofs
from render.electronicproofs import Job
from tests.render.conftest import Make


def test_a_proof(picture: Make, tmp_path: Path) -> None:
    """It has the size asked for, stands upright, and is what its checksum says."""
    source = picture("a.jpg", (900, 600), orientation=6)
    target = tmp_path / "P-1001" / "7.jpg"
    done = proofs.work(Job(str(source), str(target), 300, "PROOF"))
    assert (done.problem, done.width, done.height) == ("", 200, 300)
    content = target.read_bytes()
    assert (done.size_bytes, done.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with Image.open(target) as made:
        assert (made.format, made.size, len(made.getexif())) == ("JPEG", (200, 300), 0)
    assert [path.name for path in target.parent.iterdir()] == ["7.jpg"]


def test_the_same_bytes_each_time(picture: Make, tmp_path: Path) -> None:
    """The picture, the size and the words decide; other words give other bytes."""
    source = str(picture("a.jpg", (500, 400)))
    shas = [
        proofs.work(Job(source, str(tmp_path / f"{at}.jpg"), 400, words)).sha256
        for at, words in enumerate(("Larkin", "Larkin", "Studio"))
    ]
    assert shas[0] == shas[1] != shas[2]


def test_what_goes_wrong_is_said(picture: Make, tmp_path: Path) -> None:
    """No source, a broken one, a place that cannot be written to: nothing is left behind."""
    target = tmp_path / "out" / "1.jpg"
    assert "no file that can be shown" in proofs.work(Job("", str(target), 300, "P")).problem
    gone = Job(str(tmp_path / "none.jpg"), str(target), 300, "P")
    assert "none.jpg: No such file" in proofs.work(gone).problem
    broken = picture("a.jpg", (600, 400))
    broken.write_bytes(broken.read_bytes()[:-900])
    assert "damaged" in proofs.work(Job(str(broken), str(target), 300, "P")).problem
    assert not target.parent.exists()
    good = picture("b.jpg")
    job = Job(str(good), str(good / "x.jpg"), 300, "P")
    assert "cannot be written" in proofs.work(job).problem


@pytest.mark.parametrize(
    ("numbers", "names"),
    [
        (["1", "IMG_0040"], ["1.jpg", "IMG_0040.jpg"]),
        (["../../etc/passwd"], ["_.._etc_passwd.jpg"]),
        (["a/b", "a_b", "A_B"], ["a_b.jpg", "a_b-2.jpg", "A_B-3.jpg"]),
        (["...", "\x1b[31m", "."], ["image.jpg", "_31m.jpg", "image-2.jpg"]),
        (["é ü"], ["é ü.jpg"]),
    ],
)
def test_file_names(numbers: list[str], names: list[str]) -> None:
    """By number, and never a path."""
    assert proofs.file_names(numbers) == names


@given(numbers=st.lists(st.text(max_size=30), max_size=12))
def test_file_names_are_harmless(numbers: list[str]) -> None:
    """Whatever the numbers are: one plain name each, none twice, none hidden."""
    names = proofs.file_names(numbers)
    assert len({name.casefold() for name in names}) == len(numbers)
    for name in names:
        assert Path(name).name == name
        assert not name.startswith(".")
        assert "\\" not in name
