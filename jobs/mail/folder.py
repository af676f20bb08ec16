"""The folder: every email becomes a file and nothing leaves the studio, for demos and trials."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from jobs import folders, mime
from jobs.mail import always
from jobs.mime import Unsendable
from store import mailing
from store.envelopes import Envelope, Outcome, Result, reference
from store.settings import Settings


class FolderPost:
    """Writes emails into a folder, each whole or not at all, named after its number."""

    name = "folder"
    slots = 1

    def __init__(self, settings: Settings) -> None:
        """Take the settings, which name the folder; it is made when it is needed."""
        self._settings = settings
        self._path = settings.folder / (settings.mail.folder or "mail")

    async def send(self, envelope: Envelope, may: Callable[[], bool] = always) -> Outcome:
        """Write one message; written again it replaces itself."""
        sender = mailing.sender(self._settings)
        if sender is None:
            return Outcome(envelope.id, "settings", mailing.NO_SENDER)
        if not may():
            return Outcome(envelope.id, "untried")
        path = self._path / f"{reference(envelope.number)}.eml"
        result: Result = "done"
        digest = ""
        try:
            made = mime.build(envelope, sender, self._settings.mail.reply_to)
            digest = made.sha256
            await asyncio.to_thread(folders.write, path, made.data)
            answer = f"written to {path.name}"
        except Unsendable as error:
            result, answer = "permanent", str(error)
        except OSError as error:
            result = folders.result_of(error)
            answer = f"{path}: {error.strerror}"
        except asyncio.CancelledError:
            result, answer = "unknown", "the program ended while the file was written"
        return Outcome(
            envelope.id, result, answer, remote_id=path.name if result == "done" else "",
            sha256=digest, gateway=self.name, sender=sender.address,
        )  # fmt: skip

    async def rest(self) -> None:
        """Nothing is kept open."""

    async def close(self) -> None:
        """Nothing is kept open."""
