"""Letters on their way to the print service: marked by the store, printed, and settled there.

Boards and command line take the same steps; no screen is known here.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from render import paper
from store import letterqueue, printers
from store.desk import Desk
from store.envelopes import Result
from store.errors import Refused
from store.letterqueue import Letter
from tui import paperwork


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of handing a letter over; ``job`` is the print service's name for it."""

    result: Result
    words: str
    job: str = ""


def printer_for(desk: Desk, word: str) -> tuple[str, str]:
    """The name and the queue of a printer; without a word the studio's only one."""
    desk.who.require("work", "printing")
    if word.strip():
        return paperwork.queue_of(word)
    rows = [row for row in printers.listed() if not row.inactive]
    if len(rows) == 1:
        return rows[0].name, rows[0].queue
    names = ", ".join(row.name for row in rows[:12])
    why = f"name one: {names}" if rows else "name a queue; 'lpstat -e' lists them"
    raise Refused(f"which printer? {why}")


def hand_over(letter: Letter, printer: str, queue: str) -> Handed:
    """Give a letter's paper to the print service; any thread may do so."""
    try:
        with tempfile.NamedTemporaryFile(prefix="safelight-", suffix=".pdf") as file:
            file.write(letter.data)
            file.flush()
            job = paper.print_file(Path(file.name), queue, letter.title)
    except paper.NoAnswer as doubt:
        return Handed("unknown", str(doubt))
    except Refused as refusal:
        return Handed("settings", str(refusal))
    except OSError as error:
        return Handed("settings", f"printing on {queue}: {error.strerror or error}")
    return Handed("done", f"printed on {printer}, job {job}", job)


def print_one(desk: Desk, ref: str, printer: str, queue: str) -> Handed:
    """Print one letter where nothing else waits for the thread; `Refused` for what cannot be."""
    letter = letterqueue.take(desk, ref)
    handed = hand_over(letter, printer, queue)
    letterqueue.settle(desk, letter, handed.result, handed.words)
    return handed
