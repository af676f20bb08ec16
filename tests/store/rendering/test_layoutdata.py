"""Layouts as data: read with the line of every mistake, and written back the same."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import layouts, samplelayouts
from store.desk import Desk
from store.errors import Refused
from store.rendering import layoutdata, layouttexts, packagefiles, sketches
from store.rendering.layoutdata import Template
from store.rendering.specs import Slot, Stamp

SHIPPED = {name: text for name, _, text in samplelayouts.LAYOUTS}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_layouts_are_sound(name: str) -> None:
    """Each can be read, written and read again as the same, and drawn."""
    template = layouttexts.read(SHIPPED[name], name).template
    assert layouttexts.read(layouttexts.text_of(template)).template == template
    assert list(layoutdata.problems(template)) == []
    assert len(sketches.lines(sketches.sample(template))) >= 3


def test_sizes_are_exact() -> None:
    """Numbers, fractions and mixed ones are parts of an inch; anything else is none."""
    assert layoutdata.inches(0.1) == Fraction(1, 10)
    assert layoutdata.inches("7/2") == layoutdata.inches("3 1/2") == layoutdata.inches(3.5)
    for wrong in ("", "x", "1/0", "1 2 3", "3 5/2", "nan", "inf", True, None, [], "1e9", 1e-300):
        with pytest.raises(ValueError, match="it|'"):
            layoutdata.inches(wrong)


WRONG = """kind = "slots"
sheet = [8, 10]
bleeds = 1
[[slots]]
x = 0
y = 0
width = 4
height = 4

