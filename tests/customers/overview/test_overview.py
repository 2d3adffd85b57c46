"""The front page: figures, panels that load by themselves, and what is unfinished."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from requests import PreparedRequest, Response

from customers.models import WorkingDraft
from customers.overview.ageing import build_ageing
from customers.overview.attention import TOPICS
from customers.overview.months import build_months
from customers.shared import formatting
from customers.shared.bars import BAR_WIDTH, scale_bar
from customers.shared.overdue_invoices import sum_overdue
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway, Upstream
from econ_admin.gateway.sessions import open_session
from econ_admin.gateway.trail import Intent
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from econ_admin.trail.database_trail import DatabaseTrail
from tests.customers.page_reader import get_html, get_link, get_numbers, get_text

FRONT = "/sandbox/"
PANEL = "/sandbox/overview/{}/"
HTMX = {"HX-Request": "true"}


def get_main(client: Client, url: str = FRONT) -> str:
    html = get_html(client.get(url))
    return get_text(html[html.index("<main") :])


def test_signing_in_leads_to_the_front_page(client: Client) -> None:
    assert client.get("/").headers["Location"] == FRONT


def test_front_page_shows_totals_that_lead_to_their_lists(client: Client, economic: Gateway) -> None:
    totals = economic.totals.all()

    html, text = get_html(client.get(FRONT)), get_main(client)

    unpaid = totals.booked.unpaid
    assert unpaid.invoice_count > unpaid.overdue.invoice_count > 0
    for amount in (
        unpaid.gross_remainder_in_base_currency,
        unpaid.overdue.gross_remainder_in_base_currency,
        totals.drafts.net_amount_in_base_currency,
    ):
        assert formatting.format_amount(amount or Decimal()) in text
    for state, count in (("unpaid", unpaid.invoice_count), ("overdue", unpaid.overdue.invoice_count)):
        assert f'<a href="/sandbox/booked/?state={state}">{count} invoices</a>' in html
    assert f'<a href="/sandbox/drafts/">{totals.drafts.invoice_count} drafts, excl. VAT</a>' in html


def test_what_is_not_due_is_the_rest_of_what_is_unpaid(client: Client, economic: Gateway) -> None:
    amount = sum(
        (invoice.remainder_in_base_currency or Decimal() for invoice in economic.booked.not_due.walk()), Decimal()
    )

    assert amount > 0
    assert formatting.format_amount(amount) in get_main(client)


def test_cold_front_page_takes_one_round_trip_and_a_warm_one_none(client: Client, sandbox: Sandbox) -> None:
    before = len(sandbox.log())
    client.get(FRONT)
    paths = sorted(exchange.path for exchange in sandbox.log()[before:])
    client.get(FRONT)

    assert paths == ["/invoices/booked", "/invoices/totals", "/self"]
    assert len(sandbox.log()) == before + 3


@pytest.mark.parametrize("path", ["/invoices/totals", "/invoices/booked"])
def test_front_page_is_shown_without_what_fails(client: Client, sandbox: Sandbox, path: str) -> None:
    sandbox.fault("GET", path, "status:403", times=9)

    response = client.get(FRONT)

    assert response.status_code == 200
    assert get_html(response).count("This could not be loaded") == 1


def test_latest_booked_invoices_are_listed(client: Client, economic: Gateway) -> None:
    latest = economic.booked.page(None, ("-date", "-bookedInvoiceNumber"), 0, 7).items

    assert get_numbers(client.get(FRONT))[:7] == [invoice.booked_invoice_number for invoice in latest]


def test_ageing_says_what_is_overdue_and_leads_to_its_customers(client: Client, economic: Gateway) -> None:
    today = timezone.localdate()
    invoices = list(economic.booked.overdue.walk())
    total = sum((invoice.remainder_in_base_currency or Decimal() for invoice in invoices), Decimal())
    old = [invoice for invoice in invoices if (today - (invoice.due_date or invoice.date)).days > 90]

    response = client.get(PANEL.format("ageing"), headers=HTMX)
    text = get_text(get_html(response))

    assert f"Total {formatting.format_amount(total)}" in text
    assert f"From {len(invoices)} invoices, read at" in text
    old_amount = sum((invoice.remainder_in_base_currency or Decimal() for invoice in old), Decimal())
    assert f"Over 90 days {formatting.format_amount(old_amount)}" in text
    assert get_link(response, "Over 90 days") == "/sandbox/customers/?overdue=yes&age=91"
    assert sum((invoice.remainder or 0) < 0 for invoice in invoices) == 1
    assert f" {len(invoices) - 1} 1 open credit note is deducted." in text  # the count of the total, then its reason
    assert old


def test_bars_of_ages_are_as_long_as_their_amounts(economic: Gateway) -> None:
    invoices = list(economic.booked.overdue.walk())
    ageing = build_ageing([sum_overdue(invoices)], len(invoices), timezone.localdate())
    amounts = [Decimal(row.amount.replace(".", "").replace(",", ".")) for row in ageing.rows]

    for row, amount in zip(ageing.rows, amounts, strict=True):
        assert abs(int(row.width) - amount * BAR_WIDTH / max(amounts)) <= 1


def test_months_are_the_sums_of_their_invoices(client: Client, economic: Gateway) -> None:
    today = timezone.localdate()
    of_month = [
        invoice.net_amount_in_base_currency or Decimal()
        for invoice in economic.booked.walk()
        if (invoice.date.year, invoice.date.month) == (today.year, today.month)
    ]

    text = get_text(get_html(client.get(PANEL.format("months"), headers=HTMX)))

    assert f"November {formatting.format_amount(sum(of_month, Decimal()))}" in text
    assert re.search(r"From \d+ invoices, read at \d\d:\d\d", text)


def test_months_to_come_are_empty_and_negative_ones_have_no_bar() -> None:
    sums = {(2026, 1): Decimal(100), (2026, 2): Decimal(-50), (2025, 12): Decimal(200), (2024, 3): Decimal(999)}

    months = build_months([sums, {(2026, 1): Decimal(50)}], date(2026, 11, 23))

    assert [row.this_year for row in months.rows][:3] == [("150,00", "750"), ("-50,00", "0"), ("0,00", "0")]
    assert months.rows[11].this_year == ("", "0")
    assert months.rows[11].last_year == ("200,00", "1000")
    assert (months.this_total, months.last_total) == ("100,00", "200,00")


@pytest.mark.parametrize(("amount", "width"), [(0, "0"), (-5, "0"), (1, "1"), (5000, "500"), (10_000, "1000")])
def test_bar_is_scaled_to_the_largest(amount: int, width: str) -> None:
    assert scale_bar(Decimal(amount), Decimal(10_000)) == width


def test_attention_counts_what_its_lists_hold(client: Client) -> None:
    html = get_html(client.get(PANEL.format("attention"), headers=HTMX))
    counts = dict(re.findall(r'<a href="(/sandbox/customers/[^"]*)">.*?<span class="num">(\d+)</span>', html))

    assert len(counts) >= 4
    for url, count in counts.items():
        assert len(get_numbers(client.get(f"{url.replace('&amp;', '&')}&size=200"))) == int(count), url


def test_drafts_older_than_a_fortnight_are_counted(client: Client, economic: Gateway) -> None:
    last_day = timezone.localdate() - timedelta(days=14)
    old = sorted(draft.draft_invoice_number for draft in economic.drafts.walk() if draft.date <= last_day)

    response = client.get(PANEL.format("attention"), headers=HTMX)
    url = get_link(response, "Drafts older than 14 days")

    assert sorted(get_numbers(client.get(url))) == old
    assert f"Drafts older than 14 days {len(old)}" in get_text(get_html(response))
    assert old


def test_topic_that_fails_does_not_hide_the_others(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/invoices/drafts", "status:403", times=9)

    text = get_text(get_html(client.get(PANEL.format("attention"), headers=HTMX)))

    assert text.count("Could not be loaded") == 2  # old drafts, and barred customers with drafts
    assert re.search(r"Customers without e-mail \d+", text)


@pytest.mark.usefixtures("long_reads")
@pytest.mark.parametrize("panel", ["ageing", "months", "attention"])
def test_long_panel_says_how_far_it_is_until_it_is_there(client: Client, panel: str) -> None:
    url, pages = PANEL.format(panel), []
    while 'aria-busy="true"' in (page := get_html(client.get(url, headers=HTMX))):
        pages.append(page)
        assert len(pages) < 99

    assert len(pages) > 1
    assert all("<progress" in page and f'hx-get="{url}"' in page for page in pages)
    assert "hx-trigger" not in page


@pytest.mark.usefixtures("long_reads")
def test_panel_can_be_stopped_and_read_again(client: Client, sandbox: Sandbox) -> None:
    url = PANEL.format("months")
    progress = client.get(url, headers=HTMX)
    before = len(sandbox.log())

    stopped = client.get(get_link(progress, "Cancel"), headers=HTMX)

    assert "Not read." in get_html(stopped)
    assert "hx-trigger" not in get_html(stopped)
    assert get_link(stopped, "Read from e-conomic") == url
    assert len(sandbox.log()) == before


def test_panel_is_a_page_without_scripts(client: Client) -> None:
    html = get_html(client.get(FRONT))

    for panel in ("ageing", "months", "attention"):
        assert f'<noscript> <a href="{PANEL.format(panel)}">' in html
        assert "<h1>" in get_html(client.get(PANEL.format(panel)))


def test_panel_that_fails_says_why(client: Client, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/invoices/overdue", "status:503", times=9)

    text = get_text(get_html(client.get(PANEL.format("ageing"), headers=HTMX)))

    assert "This could not be loaded" in text
    assert "Try again" in text


@pytest.mark.parametrize(
    ("url", "missing"),
    [
        (PANEL.format("ageing"), "remainderInBaseCurrency"),
        (PANEL.format("months"), "netAmountInBaseCurrency"),
        ("/sandbox/booked/sum/", "grossAmount"),
        ("/sandbox/customers/?overdue=yes", "remainderInBaseCurrency"),
    ],
)
def test_figure_that_would_leave_an_amount_out_is_not_shown(
    client: Client, sandbox: Sandbox, agreement: Agreement, settings: Settings, url: str, missing: str
) -> None:
    session = open_session(settings.ECONOMIC_CACHE)
    upstream = Upstream(settings.ECONOMIC.base_url, agreement.cache_id)
    session.register_upstream(upstream, settings.ECONOMIC.tokens, OmittingAdapter(sandbox, missing))

    text = get_text(get_html(client.get(url, headers=HTMX)))

    assert "e-conomic's answer" in text or "could not" in text
    assert not re.search(r"Total|Sum of|Oldest", text)


class OmittingAdapter(SandboxAdapter):
    """Leaves a property out of the first record that has it."""

    def __init__(self, sandbox: Sandbox, name: str) -> None:
        super().__init__(sandbox)
        self.property = f'"{name}":'.encode()

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        response = super().send(request, *args, **kwargs)
        response._content = response.content.replace(self.property, b'"omitted":', 1)
        return response


def test_unknown_panel_is_not_found(client: Client) -> None:
    assert client.get(PANEL.format("weather")).status_code == 404


def test_panel_is_kept_for_a_quarter_of_an_hour(client: Client, sandbox: Sandbox) -> None:
    client.get(PANEL.format("ageing"), headers=HTMX)
    before = len(sandbox.log())

    client.get(PANEL.format("ageing"), headers=HTMX)

    assert len(sandbox.log()) == before


def add_draft(agreement: Agreement, person: Person, name: str, **fields: object) -> None:
    wire = f'{{"recipient":{{"name":"{name}"}},"currency":"DKK"}}'
    WorkingDraft.objects.create(
        agreement=agreement, person=person, customer=10007, price_currency="DKK", wire=wire, **fields
    )


def test_own_unsent_drafts_are_listed(agreement: Agreement, people: dict[str, Person], client: Client) -> None:
    add_draft(agreement, people["accountant"], "Mit Firma")
    add_draft(agreement, people["admin"], "Andres Firma")
    client.force_login(people["accountant"])

    text = get_main(client)

    assert "Mit Firma" in text
    assert "Andres Firma" not in text


def test_viewer_sees_no_unsent_drafts(agreement: Agreement, people: dict[str, Person], client: Client) -> None:
    add_draft(agreement, people["viewer"], "Mit Firma")
    client.force_login(people["viewer"])

    assert "unsent" not in get_main(client).lower()


def test_unconfirmed_writes_are_listed_with_a_link(
    agreement: Agreement, people: dict[str, Person], client: Client
) -> None:
    for number, person in ((10007, "editor"), (10008, "admin")):
        intent = Intent("", "customers", str(number), "PUT", f"customers/{number}", b"{}", b"{}")
        DatabaseTrail(agreement, people[person]).begin(intent)
    client.force_login(people["editor"])

    response = client.get(FRONT)

    assert get_link(response, "Customer 10007") == "/sandbox/customers/10007/"
    assert "Customer 10008" not in get_html(response)


def test_every_topic_is_a_query_of_the_list() -> None:
    assert [topic.query for topic in TOPICS] == [
        "limit=over",
        "check=barred-drafts",
        "check=ean",
        "check=cvr",
        "check=public",
        "email=none",
    ]
