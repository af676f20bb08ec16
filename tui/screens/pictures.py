"""Bringing in a folder of pictures: a form, then a screen that shows how far it is.

The work itself is in ``tui.linkwork`` and goes on when the screen is left: the same key comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widget import Widget

from store.imagefacts import ROLES
from store.imageplans import Wish
from store.images import RULES
from tui import linkwork
from tui.linkwork import Linking
from tui.screens.filling import required, said, whole
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet, own
from tui.widgets.form import Field, Form
from tui.widgets.listing import Listing
from tui.widgets.table import Column, Row

if TYPE_CHECKING:
    from tui.screens.place import Place

LOOK_SECONDS = 0.25
"""How often the screen shows how far it is."""

SESSIONS = (
    Column("Session", least=7), Column("Images", right=True, least=6),
    Column("New", right=True, least=4), Column("Changed", right=True, least=7),
)  # fmt: skip
FILES = (Column("File", least=16, most=60), Column("Why", least=16, most=80))


# Asking ------------------------------------------------------------------------------------------


async def import_pictures(screen: Place) -> None:
    """Ask for a folder and bring it in, or go back to an import that is running."""
    running = linkwork.running(screen.program)
    if running is not None:
        await screen.program.push_screen(ImportScreen(running))
    else:
        screen.program.begin(_ask(screen), "dialog")


async def _ask(screen: Place) -> None:
    program = screen.program
    config = program.ground.start.config
    face = getattr(screen, "face", None) or getattr(getattr(screen, "board", None), "face", None)
    session = face.ref if face is not None and face.kind == "session" else ""
    fields = [
        Field("folder", "Folder", str(config.pictures), "with the pictures", check=_no_folder),
        Field("session", "Session", session, "empty: by the names of the folders in it"),
        Field("rule", "Number", "whole", "of an image, from its file's name", RULES,
              lambda text: None if text.strip() in RULES else f"one of {', '.join(RULES)}"),
        Field("count", "Characters", "", "of the name, for first, last and from"),
        Field("role", "Files are", "", "outside of the folders of roles; empty: hires", ROLES),
    ]  # fmt: skip
    lines = ["Nothing in the folder is moved or changed."]
    form = Form("Bring in pictures", fields, lines, keys=program.ground.keys)
    values = await program.answer_to(form)
    if values is None:
        return
    count = whole(values["count"], "characters") or 0
    role, session = said(values["role"]), values["session"].strip()
    wish = Wish(session or None, values["rule"].strip(), count, role)
    job = Linking(program, Path(values["folder"].strip()), wish)
    linkwork.begin(job)
    await program.push_screen(ImportScreen(job))


def _no_folder(text: str) -> str | None:
    problem = required("which folder?")(text)
    if problem:
        return problem
    try:
        found = Path(text.strip()).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        found = False
    return None if found else "there is no such folder"


# The screen --------------------------------------------------------------------------------------


class ImportScreen(Sheet):
    """How far an import is, and what came of it."""

    local = (own("stop", "X", "stop", "Stop reading or making thumbnails."),)

    def __init__(self, job: Linking) -> None:
        super().__init__()
        self.job = job
        self._shown: tuple[object, ...] = ()

    def body(self) -> Sequence[Widget]:
        """Return everything as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Show how far it is, again and again."""
        self._look()
        self.set_interval(LOOK_SECONDS, self._look)

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def _look(self) -> None:
        job = self.job
        now = (job.phase, job.progress(), job.finished, job.stopping)
        if now != self._shown:
            self._shown = now
            words = "" if job.finished else f"  {job.progress()}"
            stopping = "  stopping …" if job.stopping and not job.finished else ""
            look = "late" if job.problems else "key"
            self.say((" pictures", "strong"), (f"  {job.phase}", look), (words + stopping, "plain"))
            self.refill()

    def refill(self) -> None:
        """Show what is known."""
        show(self.listing, self._sections(), self.size.width)

    def _sections(self) -> list[Section]:
        job = self.job
        pairs = [("Folder", str(job.folder)), ("Session", job.wish.session or "by folder")]
        if job.rate is not None and not job.finished:
            pairs.append(("Done", job.progress()))
        if job.linked is not None:
            pairs.append(("Linked", job.summary()))
            pairs += [("Passed over", f"{count:,} {why}") for why, count in job.linked.passed]
        sections = [
            Section(job.phase, pairs=tuple(pairs)),
            Section("What is wrong", words=tuple((words, "late") for words in job.problems)),
        ]
        if job.linked is not None:
            rows = [
                Row((s.ref, f"{s.images:,}", f"{s.created:,}", f"{s.updated:,}"), s.ref)
                for s in job.linked.sessions
            ]
            notes = tuple((words, "plain") for words in job.linked.notes)
            unreadable = tuple(Row(row, look="late") for row in job.linked.unreadable)
            doubtful = tuple(Row(row, look="soon") for row in job.linked.doubtful)
            missing = tuple(Row(row, look="muted") for row in job.no_thumbnails)
            sections += [
                Section("Sessions", SESSIONS, tuple(rows)),
                Section("Notes", words=notes),
                Section("Cannot be read", FILES, unreadable),
                Section("To be looked at before they are printed", FILES, doubtful),
                Section("Without a thumbnail", FILES, missing),
            ]
        sections.append(Section("", empty=self._hint()))
        return sections

    def _hint(self) -> str:
        if self.job.finished:
            return "enter opens a session; esc goes back."
        if self.job.linked is None:
            return "esc cancels: nothing is linked then. Other screens can be used meanwhile."
        return "esc goes back, and thumbnails go on being made; X stops that."

    def do_stop(self) -> None:
        """Stop reading, or making thumbnails."""
        if not self.job.finished:
            self.job.stop()
            self._look()

    async def do_back(self) -> None:
        """Cancel while nothing is linked yet, else go back to the screen below."""
        if not self.job.finished and self.job.linked is None and not self.job.stopping:
            self.do_stop()
        else:
            await super().do_back()
