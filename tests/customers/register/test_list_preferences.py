"""List preferences of a person: columns and page size."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from customers.query.columns import COLUMNS
from customers.query.reference_names import MAX_CONTACT_CALLS
from customers.shared import formatting
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Contact
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.page_reader import get_html, get_numbers, get_rows, get_table_headers

LIST = "/sandbox/customers/"
PREFERENCES_URL = f"{LIST}preferences/"
DEFAULT_COLUMNS = ["No.", "Name", "City", "Customer group", "E-mail", "Status", "Balance", "Due"]


OTHER_UNSORTABLE = {"Attention", "Salesperson", "Layout", "Status", "Due"}


def test_list_has_default_columns(client: Client) -> None:
    assert list(get_table_headers(client.get(LIST))) == DEFAULT_COLUMNS


def test_chosen_columns_are_remembered_in_their_fixed_order(client: Client) -> None:
    response = client.post(PREFERENCES_URL, {"column": ["limit", "cvr", "zip"], "question": "q=a&sort=-balance"})

    assert response.status_code == 303
    assert response["Location"] == f"{LIST}?q=a&sort=-balance"
    assert list(get_table_headers(client.get(LIST))) == ["No.", "Name", "Postal code", "CVR number", "Credit limit"]


def test_preferences_are_stored_per_person(client: Client, sign_in: Callable[..., Client]) -> None:
    client.post(PREFERENCES_URL, {"column": ["zip"]})

    assert list(get_table_headers(sign_in("viewer").get(LIST))) == DEFAULT_COLUMNS


def test_default_columns_can_be_restored(client: Client) -> None:
    client.post(PREFERENCES_URL, {"column": ["zip"]})

    client.post(PREFERENCES_URL, {"column": ["zip"], "usual": "1"})

    assert list(get_table_headers(client.get(LIST))) == DEFAULT_COLUMNS


def test_number_and_name_are_always_shown_and_unknown_columns_never(client: Client) -> None:
    client.post(PREFERENCES_URL, {"column": ["'; drop", "due_amount"]})

    assert list(get_table_headers(client.get(LIST))) == ["No.", "Name"]


def test_every_column_shows_its_value(client: Client, add_customer: AddCustomer, economic: Gateway) -> None:
    number = add_customer(
        name="Quxholm",
        address="Havnevej 2",
        zip="9990",
        country="Danmark",
        telephone_and_fax_number="98120440",
        corporate_identification_number="29188475",
        ean="5798009811578",
        website="www.quxholm.dk",
        vat_number="DE811569869",
        p_number="1017234567",
        public_entry_number="PO-998877",
        sales_person=economic.employees.all()[1].employee_number,
        layout=economic.layouts.all()[1].layout_number,
    )
    contact = economic.contacts.add(number, Contact.new_document(name="Ada Holm"))
    customer = economic.customers.get(number)
    economic.customers.replace(number, customer.with_changes(attention=contact.customer_contact_number))
    client.post(PREFERENCES_URL, {"column": [column.key for column in COLUMNS]})

    response = client.get(f"{LIST}?q=quxholm")
    cells = dict(zip(get_table_headers(response), get_rows(response)[0], strict=True))

    changed = economic.customers.get(number).last_updated or datetime.now(UTC)
    expected = {"Address": "Havnevej 2", "Postal code": "9990", "Country": "Danmark", "Telephone": "98 12 04 40"}
    expected |= {
        "CVR number": "29 18 84 75",
        "EAN number": "5798009811578",
        "Last changed": formatting.format_datetime(changed),
    }
    expected |= {"Website": "www.quxholm.dk", "VAT number": "DE811569869", "P-number": "1017234567"}
    expected |= {"Public entry number": "PO-998877", "Attention": "Ada Holm"}
    expected |= {"Salesperson": economic.employees.all()[1].name, "Layout": economic.layouts.all()[1].name}
    expected |= {"Payment terms": economic.payment_terms.all()[0].name, "VAT zone": economic.vat_zones.all()[0].name}
    assert {name: cells[name] for name in expected} == expected


def test_sortable_columns_are_links_and_the_others_say_so(client: Client) -> None:
    client.post(PREFERENCES_URL, {"column": [column.key for column in COLUMNS]})

    response = client.get(LIST)

    headers = get_table_headers(response)
    unsortable = {name for name, url in headers.items() if not url}
    assert unsortable == {"Customer group", "P-number", "Payment terms", "VAT zone", *OTHER_UNSORTABLE}
    assert get_html(response).count('title="e-conomic cannot sort by this"') == len(unsortable)
    assert {client.get(url).status_code for url in headers.values() if url} == {200}


def test_reference_names_are_loaded_only_for_shown_columns(client: Client, sandbox: Sandbox) -> None:
    client.post(PREFERENCES_URL, {"column": ["terms"]})

    client.get(LIST)

    paths = {exchange.path for exchange in sandbox.log()}
    assert "/payment-terms" in paths
    assert "/vat-zones" not in paths


def test_attention_column_loads_contacts_of_few_customers_only(client: Client, sandbox: Sandbox) -> None:
    client.post(PREFERENCES_URL, {"column": ["attention"]})

    response = client.get(f"{LIST}?size=200")

    calls = [exchange.path for exchange in sandbox.log() if exchange.path.endswith("/contacts")]
    cells = [row[2] for row in get_rows(response) if row[2]]
    assert 0 < len(calls) <= MAX_CONTACT_CALLS
    assert len([cell for cell in cells if not cell.isdigit()]) == len(calls)


def test_contact_that_cannot_be_loaded_is_shown_by_its_number(
    client: Client, sandbox: Sandbox, economic: Gateway, add_customer: AddCustomer
) -> None:
    number = add_customer(name="Quxholm")
    contact = economic.contacts.add(number, Contact.new_document(name="Ada Holm")).customer_contact_number
    economic.customers.replace(number, economic.customers.get(number).with_changes(attention=contact))
    client.post(PREFERENCES_URL, {"column": ["attention"]})
    sandbox.fault("GET", f"/customers/{number}/contacts", "status:503", times=99)

    response = client.get(f"{LIST}?q=quxholm")

    assert get_rows(response) == [[str(number), "Quxholm", str(contact)]]


def test_page_size_is_remembered_but_the_address_overrides_it(client: Client) -> None:
    response = client.post(PREFERENCES_URL, {"size": "25", "question": "sort=name"})

    assert response["Location"] == f"{LIST}?sort=name&size=25"
    assert len(get_numbers(client.get(LIST))) == 25
    assert len(get_numbers(client.get(f"{LIST}?size=50"))) == 50
    assert list(get_table_headers(client.get(LIST))) == DEFAULT_COLUMNS


def test_address_gives_the_same_page_to_everyone(client: Client, sign_in: Callable[..., Client]) -> None:
    client.post(PREFERENCES_URL, {"size": "25"})
    second_page = re.findall(r'id="next-above" href="([^"]*)"', get_html(client.get(LIST)))[0].replace("&amp;", "&")

    assert get_numbers(client.get(second_page)) == get_numbers(sign_in("viewer").get(second_page))


@pytest.mark.parametrize("size", ["7", "-1", "x", "999999999999"])
def test_invalid_page_size_is_not_stored(client: Client, size: str) -> None:
    client.post(PREFERENCES_URL, {"size": size, "usual": "1"})

    assert len(get_numbers(client.get(LIST))) == 50


def test_get_request_changes_no_preferences(client: Client) -> None:
    client.post(PREFERENCES_URL, {"column": ["zip"]})

    response = client.get(f"{PREFERENCES_URL}?column=city&size=25")

    assert response["Location"] == LIST
    assert list(get_table_headers(client.get(LIST))) == ["No.", "Name", "Postal code"]
