"""Options that speak of those above them, in every language that has labels."""

from __future__ import annotations

import pytest

from studypack.labels import CATALOGUES
from studypack.reading.above import PHRASES, speaks_of_others

SAID = {
    "en": ("None of the above.", "All of these", "Both answers are correct"),
    "de": ("Keine der genannten Antworten", "Alle Antworten sind richtig", "Nichts davon"),
    "fr": ("Aucune de ces réponses", "Toutes les réponses ci-dessus"),
    "es": ("Ninguna de las anteriores", "Todas las respuestas anteriores"),
    "it": ("Nessuna delle precedenti", "Tutte le precedenti"),
    "pt": ("Nenhuma das anteriores", "Todas as alternativas anteriores"),
    "nl": ("Geen van bovenstaande", "Alle bovenstaande antwoorden"),
    "pl": ("Żadna z powyższych odpowiedzi", "Wszystkie powyższe"),
    "sv": ("Inget av ovanstående", "Alla ovanstående"),
    "da": ("Ingen af ovenstående", "Alle de ovennævnte"),
    "cs": ("Žádná z uvedených možností", "Všechny výše uvedené"),
    "tr": ("Hiçbiri", "Yukarıdakilerin hepsi"),
    "el": ("Κανένα από τα παραπάνω", "Όλα τα παραπάνω"),
    "ru": ("Ничего из перечисленного", "Всё вышеперечисленное"),
    "uk": ("Жоден із варіантів", "Усе перелічене"),
    "ar": ("لا شيء مما سبق", "جميع ما سبق"),
    "he": ("אף אחת מהתשובות", "כל התשובות נכונות"),
    "ja": ("上記のいずれでもない", "上記のすべて"),
    "zh-Hans": ("以上都不是", "以上皆是。"),
    "zh-Hant": ("以上皆非", "以上都對"),
    "ko": ("위의 모두", "해당 없음"),
    "nb": ("Ingen av de ovennevnte", "Alle disse"),
    "fi": ("Ei mikään edellisistä", "Kaikki edellä mainitut"),
    "hu": ("A fentiek közül egyik sem", "A fentiek mindegyike"),
    "ro": ("Niciuna dintre cele de mai sus", "Toate variantele de mai sus"),
    "sk": ("Žiadna z uvedených možností", "Všetky vyššie uvedené"),
    "hr": ("Nijedan od navedenih odgovora", "Sve navedeno"),
    "bg": ("Нито едно от горните", "Всички изброени"),
    "ca": ("Cap de les anteriors", "Totes les respostes anteriors"),
    "id": ("Semua jawaban benar", "Tidak ada yang benar"),
    "vi": ("Tất cả các đáp án trên", "Không có đáp án nào đúng"),
}
OF_THEMSELVES = (
    "None of the heroes", "All of France", "alle Tiere", "Toutes les plantes", "todas las aves",
    "wszystkie ptaki", "все птицы", "كل الطيور", "כל הציפורים", "すべての鳥", "以上の数", "모든 새",
    "semua burung", "tất cả chim", "hiçbiri uçmaz", "όλα τα πουλιά", "above", "",
)  # fmt: skip


def test_every_language_with_labels_has_its_phrases() -> None:
    assert set(PHRASES) == set(SAID) == set(CATALOGUES)


@pytest.mark.parametrize("language", CATALOGUES)
def test_what_speaks_of_the_options_above_is_known(language: str) -> None:
    assert [text for text in SAID[language] if not speaks_of_others(text)] == []


@pytest.mark.parametrize("text", OF_THEMSELVES)
def test_what_speaks_of_itself_is_not(text: str) -> None:
    assert not speaks_of_others(text)
