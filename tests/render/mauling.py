"""Damaged pictures sent through everything that reads them, in a process of its own.

As a program it takes a folder, a seed and the rounds to do, and answers each with a line. It may
use so much memory and no more; whoever started it sees whether it answers in time.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import traceback
import zlib
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from render import reading, rendering, thumbnails
from render.decoding import Decoder
from store.imagefacts import Facts
from store.rendering.outcomes import Failed
from store.rendering.specs import Look, Picture, Source, Spec
from tests.render import malformed

MEMORY_BYTES = 3 * 1024**3
"""All that the process may have, its libraries included."""

COLLECTION = "collection"

LOOKS = (
    Look(dpi=60, sharpen=40),
    Look(dpi=40, final=False, watermark="PROOF", quality=80),
    Look(dpi=50, tone="sepia", file_format="PNG", fit="fit", border_mm=2),
    Look(dpi=50, colour_space="Adobe RGB", file_format="TIFF", compression="lzw", linear=True),
    Look(dpi=50, colour_space="Display P3", tone="bw", rotation="90", fit="fill"),
    Look(long_side_px=80, intent="perceptual", black_point=False, file_format="TIFF"),
    Look(dpi=90, unprofiled="refuse", sharpen=100),
)
CROPS = (None, (0.1, 0.2, 0.5, 0.5), (0.0, 0.0, 1.0, 0.3), None)

NUMBERS = (
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\0\1",
    b"\xff\xff",
)


# One file ----------------------------------------------------------------------------------------


def ordeal(path: Path, folder: Path, known: Facts | None, turn: int) -> str:
    """Read, show and render a file; what it came to. Raises over anything that is neither."""
    facts = reading.read(str(path))
    shown = thumbnails.work(thumbnails.Job(str(path), str(folder / "small.jpg")))
    (folder / "small.jpg").unlink(missing_ok=True)
    assert facts.problem or facts.width or facts.file_format, facts
    found = known or (facts if facts.width else None)
    if found is None or found.width is None or found.height is None:
        assert facts.problem or shown, "it has neither a size nor a problem"
        return "refused"
    source = Source(
        str(path), found.width, found.height, found.orientation, found.file_format,
        found.colour_mode, found.profile, found.progressive, facts.sha256,
    )  # fmt: skip
    picture = Picture(crop=CROPS[turn % len(CROPS)], turn=turn % 4 * 90)
    look = LOOKS[turn % len(LOOKS)]
    spec = Spec(look, (source,), (picture,), 1.5, 1.0, stamp="O-1 1" if turn % 3 else "")
    target = folder / f"made.{look.file_format.lower()}"
    try:
        made = rendering.make(spec, target, Decoder())
    except Failed as failed:
        assert failed.reason.strip(), failed.kind
        assert failed.remedy.strip(), failed.kind
        assert failed.kind in ("transient", "input", "person")
        assert not list(folder.iterdir()), "something was left behind"
        return "refused"
    assert [path.name for path in folder.iterdir()] == [target.name]
    with Image.open(target) as whole:
        whole.load()
        assert whole.size == (made.width, made.height)
    assert target.stat().st_size == made.bytes
    target.unlink()
    return "made"


# Mutations ---------------------------------------------------------------------------------------


def mauled(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A file with some damage: bytes, numbers, pieces of it or of another file."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        if len(made) < 8:
            break
        # Most of what matters stands near the beginning; directories of TIFFs at the end.
        span = chance.choice((64, 512, len(made), len(made)))
        at = chance.randrange(min(span, len(made)))
        at = len(made) - 1 - at if chance.random() < 0.2 else at
        _DAMAGE[chance.randrange(len(_DAMAGE))](made, at, others, chance)
    # Damage that its checksums tell of would go no further than these.
    return summed(bytes(made)) if chance.random() < 0.8 else bytes(made)


def summed(content: bytes) -> bytes:
    """The same with checksums that fit, if it is made of parts as a PNG is."""
    if not content.startswith(b"\x89PNG"):
        return content
    made, at = [content[:8]], 8
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        part = content[at + 4 : at + 8 + length]
        made.append(content[at : at + 4] + part + zlib.crc32(part).to_bytes(4, "big"))
        at += 12 + length
    return b"".join(made)


def _bits(made: bytearray, at: int, others: Sequence[bytes], chance: random.Random) -> None:
    made[at] ^= 1 << chance.randrange(8)


def _bytes(made: bytearray, at: int, others: Sequence[bytes], chance: random.Random) -> None:
    count = min(chance.randint(1, 12), len(made) - at)
    made[at : at + count] = chance.randbytes(count)


def _number(made: bytearray, at: int, others: Sequence[bytes], chance: random.Random) -> None:
    number = chance.choice(NUMBERS)
    made[at : at + len(number)] = number


def _cut(made: bytearray, at: int, others: Sequence[bytes], chance: random.Random) -> None:
    del made[at : at + chance.choice((1, 2, 4, 100, len(made)))]


def _repeat(made: bytearray, at: int, others: Sequence[bytes], chance: random.Random) -> None:
    piece = made[at : at + chance.randint(1, 200)]
    made[at:at] = piece * chance.choice((1, 1, 2, 50))


def _zeros(made: bytearray, at: int, others: Sequence[bytes], chance: random.Random) -> None:
    count = min(chance.randint(1, 600), len(made) - at)
    made[at : at + count] = bytes(count)


def _splice(made: bytearray, at: int, others: Sequence[bytes], chance: random.Random) -> None:
    other = chance.choice(others)
    begin = chance.randrange(len(other))
    made[at : at + chance.choice((0, 50, len(made)))] = other[begin : begin + 2_000]


_DAMAGE = (_bits, _bits, _bytes, _bytes, _number, _number, _cut, _repeat, _zeros, _splice)


def round_of(seed: int, number: int) -> tuple[str, bytes, str]:
    """A round's file: its name, what it holds, and the sound file it was made from."""
    chance = random.Random(f"{seed} {number}")
    sound = malformed.samples()
    names = sorted(sound)
    name = names[number % len(names)]
    return name, mauled(sound[name], list(sound.values()), chance), name


