"""How WeasyPrint gets the fonts: a private configuration for Fontconfig, and the names for CSS."""

from __future__ import annotations

import hashlib
import html
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from studypack.environment import variable
from studypack.fonts.choosing import has
from studypack.fonts.families import HAN_REGIONS, families, han_families
from studypack.model.pack import FontFile, Typeface, Typefaces

_SERIFS: Final = ("Amiri", "Frank Ruhl Libre", "Noto Serif")
_SANS: Final = ("IBM Plex Sans Arabic", "Assistant", "Noto Sans")
_SYMBOLS: Final = ("STIX Two Math", "DejaVu Sans")

StackRole = Literal["reading", "label", "dyslexia", "mono"]

STACKS: Final[Mapping[StackRole, tuple[str, ...]]] = {
    "reading": ("Source Serif 4", *_SERIFS, *_SYMBOLS, "Noto Serif CJK SC"),
    "label": ("Source Sans 3", *_SANS, *_SYMBOLS, "Noto Sans CJK SC"),
    "dyslexia": ("Atkinson Hyperlegible", "Source Sans 3", *_SANS, *_SYMBOLS, "Noto Sans CJK SC"),
    "mono": ("Source Code Pro", *_SANS, *_SYMBOLS, "Noto Sans CJK SC"),
}
"""What each role is set in: the first family of the list that has a character. The Han families come
last, as their symbols are a square wide."""

# A text in the language is set in the family throughout, so that its digits and quotation marks match.
_NATIVE: Final = {
    "ar": ("Amiri", "IBM Plex Sans Arabic"),
    "fa": ("Amiri", "IBM Plex Sans Arabic"),
    "ur": ("Amiri", "IBM Plex Sans Arabic"),
    "he": ("Frank Ruhl Libre", "Assistant"),
    "yi": ("Frank Ruhl Libre", "Assistant"),
}

_LETTERS: Final = {
    **dict.fromkeys(("ar", "fa", "ur"), "\u0627"),
    **dict.fromkeys(("he", "yi"), "\u05d0"),
    **dict.fromkeys(HAN_REGIONS, "\u4e00"),
    "ja": "\u3042",
    "ko": "\ud55c",
}
"""A letter of each language that Latin families do not cover."""

_GENERIC: Final[Mapping[str, StackRole]] = {
    "serif": "reading",
    "sans-serif": "label",
    "monospace": "mono",
}


def font_stack(role: StackRole, language: str = "en") -> str:
    """Return the CSS `font-family` for a role, with what is native to `language` in front.

    For drawings: on a page of WeasyPrint the variables of `stylesheet` do the same for each element.
    """
    names = STACKS[role]
    if native := _native(language):
        names = (native[role != "reading"], *names)
    return ", ".join(f'"{name}"' for name in dict.fromkeys(names))


def _native(language: str) -> tuple[str, str] | None:
    """Return the serif and the sans of a language that Latin families do not cover."""
    parts = language.lower().split("-")
    for end in range(len(parts), 0, -1):
        tag = "-".join(parts[:end])
        if tag in HAN_REGIONS:
            return f"Noto Serif CJK {HAN_REGIONS[tag]}", f"Noto Sans CJK {HAN_REGIONS[tag]}"
        if tag in _NATIVE:
            return _NATIVE[tag]
    return None


def native_sans(language: str) -> str:
    """Return the sans of a language that Latin families do not cover, or ''."""
    native = _native(language)
    return native[1] if native else ""


_OURS: Final = Typefaces()
"""The choice of a school that leaves everything to us."""


def stylesheet(chosen: Typefaces = _OURS) -> str:
    """Return CSS that names the families: `font-family: var(--font-reading)`.

    `--font-label`, `--font-dyslexia` and `--font-mono` as well. The same for all languages: the
    element's `lang` picks the native family, and the regional shapes of Han characters.

    chosen  typefaces of the school: they come first, and in all else last, since nobody but they
            may have a character
    """
    last = [f'"{css_name(face)}"' for face in chosen.all]
    variables = ""
    for role in STACKS:
        face = _chosen_for(role, chosen)
        names = [f'"{css_name(face)}"'] if face else []
        variables += f" --font-{role}: {', '.join((*names, font_stack(role), *last))};"
    return f":root {{{variables} }}\n"


def _chosen_for(role: StackRole, chosen: Typefaces) -> Typeface | None:
    return {"reading": chosen.text, "label": chosen.labels}.get(role)


def css_name(face: Typeface) -> str:
    """Return what CSS calls a typeface: not by a name of ours, if it is another's files."""
    ours = {family.name for family in families()}
    return f"{face.family} own" if face.files and face.family in ours else face.family


def font_faces(faces: Iterable[Typeface]) -> str:
    """Return CSS that loads the files of typefaces, each from its name.

    A variable font states no weight: WeasyPrint would take one number for the whole of its range.
    """
    rules = ""
    for face in faces:
        for file in face.files:
            light, bold = file.weights
            weight = f" font-weight: {light};" if light == bold else ""
            rules += (
                f'@font-face {{ font-family: "{css_name(face)}"; font-style: {file.style};{weight} '
                f'src: url("{font_address(file)}") }}\n'
            )
    return rules


