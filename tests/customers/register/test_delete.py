"""Deleting a customer."""

import pytest
from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import NotFound
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import Register
from tests.customers.form_data import fill_in
from tests.customers.page_reader import text_of


def delete_of(number: int) -> str:
    return f"/sandbox/customers/{number}/delete/"


def test_what_would_go_with_it_is_said(client: Client, register: Register, economic: Gateway) -> None:
    number = register(name="Ada Holm")
    economic.contacts.add(number, {"name": "Bo Lund"})
    economic.contacts.add(number, {"name": "Eva Friis"})
    economic.delivery_locations.add(number, {"address": "Kajen 3", "postalCode": "9990", "city": "Skagen"})

    said = text_of(client.get(delete_of(number)).text)

    assert "2 contacts Bo Lund , Eva Friis" in said
    assert "1 delivery location Kajen 3 9990 Skagen" in said
    assert "it has no drafts and no booked invoices" in said


def test_invoices_that_forbid_it_are_counted(client: Client, economic: Gateway) -> None:
    booked = economic.booked.page(size=1).items[0]
    number = booked.customer.number
    drafts, invoices = economic.drafts.of(number).results, economic.booked.of(number).results

    page = client.get(delete_of(number)).text

    assert f"{invoices} booked invoice" in text_of(page)
    assert (f"{drafts} draft" in text_of(page)) is bool(drafts)
    assert f'href="/sandbox/customers/{number}/booked/' in page
    assert "e-conomic does not delete a customer that has invoices or drafts." in text_of(page)


def test_invoices_that_cannot_be_counted_are_not_taken_for_none(
    client: Client, register: Register, sandbox: Sandbox
) -> None:
    number = register(name="Ada Holm")
    sandbox.fault("GET", f"/customers/{number}/invoices/drafts", "status:503", times=99)

    said = text_of(client.get(delete_of(number)).text)

    assert "This could not be loaded" in said
    assert "no drafts" not in said


@pytest.mark.parametrize("named", ["Ada Holm", " ada  HOLM ", "number"])
def test_whoever_names_it_deletes_it(named: str, client: Client, register: Register, economic: Gateway) -> None:
    number = register(name="Ada Holm")

    answer = fill_in(
        client, f"{delete_of(number)}?from=q%3Dada", "named", named=str(number) if named == "number" else named
    )

    assert answer.status_code == 303
    assert answer["Location"] == "/sandbox/customers/?q=ada"
    assert "Ada Holm is deleted." in client.get("/sandbox/customers/").text
    with pytest.raises(NotFound):
        economic.customers.get(number)


@pytest.mark.parametrize("named", ["", "Ada", "Ada Holm 2", "0"])
def test_without_its_name_it_stays(named: str, client: Client, register: Register, economic: Gateway) -> None:
    number = register(name="Ada Holm")

    answer = fill_in(client, delete_of(number), "named", named=named)

    assert answer.status_code == 422
    assert 'href="#id_named"' in answer.text
    assert economic.customers.get(number).name == "Ada Holm"


def test_what_forbids_it_is_said_in_economics_words(
    client: Client, register: Register, economic: Gateway, sandbox: Sandbox
) -> None:
    number = register(name="Ada Holm")
    sandbox.fault("DELETE", f"/customers/{number}", "refuse:invoices:E06200")

    answer = fill_in(client, delete_of(number), "named", named="Ada Holm")

    assert answer.status_code == 422
    assert "The customer is not deleted." in answer.text
    assert "Invoices is refused." in answer.text
    assert economic.customers.get(number).name == "Ada Holm"


def test_a_customer_that_is_not_there_cannot_be_deleted(client: Client) -> None:
    assert client.get(delete_of(99_999_999)).status_code == 404
    assert client.post(delete_of(99_999_999), {"named": "99999999"}).status_code == 404


def test_a_list_that_cannot_be_had_is_said_and_not_taken_for_empty(
    client: Client, register: Register, sandbox: Sandbox
) -> None:
    number = register(name="Ada Holm")
    sandbox.fault("GET", f"/customers/{number}/contacts", "status:503", times=99)

    said = text_of(client.get(delete_of(number)).text)

    assert "This could not be loaded" in said
    assert "0 contacts" not in said
