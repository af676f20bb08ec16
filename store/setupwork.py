"""Types, tracks, triggers and views as entries of set-up lists."""

from __future__ import annotations

from collections.abc import Callable

from store import automations, moments, pricelists, tracks, triggers, triggerwords, types, views
from store.desk import Desk
from store.directory import KINDS
from store.setuplists import Entry, Key, columns, name_of, state_of


def types_in(desk: Desk) -> list[Entry]:
    """Types of all kinds."""
    homes = {row.id: row for row in pricelists.listed()}
    return [
        Entry(
            (kind, row.name), (kind, row.name, row.prints, name_of(homes, row.price_list_id)),
            row.inactive, state_of(row), row,
        )
        for kind in KINDS
        for row in types.listed(desk, kind)
    ]  # fmt: skip


def place_type(desk: Desk, key: Key, place: int) -> object:
    """Put a type at a place among those of its kind."""
    return types.change(desk, *key, position=place)


def tracks_in(desk: Desk) -> list[Entry]:
    """Tracks of all kinds."""
    return [
        Entry(
            (track.kind, track.name),
            (track.kind, track.name, name_of(desk.directory.types, track.type_id),
             track.method or "as the studio", ", ".join(s.name for s in rows if not s.inactive)),
            track.inactive, state_of(track), track,
        )
        for track, rows in tracks.listed(desk)
    ]  # fmt: skip


def statuses_of(kind: str | None) -> Callable[[Desk], list[Entry]]:
    """What reads the statuses of one kind, or of all."""

    def entries(desk: Desk) -> list[Entry]:
        names = desk.directory
        return [
            Entry(
                (track.kind, track.name, row.name),
                (
                    track.kind, track.name, row.name, row.days, row.state,
                    names.users[row.user_id].login if row.user_id in names.users else "",
                    name_of(names.departments, row.department_id), row.wip_limit, row.initial,
                    row.final, row.wip_hard, row.at_vendor, row.cause, row.stage, row.colour,
                ),
                row.inactive, state_of(row), row,
            )
            for track, rows in tracks.listed(desk, kind)
            for row in rows
        ]  # fmt: skip

    return entries


STATUS_COLUMNS = columns(
    "kind track status days:number class person department most:number first:flag last:flag "
    "hard:flag- at_vendor:flag- waits_for- stage- colour-"
)


def place_status(desk: Desk, key: Key, place: int) -> object:
    """Put a status at a place of its track."""
    return tracks.change_status(desk, *key, position=place)


def triggers_in(desk: Desk) -> list[Entry]:
    """All triggers but the automatic rules."""
    return [
        Entry(
            (spec.name,),
            (
                spec.name, triggerwords.where(spec), moments.words(spec), spec.action,
                triggerwords.says(spec), triggerwords.whom(spec), spec.filter,
                ", ".join(spec.attachments), spec.by_hand, spec.due_days, spec.expires_days,
            ),
            row.inactive, "off" if row.inactive else "", row,
        )
        for row, spec in triggers.listed(desk)
    ]  # fmt: skip


def rules_in(desk: Desk) -> list[Entry]:
    """Rules that make or complete orders."""
    return [
        Entry(
            (rule.name,),
            (rule.name, rule.kind, automations.when_words(rule), automations.does_words(rule),
             rule.filter, rule.ask),
            row.inactive, "off" if row.inactive else "", row,
        )
        for row, rule in automations.listed(desk)
    ]  # fmt: skip


def views_in(desk: Desk) -> list[Entry]:
    """Saved views of all boards."""
    return [
        Entry(
            (row.board, row.name),
            (row.board, row.name, row.filter, row.group, row.sort, row.user_id is None),
        )
        for row in views.listed(desk)
    ]


def place_view(desk: Desk, key: Key, place: int) -> object:
    """Put a view at a place among those of its board."""
    return views.reorder(desk, key[0], key[1], place)
