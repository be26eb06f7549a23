"""Worksheets in which pupils type in the fields alone, and the fields of the name line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checkers import Finding, errors, openxml_audit, openxml_sdk
from wordfile import WordFile
from workspaces import PACK, Workspace

PROTECTION = "//w:documentProtection[@w:edit='forms'][@w:enforcement='1']"
PROTECTED = "water/water-worksheet-protected.docx"


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    made = Workspace(tmp_path, capsys)
    made.write()
    return made


def built(workspace: Workspace, name: str, *options: str) -> WordFile:
    ran = workspace.run("build", "--product", "worksheet", *options)
    assert ran.status == 0, ran.err
    return WordFile(workspace.built()[name])


def test_a_protected_worksheet_can_be_typed_into_in_its_fields_alone(workspace: Workspace) -> None:
    file = built(workspace, PROTECTED, "--protect")
    assert file.find(PROTECTION, "settings")
    assert not file.find("//w:documentProtection/@w:hash", "settings")
    locks = file.find(".//w:sdt/w:sdtPr/w:lock/@w:val")
    assert set(locks) == {"sdtLocked"}
    assert len(locks) == len(file.tags)


def test_a_worksheet_is_open_unless_asked(workspace: Workspace) -> None:
    file = built(workspace, "water/water-worksheet.docx")
    assert not file.find(PROTECTION, "settings")
    assert not file.find(".//w:lock")


def test_only_word_files_are_protected(workspace: Workspace) -> None:
    ran = workspace.run("build", "--protect", "--format", "pdf")
    assert ran.status == 2
    assert "only a Word file can be 'protected', not pdf" in ran.err
    assert workspace.run("build", "--protect", "--fit", "2").status == 2
    assert workspace.run("build", "--protect").status == 0
    assert [name for name in workspace.built() if "manifest" not in name] == [PROTECTED]


@pytest.mark.parametrize("language", ["en-GB", "fr", "ja", "ar"])
def test_the_date_of_the_name_line_is_picked_from_a_calendar(
    workspace: Workspace, language: str
) -> None:
    workspace.write(text=PACK.replace("en-GB", language))
    file = built(workspace, "water/water-worksheet.docx")
    (date,) = file.find("//w:sdtPr[w:tag/@w:val='name-line.3']/w:date", "header1")
    namespaces = {"w": date.nsmap["w"]}
    (told,) = date.xpath("w:lid/@w:val", namespaces=namespaces)
    assert told.startswith(language[:2])
    assert len(file.find("//w:sdt[.//w:rStyle/@w:val='Blank']", "header1")) == 4
    assert not file.find("//w:sdtPr/w:text", "header1")


@pytest.mark.parametrize("checker", [openxml_sdk, openxml_audit], ids=["sdk", "audit"])
def test_a_protected_worksheet_is_valid(
    workspace: Workspace, checker: Callable[[Sequence[Path]], list[Finding]]
) -> None:
    built(workspace, PROTECTED, "--protect")
    assert errors(checker([workspace.folder / "out" / PROTECTED])) == []
