"""Headings and what stands under them: a run of blocks as a tree, and back."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from studypack.model.base import Block, Node
from studypack.model.blocks import Heading
from studypack.model.inlines import Inlines
from studypack.model.marks import total
from studypack.model.tasks import Question
from studypack.model.walk import descend_all, query


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the blocks right under it, and the sections below it.

    heading  None for what stands before the first heading
    """

    heading: Heading | None
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()

    @property
    def level(self) -> int:
        """The heading's level, 0 without a heading."""
        return self.heading.level if self.heading else 0


def split(blocks: tuple[Block, ...]) -> tuple[Section, ...]:
    """Return the sections of `blocks`; headings inside other blocks make none. O(n)."""
    flat: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, Heading):
            flat.append((block, []))
        else:
            flat[-1][1].append(block)
    if not flat[0][1]:
        del flat[0]
    return _nested([Section(heading, tuple(own)) for heading, own in flat])


def _nested(flat: list[Section]) -> tuple[Section, ...]:
    """Put each section into the nearest one before it that has a lower level."""
    top: list[Section] = []
    open_sections: list[tuple[Section, list[Section]]] = []

    def close(level: int) -> None:
        while open_sections and open_sections[-1][0].level >= level:
            section, below = open_sections.pop()
            whole = dataclasses.replace(section, sections=tuple(below))
            (open_sections[-1][1] if open_sections else top).append(whole)

    for section in flat:
        close(section.level or 1)
        open_sections.append((section, []))
        if section.heading is None:
            close(0)
    close(0)
    return tuple(top)


def join(sections: Iterable[Section]) -> tuple[Block, ...]:
    """Return the blocks of `sections` in order, each behind its heading."""
    blocks: list[Block] = []
    for section in sections:
        blocks.extend((section.heading,) if section.heading else ())
        blocks.extend(section.blocks)
        blocks.extend(join(section.sections))
    return tuple(blocks)


def without_empty(
    sections: Iterable[Section], bare: frozenset[str] = frozenset()
) -> tuple[Section, ...]:
    """Return `sections` without any whose heading has nothing under it.

    bare  ids of headings that stay even so
    """
    kept = (
        dataclasses.replace(section, sections=without_empty(section.sections, bare))
        for section in sections
    )
    return tuple(
        section
        for section in kept
        if section.blocks
        or section.sections
        or (section.heading is not None and section.heading.id in bare)
    )


@dataclass(frozen=True, slots=True)
class AskedSection:
    """The questions right under one heading.

    title      the heading's, () before the first one
    questions  those inside groups and other blocks too
    total      the marks that can be reached in them, None where none are given
    """

    title: Inlines
    questions: tuple[Question, ...]
    total: int | None


def asked_sections(blocks: tuple[Block, ...]) -> tuple[AskedSection, ...]:
    """Return the sections of `blocks` that have questions, each as far as the next heading. O(n)."""
    runs: list[tuple[Inlines, list[Block]]] = [((), [])]
    for block in blocks:
        if isinstance(block, Heading):
            runs.append((block.content, []))
        else:
            runs[-1][1].append(block)
    return tuple(
        AskedSection(title, questions, total(tuple(own)))
        for title, own in runs
        if (questions := tuple(query(tuple(own), Question)))
    )


def bare_headings(blocks: tuple[Block, ...]) -> frozenset[str]:
    """Return the ids of headings behind which another of the same level, or a higher one, comes."""
    bare = set()
    for here, behind in itertools.pairwise((*blocks, None)):
        if isinstance(here, Heading) and (
            behind is None or (isinstance(behind, Heading) and behind.level <= here.level)
        ):
            bare.add(here.id)
    return frozenset(bare)


def close_gaps(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return `blocks` with no heading more than one level below the one before it.

    Headings inside other blocks count too. The source has no gap (`skipped-heading`), but what a
    product leaves out may make one.
    """
    above = 0

    def enter(node: Node) -> Node:
        nonlocal above
        if not isinstance(node, Heading):
            return node
        above = min(node.level, above + 1)
        return node if node.level == above else dataclasses.replace(node, level=above)

    return descend_all(blocks, enter)
