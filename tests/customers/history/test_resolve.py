"""Writes of unknown outcome, which a person resolves after looking in e-conomic."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from customers.overview.unconfirmed import MAX_WRITES
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway.trail import Intent, Outcome
from econ_admin.sandbox import Sandbox
from econ_admin.trail.database_trail import DatabaseTrail, list_open_intents
from econ_admin.trail.links import find_problems
from econ_admin.trail.models import Entry, Finding, State
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import fill_in
from tests.customers.page_urls import UrlNumbers

pytestmark = pytest.mark.django_db(transaction=True)

HISTORY, STATUS = "/sandbox/history/", "/sandbox/status/"


@pytest.fixture
def number(add_customer: AddCustomer) -> int:
    return add_customer(name="Ada Holm", city="Skagen")


@pytest.fixture
def save_without_answer(client: Client, number: int, sandbox: Sandbox) -> Callable[[str], int]:
    """Saves a city without an answer, two hours ago, and returns the entry."""

    def save(fault: str) -> int:
        sandbox.fault("PUT", f"/customers/{number}", fault)
        fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")
        return make_old(Entry.objects.latest("pk"))

    return save


def make_old(entry: Entry) -> int:
    Entry.objects.filter(pk=entry.pk).update(at=timezone.now() - timedelta(hours=2))
    return int(entry.pk)


def add_write(agreement: Agreement, person: Person, noun: str, number: str, path: str, method: str = "PUT") -> Entry:
    key = DatabaseTrail(agreement, person).begin(Intent("", noun, number, method, path, b'{"name":"Bo Lund"}', b"{}"))
    return Entry.objects.get(intent__key=key)


@pytest.mark.parametrize(
    ("fault", "now", "sentence"),
    [
        ("silence-after", "Odense", "e-conomic has what was sent."),
        ("silence-before", "Skagen", "e-conomic has what was there before."),
    ],
)
def test_what_e_conomic_has_now_is_beside_what_was_sent(
    client: Client, save_without_answer: Callable[[str], int], fault: str, now: str, sentence: str
) -> None:
    entry = save_without_answer(fault)

    page = client.get(f"{HISTORY}{entry}/outcome/").text

    assert sentence in page
    row = re.findall(r'<tr><th scope="row">City</th>.*?</tr>', page)[0]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", row) == ["Odense", now]


@pytest.mark.parametrize(
    ("finding", "state", "text"),
    [
        ("done", State.FOUND_DONE, "looked in e-conomic on [0-9: -]+: it was done"),
        ("not-done", State.FOUND_NOT_DONE, "looked in e-conomic on [0-9: -]+: it was not done"),
    ],
)
def test_finding_is_in_the_history_with_who_and_when(
    client: Client,
    sign_in: Callable[..., Client],
    agreement: Agreement,
    save_without_answer: Callable[[str], int],
    finding: str,
    state: State,
    text: str,
) -> None:
    entry = save_without_answer("silence-after")
    admin = sign_in("admin")
    on_status_before = f"{HISTORY}{entry}/outcome/" in admin.get(STATUS).text

    page = client.post(f"{HISTORY}{entry}/outcome/", {"finding": finding}, follow=True)

    assert on_status_before
    assert f"{HISTORY}{entry}/outcome/" not in admin.get(STATUS).text
    assert Entry.objects.get(pk=entry).state == state
    assert re.search(f"editor {text}", page.text)
    assert f'id="entry-{entry}"' in client.get(f"{HISTORY}?outcome={state.value}").text
    assert not list_open_intents(agreement).exists()
    assert list(find_problems()) == []


def test_finding_is_recorded_once(client: Client, save_without_answer: Callable[[str], int]) -> None:
    entry = save_without_answer("silence-after")

    first, second = (
        client.post(f"{HISTORY}{entry}/outcome/", {"finding": finding}).status_code for finding in ("done", "not-done")
    )

    assert (first, second) == (303, 409)
    assert Finding.objects.get().was_done


def test_write_within_the_hour_cannot_be_resolved_yet(
    client: Client, agreement: Agreement, people: dict[str, Person], number: int
) -> None:
    entry = add_write(agreement, people["editor"], "customers", str(number), f"customers/{number}").pk

    page, posted = (
        client.get(f"{HISTORY}{entry}/outcome/"),
        client.post(f"{HISTORY}{entry}/outcome/", {"finding": "done"}),
    )

    assert 'name="finding"' not in page.text
    assert posted.status_code == 409
    assert not Finding.objects.exists()
    assert "/outcome/" not in client.get(HISTORY).text


def test_answer_that_comes_later_counts_more_than_a_finding(
    client: Client, agreement: Agreement, people: dict[str, Person], number: int
) -> None:
    entry = add_write(agreement, people["editor"], "customers", str(number), f"customers/{number}")
    client.post(f"{HISTORY}{make_old(entry)}/outcome/", {"finding": "not-done"})

    DatabaseTrail(agreement, people["editor"]).end(entry.intent.key, Outcome(200, b"{}"))

    assert Entry.objects.get(pk=entry.pk).state == State.DONE


def test_finding_must_be_chosen(client: Client, save_without_answer: Callable[[str], int]) -> None:
    entry = save_without_answer("silence-after")

    page = client.post(f"{HISTORY}{entry}/outcome/", {"finding": "perhaps"})

    assert page.status_code == 422
    assert "Say whether it was done." in page.text


def test_what_was_sent_again_and_done_is_named(
    client: Client, agreement: Agreement, people: dict[str, Person], number: int
) -> None:
    path = f"customers/{number}/contacts"
    entry = make_old(add_write(agreement, people["admin"], "contacts", "", path, "POST"))
    fill_in(client, f"/sandbox/customers/{number}/contacts/new/", name="Bo Lund")

    page = client.get(f"{HISTORY}{entry}/outcome/").text

    assert "This may be it:" in page
    assert re.search(r"Contact [0-9]+ Bo Lund", page)
    assert "editor sent the same again" in page


@pytest.mark.parametrize(
    ("noun", "path"),
    [
        ("customers", "customers"),
        ("drafts", "invoices/drafts"),
        ("delivery-locations", "customers/{}/delivery-locations"),
    ],
)
def test_creations_and_deletions_show_what_is_there(
    accountant: Client,
    agreement: Agreement,
    people: dict[str, Person],
    noun: str,
    path: str,
    url_numbers: UrlNumbers,
) -> None:
    path = path.format(url_numbers["customer"])
    created = make_old(add_write(agreement, people["editor"], noun, "", path, "POST"))
    deleted = make_old(add_write(agreement, people["editor"], noun, "99999", f"{path}/99999", "DELETE"))

    pages = [accountant.get(f"{HISTORY}{entry}/outcome/") for entry in (created, deleted)]

    assert [page.status_code for page in pages] == [200, 200]
    assert "e-conomic has nothing like it." in pages[0].text
    assert "It is no longer in e-conomic." in pages[1].text


def test_page_works_without_e_conomic(
    client: Client, save_without_answer: Callable[[str], int], sandbox: Sandbox, number: int
) -> None:
    entry = save_without_answer("silence-after")
    sandbox.fault("GET", f"/customers/{number}", "status:503", times=99)

    page = client.get(f"{HISTORY}{entry}/outcome/")

    assert page.status_code == 200
    assert "This could not be loaded" in page.text
    assert 'name="finding"' in page.text


def test_roles_are_those_of_writing_the_noun(
    sign_in: Callable[..., Client], agreement: Agreement, people: dict[str, Person], number: int
) -> None:
    customer = make_old(add_write(agreement, people["editor"], "customers", str(number), f"customers/{number}"))
    draft = make_old(add_write(agreement, people["editor"], "drafts", "", "invoices/drafts", "POST"))
    other = Agreement.objects.create(slug="another", name="Another", fingerprint="x")
    foreign = make_old(add_write(other, people["editor"], "customers", "7", "customers/7"))

    def post(name: str, entry: int) -> int:
        return sign_in(name).post(f"{HISTORY}{entry}/outcome/", {"finding": "done"}).status_code

    assert f"{HISTORY}{customer}/outcome/" not in sign_in("viewer").get(HISTORY).text
    assert f"{HISTORY}{draft}/outcome/" not in sign_in("editor").get(HISTORY).text
    assert post("viewer", customer) == 403
    assert post("editor", draft) == 403
    assert post("admin", foreign) == 404
    assert (post("editor", customer), post("accountant", draft)) == (303, 303)


def test_front_page_says_how_many_more_there_are(
    client: Client, agreement: Agreement, people: dict[str, Person]
) -> None:
    for index in range(MAX_WRITES + 3):
        add_write(agreement, people["editor"], "customers", str(index), f"customers/{index}")

    panel = re.findall(r'aria-labelledby="unconfirmed-title".*?</section>', client.get("/sandbox/").text, re.DOTALL)[0]

    assert panel.count("<li") == MAX_WRITES
    assert f"Show all {MAX_WRITES + 3}" in panel
    shown = client.get(re.findall(r'href="([^"]*history[^"]*)"', panel)[0].replace("&amp;", "&"))
    assert shown.text.count("Outcome unknown</span>") == MAX_WRITES + 3


def test_invalid_filter_is_explained_once(client: Client) -> None:
    page = client.get(f"{HISTORY}?since=31-02-2026")

    errors = re.findall(r'<p[^>]*class="[^"]*error[^"]*"[^>]*>', page.text)
    assert page.status_code == 422
    assert page.text.count("A filter is not valid") == 1
    assert len(errors) <= 1
