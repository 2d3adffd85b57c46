"""The delivery address follows the chosen location. Where that would lose or leave one, the person is asked."""

from collections.abc import Callable

import pytest
from django.test import Client

from customers.drafting.header import change_header
from customers.drafting.presend_facts import check_draft
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import DeliveryLocation


@pytest.fixture
def locations(economic: Gateway, working_draft: WorkingDraft) -> list[int]:
    """Two delivery locations of the customer."""
    documents = [
        DeliveryLocation.new_document(address=address, postal_code="9990", city="Skagen")
        for address in ("Havnen 1", "Havnen 2")
    ]
    customer = working_draft.customer
    return [economic.delivery_locations.add(customer, document).delivery_location_number for document in documents]


@pytest.fixture
def client(sign_in: Callable[..., Client]) -> Client:
    return sign_in("accountant")


def get_state(draft: WorkingDraft) -> tuple[str, bool]:
    draft.refresh_from_db()
    return draft.header.delivery.address, draft.address_in_question


def test_address_of_the_former_location_is_replaced(
    accountant: EconRequest, working_draft: WorkingDraft, locations: list[int]
) -> None:
    for location in locations:
        change_header(accountant, working_draft, 99, {"delivery_location": location})
        working_draft.refresh_from_db()

    assert get_state(working_draft) == ("Havnen 2", False)


def test_address_is_in_question_without_its_location(
    client: Client, accountant: EconRequest, working_draft: WorkingDraft, locations: list[int]
) -> None:
    change_header(accountant, working_draft, 99, {"delivery_location": locations[0]})

    change_header(accountant, working_draft, 99, {"delivery_location": None})

    page = client.get(f"/sandbox/unsent/{working_draft.pk}/").text
    assert get_state(working_draft) == ("Havnen 1", True)
    question = "No delivery location is chosen, but the delivery address is still Havnen 1, 9990 Skagen."
    assert f"{question} Which address should be used?" in page
    sentences = [str(finding) for finding in check_draft(accountant, working_draft)]
    assert "No delivery location is chosen, but there is still a delivery address." in sentences


@pytest.mark.parametrize(("choice", "address"), [("replace", ""), ("keep", "Havnen 1")])
def test_question_about_no_location_is_settled(
    client: Client,
    accountant: EconRequest,
    working_draft: WorkingDraft,
    locations: list[int],
    choice: str,
    address: str,
) -> None:
    change_header(accountant, working_draft, 99, {"delivery_location": locations[0]})
    change_header(accountant, working_draft, 99, {"delivery_location": None})

    page = client.post(f"/sandbox/unsent/{working_draft.pk}/delivery/", {"choice": choice}, follow=True)

    assert get_state(working_draft) == (address, False)
    assert "Which address should be used?" not in page.text


@pytest.mark.parametrize(("choice", "address"), [("replace", "Havnen 2"), ("keep", "Byggepladsen")])
def test_typed_address_is_not_replaced_unasked(
    client: Client,
    accountant: EconRequest,
    working_draft: WorkingDraft,
    locations: list[int],
    choice: str,
    address: str,
) -> None:
    change_header(accountant, working_draft, 99, {"delivery_location": locations[0]})
    change_header(accountant, working_draft, 99, {"delivery.address": "Byggepladsen"})
    change_header(accountant, working_draft, 99, {"delivery_location": locations[1]})
    question = get_state(working_draft)

    client.post(f"/sandbox/unsent/{working_draft.pk}/delivery/", {"choice": choice})

    assert question == ("Byggepladsen", True)
    assert get_state(working_draft) == (address, False)


def test_typing_an_address_answers_the_question(
    accountant: EconRequest, working_draft: WorkingDraft, locations: list[int]
) -> None:
    change_header(accountant, working_draft, 99, {"delivery_location": locations[0]})
    change_header(accountant, working_draft, 99, {"delivery_location": None})

    change_header(accountant, working_draft, 99, {"delivery.address": "Byggepladsen"})

    assert get_state(working_draft) == ("Byggepladsen", False)


def test_field_save_shows_the_question_beside_the_location(
    sign_in: Callable[..., Client], accountant: EconRequest, working_draft: WorkingDraft, locations: list[int]
) -> None:
    change_header(accountant, working_draft, 99, {"delivery_location": locations[0]})
    working_draft.refresh_from_db()

    response = sign_in("accountant", **{"HX-Request": "true"}).post(
        f"/sandbox/unsent/{working_draft.pk}/fields/",
        {
            "delivery_location": "",
            "revision": str(working_draft.revision),
            "shown": f'{{"delivery_location": "{locations[0]}"}}',
        },
    )

    assert response.status_code == 200
    assert 'form="delivery-form" name="choice" value="replace"' in response.text


def test_texts_stand_where_the_invoice_has_them(client: Client, working_draft: WorkingDraft) -> None:
    page = client.get(f"/sandbox/unsent/{working_draft.pk}/").text

    positions = [page.index(text) for text in ("Text above the lines", 'id="grid"', "Text below the lines")]
    assert positions == sorted(positions)
