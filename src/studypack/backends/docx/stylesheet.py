"""The styles part, the theme and the font table, written from the tables in `styles`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from studypack import fonts
from studypack.backends.docx.languages import document_lang, has_italics, has_readings
from studypack.backends.docx.page import Page
from studypack.backends.docx.styles import (
    AFTER_TABLE,
    BASE_PT,
    BOX_FONT,
    CHARACTERS,
    HEADINGS,
    LOOSE,
    NOTES,
    TABLES,
    TASKS,
    TEXT,
    CharacterStyle,
    Color,
    Letters,
    Lines,
    ParagraphStyle,
    TableStyle,
)
from studypack.backends.docx.wordml import NAMESPACES, Variant, dxa, element, quoted
from studypack.composing.view import Direction, Look, View
from studypack.labels.scripts import is_right_to_left
from studypack.model import pack
from studypack.model.pack import Typefaces

UPRIGHT = "dyslexia"
"""The edition stylesheet that sets everything in an upright sans serif with wide leading."""

_LEADING = 1.28
_WIDE_LEADING = 1.5
_READING = 0.5
"""The height of a reading above a line, in the size of its letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """A typeface of the theme and what Word takes where a school does not have it.

    panose  its classification in ten bytes, for Word's own search for something like it; or ''
    """

    name: str
    instead: str
    family: str
    panose: str


_SERIF = Typeface(
    name="Source Serif 4", instead="Georgia", family="roman", panose="02040603050405020204"
)
_SANS = Typeface(
    name="Source Sans 3", instead="Calibri", family="swiss", panose="020B0503030403020204"
)
_LEGIBLE = Typeface(
    name="Atkinson Hyperlegible", instead="Verdana", family="swiss", panose="020B0503030403020204"
)
_MONO = Typeface(
    name="Source Code Pro", instead="Consolas", family="modern", panose="020B0509030403020204"
)

