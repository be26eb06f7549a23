"""The navigation of a book: nested contents, for the nav document and the NCX, and its lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from studypack.backends.base import themes_of
from studypack.composing.view import ContentsEntry, View
from studypack.labels import BLOCK_LABELS, Labels
from studypack.model import directive_name
from studypack.model.base import Block
from studypack.model.blocks import FactTable, Figure, Paragraph, RelationTable, StudyBlock, Table
from studypack.model.generated import CharacterMap, QuoteBank, ThemeGrid
from studypack.model.inlines import Inlines, Math, as_label, plain
from studypack.model.tasks import Question, Rubric, Task
from studypack.model.walk import query, walk

_LINE = 48
"""Characters of a line of the navigation on a small screen."""

_NAMELESS = "…"
"""A table without a word: a line of the navigation must say something (EPUB 3.3, 7.3)."""

_TABULAR = (CharacterMap, ThemeGrid)
_TABLES = (FactTable, RelationTable, Table)


@dataclass(slots=True)
class Point:
    """A line of the navigation: where it leads, and the lines below it."""

    label: str
    href: str
    points: list[Point] = field(default_factory=list)


def nest(
    entries: Iterable[ContentsEntry], hrefs: Mapping[str, str], deepest: int, language: str
) -> list[Point]:
    """Return `entries` as a tree, down to level `deepest`.

    hrefs  id → address; an entry without one is left out
    A level that is skipped hangs under the nearest heading above it. A heading without words, of a
    picture alone, goes by its id: a line of the navigation must say something (EPUB 3.3, 7.3).
    """
    root = Point("", "")
    path: list[tuple[int, Point]] = [(0, root)]
    for entry in entries:
        if entry.level > deepest or entry.id not in hrefs:
            continue
        point = Point(_words(entry.title, language) or entry.id, hrefs[entry.id])
        while path[-1][0] >= entry.level:
            path.pop()
        path[-1][1].points.append(point)
        path.append((entry.level, point))
    return root.points


def figures(blocks: Iterable[Block], hrefs: Mapping[str, str], labels: Labels) -> list[Point]:
    """Return a line for each figure with a number: the number and its caption's first paragraph."""
    points = []
    for figure in query(tuple(blocks), Figure):
        if figure.number and figure.id in hrefs:
            number = labels.format("figure-number", number=figure.number)
            captions = (p.content for p in figure.body if isinstance(p, Paragraph))
            caption = _words(next(captions, ()), labels.language)
            label = f"{number} – {caption}" if caption else number
            points.append(Point(label, hrefs[figure.id]))
    return points


def tables(view: View, hrefs: Mapping[str, str], bare: Mapping[int, str]) -> list[Point]:
    """Return a line for each table: what it is, and its title or what its columns are headed.

    bare  the address of each table that is no block of its own, by its identity
    Tables of tasks are no reading matter, but for the rubrics that say how they are marked.
    """
    points = []
    question = ""
    told: set[int] = set()
    for block in walk(view.blocks):
        if isinstance(block, Question):
            question = _kind(block, view)
        if isinstance(block, Task):
            told.update(map(id, query(block, Table)))
        elif isinstance(block, StudyBlock) and (href := hrefs.get(block.id)) and _is_table(block):
            own = _own_tables(block)
            told.update(map(id, own))
            title = _title(block, view)
            within = question if isinstance(block, Rubric) and not title else ""
            heads = _heads(own[0], view.language) if own and not (title or within) else ""
            name = _joined(within, _kind(block, view), title or heads)
            points.append(Point(name or block.id, href))
        elif isinstance(block, Table) and id(block) not in told and id(block) in bare:
            points.append(Point(_heads(block, view.language) or _NAMELESS, bare[id(block)]))
    return points


def _is_table(block: StudyBlock) -> bool:
    """Return whether a block's body is a table, or holds one."""
    if isinstance(block, _TABULAR):
        return True
    return any(isinstance(child, _TABLES) for child in getattr(block, "body", ()))


def _own_tables(block: StudyBlock) -> tuple[Table, ...]:
    return tuple(child for child in getattr(block, "body", ()) if isinstance(child, Table))


def _heads(table: Table, language: str) -> str:
    """Return what the columns of a table are headed or, where none is, its first row."""
    rows = (table.head, *table.rows)
    said = ([_words(as_label(cell.content), language) for cell in row] for row in rows)
    named = next((row for row in said if any(row)), ())
    return shortened(" · ".join(filter(None, named)), _LINE)


def themes(view: View, hrefs: Mapping[str, str]) -> list[Point]:
    """Return a line for each theme, and below it one for each block that is tagged with it."""
    points = {
        id: Point(_words(theme.name, view.language), hrefs[id])
        for id, theme in themes_of(view).items()
        if id in hrefs
    }
    banks = query(view.blocks, QuoteBank)
    copies = {quote.id for bank in banks for quote in bank.quotes}
    for block in query(view.blocks, StudyBlock):
        for id in block.themes:
            if id in points and block.id not in copies and (href := hrefs.get(block.id)):
                points[id].points.append(Point(_name(block, view), href))
    return [point for point in points.values() if point.points]


def _name(block: StudyBlock, view: View) -> str:
    """Return what a block is called in an index: its title or first words, behind what it is."""
    name = _title(block, view) or _beginning(block, view.language)
    return _joined(_kind(block, view), name) or block.id


def _kind(block: StudyBlock, view: View) -> str:
    """Return what a block is: a question with its number, all others by the directive's label."""
    if isinstance(block, Question):
        return view.labels.format("question-number", number=block.number)
    key = BLOCK_LABELS.get(directive_name(block))
    return view.labels[key] if key else ""


def _title(block: StudyBlock, view: View) -> str:
    title: Inlines = getattr(block, "title", ()) or getattr(block, "name", ())
    return _words(as_label(title), view.language)


def _joined(*names: str) -> str:
    return " – ".join(filter(None, names))


def _beginning(block: StudyBlock, language: str) -> str:
    """Return the first words of a block, as many as a line of the navigation holds."""
    first = next(query((block,), Paragraph), None)
    words = _words(as_label(first.content), language) if first else ""
    return shortened(words, _LINE)


def shortened(text: str, most: int) -> str:
    """Return `text` cut to at most `most` characters, between words where there are any."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{(cut.rpartition(' ')[0] or cut).rstrip(' ·,;:–')}…"


def depth(points: Iterable[Point]) -> int:
    """Return how many levels a tree has; 0 for none."""
    return max((1 + depth(point.points) for point in points), default=0)


def _words(inlines: Inlines, language: str) -> str:
    """Return `inlines` as a line of words; a formula as it is spoken."""
    from studypack.maths import speech

    said = (
        speech(inline.latex, language) if isinstance(inline, Math) else plain((inline,))
        for inline in inlines
    )
    return " ".join("".join(said).split())
