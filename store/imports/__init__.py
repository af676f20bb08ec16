"""Records from other programs: their files read, checked and brought in whole or not at all.

`load` is the way in. A file is read without the database first; only `loading` and the modules it
names for each kind of record know the tables.
"""

from __future__ import annotations

from store.imports.loading import LAYOUTS, load
from store.imports.report import Report

__all__ = ["LAYOUTS", "Report", "load"]
