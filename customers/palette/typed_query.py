"""Reads what was typed or pasted into the search: words, or a number with what other programs write around it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from customers.shared import parsing
from customers.shared.normalization import INVISIBLE, normalize_text
from customers.shared.printed_amounts import split_printed_amount
from customers.shared.search_filter import MAX_NUMBER

CUSTOMERS, UNSENT, DRAFTS, BOOKED = "customers", "unsent", "drafts", "booked"
ALL_PARTS = frozenset({CUSTOMERS, UNSENT, DRAFTS, BOOKED})

MAX_LENGTH = 200
MIN_LETTERS = 2
MAX_DIGITS = 40
PARTS_BY_WORD = {
    **dict.fromkeys(("faktura", "invoice", "booked invoice", "bogført faktura"), frozenset({BOOKED, DRAFTS})),
    **dict.fromkeys(("kreditnota", "credit note"), frozenset({BOOKED, DRAFTS})),
    **dict.fromkeys(("kladde", "fakturakladde", "draft", "draft invoice"), frozenset({DRAFTS})),
    **dict.fromkeys(("kunde", "customer", "debitor"), frozenset({CUSTOMERS})),
}
IDENTIFIER_WORDS = ("cvr", "dk", "ean", "gln", "se")
WORDS = "|".join(sorted((*PARTS_BY_WORD, *IDENTIFIER_WORDS), key=len, reverse=True))
NUMBER = re.compile(
    rf"(?:(?P<word>{WORDS})(?![^\W\d_])|(?P<joined>{WORDS})(?=nr|nummer|-))?"
    r"[\s.:-]*(?:(?:nr|no|nummer|number|num)\b)?[\s.:#-]*"
    r"(?P<digits>[0-9](?:[\s.\-‐-―/]{0,3}[0-9])*)[\s.,;]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """What is searched for."""

    text: str
    digits: str = ""
    """The bare digits, if it is a number."""
    parts: frozenset[str] = ALL_PARTS
    """Where it is searched for: "Invoice 1234" is no customer."""
    is_identifier: bool = False
    """A CVR or EAN number, so not the number of a customer."""
    amount: Decimal | None = None
    """The amount, if it is written as one."""

    @property
    def is_searchable(self) -> bool:
        """Whether e-conomic is asked: for any number, and for two letters or more."""
        return bool(self.digits) or len(self.text) >= MIN_LETTERS

    @property
    def number(self) -> int | None:
        """The number of a document; None if it cannot be one."""
        if not self.digits or self.is_identifier or len(self.digits) > len(str(MAX_NUMBER)):
            return None
        return int(self.digits) or None

    @property
    def words(self) -> list[str]:
        return [self.digits] if self.digits else self.text.split()


def read_query(typed: str) -> TypedQuery:
    """Reads a typed or pasted text: `12 345`, `1.234`, `#1234`, `Faktura nr. 1234`, `DK 29 18 84 75`."""
    text = INVISIBLE.sub("", normalize_text(typed[:MAX_LENGTH])).replace("\x00", "").strip()
    match = NUMBER.fullmatch(text)
    if not match or len(match["digits"]) > MAX_DIGITS:
        return TypedQuery(text, amount=_read_amount(text))
    word = " ".join((match["word"] or match["joined"] or "").lower().split())
    is_identifier = word in IDENTIFIER_WORDS
    parts = frozenset({CUSTOMERS}) if is_identifier else PARTS_BY_WORD.get(word, ALL_PARTS)
    return TypedQuery(text, re.sub("[^0-9]", "", match["digits"]), parts, is_identifier)


def _read_amount(text: str) -> Decimal | None:
    """Reads an amount as banks print it. Without decimals or a currency it is a number."""
    number, currency_word = split_printed_amount(text)
    if "," not in number and not currency_word:
        return None
    try:
        return parsing.parse_amount(number, "")
    except parsing.ParseError:
        return None
