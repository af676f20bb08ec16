"""Set-up: users and departments."""

from __future__ import annotations

from typing import Any

from store import people
from store.tables import Department, User
from tui.cli import setup
from tui.cli.invocation import Invocation
from tui.cli.parsing import Parser, whole


def declare_users(parser: Parser) -> None:
    """``users``: list, add, change, deactivate, activate."""
    parser.verb("list", "everybody, with roles and departments", list_users)
    verb = parser.verb("add", "a new user", add_user)
    verb.add_argument("login", metavar="LOGIN")
    verb.add_argument("--name", metavar="NAME", default="")
    verb.add_argument("--role", metavar="ROLE", default="staff",
                      help="admin, staff, operator or viewer (default: staff)")  # fmt: skip
    verb.add_argument("--email", metavar="ADDRESS", default="")
    verb.add_argument("--phone", metavar="NUMBER", default="")
    verb.add_argument("--uid", metavar="N", type=whole(), help="the operating system's user id")
    verb.add_argument("--department", metavar="NAME", action="append", default=[])
    verb = parser.verb("change", "change a user", change_user)
    verb.add_argument("login", metavar="LOGIN")
    setup.text(verb, "name", "role", "email", "phone")
    setup.number(verb, "uid", whole(), "the operating system's user id")
    verb.add_argument("--department", metavar="NAME", action="append",
                      help="the complete list; 'none' for none")  # fmt: skip
    _switches(parser, "login", "LOGIN", switch_user)


def _switches(parser: Parser, dest: str, metavar: str, run: Any) -> None:
    for name, active in (("deactivate", False), ("activate", True)):
        words = "use again" if active else "use no more; the history stays"
        verb = parser.verb(name, words, run)
        verb.add_argument(dest, metavar=metavar)
        verb.set_defaults(active=active)


def declare_departments(parser: Parser) -> None:
    """``departments``: list, add, change, deactivate, activate."""
    parser.verb("list", "all departments", list_departments)
    verb = parser.verb("add", "a new department", add_department)
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--email", metavar="ADDRESS", default="",
                      help="where messages to it go; without one, to everybody in it")  # fmt: skip
    verb = parser.verb("change", "another name or address", change_department)
    verb.add_argument("name", metavar="NAME")
    setup.text(verb, "rename", "email")
    _switches(parser, "name", "NAME", switch_department)


def _user(row: User, departments: list[str]) -> dict[str, Any]:
    return {
        "login": row.login,
        "name": row.name,
        "role": row.role,
        "email": row.email or None,
        "phone": row.phone or None,
        "uid": row.system_uid,
        "departments": departments,
        "active": not row.inactive,
    }


def _user_now(call: Invocation, login: str) -> dict[str, Any]:
    for row, departments in people.listed(call.desk):
        if row.login == login:
            return _user(row, departments)
    return {"login": login}


def list_users(call: Invocation) -> int:
    """List users."""
    rows = [_user(row, departments) for row, departments in people.listed(call.desk)]
    return setup.listing(
        call,
        "users",
        rows,
        ("login", "name", "role", "email", "phone", "uid", "departments", "active"),
    )


def add_user(call: Invocation) -> int:
    """Add a user."""
    args = call.args
    with call.changing():
        row = people.add_user(
            call.desk,
            args.login,
            name=args.name,
            role=args.role,
            email=args.email,
            phone=args.phone,
            uid=args.uid,
            departments=args.department,
        )
        shape = _user_now(call, row.login)
        return setup.answer(call, shape, f"Added {row.login} ({row.role}).")


def change_user(call: Invocation) -> int:
    """Change a user."""
    found = setup.given(call)
    if call.args.department is not None:
        named = [name for name in call.args.department if name.casefold() not in setup.NOTHING]
        found["departments"] = named
    with call.changing():
        row = people.change_user(call.desk, call.args.login, **found)
        return setup.answer(call, _user_now(call, row.login), f"Changed {row.login}.")


def switch_user(call: Invocation) -> int:
    """Make a user inactive or active."""
    with call.changing():
        row = people.switch_user(call.desk, call.args.login, active=call.args.active)
        word = "active" if call.args.active else "inactive"
        return setup.answer(call, _user_now(call, row.login), f"{row.login} is {word} now.")


def _department(row: Department) -> dict[str, Any]:
    return {"name": row.name, "email": row.email or None, "active": not row.inactive}


def list_departments(call: Invocation) -> int:
    """List departments."""
    rows = [
        {**_department(row), "members": people.members_of(call.desk, row)}
        for row in people.departments(call.desk)
    ]
    return setup.listing(call, "departments", rows, ("name", "email", "members", "active"))


def add_department(call: Invocation) -> int:
    """Add a department."""
    with call.changing():
        row = people.add_department(call.desk, call.args.name, email=call.args.email)
        return setup.answer(call, _department(row), f"Added {row.name}.")


def change_department(call: Invocation) -> int:
    """Change a department."""
    found = setup.required(call)
    with call.changing():
        row = people.change_department(call.desk, call.args.name, **found)
        return setup.answer(call, _department(row), f"Changed {row.name}.")


def switch_department(call: Invocation) -> int:
    """Make a department inactive or active."""
    with call.changing():
        row = people.switch_department(call.desk, call.args.name, active=call.args.active)
        word = "active" if call.args.active else "inactive"
        return setup.answer(call, _department(row), f"{row.name} is {word} now.")
