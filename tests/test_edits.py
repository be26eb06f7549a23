"""Edits by chance, one after another: what a build leaves alone is what a build from nothing makes.

STUDYPACK_UNSEEN=200 hunts longer, and elsewhere each time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from studypack import ingredients, stamp
from studypack.backends.base import Assets
from studypack.cli import main

CHANCES = int(os.environ.get("STUDYPACK_UNSEEN", "8"))
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><rect width="{}" height="9"/></svg>'


@dataclass(frozen=True, slots=True)
class Block:
    """What stands in a pack: a kind of `KINDS`, two words in it, and an option."""

    kind: str
    words: tuple[str, str]
    option: str = ""

    def __str__(self) -> str:
        option = f"{self.option}\n" if self.option else ""
        return KINDS[self.kind].format(*self.words, option=option)


KINDS = {
    "paragraph": "{0} and *{1}* are.",
    "remark": ":::{{context}}\n{option}\n{0} is {1}.\n:::",
    "note for teachers": ":::{{teacher}}\n{0} is {1}.\n:::",
    "words": ":::{{vocabulary}}\n{option}\n{0}\n: what {1} is\n:::",
    "picture": ":::{{context}}\n{option}\n![{0}, {1}](shown.svg)\n:::",
    "question": ":::{{question}}\n:marks: 2\n{option}\nWhy {0}?\n\n:::{{answer}}\nFor {1}.\n:::\n:::",
    "choice": ":::{{question}}\n{option}\nWhich {0}?\n\n- [x] {1}\n- [ ] not {1}\n:::",
    "hint": ":::{{question}}\n{option}\nWhat {0}?\n\n:::{{hint}}\nThink of {1}.\n:::\n\n:::{{answer}}\nX\n:::\n:::",
}
OPTIONS = ("", ":not: worksheet", ":only: handout", ":audience: teacher", ":level: support")
METADATA = {
    "title": ("Rain", "Snow"),
    "subtitle": ("A cycle", "A tale"),
    "subject": ("Science", "Geography"),
    "paper": ("A5", "Letter"),
    "accent": ("'#7a1f1f'", "'#1f7a1f'"),
    "language": ("fr", "en-GB"),
    "allow": ("[missing-answer – by chance]", "[unused-image – by chance]"),
}
FILES = {
    "source/rain/20.md": ("# More\n\nMore is said.\n", "# More\n\nLess is said.\n\n***\n"),
    "source/rain/spare.svg": (DRAWING.format(3), DRAWING.format(4)),
    "source/rain/notes.txt": ("x", "y"),
    "source/rain/.pack.md.swp": ("x", "y"),
    "studypack.toml": ('[school]\nname = "Elm"\n', '[school]\nfooter = "Room 7"\n'),
    "templates/css/print.css": ("p { color: #111 }", "p { letter-spacing: 0.1pt }"),
    "templates/css/epub.css": ("p { color: #111 }", "p { letter-spacing: 1px }"),
    "templates/blocks/thematic_break.html.j2": ("<hr/>", "<p>* * *</p>"),
}


UNREAD = {"source/rain/spare.svg", "source/rain/notes.txt", "source/rain/.pack.md.swp"}
"""Files that lie there and that no page shows."""


@dataclass(frozen=True, slots=True)
class Source:
    """A workspace with one pack as it is at some time."""

    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    picture: int = 7
    written: str = "plain"

    @property
    def counted(self) -> object:
        """What may be counted among the ingredients of a file that does not show it."""
        read = {name: text for name, text in self.files.items() if name not in UNREAD}
        return self.metadata, read, sorted(block.option for block in self.blocks)

    @property
    def pack(self) -> str:
        """The text of pack.md, in one of the ways in which the same may be written."""
        facts = {"title": "Water", "language": "en-GB", **self.metadata}
        front = "".join(f"{key}: {value}\n" for key, value in facts.items())
        blocks = [f"---\n{front}---", "# Notes", *map(str, self.blocks), "# Questions", _ALWAYS]
        return WAYS[self.written](blocks)

    def write(self, workspace: Path) -> None:
        """Write all of it; what else lies there is removed."""
        for name, text in {
            **dict.fromkeys(FILES),
            "source/rain/pack.md": self.pack,
            "source/rain/shown.svg": DRAWING.format(self.picture),
            **self.files,
        }.items():
            path = workspace / name
            if text is None:
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())


_ALWAYS = ":::{question}\nWhy does it rain?\n\n:::{answer}\nBecause.\n:::\n:::"
WAYS: Mapping[str, Callable[[list[str]], str]] = {
    "plain": "\n\n".join,
    "spaced": "\n\n\n\n".join,
    "with a comment": "\n\n<!-- x -->\n\n".join,
    "as on Windows": lambda blocks: "\n\n".join(blocks).replace("\n", "\r\n"),
}

# --- Edits ------------------------------------------------------------------------------------

WORDS = st.tuples(*[st.text("abdefghk", min_size=3, max_size=6)] * 2)
BLOCKS = st.builds(Block, st.sampled_from(sorted(KINDS)), WORDS, st.sampled_from(OPTIONS))
Edit = Callable[[Source], Source]


def _at(source: Source, number: int) -> int:
    return number % len(source.blocks)


def _with(source: Source, number: int, *blocks: Block) -> Source:
    """Return a source with others in the place of one of its blocks."""
    at = _at(source, number)
    return replace(source, blocks=(*source.blocks[:at], *blocks, *source.blocks[at + 1 :]))


def reworded(number: int, words: tuple[str, str]) -> Edit:
    return lambda source: _with(
        source, number, replace(source.blocks[_at(source, number)], words=words)
    )


def limited(number: int, option: str) -> Edit:
    return lambda source: _with(
        source, number, replace(source.blocks[_at(source, number)], option=option)
    )


def added(number: int, block: Block) -> Edit:
    return lambda source: _with(source, number, source.blocks[_at(source, number)], block)


def removed(number: int) -> Edit:
    return lambda source: _with(source, number) if len(source.blocks) > 1 else source


def moved(number: int) -> Edit:
    def move(source: Source) -> Source:
        block = source.blocks[_at(source, number)]
        return replace(source, blocks=(block, *_with(source, number).blocks))

    return move


def redrawn(length: int) -> Edit:
    return lambda source: replace(source, picture=length)


def rewritten(way: str) -> Edit:
    return lambda source: replace(source, written=way)


def told(key: str, choice: int) -> Edit:
    def tell(source: Source) -> Source:
        rest = {name: value for name, value in source.metadata.items() if name != key}
        new = {key: METADATA[key][choice]} if choice < 2 else {}
        return replace(source, metadata=rest | new)

    return tell


def put(name: str, choice: int) -> Edit:
    def place(source: Source) -> Source:
        rest = {path: text for path, text in source.files.items() if path != name}
        return replace(source, files=rest | ({name: FILES[name][choice]} if choice < 2 else {}))

    return place


NUMBERS = st.integers(0, 9)
CHOICES = st.integers(0, 2)
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(reworded, NUMBERS, WORDS),
    st.builds(limited, NUMBERS, st.sampled_from(OPTIONS)),
    st.builds(added, NUMBERS, BLOCKS),
    st.builds(removed, NUMBERS),
    st.builds(moved, NUMBERS),
    st.builds(redrawn, st.integers(1, 80)),
    st.builds(rewritten, st.sampled_from(sorted(WAYS))),
    st.builds(told, st.sampled_from(sorted(METADATA)), CHOICES),
    st.builds(put, st.sampled_from(sorted(FILES)), CHOICES),
)

DAMAGES: Mapping[str, Callable[[Path], object]] = {
    "a file is scribbled on": lambda out: _first(out).write_bytes(b"scribble"),
    "a file is gone": lambda out: _first(out).unlink(),
    "the manifest is cut short": lambda out: _cut(out / "manifest.json"),
    "the manifest is gone": lambda out: (out / "manifest.json").unlink(),
}


def _first(out: Path) -> Path:
    return sorted(out.glob("rain/rain-*"))[0]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


# --- Building ---------------------------------------------------------------------------------

ORDERS = (
    ("--product", "handout,worksheet,answers", "--format", "docx", "--edition", "student,teacher"),
    ("--product", "worksheet,answers", "--format", "docx,epub"),
    ("--product", "handout", "--format", "epub", "--edition", "student,teacher,large-print"),
    ("--product", "worksheet", "--level", "support,core", "--variants", "2"),
    ("--product", "handout,guide"),
    ("--product", "handout,answers", "--edition", "teacher"),
)


class Bench:
    """A workspace in which the same is built by steps, and from nothing."""

    def __init__(self, folder: Path, order: tuple[str, ...]) -> None:
        self.folder = folder
        self.order = order
        self.out = folder / "out"

    def build(self, out: Path) -> dict[str, bytes]:
        given = ("--jobs", "1", "--workspace", str(self.folder), "--out", str(out))
        assert main(["build", *self.order, *given]) == 0
        return self.files(out)

    def files(self, out: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in out.glob("rain/rain-*")}

    def step(self) -> tuple[set[str], set[str]]:
        """Build what is there now; return which files were made, and which are others than before.

        All of them must be what a build from nothing makes.
        """
        before, places = self.files(self.out), self.places()
        now = self.build(self.out)
        with tempfile.TemporaryDirectory() as empty:
            assert now == self.build(Path(empty))
        made = {name for name, place in self.places().items() if places.get(name) != place}
        return made, {name for name in now if before.get(name) != now[name]}

    def places(self) -> dict[str, tuple[int, int]]:
        """Return what tells a file that was put anew into its place, even with the same content."""
        seen = {path.name: path.stat() for path in self.out.glob("rain/rain-*")}
        return {name: (one.st_ino, one.st_mtime_ns) for name, one in seen.items()}


@pytest.fixture
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build with nothing to do is remembered however soon it comes, so that this is tried too."""
    monkeypatch.setattr(stamp, "_COARSEST", -1)


