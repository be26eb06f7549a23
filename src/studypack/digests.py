"""From what a file is made, in a digest each: the pack, the templates, the program itself.

Called by `build`: a file is made again exactly when one of them has changed. The digests of single
files, `Parts`, are what `build --explain` compares.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from studypack import __version__, native
from studypack.packs import SETTINGS
from studypack.resources import template_root

LIBRARIES = {
    "": (
        "babel", "fonttools", "fontpkg-amiri", "fontpkg-assistant", "fontpkg-atkinson-hyperlegible",
        "fontpkg-frank-ruhl-libre", "fontpkg-ibm-plex-sans-arabic", "fontpkg-noto-sans",
        "fontpkg-noto-serif", "fontpkg-source-code-pro", "fontpkg-source-sans-3",
        "fontpkg-source-serif-4", "Jinja2", "latex2mathml", "lxml", "markdown-it-py", "MarkupSafe",
        "math-core", "mdit-py-plugins", "mdurl", "pillow", "pyphen", "PyYAML", "resvg-py",
        "tinycss2", "webencodings", "ziafont", "ziamath",
    ),
    "pdf": ("cssselect2", "pikepdf", "pydyf", "tinyhtml5", "weasyprint"),
    "docx": ("python-docx",),
    "epub": ("EbookLib",),
}  # fmt: skip
"""The libraries on whose versions the bytes of a file may depend: of any, and of one format alone."""

_LARGEST = 50_000_000
"""Bytes of the largest file that is read: no text or image of a pack may be nearly as large."""


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


Parts = Mapping[str, str]
"""What a file is made from, a digest each: path below the workspace, or a part of the program."""


def source_digest(parts: Parts) -> str:
    """Return one digest of many, whatever their order."""
    lines = (f"{name}\0{parts[name]}\n" for name in sorted(parts))
    return digest("".join(lines).encode("utf-8", "surrogateescape"))


def pack_parts(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a pack, by its path below the workspace."""
    return _folder_parts(folder, f"source/{folder.name}/")


def workspace_parts(workspace: Path) -> dict[str, str]:
    """Return the digests of what all packs of a workspace share: its settings and templates."""
    parts = _folder_parts(workspace / "templates", "templates/")
    settings = workspace / SETTINGS
    return parts | ({SETTINGS: _content(settings).hex()} if settings.exists() else {})


def file_digest(path: Path) -> str:
    """Return the digest of one file; why not, where it cannot be read."""
    return _content(path).hex()


def _folder_parts(folder: Path, prefix: str = "") -> dict[str, str]:
    """Return a digest of every file below `folder`, by its path there.

    Hidden files do not count: no pack is made from what an editor leaves behind.
    """
    return {
        prefix + path.relative_to(folder).as_posix(): _content(path).hex()
        for path in files_below(folder)
        if not leads_out(path, folder)
    }


def leads_out(path: Path, folder: Path) -> bool:
    """Return whether a file is a link to one outside of `folder`, which nobody may open."""
    if not path.is_symlink():
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file below `folder` that is not hidden, in the order of names."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != "." and name != "__pycache__")
        yield from (Path(here, name) for name in sorted(files) if not name.startswith("."))


def _content(path: Path) -> bytes:
    """Return a digest of a file; why not, where it cannot be read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would never end
            return b"no file"
        if status.st_size > _LARGEST:
            return str(status.st_size).encode()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        return str(error.errno).encode()


CODE, FONTS, VERSIONS, NATIVE = ("studypack", "fonts", "libraries", "libraries of the system")
"""The parts that are the program's own, and for each format `versions_of` it."""


def versions_of(format: str) -> str:
    """Return the name of the part that stands for the libraries of one format alone."""
    return f"{VERSIONS} of {format}"


@lru_cache(maxsize=1)
def program_parts() -> Parts:
    """Return digests of the program: code and templates, versions of libraries, fonts it finds."""
    from studypack.fonts import han_families

    own = (_folder_parts(Path(__file__).parent), _folder_parts(template_root()))
    there = installed_versions()
    python = f"Python={sys.version_info.major}.{sys.version_info.minor}"
    versions = {
        format: [f"{name}={there.get(_normal(name), '')}" for name in names]
        for format, names in LIBRARIES.items()
    }
    common = [python, *versions.pop("")]
    return MappingProxyType(
        {
            CODE: digest("\0".join((__version__, *map(source_digest, own))).encode()),
            FONTS: _of_lines(family.name for family in han_families()),
            VERSIONS: _of_lines(common),
            NATIVE: _of_lines(f"{found.name}={found.version}" for found in native.libraries()),
            **{versions_of(format): _of_lines(lines) for format, lines in versions.items()},
        }
    )


def _of_lines(lines: Iterable[str]) -> str:
    return digest("\n".join(lines).encode())


def by_format(program: Parts) -> dict[str, dict[str, str]]:
    """Return for each format those parts of the program that its files are made by.

    The libraries of the system set the text of PDFs.
    """
    formats = [format for format in LIBRARIES if format]
    apart = {versions_of(format): format for format in formats} | {NATIVE: "pdf"}
    return {
        format: {name: one for name, one in program.items() if apart.get(name, format) == format}
        for format in formats
    }


def installed_versions() -> dict[str, str]:
    """Return the version of every installed distribution by its normal name, as folders tell it.

    `importlib.metadata` would read and parse the description of each: a tenth of a small build.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = [path.name for path in Path(folder or ".").iterdir()]
        except OSError:  # an archive, or what is not there
            continue
        for name in names:
            if match := _INSTALLED.fullmatch(name):
                found.setdefault(_normal(match[1]), match[2])
    return found


_INSTALLED = re.compile(r"([^-]+)-([^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
