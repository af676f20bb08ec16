"""Working through calls, one at a time: whom, why, what is known, and a key for each result.

What is done goes away; what is put off or skipped does not come again in the same round. At the end
stands what the round has brought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from textual.widget import Widget

from store import callqueue, calls
from store.boards import Face
from store.callqueue import Waiting
from store.changes import Feed
from store.desk import Desk
from store.errors import Refused
from tui import cardwork, clientwork
from tui.messagework import may_work
from tui.screens.callsections import PUT_OFF, SKIPPED, Round, call_sections, read, summary
from tui.screens.filling import fill
from tui.screens.sections import show
from tui.screens.sheet import Sheet, own
from tui.widgets.form import Check, Field
from tui.widgets.listing import Listing

AGAIN = {"no answer": "2h", "busy": "1h", "voicemail": "1"}
"""When a call is proposed to be made again."""

SEEN = frozenset({"call", "client", "note"})
"""Tables whose changes show here, besides cards."""

AGAIN_HINT = "2h, 3 (business days), fri 15:00; empty: not again"


class CallsScreen(Sheet):
    """My calls, one at a time."""

    local = (
        own("reached", "r", "reached", "They were reached: what was said ends the call."),
        own("no_answer", "o", "no answer", "Nobody answered."),
        own("busy", "b", "busy", "The line was busy."),
        own("voicemail", "v", "voicemail", "A voicemail was left."),
        own("wrong_number", "w", "wrong number", "The number is wrong."),
        own("again", "a", "later", "Call later, without a result."),
        own("skip", "s", "skip", "Go to the next; this one stays as it is."),
        own("note", "N", "note", "Write a note about the call."),
        own("message", "m", "write", "Write to the client instead."),
        own("everybody", "M", "all/mine", "All calls, or mine and my departments' alone."),
        own("further", "f", "later ones", "Those that were put off as well, or not."),
        own("restart", "R", "once more", "Begin the round again, with what was skipped."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.everybody = False
        self.with_later = False
        self.tally: Counter[str] = Counter()
        self._past: set[str] = set()
        self._round = Round((), (), None)

    def body(self) -> Sequence[Widget]:
        """Return the call as one listing."""
        return (Listing(self.program.look),)

    async def on_mount(self) -> None:
        """Show the first call."""
        await self.reload()

    @property
    def here(self) -> Waiting | None:
        """The call that is shown."""
        return self._round.here

    @property
    def face(self) -> Face | None:
        """The call's card: new records are about it."""
        return self.here.face if self.here is not None else None

    async def reload(self) -> None:
        """Read the calls again; the first that was not dealt with in this round is shown."""
        before = self.face
        found = await self.program.ask(
            read, self._past, everybody=self.everybody, with_later=self.with_later
        )
        if found is not None:
            self._round = found
        self.refill()
        if self.face is None or before is None or self.face.id != before.id:
            self.listing.first()

    async def changed(self, feed: Feed) -> None:
        """Read again when calls, cards, or what is known of clients were changed."""
        if not feed.complete or feed.changes or feed.others & SEEN:
            await self.reload()

    def on_resize(self) -> None:
        """Lay out for the width."""
        self.refill()

    def refill(self) -> None:
        """Show the call, or what the round has brought."""
        found, desk = self._round, self.program.ground.desk
        whose = "all calls" if self.everybody else "my calls"
        count = len(found.due) - 1
        more = f"  and {count:,} more after this" if count > 0 else ""
        self.say((f" {whose}", "strong"), (more, "plain"))
        if found.here is None:
            sections = summary(desk, found, self.tally)
        else:
            sections = call_sections(desk, found)
        show(self.listing, sections, self.size.width)

    # Results ------------------------------------------------------------------------------------

    def do_reached(self) -> None:
        """They were reached."""
        self._result("reached")

    def do_no_answer(self) -> None:
        """Nobody answered."""
        self._result("no answer")

    def do_busy(self) -> None:
        """The line was busy."""
        self._result("busy")

    def do_voicemail(self) -> None:
        """A voicemail was left."""
        self._result("voicemail")

    def do_wrong_number(self) -> None:
        """The number is wrong."""
        self._result("wrong number")

    def _result(self, word: str) -> None:
        found, program = self.here, self.program
        if found is None or not may_work(self, "Noting a result"):
            return
        face = found.face
        fields = [
            Field("outcome", "Outcome", "", "what was said; with it the call is done"),
            Field("again", "Call again", AGAIN.get(word, ""), AGAIN_HINT,
                  check=_again_check(program.ground.desk)),
        ]  # fmt: skip

        def save(desk: Desk, values: dict[str, str]) -> bool:
            again = values["again"].strip()
            outcome = values["outcome"].strip()
            if word == "reached" and not again and not outcome:
                outcome = word
            again_at = callqueue.again(desk, again) if again else None
            calls.call(desk, face.ref, word, outcome or None, again_at, face.version)
            return True

        async def answered() -> None:
            title = f"{face.ref} {face.client or face.subject}: {word}"
            # Before anything is shown anew: what is dealt with does not come again.
            self._past.add(face.ref)
            done = await fill(self, title, fields, save)
            if done:
                self.tally[word] += 1
            else:
                self._past.discard(face.ref)
            await self.reload()

        program.begin(answered(), "dialog")

    def do_again(self) -> None:
        """Call later, without a result."""
        found, program = self.here, self.program
        if found is None or not may_work(self, "Putting off"):
            return
        face = found.face
        field = Field("again", "Call again", "1", AGAIN_HINT,
                      check=_again_check(program.ground.desk, required=True))  # fmt: skip

        async def answered() -> None:
            self._past.add(face.ref)
            done = await fill(
                self, f"Call {face.client or face.ref} later", [field],
                lambda desk, values: calls.put_off(
                    desk, face.ref, callqueue.again(desk, values["again"])
                ),
            )  # fmt: skip
            if done is not None:
                self.tally[PUT_OFF] += 1
            else:
                self._past.discard(face.ref)
            await self.reload()

        program.begin(answered(), "dialog")

    async def do_skip(self) -> None:
        """Go to the next."""
        if self.face is not None:
            self.tally[SKIPPED] += 1
            self._past.add(self.face.ref)
            await self.reload()

    async def do_restart(self) -> None:
        """Begin the round again, with what was skipped."""
        self._past.clear()
        self.tally.pop(SKIPPED, None)
        await self.reload()

    async def do_everybody(self) -> None:
        """All calls, or mine alone."""
        self.everybody = not self.everybody
        await self.reload()

    async def do_further(self) -> None:
        """Those that are due later, too."""
        self.with_later = not self.with_later
        await self.reload()

    async def do_note(self) -> None:
        """Write a note about the call."""
        if self.face is not None and may_work(self, "Noting"):
            await cardwork.note(self, [self.face])

    async def do_message(self) -> None:
        """Write to the client instead."""
        if self.face is not None:
            await clientwork.message(self, [self.face])

    def do_copy(self) -> None:
        """Copy the number, which is what is wanted here, and show it."""
        if self.here is not None:
            number = self.here.phone or self.here.face.ref
            self.program.copy_to_clipboard(number)
            self.program.tell(f"{number}\n(sent to the clipboard, if this terminal allows it)")


def _again_check(desk: Desk, *, required: bool = False) -> Check:
    """What tells whether a text says when to call again."""

    def check(text: str) -> str | None:
        if not text.strip():
            return "when?" if required else None
        try:
            callqueue.again(desk, text)
        except Refused as refused:
            return str(refused)
        return None

    return check
