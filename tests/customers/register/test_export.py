"""Exporting the list: complete or not at all, in Danish format, and safe from formula injection."""

import csv
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from customers.query.columns import COLUMNS, NAME, NUMBER, select_columns
from customers.query.reference_names import ReferenceNames
from customers.register import export
from customers.shared import long_read, spreadsheet
from customers.shared.spreadsheet import Sheet
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Contact, Customer
from econ_admin.gateway.records.references import CustomerGroupReference, PaymentTermsReference, VatZoneReference
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.page_reader import get_html, get_text

LIST = "/sandbox/customers/"
FORMATS = ["csv", "xlsx"]
TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
FORMULA_CHARACTERS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]


def customer(**fields: Any) -> Customer:
    defaults: dict[str, Any] = {
        "customer_number": 7,
        "currency": "DKK",
        "payment_terms": PaymentTermsReference(1),
        "customer_group": CustomerGroupReference(1),
        "vat_zone": VatZoneReference(1),
    }
    return Customer(**defaults | fields)


def build_sheet(customers: Sequence[Customer], keys: tuple[str, ...]) -> Sheet:
    return Sheet(export.build_columns([NUMBER, NAME, *select_columns(keys)], ReferenceNames()), customers)


def read_back_csv(*customers: Customer, keys: tuple[str, ...] = ()) -> list[list[str]]:
    """The cells of the customers' CSV export."""
    file = BytesIO()
    spreadsheet.write_csv(file, build_sheet(customers, keys))
    text = file.getvalue().decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def read_back_xlsx(*customers: Customer, keys: tuple[str, ...] = ()) -> Any:
    """The worksheet of the customers' XLSX export."""
    file = BytesIO()
    spreadsheet.write_xlsx(file, build_sheet(customers, keys))
    return load_workbook(file).active


def get_body(response: Any) -> bytes:
    """The complete content of a streamed file."""
    return b"".join(response.streaming_content)


@given(TEXT)
@example("=cmd|' /C calc'!A0")
@example("\u2028=1")
def test_csv_cells_never_begin_like_a_formula(name: str) -> None:
    _header, row = read_back_csv(customer(name=name))

    assert not row[1].startswith(tuple(FORMULA_CHARACTERS))


@given(st.lists(TEXT, max_size=5))
@example(['"; =1+1', "a;b\r\nc", "\ra", "'quoted'"])
def test_csv_round_trip_keeps_all_text(names: list[str]) -> None:
    rows = read_back_csv(*(customer(name=name) for name in names))[1:]

    def remove_protection(cell: str) -> str:
        return cell[1:] if cell.startswith("'") and cell[1:2] in FORMULA_CHARACTERS else cell

    assert [remove_protection(row[1]) for row in rows] == [remove_protection(name) for name in names]


@pytest.mark.parametrize("first_character", FORMULA_CHARACTERS)
def test_possible_formula_is_prefixed_with_an_apostrophe(first_character: str) -> None:
    assert read_back_csv(customer(name=f"{first_character}1+1"))[1][1] == f"'{first_character}1+1"


@given(TEXT)
@example("=1+1")
@example("http://example.com")
@example("_x0041_")
@example("007")
def test_text_is_stored_as_text_in_xlsx(name: str) -> None:
    cell = read_back_xlsx(customer(name=name)).cell(2, 2)

    if cell.value is not None:
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    if re.fullmatch(r"[ -^`-~æøåÆØÅ]+", name):
        assert cell.value == name


def test_csv_uses_danish_formats() -> None:
    exported = customer(balance=Decimal("-1234567.5"), last_updated=datetime(2026, 3, 7, 23, 30, tzinfo=UTC))

    _header, row = read_back_csv(exported, keys=("balance", "changed", "limit"))

    assert row == ["7", "", "08-03-2026 00:30", "", "-1234567,50"]


def test_xlsx_has_real_numbers_and_dates() -> None:
    exported = customer(
        zip="0900", balance=Decimal("-1234567.5"), last_updated=datetime(2026, 3, 7, 23, 30, tzinfo=UTC), name="Ada"
    )

    worksheet = read_back_xlsx(exported, keys=("zip", "balance", "changed", "limit"))

    assert [cell.value for cell in worksheet[2]] == [7, "Ada", "0900", datetime(2026, 3, 8, 0, 30), None, -1234567.5]  # noqa: DTZ001 - a worksheet has no time zones
    assert worksheet["F2"].number_format == "#,##0.00"
    assert worksheet["D2"].number_format == "dd-mm-yyyy hh:mm"
    assert worksheet.freeze_panes == "A2"


