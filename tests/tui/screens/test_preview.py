"""Previews: numbers always, a picture beside them from thumbnails, and what is missing is said."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from store.desk import Desk
from store.rendering import plans, sheets
from store.rendering.specs import Look, Picture, Source, Spec
from tests.store.rendering_ground import line, order, pictures, session
from tests.tui.screens.conftest import HOSTILE, Opening
from tests.tui.screens.renderground import filled
from tui.screens import previewpages
from tui.screens.lines import LinesScreen
from tui.screens.preview import PreviewScreen, raster_of
from tui.screens.previewpages import NO_THUMBNAIL, Preview
from tui.widgets.halfcells import SHADES


def preview(crop: tuple[float, float, float, float] | None = None, words: str = "a") -> Preview:
    """A file of one picture of 6000 × 4000 on 10 × 8 inches."""
    source = Source(f"/p/{words}.jpg", 6000, 4000, profile=words)
    spec = Spec(Look(name=words), (source,), (Picture(crop=crop),), 10.0, 8.0, stamp=words)
    return Preview(words, words, spec, sheets.sheet_of(spec), media="8x10", folder=words,
                   name=words)  # fmt: skip


def said(shown: Preview) -> dict[str, str]:
    """The numbers by their names."""
    return {name: value for one in previewpages.sections(shown) for name, value in one.pairs}


def test_numbers_of_a_crop() -> None:
    """Size in pixels and inches, effective resolution, crop in shares and pixels."""
    found = said(preview((0.1, 0.0, 0.75, 0.9)))
    assert found["Size"] == "3,000 × 2,400 px · 10 × 8 in"
    assert found["Resolution"] == "300 dpi"
    assert found["Effective"] == "450 dpi, reduced to 67%"
    assert found["Crop"].startswith("10.0% from the left, 0.0% from above, 75.0% × 90.0%; 32.5%")
    assert found["In pixels"] == "across 600–5,100, down 0–3,600"


def test_enlarging_is_said() -> None:
    """A small part of a picture on large paper has few pixels, and its number says how few."""
    found = said(preview((0.0, 0.0, 0.1, 0.1)))
    assert "enlarged 6×" in found["Effective"]
    assert said(preview())["Effective"].endswith("reduced to 60%")


def test_what_is_wrong_stands_first() -> None:
    """Where nothing can be made of it there are no numbers, but reason and remedy."""
    wrong = Preview("8x10", "O-1 line 2", problem="no image is chosen", remedy="choose one")
    words = [text for one in previewpages.sections(wrong) for text, _ in one.words]
    assert words == ["8x10  O-1 line 2", "no image is chosen", "choose one"]
    assert not said(wrong)


def test_the_picture_or_why_there_is_none(tmp_path: Path) -> None:
    """Without a thumbnail, or with a damaged one, it is said; never anything worse."""
    from dataclasses import replace

    shown = preview()
    assert raster_of(shown, "crop") == NO_THUMBNAIL
    path = tmp_path / "x.jpg"
    path.write_bytes(b"no picture")
    damaged = replace(shown, thumbnails=((f"/p/{'a'}.jpg", path),))
    for view in ("crop", "sheet"):
        assert "cannot be read" in str(raster_of(damaged, view))
    assert raster_of(Preview("x", problem="y"), "crop") is None


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_names_are_text(words: str) -> None:
    """Names of files, profiles and colour profiles may say anything."""
    from tui.screens.sections import laid_out
    from tui.widgets.look import Look as Painting

    for one in laid_out(previewpages.sections(preview(words=words)), 60, Painting()):
        assert "\x1b" not in "".join(text for text, _ in one.parts)


@pytest.mark.parametrize("size", [(80, 24), (60, 24), (160, 48)])
async def test_a_file_of_a_job(opened: Opening, size: tuple[int, int]) -> None:
    """Numbers and picture; v shows the sheet, z hides the picture, right goes to the next file."""
    async with opened(PreviewScreen("J", lambda _: []), size) as (program, pilot):
        jobs = await program.ground.ask(filled)
        reading = partial(previewpages.of_job, job=jobs[1])
        await program.push_screen(PreviewScreen(jobs[1], reading))
        await pilot.pause(0.4)
        text = program.text()
        assert "300 dpi" in text
        assert "1 of 4" in text
        assert sum(text.count(letter) for letter in SHADES[3:]) > 20
        await pilot.press("v")
        await pilot.pause(0.3)
        assert "the sheet as it will be" in program.text()
        await pilot.press("z")
        await pilot.pause()
        assert not program.screen.query_one("#picture").display
        await pilot.press("l")
        await pilot.pause(0.2)
        assert "2 of 4" in program.text()
        await pilot.press("h", "h")
        await pilot.pause()
        assert "1 of 4" in program.text()
        await pilot.press("Z")
        await pilot.pause()
        assert any("half cells" in words for words in program.told)


async def test_a_line_before_it_is_rendered(opened: Opening) -> None:
    """By v on an order's line: what would be made of it, with its crop."""

    def made(desk: Desk) -> str:
        ref = session(desk, 2)
        one, other = pictures(ref)
        return order(desk, line(one, crop="10%,0,50%,100%"), line(other), line(None))

    async with opened(PreviewScreen("J", lambda _: []), (100, 40)) as (program, pilot):
        ref = await program.ground.ask(made)
        await program.push_screen(LinesScreen(ref))
        await pilot.pause()
        await pilot.press("v")
        await pilot.pause(0.3)
        assert isinstance(program.screen, PreviewScreen)
        assert f"{ref} line 1" in program.text()
        assert "300 dpi" in program.text()
        assert NO_THUMBNAIL[:20] in program.text()
        await pilot.press("escape", "j", "j", "v")
        await pilot.pause(0.3)
        assert "no image is chosen" in program.text()


def test_shares_are_of_the_upright_picture() -> None:
    """Whatever grid the file has, a crop from above is from above."""
    source = Source("/p/a.jpg", 4000, 6000, 6)
    spec = Spec(Look(), (source,), (Picture(crop=(0, 0, 1, 0.5)),), 6.0, 2.0)
    plan = sheets.sheet_of(spec).placed[0].plan
    left, top, right, bottom = plans.upright_shares(plan)
    assert (left, top, right, bottom) == pytest.approx((0, 0, 1, 0.5), abs=0.001)
