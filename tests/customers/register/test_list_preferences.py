"""What each person chooses for the list: its columns, and how many rows it has on a page."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from customers.query.columns import COLUMNS
from customers.shared import formatting
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import Register
from tests.customers.page_reader import heads_of, html_of, numbers_of, rows_of

LIST = "/sandbox/customers/"
CHOICE = f"{LIST}choice/"
USUAL = ["No.", "Name", "City", "Customer group", "E-mail", "Status", "Balance", "Due"]


def test_everybody_begins_with_the_usual_columns(client: Client) -> None:
    assert list(heads_of(client.get(LIST))) == USUAL


def test_chosen_columns_stand_in_their_order_and_stay_chosen(client: Client) -> None:
    response = client.post(CHOICE, {"column": ["limit", "cvr", "zip"], "question": "q=a&sort=-balance"})

    assert response.status_code == 303
    assert response["Location"] == f"{LIST}?q=a&sort=-balance"
    assert list(heads_of(client.get(LIST))) == ["No.", "Name", "Zip", "CVR number", "Credit limit"]


def test_a_choice_is_one_persons(client: Client, sign_in: Callable[..., Client]) -> None:
    client.post(CHOICE, {"column": ["zip"]})

    assert list(heads_of(sign_in("viewer").get(LIST))) == USUAL


def test_the_usual_columns_come_back(client: Client) -> None:
    client.post(CHOICE, {"column": ["zip"]})

    client.post(CHOICE, {"column": ["zip"], "usual": "1"})

    assert list(heads_of(client.get(LIST))) == USUAL


def test_number_and_name_are_always_there_and_nonsense_never(client: Client) -> None:
    client.post(CHOICE, {"column": ["'; drop", "due_amount"]})

    assert list(heads_of(client.get(LIST))) == ["No.", "Name"]


def test_every_column_shows_what_it_is_called_after(client: Client, register: Register, economic: Gateway) -> None:
    number = register(
        name="Quxholm",
        address="Havnevej 2",
        zip="9990",
        country="Danmark",
        telephone_and_fax_number="98120440",
        corporate_identification_number="29188475",
        ean="5798009811578",
    )
    client.post(CHOICE, {"column": [column.key for column in COLUMNS]})

    response = client.get(f"{LIST}?q=quxholm")
    shown = dict(zip(heads_of(response), rows_of(response)[0], strict=True))

    changed = economic.customers.get(number).last_updated or datetime.now(UTC)
    wanted = {"Address": "Havnevej 2", "Zip": "9990", "Country": "Danmark", "Telephone": "98 12 04 40"}
    wanted |= {
        "CVR number": "29 18 84 75",
        "EAN number": "5798009811578",
        "Last change": formatting.format_datetime(changed),
    }
    wanted |= {"Payment terms": economic.payment_terms.all()[0].name, "VAT zone": economic.vat_zones.all()[0].name}
    assert {name: shown[name] for name in wanted} == wanted


def test_every_column_that_can_be_sorted_leads_to_its_order_and_the_others_say_that_none_is(client: Client) -> None:
    client.post(CHOICE, {"column": [column.key for column in COLUMNS]})

    response = client.get(LIST)

    heads = heads_of(response)
    unsortable = {name for name, url in heads.items() if not url}
    assert unsortable == {"Customer group", "Payment terms", "VAT zone", "Status", "Due"}
    assert html_of(response).count('title="e-conomic cannot sort by this"') == len(unsortable)
    assert {client.get(url).status_code for url in heads.values() if url} == {200}


def test_names_are_asked_for_where_a_column_shows_them(client: Client, sandbox: Sandbox) -> None:
    client.post(CHOICE, {"column": ["terms"]})

    client.get(LIST)

    paths = {exchange.path for exchange in sandbox.log()}
    assert "/payment-terms" in paths
    assert "/vat-zones" not in paths


def test_the_size_of_a_page_is_remembered_and_the_address_wins(client: Client) -> None:
    response = client.post(CHOICE, {"size": "25", "question": "sort=name"})

    assert response["Location"] == f"{LIST}?sort=name&size=25"
    assert len(numbers_of(client.get(LIST))) == 25
    assert len(numbers_of(client.get(f"{LIST}?size=50"))) == 50
    assert list(heads_of(client.get(LIST))) == USUAL


def test_an_address_means_the_same_for_whoever_remembers_another_size(
    client: Client, sign_in: Callable[..., Client]
) -> None:
    client.post(CHOICE, {"size": "25"})
    second_page = re.findall(r'id="next-above" href="([^"]*)"', html_of(client.get(LIST)))[0].replace("&amp;", "&")

    assert numbers_of(client.get(second_page)) == numbers_of(sign_in("viewer").get(second_page))


@pytest.mark.parametrize("size", ["7", "-1", "x", "999999999999"])
def test_a_size_that_is_not_offered_is_not_kept(client: Client, size: str) -> None:
    client.post(CHOICE, {"size": size, "usual": "1"})

    assert len(numbers_of(client.get(LIST))) == 50


def test_looking_at_the_address_of_the_choice_leads_to_the_list_and_changes_nothing(client: Client) -> None:
    client.post(CHOICE, {"column": ["zip"]})

    response = client.get(f"{CHOICE}?column=city&size=25")

    assert response["Location"] == LIST
    assert list(heads_of(client.get(LIST))) == ["No.", "Name", "Zip"]
