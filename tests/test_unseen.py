"""A pack that nobody has seen, with every construct of the language, becomes valid, whole files.

One such pack was written by hand (`tests/packs/every-construct`), the others are by chance
(`chance`). Hypothesis makes the same few each time; to hunt for faults, let it make many new ones:

    STUDYPACK_UNSEEN=200 python -m pytest tests/test_unseen.py -k chance
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import integers

from canaries import Canaries, hits, plant, render, texts
from chance import UNSHOWN, ChancePack, Scrambled, write_pack
from checkers import (
    ace,
    docx_outline,
    epub_container,
    epub_outline,
    epubcheck,
    errors,
    on_screens,
    ooxml_integrity,
    open_in_reader,
    openxml_audit,
    openxml_sdk,
    own_docx_checks,
    pdf_outline,
    qpdf,
    untagged_text,
    verapdf,
    words,
)
from outputs import Output, outputs
from pen import LEVELLED, STUDENT, TEACHER, Planted, Reach
from phrases import letters
from studypack.cli import main
from studypack.composing import Level, parse_edition
from studypack.diagnostics import Diagnostics
from studypack.making import read_checked
from studypack.model import DIRECTIVES
from studypack.model.base import AUDIENCE, Audience, Node
from studypack.model.declare import Declared
from studypack.model.inlines import (
    AnyInline,
    Blank,
    Emphasis,
    Link,
    Marked,
    NoteRef,
    Reference,
    Ruby,
    Strong,
    plain,
)
from studypack.model.pack import CheckedPack
from studypack.model.tasks import WordBank
from studypack.model.walk import query

MANY = int(os.environ.get("STUDYPACK_UNSEEN", "0"))
"""How many packs a hunt makes; 0 for the few that every run of the tests makes."""

WRITTEN = Path(__file__).parent / "packs" / "every-construct"
EDITIONS = "student,teacher,large-print,dyslexia,teacher+dyslexia"
PUPILS = ("student", "large-print", "dyslexia")
"""The editions of pupils that dress text differently."""


def build(workspace: Path, *options: str) -> Path:
    """Build every pack of a workspace as a teacher would; return the output folder."""
    assert main(["build", "--workspace", str(workspace), "--jobs", "2", *options]) == 0
    return workspace / "out"


# --- The pack that was written by hand --------------------------------------------------------


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which every product of the written pack was built, in every format."""
    folder = tmp_path_factory.mktemp("unseen")
    shutil.copytree(WRITTEN, folder / "source" / WRITTEN.name)
    every = ["--format", "pdf,docx,epub", "--strict"]
    build(folder, *every, "--edition", EDITIONS)
    build(folder, *every, "--product", "worksheet", "--level", "support,core,challenge")
    return folder


def source() -> str:
    return "\n\n".join(path.read_text("utf-8") for path in sorted(WRITTEN.glob("*.md")))


@pytest.mark.parametrize("name", DIRECTIVES)
def test_the_written_pack_uses_every_directive_with_every_option(name: str) -> None:
    """So that a new one is noticed; options that all directives have are used somewhere."""
    directive = DIRECTIVES[name]
    openings = re.findall(rf"^:::+\{{{name}\}}.*\n((?:^:[a-z-]+:.*\n)*)", source(), re.MULTILINE)
    assert openings
    common = {option.name for option in DIRECTIVES["pagebreak"].options}
    own = [option for option in directive.options if option.name not in common]
    used = "".join(openings)
    assert [
        spelling for option in own for spelling in spellings(option) if spelling not in used
    ] == []


def test_the_written_pack_uses_the_options_of_all_directives() -> None:
    """Each of them with each of its choices; of the outputs of `only` and `not` some suffice."""
    common = DIRECTIVES["pagebreak"].options
    written = re.findall(r"^:([a-z]+): (.*)$", source(), re.MULTILINE)
    used = {(name, word) for name, value in written for word in re.split(r"[, ]+", value)}
    assert {option.name for option in common} <= {name for name, _ in written}
    assert {
        (option.name, str(choice.value))
        for option in common
        for choice in option.choices or ()
        if option.name not in {"only", "not"}
    } <= used


def spellings(option: Declared) -> Iterator[str]:
    """Yield how each value of a choice is written, or the beginning of any other option."""
    for choice in option.choices or ():
        yield f":{option.name}: {choice.value}\n"
    if not option.choices:
        yield f":{option.name}:"


