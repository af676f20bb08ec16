"""File and folder names: inside their folder, never two alike, as the vendor takes them."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import filetemplates
from store.rendering import names
from store.rendering.names import Asked, Given, Rules

ROOT = "/pictures/Okafor/Rendered"
RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10))}

HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ("../../etc/passwd", "..", ".", "/", "C:\\x", "CON", "nul.txt", "a\x00b", "=cmd|x", " ", "…",
         "[/]", "\x1b[31m", "é" * 300, "𝒳" * 90, "-rf", "~", "\u202egpj.exe", "I\u0307", "ﬁ", "FI")
    ),
)  # fmt: skip
FILES = ("{order}_{line}_{image}", "{client}", "{image:04}", "{line:03}-{description}", "{copy}")
FOLDERS = ("", "{client}", "{quantity}_{size}_{count}", "{client}/{size}", "{code}/{description}")
CHARACTERS = ("", "A-Z0-9_", "a-z0-9", "0-9", "A-Za-z0-9 _.-")


def values(**given: str) -> dict[str, str]:
    """What fills templates, with what a test says."""
    usual = {"order": "O-1017", "line": "12", "image": "143", "quantity": "1", "size": "8x10"}
    return {**usual, **given}


def asked(number: int = 1, *, folder: str = "", file: str = "{image}", **said: str) -> Asked:
    """A file to be named."""
    return Asked((number,), file, folder, values(**said), ".jpg", ROOT)


def ruled(rules: Rules, *files: Asked) -> list[Given]:
    """What files are called for a vendor."""
    return names.name_all([replace(one, rules=rules) for one in files])


@st.composite
def orders(draw: st.DrawFn) -> list[Asked]:
    """The files of an order, with texts from anywhere."""
    rules = Rules(
        draw(st.none() | st.integers(10, 40)),
        draw(st.sampled_from(CHARACTERS)),
        draw(st.sampled_from(names.COPIES)),
    )
    file, folder = draw(st.sampled_from(FILES)), draw(st.sampled_from(FOLDERS))
    rows = draw(st.lists(st.tuples(HOSTILE, HOSTILE, st.integers(1, 120)), max_size=12))
    return [
        Asked(
            (number,), file, folder,
            values(client=client, description=words, code=words, image=words,
                   line=str(number % 3), quantity=str(many), copy="1"),
            ".jpg", ROOT, rules,
        )
        for number, (client, words, many) in enumerate(rows)
    ]  # fmt: skip


def alike(text: str) -> str:
    """A text as a system compares it that takes A for a, and composed letters for apart ones."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


@given(orders())
@settings(max_examples=300, deadline=None)
def test_names_are_harmless_unlike_and_within_the_rules(files: list[Asked]) -> None:
    """No name leads out of its folder, is taken for another, or breaks the vendor's rules."""
    found = names.name_all(files)
    assert len(found) == len(files)
    whole = [alike(f"{one.folder}/{one.name}") for one in found]
    assert len(set(whole)) == len(whole)
    for one, file in zip(found, files, strict=True):
        parts = [*(part for part in one.folder.split("/") if part), one.name]
        assert PurePosixPath(one.folder, one.name).parts == tuple(parts)
        for part in parts:
            check(part, file.rules, ending=".jpg" if part is one.name else "")


def check(part: str, rules: Rules, ending: str) -> None:
    """One name by itself."""
    assert part not in ("", ".", "..")
    assert part == part.strip()
    assert not part.startswith(".")
    assert not part.endswith(".")
    assert not set(part) & set('/\\:*?"<>|')
    assert all(letter.isprintable() for letter in part)
    assert part.split(".", maxsplit=1)[0].strip().casefold() not in RESERVED
    assert len(part.encode()) <= 255
    if rules.length is not None:
        assert len(part) <= rules.length
    if rules.characters:
        stem = part[: -len(ending)] if ending else part
        assert set(stem) <= names.characters(rules.characters)


