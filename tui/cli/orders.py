"""Orders made of what clients bought and of sessions: splitting invoices, proofs, the rules."""

from __future__ import annotations

from typing import Any

from store import automations, cards, ordering
from store.automations import ACTIONS, KIND_OF, MOMENTS, Rule
from store.errors import Refused
from store.ordering import Ordered, Wish
from store.splitting import Told
from store.tables import Trigger
from tui.cli.invocation import Invocation
from tui.cli.parsing import UNSET, Parser


def declare(parser: Parser) -> None:
    """``orders``: make them of invoices and sessions, by hand or by rules."""
    verb = parser.verb("create", "make the orders that invoices need, one per vendor", create)
    verb.add_argument("invoices", metavar="INVOICE", nargs="*")
    verb.add_argument("--filter", metavar="QUERY", help="all open invoices that match, as well")
    verb.add_argument("--vendor", metavar="NAME", help="this vendor's lines only")
    verb.add_argument("--into", metavar="ORDER", help="add the lines to an open order")
    verb.add_argument("--together", action="store_true",
                      help="lines of several invoices on one order per vendor")  # fmt: skip
    from tui.cli import proofs

    proofs.declare(parser.verb("proofs", "make proof orders of sessions", proofs.create))
    verb = parser.verb("rules", "what makes and completes orders by itself", rules)
    for name, words, run in (
        ("add-rule", "a new rule; what happened before is left alone", add_rule),
        ("change-rule", "change a rule", change_rule),
    ):
        verb = parser.verb(name, words, run)
        verb.add_argument("name", metavar="NAME")
        _rule(verb, required=name == "add-rule")
    for name, words, on in (
        ("rule-on", "switch a rule on", True),
        ("rule-off", "switch a rule off", False),
    ):
        verb = parser.verb(name, words, switch_rule)
        verb.add_argument("name", metavar="NAME")
        verb.set_defaults(on=on)


# Splitting ---------------------------------------------------------------------------------------


def create(call: Invocation) -> int:
    """Make orders of invoices; lines in error are told, and the rest is ordered."""
    args = call.args
    references = list(args.invoices)
    if args.filter is not None:
        references += _matching(call, args.filter)
    if not references:
        raise Refused("name the invoices, such as I-1001, or give --filter QUERY")
    with call.changing():
        found = ordering.create(call.desk, references, Wish(args.vendor, args.into, args.together))
        answer(call, found)
    refuse_errors(found)
    return 0


def _matching(call: Invocation, query: str) -> list[str]:
    from store import boards
    from store.tables import Card

    condition = boards.compiled(call.desk, query)
    ids = ordering.open_invoices(condition)
    found = {card.id: cards.ref(card) for card in Card.select().where(Card.id.in_(ids))}
    if not ids:
        raise Refused("no open invoice that has lines to order matches the filter")
    return [found[one] for one in ids]


def answer(call: Invocation, found: Ordered) -> None:
    """Answer with the orders made, the lines in error and those passed over."""
    call.result(
        {
            "created": [
                {"ref": one.ref, "vendor": one.vendor, "type": one.type, "lines": one.lines}
                for one in found.made if not one.added
            ],
            "added": [
                {"ref": one.ref, "vendor": one.vendor, "type": one.type, "lines": one.lines}
                for one in found.made if one.added
            ],
            "errors": [told(one) for one in found.errors],
            "passed": [told(one) for one in found.passed],
            "warnings": found.warnings,
        }
    )  # fmt: skip
    rows = [(one.ref, one.vendor, one.type, one.lines, "added" if one.added else "")
            for one in found.made]  # fmt: skip
    call.out.table(("ORDER", "VENDOR", "TYPE", "LINES", ""), rows)
    for one in found.passed:
        # Lines that were ordered before are no news, unless nothing else is.
        if not found.made or not one.reason.startswith("is on"):
            call.out.line(f"Passed over: {one.invoice} line {one.line} ({one.item}) {one.reason}")
    for warning in found.warnings:
        call.out.line(f"Note: {warning}")
    if not found.made:
        call.out.line("There was nothing to order." if not found.errors else "Nothing was ordered.")


def told(one: Told) -> dict[str, Any]:
    """A line that was not ordered, as JSON has it."""
    return {"invoice": one.invoice, "line": one.line, "item": one.item, "reason": one.reason}


def refuse_errors(found: Ordered) -> None:
    """Fail with the lines in error, one a line; what could be ordered has been."""
    if found.errors:
        raise Refused(
            [f"{one.invoice} line {one.line} ({one.item}): {one.reason}" for one in found.errors]
        )


# Rules -------------------------------------------------------------------------------------------


