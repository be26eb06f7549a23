"""The font families that every install brings, and those of the machine that it uses."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

Role = Literal["reading", "label", "dyslexia", "mono", "script", "fallback", "han"]
Style = Literal["normal", "italic"]


@dataclass(frozen=True, slots=True)
class FontFace:
    """One font file: a style in a range of weights, as in CSS (100 to 900)."""

    path: Path
    style: Style
    weights: tuple[int, int]


@dataclass(frozen=True, slots=True)
class FontFamily:
    """A family by the name that CSS calls it, and what it is for."""

    name: str
    role: Role
    faces: tuple[FontFace, ...]

    def face(self, weight: int = 400, style: Style = "normal") -> FontFace:
        """Return the face nearest to `weight`, of the other style if it has none of this."""
        return min(
            self.faces,
            key=lambda face: (face.style != style, *(abs(weight - edge) for edge in face.weights)),
        )


# Family, role, package and its folder, then file: style, lightest and heaviest weight. In the order in
# which a character is looked for that the family asked for does not have.
_BUNDLED: Final[tuple[tuple[str, Role, str, dict[str, tuple[Style, int, int]]], ...]] = (
    (
        "Source Serif 4",
        "reading",
        "fontpkg_source_serif_4/files",
        {
            "SourceSerif4[opsz,wght].ttf": ("normal", 200, 900),
            "SourceSerif4-Italic[opsz,wght].ttf": ("italic", 200, 900),
        },
    ),
    (
        "Source Sans 3",
        "label",
        "fontpkg_source_sans_3/files",
        {
            "SourceSans3[wght].ttf": ("normal", 200, 900),
            "SourceSans3-Italic[wght].ttf": ("italic", 200, 900),
        },
    ),
    (
        "Atkinson Hyperlegible",
        "dyslexia",
        "fontpkg_atkinson_hyperlegible/files",
        {
            "AtkinsonHyperlegible-Regular.ttf": ("normal", 400, 400),
            "AtkinsonHyperlegible-Italic.ttf": ("italic", 400, 400),
            "AtkinsonHyperlegible-Bold.ttf": ("normal", 700, 700),
            "AtkinsonHyperlegible-BoldItalic.ttf": ("italic", 700, 700),
        },
    ),
    (
        "Source Code Pro",
        "mono",
        "fontpkg_source_code_pro/files",
        {
            "SourceCodePro[wght].ttf": ("normal", 200, 900),
            "SourceCodePro-Italic[wght].ttf": ("italic", 200, 900),
        },
    ),
    (
        "Amiri",
        "script",
        "fontpkg_amiri/files",
        {
            "Amiri-Regular.ttf": ("normal", 400, 400),
            "Amiri-Italic.ttf": ("italic", 400, 400),
            "Amiri-Bold.ttf": ("normal", 700, 700),
            "Amiri-BoldItalic.ttf": ("italic", 700, 700),
        },
    ),
    (
        "IBM Plex Sans Arabic",  # whose letters are one glyph each, so that they can be read back
        "script",
        "fontpkg_ibm_plex_sans_arabic/files",
        {
            "IBMPlexSansArabic-Light.ttf": ("normal", 300, 300),
            "IBMPlexSansArabic-Regular.ttf": ("normal", 400, 400),
            "IBMPlexSansArabic-Medium.ttf": ("normal", 500, 500),
            "IBMPlexSansArabic-SemiBold.ttf": ("normal", 600, 600),
            "IBMPlexSansArabic-Bold.ttf": ("normal", 700, 700),
        },
    ),
    (
        "Frank Ruhl Libre",
        "script",
        "fontpkg_frank_ruhl_libre/files",
        {"FrankRuhlLibre[wght].ttf": ("normal", 300, 900)},
    ),
    (
        "Assistant",
        "script",
        "fontpkg_assistant/files",
        {"Assistant[wght].ttf": ("normal", 200, 800)},
    ),
    (
        "Noto Serif",
        "fallback",
        "fontpkg_noto_serif/files",
        {
            "NotoSerif[wdth,wght].ttf": ("normal", 100, 900),
            "NotoSerif-Italic[wdth,wght].ttf": ("italic", 100, 900),
        },
    ),
    (
        "Noto Sans",
        "fallback",
        "fontpkg_noto_sans/files",
        {
            "NotoSans[wdth,wght].ttf": ("normal", 100, 900),
            "NotoSans-Italic[wdth,wght].ttf": ("italic", 100, 900),
        },
    ),
    # Symbols: both come with what sets our formulas.
    (
        "STIX Two Math",
        "fallback",
        "ziamath/fonts",
        {"STIXTwoMath-Regular.ttf": ("normal", 400, 400)},
    ),
    ("DejaVu Sans", "fallback", "ziafont/fonts", {"DejaVuSans.ttf": ("normal", 400, 400)}),
)


@cache
def families() -> tuple[FontFamily, ...]:
    """Return the families that every install brings; `path` of a face need not be opened."""
    return tuple(
        FontFamily(
            name,
            role,
            tuple(
                FontFace(_folder(folder) / file, style, (light, bold))
                for file, (style, light, bold) in faces.items()
            ),
        )
        for name, role, folder, faces in _BUNDLED
    )


def font_files() -> tuple[Path, ...]:
    """Return every font file that the project uses on this machine."""
    faces = (face for family in (*families(), *han_families()) for face in family.faces)
    return tuple(dict.fromkeys(face.path for face in faces))


def _folder(name: str) -> Path:
    """Return a folder of an installed package, without importing that."""
    package, _, below = name.partition("/")
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the fonts of {package} are not installed")
    return Path(spec.submodule_search_locations[0]) / below


# Chinese, Japanese and Korean: 120 MB that no install should bring, so the machine's Noto CJK.

HAN_REGIONS: Final = {
    "zh": "SC",
    "zh-hans": "SC",
    "zh-cn": "SC",
    "zh-sg": "SC",
    "zh-hant": "TC",
    "zh-tw": "TC",
    "zh-hk": "HK",
    "zh-mo": "HK",
    "yue": "HK",
    "ja": "JP",
    "ko": "KR",
}
"""Language → the region whose shapes of Han characters it is written with."""

_HAN_FILES: Final = {
    f"Noto{kind}CJK-{weight}": (f"Noto {kind} CJK", number)
    for kind in ("Serif", "Sans")
    for weight, number in (("Regular", 400), ("Bold", 700))
}


@cache
def han_families() -> tuple[FontFamily, ...]:
    """Return the installed families for Chinese, Japanese and Korean; () if there are none.

    Noto Serif CJK and Noto Sans CJK, each once a region, in Regular and Bold. A machine with more
    weights is treated as one with these two, so that both set the same pages.
    """
    found: dict[str, dict[int, Path]] = {}
    for path in _han_files():
        family, weight = _HAN_FILES[path.stem]
        found.setdefault(family, {}).setdefault(weight, path)
    return tuple(
        FontFamily(
            f"{family} {region}",
            "han",
            tuple(FontFace(found[family][w], "normal", (w, w)) for w in sorted(found[family])),
        )
        for family in sorted(found, reverse=True)
        for region in dict.fromkeys(HAN_REGIONS.values())
    )


def _han_files() -> Iterator[Path]:
    for folder in _machine_folders():
        if folder.is_dir():
            for path in sorted(folder.rglob("Noto*CJK-*.[ot]t[cf]")):
                if path.stem in _HAN_FILES:
                    yield path


def _machine_folders() -> tuple[Path, ...]:
    """Return where this kind of machine keeps its fonts, the user's own first."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"))
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return local / "Microsoft/Windows/Fonts", windows / "Fonts"
    shared = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return (
        shared / "fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    )
