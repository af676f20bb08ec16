"""Triggers in words, as lists show them; when they act is said in ``moments``."""

from __future__ import annotations

from store import moments, triggeractions
from store.triggers import Spec


def where(spec: Spec) -> str:
    """What a trigger is about: a status of a track, every status of a kind, or its records."""
    if spec.status:
        return f"{spec.track}: {spec.status}"
    return f"every {spec.kind}" if spec.moment in moments.VISITS else spec.kind


def says(spec: Spec) -> str:
    """What it says: what is to be done, and the templates of messages."""
    parts = []
    for step, template in zip(
        triggeractions.steps(spec.action), (spec.template, spec.other_template), strict=False
    ):
        parts.append(spec.subject if step in triggeractions.ERRANDS else template or "")
    return " / ".join(parts)


def whom(spec: Spec) -> str:
    """Who gets the message, or does the task or call."""
    named = spec.user or spec.department
    if triggeractions.messages(spec.action) and spec.recipient in ("client", "owner", "vendor"):
        return spec.recipient
    return named or "owner"


def does(spec: Spec) -> str:
    """What it does, says and spares, such as ``email to the client: Soon; with invoice``."""
    to = whom(spec)
    way = "to" if triggeractions.messages(spec.action) else "for"
    named = f"the {to}" if to in triggeractions.RECIPIENTS else to
    found = [f"{spec.action} {way} {named}: {says(spec)}"]
    found += [f"with {' and '.join(spec.attachments)}"] if spec.attachments else []
    found += [f"only for {spec.filter}"] if spec.filter else []
    spared = ["marketing"] if spec.spare_no_market else []
    spared += ["calls"] if spec.spare_no_call else []
    found += [f"not where they want no {' or '.join(spared)}"] if spared else []
    if spec.expires_days is not None:
        found.append(f"dropped after {spec.expires_days:g} days")
    return "; ".join(found)
