"""The commands that make paper."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.render import printservice
from tests.store.documents.ground import jpeg, pages
from tests.tui.cli.conftest import Run


@pytest.fixture
def orders(run: Run) -> tuple[str, ...]:
    """Two orders."""
    for name in ("Okafor, Ada", "Lindqvist, Bo"):
        run("new", "order", "--client", name, "--type", "Print", "--vendor", "Print room")
    return ("O-1001", "O-1002")


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the print service that notes what it is told."""
    folder = tmp_path / "bin"
    folder.mkdir()
    told = tmp_path / "told"
    path = folder / "lp"
    path.write_text(
        f'#!/bin/sh\necho "$2|$4" >> \'{told}\'\necho "request id is $2-7 (1 file(s))"\n'
    )
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return told


def test_several_orders_into_one_file(run: Run, orders: tuple[str, ...], tmp_path: Path) -> None:
    """The answer says path, bytes, pages and checksum, and the file is that."""
    path = tmp_path / "w.pdf"
    said = run("documents", "work", *orders, "-o", path, "--json").json
    (file,) = said["files"]
    data = path.read_bytes()
    assert said["document"] == "work"
    assert (file["path"], file["bytes"], file["pages"]) == (str(path), len(data), 2)
    assert file["sha256"] == hashlib.sha256(data).hexdigest()
    assert file["refs"] == list(orders)
    assert [ref in text for ref, text in zip(orders, pages(data), strict=True)] == [True, True]
    assert [one.name for one in tmp_path.glob(".*.part")] == []


def test_a_file_for_each(run: Run, orders: tuple[str, ...], tmp_path: Path) -> None:
    """Into a folder, named after the record."""
    run("documents", "purchase", *orders, "--each", "-o", tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "O-1001-purchase-order.pdf", "O-1002-purchase-order.pdf",
    ]  # fmt: skip


def test_every_document_by_its_verb(run: Run, orders: tuple[str, ...], tmp_path: Path) -> None:
    """Letters, invoices, sessions, too."""
    run("new", "session", "--client", "Okafor, Ada", "--type", "Wedding")
    run("new", "invoice", "--session", "S-1001")
    for words in (
        ("letters", "O-1001", "I-1001", "--template", "Order ready"),
        ("invoice", "I-1001"),
        ("session", "S-1001"),
    ):
        path = tmp_path / f"{words[0]}.pdf"
        assert f"{path}: " in run("documents", *words, "-o", path).out
        assert path.read_bytes().startswith(b"%PDF")


