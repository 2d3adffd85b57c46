"""The history: every write as a difference, of the agreement, a customer and what belongs to it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from customers.history import entry_pages
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.trail import Intent, Outcome
from econ_admin.sandbox import Sandbox
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.models import Entry, State, Subject
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import fill_in
from tests.customers.page_urls import UrlNumbers

pytestmark = pytest.mark.django_db(transaction=True)

HISTORY = "/sandbox/history/"


@pytest.fixture
def number(add_customer: AddCustomer) -> int:
    return add_customer(name="Ada Holm", city="Skagen")


def get_rows(client: Client, url: str) -> list[str]:
    """The rows of a history as text without markup."""
    page = client.get(url)
    assert page.status_code == 200
    rows = re.findall(r'<li id="entry-[0-9]+".*?</li>|<li class="outside".*?</li>', page.text, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", row)).strip() for row in rows]


def test_edit_is_shown_from_what_to_what(client: Client, number: int) -> None:
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")

    changed, created = get_rows(client, f"/sandbox/customers/{number}/history/")

    assert f"Changed · Customer {number} Ada Holm" in changed
    assert "City Before: Skagen → After: Odense" in changed
    assert "You" in changed
    assert "Done" in changed
    assert "Name" not in changed
    assert f"Created · Customer {number} Ada Holm" in created
    assert "City After: Skagen" in created


def test_refused_write_says_why_with_its_log_id(client: Client, number: int, sandbox: Sandbox) -> None:
    sandbox.fault("PUT", f"/customers/{number}", "refuse:city:E04300")
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")

    refused = get_rows(client, HISTORY)[0]

    assert "Not changed" in refused
    assert "Refused" in refused
    assert "Log ID" in refused
    assert "Before: Skagen → After: Odense" in refused


def test_write_without_an_answer_is_unknown(client: Client, number: int, sandbox: Sandbox) -> None:
    sandbox.fault("PUT", f"/customers/{number}", "silence-after")
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")

    unknown = get_rows(client, f"{HISTORY}?outcome=unknown")

    assert len(unknown) == 1
    assert "Perhaps changed" in unknown[0]
    assert "Outcome unknown" in unknown[0]


def test_customer_lists_its_contacts_too(client: Client, number: int) -> None:
    fill_in(client, f"/sandbox/customers/{number}/contacts/new/", name="Bo Lund", phone="98 12 04 40")
    contact = Subject.objects.get(noun="contacts").number

    rows = get_rows(client, f"/sandbox/customers/{number}/history/")
    own_rows = get_rows(client, f"/sandbox/customers/{number}/contacts/{contact}/history/")

    assert [row.split(" · ")[0] for row in rows] == ["Created", "Created"]
    assert own_rows == [rows[0]]
    assert f"Contact {contact} Bo Lund" in rows[0]
    assert "Telephone After: 98 12 04 40" in rows[0]


def test_contact_has_no_history_at_another_customer(client: Client, number: int, url_numbers: UrlNumbers) -> None:
    fill_in(client, f"/sandbox/customers/{number}/contacts/new/", name="Bo Lund")
    contact = Subject.objects.get(noun="contacts").number

    page = client.get(f"/sandbox/customers/{url_numbers['customer']}/contacts/{contact}/history/")

    assert page.status_code == 404


def test_deleted_contact_keeps_its_history(client: Client, number: int) -> None:
    fill_in(client, f"/sandbox/customers/{number}/contacts/new/", name="Bo Lund")
    contact = Subject.objects.get(noun="contacts").number
    client.post(f"/sandbox/customers/{number}/contacts/{contact}/delete/", {"name": "Bo Lund"})

    deleted = get_rows(client, f"/sandbox/customers/{number}/contacts/{contact}/history/")[0]

    assert "Deleted" in deleted
    assert "Name Before: Bo Lund" in deleted


def test_deleted_customer_keeps_its_history(client: Client, economic: Gateway, number: int) -> None:
    economic.customers.remove(number, economic.customers.get(number))

    rows = get_rows(client, f"/sandbox/customers/{number}/history/")

    assert [row.split(" · ")[0] for row in rows] == ["Deleted", "Created"]
    assert client.get("/sandbox/customers/888888/history/").status_code == 404


def test_change_made_outside_is_shown_with_its_fields(
    client: Client, economic: Gateway, number: int, sandbox: Sandbox
) -> None:
    sandbox.advance(300)
    sandbox.request("PUT", f"/customers/{number}", economic.customers.get(number).with_changes(city="Ribe"))
    client.post("/sandbox/refresh/")

    rows = get_rows(client, f"/sandbox/customers/{number}/history/")

    assert "Changed outside this dashboard" in rows[0]
    assert "City Before: Skagen → After: Ribe" in rows[0]


def test_outside_change_of_a_contact_is_shown_before_the_write_that_saw_it(
    client: Client, economic: Gateway, number: int, sandbox: Sandbox
) -> None:
    fill_in(client, f"/sandbox/customers/{number}/contacts/new/", name="Bo Lund")
    contact = int(Subject.objects.get(noun="contacts").number)
    url = f"/sandbox/customers/{number}/contacts/{contact}/"
    document = economic.contacts.get(number, contact).with_changes(phone="98 12 04 40")
    sandbox.request("PUT", f"/customers/{number}/contacts/{contact}", document)
    fill_in(client, url, name="Bo Holm")

    rows = get_rows(client, f"{url}history/")

    assert [row.split(" · ")[0].split(" Before ")[0] for row in rows] == [
        "Changed",
        "Changed outside this dashboard",
        "Created",
    ]
    assert "Telephone Before: Empty → After: 98 12 04 40" in rows[1]


def test_payment_terms_are_shown_by_name(client: Client, economic: Gateway, number: int) -> None:
    first, second = economic.payment_terms.all()[:2]
    fill_in(client, f"/sandbox/customers/{number}/edit/", payment_terms=str(second.payment_terms_number))

    changed = get_rows(client, f"/sandbox/customers/{number}/history/")[0]

    assert f"Payment terms Before: {first.name} → After: {second.name}" in changed


def test_lines_of_a_draft_are_compared(accountant: Client, economic: Gateway, url_numbers: UrlNumbers) -> None:
    draft = economic.drafts.get(url_numbers["draft"])
    document = draft.with_changes()
    document["lines"] = [{**document["lines"][0], "quantity": 77}, *document["lines"][1:]]
    economic.drafts.replace(url_numbers["draft"], document, draft)

    changed = get_rows(accountant, f"/sandbox/drafts/{url_numbers['draft']}/history/")[0]

    assert re.search(r"Line 1, Quantity Before: [0-9,.]+ → After: 77", changed)
    assert get_rows(accountant, f"/sandbox/customers/{url_numbers['customer']}/history/") == [changed]


def test_cost_prices_are_shown_only_to_accountants(
    accountant: Client, client: Client, economic: Gateway, url_numbers: UrlNumbers
) -> None:
    draft = economic.drafts.get(url_numbers["draft"])
    document = draft.with_changes()
    document["lines"] = [{**document["lines"][0], "unitCostPrice": 123.45, "quantity": 77}]
    economic.drafts.replace(url_numbers["draft"], document, draft)
    history = f"/sandbox/drafts/{url_numbers['draft']}/history/"

    seen, hidden = get_rows(accountant, history)[0], get_rows(client, history)[0]

    assert "Cost price" in seen
    assert "123,45" in seen
    assert "After: 77" in hidden
    assert "Cost price" not in hidden
    assert "123,45" not in hidden
    assert "123,45" not in get_rows(client, HISTORY)[0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("person=me", 1),
        ("person=me&since=t", 1),
        ("until=1-1-2020", 0),
        ("noun=contacts", 0),
        ("noun=customers", 2),
        ("outcome=refused", 0),
        ("outcome=done", 2),
        ("", 2),
    ],
)
def test_filters_narrow_the_history(client: Client, number: int, query: str, expected: int) -> None:
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")

    assert len(get_rows(client, f"{HISTORY}?{query}")) == expected


def test_invalid_date_is_said_and_answers_422(client: Client) -> None:
    page = client.get(f"{HISTORY}?since=31-02-2026")

    assert page.status_code == 422
    assert "A filter is not valid" in page.text


def test_pages_have_no_gap_and_nothing_twice(
    client: Client, agreement: Agreement, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_pages, "PAGE_SIZE", 3)
    trail = DatabaseTrail(agreement, people["editor"])
    for customer in range(1, 9):  # all at the same time
        key = trail.begin(Intent("", "customers", str(customer), "PUT", f"customers/{customer}", b"{}", b"{}"))
        trail.end(key, Outcome(200, b"{}"))
    Entry.objects.update(at=timezone.now())

    pages, url = [], HISTORY
    while url:
        page = client.get(url)
        pages.append(re.findall(r"Customer ([0-9]+)", page.text))
        older = re.search(r'rel="next" href="([^"]+)"', page.text)
        url = older[1].replace("&amp;", "&") if older else ""
    newer = re.search(r'rel="prev" href="([^"]+)"', page.text)

    assert pages == [["8", "7", "6"], ["5", "4", "3"], ["2", "1"]]
    assert newer
    assert re.findall(r"Customer ([0-9]+)", client.get(newer[1]).text) == ["5", "4", "3"]


def test_htmx_gets_the_entries_alone(htmx: Client, number: int) -> None:
    response = htmx.get(f"{HISTORY}?outcome=done")

    assert response.text.lstrip().startswith('<section class="stack" id="entries"')
    assert response["HX-Push-Url"] == f"{HISTORY}?outcome=done"


def test_history_of_another_agreement_is_not_shown(
    client: Client, agreement: Agreement, people: dict[str, Person]
) -> None:
    other = Agreement.objects.create(slug="another", name="Another", fingerprint="x")
    DatabaseTrail(other, people["editor"]).begin(Intent("", "customers", "7", "PUT", "customers/7", b"{}", b"{}"))

    other_entry = Entry.objects.get().pk
    own = DatabaseTrail(agreement, people["editor"])
    own.begin(Intent("", "customers", "8", "PUT", "customers/8", b"{}", b"{}"))
    Entry.objects.filter(pk=other_entry).update(at=timezone.now() - timedelta(days=400))
    only_there = Person.objects.create(username="elsewhere")
    Entry.objects.filter(pk=other_entry).update(person=only_there)

    assert len(get_rows(client, HISTORY)) == 1
    assert "Customer 7" not in client.get(f"{HISTORY}?person={only_there.pk}").text
    assert "elsewhere" not in client.get(HISTORY).text
    # an entry of another agreement is no place to begin at, and does not tell when it was
    assert len(get_rows(client, f"{HISTORY}?before={other_entry}")) == 1
    assert client.get("/sandbox/customers/7/history/").status_code == 404
    assert client.get("/another/history/").status_code == 404


def test_entry_follows_its_outcome(agreement: Agreement, people: dict[str, Person]) -> None:
    trail = DatabaseTrail(agreement, people["editor"])
    key = trail.begin(Intent("", "contacts", "", "POST", "customers/7/contacts", b'{"name":"Bo"}', b""))
    at_first = (Entry.objects.get().state, set(Subject.objects.values_list("noun", "number")))

    trail.end(key, Outcome(None))
    trail.end(key, Outcome(201, b'{"customerContactNumber":40}'))

    assert at_first == (State.UNKNOWN, {("customers", "7")})
    assert Entry.objects.get().state == State.DONE
    assert set(Subject.objects.values_list("noun", "number")) == {("customers", "7"), ("contacts", "40")}
