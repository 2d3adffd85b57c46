"""Finds other customers with the same CVR number, EAN number or e-mail: often the same customer."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import reduce
from operator import or_

from customers.editing.warnings import FieldWarning, NamedCustomer, Values
from customers.shared.i18n import _
from customers.shared.normalization import normalize_cvr
from econ_admin.gateway import Gateway, Unavailable, optional
from econ_admin.gateway.query import Filter, where
from econ_admin.gateway.records import Customer

MAX_MATCHES = 50


MESSAGE = _("Also used by %(customers)s.")


def find_duplicates(
    economic: Gateway, values: Values, changed_fields: Collection[str], number: int | None
) -> list[FieldWarning]:
    """Returns a warning for each field in which other customers match; none if e-conomic does not answer."""
    typed_values = {name: str(values.get(name) or "").strip() for name in NORMALIZERS if name in changed_fields}
    duplicates_filter = _build_filter(typed_values)
    if duplicates_filter is None:
        return []
    (matches,) = economic.together(optional(lambda: economic.customers.page(duplicates_filter, size=MAX_MATCHES)))
    return [] if isinstance(matches, Unavailable) else list(_build_warnings(typed_values, matches.items, number))


def _build_filter(typed_values: dict[str, str]) -> Filter | None:
    filters = [where("email").like(address) for address in _normalize_emails(typed_values.get("email", ""))]
    if ean := typed_values.get("ean"):
        filters.append(where("ean").eq(ean))
    if cvr := typed_values.get("corporate_identification_number"):
        digits = normalize_cvr(cvr)
        paired = " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))
        spellings = {cvr, digits, f"DK{digits}", paired, f"DK {paired}"} - {""}
        filters += [where("corporateIdentificationNumber").eq(spelling) for spelling in sorted(spellings)]
    return reduce(or_, filters) if filters else None


def _build_warnings(
    typed_values: dict[str, str], matches: Iterable[Customer], number: int | None
) -> Iterator[FieldWarning]:
    other_customers = [customer for customer in matches if customer.customer_number != number]
    for name, normalize in NORMALIZERS.items():
        duplicates = [
            customer
            for customer in other_customers
            if normalize(typed_values.get(name, "")) & normalize(getattr(customer, name))
        ]
        if duplicates:
            customers = [NamedCustomer(customer.customer_number, customer.name) for customer in duplicates]
            yield FieldWarning(name, "duplicate", MESSAGE, {}, typed_values[name], customers)


def _normalize_emails(text: str) -> set[str]:
    return set(text.casefold().split())


def _normalize_cvr(text: str) -> set[str]:
    return {normalize_cvr(text).casefold()} - {""}


def _normalize_ean(text: str) -> set[str]:
    return {text.strip()} - {""}


NORMALIZERS: dict[str, Callable[[str], set[str]]] = {
    "corporate_identification_number": _normalize_cvr,
    "ean": _normalize_ean,
    "email": _normalize_emails,
}
