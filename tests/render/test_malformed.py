"""Malformed and damaged pictures: each ends in a good file or in a reason, soon, within its memory.

A part of the rounds of damage runs here each time; ``SAFELIGHT_FUZZ_ROUNDS`` asks for more.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from render import jpegscan, opening, reading
from render.opening import Unreadable
from tests.render import malformed, mauling, ordeals

ROUNDS = int(os.environ.get("SAFELIGHT_FUZZ_ROUNDS", "400"))
SEED = int(os.environ.get("SAFELIGHT_FUZZ_SEED", "1"))
AT_ONCE = 20_000
"""A process is made anew after so many, so that what it gathers stays small."""


def test_the_collection_is_always_the_same() -> None:
    """What was wrong once can be looked at again."""
    before = {**malformed.samples(), **malformed.collection()}
    malformed.samples.cache_clear()
    malformed.collection.cache_clear()
    assert {**malformed.samples(), **malformed.collection()} == before


@pytest.mark.parametrize("name", sorted(malformed.samples()))
def test_what_they_are_made_from_is_sound(tmp_path: Path, name: str) -> None:
    """Otherwise their damage would be for nothing."""
    path = tmp_path / name
    path.write_bytes(malformed.samples()[name])
    found = reading.read(str(path))
    assert (found.problem, found.doubt) == ("", "")
    assert mauling.ordeal(path, _made(tmp_path), None, 0) == "made"


def _made(folder: Path) -> Path:
    (folder / "made").mkdir()
    return folder / "made"


def test_the_collection() -> None:
    """Every malformed picture comes to a file or to a reason."""
    count = ordeals.size_of_the_collection()
    report = ordeals.sent(mauling.COLLECTION, 0, count)
    assert report.wrong == []
    assert report.counts.total() == count > 250
    assert report.counts["refused"] > 100
    assert report.counts["made"] > 50


def test_rounds_of_damage() -> None:
    """So does every picture with some bytes changed, moved, cut out or taken from another."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for first in range(0, ROUNDS, AT_ONCE):
        report = ordeals.sent(str(SEED), first, min(ROUNDS, first + AT_ONCE))
        counts += report.counts
        wrong += report.wrong
    print(f"{ROUNDS:,} rounds of damage, seed {SEED}: {dict(counts)}")
    assert wrong[:20] == []
    assert counts.total() == ROUNDS
    assert min(counts["made"], counts["refused"]) > ROUNDS / 10


def test_checksums_that_fit() -> None:
    """A sound PNG stays as it is; one with damage gets past its checksums."""
    sound = malformed.samples()["plain.png"]
    assert mauling.summed(sound) == sound
    assert mauling.summed(sound[:60] + b"!" + sound[61:]) != sound[:60] + b"!" + sound[61:]
    assert mauling.summed(b"other") == b"other"


def test_a_process_that_is_lost_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a breakdown nor a wait passes for an answer."""
    monkeypatch.setattr(ordeals, "SECONDS", 0.01)
    report = ordeals.sent("1", 0, 1)
    assert report.counts == {"lost": 1}
    assert "took more than" in report.wrong[0]


@pytest.mark.parametrize("name", ["bomb.png", "wide.png", "huge.png", "huge.tif", "scans.jpg"])
def test_what_would_never_end_is_not_begun(tmp_path: Path, name: str) -> None:
    """The header is enough to refuse it; or it is refused when its pixels are wanted."""
    path = tmp_path / name
    path.write_bytes(malformed.collection()[name])
    with pytest.raises(Unreadable):
        opening.small(path, 100, most_pixels=50_000_000)


@pytest.mark.parametrize("name", [n for n in sorted(malformed.samples()) if n.endswith("jpg")])
def test_honest_passes(tmp_path: Path, name: str) -> None:
    """A sound picture has few; what only looks like the beginning of one is counted up to a limit."""
    path = tmp_path / name
    content = malformed.samples()[name]
    path.write_bytes(content)
    assert not jpegscan.has_many_scans(path)
    path.write_bytes(content + b"\xff\xda" * 101)
    assert jpegscan.has_many_scans(path) == (name == "progressive.jpg")
    path.write_bytes(content.replace(b"\xff\xc0", b"\xff\xc2") + b"\xff\xda" * 101)
    assert jpegscan.has_many_scans(path)


# Damage that would be painted over ---------------------------------------------------------------


JPEGS = [name for name in sorted(malformed.samples()) if name.endswith((".jpg", ".mpo"))]


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_a_foreign_block_in_a_photograph(options: dict[str, Any]) -> None:
    """A disk that mixes up its blocks leaves marks where none belong; a sound file has none."""
    content = malformed.saved("JPEG", malformed.photograph((600, 400)), quality=95, **options)
    assert jpegscan.doubt(content) == ""
    middle = content.index(b"\xff\xda") + 5_000
    block = random.Random(3).randbytes(4_096)
    damaged = content[:middle] + block + content[middle + len(block) :]
    assert "may be damaged" in jpegscan.doubt(damaged)


@pytest.mark.parametrize("name", JPEGS)
def test_what_is_sound_is_not_doubted(name: str) -> None:
    """Whatever its kind."""
    assert jpegscan.doubt(malformed.samples()[name]) == ""
    assert jpegscan.doubt(b"\x89PNG") == ""


@pytest.mark.parametrize("name", JPEGS)
def test_an_end_that_is_missing(name: str) -> None:
    """Is told, although some of the picture can be seen."""
    content = malformed.samples()[name]
    assert "it ends too early" in jpegscan.doubt(content[: content.index(b"\xff\xda") + 300])


def test_parts_that_are_missing() -> None:
    """Where a file is made of numbered parts, each is looked for."""
    content = malformed.samples()["restarts.jpg"]
    begin, end = content.index(b"\xff\xd1"), content.index(b"\xff\xd2")
    assert "out of order" in jpegscan.doubt(content[:begin] + content[end:])
    last = content.rindex(b"\xff\xd3")
    assert "it has 4 of 5 parts" in jpegscan.doubt(content[:last] + b"\xff\xd9")
    assert "out of order" in jpegscan.doubt(content.replace(b"\xff\xdd", b"\xff\xec"))


def test_a_picture_without_pixels() -> None:
    """Few bytes cannot hold so many pixels, whatever the rest says."""
    assert "it ends too early" in jpegscan.doubt(malformed.collection()["bomb.jpg"])
