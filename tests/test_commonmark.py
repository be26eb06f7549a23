"""The reader reads CommonMark: section by section, and without losing a word of any text.

markdown-it-py, which passes the specification's own examples, is the oracle for what text there
is; the case files say what the reader makes of it.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from casefiles import Case, accept, cases
from dump import words
from studypack.diagnostics import Diagnostics
from studypack.reading import read_text
from test_cases import FRONT_MATTER, outcome

_ORACLE = MarkdownIt("commonmark", {"maxNesting": 32})
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_IMAGE = re.compile(r'<img[^>]* alt="([^"]*)"[^>]*>')
_TAG = re.compile(r"<[^>]*>")


def words_by_oracle(source: str) -> Counter[str]:
    """Return the words that CommonMark shows of a source without raw HTML."""
    html = _COMMENT.sub("", _ORACLE.render(source))
    text = _TAG.sub("\0", _IMAGE.sub("\0\\1\0", html))
    return Counter(re.findall(r"\w+", unescape(text)))


def words_of(source: str) -> Counter[str]:
    """Return the words in the tree that the reader makes of a source."""
    return words(read_text(FRONT_MATTER + source, found=Diagnostics()))


def joined(counted: Counter[str]) -> str:
    """Return words as one string of letters: marks within a word divide it for the oracle."""
    return "".join(sorted("".join(counted.elements())))


@pytest.mark.parametrize("case", cases("commonmark"), ids=str)
def test_a_section_of_the_specification_is_read_as_the_case_says(
    case: Case, tmp_path: Path, accepting: bool
) -> None:
    actual = outcome(case, tmp_path)
    if accepting:
        accept(case, actual)
    else:
        assert actual == case.expected


PLAIN = [case for case in cases("commonmark") if "HTML" not in case.title]


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_no_letter_of_a_section_is_lost(case: Case) -> None:
    missing = Counter(joined(words_by_oracle(case.source))) - Counter(joined(words_of(case.source)))
    assert not missing


MARKDOWN = st.lists(
    st.sampled_from(
        [
            "word", "Straße", "漢字", "x1", "a_b", " ", "  ", "\n", "\n\n", "    ", "\t",
            "*", "**", "_", "`", "```\n", "# ", "## ", "> ", "- ", "1. ", "7) ", "***\n",
            "[", "]", "(#id)", "![", "](a.png)", "\\", "&amp;", "&#65;", "=", "---\n", "!", "'",
            '"', "...", "--", "<https://e.org>", "[x]: #y\n",
        ]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(MARKDOWN)
def test_no_letter_of_any_markdown_is_lost(source: str) -> None:
    missing = Counter(joined(words_by_oracle(source))) - Counter(joined(words_of(source)))
    assert not missing


def test_the_oracle_notices_a_lost_word() -> None:
    shown = Counter(joined(words_by_oracle("one *two* three")))
    assert shown - Counter(joined(words_of("one *two*")))
