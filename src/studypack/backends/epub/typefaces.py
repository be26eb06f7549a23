"""The fonts that a book brings, and the rules of its stylesheet that call them; for `book`."""

from __future__ import annotations

from collections.abc import Iterable

from studypack import fonts
from studypack.backends.epub.packaging import Member
from studypack.composing.view import Look
from studypack.model.pack import Typeface


def typefaces(
    texts: Iterable[str], look: Look, chosen: Typeface | None
) -> tuple[tuple[Member, ...], str]:
    """Return the fonts for all characters of `texts`, and CSS that sets the book in them.

    chosen  what the school sets text in, if it is not ours

    The reader may still choose another: only the page as a whole is set in one.
    """
    role = "dyslexia" if "dyslexia" in look.stylesheets else "reading"
    own = chosen if role == "reading" else None
    faces = fonts.embedded_faces({letter for text in texts for letter in text}, role, own)
    members, rules = [], []
    for number, face in enumerate(faces, start=1):
        kind = "otf" if face.data.startswith(b"OTTO") else "ttf"
        name = f"fonts/font-{number:02}.{kind}"
        members.append(
            Member(id=f"font-{number:02}", name=name, media_type=f"font/{kind}", data=face.data)
        )
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
            f"font-style: {face.style}; src: url(../{name}); }}\n"
        )
    names = ", ".join(f'"{name}"' for name in dict.fromkeys(face.family for face in faces))
    last = "sans-serif" if role == "dyslexia" else "serif"
    return tuple(members), f"{''.join(rules)}body {{ font-family: {names}, {last}; }}\n"
