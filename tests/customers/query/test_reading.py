"""Lists that need many pages: how far reading is, and the list once it is there."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from customers.query.checks import has_wrong_cvr, has_wrong_ean
from customers.query.columns import is_over_limit
from customers.shared.ages import AGE_GROUPS, AgeGroup
from customers.shared.overdue_invoices import group_overdue
from customers.shared.read_step import STEP_SECONDS
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.page_reader import get_html, get_link, get_numbers, get_rows, get_table_headers, get_text

LIST = "/sandbox/customers/"
EAN, WRONG_EAN = "5798000000001", "5798000000002"


def read_to_end(client: Client, url: str, **headers: str) -> tuple[list[str], Any]:
    """Asks again until the list is there. Returns the pages on the way, and the last response."""
    pages: list[str] = []
    while 'id="reading"' in get_html(response := client.get(url, headers=headers)):
        pages.append(get_html(response))
        assert len(pages) < 99
    return pages, response


@pytest.mark.usefixtures("long_reads")
def test_long_list_says_how_far_it_is_and_then_is_shown(client: Client, economic: Gateway) -> None:
    overdue = group_overdue(economic.booked.overdue.walk())

    pages, response = read_to_end(client, f"{LIST}?overdue=yes&size=200")

    assert len(pages) >= 2
    percents = [int(found) for page in pages for found in re.findall(r'<progress value="(\d+)"', page)]
    assert percents == sorted(percents)
    assert len(percents) == len(pages)
    assert 0 < percents[0] < percents[-1] < 100
    assert sorted(get_numbers(response)) == sorted(overdue)


@pytest.mark.usefixtures("long_reads")
def test_unfinished_list_asks_again_also_without_scripts(client: Client) -> None:
    page = get_html(client.get(f"{LIST}?overdue=yes&limit=over"))

    assert f'<noscript><meta http-equiv="refresh" content="1;url={LIST}?limit=over&amp;overdue=yes"></noscript>' in page
    assert f'hx-get="{LIST}?limit=over&amp;overdue=yes"' in page
    assert re.search(rf'id="stop-reading" href="{LIST}"', page)
    assert STEP_SECONDS <= 2


@pytest.mark.usefixtures("long_reads")
def test_asking_again_adds_nothing_to_the_history(client: Client) -> None:
    first = client.get(f"{LIST}?overdue=yes", headers={"HX-Request": "true", "HX-Trigger": "filters"})
    again = client.get(f"{LIST}?overdue=yes", headers={"HX-Request": "true", "HX-Trigger": "reading"})

    assert "HX-Push-Url" in first
    assert "HX-Push-Url" not in again


@pytest.mark.usefixtures("long_reads")
def test_finished_list_is_shown_without_a_call_to_economic(client: Client, sandbox: Sandbox) -> None:
    read_to_end(client, f"{LIST}?overdue=yes")
    before = len(sandbox.log())

    response = client.get(f"{LIST}?overdue=yes")

    assert get_numbers(response)
    assert len(sandbox.log()) == before


@pytest.mark.usefixtures("long_reads")
def test_failure_on_the_way_is_shown_and_can_be_tried_again(client: Client, sandbox: Sandbox) -> None:
    client.get(f"{LIST}?overdue=yes")
    sandbox.fault("GET", "/invoices/overdue", "status:503", times=99)

    response = client.get(f"{LIST}?overdue=yes")

    assert response.status_code == 502
    assert "The customers could not be loaded" in get_html(response)
    assert get_link(response, "Try again") == f"{LIST}?overdue=yes"


@pytest.mark.parametrize("sort", ["", "name", "-oldest", "-number"])
def test_long_overdue_list_is_the_same_as_a_short_one(
    client: Client, economic: Gateway, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{LIST}?overdue=yes&size=200&sort={sort}"
    expected = get_rows(client.get(url))
    monkeypatch.setattr("customers.query.customer_query.MAX_LOADED_OVERDUE", 0)

    assert get_rows(client.get(url)) == expected
    assert len(expected) > 2


def test_long_overdue_list_is_filtered(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    number = get_numbers(client.get(f"{LIST}?overdue=yes"))[2]
    monkeypatch.setattr("customers.query.customer_query.MAX_LOADED_OVERDUE", 0)

    assert get_numbers(client.get(f"{LIST}?overdue=yes&q={number}")) == [number]


@pytest.mark.parametrize("age", AGE_GROUPS, ids=lambda age: age.key)
def test_overdue_of_an_age_lists_its_customers_and_amounts(client: Client, economic: Gateway, age: AgeGroup) -> None:
    today = timezone.localdate()
    invoices = [
        invoice
        for invoice in economic.booked.overdue.walk()
        if age.contains((today - (invoice.due_date or invoice.date)).days)
    ]
    expected = group_overdue(invoices)

    response = client.get(f"{LIST}?overdue=yes&age={age.key}&size=200")

    assert sorted(get_numbers(response)) == sorted(expected)
    headers = list(get_table_headers(response))
    for row in get_rows(response):
        amount = Decimal(row[headers.index("Overdue")].replace(".", "").replace(",", "."))
        assert amount == expected[int(row[0])].amount
    assert str(age.overdue_label) in get_text(get_html(response))


def test_check_finds_wrong_ean_numbers(client: Client, economic: Gateway, add_customer: AddCustomer) -> None:
    add_customer(ean=EAN)
    wrong = add_customer(ean=WRONG_EAN)
    expected = [customer.customer_number for customer in economic.customers.walk() if has_wrong_ean(customer)]

    response = client.get(f"{LIST}?check=ean&size=200")

    assert get_numbers(response) == expected
    assert wrong in expected
    assert "we checked" in get_text(get_html(response))


def test_check_finds_wrong_cvr_numbers(client: Client, economic: Gateway, add_customer: AddCustomer) -> None:
    wrong = add_customer(corporate_identification_number="12345678")
    add_customer(corporate_identification_number="SE556677", country="Sverige")
    expected = [customer.customer_number for customer in economic.customers.walk() if has_wrong_cvr(customer)]

    assert get_numbers(client.get(f"{LIST}?check=cvr&size=200")) == expected
    assert wrong in expected


def test_check_finds_public_customers_without_ean_number(client: Client, add_customer: AddCustomer) -> None:
    without = add_customer(public_entry_number="1234")
    with_ean = add_customer(public_entry_number="1235", ean=EAN)

    numbers = get_numbers(client.get(f"{LIST}?check=public&size=200"))

    assert without in numbers
    assert with_ean not in numbers


def test_check_finds_barred_customers_with_drafts(client: Client, economic: Gateway) -> None:
    with_drafts = {draft.customer.customer_number for draft in economic.drafts.walk()}
    customer = economic.customers.get(min(with_drafts))
    economic.customers.replace(customer.customer_number, customer.with_changes(barred=True))
    barred = {customer.customer_number for customer in economic.customers.walk() if customer.barred}

    assert set(get_numbers(client.get(f"{LIST}?check=barred-drafts&size=200"))) == with_drafts & barred
    assert with_drafts & barred


def test_check_is_combined_with_other_filters(client: Client, economic: Gateway, add_customer: AddCustomer) -> None:
    both = add_customer(ean=WRONG_EAN, credit_limit=Decimal(-1))
    add_customer(ean=WRONG_EAN)
    expected = [
        customer.customer_number
        for customer in economic.customers.walk()
        if has_wrong_ean(customer) and is_over_limit(customer)
    ]

    assert get_numbers(client.get(f"{LIST}?check=ean&limit=over&sort=number")) == expected
    assert both in expected


@pytest.mark.usefixtures("long_reads")
def test_long_export_is_ready_after_its_progress_and_complete(client: Client, economic: Gateway) -> None:
    numbers = [customer.customer_number for customer in economic.customers.walk(sort=["customerNumber"])]
    url = f"{LIST}customers.csv"

    first = client.get(url)
    pages, response = read_to_end(client, f"{url}?step=reading")
    link = get_link(response, "Download")
    file = b"".join(client.get(link)).decode("utf-8-sig").splitlines()

    assert 'id="reading"' in get_html(first)
    assert len(pages) > 5
    assert [int(row.split(";")[0]) for row in file[1:]] == numbers


@pytest.mark.usefixtures("long_reads")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_long_export_of_a_computed_list_has_its_rows(client: Client, economic: Gateway, kind: str) -> None:
    _, listed = read_to_end(client, f"{LIST}?overdue=yes&size=200")
    url = f"{LIST}customers.{kind}?overdue=yes"

    _, response = read_to_end(client, f"{url}&step=reading")
    file = client.get(get_link(response, "Download"))

    content = b"".join(file)

    assert "Content-Disposition" in file
    if kind == "csv":
        rows = content.decode("utf-8-sig").splitlines()[1:]
        assert [int(row.split(";")[0]) for row in rows] == get_numbers(listed)
    else:
        (sheet,) = load_workbook(BytesIO(content)).worksheets
        assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == get_numbers(listed)


@pytest.mark.usefixtures("long_reads")
def test_customer_page_finds_its_neighbours_in_a_list_that_was_read(client: Client, sandbox: Sandbox) -> None:
    before = get_html(client.get(f"{LIST}10007/?from=overdue%3Dyes"))
    _, response = read_to_end(client, f"{LIST}?overdue=yes")
    first, second, third = get_numbers(response)[:3]

    page = get_html(client.get(f"{LIST}{second}/?from=overdue%3Dyes"))

    assert "Next" not in before.split("<main")[1].split("<h1")[0]
    assert f"{LIST}{first}/?from=" in page
    assert f"{LIST}{third}/?from=" in page
