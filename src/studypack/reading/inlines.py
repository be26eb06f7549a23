"""One run of text: from Markdown's inline tokens to the inlines of the model."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from urllib.parse import unquote

from markdown_it.token import Token

from studypack.model.base import Node
from studypack.model.inlines import (
    AnyInline,
    Blank,
    Code,
    Emphasis,
    Image,
    Inlines,
    LineBreak,
    Link,
    Marked,
    Math,
    NoteRef,
    Reference,
    Ruby,
    Strike,
    Strong,
    Text,
    plain,
    text_width,
)
from studypack.model.walk import rewrite_all, walk
from studypack.reading.grammar import parse_inlines
from studypack.reading.marking import BLANK, IMAGE, NONE, OTHER, SPAN, Bearer, Marking
from studypack.reading.places import Place
from studypack.reading.scope import Scope
from studypack.reading.typography import set_text, set_type
from studypack.spans import Span

MAX_RUN = 50_000
"""Characters of one run of text, about fifteen printed pages without a paragraph."""

_MAX_DEPTH = 16
"""How deep marks may stand in marks; nobody can see the difference long before that."""

_ADDRESS = re.compile(r"https?://[^\s]+|mailto:[^\s@]+@[^\s@]+", re.IGNORECASE)
_STRAY = re.compile(r"\]\{|\{[.#][^\s{}]")
_COMMENT = re.compile(r"<!--.*?-->|<!--?>", re.DOTALL)
_OPEN = {"em_open", "strong_open", "s_open", "link_open", "span_open"}
_CLOSE = {"em_close", "strong_close", "s_close", "link_close", "span_close"}
_USES = {"link_open", "image"}
"""What may be written with a link definition."""

_WORDS = (Text, Emphasis, Strong, Strike, Code, Marked)
"""What may have a reading above it: Word lets nothing else stand there, nor HTML two readings."""

_WIDEST_RUBY = 30
"""Width of words with a reading, in Latin letters: they stand on one line, be it as short as A5's."""

_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def read_inlines(content: str, place: Place, scope: Scope) -> Inlines:
    """Return the inlines of `content`, a run of Markdown text that stands at `place`."""
    if len(content) > MAX_RUN:
        scope.found.error(
            "too-long-line",
            f"a paragraph has more than {MAX_RUN} characters",
            place.span(),
            "divide it into several",
        )
        return (Text(text=content[:MAX_RUN], span=place.span()),)
    tokens = parse_inlines(content, scope.env)
    return _build(tokens, place, scope)


def _build(tokens: list[Token], place: Place, scope: Scope) -> Inlines:
    set_type(tokens, scope.language)
    builder = _Builder(place, scope)
    for token in tokens:
        builder.take(token)
    return builder.finish()


@dataclass(slots=True)
class _Frame:
    """An inline that is still open; None for the run itself.

    gone  whether a comment has just vanished, of the two spaces around which one is enough
    """

    token: Token | None
    children: list[AnyInline] = field(default_factory=list)
    gone: bool = False

    def add(self, inline: AnyInline) -> None:
        if self.gone and isinstance(inline, Text):
            before = self.children[-1] if self.children else None
            if before is None or (isinstance(before, Text) and before.text.endswith(" ")):
                inline = replace(inline, text=inline.text.lstrip(" "))
            self.gone = False
        self.children.append(inline)

    def joined(self) -> Inlines:
        """Return the children, with texts that follow each other made one."""
        inlines: list[AnyInline] = []
        for is_text, run in groupby(self.children, lambda child: isinstance(child, Text)):
            children = list(run)
            inlines += [_one_text(children)] if is_text else children
        return tuple(inlines)


def _one_text(texts: list[AnyInline]) -> Text:
    """Return several texts as one, which spans those of them that stand on its first line."""
    first = texts[0].span
    last = next(text.span for text in reversed(texts) if text.span.line == first.line)
    width = last.column + last.width - first.column
    whole = "".join(text.text for text in texts if isinstance(text, Text))
    return Text(text=whole, span=first.at(width=width))


