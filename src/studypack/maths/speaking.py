"""Says a formula in words, for those who listen; the package's door calls `speak`.

No kept library does this in Python without a separate engine, so the mathematics of schools is
spoken here, from one table of words a language. Where a language has no table the formula is
written on one line, and where a sign has no word it stands for itself: screen readers speak both by
the rules of their user's language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from studypack.maths.trees import (
    FUNCTION_APPLICATION,
    SCRIPTS,
    children_of,
    fence,
    is_operator,
    limits,
    nary_operator,
    text_of,
)
from studypack.maths.words import LANGUAGES, WRITTEN, Words

_FUNCTIONS = frozenset("fghFGHPp")
_CHARGE = re.compile("[0-9]*[+\N{MINUS SIGN}]")
_TOKENS = ("mi", "mn", "mo", "mtext")
_LIMITS = ("lim", "lim sup", "lim inf")


def speak(formula: Element, lang: str) -> str:
    """The words of a tree that `reading.read` made, in a language (BCP 47), never empty."""
    words = LANGUAGES.get(lang.lower().split("-")[0], WRITTEN)
    said = _Speaker(words).row(list(formula))
    return _tidy(said) or "∅"


def _tidy(said: str) -> str:
    """One space between words, none before a comma, no comma at the end or before another."""
    text = re.sub(r"\s+", " ", said)
    text = re.sub(r"(\s*,)+", ",", text)
    return text.strip(" ,")


class _Speaker:
    """Says nodes in one language, a method a kind of element."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._methods: dict[str, Callable[[Element], str]] = {
            "mi": self._token,
            "mn": self._token,
            "mo": self._token,
            "mtext": self._text,
            "mspace": lambda _: "",
            "mphantom": lambda _: "",
            "mrow": self._mrow,
            "mfrac": self._mfrac,
            "msqrt": self._msqrt,
            "mroot": self._mroot,
            "msub": self._scripted,
            "msup": self._scripted,
            "msubsup": self._scripted,
            "munder": self._marked,
            "mover": self._marked,
            "munderover": self._marked,
            "mmultiscripts": self._multiscripts,
            "mtable": self._matrix,
            "menclose": self._enclosed,
        }

    def row(self, nodes: Sequence[Element]) -> str:
        """A run of nodes, one after another; f(x) is said as one."""
        said: list[str] = []
        rest = list(nodes)
        while rest:
            node = rest.pop(0)
            if nary_operator(node) or _is_limit(node):
                said.append(self._with_limits(node))
            elif rest and _is_prescript(node):
                said.append(f"{self._before(*limits(node))} {self.node(rest.pop(0))}")
            elif _is_call([node, *rest]):
                said.append(self._say("function", self.node(node), self.node(rest[1])))
                del rest[:3]
            else:
                said.append(self.node(node))
        return " ".join(said)

    def node(self, node: Element) -> str:
        """One node with all below it."""
        method = self._methods.get(node.tag)
        return self.row(list(node)) if method is None else method(node)

    def _inside(self, node: Element) -> str:
        return self.row(children_of(node))

    def _say(self, pattern: str, a: str, b: str = "") -> str:
        return self._words.patterns[pattern].format(a=a.strip(), b=b.strip())

    def _token(self, node: Element) -> str:
        text = (node.text or "").replace(FUNCTION_APPLICATION, "")
        if text in self._words.signs:
            return self._words.signs[text]
        return self._letter(text) if len(text) == 1 and self._words.greek else text

    def _text(self, node: Element) -> str:
        """Text as it stands, but for a charge: '2 minus'."""
        text = node.text or ""
        if not _CHARGE.fullmatch(text):
            return text
        return f"{text[:-1]} {self._words.signs.get(text[-1], text[-1])}"

    def _letter(self, character: str) -> str:
        """A letter that speech engines may not know, by its name: 'alpha', 'capital delta'."""
        plain = unicodedata.normalize("NFKC", character)
        name = unicodedata.name(plain[0], "")
        if not name.startswith("GREEK "):
            return plain
        letter = name.rpartition("LETTER ")[2].removesuffix(" SYMBOL").lower()
        return f"capital {letter}" if "CAPITAL" in name else letter

    def _mrow(self, node: Element) -> str:
        fenced = fence(node)
        if fenced is None:
            return self.row(list(node))
        opening, content, closing = fenced
        if _is_table(content):
            kinds = {"{": "cases", "|": "determinant"}
            return self._table(content[0], kinds.get(opening, "matrix"))
        if opening == closing == "|":
            return self._say("absolute", self.row(content))
        if len(content) == 1 and content[0].get("linethickness") == "0":
            return self.row(content)
        signs = self._words.signs
        return f"{signs.get(opening, opening)} {self.row(content)} {signs.get(closing, closing)}"

    def _mfrac(self, node: Element) -> str:
        above, below = self._inside(node[0]), self._inside(node[1])
        if node.get("linethickness") == "0":
            return self._say("choose", above, below)
        simple = _is_simple(node[0]) and _is_simple(node[1])
        return self._say("fraction_simple" if simple else "fraction", above, below)

    def _msqrt(self, node: Element) -> str:
        simple = len(node) == 1 and _is_simple(node[0])
        return self._say("root_simple" if simple else "root", self.row(list(node)))

    def _mroot(self, node: Element) -> str:
        return self._say("nth_root", self._inside(node[0]), self._inside(node[1]))

    def _scripted(self, node: Element) -> str:
        below, above = limits(node)
        said = self._inside(node[0])
        if below is not None:
            is_count = below.tag in ("mn", "mtext") and _is_upright(
                node[0]
            )  # the 2 of H₂O is no index
            said = f"{said} {text_of(below)}" if is_count else self._with("index", said, below)
        return said if above is None else self._raised(said, above)

    def _raised(self, said: str, above: Element) -> str:
        power = text_of(above).strip()
        if power and set(power) <= set("′″‴⁗"):
            return f"{said} {self._token(above)}" if self._words.signs else said + power
        if power in ("∘", "°"):
            return self._say("degrees", said)
        if power and power[-1] in "+−":  # a charge: a power does not end with a sign
            return f"{said} {self._inside(above)}"
        if power in ("2", "3") and above.tag == "mn":
            return self._say("squared" if power == "2" else "cubed", said)
        return self._with("power", said, above)

    def _with(self, pattern: str, said: str, script: Element) -> str:
        name = f"{pattern}_simple" if _is_simple(script) else pattern
        return self._say(name, said, self._inside(script))

    def _with_limits(self, node: Element) -> str:
        """A sum, product, integral or limit, and over what; the word 'of' leads to what follows."""
        core = node[0] if len(node) else node
        below, above = limits(node)
        name = text_of(core).strip()
        said = self._words.signs.get(name, name)
        if below is not None and name in _LIMITS:
            inner = self._inside(below)
            arrow = self._words.signs.get("→", "→")
            inner = inner.replace(f" {arrow} ", f" {self._words.patterns['tends_to']} ", 1)
            said = f"{said} {self._say('when', inner)}"
        elif below is not None:
            leads = "on" if above is None else "from"
            said = f"{said} {self._say(leads, self._inside(below))}"
        if above is not None:
            said = f"{said} {self._say('to', self._inside(above))}"
        return f"{said} {self._words.patterns['of']}"

    def _marked(self, node: Element) -> str:
        below, above = limits(node)
        said = self._inside(node[0])
        for pattern, mark in (("under", below), ("over", above)):
            if mark is None:
                continue
            accent = self._words.accents.get(text_of(mark)) if mark.tag == "mo" else None
            inner = self._inside(mark)
            said = self._say(pattern, said, inner) if accent is None else accent.format(a=said)
        return said

    def _before(self, below: Element | None, above: Element | None) -> str:
        """What stands before its base, as the numbers of an isotope do."""
        pairs = (("before_above", above), ("before_below", below))
        return " ".join(self._say(name, self._inside(x)) for name, x in pairs if x is not None)

    def _multiscripts(self, node: Element) -> str:
        base, *scripts = node
        tags = [script.tag for script in scripts]
        middle = tags.index("mprescripts") if "mprescripts" in tags else len(tags)
        before = [self._before(*pair) for pair in _pairs(scripts[middle + 1 :])]
        after = [self._inside(script) for script in scripts[:middle]]
        return " ".join((*before, self._inside(base), *after))

    def _matrix(self, node: Element) -> str:
        return self._table(node, "matrix" if _is_table([node]) else "row")

    def _table(self, table: Element, pattern: str) -> str:
        rows = [
            self._say("row", ", ".join(self.row(list(cell)) for cell in row), str(number))
            for number, row in enumerate(table, start=1)
        ]
        if table.get("columnspacing") == "0em":  # aligned lines are lines, no matrix
            return "; ".join(" ".join(self.row(list(cell)) for cell in row) for row in table)
        return self._say(pattern, "; ".join(rows))

    def _enclosed(self, node: Element) -> str:
        said = self.row(list(node))
        return self._say("boxed" if node.get("notation") == "box" else "crossed_out", said)


