"""Paper from the boards: which document of the chosen cards, to a file or a printer.

What is printed is read on the store's thread; pages are laid out on another, and the keys stay free
to stop it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widgets import Static

from store import printers, templates
from store.boards import Face
from store.desk import Desk
from store.documents import making
from store.errors import Refused
from store.text import safe
from tui import paperwork
from tui.keys import Keymap
from tui.paperwork import Batch, Made, Wanted
from tui.screens.filling import fill, yes
from tui.widgets.dialog import Dialog, plain
from tui.widgets.form import Field

if TYPE_CHECKING:
    from tui.screens.place import Place

LINES = (
    "A file counts from the folder the program was started in; a printer may be one of the "
    "studio or a queue. Both may be given.",
)


class Working(Dialog[bool]):
    """Says how far some work is; leaving it asks the work to stop."""

    def __init__(self, title: str, keys: Keymap) -> None:
        super().__init__(title, ["One moment …"], keys=keys)
        self.stopped = False

    def key_words(self) -> str:
        """Tell the one key there is."""
        return f"{self._keys.shown('leave')} stop"

    def answer(self) -> None:
        """Stay: it ends by itself."""

    def press(self, name: str, character: str) -> bool:
        """Stop after what is being made now."""
        del character
        if name == "leave":
            self.stopped = True
            self.say("Stopping after this one …")
        return True

    def say(self, words: str) -> None:
        """Show how far it is."""
        if self.is_attached:
            self.query_one("#lines", Static).update(plain(words))


async def paper(screen: Place, faces: Sequence[Face]) -> None:
    """Ask which document of the cards is wanted and where it is to go, and make it."""
    program = screen.program
    if not faces:
        program.tell("There is no card here; move the cursor to one, or mark some")
        return
    refs = tuple(face.ref for face in faces)
    kinds = list(dict.fromkeys(face.kind for face in faces))
    fields = await program.ask(fields_of, kinds)
    if fields is None:
        return
    title = f"Paper for {refs[0]}" if len(refs) == 1 else f"Paper for {len(refs)} cards"

    async def answered() -> None:
        batch = await fill(
            screen, title, fields, lambda desk, values: read(desk, refs, values), LINES
        )
        if batch is not None:
            await carry_out(screen, batch)

    program.begin(answered(), "dialog")


def fields_of(desk: Desk, kinds: Sequence[str]) -> list[Field]:
    """Return the fields of the dialog; `Refused` where no document is about all these kinds."""
    fitting = making.fitting(kinds)
    if not fitting:
        raise Refused("no document is about all of these cards; mark cards of one kind")
    words = tuple(document.words for document in fitting)
    letters = tuple(row.name for row in templates.listed()
                    if not row.inactive and row.channel != "sms")  # fmt: skip
    queues = tuple(row.name for row in printers.listed() if not row.inactive)
    return [
        Field("document", "Document", words[0], "", words),
        Field("template", "Template", "", "of a letter; empty for all others", letters),
        Field("path", "File", "", f"such as {words[0].replace(' ', '-')}.pdf"),
        Field("printer", "Printer", "", "empty: it is not printed", queues),
        Field("each", "A file for each", "no", "yes: File is a folder then", ("yes", "no")),
        Field("force", "Replace files", "no", "", ("yes", "no")),
    ]


def read(desk: Desk, refs: tuple[str, ...], values: Mapping[str, str]) -> Batch:
    """Read what the dialog asks for."""
    path = values["path"].strip()
    try:
        target = Path(path).expanduser() if path else None
    except RuntimeError:
        raise Refused(f"{safe(path, 200)}: there is no such user's home folder") from None
    return paperwork.read(
        desk,
        Wanted(
            values["document"], refs, values["template"].strip(), target,
            yes(values["each"], "a file for each"), yes(values["force"], "replace files"),
            values["printer"].strip(),
        ),
    )  # fmt: skip


async def carry_out(screen: Place, batch: Batch) -> None:
    """Make the files beside the keys, note what was printed, and say what came of it."""
    program = screen.program
    working = Working(f"Making {_what(batch)}", program.ground.keys)
    await program.push_screen(working)
    made: list[Made] = []
    wrong: Refused | None = None
    steps = paperwork.make(batch, stopped=lambda: working.stopped)
    try:
        while (one := await asyncio.to_thread(next, steps, None)) is not None:
            made.append(one)
            working.say(f"{len(made)} of {len(batch.sheaves)} files are done.")
    except Refused as refused:
        wrong = refused
    finally:
        working.dismiss(None)
    await program.ask(paperwork.note, batch, made)
    await program.own_news()
    if wrong is not None:
        done = f"{len(made)} of {len(batch.sheaves)} files were made.\n" if made else ""
        program.tell(f"{done}{wrong}", wrong=True)
    else:
        program.tell(told(batch, made))


def _what(batch: Batch) -> str:
    count = sum(len(sheaf.refs) for sheaf in batch.sheaves)
    words = batch.document.words
    if count == 1:
        return f"{words} {batch.sheaves[0].refs[0]}"
    return f"{count} {words}{'' if words.endswith('s') else 's'}"


def told(batch: Batch, made: Sequence[Made]) -> str:
    """Say what was made, and where it is."""
    if not made:
        return "Nothing was made"
    pages = sum(one.pages for one in made)
    words = [f"{pages} page{'' if pages == 1 else 's'}"]
    paths = [one.path for one in made if one.path is not None]
    if paths:
        where = paths[0] if len(paths) == 1 else paths[0].parent
        words.append(f"in {safe(str(where), 300)}")
    if batch.printer:
        jobs = ", ".join(one.job for one in made[:3] if one.job)
        words.append(f"printed on {batch.printer} ({jobs})")
    left = len(batch.sheaves) - len(made)
    if left:
        words.append(f"{left} left out")
    return ", ".join(words)
