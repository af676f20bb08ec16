"""In which encoding a text file is written."""

from __future__ import annotations

import codecs
import encodings.aliases
from contextlib import suppress
from pathlib import Path

from store.errors import Refused, did_you_mean

_CHUNK = 1 << 20
_SAMPLE = 4096
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The five bytes that Windows-1252 leaves open.
_NOT_IN_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


def encoding_of(path: Path, wanted: str | None = None) -> str:
    """Return the codec that reads the whole file, the `wanted` one if it does; else Refused.

    Without a wish: what the byte order mark says, UTF-8 if it fits, else Windows-1252 or Latin-1.
    """
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE)
    codec = _named(wanted) if wanted else _guess(start)
    fault = _first_fault(path, codec)
    if fault is None:
        return codec
    if wanted or codec != "utf-8":
        named = wanted or codec.removesuffix("-sig").upper()
        raise Refused(
            f"{path.name} line {fault}: is not written in {named}; name its encoding, "
            "for example --encoding cp1252"
        )
    return _single_byte(path, fault)


def _named(wanted: str) -> str:
    try:
        name = codecs.lookup(wanted.strip()).name
        "".encode(name)
    except (LookupError, ValueError):
        known = set(encodings.aliases.aliases.values())
        remark = did_you_mean(wanted, (codec.replace("_", "-") for codec in known))
        raise Refused(f"{wanted} is not an encoding{remark}: try utf-8 or cp1252") from None
    return "utf-8-sig" if name == "utf-8" else name


def _guess(start: bytes) -> str:
    for mark, codec in _BOMS:
        if start.startswith(mark):
            return codec
    evens, odds = start[0::2].count(0), start[1::2].count(0)
    if max(evens, odds) > len(start) // 5:
        return "utf-16-be" if evens > odds else "utf-16-le"
    return "utf-8"


def _first_fault(path: Path, codec: str) -> int | None:
    """The line on which the codec first fails, or None."""
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                line += _line_ends(decoder.decode(chunk))
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            with suppress(UnicodeError):
                line += _line_ends(error.object[: error.start].decode(codec, "ignore"))
            return line
        except UnicodeError:
            return line  # such as UTF-16 without the mark it has to begin with
    return None


def _line_ends(text: str) -> int:
    feeds = text.count("\n")
    return feeds or text.count("\r")


def _single_byte(path: Path, fault: int) -> str:
    """Windows-1252 or Latin-1; Refused where most of the file is plainly UTF-8."""
    letters = broken = 0
    codec = "cp1252"
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if not _NOT_IN_1252.isdisjoint(chunk):
                codec = "latin-1"
            text = decoder.decode(chunk)
            strange = [letter for letter in text if letter > "\x7f"]
            bad = sum("\udc80" <= letter <= "\udcff" for letter in strange)
            broken += bad
            letters += len(strange) - bad
    if letters > broken:
        raise Refused(
            f"{path.name} line {fault}: is not UTF-8, though the rest of the file is; "
            "mend that line or name the encoding with --encoding"
        )
    return codec
