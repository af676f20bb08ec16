"""The lists of the set-up in the order in which they are offered, and what stands in some of them.

Read with the same functions as everywhere; nothing is changed here but the order of a list. Longer
ones are in ``setupwork`` and ``setuptrade``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from store import (
    customfields,
    layouts,
    optouts,
    people,
    pricelists,
    printers,
    renderprofiles,
    reorderreasons,
    setuptrade,
    setupwork,
    templates,
    triggers,
    vendors,
    when,
)
from store.desk import Desk
from store.fields import custom_word
from store.namedlists import NamedList
from store.setuplists import Entry, Key, SetupList, columns, name_of, state_of
from store.tables import Holiday

# Making -------------------------------------------------------------------------------------------


def _kept(kept: NamedList[Any], *names: str) -> Callable[[Desk], list[Entry]]:
    """What reads the entries of a list of named entries, with these columns after the name."""

    def entries(_: Desk) -> list[Entry]:
        return [
            Entry(
                (row.name,), (row.name, *(getattr(row, name) for name in names)),
                row.inactive, state_of(row), row,
            )
            for row in kept.listed()
        ]  # fmt: skip

    return entries


def _named(
    name: str, title: str, kept: NamedList[Any], text: str, names: tuple[str, ...]
) -> SetupList:
    def place(desk: Desk, key: Key, at: int) -> object:
        return kept.reorder(desk, key[0], at)

    found = columns(f"name {text}")
    return SetupList(name, title, kept.what, found, _kept(kept, *names), place)


# People and days ----------------------------------------------------------------------------------


def _users(desk: Desk) -> list[Entry]:
    return [
        Entry(
            (row.login,),
            (row.login, row.name, row.role, row.email, row.phone, ", ".join(within),
             row.system_uid),
            row.inactive, state_of(row), row,
        )
        for row, within in people.listed(desk)
    ]  # fmt: skip


def _departments(desk: Desk) -> list[Entry]:
    return [
        Entry(
            (row.name,), (row.name, row.email, ", ".join(people.members_of(desk, row))),
            row.inactive, state_of(row), row,
        )
        for row in people.departments(desk)
    ]  # fmt: skip


def _opt_outs(desk: Desk) -> list[Entry]:
    return [
        Entry(
            (row.channel, row.address),
            (row.channel, row.address, when.local_day(row.at, desk.zone).isoformat(),
             row.source, row.by),
        )
        for row in optouts.listed()
    ]  # fmt: skip


STUDIO = "the studio"
"""Whose a closed day is that is no vendor's."""


def _holidays(desk: Desk) -> list[Entry]:
    names = desk.directory.vendors
    rows = Holiday.select().order_by(Holiday.vendor.is_null(False), Holiday.vendor, Holiday.date)
    return [
        Entry((whose, row.date), (whose, row.date, row.name))
        for row in rows
        for whose in (name_of(names, row.vendor_id) or STUDIO,)
    ]


def _fields(desk: Desk) -> list[Entry]:
    return [
        Entry(
            (row.kind, row.name), (row.kind, row.name, row.sort, custom_word(row.name)),
            row.inactive, state_of(row), row,
        )
        for row in customfields.listed(desk)
    ]  # fmt: skip


def _place_field(desk: Desk, key: Key, place: int) -> object:
    return customfields.reorder(desk, key[0], key[1], place)


def _first(command: Callable[[Desk, str, int], object]) -> Callable[[Desk, Key, int], object]:
    """A command that takes an entry's only word."""
    return lambda desk, key, place: command(desk, key[0], place)


LISTS: tuple[SetupList, ...] = (
    SetupList("types", "Types", "type", columns("kind name prints:flag price_list"),
              setupwork.types_in, setupwork.place_type),
    SetupList("tracks", "Tracks", "track", columns("kind track type due_dates statuses"),
              setupwork.tracks_in),
    SetupList("statuses", "Tracks and statuses", "status", setupwork.STATUS_COLUMNS,
              setupwork.statuses_of(None), setupwork.place_status),
    SetupList(
        "vendors", "Vendors", "vendor",
        columns("number:number name type files_by days:number contact email phone account- "
                "address- work_week- own_numbers:flag- name_length- "
                "name_characters- copies- notes-"),
        setuptrade.vendors_in, _first(vendors.reorder),
    ),
    SetupList(
        "products", "Vendor products", "product",
        columns("vendor code description cost:money multiplier:number lead_days:number items"),
        setuptrade.products_in, setuptrade.place_product,
    ),
    _named(
        "profiles", "Render profiles", renderprofiles.KEPT,
        "final:flag format fit dpi:number colour file_name folder destination quality:number- "
        "long_side_px:number- bleed_mm:number- border_mm:number- rotation- sharpen:number- "
        "intent- tone- watermark- stamp- if_exists- black_point:flag- linear:flag- unprofiled- "
        "compression- recipe- lowest_dpi:number- severities-",
        ("final", "file_format", "fit", "dpi", "colour_space", "file_template", "folder_template",
         "destination", "quality", "long_side_px", "bleed_mm", "border_mm", "rotation", "sharpen",
         "intent", "tone", "watermark", "stamp", "if_exists", "black_point", "linear",
         "unprofiled", "compression", "recipe", "lowest_dpi", "severities"),
    ),
    _named(
        "layouts", "Layouts", layouts.KEPT,
        "description width:number height:number across:number- down:number- gap:number- "
        "repeats:flag definition-",
        ("description", "width", "height", "across", "down", "gap", "repeats", "definition"),
    ),
    SetupList("pricelists", "Price lists", "price list",
              columns("name items:number sold_to hidden:flag"),
              setuptrade.price_lists_in, _first(pricelists.reorder)),
    SetupList(
        "items", "Items", "item",
        columns("list item kind description group price:money cost:money width:number "
                "height:number units:number vendor vendor_code vendor_cost:money- "
                "multiplier:number profile layout hidden:flag-"),
        setuptrade.items_in, setuptrade.place_item,
    ),
    SetupList("packages", "Packages", "part",
              columns("list package item description quantity:number units:number"),
              setuptrade.packages_in, setuptrade.place_part),
    SetupList(
        "triggers", "Triggers", "trigger",
        columns("name of when action says for only_for attached- by_hand:flag within:number- "
                "dropped_after:number-"),
        setupwork.triggers_in, _first(triggers.reorder),
    ),
    SetupList("rules", "Automatic orders", "rule",
              columns("name kind when does only_for asks_first:flag"), setupwork.rules_in),
    _named("templates", "Templates", templates.KEPT, "channel subject body- html-",
           ("channel", "subject", "body", "html")),
    SetupList("users", "Users", "user",
              columns("login name role email phone- departments user_id:number"),
              _users, _first(people.reorder_user)),
    SetupList("departments", "Departments", "department", columns("name email members"),
              _departments, _first(people.reorder_department)),
    _named("printers", "Printers", printers.KEPT, "queue sizes priority:number pool",
           ("queue", "sizes", "priority", "pool")),
    SetupList("holidays", "Closed days", "closed day", columns("whose date:date name"), _holidays),
    SetupList("opt-outs", "Want no messages", "opt-out",
              columns("channel address since:date how by"), _opt_outs),
    _named("reasons", "Reorder reasons", reorderreasons.KEPT, "chargeable:flag", ("chargeable",)),
    SetupList("fields", "Custom fields", "field", columns("kind name sort filter"),
              _fields, _place_field),
    SetupList("views", "Saved views", "view",
              columns("board name filter lanes_by sorted_by shared:flag"),
              setupwork.views_in, setupwork.place_view),
)  # fmt: skip
"""Every list, in the order in which they are offered."""
