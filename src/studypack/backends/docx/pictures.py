"""Pictures in the line: sizes, alternative text, and one part for each distinct picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from studypack.backends import rasters
from studypack.backends.base import RenderFault
from studypack.backends.docx.story import IMAGE, Story
from studypack.backends.docx.wordml import dxa, quoted
from studypack.model.pack import ImageFile

EMU_PER_DXA = 635
_PX_PER_INCH = 96
_DXA_PER_INCH = 1440
_SVG = "image/svg+xml"
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif", _SVG: "svg"}

_SVG_BLIP = (
    '<a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{}"/>'
    "</a:ext></a:extLst>"
)
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)
_MILLIMETRES = re.compile(r'="([\d.]+)mm"')
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture's part: its name inside the package and its bytes."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in dxa."""

    width: int
    height: int

    def within(self, width: int, height: int) -> Size:
        """Return this size, or a smaller one of the same shape that fits."""
        factor = min(1.0, width / self.width, height / self.height)
        return Size(max(1, round(self.width * factor)), max(1, round(self.height * factor)))


def size_of(image: ImageFile, width: str, available: int, highest: int) -> Size:
    """Return how large an image is shown.

    width      '6 cm', '40 mm', '50%' of the available width, or '' for its natural size at 96 dpi
    available  no wider than this, in dxa; highest: no higher
    """
    given = _length(width, available)
    natural = image.width_px * _DXA_PER_INCH / _PX_PER_INCH
    wide = given or natural
    high = wide * image.height_px / image.width_px
    return Size(max(1, round(wide)), max(1, round(high))).within(available, highest)


def _length(width: str, available: int) -> float:
    found = re.fullmatch(r"\s*([\d.]+)\s*(cm|mm|%)\s*", width)
    if not found:
        return 0.0
    number = float(found[1])
    match found[2]:
        case "cm":
            return dxa(number * 10)
        case "mm":
            return dxa(number)
        case _:
            return available * number / 100


class Pictures:
    """The pictures of one document. `media` holds their parts, each distinct content once.

    taken  the highest number that a drawing has already
    """

    def __init__(self, images: Mapping[str, ImageFile], taken: int = 0) -> None:
        self._images = images
        self._media: dict[bytes, Media] = {}
        self._count = taken

    @property
    def media(self) -> tuple[Media, ...]:
        """Every picture's part, in order of first use."""
        return tuple(self._media.values())

    def image(self, name: str) -> ImageFile:
        """Return an image of the pack.

        raises  RenderFault if it was not handed over
        """
        if name not in self._images:
            raise RenderFault(f"the image {name} is missing: check the pack again")
        return self._images[name]

    def place(
        self, image: ImageFile, size: Size, alt: str, story: Story, *, title: str = ""
    ) -> str:
        """Return a run that shows `image` in the line. alt: '' if the picture is decoration."""
        known = image.media_type in _EXTENSIONS
        drawing = self._embed(image.data, _SVG, story) if image.media_type == _SVG else ""
        if known and not drawing:
            bitmap = self._embed(image.data, image.media_type, story)
        else:
            bitmap = self._embed(_pixels(image, size), "image/png", story)
        self._count += 1
        return _run(self._count, size, alt, title, bitmap, drawing)

    def draw(self, svg: str, alt: str, story: Story, *, available: int) -> str:
        """Return a run that shows a drawing of ours, whose size its first two lengths in mm give.

        Word does not know the colour of the text round a drawing: it becomes black.
        """
        drawn = svg.replace("currentColor", "#000000")
        wide, high = (float(length) for length in _MILLIMETRES.findall(drawn)[:2])
        size = Size(dxa(wide), dxa(high))
        image = ImageFile(
            name="drawing.svg",
            media_type=_SVG,
            data=drawn.encode(),
            width_px=size.width,
            height_px=size.height,
        )
        return self.place(image, size.within(available, size.height), alt, story)

    def _embed(self, data: bytes, media_type: str, story: Story) -> str:
        if data not in self._media:
            name = f"/word/media/image{len(self._media) + 1}.{_EXTENSIONS[media_type]}"
            self._media[data] = Media(name, media_type, data)
        return story.relate(IMAGE, self._media[data].name)


def _pixels(image: ImageFile, size: Size) -> bytes:
    """Return a picture of a kind that Word does not know, or not every Word, as PNG."""
    try:
        if image.media_type == _SVG:
            width = size.width * rasters.PIXELS_PER_INCH // _DXA_PER_INCH
            return rasters.svg_to_png(image.data, width)
        return rasters.to_png(image.data)
    except (ValueError, OSError) as error:
        raise RenderFault(f"{image.name} cannot be turned into a picture: {error}") from error


def _run(number: int, size: Size, alt: str, title: str, bitmap: str, drawing: str) -> str:
    wide, high = size.width * EMU_PER_DXA, size.height * EMU_PER_DXA
    described = f'descr="{quoted(alt)}"' + (f' title="{quoted(title)}"' if title else "")
    more = _SVG_BLIP.format(drawing) if drawing else ""
    extent = f'cx="{wide}" cy="{high}"'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {extent}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="Picture {number}" {described}>'
        f"{'' if alt else _DECORATIVE}</wp:docPr>"
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="Picture {number}" {described}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{bitmap}">{more}</a:blip>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
