"""What an import did, or would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from store.text import safe

_SHOWN = 50


@dataclass(slots=True)
class Report:
    """How many records were created, changed or recognised as already there.

    `also` counts what else was made on the way (vendors, session types, lines); `ignored` are the
    columns that hold nothing we know.
    """

    kind: str
    file: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    recognised: int = 0
    dry_run: bool = False
    also: Counter[str] = field(default_factory=Counter)
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _more: Counter[str] = field(default_factory=Counter)

    def note(self, text: str) -> None:
        """Say something the user should know."""
        self.notes.append(text)

    def note_line(self, line: int, about: str, text: str) -> None:
        """Say something about a line; after fifty of a sort the rest are counted."""
        self._more[about] += 1
        if self._more[about] <= _SHOWN:
            self.notes.append(f"line {line}: {text}")

    def all_notes(self) -> list[str]:
        """Every note as one line, and how many more there are of each sort."""
        more = [
            f"and {count - _SHOWN:,} more lines with {about}"
            for about, count in self._more.items()
            if count > _SHOWN
        ]
        return [safe(note, 1_000) for note in (*self.notes, *more)]

    def as_json(self) -> dict[str, object]:
        """Everything, as a JSON document shows it."""
        return {
            "kind": self.kind,
            "file": safe(self.file),
            "dry_run": self.dry_run,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "recognised": self.recognised,
            "also_created": dict(self.also),
            "ignored_columns": [safe(column) for column in self.ignored],
            "notes": self.all_notes(),
        }

    def lines(self) -> list[str]:
        """Everything in words, the counts first."""
        would = "would be " if self.dry_run else ""
        counts = [f"{self.created:,} {would}created"]
        counts += [f"{self.updated:,} {would}updated"] if self.updated else []
        counts += [f"{self.recognised:,} already there"] if self.recognised else []
        counts += [
            f"{count:,} {what} {would}created with them" for what, count in self.also.items()
        ]
        said = [f"{safe(self.file)}: {self.kind}: {', '.join(counts)}"]
        if self.ignored:
            said.append(f"columns not read: {', '.join(map(safe, self.ignored))}")
        return [*said, *self.all_notes()]
