"""Filling worksheets in as a pupil does: text into fields, ticks into boxes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

from wordfile import NAMESPACES, W

_W14 = f"{{{NAMESPACES['w14']}}}"


def filled_in(data: bytes, answers: Mapping[str, str]) -> bytes:
    """Return a worksheet with `answers`, by the tags of its fields; 'x' ticks a box."""
    left = dict(answers)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith(("word/document", "word/header")):
                content = _typed(content, left)
            new.writestr(name, content)
    assert not left, f"no field is called {', '.join(left)}"
    return out.getvalue()


def _typed(content: bytes, left: dict[str, str]) -> bytes:
    story = etree.fromstring(content)
    for control in story.iter(f"{W}sdt"):
        (tag,) = control.xpath("w:sdtPr/w:tag/@w:val", namespaces=NAMESPACES)
        if tag in left:
            _type(control, left.pop(tag))
    return etree.tostring(story, xml_declaration=True, encoding="UTF-8", standalone=True)


def _type(control: Any, text: str) -> None:
    properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
    for placeholder in properties.findall(f"{W}showingPlcHdr"):
        properties.remove(placeholder)
    box = properties.find(f"{_W14}checkbox")
    if box is not None:
        box.find(f"{_W14}checked").set(f"{_W14}val", "1")
        text = chr(int(box.find(f"{_W14}checkedState").get(f"{_W14}val"), 16))
    paragraph = content.find(f".//{W}p")
    place = content if paragraph is None else paragraph
    for run in place.findall(f"{W}r"):
        place.remove(run)
    run = etree.SubElement(place, f"{W}r")
    etree.SubElement(run, f"{W}t").text = text


def second_line(data: bytes, tag: str, text: str) -> bytes:
    """Return a worksheet with `text` on the second line of a room to answer."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                story = etree.fromstring(content)
                path = f".//w:sdt[w:sdtPr/w:tag/@w:val='{tag}']//w:p"
                run = etree.SubElement(story.xpath(path, namespaces=NAMESPACES)[1], f"{W}r")
                etree.SubElement(run, f"{W}t").text = text
                content = etree.tostring(story)
            new.writestr(name, content)
    return out.getvalue()
