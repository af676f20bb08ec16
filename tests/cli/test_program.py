"""The program as a shell starts it: exit statuses, streams, and what it loads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOW = "2026-11-23T10:00:00-05:00"


def safelight(
    *words: str, studio: Path | None = None, program: str = "", **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own, in a bare environment."""
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": "/nonexistent"}
    if studio is not None:
        known["SAFELIGHT_STUDIO"] = str(studio)
    start = ["-c", program] if program else ["-m", "tui.main"]
    return subprocess.run(
        [sys.executable, "-W", "error", *start, *words],
        env={**known, **environ},
        cwd="/",
        capture_output=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A studio with a few records."""
    folder = tmp_path_factory.mktemp("program") / "studio"
    zone = ("--timezone", "America/New_York")
    made = safelight("--at", NOW, "init", str(folder), *zone)
    assert (made.returncode, made.stderr) == (0, b"")
    for words in (
        ("new", "order", "--client", "Zoë 日本", "--type", "Print"),
        ("new", "task", "--subject", "look"),
        ("new", "invoice", "--client", "Bo", "--line", "description=x,price=10"),
    ):
        assert safelight("--at", NOW, *words, studio=folder).returncode == 0
    return folder


SHOWING = (
    ("board", "production"), ("board", "tasks"), ("list", "orders"), ("list", "tasks"),
    ("list", "clients"), ("show", "O-1001"), ("hub",), ("who", "bo"), ("search", "bo"), ("log",), ("undo", "--list"),
    ("triggers", "list"), ("triggers", "queue"), ("triggers", "rehearse"), ("views", "list"),
    ("users", "list"), ("vendors", "list"), ("statuses", "list"), ("types", "list"),
    ("tracks", "list"), ("departments", "list"), ("items", "list"), ("holidays", "list"),
    ("keys",), ("check",), ("timer", "list", "O-1001"), ("worker", "--once"),
)  # fmt: skip

PROBE = """
import sys
from tui.main import main
status = main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.parametrize("words", SHOWING, ids=" ".join)
def test_json_is_one_document_and_loads_no_screen(studio: Path, words: tuple[str, ...]) -> None:
    """Textual and Rich stay unloaded, standard output is one document in UTF-8."""
    found = safelight("--at", NOW, *words, "--json", studio=studio, program=PROBE, LC_ALL="C")
    loaded = set(found.stderr.decode().split())
    assert found.returncode == 0
    assert isinstance(json.loads(found.stdout.decode("utf-8")), dict)
    assert not loaded & {"textual", "rich", "PIL", "paramiko", "openpyxl"}


def test_moving_a_card_loads_no_scheduler(studio: Path) -> None:
    """A command that changes something starts as lightly."""
    found = safelight(
        "--at", NOW, "advance", "O-1001", "--dry-run", "--json", studio=studio, program=PROBE
    )
    loaded = set(found.stderr.decode().split())
    assert found.returncode == 0
    assert not loaded & {"textual", "rich", "apscheduler", "asyncio", "holidays"}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("hub",), 0),
        (("--help",), 0),
        (("board", "--help"), 0),
        (("--version",), 0),
        (("show", "O-9"), 1),
        (("advance", "O-1001", "--to", "Nowhere"), 1),
        (("board", "--filter", "a:b"), 1),
        (("--as", "nobody-known", "hub"), 1),
        (("nonsense",), 2),
        (("board", "--nonsense"), 2),
        (("advance",), 2),
        (("--studio", "/nonexistent", "hub"), 2),
    ],
)
def test_exit_statuses(studio: Path, words: tuple[str, ...], status: int) -> None:
    """0 done, 1 refused, 2 wrong usage or no studio; never a traceback, one line each."""
    found = safelight(*words, studio=studio)
    assert found.returncode == status
    assert b"Traceback" not in found.stderr
    assert found.stderr.count(b"\n") == (0 if status == 0 else 1)
    assert bool(found.stdout) == (status == 0)


def test_letters_arrive_whatever_the_locale(studio: Path) -> None:
    """UTF-8 in text as well, in the plainest environment."""
    for locale in ("C", "POSIX", "de_DE.ISO-8859-1"):
        found = safelight("board", studio=studio, LC_ALL=locale, PYTHONCOERCECLOCALE="0",
                          PYTHONUTF8="0")  # fmt: skip
        assert "Zoë 日本" in found.stdout.decode("utf-8")


def test_a_reader_that_leaves_is_no_error(studio: Path) -> None:
    """`safelight log | head -1` ends quietly."""
    script = (
        f"{sys.executable} -W error -m tui.main log --json | head -c 10; exit ${{PIPESTATUS[0]}}"
    )
    found = subprocess.run(
        ["bash", "-c", script],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SAFELIGHT_STUDIO": str(studio)},
        cwd="/",
        capture_output=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, b"")


def test_an_answer_that_cannot_be_written_is_told(studio: Path) -> None:
    """A full disk behind standard output is a line of its own."""
    script = f"{sys.executable} -m tui.main log --json > /dev/full"
    found = subprocess.run(
        ["bash", "-c", script],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SAFELIGHT_STUDIO": str(studio)},
        cwd="/",
        capture_output=True,
        check=False,
    )
    assert found.returncode == 1
    assert b"could not be written" in found.stderr
    assert found.stderr.count(b"\n") == 1


def test_a_studio_is_found_from_a_folder_inside(studio: Path) -> None:
    """The settings of the nearest folder above are used, without any option."""
    inside = studio / "pictures" / "deep"
    inside.mkdir(parents=True)
    found = subprocess.run(
        [sys.executable, "-m", "tui.main", "show", "O-1001", "--json"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        cwd=inside,
        capture_output=True,
        check=False,
    )
    assert json.loads(found.stdout)["ref"] == "O-1001"


def test_without_a_terminal_the_board_is_text(studio: Path) -> None:
    """`safelight` alone does not try to open a screen that is not there."""
    found = safelight("--at", NOW, studio=studio)
    assert found.returncode == 0
    assert b"O-1001" in found.stdout
    assert b"\x1b" not in found.stdout


def test_the_demo_is_the_same_to_the_byte_of_its_export(tmp_path: Path) -> None:
    """Same orders, seed and time: the same studio."""
    exported = []
    for name in ("one", "two"):
        demo = ("--at", NOW, "demo", str(tmp_path / name), "--orders", "20", "--seed", "7")
        made = safelight(*demo, "--no-open")
        assert made.returncode == 0, made.stderr
        out = tmp_path / f"{name}-export"
        assert safelight("export", str(out), studio=tmp_path / name).returncode == 0
        exported.append({path.name: path.read_bytes() for path in sorted(out.iterdir())})
    assert exported[0] == exported[1]