# The process -------------------------------------------------------------------------------------


def known_facts(folder: Path) -> dict[str, Facts]:
    """What was read of the sound files before they were damaged."""
    found = {}
    for name, content in malformed.samples().items():
        path = folder / name
        path.write_bytes(content)
        found[name] = reading.read(str(path))
        path.unlink()
        assert found[name].width, (name, found[name].problem)
    return found


def main(folder: Path, kind: str, first: int, last: int) -> None:
    """Do rounds, a line each: number, what came of it, or a traceback."""
    answers = os.dup(1)
    os.dup2(2, 1)  # libraries that print would be taken for answers
    inside = folder / "made"
    inside.mkdir(exist_ok=True)
    known = known_facts(folder)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    names = sorted(malformed.collection()) if kind == COLLECTION else []
    for number in range(first, last):
        if names:
            name = origin = names[number]
            content = malformed.collection()[name]
        else:
            name, content, origin = round_of(int(kind), number)
        path = folder / name
        path.write_bytes(content)
        # Every second time as if the file had been sound when it was linked.
        recorded = known.get(origin) if number % 2 else None
        came, wrong = _outcome(path, inside, recorded, number)
        path.unlink()
        os.write(answers, (json.dumps([number, name, came, wrong]) + "\n").encode())


def _outcome(path: Path, inside: Path, recorded: Facts | None, number: int) -> tuple[str, str]:
    try:
        return ordeal(path, inside, recorded, number), ""
    except BaseException:  # noqa: BLE001 - whatever it is, it is told
        for left in inside.iterdir():
            left.unlink()
        return "wrong", traceback.format_exc()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
