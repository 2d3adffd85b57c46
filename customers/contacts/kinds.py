"""Contacts and delivery locations: what is different about them. All else is one code for both."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.contacts.contact_form import ContactForm
from customers.contacts.delivery_location_form import DeliveryLocationForm
from customers.editing.form import GatewayForm
from customers.editing.warnings import FieldWarning, Values, check_contact, check_delivery_location
from customers.frame.contact_rows import format_location
from econ_admin.gateway import Document, Gateway
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation, Record

R = TypeVar("R", bound=Record)
LazyText: TypeAlias = "str | Promise"


class Resource(Protocol[R]):
    """The gateway methods that an edit needs."""

    def get(self, customer: int, number: int, /) -> R: ...
    def add(self, customer: int, document: Document, /) -> R: ...
    def replace(self, customer: int, number: int, document: Document, before: R | None = None, /) -> R: ...
    def remove(self, customer: int, number: int, before: R | None = None, /) -> None: ...


@dataclass(frozen=True)
class PanelKind(Generic[R]):
    """The differences between contacts and delivery locations."""

    noun: str  # in e-conomic's paths, and the panel's id
    record: type[R]
    form: type[GatewayForm]
    resource: Callable[[Gateway], Resource[R]]
    get_number: Callable[[R], int]
    get_name: Callable[[R], str]
    list_references: Callable[[Customer, int], list[str]]
    """Lists, as sentences, what on the customer refers to a record."""
    check: Callable[[Values], Iterable[FieldWarning]]
    """Returns warnings about the values of its form."""
    rows_key: str  # their name in the page's context
    list_view: str
    new_view: str
    edit_view: str
    delete_view: str
    history_view: str
    fields_template: str  # of the form's fields
    cells_template: str  # of a row's cells
    columns: Sequence[LazyText]
    title: LazyText
    new_title: LazyText
    add_label: LazyText  # what "Add" adds, for screen readers
    empty_text: LazyText
    icon: str

    def build_path(self, customer: int, number: int | None = None) -> str:
        """Returns the record's path in e-conomic, or the collection's."""
        collection = f"customers/{customer}/{self.noun}"
        return collection if number is None else f"{collection}/{number}"


def list_contact_references(customer: Customer, contact: int) -> list[str]:
    """Lists, as sentences, what on the customer refers to this contact. Deleting it removes these references."""
    references = []
    if customer.attention and customer.attention.number == contact:
        references.append(_("This is the customer's attention contact. Invoices are addressed to this person."))
    if customer.customer_contact and customer.customer_contact.number == contact:
        references.append(_("This is the customer's main contact."))
    return references


def list_location_references(customer: Customer, location: int) -> list[str]:
    """Lists, as sentences, what on the customer refers to this delivery location."""
    default_location = customer.default_delivery_location
    if default_location and default_location.number == location:
        return [_("This is the customer's default delivery location.")]
    return []


CONTACTS = PanelKind[Contact](
    noun="contacts",
    record=Contact,
    form=ContactForm,
    resource=lambda economic: economic.contacts,
    get_number=lambda contact: contact.customer_contact_number,
    get_name=lambda contact: contact.name or str(contact.customer_contact_number),
    list_references=list_contact_references,
    check=check_contact,
    rows_key="contacts",
    list_view="customers:contacts",
    new_view="customers:new-contact",
    edit_view="customers:contact",
    delete_view="customers:delete-contact",
    history_view="customers:contact-history",
    fields_template="contacts/contact_fields.html",
    cells_template="contacts/contact_cells.html",
    columns=(
        gettext_lazy("No."),
        gettext_lazy("Name"),
        gettext_lazy("E-mail"),
        gettext_lazy("Telephone"),
        gettext_lazy("Receives by e-mail"),
        gettext_lazy("E-invoice ID"),
        gettext_lazy("Notes"),
    ),
    title=gettext_lazy("Contacts"),
    new_title=gettext_lazy("New contact"),
    add_label=gettext_lazy("Add contact"),
    empty_text=gettext_lazy(
        "No contacts yet. A contact is a person at the customer who can receive invoices and reminders."
    ),
    icon="users",
)

DELIVERY_LOCATIONS = PanelKind[DeliveryLocation](
    noun="delivery-locations",
    record=DeliveryLocation,
    form=DeliveryLocationForm,
    resource=lambda economic: economic.delivery_locations,
    get_number=lambda location: location.delivery_location_number,
    get_name=format_location,
    list_references=list_location_references,
    check=check_delivery_location,
    rows_key="locations",
    list_view="customers:delivery-locations",
    new_view="customers:new-delivery-location",
    edit_view="customers:delivery-location",
    delete_view="customers:delete-delivery-location",
    history_view="customers:delivery-location-history",
    fields_template="contacts/delivery_location_fields.html",
    cells_template="contacts/delivery_location_cells.html",
    columns=(
        gettext_lazy("No."),
        gettext_lazy("Address"),
        gettext_lazy("Postal code"),
        gettext_lazy("City"),
        gettext_lazy("Country"),
        gettext_lazy("Terms of delivery"),
        gettext_lazy("Status"),
    ),
    title=gettext_lazy("Delivery locations"),
    new_title=gettext_lazy("New delivery location"),
    add_label=gettext_lazy("Add delivery location"),
    empty_text=gettext_lazy("No delivery locations yet. Goods go to the customer's address."),
    icon="map-pin",
)
