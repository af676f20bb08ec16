"""What packages come to: fixed ones opened into items, units counted. Pure rules.

The packages themselves are in ``packages``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from store.errors import Refused

MOST_PIECES = 100_000
"""How many pieces a package may come to, with all that is in packages inside it."""

Contents = Mapping[int, Sequence[tuple[int, int]]]
"""Fixed package to the items in it with their quantities, by id."""


def expand(parts: Contents, package: int, quantity: int = 1) -> list[tuple[int, int]]:
    """What so many of a package consist of: items with quantities, packages inside it opened.

    Each item stands once, where it comes first. `Refused` when a package is in itself.
    """
    return [(item, each * quantity) for item, each in opened(parts).get(package, {}).items()]


def opened(parts: Contents) -> dict[int, dict[int, int]]:
    """Each package to the items that one of it consists of, with quantities."""
    found: dict[int, dict[int, int]] = {}
    graph = {one: [item for item, _ in inside if item in parts] for one, inside in parts.items()}
    try:
        for package in TopologicalSorter(graph).static_order():
            pieces: dict[int, int] = {}
            for item, quantity in parts[package]:
                for piece, each in found.get(item, {item: 1}).items():
                    pieces[piece] = pieces.get(piece, 0) + each * quantity
            found[package] = pieces
    except CycleError as error:
        raise Circle(error.args[1]) from None
    return found


class Circle(Refused):
    """Packages that are in themselves; ``ring`` has each before the one that it is in."""

    def __init__(self, ring: list[int], names: Mapping[int, str] | None = None) -> None:
        """Take the ids, and the names where they are known."""
        self.ring = ring
        which = f"{' in '.join(names[one] for one in ring)}: " if names else ""
        super().__init__(
            f"{which}a package cannot be in itself, neither directly nor through others"
        )


@dataclass(frozen=True, slots=True)
class Spent:
    """How the units of a package were spent."""

    units: int
    spent: int

    @property
    def over(self) -> int:
        """Units too many."""
        return max(self.spent - self.units, 0)

    @property
    def under(self) -> int:
        """Units that are left."""
        return max(self.units - self.spent, 0)

    @property
    def warning(self) -> str:
        """What to say of it; nothing where all units are spent and no more."""
        if self.over:
            return f"{self.over:,} {_units(self.over)} too many"
        if self.under:
            verb = "is" if self.under == 1 else "are"
            return f"{self.under:,} of {self.units:,} {_units(self.units)} {verb} not spent"
        return ""


def _units(number: int) -> str:
    return "unit" if number == 1 else "units"


def spending(units: int, chosen: Iterable[tuple[int, int]]) -> Spent:
    """How units are spent on what was chosen: pairs of units of one, and how many."""
    return Spent(units, sum(each * quantity for each, quantity in chosen))
