"""Which items a vendor's product is ordered for: named in words, linked, and written as words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store import contents
from store.changes import Act
from store.contents import Named
from store.errors import Refused, did_you_mean
from store.itemproperties import key
from store.reading import tuples
from store.tables import Item, PriceList, ProductItem, VendorProduct
from store.text import safe, search_key


def written(rows: Sequence[VendorProduct]) -> dict[int, str]:
    """Product to the items that it is for, in a line that ``contents`` reads."""
    homes = {row.id: row.name for row in PriceList.select()}
    everywhere: dict[str, set[int]] = {}
    for item_id, identifier in tuples(Item.select(Item.id, Item.identifier)):
        everywhere.setdefault(key(identifier), set()).add(item_id)
    ids = {row.id for row in rows}
    linked: dict[int, list[tuple[int, int, str]]] = {}
    for product, item, home, identifier in tuples(
        ProductItem.select(
            ProductItem.product, Item.id, Item.price_list, Item.identifier
        ).join(Item).order_by(Item.identifier, Item.price_list)
    ):  # fmt: skip
        if product in ids:
            linked.setdefault(product, []).append((item, home, identifier))
    found = {}
    for row in rows:
        links = linked.get(row.id, [])
        held = {item for item, _, _ in links}
        named = {
            Named(identifier, price_list="" if everywhere[key(identifier)] <= held else homes[home])
            for _, home, identifier in links
        }
        found[row.id] = contents.write(
            sorted(named, key=lambda n: (key(n.identifier), n.price_list))
        )
    return found


def named(said: str | Iterable[str]) -> list[int]:
    """The ids of items named in words; one without a list is meant on every list that has it."""
    lines = [said] if isinstance(said, str) else list(said or ())
    entries = [entry for line in lines for entry in contents.read(line)]
    return Finder().all(entries) if entries else []


class Finder:
    """Finds items by identifier and list among all there are, read once."""

    def __init__(self) -> None:
        """Read them."""
        self._found: dict[str, list[tuple[int, str]]] = {}
        self._names: dict[str, str] = {}
        query = Item.select(Item.id, Item.identifier, PriceList.name).join(PriceList)
        for item, identifier, home in tuples(query.order_by(Item.id)):
            self._found.setdefault(key(identifier), []).append((item, search_key(home)))
            self._names.setdefault(key(identifier), identifier)

    def all(self, entries: Iterable[Named]) -> list[int]:
        """The ids of all that are named; `Refused` names those that are not there."""
        ids: dict[int, None] = {}
        problems = []
        for entry in entries:
            home = search_key(entry.price_list)
            here = [
                item
                for item, name in self._found.get(key(entry.identifier), ())
                if home in ("", name)
            ]
            ids.update(dict.fromkeys(here))
            if not here:
                on = f" on {safe(entry.price_list, 80)}" if home else ""
                hint = did_you_mean(entry.identifier, self._names.values())
                problems.append(f"no item is called '{safe(entry.identifier, 40)}'{on}{hint}")
        if problems:
            raise Refused(problems)
        return list(ids)


def link(act: Act, row: VendorProduct, items: Iterable[int]) -> bool:
    """Make a product be for these items and no others; tells whether that changed anything."""
    wanted = set(items)
    present = {
        held.item_id: held for held in ProductItem.select().where(ProductItem.product == row.id)
    }
    for item, held in present.items():
        if item not in wanted:
            act.delete(held)
    fresh = sorted(wanted - present.keys())
    act.insert_many(ProductItem, [{"product_id": row.id, "item_id": item} for item in fresh])
    return bool(fresh) or not present.keys() <= wanted
