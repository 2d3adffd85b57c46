"""Each fault at each write of a customer: one truth in e-conomic, a clear sentence, what was typed, and never twice."""

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
from tests.customers.conftest import Register
from tests.customers.form_data import Form, fill_in, send
from tests.customers.page_reader import text_of

if TYPE_CHECKING:
    from tests.access.form_reader import Answer

# The fault, whether e-conomic does it all the same, the sentence, the status of the page.
DOUBTFUL = [
    ("slow:60000", True, "e-conomic did not answer. The change may or may not have been made.", 504),
    ("silence-before", False, "e-conomic did not answer. The change may or may not have been made.", 504),
    ("silence-after", True, "e-conomic did not answer. The change may or may not have been made.", 504),
    ("status:503", False, "e-conomic has a fault of its own just now (503).", 502),
    ("garbage", False, "The answer could not be understood as one of e-conomic's.", 502),
]
REFUSED = [
    ("throttle:7", False, "e-conomic asks us to wait 7 seconds before we ask again.", 503),
    ("status:403", False, "e-conomic does not allow this: Fault 403.", 502),
    ("refuse:name:E04300", False, "Name is refused.", 422),
]
doubtful = pytest.mark.parametrize(("fault", "done", "sentence", "status"), DOUBTFUL)
every = pytest.mark.parametrize(("fault", "done", "sentence", "status"), DOUBTFUL + REFUSED)
NAME = "Ada Holms Eftf."


@pytest.fixture(autouse=True)
def no_waiting(settings: Settings) -> None:
    settings.LEASE_PATIENCE = 0


def writes(sandbox: Sandbox, method: str) -> list[str | None]:
    """The keys of what reached e-conomic."""
    return [each.idempotency_key for each in sandbox.log() if each.method == method]


def made(economic: Gateway, name: str = NAME) -> int:
    """How many customers there are of that name."""
    return economic.customers.page(where("name").eq(name)).results


# Changing


