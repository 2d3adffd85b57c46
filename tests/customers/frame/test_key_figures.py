"""The key figures of a customer: each amount once, with its currency where it is not the agreement's own."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from customers.frame.key_figures import build_key_figures
from customers.shared import formatting
from econ_admin.gateway import Gateway, where
from tests.clock import DAY
from tests.customers.conftest import AddCustomer
from tests.customers.page_reader import get_facts


@pytest.fixture
def client(sign_in: Callable[..., Client]) -> Client:
    return sign_in("viewer")


@pytest.mark.parametrize(("currency", "limit"), [("DKK", "20.000,00"), ("EUR", "EUR 20.000,00")])
def test_foreign_amounts_name_their_currency(
    client: Client, add_customer: AddCustomer, currency: str, limit: str
) -> None:
    number = add_customer(currency=currency, credit_limit=Decimal(20_000))

    facts = get_facts(client.get(f"/sandbox/customers/{number}/contacts/"))

    assert facts["Credit limit"].startswith(limit)
    assert facts["Balance"] == ("0,00" if currency == "DKK" else "EUR 0,00") + "Statement of account"


def test_amount_due_is_left_out_where_it_is_what_is_overdue(economic: Gateway) -> None:
    customer = next(candidate for candidate in economic.customers.walk() if candidate.due_amount)
    overdue = economic.booked.overdue.page(where("customer.customerNumber").eq(customer.customer_number), size=1000)

    figures = build_key_figures(customer, None, overdue, DAY, "DKK")
    without_overdue = build_key_figures(customer, None, None, DAY, "DKK")

    assert without_overdue.due == formatting.format_amount(customer.due_amount or Decimal())
    assert figures.overdue
    assert (figures.overdue.amount, figures.due) == (without_overdue.due, "")
