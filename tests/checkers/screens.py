"""The door to the pages of e-books as they stand on the screens that pupils have."""

from __future__ import annotations

import base64
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .findings import AnyPath, Finding, checked
from .texts import spine
from .tools import node_service


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen in CSS pixels. `dark`: the reader has its night on; `grey`: there are no colours."""

    name: str
    width: int
    height: int
    dark: bool = False
    grey: bool = False


PHONE = Screen("phone", 360, 640)
E_INK = Screen("e-ink", 600, 800, grey=True)
TABLET = Screen("tablet at night", 820, 1180, dark=True)
SCREENS = (PHONE, E_INK, TABLET)


@dataclass(frozen=True, slots=True)
class Sight:
    """A page on a screen: what is wrong, as rule and message, and a PNG file where one was asked."""

    page: str
    faults: tuple[tuple[str, str], ...]
    picture: bytes


def on_screens(paths: Iterable[AnyPath], screens: Sequence[Screen] = SCREENS) -> list[Finding]:
    """Looks at every page of EPUB files in headless Chromium, on each of `screens`.

    Finds lines and boxes that are wider than the screen, pictures that do not load or are larger
    than it, cells too narrow to be read, and letters without enough contrast (WCAG 2.2, 1.4.3).
    """
    return checked(paths, partial(_findings, screens=screens), "screens", tuple(screens))


def _findings(paths: Sequence[Path], screens: Sequence[Screen]) -> Iterator[Finding]:
    for path in paths:
        sights = _seen(path, screens, pictures=False)
        for screen in screens:
            for sight in sights[screen]:
                for rule, message in sight.faults:
                    text = f"{message} @ {sight.page}, {screen.name}"
                    yield Finding("Chromium", rule, "error", path, text)


def seen(path: AnyPath, screen: Screen, *, pictures: bool = False) -> list[Sight]:
    """Returns what every page of an EPUB file looks like on a screen, in the order of the spine."""
    return _seen(path, (screen,), pictures=pictures)[screen]


def _seen(path: AnyPath, screens: Sequence[Screen], *, pictures: bool) -> dict[Screen, list[Sight]]:
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as book:
        book.extractall(folder)
        options = {
            "pages": spine(book),
            "screens": [
                {"width": one.width, "height": one.height, "dark": one.dark} for one in screens
            ],
            "pictures": pictures,
        }
        *pages, _ = node_service("screens", "screens.mjs").ask(folder, json.dumps(options))
    sights: dict[Screen, list[Sight]] = {screen: [] for screen in screens}
    for page in pages:
        screen = screens[page["screen"]]
        faults = tuple((rule, message) for rule, message in page["faults"])
        picture = _shown(base64.b64decode(page["picture"]), screen)
        sights[screen].append(Sight(page["page"], faults, picture))
    return sights


def _shown(picture: bytes, screen: Screen) -> bytes:
    if not picture or not screen.grey:
        return picture
    from PIL import Image

    grey = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("L").save(grey, "PNG")
    return grey.getvalue()
