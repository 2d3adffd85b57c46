"""Other customers with the same CVR number, EAN number or e-mail: often the same customer, entered twice."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import reduce
from operator import or_

from customers.editing.warnings import Caution, Values, cvr_digits
from customers.shared.i18n import _
from econ_admin.gateway import Gateway, Unavailable, optional
from econ_admin.gateway.query import Filter, where
from econ_admin.gateway.records import Customer

ASKED_FOR = 50  # of those that look alike; the first few are named
NAMED = 3


SENTENCES = {
    "corporate_identification_number": _("The same CVR number: %(customers)s."),
    "ean": _("The same EAN number: %(customers)s."),
    "email": _("The same e-mail: %(customers)s."),
}


def twins(economic: Gateway, values: Values, changed: Collection[str], number: int | None) -> list[Caution]:
    """What e-conomic knows of others; nothing where it does not answer, since a save does not wait for this."""
    asked = {name: str(values.get(name) or "").strip() for name in SENTENCES if name in changed}
    question = _question(asked)
    if question is None:
        return []
    (found,) = economic.together(optional(lambda: economic.customers.page(question, size=ASKED_FOR)))
    return [] if isinstance(found, Unavailable) else list(_alike(asked, found.items, number))


def _question(asked: dict[str, str]) -> Filter | None:
    filters = [where("email").like(address) for address in _addresses(asked.get("email", ""))]
    if ean := asked.get("ean"):
        filters.append(where("ean").eq(ean))
    if cvr := asked.get("corporate_identification_number"):
        digits = cvr_digits(cvr)
        spoken = " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))
        kept = {cvr, digits, f"DK{digits}", spoken, f"DK {spoken}"} - {""}
        filters += [where("corporateIdentificationNumber").eq(each) for each in sorted(kept)]
    return reduce(or_, filters) if filters else None


def _alike(asked: dict[str, str], others: Iterable[Customer], number: int | None) -> Iterator[Caution]:
    strangers = [each for each in others if each.customer_number != number]
    for name, sentence in SENTENCES.items():
        same = [each for each in strangers if KEYS[name](asked.get(name, "")) & KEYS[name](getattr(each, name))]
        if same:
            shown = ", ".join(f"{each.name} ({each.customer_number})" for each in same[:NAMED])
            more = ", …" if len(same) > NAMED else ""
            yield Caution(name, "twin", sentence, {"customers": shown + more}, asked[name])


def _addresses(text: str) -> set[str]:
    return set(text.casefold().split())


def _cvr(text: str) -> set[str]:
    return {cvr_digits(text)} - {""}


def _ean(text: str) -> set[str]:
    return {text.strip()} - {""}


KEYS: dict[str, Callable[[str], set[str]]] = {
    "corporate_identification_number": _cvr,
    "ean": _ean,
    "email": _addresses,
}
