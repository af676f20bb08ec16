"""The commands that every screen answers alike: screens, undo, help, the palette, leaving."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from store import history
from store.history import Undone
from tui.widgets.dialog import Confirm

if TYPE_CHECKING:
    from tui.screens.place import Place

Common = Callable[["Place"], Awaitable[None]]


async def do(screen: Place, command_id: str) -> None:
    """Do a command that has nothing to do with what this screen shows."""
    if command_id.startswith("go_"):
        await screen.program.go(command_id.removeprefix("go_"))
        return
    common = COMMON.get(command_id)
    if common is not None:
        await common(screen)


async def tell_undone(screen: Place, word: str, done: Undone | None) -> None:
    """Say what was taken back or brought back, and what cannot be."""
    if done is not None:
        program = screen.program
        program.tell(f"{word}: {done.summary}" + (f" ({len(done.refs)})" if done.refs[1:] else ""))
        for words in done.cannot:
            program.tell(f"cannot be taken back: {words}", wrong=True)
    await screen.program.own_news()


async def undo(screen: Place) -> None:
    """Undo the acting person's latest change."""
    await tell_undone(screen, "Undone", await screen.program.ask(history.undo))


async def redo(screen: Place) -> None:
    """Bring back what was undone last."""
    await tell_undone(screen, "Done again", await screen.program.ask(history.redo))


async def undoable(screen: Place) -> None:
    """Show what can be undone."""
    from tui.screens.changes import ChangesScreen

    await screen.program.push_screen(ChangesScreen())


async def show_help(screen: Place) -> None:
    """Show every key that works here."""
    from tui.screens.help import HelpScreen

    await screen.program.push_screen(HelpScreen(screen.place()))


async def palette(screen: Place) -> None:
    """Find any command by its words."""
    from tui.screens.palette import choose_command

    await choose_command(screen)


async def who(screen: Place) -> None:
    """Answer the phone."""
    from tui.screens.who import WhoScreen

    await screen.program.push_screen(WhoScreen())


async def search(screen: Place) -> None:
    """Look for clients, records and notes by words."""
    from tui.screens.search import SearchScreen

    await screen.program.push_screen(SearchScreen())


async def calls(screen: Place) -> None:
    """Work through one's calls."""
    from tui.screens.calls import CallsScreen

    await screen.program.push_screen(CallsScreen())


async def calls_board(screen: Place) -> None:
    """Go to the board of calls alone."""
    await screen.program.go("calls")


async def scan(screen: Place) -> None:
    """Check orders in and out by their barcodes."""
    from tui.screens.scan import ScanScreen

    if not screen.program.ground.desk.who.may("work"):
        screen.program.tell("Scanning moves cards, and you may only look here", wrong=True)
        return
    await screen.program.push_screen(ScanScreen())


async def new(screen: Place) -> None:
    """Make a new record of the kind this screen shows, or ask which."""
    from tui.screens.newrecord import new_record

    view = getattr(screen, "view", None)
    await new_record(screen, view.board if view is not None else "")


async def pictures(screen: Place) -> None:
    """Bring in a folder of pictures."""
    from tui.screens.pictures import import_pictures

    await import_pictures(screen)


async def command(screen: Place) -> None:
    """Type a command in the shell's words, where the screen has no line for it."""
    from tui import shellwords

    await shellwords.ask(screen)


async def back(screen: Place) -> None:
    """Leave a screen that lies over the board."""
    if len(screen.program.screen_stack) > 2:
        screen.program.pop_screen()


async def leave(screen: Place) -> None:
    """Leave the program; asked first while the clock runs only here."""
    program = screen.program
    lines = []
    if program.ticking is not None and program.ticking.runs_here:
        lines.append(
            "The clock runs here. Until another board or a worker is started, nobody notices what "
            "becomes late; it is caught up as soon as one is."
        )
    if "pictures" in program.busy:
        lines.append("Pictures are being brought in: what is not linked yet will not be.")
    if not lines:
        program.exit(0)
        return
    dialog = Confirm(
        "Leave Safelight?",
        lines,
        yes="leave",
        no="stay",
        keys=program.ground.keys,
    )

    async def answered() -> None:
        if await program.answer_to(dialog):
            program.exit(0)

    program.begin(answered(), "dialog")


COMMON: dict[str, Common] = {
    "undo": undo,
    "redo": redo,
    "undoable": undoable,
    "help": show_help,
    "palette": palette,
    "who": who,
    "calls": calls,
    "calls_board": calls_board,
    "scan": scan,
    "search": search,
    "new": new,
    "import_pictures": pictures,
    "command": command,
    "back": back,
    "quit": leave,
}
"""Command id to what it does on any screen."""
