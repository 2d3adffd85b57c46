"""Converts text from a search box to a filter for e-conomic."""

import re
from functools import reduce
from operator import and_, or_

from econ_admin.gateway.query import Filter, where

MAX_WORDS = 8  # more words do not improve a search
TEXT_PROPERTIES = ("name", "email", "address", "city", "zip", "corporateIdentificationNumber", "vatNumber")
PHONE_PROPERTIES = ("telephoneAndFaxNumber", "mobilePhone")
IDENTIFIER = re.compile(r"(?P<country>DK|CVR|\+45|0045)?[\s.:-]*(?P<digits>[0-9](?:[\s.-]?[0-9])*)", re.IGNORECASE)
MAX_NUMBER = 999_999_999  # of a customer


def build_customer_filter(text: str) -> Filter | None:
    """Builds a filter for customers that contain every word. A grouped number counts as one word.

    A number among other words may be that of a house.
    """
    if number := IDENTIFIER.fullmatch(text.strip()):
        return _build_number_filter(
            text.strip(), re.sub(r"[^0-9]", "", number["digits"]), is_bare=number["country"] is None
        )
    words = text.split()[:MAX_WORDS]
    return reduce(and_, map(_build_word_filter, words)) if words else None


def build_invoice_filter(text: str, number_property: str) -> Filter | None:
    """Builds a filter for invoices that contain every word. `number_property` is the invoice number's property."""

    def build_word_filter(word: str) -> Filter:
        clauses = [where(name).like(word) for name in ("recipient.name", "references.other")]
        if _is_number(word):
            clauses += [where(name).eq(int(word)) for name in (number_property, "customer.customerNumber")]
        return _match_any(clauses)

    words = text.split()[:MAX_WORDS]
    return reduce(and_, map(build_word_filter, words)) if words else None


def _build_word_filter(word: str) -> Filter:
    if word.isascii() and word.isdigit():
        return where("address").like(word) | _build_number_filter(word, word, is_bare=True)
    return _match_any([where(name).like(word) for name in TEXT_PROPERTIES])


def _build_number_filter(text: str, digits: str, *, is_bare: bool) -> Filter:
    """Searches for the digits, and for pairs as telephone and CVR numbers may be stored."""
    paired = " ".join(re.findall(r"..?", digits))
    clauses = [where(name).like(text) for name in ("name", "email")]
    clauses += [
        where(name).like(digits)
        for name in ("corporateIdentificationNumber", "vatNumber", "zip", "ean", *PHONE_PROPERTIES)
    ]
    if len(digits) > 2:
        clauses += [where(name).like(paired) for name in ("corporateIdentificationNumber", *PHONE_PROPERTIES)]
    if is_bare and _is_number(digits):
        clauses.append(where("customerNumber").eq(int(digits)))
    return _match_any(clauses)


def _is_number(word: str) -> bool:
    """Whether it can be a customer or invoice number. Python refuses to convert thousands of digits."""
    return word.isascii() and word.isdigit() and len(word) < 20 and 0 < int(word) <= MAX_NUMBER


def _match_any(clauses: list[Filter]) -> Filter:
    return reduce(or_, clauses)
