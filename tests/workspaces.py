"""Small workspaces for tests of the command: a pack in a line, and a way to run the command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from studypack.cli import main

PACK = """\
---
title: The Water Cycle
language: en-GB
---

# Notes

Water rises as vapour and falls as rain.

:::{vocabulary}
evaporation
: Water turning into vapour
:::

:::{teacher}
Zephyrine remarks belong to teachers alone.
:::

# Questions

:::{question}
:marks: 2

Why does a puddle vanish?

:::{answer}
Quixotically, its molecules escape.
:::
:::

:::{question}
:marks: 1

Rain falls from

- [x] clouds
- [ ] rivers
:::
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the command left behind."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with packs, and the command run in it."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def write(self, slug: str = "water", text: str = PACK, part: str = "pack.md") -> Path:
        """Write a part of a pack."""
        path = self.folder / "source" / slug / part
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def run(self, *arguments: str) -> Ran:
        """Run the command with `arguments` in this workspace."""
        self.capture.readouterr()
        try:
            status = main([*arguments, "--workspace", str(self.folder)])
        except SystemExit as end:  # argparse ends the process on misuse
            status = int(end.code or 0)
        said = self.capture.readouterr()
        return Ran(status, said.out, said.err)

    def build(self, text: str, *options: str) -> Path:
        """Write the pack, build it without a fault, and return the folder of its files."""
        self.write(text=text)
        ran = self.run("build", *options)
        assert ran.status == 0, ran.err
        return self.folder / "out" / "water"

    def built(self) -> dict[str, bytes]:
        """Return every file below out/ by its path there; hidden ones are the program's own."""
        out = self.folder / "out"
        return {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
