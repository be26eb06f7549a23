"""Edits of what stands outside of runs of text: the title in the front matter, the marks."""

from __future__ import annotations

import json
import re

from studypack.backends.docx.lines import Line
from studypack.pulling.desk import Desk
from studypack.pulling.glyphs import folded, said
from studypack.pulling.sources import SourceFile, Splice

_KEYS = {"title": "title", "subtitle": "subtitle"}
_PLAIN = re.compile(r"[^\W\d][^:#\"'\[\]{}&*!|>%@`,\\]*")


def front_edit(desk: Desk, line: Line, after: Line) -> tuple[str, Splice] | None:
    """Return the edit that a changed line asks for that no run of text holds, if there is one."""
    if line.style in _KEYS and not line.origin.line:
        return _front_matter(desk, _KEYS[line.style], said(line), said(after))
    return None


def _front_matter(desk: Desk, key: str, old: str, new: str) -> tuple[str, Splice] | None:
    file = desk.file(desk.pack_path)
    if file is None or not new:
        return None
    for number, text in enumerate(file.lines, start=1):
        match = re.fullmatch(rf"{key}:[ \t]*(?P<value>.*?)[ \t]*", text)
        if match is not None:
            if folded(_bare(match["value"])) != folded(old):
                return None
            start = file.offset(number, match.start("value"))
            end = file.offset(number, match.end("value"))
            return file.path, Splice(start, end, _value(new))
        if number > 1 and text.rstrip() == "---":
            break
    return None


def _bare(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _value(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def option_edit(file: SourceFile, line: int, key: str, value: str) -> Splice:
    """Return the edit that gives the directive that opens on `line` an option's value."""
    number = line + 1
    while number <= len(file.lines):
        match = re.match(
            r"[ \t]*:(?P<key>[a-z]+):[ \t]*(?P<value>.*?)[ \t]*$", file.lines[number - 1]
        )
        if match is None:
            break
        if match["key"] == key:
            start = file.offset(number, match.start("value"))
            return Splice(start, file.offset(number, match.end("value")), value)
        number += 1
    indent = file.lines[line - 1][: len(file.lines[line - 1]) - len(file.lines[line - 1].lstrip())]
    return file.insert_after(line, [f"{indent}:{key}: {value}"])
