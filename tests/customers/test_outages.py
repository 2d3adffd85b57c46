"""Outages of e-conomic on every page: it shows its last known data, or the right error."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from customers.models import WorkingDraft
from econ_admin.gateway import Gateway
from econ_admin.gateway import trail as gateway
from econ_admin.sandbox import Sandbox
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.models import Intent
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import Form, fill_in, submit
from tests.customers.page_reader import get_text
from tests.customers.page_urls import EDIT_URLS, VIEW_URLS, UrlNumbers

pytestmark = pytest.mark.slow

OUTAGES = {
    "silence": "silence-before",
    "slower than we wait": "slow:60000",
    "broken": "status:503",
    "throttled": "throttle:7",
}
LOCAL_PAGES = (
    "unsent drafts",
    "unsent draft",
    "keyboard shortcuts",
    "settings",
    "history",
    "what I did today",
    "write of unknown outcome",
)  # pages that show only our own database
PAGES_OF_PARTS = ("all agreements", "overview", "needs attention")  # each part of which may be unavailable by itself
UPSTREAM_PAGES = [name for name in VIEW_URLS if name not in LOCAL_PAGES]
BANNER_PAGES = [name for name in UPSTREAM_PAGES if name != "all agreements"]  # which says so for each agreement


@pytest.fixture
def make_upstream_fail(economic: Gateway, sandbox: Sandbox) -> Callable[[str], None]:
    """Makes every request to e-conomic fail, and cached data stale: `make_upstream_fail("status:503")`."""

    def fail(fault: str) -> None:
        economic.refresh()
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            sandbox.fault(method, "/", fault, times=9999)

    return fail


@pytest.fixture
def restore_economic(sandbox: Sandbox, reset_circuit: Callable[[], None]) -> Callable[[], None]:
    """Makes e-conomic answer again, and closes the circuit."""

    def recover() -> None:
        sandbox._control.reset()
        reset_circuit()

    return recover


def load_all_pages(client: Client, url_numbers: UrlNumbers) -> dict[str, str]:
    """Load every page once; returns their texts."""
    return {name: client.get(url.format(**url_numbers)).text for name, url in VIEW_URLS.items()}


@pytest.mark.parametrize("fault", OUTAGES.values(), ids=OUTAGES)
def test_every_page_shows_cached_data_and_recovers(
    fault: str,
    accountant: Client,
    make_upstream_fail: Callable[[str], None],
    restore_economic: Callable[[], None],
    url_numbers: UrlNumbers,
) -> None:
    load_all_pages(accountant, url_numbers)
    make_upstream_fail(fault)

    during_outage = {name: accountant.get(url.format(**url_numbers)) for name, url in VIEW_URLS.items()}
    restore_economic()
    after_outage = {name: accountant.get(url.format(**url_numbers)) for name, url in VIEW_URLS.items()}

    assert {name: answer.status_code for name, answer in during_outage.items()} == dict.fromkeys(VIEW_URLS, 200)
    assert [
        name for name in BANNER_PAGES if "This page shows data from" not in get_text(during_outage[name].text)
    ] == []
    assert {name: answer.status_code for name, answer in after_outage.items()} == dict.fromkeys(VIEW_URLS, 200)
    assert [name for name in VIEW_URLS if "This page shows data from" in get_text(after_outage[name].text)] == []


@pytest.mark.parametrize("fault", OUTAGES.values(), ids=OUTAGES)
def test_forms_never_use_cached_data(
    fault: str, accountant: Client, make_upstream_fail: Callable[[str], None], url_numbers: UrlNumbers
) -> None:
    addresses = {name: url.format(**url_numbers) for name, (url, _) in EDIT_URLS.items()}
    for address in addresses.values():
        accountant.get(address).close()
    make_upstream_fail(fault)

    during_outage = {name: accountant.get(address) for name, address in addresses.items()}

    local_pages = ("before sending", "products and prices")
    assert {during_outage[name].status_code for name in addresses if name not in local_pages} <= {502, 503, 504}
    assert "We could not check the customer with e-conomic." in get_text(during_outage["before sending"].text)


def test_invalid_answers_are_not_replaced_by_cached_data(
    accountant: Client,
    make_upstream_fail: Callable[[str], None],
    restore_economic: Callable[[], None],
    url_numbers: UrlNumbers,
) -> None:
    load_all_pages(accountant, url_numbers)
    make_upstream_fail("garbage")

    during_outage = {name: accountant.get(url.format(**url_numbers)) for name, url in VIEW_URLS.items()}
    restore_economic()
    status_codes_after = {accountant.get(url.format(**url_numbers)).status_code for url in VIEW_URLS.values()}

    assert {during_outage[name].status_code for name in UPSTREAM_PAGES if name not in PAGES_OF_PARTS} == {502}
    assert {during_outage[name].status_code for name in LOCAL_PAGES} == {200}
    assert status_codes_after == {200}


# 401 and 403


def test_refused_tokens_hide_all_data_of_the_agreement(
    accountant: Client,
    sign_in: Callable[..., Client],
    sandbox: Sandbox,
    restore_economic: Callable[[], None],
    economic: Gateway,
    url_numbers: UrlNumbers,
) -> None:
    name = economic.customers.get(url_numbers["customer"]).name
    before_outage = load_all_pages(accountant, url_numbers)
    economic.refresh()
    sandbox.fault("GET", "/", "status:401", times=9999)
    accountant.get(VIEW_URLS["customer"].format(**url_numbers))

    during_outage = {page_name: sign_in("admin").get(url.format(**url_numbers)) for page_name, url in VIEW_URLS.items()}
    restore_economic()
    accountant.get(VIEW_URLS["list"])
    status_codes_after = {accountant.get(url.format(**url_numbers)).status_code for url in VIEW_URLS.values()}

    assert {
        during_outage[page_name].status_code for page_name in UPSTREAM_PAGES if page_name not in PAGES_OF_PARTS
    } == {502}
    assert sum(name in text for text in before_outage.values()) > 5
    assert not any(name in during_outage[page_name].text for page_name in UPSTREAM_PAGES)
    assert all(
        "e-conomic does not accept the access tokens of this agreement." in during_outage[page_name].text
        for page_name in UPSTREAM_PAGES
    )
    assert {during_outage[page_name].status_code for page_name in LOCAL_PAGES} == {200}
    assert status_codes_after == {200}


def test_unsent_draft_can_be_read_with_refused_tokens(
    accountant: Client, sandbox: Sandbox, economic: Gateway, url_numbers: UrlNumbers
) -> None:
    accountant.post(f"/sandbox/unsent/{url_numbers['pk']}/lines/", {"description": "Quxholm by the dozen"})
    economic.refresh()
    sandbox.fault("GET", "/", "status:401", times=9999)
    accountant.get(VIEW_URLS["customer"].format(**url_numbers))

    list_page, draft_page = (
        accountant.get(VIEW_URLS[page_name].format(**url_numbers)) for page_name in LOCAL_PAGES[:2]
    )

    recipient = WorkingDraft.objects.get().header.recipient.name
    assert (list_page.status_code, draft_page.status_code) == (200, 200)
    assert recipient in list_page.text
    assert recipient in draft_page.text
    assert "Quxholm by the dozen" in draft_page.text


def test_forbidden_data_is_not_shown_from_the_cache(
    accountant: Client,
    make_upstream_fail: Callable[[str], None],
    restore_economic: Callable[[], None],
    url_numbers: UrlNumbers,
) -> None:
    load_all_pages(accountant, url_numbers)
    make_upstream_fail("status:403")

    during_outage = {name: accountant.get(url.format(**url_numbers)) for name, url in VIEW_URLS.items()}
    restore_economic()

    assert {during_outage[name].status_code for name in UPSTREAM_PAGES if name not in PAGES_OF_PARTS} == {502}
    assert all("e-conomic does not allow this" in during_outage[name].text for name in UPSTREAM_PAGES)
    assert {during_outage[name].status_code for name in LOCAL_PAGES} == {200}
    assert accountant.get(VIEW_URLS["customer"].format(**url_numbers)).status_code == 200


# Changes while the circuit is open


@pytest.fixture
def open_circuit(
    client: Client, make_upstream_fail: Callable[[str], None], url_numbers: UrlNumbers
) -> Callable[[], None]:
    """Opens the circuit by repeated failures."""

    page = VIEW_URLS["customer"].format(**url_numbers)

    def open_circuit_now() -> None:
        client.get(page)
        make_upstream_fail("silence-before")
        client.get(page)  # shown from the cache, so all its requests are over when it returns

    return open_circuit_now


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ("/sandbox/customers/{customer}/edit/", "city"),
        ("/sandbox/customers/new/", "city"),
        ("/sandbox/customers/{customer}/contacts/new/", "phone"),
        ("/sandbox/customers/{customer}/contacts/{contact}/", "phone"),
        ("/sandbox/customers/{customer}/delivery-locations/new/", "address"),
        ("/sandbox/customers/{customer}/delivery-locations/{location}/", "address"),
    ],
)
def test_open_circuit_keeps_the_input_and_sends_nothing(
    form: str,
    field: str,
    client: Client,
    sandbox: Sandbox,
    open_circuit: Callable[[], None],
    restore_economic: Callable[[], None],
    url_numbers: UrlNumbers,
) -> None:
    field_name = "address" if "delivery" in form else "name"
    opened = client.get(form.format(**url_numbers))
    open_circuit()
    typed = {field: "Quxholm 7"} | ({"name": "Ada Quxholm"} if "new" in form and field_name == "name" else {})
    before = len(sandbox.log())

    answer = submit(client, opened, field_name, **typed)
    request_count = len(sandbox.log()) - before
    restore_economic()
    after = submit(client, answer, field_name)

    assert answer.status_code == 504
    assert "e-conomic is not answering. Nothing was sent." in get_text(answer.text)
    assert Form(answer.text, field_name).fields[field] == ["Quxholm 7"]
    assert request_count == 0
    assert [exchange.method for exchange in sandbox.log() if exchange.method != "GET"] in (["PUT"], ["POST"])
    assert after.status_code == 303


def test_deletion_with_an_open_circuit_can_be_repeated(
    client: Client, add_customer: AddCustomer, open_circuit: Callable[[], None], restore_economic: Callable[[], None]
) -> None:
    number = add_customer(name="Ada Quxholm")
    deletion_url = f"/sandbox/customers/{number}/delete/"
    opened = client.get(deletion_url)
    open_circuit()

    answer = submit(client, opened, "named", named="Ada Quxholm")
    restore_economic()
    after = submit(client, answer, "named")

    assert answer.status_code == 504
    assert "Nothing was sent." in get_text(answer.text)
    assert Form(answer.text, "named").fields["named"] == ["Ada Quxholm"]
    assert after.status_code == 303


@pytest.mark.parametrize(
    ("form", "method"),
    [
        ("/sandbox/customers/{customer}/edit/", "PUT"),
        ("/sandbox/customers/{customer}/contacts/{contact}/", "PUT"),
        ("/sandbox/customers/{customer}/contacts/new/", "POST"),
    ],
)
def test_unknown_outcome_stays_unknown_during_an_outage(
    form: str,
    method: str,
    client: Client,
    sandbox: Sandbox,
    open_circuit: Callable[[], None],
    restore_economic: Callable[[], None],
    url_numbers: UrlNumbers,
) -> None:
    sandbox.fault(method, "/customers", "silence-before")
    unresolved = fill_in(client, form.format(**url_numbers), name="Ada Quxholm")
    QuerySet(Intent).update(at=timezone.now() - timedelta(minutes=61))
    open_circuit()

    answer = submit(client, unresolved)
    restore_economic()
    check_page = submit(client, answer)

    assert answer.status_code == 504
    assert Form(answer.text, "name").fields["name"] == ["Ada Quxholm"]
    assert check_page.status_code == 422, "it was not made, and the user decides"
    assert Form(check_page.text, "name").fields["name"] == ["Ada Quxholm"]
    assert [exchange for exchange in sandbox.log() if exchange.method == method] == []


def test_unresolved_change_of_a_deleted_contact_says_so(
    client: Client, economic: Gateway, sandbox: Sandbox, url_numbers: UrlNumbers
) -> None:
    number = economic.contacts.add(url_numbers["customer"], {"name": "Bo Lund"}).customer_contact_number
    contact = f"/customers/{url_numbers['customer']}/contacts/{number}"
    sandbox.fault("PUT", contact, "silence-before")
    unresolved = fill_in(client, f"/sandbox{contact}/", name="Ada Quxholm")
    QuerySet(Intent).update(at=timezone.now() - timedelta(minutes=61))
    delete_status = sandbox.request("DELETE", contact).status

    check_page = submit(client, unresolved)

    assert delete_status == 204
    assert check_page.status_code == 422
    assert "This is no longer in e-conomic. Someone has deleted it." in get_text(check_page.text)
    assert Form(check_page.text, "name").fields["name"] == ["Ada Quxholm"]


def test_switch_is_not_sent_with_an_open_circuit(
    client: Client, open_circuit: Callable[[], None], url_numbers: UrlNumbers
) -> None:
    page = client.get(VIEW_URLS["customer"].format(**url_numbers))
    open_circuit()

    answer = submit(client, page, "wanted")

    assert answer.status_code == 504
    assert "Nothing was sent." in get_text(answer.text)


def test_draft_is_saved_but_not_sent_with_an_open_circuit(
    accountant: Client,
    sandbox: Sandbox,
    open_circuit: Callable[[], None],
    restore_economic: Callable[[], None],
    url_numbers: UrlNumbers,
) -> None:
    draft_url = f"/sandbox/unsent/{url_numbers['pk']}/"
    accountant.get(draft_url)
    open_circuit()

    fields = accountant.post(f"{draft_url}fields/", {"references.other": "Quxholm", "revision": "1"})
    line = accountant.post(f"{draft_url}lines/", {"product": "1010", "quantity": "2"})
    sent = accountant.post(f"{draft_url}send/", {"revision": str(WorkingDraft.objects.get().revision)})

    working_draft = WorkingDraft.objects.get()
    assert (fields.status_code, line.status_code) == (303, 303)
    assert working_draft.header.references.other == "Quxholm"
    assert [line.content.quantity for line in working_draft.lines.all()] == [2]
    assert sent.status_code in (422, 504)
    assert working_draft.state == WorkingDraft.State.OPEN
    assert [exchange.method for exchange in sandbox.log() if exchange.method == "POST"] == []


def test_field_that_needs_economic_keeps_its_input_unsaved(
    accountant: Client, sign_in: Callable[..., Client], open_circuit: Callable[[], None], url_numbers: UrlNumbers
) -> None:
    draft_url = f"/sandbox/unsent/{url_numbers['pk']}/"
    accountant.get(draft_url)
    open_circuit()
    typed = {"delivery_location": str(url_numbers["location"]), "references.other": "Quxholm", "revision": "1"}

    full_page = accountant.post(f"{draft_url}fields/", typed)
    htmx_response = sign_in("accountant", **{"HX-Request": "true"}).post(f"{draft_url}fields/", typed)

    assert 'value="Quxholm"' in full_page.text
    assert "is not answering" in get_text(full_page.text)
    assert (htmx_response.status_code, htmx_response.headers.get("HX-Reswap")) == (504, None)
    assert WorkingDraft.objects.get().header.references.other != "Quxholm"


@pytest.mark.parametrize("fault", ["silence-before", "status:401"])
@pytest.mark.parametrize("hours", [0, 2])
def test_draft_with_an_unresolved_send_can_be_read(
    hours: int, fault: str, accountant: Client, make_upstream_fail: Callable[[str], None], url_numbers: UrlNumbers
) -> None:
    draft_url = f"/sandbox/unsent/{url_numbers['pk']}/"
    accountant.get(draft_url)
    unresolved_state = {
        "state": WorkingDraft.State.IN_DOUBT,
        "key": str(uuid4()),
        "attempted_at": timezone.now() - timedelta(hours=hours),
    }
    QuerySet(WorkingDraft).update(**unresolved_state)
    _create_intent(WorkingDraft.objects.get())
    make_upstream_fail(fault)
    accountant.get(VIEW_URLS["customer"].format(**url_numbers))

    page = accountant.get(draft_url)
    accountant.post(f"{draft_url}retry/")

    working_draft = WorkingDraft.objects.get()
    assert page.status_code == 200
    assert working_draft.header.recipient.name in page.text
    assert "None of these" not in page.text
    assert working_draft.state == WorkingDraft.State.IN_DOUBT


def _create_intent(working_draft: WorkingDraft) -> None:
    """Record the intent of its send in the audit trail."""
    body = working_draft.wire.encode()
    intent = gateway.Intent("", "drafts", "", "POST", "invoices/drafts", body, b"", working_draft.key)
    DatabaseTrail(working_draft.agreement, working_draft.person).begin(intent)


def test_form_keeps_its_input_when_tokens_are_refused(
    client: Client,
    make_upstream_fail: Callable[[str], None],
    restore_economic: Callable[[], None],
    url_numbers: UrlNumbers,
) -> None:
    opened = client.get(EDIT_URLS["edit customer"][0].format(**url_numbers))
    make_upstream_fail("status:401")

    answer = submit(client, opened, city="Quxby")
    restore_economic()
    after = submit(client, answer)

    assert answer.status_code == 502
    assert "e-conomic does not accept the access tokens of this agreement." in get_text(answer.text)
    assert Form(answer.text, "name").fields["city"] == ["Quxby"]
    assert after.status_code == 303


def test_change_by_a_colleague_survives_an_outage(
    client: Client,
    economic: Gateway,
    open_circuit: Callable[[], None],
    restore_economic: Callable[[], None],
    url_numbers: UrlNumbers,
) -> None:
    number = url_numbers["customer"]
    opened = client.get(f"/sandbox/customers/{number}/edit/")
    before = economic.customers.get(number)
    economic.customers.replace(number, before.with_changes(city="Hjørring"), before)
    open_circuit()
    waiting = submit(client, opened, website="quxholm.dk")
    restore_economic()

    submit(client, waiting)

    after = economic.customers.get(number)
    assert (after.website, after.city) == ("quxholm.dk", "Hjørring")
