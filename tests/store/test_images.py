"""Images are known by the number in their file's name, and have up to four files."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import cards, images, sessions
from store.desk import Desk
from store.errors import Refused
from store.imagefacts import Facts
from store.images import File
from store.text import safe


@pytest.mark.parametrize(
    ("name", "rule", "count", "number"),
    [
        ("Raw/IMG_0040.CR3", "whole", 0, "IMG_0040"),
        ("0040.jpg", "whole", 0, "40"),
        ("0040_okafor.jpg", "first", 4, "40"),
        ("okafor_0040.jpg", "last", 4, "40"),
        ("okafor0040a.jpg", "from", 7, "40a"),
        ("0000.jpg", "whole", 0, "0"),
        ("sub\\0012.jpg", "whole", 0, "12"),
    ],
)
def test_the_number_comes_from_the_name(name: str, rule: str, count: int, number: str) -> None:
    """Four rules; leading zeros drop."""
    assert images.number_of(name, rule, count) == number


@pytest.mark.parametrize(
    ("rule", "count", "words"),
    [
        ("frist", 4, "did you mean first"),
        ("last", 0, "needs a number"),
        ("from", 90, "gives no number"),
    ],
)
def test_rules_that_give_nothing_are_refused(rule: str, count: int, words: str) -> None:
    """The file is named."""
    with pytest.raises(Refused, match=words):
        images.number_of("0040.jpg", rule, count)


def test_files_of_one_number_are_one_picture(desk: Desk) -> None:
    """Raw, hi-res and preview find together, also later."""
    card = sessions.new(desk, client="Ada")
    images.add(
        desk, "S-1001", [File("Raw/0040.cr3", "raw"), File("Hi/40.jpg", facts=Facts(60, 40))]
    )
    images.add(desk, "S-1001", [File("Previews/040.jpg", "preview"), File("Hi/7.jpg")])
    found = images.of_card(card)
    assert [row.number for row in found] == ["7", "40"]
    assert (found[1].raw, found[1].hires, found[1].preview) == (
        "Raw/0040.cr3",
        "Hi/40.jpg",
        "Previews/040.jpg",
    )
    assert (found[1].width, found[1].height) == (60, 40)


def test_two_files_for_one_place_are_refused(desk: Desk) -> None:
    """Nothing is overwritten; the same file again changes nothing."""
    sessions.new(desk, client="Ada")
    images.add(desk, "S-1001", [File("a/1.jpg")])
    images.add(desk, "S-1001", [File("a/1.jpg")])
    with pytest.raises(Refused, match=r"image 1 has the hires file a/1\.jpg already"):
        images.add(desk, "S-1001", [File("b/1.jpg")])


@pytest.mark.parametrize("path", ["/etc/1.jpg", "../1.jpg", "C:\\1.jpg", " "])
def test_paths_stay_below_the_session(desk: Desk, path: str) -> None:
    """A path that leads elsewhere is refused."""
    sessions.new(desk, client="Ada")
    with pytest.raises(Refused, match="no path below"):
        images.add(desk, "S-1001", [File(path)])


@given(
    stem=st.text(st.characters(exclude_characters="/\\"), min_size=1, max_size=30),
    rule=st.sampled_from(images.RULES),
    count=st.integers(1, 40),
)
def test_numbers_of_any_name(stem: str, rule: str, count: int) -> None:
    """A number is safe, has no leading zeros, and is one, or the name is refused."""
    try:
        number = images.number_of(f"a/{stem}.jpg", rule, count)
    except Refused:
        return
    assert number == safe(number, images.NUMBER_LENGTH)
    assert number == "0" or not number.startswith("0")
    assert number.strip()


@given(number=st.integers(0, 10**9), zeros=st.integers(0, 8))
def test_zeros_before_a_number_do_not_count(number: int, zeros: int) -> None:
    """By every rule that takes all of the name."""
    stem = "0" * zeros + str(number)
    for rule, count in (("whole", 0), ("from", 1), ("first", 30), ("last", 30)):
        assert images.number_of(f"{stem}.jpg", rule, count) == str(number)


def test_the_facts_are_those_of_the_best_file(desk: Desk) -> None:
    """Retouched before hi-res, preview and raw, in whatever order they come."""
    sessions.new(desk, client="Ada")
    for at, role in enumerate(("raw", "preview", "hires", "retouched"), start=1):
        file = File(f"{role}/1.jpg", role, Facts(at, at, profile=role, sha256=f"{at}" * 64))
        images.add(desk, "S-1001", [file])
    row = images.of_card(cards.get("S-1001"))[0]
    assert (row.width, row.profile, row.sha256[0]) == (4, "retouched", "4")
    assert (row.original_width, row.original_height) == (3, 3)
    assert images.measured_file(row) == "retouched/1.jpg"
    assert images.shown_file(row) == "retouched/1.jpg"


@pytest.mark.parametrize("roles", [("hires", "retouched"), ("retouched", "hires")])
@pytest.mark.parametrize("at_once", [True, False])
def test_the_size_of_the_original(desk: Desk, roles: Sequence[str], at_once: bool) -> None:
    """Is kept beside the retouched file's, upright, whichever comes first."""
    sessions.new(desk, client="Ada")
    read = {"hires": Facts(60, 40, orientation=6), "retouched": Facts(30, 30)}
    files = [File(f"{role}/1.jpg", role, read[role]) for role in roles]
    for some in [files] if at_once else [[file] for file in files]:
        images.add(desk, "S-1001", some)
    row = images.of_card(cards.get("S-1001"))[0]
    assert (row.width, row.height, row.orientation) == (30, 30, 1)
    assert (row.original_width, row.original_height) == (40, 60)
    images.add(desk, "S-1001", [File("retouched/1.jpg", "retouched", Facts(20, 20))])
    row = images.of_card(cards.get("S-1001"))[0]
    assert (row.width, row.original_width) == (20, 40)


