"""Pictures on the command line: linked, chosen among, ordered as proofs, made into files."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from tests.tui.cli.conftest import Run
from tui.cli.progress import Rate

ROOT = Path(__file__).parents[3]
Shoot = Callable[..., Path]


@pytest.fixture
def shoot(tmp_path: Path, run: Run) -> Shoot:
    """What makes a session with pictures in a folder beside the studio."""

    def shoot(*paths: str, session: bool = True) -> Path:
        if session:
            run("new", "session", "--client", "Ada", "--type", "Portrait")
        folder = tmp_path / "in"
        for at, path in enumerate(paths):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (60, 40), (at % 256, 90, 20)).save(file)
        folder.mkdir(exist_ok=True)
        return folder

    return shoot


def test_importing_a_folder(run: Run, shoot: Shoot, studio: Path) -> None:
    """Counts by session, what was passed over, thumbnails; nothing in the folder is touched."""
    folder = shoot("S-1001 Ada/Hi-Res/0040.jpg", "S-1001 Ada/Hi-Res/41.png", "Logos/x.jpg")
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("CMYK", (80, 50)).save(folder / "S-1001 Ada/Hi-Res/42.jpg", exif=exif)
    Image.new("RGB", (8, 5)).save(folder / "S-1001 Ada/Hi-Res/43.jpg", icc_profile=icc)
    (folder / "S-1001 Ada" / "Hi-Res" / "44.jpg").write_bytes(b"")
    (folder / "S-1001 Ada" / "list.txt").write_text("x")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    found = run("import", "images", str(folder), "--json").json
    assert (found["kind"], found["files"], found["created"], found["updated"]) == (
        "images",
        5,
        5,
        0,
    )
    assert found["sessions"] == [{"ref": "S-1001", "images": 5, "created": 5, "updated": 0}]
    assert found["unreadable"] == [
        {"file": "S-1001 Ada/Hi-Res/44.jpg", "reason": "the file is empty"}
    ]
    assert {one["reason"]: one["count"] for one in found["passed_over"]} == {
        "no pictures": 1, "in folders of no session": 1,
    }  # fmt: skip
    assert (found["thumbnails"]["made"], len(found["thumbnails"]["failed"])) == (4, 1)
    assert len(list((studio / "cache" / "thumbnails").rglob("*.jpg"))) == 4
    listed = {row["image"]: row for row in run("images", "list", "S-1001", "--json").json["images"]}
    assert (listed["42"]["orientation"], listed["42"]["colour_mode"]) == (6, "CMYK")
    assert (listed["41"]["format"], listed["40"]["bytes"] > 0) == ("PNG", True)
    assert "sRGB" in listed["43"]["profile"]
    assert listed["44"]["problem"] == "the file is empty"
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_again_and_dry(run: Run, shoot: Shoot, studio: Path) -> None:
    """A dry run writes nothing; a second run changes nothing."""
    folder = shoot("1001/40.jpg")
    dry = run("import", "images", str(folder), "--dry-run", "--json").json
    assert (dry["created"], dry["dry_run"], dry["thumbnails"]) == (1, True, None)
    assert run("images", "list", "S-1001", "--json").json["images"] == []
    assert not (studio / "cache").exists()
    out = run("import", "images", str(folder)).out
    assert "1 images in 1 files: 1 new, 0 changed, 0 as they were." in out
    assert "1 thumbnails made, 0 were there." in out
    out = run("import", "images", str(folder)).out
    assert "0 new, 0 changed, 1 as they were." in out
    assert "0 thumbnails made, 1 were there." in out


def test_refusals_name_every_file(run: Run, shoot: Shoot, tmp_path: Path) -> None:
    """One line each on standard error, and nothing is linked."""
    folder = shoot("1001/040.jpg", "1001/40.jpg", "1001/07.jpg", "1001/7.jpg")
    errors = run("import", "images", str(folder), status=1).errors
    assert errors == [
        "S-1001: image 40 has two hires files: 040.jpg and 40.jpg",
        "S-1001: image 7 has two hires files: 07.jpg and 7.jpg",
    ]
    assert run("images", "list", "S-1001", "--json").json["images"] == []
    for words, says in (
        (("--rule", "first"), "needs a number"), (("--session", "S-9"), "no such record"),
        (("--map", "x.toml"), "for files of records"),
    ):  # fmt: skip
        assert says in run("import", "images", str(folder), *words, status=1).err
    assert "cannot be read" in run("import", "images", str(tmp_path / "none"), status=1).err
    run("import", "images", str(folder), "--rule", "frist", status=2)


def test_two_thousand_tiny_files(run: Run, shoot: Shoot, tmp_path: Path) -> None:
    """Are read by several processes, and a second time not at all."""
    folder = shoot("1001/Hi-Res/0.jpg")
    first = folder / "1001" / "Hi-Res" / "0.jpg"
    content = first.read_bytes()
    for at in range(1, 2000):
        first.with_name(f"{at}.jpg").write_bytes(content + bytes([at % 256]))
    began = time.monotonic()
    found = run("import", "images", str(folder), "--no-thumbnails", "--json").json
    assert (found["created"], found["unreadable"]) == (2000, [])
    between = time.monotonic()
    assert run("import", "images", str(folder), "--no-thumbnails", "--json").json["created"] == 0
    assert time.monotonic() - between < max(2, between - began)


def test_killed_half_way(run: Run, shoot: Shoot, studio: Path) -> None:
    """An import that is killed, or interrupted, while it reads leaves nothing behind."""
    folder = shoot(*(f"1001/{at}.bmp" for at in range(30)))
    # A picture that takes its time: the sum of these is more than a moment's reading.
    for path in (folder / "1001").iterdir():
        with path.open("r+b") as handle:
            handle.truncate(24_000_000)
    words = [sys.executable, "-m", "tui.main", "import", "images", str(folder)]
    for number, status in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)):
        with subprocess.Popen(
            words, cwd=ROOT, env={**os.environ, "SAFELIGHT_STUDIO": str(studio)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        ) as running:  # fmt: skip
            until = time.monotonic() + 20
            while not children(running.pid) and time.monotonic() < until:
                time.sleep(0.02)
            (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
            _, told = running.communicate(timeout=20)
        assert running.returncode == status
        if number == signal.SIGINT:
            assert told == b"Cancelled: nothing was linked.\n"
        assert run("images", "list", "S-1001", "--json").json["images"] == []


def children(pid: int) -> list[str]:
    """The processes that a process has started."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def test_thumbnails_are_resumed(run: Run, shoot: Shoot, studio: Path) -> None:
    """What is missing is made; what cannot be made is told, and noted with the picture."""
    folder = shoot("1001/1.jpg", "1001/2.jpg", "1001/3.jpg", "1001/Raw/4.jpg")
    (folder / "1001" / "Raw" / "4.jpg").unlink()
    (folder / "1001" / "Raw" / "4.cr2").write_bytes(b"camera" * 1_000)
    run("import", "images", str(folder), "--no-thumbnails")
    broken = folder / "1001" / "2.jpg"
    content, told = broken.read_bytes(), broken.stat()
    broken.write_bytes(content[:-60] + b"\0" * 60)
    os.utime(broken, ns=(told.st_atime_ns, told.st_mtime_ns))
    (folder / "1001" / "3.jpg").write_bytes(content + b"longer")
    dry = run("thumbnails", "--dry-run", "--json").json
    assert (dry["made"], dry["present"]) == (4, 0)
    said = run("thumbnails", "S-1001", "--json", status=1)
    found = said.json
    assert len(said.errors) == len(found["failed"]) > 0
    assert found["made"] + len(found["failed"]) == 4
    reasons = {one["image"]: one["reason"] for one in found["failed"]}
    assert "changed since" in reasons["3"]
    assert "does not know these raw files; add a preview" in reasons["4"]
    assert run("thumbnails", "--json", status=1).json["present"] == found["made"]


