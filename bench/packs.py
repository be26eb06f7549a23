"""Packs of any length for the benchmarks, the same ones in every run; called by `run`."""

from __future__ import annotations

import random
from pathlib import Path

_WORDS = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "it",
    "as",
    "was",
    "with",
    "be",
    "by",
    "on",
    "not",
    "he",
    "his",
    "but",
    "at",
    "are",
    "this",
    "have",
    "from",
    "or",
    "had",
    "an",
    "they",
    "which",
    "one",
    "you",
    "were",
    "all",
    "her",
    "she",
    "there",
    "would",
    "their",
    "we",
    "him",
    "been",
    "has",
    "when",
    "who",
    "will",
    "no",
    "more",
    "if",
    "out",
    "so",
    "water",
    "light",
    "leaf",
    "river",
    "cloud",
    "pressure",
    "energy",
    "village",
    "letter",
    "window",
    "silence",
    "memory",
    "garden",
    "winter",
]

_UNIT = """\
# {title}

{text}

## {subtitle}

{more}

| what | when | why |
|---|---|---|
| {a} | {b} | {c} |
| {b} | {c} | {a} |

:::{{vocabulary}} Words
{a}
: {gloss}
:::

:::{{question}}
:marks: 4

Why does {b} matter to the {a}?

:::{{answer}}
- Since {gloss}
:::
:::

:::{{question}}
:marks: 1

How many were counted?

- [x] {n}7
- [ ] {n}3
- [ ] {n}5
:::

"""


def write_pack(folder: Path, units: int, seed: int = 1) -> Path:
    """Write a pack of so many units into `folder`; a unit fills about a page and a half."""
    dice = random.Random(seed)  # not for secrets

    def words(count: int) -> str:
        return " ".join(dice.choices(_WORDS, k=count))

    def paragraphs(count: int) -> str:
        return "\n\n".join(f"{words(dice.randint(40, 90)).capitalize()}." for _ in range(count))

    text = f"---\ntitle: Bench {seed}\nlanguage: en-GB\n---\n\n"
    for number in range(1, units + 1):
        a, b, c = dice.sample(_WORDS[-13:], 3)
        text += _UNIT.format(
            title=f"Unit {number}",
            subtitle=words(3).capitalize(),
            text=paragraphs(4),
            more=paragraphs(3),
            gloss=f"{words(12)}.",
            a=a,
            b=b,
            c=c,
            n=number + 100,
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.md").write_text(text, "utf-8")
    return folder
