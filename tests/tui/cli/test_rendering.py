"""Rendering from the shell: now, later, checked and proven; and deciding about its jobs."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from render import running
from store import database
from tests.tui.cli.conftest import Answer, Run
from tui.cli.parsing import Parser
from tui.cli.registry import COMMANDS

JOB_KEYS = {"job", "kind", "ref", "state", "progress", "worker", "reason", "remedy"}
FILE_KEYS = {"path", "line", "bytes", "sha256", "width", "height", "dpi"}


@dataclass(frozen=True)
class Shop:
    """An order of two small prints, the folder of its photographs and where files go."""

    run: Run
    photographs: Path
    out: Path

    def __call__(self, *words: str, status: int = 0) -> Answer:
        """Carry out a command."""
        return self.run(*words, status=status)


@pytest.fixture
def shop(run: Run, studio: Path, tmp_path: Path) -> Shop:
    """A studio with a session of two photographs and an order of a print of each."""
    run("new", "session", "--client", "Ada", "--type", "Portrait")
    folder = tmp_path / "in" / "S-1001 Ada" / "Hi-Res"
    folder.mkdir(parents=True)
    for number in (1, 2):
        picture = Image.linear_gradient("L").resize((300, 200)).convert("RGB")
        picture.paste((90 * number, 60, 20), (10, 10, 60, 60))
        picture.save(folder / f"{number:04}.jpg", quality=90)
    run("import", "images", str(tmp_path / "in"), "--no-thumbnails")
    run("profiles", "add", "Small", "--dpi", "72", "--destination", str(tmp_path / "out"),
        "--file-template", "{line:02}_{image}", "--folder-template", "{order}")  # fmt: skip
    print_of = "description=Print 4x6,size=4x6"
    run("new", "order", "--client", "Ada", "--type", "Print",
        "--line", print_of, "--line", f"{print_of},qty=3")  # fmt: skip
    database.close()
    with sqlite3.connect(studio / "safelight.db") as handle:
        handle.execute("UPDATE order_line SET image_id = line")
    handle.close()
    return Shop(run, folder, tmp_path / "out" / "O-1001")


def test_rendering_now(shop: Shop) -> None:
    """The files are made, and told with all that scripts rely on."""
    found = shop("render", "O-1001", "--profile", "Small", "--json").json
    assert [Path(one["path"]).name for one in found["files"]] == ["01_1.jpg", "02_2.jpg"]
    assert found["files"][0].keys() >= FILE_KEYS
    first = found["files"][0]
    assert (first["line"], first["dpi"], first["ref"]) == (1, 72, "O-1001")
    assert Path(first["path"]).stat().st_size == first["bytes"]
    assert found["failed"] == []
    assert found["jobs"][0].keys() >= JOB_KEYS
    assert shop("show", "O-1001", "--json").json["line_items"][0]["state"] == "rendered"


def test_some_lines(shop: Shop) -> None:
    """Only those are made; a line there is not is refused."""
    found = shop("render", "O-1001", "--profile", "Small", "--lines", "2", "--json").json
    assert [one["line"] for one in found["files"]] == [2]
    assert "no line 9" in shop("render", "O-1001", "--lines", "9", status=1).err
    assert "--lines" in shop("render", "O-1001", "--lines", "x", status=1).err
    assert "one record" in shop("render", "O-1001", "S-1001", "--lines", "1", status=1).err


def test_trying(shop: Shop) -> None:
    """A dry run tells the files and their sizes, and writes nothing."""
    found = shop("render", "O-1001", "--profile", "Small", "--dry-run", "--json").json
    assert found["dry_run"] is True
    assert [(Path(one["path"]).name, one["bytes"]) for one in found["files"]] == [
        ("01_1.jpg", None), ("02_2.jpg", None),
    ]  # fmt: skip
    assert found["files"][0]["width"] > 0
    assert not shop.out.exists()
    assert shop("queue", "--all", "--json").json["jobs"] == []


def test_a_failure(shop: Shop) -> None:
    """What cannot be made is told with class, reason and remedy; the rest is made; status 1."""
    (shop.photographs / "0002.jpg").write_bytes(b"no picture any more")
    found = shop("render", "O-1001", "--profile", "Small", "--json", status=1)
    assert [one["line"] for one in found.json["files"]] == [1]
    (failed,) = found.json["failed"]
    assert failed["line"] == 2
    assert failed["class"] in ("input", "person")
    assert failed["reason"]
    assert failed["remedy"]
    assert found.errors[0].startswith("O-1001 line 2")


def test_waiting_for_workers(shop: Shop) -> None:
    """With --queue nothing is made here; asking again adds nothing, and the worker makes it."""
    (job,) = shop("render", "O-1001", "--profile", "Small", "--queue", "--json").json["jobs"]
    assert (job["state"], job["total"], job["progress"]) == ("queued", 2, 0)
    again = shop("render", "O-1001", "--profile", "Small", "--queue")
    assert "Nothing new" in again.out
    assert not shop.out.exists()
    assert shop("worker", "--once", "--only", "render", "--json").json["rendered"] == 2
    (job,) = shop("queue", "--state", "done", "--json").json["jobs"]
    assert (job["job"], job["progress"]) == ("J-1001", 1)
    assert "No job is in the queue" in shop("queue").out


def test_what_is_queued_is_rendered_now(shop: Shop) -> None:
    """Asking for it now makes what waits; what is held is refused, with what to do."""
    shop("render", "O-1001", "--profile", "Small", "--hold")
    refused = shop("render", "O-1001", "--profile", "Small", status=1)
    assert "queue release J-1001" in refused.err
    shop("queue", "release", "J-1001")
    found = shop("render", "O-1001", "--profile", "Small", "--json").json
    assert len(found["files"]) == 2
    assert [one["job"] for one in found["jobs"]] == ["J-1001"]


def test_stopping(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C says how much stays in the queue, and how to take it out; nothing is lost."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "run_now", interrupted)
    found = shop("render", "O-1001", "--profile", "Small", status=130)
    assert "2 files of J-1001 stay in the queue" in found.err
    assert "queue cancel J-1001" in found.err
    assert shop("queue", "--json").json["jobs"][0]["state"] == "queued"


def test_proving(shop: Shop) -> None:
    """Files that are made again alike are proven; what was changed is told, with status 1."""
    shop("render", "O-1001", "--profile", "Small")
    found = shop("render", "O-1001", "--verify", "--json").json
    assert [(one["result"], one["proven"]) for one in found["verdicts"]] == [("same", True)] * 2
    (shop.out / "01_1.jpg").write_bytes(b"x")
    wrong = shop("render", "J-1001", "--verify", "--json", status=1)
    assert [one["result"] for one in wrong.json["verdicts"]] == ["damaged", "same"]
    assert wrong.err.count("\n") == 1
    assert "--lines" in shop("render", "O-1001", "--verify", "--lines", "1", status=1).err


def test_preflight(shop: Shop) -> None:
    """What is doubtful is told by line; an error is status 1, and nothing is queued."""
    found = shop("render", "O-1001", "--profile", "Small", "--preflight", "--json").json
    for one in found["findings"]:
        assert one.keys() == {
            "ref", "line", "image", "severity", "finding", "value", "limit"
        }  # fmt: skip
    (shop.photographs / "0001.jpg").unlink()
    wrong = shop("render", "O-1001", "--profile", "Small", "--preflight", "--json", status=1)
    assert ("missing", "error", 1) in [
        (one["finding"], one["severity"], one["line"]) for one in wrong.json["findings"]
    ]
    assert wrong.errors == ["O-1001 line 1: its file is not there"]
    assert shop("queue", "--all", "--json").json["jobs"] == []
    other = shop("render", "O-1001", "--profile", "Small", "--preflight", "--lines", "2", "--json")
    assert {one["line"] for one in other.json["findings"]} == {2}
    assert "no line 9" in shop("render", "O-1001", "--preflight", "--lines", "9", status=1).err


def test_preflight_in_words(shop: Shop) -> None:
    """Of a session, pictures are named; what is asked for a layout is looked at on it."""
    shop("layouts", "add", "Huge", "--width", "400", "--height", "400")
    found = shop("render", "O-1001", "--preflight", "--layout", "Huge", status=1)
    assert "unfit" in found.out
    (shop.photographs / "0002.jpg").unlink()
    wrong = shop("render", "S-1001", "--preflight", status=1)
    assert wrong.errors == ["S-1001 image 2: its file is not there"]


def test_deciding(shop: Shop) -> None:
    """Hold, release, priority, move, cancel and retry; a dry run of each changes nothing."""
    shop("render", "O-1001", "--profile", "Small", "--queue", "--priority", "-3")
    shop("render", "S-1001", "--queue", "--priority", "5")
    jobs = shop("queue", "--json").json["jobs"]
    assert [(one["job"], one["priority"]) for one in jobs] == [("J-1002", 5), ("J-1001", -3)]

    def state(*words: str) -> list[str]:
        return [one["state"] for one in shop("queue", *words, "--json").json["jobs"]]

    assert state("hold", "J-1001", "J-1002", "--dry-run") == ["held", "held"]
    assert state("hold", "J-1001") == ["held"]
    assert "J-1001 is held" in shop("queue", "hold", "J-1002", "J-1001", status=1).err
    assert state("release", "j-1001") == ["queued"]
    shop("queue", "priority", "J-1001", "J-1002", "-7")
    shop("queue", "move", "J-1001", "--first")
    shop("queue", "move", "J-1002", "--before", "J-1001")
    shop("queue", "move", "J-1002", "--later")
    jobs = shop("queue", "list", "--json").json["jobs"]
    assert [(one["job"], one["priority"]) for one in jobs] == [("J-1001", -7), ("J-1002", -7)]
    assert state("cancel", "J-1001") == ["cancelled"]
    assert state("retry", "J-1001") == ["queued"]


def test_what_is_refused(shop: Shop) -> None:
    """Jobs there are not, wrong usage, hostile words: one line, and no traceback."""
    for words, status in (
        (("queue", "show", "J-9"), 1),
        (("queue", "hold", "../[/]\x1b[2J"), 1),
        (("queue", "priority", "J-9", "x"), 2),
        (("queue", "move", "J-9"), 2),
        (("queue", "move", "J-9", "--first", "--last"), 2),
        (("queue", "--state", "odd"), 2),
        (("render", "O-9"), 1),
        (("render", "O-1001", "--profile", "[/]\x1b"), 1),
        (("render", "O-1001", "--priority", "1000"), 1),
        (("render", "O-1001", "--verify"), 1),
        (("render", "O-1001", "--verify", "--preflight"), 1),
    ):
        found = shop(*words, status=status)
        assert len(found.errors) == 1, words
        assert "\x1b" not in found.err
        assert "Traceback" not in found.err


def test_showing_a_job(shop: Shop) -> None:
    """With its files, each by number, with paper, copies and where it is."""
    shop("render", "O-1001", "--profile", "Small")
    (job,) = shop("queue", "show", "J-1001", "--json").json["jobs"]
    assert [(one["file"], one["copies"], one["state"]) for one in job["files"]] == [
        (1, 1, "done"), (2, 3, "done"),
    ]  # fmt: skip
    assert "02_2.jpg" in shop("queue", "show", "J-1001").out


def test_again(shop: Shop) -> None:
    """A reprint makes the chosen files of a job anew; the reason says who pays."""
    shop("render", "O-1001", "--profile", "Small")
    reason = shop("reasons", "list", "--json").json["reasons"][0]["name"]
    (job,) = shop(
        "queue", "reprint", "J-1001", "--files", "2", "--reason", reason, "--copies", "2", "--json"
    ).json["jobs"]
    assert (job["job"], job["again"], job["total"], job["reprint_reason"]) == (
        "J-1002", "J-1001", 1, reason,
    )  # fmt: skip
    assert "no file 9" in shop(
        "queue", "reprint", "J-1001", "--files", "9", "--reason", reason, status=1
    ).err  # fmt: skip
    assert "nothing" not in shop("queue", "workers").out
    (paper,) = shop("queue", "papers", "--json").json["papers"]
    assert (paper["files"], paper["copies"], paper["waiting"]) == (1, 2, 1)


@pytest.mark.parametrize("name", ["queue", "render"])
def test_they_are_commands(name: str) -> None:
    """Listed with what they do, and read by a parser of their own."""
    from tui.cli.registry import parser_of

    assert COMMANDS[name].words
    assert isinstance(parser_of(name), Parser)
