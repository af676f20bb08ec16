"""What can be done with the chosen cards: each a dialog where one is needed, then a store command.

Every command names the version of the cards that the person saw, so nothing that somebody else did
meanwhile is overwritten.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from store import calls, cards, edits, holds, moves, notes, present, tasks, timers, when
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.moves import UNSET, Advanced, Move
from tui import clientwork, orderwork, receiptwork
from tui.screens.paper import paper
from tui.widgets.dialog import Ask, Choice, Choose, Confirm
from tui.widgets.form import Check, Field, Form

if TYPE_CHECKING:
    from tui.screens.place import Place

Work = Callable[["Place", Sequence[Face]], Awaitable[None]]

SHOWN_REFUSALS = 12

NOT_COMPLETE = ("no", "not", "not complete", "n")
"""What people write for a step that is not complete."""


def named(faces: Sequence[Face]) -> str:
    """The chosen cards in a few words."""
    if len(faces) == 1:
        face = faces[0]
        return f"{face.ref} {face.client or face.subject}".strip()
    return f"{len(faces)} cards"


def none_chosen(screen: Place, faces: Sequence[Face]) -> bool:
    """Say that there is nothing to work on, if so."""
    if not faces:
        screen.program.tell("There is no card here; move the cursor to one, or mark some")
    return not faces


def moves_of(faces: Sequence[Face], *, back: bool = False) -> list[Move]:
    """The plain move of each card, with the version that was seen."""
    return [Move(face.ref, expect_version=face.version, back=back) for face in faces]


def expected(faces: Sequence[Face]) -> dict[str, int]:
    """Reference to the version that was seen."""
    return {face.ref: face.version for face in faces}


# Advancing --------------------------------------------------------------------------------------


def describe(desk: Desk, wanted: Sequence[Move]) -> tuple[list[str], bool]:
    """What an advance would do, in lines; and whether anything refuses."""
    planned = moves.plan(desk, wanted)
    lines = []
    for track, origin, target, count in planned.groups(desk):
        prefix = f"{count} × " if len(wanted) > 1 else ""
        lines.append(f"{prefix}{track}: {origin} → {target}")
    if len(planned.steps) == 1 and planned.steps[0].due_at is not None:
        lines.append(f"due {when.day_and_clock(planned.steps[0].due_at, desk.zone)}")
    lines.extend(f"warning: {words}" for words in planned.warnings)
    refused = planned.refused[:SHOWN_REFUSALS]
    lines.extend(f"refused: {one.ref}: {one.reason}" for one in refused)
    hidden = len(planned.refused) - len(refused)
    if hidden > 0:
        lines.append(f"and {hidden} more refuse")
    if planned.refused and planned.steps:
        lines.append("While any refuses, none moves.")
    return lines, bool(planned.refused)


def choices_for(desk: Desk, faces: Sequence[Face]) -> tuple[list[str], list[str], list[str], str]:
    """Statuses the cards have in common, logins, departments, and the proposed next status."""
    common: list[str] | None = None
    for status_id in dict.fromkeys(face.status_id for face in faces):
        track = desk.directory.statuses[status_id].track_id
        names = [s.name for s in desk.directory.statuses_of_track[track] if not s.inactive]
        common = names if common is None else [name for name in common if name in names]
    users = [user.login for user in desk.directory.users.values() if not user.inactive]
    departments = [row.name for row in desk.directory.departments.values() if not row.inactive]
    targets = {step.target.name for step in moves.plan(desk, moves_of(faces)).steps}
    return common or [], users, departments, targets.pop() if len(targets) == 1 else ""


async def advance(screen: Place, faces: Sequence[Face], *, back: bool = False) -> None:
    """Advance the cards by a dialog with every choice."""
    if none_chosen(screen, faces):
        return
    program = screen.program
    base = moves_of(faces, back=back)
    found = await program.ask(choices_for, faces)
    described = await program.ask(describe, base)
    if found is None or described is None:
        return
    statuses, users, departments, _ = found

    def changed(values: Mapping[str, str]) -> None:
        async def again() -> None:
            chosen = read_moves(screen, base, values)
            lines = await program.ask(describe, chosen) if isinstance(chosen, list) else None
            if lines is not None and form.is_attached:
                form.set_lines(lines[0])

        program.begin(again(), "advance preview")

    dated = date_check(program.ground.desk)
    form = Form(
        f"{'Move back' if back else 'Advance'} {named(faces)}",
        [
            Field("to", "To status", "", "empty: each to its own next", tuple(statuses)),
            Field("completed", "Step completed", "", "empty: now; else a time, or no", check=dated),
            Field("due", "Next due", "", "empty: computed; or fri, +2d, 2026-11-30", check=dated),
            Field("user", "Person", "", "empty: proposed; - for nobody", tuple(users)),
            Field(
                "department", "Department", "", "empty: proposed; - for none", tuple(departments)
            ),
            Field("note", "Note"),
            Field("reason", "Reason"),
        ],
        described[0],
        keys=program.ground.keys,
        changed=changed,
    )
    program.begin(_advance_by(screen, form, base), "dialog")


def date_check(desk: Desk) -> Check:
    """What tells whether a text is a date, or one of the words that stand for none."""

    def check(text: str) -> str | None:
        if text.strip().casefold() in ("", *NOT_COMPLETE):
            return None
        try:
            when.parse_moment(text.strip(), desk.now(), desk.zone)
        except (ValueError, Refused) as error:
            return str(error)
        return None

    return check


async def _advance_by(screen: Place, form: Form, base: list[Move]) -> None:
    values = await screen.program.answer_to(form)
    if values is None:
        return
    chosen = read_moves(screen, base, values)
    if isinstance(chosen, list):
        await carry_out(screen, chosen)
    else:
        screen.program.tell(chosen, wrong=True)


def read_moves(screen: Place, base: list[Move], values: Mapping[str, str]) -> list[Move] | str:
    """The moves that the dialog's fields ask for, or what is wrong with them."""
    desk = screen.program.ground.desk
    now, closes = desk.now(), desk.settings.calendar.closes
    text = {name: value.strip() for name, value in values.items()}
    not_complete = text["completed"].casefold() in NOT_COMPLETE
    try:
        completed = (
            when.parse_moment(text["completed"], now, desk.zone)
            if text["completed"] and not not_complete
            else None
        )
        due = (
            when.parse_moment(text["due"], now, desk.zone, end_of_day=closes)
            if text["due"]
            else None
        )
    except (ValueError, Refused) as error:
        return str(error)
    return [
        replace(
            move,
            to=text["to"] or None,
            completed_at=completed,
            not_complete=not_complete,
            due_at=due,
            user=_chosen(text["user"]),
            department=_chosen(text["department"]),
            note=text["note"],
            reason=text["reason"],
        )
        for move in base
    ]


