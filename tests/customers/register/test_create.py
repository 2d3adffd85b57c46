"""Creating a customer."""

import re

from django.test import Client

from customers.register.views.create import LATEST_CUSTOMERS
from econ_admin.gateway import Gateway, where
from econ_admin.gateway.records import Customer
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import Form, fill_in, submit
from tests.customers.page_reader import get_text

NEW = "/sandbox/customers/new/"


def find_customer(economic: Gateway, name: str) -> Customer:
    (customer,) = economic.customers.page(where("name").eq(name)).items
    return customer


def test_default_values_are_preselected(client: Client, economic: Gateway) -> None:
    form = Form(client.get(NEW).text, "name")

    assert form.fields["currency"] == [economic.agreement.get().settings.base_currency]
    assert form.fields["payment_terms"] == [str(economic.agreement.get().settings.default_payment_term)]
    assert form.fields["vat_zone"] == ["1"]
    assert 'value="1" selected>Domestic<' in client.get(NEW).text


def test_group_of_the_latest_customers_is_preselected(
    client: Client, economic: Gateway, add_customer: AddCustomer
) -> None:
    *_others, last_group = economic.customer_groups.all()
    for _ in range(LATEST_CUSTOMERS // 2 + 1):
        add_customer(customer_group=last_group.customer_group_number)

    form = Form(client.get(NEW).text, "name")

    assert form.fields["customer_group"] == [str(last_group.customer_group_number)]


def test_form_opens_when_the_latest_customers_cannot_be_read(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "silence-before", times=99)

    page = client.get(NEW)

    assert page.status_code == 200
    assert len(Form(page.text, "name").fields["customer_group"]) == 1


def test_focus_is_on_the_name_and_the_number_may_be_left_empty(client: Client) -> None:
    page = client.get(NEW).text
    (focused,) = re.findall(
        r"<[^>]*\bautofocus\b[^>]*>", page.partition('id="customer-form"')[2].partition("</form>")[0]
    )

    assert 'name="name"' in focused
    assert "Leave empty to use the next number." in page


def test_customer_can_be_created_with_a_name_only(client: Client, economic: Gateway) -> None:
    answer = fill_in(client, f"{NEW}?from=q%3Dada", name="Ada Holms Eftf.")

    customer = find_customer(economic, "Ada Holms Eftf.")
    assert answer.status_code == 303
    assert answer["Location"] == f"/sandbox/customers/{customer.customer_number}/?from=q%3Dada"
    assert f"created with the number {customer.customer_number}." in client.get(answer["Location"]).text


def test_customer_number_can_be_given(client: Client, economic: Gateway) -> None:
    fill_in(client, NEW, name="Ada Holms Eftf.", customer_number="4711", credit_limit="1.000", barred="on")

    customer = economic.customers.get(4711)
    assert (customer.name, str(customer.credit_limit), customer.barred) == ("Ada Holms Eftf.", "1000.00", True)


def test_taken_number_is_an_error_at_its_field(client: Client, add_customer: AddCustomer) -> None:
    answer = fill_in(client, NEW, name="Ada Holms Eftf.", customer_number=str(add_customer()))

    assert answer.status_code == 422
    assert "Another customer has this number." in answer.text
    assert 'href="#id_customer_number"' in answer.text


def test_browser_does_not_fill_in_the_persons_own_address(client: Client) -> None:
    page = client.get("/sandbox/customers/new/").text
    controls = re.findall(r"<(?:input type=\"text\"|textarea)[^>]*>", page)

    assert len(controls) > 15
    assert [control for control in controls if 'autocomplete="off"' not in control] == []


def test_form_without_a_name_is_refused(client: Client, economic: Gateway) -> None:
    before = economic.customers.page(size=1).results

    answer = fill_in(client, NEW, name="", city="Vejle")

    assert answer.status_code == 422
    assert 'href="#id_name"' in answer.text
    assert 'value="Vejle"' in answer.text
    assert economic.customers.page(size=1).results == before


def test_number_that_is_not_digits_is_refused(client: Client) -> None:
    answer = fill_in(client, NEW, name="Ada Holms Eftf.", customer_number="tolv")

    assert answer.status_code == 422
    assert "Enter a whole number, in digits only." in answer.text


def test_customer_with_the_same_cvr_number_is_named(
    client: Client, add_customer: AddCustomer, economic: Gateway
) -> None:
    number = add_customer(name="Bo Lund ApS", corporate_identification_number="29188475")

    warning_page = fill_in(client, NEW, name="Ada Holms Eftf.", corporate_identification_number="29 18 84 75")

    assert warning_page.status_code == 422
    assert f"CVR number: Also used by Bo Lund ApS ({number})." in get_text(warning_page.text)
    assert f'Also used by <a href="/sandbox/customers/{number}/">Bo Lund ApS ({number})</a>.' in warning_page.text


def test_name_of_another_customer_is_escaped_in_a_warning(client: Client, add_customer: AddCustomer) -> None:
    add_customer(name="<b>Bo</b> & 100 %", corporate_identification_number="29188475")

    warning_page = fill_in(client, NEW, name="Ada Holms Eftf.", corporate_identification_number="29188475")

    assert "&lt;b&gt;Bo&lt;/b&gt; &amp; 100 %" in warning_page.text
    assert "<b>Bo</b>" not in warning_page.text


def test_customer_saved_again_from_a_new_form_asks_first(client: Client, economic: Gateway) -> None:
    created = fill_in(client, NEW, name="Ada Holms Eftf.")
    number = created["Location"].rstrip("/").rpartition("/")[2]

    question = fill_in(client, NEW, name="ada holms eftf.", city="Vejle")
    count_between = economic.customers.page(where("name").like("holms eftf")).results
    answer = submit(client, question)

    assert question.status_code == 422
    assert (
        f'You have already created <a href="/sandbox/customers/{number}/">Ada Holms Eftf. ({number})</a>.'
        in question.text
    )
    assert count_between == 1
    assert answer.status_code == 303
