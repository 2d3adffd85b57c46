"""What is worth a second look before it is saved: it warns and does not block. Knows no Django, asks nobody."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from stdnum import ean as ean_numbers
from stdnum.dk import cvr as cvr_numbers
from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

from customers.shared import formatting
from customers.shared.countries import code_of
from customers.shared.i18n import _

Values = Mapping[str, Any]  # what the register would hold, by a record's attribute names

CVR_LENGTH, P_NUMBER_LENGTH, EAN_LENGTH = 8, 10, 13
ADDRESS = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]{2,}")
PREFIX = re.compile(r"[A-Z]{2}")

# What an invoice can hold of its recipient. The customer's own fields are partly wider.
RECIPIENT = {"name": 250, "address": 250, "zip": 50, "city": 250, "country": 50}


@dataclass(frozen=True)
class Caution:
    """Something about one field; `sentence` is a %-style template in English."""

    field: str
    code: str
    sentence: str
    parameters: Mapping[str, str | int]
    value: str = ""

    @property
    def mark(self) -> str:
        """What a form sends back to say that this was seen: about this value, not about the next."""
        return sha256(f"{self.field}\0{self.code}\0{self.value}".encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return self.sentence % self.parameters


def of_customer(values: Values, balance: Decimal | None = None) -> Iterator[Caution]:
    """What the fields of a customer say by themselves."""
    yield from _cvr(_text(values, "corporate_identification_number"), code_of(_text(values, "country")))
    yield from _ean(_text(values, "ean"))
    yield from _p_number(_text(values, "p_number"))
    yield from _vat_number(_text(values, "vat_number"), code_of(_text(values, "country")))
    yield from emails(_text(values, "email"))
    yield from _credit_limit(values.get("credit_limit"), balance)
    for name, longest in RECIPIENT.items():
        yield from _recipient(name, _text(values, name), longest)


def emails(text: str) -> Iterator[Caution]:
    """Several addresses may stand in one field, with spaces between."""
    if re.search(r"[,;]", text):
        yield Caution("email", "separator", _("Put a space between addresses, not a comma or a semicolon."), {}, text)
        return
    for address in text.split():
        if not ADDRESS.fullmatch(address):
            sentence = _("%(address)s is not a whole e-mail address, such as ada@example.dk.")
            yield Caution("email", "address", sentence, {"address": address}, address)


def cvr_digits(text: str) -> str:
    """A CVR number without what people write about it: `DK 29 18 84 75` is 29188475."""
    return re.sub(r"^DK|[\s.-]", "", text.strip().upper())


def unseen(cautions: Iterable[Caution], changed: Iterable[str], seen: Iterable[str]) -> list[Caution]:
    """Those that a save stops for: about what this person changed, and not shown before."""
    names, marks = frozenset(changed), frozenset(seen)
    return [each for each in cautions if each.field in names and each.mark not in marks]


def _text(values: Values, name: str) -> str:
    return str(values.get(name) or "").strip()


def _cvr(text: str, country: str) -> Iterator[Caution]:
    """Abroad the field holds another country's number, of which we know nothing."""
    if not text or (country not in ("", "DK") and not text.upper().startswith("DK")):
        return
    digits, name = cvr_digits(text), "corporate_identification_number"
    if not re.fullmatch(rf"[0-9]{{{CVR_LENGTH}}}", digits):
        yield Caution(name, "length", _("A CVR number has %(digits)s digits."), {"digits": CVR_LENGTH}, text)
    elif not _holds(cvr_numbers.validate, digits):
        yield Caution(name, "check-digit", _("The check digit does not fit."), {}, text)


def _ean(text: str) -> Iterator[Caution]:
    if text and not re.fullmatch(rf"[0-9]{{{EAN_LENGTH}}}", text):
        yield Caution("ean", "length", _("An EAN number has exactly %(digits)s digits."), {"digits": EAN_LENGTH}, text)
    elif text and not _holds(ean_numbers.validate, text):
        yield Caution("ean", "check-digit", _("The check digit does not fit."), {}, text)


def _p_number(text: str) -> Iterator[Caution]:
    if text and not re.fullmatch(rf"[0-9]{{{P_NUMBER_LENGTH}}}", text):
        parameters = {"digits": P_NUMBER_LENGTH}
        yield Caution("p_number", "length", _("A P-number has %(digits)s digits."), parameters, text)


def _vat_number(text: str, country: str) -> Iterator[Caution]:
    """By the two letters that it begins with, else by the country of the address; a country without rules is free."""
    typed = re.sub(r"[\s.-]", "", text.upper())
    prefix = PREFIX.match(typed)
    code = {"EL": "GR", "XI": "GB"}.get(prefix[0], prefix[0]) if prefix else country
    rules = get_cc_module(code.lower(), "vat") if code else None
    if not typed or rules is None:
        return
    if not _holds(rules.validate, typed):
        sentence = _("This is not a VAT number as %(country)s has them.")
        yield Caution("vat_number", "form", sentence, {"country": code}, text)
    elif prefix and country not in ("", code):
        sentence = _("The VAT number is from %(country)s, the address is in %(other)s.")
        yield Caution("vat_number", "country", sentence, {"country": code, "other": country}, f"{text} {country}")


def _credit_limit(limit: Decimal | None, balance: Decimal | None) -> Iterator[Caution]:
    if limit is not None and balance is not None and balance > limit:
        sentence = _("The balance, %(balance)s, is above this limit already.")
        yield Caution("credit_limit", "balance", sentence, {"balance": formatting.amount(balance)}, str(limit))


def _recipient(name: str, text: str, longest: int) -> Iterator[Caution]:
    if len(text) > longest:
        sentence = _("An invoice can hold %(longest)s characters of this; it has %(length)s.")
        yield Caution(name, "recipient", sentence, {"longest": longest, "length": len(text)}, text)


def _holds(validate: Callable[[str], str], text: str) -> bool:
    try:
        validate(text)
    except ValidationError:
        return False
    return True