@every
def test_a_fault_at_a_change(
    fault: str,
    done: bool,
    sentence: str,
    status: int,
    client: Client,
    register: Register,
    economic: Gateway,
    sandbox: Sandbox,
    later: Callable[[], None],
) -> None:
    number = register(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", fault)

    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle", website="holm.dk")
    later()

    assert answer.status_code == status
    assert sentence in text_of(answer.text)
    assert economic.customers.get(number).city == ("Vejle" if done else "Skagen")
    assert Form(answer.text, "name").fields["website"] == ["holm.dk"]
    assert re.search(r"<title>\s*Error:", answer.text)

    after = send(client, answer)

    assert after.status_code == 303
    assert (economic.customers.get(number).city, economic.customers.get(number).website) == ("Vejle", "holm.dk")


@doubtful
def test_a_change_in_doubt_is_asked_again_by_its_key(
    fault: str, done: bool, sentence: str, status: int, client: Client, register: Register, sandbox: Sandbox
) -> None:
    number = register(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", fault)
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")

    send(client, answer)

    first, second = writes(sandbox, "PUT")
    assert first == second
    assert Intent.objects.filter(method="PUT").count() == 1


def test_a_fault_while_the_document_is_fetched_leaves_no_doubt(
    client: Client, register: Register, sandbox: Sandbox
) -> None:
    number = register(city="Skagen")
    opened = client.get(f"/sandbox/customers/{number}/edit/")
    sandbox.fault("GET", f"/customers/{number}", "silence-before", times=3)  # as often as a read is tried

    answer = send(client, opened, city="Vejle")

    assert answer.status_code == 504
    assert "The customer is not saved" in answer.text
    assert "Ask again" not in answer.text
    assert writes(sandbox, "PUT") == []
    assert send(client, answer).status_code == 303


def test_what_was_typed_after_a_change_in_doubt_is_saved_too(
    client: Client, register: Register, economic: Gateway, sandbox: Sandbox
) -> None:
    number = register(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", "silence-after")
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")

    send(client, answer, city="Vejen", website="holm.dk")

    kept = economic.customers.get(number)
    assert (kept.city, kept.website) == ("Vejen", "holm.dk")


def test_in_doubt_a_colleague_waits_and_the_same_person_goes_on(
    client: Client, sign_in: Callable[..., Client], register: Register, economic: Gateway, sandbox: Sandbox
) -> None:
    number = register(city="Skagen")
    address = f"/sandbox/customers/{number}/edit/"
    sandbox.fault("PUT", f"/customers/{number}", "silence-before")
    answer = fill_in(client, address, city="Vejle")

    busy = fill_in(sign_in("accountant"), address, website="other.dk")
    after = send(client, answer)

    assert busy.status_code == 422
    assert "Somebody else is saving this customer just now." in busy.text
    assert after.status_code == 303
    assert Lease.objects.count() == 0
    assert fill_in(sign_in("accountant"), address, website="other.dk").status_code == 303
    assert economic.customers.get(number).city == "Vejle"


def test_turned_away_at_the_door_a_change_in_doubt_stays_in_doubt(
    client: Client, register: Register, sandbox: Sandbox, later: Callable[[], None]
) -> None:
    number = register(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", "silence-after")
    sandbox.fault("PUT", f"/customers/{number}", "throttle:7")
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")

    waiting = send(client, answer)
    later()
    after = send(client, waiting)

    assert "wait 7 seconds" in waiting.text
    assert "Ask again" in waiting.text
    assert after.status_code == 303
    assert len(set(writes(sandbox, "PUT"))) == 1


def grow_old(sandbox: Sandbox) -> None:
    """An hour goes by: e-conomic has forgotten the key."""
    QuerySet(Intent).update(at=timezone.now() - timedelta(minutes=61))
    sandbox.advance(3660)


@pytest.mark.parametrize("fault", ["silence-before", "silence-after"])
def test_too_late_to_ask_again_about_a_change_the_person_sees_what_is_there(
    fault: str, client: Client, register: Register, economic: Gateway, sandbox: Sandbox
) -> None:
    number = register(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", fault)
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")
    grow_old(sandbox)

    later = send(client, answer)

    assert len(writes(sandbox, "PUT")) == 1, "nothing is sent again by us"
    if fault == "silence-after":
        assert later.status_code == 303
    else:
        assert "City Vejle Skagen" in text_of(later.text)
        assert send(client, later).status_code == 303
    assert economic.customers.get(number).city == "Vejle"


def test_the_key_of_somebody_else_opens_nothing(
    client: Client, sign_in: Callable[..., Client], register: Register, sandbox: Sandbox
) -> None:
    number = register(city="Skagen")
    sandbox.fault("PUT", f"/customers/{number}", "silence-before")
    answer = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Vejle")
    Lease.objects.all().delete()

    send(sign_in("accountant"), answer)

    first, second = writes(sandbox, "PUT")
    assert first != second


# Making


def make(client: Client, **fields: str) -> "Answer":
    return fill_in(client, "/sandbox/customers/new/", **{"name": NAME, "website": "holm.dk", **fields})


@every
def test_a_fault_at_a_new_customer(
    fault: str,
    done: bool,
    sentence: str,
    status: int,
    client: Client,
    economic: Gateway,
    sandbox: Sandbox,
    later: Callable[[], None],
) -> None:
    sandbox.fault("POST", "/customers", fault)

    answer = make(client)
    later()

    assert answer.status_code == status
    assert sentence in text_of(answer.text)
    assert made(economic) == done
    assert Form(answer.text, "name").fields["website"] == ["holm.dk"]

    after = send(client, answer)

    assert after.status_code == 303
    assert made(economic) == 1


@doubtful
def test_a_new_customer_whose_page_is_sent_again_is_one_customer(
    fault: str, done: bool, sentence: str, status: int, client: Client, economic: Gateway, sandbox: Sandbox
) -> None:
    sandbox.fault("POST", "/customers", fault)
    opened = client.get("/sandbox/customers/new/")
    send(client, opened, name=NAME)

    again = send(client, opened, name=NAME)

    assert again.status_code == 303
    assert made(economic) == 1


def test_what_was_typed_after_a_new_customer_in_doubt_is_shown_and_not_lost(
    client: Client, economic: Gateway, sandbox: Sandbox
) -> None:
    sandbox.fault("POST", "/customers", "silence-after")
    answer = make(client)

    after = send(client, answer, city="Vejle")
    saved = send(client, after)

    assert "was made as you first sent it" in after.text
    assert Form(after.text, "name").fields["city"] == ["Vejle"]
    assert saved.status_code == 303
    assert made(economic) == 1
    assert economic.customers.page(where("name").eq(NAME)).items[0].city == "Vejle"


def test_too_late_to_ask_again_about_a_new_customer_the_person_sees_who_is_there(
    client: Client, economic: Gateway, sandbox: Sandbox
) -> None:
    sandbox.fault("POST", "/customers", "silence-after")
    answer = make(client)
    grow_old(sandbox)

    later = send(client, answer)

    assert later.status_code == 422
    assert "These may be the customer that you made" in later.text
    number = economic.customers.page(where("name").eq(NAME)).items[0].customer_number
    assert f'href="/sandbox/customers/{number}/"' in later.text
    assert made(economic) == 1


def test_too_late_and_not_made_it_can_be_made_now(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "silence-before")
    answer = make(client)
    grow_old(sandbox)

    later = send(client, answer)
    after = send(client, later)

    assert "The customer was not made" in later.text
    assert after.status_code == 303
    assert made(economic) == 1


def test_the_same_form_sent_twice_makes_one_customer(client: Client, economic: Gateway) -> None:
    opened = client.get("/sandbox/customers/new/")

    first, second = send(client, opened, name=NAME), send(client, opened, name=NAME)

    assert (first.status_code, second.status_code) == (303, 303)
    assert second["Location"] == first["Location"]
    assert made(economic) == 1


def test_a_form_that_is_gone_back_to_and_changed_asks_before_it_makes_another(
    client: Client, economic: Gateway
) -> None:
    opened = client.get("/sandbox/customers/new/")
    send(client, opened, name=NAME)

    asked = send(client, opened, name=NAME, city="Vejle")
    between = made(economic)
    answer = send(client, asked)

    assert asked.status_code == 422
    assert "was just being made" in asked.text
    assert between == 1
    assert (answer.status_code, made(economic)) == (303, 2)


# Deleting


@every
def test_a_fault_at_a_deletion(
    fault: str,
    done: bool,
    sentence: str,
    status: int,
    client: Client,
    register: Register,
    economic: Gateway,
    sandbox: Sandbox,
    later: Callable[[], None],
) -> None:
    number = register(name=NAME)
    sandbox.fault("DELETE", f"/customers/{number}", fault)

    answer = fill_in(client, f"/sandbox/customers/{number}/delete/", "named", named=NAME)
    later()

    assert made(economic) == (not done)
    if done:  # no answer came, but a look shows that it is gone
        assert answer.status_code == 303
        return
    assert answer.status_code == status
    assert sentence in text_of(answer.text)
    assert Form(answer.text, "named").fields["named"] == [NAME]

    after = send(client, answer, "named")

    assert after.status_code == 303
    assert made(economic) == 0


def test_a_deletion_in_doubt_is_asked_again_by_its_key(client: Client, register: Register, sandbox: Sandbox) -> None:
    number = register(name=NAME)
    sandbox.fault("DELETE", f"/customers/{number}", "silence-before")
    answer = fill_in(client, f"/sandbox/customers/{number}/delete/", "named", named=NAME)

    send(client, answer, "named")

    first, second = writes(sandbox, "DELETE")
    assert first == second


def test_too_late_to_ask_again_about_a_deletion_the_customer_is_looked_for(
    client: Client, register: Register, sandbox: Sandbox, economic: Gateway
) -> None:
    number = register(name=NAME)
    sandbox.fault("DELETE", f"/customers/{number}", "silence-before")
    answer = fill_in(client, f"/sandbox/customers/{number}/delete/", "named", named=NAME)
    grow_old(sandbox)

    later = send(client, answer, "named")

    assert "e-conomic still has it" in later.text
    assert len(writes(sandbox, "DELETE")) == 1
    assert send(client, later, "named", named=NAME).status_code == 303
    with pytest.raises(NotFound):
        economic.customers.get(number)


# The switch


@every
def test_a_fault_at_the_switch(
    fault: str,
    done: bool,
    sentence: str,
    status: int,
    client: Client,
    register: Register,
    economic: Gateway,
    sandbox: Sandbox,
    later: Callable[[], None],
) -> None:
    number = register()
    page = client.get(f"/sandbox/customers/{number}/")
    sandbox.fault("PATCH", f"/customers/{number}", fault)

    answer = send(client, page, "wanted")
    later()

    assert answer.status_code == (400 if status == 422 else status)
    assert done == is_off(economic.customers.get(number))
    if status != 422:
        assert sentence in text_of(answer.text)

    after = send(client, page, "wanted")

    assert after.status_code == 303
    assert is_off(economic.customers.get(number))


def is_off(customer: Customer) -> bool:
    return customer.e_invoicing_disabled_by_default
