"""Amounts as spreadsheets and banks print them: with a currency, `,-` in place of decimals, the minus at the end."""

import re
from typing import NamedTuple

CURRENCY_WORD = r"kr\.?|[a-z]{3}|[€$£]"
PRINTED = re.compile(
    rf"([+-]?) *({CURRENCY_WORD})? *([+-]?) *([0-9., ]*[0-9])(,-)? *([+-]?) *({CURRENCY_WORD})?", re.IGNORECASE
)
SYMBOLS = {"€": ("EUR",), "£": ("GBP",), "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD"), "KR": ("DKK", "NOK", "SEK")}


class PrintedAmount(NamedTuple):
    """A number with its sign in front, and the word for its currency; "" without one."""

    number: str
    currency_word: str


def split_printed_amount(text: str) -> PrintedAmount:
    """Splits `kr. 1.234,50`, `500,00-` or `50.000,-`. Any other text is returned as it is."""
    match = PRINTED.fullmatch(text)
    if not match:
        return PrintedAmount(text, "")
    first_sign, word_before, inner_sign, number, no_decimals, last_sign, word_after = match.groups(default="")
    signs = first_sign + inner_sign + last_sign
    if len(signs) > 1 or (word_before and word_after) or (no_decimals and last_sign):
        return PrintedAmount(text, "")
    return PrintedAmount(signs + number, word_before or word_after)


def is_word_for(word: str, currency: str) -> bool:
    """Whether the word (`kr.`, `€`, `eur`) can mean this currency."""
    name = word.upper().rstrip(".")
    return name == currency or currency in SYMBOLS.get(name, ())