@given(orders(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_files_does_not_matter(files: list[Asked], chance: random.Random) -> None:
    """The same files get the same names in whatever order they come."""
    expected = dict(zip((one.key for one in files), names.name_all(files), strict=True))
    mixed = files[:]
    chance.shuffle(mixed)
    again = dict(zip((one.key for one in mixed), names.name_all(mixed), strict=True))
    assert again == expected


def test_the_first_keeps_the_name_and_others_are_numbered() -> None:
    """Files that wish for one name are numbered in the order of their keys."""
    found = names.name_all([asked(3), asked(1), asked(2)])
    assert [one.name for one in found] == ["143_3.jpg", "143.jpg", "143_2.jpg"]


def test_names_alike_but_for_case_are_numbered() -> None:
    """What a system that takes A for a would write over is kept apart."""
    found = names.name_all([asked(1, image="Ada"), asked(2, image="ADA")])
    assert [one.name for one in found] == ["Ada.jpg", "ADA_2.jpg"]


def test_a_number_that_is_taken_is_passed_over() -> None:
    """A number is not given where some file has that name by itself."""
    found = names.name_all([asked(1), asked(2, image="143_2"), asked(3)])
    assert [one.name for one in found] == ["143.jpg", "143_2.jpg", "143_3.jpg"]


def test_a_file_is_not_called_like_a_folder_beside_it() -> None:
    """A file that would have the name of a folder at the same place is numbered."""
    found = names.name_all([asked(1, folder="143.jpg"), asked(2)])
    assert (found[0].folder, found[1].name) == ("143.jpg", "143_2.jpg")


def test_folders_that_differ_stay_apart_when_they_are_cut() -> None:
    """Two clients whose names begin alike do not share a folder that was cut."""
    files = [asked(n, folder="{client}", client=f"Lindqvist, B{n}") for n in (1, 2)]
    found = ruled(Rules(12), *files)
    assert [one.folder for one in found] == ["Lindqvist, B", "Lindqvist,_2"]
    assert [one.folder for one in ruled(Rules(12), *reversed(files))][::-1] == [
        one.folder for one in found
    ]


def test_one_folder_has_one_spelling() -> None:
    """Folders that differ in case alone are one on some systems: they get one name."""
    found = names.name_all([asked(1, folder="{code}", code="Ab"), asked(2, folder="{code}",
                            code="aB", image="144")])  # fmt: skip
    assert found[0].folder == found[1].folder


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{order}_{line}_{image}", "O-1017_12_143"),
        ("{order}_{line:03}_{image:05}", "O-1017_012_00143"),
        ("{order}_{code}_{image}", "O-1017_143"),
        ("{code}_{image}", "143"),
        ("{image}_{code}", "143"),
        ("{image}-{code}-{line}", "143-12"),
    ],
)
def test_templates_are_filled(template: str, expected: str) -> None:
    """Zeros fill numbers up; what is empty takes its joint away."""
    assert names.fill(template, values()) == expected


def test_a_letter_that_a_vendor_does_not_take_becomes_one_that_he_does() -> None:
    """Capitals where only those are taken, letters without accents, a sign for all else."""
    (found,) = ruled(Rules(None, "A-Z0-9_"), asked(image="Zoë & Bröd"))
    assert found.name == "ZOE___BROD.JPG"


def test_the_end_of_a_long_name_is_kept() -> None:
    """The end of a name tells files apart; how long it would have been is told."""
    (found,) = ruled(Rules(12), asked(file="{order}_{line}_{image}"))
    assert (found.name, found.wished) == ("7_12_143.jpg", 17)


# Three labs --------------------------------------------------------------------------------------


def test_a_folder_for_each_size_with_copies_as_a_suffix() -> None:
    """A lab that reads the number of copies from the name: ``8x10/12_143_cpy02.jpg``."""
    files = [
        asked(1, folder="{size}", file="{line}_{image}", quantity="2"),
        asked(2, folder="{size}", file="{line}_{image}", line="13", size="5x7"),
    ]
    found = ruled(Rules(copies="suffix"), *files)
    assert [f"{one.folder}/{one.name}" for one in found] == [
        "8x10/12_143_cpy02.jpg",
        "5x7/13_143.jpg",
    ]


def test_folders_of_quantity_size_and_count_with_names_of_twelve() -> None:
    """A lab that prints a folder so often as its name says, and checks how many files it has."""
    folder, file = "{quantity}_{size}_{count}", "{order}{line:02}{image:04}"
    files = [asked(n, folder=folder, file=file, quantity="2", line=str(n)) for n in (1, 2)]
    files.append(asked(3, folder=folder, file=file, size="5x7", line="3"))
    found = ruled(Rules(12, "A-Z0-9_", "folder"), *files)
    assert [f"{one.folder}/{one.name}" for one in found] == [
        "2_8X10_2/17010143.JPG",
        "2_8X10_2/17020143.JPG",
        "1_5X7_1/17030143.JPG",
    ]
    assert all(len(one.name) <= 12 for one in found)


def test_a_folder_for_each_package() -> None:
    """A lab that makes packages up by the folder's code."""
    folder = "{package}/{code}"
    files = [
        asked(1, folder=folder, package="PKG-A", code="WAL8"),
        asked(2, folder=folder, package="PKG-A", code="5X7"),
    ]
    found = names.name_all(files)
    assert [one.folder for one in found] == ["PKG-A/WAL8", "PKG-A/5X7"]


def test_copies_in_folders_where_the_template_does_not_say_how_many() -> None:
    """Without the quantity in the template a folder of its own says it."""
    found = ruled(Rules(copies="folder"), asked(folder="{size}", quantity="12"))
    assert found[0].folder == "8x10/cpy12"


# Rules -------------------------------------------------------------------------------------------


def test_ranges_of_characters() -> None:
    """``A-C_-`` is five characters: a line at the end is itself."""
    assert names.characters("A-C_-") == frozenset("ABC_-")


@pytest.mark.parametrize("template", ["{count}_{image}", "{order}_{page}_{count}"])
def test_a_file_cannot_count(template: str) -> None:
    """How many files a folder has is for its own name alone."""
    assert "{count}" in filetemplates.problem(template)
    assert filetemplates.problem(template, folder=True) == ""


def test_many_files_of_one_name_are_named_quickly() -> None:
    """Numbers go on where they stopped: ten thousand files of one name take a moment."""
    found = names.name_all([asked(n) for n in range(10_000)])
    assert found[-1].name == "143_10000.jpg"
