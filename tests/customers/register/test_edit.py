"""Editing a customer: alone, at the same time as a colleague, and with refusals by e-conomic."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django import Settings

from customers.editing.leases import LeaseTarget, hold_lease
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import Customer
from econ_admin.sandbox import Sandbox
from econ_admin.trail.models import Intent
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import Form, build_form_data, fill_in, submit
from tests.customers.page_reader import get_text

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse


def get_page_url(number: int) -> str:
    return f"/sandbox/customers/{number}/"


def get_edit_url(number: int) -> str:
    return f"/sandbox/customers/{number}/edit/"


def get_error(page: "ClientResponse", field: str) -> str:
    """The error at a field, which the error summary must link to."""
    error = re.search(rf'id="id_{field}_error">(.*?)</div>', page.text, re.DOTALL)
    assert f'href="#id_{field}"' in page.text
    return get_text(error[1]) if error else ""


def count_puts(sandbox: Sandbox) -> int:
    return len([exchange for exchange in sandbox.log() if exchange.method == "PUT"])


def test_changed_field_is_saved_and_redirects_to_the_customer(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(name="Ada Holm", city="Skagen", email="ada@example.dk")

    answer = fill_in(client, f"{get_edit_url(number)}?from=q%3Dada", city="Vejle")

    saved = economic.customers.get(number)
    assert (saved.city, saved.email) == ("Vejle", "ada@example.dk")
    assert answer.status_code == 303
    assert answer["Location"] == f"{get_page_url(number)}?from=q%3Dada"
    assert "Ada Holm saved." in client.get(answer["Location"]).text


def test_untouched_fields_are_sent_back_unchanged(client: Client, add_customer: AddCustomer, sandbox: Sandbox) -> None:
    number = add_customer(name="  Ada  Holm ", city="Ska\tgen ", address="Havnen 1\r\nSkuret\n2", website="")

    fill_in(client, get_edit_url(number), country="Danmark")

    saved = sandbox.request("GET", f"/customers/{number}").json()
    assert (saved["name"], saved["city"], saved["address"]) == ("  Ada  Holm ", "Ska\tgen ", "Havnen 1\r\nSkuret\n2")


def test_saving_an_untouched_form_writes_nothing(client: Client, add_customer: AddCustomer, sandbox: Sandbox) -> None:
    answer = fill_in(client, get_edit_url(add_customer()))

    assert answer.status_code == 303
    assert count_puts(sandbox) == 0


def test_emptied_field_is_removed(client: Client, add_customer: AddCustomer, sandbox: Sandbox) -> None:
    number = add_customer(city="Skagen", credit_limit="100")
    before = sandbox.request("GET", f"/customers/{number}").json()

    fill_in(client, get_edit_url(number), city="", credit_limit="")

    saved = sandbox.request("GET", f"/customers/{number}").json()
    assert (before["city"], before["creditLimit"]) == ("Skagen", 100)
    assert saved.get("city", "") == ""
    assert "creditLimit" not in saved


def test_pasted_identifiers_are_stored_bare(client: Client, add_customer: AddCustomer, sandbox: Sandbox) -> None:
    number = add_customer()

    page = client.get(get_edit_url(number)).text
    fill_in(
        client,
        get_edit_url(number),
        ean="5798 0098 1157 8",
        p_number="1001 2345 67",
        corporate_identification_number="DK 29 18 84 75",
        email="mailto:ada@lund.dk\u200b",
        seen=[],
    )

    saved = sandbox.request("GET", f"/customers/{number}").json()
    assert (saved["ean"], saved["pNumber"]) == ("5798009811578", "1001234567")
    assert (saved["corporateIdentificationNumber"], saved["email"]) == ("29188475", "ada@lund.dk")
    assert not re.search(r'name="(ean|p_number|corporate_identification_number)"[^>]*maxlength', page)


def test_name_of_invisible_characters_is_no_name(client: Client, add_customer: AddCustomer) -> None:
    answer = fill_in(client, get_edit_url(add_customer()), name="\u200b\u2060")

    assert answer.status_code == 422
    assert get_error(answer, "name")


@pytest.fixture
def add_customer(add_customer: AddCustomer) -> AddCustomer:
    """As the shared fixture, but accepts the credit limit as text."""

    def add(**fields: object) -> int:
        if "credit_limit" in fields:
            fields["credit_limit"] = Decimal(str(fields["credit_limit"]))
        return add_customer(**fields)

    return add


@pytest.mark.parametrize(
    ("typed", "expected"), [("1234,5", "1234.50"), ("1.234,50", "1234.50"), ("1 234,50", "1234.50"), ("0", "0.00")]
)
def test_amount_is_typed_in_danish_format(
    typed: str, expected: str, client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer()

    fill_in(client, get_edit_url(number), credit_limit=typed)

    assert str(economic.customers.get(number).credit_limit) == expected


def test_english_amount_is_refused_with_a_suggestion(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer()

    answer = fill_in(client, get_edit_url(number), credit_limit="1234.56", city="Vejle")

    assert answer.status_code == 422
    assert get_error(answer, "credit_limit") == "Did you mean 1.234,56?"
    assert 'value="1234.56"' in answer.text
    assert 'value="Vejle"' in answer.text
    assert re.search(r"<title>\s*Error:", answer.text)
    assert count_puts(sandbox) == 0


def test_text_over_its_limit_is_refused(client: Client, add_customer: AddCustomer) -> None:
    answer = fill_in(client, get_edit_url(add_customer()), city="V" * 51)

    assert answer.status_code == 422
    assert "50 characters" in get_error(answer, "city")


@pytest.mark.parametrize(
    ("path", "field"),
    [("name", "name"), ("paymentTerms", "payment_terms"), ("salesPerson", "sales_person"), ("ean", "ean")],
)
def test_refusal_by_economic_is_shown_at_its_field(
    path: str, field: str, client: Client, add_customer: AddCustomer, sandbox: Sandbox, economic: Gateway
) -> None:
    number = add_customer(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", f"refuse:{path}:E04300")

    answer = fill_in(client, get_edit_url(number), city="Vejle")

    assert answer.status_code == 422
    assert "is refused." in get_error(answer, field)
    assert 'value="Vejle"' in answer.text
    assert economic.customers.get(number).city == "Skagen"


def test_refusal_without_a_form_field_is_shown_at_the_top(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer()
    sandbox.fault("PUT", f"/customers/{number}", "refuse:lines.8.product:E04300")

    answer = fill_in(client, get_edit_url(number), city="Vejle")

    assert answer.status_code == 422
    assert "lines.8.product: Product is refused." in get_text(answer.text)


def test_refused_form_can_be_corrected_and_saved(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox, economic: Gateway
) -> None:
    number = add_customer(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", "refuse:city:E04300")
    refusal = fill_in(client, get_edit_url(number), city="Vejle")

    answer = submit(client, refusal, city="Vejen")

    assert answer.status_code == 303
    assert economic.customers.get(number).city == "Vejen"


# Two people


def test_two_people_changing_different_fields_are_both_saved(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(name="Ada Holm", city="Skagen", email="ada@example.dk")
    opened = client.get(get_edit_url(number))
    change_as_colleague(economic, number, email="holm@example.dk")

    answer = submit(client, opened, city="Vejle")

    saved = economic.customers.get(number)
    assert (saved.city, saved.email) == ("Vejle", "holm@example.dk")
    assert "A colleague changed another field: E-mail. That change is kept." in client.get(answer["Location"]).text


def test_untouched_form_reports_what_a_colleague_changed(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(name="Ada Holm", email="ada@example.dk")
    opened = client.get(get_edit_url(number))
    change_as_colleague(economic, number, email="holm@example.dk")

    answer = submit(client, opened)

    assert "A colleague changed another field: E-mail. That change is kept." in client.get(answer["Location"]).text


def change_as_colleague(economic: Gateway, number: int, **changes: object) -> None:
    before = economic.customers.get(number)
    economic.customers.replace(number, before.with_changes(**changes), before)  # type: ignore[arg-type]  # the tests pass valid values


@pytest.fixture
def conflicting(client: Client, add_customer: AddCustomer, economic: Gateway) -> "tuple[int, ClientResponse]":
    """A customer, and the conflict page after both changed the city and a colleague also the telephone."""
    number = add_customer(name="Ada Holm", city="Skagen", telephone_and_fax_number="1", email="ada@example.dk")
    opened = client.get(f"{get_edit_url(number)}?from=q%3Dada")
    change_as_colleague(economic, number, city="Odense", telephone_and_fax_number="2")
    return number, submit(client, opened, city="Vejle", website="holm.dk")


def test_conflict_shows_three_values_and_saves_nothing(
    conflicting: "tuple[int, ClientResponse]", economic: Gateway, people: dict[str, Person]
) -> None:
    number, answer = conflicting

    text = get_text(answer.text)
    assert answer.status_code == 422
    assert f"{people['admin']} saved changes while you were editing" in text
    assert re.search(r"City Skagen Your change: Vejle The other change: Odense", text)
    assert "A colleague changed another field: Telephone. That change is kept." in text
    assert economic.customers.get(number).city == "Odense"
    fields = Form(answer.text, "name").fields
    assert (fields["website"], fields["city"], fields["telephone_and_fax_number"]) == (["holm.dk"], ["Vejle"], ["2"])


@pytest.mark.parametrize(("choice", "city"), [("mine", "Vejle"), ("theirs", "Odense")])
def test_choice_resolves_the_conflict_and_keeps_other_changes(
    choice: str, city: str, conflicting: "tuple[int, ClientResponse]", client: Client, economic: Gateway
) -> None:
    number, page = conflicting

    answer = submit(client, page, **{"choice-city": choice})

    saved = economic.customers.get(number)
    assert answer.status_code == 303
    assert (saved.city, saved.telephone_and_fax_number, saved.website) == (city, "2", "holm.dk")
    assert saved.email == "ada@example.dk"


def test_conflict_without_a_choice_is_shown_again(
    conflicting: "tuple[int, ClientResponse]", client: Client, economic: Gateway
) -> None:
    number, page = conflicting

    answer = submit(client, page)

    assert answer.status_code == 422
    assert re.search(r"City Skagen Your change: Vejle The other change: Odense", get_text(answer.text))
    assert economic.customers.get(number).city == "Odense"
    assert submit(client, answer, **{"choice-city": "mine"}).status_code == 303
    assert economic.customers.get(number).city == "Vejle"


def test_first_choice_is_kept_while_the_second_is_missing(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(name="Ada Holm", city="Skagen", zip="9990")
    opened = client.get(get_edit_url(number))
    change_as_colleague(economic, number, city="Odense", zip="5000")
    page = submit(client, opened, city="Vejle", zip="7100")

    answer = submit(client, page, **{"choice-city": "theirs"})

    assert answer.status_code == 422
    assert "City Skagen Your change: Vejle The other change: Odense" in get_text(answer.text)
    assert Form(answer.text, "name").fields["choice-city"] == ["theirs"]
    assert submit(client, answer, **{"choice-zip": "mine"}).status_code == 303
    saved = economic.customers.get(number)
    assert (saved.city, saved.zip) == ("Odense", "7100")


def test_invalid_input_does_not_resolve_a_conflict(
    conflicting: "tuple[int, ClientResponse]", client: Client, economic: Gateway
) -> None:
    number, page = conflicting

    answer = submit(client, page, credit_limit="1234.56")
    second_answer = submit(client, answer, credit_limit="1.234,56")

    assert "Did you mean 1.234,56?" in answer.text
    for refusal in (answer, second_answer):
        assert refusal.status_code == 422
        assert "Your change: Vejle The other change: Odense" in get_text(refusal.text)
    assert economic.customers.get(number).city == "Odense"


def test_third_change_is_a_new_conflict(
    conflicting: "tuple[int, ClientResponse]", client: Client, economic: Gateway
) -> None:
    number, page = conflicting
    change_as_colleague(economic, number, city="Aarhus")

    answer = submit(client, page, **{"choice-city": "mine"})

    assert answer.status_code == 422
    assert re.search(r"City Odense Your change: Vejle The other change: Aarhus", get_text(answer.text))


def test_conflict_over_references_shows_their_names(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer()
    first, second, third = economic.payment_terms.all()[:3]
    opened = client.get(get_edit_url(number))
    change_as_colleague(economic, number, payment_terms=second.payment_terms_number)

    answer = submit(client, opened, payment_terms=str(third.payment_terms_number))

    text = get_text(answer.text)
    assert f"Payment terms {first.name} Your change: {third.name} The other change: {second.name}" in text


def test_change_by_another_program_is_by_somebody(
    client: Client, add_customer: AddCustomer, economic: Gateway, sandbox: Sandbox
) -> None:
    number = add_customer(city="Skagen")
    opened = client.get(get_edit_url(number))
    sandbox.request("PUT", f"/customers/{number}", economic.customers.get(number).with_changes(city="Odense"))

    answer = submit(client, opened, city="Vejle")

    assert "Someone saved changes while you were editing" in answer.text


def test_edit_of_a_deleted_customer_does_not_recreate_it(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(city="Skagen")
    opened = client.get(get_edit_url(number))
    economic.customers.remove(number)

    answer = submit(client, opened, city="Vejle")

    assert answer.status_code == 404
    assert "Someone has deleted it" in answer.text
    assert 'value="Vejle"' in answer.text
    with pytest.raises(NotFound):
        economic.customers.get(number)


def test_form_keeps_its_input_while_someone_else_is_saving(
    client: Client,
    add_customer: AddCustomer,
    economic: Gateway,
    agreement: Agreement,
    people: dict[str, Person],
    settings: Settings,
) -> None:
    settings.LEASE_PATIENCE = 0
    number = add_customer(city="Skagen")
    opened = client.get(get_edit_url(number))

    with hold_lease(LeaseTarget(agreement, "customers", str(number)), people["admin"]):
        busy = submit(client, opened, city="Vejle")
    answer = submit(client, busy)

    assert busy.status_code == 422
    assert "A colleague is saving this customer." in busy.text
    assert answer.status_code == 303
    assert economic.customers.get(number).city == "Vejle"


# The form's snapshot


@pytest.mark.parametrize("spoil_base", [lambda base: "", lambda base: f"{base}x", lambda base: "nonsense"])
def test_form_without_its_snapshot_is_shown_again_and_not_saved(
    spoil_base: Callable[[str], str], client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(city="Skagen")
    opened = client.get(get_edit_url(number))
    base = Form(opened.text, "name").fields["base"][0]

    answer = submit(client, opened, city="Vejle", base=spoil_base(base))

    assert answer.status_code == 422
    assert "This form is out of date" in answer.text
    assert economic.customers.get(number).city == "Skagen"
    assert submit(client, answer).status_code == 303
    assert economic.customers.get(number).city == "Vejle"


def test_snapshot_of_another_customer_is_refused(client: Client, add_customer: AddCustomer, economic: Gateway) -> None:
    number, other_number = add_customer(city="Skagen"), add_customer(city="Odense")
    base = Form(client.get(get_edit_url(other_number)).text, "name").fields["base"][0]

    answer = submit(client, client.get(get_edit_url(number)), city="Vejle", base=base)

    assert answer.status_code == 422
    assert economic.customers.get(number).city == "Skagen"


def test_snapshot_is_fetched_when_the_form_is_opened(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(city="Skagen")
    client.get(get_page_url(number))
    change_as_colleague(economic, number, city="Odense")

    opened = client.get(get_edit_url(number))

    assert Form(opened.text, "name").fields["city"] == ["Odense"]


# Choices


def test_contacts_and_locations_are_chosen_from_the_customers_own(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number, other_number = add_customer(), add_customer()
    contact = economic.contacts.add(number, {"name": "Bo Lund"})
    economic.contacts.add(other_number, {"name": "Eva Friis"})
    location = economic.delivery_locations.add(number, {"address": "Kajen 3", "city": "Skagen"})

    opened = client.get(get_edit_url(number))
    submit(
        client,
        opened,
        attention=str(contact.customer_contact_number),
        default_delivery_location=str(location.delivery_location_number),
    )

    saved = economic.customers.get(number)
    assert "Bo Lund" in opened.text
    assert "Eva Friis" not in opened.text
    assert saved.attention
    assert saved.attention.number == contact.customer_contact_number
    assert saved.default_delivery_location
    assert saved.default_delivery_location.number == location.delivery_location_number


def test_deleted_contact_is_not_offered_but_kept_where_chosen(
    client: Client, add_customer: AddCustomer, economic: Gateway, add_deleted_contact: Callable[[int, str], int]
) -> None:
    number = add_customer()
    economic.contacts.add(number, {"name": "Eva Friis"})
    deleted_number = add_deleted_contact(number, "Bo Lund")
    change_as_colleague(economic, number, attention=deleted_number)

    opened = client.get(get_edit_url(number))
    submit(client, opened, city="Vejle")

    saved = economic.customers.get(number)
    assert "Eva Friis" in opened.text
    assert "Bo Lund" not in opened.text
    assert saved.city == "Vejle"
    assert saved.attention
    assert saved.attention.number == deleted_number


def test_options_that_cannot_be_loaded_keep_the_chosen_value(
    client: Client, add_customer: AddCustomer, economic: Gateway, sandbox: Sandbox
) -> None:
    number = add_customer()
    contact = economic.contacts.add(number, {"name": "Bo Lund"})
    change_as_colleague(economic, number, attention=contact.customer_contact_number)
    sandbox.fault("GET", f"/customers/{number}/contacts", "status:503", times=99)

    opened = client.get(get_edit_url(number))
    answer = submit(client, opened, city="Vejle")

    attention = economic.customers.get(number).attention
    assert "The list could not be loaded" in opened.text
    assert answer.status_code == 303
    assert attention
    assert attention.number == contact.customer_contact_number


def test_save_is_recorded_in_the_audit_trail(
    client: Client, add_customer: AddCustomer, people: dict[str, Person]
) -> None:
    number = add_customer(city="Skagen")

    fill_in(client, get_edit_url(number), city="Vejle")

    intent = Intent.objects.get(method="PUT", number=str(number))
    assert intent.person == people["editor"]
    assert Customer.decode(bytes(intent.before)).city == "Skagen"


# Warnings


def test_warning_stops_a_save_only_once(client: Client, add_customer: AddCustomer, economic: Gateway) -> None:
    number = add_customer()

    warning_page = fill_in(client, get_edit_url(number), corporate_identification_number="29188476")
    answer = submit(client, warning_page)

    assert warning_page.status_code == 422
    assert "Not saved yet. Check these warnings" in warning_page.text
    assert "The check digit is wrong. Check for a typing error." in unescape(warning_page.text)
    assert answer.status_code == 303
    assert economic.customers.get(number).corporate_identification_number == "29188476"


# Roles


def test_viewer_sees_no_edit_links(sign_in: Callable[..., Client], add_customer: AddCustomer) -> None:
    number, viewer = add_customer(), sign_in("viewer")

    page, list_page = viewer.get(get_page_url(number)).text, viewer.get("/sandbox/customers/").text

    assert "Ada Holm" in page
    assert "Lars Thomsen" in list_page
    assert "/edit/" not in page
    assert "/delete/" not in page
    assert "Switch" not in page
    assert "/customers/new/" not in list_page


def test_editor_sees_edit_links(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer()

    page, list_page = (
        client.get(f"{get_page_url(number)}?from=q%3Dada").text,
        client.get("/sandbox/customers/?q=ada").text,
    )

    assert f'href="{get_edit_url(number)}?from=q%3Dada"' in page
    assert f'href="{get_page_url(number)}delete/?from=q%3Dada"' in page
    assert 'href="/sandbox/customers/new/?from=q%3Dada"' in list_page


def test_unknown_customer_is_not_found(client: Client) -> None:
    assert client.get(get_edit_url(99_999_999)).status_code == 404


# Fields that e-conomic drops


def test_silently_dropped_field_is_reported_on_the_next_page(
    client: Client, add_customer: AddCustomer, drop_field: Callable[[str], None]
) -> None:
    number = add_customer()
    drop_field("website")

    answer = fill_in(client, get_edit_url(number), city="Vejle", website="holm.dk")

    assert answer.status_code == 303
    assert "e-conomic did not save this field as you entered it: Website." in client.get(answer["Location"]).text


def test_input_is_restored_after_the_session_ended(client: Client, add_customer: AddCustomer) -> None:
    number = add_customer(city="Skagen", website="old.dk")
    page = client.get(get_edit_url(number))
    client.logout()

    signed_out = submit(client, page, city="Vejle")
    form = Form(signed_out.text, "password")
    client.post(form.action, build_form_data(form, username="editor", password="demo"))
    restored_page = client.get(get_edit_url(number))

    assert Form(restored_page.text, "name").fields["city"] == ["Vejle"]
    assert submit(client, restored_page).status_code == 303
