"""Writing to the clients of cards, and letting reminders about cards rest, from the boards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from store import hushes, smstext, templates, when, writing
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.text import safe
from store.writing import Draft, Wish
from tui.messagework import may_work, some
from tui.screens.filling import fill
from tui.widgets.dialog import Confirm
from tui.widgets.form import Check, Field

if TYPE_CHECKING:
    from tui.screens.place import Place

SHOWN = 20
"""How many messages a preview shows in full."""

WRITING = (
    "A template, or a text of your own, with fields such as {{ client.first_name }}. "
    "It is shown before it goes out; writing it approves it.",
)

CHANNEL_WORDS = {"email": "an email", "sms": "an SMS", "letter": "a letter"}


def any_chosen(screen: Place, faces: Sequence[Face]) -> bool:
    """Tell whether there is anything to work on; says so if not."""
    if not faces:
        screen.program.tell("There is no card here; move the cursor to one, or mark some")
    return bool(faces)


def named(faces: Sequence[Face]) -> str:
    """The chosen cards in a few words."""
    if len(faces) == 1:
        return f"{faces[0].ref} {faces[0].client or faces[0].subject}".strip()
    return f"{len(faces)} cards"


# Writing -----------------------------------------------------------------------------------------


class Preview(Confirm):
    """Messages as they would be, to be read before they go out."""

    DEFAULT_CSS = """
    Preview > #frame { height: 90%; }
    Preview #words { height: 1fr; max-height: 100%; }
    """

    def press(self, name: str, character: str) -> bool:
        """Up and down scroll the text."""
        words = self.query_one("#words", VerticalScroll)
        if name == "choice_up":
            words.scroll_relative(y=-3, animate=False)
        elif name == "choice_down":
            words.scroll_relative(y=3, animate=False)
        else:
            return super().press(name, character)
        return True

    def key_words(self) -> str:
        """Return the last line: how to scroll, too."""
        up, down = self._keys.shown("choice_up"), self._keys.shown("choice_down")
        return f"{super().key_words()}   {up} {down} scroll"


@dataclass(frozen=True, slots=True)
class _Written:
    """What was typed, and the messages that it would make."""

    values: Mapping[str, str]
    wish: Wish
    drafts: Sequence[Draft]


async def message(screen: Place, faces: Sequence[Face]) -> None:
    """Write to the clients of the cards."""
    if not any_chosen(screen, faces) or not may_work(screen, "Writing"):
        return
    fields = await screen.program.ask(fields_of)
    if fields is not None:
        screen.program.begin(_write(screen, faces, fields), "dialog")


def fields_of(desk: Desk) -> list[Field]:
    """The fields of the dialog."""
    names = tuple(row.name for row in templates.listed() if not row.inactive)
    channels = writing.CHANNELS
    return [
        Field("channel", "By", channels[0], "", channels, _one_of(channels)),
        Field("template", "Template", "", "empty: a text of your own", names),
        Field("subject", "Subject", "", "of a text of your own; an SMS has none"),
        Field("body", "Text", "", "enter breaks a line; tab leaves, then enter goes on", lines=6,
              check=_length),
    ]  # fmt: skip


def _one_of(names: Sequence[str]) -> Check:
    def check(text: str) -> str | None:
        known = text.strip().casefold() in names
        return None if known else f"write one of {', '.join(names)}"

    return check


def _length(text: str) -> str | None:
    """What is wrong with a text of one's own."""
    if len(text) <= writing.LONGEST_BODY:
        return None
    return f"it has more than {writing.LONGEST_BODY:,} characters"


async def _write(screen: Place, faces: Sequence[Face], fields: Sequence[Field]) -> None:
    """Ask what to say until it can be said, show it, and send it or ask again."""
    program = screen.program
    refs = [face.ref for face in faces]

    def save(desk: Desk, values: dict[str, str]) -> _Written:
        wish = Wish(values["channel"], values["template"], values["subject"], values["body"])
        with desk.reading():
            return _Written(values, wish, writing.drafts(desk, refs, wish))

    while True:
        found = await fill(screen, f"Write to {named(faces)}", fields, save, WRITING)
        if found is None:
            return
        if await program.answer_to(_preview(screen, found)):
            made = await program.ask(writing.write, refs, found.wish)
            await program.own_news()
            if made is not None:
                channel = writing.channel_named(found.wish.channel)
                words = CHANNEL_WORDS[channel] if len(made) == 1 else f"{len(made)} messages"
                program.tell(f"{', '.join(made[:6])}: {words} on the way")
            return
        fields = [replace(field, value=found.values[field.name]) for field in fields]


