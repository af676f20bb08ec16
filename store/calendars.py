"""The studio's calendar and the vendors' own, made from the settings and the lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from store.calendar import Calendar
from store.settings import Settings
from store.tables import Holiday, Vendor

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Names of weekdays as settings and lists write them, Monday first."""


def work_week(days: object) -> frozenset[int]:
    """Read weekday names, in a list or separated by commas, as numbers from Monday 0."""
    words = days.split(",") if isinstance(days, str) else list(days)  # type: ignore[call-overload]
    return frozenset(
        DAYS.index(str(word).strip().lower()[:3]) for word in words if str(word).strip()
    )


class Calendars:
    """Makes calendars once and keeps them."""

    def __init__(self, settings: Settings, vendors: Mapping[int, Vendor]) -> None:
        """Take the studio's settings and its vendors; holidays are read at once."""
        own: dict[int | None, dict[date, str]] = {}
        for holiday in Holiday.select():
            days = own.setdefault(holiday.vendor_id, {})
            days[date.fromisoformat(holiday.date)] = holiday.name
        listed = {day.date: day.name for day in settings.calendar.holidays}
        self._vendors = vendors
        self._own = own
        self._studio = Calendar(
            name="studio",
            zone=settings.studio.timezone,
            work_week=work_week(settings.calendar.work_week),
            holidays={**listed, **own.get(None, {})},
            country=settings.studio.country or None,
            subdivision=settings.studio.subdivision or None,
            opens=settings.calendar.opens,
            closes=settings.calendar.closes,
            count=settings.due.count,
        )
        self._made: dict[int, Calendar] = {}

    def of(self, vendor_id: int | None) -> Calendar:
        """A vendor's own calendar where it has a work week or holidays; otherwise the studio's."""
        vendor = self._vendors.get(vendor_id) if vendor_id is not None else None
        if vendor is None or not (vendor.work_week or vendor.id in self._own):
            return self._studio
        if vendor.id not in self._made:
            week = work_week(vendor.work_week) if vendor.work_week else self._studio.work_week
            self._made[vendor.id] = replace(
                self._studio,
                name=vendor.name,
                work_week=week,
                holidays={**self._studio.holidays, **self._own.get(vendor.id, {})}
                if not vendor.work_week
                else self._own.get(vendor.id, {}),
            )
        return self._made[vendor.id]
