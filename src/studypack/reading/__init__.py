"""Reading: from the text of a pack's folder to a `Pack`; bad content becomes diagnostics."""

from studypack.packs import find_packs
from studypack.reading.reader import read_pack, read_text

__all__ = ["find_packs", "read_pack", "read_text"]