def test_a_damaged_picture_is_noted(run: Run, shoot: Shoot) -> None:
    """The picture says so from then on."""
    folder = shoot("1001/1.jpg")
    path = folder / "1001" / "1.jpg"
    Image.effect_noise((600, 400), 90).save(path)
    path.write_bytes(path.read_bytes()[:-9000])
    found = run("import", "images", str(folder), "--json").json
    assert "truncated" in found["thumbnails"]["failed"][0]["reason"]
    listed = run("images", "list", "S-1001", "--json").json["images"]
    assert listed[0]["problem"].startswith("it is damaged")


def test_choosing(run: Run, shoot: Shoot) -> None:
    """Rate, reject, accept, pick, set; undo; a dry run changes nothing."""
    folder = shoot("1001/1.jpg", "1001/2.jpg", "1001/3.jpg")
    run("import", "images", str(folder), "--no-thumbnails")
    assert "2 images rated 4" in run("images", "rate", "S-1001", "1-2", "--rating", "4").out
    run("images", "reject", "S-1001", "2", "--dry-run")
    assert "image 3 rejected" in run("images", "reject", "S-1001", "3").out
    run("images", "pick", "S-1001", "1")
    shaped = run("images", "set", "S-1001", "1", "--crop", "0,0,50%,1", "--rotation", "90",
                 "--note", "skin [/]", "--json").json["images"][0]  # fmt: skip
    assert (shaped["crop"], shaped["rotation"], shaped["note"]) == ("0,0,0.5,1", 90, "skin [/]")
    found = run("images", "list", "S-1001", "--json").json["images"]
    assert [(r["rating"], r["picked"], r["rejected"]) for r in found] == [
        (4, True, False), (4, False, False), (0, False, True),
    ]  # fmt: skip
    run("undo")
    assert run("images", "list", "S-1001", "1", "--json").json["images"][0]["crop"] is None
    run("images", "accept", "S-1001", "all")
    run("images", "unpick", "S-1001", "all")
    assert "rejected" not in run("images", "list", "S-1001").out
    assert "no image '9'" in run("images", "reject", "S-1001", "9", status=1).err
    run("images", "rate", "S-1001", "1", "--rating", "6", status=2)
    assert "nothing to change" in run("images", "set", "S-1001", "1", status=1).err


