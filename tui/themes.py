"""Colours for every kind of terminal, and the choice between them.

The two full themes use colours that exist among the 256, so that a line without true colour looks
the same. With 16 colours the terminal's own are used; without colour, bold and reverse.
Which part has which colour is in ``tui/styles``; the pairs that must be readable are in `PAIRS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Literal

from textual.theme import Theme

from store.errors import Refused, did_you_mean

Depth = Literal["truecolor", "256", "16", "none"]
"""How many colours a terminal shows."""

STYLES: list[str | PurePath] = sorted((Path(__file__).parent / "styles").glob("*.tcss"))
"""The style sheets, for the App's CSS_PATH."""

_DARK = {
    "ground": "#1c1c1c",
    "text": "#d0d0d0",
    "strong": "#eeeeee",
    "muted": "#a8a8a8",
    "line": "#585858",
    "late": "#ff8787",
    "waiting": "#87afd7",
    "blocked": "#d787d7",
    "rush": "#ffd75f",
    "good": "#87d787",
    "cursor": "#005f87",
    "on-cursor": "#eeeeee",
    "rest": "#3a3a3a",
    "on-rest": "#d0d0d0",
    "bar": "#262626",
    "on-bar": "#b2b2b2",
    "key": "#87afd7",
    "field": "#303030",
    "label": "#ffd75f",
    "on-label": "#000000",
}
_LIGHT = {
    "ground": "#eeeeee",
    "text": "#303030",
    "strong": "#000000",
    "muted": "#585858",
    "line": "#a8a8a8",
    "late": "#af0000",
    "waiting": "#005f87",
    "blocked": "#870087",
    "rush": "#5f5f00",
    "good": "#005f00",
    "cursor": "#005f87",
    "on-cursor": "#ffffff",
    "rest": "#c6c6c6",
    "on-rest": "#262626",
    "bar": "#dadada",
    "on-bar": "#444444",
    "key": "#005f87",
    "field": "#ffffff",
    "label": "#5f5f00",
    "on-label": "#ffffff",
}
_DARK_16 = {
    "ground": "ansi_black",
    "text": "ansi_white",
    "strong": "ansi_bright_white",
    "muted": "ansi_white",
    "line": "ansi_white",
    "late": "ansi_bright_red",
    "waiting": "ansi_bright_cyan",
    "blocked": "ansi_bright_magenta",
    "rush": "ansi_bright_yellow",
    "good": "ansi_bright_green",
    "cursor": "ansi_blue",
    "on-cursor": "ansi_bright_white",
    "rest": "ansi_black",
    "on-rest": "ansi_bright_white",
    "bar": "ansi_black",
    "on-bar": "ansi_white",
    "key": "ansi_bright_cyan",
    "field": "ansi_black",
    "label": "ansi_green",
    "on-label": "ansi_black",
}
_LIGHT_16 = {
    "ground": "ansi_white",
    "text": "ansi_black",
    "strong": "ansi_black",
    "muted": "ansi_black",
    "line": "ansi_black",
    "late": "ansi_black",
    "waiting": "ansi_blue",
    "blocked": "ansi_black",
    "rush": "ansi_black",
    "good": "ansi_black",
    "cursor": "ansi_blue",
    "on-cursor": "ansi_bright_white",
    "rest": "ansi_white",
    "on-rest": "ansi_black",
    "bar": "ansi_white",
    "on-bar": "ansi_black",
    "key": "ansi_blue",
    "field": "ansi_white",
    "label": "ansi_black",
    "on-label": "ansi_white",
}
_MONO = dict.fromkeys(_DARK, "ansi_default")

_FULL_STYLES = {
    "late-style": "bold",
    "cursor-style": "none",
    "rest-style": "none",
    "here-style": "bold",
    "label-style": "bold",
}
_FEW_STYLES = {**_FULL_STYLES, "rest-style": "underline"}
_MONO_STYLES = {
    "late-style": "bold",
    "cursor-style": "reverse",
    "rest-style": "underline",
    "here-style": "bold reverse",
    "label-style": "bold reverse",
}

