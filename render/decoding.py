"""Decoding sources: each once, as large as is needed, however many files are made of it.

The pixels handed out are those of the recorded file or none: a source that has changed since, or
changes while it is read, is refused.
"""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import TypeAlias

from PIL import Image

from render import colours, failures, opening
from render.opening import Unreadable
from store.rendering.outcomes import INPUT, TRANSIENT, Failed
from store.rendering.plans import Size
from store.rendering.specs import Source
from store.text import safe

State: TypeAlias = tuple[int, int, int, int]
"""What tells a file from another in its place: inode, size, moments of content and of change."""


class Decoder:
    """A source's pixels, kept until another source is asked for: whole and at 1/2, 1/4 and 1/8.

    ``most_bytes`` bounds what is kept beside the copy that is handed out; null: all is kept.
    Sources with more than ``most_pixels`` are not opened.
    """

    def __init__(
        self, most_bytes: int | None = None, most_pixels: int = opening.MOST_PIXELS
    ) -> None:
        self.most_bytes = most_bytes
        self.most_pixels = most_pixels
        self._source: Source | None = None
        self._state: State | None = None
        self._copies: dict[int, Image.Image] = {}
        self._profile = b""
        self._notes: tuple[str, ...] = ()
        self._refusal: Failed | None = None

    def decoded(self, source: Source, shrink: int = 1) -> Image.Image:
        """The source as stored, at 1/``shrink``, in a mode that can be averaged; not to be changed.

        Its size is the recorded one divided by ``shrink`` and rounded up.
        """
        self._take(source)
        kept = self._copies.get(shrink)
        if kept is not None:
            return kept
        self._make_room()
        self._copies[shrink] = made = self._decode(source, shrink)
        return made

    def profile(self, unprofiled: str = colours.ASSUME) -> bytes:
        """The profile that the numbers of the source decoded last follow.

        ``unprofiled`` says what is done where it names none; `Failed` where that is a refusal.
        """
        if unprofiled == colours.REFUSE and self._refusal is not None:
            why = self._refusal
            raise Failed(why.kind, why.reason, why.remedy)
        return self._profile

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about the source decoded last."""
        return self._notes

    def forget(self) -> None:
        """Let go of all pixels."""
        self._source = None
        self._state = None
        self._copies.clear()

    def _take(self, source: Source) -> None:
        """See that the pixels kept are of this source as it is now."""
        state = _state(source)
        if source == self._source and state == self._state:
            return
        self.forget()
        _expect(source, state)
        self._source, self._state = source, state

    def _make_room(self) -> None:
        kept = sum(_bytes(copy) for copy in self._copies.values())
        if self.most_bytes is not None and kept > self.most_bytes:
            self._copies.clear()

    def _decode(self, source: Source, shrink: int) -> Image.Image:
        wanted = (math.ceil(source.width / shrink), math.ceil(source.height / shrink))
        try:
            with opening.opened(Path(source.path), self.most_pixels) as picture:
                self._ask(picture, source)
                if shrink > 1:
                    picture.draft(None, (source.width // shrink, source.height // shrink))
                picture.load()
                _same_size(source, picture.size, wanted)
                made = colours.normal(picture)
        except Unreadable as problem:
            raise _unreadable(problem, source) from None
        if _state(source) != self._state:
            self.forget()
            raise Failed(
                TRANSIENT,
                f"{safe(source.path, 300)} was written to while it was read",
                "it is tried again",
            )
        return made

    def _ask(self, picture: Image.Image, source: Source) -> None:
        """Learn what the numbers of a picture mean."""
        self._profile, self._notes = colours.source_profile(picture, colours.ASSUME)
        self._refusal = None
        try:
            colours.source_profile(picture, colours.REFUSE)
        except Failed as why:
            self._refusal = Failed(why.kind, f"{safe(source.path, 300)}: {why.reason}", why.remedy)


def _state(source: Source) -> State:
    try:
        told = Path(source.path).stat()
    except (OSError, ValueError) as error:
        raise failures.of_source(error, source.path) from None
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def _expect(source: Source, state: State) -> None:
    """Refuse a file that is not the recorded one; the same content at another time is the same."""
    size, modified_at = state[1], state[2] // 1_000_000
    if source.size_bytes is None or (size, modified_at) == (source.size_bytes, source.modified_at):
        return
    if size == source.size_bytes and source.sha256 and _checksum(source) == source.sha256:
        return
    raise Failed(
        INPUT,
        f"{safe(source.path, 300)} has changed since it was linked",
        "import its folder again, look at the crop, then render it anew",
    )


def _checksum(source: Source) -> str:
    try:
        with open(source.path, "rb", buffering=0) as handle:  # noqa: PTH123 - unbuffered
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise failures.of_source(error, source.path) from None


def _same_size(source: Source, size: Size, wanted: Size) -> None:
    # The library turns these by itself; earlier programs recorded them as if it did not.
    turned_by_library = source.file_format == "TIFF" and source.orientation != 1
    if size == wanted and not turned_by_library:
        return
    raise Failed(
        INPUT,
        f"{safe(source.path, 300)} is not as it was recorded ({source.width} × {source.height} "
        "pixels)",
        "import its folder again, then render it anew",
    )


def _unreadable(problem: Unreadable, source: Source) -> Failed:
    """What opening says in words, sorted by the error it stands for."""
    error = problem.__context__
    if isinstance(error, OSError) and error.errno is not None:
        return failures.of_source(error, source.path)
    return failures.of_source(problem, source.path)


def _bytes(picture: Image.Image) -> int:
    return picture.width * picture.height * (1 if picture.mode == "L" else 4)
