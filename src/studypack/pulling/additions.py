"""The third step: lines that are new, written in Markdown where they belong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from studypack.backends.docx.lines import Line
from studypack.pulling.comparing import Comparison, told
from studypack.pulling.desk import KEY_TO_COME, Desk
from studypack.pulling.glyphs import Glyph, evened, glyphs_of, key_of
from studypack.pulling.notices import Notice, Sort, quoted
from studypack.pulling.places import Place, behind_block, behind_entry, behind_row
from studypack.pulling.steps import Edit
from studypack.pulling.wording import CannotWrite, written
from studypack.spans import Span

_TASK_TEXT = ("questiontext", "parttext", "optiontext")
_ROOM = ("answerline", "answer")
_LISTS = {"listbullet": "- ", "listnumber": "1. ", "listparagraph": "- "}
_HEADING = re.compile(r"heading([2-7])")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that make one block of the source: their numbers in the edited file, and of what kind."""

    kind: str
    lines: tuple[int, ...]


def addition_edits(
    seen: Comparison, parts: Mapping[str, bytes], notices: list[Notice]
) -> list[Edit]:
    """Return an edit for every block that is new; what cannot be one goes to `notices`."""
    new = [index for index in seen.additions() if not _is_answer(seen, index, notices)]
    writer = _Writer(seen, partial(seen.desk.picture, parts=parts))
    edits: list[Edit] = []
    last: tuple[Block, Place] | None = None
    for block in _blocks(seen, new):
        span = seen.span_near(block.lines[0])
        about = " / ".join(told(seen.edited[index]) for index in block.lines[:1])
        try:
            text = writer.write(block)
            place = _place(seen, block, last)
        except CannotWrite as fault:
            message = f"{quoted(about)} is new: {fault} cannot be written here"
            notices.append(Notice(Sort.LOST, span, message))
            continue
        if place is None:
            message = f"{quoted(about)} is new, and no place for it is known"
            notices.append(Notice(Sort.LOST, span, message))
            continue
        edit = Edit(about, Span(place.file.path, place.line))
        edit.wanted += _wanted(seen, block)
        edit.add(place.file.path, place.splice(text, again=last is not None and last[1] == place))
        if last is not None and last[1] == place and edits:
            edits[-1].wanted += edit.wanted
            edits[-1].add(place.file.path, edit.splices[place.file.path][0])
            _join(edits[-1], place.file.path)
        else:
            edits.append(edit)
        last = (block, place)
    return edits


def _wanted(seen: Comparison, block: Block) -> Iterator[object]:
    """Yield the keys of lines that the worksheet must have once a block is in the source."""
    if block.kind in ("table", "row"):
        return  # paragraphs of a cell become one
    for index in block.lines:
        line = seen.edited[index]
        if line.style not in ("marks", "totalmarks") and not any(p.part for p in line.pieces):
            yield key_of(line)


def _join(edit: Edit, path: str) -> None:
    """Make one splice of two at the same place."""
    *others, first, second = edit.splices[path]
    edit.splices[path] = [*others, replace(first, text=first.text + second.text)]


def _is_answer(seen: Comparison, index: int, notices: list[Notice]) -> bool:
    """Return whether a line stands where pupils write; it is told of."""
    line = seen.edited[index]
    tags = {one.tag for one in seen.base if one.tag}
    if (line.tag in tags and line.tag) or line.style in _ROOM:
        where = f" of {line.tag}" if line.tag else ""
        text = f"{quoted(told(line))} stands in the room for the answer{where}"
        notices.append(Notice(Sort.LOST, seen.span_near(index), text))
        return True
    return False


# --- Blocks -----------------------------------------------------------------------------------


def _blocks(seen: Comparison, new: list[int]) -> Iterator[Block]:
    """Yield the new lines, those together that make one block."""
    waiting = list(new)
    while waiting:
        first = waiting[0]
        kind = _kind(seen, first)
        taken = [first]
        for index in waiting[1:]:
            if not _goes_on(seen, kind, taken, index):
                break
            taken.append(index)
        yield Block(kind, tuple(taken))
        waiting = waiting[len(taken) :]