@pytest.fixture(scope="module")
def checked() -> CheckedPack:
    """The written pack, read and checked."""
    pack = read_checked(WRITTEN, WRITTEN.parent, Diagnostics())
    assert pack is not None
    return pack


@pytest.mark.parametrize("kind", get_args(AnyInline), ids=lambda kind: kind.__name__)
def test_the_written_pack_uses_every_inline(checked: CheckedPack, kind: type[Node]) -> None:
    assert next(query((checked.pack.blocks, *checked.pack.notes.values()), kind), None)


FORMS: dict[str, tuple[type[Node], Callable[[Any], object]]] = {
    "a blank with several answers": (Blank, lambda blank: len(blank.answers) > 1),
    "a link with a title": (Link, lambda link: link.title),
    "a note that a note calls": (NoteRef, lambda call: call.label == "twice"),
    "a word in another language": (Marked, lambda word: word.lang),
    "a word of another direction": (Marked, lambda word: word.lang in {"ar", "he"}),
    "a word with a class": (Marked, lambda word: word.classes),
    "a reading above stressed characters": (Ruby, lambda one: next(query(one.children, Strong), None)),
    "stress within stress": (Emphasis, lambda one: next(query(one.children, Strong), None)),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_written_pack_uses_every_form_of_an_inline(checked: CheckedPack, form: str) -> None:
    kind, has_form = FORMS[form]
    nodes = query((checked.pack.blocks, *checked.pack.notes.values()), kind)
    assert any(has_form(node) for node in nodes)


def test_the_written_pack_is_built_for_every_kind_of_reader(workspace: Path) -> None:
    handouts = {path.stem for path in (workspace / "out").rglob("*-handout*.pdf")}
    marks = {edition.partition("+")[0] for edition in PUPILS} - {"student"}
    assert {f"{WRITTEN.name}-handout-{mark}" for mark in marks} <= handouts
    assert {f"{WRITTEN.name}-handout", f"{WRITTEN.name}-handout-teacher"} <= handouts


# --- What its pupils must not see -------------------------------------------------------------


@pytest.fixture(scope="module")
def planted(checked: CheckedPack) -> tuple[CheckedPack, Canaries]:
    """The written pack with a canary in every place that pupils must not see."""
    return plant(checked)


def test_the_written_pack_has_a_canary_in_every_place_for_teachers(
    planted: tuple[CheckedPack, Canaries],
) -> None:
    """So that a new field that is declared for fewer than all is noticed."""
    _, canaries = planted
    assert set(secret_places()) - canaries.places == set()
    assert all(canaries.words[one] for one in Audience if one is not Audience.STUDENT)


def secret_places() -> Iterator[str]:
    """Yield every class and field of text that the model declares for fewer than all."""
    known = tuple(kinds(Node))
    bases = {base.__name__ for kind in known for base in kind.__mro__[1:]}
    for kind in (kind for kind in known if kind.__name__ not in bases):
        if kind.FOR is not Audience.STUDENT:
            yield kind.__name__
        for member in fields(kind) if is_dataclass(kind) else ():
            secret = member.metadata.get(AUDIENCE, Audience.STUDENT) is not Audience.STUDENT
            if secret and re.search(r"Block|Inlines|Answer|tuple\[str", str(member.type)):
                yield f"{kind.__name__}.{member.name}"


def kinds(kind: type[Node]) -> Iterator[type[Node]]:
    """Yield all classes that are derived from one."""
    for derived in kind.__subclasses__():
        yield derived
        yield from kinds(derived)


@pytest.mark.parametrize("format", ["pdf", "docx", "epub"])
@pytest.mark.parametrize("edition", PUPILS)
@pytest.mark.parametrize("product", ["handout", "worksheet", "guide"])
def test_no_canary_of_the_written_pack_is_in_a_pupils_file(
    planted: tuple[CheckedPack, Canaries], product: str, edition: str, format: str, tmp_path: Path
) -> None:
    pack, canaries = planted
    text = texts(render(pack, product, parse_edition(edition), format), format, tmp_path)
    own = {Audience.HINT, Audience.KEY} if product == "guide" else set()
    for audience in {Audience.HINT, Audience.KEY, Audience.TEACHER} - own:
        assert hits(canaries.words[audience], text) == []


@pytest.mark.parametrize("format", ["pdf", "docx", "epub"])
def test_a_teachers_file_of_the_written_pack_holds_its_canaries(
    planted: tuple[CheckedPack, Canaries], format: str, tmp_path: Path
) -> None:
    """The negative control: the search does find them where they are."""
    pack, canaries = planted
    text = texts(render(pack, "handout", parse_edition("teacher"), format), format, tmp_path)
    for audience in (Audience.HINT, Audience.KEY, Audience.TEACHER):
        assert hits(canaries.words[audience], text) == canaries.words[audience]


def test_every_file_of_the_written_pack_satisfies_the_checkers(workspace: Path) -> None:
    assert faults(workspace / "out") == []


def test_every_word_of_the_written_pack_reaches_its_files_in_order(workspace: Path) -> None:
    lost = {output.path.name: output.lost() for output in outputs(workspace, workspace / "out")}
    assert len(lost) > 40
    assert [(name, phrases) for name, phrases in lost.items() if phrases] == []


def test_the_written_pack_has_one_outline_in_all_formats(workspace: Path) -> None:
    assert odd_outlines(outputs(workspace, workspace / "out"), titles_alike=True) == []


def faults(out: Path) -> list[str]:
    """Return what the independent checkers say of every file below `out`."""
    pdfs, documents, books = (sorted(out.rglob(f"*.{end}")) for end in ("pdf", "docx", "epub"))
    found = [
        *errors([*verapdf(pdfs), *qpdf(pdfs)]),
        *errors([*openxml_sdk(documents), *openxml_audit(documents)]),
        *errors([*ooxml_integrity(documents), *own_docx_checks(documents)]),
        *(finding for finding in epubcheck(books) if finding.severity != "info"),
        *errors(ace(books)),
        *(finding for book in books for finding in epub_container([book])),
        *on_screens(books),
    ]
    untagged = [path.name for path in pdfs if untagged_text(path).strip()]
    return [*map(str, found), *untagged]


OUTLINE = {".pdf": pdf_outline, ".docx": docx_outline, ".epub": epub_outline}


def odd_outlines(built: Iterable[Output], *, titles_alike: bool) -> list[str]:
    """Return the files whose outline is not their view's.

    titles_alike  the titles are plain text, and so must be the same in all formats
    """
    known: dict[tuple[object, ...], tuple[str, ...]] = {}
    odd = []
    for output in built:
        view = output.view.pupils or output.view
        outline = OUTLINE[output.path.suffix](output.path)
        if output.view.pupils and len(outline) > 1 + len(view.contents):
            outline = outline[:-1]  # what stands behind the pupils' last page
        levels = [level for level, _ in outline]
        titles = tuple(letters(title.split()) for _, title in outline)
        same = known.setdefault((view.product_title, view.edition_title, view.contents), titles)
        wanted = [1, *(entry.level + 1 for entry in view.contents)]
        if levels != wanted or (titles_alike and same != titles):
            odd.append(f"{output.path.name}: {outline}")
    return odd


# --- Packs by chance --------------------------------------------------------------------------

ASKED = (
    ("--product", "handout", "--format", "pdf,docx,epub"),
    ("--product", "handout", "--edition", "teacher", "--format", "docx"),
    ("--product", "guide,worksheet,answers"),
    ("--product", "worksheet", "--level", "support", "--format", "epub"),
    ("--product", "worksheet", "--edition", "large-print", "--format", "pdf"),
)


@settings(
    max_examples=MANY or 8,
    derandomize=not MANY,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),  # a smaller seed makes no smaller pack
)
@given(seed=integers(0, 2**32))
def test_a_pack_by_chance_becomes_whole_files(seed: int) -> None:
    pack = write_pack(Random(seed), 10)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        pack.write(workspace, "unseen")
        for options in ASKED:
            build(workspace, *options)
        built = list(outputs(workspace, workspace / "out"))
        assert [output.lost() for output in built if output.lost()] == []
        assert [wrong for output in built for wrong in amiss(pack, output)] == []
        assert odd_outlines(built, titles_alike=False) == []


