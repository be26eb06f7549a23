"""The fonts that every install brings: what they cover, and that no others get onto a page."""

from __future__ import annotations

import html
import logging
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from studypack import fonts
from studypack.fonts import coverage

needs_noto_cjk = pytest.mark.skipif(not fonts.han_families(), reason="Noto CJK is not installed")


def fonts_on(markup: str) -> set[str]:
    """Return the names of the fonts that a page with `markup` embeds, without their random prefix."""
    with fonts.private_fontconfig():
        return embedded(markup)


def embedded(markup: str) -> set[str]:
    return {name.partition("+")[2].rstrip(",") for name in _fonts_of(markup)}


def embedded_files(markup: str) -> set[str]:
    """Return the names with their prefix, which is one a font file."""
    with fonts.private_fontconfig():
        return _fonts_of(markup)


def _fonts_of(markup: str) -> set[str]:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    page = f"<html lang=en><title>t</title><style>{fonts.stylesheet()}</style>{markup}"
    written = weasyprint.HTML(string=page).write_pdf(font_config=FontConfiguration())
    with pikepdf.open(BytesIO(written)) as pdf:
        return {
            str(thing.BaseFont)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
        }


# Families


@pytest.mark.parametrize("family", fonts.families(), ids=lambda family: str(family.name))
def test_each_face_is_the_family_style_and_weight_that_the_table_says(
    family: fonts.FontFamily,
) -> None:
    for face in family.faces:
        assert (face.style == "italic") == ("Italic" in face.path.name)
        with TTFont(face.path, lazy=True) as font:
            assert family.name in {font["name"].getDebugName(16), font["name"].getDebugName(1)}
            if "fvar" in font:
                (axis,) = (axis for axis in font["fvar"].axes if axis.axisTag == "wght")
                assert face.weights == (axis.minValue, axis.maxValue)
            else:
                assert face.weights == (font["OS/2"].usWeightClass,) * 2


def test_the_nearest_face_is_found_where_a_family_lacks_a_weight_or_a_style() -> None:
    by_name = {family.name: family for family in fonts.families()}
    assert by_name["Atkinson Hyperlegible"].face(600).weights == (700, 700)
    assert by_name["Source Serif 4"].face(300, "italic").path.name.startswith("SourceSerif4-Italic")
    assert by_name["Frank Ruhl Libre"].face(400, "italic").style == "normal"


def test_every_family_that_css_may_name_exists() -> None:
    known = {family.name for family in (*fonts.families(), *fonts.han_families())}
    named = {name for stack in fonts.STACKS.values() for name in stack if "CJK" not in name}
    assert named <= known


def test_a_stack_begins_with_what_is_native_to_the_language() -> None:
    assert fonts.font_stack("reading").startswith('"Source Serif 4", ')
    assert fonts.font_stack("reading", "ar-EG").startswith('"Amiri", "Source Serif 4", ')
    assert fonts.font_stack("label", "he").startswith('"Assistant", "Source Sans 3", ')
    assert fonts.font_stack("dyslexia", "zh-Hant-TW").startswith('"Noto Sans CJK TC", ')
    assert fonts.font_stack("label", "ar").count('"IBM Plex Sans Arabic"') == 1


def test_text_is_measured_at_the_weight_that_is_asked_for() -> None:
    light, bold = (fonts.advance_widths("Source Sans 3", weight) for weight in (400, 700))
    assert light["H"] == pytest.approx(0.652, abs=0.001)  # what a static instance has
    assert bold["H"] == pytest.approx(0.674, abs=0.001)


# Coverage


def test_the_coverage_table_is_what_the_font_files_hold() -> None:
    table = Path(coverage.__file__).with_name("coverage.txt")
    assert table.read_text(encoding="ascii") == coverage.coverage_table()


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "“Quotes” – dashes — ellipsis… naïve Œuvre Straße ĳ ő ř ş ț ż",
        "✓ ✗ ☐ ☑ ☒ ○ ● ◯ □ ■ △ ▲ → ← ↔ ⇒ ★ ☆ ✎ ✂ ⚠ ☺",
        "− × ÷ ± ≤ ≥ ≠ ≈ ° ½ ¾ ⅓ ₂ ² ³ ⁿ √ ∞ π ∑ ∫ ∈ ∅ ∪ ∩ ⊂ ∀ ∃ ⊥ ∠ ℝ ℕ ℃ Ω",
        "Ἀχιλλεύς ᾠδή Война и мир Київ",
        "العربية ١٢٣ שלום हिन्दी ˈfəʊnɪks",
        "no\u00a0break thin\u202fspace joiner\u200d soft\u00adhyphen variant\ufe0f\u2003em",
    ],
)
def test_what_schools_write_is_covered(text: str) -> None:
    assert fonts.uncovered(text) == frozenset()