def _kind(seen: Comparison, index: int) -> str:
    line = seen.edited[index]
    if line.cell:
        known = any(
            line.cell[0] == other.cell[0]
            for place, other in enumerate(seen.edited)
            if other.cell and place in seen.edits.to_old
        )
        return "row" if known else "table"
    if line.style in ("question", "questionpart", "option"):
        return {"question": "question", "questionpart": "part", "option": "option"}[line.style]
    if _HEADING.fullmatch(line.style):
        return "heading"
    if line.level is not None or line.style in _LISTS:
        return "entry"
    return "paragraph"


def _goes_on(seen: Comparison, kind: str, taken: list[int], index: int) -> bool:
    """Return whether a further new line is part of the block that `taken` began."""
    between = range(taken[-1] + 1, index)
    if any(place in seen.edits.to_old for place in between):
        return False
    line, own = seen.edited[index], _kind(seen, index)
    match kind:
        case "question":
            return own in ("part", "option", "entry") or (
                own == "paragraph" and line.style in (*_TASK_TEXT, "marks", "totalmarks")
            )
        case "part":
            return own == "option" or line.style in ("parttext", "marks")
        case "table":
            return own == "table" and line.cell[0] == seen.edited[taken[0]].cell[0]
        case "row":
            return own == "row" and line.cell[:2] == seen.edited[taken[0]].cell[:2]
        case "entry" | "option":
            return own == kind
        case _:
            return False


# --- Writing them -----------------------------------------------------------------------------


class _Writer:
    """Writes blocks of the edited file as lines of Markdown."""

    def __init__(self, seen: Comparison, picture: Callable[[Glyph], str]) -> None:
        self._seen = seen
        self._picture = picture

    @property
    def _desk(self) -> Desk:
        return self._seen.desk

    def write(self, block: Block) -> list[str]:
        """Return the lines of a block, the mark of a list's entry left out. raises CannotWrite"""
        lines = [self._seen.edited[index] for index in block.lines]
        match block.kind:
            case "question" | "part":
                return self._task(block.kind, block.lines)
            case "heading":
                level = int(lines[0].style.removeprefix("heading")) - 1
                return [f"{'#' * level} {self._text(lines[0])}"]
            case "table":
                return self._table(block.lines)
            case "row":
                return ["\t".join(self._row(block.lines[0]))]
            case "entry" | "option":
                return [self._text(line) for line in lines]
            case _:
                return self._text(lines[0]).split("\n")

    def _text(self, line: Line, *, in_table: bool = False) -> str:
        glyphs = glyphs_of(evened(line.pieces) if in_table else line.pieces)
        text = written(glyphs, self._desk.language, self._picture, in_table=in_table)
        return text.replace("\\\n", " ") if in_table else text

    def _task(self, name: str, indices: tuple[int, ...]) -> list[str]:
        lines = [self._seen.edited[index] for index in indices]
        marks = next((m[0] for one in lines if one.style == "marks" and (m := _number(one))), "")
        room = self._room(indices[-1])
        body: list[str] = []
        part: list[Line] = []
        options = [line for line in lines if line.style == "option"]
        previous = ""
        for line in lines:
            kind = (
                "option"
                if line.style == "option"
                else (
                    "entry"
                    if line.level is not None and line.style not in ("question", "questionpart")
                    else line.style
                )
            )
            if line.style in ("marks", "totalmarks"):
                continue
            if line.style == "questionpart" and name == "question":
                body += [*([":::"] if part else []), "", ":::{part}"]
                part.append(line)
            if body and not (kind == previous and kind in ("option", "entry")):
                body.append("")
            if kind == "option":
                is_first = line is options[0]
                box, key = ("[x]", f" {KEY_TO_COME}") if is_first else ("[ ]", "")
                body.append(f"- {box} {self._text(line)}{key}")
            else:
                body += f"{'- ' if kind == 'entry' else ''}{self._text(line)}".split("\n")
            previous = kind
        if part:
            body.append(":::")
        head = [f":::{{{name}}}"]
        head += [f":marks: {marks}"] if marks and not part else []
        head += [f":space: {room} lines"] if room else []
        clean = [line for place, line in enumerate(body) if line or (place and body[place - 1])]
        while clean and not clean[0]:
            clean.pop(0)
        return [*head, *([""] if len(head) > 1 else []), *clean, ":::"]

    def _room(self, last: int) -> int:
        """Return how many empty lines to write on stand behind a new task."""
        count = 0
        for index in range(last + 1, len(self._seen.edited)):
            line = self._seen.edited[index]
            if not line.is_empty or line.style != "answerline":
                break
            count += 1
        return count

    def _table(self, indices: tuple[int, ...]) -> list[str]:
        number = self._seen.edited[indices[0]].cell[0]
        rows: dict[int, dict[int, list[str]]] = {}
        for line in self._seen.edited:
            if line.cell and line.cell[0] == number:
                cells = rows.setdefault(line.cell[1], {}).setdefault(line.cell[2], [])
                if not line.is_empty:
                    cells.append(self._text(line, in_table=True))
        width = max(max(cells) for cells in rows.values())
        texts = [[" ".join(row.get(c, [])) for c in range(1, width + 1)] for row in rows.values()]
        head, *others = [f"| {' | '.join(cells)} |" for cells in texts]
        return [head, f"|{'---|' * width}", *others]

    def _row(self, index: int) -> list[str]:
        table, row, _ = self._seen.edited[index].cell
        cells: dict[int, list[str]] = {}
        for place, line in enumerate(self._seen.edited):
            if line.cell[:2] == (table, row):
                if place in self._seen.edits.to_old:
                    raise CannotWrite("a further paragraph in a cell")
                texts = cells.setdefault(line.cell[2], [])
                if not line.is_empty:
                    texts.append(self._text(line, in_table=True))
        return [" ".join(cells.get(c, [])) for c in range(1, max(cells) + 1)]


