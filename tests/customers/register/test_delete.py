"""Deleting a customer."""

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import NotFound
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import fill_in
from tests.customers.page_reader import get_text


def get_delete_url(number: int) -> str:
    return f"/sandbox/customers/{number}/delete/"


def test_page_lists_what_is_deleted_with_the_customer(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(name="Ada Holm")
    economic.contacts.add(number, {"name": "Bo Lund"})
    economic.contacts.add(number, {"name": "Eva Friis"})
    economic.delivery_locations.add(number, {"address": "Kajen 3", "postalCode": "9990", "city": "Skagen"})

    text = get_text(client.get(get_delete_url(number)).text)

    assert "2 contacts Bo Lund , Eva Friis" in text
    assert "1 delivery location Kajen 3 9990 Skagen" in text
    assert "The customer has no drafts and no booked invoices" in text


def test_invoices_that_prevent_deletion_are_counted(client: Client, economic: Gateway) -> None:
    booked = economic.booked.page(size=1).items[0]
    number = booked.customer.number
    drafts, invoices = economic.drafts.of(number).results, economic.booked.of(number).results

    page = client.get(get_delete_url(number)).text

    assert f"{invoices} booked invoice" in get_text(page)
    assert (f"{drafts} draft" in get_text(page)) is bool(drafts)
    assert f'href="/sandbox/customers/{number}/booked/' in page
    assert "e-conomic does not delete customers with drafts or invoices." in get_text(page)


def test_invoices_that_cannot_be_loaded_do_not_count_as_none(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer(name="Ada Holm")
    sandbox.fault("GET", f"/customers/{number}/invoices/drafts", "status:503", times=99)

    text = get_text(client.get(get_delete_url(number)).text)

    assert "This could not be loaded" in text
    assert "We could not check this." in text
    assert "no drafts" not in text


@pytest.mark.parametrize("typed_name", ["Ada Holm", " ada  HOLM ", "number"])
def test_typing_the_name_or_number_deletes_the_customer(
    typed_name: str, client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(name="Ada Holm")

    answer = fill_in(
        client,
        f"{get_delete_url(number)}?from=q%3Dada",
        "named",
        named=str(number) if typed_name == "number" else typed_name,
    )

    assert answer.status_code == 303
    assert answer["Location"] == "/sandbox/customers/?q=ada"
    assert "Ada Holm deleted." in client.get("/sandbox/customers/").text
    with pytest.raises(NotFound):
        economic.customers.get(number)


@pytest.mark.parametrize("typed_name", ["", "Ada", "Ada Holm 2", "0"])
def test_wrong_name_does_not_delete_the_customer(
    typed_name: str, client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(name="Ada Holm")

    answer = fill_in(client, get_delete_url(number), "named", named=typed_name)

    assert answer.status_code == 422
    assert 'href="#id_named"' in answer.text
    assert economic.customers.get(number).name == "Ada Holm"


def test_refused_deletion_shows_the_reason(
    client: Client, add_customer: AddCustomer, economic: Gateway, sandbox: Sandbox
) -> None:
    number = add_customer(name="Ada Holm")
    sandbox.fault("DELETE", f"/customers/{number}", "refuse:invoices:E06200")

    answer = fill_in(client, get_delete_url(number), "named", named="Ada Holm")

    assert answer.status_code == 422
    assert "The customer was not deleted" in answer.text
    assert "Invoices is refused." in answer.text
    assert economic.customers.get(number).name == "Ada Holm"


def test_unknown_customer_is_not_found(client: Client) -> None:
    assert client.get(get_delete_url(99_999_999)).status_code == 404
    assert client.post(get_delete_url(99_999_999), {"named": "99999999"}).status_code == 404


def test_contacts_that_cannot_be_loaded_do_not_count_as_none(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer(name="Ada Holm")
    sandbox.fault("GET", f"/customers/{number}/contacts", "status:503", times=99)

    text = get_text(client.get(get_delete_url(number)).text)

    assert "This could not be loaded" in text
    assert "0 contacts" not in text
