"""What the commands of all set-up lists share: options that may be left out, and answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from store.errors import Refused
from tui.cli.invocation import Invocation
from tui.cli.parsing import UNSET, Parser

NOTHING = frozenset({"", "none", "-"})
"""What takes a value away."""


def text(parser: Parser, *names: str, help: str = "") -> None:  # noqa: A002 - argparse's word
    """Add options that take text and are left out of what is given when not said."""
    for name in names:
        word = name.replace("_", "-")
        parser.add_argument(
            f"--{word}", dest=f"given_{name}", metavar="TEXT", default=UNSET, help=help or None
        )


def named(parser: Parser, *names: str, help: str = "") -> None:  # noqa: A002 - the same
    """Add options that take the name of an entry of another list, or 'none'."""
    for name in names:
        parser.add_argument(
            f"--{name.replace('_', '-')}", dest=f"given_{name}", metavar="NAME", default=UNSET,
            help=help or None,
            type=lambda word: "" if word.casefold() in NOTHING else word,
        )  # fmt: skip


def number(
    parser: Parser,
    name: str,
    kind: Callable[[str], Any],
    help: str = "",  # noqa: A002 - the same
) -> None:
    """Add an option that takes a number, or 'none'."""

    def read(word: str) -> Any:
        return None if word.casefold() in NOTHING else kind(word)

    read.__name__ = "number"
    parser.add_argument(
        f"--{name.replace('_', '-')}",
        dest=f"given_{name}",
        metavar="N",
        type=read,
        default=UNSET,
        help=help or None,
    )


def flag(parser: Parser, name: str, help: str = "") -> None:  # noqa: A002 - the same
    """Add a pair of options: ``--NAME`` and ``--no-NAME``."""
    word = name.replace("_", "-")
    parser.add_argument(
        f"--{word}", dest=f"given_{name}", action="store_true", default=UNSET, help=help or None
    )
    parser.add_argument(f"--no-{word}", dest=f"given_{name}", action="store_false", default=UNSET)


def given(call: Invocation) -> dict[str, Any]:
    """What was said, by property."""
    return {
        name.removeprefix("given_"): value
        for name, value in vars(call.args).items()
        if name.startswith("given_")
    }


def required(call: Invocation) -> dict[str, Any]:
    """What was said, refused when nothing was."""
    found = given(call)
    if not found:
        raise Refused("nothing to change was named; '--help' lists what can be")
    return found


def listing(
    call: Invocation, key: str, rows: Sequence[dict[str, Any]], columns: Sequence[str]
) -> int:
    """Answer with a list: the rows as they are, or some of their columns as a table."""
    call.out.document({key: list(rows)})
    used = [name for name in columns if any(row[name] not in (None, "", []) for row in rows)]
    call.out.table(
        [name.upper().replace("_", " ") for name in used],
        [[_cell(row[name]) for name in used] for row in rows],
    )
    if not rows:
        call.out.line("There are none.")
    return 0


def _cell(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def answer(call: Invocation, shape: dict[str, Any], words: str) -> int:
    """Answer a change: the entry as it is now, or a sentence."""
    call.result(shape)
    call.out.line(words)
    return 0
