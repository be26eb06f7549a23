"""Resolves what a block says about other blocks: references, theme tags, sources of aids.

Called by `checking.resolve`, after every block has its id and title.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from studypack.checking.ids import slug
from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.model.base import Block, Node
from studypack.model.blocks import StudyBlock, Theme
from studypack.model.generated import Aid
from studypack.model.inlines import Inlines, Reference, plain
from studypack.model.tasks import WordBank
from studypack.model.walk import descend_all, query


class References:
    """Resolves the references in one pack's blocks and notes."""

    def __init__(
        self, blocks: tuple[Block, ...], titles: Mapping[str, Inlines], found: Diagnostics
    ) -> None:
        self._titles = titles
        self._found = found
        self._themes = _theme_names(blocks)

    def resolve(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return `blocks` with references titled and theme tags as ids of themes."""
        return descend_all(blocks, self._enter)

    def _enter(self, node: Node) -> Node:
        if isinstance(node, Reference):
            return self._reference(node)
        if isinstance(node, Aid):
            self._must_exist(node.of, node)
        elif isinstance(node, WordBank):
            self._must_exist(node.source, node)
        if isinstance(node, StudyBlock) and node.themes:
            return dataclasses.replace(node, themes=self._tags(node))
        return node

    def _reference(self, reference: Reference) -> Reference:
        title = self._titles.get(reference.target)
        if title is None:
            self._unknown(reference.target, reference)
            return reference
        if reference.children:
            return reference
        return dataclasses.replace(reference, children=title, automatic=True)

    def _must_exist(self, names: tuple[str, ...], block: StudyBlock) -> None:
        for name in names:
            if name not in self._titles:
                self._unknown(name, block)

    def _unknown(self, name: str, node: Node) -> None:
        self._found.error(
            "unknown-reference",
            f"nothing has the id '{name}'",
            node.span,
            did_you_mean(name, self._titles) or "give the block that is meant an id: ':id: …'",
        )

    # --- themes

    def _tags(self, block: StudyBlock) -> tuple[str, ...]:
        """Return the ids of the themes that a block is tagged with, each once.

        The option is cut at spaces, a theme's name may have some: the longest run of words that
        is a theme's name is one tag.
        """
        words, ids = list(block.themes), list[str]()
        while words:
            length = next(
                (size for size in range(len(words), 0, -1) if _name(words[:size]) in self._themes),
                0,
            )
            if length:
                ids.append(self._themes[_name(words[:length])])
            else:
                self._unknown_theme(words[0], block)
            del words[: length or 1]
        return tuple(dict.fromkeys(ids))

    def _unknown_theme(self, word: str, block: StudyBlock) -> None:
        known = did_you_mean(word, self._themes)
        self._found.warning(
            "unknown-theme",
            f"no theme of this pack is called '{word}'",
            block.span,
            known or "write it as a 'theme' directive, or take the tag away",
        )


def _theme_names(blocks: tuple[Block, ...]) -> dict[str, str]:
    """Return the ids of the themes by all that a tag may call them."""
    themes = list(query(blocks, Theme))
    names = {_name([plain(theme.name)]): theme.id for theme in themes}
    return names | {theme.id.lower(): theme.id for theme in themes}


def _name(words: list[str]) -> str:
    return slug(" ".join(words), "theme")
