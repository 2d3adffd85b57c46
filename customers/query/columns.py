"""Columns of the customer list, for the page and for exports. Number and name are always shown."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.shared import formatting
from customers.shared.table import TableColumn
from econ_admin.gateway.records import Customer, CustomerGroup, PaymentTerms, VatZone

CellValue = str | int | Decimal | datetime | None


@dataclass(frozen=True)
class ReferenceNames:
    """What the rows take from other lists: names by number (one without a name is shown as it is), and the currency."""

    groups: Mapping[int, str] = field(default_factory=dict)
    terms: Mapping[int, str] = field(default_factory=dict)
    zones: Mapping[int, str] = field(default_factory=dict)
    base_currency: str = ""
    """The agreement's currency; "" if it could not be loaded."""


@dataclass(frozen=True)
class CustomerColumn(TableColumn):
    """A column of the customer list. Its value is a `CellValue`, from a customer and `ReferenceNames`."""

    width: int = 14  # width in the export, in characters
    format_text: Callable[[str], str] = str  # formats a text for the page


def build_reference_names(
    groups: Iterable[CustomerGroup], terms: Iterable[PaymentTerms], zones: Iterable[VatZone], base_currency: str = ""
) -> ReferenceNames:
    return ReferenceNames(
        {group.customer_group_number: group.name for group in groups},
        {term.payment_terms_number: term.name for term in terms},
        {zone.vat_zone_number: zone.name for zone in zones},
        base_currency,
    )


def list_statuses(customer: Customer) -> list[str]:
    """Lists the customer's badges, as words."""
    has_status = {_("Barred"): customer.barred, _("Over limit"): is_over_limit(customer), _("EAN"): bool(customer.ean)}
    return [label for label, is_set in has_status.items() if is_set]


def is_over_limit(customer: Customer) -> bool:
    """Whether the balance is above the credit limit. Over limit means this everywhere."""
    limit, balance = customer.credit_limit, customer.balance
    return limit is not None and balance is not None and balance > limit


def _get_group_name(customer: Customer, names: ReferenceNames) -> str:
    number = customer.customer_group.customer_group_number
    return names.groups.get(number, str(number))


def _get_terms_name(customer: Customer, names: ReferenceNames) -> str:
    number = customer.payment_terms.payment_terms_number
    return names.terms.get(number, str(number))


def _get_zone_name(customer: Customer, names: ReferenceNames) -> str:
    number = customer.vat_zone.vat_zone_number
    return names.zones.get(number, str(number))


NUMBER = CustomerColumn(
    "number", gettext_lazy("No."), lambda customer, _: customer.customer_number, "tnum", "number", 10
)
NAME = CustomerColumn("name", gettext_lazy("Name"), lambda customer, _: customer.name, "name fit", "name", 36)

# In display order. `also`: on narrow screens the cell gets its own line.
COLUMNS = (
    CustomerColumn(
        "address", gettext_lazy("Address"), lambda customer, _: customer.address, "brief also", "address", 30
    ),
    CustomerColumn("zip", gettext_lazy("Postal code"), lambda customer, _: customer.zip, "tab also", "zip", 8),
    CustomerColumn("city", gettext_lazy("City"), lambda customer, _: customer.city, "brief", "city", 20),
    CustomerColumn(
        "country", gettext_lazy("Country"), lambda customer, _: customer.country, "brief also", "country", 16
    ),
    CustomerColumn("group", gettext_lazy("Customer group"), _get_group_name, "soft brief wide", width=24),
    CustomerColumn("email", gettext_lazy("E-mail"), lambda customer, _: customer.email, "fit mid wide", "email", 34),
    CustomerColumn(
        "phone",
        gettext_lazy("Telephone"),
        lambda customer, _: customer.telephone_and_fax_number,
        "tab brief also",
        "phone",
        format_text=formatting.format_phone,
    ),
    CustomerColumn(
        "mobile",
        gettext_lazy("Mobile"),
        lambda customer, _: customer.mobile_phone,
        "tab brief also",
        "mobile",
        format_text=formatting.format_phone,
    ),
    CustomerColumn(
        "cvr",
        gettext_lazy("CVR number"),
        lambda customer, _: customer.corporate_identification_number,
        "tab brief also",
        "cvr",
        format_text=formatting.format_cvr,
    ),
    CustomerColumn("vat", gettext_lazy("VAT number"), lambda customer, _: customer.vat_number, "tab brief also", "vat"),
    CustomerColumn("ean", gettext_lazy("EAN number"), lambda customer, _: customer.ean, "tab also", "ean", 16),
    CustomerColumn("terms", gettext_lazy("Payment terms"), _get_terms_name, "brief also", width=24),
    CustomerColumn("zone", gettext_lazy("VAT zone"), _get_zone_name, "brief also", width=16),
    CustomerColumn(
        "changed", gettext_lazy("Last changed"), lambda customer, _: customer.last_updated, "tab also", "changed", 17
    ),
    CustomerColumn(
        "status", gettext_lazy("Status"), lambda customer, _: ", ".join(list_statuses(customer)), "signs", width=18
    ),
    CustomerColumn(
        "currency", gettext_lazy("Currency"), lambda customer, _: customer.currency, "tab also", "currency", 9
    ),
    CustomerColumn(
        "limit", gettext_lazy("Credit limit"), lambda customer, _: customer.credit_limit, "num second-line", "limit"
    ),
    CustomerColumn("balance", gettext_lazy("Balance"), lambda customer, _: customer.balance, "num", "balance"),
    CustomerColumn("due", gettext_lazy("Due"), lambda customer, _: customer.due_amount, "num overdue"),
)
COLUMNS_BY_KEY = {column.key: column for column in COLUMNS}
DEFAULT_COLUMNS = ("city", "group", "email", "status", "balance", "due")


def select_columns(keys: Collection[str] | None) -> list[CustomerColumn]:
    """Returns the columns with these keys, or the default ones. Unknown keys are ignored."""
    selected_keys = DEFAULT_COLUMNS if keys is None else keys
    return [column for column in COLUMNS if column.key in selected_keys]
