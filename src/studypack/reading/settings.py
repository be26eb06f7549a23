"""The settings of a workspace: the school's name, look and paper.

Called by `reader` for every pack; what a pack's own front matter says comes first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.model.pack import Certifier, ImageFile, Paper, School
from studypack.packs import SETTINGS
from studypack.reading.look import colour_of, paper_of
from studypack.reading.refusal import Refused
from studypack.reading.sources import PackFiles
from studypack.reading.typography import set_text
from studypack.spans import Span

_FOLDER = "templates"
"""Where the school's logo lies, with whatever else the workspace makes its own."""

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
        self._files = PackFiles(workspace / _FOLDER, workspace)
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
        "pages": MappingProxyType({"paper": _Reader.paper, "accent": _Reader.colour}),
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