def font_address(file: FontFile) -> str:
    """Return the address of a font file in CSS, by what is in it."""
    return f"fonts/{hashlib.sha256(file.data).hexdigest()[:32]}.ttf"


@contextmanager
def private_fontconfig(chosen: Typefaces = _OURS) -> Iterator[None]:
    """Let Pango see the project's fonts, and no other, while the context lasts.

    chosen  typefaces of the school: where a language has families of its own, those go before one
            that has none of its letters. Its files come by `font_faces`

    Import WeasyPrint and make its `FontConfiguration` inside; that keeps what it has seen. It works
    by the variable FONTCONFIG_FILE of the environment, so that other threads wait. Fontconfig keeps the
    user's own cache of what is in the font files, so that a second run need not open them.
    """
    with tempfile.TemporaryDirectory(prefix="studypack-") as folder:
        path = Path(folder, "fonts.conf")
        path.write_text(fontconfig(chosen), encoding="utf-8")
        with variable("FONTCONFIG_FILE", str(path)):
            yield


def fontconfig(chosen: Typefaces = _OURS) -> str:
    """Return the configuration for Fontconfig: our folders, and what a language is set in."""
    lines = ['<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">']
    lines += ["<fontconfig>", *_directories()]
    for generic, role in _GENERIC.items():
        face = _chosen_for(role, chosen)
        lines.append(_rule(generic, css_name(face) if face else STACKS[role][0], mode="assign"))
    for language in (*_NATIVE, *HAN_REGIONS):
        lines += _natively(language, chosen)
    lines += [*_optical_sizes(), _LAST_RESORT]
    return "\n".join([*lines, "</fontconfig>", ""])


_LAST_RESORT: Final = (
    '<match target="pattern"><edit name="family" mode="append_last">'
    "<string>Source Serif 4</string></edit></match>"
)
"""For a family that nobody knows."""


def _natively(language: str, chosen: Typefaces) -> Iterator[str]:
    """Yield rules that set a language in its own families rather than in those for Latin."""
    native = _native(language)
    if native is None:
        return
    serif, sans = native
    for face in chosen.all:
        if not has(face, _LETTERS[language]):
            native_face = serif if face == chosen.text else sans
            yield _rule(css_name(face), native_face, language, mode="prepend")
    yield _rule("Source Serif 4", serif, language, mode="prepend")
    yield _rule("Source Sans 3", sans, language, mode="prepend")
    yield _rule("Atkinson Hyperlegible", sans, language, mode="prepend")
    if language in HAN_REGIONS:
        yield _rule("Noto Serif CJK SC", serif, language, mode="assign")
        yield _rule("Noto Sans CJK SC", sans, language, mode="assign")


# Up to which size in CSS pixels a cut is used, and which; an embedded font for every size would double
# the time that writing takes. Cuts are in points, as paper is: 10.5 pt is set in the cut for 11 pt,
# sturdier than the one for 14 that its number of pixels would ask for.
_CUTS: Final = ((12.5, 8.5), (17.0, 11.0), (26.0, 17.0), (10_000.0, 32.0))

# Weight in CSS → in Fontconfig.
_WEIGHTS: Final = {200: 40, 300: 50, 400: 80, 500: 100, 600: 180, 700: 200, 800: 205, 900: 210}


def _optical_sizes() -> Iterator[str]:
    """Yield a rule for each weight and cut of Source Serif 4."""
    smallest = 0.0
    for largest, cut in _CUTS:
        for css, weight in _WEIGHTS.items():
            yield (
                '<match target="font"><test name="family"><string>Source Serif 4</string></test>'
                f'<test name="pixelsize" compare="more"><double>{smallest}</double></test>'
                f'<test name="pixelsize" compare="less_eq"><double>{largest}</double></test>'
                f'<test name="weight"><int>{weight}</int></test>'
                '<edit name="fontvariations" mode="assign">'
                f"<string>wght={css},opsz={cut}</string></edit></match>"
            )
        smallest = largest


def _escaped(path: Path) -> str:
    return html.escape(str(path), quote=False)


def _directories() -> Iterator[str]:
    han = sorted({face.path for family in han_families() for face in family.faces})
    for folder in dict.fromkeys(face.path.parent for f in families() for face in f.faces):
        yield f"<dir>{_escaped(folder)}</dir>"
    for folder in dict.fromkeys(path.parent for path in han):
        yield f"<dir>{_escaped(folder)}</dir>"
        yield f"<selectfont><rejectfont><glob>{_escaped(folder)}/*</glob></rejectfont></selectfont>"
    for path in han:
        yield f"<selectfont><acceptfont><glob>{_escaped(path)}</glob></acceptfont></selectfont>"
    yield "<cachedir>/var/cache/fontconfig</cachedir>"
    yield '<cachedir prefix="xdg">fontconfig</cachedir>'


def _rule(family: str, native: str, language: str = "", *, mode: str) -> str:
    """Return a rule that puts `native` in the place of `family` or, with 'prepend', before it."""
    test = (
        f'<test name="lang" compare="contains"><string>{language}</string></test>'
        if language
        else ""
    )
    return (
        f'<match target="pattern">{test}'
        f'<test name="family"><string>{family}</string></test>'
        f'<edit name="family" mode="{mode}" binding="same"><string>{native}</string></edit></match>'
    )