class _Builder:
    """Puts tokens together to a tree, without recursion."""

    def __init__(self, place: Place, scope: Scope) -> None:
        self._place = place
        self._scope = scope
        self._stack = [_Frame(None)]
        self._flat = 0
        """How many inlines are open that stand too deep to be kept."""

    def take(self, token: Token) -> None:
        if label := token.meta.get("label") if token.type in _USES else None:
            self._scope.use_definition(label)
        if token.type in _OPEN:
            self._open(token)
        elif token.type in _CLOSE:
            self._close(token)
        else:
            for inline in self._leaf(token):
                self._stack[-1].add(inline)

    def finish(self) -> Inlines:
        return self._stack[0].joined()

    def _open(self, token: Token) -> None:
        if len(self._stack) <= _MAX_DEPTH and not self._flat:
            self._stack.append(_Frame(token))
            return
        self._flat += 1
        message = f"marks are nested more than {_MAX_DEPTH} deep"
        self._scope.found.error("too-deep", message, self._place.span())

    def _close(self, token: Token) -> None:
        if self._flat:
            self._flat -= 1
            return
        frame = self._stack.pop()
        assert frame.token is not None, "Markdown's tokens are balanced"
        frame.token.meta.setdefault("attributes", token.meta.get("attributes"))
        frame.token.meta["end"] = token.meta["at"]
        for inline in self._node(frame.token, frame.joined()):
            self._stack[-1].add(inline)

    def _marking(self, token: Token, bearer: Bearer) -> Marking:
        attributes = token.meta.get("attributes") or NONE
        return Marking(attributes, bearer, self._place, self._scope)

    def _span(self, token: Token, width: int = 1) -> Span:
        return self._place.span(token.meta.get("at", 0), width)

    def _whole(self, opening: Token, children: Inlines) -> Span:
        """Return the span from the opening of an inline to its closing sign."""
        start, end = opening.meta["at"], opening.meta["end"]
        if opening.info == "auto":
            end = start + len(plain(children)) + 1
        elif opening.type == "link_open":
            start -= len("[")
        return self._place.span(start, max(1, end - start + 1))

    # --- What holds others ---

    def _node(self, token: Token, children: Inlines) -> Inlines:
        span = self._whole(token, children)
        match token.type:
            case "em_open":
                return (Emphasis(children=children, span=span),)
            case "strong_open":
                return (Strong(children=children, span=span),)
            case "s_open":
                return (Strike(children=children, span=span),)
            case "link_open":
                return self._marking(token, OTHER).mark(self._link(token, children, span), span)
            case _:
                return self._styled(token, children, span)

    def _link(self, token: Token, children: Inlines, span: Span) -> Inlines:
        address = str(token.attrs.get("href", "")).strip()
        children = rewrite_all(children, _without_link)
        if address.startswith("#") and len(address) > 1:
            target = unquote(address[1:])
            return (Reference(target=target, children=children, automatic=not children, span=span),)
        if _ADDRESS.fullmatch(address) is None:
            self._refuse_link(address, span)
            return children or (Text(text=address, span=span),)
        title = self._title(token)
        shown = children or (Text(text=address, span=span),)
        return (Link(href=address, children=shown, title=title, span=span),)

    def _title(self, token: Token) -> str:
        title = " ".join(_readable(str(token.attrs.get("title", ""))).split())
        return set_text(title, self._scope.language)

    def _refuse_link(self, address: str, span: Span) -> None:
        self._scope.found.error(
            "bad-link",
            f"a link leads to '{_short(address)}'" if address else "a link leads nowhere",
            span,
            "link to a heading or block with '#id', or to an address with 'https://' or 'mailto:'",
        )

    def _styled(self, token: Token, children: Inlines, span: Span) -> Inlines:
        """Return a span `[text]{…}`: a blank, ruby, or text in another language or style."""
        marking = self._marking(token, SPAN)
        inner: Inlines = children
        if "blank" in marking.attributes.classes:
            marking = replace(marking, bearer=BLANK)
            answers = tuple(filter(None, (part.strip() for part in plain(children).split("|"))))
            inner = (Blank(answers=answers, allow=marking.allowances(), span=span),)
        elif any(one.name == "ruby" for one in marking.attributes.all):
            inner = self._ruby(children, marking.attributes.get("ruby"), span)
        return marking.mark(inner, span)

    def _ruby(self, children: Inlines, written: str, span: Span) -> Inlines:
        """Return words with their reading above them, or these alone if they cannot have it."""
        reading = " ".join(_readable(written).split())
        width = max(text_width(reading) / 2, text_width(plain(children)))
        if not reading:
            self._refuse_ruby("there is no reading", "write it behind '=': '{ruby=かんじ}'", span)
        elif not plain(children).strip():
            self._refuse_ruby(
                "a reading stands above nothing", "put the words in the brackets", span
            )
        elif not all(isinstance(node, _WORDS) for node in walk(children)):
            message = "a reading stands above what is not words alone"
            help_ = "give the words alone their reading, within the link or before the note"
            self._refuse_ruby(message, help_, span)
        elif width > _WIDEST_RUBY:
            message = f"a reading and its words are wider than {_WIDEST_RUBY // 2} characters"
            self._refuse_ruby(message, "give each word its own reading: no line breaks there", span)
        else:
            return (Ruby(children=children, reading=reading, span=span),)
        return children

    def _refuse_ruby(self, message: str, help_: str, span: Span) -> None:
        self._scope.found.error("bad-ruby", message, span, help_)

    # --- What stands alone ---

    def _leaf(self, token: Token) -> Inlines:
        content = token.content
        match token.type:
            case "text":
                self._find_stray_attributes(token)
                return (Text(text=_readable(content), span=self._span(token, len(content))),)
            case "text_special":
                return (Text(text=_readable(content), span=self._span(token, len(token.markup))),)
            case "code_inline":
                span = self._span(token, len(content) + 2 * len(token.markup))
                code = Code(text=_readable(content), span=span)
                return self._marking(token, OTHER).mark((code,), span)
            case "math_inline":
                return (self._math(token),)
            case "hardbreak":
                return (LineBreak(span=self._span(token)),)
            case "image":
                return self._image(token)
            case "footnote_ref":
                return (self._note(token),)
            case "html_inline":
                return self._html(token)
            case _:
                raise AssertionError(f"no inline is made from a token '{token.type}'")

    def _find_stray_attributes(self, token: Token) -> None:
        """Report braces that look like attributes: a blank mistyped would show its answer."""
        for match in _STRAY.finditer(token.content):
            after_text = match.group().startswith("]")
            self._scope.found.error(
                "unknown-attribute",
                "what stands in these braces cannot be read as attributes"
                if after_text
                else "these attributes do not follow a text in square brackets",
                self._place.span(token.meta["at"] + match.start() + after_text),
                "write '[text]{.blank}' or '[text]{key=value}', or '\\{' for a brace",
            )

    def _math(self, token: Token) -> Math:
        span = self._span(token, len(token.content) + 2)
        check_math(token.content, span, self._scope)
        return Math(latex=token.content.strip(), span=span)

    def _note(self, token: Token) -> AnyInline:
        label = token.meta["label"]
        span = self._span(token, len(label) + 3)
        if self._scope.has_note(label):
            self._scope.call_note(label)
            return NoteRef(label=self._scope.note_key(label), span=span)
        self._scope.found.error(
            "missing-footnote",
            f"no footnote is called '{_short(label)}'",
            span,
            f"write it as a paragraph '[^{_short(label)}]: …'",
        )
        return Text(text=f"[^{label}]", span=span)

    def _html(self, token: Token) -> Inlines:
        span = self._span(token, len(token.content))
        if _COMMENT.fullmatch(token.content):
            self._stack[-1].gone = True
            return ()
        self._scope.found.warning(
            "raw-html",
            f"'{_short(token.content)}' is shown as text",
            span,
            "write it in Markdown, or as code between backticks",
        )
        return (Text(text=_readable(" ".join(token.content.split())), span=span),)

    def _image(self, token: Token) -> Inlines:
        source = str(token.attrs["src"])
        span = self._span(token, len(token.content) + len(source) + len("![]()"))
        within = self._place.behind(token.meta["at"] + len("!["))
        marking = self._marking(token, IMAGE)
        image = Image(
            src=self._scope.image(unquote(source), span),
            alt=plain(_build(token.children or [], within, self._scope)),
            title=self._title(token),
            width=marking.width(),
            decorative="decorative" in marking.attributes.classes,
            allow=marking.allowances(),
            span=span,
        )
        return marking.mark((image,), span)


def check_math(latex: str, span: Span, scope: Scope) -> None:
    """Report a formula that cannot be typeset."""
    from studypack.maths import problem

    fault = problem(latex.strip())
    if fault is not None:
        message, help_ = f"the formula cannot be typeset: {fault}", "write '\\$' for a dollar sign"
        scope.found.error("bad-math", message, span, help_)


def _readable(text: str) -> str:
    """Return `text` without what no document can hold: a reference `&#12;` can still make it."""
    return _UNREADABLE.sub(lambda match: match[0] if match[0] in "\t\n" else " ", text)


def _without_link(node: Node) -> Node | Inlines:
    """Return what a link shows: an address in angle brackets may stand in another link's text."""
    return node.children if isinstance(node, Link | Reference) else node


def _short(text: str, most: int = 60) -> str:
    """Return `text` for a message: one line of it, not too long."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