def test_a_file_that_is_there_stays(run: Run, orders: tuple[str, ...], tmp_path: Path) -> None:
    """Unless it is said that it may go."""
    path = tmp_path / "w.pdf"
    path.write_text("%PDF mine")
    error = run("documents", "work", "O-1001", "-o", path, status=1).err
    assert "is there already; name another file, or let it be replaced (--force)" in error
    assert path.read_text() == "%PDF mine"
    run("documents", "work", "O-1001", "-o", path, "--force")
    assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("work", "O-1001"), "where should it go? name a file, or a printer"),
        (("work", "O-1001", "-o", "/nowhere/x.pdf"), "/nowhere: there is no such folder"),
        (("work", "O-1001", "-o", "/tmp"), "/tmp: is a folder; name a file, or add --each"),
        (("work", "O-77", "-o", "x.pdf"), "O-77: there is no such record"),
        (("work", "nonsense", "-o", "x.pdf"), "is not a reference"),
        (("invoice", "O-1001", "-o", "x.pdf"), "O-1001 is no invoice"),
        (("details", "O-1001", "-o", "x.pdf"), "O-1001 has no images"),
        (
            ("letters", "O-1001", "--template", "Ordr ready", "-o", "x.pdf"),
            "did you mean Order ready?",
        ),
        (("work", "O-1001", "--printer", "a b"), "no printer is called 'a b'"),
        (("work", "O-1001", "--printer=-x"), "cannot begin with '-'"),
    ],
)
def test_what_is_wrong_is_said(
    run: Run, orders: tuple[str, ...], words: tuple[str, ...], said: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """In one line, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    found = run("documents", *words, status=1)
    assert said in found.err
    assert list(tmp_path.glob("*.pdf")) == []


def test_trying_writes_and_prints_nothing(
    run: Run, orders: tuple[str, ...], tmp_path: Path, lp: Path
) -> None:
    """The answer says what would be, checksum and all."""
    path = tmp_path / "w.pdf"
    said = run(
        "documents", "work", "O-1001", "-o", path, "--printer", "lab", "--dry-run", "--json"
    ).json
    assert said["dry_run"] is True
    assert said["files"][0]["pages"] == 1
    assert not path.exists()
    assert not lp.exists()
    assert run("show", "O-1001", "--json").json["note_list"] == []


def test_printing_by_the_name_of_a_printer(run: Run, orders: tuple[str, ...], lp: Path) -> None:
    """The queue of the set-up list is used, the card notes where and as which job."""
    run("printers", "add", "Front desk", "--queue", "fd_laser")
    said = run("documents", "work", *orders, "--printer", "front desk", "--json").json
    assert (said["printer"], said["queue"]) == ("Front desk", "fd_laser")
    assert (said["files"][0]["job"], said["files"][0]["path"]) == ("fd_laser-7", None)
    assert lp.read_text() == "fd_laser|work order O-1001 and 1 more\n"
    for ref in orders:
        assert "work order printed on Front desk, job fd_laser-7" in run("show", ref).out


def test_a_queue_and_a_file_for_each(
    run: Run, orders: tuple[str, ...], lp: Path, tmp_path: Path
) -> None:
    """Both may be given; every record is a job of its own."""
    run("documents", "purchase", *orders, "--each", "-o", tmp_path, "--printer", "lab")
    assert lp.read_text().splitlines() == [f"lab|purchase order {ref}" for ref in orders]
    assert len(list(tmp_path.glob("*.pdf"))) == 2


def test_printers_used_no_more_print_no_more(run: Run, orders: tuple[str, ...], lp: Path) -> None:
    """An inactive printer is not taken for a queue of its name."""
    run("printers", "add", "Old", "--queue", "old")
    run("printers", "deactivate", "Old")
    assert "Old is inactive" in run("documents", "work", "O-1001", "--printer", "Old", status=1).err


def test_viewers_make_files_and_print_nothing(
    run: Run, orders: tuple[str, ...], lp: Path, tmp_path: Path
) -> None:
    """Looking is free; what is printed is noted, and noting is work."""
    run("users", "add", "vic", "--name", "Vic", "--role", "viewer")
    run("--as", "vic", "documents", "work", "O-1001", "-o", tmp_path / "x.pdf")
    said = run("--as", "vic", "documents", "work", "O-1001", "--printer", "lab", status=1)
    assert "may not do this" in said.err


def test_a_real_printer(
    run: Run, orders: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Through a real print service, what comes out is the file that was written."""
    with (
        tempfile.TemporaryDirectory(prefix="cups-") as folder,
        printservice.running(Path(folder)) as service,
    ):
        monkeypatch.setenv("CUPS_SERVER", service.address)
        path = tmp_path / "w.pdf"
        said = run("documents", "work", *orders, "--printer", "lab", "-o", path, "--json").json
        title, data = service.printed(said["files"][0]["job"])
    assert title == "work order O-1001 and 1 more"
    assert data == path.read_bytes()


def test_thumbnails_are_in_the_file(run: Run, studio: Path, tmp_path: Path) -> None:
    """Those that have been made; the others are frames."""
    run("new", "session", "--client", "Okafor, Ada", "--type", "Wedding")
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, colour in ((1, (200, 0, 0)), (2, (0, 0, 200))):
        (folder / f"IMG_{number}.jpg").write_bytes(jpeg(1200, 800, colour))
    run("import", "images", folder, "--session", "S-1001")
    path = tmp_path / "d.pdf"
    run("documents", "details", "S-1001", "-o", path)
    assert path.read_bytes().count(b"/DCTDecode") == 2
    for one in (studio / "cache").rglob("*.jpg"):
        one.unlink()
    run("documents", "details", "S-1001", "-o", path, "--force")
    assert "no picture" in pages(path.read_bytes())[0]


def test_no_screen_is_loaded(
    studio: Path, run: Run, orders: tuple[str, ...], tmp_path: Path
) -> None:
    """A script that makes paper pays for no screen."""
    import sys

    program = (
        "import sys; from tui.main import main; "
        f"code = main(['documents', 'work', 'O-1001', '-o', {str(tmp_path / 'x.pdf')!r}, '--json']); "
        "sys.exit(code or ('textual' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_only_documents_are_replaced(run: Run, studio: Path) -> None:
    """With --force another document makes way, nothing else does; `-` is no file."""
    ref = run("new", "order", "--client", "A", "--type", "Print").out.strip()
    database = studio / "safelight.db"
    said = run("documents", "work", ref, "-o", str(database), "--force", status=1).err
    assert "no PDF; it is not replaced" in said
    assert database.read_bytes()[:6] == b"SQLite"
    assert "a file is needed" in run("documents", "work", ref, "-o", "-", status=1).err


# Pictures to look at -----------------------------------------------------------------------------


@pytest.fixture
def session(run: Run, studio: Path) -> str:
    """A session of 45 pictures, one of them retouched, one with a damaged file."""
    ref = run("new", "session", "--client", "[/] Okafor").out.strip()
    folder = studio / "pictures" / "okafor"
    for name in ("Hi-Res", "Retouched"):
        (folder / name).mkdir(parents=True)
    for number in range(1, 46):
        (folder / "Hi-Res" / f"{number}.jpg").write_bytes(jpeg(60, 40, (number, 9, 9)))
    (folder / "Retouched" / "7.jpg").write_bytes(jpeg(60, 40, (250, 250, 9)))
    run("import", "images", folder, "--session", ref)
    (folder / "Hi-Res" / "9.jpg").write_bytes(b"no picture")
    return ref


def test_a_contact_sheet(run: Run, session: str, tmp_path: Path) -> None:
    """As a PDF, and as a JPEG for each page: all pictures, also without thumbnails."""
    run("images", "reject", session, "45")
    path = tmp_path / "c.pdf"
    (file,) = run("documents", "contact", session, "-o", path, "--json").json["files"]
    text = "\n".join(pages(path.read_bytes()))
    assert (file["pages"], "44 images" in text, "[/] Okafor" in text) == (2, True, True)
    made = run("documents", "contact", session, "-o", tmp_path / "c.jpg", "--json").json["files"]
    assert [Path(one["path"]).name for one in made] == ["c.jpg", "c-2.jpg"]
    for one in made:
        data = Path(one["path"]).read_bytes()
        assert (data[:3], hashlib.sha256(data).hexdigest()) == (b"\xff\xd8\xff", one["sha256"])
    said = run("documents", "contact", session, "-o", tmp_path / "c.jpg", status=1)
    assert "c.jpg: is there already" in said.err
    again = run("documents", "contact", session, "-o", tmp_path / "c.jpg", "--force", "--json").json
    assert [one["sha256"] for one in again["files"]] == [one["sha256"] for one in made]


def test_before_and_after(run: Run, session: str, tmp_path: Path) -> None:
    """Those that were retouched, each twice; refused where there are none."""
    path = tmp_path / "b.pdf"
    run("documents", "compare", session, "-o", path)
    (text,) = pages(path.read_bytes())
    for words in ("1 image", "7 · before", "7 · after"):
        assert words in " ".join(text.split())
    (file,) = run("documents", "compare", session, "-o", tmp_path / "b.jpg", "--json").json["files"]
    assert file["pages"] == 1
    bare = run("new", "session", "--client", "Bo").out.strip()
    assert "no image with both" in run("documents", "compare", bare, "-o", tmp_path / "x.pdf",
                                       status=1).err  # fmt: skip
    assert "no images to show" in run("documents", "contact", bare, "-o", tmp_path / "x.pdf",
                                      status=1).err  # fmt: skip


def test_what_was_rendered_is_the_after(run: Run, session: str, tmp_path: Path) -> None:
    """As long as its file lies there; then the retouched one is shown again."""
    damaged = run("render", session, "--jobs", "1", "--json", status=1).json
    rendered = [one["path"] for one in damaged["files"]]
    assert len(rendered) == 44
    after = compared(run, session, tmp_path / "b.pdf")
    assert "44 images" in after
    assert "7 · after, rendered" in after
    for path in rendered:
        Path(path).unlink()
    after = compared(run, session, tmp_path / "c.pdf")
    assert "1 image" in after
    assert "rendered" not in after


def compared(run: Run, ref: str, path: Path) -> str:
    """The words of a record's before and after."""
    run("documents", "compare", ref, "-o", path)
    return " ".join(" ".join(pages(path.read_bytes())).split())


def test_only_pictures_are_jpegs(run: Run, orders: tuple[str, ...], tmp_path: Path) -> None:
    """A work order is no picture."""
    said = run("documents", "work", orders[0], "-o", tmp_path / "w.jpg", status=1)
    assert "a work order is a PDF; name it so (.pdf)" in said.err
