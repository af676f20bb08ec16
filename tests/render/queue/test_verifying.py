"""Verifying: made again, files are the same, or it is said in what they differ."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image as Pixels

from render import comparing, recipes, running, verifying
from store import renderqueue
from store.errors import Refused
from store.tables import RenderProfile, Sheet
from tests.render.queue.conftest import Ground


def rendered(ground: Ground, **profile: object) -> list[Path]:
    """Render the order; returns its files in order."""
    if profile:
        RenderProfile.update(**profile).where(RenderProfile.name == "Small prints").execute()
    (job,) = renderqueue.put(ground.desk, [ground.order], profile="Small prints")
    running.run_now(ground.desk, [job.job])
    return [Path(sheet.path) for sheet in renderqueue.sheets(ground.desk, job.job)]


def results(ground: Ground) -> list[str]:
    """What is found about each file."""
    return [one.result for one in verifying.verify(ground.desk, [ground.order])]


@pytest.mark.parametrize("recipe", ["beside", "inside", "both", "none"])
def test_the_same(ground: Ground, recipe: str) -> None:
    """Byte for byte, wherever the recipe is kept; nothing is written."""
    rendered(ground, recipe=recipe)
    before = sorted(ground.out.iterdir())
    heard: list[verifying.Verdict] = []
    found = verifying.verify(ground.desk, [ground.order], heard.append)
    assert [one.result for one in found] == ["same"] * 6
    assert all(one.proven for one in found)
    assert sorted(one.path for one in heard) == sorted(one.path for one in found)
    assert sorted(ground.out.iterdir()) == before


def test_what_was_changed_since(ground: Ground) -> None:
    """A file that is gone, one that is not what was written, and a source that has changed."""
    files = rendered(ground)
    files[0].unlink()
    files[1].write_bytes(files[1].read_bytes()[:-1])
    shutil.copy(ground.photographs[0], ground.photographs[2])
    found = verifying.verify(ground.desk, [ground.order])
    assert [one.result for one in found] == [
        "missing", "damaged", "same", "same", "unprovable", "unprovable",
    ]  # fmt: skip
    assert "is not the picture" in found[4].difference
    assert not found[0].proven


def test_another_version_of_a_library(ground: Ground) -> None:
    """Where the bytes differ it is said what made them then and now, and whether pixels do."""
    files = rendered(ground)
    _make_older(files[0], quality=60)
    verdict = verifying.verify(ground.desk, [ground.order])[0]
    assert verdict.result == "different"
    assert "pixels differ by up to" in verdict.difference
    assert "pillow 1.0 then" in verdict.difference


def test_written_otherwise(ground: Ground) -> None:
    """The same pixels in other bytes prove the picture."""
    files = rendered(ground, file_format="PNG", file_template="{line:02}_{image}")
    _make_older(files[0], compress_level=9)
    verdict = verifying.verify(ground.desk, [ground.order])[0]
    assert (verdict.result, verdict.proven) == ("same_pixels", True)


def _make_older(file: Path, **saved: int) -> None:
    """Write a file as an older version of a library would have."""
    with Pixels.open(file) as picture:
        picture.load()
        icc = picture.info["icc_profile"]
        picture.save(file, icc_profile=icc, dpi=picture.info["dpi"], **saved)
    sheet = Sheet.get(Sheet.path == str(file))
    recipe = json.loads(sheet.recipe)
    recipe["versions"]["pillow"] = "1.0"
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    Sheet.update(sha256=sha256, recipe=json.dumps(recipe)).where(Sheet.id == sheet.id).execute()


def test_nothing_to_verify(ground: Ground) -> None:
    """An order that was never rendered, and one of which nothing is made yet."""
    with pytest.raises(Refused, match="never rendered"):
        verifying.verify(ground.desk, [ground.order])
    renderqueue.put(ground.desk, [ground.order], profile="Small prints")
    with pytest.raises(Refused, match="nothing of it was made"):
        verifying.verify(ground.desk, [ground.order])
    with pytest.raises(Refused, match="J-99"):
        verifying.verify(ground.desk, ["J-99"])


def test_a_damaged_recipe(ground: Ground) -> None:
    """It proves nothing, and says so."""
    rendered(ground)
    Sheet.update(recipe="{").execute()
    assert set(results(ground)) == {"unprovable"}


def test_reading_a_recipe_of_another_version() -> None:
    """It is refused in words."""
    with pytest.raises(ValueError, match="another version"):
        recipes.read('{"recipe": 99}')


def test_sizes_that_differ(tmp_path: Path) -> None:
    """They are told before any pixel is looked at."""
    for name, size in (("one.png", (4, 3)), ("other.png", (5, 3))):
        Pixels.new("RGB", size).save(tmp_path / name)
    said = comparing.difference(tmp_path / "one.png", tmp_path / "other.png")
    assert said == "4 × 3 pixels then, 5 × 3 now"
    assert comparing.difference(tmp_path / "one.png", tmp_path / "one.png") == ""


def test_a_source_that_only_looks_the_same(ground: Ground) -> None:
    """Of the same size and time, with other content: its checksum is looked at."""
    rendered(ground)
    source = ground.photographs[0]
    told = source.stat()
    content = bytearray(source.read_bytes())
    content[-40] ^= 0xFF
    source.write_bytes(content)
    os.utime(source, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert results(ground)[:3] == ["unprovable", "unprovable", "same"]
