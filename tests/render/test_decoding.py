"""A source is decoded once, and only if it is the recorded one."""

from __future__ import annotations

import errno
import os
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from render import colours, decoding
from render.decoding import Decoder
from store.rendering.outcomes import INPUT, PERSON, TRANSIENT, Failed
from store.rendering.specs import Source
from tests.render.sources import photograph, saved


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A JPEG whose sides no fraction divides."""
    return saved(photograph(203, 131), tmp_path / "a.jpg", quality=90)


@pytest.mark.parametrize(("shrink", "size"), [(1, (203, 131)), (2, (102, 66)), (8, (26, 17))])
def test_sizes(source: Source, shrink: int, size: tuple[int, int]) -> None:
    """A fraction of the recorded size, rounded up."""
    assert Decoder().decoded(source, shrink).size == size


def test_once(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each copy of a source is decoded once, until another source is asked for."""
    other = saved(photograph(20, 20), tmp_path / "b.png")
    opened: list[Path] = []
    real = decoding.opening.opened

    def counted(path: Path, *most: int) -> AbstractContextManager[Image.Image]:
        opened.append(path)
        return real(path, *most)

    monkeypatch.setattr(decoding.opening, "opened", counted)
    decoder = Decoder()
    first = decoder.decoded(source)
    for _ in range(3):
        assert decoder.decoded(source) is first
        decoder.decoded(source, 2)
    assert len(opened) == 2
    decoder.decoded(other)
    decoder.decoded(source)
    assert len(opened) == 4
    decoder.forget()
    decoder.decoded(source)
    assert len(opened) == 5


def test_room(source: Source) -> None:
    """Beyond what may be kept, copies are let go of."""
    decoder = Decoder(most_bytes=4 * 203 * 131 - 1)
    first = decoder.decoded(source)
    decoder.decoded(source, 2)
    assert decoder.decoded(source) is not first


def kind_of(source: Source, decoder: Decoder | None = None) -> str:
    """In which way a source fails."""
    with pytest.raises(Failed) as failed:
        (decoder or Decoder()).decoded(source)
    assert failed.value.reason
    assert failed.value.remedy
    assert "/" in failed.value.reason
    return failed.value.kind


def test_another_content(source: Source) -> None:
    """A file that has changed since it was linked is refused, also when a copy is kept."""
    decoder = Decoder()
    decoder.decoded(source)
    Image.new("RGB", (203, 131)).save(source.path)
    assert kind_of(source, decoder) == INPUT
    assert kind_of(source) == INPUT


def test_another_time(source: Source) -> None:
    """The same content at another time, as after a restore, is the same picture."""
    os.utime(source.path, (1, 1))
    assert Decoder().decoded(source).size == (203, 131)
    Path(source.path).write_bytes(Path(source.path).read_bytes()[:-2] + b"xx")
    assert kind_of(source) == INPUT


def test_replaced_while_it_is_read(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was decoded while the file changed is thrown away; it is worth trying again."""
    real = colours.normal

    def slow(picture: Image.Image) -> Image.Image:
        content = Path(source.path).read_bytes()
        Path(source.path).unlink()
        Path(source.path).write_bytes(content)
        os.utime(source.path, (2, 2))
        return real(picture)

    monkeypatch.setattr(colours, "normal", slow)
    decoder = Decoder()
    assert kind_of(source, decoder) == TRANSIENT
    monkeypatch.setattr(colours, "normal", real)
    assert decoder.decoded(source).size == (203, 131)


@pytest.mark.parametrize("lost", [1, 900, 3000])
def test_truncated(tmp_path: Path, lost: int) -> None:
    """The end is missing: the source is to blame, and no grey area stands for it."""
    whole = saved(photograph(300, 200), tmp_path / "a.jpg")
    content = Path(whole.path).read_bytes()
    if lost == 1:
        content = content[: len(content) // 2]
    Path(whole.path).write_bytes(content[:-lost])
    assert kind_of(replace(whole, size_bytes=None)) == INPUT


def test_other_failures(source: Source, tmp_path: Path) -> None:
    """Not there, no picture, of another size, too many pixels, a name that cannot be one."""
    assert kind_of(replace(source, path=str(tmp_path / "none.jpg"))) == INPUT
    assert kind_of(replace(source, path=str(tmp_path))) == INPUT
    assert kind_of(replace(source, path="/a\0b")) == INPUT
    assert kind_of(replace(source, width=200)) == INPUT
    assert kind_of(source, Decoder(most_pixels=100)) == INPUT
    text = tmp_path / "text.jpg"
    text.write_text("no picture")
    assert kind_of(replace(source, path=str(text), size_bytes=None)) == INPUT


def test_forbidden(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person has to let us read it; said by the system's error, since root may read everything."""

    def refuse(path: Path) -> os.stat_result:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    assert kind_of(source) == PERSON


def test_profiles(source: Source) -> None:
    """What a picture without a profile is taken for is noted, or refused."""
    decoder = Decoder()
    decoder.decoded(source)
    assert decoder.profile() == colours.source_profile(Image.new("RGB", (1, 1)), "assume")[0]
    assert "sRGB is assumed" in " ".join(decoder.notes)
    with pytest.raises(Failed, match=r"a\.jpg: it names no colour profile"):
        decoder.profile("refuse")
