"""Printing through the system's print service: a real one, and stand-ins for its moods."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from render import paper
from store.errors import Refused
from tests.render import printservice
from tests.render.printservice import QUEUE, Service

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n" + b"x" * 5_000 + b"\n%%EOF\n"

Lp = Callable[[str], Path]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """A print service, in a folder whose path is short enough for a socket."""
    with (
        tempfile.TemporaryDirectory(prefix="cups-") as folder,
        printservice.running(Path(folder)) as found,
    ):
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Something to print, with a name that a shell would trip over."""
    path = tmp_path / "-o raw; $(touch x) 'ö'.pdf"
    path.write_bytes(PDF)
    return path


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lp:
    """What puts a stand-in for ``lp`` into a path that has nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def stand_in(script: str) -> Path:
        path = folder / "lp"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return stand_in


def test_a_real_service_prints_the_bytes(
    service: Service, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes out is what was made, under the stated name; the file may go at once."""
    monkeypatch.setenv("CUPS_SERVER", service.address)
    job = paper.print_file(file, QUEUE, "work order O-1001; `id` \x1b[31m")
    file.unlink()
    assert job.startswith(f"{QUEUE}-")
    assert service.printed(job) == ("work order O-1001; `id` [31m", PDF)


def test_a_real_service_without_such_a_queue(
    service: Service, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue is named, with how to list those there are."""
    monkeypatch.setenv("CUPS_SERVER", service.address)
    with pytest.raises(
        Refused, match=r"printing on nolab: .*no such queue; 'lpstat -e' lists them"
    ):
        paper.print_file(file, "nolab", "x")


def test_a_service_that_does_not_run(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not taken for a queue that is missing."""
    printservice.require()
    monkeypatch.setenv("CUPS_SERVER", str(file.parent / "none"))
    with pytest.raises(Refused, match="printing on lab: the print service does not answer"):
        paper.print_file(file, QUEUE, "x")


def test_words_reach_the_program_as_they_are(lp: Lp, file: Path, tmp_path: Path) -> None:
    """A list of arguments: no shell reads them, and no name is taken for an option."""
    told = tmp_path / "told"
    lp(f"printf '%s\\n' \"$@\" > '{told}'; echo 'request id is lab-7 (1 file(s))'")
    assert paper.print_file(file, "lab", "a 'b' $(c)\nd") == "lab-7"
    assert told.read_text().splitlines() == ["-d", "lab", "-t", "a 'b' $(c) d", "--", str(file)]


def test_without_the_program_the_remedy_is_told(lp: Lp, file: Path) -> None:
    """A machine without the print service's programs."""
    with pytest.raises(Refused, match="has no 'lp'; install .*cups-client"):
        paper.print_file(file, "lab", "x")


def test_a_service_that_hangs_is_left(lp: Lp, file: Path) -> None:
    """After a stated time, with how to see whether the job is there."""
    lp("exec /bin/sleep 60")
    with pytest.raises(Refused, match=r"no answer within 0\.2 seconds; 'lpstat -o lab'"):
        paper.print_file(file, "lab", "x", timeout_seconds=0.2)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'lp: The printer or class does not exist.' >&2; exit 1", "no such queue"),
        ("echo 'lp: Error - scheduler not responding.' >&2; exit 1", "does not answer"),
        ("echo 'lp: Connection refused' >&2; exit 1", "does not answer"),
        ("echo 'lp: \033[31mForbidden' >&2; exit 1", r"the print service says: \[31mForbidden"),
        ("exit 1", "said nothing"),
        ("echo all is well", "says: all is well"),
        ("kill -9 $$", "said nothing"),
        ("printf '\\377\\376' >&2; exit 1", "printing on lab"),
    ],
)
def test_what_the_service_says_is_told(lp: Lp, file: Path, script: str, said: str) -> None:
    """In our words where they are known, in its own where not; never anything that steers."""
    lp(script)
    with pytest.raises(Refused, match=said) as caught:
        paper.print_file(file, "lab", "x")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("script", "doubtful"),
    [
        ("echo all is well", True),
        ("kill -9 $$", True),
        ("exec /bin/sleep 60", True),
        ("echo 'lp: The printer or class does not exist.' >&2; exit 1", False),
        ("exit 1", False),
    ],
)
def test_a_doubt_is_told_from_a_refusal(lp: Lp, file: Path, script: str, doubtful: bool) -> None:
    """Whoever prints what must not come twice has to know which it was."""
    lp(script)
    with pytest.raises(Refused) as caught:
        paper.print_file(file, "lab", "x", timeout_seconds=0.5)
    assert isinstance(caught.value, paper.NoAnswer) is doubtful
