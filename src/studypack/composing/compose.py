"""The way from a checked pack to a view, step by step; `compose` is the only door."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from studypack import aids
from studypack.composing import finish
from studypack.composing.answers import answer_entries
from studypack.composing.arrange import Arrangement, Material
from studypack.composing.crosswalk import crosswalk
from studypack.composing.editions import parse_edition
from studypack.composing.key import Extent
from studypack.composing.look import fit_of, look_of
from studypack.composing.pictures import NumberedPictures
from studypack.composing.products import PRODUCTS
from studypack.composing.request import Request, Variant
from studypack.composing.scaffolds import with_word_banks
from studypack.composing.sections import bare_headings
from studypack.composing.selection import select, visible
from studypack.composing.variants import present
from studypack.composing.view import Direction, NameField, View
from studypack.labels import Labels
from studypack.model.base import Audience, Block, Node
from studypack.model.blocks import Level, StudyBlock, Theme, Viewer
from studypack.model.inlines import Inlines, as_label
from studypack.model.pack import CheckedPack, Footnote, Pack
from studypack.model.tasks import Question
from studypack.model.walk import query, rewrite_all

_PUPILS = frozenset({Audience.STUDENT})
_WITH_KEYS = frozenset({Audience.STUDENT, Audience.HINT, Audience.KEY})


def compose(checked: CheckedPack, request: Request) -> View:
    """Return `checked` as the readers of one product, edition, variant and level see it.

    Pure and deterministic. What the edition's audience must not see is not in the view; the
    guide's answers, which its readers may look up, are in `View.answers` alone. O(n).
    """
    metadata = checked.pack.metadata
    labels = Labels.for_language(metadata.language, metadata.labels)
    blocks = prepared(checked, request, labels)
    arrangement = _arranged(checked, request, blocks, labels)
    pupils = compose(checked, request.pupils) if request.pupils else None
    notes = _notes(checked, request, arrangement, pupils.blocks if pupils else ())
    body, answers, notes = _settled(arrangement, notes)
    look = look_of(metadata, request)
    numbered = NumberedPictures(checked.pack.images, labels, look)
    body, answers = numbered.put_into(body), numbered.put_into(answers)
    return View(
        slug=checked.pack.slug,
        language=metadata.language,
        direction=Direction(labels.direction),
        metadata=metadata,
        school=checked.pack.school,
        labels=labels,
        look=look,
        finish=request.finish,
        profile=request.profile,
        fonts=request.fonts,
        fit=fit_of(metadata, request),
        product_title=labels[request.product.name],
        edition_title=_edition_title(request, labels),
        variant=request.variant.letter.upper() if request.variant else "",
        pupil=request.pupil.name if request.pupil else "",
        name_line=_name_line(request, body, labels),
        blocks=body,
        answers=answers,
        notes=notes,
        contents=finish.contents(body) + finish.contents(answers),
        recipe=recipe_of(checked.pack, request),
        pictures=numbered.drawn,
        pupils=pupils,
    )


def recipe_of(pack: Pack, request: Request) -> tuple[tuple[str, str], ...]:
    """Return how to ask for a view again; `asked_again` reads it."""
    variant = request.variant
    return (
        ("pack", pack.slug),
        ("fingerprint", pack.fingerprint),
        ("product", request.product.name),
        ("edition", request.edition.name),
        ("level", request.level.value if request.level else ""),
        ("extent", request.extent.value),
        ("letter", variant.letter if variant else ""),
        ("seed", str(variant.seed) if variant else ""),
        ("count", str(variant.count) if variant else ""),
    )


def asked_again(recipe: Mapping[str, str]) -> Request:
    """Return the request that a recipe tells of, in Word.

    raises ValueError or LookupError if it tells of none
    """
    letter = recipe.get("letter", "")
    return Request(
        product=PRODUCTS[recipe["product"]],
        format="docx",
        edition=parse_edition(recipe.get("edition", "student")),
        variant=Variant(letter, int(recipe["seed"]), int(recipe["count"])) if letter else None,
        level=Level(recipe["level"]) if recipe.get("level") else None,
        extent=Extent(recipe.get("extent", "")),
    )


def prepared(checked: CheckedPack, request: Request, labels: Labels) -> tuple[Block, ...]:
    """Return the whole tree that `request` draws on, keys and all: scrambled, puzzles made."""
    pack = checked.pack
    presented = present(pack.blocks, pack.slug, request.variant, labels)
    everybodys = visible(rewrite_all(presented, unless_teachers), _PUPILS)
    made = aids.fill_puzzles(presented, everybodys, pack.metadata.language, pack.slug)
    return with_word_banks(select(made, request), request, pack.metadata.language)


def unless_teachers(node: Node) -> Node | None:
    """Return `node`, or None if its author says that it is for teachers."""
    is_teachers = isinstance(node, StudyBlock) and node.viewer is Viewer.TEACHER
    return None if is_teachers else node


def _arranged(
    checked: CheckedPack, request: Request, blocks: tuple[Block, ...], labels: Labels
) -> Arrangement:
    admitted = request.admitted
    told = admitted | _WITH_KEYS
    seen = visible(blocks, admitted)
    material = Material(
        blocks=seen,
        answers=answer_entries(visible(blocks, told), labels, told, _theme_names(checked.pack)),
        labels=labels,
        extent=request.extent,
        grades=checked.pack.metadata.grades if Audience.TEACHER in admitted else (),
        bare=bare_headings(checked.pack.blocks),
        taken=frozenset(checked.titles),
        crosswalk=lambda: _crosswalk(checked, request, labels, seen),
    )
    arranged = request.product.arrange(material)
    language = checked.pack.metadata.language
    return dataclasses.replace(arranged, blocks=aids.fill(arranged.blocks, seen, language))


def _theme_names(pack: Pack) -> dict[str, Inlines]:
    return {theme.id: as_label(theme.name) for theme in query(pack.blocks, Theme)}


def _crosswalk(
    checked: CheckedPack, request: Request, labels: Labels, seen: tuple[Block, ...]
) -> tuple[Block, ...]:
    if request.variant is None:
        return ()
    return crosswalk(checked.pack, request.variant, labels, query(seen, Question))


def _notes(
    checked: CheckedPack, request: Request, arrangement: Arrangement, first: tuple[Block, ...]
) -> tuple[Footnote, ...]:
    """Return the notes that are called; those of `first` have the numbers that they have there."""
    seen = {
        label: dataclasses.replace(note, body=visible(select(note.body, request), request.admitted))
        for label, note in checked.pack.notes.items()
    }
    return finish.numbered_notes((first, arrangement.blocks + arrangement.answers), seen)


def _settled(
    arrangement: Arrangement, notes: tuple[Footnote, ...]
) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[Footnote, ...]]:
    present_ids = finish.ids_in((*arrangement.blocks, *arrangement.answers, *notes))
    numbers = {note.label: note.number for note in notes}
    settled_notes = tuple(
        dataclasses.replace(note, body=finish.settled(note.body, present_ids, numbers))
        for note in notes
    )
    return (
        finish.settled(arrangement.blocks, present_ids, numbers),
        finish.settled(arrangement.answers, present_ids, numbers),
        settled_notes,
    )


def _edition_title(request: Request, labels: Labels) -> str:
    """Name what sets the file apart from the product's first edition, as far as it may show."""
    own = {part.name for part in request.product.edition.parts}
    titles = [
        labels[part.name] for part in request.edition.parts if part.shown and part.name not in own
    ]
    if request.level is not None:
        titles.append(labels[f"level-{request.level.value}"])
    return " · ".join(titles)


def _name_line(
    request: Request, blocks: tuple[Block, ...], labels: Labels
) -> tuple[NameField, ...]:
    """Return what pupils fill in at the head, as far as it is not known of the one who gets it.

    A score only where there are marks; a name on every sheet that is made for somebody.
    """
    has_marks = any(question.total is not None for question in query(blocks, Question))
    pupil = request.pupil
    known = {"name": pupil.name, "class": pupil.class_name} if pupil else {}
    keys = request.product.name_line or tuple(key for key, value in known.items() if value)
    return tuple(
        NameField(labels[key], known.get(key, "")) for key in keys if key != "score" or has_marks
    )