_SCRIPTS = {
    "Jpan": ("Yu Gothic", "Yu Mincho"),
    "Hang": ("Malgun Gothic", "Batang"),
    "Hans": ("Microsoft YaHei", "SimSun"),
    "Hant": ("Microsoft JhengHei", "PMingLiU"),
    "Arab": ("Arial", "Times New Roman"),
    "Hebr": ("Arial", "Times New Roman"),
    "Thai": ("Leelawadee UI", "Angsana New"),
    "Deva": ("Nirmala UI", "Nirmala UI"),
}
"""Fonts that every Word has, for labels and for text, by script."""


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """Writes the styles of one document.

    numbers  style id → instance and level of its numbering
    themed   its accent is that of the document's theme, and changes with it
    """

    look: Look
    language: str
    page: Page
    numbers: Mapping[str, tuple[int, int]]
    themed: bool = True

    @property
    def upright(self) -> bool:
        """Whether there are no italics: they are hard to read with dyslexia, and few scripts
        have them. Stress is bold then.
        """
        return self._wide or not has_italics(self.language)

    @property
    def _wide(self) -> bool:
        return UPRIGHT in self.look.stylesheets

    @property
    def scale(self) -> float:
        """How much larger the text is than `BASE_PT`."""
        return self.look.text_pt / BASE_PT

    def write(self, view: View, variants: Iterable[Variant]) -> str:
        """Return the styles part, with these variants of styles."""
        body = "".join((*self._styles(view), *map(self._variant, sorted(variants, key=_name_of))))
        accent = self.look.accent.lstrip("#").upper()
        body = body if self.themed else body.replace(' w:themeColor="accent1"', "")
        return f"<w:styles {NAMESPACES}>{body}</w:styles>".replace("ACCENT0", accent)

    def _styles(self, view: View) -> Iterator[str]:
        yield self._defaults(view.language)
        yield _latent()
        yield self._normal(view.direction)
        yield element(
            "style",
            element("name", val="Default Paragraph Font"),
            element("uiPriority", val=1),
            element("semiHidden"),
            type="character",
            default=1,
            styleId="DefaultParagraphFont",
        )
        yield _table_normal()
        yield element(
            "style",
            element("name", val="No List"),
            element("uiPriority", val=99),
            element("semiHidden"),
            type="numbering",
            default=1,
            styleId="NoList",
        )
        for style in (*HEADINGS, *TEXT, *NOTES, *TASKS, *self._running()):
            yield self._paragraph_style(style)
        for character in CHARACTERS:
            yield self._character_style(character)
        for table in TABLES:
            yield _table_style(table)

    def _defaults(self, language: str) -> str:
        size = self.half_points(BASE_PT)
        fonts = _theme_fonts("minor")
        letters = element(
            "rPr",
            fonts,
            element("sz", val=size),
            element("szCs", val=size),
            document_lang(language),
        )
        return element(
            "docDefaults", element("rPrDefault", letters), element("pPrDefault", element("pPr"))
        )

    def _normal(self, direction: Direction) -> str:
        """Return Normal, from which every style inherits.

        Lines are numbered in passages only, also in programs that number whole documents; in a
        pack that runs from right to left every paragraph does.
        """
        leading = _WIDE_LEADING if self._wide else _LEADING
        lines = element(
            "pPr",
            element("widowControl"),
            "<w:suppressLineNumbers/>",
            element("bidi") if direction is Direction.RTL else "",
            element("spacing", after=self._dxa(6), **self._leading(leading, BASE_PT)),
        )
        return element(
            "style",
            element("name", val="Normal"),
            element("qFormat"),
            lines,
            type="paragraph",
            default=1,
            styleId="Normal",
        )

    def _running(self) -> tuple[ParagraphStyle, ...]:
        letters = Letters(font="label", size=8.5, color="grey")
        return tuple(
            ParagraphStyle(id, id.lower(), letters, Lines(after=0, leading=1.0), quick=False)
            for id in ("Header", "Footer")
        )

    # --- One style --------------------------------------------------------------------------

    def _paragraph_style(self, style: ParagraphStyle) -> str:
        lines = self._lines(style)
        letters = self._letters(style.letters)
        custom = {} if style.name in _WORDS_OWN else {"customStyle": 1}
        return element(
            "style",
            element("name", val=style.name),
            element("basedOn", val=style.based_on),
            element("next", val=style.next) if style.next else "",
            element("uiPriority", val=_priority(style.name)),
            element("qFormat") if style.quick else "",
            f"<w:pPr>{lines}</w:pPr>" if lines else "",
            f"<w:rPr>{letters}</w:rPr>" if letters else "",
            type="paragraph",
            **custom,
            styleId=style.id,
        )

    def _variant(self, variant: Variant) -> str:
        """Return a style that is another one, but for where its lines stand."""
        places = Lines(
            before=AFTER_TABLE if variant.below_table else None,
            after=LOOSE if variant.loose else None,
            left=None if variant.indent is None else variant.millimetres,
            hanging=None if variant.indent is None else 0,
        )
        name = f"{_NAMES[variant.style]}{variant.words}"
        style = ParagraphStyle(variant.id, name, lines=places, based_on=variant.style, quick=False)
        return self._paragraph_style(style)

    def _lines(self, style: ParagraphStyle) -> str:
        lines = style.lines
        return (
            ("<w:keepNext/>" if lines.keep_next else "")
            + ("<w:keepLines/>" if lines.keep_lines else "")
            + self._number(style.id)
            + ('<w:suppressLineNumbers w:val="0"/>' if style.id == "Passage" else "")
            + (element("pBdr", self._border(lines.border)) if lines.border else "")
            + self._tabs(style.id)
            + self._spacing(style)
            + _indent(lines)
            + (element("jc", val=lines.align) if lines.align else "")
            + ("" if lines.outline is None else element("outlineLvl", val=lines.outline))
        )

    def _number(self, style: str) -> str:
        if style not in self.numbers:
            return ""
        num, level = self.numbers[style]
        deeper = element("ilvl", val=level) if level else ""
        return element("numPr", deeper, element("numId", val=num))

    def _tabs(self, style: str) -> str:
        """Return the stop at the far margin that Word's own header and footer have, too."""
        if style not in {"Header", "Footer"}:
            return ""
        return element("tabs", element("tab", val="right", pos=self.page.text_width))

    def _border(self, border: str) -> str:
        """Return a border with a bar on the side where lines begin.

        Word turns indents round in a paragraph from right to left, and leaves borders (§17.3.1.17).
        """
        if not is_right_to_left(self.language) or "<w:right " in border:
            return border
        return border.replace("<w:left ", "<w:right ")

    def _spacing(self, style: ParagraphStyle) -> str:
        lines = style.lines
        spacing: dict[str, str | int] = {}
        if lines.before is not None:
            spacing["before"] = self._dxa(lines.before)
        if lines.after is not None:
            spacing["after"] = self._dxa(lines.after)
        if lines.exact_mm is not None:
            spacing |= {"line": dxa(lines.exact_mm), "lineRule": "exact"}
        elif lines.leading is not None and not self._wide:
            spacing |= self._leading(lines.leading, style.letters.size or BASE_PT)
        return element("spacing", **spacing) if spacing else ""

    def _leading(self, leading: float, size: float) -> dict[str, str | int]:
        """Return how far lines stand apart: as many times their own height as `leading` says.

        Where characters carry readings, every line has the room for them, so that lines with and
        without stand equally far apart.
        """
        if has_readings(self.language):
            return {"line": self._dxa(size * (leading + _READING)), "lineRule": "atLeast"}
        return {"line": round(240 * leading), "lineRule": "auto"}

    def _letters(self, letters: Letters) -> str:
        italic = None if self.upright else letters.italic
        spaced = letters.spaced and has_italics(self.language)  # letters that join are never spaced
        size = self.half_points(letters.size) if letters.size else 0
        return (
            _fonts(letters)
            + _toggle("b", letters.bold)
            + _toggle("i", italic)
            + ("<w:smallCaps/>" if letters.small_caps else "")
            + ("<w:noProof/>" if letters.font == "mono" else "")
            + _COLORS[letters.color]
            + ('<w:spacing w:val="12"/>' if spaced else "")
            + (f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "")
            + ('<w:u w:val="single"/>' if letters.underlined else "")
            + (element("bdr", val="single", sz=6, space=2, color="auto") if letters.boxed else "")
            + ('<w:vertAlign w:val="superscript"/>' if letters.superscript else "")
        )

    def _character_style(self, style: CharacterStyle) -> str:
        custom = {} if style.name in _WORDS_OWN else {"customStyle": 1}
        letters = style.letters
        if self.upright and style.id == "Emphasis":
            letters = Letters(bold=True)
        return element(
            "style",
            element("name", val=style.name),
            element("basedOn", val="DefaultParagraphFont"),
            element("uiPriority", val=_priority(style.name)),
            element("qFormat") if style.quick else "",
            f"<w:rPr>{self._letters(letters)}</w:rPr>",
            type="character",
            **custom,
            styleId=style.id,
        )

    def half_points(self, size: float) -> int:
        """Return a size in points at `BASE_PT` as half points of this file."""
        return round(2 * size * self.scale)

    def _dxa(self, points: float) -> int:
        return round(20 * points * self.scale)


