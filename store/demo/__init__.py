"""A furnished studio to try things in: believable, of any size, and the same for the same seed.

``furnish`` makes it. What the studio is stands in ``catalogue``; how its records came to be where
they are in ``stories``, ``purchases`` and ``journeys``; what lies on desks in ``desktop``.
"""

from __future__ import annotations

from store.demo.furnishing import Progress, furnish
from store.demo.pictures import Photographer

__all__ = ["Photographer", "Progress", "furnish"]
