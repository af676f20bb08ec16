"""Lists of named entries: reasons, printers, layouts, render profiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import filetemplates, history, layouts, printers, renderprofiles, reorderreasons
from store.desk import Desk
from store.errors import Refused

Login = Callable[[str], Desk]

LISTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "reorder reason": (reorderreasons, {}),
    "printer": (printers, {"queue": "epson"}),
    "layout": (layouts, {"width": 8, "height": 10}),
    "render profile": (renderprofiles, {}),
}
"""What an entry is called, its module, and the least that it needs."""


@pytest.mark.parametrize("what", LISTS)
def test_every_list_adds_changes_switches_and_orders(desk: Desk, what: str) -> None:
    """With the same words for the same mistakes, and every step undone."""
    module, least = LISTS[what]
    there = module.listed()
    for row in there:  # the sample set-up has some
        row.delete_instance()
    for name in ("One", "Two"):
        module.add(desk, name, **least)
    with pytest.raises(Refused, match=f"there is a {what} called 'One' already"):
        module.add(desk, " óne ", **least)
    with pytest.raises(Refused, match=f"a {what} needs a name"):
        module.add(desk, " \x1b ", **least)
    with pytest.raises(Refused, match=r"'Onne' \(did you mean One\?\)"):
        module.change(desk, "Onne")
    with pytest.raises(Refused, match="there is no property 'colour'"):
        module.change(desk, "One", colour="red")
    assert module.change(desk, "one", new_name="Uno").name == "Uno"
    module.reorder(desk, "Two", 1)
    assert [row.name for row in module.listed()] == ["Two", "Uno"]
    module.switch(desk, "Two", active=False)
    with pytest.raises(Refused, match="Two is inactive; choose another, or activate it"):
        module.named("Two")
    module.switch(desk, "Two", active=True)
    for _ in range(6):
        history.undo(desk)
    assert module.listed() == []


def test_viewers_and_operators_change_no_list(log_in: Login) -> None:
    """Set-up takes its own right."""
    for login in ("vic", "mia"):
        with pytest.raises(Refused, match="may not do this"):
            reorderreasons.add(log_in(login), "Lost")


def test_undoing_set_up_takes_the_right_to_set_up(desk: Desk, log_in: Login) -> None:
    """An operator cannot undo what only staff may do."""
    reorderreasons.add(desk, "Eaten")
    action = history.undoable(desk)[0].id
    with pytest.raises(Refused, match="may not do this"):
        history.undo(log_in("mia"), action)


# Render profiles ----------------------------------------------------------------------------------


def icc_header(kind: bytes = b"RGB ", device: bytes = b"prtr") -> bytes:
    """How an ICC profile begins."""
    return bytes(12) + device + kind + bytes(16) + b"acsp" + bytes(100)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"dpi": 29}, "dpi must be a whole number from 30 to 2400, not 29"),
        ({"dpi": 300.5}, "dpi must be a whole number"),
        ({"dpi": float("nan")}, "dpi must be a whole number"),
        ({"quality": 0}, "quality must be a whole number from 1 to 100"),
        ({"bleed_mm": -1}, "bleed_mm must be from 0 to 100 mm"),
        ({"long_side_px": 3}, "long_side_px must be a whole number from 16"),
        ({"fit": "stretch"}, "fit: 'stretch' is none of crop, fit, fill"),
        ({"file_format": "jpg2"}, r"'jpg2' is none of JPEG, TIFF, PNG"),
        ({"colour_space": "Adobe"}, r"did you mean Adobe RGB\?"),
        ({"colour_space": "../lab.icc"}, "'..' cannot stand in the path"),
        ({"colour_space": "lab.icc"}, r"there is no file .*/lab.icc; copy it there first"),
        ({"file_template": "{ordr}_{line}"}, r"no field {ordr} \(did you mean order\?\)"),
        ({"file_template": "{order}"}, "every file would have the same name"),
        ({"folder_template": "../{order}"}, "'..' would lead out of the folder"),
        ({"folder_template": "/srv/{order}"}, "it begins at the root"),
        ({"stamp": "{order"}, "a brace is not closed"),
        ({"unprofiled": "guess"}, "unprofiled: 'guess' is none of assume, refuse"),
        ({"compression": "zip"}, "compression: 'zip' is none of none, lzw"),
        ({"recipe": "besides"}, "did you mean beside"),
        ({"lowest_dpi": -1}, "lowest_dpi must be a whole number from 0 to 2400"),
        (
            {"severities": "low_dpi=error"},
            r"severities: preflight finds no 'low_dpi' \(did you mean low-dpi\?\)",
        ),
        (
            {"severities": "low-dpi=fatal"},
            "severities: low-dpi: 'fatal' is none of error, warning, note",
        ),
        ({"severities": "low-dpi"}, "severities: 'low-dpi': write FINDING=SEVERITY"),
        ({"destination": "printer:Epson"}, "no printer is called 'Epson'; there are none yet"),
        ({"destination": "../out"}, "'..' cannot stand"),
        ({"watermark": "PROOF"}, "a watermark is for proofs"),
    ],
)
def test_what_no_profile_may_say(desk: Desk, given: dict[str, Any], words: str) -> None:
    """Each property is refused with its name, what is wrong, and what there is."""
    with pytest.raises(Refused, match=words):
        renderprofiles.add(desk, "Glossy", **given)


def test_a_profile_in_full(desk: Desk) -> None:
    """Words are kept as the lists write them, whatever their case."""
    printers.add(desk, "Epson", queue="epson", pool="Wide")
    (desk.settings.folder / "lab.icc").write_bytes(icc_header())
    row = renderprofiles.add(
        desk, "Proof", final=False, watermark="PROOF [/]", file_format="png", tone="Sepia",
        colour_space="lab.icc", destination="POOL: wide", file_template="{order}_{image:04}",
        folder_template="{client}/{order}", stamp="{order} · {image}", long_side_px=1600,
    )  # fmt: skip
    assert (row.file_format, row.tone, row.destination) == ("PNG", "sepia", "pool:Wide")
    assert (row.colour_space, row.watermark) == ("lab.icc", "PROOF [/]")
    with pytest.raises(Refused, match="a watermark is for proofs"):
        renderprofiles.change(desk, "Proof", final=True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is no ICC profile"),
        (b"no profile at all" * 20, "it is no ICC profile"),
        (icc_header(b"Lab "), "it is a profile for Lab, not for RGB, grey or CMYK"),
        (icc_header(b"\x1b[2J"), "it is a profile for"),
        (icc_header(device=b"link"), "it is no profile of a device"),
        (icc_header(device=b"scnr"), "it is a profile of a scanner"),
    ],
)
def test_files_that_are_no_colour_space(desk: Desk, content: bytes, words: str) -> None:
    """A file that nothing can be made for is refused when it is chosen, not when it is needed."""
    (desk.settings.folder / "lab.icc").write_bytes(content)
    with pytest.raises(Refused, match=words) as told:
        renderprofiles.add(desk, "Lab", colour_space="lab.icc")
    assert "\x1b" not in str(told.value)


def test_how_colours_and_files_are_made(desk: Desk) -> None:
    """What is not said is usual: compensated blacks, sRGB assumed, the recipe beside the file."""
    row = renderprofiles.add(desk, "Lab")
    assert (row.black_point, row.linear, row.unprofiled) == (True, False, "assume")
    assert (row.compression, row.recipe, row.lowest_dpi, row.severities) == (
        "none",
        "beside",
        150,
        "",
    )
    row = renderprofiles.change(
        desk, "Lab", black_point=False, linear=True, unprofiled="Refuse", compression="LZW",
        recipe="both", lowest_dpi=0, severities="upscaling = warning; LOW-DPI=error, stale=error",
    )  # fmt: skip
    assert (row.black_point, row.linear, row.unprofiled) == (False, True, "refuse")
    assert (row.compression, row.recipe, row.lowest_dpi) == ("lzw", "both", 0)
    assert row.severities == "low-dpi=error, upscaling=warning"


# File templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a file needs a name"),
        ("{image}/{line}", "'/' cannot stand in a file's name"),
        ("{image}\\x", "cannot stand in a name on every system"),
        ("{image}:x", "':' cannot stand"),
        ("{image}.", "begins or ends with a blank or a point"),
        ("~{image}", "begins at the root"),
        ("{image!r}", "takes nothing else between its braces"),
        ("{order:03}_{line}", "takes nothing else between its braces"),
        ("{image.__class__}", "there is no field"),
        ("{image[0]}", "there is no field"),
        ("{0}", "there is no field"),
        ("{}{image}", "there is no field"),
        ("x" * 201 + "{image}", "more than 200 characters"),
        ("}{image}", "a brace is not closed"),
    ],
)
def test_names_that_no_file_may_have(text: str, words: str) -> None:
    """Each is answered with what is wrong."""
    assert words in filetemplates.problem(text)


@given(st.text(alphabet="ab{}/.~:0 \\imagelo!\x1b", max_size=20), st.booleans())
def test_a_template_that_passes_stays_in_its_folder(text: str, folder: bool) -> None:
    """Nothing that passes can be absolute or lead upwards, and its fields are all known."""
    if filetemplates.problem(text, folder=folder) == "":
        filled = text.strip().format(**dict.fromkeys(filetemplates.FIELDS, 1))
        parts = filled.split("/")
        assert not filled.startswith(("/", "~"))
        assert ".." not in parts
        assert filled == "" or "" not in parts


# Layouts ------------------------------------------------------------------------------------------


def test_the_cells_must_fit(desk: Desk) -> None:
    """A gap that leaves no room is refused with the size that each cell would have."""
    layouts.add(desk, "Wallets", width=8, height=10, across=4, down=2, gap=0.125, repeats=True)
    with pytest.raises(Refused) as caught:
        layouts.change(desk, "Wallets", gap=3)
    assert caught.value.problems == [
        "layout Wallets: 4 across do not fit: with gaps of 3 in on 8 in each would be 0.00 in; "
        "use fewer, or a smaller gap"
    ]
    with pytest.raises(Refused, match="needs a width and a height"):
        layouts.add(desk, "Empty")
    with pytest.raises(Refused, match="from more than 0 to 1000 inches, not -1"):
        layouts.add(desk, "Odd", width=-1, height=4)


@given(
    st.floats(0.1, 100), st.floats(0.1, 100), st.integers(1, 20), st.integers(1, 20),
    st.floats(0, 10),
)  # fmt: skip
def test_cells_and_gaps_make_the_sheet(
    width: float, height: float, across: int, down: int, gap: float
) -> None:
    """Together they are exactly as large as it is."""
    wide, high = layouts.cell(width, height, across, down, gap)
    assert wide * across + gap * (across - 1) == pytest.approx(width)
    assert high * down + gap * (down - 1) == pytest.approx(height)


# Printers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "which queue of the print service"),
        ({"queue": "my printer"}, "a queue's name has no blanks"),
        ({"queue": "a/b"}, "has no '/'"),
        ({"queue": "-o raw"}, "a queue's name has no blanks"),
        ({"queue": "-x"}, "cannot begin with '-'"),
        ({"queue": "x" * 128}, "more than 127 characters"),
        ({"queue": "epson", "sizes": "4x6, A4"}, "'A4' is no size"),
        ({"queue": "epson", "sizes": "0x6"}, "'0x6' is no size"),
        ({"queue": "epson", "priority": 0}, "priority must be a whole number from 1 to 99"),
    ],
)
def test_what_no_printer_may_say(desk: Desk, given: dict[str, Any], words: str) -> None:
    """Queues are named as the print service allows it, sizes are inches."""
    with pytest.raises(Refused, match=words):
        printers.add(desk, "Epson", **given)


def test_sizes_are_written_alike(desk: Desk) -> None:
    """Whatever way they were typed, each once."""
    row = printers.add(desk, "Epson", queue="epson", sizes=" 4X6,8.50 × 11, 4x6")
    assert row.sizes == "4x6,8.5x11"
