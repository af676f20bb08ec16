"""A modem of one's own, by the program ``gammu``: started for one message at a time, never a shell.

What is told by its exit and its words decides; a program that was stopped may have sent or not.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from jobs.sms.mute import Mute
from jobs.sms.outcomes import number_of, outcome
from store.envelopes import Envelope, Outcome, Result
from store.smssettings import GAMMU
from store.text import safe

MOST_BYTES = 20_000
SHOWN = 300

WITHOUT_DEVICE = frozenset({2, 3, 98, 99, 102, 104, *range(106, 111), *range(118, 122), 123})
"""Exits of gammu: the device is not there or not allowed, no PIN, the configuration is wrong."""

BUSY = frozenset({38, 41, 42, 47, 331})
"""Errors of the mobile network that pass: out of order, failure, congestion, no service."""

DOUBTFUL = frozenset({332, 500})
"""Errors of the mobile network that leave open whether it was sent."""

_PART = re.compile(r"Sending SMS (\d+)/(\d+)")
_OK = re.compile(r"\.\.OK, message reference=(\d+)")
_ERROR = re.compile(r"\.\.error (\d+)")


class Modem(Mute):
    """Sends by the modem that a configuration file of gammu describes."""

    name = "modem"

    def __init__(
        self, config: Path, country: str, timeout_seconds: float, program: str = GAMMU
    ) -> None:
        """Take the configuration file, and how long one message may take."""
        self._config, self._country, self._seconds = config, country, timeout_seconds
        self._program = program
        self._alone = asyncio.Lock()

    async def send(self, envelope: Envelope) -> Outcome:
        """Send one message; a modem does one thing at a time."""
        missing = self._missing()
        if missing:
            return outcome(self.name, envelope, "settings", missing)
        words = arguments(self._config, number_of(envelope, self._country), envelope.body)
        try:
            result, answer, remote_id = await self._handed(words)
        except asyncio.CancelledError:
            return outcome(self.name, envelope, *self._stopped("the program ended"))
        return outcome(self.name, envelope, result, answer, remote_id=remote_id)

    async def _handed(self, words: Sequence[str]) -> tuple[Result, str, str]:
        try:
            status, said = await self._run(words)
        except OSError as error:
            return "settings", f"{GAMMU}: {error.strerror}", ""
        if status is None:
            return (*self._stopped(f"it took more than {self._seconds:g} seconds"), "")
        return read(status, said)

    @staticmethod
    def _stopped(why: str) -> tuple[Result, str]:
        return "unknown", f"{GAMMU} was stopped because {why}; it may have been sent"

    async def check(self) -> str:
        """Ask the modem who it is."""
        missing = self._missing()
        if missing:
            return missing
        try:
            status, said = await self._run(["-c", str(self._config), "identify"])
        except OSError as error:
            return f"{GAMMU}: {error.strerror}"
        if status is None:
            return f"the modem did not answer within {self._seconds:g} seconds"
        return "" if status == 0 else read(status, said)[1]

    def _missing(self) -> str:
        """What is not there; empty when all is."""
        if shutil.which(self._program) is None:
            return f"the program {GAMMU} is not installed"
        if not self._config.is_file():
            return f"{self._config}: is not there; name {GAMMU}'s configuration as modem_config"
        return ""

    async def _run(self, words: Sequence[str]) -> tuple[int | None, str]:
        """Run the program: its exit, null where it had to be stopped, and what it said."""
        async with self._alone:
            # In a session of its own: ctrl-c in the terminal is not meant for it.
            process = await asyncio.create_subprocess_exec(
                self._program,
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                start_new_session=True,
            )
            try:
                async with asyncio.timeout(self._seconds):
                    said, _ = await process.communicate()
            except TimeoutError:
                return None, ""
            finally:
                await _end(process)
            return process.returncode, said[:MOST_BYTES].decode("utf-8", "replace")


def arguments(config: Path, number: str, text: str) -> list[str]:
    """The words for gammu; a text is one of them whatever it begins with."""
    text = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    length = len(text.encode("utf-16-le")) // 2
    return [
        "-c", str(config), "sendsms", "TEXT", number, "-autolen", str(length), "-textutf8", text,
    ]  # fmt: skip


def read(status: int, said: str) -> tuple[Result, str, str]:
    """What an exit and the words before it mean: result, answer, references of the parts."""
    words = safe(" ".join(said.replace("If you want break, press Ctrl+C", "").split()), SHOWN)
    told = f"gammu ended with {status}: {words}" if words else f"gammu ended with {status}"
    begun, taken, errors = _PART.findall(said), _OK.findall(said), _ERROR.findall(said)
    parts = int(begun[-1][1]) if begun else 0
    if status == 0 and taken and len(taken) == parts and not errors:
        return "done", words, ",".join(taken)
    if status < 0:
        return "unknown", f"gammu was stopped by signal {-status}; it may have been sent", ""
    if not begun:
        return ("settings" if status in WITHOUT_DEVICE else "temporary"), told, ""
    if taken:
        return "unknown", f"{len(taken)} of {parts} parts were sent; {told}", ",".join(taken)
    if not errors or int(errors[-1]) in DOUBTFUL:
        return "unknown", told, ""
    return ("temporary" if int(errors[-1]) in BUSY else "permanent"), told, ""


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let no program of ours outlive its message."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
