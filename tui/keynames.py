"""The names of keys: what a terminal can send, as people write them and as they are shown.

Which key does what is in ``tui.keys``. No Textual here: settings are checked without a screen.
"""

from __future__ import annotations

import string
import unicodedata

from store.errors import did_you_mean

Strokes = tuple[str, ...]
"""One key, or several pressed after each other, each by its normal name."""

_RENAMED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


def _symbol_name(symbol: str) -> str:
    name = unicodedata.name(symbol).lower().replace("-", "_").replace(" ", "_")
    return _RENAMED.get(name, name)


SYMBOLS = {_symbol_name(symbol): symbol for symbol in string.punctuation}
"""The signs on a keyboard by their names, such as ``question_mark``."""

_NAMES = {symbol: name for name, symbol in SYMBOLS.items()}
_PLAIN = frozenset(string.ascii_letters + string.digits)
_MOVERS = frozenset("up down left right home end pageup pagedown insert delete".split())
_FUNCTIONS = frozenset(f"f{number}" for number in range(1, 13))
_NAMED = _MOVERS | _FUNCTIONS | {"space", "enter", "escape", "tab", "backspace"}
_OTHER_NAMES = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "spacebar": "space",
    "hyphen": "minus",
    "dash": "minus",
    "dot": "full_stop",
    "period": "full_stop",
    "star": "asterisk",
}
_SHORT = {"escape": "esc", "pageup": "pgup", "pagedown": "pgdn", "delete": "del"}
_SAME_AS = {"i": "tab", "m": "enter", "h": "backspace", "j": "enter"}
_TERMINALS = {"c": "interrupts", "z": "suspends"}


def read(text: str) -> Strokes:
    """Return a key, or a sequence such as ``g g``, by normal names; ValueError says what is wrong.

    Signs may be written as themselves: ``/`` is ``slash``.
    """
    parts = text.split()
    if not parts:
        raise ValueError("a key is missing")
    if len(parts) > 3:
        raise ValueError(f'"{text}" is a sequence of more than three keys')
    return tuple(_stroke(part) for part in parts)


def shown(strokes: Strokes) -> str:
    """Return a key as people read it on the screen: ``?``, ``esc``, ``ctrl+d``, ``g g``."""
    return " ".join(_shown_stroke(stroke) for stroke in strokes)


def _shown_stroke(stroke: str) -> str:
    *modifiers, key = stroke.split("+")
    return "+".join([*modifiers, SYMBOLS.get(key, _SHORT.get(key, key))])


def _stroke(text: str) -> str:
    if len(text) == 1:
        return _key(text)
    head, _, key = text.rpartition("+")
    if not key:
        head, key = text[:-2], "+"
    modifiers = sorted({word.casefold() for word in head.split("+")} if head else ())
    if unknown := [word for word in modifiers if word not in ("ctrl", "shift", "alt")]:
        raise ValueError(f'"{text}": {unknown[0] or "+"} is not one of ctrl, shift and alt')
    name = _key(key)
    if modifiers:
        _check(text, modifiers, name)
    return "+".join([*modifiers, name])


def _key(text: str) -> str:
    if text in _PLAIN:
        return text
    if text in _NAMES:
        return _NAMES[text]
    folded = text.casefold()
    name = _OTHER_NAMES.get(folded, folded)
    if len(name) > 1 and (name in _NAMED or name in SYMBOLS):
        return name
    hint = did_you_mean(text, [*_NAMED, *SYMBOLS, *_OTHER_NAMES])
    raise ValueError(f'"{text}" is not the name of a key{hint}')


def _check(text: str, modifiers: list[str], key: str) -> None:
    """Refuse what terminals cannot send, or send as another key."""
    if modifiers == ["ctrl"] and key in _SAME_AS:
        raise ValueError(
            f'"{text}" reaches the program as {_SAME_AS[key]}: it cannot be told apart'
        )
    if modifiers == ["ctrl"] and key in _TERMINALS:
        raise ValueError(f'"{text}" {_TERMINALS[key]} programs in a terminal: it is not free')
    lower = key in string.ascii_lowercase
    if key in _MOVERS or key in _FUNCTIONS:
        return
    if modifiers == ["shift"] and key == "tab":
        return
    if modifiers == ["shift"] and key.isalpha() and len(key) == 1:
        raise ValueError(f'"{text}" is written as {key.upper()}')
    if modifiers == ["ctrl"] and lower:
        return
    if modifiers == ["alt"] and (lower or key in string.digits):
        return
    raise ValueError(f'"{text}" is not sent by terminals: no key')