def test_no_original_without_a_retouched_file(desk: Desk) -> None:
    """A hi-res file is its own original."""
    sessions.new(desk, client="Ada")
    images.add(desk, "S-1001", [File("a/1.jpg", "hires", Facts(60, 40)), File("b/1.jpg", "preview", Facts(6, 4))])  # fmt: skip
    row = images.of_card(cards.get("S-1001"))[0]
    assert (row.width, row.original_width, row.original_height) == (60, None, None)


def test_what_cannot_be_read_after_all(desk: Desk) -> None:
    """Is noted once, harmlessly."""
    sessions.new(desk, client="Ada")
    images.add(desk, "S-1001", [File("1.jpg")])
    row = images.of_card(cards.get("S-1001"))[0]
    assert images.note_problems(desk, {row.id: "damaged\x1b[31m"}) == 1
    assert images.note_problems(desk, {row.id: "damaged\x1b[31m"}) == 0
    assert images.of_card(cards.get("S-1001"))[0].problem == "damaged[31m"


def test_sources_of_thumbnails(desk: Desk) -> None:
    """Full paths by session and number; a picture without a file has none."""
    sessions.new(desk, client="Ada", folder="ada")
    sessions.new(desk, client="Bo", folder="/srv/bo")
    images.add(desk, "S-1002", [File("Hi-Res/1.jpg", facts=Facts(sha256="ab" * 32))])
    images.add(desk, "S-1001", [File("Raw/2.cr2", "raw")])
    found = images.sources(desk)
    assert [(one.ref, one.number) for one in found] == [("S-1001", "2"), ("S-1002", "1")]
    assert found[0].path == str(desk.settings.pictures / "ada/Raw/2.cr2")
    assert (found[1].path, found[1].sha256) == ("/srv/bo/Hi-Res/1.jpg", "ab" * 32)
    assert [one.ref for one in images.sources(desk, ["S-1002"])] == ["S-1002"]
