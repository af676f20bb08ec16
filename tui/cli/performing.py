"""Commands given inside the boards: the shell's words, on the studio that is open already."""

from __future__ import annotations

import io
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import Refused
from tui.cli import registry
from tui.cli.invocation import Invocation
from tui.cli.output import Output
from tui.cli.parsing import Usage

if TYPE_CHECKING:
    from store.desk import Desk

OUTSIDE = frozenset({"init", "demo", "worker", "restore", "backup", "import", "export"})
"""Commands that are for the shell only: they take long, or need the studio to themselves."""

FIXED = ("studio", "acting_as", "at")
"""Options that an open studio has settled."""


@dataclass(frozen=True, slots=True)
class Performed:
    """What a command answered; ``problems`` has one line for each reason it was refused."""

    status: int
    text: str
    problems: tuple[str, ...] = ()


def perform(line: str, desk: Desk, width: int = 80) -> Performed:
    """Carry out one command line at an open desk; never raises for what a person typed."""
    stream = io.StringIO()
    try:
        words = shlex.split(line)
        if words and words[0] == "safelight":
            words = words[1:]
        if {"-h", "--help"} & set(words):
            return Performed(0, registry.help_of(line))
        args = registry.read(words)
        _refuse_outside(args.command, vars(args))
        call = Invocation(args, Output(stream, as_json=args.json, width=width), desk=desk)
        status: int = args.run(call)
        return Performed(status, stream.getvalue())
    except Usage as mistake:
        return Performed(2, "", (str(mistake),))
    except ValueError as error:
        return Performed(2, "", (f"the command cannot be read: {error}",))
    except Refused as refusal:
        return Performed(1, stream.getvalue(), tuple(refusal.problems))


def _refuse_outside(command: str | None, options: dict[str, object]) -> None:
    if command is None:
        raise Usage("name a command, such as: advance O-1001")
    if command in OUTSIDE:
        raise Refused(f"'{command}' is a command for the shell; leave the boards to give it")
    given = [name for name in FIXED if options.get(name) is not None]
    if given:
        word = "as" if given[0] == "acting_as" else given[0]
        raise Refused(f"--{word}: it was settled when the boards were opened")
