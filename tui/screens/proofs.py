"""Proof orders of the chosen sessions: a form that says beforehand what will be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from store import items, prooflines, proofs
from store.boards import Face
from store.desk import Desk
from store.errors import Refused
from store.proofs import Choice, Created
from store.tables import RenderProfile
from tui.screens.filling import said, whole, yes
from tui.widgets.form import Field, Form

if TYPE_CHECKING:
    from tui.screens.place import Place

SHOWN = 10
"""Lines of the preview."""

Values = Mapping[str, str]


async def ask_proofs(screen: Place, faces: Sequence[Face]) -> None:
    """Ask what proofs of some sessions to order, and order them."""
    refs = [face.ref for face in faces if face.kind == "session"]
    if refs:
        screen.program.begin(_ask(screen, refs), "dialog")
    else:
        screen.program.tell("Proofs are made from sessions; go to one, or mark some")


async def _ask(screen: Place, refs: list[str]) -> None:
    program = screen.program
    asked = await program.ask(_asked, refs)
    if asked is None:
        return
    fields, lines = asked

    def changed(values: Values) -> None:
        async def again() -> None:
            words = await program.ask(preview, refs, dict(values))
            if words is not None and form.is_attached:
                form.set_lines(words)

        program.begin(again(), "proofs preview")

    named = refs[0] if len(refs) == 1 else f"{len(refs)} sessions"
    form = Form(f"Proofs of {named}", fields, lines, keys=program.ground.keys, changed=changed)
    values = await program.answer_to(form)
    if values is None:
        return
    done = await program.ask(_order, refs, values)
    await program.own_news()
    if done is not None:
        await tell(screen, done)


def _asked(desk: Desk, refs: list[str]) -> tuple[list[Field], list[str]]:
    lists = desk.directory
    vendors = tuple(row.name for row in lists.vendors.values() if not row.inactive)
    types = tuple(
        row.name for row in lists.types.values() if row.kind == "preproduction" and not row.inactive
    )
    profiles = tuple(row.name for row in RenderProfile.select() if not (row.final or row.inactive))
    sold = tuple(row.identifier for row in items.listed() if row.kind in prooflines.KINDS)
    fields = [
        Field("images", "Images", "all", "all, rated, picked, or numbers such as 1,5-9",
              ("all", "rated", "picked")),
        Field("min_rating", "Stars at least", "", "0 to 5; empty: any"),
        Field("items", "Items", "", "empty: electronic proofs; several are parted by ,", sold),
        Field("vendor", "Vendor", "", "empty: each item's own, else in-house", vendors),
        Field("type", "Type", "", "empty: the usual one", types),
        Field("profile", "Proof profile", "", "empty: the item's own", profiles),
        Field("again", "Again", "no", "also what was ordered before", ("yes", "no")),
    ]  # fmt: skip
    if len(refs) > 1:
        fields.append(Field("together", "On one order", "no", "of all sessions", ("yes", "no")))
    return fields, preview(desk, refs, {field.name: field.value for field in fields})


def choice_of(values: Values) -> Choice:
    """Read the form; `Refused` for what cannot be read."""
    return Choice(
        images=values["images"],
        min_rating=whole(values["min_rating"], "stars at least"),
        items=tuple(part.strip() for part in values["items"].split(",") if part.strip()),
        vendor=said(values["vendor"]),
        type=said(values["type"]),
        profile=said(values["profile"]),
        together=yes(values.get("together", ""), "on one order"),
        again=yes(values["again"], "again"),
    )


def _order(desk: Desk, refs: list[str], values: Values) -> Created:
    return proofs.order(desk, refs, choice_of(values))


def preview(desk: Desk, refs: list[str], values: Values) -> list[str]:
    """What would be made, in lines."""
    try:
        found = proofs.foretold(desk, refs, choice_of(values))
    except Refused as refused:
        return [f"cannot: {problem}" for problem in refused.problems]
    return words_of(found)


def words_of(found: Created) -> list[str]:
    """What is made or would be, what was there, what is wrong."""
    groups: dict[tuple[str, str], list[int]] = {}
    for one in found.made:
        whom = (one.vendor or "in-house", one.type or "")
        sums = groups.setdefault(whom, [0, 0, 0])
        sums[0] += 1
        sums[1] += one.lines
        sums[2] += one.images
    lines = [
        f"{_many(orders, 'order')} {vendor}{f', {kind}' if kind else ''}: "
        f"{_many(count, 'line')}, {_many(pictures, 'image')}"
        for (vendor, kind), (orders, count, pictures) in groups.items()
    ]
    lines += [f"{one.session}: {one.item} {one.reason} already" for one in found.present]
    lines += [f"in error: {one.session} {one.item}: {one.reason}".replace(" :", ":")
              for one in found.errors]  # fmt: skip
    if len(lines) > SHOWN:
        lines = [*lines[:SHOWN], f"and {len(lines) - SHOWN:,} more"]
    return lines or ["Nothing to order."]


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


async def tell(screen: Place, done: Created) -> None:
    """Say what was made; what is wrong gets a screen to read."""
    program = screen.program
    made = ", ".join(one.ref for one in done.made[:8]) + (" …" if done.made[8:] else "")
    if done.errors:
        from tui.screens.text import TextScreen

        wrong = [f"{one.session}  {one.item}  {one.reason}" for one in done.errors]
        title = f"Proofs: {made or 'none'} made; what could not be ordered"
        await program.push_screen(TextScreen(title, wrong))
    elif made:
        program.tell(f"{made}: made")
    else:
        program.tell("There was nothing to order: it is on orders already")
