"""The switch for e-invoices by default, which saves at once."""

from collections.abc import Callable

from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import Form, submit


def test_switch_turns_e_invoices_off_and_on_again(client: Client, add_customer: AddCustomer, economic: Gateway) -> None:
    number = add_customer()
    address = f"/sandbox/customers/{number}/?from=q%3Dada"

    answer = submit(client, client.get(address), "wanted")
    is_disabled = economic.customers.get(number).e_invoicing_disabled_by_default
    page = client.get(answer["Location"])
    submit(client, page, "wanted")

    assert answer.status_code == 303
    assert answer["Location"] == address
    assert "E-invoices are now off by default." in page.text
    assert is_disabled
    assert not economic.customers.get(number).e_invoicing_disabled_by_default


def test_htmx_switch_returns_its_section(htmx: Client, client: Client, add_customer: AddCustomer) -> None:
    number = add_customer()
    form = Form(client.get(f"/sandbox/customers/{number}/").text, "wanted")

    answer = htmx.post(form.action, form.fields)

    assert answer.status_code == 200
    assert answer.text.strip().startswith("<section")
    assert '<div id="live" hx-swap-oob="innerHTML">E-invoices are now off by default.</div>' in answer.text
    assert "autofocus" in answer.text
    assert "Switch on" in answer.text


def test_switch_sends_one_patch(client: Client, add_customer: AddCustomer, sandbox: Sandbox) -> None:
    number = add_customer()

    submit(client, client.get(f"/sandbox/customers/{number}/"), "wanted")

    assert [exchange.method for exchange in sandbox.log() if exchange.method != "GET"] == ["POST", "PATCH"]


def test_invalid_switch_value_is_refused(client: Client, add_customer: AddCustomer) -> None:
    assert client.post(f"/sandbox/customers/{add_customer()}/e-invoicing/", {"wanted": "maybe"}).status_code == 400


def test_viewer_sees_the_state_but_no_switch(sign_in: Callable[..., Client], add_customer: AddCustomer) -> None:
    page = sign_in("viewer").get(f"/sandbox/customers/{add_customer()}/").text

    assert "On by default" in page
    assert "Switch off" not in page
