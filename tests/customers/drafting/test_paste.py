"""Rows from a spreadsheet: all of them or none, with each cell that cannot be read named."""

from decimal import Decimal

import pytest

from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line
from customers.drafting.paste import PasteError, paste_rows
from customers.models import WorkingDraft
from econ_admin.http import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import asked
from tests.customers.drafting.conftest import CHAIR, GLOVES, STEP


def mistakes(request: EconRequest, sheet: WorkingDraft, pasted: str) -> list[tuple[int, int, str]]:
    with pytest.raises(PasteError) as wrong:
        paste_rows(request, sheet, pasted)
    assert list_lines(sheet) == []
    return [(each.row, each.column, str(each)) for each in wrong.value.errors]


def test_rows_become_lines_priced_for_their_quantities(accountant: EconRequest, sheet: WorkingDraft) -> None:
    paste_rows(
        accountant, sheet, f"{GLOVES}\t{STEP}\r\n\r\n{CHAIR}\t1,5\t1.200,00\tTil kontoret\r\n\t\t\tTak for ordren\n"
    )

    assert [
        (row.product_number, row.content.quantity, row.content.unit_net_price, row.content.discount_percentage)
        for row in list_lines(sheet)
    ] == [
        (GLOVES, Decimal(STEP), Decimal("59.95"), Decimal("7.50")),
        (CHAIR, Decimal("1.5"), Decimal("1200.00"), Decimal(0)),
        ("", None, None, None),
    ]
    assert [row.content.description for row in list_lines(sheet)][1:] == ["Til kontoret", "Tak for ordren"]
    assert [row.price_by_hand for row in list_lines(sheet)] == [False, True, False]


def test_a_number_alone_is_one_of_it(accountant: EconRequest, sheet: WorkingDraft) -> None:
    (line,) = paste_rows(accountant, sheet, CHAIR)

    assert line.content.quantity == Decimal(1)


def test_rows_are_put_after_a_line(accountant: EconRequest, sheet: WorkingDraft) -> None:
    first = add_line(accountant, sheet, description="first").line
    add_line(accountant, sheet, description="last")

    paste_rows(accountant, sheet, f"{CHAIR}\t1\n{GLOVES}\t1", first)

    assert [row.product_number for row in list_lines(sheet)] == ["", CHAIR, GLOVES, ""]


def test_every_cell_that_cannot_be_read_is_named(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    before = len(sandbox.log())

    wrong = mistakes(accountant, sheet, f"{CHAIR}\t1.5\t99.95\n{CHAIR}\tto\n\t3\n{CHAIR}\t1\t1\tx\tmore")

    assert wrong == [
        (1, 2, "Did you mean 1,50?"),
        (1, 3, "Did you mean 99,95?"),
        (2, 2, "Write a number such as 1.234,56."),
        (3, 2, "Without a product there is no amount."),
        (4, 5, "There are columns for number, quantity, price and text only."),
    ]
    assert asked(sandbox, before) == []


def test_products_that_are_not_there_are_named(accountant: EconRequest, sheet: WorkingDraft) -> None:
    wrong = mistakes(accountant, sheet, f"{CHAIR}\t1\nNIX\t1\n\nNUL\t2")

    assert wrong == [(2, 1, "There is no product NIX."), (4, 1, "There is no product NUL.")]


def test_during_an_outage_the_rows_are_kept_without_prices(
    accountant: EconRequest, sheet: WorkingDraft, sandbox: Sandbox
) -> None:
    sandbox.fault("GET", f"/customers/{sheet.customer}/templates", "silence-before", 9)

    paste_rows(accountant, sheet, f"{CHAIR}\t1\n{GLOVES}\t2\t50,00")

    assert [(row.product_number, row.unpriced) for row in list_lines(sheet)] == [(CHAIR, True), (GLOVES, False)]
