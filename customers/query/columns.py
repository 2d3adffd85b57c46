"""The columns that the list of customers may have: on the page, and in a file. The number and the name always."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.shared import formatting
from econ_admin.gateway.records import Customer, CustomerGroup, PaymentTerms, VatZone

Words = str | Promise
Value = str | int | Decimal | datetime | None


@dataclass(frozen=True)
class Names:
    """What numbers stand for; a number that is not there stands for itself."""

    groups: Mapping[int, str] = field(default_factory=dict)
    terms: Mapping[int, str] = field(default_factory=dict)
    zones: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A field of the customer, as a column. Without `sort`, e-conomic cannot sort by it."""

    key: str
    label: Words
    value: Callable[[Customer, Names], Value]
    css: str = ""
    sort: str = ""
    width: int = 14  # in a file, in characters
    write: Callable[[str], str] = str  # how a text stands on the page

    @property
    def is_cut(self) -> bool:
        """Whether the table may show the beginning of a text only."""
        return "brief" in self.css or "fit" in self.css


def names(groups: Iterable[CustomerGroup], terms: Iterable[PaymentTerms], zones: Iterable[VatZone]) -> Names:
    return Names(
        {each.customer_group_number: each.name for each in groups},
        {each.payment_terms_number: each.name for each in terms},
        {each.vat_zone_number: each.name for each in zones},
    )


def status(customer: Customer) -> list[str]:
    """The signs that a customer has, in words."""
    signs = {_("Barred"): customer.barred, _("Over limit"): is_over_limit(customer), _("EAN"): bool(customer.ean)}
    return [word for word, has_it in signs.items() if has_it]


def is_over_limit(customer: Customer) -> bool:
    """Over limit means balance above credit limit, everywhere."""
    limit, balance = customer.credit_limit, customer.balance
    return limit is not None and balance is not None and balance > limit


def _group(customer: Customer, names: Names) -> str:
    number = customer.customer_group.customer_group_number
    return names.groups.get(number, str(number))


def _terms(customer: Customer, names: Names) -> str:
    number = customer.payment_terms.payment_terms_number
    return names.terms.get(number, str(number))


def _zone(customer: Customer, names: Names) -> str:
    number = customer.vat_zone.vat_zone_number
    return names.zones.get(number, str(number))


NUMBER = Column("number", gettext_lazy("No."), lambda each, _: each.customer_number, "tab", "number", 10)
NAME = Column("name", gettext_lazy("Name"), lambda each, _: each.name, "name fit", "name", 36)

# In the order in which they stand. `also`: a line of its own where the table is too narrow to be one.
COLUMNS = (
    Column("address", gettext_lazy("Address"), lambda each, _: each.address, "brief also", "address", 30),
    Column("zip", gettext_lazy("Zip"), lambda each, _: each.zip, "tab also", "zip", 8),
    Column("city", gettext_lazy("City"), lambda each, _: each.city, "brief", "city", 20),
    Column("country", gettext_lazy("Country"), lambda each, _: each.country, "brief also", "country", 16),
    Column("group", gettext_lazy("Customer group"), _group, "soft brief wide", width=24),
    Column("email", gettext_lazy("E-mail"), lambda each, _: each.email, "fit mid wide", "email", 34),
    Column(
        "phone",
        gettext_lazy("Telephone"),
        lambda each, _: each.telephone_and_fax_number,
        "tab brief also",
        "phone",
        write=formatting.phone,
    ),
    Column(
        "mobile",
        gettext_lazy("Mobile"),
        lambda each, _: each.mobile_phone,
        "tab brief also",
        "mobile",
        write=formatting.phone,
    ),
    Column(
        "cvr",
        gettext_lazy("CVR number"),
        lambda each, _: each.corporate_identification_number,
        "tab brief also",
        "cvr",
        write=formatting.cvr,
    ),
    Column("vat", gettext_lazy("VAT number"), lambda each, _: each.vat_number, "tab brief also", "vat"),
    Column("ean", gettext_lazy("EAN number"), lambda each, _: each.ean, "tab also", "ean", 16),
    Column("terms", gettext_lazy("Payment terms"), _terms, "brief also", width=24),
    Column("zone", gettext_lazy("VAT zone"), _zone, "brief also", width=16),
    Column("changed", gettext_lazy("Last change"), lambda each, _: each.last_updated, "tab also", "changed", 17),
    Column("status", gettext_lazy("Status"), lambda each, _: ", ".join(status(each)), "signs", width=18),
    Column("currency", gettext_lazy("Currency"), lambda each, _: each.currency, "tab also", "currency", 9),
    Column("limit", gettext_lazy("Credit limit"), lambda each, _: each.credit_limit, "num also", "limit"),
    Column("balance", gettext_lazy("Balance"), lambda each, _: each.balance, "num", "balance"),
    Column("due", gettext_lazy("Due"), lambda each, _: each.due_amount, "num late"),
)
USUAL = ("city", "group", "email", "status", "balance", "due")


def chosen(keys: Collection[str] | None) -> list[Column]:
    """Those columns, in their order; the usual ones where nothing was chosen. What is unknown is passed over."""
    wanted = USUAL if keys is None else keys
    return [column for column in COLUMNS if column.key in wanted]
