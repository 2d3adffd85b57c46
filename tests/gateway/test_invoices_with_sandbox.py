"""The gateway's invoices, templates, products and totals against the sandbox mounted in its session."""

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from econ_admin.gateway import Gateway, open_session, where
from econ_admin.gateway.errors import (
    Forbidden,
    GatewayError,
    Invalid,
    NotFound,
    ServerError,
    UnexpectedResponse,
    Unreachable,
)
from econ_admin.gateway.records import DraftInvoice, InvoiceLine, Notes
from econ_admin.sandbox import Sandbox
from tests.clock import DAY
from tests.gateway.conftest import Clock, InMemoryTrail
from tests.gateway.test_with_sandbox import connect_gateway


@pytest.fixture
def sandbox(tmp_path: Path, seeded_store: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(Path(shutil.copy(seeded_store, tmp_path)), size=60, day=DAY)
    yield sandbox
    sandbox.close()


@pytest.fixture
def economic(sandbox: Sandbox, cache_file: Path, memory_trail: InMemoryTrail, clock: Clock) -> Iterator[Gateway]:
    yield connect_gateway(sandbox, cache_file, memory_trail, clock, "sandbox")
    open_session(cache_file).close()


@pytest.fixture
def customer(economic: Gateway) -> int:
    """The number of a customer that is not barred."""
    return next(candidate.customer_number for candidate in economic.customers.walk() if not candidate.barred)


@pytest.fixture
def product(economic: Gateway) -> str:
    """The number of a product that is not barred and has a price."""
    return next(
        candidate.product_number
        for candidate in economic.products.walk()
        if not candidate.barred and candidate.sales_price
    )


def add_draft(economic: Gateway, customer: int, product: str) -> DraftInvoice:
    """Add a draft in the way that the draft editor does."""
    line = economic.templates.line(customer, product, quantity=Decimal("3.00"))
    template = economic.templates.invoice(customer)
    return economic.drafts.add(
        template.with_changes(lines=[line.with_changes(), InvoiceLine.new_document(description="Med venlig hilsen")])
    )


def test_template_and_priced_line_make_a_draft(economic: Gateway, customer: int, product: str) -> None:
    draft = add_draft(economic, customer, product)

    line, text = draft.lines
    assert draft.customer.number == customer
    assert line.product is not None
    assert (line.product.product_number, line.quantity) == (product, Decimal(3))
    assert line.unit_net_price
    assert line.total_net_amount == draft.net_amount == 3 * line.unit_net_price
    assert (text.description, text.product) == ("Med venlig hilsen", None)


def test_priced_line_has_the_requested_quantity(economic: Gateway, customer: int, product: str) -> None:
    assert economic.templates.line(customer, product).quantity == 1
    assert economic.templates.line(customer, product, quantity=Decimal("2.50")).quantity == Decimal("2.50")


def test_draft_written_back_unchanged_stays_the_same(economic: Gateway, customer: int, product: str) -> None:
    added = add_draft(economic, customer, product)
    numbers = [draft.draft_invoice_number for draft in economic.drafts.walk()]

    assert added.draft_invoice_number in numbers
    for number in numbers:
        before = economic.drafts.get(number)

        after = economic.drafts.replace(before.draft_invoice_number, before.with_changes(), before)

        assert after.with_changes() == before.with_changes()
        assert after.gross_amount == before.gross_amount


def test_change_to_one_line_leaves_the_other_lines(economic: Gateway, customer: int, product: str) -> None:
    before = add_draft(economic, customer, product)
    line, text = before.lines

    after = economic.drafts.replace(
        before.draft_invoice_number,
        before.with_changes(
            notes=Notes.new_document(heading="Tak"),
            lines=[line.with_changes(discount_percentage=Decimal("10.00")), text.with_changes()],
        ),
        before,
    )

    changed, unchanged = after.lines
    assert changed.with_changes() == line.with_changes() | {"discountPercentage": Decimal("10.00")}
    assert unchanged == text
    assert after.notes.heading == "Tak"
    assert after.net_amount is not None
    assert before.net_amount is not None
    assert after.net_amount < before.net_amount
    assert {**after.with_changes(), "lines": [], "notes": {}} == {**before.with_changes(), "lines": [], "notes": {}}


def test_added_lines_come_after_the_existing_ones(economic: Gateway, customer: int, product: str) -> None:
    draft = add_draft(economic, customer, product)

    economic.drafts.add_lines(
        draft.draft_invoice_number, [InvoiceLine.new_document(product=product, quantity=Decimal("1.00"))]
    )

    lines = economic.drafts.get(draft.draft_invoice_number).lines
    assert [line.product.product_number if line.product else "" for line in lines] == [product, "", product]


def test_draft_is_listed_for_its_customer_until_it_is_removed(economic: Gateway, customer: int, product: str) -> None:
    count_before = economic.drafts.of(customer).results
    draft = add_draft(economic, customer, product)
    by_number = where("draftInvoiceNumber").eq(draft.draft_invoice_number)

    (listed,) = economic.drafts.of(customer, filter=by_number).items
    economic.drafts.remove(draft.draft_invoice_number, draft)

    assert (listed.gross_amount, listed.lines) == (draft.gross_amount, ())
    assert economic.drafts.of(customer).results == count_before
    with pytest.raises(NotFound):
        economic.drafts.get(draft.draft_invoice_number)


def test_drafts_are_sorted_and_filtered_by_economic(economic: Gateway, customer: int, product: str) -> None:
    for _ in range(3):
        add_draft(economic, customer, product)

    latest_page = economic.drafts.page(sort=["-draftInvoiceNumber"], size=100)
    customer_page = economic.drafts.page(where("customer.customerNumber").eq(customer), size=1000)

    numbers = [draft.draft_invoice_number for draft in latest_page.items]
    assert numbers == sorted(numbers, reverse=True)
    assert {draft.customer.number for draft in customer_page.items} == {customer}
    assert customer_page.results == economic.drafts.of(customer).results


def test_refused_line_is_named_by_its_index(economic: Gateway, customer: int, product: str) -> None:
    template = economic.templates.invoice(customer)
    lines = [
        InvoiceLine.new_document(product=product, quantity=Decimal(1)),
        InvoiceLine.new_document(product="no such thing", quantity=Decimal(1)),
    ]

    with pytest.raises(Invalid) as caught:
        economic.drafts.add(template.with_changes(lines=lines))

    assert list(caught.value.fields) == ["lines.1.product"]


def test_demo_tokens_cannot_add_drafts(
    sandbox: Sandbox, cache_file: Path, memory_trail: InMemoryTrail, clock: Clock, customer: int
) -> None:
    demo = connect_gateway(sandbox, cache_file, memory_trail, clock, "demo")

    with pytest.raises(Forbidden):
        demo.drafts.add(demo.templates.invoice(customer).with_changes())


def test_resending_after_a_timeout_adds_no_second_draft(
    economic: Gateway, sandbox: Sandbox, memory_trail: InMemoryTrail, customer: int
) -> None:
    count_before = economic.drafts.of(customer).results
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    with pytest.raises(Unreachable, match="whether the change was made") as caught:
        economic.drafts.add(economic.templates.invoice(customer).with_changes())

    draft = economic.transport.resend(
        caught.value.idempotency_key, memory_trail.intents[caught.value.idempotency_key], DraftInvoice
    )

    assert economic.drafts.of(customer).results == count_before + 1
    assert economic.drafts.get(draft.draft_invoice_number).customer.number == customer


def test_booked_invoices_are_listed_by_payment_status(economic: Gateway) -> None:
    booked = {invoice.booked_invoice_number for invoice in economic.booked.walk()}
    paid = {invoice.booked_invoice_number for invoice in economic.booked.paid.walk()}
    unpaid = list(economic.booked.unpaid.walk())
    overdue = list(economic.booked.overdue.walk())
    not_due = list(economic.booked.not_due.walk())

    assert booked
    assert paid | {invoice.booked_invoice_number for invoice in unpaid} == booked
    assert {invoice.booked_invoice_number for invoice in (*overdue, *not_due)} == {
        invoice.booked_invoice_number for invoice in unpaid
    }
    assert all(invoice.due_date is not None and invoice.due_date < DAY for invoice in overdue)
    assert all(invoice.due_date is not None and invoice.due_date >= DAY for invoice in not_due)


def test_booked_invoice_has_lines_with_vat(economic: Gateway) -> None:
    listed = economic.booked.page(size=1).items[0]

    booked = economic.booked.get(listed.booked_invoice_number)

    assert booked.lines
    assert all(line.vat_rate is not None and line.vat_amount is not None for line in booked.lines)
    assert sum(line.total_net_amount or 0 for line in booked.lines) == booked.net_amount == listed.net_amount
    assert economic.booked.of(booked.customer.number).results


def test_booked_invoices_are_filtered_and_sorted(economic: Gateway) -> None:
    page = economic.booked.page(where("date").gte(date(2026, 6, 1)), sort=["-date"], size=100)

    dates = [invoice.date for invoice in page.items]
    assert dates == sorted(dates, reverse=True)
    assert all(invoice_date >= date(2026, 6, 1) for invoice_date in dates)


def test_product_numbers_with_special_characters_can_be_fetched(economic: Gateway, customer: int) -> None:
    numbers = [product.product_number for product in economic.products.walk()]
    special_numbers = [number for number in numbers if not number.isalnum()]

    assert special_numbers
    for number in [*special_numbers, *numbers[:20]]:
        line = economic.templates.line(customer, number)

        assert economic.products.get(number).product_number == number
        assert line.product is not None
        assert line.product.product_number == number


def test_currency_prices_are_read(economic: Gateway) -> None:
    prices = [
        price
        for product in economic.products.walk()
        for price in economic.products.currency_prices(product.product_number)
    ]

    assert prices
    assert all(price.currency.code and price.price for price in prices)


def test_vat_rate_is_found_by_product_group_and_cached(economic: Gateway, sandbox: Sandbox) -> None:
    def read_rates() -> set[Decimal | None]:
        percentages = set()
        for group in economic.product_groups.all():
            for sales in economic.product_groups.sales_accounts(group.product_group_number):
                if vat := sales.sales_account.vat_account:
                    percentages.add(economic.vat_accounts.get(vat.vat_code).rate_percentage)
        return percentages

    first, request_count = read_rates(), len(sandbox.log())

    assert Decimal(25) in first
    assert read_rates() == first
    assert len(sandbox.log()) == request_count


def test_drafts_and_booked_invoices_have_pdfs(economic: Gateway, customer: int, product: str) -> None:
    draft = add_draft(economic, customer, product)
    booked = economic.booked.page(size=1).items[0]

    with economic.drafts.pdf(draft.draft_invoice_number) as draft_pdf:
        draft_bytes = b"".join(draft_pdf)
    with economic.booked.pdf(booked.booked_invoice_number) as booked_pdf:
        booked_bytes = b"".join(booked_pdf)

    for content in (draft_bytes, booked_bytes):
        assert content.startswith(b"%PDF-")
        assert content.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("status:503", ServerError),
        ("garbage", UnexpectedResponse),
        ("slow:40000", Unreachable),
        ("silence-before", Unreachable),
    ],
)
def test_each_pdf_failure_raises_its_error(
    fault: str, kind: type[GatewayError], economic: Gateway, sandbox: Sandbox, customer: int, product: str
) -> None:
    draft = add_draft(economic, customer, product).draft_invoice_number
    sandbox.fault("GET", f"/invoices/drafts/{draft}/pdf", fault)

    with pytest.raises(kind):
        economic.drafts.pdf(draft)


def test_pdf_of_an_unknown_draft_is_not_found(economic: Gateway) -> None:
    with pytest.raises(NotFound):
        economic.drafts.pdf(999_999)
