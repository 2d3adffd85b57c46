"""Loads a page of an invoice list: by e-conomic's filter, and by an amount, which is compared here."""

from dataclasses import dataclass
from typing import Any

from customers.invoices.amounts import AmountMatches, find_by_amount
from customers.invoices.invoice_kinds import InvoiceKind
from customers.invoices.query_form import InvoiceListForm
from customers.shared.long_read import Unfinished
from econ_admin.gateway import Filter, Gateway, Page


@dataclass(frozen=True)
class InvoicePage:
    """A page of the list, and what was compared if an amount is searched for."""

    page: Page[Any]
    matches: AmountMatches | None = None


@dataclass(frozen=True)
class Narrowed:
    """The filter that e-conomic's own is narrowed by. `is_none` if nothing can match."""

    filter: Filter | None = None
    matches: AmountMatches | None = None

    @property
    def is_none(self) -> bool:
        return self.matches is not None and self.filter is None

    def ensure_complete(self) -> None:
        """Raises UnexpectedResponse if an invoice could not be compared."""
        for item in self.matches.unreadable if self.matches else ():
            raise item.error


def load_page(economic: Gateway, kind: InvoiceKind, form: InvoiceListForm) -> InvoicePage | Unfinished:
    """Loads the page of the list, or reads on towards it. Raises GatewayError and ReadFailed."""
    narrowed = narrow(economic, kind, form)
    if isinstance(narrowed, Unfinished):
        return narrowed
    if narrowed.is_none:
        return InvoicePage(build_empty_page(narrowed, form), narrowed.matches)
    page = kind.fetch(economic, form, form.page_number - 1, form.page_size, narrowed.filter)
    return InvoicePage(page, narrowed.matches)


def narrow(
    economic: Gateway,
    kind: InvoiceKind,
    form: InvoiceListForm,
    *,
    is_reading: bool = True,
    accepts_old: bool = False,
) -> Narrowed | Unfinished:
    """Returns the filter for the amount searched for, if any, or reads on towards it.

    `is_reading` and `accepts_old` are those of `advance`. Raises GatewayError and ReadFailed.
    """
    amount = form.cleaned_data.get("amount")
    if amount is None:
        return Narrowed()
    matches = find_by_amount(
        economic, kind.read_amounts(form.customer_filter), amount, is_reading=is_reading, accepts_old=accepts_old
    )
    if isinstance(matches, Unfinished):
        return matches
    return Narrowed(matches.build_filter(form.NUMBER_PROPERTY), matches)


def build_empty_page(narrowed: Narrowed, form: InvoiceListForm) -> Page[Any]:
    compared = narrowed.matches.compared_count if narrowed.matches else 0
    return Page([], 0, compared, form.page_number - 1, form.page_size)
