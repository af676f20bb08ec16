"""Assembling: which files an order or a session comes to, of what look, where and how often."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Any

import pytest

from store import cards, items, layouts, orders, renderprofiles, sessions, vendors
from store.desk import Desk
from store.errors import Refused
from store.rendering import assembling, gathering, looks
from store.rendering.assembling import Assembled, Wanted
from store.rendering.outcomes import INPUT, PERSON, Failed
from store.rendering.specs import Look
from store.tables import Image, LineImage, OrderLine, RenderProfile, Vendor
from tests.store.rendering_ground import change, line, order, pictures, session


@pytest.fixture
def rows(desk: Desk) -> list[Image]:
    """Three pictures of session S-1001."""
    return pictures(session(desk, 3))


def profile(desk: Desk, name: str, **given: Any) -> RenderProfile:
    """A render profile."""
    given.setdefault("final", True)
    return renderprofiles.add(desk, name, **given)


def only(found: Assembled) -> Wanted:
    """The one file there is."""
    assert [one.reason for one in found.failed] == []
    (wanted,) = found.wanted
    return wanted


def one(desk: Desk, row: Image | None, size: str = "8x10", **given: Any) -> Wanted:
    """The file of an order of one line."""
    return only(assembling.assemble(desk, order(desk, line(row, size, **given))))


def rules(desk: Desk, **columns: Any) -> None:
    """What Bay Lab takes of files."""
    change(desk, Vendor.get(Vendor.name == "Bay Lab"), **columns)
    desk.forget_lists()


def paths(found: Assembled, *, root: str = "") -> list[str]:
    """Folder and name of each file, below the one that the profiles name."""
    return [str(PurePath(row.folder, row.name)).split(f"{root}/", 1)[-1] for row in found.wanted]


# Profiles ----------------------------------------------------------------------------------------


def test_choice_of_profile(desk: Desk, rows: list[Image]) -> None:
    """The one said, then the line's, then the item's, then the first active one of the sort."""
    first = next(row for row in renderprofiles.listed() if row.final and not row.inactive)
    of_item, of_line, said = (profile(desk, name) for name in ("Item", "Line", "Said"))
    item = items.add(desk, "P8", kind="print", description="Print", price_cents=100)
    change(desk, item, render_profile_id=of_item.id)
    assert one(desk, rows[0]).spec.look.name == first.name
    assert one(desk, rows[0], item_id=item.id).spec.look.name == "Item"
    both = {"item_id": item.id, "render_profile_id": of_line.id}
    assert one(desk, rows[0], **both).spec.look.name == "Line"
    ref = order(desk, line(rows[0], **both))
    assert only(assembling.assemble(desk, ref, profile="said")).profile_id == said.id


def test_inactive_profiles(desk: Desk, rows: list[Image]) -> None:
    """One that is used no more is not chosen through an item, and never the first."""
    of_item = profile(desk, "Item")
    item = items.add(desk, "P8", kind="print", description="Print", price_cents=100)
    change(desk, item, render_profile_id=of_item.id)
    renderprofiles.switch(desk, "Item", active=False)
    assert one(desk, rows[0], item_id=item.id).spec.look.name != "Item"


def test_no_profile_at_all(desk: Desk, rows: list[Image]) -> None:
    """Without any of the sort the line is lost, with what to do."""
    with desk.action("none") as act:
        for row in renderprofiles.listed():
            act.update(row, inactive=True)
    found = assembling.assemble(desk, order(desk, line(rows[0])))
    assert not found.wanted
    (lost,) = found.failed
    assert (lost.line, lost.kind, lost.finding) == (1, PERSON, "unfit")
    assert lost.reason == "there is no final render profile"
    assert "profiles add" in lost.remedy


def test_sessions_take_proofs_alone(desk: Desk, rows: list[Image]) -> None:
    """A session is rendered by a proof profile; a final one is refused, and proofs are named."""
    found = assembling.assemble(desk, "S-1001")
    assert len(found.wanted) == 3
    assert not any(row.spec.look.final for row in found.wanted)
    profile(desk, "Lustre")
    with pytest.raises(Refused, match=r"Lustre is for finished work.*there are"):
        assembling.assemble(desk, "S-1001", profile="Lustre")
    with pytest.raises(Refused, match="leave --lines out"):
        assembling.assemble(desk, "S-1001", lines=[1])


def test_proofs_of_an_order(desk: Desk, rows: list[Image]) -> None:
    """An order of finished work may be rendered by a proof profile, to look at."""
    profile(desk, "Look", final=False, long_side_px=800)
    ref = order(desk, line(rows[0]))
    assert not only(assembling.assemble(desk, ref, profile="Look")).spec.look.final


def test_rejected_are_left_out(desk: Desk, rows: list[Image]) -> None:
    """What was rejected of a session is not rendered; where all was, it is refused."""
    change(desk, rows[1], rejected=True)
    assert [row.image_id for row in assembling.assemble(desk, "S-1001").wanted] == [
        rows[0].id, rows[2].id,
    ]  # fmt: skip
    change(desk, rows[0], rejected=True)
    change(desk, rows[2], rejected=True)
    with pytest.raises(Refused, match="no images that are not rejected"):
        assembling.assemble(desk, "S-1001")


def test_what_is_not_rendered(desk: Desk, rows: list[Image]) -> None:
    """A cancelled order is refused, and so is a record that there is not."""
    ref = order(desk, line(rows[0]))
    cancelled = next(
        row
        for row in desk.directory.statuses.values()
        if row.state == "cancelled" and row.track_id == cards.get(ref).track_id
    )
    change(desk, cards.get(ref), status_id=cancelled.id)
    with pytest.raises(Refused, match="cancelled"):
        assembling.assemble(desk, ref)
    for word in ("O-99999", "nonsense", "[/]\x1b"):
        with pytest.raises(Refused):
            assembling.assemble(desk, word)


# Pictures ----------------------------------------------------------------------------------------


def test_retouched_goes_first(desk: Desk, rows: list[Image]) -> None:
    """Retouched, else hi-res, else the preview, else the raw file; none is lost with a reason."""
    files = {"raw": "Raw/1.cr3", "preview": "Previews/1.jpg", "hires": "Hi-Res/1.jpg",
             "retouched": "Retouched/1.tif"}  # fmt: skip
    change(desk, rows[0], hires="")
    lost = assembling.assemble(desk, order(desk, line(rows[0]))).failed[0]
    assert (lost.kind, lost.finding, lost.image_id) == (INPUT, "missing", rows[0].id)
    for role, path in files.items():
        change(desk, rows[0], **{role: path})
        assert one(desk, rows[0]).spec.sources[0].path.endswith(path)


def test_checksum_is_that_of_the_measured_file(desk: Desk, rows: list[Image]) -> None:
    """What was recorded of another of its files says nothing of the one that is rendered."""
    assert one(desk, rows[0]).spec.sources[0].sha256 == f"{1:064x}"
    assert one(desk, rows[0]).spec.sources[0].modified_at == 1_000_000


def test_path_that_leads_elsewhere(desk: Desk, rows: list[Image]) -> None:
    """A recorded path may not leave the folder of its session."""
    change(desk, rows[0], hires="../../etc/passwd")
    found = assembling.assemble(desk, order(desk, line(rows[0])))
    assert not found.wanted
    assert found.failed[0].kind == INPUT


def test_file_under_another_spelling(desk: Desk, rows: list[Image], tmp_path: Path) -> None:
    """A name that was cleaned when it was recorded leads to the file as it is on disk."""
    folder = tmp_path / "home" / "Hi-Res"
    folder.mkdir(parents=True)
    (folder / "a\x1b[1mb.jpg").write_bytes(b"abc")
    change(desk, sessions.of_card(cards.get("S-1001")), folder=str(tmp_path / "home"))
    from store.text import safe

    change(desk, rows[0], hires=f"Hi-Res/{safe('a' + chr(27) + '[1mb.jpg')}")
    assert one(desk, rows[0]).spec.sources[0].path == str(folder / "a\x1b[1mb.jpg")


def test_crop_and_turn(desk: Desk, rows: list[Image]) -> None:
    """The line's crop goes before the picture's; how it was turned goes along."""
    change(desk, rows[0], crop="0,0,0.5,0.5", rotation=90)
    assert one(desk, rows[0]).spec.pictures[0].crop == (0, 0, 0.5, 0.5)
    own = one(desk, rows[0], crop="10%,20%,50%,50%").spec.pictures[0]
    assert (own.crop, own.turn) == ((0.1, 0.2, 0.5, 0.5), 90)


@pytest.mark.parametrize("text", ["", "none", "-", " NONE "])
def test_no_crop(text: str) -> None:
    """Words for none are none."""
    assert looks.crop_of(text) is None


@pytest.mark.parametrize("text", ["1", "a,b,c,d", "0,0,1", "0,0,1,1,1", "nan,0,1,1", "0,0,inf,1"])
def test_what_is_no_crop(text: str) -> None:
    """Anything else is refused with how it is written; what is no number is not inside."""
    with pytest.raises(Failed) as failed:
        looks.crop_of(text)
    assert failed.value.kind == PERSON


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("8x10", (8, 10)),
        ("8×10", (8, 10)),
        (" 3.5 X 5 in", (3.5, 5)),
        ('11*14"', (11, 14)),
        ("wallet", None),
        ("0x10", None),
        ("8x10x2", None),
        ("99999x1", None),
    ],
)
def test_sizes(text: str, size: tuple[float, float] | None) -> None:
    """Sizes are read in inches; words are none."""
    assert gathering.read_size(text) == size


def test_size_of_the_item(desk: Desk, rows: list[Image]) -> None:
    """A line that says no size has that of its item; without any, the profile's long side."""
    item = items.add(desk, "P5", kind="print", description="P", price_cents=100, width=5, height=7)
    found = one(desk, rows[0], "", item_id=item.id)
    assert (found.spec.width_in, found.spec.height_in, found.media) == (5, 7, "5x7")
    assert one(desk, rows[0], "4x6", item_id=item.id).media == "4x6"
    bare = assembling.assemble(desk, order(desk, line(rows[0], "")), profile="")
    assert bare.wanted or bare.failed


