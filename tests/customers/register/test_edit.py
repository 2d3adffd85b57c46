"""Changing a customer: alone, beside a colleague, and against what e-conomic refuses."""

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
from tests.customers.conftest import Register
from tests.customers.form_data import Form, fill_in, filled, send
from tests.customers.page_reader import text_of

if TYPE_CHECKING:
    from tests.access.form_reader import Answer


def page_of(number: int) -> str:
    return f"/sandbox/customers/{number}/"


def edit_of(number: int) -> str:
    return f"/sandbox/customers/{number}/edit/"


def errors_of(page: "Answer", field: str) -> str:
    """What stands beside a field, and is led to from the summary."""
    beside = re.search(rf'id="id_{field}_error">(.*?)</div>', page.text, re.DOTALL)
    assert f'href="#id_{field}"' in page.text
    return text_of(beside[1]) if beside else ""


def puts(sandbox: Sandbox) -> int:
    return len([each for each in sandbox.log() if each.method == "PUT"])


def test_one_changed_field_is_saved_and_leads_back(client: Client, register: Register, economic: Gateway) -> None:
    number = register(name="Ada Holm", city="Skagen", email="ada@example.dk")

    answer = fill_in(client, f"{edit_of(number)}?from=q%3Dada", city="Vejle")

    kept = economic.customers.get(number)
    assert (kept.city, kept.email) == ("Vejle", "ada@example.dk")
    assert answer.status_code == 303
    assert answer["Location"] == f"{page_of(number)}?from=q%3Dada"
    assert "Ada Holm is saved." in client.get(answer["Location"]).text


def test_what_nobody_touched_is_sent_back_as_it_came(client: Client, register: Register, sandbox: Sandbox) -> None:
    number = register(name="  Ada  Holm ", city="Ska\tgen ", address="Havnen 1\r\nSkuret\n2", website="")

    fill_in(client, edit_of(number), country="Danmark")

    kept = sandbox.request("GET", f"/customers/{number}").json()
    assert (kept["name"], kept["city"], kept["address"]) == ("  Ada  Holm ", "Ska\tgen ", "Havnen 1\r\nSkuret\n2")


def test_saving_an_untouched_form_writes_nothing(client: Client, register: Register, sandbox: Sandbox) -> None:
    answer = fill_in(client, edit_of(register()))

    assert answer.status_code == 303
    assert puts(sandbox) == 0


def test_an_emptied_field_is_left_out(client: Client, register: Register, sandbox: Sandbox) -> None:
    number = register(city="Skagen", credit_limit="100")

    fill_in(client, edit_of(number), city="", credit_limit="")

    kept = sandbox.request("GET", f"/customers/{number}").json()
    assert kept.get("city", "") == ""
    assert "creditLimit" not in kept


@pytest.fixture
def register(register: Register) -> Register:
    """As in the register of all tests, with a credit limit as text."""

    def one(**fields: object) -> int:
        if "credit_limit" in fields:
            fields["credit_limit"] = Decimal(str(fields["credit_limit"]))
        return register(**fields)

    return one


@pytest.mark.parametrize(
    ("typed", "kept"), [("1234,5", "1234.50"), ("1.234,50", "1234.50"), ("1 234,50", "1234.50"), ("0", "0.00")]
)
def test_amounts_are_danish(typed: str, kept: str, client: Client, register: Register, economic: Gateway) -> None:
    number = register()

    fill_in(client, edit_of(number), credit_limit=typed)

    assert str(economic.customers.get(number).credit_limit) == kept


def test_an_english_amount_is_refused_with_what_was_meant(client: Client, register: Register, sandbox: Sandbox) -> None:
    number = register()

    answer = fill_in(client, edit_of(number), credit_limit="1234.56", city="Vejle")

    assert answer.status_code == 422
    assert errors_of(answer, "credit_limit") == "Did you mean 1.234,56?"
    assert 'value="1234.56"' in answer.text
    assert 'value="Vejle"' in answer.text
    assert re.search(r"<title>\s*Error:", answer.text)
    assert puts(sandbox) == 0


def test_a_text_over_its_limit_is_refused(client: Client, register: Register) -> None:
    answer = fill_in(client, edit_of(register()), city="V" * 51)

    assert answer.status_code == 422
    assert "50 characters" in errors_of(answer, "city")


