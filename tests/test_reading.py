"""Reading packs from disk, through the public doors: folders, files, images, and places."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Picture

from dump import words
from studypack.diagnostics import Diagnostic, Diagnostics
from studypack.model.blocks import Figure, Heading, Paragraph
from studypack.model.inlines import plain
from studypack.model.pack import Metadata, Pack
from studypack.model.tasks import Question
from studypack.model.walk import query, walk
from studypack.reading import find_packs, read_pack, read_text
from studypack.spans import Span

ROOT = Path(__file__).parents[1]
FRONT_MATTER = "---\ntitle: A pack\n---\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><rect width="9"/></svg>'


def png(width: int = 4, height: int = 3) -> bytes:
    stream = BytesIO()
    Picture.new("RGB", (width, height)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty pack's folder in a workspace."""
    path = tmp_path / "source" / "a-pack"
    path.mkdir(parents=True)
    return path


def read(folder: Path, text: str = "Text.\n") -> tuple[Pack, list[Diagnostic]]:
    """Write `text` as the folder's pack.md, and read the pack."""
    (folder / "pack.md").write_text(FRONT_MATTER + text, encoding="utf-8")
    found = Diagnostics()
    pack = read_pack(folder, folder.parents[1], found)
    assert pack is not None
    return pack, list(found)


def codes(found: list[Diagnostic]) -> list[str]:
    return [one.code for one in found]


# --- Workspaces -------------------------------------------------------------------------------


def test_packs_are_found_in_name_order_and_nothing_else_is(tmp_path: Path) -> None:
    for name in ("zoo", "b2", "a1", ".hidden", "no-text"):
        (tmp_path / "source" / name).mkdir(parents=True)
        if name != "no-text":
            (tmp_path / "source" / name / "pack.md").touch()
    (tmp_path / "source" / "notes.md").touch()
    assert [path.name for path in find_packs(tmp_path)] == ["a1", "b2", "zoo"]


def test_a_workspace_without_sources_has_no_packs(tmp_path: Path) -> None:
    assert find_packs(tmp_path) == ()


def test_a_folder_whose_pack_md_is_missing_is_found_so_that_it_is_reported(tmp_path: Path) -> None:
    (tmp_path / "source" / "half").mkdir(parents=True)
    (tmp_path / "source" / "half" / "10-more.md").touch()
    (folder,) = find_packs(tmp_path)
    found = Diagnostics()
    assert read_pack(folder, tmp_path, found) is None
    assert codes(list(found)) == ["no-such-pack"]


def test_spans_hold_posix_paths_relative_to_the_workspace(folder: Path) -> None:
    pack, found = read(folder, ":::{x}\n")
    assert pack.span == Span("source/a-pack/pack.md")
    assert {one.span.path for one in found} == {"source/a-pack/pack.md"}


