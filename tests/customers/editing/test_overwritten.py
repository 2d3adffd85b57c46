"""Another program wrote a document between our GET and our PUT of it, or just after: the next page says so."""

from django.test import Client

from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import fill_in

WARNING = "Another program saved at the same time and overwrote what you saved: "


def write_as_another_program(sandbox: Sandbox, number: int, **changes: str) -> None:
    """A PUT that the dashboard does not know of."""
    document = sandbox.request("GET", f"/customers/{number}").json() | changes
    assert sandbox.request("PUT", f"/customers/{number}", document).status == 200


def save(client: Client, number: int, **changes: str) -> str:
    response = fill_in(client, f"/sandbox/customers/{number}/edit/", **changes)
    assert response.status_code == 303
    return response["Location"]


def test_overwritten_field_is_named_on_the_next_page(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer(city="Odense")
    page = save(client, number, name="Ada Holms Eftf.", city="Aarhus C")
    write_as_another_program(sandbox, number, city="Odense")

    assert f"{WARNING}City. Check and save again." in client.get(page).text


def test_other_fields_may_change(client: Client, add_customer: AddCustomer, sandbox: Sandbox) -> None:
    number = add_customer(city="Odense")
    page = save(client, number, city="Aarhus C")
    write_as_another_program(sandbox, number, name="Renamed elsewhere")

    assert WARNING not in client.get(page).text


def test_colleague_who_saves_here_does_not_overwrite(
    client: Client, colleague: Client, add_customer: AddCustomer
) -> None:
    number = add_customer(city="Odense")
    page = save(client, number, city="Aarhus C")
    save(colleague, number, city="Vejle")

    assert WARNING not in client.get(page).text


def test_only_the_person_who_saved_is_warned(
    client: Client, colleague: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer(city="Odense")
    page = save(client, number, city="Aarhus C")
    write_as_another_program(sandbox, number, city="Odense")

    assert WARNING not in colleague.get(page).text


def test_finding_it_costs_no_call(client: Client, add_customer: AddCustomer, sandbox: Sandbox) -> None:
    number = add_customer(city="Odense")
    before = len(sandbox.log())

    save(client, number, city="Aarhus C")

    calls = [f"{exchange.method} {exchange.path}" for exchange in sandbox.log()[before:]]
    assert [call for call in calls if call == f"PUT /customers/{number}"] == [f"PUT /customers/{number}"]
    assert calls.index(f"PUT /customers/{number}") == len(calls) - 1  # nothing is asked after it