@pytest.fixture(scope="module")
def by_chance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of three long packs by chance."""
    folder = tmp_path_factory.mktemp("chance")
    for seed in (1, 2, 3):
        write_pack(Random(seed), 30).write(folder, f"chance-{seed}")
    build(folder, "--edition", "student,teacher")
    return folder / "out"


def test_every_file_of_packs_by_chance_satisfies_the_checkers(by_chance: Path) -> None:
    assert faults(by_chance) == []


def test_guides_of_packs_by_chance_are_turned_and_followed_in_a_reader(by_chance: Path) -> None:
    for guide in sorted(by_chance.rglob("*-guide.epub")):
        report = open_in_reader(guide)
        assert report.problems == (), guide.name
        assert report.pages_turned > 0
        lists = (*report.toc, *report.landmarks, *report.page_list)
        assert [entry.label for entry in lists if not entry.found] == []
        inside = [link for link in report.links if link.kind != "external"]
        assert inside
        assert [link.href for link in inside if not (link.found and link.visible)] == []


def amiss(pack: ChancePack, output: Output) -> list[str]:
    """Return which words of `pack` a file lacks, and which it tells those who must not know them.

    That every word is told which a view holds is tested elsewhere; here the pack itself is asked.
    """
    text = output.strings()
    view = output.view
    references = query((view.blocks, view.answers, view.notes), Reference)
    named = set(words(" ".join(map(str, references))))
    banks = query(view.blocks, WordBank) if output.request.level is Level.SUPPORT else ()
    offered = {plain(word) for bank in banks for word in bank.words}
    holds_all = output.request.product.name == "handout"
    found = []
    for planted in pack.planted:
        told = planted.word in text
        if planted.reach.admits(output.request):
            if holds_all and not told and not planted.place.endswith(UNSHOWN):
                found.append(f"{output.path.name} lacks {planted}")
        elif (
            told
            and planted.word not in offered
            and not (is_no_secret(planted.reach, output) and is_named(planted, named))
        ):
            found.append(f"{output.path.name} tells {planted}")
    found += (f"{output.path.name} gives away {right}" for right in given_away(pack, output, text))
    return found


def is_named(planted: Planted, named: set[str]) -> bool:
    """Return whether a word is in what a reference or a theme's tag says of its target."""
    return planted.word in named or planted.place == "theme, argument"


