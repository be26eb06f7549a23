"""How languages write: direction, punctuation, numerals, list letters, alphabetical order.

Small tables by language; `Labels` is the door to all of them but `collation_key`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

_RTL_LANGUAGES = frozenset({"ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "syr"})
_RTL_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg"})


def base_language(language: str) -> str:
    """Return the language subtag of a BCP 47 tag in lower case: 'pt-BR' → 'pt'."""
    return language.replace("_", "-").split("-", 1)[0].lower()


def is_right_to_left(language: str) -> bool:
    """Return whether lines of a language run from right to left; a script subtag decides."""
    subtags = language.replace("_", "-").lower().split("-")
    script = next((subtag for subtag in subtags[1:] if len(subtag) == 4), "")  # noqa: PLR2004
    # BCP 47, 2.2.3: a script subtag is the one of four letters ('az-Arab', 'ur-Latn').
    return script in _RTL_SCRIPTS if script else subtags[0] in _RTL_LANGUAGES


# --- Punctuation ------------------------------------------------------------------------------

_COMMAS = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "sd", "ug", "ckb"), "، "),
    "ja": "、",
    "zh": "，",
}
_BETWEEN_LISTED = {**_COMMAS, "zh": "、"}
_FULL_STOPS = {"ja": "。", "zh": "。", "ur": "۔ "}


def comma(language: str) -> str:
    """Return the comma of a language, with the space that stands behind it if one does."""
    return _COMMAS.get(base_language(language), ", ")


def listed(texts: Iterable[str], language: str) -> str:
    """Return texts as a list in a line: 'a, b', 'a、b', 'أ، ب'."""
    return _BETWEEN_LISTED.get(base_language(language), ", ").join(texts)


def full_stop(language: str) -> str:
    """Return the full stop of a language, with the space that stands behind it if one does."""
    return _FULL_STOPS.get(base_language(language), ". ")


# --- Numerals ---------------------------------------------------------------------------------

_ZEROS = {
    "arab": 0x0660,
    "arabext": 0x06F0,
    "deva": 0x0966,
    "beng": 0x09E6,
    "mymr": 0x1040,
    "tibt": 0x0F20,
    "olck": 0x1C50,
    "cakm": 0x11136,
    "adlm": 0x1E950,
    "nkoo": 0x07C0,
    "mtei": 0xABF0,
    "hmnp": 0x1E140,
}
"""The digit zero of each numbering system that is some locale's default in the CLDR, but Latin."""

_WITH_OWN_DIGITS = frozenset(
    [
        "ar",
        "as",
        "az",
        "bgc",
        "bgn",
        "bho",
        "bn",
        "ccp",
        "ckb",
        "dz",
        "ff",
        "fa",
        "hnj",
        "ks",
        "lrc",
        "mni",
        "mr",
        "my",
        "mzn",
        "ne",
        "nqo",
        "pa",
        "ps",
        "raj",
        "sa",
        "sat",
        "sd",
        "sdh",
        "ur",
        "uz",
    ]
)
"""Languages of which the CLDR has some locale with other digits: only for them Babel is asked."""


def numeral(number: int, language: str) -> str:
    """Return `number` in the digits that are customary in a language ('ar-EG': ٧; 'ar-MA': 7)."""
    latin = str(number)
    if base_language(language) not in _WITH_OWN_DIGITS or (zero := _zero(language)) is None:
        return latin
    return "".join(chr(zero + int(digit)) if digit.isdigit() else digit for digit in latin)


@lru_cache(maxsize=64)
def _zero(language: str) -> int | None:
    from babel.core import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language, sep="-" if "-" in language else "_")
    except (ValueError, UnknownLocaleError):
        return None
    return _ZEROS.get(locale.default_numbering_system)


# --- Letters of options and parts -------------------------------------------------------------

_LATIN = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z"

_LETTERS = {
    # The order of the abjad, not of the dictionary; ه with a tatweel so that it is not read as ٥.
    "ar": "أ ب ج د هـ و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ",
    "fa": "الف ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ه ی",
    "he": "א ב ג ד ה ו ז ח ט י יא יב יג יד טו טז יז יח יט כ",
    "el": "Α Β Γ Δ Ε ΣΤ Ζ Η Θ Ι ΙΑ ΙΒ ΙΓ ΙΔ ΙΕ ΙΣΤ ΙΖ ΙΗ ΙΘ Κ",
    # Without Ё, З, Й, О, Ч, Ъ, Ы, Ь, which are easily misread in a list (ГОСТ Р 2.105).
    "ru": "А Б В Г Д Е Ж И К Л М Н П Р С Т У Ф Х Ц Ш Щ Э Ю Я",
    # Without Й, Ъ, Ь, which begin no Bulgarian list.
    "bg": "А Б В Г Д Е Ж З И К Л М Н О П Р С Т У Ф Х Ц Ч Ш Щ Ю Я",
    # Without Ґ, Є, З, І, Ї, Й, О, Ч, Ь (ДСТУ 3008).
    "uk": "А Б В Г Д Е Ж И К Л М Н П Р С Т У Ф Х Ц Ш Щ Ю Я",
    "ja": "ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ タ チ ツ テ ト ナ ニ ヌ ネ ノ",
    "ko": "① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨ ⑩ ⑪ ⑫ ⑬ ⑭ ⑮ ⑯ ⑰ ⑱ ⑲ ⑳",
}
"""Letters of options where they are not those of the Latin alphabet."""

