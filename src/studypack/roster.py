"""A class list, `class.csv`, from which copies with names are made; called by the command `build`.

The first line names the columns, in any order: `name` (or `first name` and `surname`), and if wanted
`class`, `level` and `variant`. Others are passed over, so that an export of the school's office will
do. Commas, semicolons and tabs are told apart by that line.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from studypack.composing import Level, Pupil, Roster
from studypack.composing.pupils import file_name, file_names
from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.fonts.coverage import uncovered
from studypack.packs import shown_path
from studypack.spans import Span

MOST_PUPILS = 2000
_MOST_BYTES = 5_000_000

_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("name", "full name", "pupil", "student"), "name"),
    **dict.fromkeys(("first name", "forename", "given name"), "first"),
    **dict.fromkeys(("surname", "last name", "family name"), "last"),
    **{name: name for name in ("class", "level", "variant")},
}
"""What a column may be called, and what it then holds."""

_FORM = "the first line names the columns: name,class,level,variant"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the list: what each column that we know says, and where."""

    cells: Mapping[str, str]
    source: str
    span: Span

    def at(self, column: str) -> Span:
        """Return where a cell stands in its line, as nearly as can be told."""
        written = self.cells.get(column, "")
        found = self.source.find(written) if written else -1
        return self.span.at(column=max(found, 0) + 1, width=len(written))


def read_roster(path: Path, workspace: Path, found: Diagnostics) -> Roster | None:
    """Return the class list in `path`; None, and every reason in `found`, if it has errors."""
    place = Span(shown_path(path, workspace))
    own = Diagnostics()
    text = _text(path, place, own)
    pupils = _pupils(tuple(_rows(text, place, own)), own) if text is not None else []
    if not pupils and not own.has_errors:
        own.error("bad-roster", "the class list has no pupils", place, _FORM)
    found.extend(own)
    if own.has_errors:
        return None
    name = file_name(path.stem) or "class"
    files = file_names((pupil.name for pupil in pupils), taken=(name,))
    return Roster(
        name=name,
        pupils=tuple(
            Pupil(
                name=pupil.name,
                file_name=file,
                class_name=pupil.class_name,
                letter=pupil.letter,
                level=pupil.level,
            )
            for pupil, file in zip(pupils, files, strict=True)
        ),
    )


