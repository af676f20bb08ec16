"""Users and departments in the set-up."""

from __future__ import annotations

from store import people
from store.access import ROLES
from store.desk import Desk
from store.tables import User
from tui.screens.filling import required, whole
from tui.screens.lists.entries import SetupList, Values, look, state
from tui.widgets.form import Field
from tui.widgets.table import Column, Row


def _users(desk: Desk) -> list[Row]:
    return [
        Row(
            (row.login, row.name, row.role, row.email, ", ".join(departments),
             "" if row.system_uid is None else str(row.system_uid), state(row.inactive)),
            row.login,
            look(row.inactive),
        )
        for row, departments in people.listed(desk)
    ]  # fmt: skip


def _user_fields(desk: Desk, login: str | None) -> list[Field]:
    row, within = User(login="", name="", role="staff", email=""), list[str]()
    if login is not None:
        row, within = next(pair for pair in people.listed(desk) if pair[0].login == login)
    names = tuple(d.name for d in desk.directory.departments.values() if not d.inactive)
    fields = [
        Field("name", "Name", row.name),
        Field("role", "Role", row.role, "", ROLES),
        Field("email", "Email", row.email),
        Field("departments", "Departments", ", ".join(within), "parted by commas", names),
        Field("uid", "System user id", "" if row.system_uid is None else str(row.system_uid),
              "the number that 'id -u' shows"),
    ]  # fmt: skip
    if login is None:
        fields.insert(0, Field("login", "Login", check=required("a user needs a login")))
    return fields


def _save_user(desk: Desk, login: str | None, values: Values) -> object:
    departments = [part.strip() for part in values["departments"].split(",") if part.strip()]
    uid = whole(values["uid"], "system user id")
    if login is None:
        return people.add_user(
            desk, values["login"], name=values["name"], role=values["role"],
            email=values["email"], uid=uid, departments=departments,
        )  # fmt: skip
    return people.change_user(
        desk, login, name=values["name"], role=values["role"], email=values["email"], uid=uid,
        departments=departments,
    )  # fmt: skip


def _switch_user(desk: Desk, login: str, active: bool) -> object:
    return people.switch_user(desk, login, active=active)


USERS = SetupList(
    "users", "Users", "user",
    (
        Column("Login", least=6), Column("Name"), Column("Role", least=6), Column("Email"),
        Column("Departments"), Column("User id", right=True, least=4), Column("", least=6),
    ),
    _users, _user_fields, _save_user, _switch_user,
    lines=("admin may do all; staff all but users; operator the daily work; viewer only look.",),
)  # fmt: skip


def _departments(desk: Desk) -> list[Row]:
    names = desk.directory
    rows = sorted(names.departments.values(), key=lambda row: (row.inactive, row.name.casefold()))
    return [
        Row(
            (
                row.name,
                ", ".join(sorted(names.users[u].login for u, within in names.members.items()
                                 if row.id in within)),
                state(row.inactive),
            ),
            row.name,
            look(row.inactive),
        )
        for row in rows
    ]  # fmt: skip


def _department_fields(_: Desk, name: str | None) -> list[Field]:
    return [Field("name", "Name", name or "", check=required("a department needs a name"))]


def _save_department(desk: Desk, name: str | None, values: Values) -> object:
    if name is None:
        return people.add_department(desk, values["name"])
    return people.rename_department(desk, name, values["name"])


def _switch_department(desk: Desk, name: str, active: bool) -> object:
    return people.switch_department(desk, name, active=active)


DEPARTMENTS = SetupList(
    "departments", "Departments", "department",
    (Column("Name", least=10), Column("Who is in it", least=10), Column("", least=6)),
    _departments, _department_fields, _save_department, _switch_department,
)  # fmt: skip