def _chosen(text: str) -> str | None:
    if not text:
        return UNSET
    return None if text in ("-", "none", "nobody") else text


async def carry_out(screen: Place, wanted: Sequence[Move]) -> None:
    """Advance, and say what came of it."""
    done = await screen.program.ask(moves.advance, wanted)
    if done is not None:
        await tell_advanced(screen, done)


async def tell_advanced(screen: Place, done: Advanced) -> None:
    """Say what moved, or why nothing did."""
    program = screen.program
    if done.refused:
        lines = [f"{one.ref}: {one.reason}" for one in done.refused[:SHOWN_REFUSALS]]
        more = len(done.refused) - len(lines)
        if more > 0:
            lines.append(f"and {more} more")
        program.tell("Nothing was moved.\n" + "\n".join(lines), wrong=True)
        await program.own_news()
        return
    _unmark(screen)
    await program.own_news()
    if len(done.moved) == 1:
        one = done.moved[0]
        program.tell(f"{one.ref}: {one.origin} → {one.to}")
    else:
        program.tell(f"{len(done.moved)} cards moved")
    for warning in done.warnings:
        program.tell(warning, wrong=True)


def _unmark(screen: Place) -> None:
    board = getattr(screen, "board", None)
    if board is not None:
        board.unmark()


async def step_back(screen: Place, faces: Sequence[Face]) -> None:
    """Move the cards back by a dialog."""
    await advance(screen, faces, back=True)


async def straight_on(screen: Place, faces: Sequence[Face]) -> None:
    """Move the cards to their next status at once; many at a time are asked about first."""
    await _straight(screen, faces, back=False)


async def straight_back(screen: Place, faces: Sequence[Face]) -> None:
    """Move the cards to the status before at once."""
    await _straight(screen, faces, back=True)


async def _straight(screen: Place, faces: Sequence[Face], *, back: bool) -> None:
    if none_chosen(screen, faces):
        return
    wanted = moves_of(faces, back=back)
    if len(faces) == 1:
        await carry_out(screen, wanted)
        return
    described = await screen.program.ask(describe, wanted)
    if described is None:
        return
    dialog = Confirm(
        f"Move {named(faces)}?", described[0], yes="move", keys=screen.program.ground.keys
    )

    async def confirmed() -> None:
        if await screen.program.answer_to(dialog):
            await carry_out(screen, wanted)

    screen.program.begin(confirmed(), "dialog")


# Properties -------------------------------------------------------------------------------------


async def change(screen: Place, faces: Sequence[Face], fields: Mapping[str, str]) -> None:
    """Change fields of the cards, and show it."""
    program = screen.program
    done = await program.ask(edits.set_many, [f.ref for f in faces], fields, expected(faces))
    if done is not None:
        _unmark(screen)
        words = ", ".join(f"{name} {value or 'none'}" for name, value in fields.items())
        program.tell(f"{named(faces)}: {words}")
    await program.own_news()