def test_proof_orders(run: Run, shoot: Shoot) -> None:
    """Made, present the second time, errors with status 1; a dry run makes none."""
    folder = shoot("1001/1.jpg", "1001/2.jpg")
    run("new", "session", "--client", "Bo", "--type", "Portrait")
    run("import", "images", str(folder), "--no-thumbnails")
    assert "P-1001" in run("orders", "proofs", "S-1001", "--dry-run").out
    said = run("orders", "proofs", "S-1001", "S-1002", "--json", status=1)
    found = said.json
    assert said.errors[0].startswith("S-100")
    assert found["created"] == [
        {"ref": "P-1001", "vendor": None, "type": None, "lines": 1, "images": 2,
         "sessions": ["S-1001"]},
    ]  # fmt: skip
    assert [(one["session"], one["line"], one["item"]) for one in found["errors"]] == [
        ("S-1002", None, None),
    ]  # fmt: skip
    again = run("orders", "proofs", "S-1001", "--json").json
    assert (again["created"], again["present"][0]["reason"]) == ([], "is on P-1001")
    assert "is on P-1001; --again" in run("orders", "proofs", "S-1001").out
    assert "P-1002" in run("orders", "proofs", "S-1001", "--again", "--images", "1").out
    assert "no item" in run("orders", "proofs", "S-1001", "--items", "X", status=1).err