_NUMBERED_PARTS = frozenset({"ja", "zh", "ko"})
"""Languages whose exam papers number parts: (1), (2), …"""


def option_letter(index: int, language: str) -> str:
    """Return the letter of the option at `index`, from 0, as exam papers of the language do."""
    return _lettered(index, _LETTERS.get(base_language(language), _LATIN).split())


def part_letter(index: int, language: str) -> str:
    """Return the letter of the part at `index`, from 0, without brackets: 'a', 'б', '1'."""
    base = base_language(language)
    if base in _NUMBERED_PARTS:
        return str(index + 1)
    return _lettered(index, _LETTERS.get(base, _LATIN).split()).lower()


def _lettered(index: int, letters: list[str]) -> str:
    """Count in `letters` as columns of a spreadsheet do: …, Z, AA, AB, …"""
    rounds, place = divmod(index, len(letters))
    return (_lettered(rounds - 1, letters) if rounds else "") + letters[place]


# --- Alphabetical order -----------------------------------------------------------------------

_ALPHABETS = {
    "bg": "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ь ю я",
    "cs": "a b c č d e f g h ch i j k l m n o p q r ř s š t u v w x y z ž",
    "da": "a b c d e f g h i j k l m n o p q r s t u v w x y z æ ø å",
    "es": "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z",
    "fi": "a b c d e f g h i j k l m n o p q r s t u v w x y z å ä ö",
    "hr": "a b c č ć d dž đ e f g h i j k l lj m n nj o p q r s š t u v w x y z ž",
    "hu": "a b c cs d dz e f g gy h i j k l ly m n ny o ö p q r s sz t ty u ü v w x y z zs",
    "nb": "a b c d e f g h i j k l m n o p q r s t u v w x y z æ ø å",
    "pl": "a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z",
    "sk": "a ä b c č d e f g h ch i j k l m n o ô p q r s š t u v w x y z ž",
    "sv": "a b c d e f g h i j k l m n o p q r s t u v w x y z å ä ö",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p q r s ş t u ü v w x y z",
    "uk": "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я",
    "vi": "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z",
}
"""Alphabets with letters that sort apart from the letter they look like."""

Collation = tuple[tuple[tuple[int, str], ...], str]


def collation(language: str) -> Callable[[str], Collation]:
    """Return a sort key for the alphabetical order of a language.

    Case, accents and punctuation count only where all else is equal; letters of `_ALPHABETS`
    sort where the alphabet has them.
    LIMIT: Han characters sort by code point, that is roughly by radical; kana by code point.
    """
    base = base_language(language)
    ranks = {letter: rank for rank, letter in enumerate(_ALPHABETS.get(base, "").split())}

    def key(text: str) -> Collation:
        return tuple(_primary(_lower(text, base), ranks)), text

    return key


def _lower(text: str, base: str) -> str:
    """Fold case; Turkish has two letters i, each with both cases."""
    if base == "tr":
        text = text.replace("İ", "i").replace("I", "ı")
    return unicodedata.normalize("NFC", text.casefold())


def _primary(text: str, ranks: dict[str, int]) -> list[tuple[int, str]]:
    weights: list[tuple[int, str]] = []
    skip = False
    for here, after in zip(text, [*text[1:], ""], strict=True):
        if skip:
            skip = False
        elif here + after in ranks and after:  # a letter of two characters: Czech ch
            weights.append((ranks[here + after], ""))
            skip = True
        elif here in ranks:
            weights.append((ranks[here], ""))
        else:
            weights.extend(_unlisted(here, ranks))
    return weights


def _unlisted(character: str, ranks: dict[str, int]) -> list[tuple[int, str]]:
    """Weigh a character that the alphabet does not list by the letters that it is made of."""
    letters = unicodedata.normalize("NFKD", character)
    for mark in letters[1:]:  # Vietnamese ắ is the letter ă with a tone
        listed = unicodedata.normalize("NFC", letters[0] + mark)
        if listed in ranks:
            return [(ranks[listed], "")]
    return [
        (ranks[letter], "") if letter in ranks else (-1 if letter.isspace() else 1000, letter)
        for letter in letters
        if letter.isalnum() or letter.isspace()
    ]