@pytest.mark.parametrize(
    ("path", "field"),
    [("name", "name"), ("paymentTerms", "payment_terms"), ("salesPerson", "sales_person"), ("ean", "ean")],
)
def test_what_only_economic_refuses_lands_on_its_field(
    path: str, field: str, client: Client, register: Register, sandbox: Sandbox, economic: Gateway
) -> None:
    number = register(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", f"refuse:{path}:E04300")

    answer = fill_in(client, edit_of(number), city="Vejle")

    assert answer.status_code == 422
    assert "is refused." in errors_of(answer, field)
    assert 'value="Vejle"' in answer.text
    assert economic.customers.get(number).city == "Skagen"


def test_a_refusal_of_what_is_no_field_stands_on_top(client: Client, register: Register, sandbox: Sandbox) -> None:
    number = register()
    sandbox.fault("PUT", f"/customers/{number}", "refuse:lines.8.product:E04300")

    answer = fill_in(client, edit_of(number), city="Vejle")

    assert answer.status_code == 422
    assert "lines.8.product: Product is refused." in text_of(answer.text)


def test_after_a_refusal_the_same_form_saves(
    client: Client, register: Register, sandbox: Sandbox, economic: Gateway
) -> None:
    number = register(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", "refuse:city:E04300")
    refused = fill_in(client, edit_of(number), city="Vejle")

    answer = send(client, refused, city="Vejen")

    assert answer.status_code == 303
    assert economic.customers.get(number).city == "Vejen"


# Two people


def test_two_people_different_fields_both_stay(client: Client, register: Register, economic: Gateway) -> None:
    number = register(name="Ada Holm", city="Skagen", email="ada@example.dk")
    opened = client.get(edit_of(number))
    colleague(economic, number, email="holm@example.dk")

    answer = send(client, opened, city="Vejle")

    kept = economic.customers.get(number)
    assert (kept.city, kept.email) == ("Vejle", "holm@example.dk")
    assert "Changed meanwhile by somebody else, and kept: E-mail." in client.get(answer["Location"]).text


def colleague(economic: Gateway, number: int, **changes: object) -> None:
    before = economic.customers.get(number)
    economic.customers.replace(number, before.with_changes(**changes), before)  # type: ignore[arg-type]  # as tests give them


@pytest.fixture
def conflicting(client: Client, register: Register, economic: Gateway) -> "tuple[int, Answer]":
    """A customer, and the page after both changed the city and the colleague the telephone, too."""
    number = register(name="Ada Holm", city="Skagen", telephone_and_fax_number="1", email="ada@example.dk")
    opened = client.get(f"{edit_of(number)}?from=q%3Dada")
    colleague(economic, number, city="Odense", telephone_and_fax_number="2")
    return number, send(client, opened, city="Vejle", website="holm.dk")


def test_a_conflict_shows_three_values_and_saves_nothing(
    conflicting: "tuple[int, Answer]", economic: Gateway, people: dict[str, Person]
) -> None:
    number, answer = conflicting

    said = text_of(answer.text)
    assert answer.status_code == 422
    assert f"{people['admin']} has saved changes here while you were editing" in said
    assert re.search(r"City Skagen Your change: Vejle The other change: Odense", said)
    assert "Put together without a conflict: Telephone." in said
    assert economic.customers.get(number).city == "Odense"
    fields = Form(answer.text, "name").fields
    assert (fields["website"], fields["city"], fields["telephone_and_fax_number"]) == (["holm.dk"], ["Vejle"], ["2"])


@pytest.mark.parametrize(("choice", "city"), [("mine", "Vejle"), ("theirs", "Odense")])
def test_the_second_decides_and_nothing_else_is_lost(
    choice: str, city: str, conflicting: "tuple[int, Answer]", client: Client, economic: Gateway
) -> None:
    number, page = conflicting

    answer = send(client, page, **{"choice-city": choice})

    kept = economic.customers.get(number)
    assert answer.status_code == 303
    assert (kept.city, kept.telephone_and_fax_number, kept.website) == (city, "2", "holm.dk")
    assert kept.email == "ada@example.dk"


def test_without_a_choice_it_is_asked_again(
    conflicting: "tuple[int, Answer]", client: Client, economic: Gateway
) -> None:
    number, page = conflicting

    answer = send(client, page)

    assert answer.status_code == 422
    assert re.search(r"City Skagen Your change: Vejle The other change: Odense", text_of(answer.text))
    assert economic.customers.get(number).city == "Odense"
    assert send(client, answer, **{"choice-city": "mine"}).status_code == 303
    assert economic.customers.get(number).city == "Vejle"


def test_one_choice_of_two_is_kept_while_the_other_is_asked_again(
    client: Client, register: Register, economic: Gateway
) -> None:
    number = register(name="Ada Holm", city="Skagen", zip="9990")
    opened = client.get(edit_of(number))
    colleague(economic, number, city="Odense", zip="5000")
    page = send(client, opened, city="Vejle", zip="7100")

    answer = send(client, page, **{"choice-city": "theirs"})

    assert answer.status_code == 422
    assert "City Skagen Your change: Vejle The other change: Odense" in text_of(answer.text)
    assert Form(answer.text, "name").fields["choice-city"] == ["theirs"]
    assert send(client, answer, **{"choice-zip": "mine"}).status_code == 303
    kept = economic.customers.get(number)
    assert (kept.city, kept.zip) == ("Odense", "7100")


def test_what_cannot_be_read_does_not_settle_a_conflict(
    conflicting: "tuple[int, Answer]", client: Client, economic: Gateway
) -> None:
    number, page = conflicting

    answer = send(client, page, credit_limit="1234.56")
    again = send(client, answer, credit_limit="1.234,56")

    assert "Did you mean 1.234,56?" in answer.text
    for refused in (answer, again):
        assert refused.status_code == 422
        assert "Your change: Vejle The other change: Odense" in text_of(refused.text)
    assert economic.customers.get(number).city == "Odense"


def test_a_third_change_meanwhile_is_a_conflict_again(
    conflicting: "tuple[int, Answer]", client: Client, economic: Gateway
) -> None:
    number, page = conflicting
    colleague(economic, number, city="Aarhus")

    answer = send(client, page, **{"choice-city": "mine"})

    assert answer.status_code == 422
    assert re.search(r"City Odense Your change: Vejle The other change: Aarhus", text_of(answer.text))


def test_a_conflict_over_references_speaks_their_names(client: Client, register: Register, economic: Gateway) -> None:
    number = register()
    first, second, third = economic.payment_terms.all()[:3]
    opened = client.get(edit_of(number))
    colleague(economic, number, payment_terms=second.payment_terms_number)

    answer = send(client, opened, payment_terms=str(third.payment_terms_number))

    said = text_of(answer.text)
    assert f"Payment terms {first.name} Your change: {third.name} The other change: {second.name}" in said


def test_a_change_by_another_program_has_no_name(
    client: Client, register: Register, economic: Gateway, sandbox: Sandbox
) -> None:
    number = register(city="Skagen")
    opened = client.get(edit_of(number))
    sandbox.request("PUT", f"/customers/{number}", economic.customers.get(number).with_changes(city="Odense"))

    answer = send(client, opened, city="Vejle")

    assert "Somebody has saved changes here while you were editing" in answer.text


def test_a_customer_that_was_deleted_meanwhile_is_not_made_again(
    client: Client, register: Register, economic: Gateway
) -> None:
    number = register(city="Skagen")
    opened = client.get(edit_of(number))
    economic.customers.remove(number)

    answer = send(client, opened, city="Vejle")

    assert answer.status_code == 404
    assert "somebody has deleted it meanwhile" in answer.text
    assert 'value="Vejle"' in answer.text
    with pytest.raises(NotFound):
        economic.customers.get(number)


def test_while_somebody_saves_the_form_waits_and_keeps_what_was_typed(
    client: Client,
    register: Register,
    economic: Gateway,
    agreement: Agreement,
    people: dict[str, Person],
    settings: Settings,
) -> None:
    settings.LEASE_PATIENCE = 0
    number = register(city="Skagen")
    opened = client.get(edit_of(number))

    with hold_lease(LeaseTarget(agreement, "customers", str(number)), people["admin"]):
        busy = send(client, opened, city="Vejle")
    answer = send(client, busy)

    assert busy.status_code == 422
    assert "Somebody else is saving this customer just now." in busy.text
    assert answer.status_code == 303
    assert economic.customers.get(number).city == "Vejle"


# What the form carries


@pytest.mark.parametrize("spoil", [lambda base: "", lambda base: f"{base}x", lambda base: "nonsense"])
def test_without_its_base_nothing_is_saved_and_all_is_shown(
    spoil: Callable[[str], str], client: Client, register: Register, economic: Gateway
) -> None:
    number = register(city="Skagen")
    opened = client.get(edit_of(number))
    base = Form(opened.text, "name").fields["base"][0]

    answer = send(client, opened, city="Vejle", base=spoil(base))

    assert answer.status_code == 422
    assert "opened too long ago" in answer.text
    assert economic.customers.get(number).city == "Skagen"
    assert send(client, answer).status_code == 303
    assert economic.customers.get(number).city == "Vejle"


def test_the_base_of_another_customer_is_none(client: Client, register: Register, economic: Gateway) -> None:
    one, other = register(city="Skagen"), register(city="Odense")
    base = Form(client.get(edit_of(other)).text, "name").fields["base"][0]

    answer = send(client, client.get(edit_of(one)), city="Vejle", base=base)

    assert answer.status_code == 422
    assert economic.customers.get(one).city == "Skagen"


def test_the_base_is_fetched_when_the_form_is_opened(client: Client, register: Register, economic: Gateway) -> None:
    number = register(city="Skagen")
    client.get(page_of(number))
    colleague(economic, number, city="Odense")

    opened = client.get(edit_of(number))

    assert Form(opened.text, "name").fields["city"] == ["Odense"]


# Choices


def test_people_and_places_are_chosen_from_the_customers_own(
    client: Client, register: Register, economic: Gateway
) -> None:
    number, other = register(), register()
    contact = economic.contacts.add(number, {"name": "Bo Lund"})
    economic.contacts.add(other, {"name": "Eva Friis"})
    place = economic.delivery_locations.add(number, {"address": "Kajen 3", "city": "Skagen"})

    opened = client.get(edit_of(number))
    send(
        client,
        opened,
        attention=str(contact.customer_contact_number),
        default_delivery_location=str(place.delivery_location_number),
    )

    kept = economic.customers.get(number)
    assert "Bo Lund" in opened.text
    assert "Eva Friis" not in opened.text
    assert kept.attention
    assert kept.attention.number == contact.customer_contact_number
    assert kept.default_delivery_location
    assert kept.default_delivery_location.number == place.delivery_location_number


def test_a_list_that_cannot_be_had_lets_what_is_chosen_stay(
    client: Client, register: Register, economic: Gateway, sandbox: Sandbox
) -> None:
    number = register()
    contact = economic.contacts.add(number, {"name": "Bo Lund"})
    colleague(economic, number, attention=contact.customer_contact_number)
    sandbox.fault("GET", f"/customers/{number}/contacts", "status:503", times=99)

    opened = client.get(edit_of(number))
    answer = send(client, opened, city="Vejle")

    attention = economic.customers.get(number).attention
    assert "The list could not be loaded" in opened.text
    assert answer.status_code == 303
    assert attention
    assert attention.number == contact.customer_contact_number


def test_what_a_save_says_is_what_the_trail_keeps(
    client: Client, register: Register, people: dict[str, Person]
) -> None:
    number = register(city="Skagen")

    fill_in(client, edit_of(number), city="Vejle")

    intent = Intent.objects.get(method="PUT", number=str(number))
    assert intent.person == people["editor"]
    assert Customer.decode(bytes(intent.before)).city == "Skagen"


# Warnings


def test_a_warning_stops_once_and_not_again(client: Client, register: Register, economic: Gateway) -> None:
    number = register()

    warned = fill_in(client, edit_of(number), corporate_identification_number="29188476")
    answer = send(client, warned)

    assert warned.status_code == 422
    assert "Not saved yet: have a second look" in warned.text
    assert "The check digit does not fit." in unescape(warned.text)
    assert answer.status_code == 303
    assert economic.customers.get(number).corporate_identification_number == "29188476"


# Who may


def test_a_viewer_sees_no_way_to_change_anything(sign_in: Callable[..., Client], register: Register) -> None:
    number, viewer = register(), sign_in("viewer")

    page, listed = viewer.get(page_of(number)).text, viewer.get("/sandbox/customers/").text

    assert "/edit/" not in page
    assert "/delete/" not in page
    assert "Switch" not in page
    assert "/customers/new/" not in listed


def test_an_editor_sees_what_may_be_done(client: Client, register: Register) -> None:
    number = register()

    page, listed = client.get(f"{page_of(number)}?from=q%3Dada").text, client.get("/sandbox/customers/?q=ada").text

    assert f'href="{edit_of(number)}?from=q%3Dada"' in page
    assert f'href="{page_of(number)}delete/?from=q%3Dada"' in page
    assert 'href="/sandbox/customers/new/?from=q%3Dada"' in listed


def test_a_customer_that_is_not_there_cannot_be_edited(client: Client) -> None:
    assert client.get(edit_of(99_999_999)).status_code == 404


# What e-conomic does not say


def test_what_economic_dropped_without_a_word_is_said_on_the_next_page(
    client: Client, register: Register, forgetful: Callable[[str], None]
) -> None:
    number = register()
    forgetful("website")

    answer = fill_in(client, edit_of(number), city="Vejle", website="holm.dk")

    assert answer.status_code == 303
    assert "e-conomic did not take this over as it was sent: Website." in client.get(answer["Location"]).text


def test_what_was_typed_before_the_session_ended_is_in_the_form_again(client: Client, register: Register) -> None:
    number = register(city="Skagen", website="old.dk")
    page = client.get(edit_of(number))
    client.logout()

    signed_out = send(client, page, city="Vejle")
    form = Form(signed_out.text, "password")
    client.post(form.action, filled(form, username="editor", password="demo"))
    again = client.get(edit_of(number))

    assert Form(again.text, "name").fields["city"] == ["Vejle"]
    assert send(client, again).status_code == 303