def people(desk: Desk) -> list[Choice[tuple[str, str]]]:
    """Everybody and every department work can be given to, the acting person first."""
    users = [u for u in desk.directory.users.values() if not u.inactive]
    users.sort(key=lambda user: (user.id != desk.who.id, user.name.casefold()))
    rows = [Choice(("user", user.login), user.login, user.name) for user in users]
    departments = [d for d in desk.directory.departments.values() if not d.inactive]
    rows += [Choice(("department", row.name), row.name, "department") for row in departments]
    return [*rows, Choice(("user", ""), "nobody", "take the owner away")]


async def owner(screen: Place, faces: Sequence[Face]) -> None:
    """Give the cards to a person or a department."""
    if none_chosen(screen, faces):
        return
    choices = await screen.program.ask(people)
    if choices is None:
        return
    dialog = Choose(f"Who does {named(faces)}?", choices, keys=screen.program.ground.keys)

    async def chosen() -> None:
        answer = await screen.program.answer_to(dialog)
        if answer is not None:
            await change(screen, faces, {answer[0]: answer[1] or "none"})

    screen.program.begin(chosen(), "dialog")


async def due(screen: Place, faces: Sequence[Face]) -> None:
    """Set the due date of the cards."""
    if none_chosen(screen, faces):
        return
    desk = screen.program.ground.desk

    def check(text: str) -> str | None:
        if text.strip().casefold() in ("auto", "none", ""):
            return None if text.strip() else "give a date, or auto for the computed one"
        try:
            when.parse_moment(text, desk.now(), desk.zone, end_of_day=desk.settings.calendar.closes)
        except (ValueError, Refused) as error:
            return str(error)
        return None

    dialog = Ask(
        f"When is {named(faces)} due?",
        ["A date such as fri, +2d, 2026-11-30 or 2026-11-30 14:00; auto takes the computed one."],
        check=check,
        keys=screen.program.ground.keys,
    )

    async def asked() -> None:
        answer = await screen.program.answer_to(dialog)
        if answer is not None:
            await change(screen, faces, {"due": answer.strip()})

    screen.program.begin(asked(), "dialog")


async def priority(screen: Place, faces: Sequence[Face]) -> None:
    """Set the priority of the cards."""
    if none_chosen(screen, faces):
        return
    choices = [Choice(word, word) for word in reversed(cards.PRIORITIES)]
    current = cards.PRIORITIES[faces[0].priority]
    dialog = Choose(
        f"How urgent is {named(faces)}?", choices, current=current, keys=screen.program.ground.keys
    )

    async def chosen() -> None:
        answer = await screen.program.answer_to(dialog)
        if answer is not None:
            await change(screen, faces, {"priority": answer})

    screen.program.begin(chosen(), "dialog")


async def edit(screen: Place, faces: Sequence[Face]) -> None:
    """Change the fields of one record."""
    if none_chosen(screen, faces):
        return
    face = faces[0]
    found = await screen.program.ask(present.by_ref, face.ref)
    if found is None:
        return
    before = {one.name: one.text for one in found}
    form = Form(
        f"Change {named([face])}",
        [Field(one.name, one.label, one.text, lines=3 if one.prose else 1) for one in found],
        keys=screen.program.ground.keys,
    )

    async def answered() -> None:
        values = await screen.program.answer_to(form)
        if values is None:
            return
        changed = {name: text for name, text in values.items() if text != before[name]}
        if changed:
            await change(screen, [face], changed)

    screen.program.begin(answered(), "dialog")


# Holding, notes, timers, calls ------------------------------------------------------------------


async def hold(screen: Place, faces: Sequence[Face]) -> None:
    """Park the cards with a reason."""
    if none_chosen(screen, faces):
        return

    def places(desk: Desk) -> list[str]:
        names: dict[str, None] = {}
        for face in faces:
            track = desk.directory.statuses[face.status_id].track_id
            for status in desk.directory.statuses_of_track[track]:
                if status.state in ("waiting", "blocked") and not status.inactive:
                    names[status.name] = None
        return list(names)

    statuses = await screen.program.ask(places) or []
    form = Form(
        f"Wait or hold {named(faces)}",
        [
            Field("reason", "Reason", check=lambda t: None if t.strip() else "say why it waits"),
            Field("to", "Status", "", "empty: the first place to wait in", tuple(statuses)),
        ],
        ["The present step counts as not complete; coming back, its due date moves by the wait."],
        keys=screen.program.ground.keys,
    )

    async def answered() -> None:
        values = await screen.program.answer_to(form)
        if values is None:
            return
        done = await screen.program.ask(
            holds.hold,
            [face.ref for face in faces],
            values["reason"],
            to=values["to"].strip() or None,
            expect=expected(faces),
        )
        if done is not None:
            await tell_advanced(screen, done)

    screen.program.begin(answered(), "dialog")


