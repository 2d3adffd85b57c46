"""The button that looks up a company by its CVR number, in the forms of new and existing customers."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from econ_admin.company_register import CompanyRegister
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.company_register_server import COMPANY, NUMBER, answer_with, serve_register
from tests.customers.conftest import AddCustomer, list_requests
from tests.customers.form_data import Form, build_form_data, submit
from tests.customers.page_reader import get_text
from tests.hostile.upstream import HostileUpstream

pytestmark = pytest.mark.enable_socket  # it never leaves this machine

NEW = "/sandbox/customers/new/"
BUTTON = "Look up the CVR number"


@pytest.fixture
def register(settings: Settings) -> Iterator[HostileUpstream]:
    with serve_register() as (server, url):
        settings.CVR_LOOKUP = CompanyRegister(url)
        yield server


def look_up(client: Client, url: str, **typed: str) -> str:
    """Types into the form and presses the button; returns the page."""
    form = Form(client.get(url).text, "look_up")
    answer = client.post(form.action, build_form_data(form, **typed, look_up="yes"))
    return str(answer.text)


def read_fields(page: str) -> dict[str, str]:
    return {name: values[0] for name, values in Form(page, "name").fields.items()}


def test_no_button_is_shown_without_a_register(client: Client) -> None:
    assert BUTTON not in client.get(NEW).text


def test_empty_fields_of_a_new_customer_are_filled_in(
    client: Client, economic: Gateway, register: HostileUpstream
) -> None:
    before = economic.customers.page(size=1).results

    page = look_up(client, NEW, corporate_identification_number="DK 29 18 84 75", currency="EUR", barred="on")

    fields = read_fields(page)
    assert fields["name"] == "Nordlys Handel ApS"
    assert fields["address"] == "Kajvej 2, 1."
    assert (fields["zip"], fields["city"]) == ("8000", "Aarhus C")
    assert (fields["telephone_and_fax_number"], fields["email"]) == ("70201020", "")
    assert (fields["currency"], fields["barred"]) == ("EUR", "on")
    assert fields["corporate_identification_number"] == "DK 29 18 84 75"
    assert "Found Nordlys Handel ApS. Filled in: Name, Address, Postal code, City, Telephone." in get_text(page)
    assert "not saved" not in get_text(page)
    assert economic.customers.page(size=1).results == before
    assert register.requests == [f"GET /api?vat={NUMBER}&country=dk"]


def test_looked_up_customer_can_be_saved(client: Client, economic: Gateway, register: HostileUpstream) -> None:
    form = Form(client.get(NEW).text, "look_up")
    page = client.post(form.action, build_form_data(form, corporate_identification_number=NUMBER, look_up="yes"))

    answer = submit(client, page)

    assert answer.status_code == 303
    number = int(answer["Location"].rstrip("/").rpartition("/")[2])
    assert economic.customers.get(number).name == "Nordlys Handel ApS"


def test_typed_fields_are_kept(client: Client, register: HostileUpstream) -> None:
    page = look_up(
        client, NEW, corporate_identification_number=NUMBER, name="Nordlys", email="a@nordlys.example", city="Aarhus"
    )

    fields = read_fields(page)
    assert (fields["name"], fields["email"], fields["city"]) == ("Nordlys", "a@nordlys.example", "Aarhus")
    assert fields["zip"] == "8000"
    assert "Filled in: Address, Postal code, Telephone." in get_text(page)


def test_city_of_another_postal_code_is_not_filled_in(client: Client, register: HostileUpstream) -> None:
    page = look_up(client, NEW, corporate_identification_number=NUMBER, zip="5000")

    assert (read_fields(page)["zip"], read_fields(page)["city"]) == ("5000", "")


def test_existing_customer_is_filled_in_over_its_own_base(
    client: Client, add_customer: AddCustomer, economic: Gateway, register: HostileUpstream
) -> None:
    number = add_customer(name="Nordlys", corporate_identification_number=NUMBER, email="a@nordlys.example")
    url = f"/sandbox/customers/{number}/edit/"
    form = Form(client.get(url).text, "look_up")

    page = client.post(form.action, build_form_data(form, website="nordlys.example", look_up="yes"))
    unsaved_city = economic.customers.get(number).city
    submit(client, page)

    saved = economic.refreshed().customers.get(number)
    assert unsaved_city == ""
    assert (saved.name, saved.city, saved.website) == ("Nordlys", "Aarhus C", "nordlys.example")


def test_complete_customer_has_nothing_to_fill_in(client: Client, register: HostileUpstream) -> None:
    typed = {"name": "A", "address": "B", "zip": "1", "city": "C", "telephone_and_fax_number": "2", "email": "a@b.dk"}

    page = look_up(client, NEW, corporate_identification_number=NUMBER, **typed)

    assert "Found Nordlys Handel ApS. There was nothing to fill in." in get_text(page)
    assert read_fields(page).items() >= typed.items()


@pytest.mark.parametrize("typed", ["", "123", "SE5566778899"])
def test_number_that_is_not_a_cvr_number_is_not_looked_up(
    client: Client, register: HostileUpstream, typed: str
) -> None:
    page = look_up(client, NEW, corporate_identification_number=typed, city="Vejle")

    assert "Enter the eight digits of the CVR number first." in get_text(page)
    assert "<title>Error: New customer" in page
    assert read_fields(page)["city"] == "Vejle"
    assert register.requests == []


def test_company_that_is_not_found_is_said_so(client: Client, register: HostileUpstream) -> None:
    register.behaviour = answer_with({"error": "NOT_FOUND"}, 404)

    page = look_up(client, NEW, corporate_identification_number=NUMBER, name="Nordlys")

    assert "No company has this CVR number." in get_text(page)
    assert read_fields(page)["name"] == "Nordlys"


def test_htmx_gets_the_outcome_alone_and_e_conomic_is_not_asked(
    client: Client, htmx: Client, register: HostileUpstream, sandbox: Sandbox
) -> None:
    register.behaviour = answer_with(COMPANY | {"name": '"Nord" & <b>lys</b>'})
    form = Form(client.get(NEW).text, "look_up")
    before = len(sandbox.log())

    answer = htmx.post(form.action, build_form_data(form, corporate_identification_number=NUMBER, look_up="yes"))

    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div class="w6" id="company-lookup">')
    assert '<data data-control="id_name" value="&quot;Nord&quot; &amp; &lt;b&gt;lys&lt;/b&gt;">' in answer.text
    assert "<form" not in answer.text
    assert list_requests(sandbox, before) == []


def test_htmx_gets_a_refusal_as_422(client: Client, htmx: Client, register: HostileUpstream) -> None:
    form = Form(client.get(NEW).text, "look_up")

    answer = htmx.post(form.action, build_form_data(form, corporate_identification_number="1", look_up="yes"))

    assert answer.status_code == 422
    assert "Enter the eight digits" in answer.text


def test_pressing_a_button_of_an_older_page_saves_nothing(client: Client, economic: Gateway) -> None:
    before = economic.customers.page(size=1).results
    form = Form(client.get(NEW).text, "name")

    page = client.post(
        form.action, build_form_data(form, name="Ada", corporate_identification_number=NUMBER, look_up="yes")
    )

    assert page.status_code == 422
    assert read_fields(page.text)["name"] == "Ada"
    assert economic.customers.page(size=1).results == before


def test_failed_save_has_no_button(client: Client, register: HostileUpstream, sandbox: Sandbox) -> None:
    page = client.get(NEW)
    sandbox.fault("POST", "/customers", "silence-after", times=9)

    unknown = submit(client, page, name="Ada Holms Eftf.")

    assert BUTTON in page.text
    assert 'name="retry_key"' in unknown.text
    assert BUTTON not in unknown.text


def test_viewer_cannot_look_up(register: HostileUpstream, sign_in: Callable[..., Client]) -> None:
    answer = sign_in("viewer").post(NEW, {"corporate_identification_number": NUMBER, "look_up": "yes"})

    assert answer.status_code == 403
    assert register.requests == []
