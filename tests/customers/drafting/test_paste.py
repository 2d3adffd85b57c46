"""Rows pasted from a spreadsheet: good rows are added, and the others are returned with their errors."""

from decimal import Decimal

import pytest

from customers.drafting.line_order import list_lines
from customers.drafting.lines import add_line
from customers.drafting.paste import PasteResult, paste_rows
from customers.drafting.pasted_rows import MAX_ROWS
from customers.models import WorkingDraft
from econ_admin.access.request import EconRequest
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import list_requests
from tests.customers.drafting.conftest import CHAIR, DISCOUNT_STEP, GLOVES, STAMPS


def list_rejected(result: PasteResult) -> list[tuple[int, int, str]]:
    return [(row.number, error.column, str(error)) for row in result.rejected for error in row.errors]


def list_added(working_draft: WorkingDraft) -> list[tuple[str, Decimal | None, Decimal | None, str]]:
    contents = [(row.product_number, row.content) for row in list_lines(working_draft)]
    return [(number, content.quantity, content.unit_net_price, content.description) for number, content in contents]


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
    (line,) = paste_rows(accountant, working_draft, CHAIR).lines

    assert line.content.quantity == Decimal(1)


def test_pasted_rows_are_inserted_after_a_line(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    first = add_line(accountant, working_draft, description="first").line
    add_line(accountant, working_draft, description="last")

    paste_rows(accountant, working_draft, f"{CHAIR}\t1\n{GLOVES}\t1", first)

    assert [row.product_number for row in list_lines(working_draft)] == ["", CHAIR, GLOVES, ""]


def test_every_invalid_cell_is_named(accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox) -> None:
    before = len(sandbox.log())

    result = paste_rows(accountant, working_draft, f"{CHAIR}\t1.5\t99.95\n{CHAIR}\tto\n\t3\n{CHAIR}\t1\t1\tx\tmore")

    assert list_rejected(result) == [
        (1, 2, "Did you mean 1,50?"),
        (1, 3, "Did you mean 99,95?"),
        (2, 2, "Enter a number, like 1.234,56."),
        (3, 2, "A quantity or a price needs a product."),
        (4, 5, "Use at most four columns: product number, quantity, price and text."),
    ]
    assert (list_lines(working_draft), list_requests(sandbox, before)) == ([], [])


def test_good_rows_are_added_and_bad_ones_returned_as_copied(
    accountant: EconRequest, working_draft: WorkingDraft
) -> None:
    result = paste_rows(accountant, working_draft, f"{CHAIR}\t1\nNIX\t1\n\n{GLOVES}\t1.5\n{GLOVES}\t2\t50,00\n")

    assert [row.product_number for row in list_lines(working_draft)] == [CHAIR, GLOVES]
    assert list_rejected(result) == [(2, 1, "Product NIX does not exist."), (4, 2, "Did you mean 1,50?")]
    assert [row.copied for row in result.rejected] == ["NIX\t1", f"{GLOVES}\t1.5"]


@pytest.mark.parametrize(
    "header",
    [
        "Varenr\tAntal\tPris\tTekst",
        "VARENR.\tAntal (stk)",
        "Product no.\tQuantity\tUnit price",
        "Vare",
        "Kode\tMængder",
    ],
)
def test_header_row_is_skipped_and_returned(accountant: EconRequest, working_draft: WorkingDraft, header: str) -> None:
    result = paste_rows(accountant, working_draft, f"\n{header}\n{CHAIR}\t2")

    assert [row.product_number for row in list_lines(working_draft)] == [CHAIR]
    assert (list(result.header), list_rejected(result)) == (header.split("\t"), [])


@pytest.mark.parametrize("first", [f"{CHAIR}\tto", "NIX", "\t\t\tTekst", "Vare\t2"])
def test_first_row_that_may_be_a_line_is_no_header(
    accountant: EconRequest, working_draft: WorkingDraft, first: str
) -> None:
    result = paste_rows(accountant, working_draft, f"{first}\n{CHAIR}\t2")

    assert result.header == []
    assert len(list_rejected(result)) + len(list_lines(working_draft)) == 2


def test_header_row_after_the_first_is_no_header(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    result = paste_rows(accountant, working_draft, f"{CHAIR}\t2\nVarenr\tAntal")

    assert list_rejected(result) == [(2, 2, "Enter a number, like 1.234,56.")]


def test_columns_follow_their_headings(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    result = paste_rows(
        accountant,
        working_draft,
        f"Varenr\tVare\tPris\tAntal\n{CHAIR}\tBlå stol\t90,00\t3\nNIX\tTo\t1\t2\n",
    )

    assert list_added(working_draft) == [(CHAIR, Decimal(3), Decimal("90.00"), "Blå stol")]
    assert [row.copied for row in result.rejected] == ["NIX\t2\t1\tTo"]


def test_column_that_no_heading_names_is_refused(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    result = paste_rows(accountant, working_draft, f"Varenr\tRabat\tAntal\n{CHAIR}\t10\t3")

    assert list_rejected(result) == [(2, 5, "Use at most four columns: product number, quantity, price and text.")]


def test_column_of_product_numbers_becomes_lines(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    paste_rows(accountant, working_draft, f"{CHAIR}\r\n{GLOVES}\r\n{STAMPS}\r\n")

    assert [row.product_number for row in list_lines(working_draft)] == [CHAIR, GLOVES, STAMPS]


def test_quoted_cell_is_one_cell_with_its_line_breaks(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    paste_rows(
        accountant,
        working_draft,
        f'{CHAIR}\t1\t5\t"Til ""Salen""\nog køkkenet"\r\n{GLOVES}\t1\t5\t24" skærm\r\n'
        f'\t\t\t"Ikke lukket\r\n{STAMPS}\t1',
    )

    assert [description for _product, _quantity, _price, description in list_added(working_draft)[:3]] == [
        'Til "Salen"\nog køkkenet',
        '24" skærm',
        '"Ikke lukket',
    ]
    assert [row.product_number for row in list_lines(working_draft)] == [CHAIR, GLOVES, "", STAMPS]


def test_printed_prices_are_understood(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    prices = ["kr. 1.234,50", "500,00-", "50.000,-", "DKK 1\u202f234,50", "\u22121,00"]

    paste_rows(accountant, working_draft, "\n".join(f"{CHAIR}\t1\t{price}" for price in prices))

    assert [str(price) for _product, _quantity, price, _text in list_added(working_draft)] == [
        "1234.50", "-500.00", "50000.00", "1234.50", "-1.00"
    ]  # fmt: skip


def test_price_in_another_currency_is_refused(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    result = paste_rows(accountant, working_draft, f"{CHAIR}\t1\tEUR 5,00\n{CHAIR}\tkr. 2")

    assert list_rejected(result) == [
        (1, 3, "This amount is in EUR. Enter an amount in DKK."),
        (2, 2, "Enter a number, like 1.234,56."),
    ]


def test_rows_beyond_the_most_at_a_time_are_returned(accountant: EconRequest, working_draft: WorkingDraft) -> None:
    result = paste_rows(accountant, working_draft, "\t\t\ttext\n" * (MAX_ROWS + 2))

    assert len(result.lines) == MAX_ROWS
    assert [(row.number, str(row.errors[0])) for row in result.rejected] == [
        (MAX_ROWS + 1, "You can add at most 500 rows at a time."),
        (MAX_ROWS + 2, "You can add at most 500 rows at a time."),
    ]


def test_rows_pasted_during_an_outage_have_no_prices(
    accountant: EconRequest, working_draft: WorkingDraft, sandbox: Sandbox
) -> None:
    sandbox.fault("GET", f"/customers/{working_draft.customer}/templates", "silence-before", 9)

    paste_rows(accountant, working_draft, f"{CHAIR}\t1\n{GLOVES}\t2\t50,00")

    assert [(row.product_number, row.unpriced) for row in list_lines(working_draft)] == [(CHAIR, True), (GLOVES, False)]
