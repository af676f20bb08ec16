"""What passes between the queue and whoever renders: files to be made, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass

from store.rendering.outcomes import Failed, Made


@dataclass(frozen=True, slots=True)
class Task:
    """A file to be made, claimed by one program: ``attempt`` tells this claim from every other.

    ``source`` is the path by which files are worked on together, so that it is decoded once;
    ``spec`` is JSON. ``if_exists`` is number, replace, skip or stop; ``path`` is where an earlier
    claim that was not settled meant to put it, empty otherwise. Sources with more than
    ``most_pixels`` are not opened.
    """

    sheet_id: int
    attempt: int
    job: str
    label: str
    spec: str
    source: str
    memory_bytes: int
    folder: str
    name: str
    if_exists: str = "number"
    path: str = ""
    recipe: str = "beside"
    about: str = ""
    most_pixels: int = 400_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task."""

    task: Task
    result: Made | Failed
    recipe: str = ""
