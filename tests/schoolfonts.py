"""Font files of a school for tests: the legible face of the install under another name."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from studypack import fonts

FAMILY = "Springfield Sans"


def font_file(
    *, weight: int = 400, family: str = FAMILY, rights: int = 0, without: str = "", drop: str = ""
) -> bytes:
    """Return a TrueType file.

    rights   OS/2 fsType
    without  characters that it has no glyph for
    drop     a table that it lacks
    """
    (known,) = (one for one in fonts.families() if one.name == "Atkinson Hyperlegible")
    font: Any = TTFont(known.face(weight).path, recalcTimestamp=False)
    if without:
        kept = set(font.getBestCmap()) - set(map(ord, without))
        subsetter = Subsetter(Options(layout_features=["*"], name_IDs=["*"]))
        subsetter.populate(unicodes=kept)
        subsetter.subset(font)
    for record in font["name"].names:
        record.string = str(record).replace("Atkinson Hyperlegible", family)
    font["OS/2"].fsType = rights
    if drop:
        del font[drop]
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def write_font(workspace: Path, name: str = "fonts/School.ttf", **how: Any) -> Path:
    """Write `font_file(**how)` into the templates of a workspace."""
    path = workspace / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(font_file(**how))
    return path
