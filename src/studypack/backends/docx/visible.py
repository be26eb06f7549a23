"""What a Word file says, paragraph by paragraph, as `lines` of the small form.

`carried` writes it into every file that is made; `pulling` reads it from one that was edited. So
both go through the same eyes: a file that nobody edited says the same, whoever saved it last.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from studypack.backends.docx import origins
from studypack.backends.docx.lines import Aside, Kind, Line, Piece
from studypack.spans import NOWHERE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
ANCHOR = f"{_W14}paraId"

_BLANKS = re.compile("[\u00a0 _]{8,}|_{4,}")
_RULE = "\u00a0 _"
"""What an empty gap is drawn with."""

_BOXES = re.compile("[☐☒☑○◉●◯]\\s?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The parts of a file that are read, as trees.

    running   headers and footers
    related   relationship id → target of the document, and of its notes
    content   bytes of a part, by its name in the package
    accepted  tracked changes are taken as made
    """

    document: Any
    styles: Any = None
    notes: Any = None
    comments: Any = None
    running: tuple[Any, ...] = ()
    related: Callable[[str, bool], str] = lambda _id, _notes: ""
    content: Callable[[str], bytes] = lambda _name: b""
    accepted: bool = True


def lines_of(sheet: Sheet) -> tuple[Line, ...]:
    """Return every paragraph of a file in reading order, those of its notes behind the others."""
    reader = _Reader(sheet)
    body = sheet.document.find(f"{W}body")
    found = list(reader.blocks(() if body is None else body, _Spot()))
    if sheet.notes is not None:
        for note in sheet.notes.iter(f"{W}footnote"):
            if note.get(f"{W}type") is None:
                found += reader.blocks(note, _Spot(note=True))
    return tuple(line for line in found if not line.style.startswith(("toc", "contentsheading")))


def running_texts(sheet: Sheet) -> tuple[str, ...]:
    """Return what the headers and footers of a file say, each text once, without numbers of pages."""
    reader = _Reader(sheet)
    lines = (line for tree in sheet.running for line in reader.blocks(tree, _Spot()))
    return tuple(dict.fromkeys(text for line in lines if (text := " ".join(line.plain.split()))))


def number_paragraphs(trees: Iterable[Any]) -> None:
    """Give every paragraph Word's own kind of name, by which it is found again."""
    number = 0
    for tree in trees:
        for paragraph in tree.iter(f"{W}p"):
            number += 1
            paragraph.set(ANCHOR, f"{number:08X}")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the reader is among tables, controls and notes."""

    tag: str = ""
    cell: tuple[int, ...] = ()
    note: bool = False


_LONGEST_INSTRUCTION = 1_000
"""Characters of a field's instruction; of one without end each further run would copy all."""


@dataclass(slots=True)
class _Fields:
    """The complex fields that are open: of each its instruction, and whether its result has begun."""

    open: list[tuple[str, bool]] = field(default_factory=list)

    def mark(self, kind: str) -> None:
        if kind == "begin":
            self.open.append(("", False))
        elif kind == "separate" and self.open:
            self.open[-1] = (self.open[-1][0], True)
        elif kind == "end" and self.open:
            self.open.pop()

    def tell(self, instruction: str) -> None:
        if self.open:
            told, begun = self.open[-1]
            self.open[-1] = ((told + instruction)[:_LONGEST_INSTRUCTION], begun)

    @property
    def instruction(self) -> str:
        return self.open[-1][0].strip() if self.open else ""

    @property
    def shows(self) -> bool:
        return all(shown for _, shown in self.open)


