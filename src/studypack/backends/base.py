"""What every backend is: a pure function from a view to bytes, and a table that knows its gaps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

from studypack.backends.flow import Flow
from studypack.composing.view import View
from studypack.model import RENDERED
from studypack.model.base import Block
from studypack.model.blocks import Theme
from studypack.model.inlines import as_label
from studypack.model.pack import ImageFile
from studypack.model.walk import query
from studypack.spans import Span

B = TypeVar("B", bound=Block)
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True)
class Print:
    """What is handed out on paper of the same pack: its name for readers, and its flow."""

    name: str
    flow: Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """What a view refers to, as content: a backend reads no file.

    images     by name, as in `Image.src`
    templates  the workspace's overrides: path below `templates/` → text
    print      the print whose page numbers the file repeats, if there is one
    word       the school's own Word document, which a Word file is written into; b'' for none
    again      the pages of the file are wanted once more next, by one that keeps them
    """

    images: Mapping[str, ImageFile] = field(default_factory=lambda: MappingProxyType({}))
    templates: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    print: Print | None = None
    word: bytes = field(default=b"", repr=False)
    again: bool = False


def with_pictures(assets: Assets, view: View) -> Assets:
    """Return `assets` with the pictures beside them that were drawn for `view`."""
    return replace(assets, images=MappingProxyType({**assets.images, **view.pictures}))


def themes_of(view: View) -> Mapping[str, Theme]:
    """Return the themes that a view holds, by id, with names to link to them by."""
    held = query((view.blocks, view.answers), Theme)
    return {theme.id: replace(theme, name=as_label(theme.name)) for theme in held}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block with an id begins: its page, counted from 1."""

    id: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """The bytes of a file; for paged formats how many pages, where each block fell, its flow."""

    data: bytes
    pages: int | None = None
    places: tuple[Place, ...] = ()
    flow: Flow | None = None


class RenderFault(Exception):
    """A view cannot be rendered: a template is broken, a library refuses, memory is short.

    The message says what to do, for the author; it becomes a `render-failed` diagnostic.

    place  in the template or stylesheet that is to blame, if one is
    """

    def __init__(self, message: str, place: Span | None = None) -> None:
        super().__init__(message if place is None else f"{place.path}:{place.line}: {message}")
        self.message = message
        self.place = place


class Backend(Protocol):
    """One output format.

    `render` is pure: same view and assets, same bytes; no clock, no network, no disk.
    It raises `RenderFault` and nothing else for what an author can cause.
    """

    format: str
    media_type: str

    def uncovered(self) -> frozenset[type[Block]]:
        """Return the block types that it cannot render: the build refuses to start with any."""
        ...

    def render(self, view: View, assets: Assets) -> Rendering:
        """Return the file for `view`."""
        ...


class RenderTable(Generic[Out]):
    """One backend's functions, one a block type, found by exact type."""

    def __init__(self, backend: str) -> None:
        self._backend = backend
        self._functions: dict[type[Block], Callable[..., None]] = {}

    def renders(
        self, kind: type[B]
    ) -> Callable[[Callable[[B, Out], None]], Callable[[B, Out], None]]:
        """Register the decorated function for blocks of exactly the type `kind`.

        raises ValueError if a function is registered already
        """

        def add(function: Callable[[B, Out], None]) -> Callable[[B, Out], None]:
            if kind in self._functions:
                raise ValueError(f"{self._backend}: two functions render {kind.__name__}")
            self._functions[kind] = function
            return function

        return add

    def uncovered(self) -> frozenset[type[Block]]:
        """Return the block types of a view that no function renders."""
        return RENDERED - self._functions.keys()

    def __call__(self, block: Block, out: Out) -> None:
        """Render `block` into `out`; a KeyError here is a gap that `uncovered` names."""
        self._functions[type(block)](block, out)