def test_file_names_salesperson_and_layout_but_numbers_the_attention_contact(
    client: Client, economic: Gateway, add_customer: AddCustomer
) -> None:
    employee, layout = economic.employees.all()[1], economic.layouts.all()[1]
    number = add_customer(name="Quxholm", sales_person=employee.employee_number, layout=layout.layout_number)
    contact = economic.contacts.add(number, Contact.new_document(name="Ada Holm")).customer_contact_number
    economic.customers.replace(number, economic.customers.get(number).with_changes(attention=contact))
    client.post(f"{LIST}preferences/", {"column": ["attention", "salesperson", "layout"]})

    text = get_body(client.get(f"{LIST}customers.csv?q=quxholm")).decode("utf-8-sig")

    header, row = csv.reader(StringIO(text, newline=""), delimiter=";")
    assert header == ["No.", "Name", "Attention (contact number)", "Salesperson", "Layout"]
    assert row == [str(number), "Quxholm", str(contact), employee.name, layout.name]


@pytest.mark.parametrize("kind", FORMATS)
def test_every_column_can_be_exported(kind: str, client: Client) -> None:
    client.post(f"{LIST}preferences/", {"column": [column.key for column in COLUMNS]})

    response = client.get(f"{LIST}customers.{kind}")

    assert response.status_code == 200
    assert len(get_body(response)) > 5_000


def test_export_has_all_pages_in_the_order_of_the_list(client: Client, economic: Gateway) -> None:
    expected = [customer.name for customer in economic.customers.walk(sort=["-name", "customerNumber"])]

    response = client.get(f"{LIST}customers.csv?sort=-name&size=25&page=2")
    rows = list(csv.reader(StringIO(get_body(response).decode("utf-8-sig"), newline=""), delimiter=";"))

    assert rows[0] == ["No.", "Name", "City", "Customer group", "E-mail", "Status", "Balance", "Due"]
    assert [row[1].lstrip("'") for row in rows[1:]] == [name.lstrip("'") for name in expected]


def test_filtered_list_is_exported_filtered(client: Client, add_customer: AddCustomer) -> None:
    add_customer(name="Quxholm", country="=HYPERLINK(1)")
    client.post(f"{LIST}preferences/", {"column": ["country"]})

    response = client.get(f"{LIST}customers.csv?q=quxholm")

    assert get_body(response).decode("utf-8-sig").splitlines()[1:] == ["10061;Quxholm;'=HYPERLINK(1)"]


def test_over_limit_view_is_exported(client: Client) -> None:
    response = client.get(f"{LIST}customers.xlsx?limit=over")
    worksheet = load_workbook(BytesIO(get_body(response))).active

    assert worksheet is not None
    header, *rows = worksheet.iter_rows(values_only=True)
    statuses = [row[header.index("Status")] for row in rows]
    assert statuses
    assert all("Over limit" in str(status) for status in statuses)


@pytest.mark.parametrize(
    ("query", "name"),
    [("", "sandbox-all-"), ("?barred=yes", "sandbox-barred-"), ("?q=a", "sandbox-customers-")],
)
def test_file_is_named_after_agreement_view_and_date(client: Client, query: str, name: str) -> None:
    response = client.get(f"{LIST}customers.csv{query}")
    response.close()

    assert re.fullmatch(rf'attachment; filename="{name}\d{{4}}-\d\d-\d\d\.csv"', response["Content-Disposition"])


def test_viewer_can_export(sign_in: Callable[..., Client]) -> None:
    response = sign_in("viewer").get(f"{LIST}customers.csv")

    assert response.status_code == 200
    assert get_body(response)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("fault", ["status:503", "silence-before", "garbage", "throttle:9"])
def test_page_failing_midway_shows_an_error_and_sends_no_file(
    client: Client, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, kind: str, fault: str
) -> None:
    monkeypatch.setattr(long_read, "MAX_PAGE_SIZE", 25)
    sandbox.fault("GET", "/customers", "slow:1")  # the first page is answered
    sandbox.fault("GET", "/customers", fault, times=99)

    response = client.get(f"{LIST}customers.{kind}")

    assert response.status_code in {502, 503, 504}
    assert "No file was created" in get_html(response)
    assert "Content-Disposition" not in response


def test_reference_names_that_cannot_be_loaded_prevent_the_export(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customer-groups", "status:503", times=99)

    assert "No file was created" in get_html(client.get(f"{LIST}customers.csv"))


def test_htmx_gets_the_error_as_an_alert(htmx: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "status:503", times=99)

    response = htmx.get(f"{LIST}customers.csv")

    assert "<html" not in get_html(response)
    assert "No file was created" in get_html(response)


def test_too_many_rows_are_refused_with_the_count(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_read, "MAX_RESULTS", 59)

    response = client.get(f"{LIST}customers.csv")

    assert response.status_code == 400
    assert "e-conomic has 60 of them. We can read at most 59. Use filters to narrow the list." in get_text(
        get_html(response)
    )
