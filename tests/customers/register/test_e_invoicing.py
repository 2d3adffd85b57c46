"""Whether a customer gets e-invoices by default: a switch, saved at once."""

from collections.abc import Callable

from django.test import Client

from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import Register
from tests.customers.form_data import Form, send


def test_the_switch_turns_it_off_and_on_again(client: Client, register: Register, economic: Gateway) -> None:
    number = register()
    address = f"/sandbox/customers/{number}/?from=q%3Dada"

    answer = send(client, client.get(address), "wanted")
    off = economic.customers.get(number).e_invoicing_disabled_by_default
    page = client.get(answer["Location"])
    send(client, page, "wanted")

    assert answer.status_code == 303
    assert answer["Location"] == address
    assert "E-invoices are off by default now." in page.text
    assert off
    assert not economic.customers.get(number).e_invoicing_disabled_by_default


def test_inside_the_page_its_part_comes_back(htmx: Client, client: Client, register: Register) -> None:
    number = register()
    form = Form(client.get(f"/sandbox/customers/{number}/").text, "wanted")

    answer = htmx.post(form.action, form.fields)

    assert answer.status_code == 200
    assert answer.text.strip().startswith("<section")
    assert '<div id="live" hx-swap-oob="innerHTML">E-invoices are off by default now.</div>' in answer.text
    assert "autofocus" in answer.text
    assert "Switch on" in answer.text


def test_it_is_one_write_and_no_other_field_is_sent(client: Client, register: Register, sandbox: Sandbox) -> None:
    number = register()

    send(client, client.get(f"/sandbox/customers/{number}/"), "wanted")

    assert [each.method for each in sandbox.log() if each.method != "GET"] == ["POST", "PATCH"]


def test_anything_but_on_or_off_is_refused(client: Client, register: Register) -> None:
    assert client.post(f"/sandbox/customers/{register()}/e-invoicing/", {"wanted": "maybe"}).status_code == 400


def test_a_viewer_sees_the_state_and_no_switch(sign_in: Callable[..., Client], register: Register) -> None:
    page = sign_in("viewer").get(f"/sandbox/customers/{register()}/").text

    assert "On by default" in page
    assert "Switch off" not in page
