"""The files that the program brings along; called by `backends.fragments` and `digests`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def template_names() -> frozenset[str]:
    """Return the paths of all our templates and stylesheets below their folder."""
    root = template_root()
    return frozenset(path.relative_to(root).as_posix() for path in root.rglob("*.*"))


@lru_cache(maxsize=1)
def template_root() -> Path:
    """Return the folder of our templates: inside the package, or beside `src/` in a checkout."""
    packaged = Path(__file__).parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "templates"
