"""What most blocks share: the line that says what they are, and what they are tagged with."""

from __future__ import annotations

from studypack.backends.docx.inlines import link_to, runs
from studypack.backends.docx.out import Out
from studypack.backends.docx.styles import BAR_INDENT
from studypack.backends.docx.wordml import Face, run
from studypack.labels import BLOCK_LABELS
from studypack.model import directive_name
from studypack.model.blocks import StudyBlock, Theme, TitledBlock
from studypack.model.inlines import Inlines, Strong, Text

CUES = "●■◆○□◇◓═"
"""The geometric marks of themes, in the order of `Theme.cue`; again from the first behind them."""

_GAP = "\u2002"


def label_of(block: StudyBlock, out: Out) -> str:
    """Return what the block is called in the language of the pack: 'Theme', 'Key facts'."""
    return out.draft.labels[BLOCK_LABELS[directive_name(block)]]


def head(
    out: Out, label: str, title: Inlines = (), detail: str = "", *, style: str = "StudyBlock"
) -> None:
    """Add the line that opens a block: its label, its title, a detail."""
    face = out.face
    pieces = (
        run(label, face.with_style("StudyLabel")),
        runs(title, out, face) if title else "",
        run(detail, face.with_style("StudyDetail")) if detail else "",
    )
    paragraph = out.paragraph(run(_GAP, face).join(piece for piece in pieces if piece), style)
    paragraph.keep_next = True


def titled(block: TitledBlock, out: Out, detail: str = "") -> None:
    """Write a block whose body stands under its label and title."""
    head(out, label_of(block, out), block.title, detail)
    tags(block, out)
    out.write(block.body)


def barred(block: TitledBlock, style: str, out: Out) -> None:
    """Write a block that a bar at its side sets apart, its label on the bar as well.

    Every paragraph has the one style, lists in it as well: Word joins the bars of neighbours
    that look alike, and Enter goes on in it.
    """
    inside = out.within(style=style, indent=BAR_INDENT, hang=None, depth=0)
    title = (Strong(children=block.title),) if block.title else ()
    head(inside, label_of(block, out), title, style=style)
    tags(block, inside, style)
    inside.write(block.body)


def facts(out: Out, *named: tuple[str, str]) -> None:
    """Add a line of facts, each behind its label; one without a value is left out.

    named  key of the label, and the value
    """
    pieces = [
        run(f"{out.draft.labels[key]} ", out.face.with_style("TaskLabel")) + run(value, out.face)
        for key, value in named
        if value
    ]
    if pieces:
        out.paragraph(run("\u2003", out.face).join(pieces), "StudyDetails", keep_next=False)


def tags(block: StudyBlock, out: Out, style: str = "StudyDetails") -> None:
    """Add the line with the levels of a block and the themes that it is tagged with."""
    face = out.face
    labels = out.draft.labels
    themes = [out.draft.themes[id] for id in block.themes if id in out.draft.themes]
    pieces = [
        *(
            run(labels[f"level-{level.value}"], face.with_style("TaskLabel"))
            for level in block.level
        ),
        *(_tag(theme, out, face) for theme in themes),
    ]
    if pieces:
        out.paragraph(run(_GAP + " ", face).join(pieces), style)


def _tag(theme: Theme, out: Out, face: Face) -> str:
    """Return a theme's mark and name as a link to it."""
    return run(cue(theme) + "\u00a0", face) + link_to(theme.id, runs(theme.name, out, face), out)


def cue(theme: Theme) -> str:
    """Return the mark of a theme: the author's, or a geometric one."""
    return theme.icon or (CUES[(theme.cue - 1) % len(CUES)] if theme.cue else "")


def words(text: str) -> Inlines:
    """Return a generated text as inlines, '' as none."""
    return (Text(text=text),) if text else ()