# Lines -------------------------------------------------------------------------------------------


def test_lines_that_are_lost(desk: Desk, rows: list[Image]) -> None:
    """A line without a picture, or with one that cannot be used, does not stop the others."""
    change(desk, rows[1], width=None, height=None, problem="it is cut short")
    ref = order(desk, line(rows[0]), line(None), line(rows[1]), line(rows[2]))
    kept = OrderLine.get(OrderLine.line == 4)
    change(desk, kept, crop="0.5,0,0.9,1")
    found = assembling.assemble(desk, ref)
    assert [row.line for row in found.wanted] == [1]
    assert [(row.line, row.kind, row.finding) for row in found.failed] == [
        (2, PERSON, "no-image"),
        (3, INPUT, "unreadable"),
        (4, PERSON, "crop-bounds"),
    ]
    assert all(row.reason and row.remedy and row.line_id for row in found.failed)


def test_some_lines(desk: Desk, rows: list[Image]) -> None:
    """Some lines come to the same files, with the same names, as when all are rendered."""
    ref = order(desk, *(line(row) for row in rows))
    everything = {row.line: row for row in assembling.assemble(desk, ref).wanted}
    assert only(assembling.assemble(desk, ref, lines=[2])) == everything[2]
    with pytest.raises(Refused, match=r"no line 9 to render; there are 1, 2, 3"):
        assembling.assemble(desk, ref, lines=[2, 9])


