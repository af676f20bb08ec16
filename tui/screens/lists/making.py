"""Printers, reorder reasons and templates in the set-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from store import (
    mergeexamples,
    mergetree,
    printers,
    reorderreasons,
    smstext,
    templatecheck,
    templates,
)
from store.desk import Desk
from store.tables import Printer, ReorderReason, Template
from tui.screens import checks
from tui.screens.filling import said, whole, yes
from tui.screens.lists.entries import Values
from tui.screens.lists.namedforms import choice, flag, kept_list
from tui.widgets.form import Field

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


PRINTERS = kept_list(
    "printers", printers.KEPT, _printer_fields, _printer_given,
    "Queues of the system's print service.",
)  # fmt: skip


# Reorder reasons ----------------------------------------------------------------------------------


def _reason_fields(_: Desk, row: ReorderReason) -> list[Field]:
    return [flag("chargeable", "Chargeable", row.chargeable, "somebody pays for it again")]


def _reason_given(values: Values) -> dict[str, Any]:
    return {"chargeable": yes(values["chargeable"], "chargeable")}


REASONS = kept_list("reasons", reorderreasons.KEPT, _reason_fields, _reason_given)


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
        choice("channel", "Goes by", row.channel, templates.CHANNELS),
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
    kept_list(
        "templates", templates.KEPT, _template_fields, _template_given,
        "Merge fields stand in double braces, such as {{ client.name }}.",
        "In the text enter breaks the line; tab leaves it.",
    ),
    preview=_template_preview,
)  # fmt: skip
