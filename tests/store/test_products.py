"""What vendors call things: one code once, and the first product that serves an item is used."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import history, items, productitems, products, vendors
from store.desk import Desk
from store.errors import Refused
from store.tables import Item, ProductItem, VendorProduct, database


def vendor(desk: Desk, name: str) -> int:
    """The id of a vendor."""
    return int(desk.directory.vendor_named(name).id)


def made_for(row: VendorProduct) -> str:
    """The items of a product, in words."""
    return productitems.written([row])[row.id]


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Two lists that both have prints."""
    for name in ("P8X10", "P5X7"):
        items.add(desk, name)
        items.add(desk, name, price_list="Schools")
    items.add(desk, "MUG")
    return desk


def test_a_product_is_added_and_changed(shop: Desk) -> None:
    """With all it carries; the change can be taken back."""
    row = products.add(
        shop, "bay lab", "BL-8", description="8x10 lustre", cost_cents=210, multiplier=2,
        lead_days=3, items="P8X10; MUG",
    )  # fmt: skip
    assert made_for(row) == "MUG; P8X10"
    changed = products.change(shop, "Bay Lab", "bl-8", new_code="BL-810", items=["Schools: P5X7"])
    assert (changed.code, changed.multiplier, changed.cost_cents) == ("BL-810", 2, 210)
    assert made_for(changed) == "Schools: P5X7"
    history.undo(shop)
    assert made_for(products.get(shop, "Bay Lab", "BL-8")) == "MUG; P8X10"


@pytest.mark.parametrize(
    ("code", "given", "words"),
    [
        ("", {}, "cannot be a vendor's code"),
        ("x" * 61, {}, "cannot be a vendor's code"),
        ("bl-1", {}, "Bay Lab has a product 'BL-1' already; change that one"),
        ("BL-2", {}, "Bay Lab has an inactive product 'bl-2' already; activate that one"),
        ("X", {"multiplier": 0}, "multiplier must be from 1 to 10000"),
        ("X", {"multiplier": 10_001}, "multiplier must be from 1 to 10000"),
        ("X", {"multiplier": 1.5}, "multiplier must be a whole number"),
        ("X", {"cost_cents": -1}, "cost: it cannot be negative"),
        ("X", {"lead_days": -1}, "lead days must be from 0"),
        ("X", {"lead_days": float("nan")}, "lead days must be from 0"),
        ("X", {"items": "P8X11"}, "no item is called 'P8X11' .did you mean P8X10"),
        ("X", {"items": "Schools: MUG"}, "no item is called 'MUG' on Schools"),
        ("X", {"price": 1}, "there is no property 'price'"),
    ],
)
def test_what_cannot_be_is_refused(
    shop: Desk, code: str, given: dict[str, Any], words: str
) -> None:
    """With the reason, and nothing is written."""
    products.add(shop, "Bay Lab", "BL-1")
    products.add(shop, "Bay Lab", "bl-2", inactive=True)
    with pytest.raises(Refused, match=words):
        products.add(shop, "Bay Lab", code, **given)
    assert len(products.listed(shop, inactive=True)) == 2


def test_two_vendors_may_use_one_code(shop: Desk) -> None:
    """A code is the vendor's own."""
    products.add(shop, "Bay Lab", "8X10")
    products.add(shop, "Foliant", "8X10")
    assert [row.code for row in products.listed(shop)] == ["8X10", "8X10"]
    with pytest.raises(Refused, match=r"Foliant has no product '8X11' \(did you mean 8X10"):
        products.get(shop, "foliant", "8X11")
    with pytest.raises(Refused, match="no vendor is called 'Bay Lap'"):
        products.get(shop, "Bay Lap", "8X10")


