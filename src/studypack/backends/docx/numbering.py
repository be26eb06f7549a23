"""The numbering part: every number, letter and bullet of a document is Word's own.

A *scheme* (`w:abstractNum`) says how its levels look; an *instance* (`w:num`) is a list that counts
by a scheme. A list that begins anew is a new instance with a start override, so a teacher who
inserts a question gets the right numbers everywhere behind it.

What is printed equals what the model says: where a view skips question 3, or a group begins at 7,
the count is set with an override; where no format of Word can say a number, the level's text does.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studypack.backends.docx.page import NUMERAL
from studypack.backends.docx.wordml import NAMESPACES, dxa, element, quoted

LIST_STEP = dxa(7)
"""How far each level of a list is indented."""

OPTION_STEP = dxa(8)
"""Room for the letter of an option and for the letter of a part."""

_ARABIC = "أ ب ج د هـ و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ"
_HEBREW = "א ב ג ד ה ו ז ח ט י יא יב יג יד טו טז יז יח יט כ"

_SERIES: Mapping[str, Sequence[str]] = {
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "arabicAbjad": _ARABIC.split(" "),
    "hebrew1": _HEBREW.split(" "),
    "russianLower": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ",
    "aiueoFullWidth": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
}
"""What Word prints for 1, 2, … in each of its number formats that counts with letters (§17.18.59)."""

_DIGITS = {0x0966: "hindiNumbers", 0x0E50: "thaiNumbers"}
"""Number formats by the digit zero that they count with."""

_DEEPEST = 9
_BULLETS = "•–▪"
_ORDERED = ("decimal", "lowerLetter", "lowerRoman")


def format_of(number: str) -> tuple[str, int] | None:
    """Return the format and the value with which Word prints `number`; None if it cannot.

    'b' is ('lowerLetter', 2), '٧' ('decimal', 7): which digits Word shows in Arabic text is a
    setting of its user.
    """
    if number.isdecimal():
        zero = ord(number[0]) - int(number[0])
        return _DIGITS.get(zero, "decimal"), int(number)
    for name, series in _SERIES.items():
        # 'ab' is no letter, though it stands in the alphabet's string.
        if number in tuple(series):
            return name, series.index(number) + 1
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How one level of a scheme looks.

    text   with '%1' for the number of the first level, '%2' of the second
    left   where the text begins; the number stands `hanging` before it; dxa
    style  paragraph style that is numbered by this level, or ''
    font   of the number, or '' for that of the text
    """

    format: str
    text: str
    left: int
    hanging: int
    style: str = ""
    bold: bool = False
    font: str = ""

    def write(self, index: int) -> str:
        """Return the `w:lvl` for level `index`."""
        font = self.font
        letters = element("rFonts", ascii=font, hAnsi=font, eastAsia=font) if font else ""
        if self.bold:
            letters += '<w:b/><w:bCs/><w:i w:val="0"/><w:iCs w:val="0"/>'
        return element(
            "lvl",
            element("start", val=1),
            element("numFmt", val=self.format),
            element("pStyle", val=self.style) if self.style else "",
            element("lvlText", val=self.text),
            element("lvlJc", val="left"),
            f'<w:pPr><w:ind w:left="{self.left}" w:hanging="{self.hanging}"/></w:pPr>',
            f"<w:rPr>{letters}</w:rPr>" if letters else "",
            ilvl=index,
        )


Scheme = tuple[Level, ...]


def bullets(indent: int, style: str = "") -> Scheme:
    """Return the scheme of a bulleted list whose bullets begin at `indent`."""
    return tuple(
        Level(
            format="bullet",
            text=_BULLETS[min(level, len(_BULLETS) - 1)],
            left=indent + LIST_STEP * (level + 1),
            hanging=LIST_STEP,
            style=style if level == 0 else "",
        )
        for level in range(_DEEPEST)
    )


def boxes(indent: int, *, checked: bool) -> Scheme:
    """Return the scheme of a task list: a box, ticked or not, before every entry."""
    return tuple(
        Level(
            format="bullet",
            text="☒" if checked else "☐",
            left=indent + LIST_STEP * (level + 1),
            hanging=LIST_STEP,
            font="MS Gothic",
        )
        for level in range(_DEEPEST)
    )


