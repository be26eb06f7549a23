"""What blocks say, as text to compare; used by the rules that look for the same words twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from studypack.model.base import Block, Node
from studypack.model.blocks import Figure, ListEntry
from studypack.model.inlines import Blank, Code, Image, LineBreak, Math, Text
from studypack.model.tasks import Answer, CommonErrors, Hint, Rubric, Scaffold
from studypack.model.walk import children

_SHORT = 3
"""Up to so many characters a text may be a sign, of which 'm' and 'M' are two."""

_NOT_ASKED = (Answer, CommonErrors, Hint, Rubric, Scaffold)


def said(nodes: Iterable[Any]) -> str:
    """Return the words of `nodes`, pictures by their file, blocks and blanks parted by a space.

    Answers, hints, rubrics and scaffolds inside them are left out: they are not what a task asks.
    """
    pieces: list[str] = []
    _collect(nodes, pieces)
    return " ".join("".join(pieces).split())


def _collect(nodes: Iterable[Any], pieces: list[str]) -> None:
    for node in nodes:
        match node:
            case Text(text=text) | Code(text=text):
                pieces.append(text)
            case Math(latex=latex):
                pieces.append(latex)
            case Image(src=src) | Figure(src=src):
                pieces.append(f" {src} ")
            case Blank() | LineBreak():
                pieces.append(" ")
            case Node() if not isinstance(node, _NOT_ASKED):
                _collect(children(node), pieces)
                if isinstance(node, Block | ListEntry):
                    pieces.append(" ")
            case _:
                pass


def folded(text: str) -> str:
    """Return `text` without what makes no difference to a reader: capitals, end marks, spaces."""
    text = " ".join(unicodedata.normalize("NFC", text).split()).strip(" .;,。、،")
    return text if len(text) <= _SHORT else text.casefold()


_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def words(text: str) -> tuple[str, ...]:
    """Return the words of `text`, folded."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))
