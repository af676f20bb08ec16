"""Preflight: every finding, what has it and what has not, and how grave it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store import cards, items, layouts, renderprofiles, sessions
from store.desk import Desk
from store.errors import Refused
from store.rendering import preflight
from store.rendering.findings import FINDINGS, IN_WORDS
from store.rendering.preflight import Finding
from store.tables import Image, LineImage, OrderLine, RenderProfile, Vendor
from tests.store.rendering_ground import change, line, order, pictures, session

AT = 1_000_000

CROP_8x10 = "0,0,0.8333333,1"
"""The part of a picture of 3:2 that a print of 10 x 8 takes, so that nothing is cut off."""


@pytest.fixture
def home(desk: Desk, tmp_path: Path) -> Path:
    """The folder of the pictures, where the files of image 1 to 3 are as they were imported."""
    folder = tmp_path / "okafor" / "Hi-Res"
    folder.mkdir(parents=True)
    for number in (1, 2, 3):
        file = folder / f"IMG_{number:04}.jpg"
        file.write_bytes(b"abc")
        os.utime(file, (AT / 1000, AT / 1000))
    return folder


@pytest.fixture
def rows(desk: Desk, home: Path) -> list[Image]:
    """Three pictures whose files are there."""
    ref = session(desk, 3)
    change(desk, sessions.of_card(cards.get(ref)), folder=str(home.parent))
    return pictures(ref)


def names(found: list[Finding], number: int | None = None) -> list[str]:
    """What is found, of a line or of all; that the first profile is used is left out."""
    return [
        one.finding for one in found
        if number in (None, one.line) and one.finding != "no-profile-of-its-own"
    ]  # fmt: skip


def one_line(desk: Desk, row: Image | None, size: str = "8x10", **given: Any) -> list[Finding]:
    """What is found of an order of one line, its crop in the proportions of the print."""
    given.setdefault("crop", CROP_8x10)
    return preflight.check(desk, [order(desk, line(row, size, **given))])


def first_profile() -> RenderProfile:
    """The profile that is used where none is set."""
    return next(row for row in renderprofiles.listed() if row.final and not row.inactive)


def own_profile(desk: Desk, **given: Any) -> str:
    """A profile with properties of its own; returns its name."""
    name = "Strict"
    renderprofiles.add(desk, name, final=True, **given)
    return name


def test_every_finding_has_words() -> None:
    """What can be found is said in words, and the other way round."""
    assert FINDINGS.keys() == IN_WORDS.keys()


def test_nothing_is_doubtful(desk: Desk, rows: list[Image]) -> None:
    """A picture with pixels enough, in its proportions, with a profile, on disk: silence."""
    assert names(one_line(desk, rows[0])) == []


# Files -------------------------------------------------------------------------------------------


def test_missing(desk: Desk, rows: list[Image], home: Path) -> None:
    """A file that is gone is an error that names it."""
    (home / "IMG_0001.jpg").unlink()
    found = [one for one in one_line(desk, rows[0]) if one.finding == "missing"]
    assert [(one.severity, one.value, one.image) for one in found] == [
        ("error", str(home / "IMG_0001.jpg"), "1")
    ]


def test_never_linked(desk: Desk, rows: list[Image]) -> None:
    """A picture that has no file at all is missing too."""
    change(desk, rows[0], hires="")
    found = [one for one in one_line(desk, rows[0]) if one.finding == "missing"]
    assert [(one.severity, one.line, one.image) for one in found] == [("error", 1, "1")]


def test_stale(desk: Desk, rows: list[Image], home: Path) -> None:
    """A file of another size is not the one that was imported."""
    (home / "IMG_0001.jpg").write_bytes(b"abcd")
    found = [one for one in one_line(desk, rows[0]) if one.finding == "stale"]
    assert [(one.severity, one.value, one.limit) for one in found] == [("error", 4, 3)]


def test_touched(desk: Desk, rows: list[Image], home: Path) -> None:
    """A file of the same size that was written again may be another: a note with both moments."""
    os.utime(home / "IMG_0001.jpg", (AT / 1000 + 60, AT / 1000 + 60))
    found = [one for one in one_line(desk, rows[0]) if one.finding == "touched"]
    assert [(one.severity, one.value, one.limit) for one in found] == [
        ("note", "1969-12-31 19:17:40-05:00", "1969-12-31 19:16:40-05:00")
    ]


def test_unreadable(desk: Desk, rows: list[Image], monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what could not be opened at import nor what this user may not read is rendered."""
    monkeypatch.setattr(os, "access", lambda path, _: not str(path).endswith("0002.jpg"))
    change(desk, rows[0], width=None, height=None, problem="it is no picture")
    found = one_line(desk, rows[0])
    assert names(found) == ["unreadable"]
    assert "it is no picture" in str(found[0].value)
    assert names(one_line(desk, rows[1])) == ["unreadable"]
    assert names(one_line(desk, rows[2])) == []