def test_nothing_left_to_make(desk: Desk, rows: list[Image]) -> None:
    """What was cancelled or is back-ordered is not made; the rest is, as often as is left."""
    ref = order(desk, line(rows[0], quantity=3), line(rows[1]))
    first, second = orders.lines_of(orders.of_card(cards.get(ref)))
    change(desk, first, backordered=1)
    change(desk, second, cancelled=1)
    found = only(assembling.assemble(desk, ref))
    assert (found.line, found.copies) == (1, 2)


def test_same_again(desk: Desk, rows: list[Image]) -> None:
    """Worked out twice, all is equal: the queue tells the same file by that."""
    ref = order(desk, line(rows[0]), line(rows[1], "5x7"))
    assert assembling.assemble(desk, ref) == assembling.assemble(desk, ref)


def test_stamp(desk: Desk, rows: list[Image]) -> None:
    """The stamp is filled for each file; what is no template stays as it is, without escapes."""
    profile(desk, "Stamped", stamp="{order} {image} {size}")
    ref = order(desk, line(rows[0]))
    found = only(assembling.assemble(desk, ref, profile="Stamped"))
    assert found.spec.stamp == f"{ref} 1 8x10"
    assert found.spec.look == Look(**{**_fields(found.spec.look), "name": "Stamped"})
    change(desk, renderprofiles.named("Stamped"), stamp="{ \x1b[2J [/]")
    assert "\x1b" not in only(assembling.assemble(desk, ref, profile="Stamped")).spec.stamp


