"""The connection: no transaction waits for e-conomic, and a process has one sandbox."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from econ_admin import connection
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox

CALLS: dict[str, Callable[[Gateway], object]] = {
    "one call": lambda economic: economic.customers.get(10001),
    "a write": lambda economic: economic.contacts.add(10001, {"name": "Ada Holm"}),
    "calls side by side": lambda economic: economic.together(
        lambda: economic.customers.get(10001), lambda: economic.contacts.of(10001)
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_economic_is_not_called_with_a_transaction_open(call: Callable[[Gateway], object], economic: Gateway) -> None:
    with pytest.raises(RuntimeError, match="database transaction"), transaction.atomic():
        call(economic)


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_economic_is_not_called_inside_the_transaction_of_a_test(
    call: Callable[[Gateway], object], economic: Gateway
) -> None:
    """So every test of a view fails if the view calls e-conomic inside a transaction."""
    call(economic)
    with pytest.raises(RuntimeError, match="database transaction"), transaction.atomic():
        call(economic)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["", "10001/", "10001/contacts/", "10001/delivery-locations/"])
def test_no_page_calls_economic_inside_a_transaction(client: Client, sandbox: Sandbox, path: str) -> None:
    response = client.get(f"/sandbox/customers/{path}")

    assert response.status_code == 200
    assert sandbox.log(), "the guard allowed the requests"


def test_process_has_one_sandbox(sandbox: Sandbox) -> None:
    assert connection.get_embedded_sandbox() is sandbox