def _preview(screen: Place, found: _Written) -> Preview:
    count = len(found.drafts)
    title = f"Send {some(count, 'message')}?" if count > 1 else f"Send this {_channel(found)}?"
    lines = [line for draft in found.drafts[:SHOWN] for line in lines_of(draft)]
    if count > SHOWN:
        lines.append(f"and {count - SHOWN:,} more")
    return Preview(title, lines, yes="send", no="change it", keys=screen.program.ground.keys)


def _channel(found: _Written) -> str:
    channel = writing.channel_named(found.wish.channel)
    return "SMS" if channel == "sms" else channel


def lines_of(draft: Draft) -> list[str]:
    """A message that would be made, as lines."""
    text = draft.text
    lines = [f"To: {draft.to.name}, {draft.to.address}", f"About: {', '.join(draft.refs)}"]
    if text.subject:
        lines.append(f"Subject: {text.subject}")
    if draft.channel == "sms":
        lines.append(smstext.said(smstext.measured(text.body)))
    return [*lines, "", *text.body.split("\n"), "", ""]


# Pausing -----------------------------------------------------------------------------------------


async def pause(screen: Place, faces: Sequence[Face]) -> None:
    """Let reminders about the cards rest until a date."""
    if not any_chosen(screen, faces) or not may_work(screen, "Pausing"):
        return
    program = screen.program
    said = await program.ask(reasons_of, [face.id for face in faces]) or {}
    refs = [face.ref for face in faces]
    fields = [
        Field("until", "Until", "", "fri, +14d, 2026-12-24; empty: until somebody resumes",
              check=_date(program.ground.desk)),
        Field("reason", "Reason", "", "such as: moving house"),
    ]  # fmt: skip
    lines = [
        "No trigger writes, calls or makes tasks about them meanwhile, nor about what was made "
        "from them; what comes up is held, and goes on afterwards.",
        *_known(said),
    ]

    async def answered() -> None:
        done = await fill(
            screen, f"Pause reminders about {named(faces)}", fields,
            lambda desk, values: hushes.pause(
                desk, refs, _until(desk, values["until"]), values["reason"]
            ),
            lines,
        )  # fmt: skip
        if done is not None:
            program.tell(f"Reminders about {named(faces)} are paused")

    program.begin(answered(), "dialog")


def reasons_of(desk: Desk, card_ids: Sequence[int]) -> dict[int, str]:
    """Card id to why no trigger acts about it now; only of those that are paused."""
    with desk.reading():
        return hushes.reasons(desk, card_ids, desk.now())


def _known(said: Mapping[int, str]) -> list[str]:
    lines = list(dict.fromkeys(said.values()))
    return [safe(line, 200) for line in lines[:6]]


def _date(desk: Desk) -> Check:
    def check(text: str) -> str | None:
        try:
            _until(desk, text)
        except Refused as refused:
            return str(refused)
        return None

    return check


def _until(desk: Desk, text: str) -> int | None:
    """When a pause ends: a day alone means that reminders go on as it begins."""
    if not text.strip():
        return None
    try:
        return when.parse_moment(text.strip(), desk.now(), desk.zone)
    except ValueError as error:
        raise Refused(str(error)) from None


async def resume(screen: Place, faces: Sequence[Face]) -> None:
    """Let reminders about the cards go on; asked first, for what was held goes out."""
    if not any_chosen(screen, faces) or not may_work(screen, "Resuming"):
        return
    program = screen.program
    said = await program.ask(reasons_of, [face.id for face in faces])
    if said is None:
        return
    found = [face for face in faces if face.id in said]
    if not found:
        program.tell(f"Reminders about {named(faces)} are not paused")
        return
    lines = [*_known(said), "What was held meanwhile goes on now."]
    title = f"Let reminders about {named(found)} go on?"
    dialog = Confirm(title, lines, yes="resume", keys=program.ground.keys)

    async def confirmed() -> None:
        if not await program.answer_to(dialog):
            return
        count = await program.ask(hushes.resume, [face.ref for face in found])
        if count is not None:
            program.tell(f"Reminders about {named(found)} go on; {count:,} that were held do now")
        await program.own_news()

    program.begin(confirmed(), "dialog")
