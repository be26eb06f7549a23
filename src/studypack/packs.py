"""Where the packs of a workspace are; called by `reading`, `build` and the commands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.spans import Span

SETTINGS = "studypack.toml"
"""The file in a workspace that holds for all of its packs."""


def find_packs(workspace: Path) -> tuple[Path, ...]:
    """Return every folder of `workspace`/source that holds Markdown, in name order.

    raises OSError if source/ cannot be listed
    """
    source = workspace / "source"
    if not source.is_dir():
        return ()
    folders = (folder for folder in source.iterdir() if not folder.name.startswith("."))
    packs = (folder for folder in folders if folder.is_dir() and any(folder.glob("*.md")))
    return tuple(sorted(packs, key=lambda folder: folder.name))


def shown_path(path: Path, workspace: Path) -> str:
    """Return the path of a file as messages have it: from the workspace on, if it is there."""
    whole = path.absolute()
    inside = whole.is_relative_to(workspace)
    return (whole.relative_to(workspace) if inside else whole).as_posix()


def select_packs(
    workspace: Path, wanted: Iterable[str], found: Diagnostics
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Return the folders of the wanted packs, or of all; and the slugs that cannot be built.

    Why they cannot is then in `found`.
    """
    try:
        folders = {folder.name: folder for folder in find_packs(workspace)}
    except OSError as error:
        found.error("unreadable-file", f"cannot list source/: {error.strerror}", Span("source"))
        return (), ("every pack",)
    slugs = tuple(dict.fromkeys(map(_slug, wanted))) or tuple(folders)
    missing = tuple(slug for slug in slugs if slug not in folders)
    for slug in missing:
        help = did_you_mean(slug, folders) or "`studypack list` names the packs"
        place = Span(f"source/{slug}")
        found.error("no-such-pack", f"there is no pack called '{slug}'", place, help)
    alike = {folder.name: other for folder, other in _namesakes(folders.values())}
    for slug in slugs:
        if slug in alike:
            _report_namesake(slug, alike[slug], found)
    good = tuple(folders[slug] for slug in slugs if slug in folders and slug not in alike)
    return good, (*missing, *(slug for slug in slugs if slug in alike))


def _slug(word: str) -> str:
    """Return the slug that is meant: a shell completes it to 'source/water/'."""
    return word.replace("\\", "/").removeprefix("source/").rstrip("/")


def _namesakes(folders: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each folder whose name, but for capital letters, one before it has; and that one's."""
    first: dict[str, str] = {}
    for folder in folders:
        name = unicodedata.normalize("NFC", folder.name).casefold()
        if name in first:
            yield folder, first[name]
        first.setdefault(name, folder.name)


def _report_namesake(slug: str, other: str, found: Diagnostics) -> None:
    """On Windows and macOS, both packs' files would have the same names."""
    found.error(
        "bad-slug",
        f"'{slug}' and '{other}' are one name where capital letters do not count",
        Span(f"source/{slug}/pack.md"),
        "give one of the two folders another name",
    )
