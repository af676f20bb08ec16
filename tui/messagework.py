"""What people decide about messages: approve, send again, say what became of them, print letters.

Each says beforehand what will happen, then gives the same store command as the shell's. Writing to
clients is in ``tui.clientwork``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from store import decisions, letterqueue, messages, printers
from store.desk import Desk
from store.errors import Refused
from store.messages import MessageFace
from store.text import safe
from tui import letterprint, paperwork
from tui.screens.filling import fill, required, yes
from tui.screens.paper import Working
from tui.widgets.dialog import Choice, Choose, Confirm
from tui.widgets.form import Field

if TYPE_CHECKING:
    from tui.screens.place import Place

SHOWN = 8
"""How many messages a dialog names."""

Found = Literal["arrived", "never", "again"]
"""What somebody found out about an unknown message."""

FOUND: tuple[tuple[Found, str, str], ...] = (
    ("arrived", "It arrived", "it is done, and nothing is sent"),
    ("never", "It never arrived, do not send it", "it is noted as failed"),
    ("again", "Send it again", "it may arrive twice"),
)
"""What can be found out, in words, and what follows."""


def may_work(screen: Place, what: str) -> bool:
    """Tell whether the person may change anything; says so if not."""
    allowed = screen.program.ground.desk.who.may("work")
    if not allowed:
        screen.program.tell(f"{what} changes things, and you may only look here", wrong=True)
    return allowed


def some(count: int, what: str) -> str:
    """A number of things in words."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def named(faces: Sequence[MessageFace]) -> list[str]:
    """Messages as lines of a dialog, the first of many."""
    lines = [
        f"{one.ref} {one.channel} to {safe(one.to, 60)}"
        + (f": {safe(one.subject, 60)}" if one.subject else "")
        for one in faces[:SHOWN]
    ]
    more = len(faces) - len(lines)
    return [*lines, *([f"and {more:,} more"] if more else [])]