class _Reader:
    """Goes through the trees of one file."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._names = style_names(sheet.styles)
        self._comments = _comments(sheet.comments)
        self._tables = 0
        self._notes = False
        self._fields = _Fields()
        self._origin = NOWHERE
        self._asides: list[Aside] = []
        self._look: set[str] = set()
        self._held: tuple[Piece, ...] = ()

    # --- Blocks ---

    def blocks(self, parent: Iterable[Any], spot: _Spot) -> Iterator[Line]:
        """Yield the paragraphs inside `parent`."""
        self._notes = spot.note
        for node in parent:
            if node.tag == f"{W}p":
                line = self._paragraph(node, spot)
                if line is not None:
                    yield line
            elif node.tag == f"{W}tbl":
                yield from self._table(node, spot)
            elif node.tag == f"{W}sdt":
                content = node.find(f"{W}sdtContent")
                if content is not None:
                    yield from self.blocks(content, replace(spot, tag=_tag(node) or spot.tag))
            elif node.tag in _AROUND or node.tag == f"{W}{self._taken}":
                yield from self.blocks(node, spot)

    @property
    def _taken(self) -> str:
        return "ins" if self._sheet.accepted else "del"

    def _table(self, table: Any, spot: _Spot) -> Iterator[Line]:
        if spot.cell:  # a table in a cell is read as what stands in the cell
            for cell in table.iter(f"{W}tc"):
                yield from self.blocks(cell, spot)
            return
        self._tables += 1
        number = self._tables
        rows = [row for row in _unwrapped(table, "tr") if not self._is_gone(row)]
        for row_number, row in enumerate(rows, start=1):
            for column, cell in enumerate(_unwrapped(row, "tc"), start=1):
                yield from self.blocks(cell, replace(spot, cell=(number, row_number, column)))

    def _is_gone(self, row: Any) -> bool:
        """Return whether a row of a table is one that tracked changes take out."""
        gone = "del" if self._sheet.accepted else "ins"
        return row.find(f"{W}trPr/{W}{gone}") is not None

    def _paragraph(self, node: Any, spot: _Spot) -> Line | None:
        self._asides, self._look = [], set()
        before, self._held = self._held, ()
        pieces = (*before, *_joined(self._inside(node, "")))
        properties = node.find(f"{W}pPr")
        gone = "del" if self._sheet.accepted else "ins"
        mark = node.find(f"{W}pPr/{W}rPr/{W}{gone}")
        if mark is not None:  # its end is taken out: it runs on into the next
            self._held = pieces
            return None
        style, level = "", None
        if properties is not None:
            named = properties.find(f"{W}pStyle")
            style = "" if named is None else self._names.get(named.get(f"{W}val"), "")
            level = _level(properties)
            self._look |= _layout(properties)
        return Line(
            pieces=_trimmed(pieces),
            anchor=node.get(ANCHOR, ""),
            style=style,
            marks=tuple(m.get(f"{W}name", "") for m in node.iter(f"{W}bookmarkStart")),
            tag=spot.tag,
            cell=spot.cell,
            level=level,
            note=spot.note,
            look=tuple(sorted(self._look)),
            asides=tuple(self._asides),
        )

    # --- Runs ---

    def _inside(self, node: Any, link: str) -> Iterator[Piece]:
        for child in node:
            yield from self._child(child, link)

    def _child(self, child: Any, link: str) -> Iterator[Piece]:
        name = child.tag
        if not isinstance(name, str):
            self._mark(child)
        elif name == f"{W}r":
            yield from self._run(child, link)
        elif name == f"{W}hyperlink":
            yield from self._hyperlink(child, link)
        elif name == f"{W}sdt":
            yield from self._control(child, link)
        elif name in _CHANGES:
            yield from self._change(child, link)
        elif name in (f"{_M}oMath", f"{_M}oMathPara"):
            text = "".join("".join(child.itertext(f"{_M}t")).split())
            yield Piece(text=text, kind=Kind.FORMULA, origin=self._origin)
        elif name == f"{W}fldSimple":
            yield from self._simple_field(child, link)
        elif name == f"{W}commentRangeStart":
            self._comment(child.get(f"{W}id", ""))
        elif name in _AROUND:
            yield from self._inside(child, link)

    def _mark(self, child: Any) -> None:
        target = getattr(child, "target", "")
        if target == origins.FROM:
            self._origin = origins.span_of(child.text)
        elif target == origins.TO:
            self._origin = NOWHERE

    def _comment(self, number: str) -> None:
        if number in self._comments and self._comments[number] not in self._asides:
            self._asides.append(self._comments[number])

    def _change(self, child: Any, link: str) -> Iterator[Piece]:
        inserted = child.tag in (f"{W}ins", f"{W}moveTo")
        pieces = list(self._inside(child, link))
        text = "".join(piece.text for piece in pieces)
        if text.strip():
            kind = "inserted" if inserted else "deleted"
            self._asides.append(Aside(kind, child.get(f"{W}author", ""), text))
        if inserted is self._sheet.accepted:
            yield from pieces

    def _hyperlink(self, child: Any, link: str) -> Iterator[Piece]:
        if child.get(f"{W}anchor"):
            inner = "".join(piece.text for piece in self._inside(child, link))
            yield Piece(text=inner, kind=Kind.REFERENCE, origin=self._origin)
            return
        target = self._sheet.related(child.get(f"{_R}id", ""), self._notes)
        yield from self._inside(child, target or link)

    def _control(self, child: Any, link: str) -> Iterator[Piece]:
        """Yield what a control in the line is: a box, a gap, or the text round which one was put.

        LibreOffice loses the tags of gaps, and puts controls of its own round others.
        """
        content = child.find(f"{W}sdtContent")
        if child.find(f"{W}sdtPr/{_W14}checkbox") is not None:
            yield Piece(text="", kind=Kind.BOX, origin=self._origin)
        elif not _is_wrapping(child, content):
            inside = "" if content is None else "".join(content.itertext(f"{W}t"))
            yield Piece(text=inside.strip(_RULE), kind=Kind.BLANK, origin=self._origin)
        elif content is not None:
            yield from self._inside(content, link)

    def _simple_field(self, child: Any, link: str) -> Iterator[Piece]:
        self._fields.open.append((child.get(f"{W}instr", ""), True))
        yield from self._inside(child, link)
        self._fields.open.pop()

    def _run(self, run: Any, link: str) -> Iterator[Piece]:
        properties = run.find(f"{W}rPr")
        face, style = self._face(properties)
        if properties is not None and properties.find(f"{W}vanish") is not None:
            return
        self._look |= _look_of(run, properties)
        for child in run:
            if child.tag in (f"{W}t", f"{W}delText"):
                yield from self._text(child.text or "", face, style, link)
            elif child.tag == f"{W}tab":
                yield from self._text(" ", face, style, link)
            elif child.tag in (f"{W}br", f"{W}cr"):
                if child.get(f"{W}type") is None and self._fields.shows:
                    yield Piece(text="", kind=Kind.BREAK, origin=self._origin)
            elif child.tag == f"{W}noBreakHyphen":
                yield from self._text("\u2011", face, style, link)
            elif child.tag == f"{W}footnoteReference":
                yield Piece(text="", kind=Kind.NOTE, origin=self._origin)
            elif self._is_told(child):
                continue
            elif child.tag == f"{W}ruby":
                base, reading = (_ruby(child, part) for part in ("rubyBase", "rt"))
                yield Piece(text=base, kind=Kind.RUBY, link=reading, origin=self._origin)
            else:
                yield from self._pictures(child)

    def _is_told(self, child: Any) -> bool:
        """Take in what a run holds besides text: marks of fields and of comments."""
        if child.tag == f"{W}fldChar":
            self._fields.mark(child.get(f"{W}fldCharType", ""))
        elif child.tag == f"{W}instrText":
            self._fields.tell(child.text or "")
        elif child.tag == f"{W}commentReference":
            self._comment(child.get(f"{W}id", ""))
        else:
            return False
        return True

    def _text(self, text: str, face: str, style: str, link: str) -> Iterator[Piece]:
        if style == "linenumber":  # how many words were read: counted anew whatever is edited
            return
        if not text or not self._fields.shows:
            return
        instruction = self._fields.instruction
        if instruction.startswith(("PAGE ", "NUMPAGES")) or instruction == "PAGE":
            return
        if instruction.startswith(("REF", "NOTEREF", "PAGEREF")) or "\\l" in instruction:
            yield Piece(text=text, kind=Kind.REFERENCE, origin=self._origin)
            return
        if instruction.startswith("HYPERLINK"):
            link = (re.findall('"([^"]+)"', instruction) or [link])[0]
        if style == "blank":
            yield Piece(text=text.strip(_RULE), kind=Kind.BLANK, origin=self._origin)
            return
        plain = Piece(text=text, face=face, link=link, origin=self._origin)
        yield from _things(plain)

    def _face(self, properties: Any) -> tuple[str, str]:
        if properties is None:
            return "", ""
        named = properties.find(f"{W}rStyle")
        style = "" if named is None else self._names.get(named.get(f"{W}val"), "")
        own = _STYLED.get(style)
        letters = set(own or "")
        if own is not None or named is None:  # a style of ours sets its own letters bold
            for letter, names in _SWITCHES.items():
                node = next(
                    (n for name in names if (n := properties.find(f"{W}{name}")) is not None), None
                )
                if node is not None:
                    on = node.get(f"{W}val", "1") not in ("0", "false", "off")
                    letters = letters | {letter} if on else letters - {letter}
        return "".join(sorted(letters)), style

    def _pictures(self, child: Any) -> Iterator[Piece]:
        """Yield the pictures of a drawing, old or new, or of the choice between the two."""
        if child.tag == f"{_MC}AlternateContent":
            for chosen in list(child)[:1]:
                for inner in chosen:
                    yield from self._pictures(inner)
            return
        if child.tag not in (f"{W}drawing", f"{W}pict", f"{W}object"):
            return
        for blip in (*child.iter(f"{_A}blip"), *child.iter(f"{_V}imagedata")):
            id = blip.get(f"{_R}embed") or blip.get(f"{_R}id") or ""
            part = self._sheet.related(id, self._notes)
            described = child.find(f".//{_WP}docPr")
            alt = "" if described is None else described.get("descr", "")
            digest = hashlib.sha256(self._sheet.content(part)).hexdigest()[:16] if part else ""
            yield Piece(text=alt, kind=Kind.PICTURE, link=digest, origin=self._origin, part=part)
        if text := " ".join(_boxed(child)):  # a text box is a drawing too
            yield Piece(text=text, kind=Kind.PICTURE, origin=self._origin)


LETTERS = {
    "color": "colour",
    "highlight": "highlighting",
    "shd": "highlighting",
    "sz": "size",
    "u": "underlining",
    "vertAlign": "raised or lowered letters",
    "rFonts": "another font",
    "caps": "capitals",
    "smallCaps": "small capitals",
}
"""What can be set on letters that Markdown has no form for."""

_LAYOUT = {
    "ind": "indent",
    "pBdr": "a border",
    "shd": "shading",
    "pageBreakBefore": "a new page",
}
"""What can be set on a paragraph. Not its spacing: LibreOffice writes that into every one."""


def _look_of(run: Any, properties: Any) -> set[str]:
    """Return what is set on a run itself, by no style: words for it."""
    breaks = (node.get(f"{W}type") for node in run.iter(f"{W}br"))
    found = {"a new page"} if any(kind in ("page", "column") for kind in breaks) else set()
    if properties is None or not any((text.text or "").strip() for text in run.iter(f"{W}t")):
        return found
    return found | _set_in(properties, LETTERS)


def _layout(properties: Any) -> set[str]:
    """Return what is set on a paragraph itself, by no style: words for it."""
    found = _set_in(properties, _LAYOUT)
    own = properties.find(f"{W}jc")
    if own is not None and not _is_side(properties, own.get(f"{W}val", "")):
        found.add("alignment")
    return found


def _set_in(properties: Any, names: Mapping[str, str]) -> set[str]:
    found = set()
    for name, word in names.items():
        node = properties.find(f"{W}{name}")
        value = None if node is None else node.get(f"{W}fill" if name == "shd" else f"{W}val")
        if node is not None and value not in _NOTHING:
            found.add(word)
    return found


_NOTHING = ("none", "auto", "baseline", "0", "false", "off")


def _is_side(properties: Any, value: str) -> bool:
    """Return whether text is set where lines begin, which programs say even where a style does."""
    bidi = properties.find(f"{W}bidi") is not None
    return value in ("start", "left", "") or (bidi and value in ("end", "right"))


def _boxed(drawing: Any) -> Iterator[str]:
    """Yield the words of the text boxes of a drawing."""
    for content in drawing.iter(f"{W}txbxContent"):
        yield from "".join(content.itertext(f"{W}t")).split()


def _ruby(node: Any, part: str) -> str:
    """Return the letters of a part of a reading: what stands in the line, or what stands over it."""
    inside = node.find(f"{W}{part}")
    return "" if inside is None else "".join(inside.itertext(f"{W}t"))


_AROUND = {f"{W}smartTag", f"{W}customXml", f"{W}dir", f"{W}bdo"}
_CHANGES = {f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"}
_STYLED = {"strong": "b", "emphasis": "i", "htmlcode": "c", "hyperlink": "", "internetlink": ""}
_VARIANT = re.compile(r"(?<=\S)( at [\d.]+ mm)?( loose)?( below table)?$")
_SWITCHES = {"b": ("b", "bCs"), "i": ("i", "iCs"), "s": ("strike", "dstrike")}


def style_names(styles: Any) -> dict[str, str]:
    """Return the name of every style by its id, in small letters without spaces.

    Programs rename ids, not names. A variant of a style, 'Answer Line at 8 mm', has the name of
    that style: it says where lines stand, not what they are.
    """
    if styles is None:
        return {}
    named = ((style, style.find(f"{W}name")) for style in styles.iter(f"{W}style"))
    return {
        style.get(f"{W}styleId", ""): _VARIANT.sub("", name.get(f"{W}val", "").lower()).replace(
            " ", ""
        )
        for style, name in named
        if name is not None
    }


def _comments(comments: Any) -> dict[str, Aside]:
    if comments is None:
        return {}
    return {
        one.get(f"{W}id", ""): Aside(
            "comment", one.get(f"{W}author", ""), " ".join("".join(one.itertext(f"{W}t")).split())
        )
        for one in comments.iter(f"{W}comment")
    }


def _tag(control: Any) -> str:
    """Return the tag of a control, '' if it has none, or Google Docs gave it one."""
    node = control.find(f"{W}sdtPr/{W}tag")
    tag = "" if node is None else str(node.get(f"{W}val", ""))
    return "" if tag.startswith(GOOGLES) else tag


GOOGLES = "goog_rdk_"
"""How the tags of controls begin that Google Docs puts round anything, to know it again."""


def _is_wrapping(control: Any, content: Any) -> bool:
    """Return whether a control in the line is put round text that was there without it."""
    tag = control.find(f"{W}sdtPr/{W}tag")
    if content is None or (tag is not None and tag.get(f"{W}val", "").startswith(GOOGLES)):
        return True
    return not _tag(control) and content.find(f".//{W}sdt") is not None


_LEVELS = frozenset("012345678")
"""The levels that a list has (§17.9.3)."""


def _level(properties: Any) -> int | None:
    number = properties.find(f"{W}numPr/{W}numId")
    if number is None or number.get(f"{W}val") == "0":
        return None
    level = properties.find(f"{W}numPr/{W}ilvl")
    text = "0" if level is None else level.get(f"{W}val", "0")
    return int(text) if text in _LEVELS else 0


def _unwrapped(parent: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, out of the controls round them."""
    for node in parent:
        if node.tag == f"{W}{name}":
            yield node
        elif node.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from _unwrapped(node, name)


