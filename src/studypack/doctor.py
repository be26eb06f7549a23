"""What `doctor` looks at: whether this machine has all that a build needs, and how to get it."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

_OLDEST = (3, 11)

_PANGO = {
    "debian": "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "sudo dnf install pango",
    "macos": "brew install pango",
    "windows": (
        "install MSYS2, then run in its terminal: pacman -S mingw-w64-x86_64-pango; then set "
        r"WEASYPRINT_DLL_DIRECTORIES to C:\msys64\mingw64\bin"
    ),
    "other": "install Pango 1.50 or newer with your system's package manager",
}

_CJK = {
    "debian": "sudo apt-get install fonts-noto-cjk",
    "fedora": "sudo dnf install google-noto-sans-cjk-fonts google-noto-serif-cjk-fonts",
    "macos": "brew install --cask font-noto-sans-cjk font-noto-serif-cjk",
    "windows": "install the fonts 'Noto Sans CJK' and 'Noto Serif CJK' for all users",
    "other": "install the font families Noto Sans CJK and Noto Serif CJK",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and the exact command or deed that mends it.

    needed  False for what only some packs need: its lack is no failure
    """

    what: str
    well: bool
    cure: str = ""
    needed: bool = True


def examine(workspace: Path) -> tuple[Finding, ...]:
    """Look at Python, the libraries, Pango, the fonts and the workspace; mend nothing."""
    system = system_name()
    return (
        _python(),
        *_libraries(),
        _loads("Pango, for PDF", "weasyprint", _PANGO[system]),
        *_fonts(system),
        *_workspace(workspace),
    )


def system_name() -> str:
    """Return 'debian', 'fedora', 'macos', 'windows' or 'other'."""
    named = {"Darwin": "macos", "Windows": "windows"}.get(platform.system())
    if named:
        return named
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return "other"
    kin = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    if kin & {"debian", "ubuntu"}:
        return "debian"
    return "fedora" if kin & {"fedora", "rhel", "centos"} else "other"


def _python() -> Finding:
    wanted = ".".join(map(str, _OLDEST))
    return Finding(
        f"Python {platform.python_version()}",
        sys.version_info[:2] >= _OLDEST,
        f"install Python {wanted} or newer",
    )


def _libraries() -> list[Finding]:
    """Look whether every library that studypack requires is installed."""
    missing = []
    for requirement in requires("studypack") or ():
        name = requirement.partition(";")[0].strip()
        if "extra ==" in requirement:
            continue
        bare = name.split(">")[0].split("=")[0].split("<")[0].strip()
        try:
            version(bare)
        except PackageNotFoundError:
            missing.append(name)
    cure = f"{Path(sys.executable).name} -m pip install {' '.join(map(repr, missing))}"
    return [Finding("Python libraries", not missing, cure)]


def _loads(what: str, module: str, cure: str) -> Finding:
    try:
        import_module(module)
    except (OSError, ImportError):  # OSError: the library is there, what it is built on is not
        return Finding(what, False, cure)
    return Finding(what, True)


def _fonts(system: str) -> list[Finding]:
    from studypack import fonts

    lacking = [
        family.name
        for family in fonts.families()
        if not all(face.path.is_file() for face in family.faces)
    ]
    return [
        Finding(
            "Fonts of the install",
            not lacking,
            f"install studypack anew; missing: {', '.join(lacking)}",
        ),
        Finding(
            "Noto CJK, for Chinese, Japanese and Korean",
            bool(fonts.han_families()),
            _CJK[system],
            needed=False,
        ),
    ]


def _workspace(workspace: Path) -> list[Finding]:
    out = workspace / "out"
    place = out if out.exists() else workspace
    checks: tuple[tuple[str, Callable[[], bool], str], ...] = (
        ("Packs in source/", (workspace / "source").is_dir, "run: studypack init"),
        ("Built files can be written", lambda: os.access(place, os.W_OK), f"make {place} writable"),
    )
    return [Finding(what, well(), cure) for what, well, cure in checks]
