"""The folder: every SMS becomes a text file and nothing leaves the studio, for demos and trials."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from jobs.sms.mute import Mute
from jobs.sms.outcomes import number_of, outcome
from store.envelopes import Envelope, Outcome, Result, reference

_FULL = (errno.ENOSPC, errno.EDQUOT)


class Folder(Mute):
    """Writes messages into a folder, each whole or not at all."""

    name = "folder"

    def __init__(self, path: Path, country: str) -> None:
        """Take the folder, which is made when it is needed."""
        self._path, self._country = path, country

    async def send(self, envelope: Envelope) -> Outcome:
        """Write one message; a later try of it is a file of its own."""
        number = number_of(envelope, self._country)
        again = f"-{envelope.attempts}" if envelope.attempts > 1 else ""
        path = self._path / f"{reference(envelope.number)}{again}.txt"
        text = f"To: {number}\nId: {envelope.message_id}\n\n{envelope.body}\n"
        try:
            _write(path, text.encode("utf-8", "replace"))
        except OSError as error:
            words = f"{path}: {error.strerror}"
            result: Result = "temporary" if error.errno in _FULL else "settings"
            return outcome(self.name, envelope, result, words)
        return outcome(self.name, envelope, "done", f"written to {path.name}", remote_id=path.name)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