def _fields(look: Look) -> dict[str, Any]:
    return {name: getattr(look, name) for name in Look.__slots__}


def test_icc_file(desk: Desk, rows: list[Image], tmp_path: Path) -> None:
    """A lab's ICC file is part of the look by its checksum; one that is gone is for a person."""
    file = tmp_path / "lab.icc"
    file.write_bytes(b"icc")
    row = profile(desk, "Lab")
    change(desk, row, colour_space=str(file))
    ref = order(desk, line(rows[0]))
    look = only(assembling.assemble(desk, ref, profile="Lab")).spec.look
    assert look.colour_space == str(file)
    assert len(look.icc_sha256) == 64
    file.unlink()
    (lost,) = assembling.assemble(desk, ref, profile="Lab").failed
    assert lost.kind == PERSON
    assert "lab.icc" in lost.reason


# Places ------------------------------------------------------------------------------------------


def test_rendered_folder(desk: Desk, rows: list[Image], tmp_path: Path) -> None:
    """Without a destination, or for a printer, files go into the session's Rendered folder."""
    change(desk, sessions.of_card(cards.get("S-1001")), folder=str(tmp_path / "home"))
    for destination in ("", "printer:Epson", "pool:Large"):
        change(desk, profile(desk, f"P{destination[:4]}"), destination=destination,
               folder_template="")  # fmt: skip
        ref = order(desk, line(rows[0]))
        found = only(assembling.assemble(desk, ref, profile=f"P{destination[:4]}"))
        assert found.folder == str(tmp_path / "home" / "Rendered")


def test_destination(desk: Desk, rows: list[Image], tmp_path: Path) -> None:
    """A destination is a folder; a short one lies in the studio's own. Templates go below it."""
    profile(desk, "Out", file_template="{line:02}_{image:04}", folder_template="{order}/{size}")
    ref = order(desk, line(rows[0]))
    for said, root in ((str(tmp_path / "out"), tmp_path / "out"),
                       ("to lab", desk.settings.folder / "to lab")):  # fmt: skip
        change(desk, renderprofiles.named("Out"), destination=said)
        found = only(assembling.assemble(desk, ref, profile="Out"))
        assert (found.folder, found.name) == (str(root / ref / "8x10"), "01_0001.jpg")


def test_nothing_leads_out_of_the_destination(
    desk: Desk, rows: list[Image], tmp_path: Path
) -> None:
    """Whatever clients, items and codes are called, files stay below the folder."""
    profile(desk, "Out", destination=str(tmp_path / "out"), file_template="{code}_{image}",
            folder_template="{description}/{code}")  # fmt: skip
    ref = order(desk, line(rows[0], description="../../up", vendor_code="../x/\x1b[1m"))
    found = only(assembling.assemble(desk, ref, profile="Out"))
    assert Path(found.folder, found.name).resolve().is_relative_to(tmp_path / "out")
    assert ".." not in Path(found.folder).parts
    assert "\x1b" not in found.name


def test_endings(desk: Desk, rows: list[Image]) -> None:
    """Names end as their format says."""
    ref = order(desk, line(rows[0]))
    for word, ending in assembling.ENDINGS.items():
        profile(desk, word, file_format=word)
        assert only(assembling.assemble(desk, ref, profile=word)).name.endswith(ending)


# Layouts -----------------------------------------------------------------------------------------


def hang(desk: Desk, number: int, rows: list[Image]) -> None:
    """Hang several pictures on a line."""
    kept = OrderLine.get(OrderLine.line == number)
    with desk.action("hang") as act:
        for place, row in enumerate(rows):
            act.insert(LineImage, order_line_id=kept.id, image_id=row.id, position=place)


def test_repeated(desk: Desk, rows: list[Image]) -> None:
    """Eight wallets are one sheet of one picture in eight places, as often as it was ordered."""
    found = one(desk, rows[0], "", layout_id=layouts.named("8 wallets").id, quantity=3)
    assert found.spec.layout is not None
    assert [slot.picture for slot in found.spec.layout.slots] == [0] * 8
    assert (len(found.spec.pictures), found.copies) == (1, 3)
    assert found.line == 1


