"""From a folder of filled worksheets to one table: what each pupil answered, and what it is worth.

    files ─opening→ Worksheet ─filled→ Filled ─marking→ Marked ─table→ rows

A file is trusted no more than one that `pull` reads. What no program can judge is left to the
teacher, and said so.
"""

from studypack.collecting.gathering import CannotCollect, Collected, collect
from studypack.collecting.table import as_csv, as_xlsx, rows

__all__ = ["CannotCollect", "Collected", "as_csv", "as_xlsx", "collect", "rows"]