_WORDS_OWN = frozenset(
    {
        *(f"heading {level}" for level in range(1, 8)),
        "Title", "Subtitle", "TOC Heading", "toc 2", "toc 3", "List Bullet", "List Number",
        "List Continue", "List Continue 2", "List Continue 3", "Quote", "HTML Preformatted", "caption", "footnote text", "header",
        "footer", "Strong", "Emphasis", "Hyperlink", "HTML Code", "footnote reference",
        "line number", "Placeholder Text", "Table Grid",
    }
)  # fmt: skip
"""Names that Word knows by itself and shows in the language of its user."""

_COLORS: dict[Color, str] = {
    "": "",
    "accent": '<w:color w:val="ACCENT0" w:themeColor="accent1"/>',
    "grey": element("color", val="595959"),
}


_NAMES = {
    "Normal": "Normal",
    **{style.id: style.name for style in (*HEADINGS, *TEXT, *NOTES, *TASKS)},
}


def _name_of(variant: Variant) -> str:
    return variant.id


def _priority(name: str) -> int:
    """Return where Word lists a style: its own first, ours behind them."""
    return 9 if name in _WORDS_OWN else 20


def _theme_fonts(which: str) -> str:
    return element(
        "rFonts",
        asciiTheme=f"{which}HAnsi",
        eastAsiaTheme=f"{which}EastAsia",
        hAnsiTheme=f"{which}HAnsi",
        cstheme=f"{which}Bidi",
    )


def _fonts(letters: Letters) -> str:
    match letters.font:
        case "label":
            return _theme_fonts("major")
        case "mono":
            name = _MONO.name
            return element("rFonts", ascii=name, hAnsi=name, cs=name)
        case "boxes":
            return element("rFonts", ascii=BOX_FONT, eastAsia=BOX_FONT, hAnsi=BOX_FONT)
        case _:
            return ""


def _toggle(name: str, on: bool | None) -> str:
    if on is None:
        return ""
    value = "" if on else ' w:val="0"'
    return f"<w:{name}{value}/><w:{name}Cs{value}/>"


def _indent(lines: Lines) -> str:
    sides = {"left": lines.left, "right": lines.right, "hanging": lines.hanging}
    given = {side: dxa(mm) for side, mm in sides.items() if mm is not None}
    return element("ind", **given) if given else ""


def _latent() -> str:
    """Hide those of Word's own styles that no pack uses, until somebody asks for them."""
    return element(
        "latentStyles",
        defLockedState=0,
        defUIPriority=99,
        defSemiHidden=1,
        defUnhideWhenUsed=1,
        defQFormat=0,
        count=376,
    )


