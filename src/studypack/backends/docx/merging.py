"""What was written, in the school's own document: its parts stay as they are, ours come beside them.

Headers, footers, pictures, theme and settings keep their bytes, but for the letter of a variant in
the footers. The text of the document is taken apart and put together again, and with it the parts
that the text needs: styles, numbering, notes.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from studypack.backends.docx import carried, opened, origins, package, visible
from studypack.backends.docx.filing import Filing
from studypack.backends.docx.languages import attribute_of, word_tag
from studypack.backends.docx.opened import MAIN
from studypack.backends.docx.ordered import (
    PARAGRAPH,
    SECTION,
    SETTINGS,
    made,
    properties,
    put,
    take_out,
)
from studypack.backends.docx.package import TextPart
from studypack.backends.docx.pictures import Media
from studypack.backends.docx.renumbering import renumbered, uses
from studypack.backends.docx.restyling import Restyled
from studypack.backends.docx.story import HYPERLINK, Story
from studypack.backends.docx.template import Template, section_at
from studypack.backends.docx.visible import ANCHOR, W
from studypack.backends.docx.wordml import NAMESPACES
from studypack.composing.request import Finish
from studypack.composing.view import Direction, View

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_RELATION = (
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written for a view.

    document  the main part; `others` are what it refers to, by their kind
    head      how many of its first elements are no text of the pack: the name line
    """

    document: TextPart
    others: dict[str, TextPart]
    media: Sequence[Media]
    view: View
    head: int


def merged(template: Template, written: Written) -> bytes:
    """Return the bytes of the school's document with what was written in its place."""
    return _Merging(template, written).bytes()


