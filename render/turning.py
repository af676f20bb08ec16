"""Turning pictures as plans say, which count degrees the other way round than the library."""

from __future__ import annotations

from PIL import Image

from store.rendering.plans import Matrix

_TURNINGS: dict[Matrix, Image.Transpose] = {
    (-1, 0, 0, 1): Image.Transpose.FLIP_LEFT_RIGHT,
    (-1, 0, 0, -1): Image.Transpose.ROTATE_180,
    (1, 0, 0, -1): Image.Transpose.FLIP_TOP_BOTTOM,
    (0, 1, 1, 0): Image.Transpose.TRANSPOSE,
    (0, -1, 1, 0): Image.Transpose.ROTATE_270,
    (0, -1, -1, 0): Image.Transpose.TRANSVERSE,
    (0, 1, -1, 0): Image.Transpose.ROTATE_90,
}


def turned(picture: Image.Image, matrix: Matrix) -> Image.Image:
    """The picture turned or mirrored; itself where nothing is to be done."""
    turn = _TURNINGS.get(matrix)
    return picture if turn is None else picture.transpose(turn)
