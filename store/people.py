"""Users and departments: who works here, with what role, and who is in which department."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from store import lists, positions
from store.access import ROLES
from store.changes import Act
from store.desk import Desk
from store.errors import Refused, did_you_mean
from store.tables import Department, Membership, User
from store.text import safe, search_key

_LOGIN = re.compile(r"[^\W_][\w.@+-]{0,39}")
RESERVED = frozenset({"me", "none", "nobody", "clock", "anyone", "all"})
"""Words that filters and commands use for something else than a user."""


# Users -------------------------------------------------------------------------------------------


def listed(desk: Desk) -> list[tuple[User, list[str]]]:
    """All users in the studio's order with the names of their departments, active ones first."""
    lists_now = desk.directory
    ranked = sorted(
        lists_now.users.values(), key=lambda row: (row.inactive, row.position, row.login)
    )
    return [
        (row, sorted(lists_now.departments[d].name for d in lists_now.members.get(row.id, ())))
        for row in ranked
    ]


def add_user(
    desk: Desk,
    login: str,
    *,
    name: str = "",
    role: str = "staff",
    email: str = "",
    phone: str = "",
    uid: int | None = None,
    departments: Iterable[str] = (),
) -> User:
    """Add a user; ``uid`` is the operating system's number for who logs in so."""
    with lists.changing(desk, "add user", f"add user {login}", "users") as act:
        clean = _clean_login(desk, login)
        row = act.insert_row(
            User(
                login=clean,
                name=lists.clean_name(name or clean, "user"),
                role=_clean_role(role),
                email=lists.clean_email(email),
                phone=_clean_phone(phone),
                system_uid=_clean_uid(uid, None),
                position=positions.last(desk.directory.users.values()),
            )
        )
        _join(desk, act, row, departments)
    return row


def change_user(
    desk: Desk,
    login: str,
    *,
    name: str | None = None,
    role: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    uid: int | None = None,
    departments: Iterable[str] | None = None,
) -> User:
    """Change a user; departments, where given, are the complete list."""
    with lists.changing(desk, "change user", f"change user {login}", "users") as act:
        row = desk.directory.user_named(login)
        columns: dict[str, Any] = {}
        if name is not None:
            columns["name"] = lists.clean_name(name, "user")
        if role is not None:
            columns["role"] = _clean_role(role)
            if columns["role"] != "admin":
                _refuse_last_admin(desk, row)
        if email is not None:
            columns["email"] = lists.clean_email(email)
        if phone is not None:
            columns["phone"] = _clean_phone(phone)
        if uid is not None:
            columns["system_uid"] = _clean_uid(uid, row.id)
        act.update(row, **columns)
        if departments is not None:
            _leave_all(act, row)
            _join(desk, act, row, departments)
    return row


def switch_user(desk: Desk, login: str, *, active: bool) -> User:
    """Make a user inactive, who then may only look, or active again."""
    word = "activate" if active else "deactivate"
    with lists.changing(desk, f"{word} user", f"{word} user {login}", "users") as act:
        if active:
            row = _inactive_user(desk, login)
        else:
            row = desk.directory.user_named(login)
            _refuse_last_admin(desk, row)
        act.update(row, inactive=not active)
    return row


def reorder_user(desk: Desk, login: str, place: int) -> list[User]:
    """Put a user at a place, from 1; returns them in their new order."""
    with lists.changing(desk, "reorder users", f"put {login} at place {place}", "users") as act:
        rows = [row for row, _ in listed(desk)]
        positions.put(act, rows, desk.directory.user_named(login), place)
    return [row for row, _ in listed(desk)]


def _inactive_user(desk: Desk, login: str) -> User:
    for row in desk.directory.users.values():
        if row.inactive and search_key(row.login) == search_key(login):
            return row
    raise Refused(f"no inactive user is called '{safe(login, 40)}'")


def check_login(login: str) -> str:
    """Return a login fit for a user; `Refused` when it cannot be one."""
    clean = safe(login.strip(), 80)
    if not _LOGIN.fullmatch(clean):
        raise Refused(
            f"'{clean}' cannot be a login; use up to 40 letters, digits and . _ - @ +, "
            "beginning with a letter or digit"
        )
    if clean.casefold() in RESERVED:
        raise Refused(f"'{clean}' means something else in filters; use another login")
    return clean


def _clean_login(desk: Desk, login: str) -> str:
    clean = check_login(login)
    for row in desk.directory.users.values():
        if search_key(row.login) == search_key(clean):
            kind = "an inactive user" if row.inactive else "a user"
            raise Refused(f"there is {kind} '{row.login}' already; use another login")
    return clean


def _clean_role(role: str) -> str:
    word = role.strip().casefold()
    if word not in ROLES:
        hint = did_you_mean(word, ROLES)
        raise Refused(f"no role is called '{safe(role, 40)}'{hint}; there are {', '.join(ROLES)}")
    return word


def _clean_phone(phone: str) -> str:
    return safe(phone.strip(), 60)


