"""Formulas: one reading of LaTeX, the same in every format, and a reason where there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers import epubcheck, openxml_audit, openxml_sdk, own_docx_checks, specimens
from studypack.maths import (
    MAX_CHARACTERS,
    MathError,
    MathSvg,
    problem,
    speech,
    to_mathml,
    to_omml,
    to_svg,
)

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"

SPOKEN = {
    r"x=\frac{-b\pm\sqrt{b^2-4ac}}{2a}": "x equals the fraction minus b plus or minus the square "
    "root of b squared minus 4 a c, end of root, over 2 a, end of fraction",
    r"\frac{1}{2}": "1 over 2",
    r"\sqrt{2}": "the square root of 2",
    r"\sqrt[3]{x}": "the root of order 3 of x, end of root",
    r"x_1^2": "x sub 1 squared",
    r"10^{-3}": "10 to the power of minus 3",
    r"x^{n+1}": "x to the power of n plus 1, end of power",
    r"\sum_{i=1}^n i^2": "the sum from i equals 1 to n of i squared",
    r"\int_0^1 x\,dx": "the integral from 0 to 1 of x d x",
    r"\lim_{x\to 0} x^2": "the limit as x tends to 0 of x squared",
    r"f'(x)": "f prime of x",
    r"90^\circ": "90 degrees",
    r"50\%": "50 per cent",
    r"\vec{v}\cdot\overrightarrow{AB}": "vector v times vector A B",
    r"0.\overline{3}": "0 . 3 bar",
    r"\alpha\Delta": "alpha capital delta",
    r"a\le b": "a is less than or equal to b",
    r"\left|x\right|": "the absolute value of x, end",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}": "the matrix row 1: 1, 2; row 2: 3, 4, end of matrix",
    r"\begin{aligned}a&=b\\c&=d\end{aligned}": "a equals b; c equals d",
    r"\binom{n}{k}": "n choose k",
    r"\text{speed}=\frac{\text{distance}}{\text{time}}": "speed equals distance over time",
    r"\mathrm{H_2O}": "H 2 O",
    r"\ce{2H2 + O2 -> 2H2O}": "2 H 2 plus O 2 to 2 H 2 O",
    r"\ce{SO4^{2-}}": "S O 4 2 minus",
    r"\ce{^{14}_{6}C}": "upper 14 lower 6 C",
}

FORMULAS = (
    *SPOKEN,
    r"f(x)=\begin{cases}x^2 & \text{if } x>0\\ 0 & \text{otherwise}\end{cases}",
    r"\overbrace{a+b}^{n}\underbrace{c+d}_{m}\widehat{ABC}\underline{x}\overparen{AB}",
    r"\operatorname{lcm}(a,b)+\log_2 8+\sin^2\theta",
    r"\mathbb{R}\subset\mathcal{L}\cup\mathfrak{g}+\mathbf{v}+\boldsymbol{\alpha}",
    r"\left.\frac{x^2}{2}\right|_0^1+\left\{\frac12\right\}+\left(a\middle|b\right)",
    r"\cancel{x}+\boxed{y}+\phantom{z}w+\xcancel{v}",
    r"\prod_{k=1}^n k\iint_D f\,dA+\sum\nolimits_i a_i+\sideset{_a^b}{_c^d}\sum",
    r"{}^{14}_{6}\mathrm{C}+\prescript{2}{1}{H}",
    r"\xrightarrow{\text{heat}}\rightleftharpoons\underset{x}{\operatorname{argmax}}\stackrel{!}{=}",
    r"a\!\,b\;c\quad d\qquad e\ f~g",
    r"\begin{vmatrix}a&b\\c&d\end{vmatrix}\begin{gathered}a\\b\end{gathered}",
    r"\textbf{Note} \textit{well}",
    r"\displaystyle\frac{}{}\sqrt{}{}^2 x^{}",
    r"a<b>c \& \{d\} \text{\textless tag> \& \"quoted\"}".replace(r"\textless ", "<"),
    r"\ce{6CO2 + 6H2O ->[light][chlorophyll] C6H12O6 + 6O2}",
    r"\ce{[Fe(CN)6]^{3-} + e- <=> [Fe(CN)6]^4-}",
    r"\ce{CaCO3(s) ->[heat] CaO(s) + CO2 ^}",
    r"\ce{CuSO4.5H2O + 1/2 O2 + CH3-CH=CH2}",
    r"\ce{A <=>[warm][cold] B}",
    r"\begin{align}a&=b\\&=c\end{align}",
)

REFUSED = {
    "": "there is no formula between the dollar signs",
    "  ": "there is no formula between the dollar signs",
    r"\foo x": r"unknown command '\foo'",
    "{a": "expected closing token '}', but reached end of input",
    "a}": "unmatched closing token: '}'",
    "a & b": "found '&', which may only appear in a table-like environment",
    r"\left( a": r"expected closing token '\right', but reached end of input",
    r"\frac a": "expected argument but reached end of input",
    "x^": "expected argument but reached end of input",
    r"\begin{foo}x\end{foo}": "unknown environment 'foo'",
    "50% of x": r"'%' starts a comment here; write '\%' for per cent",
    r"a \\ b": r"'\\' breaks a line only in an environment such as aligned",
    r"\color{red}x": r"'\color' is not supported: colour cannot be carried into Word",
    r"\def\a{x}\a": r"'\def' is not supported: a formula cannot define commands",
    r"\begin{array}{c|c}a&b\end{array}": "a line in an array cannot be carried into Word; "
    "use a table",
    r"\underset{\overline{\cancel{x}}}{x}": "a crossed-out or boxed part cannot stand above or below "
    "another",
    r"\operatorname{<}": "there is a '<' or '&' in the name of an operator",
    "x\x01": "it holds a character that cannot be printed, U+0001",
    "a\u2028b": "the formula font has no U+2028",
    r"\text{速度}": "the formula font has no 度 速",
    "x" * (MAX_CHARACTERS + 1): f"it is longer than {MAX_CHARACTERS} characters",
    r"\sqrt{" * 200 + "x" + "}" * 200: "it is nested more than 40 levels deep",
    r"\ce{H2O": r"\ce needs its formula in braces, and the braces to be closed",
    r"\ce H": r"\ce needs its formula in braces, and the braces to be closed",
    r"\ce{A ->[$x$] B}": r"\ce understands only plain text over an arrow",
    r"\ce{H^{\alpha}}": r"\ce does not understand '\alpha' as an index or a charge",
    r"\ce{$x$}": r"\ce does not understand '$x$'",
    r"\ce{Na+Cl}": r"\ce needs spaces around the '+' between two substances",
}


def all_forms(latex: str) -> list[str]:
    """A formula in every format, on a line of its own and in the text."""
    forms = []
    for display in (False, True):
        forms += [
            to_mathml(latex, display=display),
            to_omml(latex, display=display),
            to_svg(latex, display=display, size_pt=10).svg,
        ]
    return forms


def omml(latex: str) -> Element:
    return ElementTree.fromstring(to_omml(latex, display=False))


def values(root: Element, tag: str) -> list[str | None]:
    return [found.get(f"{M}val") for found in root.iter(f"{M}{tag}")]


def shown(root: Element) -> str:
    return "".join(text.text or "" for text in root.iter(f"{M}t"))


@pytest.mark.parametrize("latex", FORMULAS)
def test_a_formula_that_has_no_problem_is_set_in_every_format(latex: str) -> None:
    assert problem(latex) is None
    for form in all_forms(latex):
        ElementTree.fromstring(form)


@pytest.mark.parametrize(("latex", "reason"), REFUSED.items())
def test_what_cannot_be_set_is_refused_everywhere_for_one_reason(latex: str, reason: str) -> None:
    assert problem(latex) == reason
    for convert in (
        lambda: to_mathml(latex, display=False),
        lambda: to_omml(latex, display=True),
        lambda: to_svg(latex, display=False, size_pt=10),
    ):
        with pytest.raises(MathError) as raised:
            convert()
        assert str(raised.value) == reason
    assert speech(latex, "en")


@pytest.mark.parametrize(("latex", "words"), SPOKEN.items())
def test_a_formula_is_spoken_in_plain_words(latex: str, words: str) -> None:
    assert speech(latex, "en-GB") == words


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "x au carré égale 1 sur 2"),
        ("de", "x hoch 2 gleich 1 durch 2"),
        ("es", "x al cuadrado igual a 1 sobre 2"),
        ("ja", "x² = 1/2"),
    ],
)
def test_a_formula_is_spoken_in_the_language_of_the_pack(lang: str, words: str) -> None:
    assert speech(r"x^2=\frac12", lang) == words
    assert f'alttext="{words}"' in to_mathml(r"x^2=\frac12", display=False, lang=lang)
    assert to_svg(r"x^2=\frac12", display=False, size_pt=10, lang=lang).alt == words


def test_every_language_has_every_pattern() -> None:
    from studypack.maths.words import LANGUAGES, WRITTEN

    for words in LANGUAGES.values():
        assert set(words.patterns) == set(WRITTEN.patterns)


def test_mathml_carries_its_namespace_display_and_words() -> None:
    assert to_mathml("x^2", display=True) == (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" alttext="x squared">'
        "<msup><mi>x</mi><mn>2</mn></msup></math>"
    )
    assert 'display="inline"' in to_mathml("x^2", display=False)


def test_mathml_has_no_style_that_epub_forbids() -> None:
    for latex in FORMULAS:
        for node in ElementTree.fromstring(to_mathml(latex, display=True)).iter():
            assert node.tag.startswith(MATHML)
            assert not {"style", "class"} & set(node.attrib)
            if node.tag not in (f"{MATHML}mstyle", f"{MATHML}mtable"):
                assert not {"displaystyle", "scriptlevel"} & set(node.attrib)


def test_office_math_is_a_paragraph_of_its_own_only_on_display() -> None:
    assert omml("x").tag == f"{M}oMath"
    assert ElementTree.fromstring(to_omml("x", display=True)).tag == f"{M}oMathPara"


def test_a_square_root_hides_the_degree_that_word_asks_for() -> None:
    root = omml(r"\sqrt{x}")
    assert values(root, "degHide") == ["1"]
    assert [len(degree) for degree in root.iter(f"{M}deg")] == [0]


def test_a_sum_takes_its_summand_up_to_the_next_sign() -> None:
    (operand,) = omml(r"\sum_{i=1}^n 2i^2+1").iterfind(f"{M}nary/{M}e")
    assert shown(operand) == "2i2"


def test_an_integral_takes_all_up_to_a_relation() -> None:
    (operand,) = omml(r"\int_0^1 x+1\,dx=2").iterfind(f"{M}nary/{M}e")
    assert shown(operand).replace("\u2009", "") == "x+1dx"


def test_accents_bars_and_braces_are_what_word_calls_them() -> None:
    root = omml(r"\vec{v}+\overline{AB}+\underbrace{c}_{m}")
    assert values(root, "chr") == ["\u20d7", "⏟"]
    assert values(root, "pos") == ["top", "bot"]


def test_brackets_that_grow_are_delimiters_in_word() -> None:
    root = omml(r"\left(a\middle|b\right]")
    assert values(root, "begChr") == ["("]
    assert values(root, "sepChr") == ["|"]
    assert values(root, "endChr") == ["]"]


def test_columns_of_aligned_equations_meet_in_word() -> None:
    root = omml(r"\begin{aligned}a&=b\\c&=d\end{aligned}")
    assert values(root, "mcJc") == ["right", "left"]
    assert values(root, "cGp") == ["0"]


def test_a_picture_stands_on_its_baseline_and_grows_with_its_text() -> None:
    small, large = (to_svg("y", display=False, size_pt=size) for size in (10, 20))
    assert 0.2 * 10 < small.depth_pt < 0.35 * 10
    assert to_svg("x", display=False, size_pt=10).depth_pt < 0.03 * 10
    assert large.height_pt == pytest.approx(2 * small.height_pt, abs=0.05)
    assert large.width_pt == pytest.approx(2 * small.width_pt, abs=0.05)


def test_a_picture_is_outlines_alone_with_its_words_as_title() -> None:
    made = to_svg(r"\frac{x}{2}+\ce{H2O}", display=True, size_pt=10, color="#0a5c36")
    assert isinstance(made, MathSvg)
    root = ElementTree.fromstring(made.svg)
    tags = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert tags == {"svg", "title", "path", "rect"}
    assert root[0].text == made.alt == "x over 2 plus H 2 O"
    assert {node.get("fill") for node in root.iter() if node.get("fill")} == {"#0a5c36"}
    assert not any("id" in node.attrib or "href" in node.attrib for node in root.iter())


def test_nothing_that_is_drawn_is_cut_off() -> None:
    """The lower index of an isotope was, by the box that the drawing library names."""
    made = to_svg(r"\ce{^{14}_{6}C}", display=True, size_pt=14)
    assert made.depth_pt > 3.5


def test_sums_have_their_limits_beside_them_in_a_line_of_text() -> None:
    inline, display = (
        to_svg(r"\lim_{x\to 0} x", display=display, size_pt=10) for display in (False, True)
    )
    assert inline.height_pt < display.height_pt
    assert inline.width_pt > display.width_pt


@pytest.mark.parametrize(
    ("chemistry", "text"),
    [
        ("H2O", "H2O"),
        ("Na+ + Cl-", "Na++Cl\u2212"),
        ("SO4^2-", "SO42\u2212"),
        ("2H2 + O2 -> 2H2O", "2H2+O2→2H2O"),
        ("N2 + 3H2 <=> 2NH3", "N2+3H2⇌2NH3"),
        ("CuSO4.5H2O", "CuSO4⋅5H2O"),
        ("Ag+ + Cl- -> AgCl v", "Ag++Cl\u2212→AgCl↓"),
        ("HC#CH", "HC≡CH"),
        ("C_n H_{2n+2}", "CnH2n+2"),
    ],
)
def test_chemistry_is_written_as_chemists_do(chemistry: str, text: str) -> None:
    tree = ElementTree.fromstring(to_mathml(rf"\ce{{{chemistry}}}", display=False))
    assert "".join(tree.itertext()) == text


def test_symbols_of_elements_are_upright_text() -> None:
    tree = ElementTree.fromstring(to_mathml(r"\ce{NaCl(aq)}", display=False))
    assert not list(tree.iter(f"{MATHML}mi"))


def test_every_formula_is_valid_in_word(tmp_path: Path) -> None:
    path = tmp_path / "formulas.docx"
    blocks = (f"<w:p>{to_omml(latex, display=True)}</w:p>" for latex in FORMULAS)
    lines = (f"<w:p>{to_omml(latex, display=False)}</w:p>" for latex in FORMULAS)
    path.write_bytes(specimens.docx(specimens.DOCX_BODY + "".join((*blocks, *lines))))
    assert openxml_sdk([path]) + openxml_audit([path]) + own_docx_checks([path]) == []


def test_every_formula_is_valid_in_an_e_book(tmp_path: Path) -> None:
    path = tmp_path / "formulas.epub"
    blocks = (f"<div>{to_mathml(latex, display=True)}</div>" for latex in FORMULAS)
    lines = (f"<p>In {to_mathml(latex, display=False)} text.</p>" for latex in FORMULAS)
    path.write_bytes(specimens.epub(specimens.EPUB_BODY + "".join((*blocks, *lines))))
    assert epubcheck([path]) == []


def test_the_same_formula_is_the_same_bytes_in_every_process() -> None:
    script = (
        "from studypack.maths import *\n"
        f"for latex in {FORMULAS!r}:\n"
        "    for display in (False, True):\n"
        "        print(to_mathml(latex, display=display), to_omml(latex, display=display),\n"
        "              to_svg(latex, display=display, size_pt=10.5, color='#123456'))\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", script],
            env={"PYTHONHASHSEED": seed, "LC_ALL": locale},
            capture_output=True,
            check=True,
        ).stdout
        for seed, locale in (("1", "C"), ("2", "C.UTF-8"))
    }
    assert len(runs) == 1


def test_the_libraries_are_loaded_only_when_a_formula_is_set() -> None:
    script = (
        "import sys, studypack.maths as maths\n"
        "heavy = {'math_core', 'ziamath', 'latex2mathml', 'lxml'}\n"
        "assert not heavy & set(sys.modules)\n"
        "assert maths.problem('x^2+1') is None and maths.to_omml('x^2+1', display=True)\n"
        "assert heavy & set(sys.modules) == {'math_core'}\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


_WORDS = st.sampled_from(
    [
        *(
            "x",
            "2",
            "+",
            "=",
            "(",
            ")",
            "{",
            "}",
            "_",
            "^",
            "&",
            "%",
            "$",
            "'",
            "<",
            " ",
            "\\\\",
            "|",
        ),
        *(
            r"\frac",
            r"\sqrt",
            r"\sum",
            r"\int",
            r"\lim",
            r"\left(",
            r"\right)",
            r"\left.",
            r"\text{a}",
        ),
        *(
            r"\overline",
            r"\vec",
            r"\underbrace",
            r"\binom",
            r"\overset",
            r"\cancel",
            r"\displaystyle",
        ),
        *(r"\begin{aligned}", r"\end{aligned}", r"\begin{cases}", r"\end{cases}", r"\ce{", r"->"),
        *(
            r"\mathrm",
            r"\operatorname",
            r"\not",
            r"\quad",
            r"\!",
            r"\dots",
            r"\hline",
            r"\tag",
            r"\def",
        ),
    ]
)
_ATOMS = st.sampled_from(
    [
        *("x", "12.5", "+", "=", "f(x)", ",", "!", "'", r"\alpha ", r"\sin ", r"\lim ", r"\sum "),
        *(
            r"\int ",
            r"\to ",
            r"\%",
            r"\, ",
            r"\text{ab}",
            r"\mathrm{kg}",
            r"\ce{SO4^2-}",
            r"\dots ",
        ),
    ]
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Well-formed formulas made of smaller ones."""
    one = st.sampled_from(
        [
            *(r"\sqrt{A}", r"\overline{A}", r"\vec{A}", r"\overbrace{A}", r"\cancel{A}", "x_{A}"),
            *(r"x^{A}", r"\left(A\right|", r"\displaystyle{A}", r"\sum_{A}", r"\mathring{A}"),
            *(r"\begin{pmatrix}A\end{pmatrix}", r"\xrightarrow{A}", r"{}^{A}x"),
        ]
    )
    two = st.sampled_from(
        [
            *(r"\frac{A}{B}", r"\binom{A}{B}", r"\underset{A}{B}", r"\stackrel{A}{B}", "x_{A}^{B}"),
            *(r"\lim_{A} B", r"\int_{A}^{B} x", r"\sqrt[2]{A}B", "A B"),
            r"\begin{aligned}A&=B\\B&\end{aligned}",
        ]
    )
    return st.one_of(
        st.builds(lambda whole, a: whole.replace("A", a), one, inner),
        st.builds(lambda whole, a, b: whole.replace("A", a).replace("B", b), two, inner, inner),
    )


def assert_agreement(latex: str) -> None:
    """Either every format takes a formula, or `problem` says why none does."""
    assert speech(latex, "en")
    assert speech(latex, "ja")
    if problem(latex) is None:
        for form in all_forms(latex):
            ElementTree.fromstring(form)
    else:
        with pytest.raises(MathError):
            to_omml(latex, display=False)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=40), st.lists(_WORDS, max_size=12).map("".join)))
def test_no_text_at_all_breaks_the_reading(latex: str) -> None:
    assert_agreement(latex)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.recursive(_ATOMS, _larger, max_leaves=12))
def test_formats_agree_on_every_formula_that_is_put_together(latex: str) -> None:
    assert_agreement(latex)