async def note(screen: Place, faces: Sequence[Face]) -> None:
    """Write a note about the cards."""
    if none_chosen(screen, faces):
        return
    dialog = Ask(
        f"Note about {named(faces)}",
        check=lambda text: None if text.strip() else "a note needs some text",
        keys=screen.program.ground.keys,
    )

    async def asked() -> None:
        answer = await screen.program.answer_to(dialog)
        if answer is None:
            return
        await screen.program.ask(notes.add, [face.ref for face in faces], answer)
        screen.program.tell(f"Noted: {named(faces)}")
        await screen.program.own_news()

    screen.program.begin(asked(), "dialog")


def toggle_timer(desk: Desk, ref: str) -> str:
    """Start the acting person's timer on a card, or stop it; says what was done."""
    running = [
        row
        for row in timers.listed(desk, ref)
        if row.stopped_at is None and row.user == desk.who.login
    ]
    if running:
        return f"{ref}: timer stopped at {timers.stop(desk, ref).minutes:g} minutes"
    timers.start(desk, ref)
    return f"{ref}: timer runs"


async def timer(screen: Place, faces: Sequence[Face]) -> None:
    """Start or stop the timer on the card under the cursor."""
    if none_chosen(screen, faces):
        return
    words = await screen.program.ask(toggle_timer, faces[0].ref)
    if words is not None:
        screen.program.tell(words)
    await screen.program.own_news()


async def call(screen: Place, faces: Sequence[Face]) -> None:
    """Note what came of a call, or make one about the card."""
    if none_chosen(screen, faces):
        return
    face = faces[0]
    if face.kind == "call":
        form = Form(
            f"Call {named([face])}",
            [
                Field("result", "Result", "", "", tuple(calls.RESULTS)),
                Field("outcome", "Outcome", "", "with an outcome the call is done"),
            ],
            keys=screen.program.ground.keys,
        )
    else:
        form = Form(
            f"New call about {named([face])}",
            [Field("subject", "Subject", check=lambda t: None if t.strip() else "what about?")],
            keys=screen.program.ground.keys,
        )

    async def answered() -> None:
        values = await screen.program.answer_to(form)
        if values is None:
            return
        if "result" in values:
            await screen.program.ask(
                calls.call, face.ref, values["result"], values["outcome"].strip() or None
            )
        else:
            made = await screen.program.ask(calls.new, subject=values["subject"], about=face.ref)
            if made is not None:
                screen.program.tell(f"{cards.ref(made)}: call made")
        await screen.program.own_news()

    screen.program.begin(answered(), "dialog")


async def finish(screen: Place, faces: Sequence[Face]) -> None:
    """Complete tasks and calls."""
    if none_chosen(screen, faces):
        return
    done = await screen.program.ask(tasks.done, [face.ref for face in faces])
    if done is not None:
        await tell_advanced(screen, done)


async def copy(screen: Place, faces: Sequence[Face]) -> None:
    """Copy the references where the terminal can, and show them in any case."""
    if none_chosen(screen, faces):
        return
    words = " ".join(face.ref for face in faces)
    screen.program.copy_to_clipboard(words)
    screen.program.tell(f"{words}\n(sent to the clipboard, if this terminal allows it)")


async def render(screen: Place, faces: Sequence[Face]) -> None:
    """Render the cards' pictures."""
    from tui import renderwork

    await renderwork.render(screen, faces)


async def preflight(screen: Place, faces: Sequence[Face]) -> None:
    """List what is doubtful about the cards' pictures."""
    from tui.screens.preflight import KINDS, NOTHING, PreflightScreen

    found = orderwork.chosen(screen, faces, KINDS, NOTHING)
    if found:
        await screen.program.push_screen(PreflightScreen([face.ref for face in found]))


WORK: dict[str, Work] = {
    "advance": advance,
    "step_back": step_back,
    "straight_on": straight_on,
    "straight_back": straight_back,
    "owner": owner,
    "due": due,
    "priority": priority,
    "edit": edit,
    "hold": hold,
    "render": render,
    "preflight": preflight,
    "note": note,
    "timer": timer,
    "call": call,
    "finish": finish,
    "orders": orderwork.create,
    "receive": receiptwork.receive,
    "reorder": receiptwork.reorder,
    "lines": orderwork.lines,
    "pay": orderwork.pay,
    "paper": paper,
    "message": clientwork.message,
    "pause": clientwork.pause,
    "resume": clientwork.resume,
    "copy": copy,
}
"""Command id to what it does with the chosen cards."""
