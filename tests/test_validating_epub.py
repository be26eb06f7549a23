"""Our own look at an e-book: it passes a sound one, and finds each fault that is planted."""

from __future__ import annotations

import io
import time
import zipfile
from functools import lru_cache

import pytest

from samples import para, sample_assets, sample_view, words
from studypack.backends import backend
from studypack.labels import Labels
from studypack.model import blocks as b
from studypack.model.inlines import Math
from studypack.validating import problems

LABELS = Labels.for_language("en-GB")
OPF = "EPUB/content.opf"
PAGE = "EPUB/text/section-01-one.xhtml"


@lru_cache
def sound() -> bytes:
    """Return a sound book of a page with a link, a picture and a formula."""
    blocks = (
        b.Heading(level=1, content=words("One"), id="one"),
        b.Figure(id="f", src="images/shapes.png", alt="Shapes", body=(para("See."),), number=1),
        para("x is ", Math(latex="x")),
    )
    return backend("epub").render(sample_view(LABELS, blocks), sample_assets()).data


def members() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(sound())) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(held: dict[str, bytes], *, compressed: str = "", twice: str = "") -> bytes:
    """Return a zip of these members, `mimetype` stored unless it is the compressed one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, data in held.items():
            kind = zipfile.ZIP_DEFLATED if name == compressed else zipfile.ZIP_STORED
            book.writestr(name, data, kind)
        if twice:
            with pytest.warns(UserWarning, match="Duplicate"):
                book.writestr(twice, held[twice])
    return out.getvalue()


def broken(name: str, old: str, new: str) -> bytes:
    """Return the sound book with a string replaced in one member."""
    held = members()
    text = held[name].decode()
    assert old in text
    return packed(held | {name: text.replace(old, new).encode()})


def test_a_sound_book_has_no_problem() -> None:
    assert problems(sound(), "epub") == ()
    assert problems(packed(members()), "epub") == ()


def test_what_is_no_book_cannot_be_opened() -> None:
    held = members()
    for data in (b"", b"PK", sound()[:-40], packed({"mimetype": b"application/epub+zip"})):
        assert problems(data, "epub")[0].startswith("it cannot be opened")
    del held[OPF]
    assert "it cannot be opened" in problems(packed(held), "epub")[0]


def test_a_container_without_a_package_document_is_found() -> None:
    found = problems(broken("META-INF/container.xml", "<rootfile ", "<other "), "epub")
    assert found == ("it cannot be opened: the container names no package document",)


def test_mimetype_must_be_first_stored_and_exact() -> None:
    held = members()
    mimetype = held.pop("mimetype")
    bare = ("mimetype is not the first member, uncompressed and bare",)
    assert problems(packed(held | {"mimetype": mimetype}), "epub") == bare
    assert problems(packed(members(), compressed="mimetype"), "epub") == bare
    wrong = packed(members() | {"mimetype": b"application/zip"})
    assert problems(wrong, "epub") == ("mimetype is not application/epub+zip",)


def test_two_members_of_one_name_are_found() -> None:
    assert problems(packed(members(), twice=PAGE), "epub") == (f"two members are called {PAGE}",)


def test_what_the_manifest_does_not_list_is_found() -> None:
    found = problems(packed(members() | {"EPUB/left.txt": b"over"}), "epub")
    assert found == ("EPUB/left.txt is not in the manifest",)


def test_what_the_manifest_lists_and_the_book_lacks_is_found() -> None:
    held = members()
    del held["EPUB/styles/book.css"]
    found = problems(packed(held), "epub")
    assert found == ("EPUB/styles/book.css is in the manifest but not in the book",)


IMAGE = '<img src="../images/image-01.png" alt="Shapes"/>'


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (OPF, 'idref="nav"', 'idref="none"', "the spine names none, which is not in the manifest"),
        (OPF, 'properties="nav"', "", "there is not exactly one navigation document"),
        (OPF, 'properties="cover-image"', "", "there is not exactly one cover"),
        (OPF, "<dc:language>en-GB<", "<dc:language> <", "the book has no language"),
        (OPF, "The Sample Pack", "", "the book has no title"),
        (OPF, "dc:identifier", "dc:source", "the book has no identifier"),
        (OPF, ' xml:lang="en-GB"', "", "the package document has no language"),
        (PAGE, ' lang="en-GB"', "", f"{PAGE} has no language"),
        (PAGE, ' xml:lang="en-GB"', ' xml:lang="fr"', f"{PAGE} has no language"),
        (PAGE, "<title>One</title>", "<title/>", f"{PAGE} has no title"),
        (PAGE, 'id="f"', 'id="one"', f"{PAGE} has the id 'one' twice"),
        (PAGE, IMAGE, IMAGE.replace('alt="Shapes"', ""), f"{PAGE} has an image without alternative text"),
        (OPF, ' properties="mathml"', "", f"{PAGE} holds mathml, unlike its manifest entry"),
        (OPF, '="mathml"', '="mathml svg"', f"{PAGE} lacks svg, unlike its manifest entry"),
        (PAGE, "image-01", "image-09", f"{PAGE} links to ../images/image-09.png, which is not in the book"),
        (PAGE, "book.css", "own.css", f"{PAGE} links to ../styles/own.css, which is not in the book"),
        (PAGE, "See.", '<a href="#no:where">See</a>', f"{PAGE} links to #no:where, where there is no such id"),
        (
            PAGE,
            "See.",
            '<a href="title.xhtml#no">See</a>',
            f"{PAGE} links to title.xhtml#no, where there is no such id",
        ),
        (
            PAGE,
            "See.",
            '<a href="../../mimetype">See</a>',
            f"{PAGE} links to ../../mimetype, which is not in the book",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_found_and_none_besides(name: str, old: str, new: str, problem: str) -> None:
    found = problems(broken(name, old, new), "epub")
    assert problem in found
    assert len(found) <= 2


def test_an_empty_spine_is_found() -> None:
    text = members()[OPF].decode()
    start, end = text.index("<itemref"), text.index("</spine>")
    emptied = packed(members() | {OPF: (text[:start] + text[end:]).encode()})
    assert problems(emptied, "epub") == ("the spine is empty",)


def test_a_page_that_does_not_parse_is_found() -> None:
    [found] = problems(broken(PAGE, "</section>", ""), "epub")
    assert found.startswith("it cannot be opened")


@pytest.mark.parametrize(
    "link",
    ["https://example.org/a#b", "mailto:a@example.org", "//example.org/x", "#one", "title.xhtml",
     "title.xhtml#pack%2Dtitle"],
)  # fmt: skip
def test_links_that_lead_somewhere_are_no_problem(link: str) -> None:
    assert problems(broken(PAGE, "See.", f'<a href="{link}">See</a>'), "epub") == ()


STYLE = "EPUB/styles/book.css"


@pytest.mark.parametrize(
    ("name", "old", "new", "address"),
    [
        (PAGE, "See.", '<img alt="x" src="http://example.org/x.png"/>', "http://example.org/x.png"),
        (PAGE, "See.", '<iframe src="//example.org/x"></iframe>', "//example.org/x"),
        (PAGE, "See.", '<object data="file:///etc/hostname"></object>', "file:///etc/hostname"),
        (PAGE, "See.", '<video poster="HTTPS://example.org/x"></video>', "HTTPS://example.org/x"),
        (PAGE, "See.", '<i style="background: url(ftp://example.org)">x</i>', "ftp://example.org"),
        (PAGE, "See.", "<style>@import 'none.css';</style>", "none.css"),
        (STYLE, "body", "@import 'http://example.org/x.css'; body", "http://example.org/x.css"),
        (STYLE, "body", "@font-face { src: url(../../x.ttf) } body", "../../x.ttf"),
        (STYLE, "body", "b { content: \\75 rl(\\66ile:///x) } body", "file:///x"),
        (STYLE, "body", "b { content: image-set('http://a.org' 1x) } body", "http://a.org"),
    ],
)
def test_a_book_that_loads_what_is_not_in_it_is_found(
    name: str, old: str, new: str, address: str
) -> None:
    held = members()
    text = held[name].decode()
    assert old in text
    found = problems(packed(held | {name: text.replace(old, new, 1).encode()}), "epub")
    assert f"{name} loads {address}, which is not in the book" in found


@pytest.mark.parametrize(
    "new",
    [
        "@namespace 'http://www.w3.org/1999/xhtml'; body",
        "b { background: url(../images/image-01.png) } body",
        "b { background: url(data:image/png;base64,AAAA) } body",
        "b { fill: url(#g); content: 'http://example.org' } body",
    ],
)
def test_what_a_style_loads_from_its_own_book_is_no_problem(new: str) -> None:
    held = members()
    text = held[STYLE].decode().replace("body", new, 1)
    assert problems(packed(held | {STYLE: text.encode()}), "epub") == ()


def test_a_page_of_a_hundred_thousand_ids_and_links_is_read_in_a_moment() -> None:
    lines = "".join(f'<p id="p{n}"><a href="#p{n}">x</a></p>' for n in range(100_000))
    data = broken(PAGE, "See.", f"</p>{lines}<p>")
    start = time.perf_counter()
    assert problems(data, "epub") == ()
    assert time.perf_counter() - start < 10
