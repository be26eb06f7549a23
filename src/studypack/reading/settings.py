"""The settings of a workspace: the school's name, look, fonts and paper.

Called by `reader` for every pack; what a pack's own front matter says comes first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from studypack import fonts
from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.model.pack import (
    Certifier,
    FontFile,
    ImageFile,
    Margins,
    Paper,
    School,
    Typeface,
    Typefaces,
)
from studypack.packs import SETTINGS
from studypack.reading.images import inspect_image
from studypack.reading.look import MARGINS, colour_of, paper_of
from studypack.reading.refusal import Refused
from studypack.reading.sources import PackFiles
from studypack.reading.typography import set_text
from studypack.spans import Span

_FOLDER = "templates"
"""Where the school's logo and fonts lie, with whatever else the workspace makes its own."""

_AT = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)")
_TABLE = re.compile(r"\s*\[\s*([\w-]+)\s*\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=\s*")
_ADDRESS = re.compile(r"https?://[!-~]+")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every pack of a workspace, unless its front matter says otherwise.

    images  the school's logo, by a name that no image of a pack can have
    """

    school: School = field(default_factory=School)
    paper: Paper = Paper.A4
    margins: Margins | None = None
    punch: bool | None = None
    accent: str = ""
    images: Mapping[str, ImageFile] = field(default_factory=lambda: MappingProxyType({}))


def read_settings(workspace: Path, found: Diagnostics) -> Settings:
    """Return the settings of a workspace; whatever is wrong with them goes to `found`."""
    files = PackFiles(workspace, workspace)
    if not (workspace / SETTINGS).is_file():
        return Settings()
    text = files.source(SETTINGS, found)
    if text is None:
        return Settings()
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found.error("bad-settings", _without_place(error), _place_of(error, text), _HELP)
        return Settings()
    except RecursionError:
        found.error("bad-settings", "the settings nest without end", Span(SETTINGS), _HELP)
        return Settings()
    return _Reader(text, workspace, found).read(tables)


_HELP = "write '[school]' above, and 'name = \"…\"' with the text in quotes"


def _without_place(error: tomllib.TOMLDecodeError) -> str:
    return f"the settings are not TOML: {_AT.sub('', str(error))}"


def _place_of(error: tomllib.TOMLDecodeError, text: str) -> Span:
    at = _AT.search(str(error))
    if at is None or at[1] is None:
        return Span(SETTINGS, line=text.count("\n") + 1)
    return Span(SETTINGS, line=int(at[1]), column=int(at[2]))


class _Reader:
    def __init__(self, text: str, workspace: Path, found: Diagnostics) -> None:
        self._lines = text.split("\n")
        self._files = PackFiles(workspace / _FOLDER, workspace, _inspect_logo)
        self._found = found
        self._images: dict[str, ImageFile] = {}

    def read(self, tables: Mapping[str, Any]) -> Settings:
        values: dict[str, Any] = {}
        for table, entries in tables.items():
            if table not in KEYS or not isinstance(entries, dict):
                self._report_unknown(table, "", KEYS)
                continue
            for key, value in entries.items():
                self._read_key(table, key, value, values)
        school = School(
            **{key: values[key] for key in KEYS["school"] if key in values},
            typefaces=Typefaces(**{key: values.get(key) for key in KEYS["fonts"]}),
            certifier=Certifier(
                name=values.get("certified-by", ""),
                credential=values.get("credential", ""),
                report=values.get("report", ""),
            ),
        )
        look = {key: values[key] for key in KEYS["pages"] if key in values}
        return Settings(school=school, images=MappingProxyType(self._images), **look)

    def _read_key(self, table: str, key: str, value: Any, values: dict[str, Any]) -> None:
        if key not in KEYS[table]:
            self._report_unknown(key, table, KEYS[table])
            return
        try:
            values[key] = KEYS[table][key](self, value, self._place(table, key))
        except Refused as refused:
            refused.report(self._found, self._place(table, key))

    def _report_unknown(self, name: str, table: str, known: Mapping[str, Any]) -> None:
        where = f"[{table}]" if table else "the settings"
        self._found.error(
            "unknown-key",
            f"{where} has no key '{name}'" if table else f"{where} have no table '{name}'",
            self._place(table, name),
            did_you_mean(name, known) or f"there are {', '.join(known)}",
        )

    def _place(self, table: str, key: str) -> Span:
        """Return where the value of a key stands; where a table begins, for one without key."""
        inside = ""
        for number, line in enumerate(self._lines, start=1):
            if head := _TABLE.match(line):
                inside = head[1]
                if not table and inside == key:
                    return Span(SETTINGS, number, line.index("[") + 1, len(line.strip()))
            elif inside == table and (match := _KEY.match(line)) and match[1] == key:
                value = line[match.end() :].rstrip()
                return Span(SETTINGS, number, match.end() + 1, max(1, len(value)))
        return Span(SETTINGS)

    # --- Kinds of values ---

    def text(self, value: Any, _place: Span) -> str:
        if not isinstance(value, str):
            raise Refused("bad-value", f"text is wanted, not {value!r}", "put it in quotes")
        words = " ".join(value.split())
        if len(words) > _LONGEST:
            raise Refused("bad-value", f"the text is longer than {_LONGEST} characters")
        return set_text(words, "en")

    def paper(self, value: Any, place: Span) -> Paper:
        paper = paper_of(self.text(value, place))
        if paper is None:
            raise Refused(
                "bad-value", f"'{value}' is no paper that is known", "write 'A4', 'Letter' or 'A5'"
            )
        return paper

    def margins(self, value: Any, place: Span) -> Margins:
        margins = MARGINS.get(self.text(value, place).lower())
        if margins is None:
            help_ = " or ".join(f"'{name}'" for name in MARGINS)
            raise Refused("bad-value", f"no margins are called '{value}'", f"write {help_}")
        return margins

    def flag(self, value: Any, _place: Span) -> bool:
        if not isinstance(value, bool):
            raise Refused("bad-value", f"true or false is wanted, not {value!r}", "without quotes")
        return value

    def colour(self, value: Any, place: Span) -> str:
        colour = colour_of(self.text(value, place))
        if colour is None:
            raise Refused("bad-value", f"'{value}' is no colour", 'write one such as "#2f5d62"')
        return colour

    def address(self, value: Any, place: Span) -> str:
        text = self.text(value, place)
        if not _ADDRESS.fullmatch(text):
            raise Refused("bad-value", f"'{text}' is no address", "it begins with 'https://'")
        return text

    def logo(self, value: Any, place: Span) -> str:
        """Return the name under which the logo is among a pack's images."""
        read: dict[str, ImageFile] = {}
        name = self._files.image(self.text(value, place), place, read, self._found)
        self._images |= {f"~{known}": image for known, image in read.items()}
        return f"~{name}" if name in read else ""

    def typeface(self, value: Any, place: Span) -> Typeface | None:
        """Return a family of ours by its name, or one of the files that are named."""
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
            raise Refused("bad-value", f"a font is wanted, not {value!r}", _FONT_HELP)
        if len(names) == 1 and not names[0].lower().endswith(fonts.SUFFIXES):
            return _family(" ".join(names[0].split()), place)
        face = _of_files([self._font(name) for name in names], place)
        if lacking := _lacking_faces(face):
            self._found.warning(
                "font-lacks-faces",
                f"'{face.family}' has no {' and no '.join(lacking)} face",
                place,
                "name its file as well: without, what is stressed looks like all else",
            )
        return face

    def _font(self, name: str) -> tuple[str, FontFile]:
        if not name.lower().endswith(fonts.SUFFIXES):
            raise Refused("bad-value", f"'{name}' is no TrueType or OpenType file", _FONT_HELP)
        read, content = self._files.font(name)
        try:
            return fonts.inspect_font(read, content)
        except fonts.UnfitFontError as unfit:
            raise Refused("bad-font", f"the font '{name}' {unfit}", unfit.help) from unfit


