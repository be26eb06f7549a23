"""What is wrong with a source, and where: the only way in which bad content is reported."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from studypack.spans import Span


class Severity(Enum):
    """ERROR stops the pack from being built, WARNING does not (unless `--strict`)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault of a source.

    code     a stable word from `CODES`, documented in docs/diagnostics.md
    message  what is wrong, one clause without a full stop
    help     what to do about it, one clause, or None
    """

    severity: Severity
    code: str
    message: str
    span: Span
    help: str | None = None


class Diagnostics:
    """Collects the faults found in one run; never raises, never stops the reader."""

    def __init__(self) -> None:
        self._found: dict[tuple[Span, str, str], Diagnostic] = {}

    def error(self, code: str, message: str, span: Span, help: str | None = None) -> None:
        """Add an error. `code` is a key of `CODES`: anything else is our fault (KeyError)."""
        self._add(Diagnostic(Severity.ERROR, code, message, span, help))

    def warning(self, code: str, message: str, span: Span, help: str | None = None) -> None:
        """Add a warning. `code` is a key of `CODES`: anything else is our fault (KeyError)."""
        self._add(Diagnostic(Severity.WARNING, code, message, span, help))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add what another run found."""
        for diagnostic in diagnostics:
            self._add(diagnostic)

    def _add(self, diagnostic: Diagnostic) -> None:
        CODES[diagnostic.code]  # a code without documentation is a broken invariant
        # The same fault may be met twice (a footnote used twice); the author sees it once.
        key = (diagnostic.span, diagnostic.code, diagnostic.message)
        self._found.setdefault(key, diagnostic)

    @property
    def has_errors(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self._found.values())

    def __iter__(self) -> Iterator[Diagnostic]:
        """Yield every diagnostic by path, line and column."""
        return iter(sorted(self._found.values(), key=lambda d: (d.span, d.severity.value, d.code)))

    def __len__(self) -> int:
        return len(self._found)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return "did you mean 'x'?" for the known word nearest to `word`, or None if none is near."""
    near = difflib.get_close_matches(word.lower(), sorted(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else None


CODES: dict[str, str] = {
    # Reading files and front matter
    "no-such-pack": "A pack named on the command line does not exist.",
    "unreadable-file": "A file of the pack cannot be read.",
    "not-utf8": "A source file is not UTF-8 text.",
    "control-character": "A source file has a character that no document can hold.",
    "too-large": "A source file or image is larger than a pack may hold.",
    "empty-pack": "The pack has no content.",
    "bad-slug": "The folder's name cannot be part of a file name.",
    "no-front-matter": "pack.md does not begin with front matter.",
    "bad-front-matter": "The front matter is not valid YAML.",
    "bad-settings": "The workspace's settings, studypack.toml, are not valid TOML.",
    "unknown-key": "The front matter or the settings have a key that is not known.",
    "duplicate-key": "The front matter has the same key twice.",
    "bad-value": "A value in the front matter or the settings has the wrong type or form.",
    "unknown-font": "A font that the settings name does not exist.",
    "bad-font": "A font file of the settings is broken, or may not be embedded.",
    "font-lacks-faces": "The school's font has no bold or no italic.",
    "missing-title": "The front matter has no title.",
    "front-matter-in-part": "A further part of a pack begins with front matter.",
    # Reading Markdown and directives
    "raw-html": "Raw HTML is shown as text.",
    "too-deep": "Blocks are nested too deeply.",
    "too-long-line": "A line is too long to be text that a person typed.",
    "unknown-directive": "No directive has that name.",
    "unclosed-directive": "A directive is never closed.",
    "stray-fence": "A closing fence closes nothing.",
    "unclosed-code": "A code block is never closed.",
    "unknown-option": "The directive has no such option.",
    "duplicate-option": "An option is given twice.",
    "misplaced-option": "An option does not stand right below its directive's opening line.",
    "bad-option": "The value of an option has the wrong form.",
    "missing-argument": "The directive needs an argument on its opening line.",
    "unexpected-argument": "The directive takes no argument.",
    "wrong-body": "The body of the directive lacks what it is for.",
    "misplaced-directive": "The directive stands where it has no meaning.",
    "unknown-attribute": "An attribute in braces is not known.",
    "bad-ruby": "A reading is empty, too long, or stands above what is not words alone.",
    "bad-place": "The number of a label stands outside the picture, on another one, or nowhere.",
    "bad-link": "A link leads to what a printed pack cannot link to.",
    "extra-cells": "A row of a table has more cells than the table has columns.",
    "missing-footnote": "A footnote is referred to but not written.",
    "unused-footnote": "A footnote is written but never referred to.",
    "unused-definition": "A link definition is never used, so that nothing of it is shown.",
    "unread-list": "Lines that look like a list are set as one paragraph.",
    "bad-math": "A formula cannot be typeset.",
    # Reading images
    "missing-image": "An image file does not exist.",
    "bad-image": "An image is broken or of a kind that is not supported.",
    "huge-image": "An image has more pixels than can be printed.",
    "outside-pack": "A path leaves the pack's folder.",
    "remote-image": "An image lies on the network.",
    # checking
    "duplicate-id": "Two blocks have the same id.",
    "bad-id": "An id has characters that an id cannot have.",
    "unknown-reference": "A reference leads nowhere.",
    "hidden-reference": "A reference would tell pupils the title of what they must not see.",
    "unknown-theme": "A block is tagged with a theme that the pack does not have.",
    "skipped-heading": "A heading level is skipped.",
    "missing-alt": "An image has no alternative text.",
    "missing-answer": "A question has no answer.",
    "missing-key": "A choice question has no right option.",
    "too-many-keys": "Several options are right where pupils choose one.",
    "all-right": "Every option of a question is right.",
    "equal-options": "Two options say the same.",
    "ambiguous-pairs": "Two cards or steps look the same, so that more than one order is right.",
    "missing-tolerance": "Nothing says how exact a number must be.",
    "unit-disagrees": "A question and its answer have different units.",
    "article-betrays": "'A' or 'an' says how the answer begins.",
    "answer-given-away": "The answer to a question stands in another one.",
    "missing-marks": "A part has no marks although others have.",
    "marks-disagree": "A stated total is not the sum of its parts.",
    "grade-out-of-reach": "A grade takes more marks than the pack has.",
    "rubric-disagrees": "The points of a rubric are not the marks of its question.",
    "unused-theme": "Nothing is tagged with a theme.",
    "reading-level": "A text is too hard to read for the pack's level.",
    "long-note": "A footnote or hint is too long to pop up in an e-book.",
    "missing-glyph": "No font has a character of the text.",
    "font-lacks-letters": "The school's font lacks letters of the pack's language.",
    "empty-blank": "A blank has no answer.",
    "missing-bank-word": "A word bank lacks the answer to a blank.",
    "choose-disagrees": "A group says that it has another number of tasks than it has.",
    "unknown-label": "The front matter words a label anew that does not exist.",
    "altered-quotation": "A quotation is not in the file that is to hold it.",
    "nested-cards": "Cards for both sides of a sheet stand inside another block.",
    "nothing-to-gather": "A study aid finds nothing in the pack to be made from.",
    "unused-image": "An image in the pack's folder is never shown.",
    "unknown-code": "An author allows a diagnostic that there is not, or that cannot be allowed.",
    "missing-reason": "An author allows a diagnostic and does not say why.",
    "idle-allowance": "An author allows a diagnostic that does not occur there.",
    # class lists
    "bad-template": "The school's own Word document cannot be used.",
    "bad-roster": "A class list cannot be understood.",
    "duplicate-pupil": "Two pupils of a class list have the same name.",
    # building
    "cannot-fit": "A file cannot have the number of pages that is asked for.",
    "render-failed": "A file could not be made.",
    "unknown-template": "A template of the workspace takes the place of none of ours.",
    "invalid-output": "A file that was made is not valid.",
    "answer-leak": "A student file would hold an answer.",
    "our-fault": "Something went wrong in studypack itself.",
    "cannot-write": "A file cannot be written.",
}
"""Every code that a diagnostic may have, and what it stands for in one sentence."""
