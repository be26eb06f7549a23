"""Bookmarks: where references, contents and links to answers lead."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

_LONGEST = 40
"""Characters of a bookmark's name, by Word's own limit."""


class Bookmarks:
    """The bookmarks of one document: one for each id of a view, on the paragraph that begins it.

    taken, highest  names, in small letters, and the highest number that are taken already
    """

    def __init__(self, taken: Iterable[str] = (), highest: int = 0) -> None:
        self._names: dict[str, str] = {}
        self._taken = set(taken)
        self._placed: set[str] = set()
        self._waiting: list[str] = []
        self._count = highest

    def name(self, id: str) -> str:
        """Return the bookmark's name for an id: letters, digits and '_', unique, 40 at most."""
        if id not in self._names:
            name = re.sub(r"\W", "_", id)
            # Word tells names apart without regard to case.
            if not name[:1].isalpha() or len(name) > _LONGEST or name.lower() in self._taken:
                name = f"b_{name[: _LONGEST - 11]}_{zlib.crc32(id.encode()):08x}"
            self._taken.add(name.lower())
            self._names[id] = name
        return self._names[id]

    def expect(self, id: str) -> None:
        """Let the next paragraph be the one to which references to `id` lead; '' is nothing."""
        if id and id not in self._placed:
            self._placed.add(id)
            self._waiting.append(id)

    def place(self, content: str) -> str:
        """Return the content of a paragraph with every bookmark that waits for one round it."""
        waiting, self._waiting = self._waiting, []
        for id in waiting:
            content = self.around(content, id)
        return content

    def around(self, content: str, id: str) -> str:
        """Return runs with the bookmark for `id` round them."""
        name = self.name(id)
        self._count += 1
        number = self._count
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )
