"""A Word file as it comes back from Google Docs, which keeps the words and loses much of the rest.

Google Docs cannot be run in a test. What is done here is what its exports are known to hold:

- custom XML parts and our content controls are gone; controls of its own, tagged `goog_rdk_…`, stand
  round runs and paragraphs;
- all paragraph styles but headings, title and subtitle become Normal, character styles direct bold
  and italics;
- fields of references become plain text; bookmarks are renamed (`bookmark=id.…`, `_heading=h.…`);
- paragraphs are named anew in their order (`w14:paraId`), and every run has revision ids of zeros.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree

from wordfile import NAMESPACES, W

_W14 = f"{{{NAMESPACES['w14']}}}"
_KEPT = re.compile(r"(Heading\d|Title|Subtitle)$")
_BOLD, _ITALIC = ("Strong", "TaskLabel", "StudyLabel"), ("Emphasis",)


def through_google_docs(data: bytes) -> bytes:
    """Return a Word file as Google Docs would save it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name.startswith("customXml"):
                continue
            content = old.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                ties = re.compile(rb"<(?:Relationship|Override) [^>]*customXml[^>]*/>")
                content = ties.sub(b"", content)
            elif name.startswith(("word/document", "word/header", "word/footer")):
                content = _story(content)
            new.writestr(name, content)
    return out.getvalue()


def _story(content: bytes) -> bytes:
    root = etree.fromstring(content)
    _unwrap(root)
    _plain_fields(root)
    _rename_bookmarks(root)
    for run in root.iter(f"{W}r"):
        _dress(run)
    for number, paragraph in enumerate(root.iter(f"{W}p"), start=3):
        paragraph.set(f"{_W14}paraId", f"{number:08X}")
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and not _KEPT.match(style.get(f"{W}val", "")):
            style.getparent().remove(style)
        if number % 3 == 0:
            _wrap_first_run(paragraph, number)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _unwrap(root: Any) -> None:
    """Take content controls away, and leave what stands in them."""
    while (control := next(root.iter(f"{W}sdt"), None)) is not None:
        content = control.find(f"{W}sdtContent")
        for node in [] if content is None else list(content):
            control.addprevious(node)
        control.getparent().remove(control)


def _plain_fields(root: Any) -> None:
    for name in ("fldChar", "instrText"):
        for node in list(root.iter(f"{W}{name}")):
            node.getparent().remove(node)


def _rename_bookmarks(root: Any) -> None:
    names: dict[str, str] = {}
    for number, mark in enumerate(root.iter(f"{W}bookmarkStart")):
        kind = "_heading=h." if number % 2 else "bookmark=id."
        names[mark.get(f"{W}name")] = f"{kind}z{number:05x}"
        mark.set(f"{W}name", f"{kind}z{number:05x}")
    for link in root.iter(f"{W}hyperlink"):
        if link.get(f"{W}anchor") in names:
            link.set(f"{W}anchor", names[link.get(f"{W}anchor")])


def _dress(run: Any) -> None:
    """Make the character style of a run direct formatting, as Google Docs writes it."""
    for name in ("rsidR", "rsidRPr", "rsidDel"):
        run.set(f"{W}{name}", "00000000")
    properties = run.find(f"{W}rPr")
    style = None if properties is None else properties.find(f"{W}rStyle")
    if style is None:
        return
    named = style.get(f"{W}val", "")
    for names, letter in ((_BOLD, "b"), (_ITALIC, "i")):
        if named in names and properties.find(f"{W}{letter}") is None:
            etree.SubElement(properties, f"{W}{letter}", {f"{W}val": "1"})
    properties.remove(style)


def _wrap_first_run(paragraph: Any, number: int) -> None:
    run = paragraph.find(f"{W}r")
    if run is None:
        return
    control = etree.Element(f"{W}sdt")
    properties = etree.SubElement(control, f"{W}sdtPr")
    etree.SubElement(properties, f"{W}id", {f"{W}val": str(-number)})
    etree.SubElement(properties, f"{W}tag", {f"{W}val": f"goog_rdk_{number}"})
    run.addprevious(control)
    etree.SubElement(control, f"{W}sdtContent").append(run)
