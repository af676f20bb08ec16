"""What preflight finds about records, by line: how grave by shape and word, what, and the numbers.

Enter shows the file that a finding is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.widget import Widget

from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.rendering import preflight
from store.rendering.findings import SEVERITIES
from store.rendering.preflight import Finding
from store.text import search_key
from tui.messagework import some
from tui.orderwork import spoken
from tui.screens import preview
from tui.screens.previewpages import words_of
from tui.screens.sections import Section, show
from tui.screens.sheet import Sheet, own
from tui.widgets.listing import Listing
from tui.widgets.look import Glyphs, Look
from tui.widgets.table import Column, Row

LOOKS = {"error": "late", "warning": "plain", "note": "muted"}
"""How a finding looks, by how grave it is; the shape and the word say it too."""

KINDS = ("production", "preproduction", "session")
NOTHING = "Orders and sessions are looked at; go to one of these"

ON_RECORDS = 6
"""Findings that a record shows; of the others it says how many."""


@dataclass(frozen=True, slots=True)
class Opens:
    """What a line of a record stands for that opens the list of all that is found."""

    ref: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about records, and which of them cannot be looked at, each with why."""

    findings: tuple[Finding, ...] = ()
    cannot: tuple[str, ...] = ()


class PreflightScreen(Sheet):
    """The findings of one or several records."""

    can_narrow = True
    local = (own("again", "R", "again", "Look at the records and their files again."),)

    def __init__(self, refs: Sequence[str]) -> None:
        super().__init__()
        self.refs = tuple(refs)
        self.found = Found()
        self._read = False

    def body(self) -> Sequence[Widget]:
        """Return the findings as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Look at the records."""
        self.say((f" Preflight of {self._named()}", "strong"), ("  looking at files", "muted"))
        await self.reload()

    @property
    def face(self) -> Face | None:
        """No card stands here; new records are about none."""
        return None

    async def reload(self) -> None:
        """Look at the records again."""
        found = await self.program.ask(read, self.refs)
        if found is not None:
            self.found, self._read = found, True
            self.refill()

    async def do_again(self) -> None:
        """Look at the records and their files again."""
        await self.reload()
        self.program.tell(counted(self.found.findings))

    def on_resize(self) -> None:
        """Lay out for the width."""
        super().on_resize()
        if self._read:
            self.refill()

    def _named(self) -> str:
        return self.refs[0] if len(self.refs) == 1 else some(len(self.refs), "record")

    def refill(self) -> None:
        """Show the findings that have the typed words."""
        words = search_key(self.narrowed).split()
        shown = [
            one
            for one in self.found.findings
            if all(word in search_key(" ".join(cells(one, self.program.look))) for word in words)
        ]
        several = len(self.refs) > 1
        show(
            self.listing,
            sections(shown, self.found.cannot, self.program.look, several=several,
                     narrowed=bool(words)),
            self.size.width,
        )  # fmt: skip
        worst = self.found.findings and min(map(_gravity, self.found.findings)) == 0
        self.say(
            (f" Preflight of {self._named()}", "strong"),
            (f"  {counted(self.found.findings)}", "late" if worst else "key"),
        )

    async def open_key(self, key: Any) -> None:
        """Show the file that a finding is about."""
        if isinstance(key, Finding):
            await preview.show_line(self, key.ref, key.line or None, key.image_id)
            return
        await super().open_key(key)


# On the store thread -----------------------------------------------------------------------------


def read(desk: Desk, refs: Sequence[str]) -> Found:
    """Look at records; one that cannot be looked at does not stop the others."""
    findings: list[Finding] = []
    cannot: list[str] = []
    for ref in refs:
        try:
            findings += preflight.check(desk, [ref])
        except Refused as refused:
            cannot += [spoken(problem) for problem in refused.problems]
    return Found(tuple(findings), tuple(cannot))


def on_record(desk: Desk, face: Face) -> Section:
    """What is found about an order with pictures: errors and warnings, and how many notes."""
    found = read(desk, [face.ref]).findings if face.kind in KINDS[:2] and not face.done else ()
    graver = sorted((one for one in found if one.severity != "note"), key=_gravity)
    more = f"{counted(found)}; enter shows all of it" if found else ""
    return Section(
        "Preflight",
        (Column("", least=7), Column("", least=6), Column("", least=12, most=120)),
        tuple(
            Row((one.severity, preflight.about(one), words_of(one)), Opens(face.ref),
                LOOKS[one.severity])
            for one in graver[:ON_RECORDS]
        ),
        more=((more, Opens(face.ref)),) if more else (),
        heads=False,
    )  # fmt: skip


# In words ----------------------------------------------------------------------------------------


def shape(severity: str, glyphs: Glyphs) -> str:
    """The shape of a severity, which is told apart without colour."""
    return {"error": glyphs.blocked, "warning": glyphs.rush}.get(severity, glyphs.dot)


def cells(one: Finding, look: Look) -> tuple[str, ...]:
    """A finding as cells: how grave, of which record, line and picture, what, the numbers."""
    return (
        f"{shape(one.severity, look.glyphs)} {one.severity}", one.ref, preflight.about(one),
        one.image, words_of(one),
    )  # fmt: skip


def sections(
    found: Sequence[Finding],
    cannot: Sequence[str],
    look: Look,
    *,
    several: bool = False,
    narrowed: bool = False,
) -> list[Section]:
    """The findings as a table, after what cannot be looked at."""
    columns = (
        Column("", least=9), Column("Record", least=6), Column("Line", least=6),
        Column("Image", least=3, spare=1), Column("Finding", least=16, most=120),
    )  # fmt: skip
    rows = []
    for one in found:
        severity, ref, about, image, words = cells(one, look)
        line = (severity, ref if several else "", about, image if one.line else "", words)
        rows.append(Row(line, one, LOOKS[one.severity]))
    empty = "No finding has these words; esc shows all." if narrowed else "Nothing is doubtful."
    return [
        Section("", words=tuple((f"cannot: {words}", "late") for words in cannot)),
        Section("", columns, tuple(rows), empty="" if cannot and not narrowed else empty),
    ]


def counted(found: Sequence[Finding]) -> str:
    """How many there are of each severity, the gravest first."""
    counts = Counter(one.severity for one in found)
    words = [some(counts[one], one) for one in SEVERITIES if counts[one]]
    return " · ".join(words) or "nothing is doubtful"


def _gravity(one: Finding) -> int:
    return SEVERITIES.index(one.severity)
