"""One cell into one value: names, addresses, numbers and answers as real files write them.

Every reader takes the cleaned text of a cell that is not empty and raises ValueError with the
reason. Money and dates are read by ``store.money`` and ``store.dates``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from store.dates import clip
from store.text import safe

_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff\u00ad]+")
VERBATIM = "''"
"""What a cell of our own begins with if nothing in it may be taken for anything but its text."""

_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_TEXT_MARK = re.compile(r"'(?=[\d+=@(.\-])")
_SPREADSHEET_ERRORS = frozenset(
    "#ref! #div/0! #name? #value! #num! #null! #spill! #calc! #getting_data".split()
)
_NOTHING = frozenset({"-", "--", "---", "\u2013", "\u2014", "n/a", "#n/a", "n.a.", "(null)", "\\n",
                      "(none)", "(blank)", "(empty)", "?", "."})  # fmt: skip
# Words that are also somebody's name, so they mean nothing only where no name is expected.
_NOTHING_UNLESS_A_NAME = frozenset("na none null nil unknown tbd tba nan keine aucun".split())
LONGEST_NOTHING = max(map(len, _NOTHING | _NOTHING_UNLESS_A_NAME))
"""What has more characters than this does not stand for an empty cell."""

_YES = frozenset("y yes true t 1 x on ja j oui o si s vrai wahr v \u2713 \u2714 \u2611".split())
_NO = frozenset("n no false f 0 off nein non faux falsch \u2717 \u2718 \u2610".split())

_EMAIL = re.compile(
    r"(?!')[^\s@<>()\[\]\\,;:\"`|]{0,63}[^\s@<>()\[\]\\,;:\"`|.]@"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])"
)
_NAMED_EMAIL = re.compile(r"[^<>]*<([^<>]+)>")
_EMAIL_LENGTH = 254

_PLAIN = re.IGNORECASE | re.ASCII
_PHONE = re.compile(r"[+\d(][\d\s().\-/+]*(?:[,;]?\s*(?:extn?\.?|x|#)\s*\d{1,6})?", _PLAIN)
_EXTENSION = re.compile(r"(?:ext|extn|x|#)", re.IGNORECASE)
_NO_DIGIT = re.compile(r"\D+")
_POWER = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_BETWEEN_DIGITS = dict.fromkeys(map(ord, " ().-/+"))
_DIGITS = range(5, 16)
_SAME_DIGITS = 9

_TAILS = frozenset("jr jnr sr snr ii iii iv v md phd dds esq".split())
_FIRMS = frozenset("inc llc llp ltd plc co corp gmbh ag kg sa sarl bv srl spa pty".split())
_SIZE = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:\"|in|cm|mm)?\s*[x×*/]\s*(\d+(?:[.,]\d+)?)\s*"
    r"(?P<unit>\"|”|in|ins|inch|inches|cm|mm)?\.?",
    re.IGNORECASE,
)
_PER_INCH = {"cm": 2.54, "mm": 25.4}
_MOST_INCHES = 1_000
MOST_QUANTITY = 9_999_999
_QUANTITY = re.compile(r"\+?(\d{1,200})(?:[.,]0{1,4})?(?: ?(?:x|pcs?\.?|st\.?|ea\.?))?", _PLAIN)
_LENGTH = re.compile(r'(\d+(?:[.,]\d+)?)\s*("|”|in|ins|inch|inches|cm|mm)?\.?', _PLAIN)
_DAYS = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)(?: ?(?:business )?days?| ?d)?", _PLAIN)
_LETTERED = re.compile(r"(?:[A-Za-z]{1,5}[\s\-#.:]{0,2}|#\s?)?(\d{1,15})")
_MOST_NUMBER = 1_000_000_000_000
_PLAIN_NUMBER = len(str(_MOST_NUMBER)) - 1


def clean(cell: str, *, keep_lines: bool = False) -> str:
    """Return a cell's text fit to be stored; ValueError for the errors spreadsheets leave behind.

    Odd spaces become single ones, a leading apostrophe that only marks text goes. What stands
    behind two of them is taken as it is.
    """
    if is_plain(cell):
        return cell if cell.isascii() else unicodedata.normalize("NFC", cell)
    if cell.startswith(VERBATIM):
        return safe(cell[len(VERBATIM) :], len(cell) + 1, keep_newlines=keep_lines)
    text = safe(cell, len(cell) + 1, keep_newlines=keep_lines)
    if keep_lines:
        text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()
    else:
        text = _SPACES.sub(" ", text).strip()
    if found := _FORMULA_TEXT.fullmatch(text):
        text = found[1].strip()
    text = _TEXT_MARK.sub("", text, count=1) if _TEXT_MARK.match(text) else text
    if text.startswith("#"):
        if text.casefold() in _SPREADSHEET_ERRORS:
            raise ValueError(f"{text} is an error of the spreadsheet; mend the formula there")
        if len(text) > 2 and not text.strip("#"):
            raise ValueError(f"'{clip(text)}' is a column that was too narrow; widen it")
    return text


def is_plain(cell: str) -> bool:
    """Tell whether there is nothing to take away from a cell: most cells of most files."""
    return cell.isprintable() and cell[0] not in " '=#" and cell[-1] != " " and "  " not in cell


def is_nothing(text: str, *, name: bool = False) -> bool:
    """Tell whether a text stands for an empty cell: `-`, `N/A`; `None` is also a name."""
    if len(text) > LONGEST_NOTHING:
        return False
    folded = text.casefold()
    return not text or folded in _NOTHING or (not name and folded in _NOTHING_UNLESS_A_NAME)


def as_cell(text: str, harmless: Callable[[str], str]) -> str:
    """Return the cell that is read as exactly this text; `harmless` keeps formulas out of it."""
    cell = harmless(text)
    if not text or is_nothing(text):
        return VERBATIM + text
    try:
        return cell if clean(cell) == text else VERBATIM + text
    except ValueError:
        return VERBATIM + text


# People -----------------------------------------------------------------------------------------


def person_name(text: str) -> str:
    """Return a name as it is spoken: `Smith, Ada` becomes `Ada Smith`, `Acme, Inc.` stays."""
    parts = [bare for part in text.split(",") if (bare := part.strip())]
    if not any(map(str.isalpha, text)):
        raise ValueError(f"'{clip(text)}' is not a name")
    if len(parts) == 1:
        return parts[0]
    words = [part.casefold().replace(".", "") for part in parts]
    if len(parts) > 3 or not _FIRMS.isdisjoint(words):
        return text
    if words[-1] in _TAILS:
        turned = f"{parts[1]} {parts[0]}" if len(parts) == 3 else parts[0]
        return f"{turned}, {parts[-1]}"
    if len(parts) == 3:
        if words[1] in _TAILS:
            return f"{parts[2]} {parts[0]}, {parts[1]}"
        return text
    return f"{parts[1]} {parts[0]}"


def email(text: str) -> str:
    """Return an email address, out of `Ada <ada@example.com>` as well."""
    if _is_address(text):
        return text
    address = text[7:] if text[:7].casefold() == "mailto:" else text
    if found := _NAMED_EMAIL.fullmatch(address):
        address = found[1].strip()
    if address.count("@") > 1 and re.search(r"[\s,;/]", address):
        raise ValueError(f"'{clip(text)}' is more than one email address; keep one")
    if not _is_address(address):
        raise ValueError(f"'{clip(text)}' is not an email address")
    return address


def _is_address(text: str) -> bool:
    return (
        len(text) <= _EMAIL_LENGTH
        and ".." not in text
        and not text.startswith(".")
        and _EMAIL.fullmatch(text) is not None
    )


def phone(text: str) -> str:
    """Return a phone number as it was written, without what spreadsheets add."""
    number = text.removesuffix(".0").rstrip(",;")
    if _is_plain_phone(number):
        return number
    if _POWER.fullmatch(text):
        raise ValueError(f"'{clip(text)}' was shortened by a spreadsheet; export it as text")
    if number[:4].casefold() == "tel:":
        number = number[4:].strip()
    if not _PHONE.fullmatch(number):
        raise ValueError(f"'{clip(text)}' is not a phone number")
    digits = len(_digits(number))
    if digits not in _DIGITS:
        what = "too few digits" if digits < _DIGITS.start else "too many digits"
        raise ValueError(f"'{clip(text)}' is not a phone number: it has {what}")
    return number


def _is_plain_phone(number: str) -> bool:
    """Whether these are so many digits and the usual signs between them, as most numbers are."""
    digits = number.translate(_BETWEEN_DIGITS)
    return (
        digits.isdecimal()
        and digits.isascii()
        and len(digits) in _DIGITS
        and number[0] not in " ).-/"
    )


def phone_key(number: str) -> str:
    """Return what two ways of writing one phone number have in common."""
    return _digits(number)[-_SAME_DIGITS:]


def _digits(number: str) -> str:
    """The digits of a phone number, without those of an extension."""
    plain = number.translate(_BETWEEN_DIGITS)
    if plain.isdecimal():
        return plain
    return _NO_DIGIT.sub("", _EXTENSION.split(number, maxsplit=1)[0])


# Answers and numbers ----------------------------------------------------------------------------


def yes_or_no(text: str) -> bool:
    """Return what Y, N, true, 1, x and their like say."""
    folded = text.casefold().rstrip(".")
    if folded in _YES or folded.startswith("sí"):
        return True
    if folded in _NO:
        return False
    raise ValueError(f"'{clip(text)}' is neither yes nor no; write Y or N")


def quantity(text: str, most: int = MOST_QUANTITY) -> int:
    """Return how many: a whole number above 0, and `most` at the highest."""
    found = _QUANTITY.fullmatch(text)
    if not found or not int(found[1]):
        raise ValueError(f"'{clip(text)}' is not a quantity: it must be a whole number above 0")
    if int(found[1]) > most:
        raise ValueError(f"'{clip(text)}' is more than {most:,}")
    return int(found[1])


def record_number(text: str) -> int:
    """Return the number of a record, out of `I-2001`, `#2001` or `2001.0` as well."""
    plain = len(text) <= _PLAIN_NUMBER and text.isdecimal() and text.isascii()
    if plain and (number := int(text)):
        return number
    found = _LETTERED.fullmatch(text.removesuffix(".0").replace(",", ""))
    if not found or not found[1].isascii() or not 0 < int(found[1]) < _MOST_NUMBER:
        raise ValueError(f"'{clip(text)}' is not a number of a record, such as 2001")
    return int(found[1])


def inches(text: str) -> float:
    """Return a length in inches; `10 cm` is turned into them."""
    found = _LENGTH.fullmatch(text)
    if not found:
        raise ValueError(f"'{clip(text)}' is not a length in inches")
    return _inches(found[1], found[2], text)


def size(text: str) -> tuple[float, float]:
    """Return width and height in inches of `8x10`, `8 × 10 in` or `20x30 cm`."""
    found = _SIZE.fullmatch(text)
    if not found:
        raise ValueError(f"'{clip(text)}' is not a size such as 8x10")
    return _inches(found[1], found["unit"], text), _inches(found[2], found["unit"], text)


def _inches(number: str, unit: str | None, text: str) -> float:
    length = round(float(number.replace(",", ".")) / _PER_INCH.get((unit or "").casefold(), 1), 3)
    if not 0 < length <= _MOST_INCHES:
        raise ValueError(f"'{clip(text)}' is not a length from 0 to 1,000 inches")
    return length


def days(text: str) -> float:
    """Return a number of days."""
    found = _DAYS.fullmatch(text)
    if not found:
        raise ValueError(f"'{clip(text)}' is not a number of days")
    return float(found[1].replace(",", "."))


def pose(text: str) -> str:
    """Return the number of a picture as it was written, without a spreadsheet's `.0`."""
    return text.removesuffix(".0")
