"""Columns of the customer list, for the page and for exports. Number and name are always shown."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from customers.shared import formatting
from customers.shared.spreadsheet import CellValue
from customers.shared.table import LazyText, TableColumn
from econ_admin.gateway.records import Customer, Reference


@dataclass(frozen=True)
class CustomerColumn(TableColumn):
    """A column of the customer list. Its value is a spreadsheet's `CellValue`, from a customer and `ReferenceNames`."""

    width: int = 14  # width in the export, in characters
    format_text: Callable[[str], str] = str  # formats a text for the page
    export_label: LazyText = ""  # the label in the export, if it says less there


def list_statuses(customer: Customer) -> list[str]:
    """Lists the customer's badges, as words."""
    statuses = (
        (gettext_noop("Barred"), customer.barred),
        (gettext_noop("Over limit"), is_over_limit(customer)),
        (gettext_noop("EAN"), customer.ean),
    )
    return [_(label) for label, is_set in statuses if is_set]


def is_over_limit(customer: Customer) -> bool:
    """Whether the balance is above the credit limit. Over limit means this everywhere."""
    limit, balance = customer.credit_limit, customer.balance
    return limit is not None and balance is not None and balance > limit


def _format_reference(names: Mapping[int, str], reference: Reference | None) -> str:
    return names.get(reference.number, str(reference.number)) if reference else ""


def _column(
    key: str, label: Any, get_value: Callable[[Any], CellValue], css: str = "", sort: str = "", **options: Any
) -> CustomerColumn:
    """Builds a column whose value is the customer's own."""
    return CustomerColumn(key, label, lambda customer, _: get_value(customer), css, sort, **options)


NUMBER = _column("number", gettext_lazy("No."), attrgetter("customer_number"), "tnum", "number", width=10)
NAME = _column("name", gettext_lazy("Name"), attrgetter("name"), "name fit", "name", width=36)

# In display order. `second-line`: on narrow screens the cell gets its own line.
COLUMNS = (
    _column("address", gettext_lazy("Address"), attrgetter("address"), "brief second-line", "address", width=30),
    _column("zip", gettext_lazy("Postal code"), attrgetter("zip"), "tnum second-line", "zip", width=8),
    _column("city", gettext_lazy("City"), attrgetter("city"), "brief", "city", width=20),
    _column("country", gettext_lazy("Country"), attrgetter("country"), "brief second-line", "country", width=16),
    CustomerColumn(
        "group",
        gettext_lazy("Customer group"),
        lambda customer, names: _format_reference(names.groups, customer.customer_group),
        "soft brief wide",
        width=24,
    ),
    _column("email", gettext_lazy("E-mail"), attrgetter("email"), "fit mid wide", "email", width=34),
    _column(
        "phone",
        gettext_lazy("Telephone"),
        attrgetter("telephone_and_fax_number"),
        "tnum brief second-line",
        "phone",
        format_text=formatting.format_phone,
    ),
    _column(
        "mobile",
        gettext_lazy("Mobile"),
        attrgetter("mobile_phone"),
        "tnum brief second-line",
        "mobile",
        format_text=formatting.format_phone,
    ),
    _column("website", gettext_lazy("Website"), attrgetter("website"), "brief second-line", "website", width=30),
    _column(
        "cvr",
        gettext_lazy("CVR number"),
        attrgetter("corporate_identification_number"),
        "tnum brief second-line",
        "cvr",
        format_text=formatting.format_cvr,
    ),
    _column("vat", gettext_lazy("VAT number"), attrgetter("vat_number"), "tnum brief second-line", "vat"),
    _column("pnumber", gettext_lazy("P-number"), attrgetter("p_number"), "tnum second-line"),
    _column("ean", gettext_lazy("EAN number"), attrgetter("ean"), "tnum second-line", "ean", width=16),
    _column(
        "entry",
        gettext_lazy("Public entry number"),
        attrgetter("public_entry_number"),
        "tnum brief second-line",
        "entry",
        width=20,
    ),
    CustomerColumn(
        "terms",
        gettext_lazy("Payment terms"),
        lambda customer, names: _format_reference(names.terms, customer.payment_terms),
        "brief second-line",
        width=24,
    ),
    CustomerColumn(
        "zone",
        gettext_lazy("VAT zone"),
        lambda customer, names: _format_reference(names.zones, customer.vat_zone),
        "brief second-line",
        width=16,
    ),
    CustomerColumn(
        "attention",
        gettext_lazy("Attention"),
        lambda customer, names: _format_reference(names.contacts, customer.attention),
        "brief second-line",
        width=24,
        export_label=gettext_lazy("Attention (contact number)"),
    ),
    CustomerColumn(
        "salesperson",
        gettext_lazy("Salesperson"),
        lambda customer, names: _format_reference(names.employees, customer.sales_person),
        "brief second-line",
        width=24,
    ),
    CustomerColumn(
        "layout",
        gettext_lazy("Layout"),
        lambda customer, names: _format_reference(names.layouts, customer.layout),
        "brief second-line",
        width=28,
    ),
    _column(
        "changed", gettext_lazy("Last changed"), attrgetter("last_updated"), "tnum second-line", "changed", width=17
    ),
    CustomerColumn(
        "status", gettext_lazy("Status"), lambda customer, _: ", ".join(list_statuses(customer)), "signs", width=18
    ),
    _column("currency", gettext_lazy("Currency"), attrgetter("currency"), "tnum second-line", "currency", width=9),
    _column("limit", gettext_lazy("Credit limit"), attrgetter("credit_limit"), "num second-line", "limit"),
    _column("balance", gettext_lazy("Balance"), attrgetter("balance"), "num", "balance"),
    # Translators: the amount that the customer should have paid by now.
    _column("due", gettext_lazy("Due"), attrgetter("due_amount"), "num overdue"),
)
COLUMNS_BY_KEY = {column.key: column for column in COLUMNS}
DEFAULT_COLUMNS = ("city", "group", "email", "status", "balance", "due")


def select_columns(keys: Collection[str] | None) -> list[CustomerColumn]:
    """Returns the columns with these keys, or the default ones. Unknown keys are ignored."""
    selected_keys = DEFAULT_COLUMNS if keys is None else keys
    return [column for column in COLUMNS if column.key in selected_keys]
