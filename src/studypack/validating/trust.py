"""The proof that a file tells its readers nothing that is kept from them.

Called for every file of every build. All strings of the file are read, with streams inflated:
text, attributes, comments, metadata, names of members, attachments, archives inside archives.
"""

from __future__ import annotations

import binascii
import html
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

from studypack.composing.withheld import Withheld
from studypack.composing.wording import BOUNDARY, Needle, Strength, Wording


@dataclass(frozen=True, slots=True)
class Leak:
    """Wording that should not be in a file, and where it is: a member, a page, a key."""

    text: str
    place: str

    def __str__(self) -> str:
        return f"“{self.text}” in {self.place}"


class Reach(Enum):
    """Who wrote a string of a file, and so what may be in it by chance.

    READ       what people read or hear: text, alternative text
    TOLD       all else that comes from the pack: metadata, names, attributes
    BACKSTAGE  what comes from a template: style names, stylesheets
    """

    READ = "read"
    TOLD = "told"
    BACKSTAGE = "backstage"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Strings of one place in a file, `BOUNDARY` between them."""

    place: str
    reach: Reach
    text: str


def find_leaks(
    data: bytes, format: str, withheld: Withheld, template: bytes = b""
) -> tuple[Leak, ...]:
    """Return the wording of `withheld` that is in a file, each once, at its first place.

    Phrases are found letter by letter, whatever cuts them: runs, line ends, hyphens, ligatures.
    Two short words must stand as words; a single word or number is looked for only where people
    read, since it may well be the name of a style. O(size of the file × needles), in C.

    template  an archive: members that are the same in it were there before, and are left out
    """
    if not withheld.never and not withheld.apart:
        return ()
    known = _members(template) if template else {}
    stretches = tuple(_archive(data, known=known) if known else _STRINGS[format](data))
    leaks = {leak.text: leak for leak in _found(stretches, withheld.never)}
    if withheld.apart and format == "epub":
        elsewhere = tuple(part for part in stretches if not _is_answers(part.place))
        leaks = {leak.text: leak for leak in _found(elsewhere, withheld.apart)} | leaks
    return tuple(leaks.values())


def _found(stretches: Iterable[Stretch], needles: tuple[Needle, ...]) -> Iterator[Leak]:
    """Yield what is found, looking into single places only for what is somewhere."""
    places: dict[Reach, list[Stretch]] = {reach: [] for reach in Reach}
    for stretch in stretches:
        places[stretch.reach].append(stretch)
    for reach, alike in places.items():
        whole = Wording(BOUNDARY.join(stretch.text for stretch in alike))
        for needle in needles:
            if _may_be_in(needle, reach) and whole.holds(needle):
                place = next(part.place for part in alike if Wording(part.text).holds(needle))
                yield Leak(needle.text, place)


def _may_be_in(needle: Needle, reach: Reach) -> bool:
    match reach:
        case Reach.READ:
            return True
        case Reach.TOLD:
            return needle.strength is not Strength.WORD
        case Reach.BACKSTAGE:
            return needle.is_long


def _is_answers(place: str) -> bool:
    """Return whether a member of an EPUB is one of those that hold the answers."""
    return place.rsplit("/", 1)[-1].startswith("answers")


# --- Archives: Word and EPUB ------------------------------------------------------------------

_BACKSTAGE = re.compile(r"styles\w*\.xml|theme\d*\.xml|fontTable\.xml|\.css$")
_MARKUP = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".svg", ".smil")
_PLAIN = (".css", ".txt", ".js", ".json", ".md", ".csv", "mimetype")


def _members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _archive(
    data: bytes, inside: str = "", known: Mapping[str, bytes] = MappingProxyType({})
) -> Iterator[Stretch]:
    """Yield the strings of a zip archive: its members' names, comments and contents.

    known  members that are not looked into if they are as they are here
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        names = [part for member in members for part in (member.filename, _text(member.comment))]
        names.append(_text(archive.comment))
        yield Stretch(f"{inside}names of members", Reach.TOLD, BOUNDARY.join(names))
        for member in members:
            content = archive.read(member)
            if known.get(member.filename) != content:
                yield from _member(f"{inside}{member.filename}", content)


