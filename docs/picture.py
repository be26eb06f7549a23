"""Draws docs/images/pages.png, the picture of the README: `python docs/picture.py`.

Pages of one pack, as they are built: its three files side by side, and below them what a teacher gets
beside a page of the pupils. Needs what the tests need: pdftotext and pdftoppm (poppler), LibreOffice and Chromium. Look at the result before you commit it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from studypack.build import Order, build
from studypack.composing import PRODUCTS, Request, parse_edition
from studypack.environment import variable
from studypack.fonts import families, private_fontconfig

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "pages.png"

PACK = "photosynthesis"
HANDOUT = "A chloroplast, cut open"
WORKSHEET = "A variegated pelargonium was kept"
GUIDE = "The practical"
TASKS = "Join each part of the leaf"
KEY = "Answer key"
"""A phrase of the page that is shown, by which it is found wherever it falls."""

READER = """<style>
  html { margin: 40px 28px; height: 680px; columns: 1; column-gap: 60px; column-fill: auto; overflow: hidden }
  body { margin: 0 }
</style>"""
"""What a reading system adds: margins, and pages instead of one long scroll."""

HEIGHT = 860
GAP = 56
CAPTION = 76
GROUND = "#eef0ee"
INK = "#333a36"
COLOURS = 96
DPI = 110


def main() -> None:
    """Build the pack, photograph pages of its files and put them together."""
    with tempfile.TemporaryDirectory() as temporary, private_fontconfig():
        folder = Path(temporary)
        files = _built(folder)
        handout, teachers = files["handout"], files["handout-teacher"]
        rows = [
            [
                (_page(handout, HANDOUT, folder), "Handout, for print: PDF"),
                (_page(_as_pdf(files["worksheet"], folder), WORKSHEET, folder), "Worksheet: Word"),
                (_screen(files["guide"], GUIDE, folder), "Guide, for e-readers: EPUB"),
            ],
            [
                (_page(handout, TASKS, folder), "A page for pupils"),
                (_page(teachers, TASKS, folder), "the same for teachers"),
                (_page(files["answers"], KEY, folder), "and the answers"),
            ],
        ]
    picture = _one_below_another([_side_by_side(row) for row in rows])
    PICTURE.parent.mkdir(exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURE, optimize=True)


def _built(folder: Path) -> dict[str, Path]:
    """Return the files of the pack by product, the teacher's handout as 'handout-teacher'."""
    requests = (
        *(Request.of(PRODUCTS[name]) for name in ("handout", "worksheet", "guide", "answers")),
        Request(PRODUCTS["handout"], "pdf", parse_edition("teacher")),
    )
    report = build(Order(workspace=ROOT, requests=requests, out=folder, packs=(PACK,)))
    assert not report.failed, list(report.found)
    return {Path(one.path).stem.removeprefix(f"{PACK}-"): folder / one.path for one in report.made}


def _page(pdf: Path, phrase: str, folder: Path) -> Image.Image:
    """Return the page of a PDF that holds `phrase`."""
    text = _run(["pdftotext", str(pdf), "-"])
    pages = [" ".join(page.split()) for page in text.split("\f")]
    number = next(n for n, page in enumerate(pages, 1) if phrase in page)
    name = folder / pdf.stem
    only = ["-f", str(number), "-l", str(number), "-singlefile"]
    _run(["pdftoppm", "-r", str(DPI), *only, "-png", str(pdf), str(name)])
    return Image.open(name.with_suffix(".png")).convert("RGB")


def _as_pdf(docx: Path, folder: Path) -> Path:
    """Return a Word file as LibreOffice prints it where the worksheet's own font is installed."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "word"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out)]
    with variable("FONTCONFIG_FILE", str(_static_fonts(folder / "fonts"))):
        _run([*convert, str(docx)])
    return out / docx.with_suffix(".pdf").name


def _static_fonts(folder: Path) -> Path:
    """Return a configuration with the label font in two weights: LibreOffice knows no axes."""
    folder.mkdir()
    for weight in (400, 700):
        font = TTFont(_label_font())
        cut = instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
        cut.save(folder / f"{weight}.ttf")
    configuration = folder / "fonts.conf"
    configuration.write_text(f"<fontconfig><dir>{folder}</dir></fontconfig>", "utf-8")
    return configuration


def _label_font() -> Path:
    return next(family for family in families() if family.role == "label").face().path


def _screen(epub: Path, title: str, folder: Path) -> Image.Image:
    """Return the head of the chapter called `title`, on a screen of three by four."""
    with zipfile.ZipFile(epub) as book:
        book.extractall(folder / "book")
    chapters = sorted((folder / "book").rglob("*.xhtml"))
    chapter = next(
        path for path in chapters if f"<title>{title}</title>" in path.read_text("utf-8")
    )
    chapter.write_text(chapter.read_text("utf-8").replace("</head>", f"{READER}</head>"), "utf-8")
    shot = folder / "screen.png"
    _run([
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--force-device-scale-factor=2", "--window-size=570,760", f"--screenshot={shot}",
        chapter.as_uri(),
    ])  # fmt: skip
    return Image.open(shot).convert("RGB")


def _run(command: Sequence[str]) -> str:
    ran = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=180, env=os.environ
    )
    return ran.stdout


def _side_by_side(sheets: Sequence[tuple[Image.Image, str]]) -> Image.Image:
    pages = [(_scaled(page), caption) for page, caption in sheets]
    width = GAP + sum(page.width + GAP for page, _ in pages)
    picture = Image.new("RGB", (width, HEIGHT + GAP + CAPTION), GROUND)
    left = GAP
    for page, caption in pages:
        top = GAP + (HEIGHT - page.height) // 2
        _lay(picture, page, left, top)
        _write(picture, caption, left + page.width / 2, GAP + HEIGHT + CAPTION / 2)
        left += page.width + GAP
    return picture


def _one_below_another(rows: Sequence[Image.Image]) -> Image.Image:
    picture = Image.new(
        "RGB", (max(row.width for row in rows), sum(row.height for row in rows)), GROUND
    )
    top = 0
    for row in rows:
        picture.paste(row, ((picture.width - row.width) // 2, top))
        top += row.height
    return picture


def _scaled(page: Image.Image) -> Image.Image:
    return page.resize((round(page.width * HEIGHT / page.height), HEIGHT), Image.Resampling.LANCZOS)


def _lay(picture: Image.Image, page: Image.Image, left: int, top: int) -> None:
    """Put a page down with the shadow that a sheet of paper has."""
    mask = Image.new("L", picture.size, 0)
    box = (left, top + 3, left + page.width, top + page.height + 3)
    ImageDraw.Draw(mask).rectangle(box, fill=70)
    picture.paste(INK, mask=mask.filter(ImageFilter.GaussianBlur(7)))
    picture.paste(page, (left, top))


def _write(picture: Image.Image, text: str, x: float, y: float) -> None:
    font = ImageFont.truetype(_label_font(), 28)
    font.set_variation_by_axes([400])
    ImageDraw.Draw(picture).text((x, y), text, fill=INK, font=font, anchor="mm")


if __name__ == "__main__":
    main()
