"""A customer that cannot be decoded is marked, and the others are shown."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings
from requests import PreparedRequest, Response

from econ_admin.access.models import Agreement
from econ_admin.gateway import Upstream
from econ_admin.gateway.sessions import open_session
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from tests.customers.page_reader import get_text

MESSAGE = "This row could not be loaded"


class InvalidBalanceAdapter(SandboxAdapter):
    """Makes the balance of the first customer an invalid number."""

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        response = super().send(request, *args, **kwargs)
        if "/customers" in (request.url or ""):
            response._content = response.content.replace(b'"balance":', b'"balance":1e400,"was":', 1)
        return response


@pytest.fixture
def invalid_balance(agreement: Agreement, sandbox: Sandbox, settings: Settings) -> None:
    session = open_session(settings.ECONOMIC_CACHE)
    session.register_upstream(
        Upstream(settings.ECONOMIC.base_url, agreement.cache_id),
        settings.ECONOMIC.tokens,
        InvalidBalanceAdapter(sandbox),
    )


def test_list_marks_the_unreadable_customer_and_shows_the_others(invalid_balance: None, client: Client) -> None:
    page = client.get("/sandbox/customers/?size=25")

    assert page.status_code == 200
    assert page.text.count(MESSAGE) == 1
    assert page.text.count('<th scope="row"') == 25
    assert "1–25 of 60" in get_text(page.text)


def test_csv_export_has_a_row_for_the_unreadable_customer(invalid_balance: None, client: Client) -> None:
    response = client.get("/sandbox/customers/customers.csv")
    rows = b"".join(response).decode("utf-8-sig").splitlines()

    assert len(rows) == 61
    assert [row.split(";")[0].isdigit() for row in rows if MESSAGE in row] == [True]


def test_xlsx_export_has_a_row_for_the_unreadable_customer(invalid_balance: None, client: Client) -> None:
    response = client.get("/sandbox/customers/customers.xlsx")
    worksheet = load_workbook(BytesIO(b"".join(response)), read_only=True).worksheets[0]

    assert sum(MESSAGE in str(row[1]) for row in worksheet.iter_rows(values_only=True)) == 1


@pytest.mark.parametrize("address", ["?limit=over", "?q=" + "9" * 5000, "?overdue=yes"])
def test_other_queries_still_work(invalid_balance: None, client: Client, address: str) -> None:
    assert client.get(f"/sandbox/customers/{address}").status_code < 500


def test_page_of_the_unreadable_customer_is_a_502(invalid_balance: None, client: Client) -> None:
    assert client.get("/sandbox/customers/10006/").status_code == 502
