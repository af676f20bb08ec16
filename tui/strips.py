"""A belt around the terminal: no control character of a text leaves in the painted output.

Texts are made safe when they are stored and again when they are painted; this catches what a
widget of somebody else would let through, in the last place before the terminal.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual.strip import Strip

from store.text import safe

_render_ansi = Strip.render_ansi


def install() -> None:
    """Filter what Textual's strips send to the terminal from now on; doing it twice is harmless."""
    # Textual has no hook here; the version is pinned, and a test holds both replaced methods.
    Strip.render_style = classmethod(_render_style)  # type: ignore[assignment, method-assign]  # a class method is replaced by one
    Strip.render = _render  # type: ignore[method-assign]  # the same


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    return safe(text, max(len(text), 1))


def _clean(text: str) -> str:
    return text if text.isprintable() else _cleaned(text)


def _render_style(_cls: type[Strip], style: Style, text: str, color_system: ColorSystem) -> str:
    if not text.isprintable():
        text = _cleaned(text)
    ansi = style._ansi  # noqa: SLF001  # as the method this stands for
    if ansi is None:
        ansi = _render_ansi(style, color_system)
    # Links are left out: nothing here makes any, and their address would be one more way out.
    return f"\x1b[{ansi}m{text}\x1b[0m" if ansi else text


def _render(self: Strip, console: Console) -> str:
    if self._render_cache is None:
        color_system = console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001  # the same
        render = self.render_style
        self._render_cache = "".join(
            # Controls are made by programs, for pictures; a text cannot become one.
            text
            if control
            else _clean(text)
            if style is None
            else render(style, text, color_system)
            for text, style, control in self._segments
        )
    return self._render_cache
