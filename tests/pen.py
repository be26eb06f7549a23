"""A pen that writes Markdown by chance: words nobody used before, inlines, and who may read them.

Called by `chance`, which writes whole packs with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar

from studypack.composing import Request

T = TypeVar("T")

REFERENCE = "\N{REPLACEMENT CHARACTER}"

HINT, KEY, TEACHER, STUDENT = "hint", "key", "teacher", "student"
"""What it takes to see a place: to be told hints, or answers; to be a teacher; to be none."""

LEVELLED = "levelled"
"""What it takes to see what a level adds to a task: to be of a level, or a teacher."""

_RANKS = ("", HINT, KEY, TEACHER)


@dataclass(frozen=True, slots=True)
class Reach:
    """Who may read what stands in a place, by all that is around it.

    needs     of HINT, KEY, TEACHER, STUDENT, LEVELLED, all that it takes
    only      for each option `only` around it the outputs, of which one must be asked for
    never     outputs that an option `not` around it names
    levels    for each option `level` around it the levels, of which one must be asked for
    """

    needs: frozenset[str] = frozenset()
    only: tuple[frozenset[str], ...] = ()
    never: frozenset[str] = frozenset()
    levels: tuple[frozenset[str], ...] = ()

    @property
    def rank(self) -> int:
        """How few they are: 0 for everybody, most for teachers alone."""
        return max((_RANKS.index(need) for need in self.needs if need in _RANKS), default=0)

    def narrowed(self, other: Reach) -> Reach:
        """Return who may read what is inside `other` inside this."""
        return Reach(
            self.needs | other.needs,
            (*self.only, *other.only),
            self.never | other.never,
            (*self.levels, *other.levels),
        )

    def admits(self, request: Request) -> bool:
        """Return whether the readers of a file may be told, be it apart from its questions.

        Written from docs/language.md, not from the code that decides it.
        """
        names = {request.format, request.product.name}
        is_key_to_all = request.product.name == "answers"
        level = request.level.value if request.level else None
        return (
            self.needs <= _told(request)
            and not self.never & names
            and (is_key_to_all or all(outputs & names for outputs in self.only))
            and (level is None or all(level in levels for levels in self.levels))
        )


def _told(request: Request) -> set[str]:
    if request.product.name == "answers":
        return {HINT, KEY, TEACHER, STUDENT, LEVELLED}
    if request.edition.is_teachers:
        return {HINT, KEY, TEACHER, LEVELLED}
    by_level = {LEVELLED} if request.level else set()
    if request.product.name == "guide":
        return {HINT, KEY, STUDENT} | by_level
    helped = {HINT} if request.level and request.level.value == "support" else set()
    return {STUDENT} | by_level | helped


@dataclass(frozen=True, slots=True)
class Planted:
    """A word that stands at one place of a pack and nowhere else."""

    word: str
    place: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class Script:
    """A language, and words of it that every font at hand has."""

    language: str
    words: tuple[str, ...]
    spaced: bool = True


def _script(language: str, words: str) -> Script:
    return Script(language, tuple(words.split()), language[:2] not in ("ja", "zh"))


SCRIPTS = (
    _script("en-GB", "river stone she wrote under the old bridge because nobody asked why"),
    _script("en", "photosynthesis counterargument interpretation of what they knew then"),
    _script("de-AT", "Straßenbahn Fußgänger überqueren Geschwindigkeitsbegrenzung und öffnen"),
    _script("fr", "l’élève où ça œuvre très naïve comprendre l’été déjà aujourd’hui"),
    _script("es", "¿qué niño corazón según después año pingüino lección"),
    _script("pl", "zażółć gęślą jaźń źródło pytanie książka że"),
    _script("tr", "ışık İstanbul öğrenci çalışma güneş yağmur"),
    _script("vi", "Tiếng Việt học sinh nước trường đẹp được"),
    _script("el", "φως μάθημα ποίηση λέξη ερώτηση γιατί ἀρχή"),
    _script("ru", "вода ёлка почему подъезд съёмка книга объяснение"),
    _script("ar", "ماء الضوء لماذا كتابٌ مدرسة النبات اقرأ إجابة"),
    _script("fa", "پژوهش آب گیاه می‌خواهم چرا کتاب"),
    _script("he", "מים שיעור לָמָה ספר שאלה אור"),
    _script("ja", "光合成 ひかり カード 植物は なぜ 読み方 水を"),
    _script("zh-Hans", "光合作用 植物 为什么 水 课本 问题"),
    _script("zh-Hant", "為什麼 課本 閱讀 問題"),
    _script("ko", "광합성 물 왜 식물 교과서"),
    _script("hi", "पाठ पुस्तक जल प्रश्न क्यों विद्यार्थी"),
)
"""Languages that packs are written in, of every direction and script that they are likely to use."""

ODD = (
    "AT&T", "3 < 4", "a > b", "C:\\\\temp", "snake_case_word", "{{ title }}", "{% if x %}", "50%",
    '"quoted"', "'single'", '"he said \'no\'"', "rock 'n' roll", "the '90s", "one -- two", "so---no",
    "and...", "&amp;", "&lt;b&gt;", "&nbsp;", "&#8212;", "\\*stars\\*", "\\# no heading", "€ 3,50",
    "½", "x²", "H₂O", "m/s²", "ﬁnd", "co\u00adoperate", "10\u00a0km", "\\$5",
    "https://example.org/a_b?c=d&e=f", "e.g.", "No. 5", "naïve", "ΔT", "→", "☐", "№", "100 °C",
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze", "A" * 90, "!?", "(see", "below)", "[sic]",
)  # fmt: skip
"""Signs that some format, template or typesetter might trip over."""

FORMULAS = (
    "E = mc^2", r"\frac{a}{b}", r"\sqrt{x^2 + 1}", r"6\,\mathrm{CO_2}", r"x_{1,2} \le \pm 3",
    r"\sum_{i=1}^{n} i", r"\alpha \to \beta", r"90^\circ", r"\ce{H2O}", r"\text{if } x < 0",
    r"\int_0^1 f(x)\,dx", r"\vec{v}", r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}",
)  # fmt: skip

_SYLLABLES = tuple(a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u"))


def nonsense(number: int) -> str:
    """Return a word of ten letters that is in no language; another number, another word."""
    scattered = (number * 1_000_003 + 777_777) % len(_SYLLABLES) ** 4
    letters = ""
    for _ in range(4):
        scattered, syllable = divmod(scattered, len(_SYLLABLES))
        letters += _SYLLABLES[syllable]
    return f"x{letters}q"


@dataclass(slots=True)
class Pen:
    """Writes text by chance and remembers what it planted, and for whom.

    ids        every id there is, and who may read what has it
    calls      who may read each place that refers to some id, which is only known when the pack
               is whole: until then its number stands there, between two `REFERENCE`s
    gaps       'none': word banks list their words; 'in banks': word banks show what fills the
               gaps; 'told apart': no word banks, so that what fills the gaps is a secret
    """

    random: Random
    script: Script
    reach: Reach = Reach()
    planted: list[Planted] = field(default_factory=list)
    ids: list[tuple[str, Reach]] = field(default_factory=list)
    calls: list[Reach] = field(default_factory=list)
    notes: list[tuple[str, str, Reach]] = field(default_factory=list)
    gaps: str = "told apart"
    _made: int = 0

    # --- Chance

    def chance(self, percent: int) -> bool:
        return self.random.randint(1, 100) <= percent

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.random.randint(0, len(choices) - 1)]

    def some_of(self, choices: Sequence[T], most: int = 2) -> list[T]:
        return list(dict.fromkeys(self.one_of(choices) for _ in range(self.upto(most))))

    def upto(self, most: int) -> int:
        """Return a number from 1, more often small than large."""
        return min(self.random.randint(1, most), self.random.randint(1, most))

    # --- Who may read

    @contextmanager
    def within(self, *needs: str, reach: Reach = Reach()) -> Iterator[None]:
        """Narrow who may read what is written meanwhile."""
        around = self.reach
        self.reach = around.narrowed(replace(reach, needs=reach.needs | set(needs)))
        yield
        self.reach = around

    # --- Words

    def fresh(self) -> str:
        """Return a word that is not in the pack yet."""
        self._made += 1
        return nonsense(self._made)

    def plant(self, place: str, *needs: str) -> str:
        """Return a word that is not in the pack yet, remembered with its place."""
        word = self.fresh()
        reach = self.reach.narrowed(Reach(frozenset(needs)))
        self.planted.append(Planted(word, place, reach))
        return word

    def new_id(self) -> str:
        name = f"id-{len(self.ids) + 1}"
        self.ids.append((name, self.reach))
        return name

    def refer(self) -> str:
        """Return what stands for an id until the pack is whole; `led` puts one in its place."""
        self.calls.append(self.reach)
        return f"{REFERENCE}{len(self.calls) - 1}{REFERENCE}"

    def led(self, text: str) -> str:
        """Return `text` with an id for each reference, of what its readers may see."""
        return re.sub(
            f"{REFERENCE}(\\d+){REFERENCE}", lambda call: self._id_for(int(call[1])), text
        )

    def _id_for(self, call: int) -> str:
        asked = self.calls[call].rank
        return self.one_of([name for name, reach in self.ids if reach.rank <= asked])

    def words(self, place: str, most: int = 6) -> str:
        """Return a few words, one of them planted."""
        own = self.script.words
        said = [self.one_of(own) for _ in range(self.upto(most))]
        said.insert(self.random.randint(0, len(said)), self.plant(place))
        return " ".join(said)

    # --- Inlines

    def text(self, place: str, *, flat: bool = False, depth: int = 2) -> str:
        """Return a run of inlines; `flat` if it must be one line that may stand in a table."""
        parts = [self.words(place)]
        for _ in range(self.upto(3) if self.chance(50) else 0):
            parts.append(self.inline(place, depth=depth))
            if self.chance(60):
                parts.append(self.words(place, 2))
        join = self.one_of((" ", "\n", "\\\n")) if not flat and self.chance(20) else " "
        return join.join(parts)

    def inline(self, place: str, *, depth: int) -> str:
        """Return one inline of a kind that chance picks."""
        kinds = [self._odd, self._code, self._math, self._auto_link, self._picture, self._ruby]
        kinds += [self._reference, self._note, self._blank] if place != "alt" else []
        if depth > 0 and self.chance(60):
            inside = self.text(place, flat=True, depth=depth - 1)
            return self._around(inside)
        return self.one_of(kinds)(place)

    def _around(self, inside: str) -> str:
        holds_link = any(sign in inside for sign in ("](", "<http"))
        kinds = ["*{}*", "**{}**", "***{}***", "~~{}~~", "[{}]{{lang=es}}", "[{}]{{.own-look}}",
                 "[{}]{{lang=ar}}", "<!-- gone -->{}"]  # fmt: skip
        if not holds_link:
            kinds += ['[{}](https://example.org/page "over there")', f"[{{}}](#{self.refer()})"]
        if self.chance(10):
            return f"[{inside}]{{#{self.new_id()}}}"
        return self.one_of(kinds).format(inside)

    def _odd(self, _place: str) -> str:
        return self.one_of(ODD)

    def _code(self, place: str) -> str:
        return f"`{self.plant(place)} <a & b>`"

    def _math(self, _place: str) -> str:
        return f"${self.one_of(FORMULAS)}$"

    def _auto_link(self, _place: str) -> str:
        return self.one_of(("<https://example.org/ä?q=1>", "<mailto:a@example.org>"))

    def _picture(self, place: str) -> str:
        if self.chance(20):
            return f"![]({self.picture()}){{.decorative}}"
        width = self.one_of(("", "{width=2cm}", "{width=30%}"))
        return f"![{self.words(place + ', alt')}]({self.picture()}){width}"

    def picture(self) -> str:
        """Return the address of a picture of the pack."""
        return f"images/{self.one_of(IMAGES)}".replace(" ", "%20")

    def _ruby(self, place: str) -> str:
        return f"[漢字]{{ruby={self.plant(place + ', ruby')}}}."

    def _reference(self, _place: str) -> str:
        return f"[](#{self.refer()})"

    def _note(self, place: str) -> str:
        self.notes.append((label := f"note{len(self.notes) + 1}", place, self.reach))
        return f"[^{label}]"

    def _blank(self, place: str) -> str:
        return self.gap(place) if self.gaps != "none" else self.fresh()

    def gap(self, place: str) -> str:
        """Return a gap, with one or two answers that are accepted."""
        secret = self.gaps == "told apart"
        count = self.upto(2)
        answers = [
            self.plant(f"{place}, blank", KEY) if secret else self.fresh() for _ in range(count)
        ]
        return "[" + "\\|".join(answers) + "]{.blank}"


IMAGES = ("dot.png", "photo.jpg", "old.gif", "new.webp", "plan.svg", "wide strip.png")
"""Names of pictures in a pack's folder `images`."""
