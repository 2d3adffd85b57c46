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
from tests.gateway.conftest import Clock, Notebook
from tests.gateway.test_with_sandbox import connected


@pytest.fixture
def sandbox(tmp_path: Path, seeded_store: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(Path(shutil.copy(seeded_store, tmp_path)), size=60, day=DAY)
    yield sandbox
    sandbox.close()


@pytest.fixture
def economic(sandbox: Sandbox, cache_file: Path, notebook: Notebook, time: Clock) -> Iterator[Gateway]:
    yield connected(sandbox, cache_file, notebook, time, "sandbox")
    open_session(cache_file).close()


@pytest.fixture
def customer(economic: Gateway) -> int:
    """Someone who may be invoiced."""
    return next(each.customer_number for each in economic.customers.walk() if not each.barred)


@pytest.fixture
def product(economic: Gateway) -> str:
    """Something that may be sold, and has a price."""
    return next(each.product_number for each in economic.products.walk() if not each.barred and each.sales_price)


def drafted(economic: Gateway, customer: int, product: str) -> DraftInvoice:
    """A draft made the way that the sheet will make one."""
    line = economic.templates.line(customer, product, quantity=Decimal("3.00"))
    template = economic.templates.invoice(customer)
    return economic.drafts.add(
        template.with_changes(lines=[line.with_changes(), InvoiceLine.new_document(description="Med venlig hilsen")])
    )


def test_the_template_and_a_priced_line_make_a_draft(economic: Gateway, customer: int, product: str) -> None:
    draft = drafted(economic, customer, product)

    line, text = draft.lines
    assert draft.customer.number == customer
    assert line.product is not None
    assert (line.product.product_number, line.quantity) == (product, Decimal(3))
    assert line.unit_net_price
    assert line.total_net_amount == draft.net_amount == 3 * line.unit_net_price
    assert (text.description, text.product) == ("Med venlig hilsen", None)


def test_a_line_for_another_quantity_has_that_quantity(economic: Gateway, customer: int, product: str) -> None:
    assert economic.templates.line(customer, product).quantity == 1
    assert economic.templates.line(customer, product, quantity=Decimal("2.50")).quantity == Decimal("2.50")


def test_a_draft_written_back_unchanged_stays_as_it_was(economic: Gateway, customer: int, product: str) -> None:
    drafted(economic, customer, product)
    for listed in list(economic.drafts.walk()):
        before = economic.drafts.get(listed.draft_invoice_number)

        after = economic.drafts.replace(before.draft_invoice_number, before.with_changes(), before)

        assert after.with_changes() == before.with_changes()
        assert after.gross_amount == before.gross_amount


def test_a_change_to_one_line_changes_that_line_alone(economic: Gateway, customer: int, product: str) -> None:
    before = drafted(economic, customer, product)
    line, text = before.lines

    after = economic.drafts.replace(
        before.draft_invoice_number,
        before.with_changes(
            notes=Notes.new_document(heading="Tak"),
            lines=[line.with_changes(discount_percentage=Decimal("10.00")), text.with_changes()],
        ),
        before,
    )

    changed, same = after.lines
    assert changed.with_changes() == line.with_changes() | {"discountPercentage": Decimal("10.00")}
    assert same == text
    assert after.notes.heading == "Tak"
    assert after.net_amount is not None
    assert before.net_amount is not None
    assert after.net_amount < before.net_amount
    assert {**after.with_changes(), "lines": [], "notes": {}} == {**before.with_changes(), "lines": [], "notes": {}}


def test_lines_are_added_after_those_that_are_there(economic: Gateway, customer: int, product: str) -> None:
    draft = drafted(economic, customer, product)

    economic.drafts.add_lines(
        draft.draft_invoice_number, [InvoiceLine.new_document(product=product, quantity=Decimal("1.00"))]
    )

    lines = economic.drafts.get(draft.draft_invoice_number).lines
    assert [each.product.product_number if each.product else "" for each in lines] == [product, "", product]


def test_a_draft_is_found_under_its_customer_until_it_is_removed(
    economic: Gateway, customer: int, product: str
) -> None:
    others = economic.drafts.of(customer).results
    draft = drafted(economic, customer, product)
    mine = where("draftInvoiceNumber").eq(draft.draft_invoice_number)

    (listed,) = economic.drafts.of(customer, filter=mine).items
    economic.drafts.remove(draft.draft_invoice_number, draft)

    assert (listed.gross_amount, listed.lines) == (draft.gross_amount, ())
    assert economic.drafts.of(customer).results == others
    with pytest.raises(NotFound):
        economic.drafts.get(draft.draft_invoice_number)


def test_drafts_are_sorted_and_filtered_by_e_conomic(economic: Gateway, customer: int, product: str) -> None:
    for _ in range(3):
        drafted(economic, customer, product)

    latest = economic.drafts.page(sort=["-draftInvoiceNumber"], size=100)
    of_one = economic.drafts.page(where("customer.customerNumber").eq(customer), size=1000)

    numbers = [each.draft_invoice_number for each in latest.items]
    assert numbers == sorted(numbers, reverse=True)
    assert {each.customer.number for each in of_one.items} == {customer}
    assert of_one.results == economic.drafts.of(customer).results


def test_a_line_that_is_refused_is_named_by_its_place(economic: Gateway, customer: int, product: str) -> None:
    template = economic.templates.invoice(customer)
    lines = [
        InvoiceLine.new_document(product=product, quantity=Decimal(1)),
        InvoiceLine.new_document(product="no such thing", quantity=Decimal(1)),
    ]

    with pytest.raises(Invalid) as caught:
        economic.drafts.add(template.with_changes(lines=lines))

    assert list(caught.value.fields) == ["lines.1.product"]


def test_demo_tokens_do_not_draft(
    sandbox: Sandbox, cache_file: Path, notebook: Notebook, time: Clock, customer: int
) -> None:
    demo = connected(sandbox, cache_file, notebook, time, "demo")

    with pytest.raises(Forbidden):
        demo.drafts.add(demo.templates.invoice(customer).with_changes())


def test_silence_after_a_draft_was_made_makes_no_second_one(
    economic: Gateway, sandbox: Sandbox, notebook: Notebook, customer: int
) -> None:
    before = economic.drafts.of(customer).results
    sandbox.fault("POST", "/invoices/drafts", "silence-after")
    with pytest.raises(Unreachable, match="may or may not") as caught:
        economic.drafts.add(economic.templates.invoice(customer).with_changes())

    again = economic.transport.resend(
        caught.value.idempotency_key, notebook.begun[caught.value.idempotency_key], DraftInvoice
    )

    assert economic.drafts.of(customer).results == before + 1
    assert economic.drafts.get(again.draft_invoice_number).customer.number == customer


def test_booked_invoices_are_listed_by_how_they_stand(economic: Gateway) -> None:
    booked = {each.booked_invoice_number for each in economic.booked.walk()}
    paid = {each.booked_invoice_number for each in economic.booked.paid.walk()}
    unpaid = list(economic.booked.unpaid.walk())
    overdue = list(economic.booked.overdue.walk())
    not_due = list(economic.booked.not_due.walk())

    assert booked
    assert paid | {each.booked_invoice_number for each in unpaid} == booked
    assert {each.booked_invoice_number for each in (*overdue, *not_due)} == {
        each.booked_invoice_number for each in unpaid
    }
    assert all(each.due_date is not None and each.due_date < DAY for each in overdue)
    assert all(each.due_date is not None and each.due_date >= DAY for each in not_due)


def test_a_booked_invoice_has_lines_with_their_vat(economic: Gateway) -> None:
    listed = economic.booked.page(size=1).items[0]

    booked = economic.booked.get(listed.booked_invoice_number)

    assert booked.lines
    assert all(line.vat_rate is not None and line.vat_amount is not None for line in booked.lines)
    assert sum(line.total_net_amount or 0 for line in booked.lines) == booked.net_amount == listed.net_amount
    assert economic.booked.of(booked.customer.number).results


def test_booked_invoices_are_filtered_and_sorted(economic: Gateway) -> None:
    since = economic.booked.page(where("date").gte(date(2026, 6, 1)), sort=["-date"], size=100)

    dates = [each.date for each in since.items]
    assert dates == sorted(dates, reverse=True)
    assert all(each >= date(2026, 6, 1) for each in dates)


def test_every_product_however_hostile_its_number_has_its_line_and_its_page(economic: Gateway, customer: int) -> None:
    numbers = [each.product_number for each in economic.products.walk()]
    strange = [each for each in numbers if not each.isalnum()]

    for number in [*strange, *numbers[:20]]:
        line = economic.templates.line(customer, number)

        assert economic.products.get(number).product_number == number
        assert line.product is not None
        assert line.product.product_number == number


def test_prices_in_other_currencies_are_read(economic: Gateway) -> None:
    priced = [
        price for each in economic.products.walk() for price in economic.products.currency_prices(each.product_number)
    ]

    assert priced
    assert all(each.currency.code and each.price for each in priced)


def test_the_rate_of_vat_is_found_from_a_product_group_and_asked_for_once(economic: Gateway, sandbox: Sandbox) -> None:
    def rates() -> set[Decimal | None]:
        found = set()
        for group in economic.product_groups.all():
            for sales in economic.product_groups.sales_accounts(group.product_group_number):
                if vat := sales.sales_account.vat_account:
                    found.add(economic.vat_accounts.get(vat.vat_code).rate_percentage)
        return found

    first, asked = rates(), len(sandbox.log())

    assert Decimal(25) in first
    assert rates() == first
    assert len(sandbox.log()) == asked


def test_the_pdfs_of_a_draft_and_of_a_booked_invoice_are_pdfs(economic: Gateway, customer: int, product: str) -> None:
    draft = drafted(economic, customer, product)
    booked = economic.booked.page(size=1).items[0]

    with economic.drafts.pdf(draft.draft_invoice_number) as of_draft:
        of_draft_whole = b"".join(of_draft)
    with economic.booked.pdf(booked.booked_invoice_number) as of_booked:
        of_booked_whole = b"".join(of_booked)

    for whole in (of_draft_whole, of_booked_whole):
        assert whole.startswith(b"%PDF-")
        assert whole.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("status:503", ServerError),
        ("garbage", UnexpectedResponse),
        ("slow:40000", Unreachable),
        ("silence-before", Unreachable),
    ],
)
def test_each_failure_of_a_pdf_has_its_cause(
    fault: str, kind: type[GatewayError], economic: Gateway, sandbox: Sandbox, customer: int, product: str
) -> None:
    draft = drafted(economic, customer, product).draft_invoice_number
    sandbox.fault("GET", f"/invoices/drafts/{draft}/pdf", fault)

    with pytest.raises(kind):
        economic.drafts.pdf(draft)


def test_the_pdf_of_nothing_is_missing(economic: Gateway) -> None:
    with pytest.raises(NotFound):
        economic.drafts.pdf(999_999)