def test_parts_follow_in_name_order(folder: Path) -> None:
    for name in ("20-b.md", "10-a.md", "c.txt", ".d.md"):
        (folder / name).write_text(f"# {name}\n", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sub" / "30-c.md").write_text("# sub\n", encoding="utf-8")
    pack, _ = read(folder, "# pack.md\n")
    titles = [heading.content[0].text for heading in query(pack.blocks, Heading)]  # type: ignore[union-attr]
    assert titles == ["pack.md", "10-a.md", "20-b.md"]


def test_a_directive_ends_with_its_file(folder: Path) -> None:
    (folder / "10-more.md").write_text(":::\n", encoding="utf-8")
    _, found = read(folder, ":::{note}\ntext\n")
    assert codes(found) == ["stray-fence", "unclosed-directive"]


def test_all_faults_of_all_files_are_found_in_one_run(folder: Path) -> None:
    (folder / "10-more.md").write_text(":::{charcter}\n:::\n", encoding="utf-8")
    (folder / "20-more.md").write_bytes(b"\xff")
    _, found = read(folder, ":::{question}\n:mark: 1\nWhy?\n:::\n\n![x](no.png)\n")
    assert codes(found) == ["unknown-directive", "not-utf8", "unknown-option", "missing-image"]


# --- Metadata ---------------------------------------------------------------------------------


def test_the_identifier_follows_from_the_slug_and_nothing_else() -> None:
    def identifier(slug: str, title: str) -> str:
        text = f"---\ntitle: {title}\n---\nx\n"
        return read_text(text, f"source/{slug}/pack.md").metadata.identifier

    assert identifier("a", "One") == identifier("a", "Two")
    assert identifier("a", "One") != identifier("b", "One")
    assert identifier("a", "One").startswith("urn:uuid:")


def test_a_pack_with_a_title_alone_has_the_defaults() -> None:
    pack = read_text("---\ntitle: T\n---\nx\n")
    assert pack.metadata == Metadata(title="T", identifier=pack.metadata.identifier)


def test_a_text_is_read_without_looking_at_the_disk() -> None:
    found = Diagnostics()
    pack = read_text(FRONT_MATTER + "![x](nowhere.png)\n", found=found)
    assert not list(found)
    assert pack.images == {}
    assert next(query(pack.blocks, Figure)).src == "nowhere.png"


# --- Images -----------------------------------------------------------------------------------


def test_images_are_read_once_and_only_if_referred_to(folder: Path) -> None:
    (folder / "a.png").write_bytes(png())
    (folder / "unused.png").write_bytes(b"broken, but nobody asks")
    pack, found = read(folder, "![x](a.png) and ![y](./a.png)\n\n![z](a.png)\n")
    assert not found
    assert list(pack.images) == ["a.png"]
    assert pack.image_files == ("a.png", "unused.png")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.gif", "GIF"), ("a.webp", "WEBP")],
)
def test_raster_images_have_their_type_and_size(folder: Path, name: str, kind: str) -> None:
    stream = BytesIO()
    Picture.new("RGB", (40, 30)).save(stream, kind)
    (folder / name).write_bytes(stream.getvalue())
    pack, found = read(folder, f"![x]({name})\n")
    image = pack.images[name]
    assert not found
    assert (image.media_type, image.width_px, image.height_px) == (f"image/{kind.lower()}", 40, 30)
    assert image.data == stream.getvalue()


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 120 60"', (120, 60)),
        ('width="10cm" height="50mm"', (378, 189)),
        ('width="100%" height="100%" viewBox="0,0,30 20"', (30, 20)),
        ('width="60" viewBox="0 0 120 40"', (60, 20)),
        ('viewBox="0 0 100000 50000"', (4000, 2000)),
    ],
)
def test_a_drawing_has_its_size_from_its_attributes(
    folder: Path, attributes: str, size: tuple[int, int]
) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'
    (folder / "a.svg").write_text(drawing, encoding="utf-8")
    pack, found = read(folder, "![x](a.svg)\n")
    assert not found
    assert (pack.images["a.svg"].width_px, pack.images["a.svg"].height_px) == size
    assert pack.images["a.svg"].data == drawing.encode()


@pytest.mark.parametrize("reference", ["cover: cover.png", "cover: ./cover.png"])
def test_the_cover_is_an_image_of_the_pack(folder: Path, reference: str) -> None:
    (folder / "cover.png").write_bytes(png())
    (folder / "pack.md").write_text(f"---\ntitle: T\n{reference}\n---\nx\n", encoding="utf-8")
    pack = read_pack(folder, folder.parents[1], Diagnostics())
    assert pack is not None
    assert pack.metadata.cover == "cover.png"
    assert list(pack.images) == ["cover.png"]


def test_a_missing_cover_is_reported_where_it_is_named(folder: Path) -> None:
    (folder / "pack.md").write_text("---\ntitle: T\ncover: no.png\n---\nx\n", encoding="utf-8")
    found = Diagnostics()
    read_pack(folder, folder.parents[1], found)
    (one,) = found
    assert (one.code, one.span.line, one.span.column) == ("missing-image", 3, 8)


def test_a_broken_image_is_reported_at_every_reference_and_not_kept(folder: Path) -> None:
    (folder / "a.png").write_bytes(png()[:40])
    pack, found = read(folder, "![x](a.png)\n\n![y](a.png)\n")
    assert [(one.code, one.span.line) for one in found] == [("bad-image", 4), ("bad-image", 6)]
    assert pack.images == {}