def test_what_no_family_has_is_named() -> None:
    assert fonts.uncovered("rune ᚠ and Burmese က") == {"ᚠ", "က"}
    assert fonts.uncovered("a control\x07 character\ufff9") == {"\x07", "\ufff9"}


def test_a_character_names_the_families_that_have_it_best_first() -> None:
    assert fonts.covered_by("é")[0] == "Source Serif 4"
    assert fonts.covered_by("∈") == ("STIX Two Math", "DejaVu Sans")
    assert fonts.covered_by("ᚠ") == ()


def test_ranges_hold_exactly_the_given_codes() -> None:
    assert coverage.joined([5, 1, 2, 3, 9, 2]) == ((1, 3), (5, 5), (9, 9))


def test_han_is_covered_only_where_a_font_for_it_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coverage, "han_families", lambda: ())
    coverage._rare_han.cache_clear()
    assert fonts.uncovered("日本 한글 𠀋") == set("日本한글𠀋")
    coverage._rare_han.cache_clear()


@needs_noto_cjk
def test_noto_cjk_holds_the_blocks_that_count_as_covered() -> None:
    assigned = {
        code
        for first, last in coverage._HAN_BLOCKS
        for code in range(first, last + 1)
        if unicodedata.category(chr(code)) != "Cn"
    }
    for path in {family.face().path for family in fonts.han_families()}:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            assert assigned <= font.getBestCmap().keys()
    assert fonts.uncovered("日本、한글「中文」𠀋") == frozenset()


def test_checking_a_text_opens_no_font_and_loads_no_font_library() -> None:
    program = (
        "import sys; from studypack import fonts; fonts.uncovered('né ✓ ᚠ');"
        "print([m for m in ('fontTools', 'weasyprint', 'ziamath') if m in sys.modules])"
    )
    assert run(program) == "[]"


def run(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.strip()


# On the page


def sample_of_covered() -> str:
    """Return every seventh character of every family, those left out that a page cannot hold."""
    codes = [
        code
        for ranges in coverage.coverage().values()
        for a, b in ranges
        for code in range(a, b + 1)
    ]
    drawn = (chr(code) for code in codes[::7])
    return "".join(
        c for c in drawn if unicodedata.category(c) not in {"Cc", "Cn", "Co", "Zl", "Zp"}
    )


@pytest.mark.parametrize("role", fonts.STACKS)
def test_what_counts_as_covered_is_drawn(role: str, caplog: pytest.LogCaptureFixture) -> None:
    text = html.escape(sample_of_covered())
    fonts_on(f'<p style="font-family: var(--font-{role}); overflow-wrap: anywhere">{text}')
    assert [message for message in caplog.messages if "notdef" in message] == []


def test_what_counts_as_uncovered_is_not_drawn(caplog: pytest.LogCaptureFixture) -> None:
    """Negative control: the test above would see an empty box."""
    with caplog.at_level(logging.WARNING):
        fonts_on("<p>ᚠ \x07 \ufff9")
    assert sum("notdef" in message for message in caplog.messages) == 3


@contextmanager
def machine_with_a_font_of_its_own(folder: Path) -> Iterator[None]:
    """Show Fontconfig one font that is not ours, as the machine's only one."""
    with TTFont(fonts.families()[2].faces[0].path) as font:
        for record in font["name"].names:
            record.string = str(record).replace("Atkinson Hyperlegible", "Machine Only")
        font.save(folder / "machine.ttf")
    config = folder / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{folder}</dir></fontconfig>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(config))
        yield


def test_no_font_of_the_machine_gets_onto_a_page(tmp_path: Path) -> None:
    markup = "<p style=\"font-family: 'Machine Only'\">text"
    with machine_with_a_font_of_its_own(tmp_path):
        assert embedded(markup) == {"Machine-Only"}  # negative control
        assert fonts_on(markup) == {"Source-Serif-4"}
        assert os.environ["FONTCONFIG_FILE"] == str(tmp_path / "fonts.conf")


@pytest.mark.parametrize(
    ("generic", "expected"),
    [
        ("serif", "Source-Serif-4"),
        ("sans-serif", "Source-Sans-3"),
        ("monospace", "Source-Code-Pro"),
    ],
)
def test_the_generic_families_are_ours(generic: str, expected: str) -> None:
    assert fonts_on(f'<p style="font-family: {generic}">text') == {expected}


