"""Users and departments in the set-up."""

from __future__ import annotations

from store import people
from store.access import ROLES
from store.desk import Desk
from store.setuplists import Key
from store.tables import User
from tui.screens import checks
from tui.screens.filling import whole
from tui.screens.lists.entries import SetupList, Values, names_of
from tui.widgets.form import Field


def _user_fields(desk: Desk, key: Key | None) -> list[Field]:
    row, within = User(login="", name="", role="staff"), list[str]()
    if key is not None:
        row, within = next(pair for pair in people.listed(desk) if pair[0].login == key[0])
    groups = names_of(desk, "departments")
    uid = "" if row.system_uid is None else str(row.system_uid)
    fields = [
        Field("name", "Name", row.name, check=checks.at_most(80)),
        Field("role", "Role", row.role, "", ROLES, checks.one_of(ROLES, "role")),
        Field("email", "Email", row.email, check=checks.optional(checks.email)),
        Field("phone", "Phone", row.phone, "for SMS", check=checks.at_most(60)),
        Field("departments", "Departments", ", ".join(within), "parted by commas", groups,
              checks.each_of(groups, "department")),
        Field("uid", "System user id", uid, "the number that 'id -u' shows",
              check=checks.optional(checks.whole(0, 2**32 - 2))),
    ]  # fmt: skip
    if key is None:
        login = Field("login", "Login", check=checks.every(
            checks.required("a user needs a login"),
            checks.new_among([u.login for u in desk.directory.users.values()], "a user"),
            checks.told(people.check_login),
        ))  # fmt: skip
        fields.insert(0, login)
    return fields


def _save_user(desk: Desk, key: Key | None, values: Values) -> object:
    departments = checks.parted(values["departments"])
    uid = whole(values["uid"], "system user id")
    if key is None:
        return people.add_user(
            desk, values["login"], name=values["name"], role=values["role"],
            email=values["email"], phone=values["phone"], uid=uid, departments=departments,
        )  # fmt: skip
    return people.change_user(
        desk, key[0], name=values["name"], role=values["role"], email=values["email"],
        phone=values["phone"], uid=uid, departments=departments,
    )  # fmt: skip


def _switch_user(desk: Desk, key: Key, active: bool) -> object:
    return people.switch_user(desk, key[0], active=active)


USERS = SetupList(
    "users", _user_fields, _save_user, _switch_user,
    lines=("admin may do all; staff all but users; operator the daily work; viewer only look.",),
)  # fmt: skip


def _department_fields(desk: Desk, key: Key | None) -> list[Field]:
    present = people.departments(desk)
    name = key[0] if key else ""
    row = next((one for one in present if one.name == name), None)
    logins = names_of(desk, "users")
    return [
        Field("name", "Name", name, check=checks.every(
            checks.required("a department needs a name"), checks.at_most(80),
            checks.new_among([one.name for one in present], "a department", name),
        )),
        Field("email", "Email", row.email if row else "", "of its own; else everybody in it",
              check=checks.optional(checks.email)),
        Field("members", "Who is in it", ", ".join(people.members_of(desk, row)) if row else "",
              "logins, parted by commas", logins, checks.each_of(logins, "user")),
    ]  # fmt: skip


def _save_department(desk: Desk, key: Key | None, values: Values) -> object:
    return people.save_department(
        desk, key[0] if key else None, values["name"], checks.parted(values["members"]),
        email=values["email"],
    )  # fmt: skip


def _switch_department(desk: Desk, key: Key, active: bool) -> object:
    return people.switch_department(desk, key[0], active=active)


DEPARTMENTS = SetupList("departments", _department_fields, _save_department, _switch_department)