def _table_normal() -> str:
    margins = "".join(
        element(side, w=width, type="dxa")
        for side, width in (("top", 0), ("left", 90), ("bottom", 0), ("right", 90))
    )
    return element(
        "style",
        element("name", val="Normal Table"),
        element("uiPriority", val=99),
        element("semiHidden"),
        element("unhideWhenUsed"),
        element("tblPr", element("tblInd", w=0, type="dxa"), element("tblCellMar", margins)),
        type="table",
        default=1,
        styleId="TableNormal",
    )


def _table_style(style: TableStyle) -> str:
    rows, sides = style.padding or (0, 0)
    margins = "".join(
        element(side, w=width, type="dxa")
        for side, width in (("top", rows), ("left", sides), ("bottom", rows), ("right", sides))
    )
    table = (element("tblBorders", style.borders) if style.borders else "") + (
        element("tblCellMar", margins) if style.padding else ""
    )
    custom = {} if style.name in _WORDS_OWN else {"customStyle": 1}
    return element(
        "style",
        element("name", val=style.name),
        element("basedOn", val=style.based_on),
        element("uiPriority", val=_priority(style.name)),
        element("tblPr", table) if table else "",
        element("tcPr", element("vAlign", val="center")) if style.middle else "",
        element("tblStylePr", style.first_row, type="firstRow") if style.first_row else "",
        element("tblStylePr", style.first_column, type="firstCol") if style.first_column else "",
        type="table",
        **custom,
        styleId=style.id,
    )


# --- Theme and fonts --------------------------------------------------------------------------


def theme(look: Look, chosen: Typefaces) -> str:
    """Return the theme part: two typefaces, and the pack's accent as the first accent colour.

    A school that chooses another theme changes both, everywhere.
    """
    text, label = _typefaces(look, chosen)
    accent = look.accent.lstrip("#").upper()
    others = {
        "dk2": "262626", "lt2": "F2F2F2", "accent1": accent, "accent2": "7F5F2D",
        "accent3": "5D2F62", "accent4": "2F4B62", "accent5": "62402F", "accent6": "595959",
        "hlink": accent, "folHlink": "595959",
    }  # fmt: skip
    colors = "".join(f'<a:{n}><a:srgbClr val="{v}"/></a:{n}>' for n, v in others.items())
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'name="Study Pack"><a:themeElements><a:clrScheme name="Study Pack">'
        '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        f'<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>{colors}</a:clrScheme>'
        f'<a:fontScheme name="Study Pack">{_theme_font("majorFont", label, 0)}'
        f"{_theme_font('minorFont', text, 1)}</a:fontScheme>{_FORMATS}</a:themeElements></a:theme>"
    )


def _theme_font(name: str, face: Typeface, column: int) -> str:
    scripts = "".join(
        f'<a:font script="{script}" typeface="{fonts[column]}"/>'
        for script, fonts in _SCRIPTS.items()
    )
    return (
        f'<a:{name}><a:latin typeface="{face.name}"/><a:ea typeface=""/><a:cs typeface=""/>'
        f"{scripts}</a:{name}>"
    )


_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE = f'<a:ln w="6350">{_FILL}</a:ln>'
_EFFECT = "<a:effectStyle><a:effectLst/></a:effectStyle>"
_FORMATS = (
    f'<a:fmtScheme name="Study Pack"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
    f"<a:lnStyleLst>{_LINE * 3}</a:lnStyleLst><a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme>"
)
"""The schema (§20.1.4.1.14) wants three of each; we draw no shapes that would use them."""


def font_table(look: Look, chosen: Typefaces) -> str:
    """Return the font table: for each typeface the one that a school surely has (`w:altName`)."""
    faces = dict.fromkeys((*_typefaces(look, chosen), _MONO))
    fonts = "".join(
        element(
            "font",
            element("altName", val=quoted(face.instead)),
            element("panose1", val=face.panose) if face.panose else "",
            element("charset", val="00"),
            element("family", val=face.family),
            element("pitch", val="fixed" if face is _MONO else "variable"),
            name=quoted(face.name),
        )
        for face in faces
    )
    return f"<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


def _typefaces(look: Look, chosen: Typefaces) -> tuple[Typeface, Typeface]:
    """Return the typeface for text and the one for labels and tasks."""
    if UPRIGHT in look.stylesheets:
        return _LEGIBLE, _LEGIBLE
    return _typeface(chosen.text, _SERIF), _typeface(chosen.labels, _SANS)


def _typeface(own: pack.Typeface | None, ours: Typeface) -> Typeface:
    """Return the school's typeface as Word is told of it, or ours where it has chosen none."""
    if own is None:
        return ours
    known = {face.name: face for face in (_SERIF, _SANS, _LEGIBLE, _MONO)}
    panose = fonts.upright(own).panose if own.files else ""
    new = replace(ours, name=own.family, family="auto", panose=panose)
    return new if own.files else known.get(own.family, new)
