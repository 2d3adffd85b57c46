"""Warnings before saving. They do not block. No Django, no calls."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from stdnum import ean as ean_numbers
from stdnum.dk import cvr as cvr_numbers
from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

from customers.shared import formatting
from customers.shared.countries import get_country_code
from customers.shared.i18n import _
from customers.shared.normalization import normalize_cvr
from customers.shared.postal_codes import find_city, is_other_city

Values = Mapping[str, Any]  # values to save, by attribute

CVR_LENGTH, P_NUMBER_LENGTH, EAN_LENGTH = 8, 10, 13
EMAIL_ADDRESS = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]{2,}")
COUNTRY_PREFIX = re.compile(r"[A-Z]{2}")

# Limits of an invoice's recipient. Some of the customer's fields are longer.
RECIPIENT_LIMITS = {"name": 250, "address": 250, "zip": 50, "city": 250, "country": 50}


class NamedCustomer(NamedTuple):
    """A customer that a warning names, shown as a link."""

    number: int
    name: str


@dataclass(frozen=True)
class FieldWarning:
    """A warning about a field; `message` is a %-style template in English. `customers` fill its `%(customers)s`."""

    field: str
    code: str
    message: str
    parameters: Mapping[str, str | int]
    value: str = ""
    customers: Sequence[NamedCustomer] = ()
    also_about: Sequence[str] = ()
    """Other fields that the warning is about."""
    is_quiet: bool = False
    """It is shown beside its field only, and never stops a save."""

    @property
    def fingerprint(self) -> str:
        """Identifies the warning and the value it is about. The form sends it back to acknowledge it."""
        return sha256(f"{self.field}\0{self.code}\0{self.value}".encode()).hexdigest()[:16]


def check_customer(values: Values, balance: Decimal | None = None) -> Iterator[FieldWarning]:
    """Checks the fields of a customer by themselves."""
    yield from check_cvr(
        _get_text(values, "corporate_identification_number"), get_country_code(_get_text(values, "country"))
    )
    yield from check_ean(_get_text(values, "ean"))
    yield from _check_p_number(_get_text(values, "p_number"))
    yield from _check_vat_number(_get_text(values, "vat_number"), get_country_code(_get_text(values, "country")))
    yield from check_emails(_get_text(values, "email"))
    yield from _check_credit_limit(values.get("credit_limit"), balance)
    yield from check_city(*(_get_text(values, name) for name in ("zip", "city", "country")))
    for name, max_length in RECIPIENT_LIMITS.items():
        yield from _check_recipient_length(name, _get_text(values, name), max_length)


def check_contact(values: Values) -> Iterator[FieldWarning]:
    """Checks the fields of a contact by themselves."""
    yield from check_emails(_get_text(values, "email"))
    if values.get("email_notifications") and not _get_text(values, "email"):
        message = _("This contact receives documents by e-mail, but has no e-mail address.")
        yield FieldWarning("email", "missing", message, {}, also_about=("email_notifications",))


def check_delivery_location(values: Values) -> Iterator[FieldWarning]:
    """Checks the fields of a delivery location by themselves."""
    yield from check_city(*(_get_text(values, name) for name in ("postal_code", "city", "country")))


def check_city(postal_code: str, city: str, country: str) -> Iterator[FieldWarning]:
    """Checks that a Danish postal code and the city go together."""
    found_city = find_city(postal_code, country)
    if found_city and is_other_city(city, found_city):
        parameters = {"postal_code": postal_code.strip(), "city": found_city}
        yield FieldWarning("city", "postal-code", _("%(postal_code)s is %(city)s."), parameters, city, is_quiet=True)


def check_emails(text: str) -> Iterator[FieldWarning]:
    """Checks the e-mail addresses of one field, separated by spaces."""
    if re.search(r"[,;]", text):
        yield FieldWarning(
            "email", "separator", _("Separate addresses with a space, not a comma or semicolon."), {}, text
        )
        return
    for address in text.split():
        if not EMAIL_ADDRESS.fullmatch(address):
            message = _("%(address)s is not a complete e-mail address, like ada@example.dk.")
            yield FieldWarning("email", "address", message, {"address": address}, address)


def list_unacknowledged(
    field_warnings: Iterable[FieldWarning], changed_fields: Iterable[str], acknowledged: Iterable[str]
) -> list[FieldWarning]:
    """Returns the warnings that stop a save: about changed fields, and not acknowledged."""
    names, fingerprints = frozenset(changed_fields), frozenset(acknowledged)
    return [
        warning
        for warning in field_warnings
        if not warning.is_quiet
        and names & {warning.field, *warning.also_about}
        and warning.fingerprint not in fingerprints
    ]


def _get_text(values: Values, name: str) -> str:
    return str(values.get(name) or "").strip()


def check_cvr(text: str, country: str) -> Iterator[FieldWarning]:
    """Foreign customers have another country's number in this field, which is not checked."""
    if not text or (country not in ("", "DK") and not text.upper().startswith("DK")):
        return
    digits, name = normalize_cvr(text), "corporate_identification_number"
    if not re.fullmatch(rf"[0-9]{{{CVR_LENGTH}}}", digits):
        yield FieldWarning(name, "length", _("A CVR number has %(digits)s digits."), {"digits": CVR_LENGTH}, text)
    elif not _is_valid(cvr_numbers.validate, digits):
        yield FieldWarning(name, "check-digit", _("The check digit is wrong. Check for a typing error."), {}, text)