def test_electronic_proofs(run: Run, shoot: Shoot, tmp_path: Path) -> None:
    """Named by number; a missing source is named, the rest goes on, the line stays open."""
    folder = shoot("1001/0007.jpg", "1001/8.jpg")
    run("import", "images", str(folder), "--no-thumbnails")
    run("orders", "proofs", "S-1001")
    gone = folder / "1001" / "8.jpg"
    gone.rename(tmp_path / "8.jpg")
    out = tmp_path / "out"
    assert run("proofs", "P-1001", "-o", str(out), "--dry-run").out.startswith("2 files would be")
    assert not out.exists()
    said = run("proofs", "P-1001", "-o", str(out), "--json", status=1)
    found = said.json
    assert said.errors == [f"P-1001 line 1 image 8: {found['failed'][0]['reason']}"]
    assert [Path(file["path"]).name for file in found["files"]] == ["7.jpg"]
    assert "8.jpg: No such file" in found["failed"][0]["reason"]
    line = run("show", "P-1001", "--json").json["line_items"][0]
    assert line["state"] == "open"
    (tmp_path / "8.jpg").rename(gone)
    done = run("proofs", "P-1001", "-o", str(out), "--long-side", "100", "--json").json
    assert [(f["image"], f["width"], f["bytes"] > 0) for f in done["files"]] == [
        ("7", 60, True), ("8", 60, True),
    ]  # fmt: skip
    assert run("show", "P-1001", "--json").json["line_items"][0]["state"] == "rendered"
    assert sorted(path.name for path in (out / "P-1001").iterdir()) == ["7.jpg", "8.jpg"]
    assert "no electronic proofs" in run(
        "proofs", run("new", "order", "--kind", "preproduction", "--client", "A").out.strip(),
        "-o", str(out), status=1,
    ).err  # fmt: skip


def test_an_order_of_two_sessions_has_a_folder_for_each(
    run: Run, shoot: Shoot, tmp_path: Path
) -> None:
    """Images of the same number do not overwrite each other."""
    folder = shoot("1001/1.jpg", "1002/1.jpg")
    run("new", "session", "--client", "Bo", "--type", "Portrait")
    run("import", "images", str(folder), "--no-thumbnails")
    run("orders", "proofs", "S-1001", "S-1002", "--together")
    run("proofs", "P-1001", "-o", str(tmp_path / "out"))
    made = sorted(
        str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.jpg")
    )
    assert made == ["P-1001/S-1001/1.jpg", "P-1001/S-1002/1.jpg"]


def test_rate_and_time_left() -> None:
    """Told once they mean something."""
    rate = Rate(1000, 50.0)
    assert rate.words(50.5) == "0 of 1,000"
    rate.done = 100
    assert rate.words(52.0) == "100 of 1,000  50 a second  18 s left"
    rate.done = 10
    assert rate.words(60.0) == "10 of 1,000  1 a second  16 min 30 s left"


def test_odd_names_are_data(run: Run, shoot: Shoot, tmp_path: Path) -> None:
    """Steering codes, markup, formulas, bytes of no writing: linked, found again, harmless."""
    folder = shoot("1001/1.jpg")
    content = (folder / "1001" / "1.jpg").read_bytes()
    for name in (b"\xff\xfe.jpg", b"\x1b[31m[@click=app.bell]x.jpg", "e\u0301=cmd().jpg".encode()):
        Path(os.fsdecode(os.fsencode(folder / "1001") + b"/" + name)).write_bytes(content)
    out = run("import", "images", str(folder)).out
    assert "4 images in 4 files: 4 new" in out
    assert "4 as they were" in run("import", "images", str(folder)).out
    run("orders", "proofs", "S-1001")
    said = run("proofs", "P-1001", "-o", str(tmp_path / "out"), "--json")
    assert len(said.json["files"]) == 4
    assert "\x1b" not in said.out + run("images", "list", "S-1001").out


def test_every_key_is_documented(run: Run, shoot: Shoot, tmp_path: Path) -> None:
    """What these commands answer has no key that the page does not name."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8").partition("## Examples")[0]
    known = set(re.findall(r"`([a-z_0-9]+)`", page))
    folder = shoot("1001/1.jpg", "1001/2.jpg", "Logos/3.jpg")
    (folder / "1001" / "2.jpg").write_bytes(b"")
    out = str(tmp_path / "out")
    for words, status in (
        (("import", "images", str(folder)), 0), (("thumbnails",), 1),
        (("images", "list", "S-1001"), 0), (("images", "pick", "S-1001", "1"), 0),
        (("orders", "proofs", "S-1001"), 0), (("orders", "proofs", "S-1001"), 0),
        (("proofs", "P-1001", "-o", out), 1),
    ):  # fmt: skip
        unknown = set(keys(run(*words, "--json", status=status).json)) - known
        assert not unknown, words


def keys(value: Any) -> Iterator[str]:
    """Every key of a document."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield from keys(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from keys(entry)