def test_damaged(desk: Desk, rows: list[Image]) -> None:
    """A doubt about the file's data at import is a warning in its words."""
    change(desk, rows[0], doubt="data ends early at row 1200")
    found = [one for one in one_line(desk, rows[0]) if one.finding == "damaged"]
    assert [(one.severity, one.value) for one in found] == [
        ("warning", "data ends early at row 1200")
    ]


# Pictures ----------------------------------------------------------------------------------------


def test_no_image(desk: Desk, rows: list[Image]) -> None:
    """A print without a picture is an error; what needs none is not looked at."""
    frame = items.add(desk, "FRAME", kind="product", description="Frame", price_cents=900)
    ref = order(desk, line(None), line(None, "", item_id=frame.id))
    found = preflight.check(desk, [ref])
    assert [(one.line, one.severity, one.finding) for one in found] == [(1, "error", "no-image")]


def test_low_dpi_and_upscaling(desk: Desk, rows: list[Image]) -> None:
    """Below the profile's floor is a warning; between it and the profile's dpi it is enlarged."""
    change(desk, rows[0], width=1200, height=800)
    large = {one.finding: one for one in one_line(desk, rows[0])}
    assert (large["low-dpi"].value, large["low-dpi"].limit) == (100, 150)
    assert large["upscaling"].value == "3.00x"
    change(desk, rows[0], width=2400, height=1600)
    assert names(one_line(desk, rows[0])) == ["upscaling"]
    change(desk, rows[0], width=3600, height=2400)
    assert names(one_line(desk, rows[0])) == []


def test_no_floor(desk: Desk, rows: list[Image]) -> None:
    """A profile whose floor is 0 never says that there are too few pixels."""
    change(desk, rows[0], width=60, height=40)
    change(desk, first_profile(), lowest_dpi=0)
    assert names(one_line(desk, rows[0])) == ["upscaling"]


def test_crop_proportions(desk: Desk, rows: list[Image]) -> None:
    """What is cut off beyond the crop is told in shares; a crop that fits is not spoken of."""
    found = [one for one in one_line(desk, rows[0], crop="") if one.finding != "upscaling"]
    shares = [one.value for one in found if one.finding == "crop-proportions"]
    assert shares == ["17% cut off"]
    assert "crop-proportions" not in names(one_line(desk, rows[0], crop=CROP_8x10))


def test_filled_is_meant(desk: Desk, rows: list[Image]) -> None:
    """A profile that fills the paper, or fits the whole picture on it, cuts as it was told."""
    for fit in ("fill", "fit"):
        change(desk, first_profile(), fit=fit)
        assert names(one_line(desk, rows[0], crop="")) == []


@pytest.mark.parametrize("orientation", range(1, 9))
def test_cut_off_in_every_orientation(desk: Desk, rows: list[Image], orientation: int) -> None:
    """However the camera was held, as much is cut off."""
    change(desk, rows[0], orientation=orientation)
    found = {one.finding: one.value for one in one_line(desk, rows[0], crop="")}
    assert found["crop-proportions"] == "17% cut off"


@pytest.mark.parametrize("crop", ["0.5,0,0.6,1", "-0.1,0,0.5,0.5", "0,0,0,1"])
def test_crop_out_of_bounds(desk: Desk, rows: list[Image], crop: str) -> None:
    """A crop that reaches beyond its picture, or has no area, is an error."""
    ref = order(desk, line(rows[0], crop=CROP_8x10))
    change(desk, OrderLine.get(), crop=crop)
    found = preflight.check(desk, [ref])
    assert [(one.severity, one.finding, one.image) for one in found] == [
        ("error", "crop-bounds", "1")
    ]


