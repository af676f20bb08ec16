"""Comparing two pictures: in what they differ, in words."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from render import opening


def difference(one: Path, other: Path) -> str:
    """In what the pixels of two files differ; nothing where they do not. `Unreadable` for none."""
    with opening.opened(one) as first, opening.opened(other) as second:
        if first.size != second.size:
            return f"{_size(first)} pixels then, {_size(second)} now"
        if first.mode != second.mode:
            return f"colours as {first.mode} then, {second.mode} now"
        between = ImageChops.difference(first.convert(first.mode), second.convert(second.mode))
        box = between.getbbox()
        if box is None:
            if opening.profile_of(first) != opening.profile_of(second):
                return "another colour profile"
            return ""
        most = max(high for _, high in ImageStat.Stat(between).extrema)
        share = (box[2] - box[0]) * (box[3] - box[1]) / (first.width * first.height)
        return f"pixels differ by up to {most} of 255, within {share:.0%} of the picture"


def _size(picture: Image.Image) -> str:
    return f"{picture.width:,} × {picture.height:,}"
