"""A customer's contacts: on a page of their own, each changed in its place."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from customers.contacts.contact_form import ContactForm
from customers.contacts.views import edit
from customers.contacts.views.panel import Kind, panel
from econ_admin.gateway.records import Contact, Customer
from econ_admin.http import EconRequest


def ties(customer: Customer, contact: int) -> list[str]:
    """What would point at nobody without this contact."""
    said = []
    if customer.attention and customer.attention.number == contact:
        said.append(_("This is the customer's attention: invoices are addressed to it."))
    if customer.customer_contact and customer.customer_contact.number == contact:
        said.append(_("This is the customer's main contact."))
    return said


CONTACTS = Kind[Contact](
    noun="contacts",
    record=Contact,
    form=ContactForm,
    fields="contacts/contact_fields.html",
    page="contacts/contacts.html",
    rows="people",
    list_view="customers:contacts",
    resource=lambda economic: economic.contacts,
    number=lambda contact: contact.customer_contact_number,
    name=lambda contact: contact.name or str(contact.customer_contact_number),
    ties=ties,
    new=gettext_lazy("New contact"),
)


@require_safe
def contacts(request: EconRequest, customer: int) -> HttpResponse:
    return panel(request, CONTACTS, customer)


@require_http_methods(["GET", "HEAD", "POST"])
def new_contact(request: EconRequest, customer: int) -> HttpResponse:
    return edit.add(request, CONTACTS, customer)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: EconRequest, customer: int, contact: int) -> HttpResponse:
    return edit.edit(request, CONTACTS, customer, contact)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_contact(request: EconRequest, customer: int, contact: int) -> HttpResponse:
    return edit.remove(request, CONTACTS, customer, contact)
