"""A new customer."""

from django.test import Client

from econ_admin.gateway import Gateway, where
from econ_admin.gateway.records import Customer
from tests.customers.conftest import Register
from tests.customers.form_data import Form, fill_in

NEW = "/sandbox/customers/new/"


def found(economic: Gateway, name: str) -> Customer:
    (customer,) = economic.customers.page(where("name").eq(name)).items
    return customer


def test_what_is_usual_is_chosen_already(client: Client, economic: Gateway) -> None:
    form = Form(client.get(NEW).text, "name")

    assert form.fields["currency"] == [economic.agreement.get().settings.base_currency]
    assert form.fields["customer_group"] == [str(economic.customer_groups.all()[0].customer_group_number)]
    assert form.fields["payment_terms"] == [str(economic.payment_terms.all()[0].payment_terms_number)]
    assert form.fields["vat_zone"] == [str(economic.vat_zones.all()[0].vat_zone_number)]


def test_a_name_is_enough_and_economic_gives_the_number(client: Client, economic: Gateway) -> None:
    answer = fill_in(client, f"{NEW}?from=q%3Dada", name="Ada Holms Eftf.")

    customer = found(economic, "Ada Holms Eftf.")
    assert answer.status_code == 303
    assert answer["Location"] == f"/sandbox/customers/{customer.customer_number}/?from=q%3Dada"
    assert f"is made, with the number {customer.customer_number}." in client.get(answer["Location"]).text


def test_the_number_may_be_given(client: Client, economic: Gateway) -> None:
    fill_in(client, NEW, name="Ada Holms Eftf.", customer_number="4711", credit_limit="1.000", barred="on")

    customer = economic.customers.get(4711)
    assert (customer.name, str(customer.credit_limit), customer.barred) == ("Ada Holms Eftf.", "1000.00", True)


def test_a_number_that_is_taken_is_said_beside_it(client: Client, register: Register) -> None:
    answer = fill_in(client, NEW, name="Ada Holms Eftf.", customer_number=str(register()))

    assert answer.status_code == 422
    assert "Another customer has this number." in answer.text
    assert 'href="#id_customer_number"' in answer.text


def test_without_a_name_nothing_is_sent(client: Client, economic: Gateway) -> None:
    before = economic.customers.page(size=1).results

    answer = fill_in(client, NEW, name="", city="Vejle")

    assert answer.status_code == 422
    assert 'href="#id_name"' in answer.text
    assert 'value="Vejle"' in answer.text
    assert economic.customers.page(size=1).results == before


def test_a_number_in_words_is_refused(client: Client) -> None:
    answer = fill_in(client, NEW, name="Ada Holms Eftf.", customer_number="tolv")

    assert answer.status_code == 422
    assert "Write a number in digits alone." in answer.text


def test_another_customer_with_the_same_cvr_number_is_named_once(
    client: Client, register: Register, economic: Gateway
) -> None:
    number = register(name="Bo Lund ApS", corporate_identification_number="29188475")

    warned = fill_in(client, NEW, name="Ada Holms Eftf.", corporate_identification_number="29 18 84 75")

    assert warned.status_code == 422
    assert f"The same CVR number: Bo Lund ApS ({number})." in warned.text
