"""The list as a file: whole or not at all, Danish, and nothing in it that a spreadsheet would run."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from customers.query import customer_query
from customers.query.columns import COLUMNS, NAME, NUMBER, ReferenceNames, select_columns
from customers.register import export
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Customer
from econ_admin.gateway.records.references import CustomerGroupReference, PaymentTermsReference, VatZoneReference
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import Register
from tests.customers.page_reader import html_of, text_of

LIST = "/sandbox/customers/"
FORMATS = ["csv", "xlsx"]
TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
BEGINNINGS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]


def customer(**fields: Any) -> Customer:
    needed: dict[str, Any] = {
        "customer_number": 7,
        "currency": "DKK",
        "payment_terms": PaymentTermsReference(1),
        "customer_group": CustomerGroupReference(1),
        "vat_zone": VatZoneReference(1),
    }
    return Customer(**needed | fields)


def in_csv(*customers: Customer, keys: tuple[str, ...] = ()) -> list[list[str]]:
    """What a program that reads CSV finds in it."""
    file = BytesIO()
    export.write_csv(file, [NUMBER, NAME, *select_columns(keys)], customers, ReferenceNames())
    text = file.getvalue().decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def in_xlsx(*customers: Customer, keys: tuple[str, ...] = ()) -> Any:
    """The sheet, as openpyxl reads it."""
    file = BytesIO()
    export.write_xlsx(file, [NUMBER, NAME, *select_columns(keys)], customers, ReferenceNames())
    return load_workbook(file).active


def body(response: Any) -> bytes:
    """All of a file that was sent."""
    return b"".join(response.streaming_content)


@given(TEXT)
@example("=cmd|' /C calc'!A0")
@example("\u2028=1")
def test_no_cell_of_csv_begins_like_a_formula(name: str) -> None:
    _head, row = in_csv(customer(name=name))

    assert not row[1].startswith(tuple(BEGINNINGS))


@given(st.lists(TEXT, max_size=5))
@example(['"; =1+1', "a;b\r\nc", "\ra", "'quoted'"])
def test_csv_comes_back_as_it_was(names: list[str]) -> None:
    rows = in_csv(*(customer(name=name) for name in names))[1:]

    def unprotected(cell: str) -> str:
        return cell[1:] if cell.startswith("'") and cell[1:2] in BEGINNINGS else cell

    assert [unprotected(row[1]) for row in rows] == [unprotected(name) for name in names]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_what_might_be_a_formula_stands_behind_an_apostrophe(beginning: str) -> None:
    assert in_csv(customer(name=f"{beginning}1+1"))[1][1] == f"'{beginning}1+1"


@given(TEXT)
@example("=1+1")
@example("http://example.com")
@example("_x0041_")
@example("007")
def test_a_text_is_a_text_in_xlsx(name: str) -> None:
    cell = in_xlsx(customer(name=name)).cell(2, 2)

    if cell.value is not None:
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    if re.fullmatch(r"[ -^`-~æøåÆØÅ]+", name):
        assert cell.value == name


def test_csv_is_danish() -> None:
    one = customer(balance=Decimal("-1234567.5"), last_updated=datetime(2026, 3, 7, 23, 30, tzinfo=UTC))

    _head, row = in_csv(one, keys=("balance", "changed", "limit"))

    assert row == ["7", "", "08-03-2026 00:30", "", "-1234567,50"]


def test_xlsx_has_real_numbers_and_dates() -> None:
    one = customer(
        zip="0900", balance=Decimal("-1234567.5"), last_updated=datetime(2026, 3, 7, 23, 30, tzinfo=UTC), name="Ada"
    )

    sheet = in_xlsx(one, keys=("zip", "balance", "changed", "limit"))

    assert [cell.value for cell in sheet[2]] == [7, "Ada", "0900", datetime(2026, 3, 8, 0, 30), None, -1234567.5]  # noqa: DTZ001 - a sheet knows no zones
    assert sheet["F2"].number_format == "#,##0.00"
    assert sheet["D2"].number_format == "dd-mm-yyyy hh:mm"
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("kind", FORMATS)
def test_every_column_can_be_written(kind: str, client: Client) -> None:
    client.post(f"{LIST}choice/", {"column": [column.key for column in COLUMNS]})

    response = client.get(f"{LIST}customers.{kind}")

    assert response.status_code == 200
    assert len(body(response)) > 5_000


def test_the_file_has_all_pages_of_the_list_in_its_order(client: Client, economic: Gateway) -> None:
    expected = [each.name for each in economic.customers.walk(sort=["-name", "customerNumber"])]

    response = client.get(f"{LIST}customers.csv?sort=-name&size=25&page=2")
    rows = list(csv.reader(StringIO(body(response).decode("utf-8-sig"), newline=""), delimiter=";"))

    assert rows[0] == ["No.", "Name", "City", "Customer group", "E-mail", "Status", "Balance", "Due"]
    assert [row[1].lstrip("'") for row in rows[1:]] == [name.lstrip("'") for name in expected]


def test_a_filtered_list_is_exported_as_it_is_filtered(client: Client, register: Register) -> None:
    register(name="Quxholm", country="=HYPERLINK(1)")
    client.post(f"{LIST}choice/", {"column": ["country"]})

    response = client.get(f"{LIST}customers.csv?q=quxholm")

    assert body(response).decode("utf-8-sig").splitlines()[1:] == ["10061;Quxholm;'=HYPERLINK(1)"]


def test_over_limit_is_exported_as_compared(client: Client) -> None:
    response = client.get(f"{LIST}customers.xlsx?limit=over")
    sheet = load_workbook(BytesIO(body(response))).active

    assert sheet is not None
    signs = [row[5].value for row in sheet.iter_rows(min_row=2)]
    assert signs
    assert all("Over limit" in str(sign) for sign in signs)


@pytest.mark.parametrize(
    ("question", "name"),
    [("", "sandbox-all-"), ("?barred=yes", "sandbox-barred-"), ("?q=a", "sandbox-customers-")],
)
def test_the_file_is_named_after_agreement_view_and_day(client: Client, question: str, name: str) -> None:
    response = client.get(f"{LIST}customers.csv{question}")
    response.close()

    assert re.fullmatch(rf'attachment; filename="{name}\d{{4}}-\d\d-\d\d\.csv"', response["Content-Disposition"])


def test_a_viewer_may_export(sign_in: Callable[..., Client]) -> None:
    response = sign_in("viewer").get(f"{LIST}customers.csv")

    assert response.status_code == 200
    assert body(response)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("fault", ["status:503", "silence-before", "garbage", "throttle:9"])
def test_a_page_that_fails_midway_is_a_sentence_and_no_file(
    client: Client, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, kind: str, fault: str
) -> None:
    monkeypatch.setattr(customer_query, "MAX_PAGE_SIZE", 25)
    sandbox.fault("GET", "/customers", "slow:1")  # the first page comes
    sandbox.fault("GET", "/customers", fault, times=99)

    response = client.get(f"{LIST}customers.{kind}")

    assert response.status_code in {502, 503, 504}
    assert "No file was made" in html_of(response)
    assert "Content-Disposition" not in response


def test_names_that_cannot_be_had_make_no_half_file(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customer-groups", "status:503", times=99)

    assert "No file was made" in html_of(client.get(f"{LIST}customers.csv"))


def test_htmx_gets_the_sentence_as_an_alert(htmx: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=99)

    response = htmx.get(f"{LIST}customers.csv")

    assert "<html" not in html_of(response)
    assert "No file was made" in html_of(response)


def test_too_many_rows_are_refused_with_the_count(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_query, "MAX_RESULTS", 59)

    response = client.get(f"{LIST}customers.csv")

    assert response.status_code == 400
    assert "60 customers are more than can be read at once: at most 59." in text_of(html_of(response))
