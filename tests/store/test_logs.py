"""The log goes to a file, tells no secrets, and never disturbs the screen."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from store import secrets
from store.errors import Refused
from store.logs import FILE, redact, start, stop

LOG = logging.getLogger("safelight.tests")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Start a small log and return its path."""
    root = logging.getLogger()
    level, last_resort = root.level, logging.lastResort
    handler = start(tmp_path / "logs", max_bytes=2_000, backups=2)
    yield tmp_path / "logs" / FILE
    stop(handler)
    root.setLevel(level)
    logging.lastResort = last_resort


def test_a_line(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record is one line in the file, and nothing on the screen."""
    LOG.info("moved %s to %s", "O-1001", "Printing")
    assert log.read_text("utf-8").endswith(" INFO safelight.tests: moved O-1001 to Printing\n")
    assert capsys.readouterr() == ("", "")


def test_hostile_texts(log: Path) -> None:
    """A client's name can neither forge a line nor steer the terminal of the reader."""
    LOG.error("client %s", "x\n2026-01-01 INFO forged\x1b[2J\u202e")
    assert log.read_text("utf-8").endswith("client x 2026-01-01 INFO forged[2J\n")


def test_tracebacks_are_indented(log: Path) -> None:
    """A traceback stands below its line, each of its lines indented, without secrets."""
    try:
        raise ValueError("password=hunter2 \x1b[2J")
    except ValueError:
        LOG.exception("failed")
    first, *rest = log.read_text("utf-8").splitlines()
    assert first.endswith("failed")
    assert all(line.startswith("    ") for line in rest)
    assert rest[-1] == "    ValueError: password=*** [2J"


def test_words_that_do_not_fit(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrongly written message is logged as it is, and silent on the screen."""
    record = LOG.makeRecord("x", logging.INFO, "", 0, "two %s %s", ("one",), None)
    next(one for one in LOG.root.handlers if isinstance(one, RotatingFileHandler)).handle(record)
    assert "two %s %s ('one',)" in log.read_text("utf-8")
    assert capsys.readouterr() == ("", "")


def test_warnings_and_threads_are_logged(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What Python would print on the screen by itself goes to the file."""

    def fail() -> None:
        raise ValueError("in a thread")

    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn("an old way", DeprecationWarning, stacklevel=1)
    thread = threading.Thread(target=fail, name="courier")
    thread.start()
    thread.join()
    written = log.read_text("utf-8")
    assert "an old way" in written
    assert "courier failed" in written
    assert "ValueError: in a thread" in written
    assert capsys.readouterr().err == ""


def test_it_rotates(log: Path) -> None:
    """The log stays within its size and number of files."""
    for number in range(200):
        LOG.info("line %d %s", number, "x" * 50)
    files = sorted(log.parent.glob(FILE + "*"))
    assert [path.name for path in files] == [FILE, FILE + ".1", FILE + ".2"]
    assert all(path.stat().st_size <= 2_000 for path in files)
    assert "line 199 " in log.read_text("utf-8")


def test_two_programs_share_it(log: Path) -> None:
    """When one program rotates the log the other follows: no line is lost or out of place."""
    other = start(log.parent, max_bytes=2_000, backups=2)
    logging.getLogger().removeHandler(other)
    for number in range(30):
        LOG.info("ours %d %s", number, "x" * 50)
        other.handle(LOG.makeRecord("other", 20, "", 0, f"theirs {number}", (), None))
    stop(other)
    written = log.with_name(FILE + ".1").read_text("utf-8") + log.read_text("utf-8")
    assert [line.split(": ")[1].split()[:2] for line in written.splitlines()][-4:] == [
        ["ours", "28"],
        ["theirs", "28"],
        ["ours", "29"],
        ["theirs", "29"],
    ]


def test_a_log_that_cannot_grow(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A full disk or a folder taken away neither stops the work nor reaches the screen."""
    log.unlink()
    log.mkdir()
    LOG.info("unheard")
    assert capsys.readouterr() == ("", "")


def test_no_place_for_a_log(tmp_path: Path) -> None:
    """A folder that cannot be made is refused with the setting that moves it."""
    (tmp_path / "logs").touch()
    with pytest.raises(Refused, match=r"\[folders\] logs"):
        start(tmp_path / "logs")


@pytest.mark.parametrize(
    "text",
    [
        "password=hunter2",
        "'password': 'hunter2'",
        'api_key = "hunter2"',
        "Authorization: Bearer hunter2hunter2",
        "sftp://lab:hunter2@host/in",
        "token: hunter2, more",
        "opened with resolved-hunter2",
    ],
)
def test_secrets_are_hidden(text: str) -> None:
    """What looks like a secret, or is one that was read, does not reach the file."""
    secrets.resolve("env:S", environ={"S": "resolved-hunter2"})
    assert "hunter2" not in redact(text)
    assert "***" in redact(text)


def test_plain_words_stay() -> None:
    """Ordinary lines are not touched."""
    line = "card O-1001: Retouch -> Printing at 09:41 by ana@larkin"
    assert redact(line) == line
