"""The forms of a customer: existing and new."""

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.editing.address_form import AddressForm
from customers.editing.field_factories import amount_field, choice_field, flag_field, number_field, text_field
from customers.shared.form_fields import LazyText
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import Customer

DUPLICATE_KEY = "E06010"  # the key already exists


class FieldGroup(NamedTuple):
    """A group of fields, each with its width."""

    key: str
    title: LazyText
    note: LazyText
    fields: Sequence[tuple[str, str]]


class BoundFieldGroup(NamedTuple):
    """A group with its bound fields."""

    key: str
    title: LazyText
    note: LazyText
    fields: list[tuple[forms.BoundField, str]]


IDENTITY = FieldGroup(
    "identity",
    _("Identity"),
    _("Name and numbers, as shown on invoices."),
    (("name", "w6"), ("corporate_identification_number", "w2"), ("vat_number", "w2 half"), ("p_number", "w2 half")),
)
ADDRESS = FieldGroup(
    "address",
    _("Address and contact"),
    _("Used for delivery if no delivery location is chosen."),
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
INVOICING = FieldGroup(
    "invoicing",
    _("Payment and VAT"),
    _("Suggested on new drafts. Existing drafts do not change."),
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
E_INVOICING = FieldGroup(
    "e-invoicing",
    _("E-invoicing"),
    _("You switch e-invoices on or off by default on the customer's page."),
    (("ean", ""), ("public_entry_number", "")),
)
REFERENCES = FieldGroup(
    "references",
    _("References"),
    _("Choose from the customer's contacts and delivery locations."),
    (("attention", ""), ("customer_contact", ""), ("sales_person", ""), ("default_delivery_location", "")),
)


class CustomerForm(AddressForm):
    """An existing customer. Its number cannot be changed."""

    record = Customer
    groups: ClassVar[tuple[FieldGroup, ...]] = (IDENTITY, ADDRESS, INVOICING, E_INVOICING, REFERENCES)

    name = text_field(Customer, "name", _("Name"), required=True)
    corporate_identification_number = text_field(
        Customer, "corporate_identification_number", _("CVR number"), inputmode="numeric"
    )
    vat_number = text_field(Customer, "vat_number", _("VAT number"))
    p_number = text_field(
        Customer,
        "p_number",
        _("P-number"),
        inputmode="numeric",
        help_text=_("Ten digits. It identifies one workplace of the company."),
    )

    address = text_field(Customer, "address", _("Address"), lines=2)
    zip = text_field(Customer, "zip", _("Postal code"))
    city = text_field(Customer, "city", _("City"))
    country = text_field(Customer, "country", _("Country"))
    email = text_field(
        Customer, "email", _("E-mail"), inputmode="email", help_text=_("Separate several addresses with a space.")
    )
    telephone_and_fax_number = text_field(Customer, "telephone_and_fax_number", _("Telephone"), inputmode="tel")
    mobile_phone = text_field(Customer, "mobile_phone", _("Mobile"), inputmode="tel")
    website = text_field(Customer, "website", _("Website"), inputmode="url")

    customer_group = choice_field(_("Customer group"), required=True)
    payment_terms = choice_field(_("Payment terms"), required=True, help_text=_("Decides the due date."))
    vat_zone = choice_field(
        _("VAT zone"), required=True, help_text=_("The VAT zone and the product group decide which VAT is added.")
    )
    currency = choice_field(_("Currency"), required=True, is_numeric=False)
    credit_limit = amount_field(_("Credit limit"), help_text=_("In the customer's currency. Leave empty for no limit."))
    layout = choice_field(
        _("Layout"), empty_label=_("The agreement's default"), help_text=_("How the customer's invoices look.")
    )
    barred = flag_field(_("Barred"), help_text=_("A barred customer cannot be invoiced."))

    ean = text_field(
        Customer, "ean", _("EAN number"), inputmode="numeric",
        help_text=_("13 digits. Public authorities receive e-invoices at this number."),
    )  # fmt: skip
    public_entry_number = text_field(
        Customer, "public_entry_number", _("Public entry number"),
        help_text=_("The customer's account that e-invoices are registered on."),
    )  # fmt: skip

    attention = choice_field(_("Attention"), empty_label=_("None"))
    customer_contact = choice_field(_("Main contact"), empty_label=_("None"))
    sales_person = choice_field(_("Salesperson"), empty_label=_("None"))
    default_delivery_location = choice_field(_("Default delivery location"), empty_label=_("The customer's address"))

    def get_bound_groups(self) -> list[BoundFieldGroup]:
        return [
            BoundFieldGroup(group.key, group.title, group.note, [(self[name], css) for name, css in group.fields])
            for group in self.groups
        ]


class NewCustomerForm(CustomerForm):
    """A new customer, which has no contacts and delivery locations to choose from yet."""

    attention = customer_contact = default_delivery_location = None  # type: ignore[assignment]  # Django's way to drop
    groups: ClassVar[tuple[FieldGroup, ...]] = (
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
            note=_("You can choose contacts and delivery locations when the customer has some."),
            fields=(("sales_person", ""),),
        ),
    )

    customer_number = number_field(
        Customer,
        "customer_number",
        _("Customer number"),
        help_text=_("Leave empty to use the next number."),
    )

    def add_upstream_errors(self, error: GatewayError) -> None:
        if error.code == DUPLICATE_KEY and not error.fields and self["customer_number"].data:
            self.add_error("customer_number", _("Another customer has this number."))
        else:
            super().add_upstream_errors(error)

    def preselect(self, **defaults: Any) -> None:
        """Sets default values in an empty form."""
        for name, value in defaults.items():
            self.initial.setdefault(name, value)
