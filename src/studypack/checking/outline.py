"""Rules on headings and pictures, and on aids that find nothing; called by `rules`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studypack import aids
from studypack.diagnostics import Diagnostics
from studypack.model import directive_name
from studypack.model.base import Block
from studypack.model.blocks import Character, Figure, Heading, Only
from studypack.model.generated import CardPrint, Flashcards
from studypack.model.inlines import Image, Marked
from studypack.model.pack import Pack
from studypack.model.tasks import WordBank
from studypack.model.walk import query, walk


def skipped_heading(pack: Pack, found: Diagnostics) -> None:
    """A screen reader's user who meets level 3 below level 1 looks for what is not there."""
    above = 0
    for heading in query(pack.blocks, Heading):
        if heading.level > above + 1:
            found.error(
                "skipped-heading",
                f"a heading of level {heading.level} follows "
                + (f"one of level {above}" if above else "no heading at all"),
                heading.span,
                f"write {'#' * (above + 1)} before it",
            )
        above = heading.level


def missing_alt(pack: Pack, found: Diagnostics) -> None:
    """Who does not see a picture hears its alternative text."""
    help_text = "say what it shows, or mark it as {.decorative}"
    for node in walk(pack.roots):
        match node:
            case Figure(src=src, alt="", decorative=False) if src:
                found.warning(
                    "missing-alt", f"'{src}' has no alternative text", node.span, help_text
                )
            case Image(src=src, alt="", decorative=False):
                found.warning(
                    "missing-alt", f"'{src}' has no alternative text", node.span, help_text
                )
            case Character(image=src, alt="") if src:
                found.warning(
                    "missing-alt",
                    f"'{src}' has no alternative text",
                    node.span,
                    "say what it shows: ':alt: …'",
                )


def bad_place(pack: Pack, found: Diagnostics) -> None:
    """A place on a picture that no label has would be lost without a word."""
    for marked in query(pack.roots, Marked):
        if marked.spot is not None:
            found.error(
                "bad-place",
                "only a label has a place on a picture",
                marked.span,
                "write it in the numbered list of a question with ':type: label'",
            )


def unused_image(pack: Pack, found: Diagnostics) -> None:
    """A picture that nobody sees was renamed in the text, or forgotten."""
    shown = {pack.metadata.cover}
    for node in walk(pack.roots):
        match node:
            case Figure(src=name) | Image(src=name) | Character(image=name):
                shown.add(name)
            case _:
                pass
    for name in pack.image_files:
        if name not in shown:
            found.warning(
                "unused-image",
                f"'{name}' is shown nowhere",
                pack.span,
                "show it, or take it out of the folder",
            )


def nothing_to_gather(pack: Pack, found: Diagnostics) -> None:
    """A glossary without a word is a heading without a text."""
    for aid, wanted in aids.lacking(pack.blocks, pack.metadata.language, pack.slug):
        if _are_unknown(aid.of, pack):
            continue  # that is the fault, and reported
        found.warning(
            "nothing-to-gather",
            f"'{directive_name(aid)}' finds nothing to be made from",
            aid.span,
            f"it needs {wanted}",
        )
    for bank in query(pack.blocks, WordBank):
        if not (bank.words or bank.body or _are_unknown(bank.source, pack)):
            found.warning(
                "nothing-to-gather",
                "the word bank has no words, and no gaps to take them from",
                bank.span,
                "write it above the gaps that it is for, name their task as ':from:', "
                "or list its words",
            )


def nested_cards(pack: Pack, found: Diagnostics) -> None:
    """Only what stands in no other block can begin pages of its own."""
    outer = {id(block) for block in _outermost(pack.blocks)}
    for cards in query(pack.roots, Flashcards):
        if cards.backs is CardPrint.DUPLEX and id(cards) not in outer:
            found.warning(
                "nested-cards",
                "cards inside another block cannot have pages of their own, and are folded",
                cards.span,
                "move them out of the block, or take ':print: duplex' away",
            )


def _outermost(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Only):
            yield from _outermost(block.body)


def _are_unknown(names: Iterable[str], pack: Pack) -> bool:
    """Say whether one of `names` is the id of nothing."""
    wanted = set(names)
    return bool(wanted) and not wanted <= {getattr(node, "id", "") for node in walk(pack.blocks)}
