"""What may be wrong with a customer, as filters of the customer list to work through."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from customers.editing.warnings import check_cvr, check_ean
from customers.shared.countries import get_country_code
from customers.shared.table import LazyText
from econ_admin.gateway.query import Filter, where
from econ_admin.gateway.records import Customer


def _pass_all(customer: Customer) -> bool:
    return True


@dataclass(frozen=True)
class Check:
    """A check: what e-conomic can filter, and what is compared here."""

    label: LazyText
    filter: Filter
    is_found: Callable[[Customer], bool] = _pass_all
    needs_drafts: bool = False
    """Whether only customers with open drafts are meant."""

    @property
    def is_compared(self) -> bool:
        """Whether e-conomic's filter alone does not find them."""
        return self.is_found is not _pass_all or self.needs_drafts


def has_wrong_ean(customer: Customer) -> bool:
    return any(check_ean(customer.ean.strip()))


def has_wrong_cvr(customer: Customer) -> bool:
    return any(check_cvr(customer.corporate_identification_number.strip(), get_country_code(customer.country)))


# A customer over its limit has a limit, and owes something unless the limit is below zero.
MAY_BE_OVER_LIMIT = where("creditLimit").ne(None) & (where("balance").gt(0) | where("creditLimit").lt(0))
HAS_EAN = where("ean").ne(None)
HAS_CVR = where("corporateIdentificationNumber").ne(None)
CHECKS = {
    "ean": Check(gettext_lazy("Wrong EAN number"), HAS_EAN, has_wrong_ean),
    "cvr": Check(gettext_lazy("Wrong CVR number"), HAS_CVR, has_wrong_cvr),
    "public": Check(
        gettext_lazy("Public, without EAN number"), where("publicEntryNumber").ne(None) & where("ean").eq(None)
    ),
    "barred-drafts": Check(gettext_lazy("Barred, with drafts"), where("barred").eq(True), needs_drafts=True),
}
