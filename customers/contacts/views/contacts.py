"""A customer's contacts: the list, and forms to create, edit and delete one."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from customers.contacts.contact_form import ContactForm
from customers.contacts.views import edit
from customers.contacts.views.panel import PanelKind, load_panel
from econ_admin.access.request import EconRequest
from econ_admin.gateway.records import Contact, Customer


def list_contact_references(customer: Customer, contact: int) -> list[str]:
    """Lists, as sentences, what on the customer refers to this contact. Deleting it removes these references."""
    references = []
    if customer.attention and customer.attention.number == contact:
        references.append(_("This contact is the customer's attention. Invoices are addressed to this contact."))
    if customer.customer_contact and customer.customer_contact.number == contact:
        references.append(_("This contact is the customer's main contact."))
    return references


CONTACTS = PanelKind[Contact](
    noun="contacts",
    record=Contact,
    form=ContactForm,
    fields="contacts/contact_fields.html",
    page="contacts/contacts.html",
    rows_key="contacts",
    list_view="customers:contacts",
    resource=lambda economic: economic.contacts,
    get_number=lambda contact: contact.customer_contact_number,
    get_name=lambda contact: contact.name or str(contact.customer_contact_number),
    list_references=list_contact_references,
    new_title=gettext_lazy("New contact"),
)


@require_safe
def list_contacts(request: EconRequest, customer: int) -> HttpResponse:
    return load_panel(request, CONTACTS, customer)


@require_http_methods(["GET", "HEAD", "POST"])
def create_contact(request: EconRequest, customer: int) -> HttpResponse:
    return edit.create_record(request, CONTACTS, customer)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_contact(request: EconRequest, customer: int, contact: int) -> HttpResponse:
    return edit.edit_record(request, CONTACTS, customer, contact)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_contact(request: EconRequest, customer: int, contact: int) -> HttpResponse:
    return edit.delete_record(request, CONTACTS, customer, contact)