def _number(line: Line) -> list[str]:
    return re.findall(r"\d+", line.plain)


# --- Where they belong ------------------------------------------------------------------------


def _place(seen: Comparison, block: Block, last: tuple[Block, Place] | None) -> Place | None:
    """Return where a block goes; several new ones in a row go to one place."""
    first = block.lines[0]
    if last is not None and block.kind == last[0].kind:
        between = range(last[0].lines[-1] + 1, first)
        if not any(index in seen.edits.to_old for index in between):
            return last[1]
    before = _neighbour(seen, range(first - 1, -1, -1))
    after = _neighbour(seen, range(first + 1, len(seen.edited)))
    match block.kind:
        case "row":
            return behind_row(seen, before, after, seen.edited[first])
        case "option" | "entry":
            marker = _LISTS.get(seen.edited[first].style, "- ")
            in_list = behind_entry(seen, before, after, seen.edited[first])
            if in_list is not None or block.kind == "option":
                return in_list
            return replace_marker(behind_block(seen, before, after, inside=False), marker)
        case _:
            return behind_block(seen, before, after, inside=_inside(seen, block, before))


def replace_marker(place: Place | None, marker: str) -> Place | None:
    """Return a place for a list that is new altogether."""
    return None if place is None else replace(place, marker=marker, new_list=True)


def _neighbour(seen: Comparison, indices: range) -> int | None:
    """Return the nearest edited line that stands in the source."""
    return next((index for index in indices if seen.written(index) is not None), None)


def _inside(seen: Comparison, block: Block, before: int | None) -> bool:
    """Return whether a new block belongs into the directive of the line before it."""
    line = seen.edited[block.lines[0]]
    if block.kind == "part" or line.style in _TASK_TEXT:
        return True
    if block.kind in ("question", "heading") or before is None:
        return False
    found = seen.written(before)
    if found is None:
        return False
    around = next((one for one in found[1].above() if one.kind == "directive"), None)
    if around is None:
        return False
    if seen.edited[before].style == line.style and not line.cell:
        return around.name not in ("question", "part")
    following = block.lines[-1] + 1
    if following >= len(seen.edited):
        return False
    next_line = seen.edited[following]
    if block.lines[0] - 1 == before and (
        next_line.tag or next_line.style in ("marks", "answerline")
    ):
        return True
    next_found = seen.written(following)
    return next_found is not None and around in list(next_found[1].above())
