"""Packs that nobody has seen: every construct of the language, put together by chance.

The tests of `test_unseen` build what `write_pack` gives. What it knows of directives and options it
reads off the model, so that a new one is written on its first day.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from pen import HINT, IMAGES, KEY, LEVELLED, SCRIPTS, STUDENT, TEACHER, Pen, Planted, Reach
from studypack.model import DIRECTIVES
from studypack.model.declare import Body, Declared, Directive, Kind

Lines = list[str]

NEEDS = {"answer": KEY, "hint": HINT, "teacher": TEACHER}
"""The directives that are not for everybody."""

GIVEN = {"starters": "support", "worked": "support", "extension": "challenge"}
"""What a level adds to a task: the level that gets it where no other is named."""

UNSHOWN = ("tags", "words", "heading", "argument", "character, alt")
"""Where a word may be written that no reader is shown: tags are for the author; an aid shows no
word that it cannot place; a heading or title of which nothing is left below goes with it; and
a character without a portrait has nothing to describe."""

_TASKS = ("question", "group")
_DEEPEST = 4
_MOST_CALLING = 12
"""Notes that may call further notes, or there is no end of it."""
_PLAIN = ("paragraph",) * 4 + (
    "bullets", "numbers", "ticks", "table", "code", "quotation", "rule", "formula", "picture", "terms",
)  # fmt: skip
_TYPES = (
    "short", "extended", "essay", "choice", "multiple", "truefalse", "cloze", "numeric", "match",
    "order", "categorise", "label", "draw",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scrambled:
    """Words that no student may meet in this order, since it is the right one."""

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChancePack:
    """A pack's folder, and what a test must know of it.

    files      by path inside the folder
    planted    every word that stands at one place only
    questions  a word of each stem, in source order: that of question n is the n-th
    scrambled  what students must find out of order
    """

    files: Mapping[str, bytes]
    planted: tuple[Planted, ...]
    questions: tuple[str, ...]
    scrambled: tuple[Scrambled, ...]

    def write(self, workspace: Path, slug: str) -> Path:
        """Write the pack into a workspace and return its folder."""
        folder = workspace / "source" / slug
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder


def write_pack(random: Random, size: int) -> ChancePack:
    """Return a pack of two files at most, each of `size` blocks at most but for those inside.

    random  makes every choice: the same one gives the same pack
    """
    pen = Pen(random, Pen(random, SCRIPTS[0]).one_of(SCRIPTS))
    pen.gaps = pen.one_of(("none", "in banks", "told apart", "told apart"))
    writer = Writer(pen)
    front = _front_matter(pen)
    parts = [writer.file(pen.random.randint(1, size)) for _ in range(pen.upto(2))]
    parts[0] = [*front, *parts[0]]
    texts = {f"{'pack' if n == 0 else f'{n}0-more'}.md": lines for n, lines in enumerate(parts)}
    files = {name: writer.filled(lines).encode() for name, lines in texts.items()}
    return ChancePack(
        files=files | _assets(pen),
        planted=tuple(pen.planted),
        questions=tuple(writer.questions),
        scrambled=tuple(writer.scrambled),
    )


# --- Front matter and files -------------------------------------------------------------------

_TITLES = (
    "{}", "“{}”", "{}: a & b <c>", "# {}", "- {}", "{} \\ /", "'{}'", '"{}"', "{} 100 %", "no {}",
    "{} — Поэзия · 詩 · שיר", "{{{{ {} }}}}", "{} " + "very long title " * 12, "*{}*", "{}: {{a: b}}",
)  # fmt: skip


def _front_matter(pen: Pen) -> Lines:
    """Return front matter with every key, each by chance; values are quoted as JSON, which is YAML."""

    def text(place: str) -> str:
        return json.dumps(pen.words(place), ensure_ascii=False)

    title = pen.one_of(_TITLES).format(pen.words("title"))
    keys: Mapping[str, Callable[[], str]] = {
        "subtitle": lambda: text("subtitle"),
        "authors": lambda: f"[{text('authors')}, {text('authors')}]",
        "work": lambda: f"{{title: {text('work')}, creator: {text('work')}, kind: novel}}",
        "subject": lambda: text("subject"),
        "level": lambda: text("level of the pack"),
        "description": lambda: text("description"),
        "keywords": lambda: f"[{text('keywords')}]",
        "rights": lambda: text("rights of the pack"),
        "identifier": lambda: "urn:isbn:9780571258093",
        "date": lambda: "2026-11",
        "version": lambda: "1.10",
        "cover": lambda: f"images/{pen.one_of(IMAGES)}",
        "paper": lambda: pen.one_of(("A4", "Letter", "A5")),
        "accent": lambda: '"#ffee00"',
        "writing": lambda: pen.one_of(writings),
        "labels": lambda: "{question: Task, part: Bit}",
        "allow": lambda: "[missing-answer – by chance]",
    }
    writings = (
        ("vertical", "horizontal") if pen.script.language[:2] in ("ja", "zh") else ("horizontal",)
    )
    chosen = [f"{key}: {value()}" for key, value in keys.items() if pen.chance(40)]
    head = [f"title: {json.dumps(title, ensure_ascii=False)}", f"language: {pen.script.language}"]
    return ["---", *head, *chosen, "---", ""]


def _assets(pen: Pen) -> dict[str, bytes]:
    from PIL import Image

    def raster(kind: str, size: tuple[int, int]) -> bytes:
        stream = io.BytesIO()
        Image.new("RGB", size, "#996633").save(stream, kind)
        return stream.getvalue()

    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><title>A plan</title>'
        f'<rect width="90" height="50" fill="#888"/><text x="5" y="90">{pen.fresh()}</text></svg>'
    )
    pictures = {
        "dot.png": raster("PNG", (1, 1)),
        "photo.jpg": raster("JPEG", (640, 480)),
        "old.gif": raster("GIF", (40, 400)),
        "new.webp": raster("WEBP", (300, 20)),
        "plan.svg": drawing.encode(),
        "wide strip.png": raster("PNG", (2000, 30)),
    }
    text = "\n\n".join(" ".join(pen.script.words * 3) for _ in range(pen.upto(4)))
    return {
        **{f"images/{name}": content for name, content in pictures.items()},
        "texts/passage.txt": text.encode(),
    }


# --- Blocks -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Writer:
    """Writes blocks, one after the other, in source order.

    depth       how many blocks are around
    in_task     a question, or what is only told of one, is around: no question stands there
    """

    pen: Pen
    depth: int = 0
    level: int = 0
    in_task: bool = False
    in_note: bool = False
    questions: list[str] = field(default_factory=list)
    scrambled: list[Scrambled] = field(default_factory=list)

    def file(self, size: int) -> Lines:
        """Return a Markdown file: blocks below headings, and the footnotes that they call."""
        pen = self.pen
        lines: Lines = []
        first = len(pen.notes)
        for _ in range(size):
            if not lines or pen.chance(25):
                lines += [*self._heading(), ""]
            lines += [*self.block(), ""]
        return [*lines, *self._notes(first)]

    def filled(self, lines: Lines) -> str:
        """Return a file's text with its references led to ids that there are."""
        return self.pen.led("\n".join(lines).strip() + "\n")

    def _notes(self, first: int) -> Lines:
        """Return the footnotes called since `first`; they call further ones in their turn."""
        pen, lines = self.pen, []
        self.in_task, self.in_note = True, True
        while first < len(pen.notes):
            label, caller, reach = pen.notes[first]
            first += 1
            around, pen.reach = pen.reach, reach
            place = f"note in {caller}"
            calls = first < _MOST_CALLING
            text = pen.text(place, flat=True) if calls else pen.words(place)
            inside = self.block() if calls and pen.chance(20) else []
            lines += [f"[^{label}]: {text}", "", *_indented(inside, "    "), ""]
            pen.reach = around
        self.in_task, self.in_note = False, False
        return lines

    def _heading(self) -> Lines:
        self.level = self.pen.random.randint(1, min(self.level + 1, 5))
        name = f" {{#{self.pen.new_id()}}}" if not self.pen.ids or self.pen.chance(30) else ""
        return [f"{'#' * self.level} {self.pen.text('heading', flat=True)}{name}"]

    def block(self) -> Lines:
        """Return one block of any kind that may stand here."""
        pen = self.pen
        if self.depth >= _DEEPEST or pen.chance(45):
            return self._plain(pen.one_of(_PLAIN))
        if not self.in_note and not self.in_task and pen.chance(8) and self.depth:
            return self._heading()
        name = pen.one_of(tuple(DIRECTIVES))
        unfit = bool(DIRECTIVES[name].inside) or (name == "wordbank" and pen.gaps == "told apart")
        if unfit or (self.in_task and name in _TASKS):
            return self._plain("paragraph")
        if pen.chance(30) and not self.in_task:
            name = "question"
        with self._inside():
            return self._directive(name)

    @contextmanager
    def _inside(self) -> Iterator[None]:
        self.depth += 1
        yield
        self.depth -= 1

    def blocks(self, most: int = 3) -> Lines:
        """Return some blocks, with an empty line between two."""
        lines: Lines = []
        for _ in range(self.pen.upto(most)):
            lines += [*self.block(), ""]
        return lines[:-1]

    # --- Markdown's own

    def _plain(self, kind: str) -> Lines:
        with self._inside():
            return getattr(self, f"_{kind}")()  # type: ignore[no-any-return]

    def _paragraph(self) -> Lines:
        return self.pen.text("paragraph").split("\n")

    def _entry(self, sign: str) -> Lines:
        lines = self.pen.text("list").split("\n")
        if self.depth < _DEEPEST and self.pen.chance(15):
            lines += ["", *self.block()]
        return [f"{sign} {lines[0]}", *_indented(lines[1:], " " * (len(sign) + 1))]

    def _bullets(self) -> Lines:
        return [line for _ in range(self.pen.upto(6)) for line in self._entry("*")]

    def _ticks(self) -> Lines:
        if self.in_task:
            return self._bullets()
        signs = ("* [ ]", "* [x]")
        return [f"{self.pen.one_of(signs)} {self.pen.text('list', flat=True)}" for _ in range(3)]

    def _numbers(self) -> Lines:
        start = self.pen.one_of((1, 1, 1, 0, 7, 98))
        return [line for n in range(self.pen.upto(6)) for line in self._entry(f"{start + n})")]

    def _table(self, columns: int = 0, place: str = "table") -> Lines:
        columns = columns or self.pen.random.randint(1, 6)
        rows = 60 if self.pen.chance(3) else self.pen.upto(6)
        marks = [self.pen.one_of(("---", ":--", "--:", ":-:")) for _ in range(columns)]
        cells = [[self._cell(place) for _ in range(columns)] for _ in range(rows + 1)]
        return [_row(cells[0]), _row(marks), *map(_row, cells[1:])]

    def _cell(self, place: str) -> str:
        return "" if self.pen.chance(5) else self.pen.text(place, flat=True, depth=1)

    def _code(self) -> Lines:
        odd = ("", "    :::{question}", "<!-- -->", "{{ x }}", "x" * 200)
        told = f"{self.pen.plant('code')}(<a> && ':::' )"
        return ["```python", told, *self.pen.some_of(odd, 4), "```"]

    def _quotation(self) -> Lines:
        return _indented(self.blocks(2), "> ", everywhere=True)

    def _rule(self) -> Lines:
        return ["***"]

    def _formula(self) -> Lines:
        return ["$$", r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}", "$$"]

    def _picture(self) -> Lines:
        caption = f' "{self.pen.words("caption")}"' if self.pen.chance(50) else ""
        return [f"![{self.pen.words('alt')}]({self.pen.picture()}{caption})"]

    def _terms(self) -> Lines:
        lines: Lines = []
        for _ in range(self.pen.upto(5)):
            lines += [self.pen.text("term", flat=True), *self._definition()]
            lines += self._definition() if self.pen.chance(30) else []
            lines.append("")
        return lines[:-1]

    def _definition(self) -> Lines:
        lines = self.pen.text("definition", flat=True).split("\n")
        if self.depth < _DEEPEST and self.pen.chance(15):
            lines += ["", *self.block()]
        return [f": {lines[0]}", *_indented(lines[1:], "  ")]

    # --- Directives

    def _directive(self, name: str) -> Lines:
        written = {"question": self._question, "group": self._group}.get(name)
        if written is not None:
            return written()
        directive = DIRECTIVES[name]
        body = _BODIES.get(name) or _BODY_OF[directive.body]
        return self.fenced(directive, lambda: body(self))

    def fenced(self, directive: Directive, body: Callable[[], Lines], **given: str) -> Lines:
        """Return a directive with options by chance, besides those that are `given`."""
        pen = self.pen
        limits, reach = self._limits()
        around = self.in_task
        need = NEEDS.get(directive.name)
        if directive.name in GIVEN:
            need = LEVELLED
            if "level" not in limits:
                reach = reach.narrowed(Reach(levels=(frozenset({GIVEN[directive.name]}),)))
        with pen.within(*filter(None, [need]), reach=reach):
            self.in_task = around or directive.name in {"question", "answer", "hint"}
            colons = ":" * pen.random.randint(3, 5)
            opening = f"{colons}{{{directive.name}}} {self._argument(directive)}".rstrip()
            options = limits | self._options(directive, given)
            lines = [
                opening,
                *(line for key, value in options.items() for line in _option(key, value, pen)),
            ]
            inside = body() if directive.body is not Body.NONE else []
            self.in_task = around
        return [*lines, "", *inside, colons]

    def _limits(self) -> tuple[dict[str, str], Reach]:
        """Return options that say for whom a block is, by chance, and what they mean."""
        pen = self.pen
        limits: dict[str, str] = {}
        reach = Reach()
        if pen.chance(6):
            limits["audience"] = pen.one_of(("teacher", "teacher", "student"))
            reach = reach.narrowed(
                Reach(frozenset({TEACHER if limits["audience"] == "teacher" else STUDENT}))
            )
        if pen.chance(5):
            outputs = pen.some_of(("pdf", "docx", "epub", "handout", "worksheet", "guide"))
            limits["only"] = ", ".join(outputs)
            reach = reach.narrowed(Reach(only=(frozenset(outputs),)))
        if pen.chance(5):
            outputs = pen.some_of(
                ("pdf", "docx", "epub", "handout", "worksheet", "guide", "answers")
            )
            limits["not"] = " ".join(outputs)
            reach = reach.narrowed(Reach(never=frozenset(outputs)))
        if pen.chance(8):
            levels = pen.some_of(("support", "core", "challenge"))
            limits["level"] = ", ".join(levels)
            reach = reach.narrowed(Reach(levels=(frozenset(levels),)))
        return limits, reach

    def _argument(self, directive: Directive) -> str:
        declared = directive.argument
        if declared is None or not (declared.required or self.pen.chance(60)):
            return ""
        if directive.name == "only":
            return ", ".join(ONLY)
        return self._value(declared, directive.name)

    def _options(self, directive: Directive, given: Mapping[str, str]) -> dict[str, str]:
        options = dict(given)
        unnamed = [name for name in _THEMES if name not in dict(self.pen.ids)]
        if directive.name == "theme" and unnamed:
            options["id"] = unnamed[0]
            self.pen.ids.append((unnamed[0], self.pen.reach))
        for declared in directive.options:
            skipped = declared.name in {"audience", "only", "not", "level", *options}
            if skipped or declared.name in _TASK_OPTIONS or not self.pen.chance(25):
                continue
            options[declared.name] = self._value(declared, directive.name)
        if directive.name == "organizer" and "labels" in options:
            options |= {
                "kind": "venn",
                "labels": ", ".join(self.pen.words("label") for _ in range(3)),
            }
        return {name: value for name, value in options.items() if value != "\0"}

    def _value(self, declared: Declared, directive: str) -> str:
        """Return a value for an option or argument, of its kind."""
        pen, name = self.pen, declared.name
        if declared.choices is not None:
            return pen.one_of([str(member.value) for member in declared.choices])
        place = f"{directive}, {name or 'argument'}"
        written: Mapping[Kind, Callable[[], str]] = {
            Kind.TEXT: lambda: pen.words(place),
            Kind.INLINES: lambda: pen.text(place, flat=True),
            Kind.LIST: lambda: ", ".join(pen.words(place, 2) for _ in range(pen.upto(4))),
            Kind.WORD: lambda: pen.new_id() if name == "id" else pen.one_of(("m/s²", "%", "µg")),
            Kind.IDS: lambda: pen.one_of(_THEMES) if name == "themes" else pen.refer(),
            Kind.INTEGER: lambda: str(
                pen.random.randint(2, 4) if name == "count" else pen.upto(12)
            ),
        }
        return written.get(declared.kind, lambda: pen.one_of(_VALUES[declared.kind]))()

    # --- Bodies

    def any_body(self) -> Lines:
        return self.blocks()

    def optional(self) -> Lines:
        return self.blocks(2) if self.pen.chance(50) else []

    def _with(self, written: Callable[[], Lines]) -> Lines:
        """Return what a body must hold, with other blocks around it by chance."""
        before = [*self.blocks(1), ""] if self.pen.chance(15) else []
        needed = written()
        behind = ["", *self.blocks(1)] if self.pen.chance(15) else []
        return [*before, *needed, *behind]

    def terms(self) -> Lines:
        return self._with(self._terms)

    def listed(self) -> Lines:
        return self._with(lambda: [x for _ in range(self.pen.upto(5)) for x in self._entry("+")])

    def table(self) -> Lines:
        return self._with(self._table)

    def relations(self) -> Lines:
        return self._table(3, "relations")

    def quotation(self) -> Lines:
        return [*self._quotation(), "", *self.optional()]

    def bank(self) -> Lines:
        if self.pen.gaps == "none":
            return [f"- {self.pen.words('word bank', 3)}" for _ in range(self.pen.upto(9))]
        return []

    def organizer(self) -> Lines:
        with self.pen.within(KEY):
            return self.optional()

    def only(self) -> Lines:
        with self.pen.within(reach=Reach(only=(frozenset(ONLY),))):
            return self.blocks()

    # --- Questions

    def _group(self) -> Lines:
        count = self.pen.upto(3)
        choose = f"{self.pen.random.randint(1, count)} of {count}" if self.pen.chance(40) else "\0"
        around, self.in_task = self.in_task, True
        lines = self.fenced(DIRECTIVES["group"], lambda: self._of_group(count), choose=choose)
        self.in_task = around
        return lines

    def _of_group(self, count: int) -> Lines:
        stimulus = self.blocks(2) if self.pen.chance(40) else []
        asked = [line for _ in range(count) for line in ("", *self._question())]
        return [*stimulus, *asked]

    def _question(self) -> Lines:
        return self._task("question", parts=self.pen.chance(20))

    def _task(self, name: str, *, parts: bool = False) -> Lines:
        directive = DIRECTIVES[name]
        kind = self.pen.one_of(_TYPES)
        kind = "short" if kind == "cloze" and self.pen.gaps == "none" else kind
        given = {"type": kind} if self.pen.chance(40) or kind in _STATED else {}
        if parts:
            kind, given = "short", {}
        if kind == "truefalse":
            given["answer"] = self.pen.one_of(("true", "false"))
        if self.pen.chance(50) and not parts:
            given["marks"] = str(self.pen.upto(20))
        with self._inside():
            return self.fenced(directive, lambda: self._asked(name, kind, parts), **given)

    def _asked(self, name: str, kind: str, parts: bool) -> Lines:
        pen = self.pen
        stem = pen.plant(f"{name}, stem")
        if name == "question":
            self.questions.append(stem)
        lines = [f"{stem} {pen.words('stem')}?", ""]
        if pen.chance(3):
            lines += [line for _ in range(25) for line in (pen.words("long stem", 60), "")]
        if pen.chance(20):
            lines += [*self.blocks(1), ""]
        lines += [*getattr(self, f"_{kind}", self._open)(), ""]
        if parts:
            for _ in range(pen.upto(5)):
                lines += [*self._task("part"), ""]
        extras = (("hint", 25), ("answer", 50), ("rubric", 8), ("teacher", 8))
        for extra, percent in (*extras, *((name, 8) for name in GIVEN)):
            if pen.chance(percent):
                with self._inside():
                    lines += [*self._directive(extra), ""]
        return lines

    def _open(self) -> Lines:
        return []

    def _choice(self, right: int = 1) -> Lines:
        count = 30 if self.pen.chance(3) else self.pen.random.randint(2, 6)
        lines: Lines = []
        for n in range(count):
            text = self.pen.text("option", flat=True, depth=1)
            lines.append(f"- [{'x' if n < right else ' '}] {text}")
            if self.pen.chance(25):
                with self.pen.within(KEY):
                    feedback = self.pen.words("feedback")
                lines += ["", f"  {feedback}", ""]
        return lines

    def _multiple(self) -> Lines:
        return self._choice(right=2)

    def _cloze(self) -> Lines:
        blanks = [self.pen.gap("cloze") for _ in range(self.pen.upto(4))]
        if self.pen.chance(30) and len(blanks) > 1:  # a row takes two
            return [
                _row(["", self.pen.words("cell")]),
                "|---|---|",
                *(_row([one, two]) for one, two in pairwise(blanks)),
            ]
        return [f"{self.pen.words('cloze')} {blank}." for blank in blanks]

    def _match(self) -> Lines:
        pairs = [
            (self.pen.words("left"), self.pen.words("right"))
            for _ in range(self.pen.random.randint(2, 8))
        ]
        self._must_scramble("match", [right for _, right in pairs])
        lure = [_row(["", self.pen.words("lure")])] if self.pen.chance(30) else []
        return [_row(["", ""]), "|---|---|", *(_row(list(pair)) for pair in pairs), *lure]

    def _order(self) -> Lines:
        steps = [self.pen.words("step") for _ in range(self.pen.random.randint(2, 8))]
        self._must_scramble("order", steps)
        return [f"{n}. {step}" for n, step in enumerate(steps, 1)]

    def _categorise(self) -> Lines:
        columns = self.pen.random.randint(2, 4)
        head = [self.pen.words("category") for _ in range(columns)]
        rows = [[self.pen.words("card") for _ in range(columns)] for _ in range(self.pen.upto(4))]
        self._must_scramble("categorise", [row[n] for n in range(columns) for row in rows])
        return [_row(head), _row(["---"] * columns), *map(_row, rows)]

    def _label(self) -> Lines:
        picture = self._picture()
        with self.pen.within(KEY):
            labels = [self.pen.words("label") for _ in range(self.pen.upto(5))]
        return [*picture, "", *(f"{n}. {label}" for n, label in enumerate(labels, 1))]

    def _must_scramble(self, kind: str, entries: list[str]) -> None:
        """Remember the planted word of each entry, in the right order."""
        words = {planted.word for planted in self.pen.planted}
        keys = tuple(next(word for word in entry.split() if word in words) for entry in entries)
        self.scrambled.append(Scrambled(kind, keys))