def _things(piece: Piece) -> Iterator[Piece]:
    """Yield a text cut at what is a gap or a box in it, once its control is lost."""
    end = 0
    for match in re.finditer(f"({_BLANKS.pattern})|{_BOXES.pattern}", piece.text):
        if match.start() > end:
            yield replace(piece, text=piece.text[end : match.start()])
        kind = Kind.BLANK if match[1] else Kind.BOX
        yield Piece(text="", kind=kind, origin=piece.origin)
        end = match.end()
    if end < len(piece.text):
        yield replace(piece, text=piece.text[end:])


_JOINED = frozenset({Kind.TEXT, Kind.REFERENCE, Kind.BLANK, Kind.BOX})
"""What a program may cut into several runs."""


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return pieces with those made one that look alike, however a program cut them."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        alike = last is not None and replace(last, text="") == replace(piece, text="")
        if last is not None and alike and piece.kind in _JOINED:
            joined[-1] = replace(last, text=last.text + piece.text)
            continue
        joined.append(piece)
    return tuple(joined)


def _trimmed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return pieces without boxes, and without space at the beginning and end of the line."""
    kept = [piece for piece in pieces if piece.kind is not Kind.BOX]
    while kept and kept[0].kind is Kind.TEXT and not kept[0].text.strip():
        kept.pop(0)
    while kept and kept[-1].kind is Kind.TEXT and not kept[-1].text.strip():
        kept.pop()
    if kept and kept[0].kind is Kind.TEXT:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    if kept and kept[-1].kind is Kind.TEXT:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return _joined(kept)