_inspect_logo = lru_cache(maxsize=2)(inspect_image)
"""As `inspect_image`, but a logo is decoded once a process and not with every pack."""


_FONT_HELP = (
    'name a family, such as "Noto Sans", or files in templates/: ["School.ttf", "School-Bold.ttf"]'
)


def _family(name: str, place: Span) -> Typeface:
    known = {family.lower(): family for family in fonts.known_families()}
    if name.lower() not in known:
        help_ = did_you_mean(name, known.values()) or _FONT_HELP
        raise Refused("unknown-font", f"no font is called '{name}'", help_)
    return Typeface(family=known[name.lower()], span=place)


def _of_files(found: list[tuple[str, FontFile]], place: Span) -> Typeface:
    """Return the typeface that files make up; raise Refused for what is no family."""
    family, first = found[0]
    shown: dict[object, FontFile] = {}
    for name, file in found:
        if name != family:
            message = f"'{file.name}' is '{name}', but '{first.name}' is '{family}'"
            raise Refused(
                "bad-font", message, "name the files of one family: its weights and italics"
            )
        other = shown.setdefault((file.style, file.weights), file)
        if other is not file:
            message = f"'{file.name}' and '{other.name}' are the same weight and style"
            raise Refused("bad-font", message, "leave one of them out")
    return Typeface(family=family, files=tuple(file for _, file in found), span=place)


def _lacking_faces(face: Typeface) -> list[str]:
    """Return which faces that stress words are not among the files of a typeface."""
    bold = any(file.weights[1] >= _BOLD for file in face.files)
    italic = any(file.style == "italic" for file in face.files)
    return [name for name, there in (("bold", bold), ("italic", italic)) if not there]


_BOLD = 600

_Read = Callable[[_Reader, Any, Span], Any]

KEYS: Mapping[str, Mapping[str, _Read]] = MappingProxyType(
    {
        "school": MappingProxyType(
            {
                "name": _Reader.text,
                "logo": _Reader.logo,
                "header": _Reader.text,
                "footer": _Reader.text,
            }
        ),
        "pages": MappingProxyType(
            {
                "paper": _Reader.paper,
                "margins": _Reader.margins,
                "punch": _Reader.flag,
                "accent": _Reader.colour,
            }
        ),
        "fonts": MappingProxyType({"text": _Reader.typeface, "labels": _Reader.typeface}),
        "accessibility": MappingProxyType(
            {
                "certified-by": _Reader.text,
                "credential": _Reader.text,
                "report": _Reader.address,
            }
        ),
    }
)
"""The tables of the settings, and what reads the value of each key."""
