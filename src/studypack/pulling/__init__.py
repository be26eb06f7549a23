"""From an edited Word file back into the source of its pack.

    file ─opening→ lines ─matching→ Comparison ─texts, removals, additions, moves→ Pulled ─writing→ source

The file carries what it said when it was made (`backends.docx.carried`). What differs from that was
edited; the edits are made in a copy of the source, step by step, and the worksheet of the copy must
then say what the edited one says: what it does not is told, never lost.
"""

from studypack.pulling.bringing import Pulled, pull, write_all
from studypack.pulling.desk import CannotMake
from studypack.pulling.fields import Field, Filled, filled, filled_by_place
from studypack.pulling.finding import NoOrigin, origin_of
from studypack.pulling.opening import CannotOpen, Worksheet, open_file

__all__ = [
    "CannotMake",
    "CannotOpen",
    "Field",
    "Filled",
    "NoOrigin",
    "Pulled",
    "Worksheet",
    "filled",
    "filled_by_place",
    "open_file",
    "origin_of",
    "pull",
    "write_all",
]