GUIDE, HANDOUT = "rain-guide.epub", "rain-handout.pdf"

by_chance = settings(
    max_examples=CHANCES,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink one would take minutes
    derandomize="STUDYPACK_UNSEEN" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.usefixtures("_settled")
@by_chance
@given(
    st.sampled_from(ORDERS),
    st.lists(BLOCKS, min_size=2, max_size=6),
    st.lists(EDITS, min_size=2, max_size=5),
    st.integers(0, 3),
    st.sampled_from(sorted(DAMAGES)),
)
def test_after_edits_by_chance_all_files_are_those_of_a_build_from_nothing(
    order: tuple[str, ...], blocks: list[Block], edits: list[Edit], back: int, damage: str
) -> None:
    """A file is made if it is another, and not unless something changed that it may show.

    In the end an edit is undone, and what was built is damaged.
    """
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), order)
        states = [Source(tuple(blocks))]
        states[0].write(bench.folder)
        bench.build(bench.out)
        for edit in edits:
            states.append(edit(states[-1]))
        for before, after in pairwise((*states, states[back % len(states)])):
            after.write(bench.folder)
            made, changed = bench.step()
            assert made >= changed
            # A guide repeats the handout's pages, and only a new layout says whether they are others.
            paged = {GUIDE} if HANDOUT in changed else set()
            assert made <= changed | paged or before.counted != after.counted
        DAMAGES[damage](bench.out)
        bench.step()


def test_what_is_not_counted_would_be_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: ingredients without the blocks, and a file that is counted for nothing."""
    bench = Bench(tmp_path, ORDERS[2])
    state = Source((Block("remark", ("abc", "def")),))
    state.write(tmp_path)
    bench.build(bench.out)
    put("source/rain/notes.txt", 0)(state).write(tmp_path)
    assert bench.step() == (set(), set())
    with monkeypatch.context() as patch:
        patch.setattr(
            ingredients, "served", lambda *_: Assets(templates={"x": os.urandom(4).hex()})
        )
        put("source/rain/notes.txt", 1)(state).write(tmp_path)
        made, changed = bench.step()
        assert made > changed
    monkeypatch.setattr(ingredients, "_listed", lambda *_: "")
    reworded(0, ("abc", "fed"))(state).write(tmp_path)
    bench.step()
    reworded(0, ("abc", "gha"))(state).write(tmp_path)
    with pytest.raises(AssertionError):
        bench.step()