def _member(name: str, content: bytes) -> Iterator[Stretch]:
    if content.startswith(b"PK\x03\x04"):
        yield from _archive(content, f"{name}/")
    elif content.startswith(b"%PDF"):
        yield from _pdf(content, f"{name}, ")
    elif name.endswith(_MARKUP):
        yield from _markup(name, _text(content))
    elif name.endswith(_PLAIN):
        reach = Reach.BACKSTAGE if _BACKSTAGE.search(name) else Reach.TOLD
        yield Stretch(name, reach, _text(content))


_COMMENT = re.compile(r"<!--(.*?)-->|<\?(.*?)\?>", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SPACING_TAG = re.compile(r"<(?:w:(?:br|tab|cr)|br|wbr|w:noBreakHyphen)\b[^>]*>")
_INLINE_TAG = re.compile(
    r"</?(?:w:(?!p\b|tc\b|tbl\b|comment\b|footnote\b)\w+|mc:\w+|wp:\w+|m:\w+|"
    r"a|abbr|b|bdi|bdo|cite|code|del|em|i|ins|mark|q|rb|rt|rp|ruby|s|small|span|strong|sub|sup|u|"
    r"tspan|math|m[a-z]+)\b[^>]*>"
)
_SPOKEN = re.compile(
    r"""\b(?:alt|alttext|title|aria-label|aria-description|descr|placeholder|summary|value)"""
    r"""\s*=\s*("[^"]*"|'[^']*')"""
)


def _markup(name: str, text: str) -> Iterator[Stretch]:
    """Yield the text, the spoken attributes, the comments and the tags of an XML member."""
    is_backstage = _BACKSTAGE.search(name) is not None
    asides = [part for found in _COMMENT.finditer(text) for part in found.groups() if part]
    body = _CDATA.sub(lambda found: html.escape(found[1]), _COMMENT.sub("", text))
    tags = set(_TAG.findall(body))
    spoken = {found for tag in tags for found in _SPOKEN.findall(tag)}
    words = _SPACING_TAG.sub(" ", body)
    words = _TAG.sub(BOUNDARY, _INLINE_TAG.sub("", words))
    read = Reach.TOLD if name.endswith((".opf", "app.xml", "core.xml")) else Reach.READ
    yield Stretch(name, Reach.BACKSTAGE if is_backstage else read, html.unescape(words))
    yield Stretch(f"{name}, alternative text", Reach.READ, _unescaped(spoken))
    yield Stretch(f"{name}, comments", Reach.TOLD, _unescaped(asides))
    reach = Reach.BACKSTAGE if is_backstage else Reach.TOLD
    yield Stretch(f"{name}, attributes", reach, _unescaped(tags))


def _unescaped(texts: Iterable[str]) -> str:
    return html.unescape(BOUNDARY.join(sorted(texts)))


def _text(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return content.decode(encoding, "replace")


# --- PDF --------------------------------------------------------------------------------------

_SPOKEN_KEYS = frozenset({"/Alt", "/ActualText", "/Contents", "/TU", "/V", "/DV", "/E", "/Title"})

Glyphs = Mapping[bytes, str]
"""What a font's glyphs say: code → text, from its ToUnicode CMap."""


def _pdf(data: bytes, inside: str = "") -> Iterator[Stretch]:
    """Yield the strings of a PDF: dictionaries, metadata, attachments, and what pages show."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as document:
        strings = _PdfStrings()
        for number, content in enumerate(document.objects, 1):
            strings.collect(content, f"{inside}object {number}")
        yield from strings.stretches(inside)
        fonts = _fonts(strings.font_dictionaries)
        for place, stream in strings.contents:
            yield from _content(place, stream, fonts)
        for place, attached in strings.attachments:
            yield Stretch(place, Reach.TOLD, _text(attached))
            yield from _member(place, attached)


class _PdfStrings:
    """What the objects of a PDF hold, collected without following a reference twice."""

    def __init__(self) -> None:
        self._spoken: list[str] = []
        self._told: list[str] = []
        self.font_dictionaries: list[Any] = []
        self.contents: list[tuple[str, bytes]] = []
        self.attachments: list[tuple[str, bytes]] = []

    def collect(self, value: Any, place: str) -> None:
        """Collect the strings of one indirect object."""
        import pikepdf

        if isinstance(value, pikepdf.Stream):
            self._dictionary(value.stream_dict, place)
            self._stream(value, place)
        else:
            self._value("", value, place)

    def _value(self, key: str, value: Any, place: str) -> None:
        import pikepdf

        if isinstance(value, pikepdf.String):
            (self._spoken if key in _SPOKEN_KEYS else self._told).append(str(value))
        elif isinstance(value, pikepdf.Name):
            if key not in _PDF_VOCABULARY:
                self._told.append(str(value)[1:])
        elif isinstance(value, pikepdf.Dictionary):
            self._dictionary(value, place)
        elif isinstance(value, pikepdf.Array):
            for part in value:
                if not getattr(part, "is_indirect", False):
                    self._value(key, part, place)

    def _dictionary(self, dictionary: Any, place: str) -> None:
        for key, value in dictionary.items():
            if key == "/Font" and hasattr(value, "items"):
                self.font_dictionaries.append(value)
            if not getattr(value, "is_indirect", False):
                self._value(key, value, place)

    def _stream(self, stream: Any, place: str) -> None:
        kind = str(stream.get("/Type", "")), str(stream.get("/Subtype", ""))
        if "/Image" in kind or "/Length1" in stream or "/FontFile" in str(stream.keys()):
            return
        if kind[1] in ("/Type1C", "/CIDFontType0C", "/OpenType") or "/N" in stream:
            return  # a font program or a colour profile
        content = stream.read_bytes()
        if kind[0] == "/Metadata":
            self._told.append(_TAG.sub(BOUNDARY, html.unescape(_text(content))))
            self._told.append(html.unescape(_text(content)))
        elif kind[0] == "/EmbeddedFile":
            self.attachments.append((f"{place}, attachment", content))
        elif b"begincmap" not in content:
            self.contents.append((place, content))

    def stretches(self, inside: str) -> Iterator[Stretch]:
        """Yield what was collected of dictionaries and metadata."""
        spoken = BOUNDARY.join(self._spoken)
        yield Stretch(f"{inside}alternative text and titles", Reach.READ, spoken)
        yield Stretch(f"{inside}metadata and names", Reach.TOLD, BOUNDARY.join(self._told))


_PDF_VOCABULARY = frozenset({"/Type", "/Subtype", "/S", "/Filter", "/BaseFont", "/FontName"})
"""Keys whose names are the specification's own or a font's."""


def _fonts(dictionaries: list[Any]) -> Mapping[str, tuple[Glyphs, ...]]:
    """Return what the glyphs of each font resource say, by the resource's name.

    A name may stand for different fonts on different pages: all of them are tried.
    """
    glyphs: dict[Any, Glyphs] = {}
    named: dict[str, dict[Any, Glyphs]] = {}
    for dictionary in dictionaries:
        for name, font in dictionary.items():
            if font.objgen not in glyphs:
                has_cmap = "/ToUnicode" in font
                glyphs[font.objgen] = _cmap(font.ToUnicode.read_bytes()) if has_cmap else {}
            named.setdefault(name, {})[font.objgen] = glyphs[font.objgen]
    return {name: tuple(fonts.values()) for name, fonts in named.items()}


_BF = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


def _cmap(content: bytes) -> Glyphs:
    """Read a ToUnicode CMap (ISO 32000-1, 9.10.3): its bfchar and bfrange entries."""
    glyphs: dict[bytes, str] = {}
    for kind, entries in _BF.findall(content):
        values = [found.group(0) for found in _HEX.finditer(entries)]
        if kind == b"char":
            for code, text in zip(values[::2], values[1::2], strict=False):
                glyphs[_bytes(code)] = _utf16(text)
        else:
            glyphs.update(_ranges(values))
    return glyphs


def _ranges(values: list[bytes]) -> Iterator[tuple[bytes, str]]:
    place = 0
    while place + 2 < len(values):
        first, last = _bytes(values[place]), _bytes(values[place + 1])
        start, end = int.from_bytes(first, "big"), int.from_bytes(last, "big")
        place += 2
        if values[place] == b"[":
            closing = values.index(b"]", place)
            texts = [_utf16(text) for text in values[place + 1 : closing]]
            place = closing + 1
        else:
            base = _utf16(values[place])
            texts = [base[:-1] + chr(ord(base[-1]) + i) for i in range(end - start + 1)]
            place += 1
        for offset, text in enumerate(texts):
            yield (start + offset).to_bytes(len(first), "big"), text


def _bytes(hexadecimal: bytes) -> bytes:
    """Return the bytes of a hexadecimal string, with or without its brackets."""
    digits = hexadecimal.translate(None, b"<> \t\r\n\f\0")
    return binascii.unhexlify(digits + b"0" * (len(digits) % 2))


def _utf16(hexadecimal: bytes) -> str:
    return _bytes(hexadecimal).decode("utf-16-be", "replace")


_SHOWN = re.compile(
    rb"\[([^\[\]()]*)\]|<([0-9A-Fa-f\s]*)>(?!>)"
    rb"|\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)"
    rb"|/([^\s/<>\[\]()]+)\s+[\d.+-]+\s+Tf"
    rb"|\b(BT|ET|Td|TD|Tm)\b|(T\*|'|\")",
    re.DOTALL,
)
"""Strings, fonts, and what begins another line of text (ISO 32000-1, 9.4)."""


def _content(
    place: str, content: bytes, fonts: Mapping[str, tuple[Glyphs, ...]]
) -> Iterator[Stretch]:
    """Yield what a content stream shows, and the strings of its property lists."""
    lines: list[str] = []
    told: list[str] = []
    pieces: list[str] = []
    current: tuple[Glyphs, ...] = ()
    for array, hexadecimal, literal, font, move, line in _SHOWN.findall(content):
        if font:
            current = fonts.get(f"/{font.decode('latin-1')}", ())
        elif move or line:
            lines.append(_in_reading_order(pieces))
            pieces.clear()
        elif array or hexadecimal or literal:
            raw = _literal(literal) if literal else _bytes(hexadecimal or _strings_in(array))
            pieces.extend(_said(raw, current))
            if raw[:2] == b"\xfe\xff":
                told.append(_pdf_string(raw))
    lines.append(_in_reading_order(pieces))
    yield Stretch(f"{place}, page text", Reach.READ, " ".join(filter(None, lines)))
    yield Stretch(f"{place}, page properties", Reach.READ, BOUNDARY.join(told))


def _strings_in(array: bytes) -> bytes:
    """Return the digits of all hexadecimal strings between the numbers of an array."""
    return b"".join(_HEX_STRING.findall(array))


_HEX_STRING = re.compile(rb"<([0-9A-Fa-f\s]*)>")


def _said(raw: bytes, fonts: tuple[Glyphs, ...]) -> list[str]:
    """Return what each glyph of a string says, in each font that it may be set in."""
    known = [glyphs for glyphs in fonts if glyphs]
    if not known:
        return [_pdf_string(raw)]
    said: list[str] = []
    for glyphs in known:
        width = len(next(iter(glyphs)))
        said += [glyphs.get(raw[i : i + width], "") for i in range(0, len(raw), width)]
    return said


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def _in_reading_order(pieces: list[str]) -> str:
    """Join what the glyphs of a line say: a PDF has them from left to right in every script."""
    text = "".join(pieces)
    return "".join(reversed(pieces)) if _RIGHT_TO_LEFT.search(text) else text


_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}


def _literal(raw: bytes) -> bytes:
    """Undo the escapes of a literal string (ISO 32000-1, 7.3.4.2)."""
    if b"\\" not in raw:
        return raw
    return _ESCAPE.sub(
        lambda found: (
            bytes([int(found[1], 8) & 0xFF]) if found[1] else _ESCAPED.get(found[2], found[2])
        ),
        raw,
    )


def _pdf_string(raw: bytes) -> str:
    if raw[:2] == b"\xfe\xff":
        return raw[2:].decode("utf-16-be", "replace")
    return raw.decode("utf-8") if _is_utf8(raw) else raw.decode("latin-1")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_STRINGS: Mapping[str, Callable[[bytes], Iterator[Stretch]]] = MappingProxyType(
    {"docx": _archive, "epub": _archive, "pdf": _pdf}
)
"""How the strings of each format are read."""
