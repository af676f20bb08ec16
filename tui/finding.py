"""Finding cards on a board: filters, saved views, lanes and their order, another time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from store import boards, completion, views, when
from store.boards import Face, View
from store.desk import Desk
from store.errors import Refused
from store.names import Names
from store.tables import SavedView
from tui.widgets.dialog import Ask, Choice, Choose

if TYPE_CHECKING:
    from tui.screens.board import BoardScreen

MOST_MARKED = 2000
"""How many cards can be marked at once; moving more by hand is no work for a person."""


def offers(desk: Desk, text: str, at: int) -> tuple[list[str], int]:
    """What may stand in a filter at the cursor, and where it begins."""
    names = Names.of(desk.directory)
    return completion.complete(text, at, names), completion.term_start(text, at)


def all_open(desk: Desk, view: View) -> list[Face]:
    """The unfinished cards a view shows, up to the most that can be marked."""
    ids = boards.listed_ids(desk, view, MOST_MARKED, only_open=True)
    return boards.faces(desk, ids)


async def choose_view(screen: BoardScreen) -> None:
    """Open, save or drop a saved view of this board."""
    program = screen.program
    rows: list[SavedView] | None = await program.ask(views.listed, screen.view.board)
    choices = [Choice(("open", row.name), row.name, row.filter) for row in rows or []]
    choices.append(Choice(("save", ""), "Save this view…", screen.view.filter))
    choices += [Choice(("drop", row.name), f"Drop {row.name}") for row in rows or []]
    dialog = Choose(f"Views of {screen.view.board}", choices, keys=program.ground.keys)

    async def chosen() -> None:
        answer = await program.answer_to(dialog)
        if answer is None:
            return
        word, name = answer
        if word == "open":
            await screen.open_view(name)
        elif word == "drop":
            await program.ask(views.delete, screen.view.board, name)
            program.tell(f"Dropped the view {name}")
        else:
            await _save_view(screen)

    program.begin(chosen(), "dialog")


async def _save_view(screen: BoardScreen) -> None:
    program = screen.program
    name = await program.answer_to(
        Ask(
            "Save this view as",
            check=lambda text: None if text.strip() else "give it a name",
            keys=program.ground.keys,
        )
    )
    if name is not None and await program.ask(views.save, name, screen.view) is not None:
        program.tell(f"Saved the view {name}")


async def choose_group(screen: BoardScreen) -> None:
    """Choose what the lanes stand for."""
    choices = [Choice(word, word) for word in boards.GROUPS]
    dialog = Choose("Lanes by", choices, current=screen.view.group, keys=screen.program.ground.keys)

    async def chosen() -> None:
        answer = await screen.program.answer_to(dialog)
        if answer is not None:
            await screen.show(replace(screen.view, group=answer))

    screen.program.begin(chosen(), "dialog")


async def choose_sort(screen: BoardScreen) -> None:
    """Choose the order in the lanes."""
    choices = [Choice(word, word) for word in boards.SORTS]
    dialog = Choose(
        "Cards in the order of", choices, current=screen.view.sort, keys=screen.program.ground.keys
    )

    async def chosen() -> None:
        answer = await screen.program.answer_to(dialog)
        if answer is not None:
            await screen.show(replace(screen.view, sort=answer))

    screen.program.begin(chosen(), "dialog")


async def choose_moment(screen: BoardScreen) -> None:
    """Show the board as it was, or as it is again."""
    desk = screen.program.ground.desk

    def check(text: str) -> str | None:
        if text.strip().casefold() in ("", "now"):
            return None
        try:
            at = when.parse_moment(text, desk.now(), desk.zone)
        except (ValueError, Refused) as error:
            return str(error)
        return "that lies in the future" if at > desk.now() else None

    dialog = Ask(
        "Show the board as it was",
        ["A moment such as yesterday, -3d, -2h or 2026-11-20 12:00; empty or now for the present."],
        check=check,
        keys=screen.program.ground.keys,
    )

    async def asked() -> None:
        answer = await screen.program.answer_to(dialog)
        if answer is None:
            return
        text = answer.strip()
        at = None
        if text.casefold() not in ("", "now"):
            at = when.parse_moment(text, desk.now(), desk.zone)
        await screen.show(replace(screen.view, at=at))

    screen.program.begin(asked(), "dialog")