def either(words: Sequence[str]) -> str:
    """Words as a choice: ``held, failed or unknown``."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def within(
    screen: Place, faces: Sequence[MessageFace], states: Sequence[str], what: str
) -> list[MessageFace]:
    """The chosen messages that are in these states; says so where there are none."""
    found = [one for one in faces if one.state in states]
    if not found:
        screen.program.tell(f"Choose messages that are {either(states)}; {what}")
    return found


def approve(screen: Place, faces: Sequence[MessageFace]) -> None:
    """Let held messages go out as they are."""
    found = within(screen, faces, ("held",), "others need no approval")
    if found and may_work(screen, "Approving"):
        lines = [*named(found), "They go out as they are; v shows what they say."]
        _decide(screen, "Approve", found, lines, decisions.approve)


def drop(screen: Place, faces: Sequence[MessageFace]) -> None:
    """Take messages back that have not gone out."""
    states = ("held", "pending", "failed", "unknown")
    found = within(screen, faces, states, "what went out stays")
    if found and may_work(screen, "Dropping"):
        lines = [*named(found), "They are kept as cancelled and are not sent."]
        _decide(screen, "Drop", found, lines, decisions.drop)


def posted(screen: Place, faces: Sequence[MessageFace]) -> None:
    """Note letters as posted, whoever printed them."""
    letters = [one for one in faces if one.channel == "letter"]
    found = within(screen, letters, ("pending", "failed", "unknown"), "and letters")
    if found and may_work(screen, "Noting it"):
        lines = [*named(found), "They count as done and are not printed here any more."]
        _decide(screen, "Posted:", found, lines, letterqueue.posted)


def _decide(
    screen: Place, word: str, found: Sequence[MessageFace], lines: Sequence[str],
    command: Callable[[Desk, Sequence[str]], object],
) -> None:  # fmt: skip
    program = screen.program
    what = some(len(found), "message")
    dialog = Confirm(f"{word} {what}?", lines, yes=word.lower().rstrip(":"),
                     keys=program.ground.keys)  # fmt: skip

    async def confirmed() -> None:
        if not await program.answer_to(dialog):
            return
        if await program.ask(command, [one.ref for one in found]) is not None:
            program.tell(f"{word} {what}")
        await program.own_news()

    program.begin(confirmed(), "dialog")


# Sending again, and what is unknown --------------------------------------------------------------


def retry(screen: Place, faces: Sequence[MessageFace]) -> None:
    """Send messages again; one alone to another address, if that is given."""
    found = within(screen, faces, decisions.RETRIED, "others are on their way or went out")
    if not found or not may_work(screen, "Sending again"):
        return
    doubtful = [one for one in found if one.state == "unknown"]
    lines = named(found)
    if doubtful:
        lines.append("What is unknown may have arrived: it may arrive twice.")
    if len(found) > 1 or found[0].channel == "letter":
        _decide(screen, "Send again:", found, lines, decisions.retry)
        return
    program, one = screen.program, found[0]

    async def answered() -> None:
        field = Field("address", "To", one.to_address, check=required("to which address?"))
        done = await fill(
            screen, f"Send {one.ref} again?", [field],
            lambda desk, values: decisions.retry(desk, [one.ref], _other(values["address"], one)),
            lines,
        )  # fmt: skip
        if done is not None:
            program.tell(f"{one.ref} is sent again")

    program.begin(answered(), "dialog")


def _other(text: str, one: MessageFace) -> str:
    """Another address than before, or nothing."""
    return "" if text.strip() == one.to_address else text


def resolve(screen: Place, faces: Sequence[MessageFace]) -> None:
    """Say what became of messages that are unknown."""
    found = within(screen, faces, ("unknown",), "of all others it is known what became of them")
    refs = [one.ref for one in found]

    def carry_out(desk: Desk, answer: Found) -> object:
        if answer == "again":
            return decisions.retry(desk, refs)
        return decisions.resolve(desk, refs, arrived=answer == "arrived")

    if found and may_work(screen, "Deciding"):
        ask_found(screen, named(found), carry_out)


def ask_found(
    screen: Place, lines: Sequence[str], carry_out: Callable[[Desk, Found], object]
) -> None:
    """Ask what became of what is unknown, and carry the answer out."""
    program = screen.program
    choices = [Choice(value, words, then) for value, words, then in FOUND]
    dialog = Choose("What became of it?", choices, lines, keys=program.ground.keys)

    async def answered() -> None:
        answer = await program.answer_to(dialog)
        if answer is None:
            return
        if await program.ask(carry_out, answer) is not None:
            program.tell(next(words for value, words, _ in FOUND if value == answer))
        await program.own_news()

    program.begin(answered(), "dialog")


# Letters -----------------------------------------------------------------------------------------


def save(screen: Place, faces: Sequence[MessageFace]) -> None:
    """Keep the file of a message, the paper of a letter for one."""
    if not faces:
        return
    ref, program = faces[0].ref, screen.program
    fields = [
        Field("path", "File", f"{ref}.pdf", "counts from the folder the program was started in",
              check=required("which file?")),
        Field("force", "Replace a file", "no", "", ("yes", "no")),
    ]  # fmt: skip

    def keep(desk: Desk, values: dict[str, str]) -> str:
        try:
            path = Path(values["path"].strip()).expanduser()
        except RuntimeError:
            raise Refused("there is no such user's home folder") from None
        force = yes(values["force"], "replace a file")
        file = messages.file_of(desk, ref)
        paperwork.check_target(desk, path, force=force)
        paperwork.write(path, file.data, force=force)
        return str(path)

    async def answered() -> None:
        path = await fill(screen, f"Keep the paper of {ref}", fields, keep)
        if path is not None:
            program.tell(f"{ref} is kept in {safe(path, 300)}")

    program.begin(answered(), "dialog")


def print_letters(screen: Place, refs: Sequence[str]) -> None:
    """Print letters, one job each; asks on which printer."""
    program = screen.program
    if not refs:
        program.tell("Choose letters that wait to be printed")
        return
    if not may_work(screen, "Printing"):
        return

    async def answered() -> None:
        names = await program.ask(_printer_names)
        if names is None:
            return
        field = Field("printer", "Printer", names[0] if len(names) == 1 else "",
                      "one of the studio, or a queue of the print service", names)  # fmt: skip
        found = await fill(
            screen, f"Print {some(len(refs), 'letter')}", [field],
            lambda desk, values: letterprint.printer_for(desk, values["printer"]),
            ["Each is done once the print service has it."],
        )  # fmt: skip
        if found is not None:
            await _print(screen, refs, *found)

    program.begin(answered(), "dialog")


def _printer_names(desk: Desk) -> tuple[str, ...]:
    return tuple(row.name for row in printers.listed() if not row.inactive)


async def _print(screen: Place, refs: Sequence[str], printer: str, queue: str) -> None:
    """Print one letter after the other; what is done stays done when somebody stops it."""
    program = screen.program
    working = Working(f"Printing {some(len(refs), 'letter')} on {printer}", program.ground.keys)
    await program.push_screen(working)
    done, problems = 0, list[str]()
    try:
        for ref in refs:
            if working.stopped:
                break
            working.say(f"{done} of {len(refs)} letters are printed.")
            try:
                done += await _print_one(screen, ref, printer, queue)
            except Refused as refusal:
                problems.append(str(refusal))
    finally:
        working.dismiss(None)
    await program.own_news()
    if problems:
        told = "\n".join([f"{done} of {len(refs)} printed on {printer}", *problems[:SHOWN]])
        program.tell(told, wrong=True)
    else:
        program.tell(f"{some(done, 'letter')} printed on {printer}")


async def _print_one(screen: Place, ref: str, printer: str, queue: str) -> int:
    """Mark, print and settle a letter; `Refused` where it is not certain that it is printed."""
    ground = screen.program.ground
    letter = await ground.ask(letterqueue.take, ref)
    handed = await asyncio.to_thread(letterprint.hand_over, letter, printer, queue)
    await ground.ask(letterqueue.settle, letter, handed.result, handed.words)
    if handed.result == "unknown":
        raise Refused(f"{ref} may be printed or not: {handed.words}")
    if handed.result != "done":
        raise Refused(f"{ref}: {handed.words}")
    return 1
