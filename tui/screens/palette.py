"""The palette: any command of the place, any board and any saved view, found by its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.widgets import Input

from store import views
from store.desk import Desk
from store.text import search_key
from tui import keys as keymaps
from tui.widgets.dialog import Choice, Choose

if TYPE_CHECKING:
    from tui.screens.place import Place

MOVING = "Moving"
"""The group of commands that make no sense without a key."""

Found = tuple[str, ...]
"""``("do", command id)`` or ``("view", board, name)``."""


def score(wanted: str, words: str) -> int | None:
    """Say how well letters typed in order are found in words, more is better; null: not at all.

    Letters that begin a word or follow each other count for more.
    """
    total, at, last = 0, 0, -2
    for letter in wanted.replace(" ", ""):
        # The beginning of a later word is a better place than the next occurrence inside one.
        starts = words.find(f" {letter}", max(0, at - 1)) + 1
        following = words.find(letter, at)
        if following < 0:
            return None
        place = following if following == last + 1 or not starts else starts
        begins = place == 0 or words[place - 1] == " "
        total += 8 if place == last + 1 else 5 if begins else 1
        at, last = place + 1, place
    return total * 100 - len(words)


def rank(wanted: str, words: str, hint: str) -> int | None:
    """Say how well a choice fits: its words as typed, its hint, or only its letters in order."""
    if wanted and wanted in f"{words} {hint}":
        at = f" {words} {hint}".find(f" {wanted}")
        return 100_000 - (at if at >= 0 else 10_000)
    if all(word in f"{words} {hint}" for word in wanted.split()):
        return 50_000
    return score(wanted, words)


class Palette(Choose[Found]):
    """Choices in the order of how well they fit what is typed."""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits, the best first."""
        event.stop()
        event.prevent_default()
        self.tell("")
        wanted = search_key(event.value)
        ranked = []
        for place, choice in enumerate(self._choices):
            found = rank(wanted, search_key(choice.words), search_key(choice.hint))
            if found is not None:
                ranked.append((-found if wanted else 0, place, choice))
        self._shown = [choice for _, _, choice in sorted(ranked, key=lambda row: row[:2])]
        self._show()


def saved(desk: Desk) -> list[tuple[str, str, str]]:
    """Board, name and filter of every view the acting person can use."""
    return [(row.board, row.name, row.filter) for row in views.listed(desk)]


def choices_at(screen: Place, found: Sequence[tuple[str, str, str]]) -> list[Choice[Found]]:
    """Return everything that can be asked for at a place."""
    own = getattr(screen, "rows_of_its_own", None)
    rows = [*(own() if own is not None else ()),
            *keymaps.rows(screen.program.ground.keys, screen.place())]  # fmt: skip
    choices: list[Choice[Found]] = [
        Choice(("do", row.id), row.help.rstrip("."), f"{row.words}  {row.key}")
        for row in rows
        if row.group != MOVING and row.id != "palette"
    ]
    choices += [
        Choice(("view", board, name), f"View {name}", f"{board}  {text}")
        for board, name, text in found
    ]
    return choices


async def choose_command(screen: Place) -> None:
    """Ask for a command by its words and carry it out."""
    program = screen.program
    found = await program.ask(saved) or []
    dialog = Palette("What is to be done?", choices_at(screen, found), keys=program.ground.keys)

    async def chosen() -> None:
        answer = await program.answer_to(dialog)
        if answer is None:
            return
        if answer[0] == "do":
            # By the screen itself, as if its key had been pressed.
            screen.call_later(screen.do, answer[1])
        else:
            await open_view(screen, answer[1], answer[2])

    program.begin(chosen(), "dialog")


async def open_view(screen: Place, board: str, name: str) -> None:
    """Show a saved view on its board."""
    from tui.screens.board import BoardScreen

    program = screen.program
    await program.go(board)
    shown = program.get_screen("board")
    if isinstance(shown, BoardScreen):
        await shown.open_view(name)