def check_ean(text: str) -> Iterator[FieldWarning]:
    if text and not re.fullmatch(rf"[0-9]{{{EAN_LENGTH}}}", text):
        yield FieldWarning(
            "ean", "length", _("An EAN number has exactly %(digits)s digits."), {"digits": EAN_LENGTH}, text
        )
    elif text and not _is_valid(ean_numbers.validate, text):
        yield FieldWarning("ean", "check-digit", _("The check digit is wrong. Check for a typing error."), {}, text)


def _check_p_number(text: str) -> Iterator[FieldWarning]:
    if text and not re.fullmatch(rf"[0-9]{{{P_NUMBER_LENGTH}}}", text):
        parameters = {"digits": P_NUMBER_LENGTH}
        yield FieldWarning("p_number", "length", _("A P-number has %(digits)s digits."), parameters, text)


def _check_vat_number(text: str, country: str) -> Iterator[FieldWarning]:
    """Checks by the number's country prefix, or the address's country. Countries without rules are not checked."""
    normalized = re.sub(r"[\s.-]", "", text.upper())
    prefix = COUNTRY_PREFIX.match(normalized)
    code = {"EL": "GR", "XI": "GB"}.get(prefix[0], prefix[0]) if prefix else country
    validator = get_cc_module(code.lower(), "vat") if code else None
    if not normalized or validator is None:
        return
    if not _is_valid(validator.validate, normalized):
        message = _("This is not a valid VAT number for %(country)s.")
        yield FieldWarning("vat_number", "form", message, {"country": code}, text)
    elif prefix and country not in ("", code):
        message = _("The VAT number is from %(country)s, but the address is in %(other)s.")
        yield FieldWarning("vat_number", "country", message, {"country": code, "other": country}, f"{text} {country}")


def _check_credit_limit(limit: Decimal | None, balance: Decimal | None) -> Iterator[FieldWarning]:
    if limit is not None and balance is not None and balance > limit:
        message = _("The balance is already over this limit: %(balance)s.")
        yield FieldWarning(
            "credit_limit", "balance", message, {"balance": formatting.format_amount(balance)}, str(limit)
        )


def _check_recipient_length(name: str, text: str, max_length: int) -> Iterator[FieldWarning]:
    if len(text) > max_length:
        message = _("This can have at most %(limit)s characters on an invoice. It has %(length)s.")
        yield FieldWarning(name, "recipient", message, {"limit": max_length, "length": len(text)}, text)


def _is_valid(validate: Callable[[str], str], text: str) -> bool:
    try:
        validate(text)
    except ValidationError:
        return False
    return True