def ordered(indent: int, style: str = "") -> Scheme:
    """Return the scheme of a numbered list: 1. a. i., and again."""
    return tuple(
        Level(
            format=_ORDERED[level % len(_ORDERED)],
            text=f"%{level + 1}.",
            left=indent + LIST_STEP * (level + 1),
            hanging=LIST_STEP,
            style=style if level == 0 else "",
        )
        for level in range(_DEEPEST)
    )


def tasks(number: str, letter: str, styles: tuple[str, str]) -> Scheme:
    """Return the scheme of questions and their parts: the numeral hangs out into the margin."""
    return (
        Level(format=number, text="%1", left=0, hanging=NUMERAL, style=styles[0], bold=True),
        Level(
            format=letter,
            text="(%2)",
            left=OPTION_STEP,
            hanging=OPTION_STEP,
            style=styles[1],
            bold=True,
        ),
    )


def options(format: str, indent: int, style: str = "") -> Scheme:
    """Return the scheme of an option's letter."""
    left = indent + OPTION_STEP
    return (
        Level(format=format, text="%1", left=left, hanging=OPTION_STEP, style=style, bold=True),
    )


def numerals(indent: int) -> Scheme:
    """Return the scheme of plain numbers, of places and pairs, that begin at `indent`."""
    left = indent + LIST_STEP
    return (Level(format="decimal", text="%1", left=left, hanging=LIST_STEP, bold=True),)


def literal(text: str, left: int, hanging: int) -> Scheme:
    """Return a scheme whose one level prints `text`, which no format of Word can count."""
    return (Level(format="none", text=text, left=left, hanging=hanging, bold=True),)


@dataclass(slots=True)
class Counter:
    """Where a numbered series stands: its instance, and what each level would print next.

    An instance belongs to one pair of formats; a change of alphabet needs another.
    """

    styles: tuple[str, str]
    instance: int = 0
    formats: tuple[str, str] = ("decimal", "lowerLetter")
    next: list[int] = field(default_factory=lambda: [1, 1])
    astray: bool = False
    """The instance's first level does not stand where the model does."""


@dataclass(slots=True)
class Options:
    """Counts the options of one question, and anew wherever a letter does not follow the last."""

    numbering: Numbering
    indent: int
    instance: int = 0
    format: str = ""
    next: int = 0

    def number(self, letter: str) -> tuple[int, int]:
        """Return instance and level that print `letter`."""
        found = format_of(letter)
        if found is None:
            scheme = literal(letter, self.indent + OPTION_STEP, OPTION_STEP)
            return self.numbering.shared(scheme), 0
        if found != (self.format, self.next):
            self.format, start = found
            style = "" if self.indent or self.format != "upperLetter" else "Option"
            scheme = options(self.format, self.indent, style)
            self.instance = self.numbering.fresh(scheme, start=start)
        self.next = found[1] + 1
        return self.instance, 0


