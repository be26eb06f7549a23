"""How a diagnostic looks: the caret stands under what it means."""

from __future__ import annotations

import json

from studypack.console import as_json, show, size
from studypack.diagnostics import Diagnostic, Severity
from studypack.spans import Span

PATH = "source/x/pack.md"


def diagnostic(column: int, width: int) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "unknown-directive",
        "no directive is called 'charcter'",
        Span(PATH, 2, column, width),
        "did you mean 'character'?",
    )


def shown(text: str, column: int, width: int) -> list[str]:
    return show(diagnostic(column, width), text.split("\n")).split("\n")


def test_a_diagnostic_shows_place_line_caret_and_help() -> None:
    assert shown("# T\n:::{charcter} Kathy H.\n", 5, 8) == [
        "source/x/pack.md:2:5: error[unknown-directive]: no directive is called 'charcter'",
        "    2 | :::{charcter} Kathy H.",
        "      |     ^^^^^^^^",
        "  help: did you mean 'character'?",
    ]


def test_the_caret_stands_right_behind_wide_characters_and_tabs() -> None:
    assert shown("\n日本x", 3, 1)[2] == "      |     ^"
    assert shown("\n\tx", 2, 1)[2] == "      | \t^"


def test_a_wide_character_is_underlined_whole() -> None:
    assert shown("\n日本", 1, 2)[2] == "      | ^^^^"


def test_what_could_move_the_cursor_is_not_printed() -> None:
    assert "\x1b" not in "\n".join(shown("\n\x1b[2Jx", 5, 1))


def test_a_long_line_is_cut_round_the_fault() -> None:
    lines = shown("\n" + "a" * 5000 + "X" + "b" * 5000, 5001, 1)
    assert len(lines[1]) < 260
    assert lines[1][lines[2].index("^")] == "X"


def test_a_fault_without_a_line_is_still_shown() -> None:
    assert len(show(diagnostic(1, 1), ()).split("\n")) == 2


def test_json_has_the_keys_of_the_contract() -> None:
    assert json.loads(as_json(diagnostic(5, 8))) == {
        "path": PATH,
        "line": 2,
        "column": 5,
        "severity": "error",
        "code": "unknown-directive",
        "message": "no directive is called 'charcter'",
        "help": "did you mean 'character'?",
    }


def test_sizes_are_read_as_people_say_them() -> None:
    assert [size(812), size(64_100), size(1_300_000)] == ["812 B", "64 kB", "1.3 MB"]


def test_what_is_said_of_a_whole_pack_points_at_no_line() -> None:
    whole = Diagnostic(
        Severity.WARNING, "unused-image", "a message", Span("source/x/pack.md"), "help"
    )
    assert show(whole, ["---", "title: X", "---"]) == (
        "source/x/pack.md:1:1: warning[unused-image]: a message\n  help: help"
    )
