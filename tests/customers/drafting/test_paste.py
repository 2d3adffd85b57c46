"""Rows pasted from a spreadsheet: all or none are added, and each invalid cell is named."""

from decimal import Decimal

import pytest

from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line
from customers.drafting.paste import PasteError, paste_rows
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import list_requests
from tests.customers.drafting.conftest import CHAIR, DISCOUNT_STEP, GLOVES


def list_paste_errors(request: EconRequest, working_draft: WorkingDraft, pasted: str) -> list[tuple[int, int, str]]:
    with pytest.raises(PasteError) as paste_error:
        paste_rows(request, working_draft, pasted)
    assert list_lines(working_draft) == []
    return [(error.row, error.column, str(error)) for error in paste_error.value.errors]


def test_pasted_rows_become_lines_priced_for_their_quantities(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    paste_rows(
        accountant,
        working_draft,
        f"{GLOVES}\t{DISCOUNT_STEP}\r\n\r\n{CHAIR}\t1,5\t1.200,00\tTil kontoret\r\n\t\t\tTak for ordren\n",
    )

    assert [
        (row.product_number, row.content.quantity, row.content.unit_net_price, row.content.discount_percentage)
        for row in list_lines(working_draft)
    ] == [
        (GLOVES, Decimal(DISCOUNT_STEP), Decimal("59.95"), Decimal("7.50")),
        (CHAIR, Decimal("1.5"), Decimal("1200.00"), Decimal(0)),
        ("", None, None, None),
    ]
    assert [row.content.description for row in list_lines(working_draft)][1:] == ["Til kontoret", "Tak for ordren"]
    assert [row.price_by_hand for row in list_lines(working_draft)] == [False, True, False]


def test_product_number_without_quantity_adds_one(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    (line,) = paste_rows(accountant, working_draft, CHAIR)

    assert line.content.quantity == Decimal(1)


def test_pasted_rows_are_inserted_after_a_line(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    first = add_line(accountant, working_draft, description="first").line
    add_line(accountant, working_draft, description="last")

    paste_rows(accountant, working_draft, f"{CHAIR}\t1\n{GLOVES}\t1", first)

    assert [row.product_number for row in list_lines(working_draft)] == ["", CHAIR, GLOVES, ""]


def test_every_invalid_cell_is_named(accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox) -> None:
    before = len(sandbox.log())

    errors = list_paste_errors(
        accountant, working_draft, f"{CHAIR}\t1.5\t99.95\n{CHAIR}\tto\n\t3\n{CHAIR}\t1\t1\tx\tmore"
    )

    assert errors == [
        (1, 2, "Did you mean 1,50?"),
        (1, 3, "Did you mean 99,95?"),
        (2, 2, "Enter a number, like 1.234,56."),
        (3, 2, "An amount needs a product."),
        (4, 5, "The columns are number, quantity, price and text only."),
    ]
    assert list_requests(sandbox, before) == []


def test_unknown_products_are_named(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    errors = list_paste_errors(accountant, working_draft, f"{CHAIR}\t1\nNIX\t1\n\nNUL\t2")

    assert errors == [(2, 1, "Product NIX does not exist."), (4, 1, "Product NUL does not exist.")]


def test_rows_pasted_during_an_outage_have_no_prices(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    sandbox.fault("GET", f"/customers/{working_draft.customer}/templates", "silence-before", 9)

    paste_rows(accountant, working_draft, f"{CHAIR}\t1\n{GLOVES}\t2\t50,00")

    assert [(row.product_number, row.unpriced) for row in list_lines(working_draft)] == [(CHAIR, True), (GLOVES, False)]
