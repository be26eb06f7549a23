"""Opening an e-book again: the container, the package document, every page and every link.

Cheap enough for every build, each file being read once; EPUBCheck and Ace judge the same books in
the tests.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from studypack.backends.stylesheets import leads_out, references_of

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FOREIGN = {
    "mathml": "{http://www.w3.org/1998/Math/MathML}math",
    "svg": "{http://www.w3.org/2000/svg}svg",
}
"""What of another vocabulary the manifest must own up to, by property: EPUB 3.3, D.6."""

_MIMETYPE = "mimetype"
_CONTAINER = "META-INF/container.xml"
_ROOTFILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_LINKS = {"a": "href", "img": "src", "link": "href", "image": _XLINK}


def problems(data: bytes) -> tuple[str, ...]:
    """Return what is wrong with an EPUB, each in a clause; () for a sound one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return (*_container_problems(archive), *_book_problems(archive))
    except (zipfile.BadZipFile, KeyError, SyntaxError, ValueError) as error:
        return (f"it cannot be opened: {error}",)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the manifest."""

    id: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Page:
    """An XHTML file: its root, and how often it has each id."""

    root: Any
    ids: Counter[str]


def _container_problems(archive: zipfile.ZipFile) -> Iterator[str]:
    """EPUB 3.3, 4.3 OCF ZIP container."""
    first, *_ = archive.infolist()
    if first.filename != _MIMETYPE or first.compress_type != zipfile.ZIP_STORED or first.extra:
        yield "mimetype is not the first member, uncompressed and bare"
    elif archive.read(first) != b"application/epub+zip":
        yield "mimetype is not application/epub+zip"
    names = Counter(archive.namelist())
    yield from (f"two members are called {name}" for name, times in names.items() if times > 1)


def _book_problems(archive: zipfile.ZipFile) -> Iterator[str]:
    root_name = _root_name(archive)
    package = _parsed(archive, root_name)
    manifest = _manifest(package, root_name)
    members = set(archive.namelist())
    for name in sorted(members - {_MIMETYPE, _CONTAINER, root_name} - manifest.keys()):
        yield f"{name} is not in the manifest"
    for name in sorted(manifest.keys() - members):
        yield f"{name} is in the manifest but not in the book"
    yield from _package_problems(package, manifest)
    pages = {
        name: _page(archive, name)
        for name, entry in manifest.items()
        if entry.media_type == "application/xhtml+xml" and name in members
    }
    for name, page in pages.items():
        yield from _page_problems(name, page, manifest[name])
        yield from _link_problems(name, page, pages, manifest)
        yield from _loading_problems(name, _loaded(page.root), manifest)
    for name, entry in manifest.items():
        if entry.media_type == "text/css" and name in members:
            css = archive.read(name).decode("utf-8", "replace")
            yield from _loading_problems(name, _loaded_by_style(css), manifest)


def _root_name(archive: zipfile.ZipFile) -> str:
    for rootfile in _parsed(archive, _CONTAINER).iter(_ROOTFILE):
        return str(rootfile.get("full-path", ""))
    raise ValueError("the container names no package document")


def _manifest(package: Any, root_name: str) -> dict[str, _Entry]:
    """Return the manifest by name in the zip."""
    return {
        _resolved(root_name, entry.get("href", "")): _Entry(
            id=entry.get("id", ""),
            media_type=entry.get("media-type", ""),
            properties=frozenset(entry.get("properties", "").split()),
        )
        for entry in package.iter(f"{_OPF}item")
    }


def _package_problems(package: Any, manifest: Mapping[str, _Entry]) -> Iterator[str]:
    """EPUB 3.3, 5 Package document."""
    ids = {entry.id for entry in manifest.values()}
    spine = [ref.get("idref") for ref in package.iter(f"{_OPF}itemref")]
    if not spine:
        yield "the spine is empty"
    yield from (
        f"the spine names {id}, which is not in the manifest" for id in spine if id not in ids
    )
    for property, thing in (("nav", "navigation document"), ("cover-image", "cover")):
        if sum(property in entry.properties for entry in manifest.values()) != 1:
            yield f"there is not exactly one {thing}"
    for element in ("title", "language", "identifier"):
        found = package.find(f".//{_DC}{element}")
        if found is None or not (found.text or "").strip():
            yield f"the book has no {element}"
    if not package.get(_XML_LANG):
        yield "the package document has no language"


def _page(archive: zipfile.ZipFile, name: str) -> _Page:
    root = _parsed(archive, name)
    return _Page(root, Counter(id for element in root.iter() if (id := element.get("id"))))


def _page_problems(name: str, page: _Page, entry: _Entry) -> Iterator[str]:
    if not page.root.get("lang") or page.root.get("lang") != page.root.get(_XML_LANG):
        yield f"{name} has no language"
    if not (page.root.findtext(f"{_XHTML}head/{_XHTML}title") or "").strip():
        yield f"{name} has no title"
    yield from (f"{name} has the id {id!r} twice" for id, times in page.ids.items() if times > 1)
    if any(image.get("alt") is None for image in page.root.iter(f"{_XHTML}img")):
        yield f"{name} has an image without alternative text"
    for property, element in _FOREIGN.items():
        held = next(page.root.iter(element), None) is not None
        if held != (property in entry.properties):
            yield f"{name} {'holds' if held else 'lacks'} {property}, unlike its manifest entry"


def _link_problems(
    name: str, page: _Page, pages: Mapping[str, _Page], manifest: Mapping[str, _Entry]
) -> Iterator[str]:
    for target in dict.fromkeys(_targets(page.root)):
        address = urlsplit(target)
        if address.scheme or address.netloc:
            continue
        leads_to = _resolved(name, address.path) if address.path else name
        if leads_to not in manifest:
            yield f"{name} links to {target}, which is not in the book"
        elif address.fragment and not _has(pages.get(leads_to), address.fragment):
            yield f"{name} links to {target}, where there is no such id"


def _loading_problems(
    name: str, loaded: Iterable[str], manifest: Mapping[str, _Entry]
) -> Iterator[str]:
    """A book that is opened loads nothing but its own parts: EPUB 3.3, 3.6 Resource locations."""
    for address in dict.fromkeys(loaded):
        if leads_out(address):
            yield f"{name} loads {address}, which is not in the book"
        elif not address.startswith(("#", "data:")):
            path = urlsplit(address).path
            if _resolved(name, path) not in manifest:
                yield f"{name} loads {address}, which is not in the book"


def _loaded(root: Any) -> Iterator[str]:
    """Yield the address of all that a page has loaded without being asked."""
    for element in root.iter("{*}*"):
        kind = element.tag.rpartition("}")[2]
        for attribute in _LOADING.get(kind, ("src",)):
            yield from filter(None, [element.get(attribute)])
        yield from _loaded_by_style(f"x {{ {element.get('style', '')} }}")
        if kind == "style":
            yield from _loaded_by_style("".join(element.itertext()))


_LOADING = {
    "link": ("href",),
    "image": (_XLINK, "href"),
    "use": (_XLINK, "href"),
    "object": ("data",),
    "video": ("src", "poster"),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
}
"""What names a part that is loaded with an element, where it is not `src` alone."""


def _loaded_by_style(css: str) -> tuple[str, ...]:
    return tuple(one.address for one in references_of(css)) if _MAY_LOAD.search(css) else ()


_MAY_LOAD = re.compile(r"[\\(@]")
"""Without one of these a style loads nothing, and need not be read."""


def _targets(root: Any) -> Iterator[str]:
    for element in root.iter("{*}a", "{*}img", "{*}link", "{*}image"):
        attribute = _LINKS[element.tag.rpartition("}")[2]]
        if target := element.get(attribute):
            yield target


def _has(page: _Page | None, fragment: str) -> bool:
    return page is not None and (fragment in page.ids or unquote(fragment) in page.ids)


def _resolved(base: str, href: str) -> str:
    """Return the name in the zip of what `base` refers to as `href`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href)))


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(name), parser)
