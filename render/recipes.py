"""Recipes: what a file was made of and with, as JSON, kept beside it or inside it.

A recipe is enough to make the file again: the spec with its sources' checksums, the versions of
what made it, and the checksum of what came out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from render import wholefiles
from store.rendering import specs
from store.rendering.outcomes import Made
from store.rendering.specs import Spec

FORMAT = 1
SUFFIX = ".recipe.json"
BESIDE = ("beside", "both")
INSIDE = ("inside", "both")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe as it was read."""

    spec: Spec
    versions: Mapping[str, str]
    sha256: str
    bytes: int


def path_of(file: Path) -> Path:
    """Where the recipe of a file is kept beside it."""
    return file.with_name(file.name + SUFFIX)


def part_of(file: Path) -> Path:
    """What the recipe of a file is called while it is written."""
    return file.with_name(f".{file.name}{SUFFIX}.part")


def inside(spec: Spec, versions: Mapping[str, str]) -> str:
    """The recipe that is kept in the file itself, which cannot hold its own checksum.

    Paths are left out: the file goes to others.
    """
    return _text({**_of_spec(spec, named=False), "versions": dict(versions)})


def text(spec: Spec, made: Made) -> str:
    """The whole recipe of a file."""
    output = {
        "file": Path(made.path).name, "sha256": made.sha256, "bytes": made.bytes,
        "width": made.width, "height": made.height, "dpi": made.dpi, "notes": list(made.notes),
    }  # fmt: skip
    return _text({**_of_spec(spec, named=True), "versions": dict(made.versions), "output": output})


def _of_spec(spec: Spec, *, named: bool) -> dict[str, Any]:
    values = json.loads(specs.to_json(spec))
    if not named:
        for source in values["sources"]:
            source["path"] = Path(source["path"]).name
        values["look"]["colour_space"] = Path(values["look"]["colour_space"]).name
    profile = {"name": spec.look.name, "version": spec.look.version}
    return {"recipe": FORMAT, "key": spec.key, "profile": profile, "spec": values}


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=True, sort_keys=True, indent=1) + "\n"


def read(words: str) -> Recipe:
    """Read a whole recipe; ValueError, KeyError or TypeError for anything else."""
    found = json.loads(words)
    if found["recipe"] != FORMAT:
        raise ValueError("it is a recipe of another version of the program")
    output = found["output"]
    spec = specs.from_json(json.dumps(found["spec"]))
    return Recipe(spec, found["versions"], output["sha256"], output["bytes"])


def is_inside(file: Path) -> bool:
    """Tell whether a file has a recipe inside."""
    from render import encoding  # it loads pictures

    return bool(encoding.text_inside(file))


def keep(file: Path, words: str) -> None:
    """Write a recipe beside its file: whole, or not at all."""
    part = part_of(file)
    try:
        with wholefiles.fresh(part) as handle:
            handle.write(words.encode())
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path_of(file))
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
