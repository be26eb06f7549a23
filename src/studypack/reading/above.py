"""Options that speak of the options above them: 'none of the above'; called by `tasks`.

They must stay below those, in whatever order the others come.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "en": r"(all|none|both|neither|any) (of )?(the |these |those )?"
        r"(above|them|these|those|options?|answers?|choices?|statements?)( above)?"
        r"( (is|are) (correct|right|true))?",
        "de": r"(keine?|keiner|keines|alle|beide)( (der|dieser|von))?"
        r"( (oben|genannten|obigen|antworten|davon|diesen|aussagen|möglichkeiten))+"
        r"( (ist|sind|treffen|trifft) (richtig|zu))?|(alles|nichts) davon",
        "fr": r"(aucune?|toutes|tous)( de)?( ces| les| des)? (réponses|propositions|précédentes)"
        r"( ci-dessus| précédentes)?( n[’']est correcte)?",
        "es": r"(ninguna|todas)( de)? las (anteriores|(respuestas|opciones)( anteriores)?)"
        r"( es correcta| son correctas)?",
        "it": r"(nessuna|tutte) (delle|le) (precedenti|(risposte|opzioni)( precedenti)?)",
        "pt": r"(nenhuma|todas) (das|as) (anteriores|respostas|alternativas|opções)( anteriores)?",
        "nl": r"(geen|alle)( van)? (de )?(bovenstaande|deze)( antwoorden)?",
        "pl": r"(żadn[ae] z|wszystkie) (powyższych|powyższe)( odpowiedzi)?",
        "sv": r"(inget|inga|ingen|alla)( av)?( de)? (ovanstående|svaren|dessa)( alternativ)?",
        "da": r"(ingen|intet|alle)( af)?( de)? (ovenstående|ovennævnte|disse)( svar)?",
        "cs": r"(žádn[áéý] z|všechny|vše) (výše )?"
        r"(uvedených|uvedené|předchozích|předchozí|nich)( (možnost[ií]|odpověd[ií]))?",
        "tr": r"(yukarıdakilerin )?(hiçbiri|hepsi|tümü)",
        "el": r"(κανένα|καμία|κανένας|όλα|όλες)( από)?( τα| τις)? "
        r"(παραπάνω|προηγούμενα|προηγούμενες)",
        "ru": r"(ничего|ни один|ни одно) из (вышеперечисленного|перечисленного|вариантов)"
        r"|вс[её] (вышеперечисленное|перечисленное)|все (ответы|варианты) верны",
        "uk": r"(нічого|жоден|жодна|жодне) (із|з|зі) "
        r"(переліченого|вищезазначеного|наведеного|наведених|перелічених|варіантів)"
        r"( варіантів| відповідей)?"
        r"|(усе|все|усі|всі) (перелічене|вищезазначене|наведене|наведені|перелічені)"
        r"( варіанти| відповіді)?",
        "ar": r"((جميع|كل) ما|لا شيء مما) (سبق|ذكر|ذُكر)",
        "he": r"(אף (אחת|אחד|תשובה)|כל)"
        r"( (מהנ[\"״”]ל|הנ[\"״”]ל|מהתשובות|התשובות|מהאפשרויות|האפשרויות))"
        r"( (נכונות|נכונה|לעיל|שלעיל))*",
        "ja": r"上記の?(すべて|全て|いずれでもない|どれでもない|いずれも正しい|いずれも正しくない)"
        r"|(どれ|いずれ)でもない|すべて(正しい|当てはまる)|当てはまるものはない",
        "zh-Hans": r"以上(选项|答案)?(都|皆|全|均)(是|不是|非|对|不对|正确|不正确|错误?)",
        "zh-Hant": r"以上(選項|答案)?(都|皆|全|均)(是|不是|非|對|不對|正確|不正確|錯誤?)",
        "ko": r"위의? (모든 것|모두|보기 모두|것 모두)(가 정답|이다)?|모두 (정답|해당|맞음|맞다)"
        r"|(위의? )?(어느 것도|보기 중) (아니다|아님|없음|없다)|(해당|정답) 없음",
        "nb": r"(ingen|intet|alle)( av)?( de)? (ovennevnte|ovenstående|disse)( svar(ene)?)?",
        "fi": r"(ei mikään|mikään|kaikki) (edell|yll)(ä olevista|ä mainituista|ä olevat|ä mainitut"
        r"|isistä|iset)|ei mikään näistä|kaikki nämä",
        "hu": r"(a fentiek|a felsoroltak|az előzőek)( közül)? (egyike? sem|mindegyike?|mind)"
        r"|egyik sem( a fentiek közül)?|mindegyik",
        "ro": r"(niciun(a|ul)|nici una|toate)( dintre| din)?( cele| variantele| răspunsurile)?"
        r" (de mai sus|anterioare|corecte)",
        "sk": r"(žiadn[aey] z|všetky|všetko) (vyššie )?"
        r"(uvedených|uvedené|predchádzajúcich|predchádzajúce|nich)( (možnost[ií]|odpoved[ie]|možností))?",
        "hr": r"(nijedan|nijedno|nijedna|ništa|sve|svi)( od)? (gore )?"
        r"(navedenih|navedenog|navedeno|navedeni|ponuđenih|ponuđenog)( odgovora| odgovori)?",
        "bg": r"(нито (едно|един|една)|никое|никой|всички)( от)? "
        r"(горните|изброените|посочените|изброени|горепосочените|изброени|гореизброените)( отговори)?",
        "ca": r"(cap|totes|tots)( de)? (les|els) (anteriors|(respostes|opcions)( anteriors)?)",
        "id": r"semua( (jawaban|pilihan))?( di atas)?( benar| salah)?"
        r"|tidak ada( (jawaban|satu pun))?( yang)?( di atas| benar| dari yang di atas)",
        "vi": r"tất cả( các)?( (đáp án|phương án|câu))?( ở trên| trên| kể trên)?( đều (đúng|sai))?"
        r"|không( có)?( (đáp án|phương án|câu))? nào( ở trên| trên đây| kể trên)?( đúng)?",
    }
)
"""By language, all that such an option may say, as a regular expression."""


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase})" for phrase in PHRASES.values()), re.IGNORECASE)


def speaks_of_others(text: str) -> bool:
    """Return whether an option says nothing of its own, but how many of the others are right.

    In whichever language: a pack in one may ask in another.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return _any().fullmatch(plain.strip(" .!…。")) is not None
