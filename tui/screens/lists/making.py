"""Render profiles, layouts, printers, reorder reasons and templates in the set-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from store import (
    filetemplates,
    layouts,
    mergeexamples,
    mergetree,
    printers,
    renderprofiles,
    reorderreasons,
    smstext,
    templatecheck,
    templates,
)
from store.desk import Desk
from store.namedlists import NamedList
from store.setuplists import Key
from store.tables import Layout, Printer, RenderProfile, ReorderReason, Template
from tui.screens import checks
from tui.screens.filling import number, said, whole, yes, yes_no
from tui.screens.lists.entries import SetupList, Values, figure, names_of
from tui.widgets.form import Check, Field

Fields = Callable[[Desk, Any], Sequence[Field]]
Given = Callable[[Values], dict[str, Any]]


def _list(
    listed: str, kept: NamedList[Any], fields: Fields, given: Given, *lines: str
) -> SetupList:
    """A list of named entries: its fields after the name, and how they are read."""

    def all_fields(desk: Desk, key: Key | None) -> list[Field]:
        row = kept.named(key[0]) if key else kept.table()
        taken = [one.name for one in kept.listed()]
        name = Field("name", "Name", row.name or "", check=checks.every(
            checks.required(f"a {kept.what} needs a name"), checks.at_most(80),
            checks.new_among(taken, f"a {kept.what}", row.name or ""),
        ))  # fmt: skip
        return [name, *fields(desk, row)]

    def save(desk: Desk, key: Key | None, values: Values) -> object:
        if key is None:
            return kept.add(desk, values["name"], **given(values))
        return kept.change(desk, key[0], new_name=values["name"], **given(values))

    def switch(desk: Desk, key: Key, active: bool) -> object:
        return kept.switch(desk, key[0], active=active)

    return SetupList(listed, all_fields, save, switch, lines=lines)


def _choice(name: str, label: str, value: str, words: Sequence[str], hint: str = "") -> Field:
    return Field(name, label, value, hint, tuple(words), checks.one_of(words, label.casefold()))


def _flag(name: str, label: str, value: object, hint: str = "") -> Field:
    return Field(name, label, yes_no(value), hint, checks.YES_NO, checks.yes_no)


# Render profiles ----------------------------------------------------------------------------------


def _profile_fields(desk: Desk, row: RenderProfile) -> list[Field]:
    return [
        _flag("final", "Final", row.final, "no: for proofs"),
        *_picture_fields(row),
        *_file_fields(desk, row),
    ]


def _picture_fields(row: RenderProfile) -> list[Field]:
    rules = renderprofiles
    return [
        _choice("fit", "Fitted by", row.fit, rules.FITS),
        Field("long_side_px", "Long side", figure(row.long_side_px), "pixels, where no item says",
              check=checks.optional(checks.whole(16, rules.MOST_PX))),
        Field("dpi", "Dots an inch", str(row.dpi), check=checks.whole(30, 2400)),
        Field("bleed_mm", "Bleed", figure(row.bleed_mm), "mm", check=checks.number(0, 100, "mm")),
        Field("border_mm", "Border", figure(row.border_mm), "mm",
              check=checks.number(0, rules.MOST_MM, "mm")),
        _choice("rotation", "Turned", row.rotation, rules.ROTATIONS),
        Field("sharpen", "Sharpened", str(row.sharpen), "percent", check=checks.whole(0, 500)),
        Field("colour_space", "Colour space", row.colour_space, "or a file that ends in .icc",
              rules.COLOUR_SPACES, checks.said(rules.colour_space_problem)),
        _choice("intent", "Intent", row.intent, rules.INTENTS),
        _choice("tone", "Tone", row.tone, rules.TONES),
        Field("watermark", "Watermark", row.watermark, "words over proofs",
              check=checks.at_most(200), together=_proofs_only),
        Field("stamp", "Stamp", row.stamp, "such as {order} {image}",
              check=checks.said(filetemplates.stamp_problem)),
    ]  # fmt: skip


def _proofs_only(values: Mapping[str, str]) -> str | None:
    final = values["final"].strip().casefold() == "yes"
    wrong = final and values["watermark"].strip()
    return "is for proofs; take it away, or say that this is not final" if wrong else None


def _file_fields(desk: Desk, row: RenderProfile) -> list[Field]:
    rules = renderprofiles
    where = tuple(f"{rules.PRINTER}{name}" for name in names_of(desk, "printers"))
    pools = {one.pool for one in printers.listed() if one.pool and not one.inactive}
    targets = (*where, *(f"{rules.POOL}{name}" for name in sorted(pools)))
    return [
        _choice("file_format", "Format", row.file_format, rules.FILE_FORMATS),
        Field("quality", "Quality", str(row.quality), "of JPEG", check=checks.whole(1, 100)),
        Field("file_template", "File name", row.file_template, "such as {order}_{line}_{image}",
              check=checks.said(filetemplates.problem)),
        Field("folder_template", "Folder", row.folder_template, "such as {client}/{order}",
              check=checks.said(lambda text: filetemplates.problem(text, folder=True))),
        _choice("if_exists", "If it exists", row.if_exists, rules.IF_EXISTS),
        Field("destination", "Goes to", row.destination, "a folder; empty: the session's Rendered",
              targets, _target_check(targets)),
    ]  # fmt: skip


def _target_check(targets: tuple[str, ...]) -> Check:
    """A folder, or a printer or pool that there is."""
    known = checks.one_of(targets, "printer or pool")
    signs = (renderprofiles.PRINTER, renderprofiles.POOL)
    return lambda text: known(text) if text.strip().casefold().startswith(signs) else None


def _profile_given(values: Values) -> dict[str, Any]:
    texts = ("fit", "rotation", "colour_space", "intent", "tone", "watermark",
             "stamp", "file_format", "file_template", "folder_template", "if_exists",
             "destination")  # fmt: skip
    given: dict[str, Any] = {name: values[name] for name in texts}
    for name in ("dpi", "sharpen", "quality"):
        given[name] = whole(values[name], name)
    for name in ("bleed_mm", "border_mm"):
        given[name] = number(values[name], name)
    given["long_side_px"] = whole(values["long_side_px"], "long side")
    given["final"] = yes(values["final"], "final")
    return given


PROFILES = _list(
    "profiles", renderprofiles.KEPT, _profile_fields, _profile_given,
    "How a picture becomes a file. Items name the profile they are made with.",
)  # fmt: skip


# Layouts ------------------------------------------------------------------------------------------


def _layout_fields(_: Desk, row: Layout) -> list[Field]:
    inches = checks.number(0.01, layouts.MOST_INCHES, "inches")
    return [
        Field("description", "Description", row.description, check=checks.at_most(200)),
        Field("width", "Sheet width", figure(row.width), "inches", check=inches),
        Field("height", "Sheet height", figure(row.height), "inches", check=inches),
        Field("across", "Across", str(row.across), "pictures beside each other",
              check=checks.whole(1, layouts.MOST_CELLS), together=_fitting("across", "width")),
        Field("down", "Down", str(row.down), "pictures below each other",
              check=checks.whole(1, layouts.MOST_CELLS), together=_fitting("down", "height")),
        Field("gap", "Gap", figure(row.gap), "inches between them",
              check=checks.number(0, layouts.MOST_INCHES, "inches")),
        _flag("repeats", "The same picture", row.repeats, "in every cell"),
    ]  # fmt: skip


def _fitting(count: str, side: str) -> Callable[[Mapping[str, str]], str | None]:
    """What is wrong with how many pictures go on a side of the sheet."""

    def wrong(values: Mapping[str, str]) -> str | None:
        try:
            numbers = [float(values[name].replace(",", ".")) for name in (count, side, "gap")]
        except ValueError:
            return None
        many, room, gap = numbers
        if many < 1 or (room - gap * (many - 1)) / many >= layouts.LEAST_CELL:
            return None
        return f"{many:g} do not fit on {room:g} in with gaps of {gap:g} in"

    return wrong


def _layout_given(values: Values) -> dict[str, Any]:
    return {
        "description": values["description"],
        "width": number(values["width"], "sheet width"),
        "height": number(values["height"], "sheet height"),
        "across": whole(values["across"], "across"),
        "down": whole(values["down"], "down"),
        "gap": number(values["gap"], "gap"),
        "repeats": yes(values["repeats"], "the same picture"),
    }


LAYOUTS = _list(
    "layouts", layouts.KEPT, _layout_fields, _layout_given,
    "Several pictures, or one repeated, on a sheet that is parted evenly.",
)  # fmt: skip


# Printers -----------------------------------------------------------------------------------------


def _printer_fields(_: Desk, row: Printer) -> list[Field]:
    pools = tuple(sorted({one.pool for one in printers.listed() if one.pool}))
    return [
        Field("queue", "Queue", row.queue or "", "'lpstat -e' lists them",
              check=checks.said(printers.queue_problem)),
        Field("sizes", "Sizes", row.sizes, "inches such as 4x6, 5x7; empty: all",
              check=checks.told(printers.sizes_in)),
        Field("priority", "Priority", str(row.priority), "the lowest is used first",
              check=checks.whole(*printers.PRIORITIES)),
        Field("pool", "Pool", row.pool, "printers that share the work", pools, checks.at_most(40)),
    ]  # fmt: skip


def _printer_given(values: Values) -> dict[str, Any]:
    return {
        "queue": values["queue"],
        "sizes": values["sizes"],
        "priority": whole(values["priority"], "priority"),
        "pool": said(values["pool"]),
    }


PRINTERS = _list(
    "printers", printers.KEPT, _printer_fields, _printer_given,
    "Queues of the system's print service.",
)  # fmt: skip


# Reorder reasons ----------------------------------------------------------------------------------


def _reason_fields(_: Desk, row: ReorderReason) -> list[Field]:
    return [_flag("chargeable", "Chargeable", row.chargeable, "somebody pays for it again")]


def _reason_given(values: Values) -> dict[str, Any]:
    return {"chargeable": yes(values["chargeable"], "chargeable")}


REASONS = _list("reasons", reorderreasons.KEPT, _reason_fields, _reason_given)


# Templates ----------------------------------------------------------------------------------------


def _template_fields(desk: Desk, row: Template) -> list[Field]:
    tree = mergetree.tree(desk)
    examples = mergeexamples.values(desk)

    def fields_known(text: str) -> str | None:
        return next(iter(templatecheck.problems(text, tree)), None)

    def length(values: Mapping[str, str]) -> str:
        if values["channel"].strip().casefold() != "sms":
            return ""
        found = smstext.measured(templates.with_examples(values["body"], examples))
        return f"about {smstext.said(found)}"

    return [
        _choice("channel", "Goes by", row.channel, templates.CHANNELS),
        Field("subject", "Subject", row.subject, "not of an SMS", check=checks.every(
            checks.at_most(templates.LONGEST_SUBJECT), fields_known,
        ), together=_no_subject),
        Field("body", "Text", row.body, check=checks.every(
            checks.required("a template needs a text"), fields_known,
        ), lines=8, says=length),
        Field("html", "HTML", row.html, "of an email, beside its text; may be left empty",
              check=fields_known, together=_no_html, lines=4),
    ]  # fmt: skip


def _no_subject(values: Mapping[str, str]) -> str | None:
    channel = values["channel"].strip().casefold()
    wrong = channel in templates.WITHOUT_SUBJECT and values["subject"].strip()
    return f"an {channel.upper()} has none; leave it empty" if wrong else None


def _no_html(values: Mapping[str, str]) -> str | None:
    channel = values["channel"].strip().casefold()
    wrong = channel not in templates.WITH_HTML and values["html"].strip()
    return "only an email has it; leave it empty" if wrong else None


def _template_given(values: Values) -> dict[str, Any]:
    return {name: values[name] for name in ("channel", "subject", "body", "html")}


def _template_preview(desk: Desk, name: str, ref: str) -> list[str]:
    text = templates.preview(desk, name, ref)
    lines = [f"Subject: {text.subject}", ""] if text.subject else []
    lines += text.body.split("\n")
    if templates.named(name).channel == "sms":
        lines += ["", smstext.said(smstext.measured(text.body))]
    return [*lines, "", "As HTML", *text.html.split("\n")] if text.html else lines


TEMPLATES = replace(
    _list(
        "templates", templates.KEPT, _template_fields, _template_given,
        "Merge fields stand in double braces, such as {{ client.name }}.",
        "In the text enter breaks the line; tab leaves it.",
    ),
    preview=_template_preview,
)  # fmt: skip
