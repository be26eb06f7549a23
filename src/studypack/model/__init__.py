"""The content model: a closed, frozen, typed tree, the same for every product and format."""

from __future__ import annotations

from studypack.model import blocks, generated, tasks
from studypack.model.base import Audience, Block, Inline, Node
from studypack.model.blocks import Only
from studypack.model.declare import Body, Declared, Directive, Kind, directives

_BASES = {
    blocks.StudyBlock,
    blocks.TitledBlock,
    tasks.Task,
    tasks.Scaffold,
    generated.Aid,
}

BLOCK_TYPES: frozenset[type[Block]] = frozenset(
    kind
    for module in (blocks, tasks, generated)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Block) and kind is not Block
) - frozenset(_BASES)
"""Every block type that a tree may hold."""

RENDERED: frozenset[type[Block]] = BLOCK_TYPES - {Only}
"""Every block type that a view may hold: `Only` is put in its place by composing."""

DIRECTIVES: dict[str, Directive] = directives()
"""Every directive by its name."""

_NAMES: dict[tuple[type[Block], object], str] = {
    (declared.block, declared.variant): name for name, declared in DIRECTIVES.items()
}


def directive_name(block: Block) -> str:
    """Return the name under which an author writes `block`; '' for what Markdown itself has."""
    name = _NAMES.get((type(block), None))
    return name if name is not None else _NAMES.get((type(block), getattr(block, "kind", None)), "")


__all__ = [
    "BLOCK_TYPES",
    "DIRECTIVES",
    "RENDERED",
    "Audience",
    "Block",
    "Body",
    "Declared",
    "Directive",
    "Inline",
    "Kind",
    "Node",
    "directive_name",
    "directives",
]
