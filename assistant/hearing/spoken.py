"""How written words are said: numbers, symbols and glued words as sequences of plain spoken words.

A grammar hears spoken words ("forty two percent") and gives back written ones ("42%"), because
that is what the sentence templates were written with.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from hassil.numbers import get_rbnf_engine

Form = tuple[str, ...]  # spoken words

MAX_FORMS = 6  # ways to say one token that are kept; more only widen what can be confused
_NUMBER = r"\d+(?:[.,]\d+)?"
_PIECE = re.compile(rf"{_NUMBER}|[^\W\d_]+(?:['’][^\W\d_]+)*['’]?|[%°+&/=€$£²³]|[.:]")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])")
_DATE_OR_RANK = ("ordinal", "year")  # rule sets that say something else than the plain number

# What stands between words and is said. Words of the four languages tested so far; others fall
# back to English, where at worst a symbol nobody says is in the grammar.
_SYMBOLS: dict[str, dict[str, str]] = {
    "en": {"%": "percent", "°": "degrees", "+": "plus", "&": "and", "/": "slash", "=": "equals"}
    | {"€": "euros", "$": "dollars", "£": "pounds", "²": "squared", "³": "cubed"},
    "de": {"%": "prozent", "°": "grad", "+": "plus", "&": "und", "€": "euro"},
    "fr": {"%": "pour cent", "°": "degrés", "+": "plus", "&": "et", "€": "euros"},
    "es": {"%": "por ciento", "°": "grados", "+": "más", "&": "y", "€": "euros"},
}


@lru_cache(maxsize=8192)
def number_words(number: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Ways to say a number written in digits ("21.5"), each a tuple of lower-case words.

    From Unicode's number spelling rules; English gets the "and" of "one hundred and five",
    "half" for .5 and hundreds up to ninety nine ("twenty seven hundred") besides.
    """
    value = float(number.replace(",", "."))
    forms = _cardinals(value, language)
    if language.startswith("en"):
        forms += _english_extra(value)
    return tuple(dict.fromkeys(forms))[:MAX_FORMS]


def _cardinals(value: float, language: str) -> list[Form]:
    number = int(value) if value.is_integer() else value
    try:
        texts = get_rbnf_engine(language).format_number(number).text_by_ruleset
    except ValueError:
        texts = get_rbnf_engine("en").format_number(number).text_by_ruleset
    said = [t for rules, t in texts.items() if not any(word in rules for word in _DATE_OR_RANK)]
    return [tuple(t.lower().replace("-", " ").replace("\u00ad", "").split()) for t in said]


def _english_extra(value: float) -> list[Form]:
    def words(whole: int) -> Form:
        return _cardinals(float(whole), "en")[0]

    whole = int(value)
    extra: list[Form] = []
    if value - whole == 0.5:
        halves: list[Form] = [("half",), ("a", "half")]
        return halves if not whole else [(*words(whole), "and", "a", "half")]
    if value != whole:
        return []
    if whole % 100 and 100 < whole < 10_000:
        extra.append((*words(whole - whole % 100), "and", *words(whole % 100)))
    if 100 <= whole < 200:  # "a hundred and five"
        hundred: Form = ("a", *words(whole)[1:])
        extra.append(hundred)
    if 1000 < whole < 10_000 and whole % 1000 and whole % 100 == 0:
        extra.append((*words(whole // 100), "hundred"))
    return extra


@lru_cache(maxsize=16384)
def spoken_forms(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Ways to say one written word (no white space), each a tuple of spoken words.

    Plain words come back in lower case; "42%" as numbers and symbols; "1/2" as "half";
    "EcoBee" as one word and as "eco bee"; a short word in capitals ("TV") also letter by
    letter ("t. v."). Punctuation alone is silent: ``((),)``.
    """
    if text == "1/2" and language.startswith("en"):
        return (("half",), ("one", "half"))
    pieces = _PIECE.findall(text)
    symbols = _SYMBOLS.get(language.split("-")[0].split("_")[0], _SYMBOLS["en"])
    options = [_piece_forms(p, n, pieces, symbols, language) for n, p in enumerate(pieces)]
    forms = (tuple(word for part in choice for word in part) for choice in product(*options))
    return tuple(dict.fromkeys(forms))[:MAX_FORMS]


def _piece_forms(
    piece: str, at: int, pieces: list[str], symbols: dict[str, str], language: str
) -> tuple[tuple[str, ...], ...]:
    if piece[0].isdigit():
        if piece[0] == "0" and len(piece) > 1 and piece.isdigit():
            return (tuple(w for digit in piece for w in number_words(digit, language)[0]),)
        return number_words(piece, language)
    if piece in symbols:
        return (tuple(symbols[piece].split()),)
    if not piece[0].isalpha():
        return ((),)
    if at and pieces[at - 1] == "°" and piece in ("C", "F"):
        return ((), ("celsius" if piece == "C" else "fahrenheit",))
    forms: list[Form] = [(piece.lower().replace("’", "'"),)]
    if piece.isupper() and 2 <= len(piece) <= 4:
        forms.append(tuple(f"{letter.lower()}." for letter in piece))
    split = _CAMEL.split(piece)
    if len(split) > 1:
        forms.append(tuple(part.lower() for part in split))
    return tuple(forms)