def _text(path: Path, place: Span, found: Diagnostics) -> str | None:
    """Return the text of the list, in UTF-8 or as Excel's 'Unicode text' has it."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            found.error("too-large", "the class list has more than 5 MB", place)
            return None
        content = path.read_bytes()
    except OSError as error:
        message = f"cannot read the class list: {error.strerror}"
        found.error("unreadable-file", message, place)
        return None
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(errors="replace")
        line = place.at(line=before.count("\n") + 1)
        message = f"byte {error.start + 1} is not part of UTF-8 text"
        found.error("not-utf8", message, line, "in Excel, save it as 'CSV UTF-8'")
        return None


# --- Lines and columns ------------------------------------------------------------------------


def _rows(text: str, place: Span, found: Diagnostics) -> Iterator[_Row]:
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), "")
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(head), strict=True)
    columns: dict[int, str] = {}
    last = 0
    try:
        for cells in reader:
            first, last = last + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            span = place.at(line=first)
            source = lines[first - 1] if first <= len(lines) else ""
            if not columns:
                columns = _columns(cells, source, span, found)
                if not columns:
                    return
                continue
            known = {what: _plain(cells[n]) for n, what in columns.items() if n < len(cells)}
            yield _Row(known, source, span)
    except csv.Error as error:
        help_ = "a quotation mark inside quotation marks is written twice"
        found.error("bad-roster", f"the line is no CSV: {error}", place.at(line=last + 1), help_)


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)


def _plain(cell: str) -> str:
    """Return a cell in one line, without marks that turn the direction of what follows."""
    seen = "".join(character for character in cell if character not in _TURNING)
    return " ".join(unicodedata.normalize("NFC", seen).split())


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def _columns(cells: Sequence[str], source: str, span: Span, found: Diagnostics) -> dict[int, str]:
    """Return what each column holds, by its number; {} and why if none holds a name."""
    names = [_plain(cell).casefold() for cell in cells]
    columns = {number: _COLUMNS[name] for number, name in enumerate(names) if name in _COLUMNS}
    held = list(columns.values())
    if "name" not in held and not {"first", "last"} <= set(held):
        guesses = [did_you_mean(name, ("name", "surname")) for name in names if name]
        help_ = next((guess for guess in guesses if guess), _FORM)
        found.error("bad-roster", "no column is called 'name'", span, help_)
        return {}
    for number, name in enumerate(names):
        written = span.at(column=max(source.casefold().find(name), 0) + 1, width=len(name))
        if number in columns and columns[number] in held[: list(columns).index(number)]:
            message = f"two columns hold the {columns[number]}"
            found.error("bad-roster", message, written, "rename or delete one of them")
        elif name and number not in columns and (near := did_you_mean(name, _OPTIONAL)):
            found.error("bad-roster", f"no column is called '{name}'", written, near)
    return columns


_OPTIONAL = ("class", "level", "variant")


# --- Pupils -----------------------------------------------------------------------------------


def _pupils(rows: Sequence[_Row], found: Diagnostics) -> list[Pupil]:
    if len(rows) > MOST_PUPILS:
        message = f"the class list has more than {MOST_PUPILS} pupils"
        found.error("too-large", message, rows[MOST_PUPILS].span)
        return []
    seen: dict[str, Span] = {}
    pupils = []
    for row in rows:
        name = row.cells.get("name", "") or " ".join(
            filter(None, (row.cells.get("first", ""), row.cells.get("last", "")))
        )
        if not _is_sound(name, row, found):
            continue
        if name in seen:
            message = f"'{name}' stands in line {seen[name].line} too"
            help_ = "their files are told apart by a number: add an initial to tell who is who"
            found.warning("duplicate-pupil", message, row.at("name"), help_)
        seen.setdefault(name, row.span)
        pupils.append(
            Pupil(
                name=name,
                file_name="",
                class_name=row.cells.get("class", ""),
                letter=_letter(row, found),
                level=_level(row, found),
            )
        )
    return pupils


def _is_sound(name: str, row: _Row, found: Diagnostics) -> bool:
    """Say whether a name can be printed; report it if not."""
    if not name:
        found.error("bad-roster", "the pupil has no name", row.span, "write it or delete the line")
        return False
    if any(unicodedata.category(character) in {"Cc", "Cs", "Cn"} for character in name):
        message = "the name has a character that no document can hold"
        found.error("bad-roster", message, row.at("name"), "type the name anew")
        return False
    for character in sorted(uncovered(name + row.cells.get("class", ""))):
        message = f"no font has '{character}' (U+{ord(character):04X}) of the name"
        help_ = "print would show an empty box: write the name in other letters"
        found.warning("missing-glyph", message, row.at("name"), help_)
    return True


def _letter(row: _Row, found: Diagnostics) -> str:
    written = row.cells.get("variant", "")
    letter = written.lower()
    if not letter or (letter in ascii_lowercase and len(letter) == 1):
        return letter
    message = f"a variant is a letter from A to Z, not '{written}'"
    found.error("bad-roster", message, row.at("variant"), "leave it empty: one is then chosen")
    return ""


def _level(row: _Row, found: Diagnostics) -> Level | None:
    written = row.cells.get("level", "")
    levels = {level.value: level for level in Level}
    if not written or written.lower() in levels:
        return levels.get(written.lower())
    help_ = did_you_mean(written, levels) or f"there are {', '.join(levels)}"
    found.error("bad-roster", f"no level is called '{written}'", row.at("level"), help_)
    return None