def test_the_first_active_product_is_used(shop: Desk) -> None:
    """By place, then by age; of that vendor only."""
    one = products.add(shop, "Bay Lab", "B", items="P8X10")
    two = products.add(shop, "Bay Lab", "A", items="P8X10")
    products.add(shop, "Foliant", "C", items="P5X7")
    pair = (items.get("P8X10").id, vendor(shop, "Bay Lab"))
    assert products.for_pairs([pair]) == {pair: one}
    products.reorder(shop, "Bay Lab", "A", 1)
    assert products.for_pairs([pair]) == {pair: two}
    products.switch(shop, "Bay Lab", "A", active=False)
    assert products.for_pairs([pair]) == {pair: one}
    products.switch(shop, "Bay Lab", "B", active=False)
    assert products.for_pairs([pair]) == {}
    with pytest.raises(Refused, match="B is inactive already"):
        products.switch(shop, "Bay Lab", "B", active=False)


def test_a_namesake_on_another_list_will_do(shop: Desk) -> None:
    """But a product for the item itself goes before."""
    lab = vendor(shop, "Bay Lab")
    here, there = items.get("P8X10").id, items.get("P8X10", "Schools").id
    first = products.add(shop, "Bay Lab", "A", items="Price list: P8X10")
    assert products.for_pairs([(here, lab), (there, lab)]) == {
        (here, lab): first,
        (there, lab): first,
    }
    second = products.add(shop, "Bay Lab", "B", items="Schools: p8x10")
    assert products.for_pairs([(here, lab), (there, lab)])[there, lab] == second


def test_thousands_of_pairs_take_few_statements(shop: Desk) -> None:
    """The number of statements does not grow."""
    lab = vendor(shop, "Bay Lab")
    with shop.action("fill", right="set-up") as act:
        home = items.get("P8X10").price_list_id
        rows = [{"price_list_id": home, "identifier": f"N{number}"} for number in range(3_000)]
        ids = act.insert_many(Item, rows)
        product = VendorProduct.create(vendor=lab, code="ALL")
        act.insert_many(
            ProductItem, [{"product_id": product.id, "item_id": item} for item in ids[:2_000]]
        )
    asked = []
    execute = database.obj.execute_sql

    def counted(sql: str, params: Any = None) -> Any:
        asked.append(sql)
        return execute(sql, params)

    database.obj.execute_sql = counted
    try:
        found = products.for_pairs((item, lab) for item in ids)
    finally:
        del database.obj.execute_sql
    assert len(found) == 2_000
    assert len(asked) <= 4
    assert products.for_pairs([]) == {}


LINKS = st.lists(
    st.tuples(
        st.integers(0, 2), st.booleans(), st.integers(0, 1), st.sets(st.integers(0, 3), max_size=3)
    ),
    max_size=5,
)


@given(LINKS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_lookup_does_as_the_rule_says(
    shop: Desk, made: list[tuple[int, bool, int, set[int]]]
) -> None:
    """Compared with going through all products one by one."""
    labs = [vendor(shop, "Bay Lab"), vendor(shop, "Foliant")]
    goods = [items.get(name, home) for home in ("Price list", "Schools")
             for name in ("P8X10", "P5X7")]  # fmt: skip
    with database.atomic() as transaction:
        rows = []
        for number, (position, inactive, lab, linked) in enumerate(made):
            row = VendorProduct.create(
                vendor=labs[lab], code=str(number), position=position, inactive=inactive
            )
            for one in linked:
                ProductItem.create(product=row, item=goods[one].id)
            rows.append((row, {goods[one].id for one in linked}))
        found = products.for_pairs((item.id, lab) for item in goods for lab in labs)
        transaction.rollback()
    ranked = sorted(rows, key=lambda one: (one[0].position, one[0].id))
    for item in goods:
        alike = {one.id for one in goods if one.identifier == item.identifier}
        for lab in labs:
            usable = [one for one in ranked if one[0].vendor_id == lab and not one[0].inactive]
            exact = [row for row, linked in usable if item.id in linked]
            near = [row for row, linked in usable if linked & alike]
            assert found.get((item.id, lab)) == next(iter(exact + near), None)


def test_an_inactive_vendor_gets_no_new_product(shop: Desk) -> None:
    """Those it has can be looked at and changed."""
    products.add(shop, "Bay Lab", "A")
    vendors.switch(shop, "Bay Lab", active=False)
    with pytest.raises(Refused, match="inactive"):
        products.add(shop, "Bay Lab", "B")
    assert products.change(shop, "Bay Lab", "A", cost_cents=5).cost_cents == 5
