"""Makes a pack whole: ids, numbers, titles, references, word banks, in this order.

Called by `checking.check`. Each step needs what the one before it set.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from studypack.checking import wordbanks
from studypack.checking.ids import Ids
from studypack.checking.numbering import Numbering, written_ids
from studypack.checking.references import References
from studypack.checking.titles import Titles
from studypack.diagnostics import Diagnostics
from studypack.labels import Labels
from studypack.model.inlines import Inlines
from studypack.model.pack import Footnote, Pack


def resolve(pack: Pack, found: Diagnostics) -> tuple[Pack, Mapping[str, Inlines]]:
    """Return `pack` with all that follows from its text set, and the titles of its blocks by id.

    Faults go to `found`; what is at fault stays as it was.
    """
    labels = Labels.for_language(pack.metadata.language, pack.metadata.labels)
    ids = Ids()
    written_ids((*pack.blocks, *pack.notes.values()), ids, found)
    numbering = Numbering(ids, labels)
    blocks = numbering.number(pack.blocks)
    notes = {label: numbering.note(note) for label, note in pack.notes.items()}
    inside_notes = tuple(block for note in notes.values() for block in note.body)
    titles = Titles(labels).collect(blocks + inside_notes)
    references = References(blocks, titles, found)
    blocks = wordbanks.fill(references.resolve(blocks), pack.metadata.language, found)
    notes = {label: _resolved(note, references) for label, note in notes.items()}
    whole = dataclasses.replace(pack, blocks=blocks, notes=MappingProxyType(notes))
    return whole, titles


def _resolved(note: Footnote, references: References) -> Footnote:
    return dataclasses.replace(note, body=references.resolve(note.body))
