"""One customer that cannot be read: the others are shown, and it is marked."""

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
from tests.customers.page_reader import text_of

SENTENCE = "This row could not be read"


class Garbled(SandboxAdapter):
    """The balance of the first customer is no number."""

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        response = super().send(request, *args, **kwargs)
        if "/customers" in (request.url or ""):
            response._content = response.content.replace(b'"balance":', b'"balance":1e400,"was":', 1)
        return response


@pytest.fixture
def garbled(agreement: Agreement, sandbox: Sandbox, settings: Settings) -> None:
    session = open_session(settings.ECONOMIC_CACHE)
    session.register_upstream(
        Upstream(settings.ECONOMIC.base_url, agreement.cache_id), settings.ECONOMIC.tokens, Garbled(sandbox)
    )


def test_the_list_shows_the_others_and_marks_the_one(garbled: None, client: Client) -> None:
    page = client.get("/sandbox/customers/?size=25")

    assert page.status_code == 200
    assert page.text.count(SENTENCE) == 1
    assert page.text.count('<th scope="row"') == 25
    assert "1–25 of 60" in text_of(page.text)


def test_the_file_has_a_row_that_says_so(garbled: None, client: Client) -> None:
    response = client.get("/sandbox/customers/customers.csv")
    rows = b"".join(response).decode("utf-8-sig").splitlines()

    assert len(rows) == 61
    assert [row.split(";")[0].isdigit() for row in rows if SENTENCE in row] == [True]


def test_the_workbook_too(garbled: None, client: Client) -> None:
    response = client.get("/sandbox/customers/customers.xlsx")
    sheet = load_workbook(BytesIO(b"".join(response)), read_only=True).worksheets[0]

    assert sum(SENTENCE in str(row[1]) for row in sheet.iter_rows(values_only=True)) == 1


@pytest.mark.parametrize("address", ["?limit=over", "?q=" + "9" * 5000, "?overdue=yes"])
def test_other_questions_are_answered(garbled: None, client: Client, address: str) -> None:
    assert client.get(f"/sandbox/customers/{address}").status_code < 500


def test_the_one_itself_has_a_page_that_says_why(garbled: None, client: Client) -> None:
    assert client.get("/sandbox/customers/10006/").status_code == 502
