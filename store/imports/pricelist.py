"""Price items: drafts out of a file's rows.

``pricelisting`` brings them in with the lists, packages and vendor products they name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from store.contents import MOST_UNITS, Named
from store.errors import did_you_mean
from store.imports import products, values
from store.imports.cells import MIDDLING, Cells, File
from store.imports.columns import key as word_key
from store.imports.vendors import vendor_name
from store.itemproperties import IDENTIFIER_LENGTH, KINDS
from store.text import is_blank

_KIND_WORDS = {
    "prints": "print", "gift print": "print", "sheets": "sheet", "contact sheet": "sheet",
    "digital": "electronic", "file": "electronic", "files": "electronic", "download": "electronic",
    "products": "product", "merchandise": "product", "services": "service", "fee": "service",
    "packages": "package", "pkg": "package", "bundle": "package", "unit package": "units",
    "unit": "units",
}  # fmt: skip
KIND_OF = {word_key(word): kind for word, kind in {**_KIND_WORDS, **{k: k for k in KINDS}}.items()}
"""What files call the kinds of item, as names of columns are compared."""


@dataclass(slots=True)
class Draft:
    """An item as a row of a file has it.

    ``kind`` is empty where the file does not say; ``product`` is what the vendor calls it, empty
    without a code; names of other lists are found when it is brought in.
    """

    line: int = field(compare=False)
    price_list: str
    vendor: str
    kind: str
    render_profile: str
    layout: str
    components: list[Named]
    values: dict[str, Any]
    product: dict[str, Any]
    of_list: dict[str, bool]


def read(file: File) -> list[Draft]:
    """Read all rows into drafts; what is wrong with them stands in the file's problems."""
    file.learn_money(("price", "cost", "vendor_cost"))
    kind, group = _sorts(file)
    return [_draft(cells, kind, group) for cells in file]


def _sorts(file: File) -> tuple[str, str]:
    """Which fields hold the kind and the group: a column called type may be either."""
    if not file.has("type") or file.has("kind"):
        return "kind", "group"
    words = {word_key(cell) for cell in file.cells_of("type") if cell}
    if words <= KIND_OF.keys():
        return "type", "group"
    if not file.has("group"):
        return "kind", "type"
    column = file.matched.column("type")
    file.notes.append(f"the column {column} does not hold kinds of items: passed over")
    return "kind", "group"


def columns_of(file: File) -> list[str]:
    """The columns of an item that the file speaks of: it leaves others as they are."""
    _, group = _sorts(file)
    sources = {
        "description": ("description",),
        "group": (group,),
        "price_cents": ("price",),
        "cost_cents": ("cost",),
        "width": ("width", "size"),
        "height": ("height", "size"),
        "units": ("units",),
        "position": ("position",),
        "hidden": ("hidden",),
        "inactive": ("inactive", "active"),
        "vendor_id": ("vendor",),
        "render_profile_id": ("render_profile",),
        "layout_id": ("layout",),
    }
    return [name for name, fields in sources.items() if any(map(file.has, fields))]


def _draft(cells: Cells, kind: str, group: str) -> Draft:
    identifier = cells.need("identifier", _identifier, "")
    width, height = _size(cells)
    found: dict[str, Any] = {
        "identifier": identifier,
        "description": _description(cells) or identifier,
        "group": cells.text(group),
        "price_cents": cells.need("price", cells.money, None) or 0,
        "cost_cents": products.cost(cells, "cost") or 0,
        "width": width,
        "height": height,
        "units": cells.number("units", _units, None),
        "position": cells.number("position", values.quantity, 0),
        "hidden": cells.read("hidden", values.yes_or_no, missing=False),
        "inactive": cells.read("inactive", values.yes_or_no, missing=False)
        or not cells.read("active", values.yes_or_no, missing=True),
    }
    if cells.says_nothing("description"):
        found["description"] = ""
    if found["price_cents"] < 0:
        cells.fault("price", f"'{cells.text('price')}' is below 0")
    return Draft(
        cells.line,
        cells.text("price_list", name=True),
        cells.read("vendor", vendor_name, ""),
        cells.read(kind, _kind, ""),
        cells.text("render_profile", name=True),
        cells.text("layout", name=True),
        products.named(cells, "components"),
        found,
        _product(cells, found["cost_cents"]),
        {
            "hidden": cells.read("list_hidden", values.yes_or_no, missing=False),
            "inactive": cells.read("list_inactive", values.yes_or_no, missing=False),
        },
    )


def _description(cells: Cells) -> str:
    return cells.text("description", name=True, limit=MIDDLING)


def _product(cells: Cells, cost: int) -> dict[str, Any]:
    """What the vendor calls the item, if the row says; it costs what the item does otherwise."""
    code = cells.read("vendor_code", products.code, "")
    said = {
        "code": code,
        "description": cells.text("vendor_description", name=True, limit=MIDDLING),
        "cost_cents": products.cost(cells, "vendor_cost"),
        "multiplier": cells.number("multiplier", products.multiplier, 1),
        "lead_days": cells.number("lead_days", products.lead_days, None),
    }
    if said["cost_cents"] is None:
        said["cost_cents"] = cost
    if code and not cells.text("vendor"):
        cells.fault("vendor_code", f"'{code}' is a vendor's code, but the row names no vendor")
    return said if code else {}


def _identifier(text: str) -> str:
    if is_blank(text):
        raise ValueError("holds nothing that can be seen")
    if len(text) > IDENTIFIER_LENGTH:
        raise ValueError(f"'{text[:40]}' is longer than {IDENTIFIER_LENGTH} characters")
    return text


def _kind(text: str) -> str:
    kind = KIND_OF.get(word_key(text))
    if kind is None:
        hint = did_you_mean(text, KINDS) or f"; there are {', '.join(KINDS)}"
        raise ValueError(f"'{text[:40]}' is no kind of item{hint}")
    return kind


def _units(text: str) -> int:
    return values.quantity(text, MOST_UNITS)


def _size(cells: Cells) -> tuple[float | None, float | None]:
    width = cells.number("width", values.inches, None)
    height = cells.number("height", values.inches, None)
    if width is None and height is None:
        return cells.number("size", values.size, None) or (None, None)
    return width, height
