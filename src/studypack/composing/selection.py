"""What a request leaves out: other outputs, other levels, other viewers, other audiences.

Called by `composing.compose`. Nothing left out is in the result at all.
"""

from __future__ import annotations

import dataclasses

from studypack.composing.products import ANSWERS
from studypack.composing.request import Request
from studypack.composing.scaffolds import is_for_level, said_for_whom
from studypack.model import DIRECTIVES
from studypack.model.base import Audience, Block, Node
from studypack.model.blocks import Only, StudyBlock, Viewer
from studypack.model.declare import Body
from studypack.model.marks import group_total, task_total
from studypack.model.room import Choose
from studypack.model.tasks import Answer, Group, Question, Task
from studypack.model.walk import for_audience, query, rewrite_all

_MAY_BE_EMPTY = frozenset(
    directive.block
    for directive in DIRECTIVES.values()
    if directive.body in (Body.NONE, Body.OPTIONAL, Body.QUOTE)
)


def select(blocks: tuple[Block, ...], request: Request) -> tuple[Block, ...]:
    """Return `blocks` without those for other outputs, levels and viewers; no `Only` is left."""

    def see(node: Node) -> Node | tuple[Node, ...] | None:
        if isinstance(node, StudyBlock):
            if not _is_wanted(node, request):
                return None
            node = said_for_whom(node, request)
        match node:
            case Only(body=body):
                return body
            case Group():
                return _counted(node)
            case Question():
                return dataclasses.replace(node, total=task_total(node))
            case _:
                return node

    return rewrite_all(blocks, see)


def _counted(group: Group) -> Group:
    """Return a group whose total and choice are those of the questions that are left in it."""
    left = sum(1 for _ in query(group.body, Question))
    choose = group.choose
    if choose is not None and choose.given != left:
        choose = Choose(choose.wanted, left) if choose.wanted < left else None
    counted = dataclasses.replace(group, choose=choose)
    return dataclasses.replace(counted, total=group_total(counted))


def visible(blocks: tuple[Block, ...], admitted: frozenset[Audience]) -> tuple[Block, ...]:
    """Return `blocks` as `admitted` may see them, without containers that hold nothing else."""
    return rewrite_all(for_audience(blocks, admitted), _without_husks)


def _is_wanted(block: StudyBlock, request: Request) -> bool:
    return (
        _is_for_output(block, request)
        and is_for_level(block, request)
        and _is_for_viewer(block, request)
    )


def _is_for_output(block: StudyBlock, request: Request) -> bool:
    names = {request.format, request.product.name}
    if any(output.value in names for output in block.exclude):
        return False
    # The answers are the key to all other products: what is only in one of them is in here.
    if request.product == ANSWERS:
        return True
    wanted = [{output.value for output in block.only}]
    if isinstance(block, Only):
        wanted.append(set(block.outputs))
    return all(not outputs or outputs & names for outputs in wanted)


def _is_for_viewer(block: StudyBlock, request: Request) -> bool:
    if request.product == ANSWERS or block.viewer is None:
        return True
    return (block.viewer is Viewer.TEACHER) is request.edition.is_teachers


def _without_husks(node: Node) -> Node | None:
    """Remove a block whose body is gone: the source had one, or it says nothing.

    A task without a body still asks (by its title) and leaves room; a name says something.
    """
    if isinstance(node, Answer) and node.is_empty:
        return None
    if not isinstance(node, StudyBlock) or isinstance(node, Task):
        return node
    emptied = type(node) not in _MAY_BE_EMPTY and getattr(node, "body", None) == ()
    return None if emptied and not getattr(node, "name", ()) else node
