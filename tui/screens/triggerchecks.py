"""Checks of a trigger's form: what is wrong with a field, alone or because of the others.

The store checks everything again when the form is saved.
"""

from __future__ import annotations

from collections.abc import Mapping

from store import mergetree, moments, templatecheck, templates, triggeractions
from store.dates import parse_clock
from store.desk import Desk
from store.directory import KINDS
from store.text import search_key
from tui.screens import checks
from tui.screens.filling import said
from tui.widgets.form import Check, Together


def clock(text: str) -> str | None:
    """A time of day."""
    try:
        parse_clock(text)
    except ValueError:
        return "write a time of day such as 09:00"
    return None


def condition(desk: Desk) -> Check:
    """A filter, or a saved view by its name, which the store looks up."""
    check = checks.filters(desk, me=False)
    return lambda text: None if text.strip().startswith("@") else check(text)


def subject(desk: Desk) -> Check:
    """A subject, with merge fields that there are."""
    tree = mergetree.tree(desk)
    return lambda text: next(iter(templatecheck.problems(text, tree)), None)


def on_track(desk: Desk) -> Together:
    """What is wrong with a status, given the kind and the track."""
    lists = desk.directory
    there = {
        (track.kind, search_key(track.name)): {
            search_key(s.name) for s in lists.statuses_of_track[track.id] if not s.inactive
        }
        for track in lists.tracks.values()
        if not track.inactive
    }

    def wrong(values: Mapping[str, str]) -> str | None:
        kind, track = values["kind"].strip().casefold(), values["track"].strip()
        status = search_key(values["status"])
        if not status:
            return "a track needs a status of it; leave both empty for all" if track else None
        of_kind = {key[1]: names for key, names in there.items() if key[0] == kind}
        if track and search_key(track) not in of_kind:
            return f"no track of {kind} is called '{track}'"
        homes = {name for name, names in of_kind.items() if status in names}
        if track and search_key(track) not in homes:
            return f"{track} has no status '{values['status'].strip()}'"
        if not homes:
            return f"no track of {kind} has a status '{values['status'].strip()}'"
        return None if track or len(homes) == 1 else "several tracks have it; give the track"

    return wrong


def of_kind(values: Mapping[str, str]) -> str | None:
    """What is wrong with a moment, given the kind and the status."""
    kind, moment = values["kind"].strip().casefold(), values["moment"].strip().casefold()
    if kind not in KINDS or moment not in moments.EVERY:
        return None
    if moment not in moments.of_kind(kind):
        return f"a {kind} has {', '.join(moments.of_kind(kind))}"
    if moment not in moments.VISITS and values["status"].strip():
        return "it is a date of the record; leave the status empty"
    return None


def not_before(values: Mapping[str, str]) -> str | None:
    """What is wrong with a distance, given the moment."""
    early = any(values[name].strip().startswith("-") for name in ("days", "hours"))
    before = moments.ONLY_AFTER.get(values["moment"].strip().casefold())
    return f"nothing can happen before {before}; use another date" if early and before else None


def often(values: Mapping[str, str]) -> str | None:
    """What is wrong with a number of times, given that it comes again or not."""
    again = values["every"].strip() not in ("", "0")
    several = values["most"].strip() not in ("", "1")
    if again and not several:
        return "how often in all, 2 or more?"
    return "1, as it never comes again" if several and not again else None


def _steps(values: Mapping[str, str]) -> tuple[str, ...]:
    return triggeractions.steps(values["action"].strip().casefold())


def fitting(channels: Mapping[str, str], field: str, place: int) -> Together:
    """What is wrong with a template, given the action."""
    keys = {search_key(name): channel for name, channel in channels.items()}

    def wrong(values: Mapping[str, str]) -> str | None:
        steps, given = _steps(values), said(values[field])
        step = steps[place] if place < len(steps) else ""
        if step not in templates.CHANNELS:
            return "the action takes none here; leave it empty" if given else None
        if given is None:
            return None  # the store says so when it is saved: it may be typed yet
        if keys.get(search_key(given), step) == step:
            return None
        there = ", ".join(name for name, channel in channels.items() if channel == step)
        return f"it is no {step} template; those that fit: {there or 'there is none yet'}"

    return wrong


def attachable(values: Mapping[str, str]) -> str | None:
    """What is wrong with what goes along, given the action and the kind."""
    given = [word.casefold() for word in checks.parted(values["attachments"])]
    if not given or given == ["none"]:
        return None
    if "email" not in _steps(values):
        return "only an email takes attachments"
    there = triggeractions.attachable(values["kind"].strip().casefold())
    wrong = next((word for word in given if word not in there), None)
    return f"a {values['kind'].strip()} has {', '.join(there)}" if wrong else None
