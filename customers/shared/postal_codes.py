"""Danish postal codes and their cities. postal_codes.csv has the list, its source and its licence. Knows no Django."""

import re
from functools import cache
from pathlib import Path

from customers.shared.countries import get_country_code

LIST = Path(__file__).with_name("postal_codes.csv")
POSTAL_CODE = re.compile(r"\s*(?:DK(?:\s*[-‐-―]\s*|\s*))?([0-9]{4})\s*", re.IGNORECASE)

ABBREVIATIONS = {
    "kbh": "københavn",
    "copenhagen": "københavn",
    "frb": "frederiksberg",
    "kgs": "kongens",
    "ll": "lille",
    "nr": "nørre",
    "sdr": "sønder",
    "st": "store",
}
"""Words of city names in other spellings, as in *Kgs. Lyngby*."""


def find_city(postal_code: str, country: str = "") -> str:
    """Returns the city of a Danish postal code such as `8000` or `DK-8000`; "" if the list has none.

    An address without a country is in Denmark.
    """
    match = POSTAL_CODE.fullmatch(postal_code)
    if not match or get_country_code(country) not in ("", "DK"):
        return ""
    return _read_list().get(match[1], "")


def is_other_city(city: str, expected_city: str) -> bool:
    """Tells whether a typed city contradicts the list's. *Aarhus*, *Århus C* and *Aarhus C, Trøjborg* do not contradict
    *Aarhus C*."""
    typed_words, expected_words = _split_words(city), _split_words(expected_city)
    shorter = min(len(typed_words), len(expected_words))
    return shorter > 0 and typed_words[:shorter] != expected_words[:shorter]


def _split_words(city: str) -> list[str]:
    words = re.findall(r"\w+", city.casefold().replace("å", "aa"))
    return [ABBREVIATIONS.get(word, word) for word in words]


@cache
def _read_list() -> dict[str, str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return {code: city for code, _, city in (line.partition(",") for line in lines if line[:1].isdigit())}
