"""Variable fonts are cut as WeasyPrint cuts them, to the byte, without a look at glyphs nobody sees."""

from __future__ import annotations

from typing import Any

import pytest
import weasyprint
import weasyprint.pdf.fonts
from weasyprint.text.fonts import FontConfiguration

from studypack import fonts
from studypack.backends.pdf import pinning, tags

PAGE = """<style>
  body { font-family: 'Source Serif 4'; font-size: 10.5pt } h1 { font-size: 40pt; font-weight: 300 }
  b { font-family: 'Source Sans 3'; font-weight: 600 } i { font-family: 'Source Sans 3' }
  code { font-family: 'Atkinson Hyperlegible' }
</style><h1>Ångström</h1><p>Ça et là, <b>½ of it</b> in <i>italics</i> – <code>static</code>."""


@pytest.fixture
def document() -> Any:
    with fonts.private_fontconfig():
        configuration = FontConfiguration()
    return weasyprint.HTML(string=PAGE).render(font_config=configuration)


class Pinned(list[tuple[int, int]]):
    """How many glyphs were pinned of how many, a font each."""

    def by(self, module: Any, patch: pytest.MonkeyPatch) -> Pinned:
        """Listen to the pinning that `module` asks for."""
        original = module.instantiateVariableFont

        def listening(font: Any, *arguments: Any, **options: Any) -> Any:
            self.append((len(font["glyf"].glyphOrder), len(font.getGlyphOrder())))
            return original(font, *arguments, **options)

        patch.setattr(module, "instantiateVariableFont", listening)
        return self


def test_the_file_is_the_one_that_weasyprint_would_write(
    document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = Pinned().by(weasyprint.pdf.fonts, monkeypatch)
    quick = tags.write_tagged(document)
    assert theirs == []
    monkeypatch.setattr(tags, "pin_quickly", lambda _fonts: None)
    assert tags.write_tagged(document) == quick
    assert len(theirs) == 4  # negative control: without us it is WeasyPrint that pins them


def test_only_glyphs_that_are_drawn_are_pinned(
    document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Pinned().by(pinning, monkeypatch)
    tags.write_tagged(document)
    assert len(ours) == 4
    assert all(seen < 30 < glyphs for seen, glyphs in ours)


def test_a_font_that_varies_in_something_else_is_left_to_weasyprint(
    document: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = tags.write_tagged(document)
    ours, theirs = Pinned().by(pinning, monkeypatch), Pinned().by(weasyprint.pdf.fonts, monkeypatch)
    monkeypatch.setattr(pinning, "_AXES", {"wght"})  # as if our serif had an axis nobody knows
    assert tags.write_tagged(document) == expected
    assert (len(ours), len(theirs)) == (2, 2)