ROOMS = ("1 line", "4 lines", "100 lines", "6 cm", "box 5 cm", "grid 8 cm", "25 cm", "fill", "none")
ONLY = ("pdf", "guide")
_VALUES: Mapping[Kind, tuple[str, ...]] = {
    Kind.SIGN: ("◆", "☀", "A", "水"),
    Kind.FLAG: ("yes", "no", "", "true"),
    Kind.LANGUAGE: tuple(script.language for script in SCRIPTS),
    Kind.PATH: ("texts/passage.txt",),
    Kind.IMAGE: tuple(f"images/{name}" for name in IMAGES),
    Kind.ROOM: ROOMS,
    Kind.LENGTH: ("6 cm", "40 mm", "50%", "90 cm"),
    Kind.ALLOWANCES: ("missing-answer – by chance", "missing-alt – so; unknown-theme – it is"),
}
"""What an option may be, by its kind, where no word of the pack's own stands in it."""
_THEMES = ("theme-1", "theme-2", "theme-3")
_STATED = {"essay", "match", "order", "categorise", "label", "draw"}
_TASK_OPTIONS = {"type", "marks", "answer", "accept", "tolerance", "choose"}
"""Options that a task is given, or goes without, as its type demands."""

_BODIES: Mapping[str, Callable[[Writer], Lines]] = {
    "relations": Writer.relations,
    "wordbank": Writer.bank,
    "organizer": Writer.organizer,
    "only": Writer.only,
}
_BODY_OF: Mapping[Body, Callable[[Writer], Lines]] = {
    Body.NONE: lambda _: [],
    Body.ANY: Writer.any_body,
    Body.OPTIONAL: Writer.optional,
    Body.TERMS: Writer.terms,
    Body.TABLE: Writer.table,
    Body.LIST: Writer.listed,
    Body.QUOTE: Writer.quotation,
}


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _indented(lines: Lines, by: str, *, everywhere: bool = False) -> Lines:
    return [by + line if line or everywhere else line for line in lines]


def _option(key: str, value: str, pen: Pen) -> Lines:
    """Return an option's lines; a value may go on in the next line, indented."""
    words = value.split(" ")
    if len(words) > 2 and pen.chance(15):
        return [f":{key}: {words[0]}", f"    {' '.join(words[1:])}"]
    return [f":{key}: {value}".rstrip()]
