"""The folder: every SMS becomes a text file and nothing leaves the studio, for demos and trials."""

from __future__ import annotations

from pathlib import Path

from jobs import folders
from jobs.sms.mute import Mute
from jobs.sms.outcomes import number_of, outcome
from store.envelopes import Envelope, Outcome, reference


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
            folders.write(path, text.encode("utf-8", "replace"))
        except OSError as error:
            words = f"{path}: {error.strerror}"
            return outcome(self.name, envelope, folders.result_of(error), words)
        return outcome(self.name, envelope, "done", f"written to {path.name}", remote_id=path.name)