def _rule(parser: Parser, *, required: bool) -> None:
    whens = ", ".join(dict.fromkeys(when for whens in MOMENTS.values() for when in whens))
    parser.add_argument("--action", choices=tuple(ACTIONS), required=required, default=UNSET)
    parser.add_argument("--when", metavar="WHEN", required=required, default=UNSET, help=whens)
    parser.add_argument("--kind", default=UNSET,
                        choices=tuple(dict.fromkeys(k for ks in KIND_OF.values() for k in ks)),
                        help="of record (default: the action's usual one)")  # fmt: skip
    parser.add_argument("--status", metavar="STATUS", default=UNSET, help="the status entered")
    parser.add_argument("--track", metavar="TRACK", default=UNSET)
    parser.add_argument("--percent", type=float, metavar="N", default=UNSET,
                        help="the paid share (default: 100)")  # fmt: skip
    parser.add_argument("--times", metavar="TIMES", default=UNSET, help="such as 07:00,13:30")
    parser.add_argument("--filter", metavar="QUERY", default=UNSET, help="only what matches")
    parser.add_argument("--vendor", metavar="NAME", default=UNSET, help="for this vendor only")
    parser.add_argument("--items", metavar="IDS", default=UNSET, help="what proofs are made")
    parser.add_argument("--images", metavar="CHOICE", default=UNSET, help="all, rated or 1,5-9")
    parser.add_argument("--to", metavar="STATUS", default=UNSET, help="move what is complete here")
    parser.add_argument("--delivered", action="store_true", default=UNSET,
                        help="set the delivered date")  # fmt: skip
    parser.add_argument("--tell", metavar="LOGIN", default=UNSET, help="make a task for a user")
    parser.add_argument("--tell-department", metavar="NAME", default=UNSET)
    parser.add_argument("--profile", metavar="NAME", default=UNSET,
                        help="what is rendered with; empty: each line's own")  # fmt: skip
    parser.add_argument("--ask", action="store_true", default=UNSET, help="wait for a person")
    parser.add_argument("--by-itself", action="store_false", dest="ask", default=UNSET)


_SAID = (
    "action", "when", "kind", "status", "track", "percent", "times", "filter", "vendor", "items",
    "images", "to", "delivered", "tell", "tell_department", "profile", "ask",
)  # fmt: skip


def _given(call: Invocation) -> dict[str, Any]:
    return {name: getattr(call.args, name) for name in _SAID if hasattr(call.args, name)}


def _shape(row: Trigger, rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "action": rule.action,
        "kind": rule.kind,
        "when": rule.when,
        "status": rule.status or None,
        "track": rule.track or None,
        "percent": rule.percent,
        "times": rule.times or None,
        "filter": rule.filter or None,
        "vendor": rule.vendor,
        "items": rule.items or None,
        "images": rule.images or None,
        "to": rule.to or None,
        "delivered": rule.delivered,
        "tell": rule.tell,
        "tell_department": rule.tell_department,
        "profile": rule.profile,
        "ask": rule.ask,
        "on": not row.inactive,
    }


def rules(call: Invocation) -> int:
    """List the rules."""
    found = automations.listed(call.desk)
    call.out.document({"rules": [_shape(row, rule) for row, rule in found]})
    call.out.table(
        ("NAME", "WHEN", "DOES", "ONLY FOR", "ON"),
        [
            (
                rule.name, automations.when_words(rule), automations.does_words(rule), rule.filter,
                "off" if row.inactive else "asks first" if rule.ask else "on",
            )
            for row, rule in found
        ],
    )  # fmt: skip
    if not found:
        call.out.line("There are no rules; add one with 'safelight orders add-rule'.")
    return 0


def add_rule(call: Invocation) -> int:
    """Add a rule."""
    with call.changing():
        row = automations.add(call.desk, Rule(call.args.name, **_given(call)))
        return _answer(call, row, f"Added the rule {row.name}.")


def change_rule(call: Invocation) -> int:
    """Change a rule."""
    given = _given(call)
    if not given:
        raise Refused("nothing to change was named; '--help' lists what can be")
    with call.changing():
        present = automations.rule_of(call.desk, automations.named(call.args.name))
        wanted = automations.changed(present, **given)
        row = automations.change(call.desk, call.args.name, wanted)
        return _answer(call, row, f"Changed the rule {row.name}.")


def switch_rule(call: Invocation) -> int:
    """Switch a rule on or off."""
    with call.changing():
        row = automations.switch(call.desk, call.args.name, on=call.args.on)
        return _answer(call, row, f"{row.name} is {'on' if call.args.on else 'off'} now.")


def _answer(call: Invocation, row: Trigger, words: str) -> int:
    call.result(_shape(row, automations.rule_of(call.desk, row)))
    call.out.line(words)
    return 0
