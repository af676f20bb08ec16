"""Public holidays by country, from the `holidays` package.

That package is slow to import, so it is loaded when the first country is asked for. A studio's own
holidays are not here: a `Calendar` carries them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from store.errors import Refused, did_you_mean


@lru_cache(maxsize=512)
def public_holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    """Return a year's public holidays with their English names where the package has them.

    Raises `Refused` for a country or subdivision nobody knows.
    """
    import holidays  # 70 ms: only a studio that has set a country pays for it

    known = holidays.list_supported_countries()
    if country not in known:
        hint = did_you_mean(country, known)
        raise Refused(
            f"Public holidays: no country {country!r}{hint}; use a two-letter code such as US or DE"
        )
    if subdivision is not None and subdivision not in known[country]:
        hint = did_you_mean(subdivision, known[country])
        raise Refused(f"Public holidays: {country} has no subdivision {subdivision!r}{hint}")
    probe = holidays.country_holidays(country, subdiv=subdivision)
    # Left to itself the package names the days in the language of whoever is logged in.
    english = "en_US" in probe.supported_languages
    language = "en_US" if english else probe.default_language
    days = holidays.country_holidays(country, subdiv=subdivision, years=year, language=language)
    return {day: name for day, name in days.items() if day.year == year}