class _Merging:
    """One document in the making."""

    def __init__(self, template: Template, written: Written) -> None:
        self._template = template
        self._written = written
        self._file = Filing(template.parts)
        self._body = _parsed(written.document.markup).find(f"{W}body")
        self._content = list(self._body)[:-1]
        footer = written.others.get("footer")
        self._footer = None if footer is None else _parsed(footer.markup)
        self._own_notes: list[Any] = []
        self._has_first_notes = False
        self._no_height = ""
        self._media: dict[str, str] = {}

    def bytes(self) -> bytes:
        self._forget_carried()
        notes = self._notes()
        self._styled((*self._content, *self._own_notes, *self._own_footer))
        main = _widened(self._file.tree(MAIN))
        self._put_in(main.find(f"{W}body"))
        if self._footer is not None:
            self._tell_variant(main)
        own = self._number_paragraphs()
        self._relate(MAIN, self._written.document.story)
        self._write(MAIN, main, "document.main")
        if notes is not None:
            self._write(*notes, "footnotes")
        self._settings()
        for kind in ("theme", "fontTable"):
            self._missing(kind)
        self._describe()
        self._carry(own)
        self._file.settle()
        return package.zipped(self._file.members())

    # --- Styles and numbers ---

    def _styled(self, trees: Sequence[Any]) -> None:
        """Put in our styles and numbering, and have our text refer to what there is then."""
        ours = _parsed(self._written.others["styles"].markup)
        name = self._file.related(MAIN, "styles")
        school = self._file.tree(name) if name in self._file.parts else _empty(ours)
        styles = Restyled(school, ours)
        view = self._written.view
        language = (attribute_of(view.language), word_tag(view.language))
        used = uses(trees)
        self._no_height = styles.id("SectionBreak")
        styles.adapt(trees, language, rtl=view.direction is Direction.RTL)
        if styles.added:
            self._put_part("styles", styles.root)
        numbers = self._file.related(MAIN, "numbering")
        known = self._file.tree(numbers) if numbers in self._file.parts else None
        numbering = _parsed(self._written.others["numbering"].markup)
        self._put_part("numbering", renumbered(known, numbering, styles, used))

    def _put_part(self, kind: str, tree: Any) -> None:
        """Write a part of the text, which is new where the school has none."""
        name = self._file.related(MAIN, kind)
        if name not in self._file.parts:
            name = self._file.free(f"word/{kind}{{}}.xml", f"word/{kind}.xml")
            self._file.relate(MAIN, kind, name, f"{self._template.taken.prefix}_{kind}")
        self._write(name, tree, kind)

    def _write(self, name: str, tree: Any, kind: str) -> None:
        self._file.write(name, tree)
        self._file.declare(name, f"{_WORD}.{kind}+xml")

    # --- The text ---

    def _put_in(self, body: Any) -> None:
        """Put the content in its place, with the school's sections round it."""
        begin, end = self._template.place
        replaced = list(body)[begin:end]
        section = section_at(body, begin)
        ours = self._body[-1]
        for node in replaced:
            body.remove(node)
        marks = [one for node in replaced for one in node if one.tag in _MARKS]
        for offset, node in enumerate((*marks, *self._content)):
            body.insert(begin + offset, node)
        held = replaced[0].find(f"{W}pPr/{W}sectPr") if replaced else None
        if held is not None:
            self._end_with(held)
        if section is None:
            section = ours
            take_out(section, f"{W}headerReference", f"{W}footerReference")
            body.append(section)
        self._set_sections(section, ours)
        if self._written.view.finish is Finish.PROTECTED:  # LibreOffice opens every section
            for one in body.iter(f"{W}sectPr"):
                take_out(one, f"{W}formProt")

    def _end_with(self, section: Any) -> None:
        """End a section of the school's behind the content."""
        last = self._content[-1]
        if last.tag != f"{W}p" or last.find(f"{W}pPr/{W}sectPr") is not None:
            last.addnext(made("p"))
            last = last.getnext()
            put(properties(last, "pPr"), made("pStyle", val=self._no_height), PARAGRAPH)
        put(properties(last, "pPr"), section, PARAGRAPH)

    def _set_sections(self, school: Any, last: Any) -> None:
        """Give each section inside the content the school's page, headers and footers.

        The first begins as the school's section does; what is left of that goes on behind it.
        """
        inner = [one for node in self._content for one in node.iterfind(f".//{W}sectPr")]
        for number, ours in enumerate(inner):
            page = copy.deepcopy(school)
            take_out(page, f"{W}printerSettings", f"{W}sectPrChange")
            columns, lines = ours.find(f"{W}cols"), ours.find(f"{W}lnNumType")
            if columns is not None and columns.get(f"{W}num", "1") != "1":
                put(page, columns, SECTION)
            if lines is not None:
                put(page, lines, SECTION)
            if last.find(f"{W}bidi") is not None:
                put(page, made("bidi"), SECTION)
            if number:
                _go_on(page)
            ours.getparent().replace(ours, page)
        if inner:
            _go_on(school)

    # --- The footers of a variant ---

    @property
    def _own_footer(self) -> tuple[Any, ...]:
        """What each footer says besides what the school's says: the paragraphs of ours."""
        return () if self._footer is None else tuple(self._footer)

    def _tell_variant(self, main: Any) -> None:
        """Put our footer below the school's on every page, and alone where it has none.

        Sections have the footers of those before them: what the first one has, every page has.
        """
        for name in self._file.all_related(MAIN, "footer"):
            school = self._file.tree(name)
            school.extend(copy.deepcopy(self._own_footer))
            self._file.write(name, school)
        first = next(main.iter(f"{W}sectPr"))
        known = {one.get(f"{W}type", "default") for one in first.iterfind(f"{W}footerReference")}
        lacking = [page for page in _PAGES if page not in known]
        if not lacking:
            return
        id = f"{self._template.taken.prefix}_footer"
        name = self._file.free("word/footer{}.xml")
        self._file.relate(MAIN, "footer", name, id)
        self._write(name, self._footer, "footer")
        for page in lacking:
            reference = made("footerReference", type=page)
            reference.set(f"{{{package.RELATION}}}id", id)
            first.insert(0, reference)

    # --- Names of paragraphs ---

    def _number_paragraphs(self) -> frozenset[str]:
        """Give our paragraphs Word's own kind of name; return those of the pack's text."""
        trees = (*self._content, *self._own_notes)
        taken, number, own = self._template.taken.paragraphs, 0, set()
        for place, tree in enumerate(trees):
            for paragraph in tree.iter(f"{W}p"):
                number += 1
                while f"{number:08X}" in taken:
                    number += 1
                paragraph.set(ANCHOR, f"{number:08X}")
                if place >= self._written.head:
                    own.add(f"{number:08X}")
        return frozenset(own)

    # --- Notes ---

    def _notes(self) -> tuple[str, Any] | None:
        """Return the part of the notes with ours in it, None if we have none."""
        part = self._written.others.get("footnotes")
        if part is None:
            return None
        tree = _parsed(part.markup)
        name = self._file.related(MAIN, "footnotes")
        self._own_notes = [one for one in tree if one.get(f"{W}type") is None]
        if name not in self._file.parts:
            self._has_first_notes = True
            name = self._file.free("word/footnotes{}.xml", "word/footnotes.xml")
            self._file.relate(MAIN, "footnotes", name, f"{self._template.taken.prefix}_footnotes")
            self._relate(name, part.story)
            return name, tree
        step = self._template.taken.note
        calls = (call for node in self._content for call in node.iter(f"{W}footnoteReference"))
        for one in (*self._own_notes, *calls):
            one.set(f"{W}id", str(int(one.get(f"{W}id")) + step))
        school = _widened(self._file.tree(name))
        school.extend(self._own_notes)
        self._relate(name, part.story)
        return name, school

    # --- What the text refers to ---

    def _relate(self, source: str, story: Story | None) -> None:
        for (kind, target), id in (story.relations if story else {}).items():
            if kind == HYPERLINK:
                self._file.relate(source, kind, target, id, outside=True)
            else:
                self._file.relate(source, kind, self._picture(target), id)

    def _picture(self, name: str) -> str:
        """Return the name in the document of a picture that we know by another; put it in."""
        if name not in self._media:
            media = next(one for one in self._written.media if one.name == name)
            extension = name.rpartition(".")[2]
            self._media[name] = self._file.free(f"word/media/pack{{}}.{extension}")
            self._file.add(self._media[name], media.data, media.media_type)
        return self._media[name]

    # --- The other parts ---

    def _settings(self) -> None:
        """Change the settings where there is need: to protect it, and to say how notes are parted."""
        name = self._file.related(MAIN, "settings")
        if name not in self._file.parts:
            self._missing("settings")
            return
        ours = _parsed(self._written.others["settings"].markup)
        wanted = ["documentProtection"]
        if self._has_first_notes:
            wanted.append("footnotePr")
        settings, touched = self._file.tree(name), False
        for kind in wanted:
            found = ours.find(f"{W}{kind}")
            if found is not None:
                put(settings, found, SETTINGS)
                touched = True
        if touched:
            self._file.write(name, settings)

    def _missing(self, kind: str) -> None:
        """Put in a part of ours where the school's document has none."""
        if self._file.related(MAIN, kind) in self._file.parts:
            return
        part = self._written.others[kind]
        name = self._file.free(f"word/{kind}{{}}.xml", f"word/{kind}.xml")
        content_type = part.content_type or f"{_WORD}.{part.kind}+xml"
        self._file.relate(MAIN, kind, name, f"{self._template.taken.prefix}_{kind}")
        self._file.add(name, part.markup.encode(), content_type)

    def _describe(self) -> None:
        """Say what the file is called: the school's document has the name of a template."""
        core = package.core_properties(self._written.view.metadata)
        name = self._file.related("", "core-properties")
        if not name:
            name = self._file.free("docProps/core{}.xml", "docProps/core.xml")
            self._file.relate("", _CORE_RELATION, name, f"{self._template.taken.prefix}_core")
        self._file.add(name, core, _CORE)

    # --- What the file carries ---

    def _forget_carried(self) -> None:
        """Take out what a worksheet carried from which the school has made its document."""
        for name in sorted(self._file.parts):
            is_one = name.startswith("customXml/item") and "Props" not in name
            if is_one and carried.NAMESPACE.encode() in self._file.parts[name]:
                self._file.remove(name, MAIN)

    def _carry(self, own: frozenset[str]) -> None:
        """Put in what the file says, the pack's lines told from the school's; take out the marks."""
        self._file.settle()
        sheet = opened.sheet_of(self._file.parts)
        lines = (
            line if line.anchor in own else replace(line, frame=True)
            for line in visible.lines_of(sheet)
        )
        running = visible.running_texts(sheet)
        markup = carried.write(self._written.view.recipe, lines, running)
        for name in (MAIN, self._file.related(MAIN, "footnotes")):
            if name in self._file.parts and (name == MAIN or self._own_notes):
                tree = self._file.tree(name)
                origins.strip(tree)
                self._file.write(name, tree)
        if self._written.view.recipe:
            self._put_carried(markup)

    def _put_carried(self, markup: str) -> None:
        name = self._file.free("customXml/item{}.xml")
        described = name.replace("item", "itemProps")
        self._file.add(name, markup.encode(), "application/xml")
        self._file.add(described, carried.PROPERTIES_MARKUP.encode(), carried.PROPERTIES_TYPE)
        self._file.relate(MAIN, "customXml", name, f"{self._template.taken.prefix}_carried")
        self._file.relate(name, "customXmlProps", described, "rId1")


