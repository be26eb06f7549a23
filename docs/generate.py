"""Writes what the documentation takes from the code: `python docs/generate.py` in a checkout.

    directives.md    whole, from the block classes, the schema and tests/cases/directives
    diagnostics.md   its index, and what studypack prints for each example; the rest is written by hand

`tests/test_docs.py` fails while either is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS), str(DOCS.parent / "tests")]

import diagnostics_page  # noqa: E402  # found by the line above
import directives_page  # noqa: E402


def pages() -> dict[Path, str]:
    """Return the text that each generated page must have, by its path."""
    diagnostics = DOCS / "diagnostics.md"
    return {
        DOCS / "directives.md": directives_page.page(),
        diagnostics: diagnostics_page.page(diagnostics.read_text("utf-8")),
    }


def main() -> None:
    """Write every page that is stale, and name it."""
    for path, text in pages().items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            print(f"written: {path.relative_to(DOCS.parent)}")  # noqa: T201


if __name__ == "__main__":
    main()
