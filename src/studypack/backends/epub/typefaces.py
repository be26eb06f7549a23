"""The fonts that a book brings, and the rules of its stylesheet that call them; for `book`."""

from __future__ import annotations

from collections.abc import Iterable

from studypack import fonts
from studypack.backends.epub.packaging import Member
from studypack.composing.view import Look


def typefaces(texts: Iterable[str], look: Look) -> tuple[tuple[Member, ...], str]:
    """Return the fonts for all characters of `texts`, and CSS that sets the book in them.

    The reader may still choose another: only the page as a whole is set in one.
    """
    role = "dyslexia" if "dyslexia" in look.stylesheets else "reading"
    faces = fonts.embedded_faces({letter for text in texts for letter in text}, role)
    members, rules = [], []
    for number, face in enumerate(faces, start=1):
        name = f"fonts/font-{number:02}.ttf"
        members.append(
            Member(id=f"font-{number:02}", name=name, media_type="font/ttf", data=face.data)
        )
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
            f"font-style: {face.style}; src: url(../{name}); }}\n"
        )
    names = ", ".join(f'"{name}"' for name in dict.fromkeys(face.family for face in faces))
    last = "sans-serif" if role == "dyslexia" else "serif"
    return tuple(members), f"{''.join(rules)}body {{ font-family: {names}, {last}; }}\n"
