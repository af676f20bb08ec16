"""The program's log: a rotating file in the studio's folder, and nothing on the screen, ever.

Secrets are kept out of it, and nothing in it can steer the terminal of whoever reads it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import threading
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from store import secrets
from store.errors import Refused
from store.text import safe

FILE = "safelight.log"
"""The name of the log in the folder of logs."""

_HIDDEN = "***"
_SHORTEST_SECRET = 4
_NAMED = re.compile(
    r"(?i)((?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|credentials?)[\"']?\s*[=:]\s*)"
    r"(?:\"[^\"]*\"|'[^']*'|[^\s,;&]+)"
)
_HEADERS = re.compile(r"(?i)\b(basic|bearer)\s+[a-z0-9+/=._~-]{8,}")
_ADDRESSES = re.compile(r"(://[^/\s:@]{0,200}:)[^/\s@]+@")


def start(
    folder: Path, level: str = "info", max_bytes: int = 2_000_000, backups: int = 5
) -> logging.Handler:
    """Send everything that is logged to a rotating file; raises `Refused` when it cannot be made.

    Until `stop`, nothing is written to the screen by the logging of this or of other packages.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _SharedFile(folder / FILE, max_bytes, backups)
    except OSError as error:
        raise Refused(
            f"{folder / FILE}: the log cannot be written: {error.strerror}; "
            "make its folder writable, or set another under [folders] logs"
        ) from None
    handler.setFormatter(_Lines())
    logging.lastResort = None
    logging.captureWarnings(True)
    threading.excepthook = _thread_failed
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level.upper())
    # Their daily chatter (each tick, each connection) would push out what matters.
    for talkative in ("apscheduler", "paramiko", "PIL"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    return handler


def stop(handler: logging.Handler) -> None:
    """Write what is left and close the log."""
    logging.getLogger().removeHandler(handler)
    logging.captureWarnings(False)
    threading.excepthook = threading.__excepthook__
    handler.close()


def redact(text: str) -> str:
    """Return the text without anything that looks like a secret, or is one this program read."""
    for secret in secrets.resolved():
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, _HIDDEN)
    text = _HEADERS.sub(rf"\1 {_HIDDEN}", text)
    text = _ADDRESSES.sub(rf"\1{_HIDDEN}@", text)
    return _NAMED.sub(rf"\1{_HIDDEN}", text)


def _thread_failed(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None and failure.exc_type is not SystemExit:
        name = failure.thread.name if failure.thread else "a thread"
        logging.getLogger("safelight").error("%s failed", name, exc_info=failure.exc_value)


class _Lines(logging.Formatter):
    """One line for a record, in UTC; the lines of a traceback are indented below it."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = safe(redact(_message(record)))
        line = f"{moment} {record.process} {record.levelname} {record.name}: {message}"
        if not record.exc_info:
            return line
        trace = safe(redact(self.formatException(record.exc_info)), keep_newlines=True)
        return "\n    ".join([line, *trace.splitlines()])


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (KeyError, TypeError, ValueError):
        # The caller's arguments do not fit its words: better half a message than none.
        return f"{record.msg} {record.args}"


class _SharedFile(RotatingFileHandler):
    """A rotating file that several programs may write to: one rotates, the others follow."""

    def __init__(self, path: Path, max_bytes: int, backups: int) -> None:
        self._gate = path.with_suffix(".lock")
        super().__init__(path, maxBytes=max_bytes, backupCount=backups, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(
            self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640
        )
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="replace")

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._follow()
        except OSError:
            self.handleError(record)
        super().emit(record)

    def doRollover(self) -> None:  # noqa: N802 - logging's name
        with self._gate.open("a", encoding="utf-8") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            self._follow()
            # Another program may have rotated the file while this one waited.
            if Path(self.baseFilename).stat().st_size >= self.maxBytes // 2:
                super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing: a log that cannot be written must not disturb the screen or the work."""

    def _follow(self) -> None:
        """Open the file anew when another program has moved it away."""
        if self.stream is None:
            return
        ours = os.fstat(self.stream.fileno())
        try:
            there = Path(self.baseFilename).stat()
        except FileNotFoundError:
            there = None
        if there is None or (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino):
            self.stream.close()
            self.stream = None
            self.stream = self._open()
