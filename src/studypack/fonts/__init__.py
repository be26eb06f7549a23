"""Which fonts the project brings, what they cover and how each format gets them; called by checking
rules, the backends and `doctor`.

PDF: inside `private_fontconfig` Pango sees these fonts and no other of the machine, at every weight
and optical size that a variable font has; CSS names them through the variables of `stylesheet`.
SVG: resvg takes `font_files()` with `skip_system_fonts`, and knows the weights of variable fonts too;
a name that ends in a number must be quoted in `font-family`. EPUB: the reader's own fonts, or what
`embedded_faces` cuts out of these for a book.
"""

from studypack.fonts.choosing import (
    SUFFIXES,
    UnfitFontError,
    has,
    inspect_font,
    known_families,
    lacking,
    upright,
)
from studypack.fonts.coverage import covered_by, uncovered
from studypack.fonts.embedding import EmbeddedFace, embedded_faces
from studypack.fonts.families import FontFace, FontFamily, families, font_files, han_families
from studypack.fonts.fontconfig import (
    STACKS,
    StackRole,
    css_name,
    font_address,
    font_faces,
    font_stack,
    private_fontconfig,
    stylesheet,
)
from studypack.fonts.measuring import advance_widths
from studypack.fonts.typing import TYPED, typed_face

__all__ = [
    "STACKS",
    "SUFFIXES",
    "TYPED",
    "EmbeddedFace",
    "FontFace",
    "FontFamily",
    "StackRole",
    "UnfitFontError",
    "advance_widths",
    "covered_by",
    "css_name",
    "embedded_faces",
    "families",
    "font_address",
    "font_faces",
    "font_files",
    "font_stack",
    "han_families",
    "has",
    "inspect_font",
    "known_families",
    "lacking",
    "private_fontconfig",
    "stylesheet",
    "typed_face",
    "uncovered",
    "upright",
]