@pytest.mark.parametrize(
    ("mode", "found"), [("CMYK", ["colour-mode"]), ("LAB", ["colour-mode"]), ("L", []), ("P", [])]
)
def test_colour_mode(desk: Desk, rows: list[Image], mode: str, found: list[str]) -> None:
    """Colours that are neither RGB nor grey are a warning."""
    change(desk, rows[0], colour_mode=mode)
    assert names(one_line(desk, rows[0])) == found


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        ("", ["no-profile"]),
        ("sRGB IEC61966-2.1", []),
        ("Adobe RGB (1998)", []),
        ("Display P3", []),
        ("Dot Gain 20%", []),
        ("EPSON 9900 Luster", ["odd-profile"]),
        ("unreadable profile", ["odd-profile"]),
    ],
)
def test_profiles(desk: Desk, rows: list[Image], profile: str, found: list[str]) -> None:
    """Pictures without a profile, or with one of a printer, are noted."""
    change(desk, rows[0], profile=profile)
    assert names(one_line(desk, rows[0])) == found


def test_no_profile_where_none_is_assumed(desk: Desk, rows: list[Image]) -> None:
    """Where the render profile refuses pictures without one, it is graver than a note."""
    change(desk, rows[0], profile="")
    change(desk, first_profile(), unprofiled="refuse")
    found = [one for one in one_line(desk, rows[0]) if one.finding == "no-profile"]
    assert [(one.severity, one.limit) for one in found] == [("warning", "refuse")]


def test_retouched_proportions(desk: Desk, rows: list[Image], home: Path) -> None:
    """Cropped in the editor: a warning with both; merely made smaller, or turned by EXIF: none."""
    change(desk, rows[0], retouched="Retouched/IMG_0001.jpg", original_width=6000,
           original_height=4000, width=5000, height=4000)  # fmt: skip
    found = {one.finding: one for one in one_line(desk, rows[0])}
    wrong = found["retouched-proportions"]
    assert (wrong.severity, wrong.value, wrong.limit) == ("warning", "1.250", "1.500")
    for width, height, orientation in ((3000, 2000, 1), (4000, 6000, 6), (6000, 4001, 1)):
        change(desk, rows[0], width=width, height=height, orientation=orientation)
        assert "retouched-proportions" not in names(one_line(desk, rows[0]))


def test_original_alone_has_its_own_proportions(desk: Desk, rows: list[Image]) -> None:
    """Without a retouched file there is nothing to compare."""
    change(desk, rows[0], original_width=4000, original_height=4000)
    assert names(one_line(desk, rows[0])) == []


def test_unfit(desk: Desk, rows: list[Image]) -> None:
    """A size that no file can have is an error with its reason."""
    found = one_line(desk, rows[0], "400x400")
    assert [(one.severity, one.finding) for one in found] == [("error", "unfit")]
    assert "pixels" in str(found[0].value)


# Names and profiles ------------------------------------------------------------------------------


def test_long_names(desk: Desk, rows: list[Image]) -> None:
    """A name that the vendor's length cuts is noted, with how long it would have been."""
    assert "long-name" not in names(one_line(desk, rows[0]))
    change(desk, Vendor.get(Vendor.name == "Bay Lab"), name_length=12)
    desk.forget_lists()
    profile = first_profile()
    change(desk, profile, file_template="{order}_{line:02}_{image:04}_{size}")
    found = [one for one in one_line(desk, rows[0]) if one.finding == "long-name"]
    assert [(one.severity, one.limit) for one in found] == [("note", 12)]
    assert found[0].value == len("O-1002_01_0001_8x10.jpg")


def test_profile_of_its_own(desk: Desk, rows: list[Image]) -> None:
    """That the first profile is used is noted, with its name, unless somebody chose one."""
    found = one_line(desk, rows[0])
    first = [one for one in found if one.finding == "no-profile-of-its-own"]
    assert [(one.severity, one.value) for one in first] == [("note", first_profile().name)]
    strict = own_profile(desk)
    row = renderprofiles.named(strict)
    assert one_line(desk, rows[0], render_profile_id=row.id) == []
    ref = order(desk, line(rows[0], crop=CROP_8x10))
    assert preflight.check(desk, [ref], strict) == []