def test_several(desk: Desk, rows: list[Image]) -> None:
    """Several pictures of a line share its sheets, in their order; one that is rejected is not."""
    two = layouts.add(desk, "Two", width=8, height=10, across=1, down=2, repeats=False)
    ref = order(desk, line(rows[0], "", layout_id=two.id))
    hang(desk, 1, [rows[2], rows[0], rows[1]])
    found = assembling.assemble(desk, ref)
    assert [row.image_ids for row in found.wanted] == [(rows[2].id, rows[0].id), (rows[1].id,)]
    assert len({row.name for row in found.wanted}) == 2
    change(desk, rows[0], rejected=True)
    assert [row.image_ids for row in assembling.assemble(desk, ref).wanted] == [
        (rows[2].id, rows[1].id)
    ]


def test_one_picture_fills_a_sheet_for_several(desk: Desk, rows: list[Image]) -> None:
    """A line with one picture on a layout for several has it in every place."""
    two = layouts.add(desk, "Two", width=8, height=10, across=1, down=2, repeats=False)
    found = one(desk, rows[0], "", layout_id=two.id)
    assert found.spec.layout is not None
    assert [slot.picture for slot in found.spec.layout.slots] == [0, 0]


CONTACT = 'name = "Index"\nkind = "contact"\nsheet = [8, 10]\nacross = 2\ndown = 1\n'
ROLL = 'name = "Roll"\nkind = "roll"\nwidth = 24\ngap = 0.25\n'


def written(desk: Desk, text: str, name: str) -> int:
    """A layout by its definition; returns its id."""
    return int(layouts.add(desk, name, definition=text).id)


def test_contact_sheet(desk: Desk, rows: list[Image]) -> None:
    """As many sheets as the pictures need, each picture once, its number below it."""
    ref = order(desk, line(rows[0], "", layout_id=written(desk, CONTACT, "Index"), quantity=2))
    hang(desk, 1, rows)
    found = assembling.assemble(desk, ref)
    assert [[one.caption for one in row.spec.pictures] for row in found.wanted] == [
        ["1", "2"], ["3"],
    ]  # fmt: skip
    assert [row.copies for row in found.wanted] == [2, 2]


def test_contact_sheet_of_a_session(desk: Desk, rows: list[Image]) -> None:
    """A contact sheet that is asked for takes all pictures of a session."""
    written(desk, CONTACT, "Index")
    found = assembling.assemble(desk, "S-1001", layout="index")
    assert [len(row.spec.pictures) for row in found.wanted] == [2, 1]
    assert [row.line for row in found.wanted] == [0, 0]


def test_roll(desk: Desk, rows: list[Image]) -> None:
    """Lines share a roll, each print as often as it was ordered; the file is of all of them."""
    roll = written(desk, ROLL, "Roll")
    ref = order(desk, line(rows[0], "8x10", layout_id=roll, quantity=2),
                line(rows[1], "5x7", layout_id=roll), line(rows[2]))  # fmt: skip
    found = assembling.assemble(desk, ref)
    shared = next(row for row in found.wanted if row.spec.layout is not None)
    alone = next(row for row in found.wanted if row.spec.layout is None)
    assert shared.spec.layout is not None
    assert (shared.line, shared.line_id, shared.copies, len(shared.line_ids)) == (0, None, 1, 2)
    assert len(shared.spec.layout.slots) == 3
    assert sorted({*shared.image_ids}) == [rows[0].id, rows[1].id]
    assert alone.line == 3


def test_roll_needs_sizes(desk: Desk, rows: list[Image]) -> None:
    """Where one print of a roll has no size, its lines are lost and say why."""
    roll = written(desk, ROLL, "Roll")
    ref = order(desk, line(rows[0], "", layout_id=roll), line(rows[1], "5x7"))
    found = assembling.assemble(desk, ref)
    assert [row.line for row in found.wanted] == [2]
    assert [(row.line, row.finding) for row in found.failed] == [(1, "unfit")]
    assert "has no size" in found.failed[0].reason


def test_too_many_prints(desk: Desk, rows: list[Image]) -> None:
    """More prints than a layout bears are lost with what to do, at once."""
    roll = written(desk, ROLL, "Roll")
    ref = order(desk, line(rows[0], "8x10", layout_id=roll, quantity=3_000))
    (lost,) = assembling.assemble(desk, ref).failed
    assert "3,000 prints are too many" in lost.reason