class Numbering:
    """Collects the schemes and instances of one document; ids count up from 1.

    schemes, instances  the highest id of each that is taken already
    """

    def __init__(self, schemes: int = 0, instances: int = 0) -> None:
        self._taken = schemes, instances
        self._schemes: dict[Scheme, int] = {}
        self._instances: list[tuple[int, Mapping[int, int]]] = []
        self._shared: dict[Scheme, int] = {}
        self._styles: dict[str, tuple[int, int]] = {}
        for scheme in (
            bullets(0, "ListBullet"),
            ordered(0, "ListNumber"),
            options("upperLetter", 0, "Option"),
        ):
            self._adopt(scheme)
        self._questions = self._counter("Question", "QuestionPart")
        self._answers = self._counter("AnswerEntry", "AnswerPart")

    @property
    def styles(self) -> Mapping[str, tuple[int, int]]:
        """Style id → instance and level by which a paragraph in that style is numbered."""
        return self._styles

    def shared(self, scheme: Scheme) -> int:
        """Return the one instance for all bulleted lists of a scheme."""
        if scheme not in self._shared:
            self._shared[scheme] = self._instance(scheme)
        return self._shared[scheme]

    def fresh(self, scheme: Scheme, *, start: int = 1, level: int = 0) -> int:
        """Return a new instance that begins at `start` on `level`."""
        return self._instance(scheme, {level: start})

    def bulleted(self, indent: int) -> int:
        """Return the instance for a bulleted list at `indent`."""
        return self.shared(bullets(indent, "" if indent else "ListBullet"))

    def numbered(self, indent: int, *, start: int, level: int) -> int:
        """Return a new instance for a numbered list at `indent`."""
        return self.fresh(ordered(indent, "" if indent else "ListNumber"), start=start, level=level)

    def task(self, number: str, level: int) -> tuple[int, int]:
        """Return instance and level that print `number` before a question (0) or part (1)."""
        return self._count(self._questions, number, level)

    def answer(self, number: str, level: int) -> tuple[int, int]:
        """Return instance and level that print `number` before the answer to a task."""
        return self._count(self._answers, number, level)

    def options(self, indent: int) -> Options:
        """Return the count of the options of one question, whose letters begin at `indent`."""
        return Options(self, indent)

    def _counter(self, question: str, part: str) -> Counter:
        counter = Counter((question, part))
        scheme = tasks(*counter.formats, counter.styles)
        counter.instance = self._adopt(scheme)
        return counter

    def _adopt(self, scheme: Scheme) -> int:
        """Return the instance for paragraphs that are numbered by their style alone."""
        instance = self.shared(scheme)
        for index, level in enumerate(scheme):
            if level.style:
                self._styles[level.style] = (instance, index)
        return instance

    def _count(self, counter: Counter, number: str, level: int) -> tuple[int, int]:
        found = format_of(number)
        if found is None:
            counter.astray = True
            left, hanging = (OPTION_STEP, OPTION_STEP) if level else (0, NUMERAL)
            return self.shared(literal(f"({number})" if level else number, left, hanging)), 0
        format, value = found
        astray = level == 0 and counter.astray
        if astray or (format, value) != (counter.formats[level], counter.next[level]):
            self._jump(counter, format, value, level)
        counter.next[level] = value + 1
        if level == 0:
            counter.next[1] = 1
        return counter.instance, level

    def _jump(self, counter: Counter, format: str, value: int, level: int) -> None:
        """Begin a new instance of the counter that prints `value` next on `level`."""
        formats = list(counter.formats)
        formats[level] = format
        counter.formats = (formats[0], formats[1])
        styles = counter.styles if counter.formats == ("decimal", "lowerLetter") else ("", "")
        counter.instance = self.fresh(tasks(*counter.formats, styles), start=value, level=level)
        # An instance that a part began has not counted the question round it.
        counter.astray = level > 0

    def _instance(self, scheme: Scheme, starts: Mapping[int, int] | None = None) -> int:
        schemes, instances = self._taken
        number = self._schemes.setdefault(scheme, schemes + len(self._schemes) + 1)
        self._instances.append((number, starts or {}))
        return instances + len(self._instances)

    def write(self) -> str:
        """Return the numbering part: all schemes stand before all instances (§17.9.15)."""
        schemes = "".join(_scheme(number, levels) for levels, number in self._schemes.items())
        instances = "".join(
            _num(number, scheme, starts)
            for number, (scheme, starts) in enumerate(self._instances, self._taken[1] + 1)
        )
        return f"<w:numbering {NAMESPACES}>{schemes}{instances}</w:numbering>"


def _scheme(number: int, levels: Scheme) -> str:
    # A name of its own keeps Word from merging schemes when text is pasted between documents.
    name = zlib.crc32(repr(levels).encode())
    return element(
        "abstractNum",
        f'<w:nsid w:val="{quoted(f"{name:08X}")}"/>',
        element("multiLevelType", val="multilevel" if len(levels) > 1 else "singleLevel"),
        *(level.write(index) for index, level in enumerate(levels)),
        abstractNumId=number,
    )


def _num(number: int, scheme: int, starts: Mapping[int, int]) -> str:
    overrides = (
        element("lvlOverride", element("startOverride", val=start), ilvl=level)
        for level, start in starts.items()
    )
    return element("num", element("abstractNumId", val=scheme), *overrides, numId=number)