PAIRS = (
    *((name, "ground") for name in ("text", "strong", "muted", "late", "waiting", "blocked")),
    *((name, "ground") for name in ("rush", "good", "key")),
    *((name, "bar") for name in ("on-bar", "key", "strong", "late")),
    *((name, "field") for name in ("text", "muted")),
    ("on-cursor", "cursor"),
    ("on-rest", "rest"),
    ("on-label", "label"),
)
"""Text on background, by the names of the colours: each must be readable in every theme."""


def _theme(name: str, colours: dict[str, str], styles: dict[str, str], *, dark: bool) -> Theme:
    ours = {f"sl-{key}": value for key, value in (colours | styles).items()}
    return Theme(
        name=name,
        primary=colours["key"],
        secondary=colours["key"],
        accent=colours["key"],
        warning=colours["rush"],
        error=colours["late"],
        success=colours["good"],
        foreground=colours["text"],
        background=colours["ground"],
        surface=colours["ground"],
        panel=colours["bar"],
        dark=dark,
        ansi=colours["ground"].startswith("ansi_"),
        variables=ours
        | {
            "ansi-background": colours["ground"],
            "ansi-foreground": colours["text"],
            "border": colours["key"],
            "border-blurred": colours["line"],
            "block-cursor-background": colours["cursor"],
            "block-cursor-foreground": colours["on-cursor"],
            "block-cursor-text-style": styles["cursor-style"],
            "block-cursor-blurred-background": colours["rest"],
            "block-cursor-blurred-foreground": colours["on-rest"],
            "block-cursor-blurred-text-style": styles["rest-style"],
            "input-cursor-background": colours["text"],
            "input-cursor-foreground": colours["ground"],
            "input-cursor-text-style": "reverse" if colours is _MONO else "none",
            "input-selection-background": colours["cursor"],
            "input-selection-foreground": colours["on-cursor"],
            "scrollbar": colours["line"],
            "scrollbar-background": colours["ground"],
        },
    )


THEMES: dict[str, Theme] = {
    theme.name: theme
    for theme in (
        _theme("dark", _DARK, _FULL_STYLES, dark=True),
        _theme("light", _LIGHT, _FULL_STYLES, dark=False),
        _theme("dark-16", _DARK_16, _FEW_STYLES, dark=True),
        _theme("light-16", _LIGHT_16, _FEW_STYLES, dark=False),
        _theme("mono", _MONO, _MONO_STYLES, dark=True),
    )
}
"""Our themes by name, to be registered with the App."""

DEFAULTS: dict[str, str] = dict(THEMES["dark"].variables)
"""Our variables where a theme lacks them, for the App's get_theme_variable_defaults."""


def depth(environ: Mapping[str, str]) -> Depth:
    """Return how many colours the terminal shows, from NO_COLOR, COLORTERM and TERM."""
    term = environ.get("TERM", "").strip().lower()
    if environ.get("NO_COLOR") or term in ("", "dumb", "unknown") or term.startswith("vt"):
        return "none"
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return "truecolor"
    if term.endswith(("-256color", "-direct", "-kitty")) or term in ("xterm-kitty", "alacritty"):
        return "256"
    return "16"


def ascii_only(environ: Mapping[str, str]) -> bool:
    """Return whether boxes and bars must be drawn with ASCII: a text console, or no UTF-8."""
    if environ.get("TERM", "") in ("linux", "dumb", "vt100", "vt220"):
        return True
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or "C.UTF-8"
    return "utf8" not in locale.lower().replace("-", "")


def choose(wanted: str, environ: Mapping[str, str]) -> str:
    """Return the theme for a studio's setting (`dark`, `light`, `auto`, `mono`, ...) and terminal.

    A theme with more colours than the terminal has gives way to its plainer sister. Refused if
    there is no such theme.
    """
    name = wanted.strip().lower() or "auto"
    if name == "auto":
        name = "light" if _is_light(environ) else "dark"
    if name not in THEMES:
        raise Refused(
            f'studio.toml theme: there is no theme "{wanted}"{did_you_mean(wanted, THEMES)}; '
            f"choose auto, {', '.join(THEMES)}"
        )
    match depth(environ):
        case "none":
            return "mono"
        case "16" if name in ("dark", "light"):
            return f"{name}-16"
        case _:
            return name


def _is_light(environ: Mapping[str, str]) -> bool:
    """Read the background that some terminals tell as `COLORFGBG=0;15`."""
    return environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
