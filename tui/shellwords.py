"""The shell's commands on a screen: the same words, carried out by the same code, shown as text."""

from __future__ import annotations

import io
import shlex
from typing import TYPE_CHECKING

from store.desk import Desk
from store.errors import NoStudio, Refused
from tui.cli.invocation import Invocation
from tui.cli.output import Output
from tui.cli.parsing import Usage
from tui.cli.registry import COMMANDS, read
from tui.widgets.dialog import Ask

if TYPE_CHECKING:
    from tui.screens.place import Place

ELSEWHERE = frozenset({"init", "demo", "worker", "restore"})
"""Commands that make or replace a studio, or never end: these belong into a shell."""

LISTENING = frozenset({"scan"})
"""Commands that read standard input, which a screen has not; alone they open a screen."""

QUIET_LINES = 2
"""Answers up to so many lines are told in a corner; longer ones get a screen."""


def offers(desk: Desk, text: str, at: int) -> tuple[list[str], int]:
    """The commands that begin like what is typed, and where that begins."""
    del desk
    typed = text[:at]
    if " " in typed:
        return [], at
    return [name for name in COMMANDS if name.startswith(typed) and name not in ELSEWHERE], 0


def carry_out(desk: Desk, line: str, width: int) -> tuple[int, str]:
    """Run a command line on this desk; returns its status and what it printed."""
    out = io.StringIO()
    try:
        words = shlex.split(line)
    except ValueError as error:
        return 2, f"that line cannot be read: {error}"
    if words and words[0] == "safelight":
        words = words[1:]
    if not words:
        return 0, ""
    if words[0] in ELSEWHERE | LISTENING:
        return 1, f"'{words[0]}' belongs into a shell: safelight {line}"
    try:
        args = read(words)
        if args.command is None:
            return 2, "give a command such as: advance O-1043"
        call = Invocation(args, Output(out, as_json=args.json, width=width), desk=desk)
        status = int(args.run(call))
    except (Refused, Usage, NoStudio) as refusal:
        return 1, "\n".join(getattr(refusal, "problems", [str(refusal)]))
    except SystemExit as end:  # argparse ends so after --help
        status = 2 if end.code else 0
    return status, out.getvalue()


async def run(screen: Place, line: str) -> None:
    """Carry out a command line and show what it says."""
    if not line.strip():
        return
    program = screen.program
    if line.split() == ["scan"]:
        from tui import everywhere

        await everywhere.scan(screen)
        return
    done = await program.ask(carry_out, line, max(40, screen.size.width - 4))
    if done is None:
        return
    status, text = done
    lines = text.strip("\n").splitlines()
    if len(lines) <= QUIET_LINES:
        program.tell("\n".join(lines) or "Done", wrong=status != 0)
    else:
        from tui.screens.text import TextScreen

        await program.push_screen(TextScreen(line.strip(), text))
    await program.own_news()


async def ask(screen: Place) -> None:
    """Ask for a command line by a dialog."""
    program = screen.program
    dialog = Ask("Command", ["In the shell's words, such as: advance O-1043 --to Retouch"],
                 keys=program.ground.keys)  # fmt: skip

    async def answered() -> None:
        line = await program.answer_to(dialog)
        if line:
            await run(screen, line)

    program.begin(answered(), "dialog")
