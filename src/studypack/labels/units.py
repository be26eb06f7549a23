"""Units of measure and of money as they stand behind a number; `checking` and `reading` ask."""

from __future__ import annotations

_SYMBOLS = (
    r"nm|µm|μm|mm|cm|dm|km|m|mg|kg|g|t|ms|min|s|h|d|mA|A|mV|kV|V|mW|kWh|kW|MW|W|kN|N|kJ|MJ|J|kcal"
    r"|Pa|hPa|kPa|bar|°C|°F|K|kHz|MHz|GHz|Hz|mL|ml|cl|dl|L|l|ha|mol|Ω|ohm|%|‰|°|€|\$|£"
    r"|ft|in|yd|mi|lb|oz"
)
_POWER = r"(?:\^?[-−⁻]?[\d⁰¹²³⁴-⁹]{1,2})?"

UNIT = rf"(?:{_SYMBOLS}){_POWER}(?:[/·⋅*.](?:{_SYMBOLS}){_POWER})*"
"""A regular expression of a unit that is known."""

_WORDS = r"(?:A|d|ha|in|mi)(?![\w/·⋅²³])"
"""What is a word more often, in some language, behind a number that is a year."""

_ELSEWHERE = r"¥|₽|₴|٪|км|м|см|мм|кг|г|мг|т|л|мл|ч|мин|كم|سم|مم|كغ|كجم|غم|مل"
"""Units in other scripts, and of money, that no rule asks for."""

SPACE_BEFORE_UNIT = (
    rf"(?<=\d) (?!{_WORDS})(?=(?:{UNIT}|{_ELSEWHERE})(?![\w'’]))|(?<=[€$£¥₽₴]) (?=\d)"
)
"""A regular expression of the plain space between a number and its unit, where no line ends."""
