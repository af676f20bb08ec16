"""Tables between a picture's numbers and linear light, in which averages are those of light."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from render import iccprofiles

STEPS = 65_536
"""Steps of linear light that are told apart."""


@lru_cache(maxsize=16)
def linear(icc: bytes) -> NDArray[np.float32]:
    """Linear light, from 0 to 1, of the 256 numbers of a profile; never falling.

    A profile without a curve that can be read counts as sRGB.
    """
    found = iccprofiles.curve_of(icc) or iccprofiles.curve_of(iccprofiles.grey())
    table = np.maximum.accumulate(np.asarray(found, np.float32))
    table.flags.writeable = False
    return table


@lru_cache(maxsize=16)
def from_linear(icc: bytes) -> NDArray[np.uint8]:
    """The number of a profile for each of ``STEPS`` steps of linear light from 0 to 1."""
    light = np.linspace(0, 1, STEPS)
    numbers = np.interp(light, linear(icc).astype(np.float64), np.arange(256.0))
    table: NDArray[np.uint8] = (numbers + 0.5).astype(np.uint8)
    table.flags.writeable = False
    return table