def _clean_uid(uid: int | None, own_id: int | None) -> int | None:
    if uid is None:
        return None
    if not 0 <= uid < 2**32 - 1:
        raise Refused(f"{uid} is no user id of the operating system; 'id -u' shows one's own")
    holder = User.get_or_none(User.system_uid == uid)
    if holder is not None and holder.id != own_id:
        raise Refused(f"user id {uid} belongs to {holder.login} already; change that user first")
    return uid


def _refuse_last_admin(desk: Desk, row: User) -> None:
    others = [
        user
        for user in desk.directory.users.values()
        if user.role == "admin" and not user.inactive and user.id != row.id
    ]
    if row.role != "admin" or row.inactive:
        return
    if not others:
        raise Refused(f"{row.login} is the last admin; make somebody else admin first")
    if row.system_uid is not None and all(user.system_uid is None for user in others):
        raise Refused(
            f"{row.login} is the last admin who can log in; give another admin the user id of "
            "a login first, with 'safelight users change LOGIN --uid ID'"
        )


# Departments -------------------------------------------------------------------------------------


def add_department(desk: Desk, name: str, *, email: str = "") -> Department:
    """Add a department; messages to it go to its address, or to everybody in it."""
    with lists.changing(desk, "add department", f"add department {name}") as act:
        clean = lists.clean_name(name, "department")
        lists.refuse_double(desk.directory.departments.values(), clean, "department")
        place = positions.last(desk.directory.departments.values())
        address = lists.clean_email(email)
        return act.insert_row(Department(name=clean, email=address, position=place))


def departments(desk: Desk) -> list[Department]:
    """All departments in the studio's order, those used no more last."""
    return positions.ordered(desk.directory.departments.values())


def members_of(desk: Desk, row: Department) -> list[str]:
    """The logins of who is in a department, by name."""
    names = desk.directory
    return sorted(names.users[one].login for one, held in names.members.items() if row.id in held)


def set_members(desk: Desk, name: str, logins: Iterable[str]) -> Department:
    """Say who is in a department: the complete list."""
    with lists.changing(desk, "set members", f"set who is in {name}", "users") as act:
        row = desk.directory.department_named(name)
        _put_members(desk, act, row, logins)
    return row


def save_department(
    desk: Desk, name: str | None, new_name: str, logins: Iterable[str], *, email: str = ""
) -> Department:
    """Add a department, or change the named one: its name, its address, and who is in it."""
    with lists.changing(desk, "save department", f"save department {new_name}") as act:
        row = desk.directory.department_named(name) if name is not None else None
        clean = lists.clean_name(new_name, "department")
        present = desk.directory.departments.values()
        lists.refuse_double(present, clean, "department", row.id if row else None)
        columns = {"name": clean, "email": lists.clean_email(email)}
        if row is None:
            row = act.insert_row(Department(**columns, position=positions.last(present)))
        else:
            act.update(row, **columns)
        _put_members(desk, act, row, logins)
    return row


def _put_members(desk: Desk, act: Act, row: Department, logins: Iterable[str]) -> None:
    wanted = {user.id for user in map(desk.directory.user_named, logins)}
    held = {one.user_id: one for one in Membership.select().where(Membership.department == row.id)}
    if wanted != held.keys():
        desk.who.require("users", "saying who is in a department")
    for user_id, one in held.items():
        if user_id not in wanted:
            act.delete(one)
    for user_id in sorted(wanted - held.keys()):
        act.insert(Membership, user_id=user_id, department_id=row.id)


def reorder_department(desk: Desk, name: str, place: int) -> list[Department]:
    """Put a department at a place, from 1; returns them in their new order."""
    summary = f"put department {name} at place {place}"
    with lists.changing(desk, "reorder departments", summary) as act:
        positions.put(act, departments(desk), desk.directory.department_named(name), place)
    return departments(desk)


def change_department(
    desk: Desk, name: str, *, rename: str | None = None, email: str | None = None
) -> Department:
    """Give a department another name or another address for messages."""
    with lists.changing(desk, "change department", f"change department {name}") as act:
        row = desk.directory.department_named(name)
        columns: dict[str, Any] = {}
        if rename is not None:
            columns["name"] = clean = lists.clean_name(rename, "department")
            lists.refuse_double(desk.directory.departments.values(), clean, "department", row.id)
        if email is not None:
            columns["email"] = lists.clean_email(email)
        act.update(row, **columns)
    return row


def switch_department(desk: Desk, name: str, *, active: bool) -> Department:
    """Make a department inactive, so that no work can be given to it, or active again."""
    word = "activate" if active else "deactivate"
    with lists.changing(desk, f"{word} department", f"{word} department {name}") as act:
        if active:
            present = desk.directory.departments.values()
            row = lists.inactive_named(present, name, "department")
        else:
            row = desk.directory.department_named(name)
        act.update(row, inactive=not active)
    return row


def _join(desk: Desk, act: Act, user: User, departments: Iterable[str]) -> None:
    rows = {row.id: row for row in map(desk.directory.department_named, departments)}
    for department_id in rows:
        act.insert(Membership, user_id=user.id, department_id=department_id)


def _leave_all(act: Act, user: User) -> None:
    for row in list(Membership.select().where(Membership.user == user.id)):
        act.delete(row)
