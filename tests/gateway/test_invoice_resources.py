"""The resources for invoices and drafts: the exact requests they send."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from econ_admin.gateway import Gateway, where
from econ_admin.gateway.errors import Invalid, NotFound
from econ_admin.gateway.json_codec import encode
from econ_admin.gateway.records import InvoiceLine
from tests.gateway.conftest import InMemoryTrail
from tests.gateway.raw_peer import ORIGIN, Answer, Peer
from tests.gateway.test_invoice_records import DRAFT

BOOKED = DRAFT | {"bookedInvoiceNumber": 10002}
PRODUCT = b'{"productNumber":"P_1","productGroup":{"productGroupNumber":1}}'


def collection(*items: Any) -> Answer:
    pagination = {"results": len(items), "resultsWithoutFilter": len(items)}
    return Answer(body=encode({"collection": list(items), "pagination": pagination}))


def list_requests(peer: Peer) -> list[str]:
    return [f"{request.method} {request.url.removeprefix(ORIGIN)}" for request in peer.received]


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda economic: economic.drafts.page(), "/invoices/drafts"),
        (lambda economic: economic.drafts.of(7), "/customers/7/invoices/drafts"),
        (lambda economic: economic.booked.page(), "/invoices/booked"),
        (lambda economic: economic.booked.unpaid.page(), "/invoices/unpaid"),
        (lambda economic: economic.booked.overdue.page(), "/invoices/overdue"),
        (lambda economic: economic.booked.paid.page(), "/invoices/paid"),
        (lambda economic: economic.booked.not_due.page(), "/invoices/not-due"),
        (lambda economic: economic.booked.of(7), "/customers/7/invoices/booked"),
        (lambda economic: economic.products.page(), "/products"),
        (lambda economic: economic.templates.lines(7), "/customers/7/templates/invoiceline"),
    ],
)
def test_page_is_fetched_from_its_path(
    call: Callable[[Gateway], Any], path: str, economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.set_answers(f"GET {path}", collection())

    page = call(economic_at_peer)

    assert list_requests(peer) == [f"GET {path}?skippages=0&pagesize=20"]
    assert (page.items, page.results) == ([], 0)


@pytest.mark.parametrize(
    ("call", "path"),
    [
        (lambda economic, **options: economic.drafts.of(7, **options), "/customers/7/invoices/drafts"),
        (lambda economic, **options: economic.booked.overdue.page(**options), "/invoices/overdue"),
        (lambda economic, **options: economic.booked.of(7, **options), "/customers/7/invoices/booked"),
        (lambda economic, **options: economic.templates.lines(7, **options), "/customers/7/templates/invoiceline"),
        (lambda economic, **options: economic.products.page(**options), "/products"),
    ],
)
def test_filter_sort_and_page_are_sent_to_economic(
    call: Callable[..., Any], path: str, economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.set_answers(f"GET {path}", collection())

    call(economic_at_peer, filter=where("date").gte(date(2026, 1, 1)), sort=["-date"], page=2, size=50)

    assert list_requests(peer) == [f"GET {path}?skippages=2&pagesize=50&filter=date%24gte%3A2026-01-01&sort=-date"]


@pytest.mark.parametrize(
    ("call", "path", "item"),
    [
        (lambda economic: economic.drafts.walk(), "/invoices/drafts", DRAFT),
        (lambda economic: economic.booked.walk(), "/invoices/booked", BOOKED),
        (lambda economic: economic.booked.overdue.walk(), "/invoices/overdue", BOOKED),
        (
            lambda economic: economic.products.walk(),
            "/products",
            {"productNumber": "P", "productGroup": {"productGroupNumber": 1}},
        ),
        (lambda economic: economic.product_groups.all(), "/product-groups", {"productGroupNumber": 1}),
        (
            lambda economic: economic.product_groups.sales_accounts(1),
            "/product-groups/1/sales-accounts",
            {"vatZone": {"vatZoneNumber": 1}, "salesAccount": {"accountNumber": 1010}},
        ),
        (
            lambda economic: economic.products.currency_prices("A.B"),
            "/products/A_11_B/pricing/currency-specific-sales-prices",
            {"currency": {"code": "EUR"}, "price": Decimal("10.00")},
        ),
    ],
)
def test_collection_is_walked_in_pages_of_a_thousand(
    call: Callable[[Gateway], Any], path: str, item: Any, economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.set_answers(f"GET {path}", collection(item))

    (only,) = call(economic_at_peer)

    assert list_requests(peer) == [f"GET {path}?skippages=0&pagesize=1000"]
    assert only.raw == encode(item)


@pytest.mark.parametrize(
    ("call", "path", "body"),
    [
        (lambda economic: economic.drafts.get(30), "/invoices/drafts/30", encode(DRAFT)),
        (lambda economic: economic.booked.get(10002), "/invoices/booked/10002", encode(BOOKED)),
        (lambda economic: economic.products.get("P_1"), "/products/P_8_1", PRODUCT),
        (lambda economic: economic.accounts.get(1010), "/accounts/1010", b'{"accountNumber":1010}'),
        (lambda economic: economic.vat_accounts.get("U25"), "/vat-accounts/U25", b'{"vatCode":"U25"}'),
        (lambda economic: economic.templates.invoice(7), "/customers/7/templates/invoice", b"{}"),
        (
            lambda economic: economic.templates.line(7, "A/B"),
            "/customers/7/templates/invoiceline/A_6_B?quantity=1",
            b"{}",
        ),
        (
            lambda economic: economic.templates.line(7, "P1", quantity=Decimal("2.50")),
            "/customers/7/templates/invoiceline/P1?quantity=2.50",
            b"{}",
        ),
        (
            lambda economic: economic.templates.line(7, "P1", quantity=Decimal("1E+2")),
            "/customers/7/templates/invoiceline/P1?quantity=100",
            b"{}",
        ),
        (lambda economic: economic.totals.all(), "/invoices/totals", b"{}"),
        (lambda economic: economic.totals.drafts_of(7), "/invoices/totals/drafts/customers/7", b"{}"),
        (lambda economic: economic.totals.booked_of(7), "/invoices/totals/booked/customers/7", b"{}"),
        (lambda economic: economic.totals.unpaid_of(7), "/invoices/totals/booked/unpaid/customers/7", b"{}"),
        (lambda economic: economic.totals.overdue_of(7), "/invoices/totals/booked/unpaid/overdue/customers/7", b"{}"),
    ],
)
def test_document_is_fetched_from_its_path(
    call: Callable[[Gateway], Any], path: str, body: bytes, economic_at_peer: Gateway, peer: Peer
) -> None:
    peer.set_answers(f"GET {path}", Answer(body=body))

    record = call(economic_at_peer)

    assert list_requests(peer) == [f"GET {path}"]
    assert record.raw == body


def test_prices_are_fetched_every_time(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /customers/7/templates/invoiceline/P1", Answer(body=b"{}"))
    peer.set_answers("GET /products/P1/pricing/currency-specific-sales-prices", collection())

    for _ in range(2):
        economic_at_peer.templates.line(7, "P1")
        economic_at_peer.products.currency_prices("P1")

    assert len(peer.received) == 4


def test_documents_to_be_edited_bypass_the_cache(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /invoices/drafts/30", Answer(body=encode(DRAFT)))
    peer.set_answers("GET /products/P1", Answer(body=PRODUCT))

    for _ in range(2):
        economic_at_peer.refreshed().drafts.get(30)
        economic_at_peer.refreshed().products.get("P1")

    assert len(peer.received) == 4


def test_vat_reference_data_is_fetched_once(economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("GET /product-groups", collection({"productGroupNumber": 1}))
    peer.set_answers("GET /product-groups/1/sales-accounts", collection())
    peer.set_answers("GET /accounts/1010", Answer(body=b'{"accountNumber":1010}'))
    peer.set_answers("GET /vat-accounts/U25", Answer(body=b'{"vatCode":"U25"}'))

    for _ in range(2):
        economic_at_peer.product_groups.all()
        economic_at_peer.product_groups.sales_accounts(1)
        economic_at_peer.accounts.get(1010)
        economic_at_peer.vat_accounts.get("U25")

    assert len(peer.received) == 4


def test_adding_replacing_and_removing_a_draft_is_recorded(
    economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail
) -> None:
    peer.set_answers("POST /invoices/drafts", Answer(201, encode(DRAFT)))
    peer.set_answers("PUT /invoices/drafts/30", Answer(body=encode(DRAFT | {"currency": "EUR"})))
    peer.set_answers("DELETE /invoices/drafts/30", Answer(body=b'{"message":"Deleted invoice.","deletedCount":1}'))

    added = economic_at_peer.drafts.add({"currency": "DKK"})
    changed = economic_at_peer.drafts.replace(30, added.with_changes(currency="EUR"), added)
    economic_at_peer.drafts.remove(30, changed)

    assert list_requests(peer) == ["POST /invoices/drafts", "PUT /invoices/drafts/30", "DELETE /invoices/drafts/30"]
    assert changed.currency == "EUR"
    intents = list(memory_trail.intents.values())
    assert [(intent.noun, intent.number) for intent in intents] == [("drafts", ""), ("drafts", "30"), ("drafts", "30")]
    assert [intent.before for intent in intents] == [b"", added.raw, changed.raw]
    assert [outcome.status for _, outcome in memory_trail.outcomes] == [201, 200, 200]


def test_lines_are_added_to_a_draft(economic_at_peer: Gateway, peer: Peer, memory_trail: InMemoryTrail) -> None:
    peer.set_answers("POST /invoices/drafts/30/lines", Answer(201, b'{"lines":[]}'))

    economic_at_peer.drafts.add_lines(30, [InvoiceLine.new_document(product="P1", quantity=Decimal("2.00"))])

    assert peer.received[0].body == b'{"lines":[{"product":{"productNumber":"P1"},"quantity":2.00}]}'
    assert memory_trail.intents["key-1"].number == "30"


def test_refused_line_is_named(economic_at_peer: Gateway, peer: Peer) -> None:
    item = b'{"arrayIndex":8,"product":{"errors":[{"errorMessage":"Barred."}]}}'
    refusal = b'{"message":"Validation failed.","errors":{"lines":{"items":[%s]}}}' % item
    peer.set_answers("POST /invoices/drafts", Answer(400, refusal))

    with pytest.raises(Invalid) as caught:
        economic_at_peer.drafts.add({"lines": []})

    assert caught.value.fields == {"lines.8.product": ["Barred."]}


@pytest.mark.parametrize("missing_number", ["", None])
def test_missing_number_never_removes_every_draft(missing_number: Any, economic_at_peer: Gateway, peer: Peer) -> None:
    peer.set_answers("DELETE /invoices/drafts/None", Answer(404, b"{}"))

    with pytest.raises((ValueError, NotFound)):
        economic_at_peer.drafts.remove(missing_number)

    assert not {"DELETE /invoices/drafts", "DELETE /invoices/drafts/"} & set(list_requests(peer))
