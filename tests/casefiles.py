"""Case files: Markdown that a teacher can read, with what the reader must make of it.

A file has cases, each a heading, prose if it needs any, and fenced blocks of tildes:

    ~~~~ source          what an author writes; a front matter is put before it if it has none
    ~~~~ file NAME       a further file of the pack, as text
    ~~~~ made NAME       a further file that is no text: 'png 40 x 30', 'bytes 41 ff 42',
                         'repeat 6000000 a', 'link ../elsewhere', 'font'
    ~~~~ folder          the name of the pack's folder
    ~~~~ metadata        what the front matter became, where the source has one
    ~~~~ tree            what the source became
    ~~~~ diagnostics     what was found wrong with it, with its place

The last three are expectations: `pytest --accept` writes them anew, and a person looks at the
difference before committing it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "cases"
EXPECTED = ("metadata", "tree", "diagnostics")

_HEADING = re.compile(r"^#{1,6} (?P<title>.+)$", re.MULTILINE)
_BLOCK = re.compile(
    r"^~~~~ (?P<kind>[a-z]+)(?: (?P<name>[^\n]+))?\n(?P<text>.*?)^~~~~$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Case:
    """One case: where it stands in its file, what it gives and what it expects."""

    path: Path
    title: str
    start: int
    end: int
    source: str
    folder: str
    files: tuple[tuple[str, str, str], ...]
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.path.relative_to(FOLDER).with_suffix('')}: {self.title}"


def cases(folder: str) -> list[Case]:
    """Return every case of the files in `tests/cases/<folder>`."""
    return [case for path in sorted((FOLDER / folder).glob("*.md")) for case in _read(path)]


def _read(path: Path) -> Iterator[Case]:
    text = path.read_text(encoding="utf-8")
    covered = [match.span() for match in _BLOCK.finditer(text)]
    headings = [
        match
        for match in _HEADING.finditer(text)
        if not any(start <= match.start() < end for start, end in covered)
    ]
    ends = [match.start() for match in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        blocks = [m for m in _BLOCK.finditer(text, heading.end()) if m.start() < end]
        if blocks:
            yield _case(path, heading["title"], heading.end(), end, blocks)


def _case(path: Path, title: str, start: int, end: int, blocks: list[re.Match[str]]) -> Case:
    texts = {match["kind"]: match["text"] for match in blocks}
    return Case(
        path=path,
        title=title,
        start=start,
        end=end,
        source=texts.get("source", ""),
        folder=texts.get("folder", "").strip(),
        files=tuple(
            (match["kind"], match["name"], match["text"])
            for match in blocks
            if match["kind"] in {"file", "made"}
        ),
        expected={kind: texts[kind] for kind in EXPECTED if kind in texts},
    )


def accept(case: Case, actual: dict[str, str]) -> None:
    """Write `actual` into the case's file in place of what it expects."""
    text = case.path.read_text(encoding="utf-8")
    current = next(other for other in _read(case.path) if other.title == case.title)
    section = text[current.start : current.end]
    kept = _BLOCK.sub(lambda match: "" if match["kind"] in EXPECTED else match[0], section)
    blocks = [f"~~~~ {kind}\n{actual[kind]}~~~~" for kind in EXPECTED if kind in actual]
    new = "\n\n".join([text[: current.start] + kept.rstrip(), *blocks, text[current.end :]])
    case.path.write_text(new.rstrip() + "\n", encoding="utf-8")