# Copies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("copies", "names", "asked"),
    [
        ("once", ["out/01_0001.jpg"], [3]),
        ("suffix", ["out/01_0001_cpy03.jpg"], [3]),
        ("folder", ["out/cpy03/01_0001.jpg"], [3]),
    ],
)
def test_copies(
    desk: Desk, rows: list[Image], tmp_path: Path, copies: str, names: list[str], asked: list[int]
) -> None:
    """Copies are asked for as the vendor wants it: by nothing, the name, or the folder."""
    rules(desk, copies=copies)
    profile(desk, "Out", destination=str(tmp_path / "out"), file_template="{line:02}_{image:04}",
            folder_template="")  # fmt: skip
    ref = order(desk, line(rows[0], quantity=3))
    found = assembling.assemble(desk, ref, profile="Out")
    assert paths(found, root=str(tmp_path)) == names
    assert [row.copies for row in found.wanted] == asked


def test_copies_as_files(desk: Desk, rows: list[Image], tmp_path: Path) -> None:
    """Each copy is a file of its own, of which one is wanted; their names differ."""
    rules(desk, copies="files")
    profile(desk, "Out", destination=str(tmp_path / "out"), file_template="{image}_{copy:02}",
            folder_template="")  # fmt: skip
    found = assembling.assemble(desk, order(desk, line(rows[0], quantity=3)), profile="Out")
    assert [row.name for row in found.wanted] == ["1_01.jpg", "1_02.jpg", "1_03.jpg"]
    assert [row.copies for row in found.wanted] == [1, 1, 1]
    many = assembling.assemble(desk, order(desk, line(rows[0], quantity=501)), profile="Out")
    assert not many.wanted
    assert "501 copies" in many.failed[0].reason


# Labs --------------------------------------------------------------------------------------------


def test_lab_with_a_folder_per_size(desk: Desk, rows: list[Image], tmp_path: Path) -> None:
    """A folder for each size; two copies are ``_cpy02``."""
    rules(desk, copies="suffix")
    profile(desk, "Out", destination=str(tmp_path / "out"), folder_template="{size}",
            file_template="{image:04}")  # fmt: skip
    ref = order(desk, line(rows[0], quantity=2), line(rows[1]), line(rows[0], "5x7"))
    assert paths(assembling.assemble(desk, ref, profile="Out"), root=str(tmp_path / "out")) == [
        "8x10/0001_cpy02.jpg", "8x10/0002.jpg", "5x7/0001.jpg",
    ]  # fmt: skip


def test_lab_with_quantity_size_count(desk: Desk, rows: list[Image], tmp_path: Path) -> None:
    """``QTY_SIZE_COUNT`` folders, and names of at most 12 characters."""
    vendors.change(desk, "Bay Lab", name_length=12, name_characters="A-Z0-9_")
    profile(desk, "Out", destination=str(tmp_path / "out"), folder_template="{quantity}_{size}_{count}",
            file_template="{order}_{line:02}_{image:04}")  # fmt: skip
    ref = order(desk, line(rows[0], quantity=2), line(rows[1], quantity=2), line(rows[2], "5x7"))
    found = assembling.assemble(desk, ref, profile="Out")
    assert [PurePath(row.folder).name for row in found.wanted] == [
        "2_8X10_2",
        "2_8X10_2",
        "1_5X7_1",
    ]
    for row in found.wanted:
        assert len(row.name) <= 12
        assert row.wished == len(f"{ref}_01_0001.jpg")
    assert [row.name[-8:] for row in found.wanted] == ["0001.JPG", "0002.JPG", "0003.JPG"]


def test_lab_with_package_codes(desk: Desk, rows: list[Image], tmp_path: Path) -> None:
    """Folders by the code of the package, which is the vendor's, else the item's."""
    profile(desk, "Out", destination=str(tmp_path / "out"), folder_template="{package}",
            file_template="{image:04}_{quantity:03}")  # fmt: skip
    ref = order(
        desk, line(rows[0], vendor_code="PKG-A", quantity=2), line(rows[1], vendor_code="B")
    )
    assert paths(assembling.assemble(desk, ref, profile="Out"), root=str(tmp_path / "out")) == [
        "PKG-A/0001_002.jpg", "B/0002_001.jpg",
    ]  # fmt: skip
