"""What a person types into the search box -> what e-conomic is asked."""

import re
from functools import reduce
from operator import and_, or_

from econ_admin.gateway.query import Filter, where

WORDS = 8  # more words than that make no search better
TEXTS = ("name", "email", "city", "zip", "corporateIdentificationNumber")
PHONES = ("telephoneAndFaxNumber", "mobilePhone")
IDENTIFIER = re.compile(r"(?P<country>DK|CVR|\+45|0045)?[\s.:-]*(?P<digits>[0-9](?:[\s.-]?[0-9])*)", re.IGNORECASE)
HIGHEST_NUMBER = 999_999_999  # of a customer


def matching(text: str) -> Filter | None:
    """Customers in which every word stands somewhere; a number, however it is grouped, is one word."""
    if number := IDENTIFIER.fullmatch(text.strip()):
        return _number(text.strip(), re.sub(r"[^0-9]", "", number["digits"]), bare=number["country"] is None)
    words = text.split()[:WORDS]
    return reduce(and_, map(_word, words)) if words else None


def matching_invoices(text: str, number: str) -> Filter | None:
    """Invoices in which every word stands somewhere. `number` is the property that has the invoice's own."""

    def asked(word: str) -> Filter:
        found = [where(name).like(word) for name in ("recipient.name", "references.other")]
        if _is_number(word):
            found += [where(name).eq(int(word)) for name in (number, "customer.customerNumber")]
        return _any(found)

    words = text.split()[:WORDS]
    return reduce(and_, map(asked, words)) if words else None


def _word(word: str) -> Filter:
    if word.isascii() and word.isdigit():
        return _number(word, word, bare=True)
    return _any([where(name).like(word) for name in TEXTS])


def _number(typed: str, digits: str, *, bare: bool) -> Filter:
    """CVR "DK 29 18 84 75" is kept as 29188475, a telephone number perhaps as it is said, in pairs."""
    spoken = " ".join(re.findall(r"..?", digits))
    asked = [where(name).like(typed) for name in ("name", "email")]
    asked += [where(name).like(digits) for name in ("corporateIdentificationNumber", "zip", "ean", *PHONES)]
    if len(digits) > 2:
        asked += [where(name).like(spoken) for name in ("corporateIdentificationNumber", *PHONES)]
    if bare and _is_number(digits):
        asked.append(where("customerNumber").eq(int(digits)))
    return _any(asked)


def _is_number(word: str) -> bool:
    """Whether it may be the number of a customer or an invoice. Python refuses to convert thousands of digits."""
    return word.isascii() and word.isdigit() and len(word) < 20 and 0 < int(word) <= HIGHEST_NUMBER


def _any(asked: list[Filter]) -> Filter:
    return reduce(or_, asked)
