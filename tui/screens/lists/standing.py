"""Triggers, automatic orders and saved views in the set-up."""

from __future__ import annotations

from collections.abc import Mapping

from store import automations, boards, occasions, triggers, views
from store.automations import Rule
from store.boards import View
from store.desk import Desk
from store.setuplists import Key
from tui.screens import checks, triggerform
from tui.screens.filling import number, said, yes, yes_no
from tui.screens.lists.entries import SetupList, Values, figure, names_of
from tui.widgets.form import Field, Together

# Triggers -----------------------------------------------------------------------------------------


def _trigger_fields(desk: Desk, key: Key | None) -> list[Field]:
    return triggerform.fields_of(desk, key[0] if key else None)


def _save_trigger(desk: Desk, key: Key | None, values: Values) -> object:
    return triggerform.save(desk, key[0] if key else None, values)


def _switch_trigger(desk: Desk, key: Key, active: bool) -> object:
    return triggers.switch(desk, key[0], on=active)


def _told_of_trigger(desk: Desk, values: Values) -> str:
    return triggerform.saved_words(desk, values["name"].strip())


TRIGGERS = SetupList(
    "triggers", _trigger_fields, _save_trigger, _switch_trigger, lines=triggerform.LINES,
    saved=_told_of_trigger,
)  # fmt: skip


# Automatic orders ---------------------------------------------------------------------------------

WHEN = tuple(dict.fromkeys(word for words in automations.MOMENTS.values() for word in words))
ACTIONS = tuple(automations.ACTIONS)
KINDS = tuple(dict.fromkeys(kind for kinds in automations.KIND_OF.values() for kind in kinds))


def _fitting_moment(values: Mapping[str, str]) -> str | None:
    """What is wrong with a rule's moment, given what it does."""
    words = automations.MOMENTS.get(values["action"].strip())
    if words is None or values["when"].strip() in words:
        return None
    return f"{values['action'].strip()} happens at {', '.join(words)}"


def _needed(field: str, when: str, what: str) -> Together:
    """A field that is needed at one moment."""
    return lambda values: (
        what if values["when"].strip() == when and not values[field].strip() else None
    )


def _rule_fields(desk: Desk, key: Key | None) -> list[Field]:
    rule = Rule("", "orders", "saved")
    present = automations.listed(desk)
    if key is not None:
        rule = next(one for row, one in present if row.name == key[0])
    steps, tracks = names_of(desk, "statuses"), names_of(desk, "tracks")
    labs, users = names_of(desk, "vendors"), names_of(desk, "users")
    groups, looks = names_of(desk, "departments"), names_of(desk, "profiles")
    return [
        Field("name", "Name", rule.name, check=checks.every(
            checks.required("a rule needs a name"),
            checks.new_among([row.name for row, _ in present], "a rule", rule.name),
        )),
        Field("action", "Does", rule.action, "", ACTIONS, checks.one_of(ACTIONS, "action")),
        Field("when", "When", rule.when, "", WHEN, checks.one_of(WHEN, "moment"), _fitting_moment),
        Field("kind", "Kind", rule.kind, "empty: the usual one", KINDS,
              checks.optional(checks.one_of(KINDS, "kind"))),
        Field("status", "In status", rule.status, "where the moment is status", steps,
              checks.optional(checks.one_of(steps, "status")),
              _needed("status", "status", "which status?")),
        Field("track", "Of track", rule.track, "where several tracks have it", tracks,
              checks.optional(checks.one_of(tracks, "track"))),
        Field("percent", "Paid share", figure(rule.percent), "percent, where the moment is paid",
              check=checks.optional(checks.number(0.01, 100, "percent"))),
        Field("times", "Times of day", rule.times, "of a batch, such as 07:00, 13:30",
              check=checks.optional(_times), together=_needed("times", "batch", "07:00, 13:30?")),
        Field("filter", "Only for", rule.filter, "a filter; of a batch",
              check=checks.filters(desk, me=False)),
        Field("vendor", "At vendor", rule.vendor or "", "of orders and proofs; empty: any", labs,
              checks.optional(checks.one_of(labs, "vendor"))),
        Field("items", "Items", rule.items, "of proofs"),
        Field("images", "Images", rule.images, "of proofs: all, rated or picked"),
        Field("to", "Moves to", rule.to, "when complete", steps,
              checks.optional(checks.one_of(steps, "status"))),
        Field("delivered", "Sets delivered", yes_no(rule.delivered), "when complete",
              checks.YES_NO, checks.yes_no),
        Field("tell", "Tells person", rule.tell or "", "when complete", users,
              checks.optional(checks.one_of(users, "user"))),
        Field("tell_department", "Tells department", rule.tell_department or "", "when complete",
              groups, checks.optional(checks.one_of(groups, "department"))),
        Field("profile", "Renders with", rule.profile or "", "empty: each line's own", looks,
              checks.optional(checks.one_of(looks, "profile"))),
        Field("ask", "Asks first", yes_no(rule.ask), "", checks.YES_NO, checks.yes_no),
    ]  # fmt: skip