def test_a_name_with_composed_characters_is_found_in_either_form(folder: Path) -> None:
    (folder / unicodedata.normalize("NFD", "café.png")).write_bytes(png())
    pack, found = read(folder, unicodedata.normalize("NFC", "![x](café.png)\n"))
    assert not found
    assert len(pack.images) == 1


def test_a_link_inside_the_folder_is_followed_and_one_out_of_it_is_not(folder: Path) -> None:
    (folder / "a.png").write_bytes(png())
    (folder.parent / "outside.png").write_bytes(png())
    (folder / "inside.png").symlink_to("a.png")
    (folder / "outside.png").symlink_to("../outside.png")
    (folder / "way").symlink_to("..")
    pack, found = read(folder, "![a](inside.png)\n\n![b](outside.png)\n\n![c](way/outside.png)\n")
    assert codes(found) == ["outside-pack", "outside-pack"]
    assert list(pack.images) == ["inside.png"]


def test_a_pack_md_that_is_a_link_out_of_the_folder_is_not_read(folder: Path) -> None:
    (folder.parent / "secret.md").write_text(FRONT_MATTER, encoding="utf-8")
    (folder / "pack.md").symlink_to("../secret.md")
    found = Diagnostics()
    assert read_pack(folder, folder.parents[1], found) is None
    assert codes(list(found)) == ["outside-pack"]


def test_what_is_no_file_is_not_read(folder: Path) -> None:
    (folder / "a.png").mkdir()
    os.mkfifo(folder / "b.png")
    _, found = read(folder, "![a](a.png)\n\n![b](b.png)\n")
    assert codes(found) == ["missing-image", "unreadable-file"]


def test_an_image_of_too_many_bytes_is_not_decoded(folder: Path) -> None:
    (folder / "a.png").write_bytes(png() + bytes(20_000_001))
    _, found = read(folder, "![a](a.png)\n")
    assert codes(found) == ["too-large"]


# --- Places -----------------------------------------------------------------------------------


def assert_spans_inside(pack: Pack, sources: dict[str, str]) -> None:
    """Assert that every node of a pack stands in a line of its source, and not beyond it."""
    lines = {path: text.split("\n") for path, text in sources.items()}
    for node in walk((pack.blocks, tuple(pack.notes.values()))):
        span = node.span
        assert 1 <= span.line <= len(lines[span.path]), node
        length = len(lines[span.path][span.line - 1])
        assert 1 <= span.column <= max(1, length), node
        assert 1 <= span.width <= max(1, length - span.column + 1), node


@pytest.mark.parametrize("folder", find_packs(ROOT), ids=lambda path: path.name)
def test_the_packs_of_this_project_are_sound_and_their_spans_stand_in_them(folder: Path) -> None:
    found = Diagnostics()
    pack = read_pack(folder, ROOT, found)
    assert pack is not None
    assert not found.has_errors, [f"{one.span}: {one.message}" for one in found]
    paths = (path.relative_to(ROOT).as_posix() for path in folder.rglob("*.*"))
    sources = {
        path: (ROOT / path).read_text(encoding="utf-8")
        for path in paths
        if path.endswith((".md", ".txt"))
    }
    assert_spans_inside(pack, sources)


