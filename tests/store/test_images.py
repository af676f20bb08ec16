"""Images are known by the number in their file's name, and have up to four files."""

from __future__ import annotations

import pytest

from store import images, sessions
from store.desk import Desk
from store.errors import Refused
from store.images import File


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
        desk, "S-1001", [File("Raw/0040.cr3", "raw"), File("Hi/40.jpg", width=60, height=40)]
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