def test_severities_by_profile(desk: Desk, rows: list[Image], home: Path) -> None:
    """A profile says how grave a finding is, of what cannot be made too; others keep theirs."""
    change(desk, rows[0], width=1200, height=800, profile="")
    (home / "IMG_0002.jpg").unlink()
    said = "low-dpi=error, upscaling=warning, missing=warning, no-image=note"
    own_profile(desk, severities=said)
    ref = order(desk, line(rows[0], crop=CROP_8x10), line(rows[1], crop=CROP_8x10), line(None))
    found = {
        (one.line, one.finding): one.severity for one in preflight.check(desk, [ref], "Strict")
    }
    assert found == {
        (1, "low-dpi"): "error",
        (1, "upscaling"): "warning",
        (1, "no-profile"): "note",
        (2, "missing"): "warning",
        (3, "no-image"): "note",
    }


def test_gravest_first(desk: Desk, rows: list[Image], home: Path) -> None:
    """Findings come by line, the gravest of each line first."""
    change(desk, rows[0], width=1200, height=800, profile="")
    (home / "IMG_0001.jpg").unlink()
    ref = order(desk, line(rows[1]), line(rows[0], crop=CROP_8x10))
    found = [(one.line, one.severity) for one in preflight.check(desk, [ref], first_profile().name)]
    assert found == [
        (1, "warning"), (2, "error"), (2, "warning"), (2, "note"), (2, "note"),
    ]  # fmt: skip


def test_severities_that_nobody_knows(desk: Desk, rows: list[Image]) -> None:
    """What another version wrote there changes nothing, and breaks nothing."""
    change(desk, first_profile(), severities="glitter=error")
    assert names(one_line(desk, rows[0])) == []


# Several -----------------------------------------------------------------------------------------


def several(desk: Desk, rows: list[Image], **columns: Any) -> str:
    """An order of one line with several pictures on a sheet of two; returns its reference."""
    sheet = layouts.add(desk, "Two", width=8.0, height=10.0, across=1, down=2, repeats=False)
    ref = order(desk, line(rows[0], "", layout_id=sheet.id, **columns))
    kept = OrderLine.get()
    with desk.action("hang") as act:
        for place, row in enumerate(rows):
            act.insert(LineImage, order_line_id=kept.id, image_id=row.id, position=place)
    return ref


def test_several_on_a_sheet(desk: Desk, rows: list[Image]) -> None:
    """Each picture of a sheet is looked at, and named."""
    change(desk, rows[1], width=600, height=375, profile="")
    found = preflight.check(desk, [several(desk, rows)])
    low = [(one.line, one.image, one.value) for one in found if one.finding == "low-dpi"]
    assert [row[:2] for row in low] == [(1, "2")]
    assert [one.image for one in found if one.finding == "no-profile"] == ["2"]


def test_one_picture_twice_on_a_sheet(desk: Desk, rows: list[Image]) -> None:
    """Two lines of one picture that share a sheet: the one that is too large is the one named."""
    change(desk, rows[0], width=1500, height=1000)
    ref = order(desk, line(rows[0], "20x30"), line(rows[0], "4x6"))
    shown = layouts.add(desk, "Both", width=40.0, height=60.0, across=1, down=2, repeats=False)
    found = preflight.check(desk, [ref], layout=shown.name)
    assert {one.line for one in found if one.finding == "low-dpi"} == {1, 2}
    apart = preflight.check(desk, [ref])
    assert {one.line for one in apart if one.finding == "low-dpi"} == {1}


def test_repeated_says_it_once(desk: Desk, rows: list[Image]) -> None:
    """Eight times the same picture on a sheet is one finding, not eight."""
    change(desk, rows[0], width=300, height=200)
    sheet = layouts.add(desk, "Eight", width=8.0, height=10.0, across=2, down=4, repeats=True)
    found = one_line(desk, rows[0], "", layout_id=sheet.id)
    assert names(found).count("low-dpi") == 1