PIECES = st.sampled_from(
    [
        "word ", "*stress* ", "`code` ", "$x^2$ ", "[gap]{.blank} ", "[x](#id) ", "![a](b.png) ",
        "\n", "\n\n", "# Head {#id}\n\n", "- ", "1. ", "  ", "\t", "> ", "term\n: ", "    code\n",
        "| a | b |\n|---|---|\n| *c* | d |\n\n", ":::{note} Title\n", ":::{question}\n:marks: 2\n",
        ":answer: *a*\n  b\n", ":::\n", "- [x] right\n- [ ] wrong\n", "[^1]", "[^1]: note\n\n",
        "<!-- gone -->", "<b>", "漢字", "\"q\" ", "```\n", "$$\nx\n$$\n", "{#id} ", "\\", "&amp;",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_span_of_any_text_stands_inside_it(text: str) -> None:
    source = FRONT_MATTER + text
    found = Diagnostics()
    pack = read_text(source, found=found)
    assert_spans_inside(pack, {"pack.md": source})
    for one in found:
        assert 1 <= one.span.line <= source.count("\n") + 1


def test_a_span_outside_its_source_is_noticed() -> None:
    pack = read_text(FRONT_MATTER + "Text.\n")
    with pytest.raises(AssertionError):
        assert_spans_inside(pack, {"pack.md": "Text.\n"})


def test_inlines_stand_where_they_are_written() -> None:
    text = FRONT_MATTER + "> - One *two*\n>   and `three`\n\n| a | *b* |\n|---|---|\n| `c` | d |\n"
    pack = read_text(text)
    lines = text.split("\n")
    for node in walk(pack.blocks):
        match type(node).__name__:
            case "Emphasis":
                assert lines[node.span.line - 1][node.span.column - 1] == "*"
            case "Code":
                assert lines[node.span.line - 1][node.span.column - 1] == "`"
    paragraph = next(query(pack.blocks, Paragraph))
    assert (paragraph.span.line, paragraph.span.column) == (4, 5)


# --- Words ------------------------------------------------------------------------------------

WORD = st.integers(0, 10**6).map(lambda number: f"w{number}")
PHRASE = st.builds(
    lambda mark, word: mark.format(word),
    st.sampled_from(
        ["{}", "*{}*", "**{}**", "~~{}~~", "`{}`", "[{}](#a)", "[{}]{{.blank}}", '"{}"', "'{}'"]
    ),
    WORD,
)
LINE = st.lists(PHRASE, min_size=1, max_size=6).map(" ".join)
BLOCK = st.builds(
    lambda shape, lines: shape.format(*lines),
    st.sampled_from(
        [
            "{}", "# {}", "> {}", "- {}", "- [x] {}", "1. {}\n\n   {}", "| {} |\n|---|\n| {} |",
            "term\n: {}", ":::{{note}} {}\n{}\n:::", ":::{{question}}\n{}\n\n- [ ] {}\n:::",
            ":::{{question}}\n{}\n\n:::{{answer}}\n{}\n:::\n:::", ":::{{keyfacts}}\n{}\n: {}\n:::",
            ":::{{nonsense}}\n{}\n:::", ":::{{quote}}\n> {}\n\n{}\n:::", ":::{{wordbank}}\n- {}\n:::",
            ":::{{question}}\n:type: match\n\n| a | b |\n|---|---|\n| {} | {} |\n:::",
            ":::{{question}}\n:type: order\n\n1. {}\n2. {}\n:::", ":::{{pagebreak}}\n{}\n:::",
            "<div>{}</div>", "x[^n]\n\n[^n]: {}", ":::{{columns}}\n{}\n:::",
        ]
    ),
    st.tuples(LINE, LINE, LINE),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=5).map("\n\n".join))
def test_every_word_of_generated_prose_is_in_the_tree(prose: str) -> None:
    found = Diagnostics()
    kept = words(read_text(FRONT_MATTER + prose, found=found))
    assert set(re.findall(r"w\d+", prose)) <= kept.keys()


# --- Imports ----------------------------------------------------------------------------------


def test_reading_a_text_loads_no_library_for_images_or_output() -> None:
    script = (
        "import sys; from studypack.reading import read_text; read_text('---\\ntitle: x\\n---\\nx');"
        "print(*sorted({'PIL', 'lxml', 'docx', 'weasyprint', 'ebooklib', 'jinja2'} & {*sys.modules}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == ""


def test_a_short_question_may_stand_on_its_opening_line_alone() -> None:
    found = Diagnostics()
    text = "---\ntitle: T\n---\n\n:::{question} Who wrote it?\n:answer: Ada\n:::\n"
    pack = read_text(text, found=found)
    (question,) = pack.blocks
    assert isinstance(question, Question)
    assert plain(question.title) == "Who wrote it?"
    assert not list(found)
