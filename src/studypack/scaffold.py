"""What `new` and `init` write: a pack that builds and teaches the language, and a workspace."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from studypack.writing import replace_all

PACK = """\
---
title: {title}
# Everything else is optional; take away the '# ' to use a line.
# subtitle: A study pack
# language: en-GB
# authors: [Your name]
# subject: English Literature
# level: Year 10
# rights: CC BY 4.0
---

<!-- Comments like this one are never printed. A heading with one # is a section. -->

# About this pack

Write as in any Markdown: *emphasis*, **importance**, lists, tables, footnotes[^1].

[^1]: Like this one. It lands at the page's foot, in Word's own footnotes, or behind a tap.

<!-- A line of three colons opens a block, three colons alone close it. -->

:::{{keyfacts}} At a glance
Topic
: What this pack is about

Time needed
: Two lessons
:::

:::{{vocabulary}} Words to learn
theme
: An idea that runs through a whole text.

  Friendship is a *theme* of many novels.
:::

:::{{teacher}} For you alone
No pupil's file ever holds this note.
:::

# Questions

<!-- 'marks' decides how many lines are printed; ':space: 6 lines' would say it outright. -->

:::{{question}}
:marks: 2

Explain in your own words what a theme is.

:::{{answer}}
- an idea (1 mark)
- that runs through the whole text (1 mark)
:::
:::

<!-- [x] marks the right option; only the teacher's files show it. -->

:::{{question}}
:marks: 1

Which of these is most likely to be a theme?

- [x] friendship
- [ ] a railway station
- [ ] page 12
:::

<!-- The text in a blank is its answer. -->

:::{{question}}
:marks: 1

Words that are taken from a text as they stand are called a [quotation]{{.blank}}.
:::
"""

CONFIG = """\
# Settings for all packs of this workspace. Take the '#' away in front of what you want to say.

[school]
# name = "Springfield School"
# logo = "logo.png"            # a file in templates/
# header = "English Department"
# footer = "springfield.example"

[pages]
# paper = "A4"                 # A4, Letter or A5
# margins = "single"           # printed on one side; or "mirrored", for both
# punch = true                 # room for holes
# accent = "#2f5d62"

[fonts]
# text = "Noto Serif"          # a family that is installed with studypack, or files in templates/
# labels = ["fonts/School.ttf", "fonts/School-Bold.ttf", "fonts/School-Italic.ttf"]
"""


class NameTaken(ValueError):
    """There is a pack of that name already; the text says where."""


def slug_of(title: str) -> str:
    """Return a folder name for a pack called `title`: letters, digits and hyphens.

    Letters keep their script, since a title may have no Latin one; '' if it has no letter at all.
    """
    folded = "".join(map(_unaccented, unicodedata.normalize("NFKC", title).casefold()))
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:60].rstrip("-")


def new_pack(workspace: Path, title: str) -> Path:
    """Write a new pack called `title` and return its pack.md.

    raises `NameTaken` if its folder exists, ValueError if the title has no letter or digit,
           OSError if it cannot be written
    """
    slug = slug_of(title)
    if not slug:
        raise ValueError("a title needs at least one letter or digit")
    folder = workspace / "source" / slug
    if folder.exists():
        raise NameTaken(f"source/{slug} is there already: choose another title")
    name = f"source/{slug}/pack.md"
    replace_all(workspace, {name: PACK.format(title=_yaml(title)).encode()})
    return workspace / name


def init_workspace(folder: Path) -> tuple[Path, ...]:
    """Make `folder` a workspace; return what was written, leaving alone what is there."""
    written = []
    for name, text in (("studypack.toml", CONFIG), (".gitignore", "/out/\n")):
        if not (folder / name).exists():
            replace_all(folder, {name: text.encode()})
            written.append(folder / name)
    if not (folder / "source").is_dir():
        written.append(new_pack(folder, "My first pack"))
    return tuple(written)


def _unaccented(char: str) -> str:
    """Return a Latin letter without its accent, any other character as it is (が is not か)."""
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base.isascii() else char


def _yaml(text: str) -> str:
    """Return `text` as a YAML scalar, quoted where a plain one would be read as something else."""
    plain = re.fullmatch(r"[^\W\d_][\w ,.()’'–—-]*", text) and ": " not in text
    if plain and text.casefold() not in {"yes", "no", "true", "false", "on", "off", "null"}:
        return text.strip()
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
