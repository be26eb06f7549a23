"""The school's styles, which win by name, with ours behind them where it has none.

A style's id differs from program to program and from language to language ('berschrift1'), its name
does not: it is by their names that Word knows its own styles.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from studypack.backends.docx.ordered import PARAGRAPH, RUN, made, properties, put
from studypack.backends.docx.visible import W

_REFERENCES = ("basedOn", "next", "link")
_USES = ("pStyle", "rStyle", "tblStyle")
_BODY_TEXT = 9
"""The outline level of what is no heading (§17.3.1.20)."""

_OFF = {"0", "false", "off"}


class Restyled:
    """Two sheets of styles made one: `root` is the school's, `added` holds the ids of ours in it."""

    def __init__(self, school: Any, ours: Any) -> None:
        self.root = school
        self.added: set[str] = set()
        self._ids: dict[str, str] = {}
        self._ours = {_id(style): style for style in ours.iter(f"{W}style")}
        self._known = {_id(style): style for style in school.iter(f"{W}style")}
        self._add_missing()

    def _add_missing(self) -> None:
        named = {_key(style): id for id, style in reversed(self._known.items())}
        names = {name for _, name in named}
        usual = {s.get(f"{W}type"): id for id, s in self._known.items() if _is_usual(s)}
        missing = []
        for id, style in self._ours.items():
            found = named.get(_key(style))
            if found is None and _is_usual(style):
                found = usual.get(style.get(f"{W}type"))
            if found is None:
                missing.append(style)
            self._ids[id] = found or self._free(id)
        for style in missing:
            self._add(copy.deepcopy(style), names)  # what ours says is asked for yet

    def _add(self, style: Any, names: set[str]) -> None:
        id = self._ids[_id(style)]
        if style.get(f"{W}type") == "paragraph":  # the school's paragraphs without style stay so
            style.attrib.pop(f"{W}default", None)
        if _key(style)[1] in names:  # a style of another kind has the name
            name = style.find(f"{W}name")
            name.set(f"{W}val", f"{name.get(f'{W}val')} (pack)")
        style.set(f"{W}styleId", id)
        for tag in _REFERENCES:
            for one in style.findall(f"{W}{tag}"):
                one.set(f"{W}val", self.id(one.get(f"{W}val")))
        self.root.append(style)
        self._known[id] = style
        self.added.add(id)

    def _free(self, id: str) -> str:
        taken = {known.lower() for known in self._known}
        while id.lower() in taken:
            id += "Pack"
        return id

    def id(self, ours: str) -> str:
        """Return the id in the school's document of a style that we know by another."""
        return self._ids.get(ours, ours)

    # --- What a style says, by itself or by those that it is based on ---

    def number(self, id: str) -> tuple[str, str] | None:
        """Return instance and level by which a style is numbered, None if it is not."""
        for style in self._up(id):
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                level = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
                given = "0" if level is None else level.get(f"{W}val", "0")
                return number.get(f"{W}val", "0"), given
        return None

    def _language(self, id: str, attribute: str) -> str:
        usual = self.root.find(f"{W}docDefaults/{W}rPrDefault")
        for style in (*self._up(id), *(() if usual is None else (usual,))):
            language = style.find(f"{W}rPr/{W}lang")
            if language is not None and language.get(f"{W}{attribute}"):
                return str(language.get(f"{W}{attribute}"))
        return ""

    def _is_bidi(self, id: str) -> bool:
        usual = self.root.find(f"{W}docDefaults/{W}pPrDefault")
        return _is_on((*self._up(id), *(() if usual is None else (usual,))), "bidi")

    def _up(self, id: str) -> Iterator[Any]:
        return _upwards(self._known, id or self._usual)

    @property
    def _usual(self) -> str:
        return next(
            (
                id
                for id, style in self._known.items()
                if _is_usual(style) and style.get(f"{W}type") == "paragraph"
            ),
            "",
        )

    # --- Text in the school's styles ---

    def adapt(self, trees: Sequence[Any], language: tuple[str, str], *, rtl: bool) -> None:
        """Have text of ours refer to the styles that there are, and say itself what they do not.

        language  attribute of `w:lang` and tag
        rtl       its lines run from right to left
        """
        numbered = any(tree.find(f".//{W}lnNumType") is not None for tree in trees)
        lacking: dict[str, _Lacking] = {}
        for tree in trees:
            for paragraph in tree.iter(f"{W}p"):
                named = paragraph.find(f"{W}pPr/{W}pStyle")
                ours = "Normal" if named is None else named.get(f"{W}val", "")
                if ours not in lacking:
                    lacking[ours] = self._lacking(ours, language, rtl=rtl, numbered=numbered)
                lacking[ours].complete(paragraph, language)
            for kind in _USES:
                for one in tree.iter(f"{W}{kind}"):
                    one.set(f"{W}val", self.id(one.get(f"{W}val")))

    def _lacking(
        self, ours: str, language: tuple[str, str], *, rtl: bool, numbered: bool
    ) -> _Lacking:
        """Return what a style of ours says and the school's does not, besides looks.

        numbered  the text has lines with numbers, which LibreOffice gives to whole documents
        """
        id = self.id(ours)
        attribute, tag = language
        wanted = _outline_level(_upwards(self._ours, ours))
        found = []
        if wanted != _outline_level(self._up(id)):
            found.append(("outlineLvl", str(wanted)))
        if self._is_bidi(id) is not rtl:
            found.append(("bidi", str(int(rtl))))
        counts = _is_on(_upwards(self._ours, ours), "suppressLineNumbers")
        if numbered and counts is not _is_on(self._up(id), "suppressLineNumbers"):
            found.append(("suppressLineNumbers", str(int(counts))))
        return _Lacking(tuple(found), self._language(id, attribute).lower() == tag.lower())