def is_no_secret(reach: Reach, output: Output) -> bool:
    """Return whether it is only another file, level or viewer that a reference names a block of."""
    return Reach(reach.needs - {STUDENT, LEVELLED}).admits(output.request)


def given_away(pack: ChancePack, output: Output, text: str) -> list[Sequence[str]]:
    """Return what pupils must put in order, and find in order."""
    if output.request.edition.is_teachers or output.request.product.name == "guide":
        return []
    return [
        scrambled.words
        for scrambled in pack.scrambled
        if all(word in text for word in scrambled.words)
        and all(text.index(one) < text.index(two) for one, two in pairwise(scrambled.words))
    ]


# --- What would be noticed --------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[ChancePack, Output]:
    """A pack by chance and its handout for pupils, as Word has it."""
    folder = tmp_path_factory.mktemp("small")
    pack = write_pack(Random(9), 6)
    pack.write(folder, "unseen")
    build(folder, "--product", "handout", "--format", "docx")
    (output,) = outputs(folder, folder / "out")
    assert amiss(pack, output) == []
    return pack, output


def test_a_word_that_is_missing_would_be_noticed(small: tuple[ChancePack, Output]) -> None:
    pack, output = small
    lost = Planted("xnowhereq", "paragraph", Reach())
    assert amiss(replace(pack, planted=(lost,)), output) == [f"{output.path.name} lacks {lost}"]


def test_a_word_that_is_told_to_the_wrong_people_would_be_noticed(
    small: tuple[ChancePack, Output],
) -> None:
    pack, output = small
    secret = Reach(frozenset({TEACHER}))
    told = [one for one in pack.planted if one.reach == Reach() and one.place == "paragraph"]
    assert told
    hidden = tuple(replace(one, reach=secret) for one in told)
    assert len(amiss(replace(pack, planted=hidden), output)) == len(hidden)


def test_a_right_order_would_be_noticed(small: tuple[ChancePack, Output]) -> None:
    pack, output = small
    text = output.strings()
    told = sorted((one.word for one in pack.planted if one.word in text), key=text.index)
    right, wrong = Scrambled("order", tuple(told[:3])), Scrambled("order", tuple(told[2::-1]))
    found = given_away(replace(pack, scrambled=(right, wrong)), output, text)
    assert found == [right.words]


def test_a_heading_that_is_missing_would_be_noticed(small: tuple[ChancePack, Output]) -> None:
    _, output = small
    fewer = replace(output.view, contents=output.view.contents[1:])
    assert odd_outlines([output], titles_alike=True) == []
    assert odd_outlines([replace(output, view=fewer)], titles_alike=True)
