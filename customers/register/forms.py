"""The forms of a customer: of one that is there, and of a new one."""

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.editing.field_factories import amount, flag, number, pick, text
from customers.editing.form import GatewayForm
from customers.shared.form_fields import Words
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import Customer

TAKEN = "E06010"  # the key already exists


class Group(NamedTuple):
    """Fields that belong together, each with its width."""

    key: str
    title: Words
    note: Words
    fields: Sequence[tuple[str, str]]


class Shown(NamedTuple):
    """A group of a form, ready for the page."""

    key: str
    title: Words
    note: Words
    fields: list[tuple[forms.BoundField, str]]


IDENTITY = Group(
    "identity",
    _("Identity"),
    _("Name and numbers, as they stand on the invoice."),
    (("name", "w6"), ("corporate_identification_number", "w2"), ("vat_number", "w2 half"), ("p_number", "w2 half")),
)
ADDRESS = Group(
    "address",
    _("Address and contact"),
    _("The address is used where no delivery location is chosen."),
    (
        ("address", "w6"),
        ("zip", "w2 half"),
        ("city", "w2 half"),
        ("country", "w2"),
        ("email", "w6"),
        ("telephone_and_fax_number", "w2"),
        ("mobile_phone", "w2"),
        ("website", "w2"),
    ),
)
INVOICING = Group(
    "invoicing",
    _("Payment and VAT"),
    _("Suggested on new drafts. Drafts that are there already do not change."),
    (
        ("customer_group", ""),
        ("payment_terms", ""),
        ("vat_zone", ""),
        ("currency", ""),
        ("credit_limit", ""),
        ("layout", ""),
        ("barred", "w6"),
    ),
)
E_INVOICING = Group(
    "e-invoicing",
    _("E-invoicing"),
    _("Whether e-invoices are sent by default is a switch on the customer's page."),
    (("ean", ""), ("public_entry_number", "")),
)
REFERENCES = Group(
    "references",
    _("References"),
    _("Chosen from the customer's own contacts and delivery locations."),
    (("attention", ""), ("customer_contact", ""), ("sales_person", ""), ("default_delivery_location", "")),
)


class CustomerForm(GatewayForm):
    """A customer that is there. Its number stands fast."""

    record = Customer
    groups: ClassVar[tuple[Group, ...]] = (IDENTITY, ADDRESS, INVOICING, E_INVOICING, REFERENCES)

    name = text(Customer, "name", _("Name"), required=True)
    corporate_identification_number = text(
        Customer, "corporate_identification_number", _("CVR number"), inputmode="numeric"
    )
    vat_number = text(Customer, "vat_number", _("VAT number"))
    p_number = text(Customer, "p_number", _("P-number"), inputmode="numeric")

    address = text(Customer, "address", _("Address"), lines=2)
    zip = text(Customer, "zip", _("Zip"))
    city = text(Customer, "city", _("City"))
    country = text(Customer, "country", _("Country"))
    email = text(
        Customer, "email", _("E-mail"), inputmode="email", help_text=_("Several addresses have a space between them.")
    )
    telephone_and_fax_number = text(Customer, "telephone_and_fax_number", _("Telephone"), inputmode="tel")
    mobile_phone = text(Customer, "mobile_phone", _("Mobile"), inputmode="tel")
    website = text(Customer, "website", _("Website"), inputmode="url")

    customer_group = pick(_("Customer group"), required=True)
    payment_terms = pick(_("Payment terms"), required=True)
    vat_zone = pick(_("VAT zone"), required=True)
    currency = pick(_("Currency"), required=True, numbered=False)
    credit_limit = amount(_("Credit limit"), help_text=_("In the customer's currency. Empty: no limit."))
    layout = pick(_("Layout"), none=_("The agreement's default"))
    barred = flag(_("Barred"), help_text=_("A barred customer cannot be invoiced."))

    ean = text(Customer, "ean", _("EAN number"), inputmode="numeric")
    public_entry_number = text(Customer, "public_entry_number", _("Public entry number"))

    attention = pick(_("Attention"), none=_("Nobody"))
    customer_contact = pick(_("Main contact"), none=_("Nobody"))
    sales_person = pick(_("Sales person"), none=_("Nobody"))
    default_delivery_location = pick(_("Usual delivery location"), none=_("The customer's address"))

    def shown_groups(self) -> list[Shown]:
        return [
            Shown(group.key, group.title, group.note, [(self[name], css) for name, css in group.fields])
            for group in self.groups
        ]


class NewCustomerForm(CustomerForm):
    """A customer to come: it has nobody and no place of its own to choose from yet."""

    attention = customer_contact = default_delivery_location = None  # type: ignore[assignment]  # Django's way to drop
    groups: ClassVar[tuple[Group, ...]] = (
        IDENTITY._replace(
            fields=(
                ("name", "w4"),
                ("customer_number", "w2"),
                ("corporate_identification_number", "w2"),
                ("vat_number", "w2 half"),
                ("p_number", "w2 half"),
            )
        ),
        ADDRESS,
        INVOICING,
        E_INVOICING,
        REFERENCES._replace(
            note=_("Contacts and delivery locations can be chosen once the customer has some."),
            fields=(("sales_person", ""),),
        ),
    )

    customer_number = number(
        Customer, "customer_number", _("Customer number"), help_text=_("Empty: e-conomic gives the next one.")
    )

    def refuse(self, error: GatewayError) -> None:
        if error.code == TAKEN and not error.fields and self["customer_number"].data:
            self.add_error("customer_number", _("Another customer has this number."))
        else:
            super().refuse(error)

    def preselect(self, **usual: Any) -> None:
        """What is usual, for a form that nobody has typed in yet."""
        for name, value in usual.items():
            self.initial.setdefault(name, value)
