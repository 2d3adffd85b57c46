"""Hints under fields explain e-conomic's terms, and belong to their controls."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from customers.contacts.contact_form import ContactForm
from customers.contacts.delivery_location_form import DeliveryLocationForm
from customers.register.forms import CustomerForm
from econ_admin.access.models import Person

TERMS = {
    CustomerForm: {
        "credit_limit",
        "vat_zone",
        "payment_terms",
        "layout",
        "ean",
        "public_entry_number",
        "p_number",
        "barred",
    },
    ContactForm: {"e_invoice_id", "email_notifications"},
    DeliveryLocationForm: {"terms_of_delivery", "barred"},
}
DRAFT_TERMS = (
    "payment_terms",
    "recipient.vat_zone",
    "recipient.attention",
    "references.other",
    "references.customer_contact",
)


@pytest.mark.parametrize("form", TERMS)
def test_terms_of_economic_are_explained(form: type[CustomerForm]) -> None:
    hints = {name for name, field in form.base_fields.items() if field.help_text}
    assert hints >= TERMS[form]


@pytest.mark.parametrize(
    "path",
    ["customers/10001/edit/", "customers/new/", "customers/10001/contacts/new/", "settings/"],
)
def test_hints_belong_to_controls(sign_in: Callable[..., Client], people: dict[str, Person], path: str) -> None:
    page = sign_in("editor").get(f"/sandbox/{path}").text
    hints = set(re.findall(r'id="([\w.-]+_helptext)"', page))
    described = {name for names in re.findall(r'aria-describedby="([^"]+)"', page) for name in names.split()}

    assert hints
    assert hints <= described


def test_hints_of_a_draft_belong_to_controls(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    page = sign_in("accountant").post("/sandbox/customers/10001/unsent/", follow=True).text
    for name in DRAFT_TERMS:
        assert f'id="f-{name}_helptext"' in page, name
        control = re.search(rf'<(?:input|select)[^>]*id="f-{re.escape(name)}"[^>]*>', page)
        assert control, name
        assert f"f-{name}_helptext" in control[0], name