@dataclass(frozen=True, slots=True)
class _Lacking:
    """What the paragraphs of a style have to say themselves.

    properties  names of elements and their values
    spoken      the language need not be said
    """

    properties: tuple[tuple[str, str], ...]
    spoken: bool

    def complete(self, paragraph: Any, language: tuple[str, str]) -> None:
        """Have a paragraph say it."""
        for name, value in self.properties:
            if paragraph.find(f"{W}pPr/{W}{name}") is None:
                put(properties(paragraph, "pPr"), made(name, val=value), PARAGRAPH)
        if not self.spoken:
            _speak(paragraph, language)


def _speak(paragraph: Any, language: tuple[str, str]) -> None:
    """Say of every run that does not in which language it is."""
    attribute, tag = language
    for run in paragraph.iter(f"{W}r"):
        if run.find(f"{W}rPr/{W}lang") is None:
            put(properties(run, "rPr"), made("lang", **{attribute: tag}), RUN)


def _upwards(styles: dict[str, Any], id: str) -> Iterator[Any]:
    """Yield a style and those that it is based on, each once."""
    seen: set[str] = set()
    while id in styles and id not in seen:
        seen.add(id)
        yield styles[id]
        parent = styles[id].find(f"{W}basedOn")
        id = "" if parent is None else parent.get(f"{W}val", "")


def _is_on(styles: Iterable[Any], name: str) -> bool:
    """Return whether a style has a property on, by itself or by those that it is based on."""
    for style in styles:
        switch = style.find(f"{W}pPr/{W}{name}")
        if switch is not None:
            return switch.get(f"{W}val", "1") not in _OFF
    return False


def _outline_level(styles: Iterable[Any]) -> int:
    for style in styles:
        level = style.find(f"{W}pPr/{W}outlineLvl")
        if level is not None:
            return int(level.get(f"{W}val", _BODY_TEXT))
    return _BODY_TEXT


def _id(style: Any) -> str:
    return str(style.get(f"{W}styleId", ""))


def _key(style: Any) -> tuple[str, str]:
    """Return by what two styles are one: their kind and name, as Word compares it."""
    name = style.find(f"{W}name")
    said = "" if name is None else name.get(f"{W}val", "")
    return style.get(f"{W}type", ""), " ".join(said.lower().split())


def _is_usual(style: Any) -> bool:
    return style.get(f"{W}default", "0") not in _OFF