def _times(text: str) -> str | None:
    try:
        occasions.times_of(text)
    except ValueError:
        return "write times of day such as 07:00, 13:30"
    return None


def _save_rule(desk: Desk, key: Key | None, values: Values) -> object:
    rule = Rule(
        name=values["name"],
        action=values["action"].strip(),
        when=values["when"].strip(),
        kind=values["kind"].strip(),
        status=values["status"].strip(),
        track=values["track"].strip(),
        percent=number(values["percent"], "paid share"),
        times=values["times"],
        filter=values["filter"],
        vendor=said(values["vendor"]),
        items=values["items"],
        images=values["images"],
        to=values["to"].strip(),
        delivered=yes(values["delivered"], "sets delivered"),
        tell=said(values["tell"]),
        tell_department=said(values["tell_department"]),
        profile=said(values["profile"]),
        ask=yes(values["ask"], "asks first"),
    )
    if key is None:
        return automations.add(desk, rule)
    return automations.change(desk, key[0], rule)


def _switch_rule(desk: Desk, key: Key, active: bool) -> object:
    return automations.switch(desk, key[0], on=active)


RULES = SetupList(
    "rules", _rule_fields, _save_rule, _switch_rule,
    lines=("It acts from now on, once for each record; with Asks first somebody says yes.",),
)  # fmt: skip


# Saved views --------------------------------------------------------------------------------------


def _view_fields(desk: Desk, key: Key | None) -> list[Field]:
    view, name, shared = View("production"), "", True
    if key is not None:
        row = views.named(desk, *key)
        view, name, shared = views.opened(row), row.name, row.user_id is None
    fields = [
        Field("filter", "Filter", view.filter, "such as late vendor:none",
              check=checks.filters(desk, me=True)),
        Field("group", "Lanes by", view.group, "", boards.GROUPS,
              checks.one_of(boards.GROUPS, "group")),
        Field("sort", "Sorted by", view.sort, "", boards.SORTS,
              checks.one_of(boards.SORTS, "order")),
        Field("shared", "For everybody", yes_no(shared), "", checks.YES_NO, checks.yes_no),
    ]  # fmt: skip
    if key is None:
        every = tuple(boards.BOARDS)
        taken = {(row.board, row.name.casefold()) for row in views.listed(desk)}
        fields = [
            Field("board", "Board", view.board, "", every, checks.one_of(every, "board")),
            Field("name", "Name", name,
                  check=checks.every(checks.required("a view needs a name"), checks.at_most(60)),
                  together=lambda values: _replaced(taken, values)),
            *fields,
        ]  # fmt: skip
    return fields


def _replaced(taken: set[tuple[str, str]], values: Mapping[str, str]) -> str | None:
    key = values["board"].strip(), " ".join(values["name"].split()).casefold()
    return "there is a view of that name already; e changes it" if key in taken else None


def _save_view(desk: Desk, key: Key | None, values: Values) -> object:
    board, name = key or (boards.board_named(values["board"].strip()), values["name"])
    view = View(board, values["filter"].strip(), values["group"].strip(), values["sort"].strip())
    return views.save(desk, name, view, shared=yes(values["shared"], "for everybody"))


def _drop_view(desk: Desk, key: Key) -> object:
    views.delete(desk, *key)
    return key


VIEWS = SetupList("views", _view_fields, _save_view, remove=_drop_view)
