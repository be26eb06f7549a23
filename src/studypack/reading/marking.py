"""What attributes do to inlines, and what is wrong with them; called by `inlines` and `markdown`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

from studypack.diagnostics import did_you_mean
from studypack.model.allowance import Allowance
from studypack.model.inlines import Inlines, Marked
from studypack.model.spot import Side, Spot
from studypack.reading.allowances import read_allowances
from studypack.reading.attributes import Attribute, Attributes
from studypack.reading.languages import is_language_tag
from studypack.reading.places import Place
from studypack.reading.refusal import Refused
from studypack.reading.scope import Scope
from studypack.reading.values import length, point
from studypack.spans import Span

NONE = Attributes((), 0)


@dataclass(frozen=True, slots=True)
class Bearer:
    """What may stand in the braces behind one kind of inline, besides an id and a language.

    keys     keys that mean something there
    classes  classes likewise, which are not kept as such
    styled   whether any other class may be given, for a style sheet of one's own
    """

    keys: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    styled: bool = True


BLANK = Bearer(keys=frozenset({"allow"}), classes=frozenset({"blank"}))
SPAN = Bearer(keys=frozenset({"ruby", "at", "number"}), classes=frozenset({"blank"}))
IMAGE = Bearer(keys=frozenset({"width", "allow"}), classes=frozenset({"decorative"}), styled=False)
OTHER = Bearer()
HEADING = Bearer(keys=frozenset({"allow"}), styled=False)


_UNTOLD = (nan, nan)
"""Where a label stands whose place is no place: it has been reported, and covers no other."""

_SIDES = {side.value: side for side in Side}
_NOWHERE = "say what it points at: 'at=\"62 41\"'"


@dataclass(frozen=True, slots=True)
class Marking:
    """The attributes of one inline or heading, where they stand and what may be among them."""

    attributes: Attributes
    bearer: Bearer
    place: Place
    scope: Scope

    def mark(self, inner: Inlines, span: Span) -> Inlines:
        """Return `inner`, wrapped if it is given a language, an id or classes."""
        lang, id_ = self.language(), self.attributes.get("#")
        classes = tuple(name for name in self.attributes.classes if name not in self.bearer.classes)
        spot = self.spot(span) if "at" in self.bearer.keys else None
        self.report()
        if not (classes or lang or id_ or spot):
            return inner
        return (Marked(children=inner, lang=lang, id=id_, classes=classes, spot=spot, span=span),)

    def language(self) -> str:
        """Return the language that is given, '' if there is none or it is no language tag."""
        written = self.attributes.get("lang")
        return written if is_language_tag(written) else ""

    def width(self) -> str:
        """Return the width that is given, '' if there is none; report what is no width."""
        for one in self.attributes.all:
            if one.name == "width":
                try:
                    return length(one.value)
                except Refused as refused:
                    refused.report(self.scope.found, self._span(one))
        return ""

    def spot(self, span: Span) -> Spot | None:
        """Return where the number of a label stands, None if nowhere; report what is no place."""
        at = number = None
        for one in self.attributes.all:
            try:
                if one.name == "at":
                    at = _UNTOLD
                    at = point(one.value)
                elif one.name == "number":
                    number = _SIDES.get(one.value) or point(one.value)
                    if not self.attributes.get("at"):
                        at = _UNTOLD
                        raise Refused("bad-place", "the number points nowhere", _NOWHERE)
            except Refused as refused:
                refused.report(self.scope.found, self._span(one))
        return Spot(at=at, number=number, span=span) if at is not None else None

    def allowances(self) -> tuple[Allowance, ...]:
        """Return the diagnostics that are allowed here."""
        for one in self.attributes.all:
            if one.name == "allow":
                return read_allowances(one.value, self._within(one))
        return ()

    def _within(self, one: Attribute) -> Callable[[int, int], Span]:
        """Return what makes the span of a stretch of an attribute's value."""
        quoted = len('"') if one.width > len(f"{one.name}={one.value}") else 0
        start = one.offset + one.width - quoted - len(one.value)
        return lambda offset, width: self.place.span(start + offset, width)

    def report(self) -> None:
        """Report every attribute that means nothing here."""
        for one in self.attributes.all:
            if one.name == ".":
                self._report_class(one)
            elif one.name == "lang":
                self._report_language(one)
            elif one.name != "#" and one.name not in self.bearer.keys:
                meant = did_you_mean(one.name, self.bearer.keys | {"lang"})
                self._error(f"no attribute is called '{one.name}'", one, meant)

    def _report_language(self, one: Attribute) -> None:
        if not is_language_tag(one.value):
            help_ = "write one such as 'en', 'en-GB' or 'zh-Hant'"
            self._error(f"'{one.value}' is not a language tag", one, help_)

    def _report_class(self, one: Attribute) -> None:
        """Report a class that has no meaning, or that is one of those that have one, misspelt."""
        if one.value in self.bearer.classes:
            return
        meant = did_you_mean(one.value, self.bearer.classes)
        if meant is not None or not self.bearer.styled:
            self._error(f"no class is called '{one.value}'", one, meant)

    def _error(self, message: str, one: Attribute, help_: str | None) -> None:
        self.scope.found.error("unknown-attribute", message, self._span(one), help_)

    def _span(self, one: Attribute) -> Span:
        return self.place.span(one.offset, one.width)
