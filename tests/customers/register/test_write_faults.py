"""Faults during writes of a customer: a clear message, the input kept, and never written twice."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from customers.models import Lease
from econ_admin.gateway import Gateway, where
from econ_admin.gateway.errors import NotFound
from econ_admin.gateway.records import Customer
from econ_admin.sandbox import Sandbox
from econ_admin.trail.models import Intent
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import Form, fill_in, submit
from tests.customers.page_reader import get_text

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

# The fault, whether e-conomic makes the change anyway, the message, and the status of the page.
UNRESOLVED = [
    ("slow:60000", True, "e-conomic did not answer. We don't know whether the change was made.", 504),
    ("silence-before", False, "e-conomic did not answer. We don't know whether the change was made.", 504),
    ("silence-after", True, "e-conomic did not answer. We don't know whether the change was made.", 504),
    ("status:503", False, "e-conomic has a technical problem (503).", 502),
    ("garbage", False, "We could not read the response from e-conomic.", 502),
]
REJECTED = [
    ("throttle:7", False, "Too many requests to e-conomic. Try again in 7 seconds.", 503),
    ("status:403", False, "e-conomic does not allow this: Fault 403.", 502),
    ("refuse:name:E04300", False, "Name is refused.", 422),
]
each_unresolved_fault = pytest.mark.parametrize(("fault", "was_written", "message", "status"), UNRESOLVED)
each_fault = pytest.mark.parametrize(("fault", "was_written", "message", "status"), UNRESOLVED + REJECTED)
NAME = "Ada Holms Eftf."


@pytest.fixture(autouse=True)
def no_lease_wait(settings: Settings) -> None:
    settings.LEASE_PATIENCE = 0


def list_idempotency_keys(sandbox: Sandbox, method: str) -> list[str | None]:
    """The idempotency keys of the requests that reached e-conomic."""
    return [exchange.idempotency_key for exchange in sandbox.log() if exchange.method == method]


def count_customers(economic: Gateway, name: str = NAME) -> int:
    """How many customers have this name."""
    return economic.customers.page(where("name").eq(name)).results


# Changing


@each_fault
def test_each_fault_of_a_change_is_explained_and_can_be_retried(
    fault: str,
    was_written: bool,
    message: str,
    status: int,
    client: Client,
    add_customer: AddCustomer,
    economic: Gateway,
    sandbox: Sandbox,
    reset_circuit: Callable[[], None],
) -> None:
    number = add_customer(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", fault)

    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle", website="holm.dk")
    reset_circuit()

    assert answer.status_code == status
    assert message in get_text(answer.text)
    is_unresolved = (fault, was_written, message, status) in UNRESOLVED
    assert ("We don't know whether it was saved" in get_text(answer.text)) == is_unresolved
    assert economic.customers.get(number).city == ("Vejle" if was_written else "Skagen")
    assert Form(answer.text, "name").fields["website"] == ["holm.dk"]
    assert re.search(r"<title>\s*Error:", answer.text)

    after = submit(client, answer)

    assert after.status_code == 303
    assert (economic.customers.get(number).city, economic.customers.get(number).website) == ("Vejle", "holm.dk")


@each_unresolved_fault
def test_change_of_unknown_outcome_is_retried_with_its_key(
    fault: str,
    was_written: bool,
    message: str,
    status: int,
    client: Client,
    add_customer: AddCustomer,
    sandbox: Sandbox,
) -> None:
    number = add_customer(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", fault)
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")

    submit(client, answer)

    first, second = list_idempotency_keys(sandbox, "PUT")
    assert first == second
    assert Intent.objects.filter(method="PUT").count() == 1


def test_failed_fetch_before_a_save_writes_nothing(client: Client, add_customer: AddCustomer, sandbox: Sandbox) -> None:
    number = add_customer(city="Skagen")
    opened = client.get(f"/sandbox/customers/{number}/edit/")
    sandbox.fault("GET", f"/customers/{number}", "silence-before", times=3)  # as often as a read is tried

    answer = submit(client, opened, city="Vejle")

    assert answer.status_code == 504
    assert "The customer was not saved" in answer.text
    assert "Try again" not in answer.text
    assert list_idempotency_keys(sandbox, "PUT") == []
    assert submit(client, answer).status_code == 303


def test_input_typed_after_an_unknown_outcome_is_saved(
    client: Client, add_customer: AddCustomer, economic: Gateway, sandbox: Sandbox
) -> None:
    number = add_customer(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", "silence-after")
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")

    submit(client, answer, city="Vejen", website="holm.dk")

    saved = economic.customers.get(number)
    assert (saved.city, saved.website) == ("Vejen", "holm.dk")


def test_unresolved_change_blocks_only_colleagues(
    client: Client, sign_in: Callable[..., Client], add_customer: AddCustomer, economic: Gateway, sandbox: Sandbox
) -> None:
    number = add_customer(city="Skagen")
    address = f"/sandbox/customers/{number}/edit/"
    sandbox.fault("PUT", f"/customers/{number}", "silence-before")
    answer = fill_in(client, address, city="Vejle")

    busy = fill_in(sign_in("accountant"), address, website="other.dk")
    after = submit(client, answer)

    assert busy.status_code == 422
    assert "A colleague is saving this customer." in busy.text
    assert after.status_code == 303
    assert Lease.objects.count() == 0
    assert fill_in(sign_in("accountant"), address, website="other.dk").status_code == 303
    assert economic.customers.get(number).city == "Vejle"


def test_throttled_retry_keeps_the_outcome_unknown(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox, reset_circuit: Callable[[], None]
) -> None:
    number = add_customer(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", "silence-after")
    sandbox.fault("PUT", f"/customers/{number}", "throttle:7")
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")

    waiting = submit(client, answer)
    reset_circuit()
    after = submit(client, waiting)

    assert "Try again in 7 seconds" in waiting.text
    assert ">Try again<" in waiting.text
    assert after.status_code == 303
    assert len(set(list_idempotency_keys(sandbox, "PUT"))) == 1


def expire_retries(sandbox: Sandbox) -> None:
    """Advance time by an hour, after which e-conomic has forgotten the key."""
    QuerySet(Intent).update(at=timezone.now() - timedelta(minutes=61))
    sandbox.advance(3660)


@pytest.mark.parametrize("fault", ["silence-before", "silence-after"])
def test_expired_retry_of_a_change_shows_the_current_values(
    fault: str, client: Client, add_customer: AddCustomer, economic: Gateway, sandbox: Sandbox
) -> None:
    number = add_customer(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", fault)
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")
    expire_retries(sandbox)

    retry_page = submit(client, answer)

    assert len(list_idempotency_keys(sandbox, "PUT")) == 1, "we do not send it again"
    if fault == "silence-after":
        assert retry_page.status_code == 303
    else:
        assert "City Vejle Skagen" in get_text(retry_page.text)
        assert submit(client, retry_page).status_code == 303
    assert economic.customers.get(number).city == "Vejle"


def test_retry_key_of_another_person_is_not_used(
    client: Client, sign_in: Callable[..., Client], add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", "silence-before")
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")
    Lease.objects.all().delete()

    submit(sign_in("accountant"), answer)

    first, second = list_idempotency_keys(sandbox, "PUT")
    assert first != second
    assert sandbox.request("GET", f"/customers/{number}").json()["city"] == "Vejle"


# Creating


def create_customer(client: Client, **fields: str) -> "ClientResponse":
    return fill_in(client, "/sandbox/customers/new/", **{"name": NAME, "website": "holm.dk", **fields})


@each_fault
def test_each_fault_of_a_creation_is_explained_and_can_be_retried(
    fault: str,
    was_written: bool,
    message: str,
    status: int,
    client: Client,
    economic: Gateway,
    sandbox: Sandbox,
    reset_circuit: Callable[[], None],
) -> None:
    sandbox.fault("POST", "/customers", fault)

    answer = create_customer(client)
    reset_circuit()

    assert answer.status_code == status
    assert message in get_text(answer.text)
    assert count_customers(economic) == was_written
    assert Form(answer.text, "name").fields["website"] == ["holm.dk"]

    after = submit(client, answer)

    assert after.status_code == 303
    assert count_customers(economic) == 1


@each_unresolved_fault
def test_resubmitted_creation_makes_one_customer(
    fault: str, was_written: bool, message: str, status: int, client: Client, economic: Gateway, sandbox: Sandbox
) -> None:
    sandbox.fault("POST", "/customers", fault)
    opened = client.get("/sandbox/customers/new/")
    submit(client, opened, name=NAME)

    second_answer = submit(client, opened, name=NAME)

    assert second_answer.status_code == 303
    assert count_customers(economic) == 1


def test_input_typed_after_an_unresolved_creation_is_kept(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "silence-after")
    answer = create_customer(client)

    after = submit(client, answer, city="Vejle")
    saved = submit(client, after)

    assert "Your later changes are not saved" in after.text
    assert Form(after.text, "name").fields["city"] == ["Vejle"]
    assert saved.status_code == 303
    assert count_customers(economic) == 1
    assert economic.customers.page(where("name").eq(NAME)).items[0].city == "Vejle"


def test_expired_retry_of_a_creation_lists_matching_customers(
    client: Client, economic: Gateway, sandbox: Sandbox
) -> None:
    sandbox.fault("POST", "/customers", "silence-after")
    answer = create_customer(client)
    expire_retries(sandbox)

    retry_page = submit(client, answer)

    assert retry_page.status_code == 422
    assert "Check whether one of these is the customer you created" in retry_page.text
    number = economic.customers.page(where("name").eq(NAME)).items[0].customer_number
    assert f'href="/sandbox/customers/{number}/"' in retry_page.text
    assert count_customers(economic) == 1


def test_expired_creation_that_was_not_made_can_be_made(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "silence-before")
    answer = create_customer(client)
    expire_retries(sandbox)

    retry_page = submit(client, answer)
    after = submit(client, retry_page)

    assert "The customer was not created" in retry_page.text
    assert after.status_code == 303
    assert count_customers(economic) == 1


def test_form_submitted_twice_creates_one_customer(client: Client, economic: Gateway) -> None:
    opened = client.get("/sandbox/customers/new/")

    first, second = submit(client, opened, name=NAME), submit(client, opened, name=NAME)

    assert (first.status_code, second.status_code) == (303, 303)
    assert second["Location"] == first["Location"]
    assert count_customers(economic) == 1


def test_changed_form_resubmitted_asks_before_creating_another(client: Client, economic: Gateway) -> None:
    opened = client.get("/sandbox/customers/new/")
    created = submit(client, opened, name=NAME)

    question = submit(client, opened, name=NAME, city="Vejle")
    count_between = count_customers(economic)
    answer = submit(client, question)

    assert question.status_code == 422
    assert "The customer is already saved" in question.text
    assert "The customer was not saved" not in question.text
    assert "This form has already been saved." in question.text
    assert f'<a href="{created["Location"]}">{NAME}' in question.text
    assert count_between == 1
    assert (answer.status_code, count_customers(economic)) == (303, 2)


# Deleting


@each_fault
def test_each_fault_of_a_deletion_is_explained_and_can_be_retried(
    fault: str,
    was_written: bool,
    message: str,
    status: int,
    client: Client,
    add_customer: AddCustomer,
    economic: Gateway,
    sandbox: Sandbox,
    reset_circuit: Callable[[], None],
) -> None:
    number = add_customer(name=NAME)
    sandbox.fault("DELETE", f"/customers/{number}", fault)

    answer = fill_in(client, f"/sandbox/customers/{number}/delete/", "named", named=NAME)
    reset_circuit()

    assert count_customers(economic) == (not was_written)
    if was_written:  # there was no answer, but a check shows that it is gone
        assert answer.status_code == 303
        return
    assert answer.status_code == status
    assert message in get_text(answer.text)
    assert Form(answer.text, "named").fields["named"] == [NAME]

    after = submit(client, answer, "named")

    assert after.status_code == 303
    assert count_customers(economic) == 0


def test_deletion_of_unknown_outcome_is_retried_with_its_key(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer(name=NAME)
    sandbox.fault("DELETE", f"/customers/{number}", "silence-before")
    answer = fill_in(client, f"/sandbox/customers/{number}/delete/", "named", named=NAME)
    assert "We don't know whether the customer was deleted" in get_text(answer.text)
    assert "Try again" in get_text(answer.text)

    submit(client, answer, "named")

    first, second = list_idempotency_keys(sandbox, "DELETE")
    assert first == second


def test_expired_retry_of_a_deletion_looks_for_the_customer(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox, economic: Gateway
) -> None:
    number = add_customer(name=NAME)
    sandbox.fault("DELETE", f"/customers/{number}", "silence-before")
    answer = fill_in(client, f"/sandbox/customers/{number}/delete/", "named", named=NAME)
    expire_retries(sandbox)

    retry_page = submit(client, answer, "named")

    assert "It is still in e-conomic" in retry_page.text
    assert len(list_idempotency_keys(sandbox, "DELETE")) == 1
    assert submit(client, retry_page, "named", named=NAME).status_code == 303
    with pytest.raises(NotFound):
        economic.customers.get(number)


# The switch


@each_fault
def test_each_fault_of_the_switch_is_explained_and_can_be_retried(
    fault: str,
    was_written: bool,
    message: str,
    status: int,
    client: Client,
    add_customer: AddCustomer,
    economic: Gateway,
    sandbox: Sandbox,
    reset_circuit: Callable[[], None],
) -> None:
    number = add_customer()
    page = client.get(f"/sandbox/customers/{number}/")
    sandbox.fault("PATCH", f"/customers/{number}", fault)

    answer = submit(client, page, "wanted")
    reset_circuit()

    assert answer.status_code == (400 if status == 422 else status)
    assert was_written == is_einvoicing_off(economic.customers.get(number))
    if status != 422:
        assert message in get_text(answer.text)

    after = submit(client, page, "wanted")

    assert after.status_code == 303
    assert is_einvoicing_off(economic.customers.get(number))


@each_unresolved_fault
def test_switch_of_unknown_outcome_is_retried_with_its_key(
    fault: str,
    was_written: bool,
    message: str,
    status: int,
    client: Client,
    add_customer: AddCustomer,
    economic: Gateway,
    sandbox: Sandbox,
) -> None:
    number = add_customer()
    page = client.get(f"/sandbox/customers/{number}/")
    sandbox.fault("PATCH", f"/customers/{number}", fault)
    unresolved = submit(client, page, "wanted")

    after = submit(client, unresolved, "retry_key")

    assert "We don't know whether it was saved" in get_text(unresolved.text)
    assert after.status_code == 303
    first, second = list_idempotency_keys(sandbox, "PATCH")
    assert first == second
    assert is_einvoicing_off(economic.customers.get(number))


def test_htmx_switch_of_unknown_outcome_is_a_notice(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer()
    form = Form(client.get(f"/sandbox/customers/{number}/").text, "wanted")
    sandbox.fault("PATCH", f"/customers/{number}", "silence-after")

    notice = client.post(form.action, form.fields, headers={"HX-Request": "true"})

    assert notice.status_code == 504
    assert "<html" not in notice.text
    assert "We don't know whether it was saved" in get_text(notice.text)


def test_expired_retry_of_a_switch_shows_the_current_state(
    client: Client, add_customer: AddCustomer, economic: Gateway, sandbox: Sandbox
) -> None:
    number = add_customer()
    page = client.get(f"/sandbox/customers/{number}/")
    sandbox.fault("PATCH", f"/customers/{number}", "silence-before")
    unresolved = submit(client, page, "wanted")
    expire_retries(sandbox)

    after = client.get(submit(client, unresolved, "retry_key")["Location"])

    assert "It is too late to try again safely." in get_text(after.text)
    assert len(list_idempotency_keys(sandbox, "PATCH")) == 1
    assert not is_einvoicing_off(economic.customers.get(number))


def is_einvoicing_off(customer: Customer) -> bool:
    return customer.e_invoicing_disabled_by_default
