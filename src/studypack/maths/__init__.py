"""The one place where LaTeX becomes what each format needs; rules and backends call it.

A formula is read once, into one MathML tree, and everything else is made from that tree: MathML
for EPUB, OMML for Word, an SVG for PDF and rasters, words for those who listen. So the formats show
the same formula, and `problem` says in advance, for all of them, why one cannot be set.

LaTeX comes without its dollar signs. Every function is pure: the same LaTeX, the same result.
"""

from __future__ import annotations

from functools import lru_cache
from xml.etree.ElementTree import Element

from studypack.maths import omml, speaking, svg
from studypack.maths.reading import MAX_CHARACTERS, MAX_DEPTH, MathError, read
from studypack.maths.svg import MathSvg
from studypack.maths.trees import to_string

__all__ = [
    "MAX_CHARACTERS",
    "MAX_DEPTH",
    "MathError",
    "MathSvg",
    "problem",
    "speech",
    "to_mathml",
    "to_omml",
    "to_svg",
]

_CACHED = 4096  # formulas; a pack of five hundred pages has fewer


@lru_cache(_CACHED)
def problem(latex: str) -> str | None:
    """Says in one sentence why a formula cannot be set, or None when it can, in every format."""
    try:
        _formula(latex, display=False)
    except MathError as error:
        return str(error)
    return None


def _formula(latex: str, *, display: bool) -> Element:
    """The tree of a formula that can be set in a line and on its own, so that all doors agree."""
    read(latex, display=not display)
    return read(latex, display=display)


@lru_cache(_CACHED)
def to_mathml(latex: str, *, display: bool, lang: str = "en") -> str:
    """A formula as MathML: a `math` element with its namespace and, as `alttext`, its words.

    It is presentation MathML as EPUB 3.3, 6.1.4 allows; `display` asks for a formula on a line of
    its own. Raises MathError when `problem` has one.
    """
    formula = _formula(latex, display=display)
    return to_string(formula, alttext=speaking.speak(formula, lang))


@lru_cache(_CACHED)
def to_omml(latex: str, *, display: bool) -> str:
    """A formula as Office Math: `m:oMath`, or with `display` `m:oMathPara` (ISO 29500-1, 22.1).

    The namespaces are declared on the root. Raises MathError when `problem` has one.
    """
    return omml.convert(_formula(latex, display=display), display=display)


@lru_cache(_CACHED)
def to_svg(
    latex: str, *, display: bool, size_pt: float, color: str = "#000000", lang: str = "en"
) -> MathSvg:
    """A formula as outlines, for print and for pictures.

    `size_pt` is the size of the text around it in points; `color` is any CSS colour. The picture
    has its words as `title`. Raises MathError when `problem` has one.
    """
    formula = _formula(latex, display=display)
    return svg.draw(formula, size_pt=size_pt, color=color, alt=speaking.speak(formula, lang))


@lru_cache(_CACHED)
def speech(latex: str, lang: str = "en") -> str:
    """A formula in words, never empty.

    English, French, German and Spanish are spoken ('x squared'); other languages get the formula
    written on one line ('x²'), which a screen reader speaks by its own rules. A formula that cannot
    be set is given as its LaTeX.
    """
    try:
        formula = _formula(latex, display=False)
    except MathError:
        return " ".join(latex.split()) or "∅"
    return speaking.speak(formula, lang)
