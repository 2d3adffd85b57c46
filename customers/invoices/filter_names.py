"""The names that filters of the invoice lists choose from: payment terms and employees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from customers.invoices.query_form import InvoiceListForm
from econ_admin.gateway import Gateway, optional
from econ_admin.gateway.records import Employee, PaymentTerms


@dataclass(frozen=True)
class FilterNames:
    """Names by number. A list that is unavailable, or is not needed, is empty."""

    terms: Mapping[int, str] = field(default_factory=dict)
    employees: Mapping[int, str] = field(default_factory=dict)


def load_filter_names(economic: Gateway, form: InvoiceListForm, *, is_full_page: bool) -> FilterNames:
    """Loads the names that the page needs: the whole page offers them, its table only names the filters in use."""
    needs_terms = is_full_page or form.cleaned_data["terms"]
    needs_employees = is_full_page or form.cleaned_data["salesperson"] or form.cleaned_data["vendor"]
    load_terms: Callable[[], list[PaymentTerms]] = economic.payment_terms.all if needs_terms else list
    load_employees: Callable[[], list[Employee]] = economic.employees.all if needs_employees else list
    terms, employees = economic.together(optional(load_terms), optional(load_employees))
    return FilterNames(
        {item.payment_terms_number: item.name for item in terms or ()},
        {employee.employee_number: employee.name for employee in employees or ()},
    )


def get_names(names: FilterNames, filter_name: str) -> Mapping[int, Any]:
    """Returns the names that a filter chooses from."""
    return names.terms if filter_name == "terms" else names.employees
