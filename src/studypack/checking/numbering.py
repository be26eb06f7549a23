"""Gives every block its id, and questions, parts, blanks, figures and themes their numbers.

Called by `checking.resolve`, once a pack: question 7 is question 7 in every product.
"""

from __future__ import annotations

import dataclasses

from studypack.checking.ids import Ids, is_id, slug
from studypack.checking.rooms import room_for, room_for_extension
from studypack.diagnostics import Diagnostics
from studypack.labels import Labels
from studypack.model import directive_name
from studypack.model.base import Audience, Block, Node
from studypack.model.blocks import Figure, Heading, StudyBlock, Theme, VocabularyEntry
from studypack.model.inlines import Blank, Inlines, plain
from studypack.model.marks import group_total, task_total
from studypack.model.pack import Footnote
from studypack.model.tasks import Extension, Group, Part, Question, Scaffold, Task
from studypack.model.walk import descend_all, outermost, query, walk, withheld
from studypack.spans import Span


def written_ids(nodes: tuple[Node, ...], ids: Ids, found: Diagnostics) -> None:
    """Reserve every id that the author wrote; report those twice used or malformed."""
    first: dict[str, Span] = {}
    for node in walk(nodes):
        name = getattr(node, "id", "")
        if not name:
            continue
        if not is_id(name):
            found.error(
                "bad-id",
                f"'{name}' cannot be an id",
                node.span,
                f"begin with a letter and use letters, digits, '-' and '_': '{slug(name, 'id')}'",
            )
        elif not ids.reserve(name):
            found.error(
                "duplicate-id",
                f"the id '{name}' is taken by line {first[name].line} of {first[name].path}",
                node.span,
                "give one of the two another id",
            )
        first.setdefault(name, node.span)


class Numbering:
    """Numbers the nodes of one pack; `enter` must see them in reading order."""

    def __init__(self, ids: Ids, labels: Labels) -> None:
        self._ids = ids
        self._labels = labels
        self._questions = 0
        self._parts = 0
        self._question_id = ""
        self._figures = 0
        self._themes = 0
        self._unnamed: dict[str, int] = {}
        self._blanks: dict[int, int] = {}
        self._hidden: set[int] = set()

    def number(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return `blocks` with every id and number set; call it once a run of blocks."""
        # A gap in the count would tell pupils of figures that they do not see.
        hidden = withheld(blocks, frozenset({Audience.STUDENT}))
        self._hidden.update(id(node) for node in hidden if isinstance(node, Figure))
        return descend_all(blocks, self._enter)

    def note(self, note: Footnote) -> Footnote:
        """Return a footnote with every id inside it set."""
        return dataclasses.replace(note, body=self.number(note.body))

    def _enter(self, node: Node) -> Node:
        match node:
            case Question():
                return self._question(node)
            case Part():
                return self._part(node)
            case Figure():
                return self._figure(node)
            case Theme():
                self._themes += 1
                return dataclasses.replace(node, id=self._id(node), cue=self._themes)
            case Extension():
                room = room_for_extension(node)
                return dataclasses.replace(node, id=self._id(node), room=room)
            case Group():
                return dataclasses.replace(node, id=self._id(node), total=group_total(node))
            case StudyBlock():
                return node if node.id else dataclasses.replace(node, id=self._id(node))
            case Heading():
                return self._with_slug(node, plain(node.content), "", "section")
            case VocabularyEntry():
                return self._with_slug(node, plain(node.term), "term-", "term")
            case Blank() if id(node) in self._blanks:
                return dataclasses.replace(node, number=self._blanks[id(node)])
            case _:
                return node

    # --- tasks

    def _question(self, question: Question) -> Question:
        self._questions += 1
        self._parts = 0
        own = question.id or self._ids.fresh(f"q{self._questions}")
        self._question_id = own
        self._number_blanks(question)
        return dataclasses.replace(
            question,
            id=own,
            number=self._labels.number(self._questions),
            room=room_for(question),
            total=task_total(question),
        )

    def _part(self, part: Part) -> Part:
        # An id is the same in every language, what a pupil reads is not.
        letter = Labels("en", {}).part_letter(self._parts)
        shown = self._labels.part_letter(self._parts)
        self._parts += 1
        joint = "" if self._question_id[-1:].isdigit() else "-"
        own = part.id or self._ids.fresh(f"{self._question_id}{joint}{letter}")
        self._number_blanks(part)
        return dataclasses.replace(
            part, id=own, number=shown, room=room_for(part), total=task_total(part)
        )

    def _number_blanks(self, task: Task) -> None:
        """Count the gaps of a task, those that only some levels see behind all others."""
        own = outermost(task.body, (Blank, Part, Scaffold))
        found = sorted(
            (node for node in own if not isinstance(node, Part)),
            key=lambda node: isinstance(node, Scaffold),
        )
        blanks = [blank for node in found for blank in query(node, Blank)]
        self._blanks.update((id(blank), number) for number, blank in enumerate(blanks, 1))

    # --- figures

    def _figure(self, figure: Figure) -> Figure:
        own = self._id(figure)
        if not figure.body or id(figure) in self._hidden:
            return dataclasses.replace(figure, id=own)
        self._figures += 1
        return dataclasses.replace(figure, id=own, number=self._figures)

    # --- ids

    def _id(self, block: StudyBlock) -> str:
        if block.id:
            return block.id
        kind = directive_name(block)
        title: Inlines = getattr(block, "title", ()) or getattr(block, "name", ())
        if title:
            return self._ids.fresh(slug(plain(title), kind))
        self._unnamed[kind] = self._unnamed.get(kind, 0) + 1
        return self._ids.fresh(f"{kind}-{self._unnamed[kind]}")

    def _with_slug(
        self, node: Heading | VocabularyEntry, text: str, prefix: str, otherwise: str
    ) -> Node:
        if node.id:
            return node
        return dataclasses.replace(node, id=self._ids.fresh(prefix + slug(text, otherwise)))