def _is_limit(node: Element) -> bool:
    core = node[0] if node.tag in SCRIPTS else node
    return text_of(core).strip() in _LIMITS


def _is_prescript(node: Element) -> bool:
    return node.tag in SCRIPTS and not text_of(node[0]).strip()


def _is_upright(node: Element) -> bool:
    """Whether a base is the symbol of an element or a unit rather than a variable."""
    tokens = [token for token in node.iter() if token.tag in ("mi", "mtext")]
    return bool(tokens) and all(
        token.tag == "mtext" or len(token.text or "") > 1 or token.get("mathvariant") == "normal"
        for token in tokens
    )


def _pairs(scripts: Sequence[Element]) -> list[tuple[Element, Element]]:
    return list(zip(scripts[::2], scripts[1::2], strict=False))


def _is_table(content: Sequence[Element]) -> bool:
    return len(content) == 1 and content[0].tag == "mtable"


def _is_simple(node: Element) -> bool:
    """One token, perhaps with a sign before it: nothing that needs its end said."""
    nodes = children_of(node)
    if nodes and is_operator(nodes[0], "+−±"):
        del nodes[0]
    return len(nodes) == 1 and nodes[0].tag in _TOKENS


def _is_call(nodes: Sequence[Element]) -> bool:
    """A function's usual letter, and one token in brackets."""
    name, opening, argument, closing = (*nodes, *[Element("none")] * 4)[:4]
    if text_of(name).rstrip("′″‴") not in _FUNCTIONS:
        return False
    return is_operator(opening, "(") and argument.tag in _TOKENS and is_operator(closing, ")")
