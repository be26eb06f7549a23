"""A school's workspace with packs and their worksheets, from which edits are pulled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studypack.pulling import Pulled, origin_of, pull
from studypack.pulling.opening import read_bytes


@dataclass(frozen=True)
class School:
    """A workspace with all packs, and their worksheets."""

    folder: Path

    def worksheet(self, pack: str) -> bytes:
        return (self.folder / "out" / pack / f"{pack}-worksheet.docx").read_bytes()

    def pull(self, data: bytes, pack: str = "", *, accepted: bool = True) -> Pulled:
        worksheet = read_bytes(data, accepted=accepted)
        slug, request = origin_of(worksheet, f"{pack}-worksheet.docx", self.folder, pack)
        return pull(self.folder, slug, request, worksheet)


def changed(pulled: Pulled) -> list[str]:
    """Return the lines that a pull takes out and puts in, without those that are empty."""
    marks = ("+++", "---")
    lines = [line for line in pulled.diff if line[:1] in "+-" and not line.startswith(marks)]
    return [line for line in lines if line[1:].strip()]