[[slots]]
x = "a"
y = 3
width = 9
height = 1
fit = "fil"
turn = 45
"""


def test_every_mistake_names_its_line() -> None:
    """All that is wrong is told at once, by line, with the nearest word."""
    with pytest.raises(Refused) as caught:
        layouttexts.read(WRONG, "w.toml")
    assert caught.value.problems == [
        "w.toml:3: bleeds: means nothing here (did you mean bleed?)",
        "w.toml:11: x: 'a' is no size in inches, such as 3.5 or '3 1/2'",
        "w.toml:16: turn: must be 0, 90, 180 or 270 degrees clockwise",
        "w.toml:15: fit: 'fil' is none of fill, fit (did you mean fill or fit?)",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "sheet: must be the width"),
        ("sheet = [8, 10]\n[[slots]]\nx=0\ny=0\nwidth=9\nheight=1", "reaches beyond the sheet"),
        ("sheet = [8, 10]\n[[slots]]\nx=0\ny=0\nwidth=4\nheight=1\n[[slots]]\nx=3\ny=0\nwidth=4\n"
         "height=1", "the places at 0, 0 and 3, 0 overlap"),
        ("sheet = [8, 10]\n[[slots]]\nx=0\ny=0\nwidth=0.1\nheight=1", "is too small"),
        ("sheet = [8, 10]\nacross = 60", "too small"),
        ("sheet = [8, 10]\nacross = 0", "from 1 to 100"),
        ("sheet = [8, 10]\nacross = 100\ndown = 100\n", "10,000 places are too many"),
        ("sheet = [8, -1]", "more than 0"),
        ('sheet = [8, 10]\nbackground = "red"', "such as #ffffff"),
        ('sheet = [8, 10]\nmarks = "crop"', "none of none, cut"),
        ("sheet = [8, 10]\ncaption = 9", "half a place"),
        ("sheet = [8, 10]\nbleed = 3", "from 0 to 2 inches"),
        ("sheet = [8, 10]\n[[stamps]]\nx=9\ny=1\nheight=1", "reach beyond the sheet"),
        ("kind = 3", "none of slots, grid, contact, roll"),
        ('kind = "roll"', "width: is missing"),
        ('kind = "roll"\nwidth = 2\nmargin = 1', "no room for a picture"),
        ("slots = 3\nsheet=[1,1]", "must be tables"),
        ("sheet = [8, 10", "not valid TOML"),
        ("x" * 200_000, "no layout"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(text: str, said: str) -> None:
    """Sheets without room, places over each other, unknown words, broken files."""
    with pytest.raises(Refused, match=said):
        layouttexts.read(text)


@given(st.text(max_size=60))
def test_any_text_is_a_layout_or_refused(text: str) -> None:
    """Never anything but a layout or the reason why not."""
    for whole in (text, f"sheet = [8, 10]\nname = {text}", f'sheet = [8, 10]\nmarks = "{text}"'):
        try:
            layouttexts.read(whole)
        except Refused as refused:
            assert all("\x1b" not in problem for problem in refused.problems)


parts = st.fractions(Fraction(1, 4), 4, max_denominator=16)


@given(
    st.sampled_from(("grid", "contact")), parts, parts, st.integers(1, 5), st.integers(1, 5),
    st.fractions(0, Fraction(1, 3), max_denominator=32), st.booleans(), st.text(max_size=20),
)  # fmt: skip
def test_written_and_read_again(
    kind: str, wide: Fraction, high: Fraction, across: int, down: int, gap: Fraction, same: bool,
    words: str,
) -> None:  # fmt: skip
    """A template comes back the same, whatever its sizes and words."""
    width, height = wide * across + gap * (across - 1), high * down + gap * (down - 1)
    given_words = words.strip()
    template = layoutdata.grid(
        Template(
            "", kind, width, height, repeats=same and kind == "grid", across=across, down=down,
            gap=gap, stamps=(Stamp(Fraction(0), height, Fraction(1, 5), given_words),),
        ),
        fit="fit",
    )  # fmt: skip
    found = layouttexts.read(layouttexts.text_of(template, "d")).template
    cleaned = tuple(replace(stamp, words=found.stamps[0].words) for stamp in template.stamps)
    assert found == replace(template, stamps=cleaned)
    assert all((slot.width, slot.height) == (wide, high) for slot in found.slots)


def test_a_package_of_a_printer() -> None:
    """Places in pixels become inches; written again they are the same pixels."""
    text = "Type: KPKG\nVersion: 1.0\n0, 0, 750, 1050\n750,0,750,1050\n\n"
    assert packagefiles.is_package(text)
    assert not packagefiles.is_package("sheet = [8, 10]")
    template = packagefiles.read(text, "w.kpg", 300).template
    assert (template.width, template.height, template.repeats) == (5, Fraction(7, 2), True)
    assert template.slots[1] == Slot(
        Fraction(5, 2), Fraction(0), Fraction(5, 2), Fraction(7, 2)
    )  # fmt: skip
    assert packagefiles.text_of(template, 300).splitlines() == [
        "Type: KPKG", "Version: 1.0", "0, 0, 750, 1050", "750, 0, 750, 1050",
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"w\.kpg:3: '1, 2' is no place"):
        packagefiles.read("Type: KPKG\n\n1, 2", "w.kpg", 300)
    with pytest.raises(Refused, match="has no places"):
        packagefiles.read("Type: KPKG", "w.kpg", 300)
    with pytest.raises(Refused, match="beyond the sheet"):
        packagefiles.read(text, "w.kpg", 300, (4, 4))


# In the set-up -----------------------------------------------------------------------------------


def test_a_layout_without_a_definition_is_its_grid(desk: Desk) -> None:
    """Cells and gaps are those of its columns."""
    row = layouts.add(desk, "Four", width=8, height=10, across=2, down=2, gap=0.5, repeats=True)
    template = layoutdata.template_of(row)
    assert template.repeats
    assert [(slot.x, slot.y) for slot in template.slots] == [
        (0, 0), (Fraction(17, 4), 0), (0, Fraction(21, 4)), (Fraction(17, 4), Fraction(21, 4)),
    ]  # fmt: skip
    assert layouttexts.read(layouts.written(row)).template == replace(template, name="Four")


def test_a_definition_says_all_of_a_sheet(desk: Desk) -> None:
    """What lists show comes from it, and nothing beside it may say otherwise."""
    text = SHIPPED["5x7 + 4 wallets"]
    row = layouts.add(desk, "Mine", definition=text)
    assert (row.width, row.height, row.repeats) == (10, 8, True)
    assert layoutdata.template_of(row).name == "Mine"
    with pytest.raises(Refused, match="width is 10 by its definition"):
        layouts.change(desk, "Mine", width=9)
    layouts.change(desk, "Mine", description="Still", width=10)
    changed = layouts.change(desk, "Mine", definition="", across=2)
    assert (changed.definition, changed.width, changed.across) == ("", 10, 2)
    with pytest.raises(Refused, match="definition:2: across"):
        layouts.change(desk, "Mine", definition="sheet = [8, 10]\nacross = 0")


def test_bringing_in_changes_the_one_of_that_name(desk: Desk) -> None:
    """The name in the text counts, unless another is given; without any it is refused."""
    text = 'name = "Twos"\nsheet = [8, 10]\nacross = 2\n'
    first = layouts.bring_in(desk, layouttexts.read(text), text)
    again = layouts.bring_in(desk, layouttexts.read(text), text.replace("2", "4"), "TWOS")
    assert (first.id, again.name, again.across) == (again.id, "Twos", 4)
    with pytest.raises(Refused, match="has no name"):
        layouts.bring_in(desk, layouttexts.read("sheet = [8, 10]"), "sheet = [8, 10]")
    layouts.switch(desk, "Twos", active=False)
    with pytest.raises(Refused, match="is inactive"):
        layouts.bring_in(desk, layouttexts.read(text), text)


def test_hostile_words_are_data(desk: Desk) -> None:
    """Markup stays, what steers terminals does not come in."""
    text = 'name = "[/] \\u001b]0;x"\ndescription = "\\u001b[31m=cmd"\nsheet = [8, 10]\n'
    row = layouts.bring_in(desk, layouttexts.read(text), text)
    assert (row.name, row.description) == ("[/] ]0;x", "[31m=cmd")


# Pictures of lines -------------------------------------------------------------------------------


def test_a_sketch_shows_every_place() -> None:
    """Numbered by picture, in the sheet's proportions, within the room."""
    template = layouttexts.read(SHIPPED["5x7 + 4 wallets of another"]).template
    lines = sketches.lines(sketches.sample(template), 48, 20)
    text = "\n".join(lines)
    assert (text.count("1: 5×7"), text.count("2: 2.5×3.5")) == (1, 4)
    assert len({len(line) for line in lines}) == 1
    assert len(lines) <= 20
    assert len(lines[0]) <= 48
    assert list(sketches.told(template)) == [
        "sheet 10 × 8 in", "1 of 5 × 7 in", "4 of 2.5 × 3.5 in", "2 different pictures",
    ]  # fmt: skip


@given(parts, parts, st.integers(1, 9), st.integers(1, 9), st.integers(0, 90), st.integers(0, 60))
def test_sketches_keep_within_their_room(
    wide: Fraction, high: Fraction, across: int, down: int, columns: int, rows: int
) -> None:
    """Whatever the proportions, there is a picture, and it is no larger than its room."""
    template = layoutdata.grid(
        Template("", "grid", wide * across, high * down, across=across, down=down), fit="fill"
    )
    lines = sketches.lines(sketches.sample(template), columns, rows)
    assert len(lines) <= max(4, rows)
    assert max(map(len, lines)) <= max(8, columns)