@pytest.mark.parametrize(
    ("weight", "style", "expected"),
    [
        (300, "normal", "Source-Sans-3-Light"),
        (400, "normal", "Source-Sans-3"),
        (400, "italic", "Source-Sans-3-Italic"),
        (600, "normal", "Source-Sans-3-Semi-Bold"),
        (600, "italic", "Source-Sans-3-Semi-Bold-Italic"),
        (700, "normal", "Source-Sans-3-Bold"),
        (700, "italic", "Source-Sans-3-Bold-Italic"),
    ],
)
def test_a_variable_family_has_every_weight_in_both_styles(
    weight: int, style: str, expected: str
) -> None:
    markup = f'<p style="font: {style} {weight} 12px var(--font-label)">text'
    assert fonts_on(markup) == {expected}


def test_sizes_share_the_optical_cuts_of_the_reading_face() -> None:
    def cuts(*sizes: float) -> int:
        paragraphs = (f'<p style="font: {size}pt var(--font-reading)">text' for size in sizes)
        return len(embedded_files("".join(paragraphs)))

    assert cuts(8, 9) == cuts(10.5, 11.25) == cuts(13, 17) == cuts(24, 40) == 1
    assert cuts(8, 10.5, 17, 24) == 4


LANGUAGES = {
    "ar": ("نص 123", "Amiri", "IBM-Plex-Sans-Arabic"),
    "he": ("טקסט 123", "Frank-Ruhl-Libre", "Assistant"),
}
HAN_LANGUAGES = {
    "ja": ("直骨 123", "Noto-Serif-CJK-JP", "Noto-Sans-CJK-JP"),
    "zh": ("直骨 123", "Noto-Serif-CJK-SC", "Noto-Sans-CJK-SC"),
    "zh-Hans": ("直骨 123", "Noto-Serif-CJK-SC", "Noto-Sans-CJK-SC"),
    "zh-Hant": ("直骨 123", "Noto-Serif-CJK-TC", "Noto-Sans-CJK-TC"),
    "zh-HK": ("直骨 123", "Noto-Serif-CJK-HK", "Noto-Sans-CJK-HK"),
    "ko": ("직접 123", "Noto-Serif-CJK-KR", "Noto-Sans-CJK-KR"),
}


def check_language(language: str, text: str, serif: str, sans: str) -> None:
    for role, expected in (("reading", serif), ("label", sans), ("dyslexia", sans)):
        markup = f'<p lang="{language}" style="font-family: var(--font-{role})">{text}'
        assert fonts_on(markup) == {expected}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_set_in_its_languages_own_family(language: str) -> None:
    check_language(language, *LANGUAGES[language])


@needs_noto_cjk
@pytest.mark.parametrize("language", HAN_LANGUAGES)
def test_han_characters_have_the_shapes_of_their_region(language: str) -> None:
    check_language(language, *HAN_LANGUAGES[language])


@needs_noto_cjk
def test_han_without_a_language_of_its_own_does_not_change_the_latin_around_it() -> None:
    markup = '<p style="font-family: var(--font-reading)">text 直骨'
    assert fonts_on(markup) == {"Source-Serif-4", "Noto-Serif-CJK-SC"}


def test_the_folder_of_the_install_does_not_change_the_pdf(tmp_path: Path) -> None:
    program = """
import hashlib
from studypack import fonts
from studypack.fonts import coverage
from studypack.backends.pdf.tags import write_tagged
with fonts.private_fontconfig():
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    page = "<html lang=en><title>t</title><p>Text <b>bold</b> ★ <span lang=ar>نص</span>"
    document = weasyprint.HTML(string=page).render(font_config=FontConfiguration())
print(fonts.families()[0].faces[0].path.is_relative_to({folder!r}))
print(hashlib.sha256(write_tagged(document)).hexdigest())
"""
    for package in {path.parents[1] for path in fonts.font_files() if "CJK" not in path.name}:
        shutil.copytree(package, tmp_path / package.name)
    path = os.pathsep.join(map(str, (tmp_path, Path(fonts.__file__).parents[2])))
    here = run(
        program.format(folder=str(tmp_path)), PYTHONPATH=str(Path(fonts.__file__).parents[2])
    )
    there = run(program.format(folder=str(tmp_path)), PYTHONPATH=path)
    assert (here.split()[0], there.split()[0]) == ("False", "True")
    assert here.split()[1] == there.split()[1]