def test_sessions(desk: Desk, rows: list[Image], home: Path) -> None:
    """Of a session, each picture is told by its number; proofs have no floor."""
    change(desk, rows[0], profile="", width=300, height=200)
    change(desk, rows[1], rejected=True)
    (home / "IMG_0003.jpg").unlink()
    ref = cards.ref(cards.get("S-1001"))
    found = preflight.check(desk, [ref])
    assert {(one.line, one.image, one.finding) for one in found} >= {
        (0, "1", "no-profile"), (0, "3", "missing"),
    }  # fmt: skip
    assert "low-dpi" not in names(found)
    assert "2" not in {one.image for one in found}


def test_lost_of_a_session(desk: Desk, rows: list[Image]) -> None:
    """A picture of a session that nothing can be made of is told by its number too."""
    change(desk, rows[1], hires="")
    found = [one for one in preflight.check(desk, ["S-1001"]) if one.finding == "missing"]
    assert [(one.line, one.image, preflight.about(one)) for one in found] == [(0, "2", "image 2")]


def test_of_some_lines(desk: Desk, rows: list[Image]) -> None:
    """Lines that were not asked for are not spoken of; one that is not there is refused."""
    ref = order(desk, line(rows[0]), line(None))
    assert names(preflight.check(desk, [ref], lines=[1])) == ["crop-proportions"]
    assert names(preflight.check(desk, [ref], lines=[2])) == ["no-image"]
    with pytest.raises(Refused, match="no line 7"):
        preflight.check(desk, [ref], lines=[7])


def test_blocking(desk: Desk, rows: list[Image], home: Path) -> None:
    """Only errors keep an order from being sent."""
    change(desk, rows[0], width=1200, height=800)
    ref = order(desk, line(rows[0]), line(rows[1]))
    assert preflight.blocking(desk, ref) == []
    (home / "IMG_0002.jpg").unlink()
    assert [(one.line, one.finding) for one in preflight.blocking(desk, ref)] == [(2, "missing")]


def test_records_are_told_apart(desk: Desk, rows: list[Image]) -> None:
    """Several records at once, each once, whatever their case; others are refused."""
    one = order(desk, line(None))
    other = order(desk, line(None))
    found = preflight.check(desk, [one.lower(), other, one])
    assert [row.ref for row in found] == [one, other]
    with pytest.raises(Refused):
        preflight.check(desk, ["O-9999"])


def test_hostile_words_are_data(desk: Desk, rows: list[Image]) -> None:
    """Neither escapes nor markup of a file reaches a screen."""
    change(desk, rows[0], doubt="\x1b[2J[/]", profile="\x1b]0;x\x07=cmd")
    for one in one_line(desk, rows[0]):
        assert "\x1b" not in f"{one.value}"


# Numbers -----------------------------------------------------------------------------------------


def test_a_thousand_lines(
    desk: Desk, rows: list[Image], monkeypatch: pytest.MonkeyPatch, counted: Callable[[], int]
) -> None:
    """As many queries for a thousand lines as for ten; each file is looked at once, however used."""
    looked: list[str] = []
    plain = os.stat

    def stat(path: Any, *args: Any, **named: Any) -> os.stat_result:
        looked.append(str(path))
        return plain(path, *args, **named)

    small = order(desk, *(line(rows[n % 3], crop=CROP_8x10) for n in range(10)))
    large = order(desk, *(line(rows[n % 3], crop=CROP_8x10) for n in range(1_000)))
    counted()
    preflight.check(desk, [small])
    few = counted()
    monkeypatch.setattr(os, "stat", stat)
    found = preflight.check(desk, [large])
    assert counted() <= few + 4
    files = [path for path in looked if path.endswith(".jpg")]
    assert len(files) <= 6
    assert len(names(found)) == 0


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """What says how many queries there were since it was last asked."""
    from store.tables import database

    made: list[str] = []
    assert database.obj is not None
    plain = database.obj.execute_sql

    def execute(sql: str, *args: Any, **named: Any) -> Any:
        made.append(sql)
        return plain(sql, *args, **named)

    monkeypatch.setattr(database.obj, "execute_sql", execute)

    def ask() -> int:
        count = len(made)
        made.clear()
        return count

    return ask