_PAGES = ("even", "first", "default")
"""The kinds of pages that have footers of their own (§17.18.36)."""

_MARKS = {
    f"{W}{kind}{end}" for kind in ("bookmark", "commentRange", "perm") for end in ("Start", "End")
}
"""What may begin or end in a paragraph that is replaced, and goes on elsewhere."""


def _parsed(markup: str) -> Any:
    from lxml import etree

    return etree.fromstring(markup.encode())


def _empty(tree: Any) -> Any:
    """Return a part like another with nothing in it."""
    from lxml import etree

    return etree.Element(tree.tag, dict(tree.attrib), nsmap=tree.nsmap)


def _widened(tree: Any) -> Any:
    """Return a part that may hold what we write: with our namespaces, and the same to ignore."""
    from lxml import etree

    ours = _parsed(f"<w:document {NAMESPACES}/>")
    prefixes = {prefix: uri for prefix, uri in ours.nsmap.items() if prefix not in tree.nsmap}
    wide = etree.Element(tree.tag, dict(tree.attrib), nsmap={**prefixes, **tree.nsmap})
    wide.extend(tree)
    ignored = wide.get(f"{_MC}Ignorable", "").split()
    newer = next((prefix for prefix, uri in wide.nsmap.items() if uri == ours.nsmap["w14"]), None)
    if newer and newer not in ignored:
        wide.set(f"{_MC}Ignorable", " ".join((*ignored, newer)))
    return wide


def _go_on(section: Any) -> None:
    """Have a section go on on the same page, in the same count of pages."""
    put(section, made("type", val="continuous"), SECTION)
    take_out(section, f"{W}titlePg")
    for count in section.findall(f"{W}pgNumType"):
        count.attrib.pop(f"{W}start", None)
