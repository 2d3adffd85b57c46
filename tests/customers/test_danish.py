"""With Danish chosen, no page, error, script text or export heading is English."""

from collections.abc import Callable, Mapping

import pytest
from django.test import Client
from django.utils import translation

from customers.models import WorkingDraft
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.catalogue import read
from tests.customers.form_data import Form
from tests.customers.page_reader import get_text
from tests.customers.page_urls import EDIT_URLS, FILES, VIEW_URLS, UrlNumbers, create_url_numbers
from tests.english import find_english, get_english_words

pytestmark = pytest.mark.slow

# what the tests and the sandbox call things: not texts of ours
NAMES = {"Sandbox", "viewer", "editor", "accountant", "ECONOMIC_AGREEMENT_GRANT_TOKEN"}
COLLECTIONS = (
    "/customers",
    "/invoices/drafts",
    "/invoices/booked",
    "/products",
    "/vat-zones",
    "/payment-terms",
    "/layouts",
    "/customer-groups",
)
PAGES = (
    VIEW_URLS
    | {name: url for name, (url, _) in EDIT_URLS.items() if name not in FILES}
    | {
        "search": "/sandbox/search/?q=holm",
        "customer of a new draft": "/sandbox/drafts/new/?q=holm",
        "no results": "/sandbox/customers/?q=findes-ikke",
        "unreadable filter": "/sandbox/customers/?balance_min=1234.56",
        "filters that contradict": "/sandbox/customers/?balance_min=9&balance_max=1",
        "behind the last page": "/sandbox/customers/?page=99",
        "new customer": "/sandbox/customers/new/",
        "new contact": "/sandbox/customers/{customer}/contacts/new/",
        "new delivery location": "/sandbox/customers/{customer}/delivery-locations/new/",
        "saved views": "/sandbox/customers/views/",
        "no such customer": "/sandbox/customers/999999/",
        "no such draft": "/sandbox/drafts/99999999/",
        "no such invoice": "/sandbox/booked/99999999/",
        "no such page": "/sandbox/nowhere/",
        "not for this role": "/sandbox/status/",
        "unreadable date": "/sandbox/booked/?since=31-02-2026",
        "no drafts": "/sandbox/drafts/?q=findes-ikke",
        "search for nothing": "/sandbox/search/?q=findes-ikke",
    }
)
FORMS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "new customer": (
        "/sandbox/customers/new/",
        "name",
        {"name": "", "corporate_identification_number": "1", "ean": "12", "email": "a,b", "credit_limit": "1234.56"},
    ),
    "edit customer": (
        "/sandbox/customers/{customer}/edit/",
        "name",
        {"name": "", "vat_number": "x", "p_number": "1", "zip": "1" * 99},
    ),
    "contact": ("/sandbox/customers/{customer}/contacts/new/", "name", {"name": "", "email": "a,b"}),
    "delivery location": ("/sandbox/customers/{customer}/delivery-locations/new/", "address", {"address": "x" * 999}),
    "delete customer": ("/sandbox/customers/{customer}/delete/", "named", {"named": "en anden"}),
}


@pytest.fixture
def danish(sign_in: Callable[..., Client], people: dict[str, Person]) -> Client:
    """The accountant, who has chosen Danish; the browser asks for English."""
    person = people["accountant"]
    person.language = "da"
    person.save()
    return sign_in("accountant", **{"Accept-Language": "en"})


@pytest.fixture
def url_numbers(sandbox: Sandbox, agreement: Agreement, people: dict[str, Person], economic: Gateway) -> UrlNumbers:
    return create_url_numbers(sandbox, agreement, people["accountant"])


def list_strings(value: object) -> set[str]:
    """Every text in a document, at any depth."""
    match value:
        case dict():
            return set().union(*map(list_strings, value.values()))
        case list():
            return set().union(*map(list_strings, value))
        case str() if len(value) > 1:
            return {value, *(" ".join(line.split()) for line in value.splitlines() if line.strip())}
    return set()


@pytest.fixture
def data(sandbox: Sandbox, danish: Client) -> set[str]:
    """The texts of the sandbox's documents."""
    documents = [sandbox.request("GET", f"{path}?pagesize=1000").json() for path in COLLECTIONS]
    return NAMES.union(*map(list_strings, documents))


def find_english_in(client: Client, url: str, data: set[str]) -> list[str]:
    response = client.get(url)
    assert response["Content-Type"].startswith("text/html")
    assert response["Content-Language"] == "da"
    return find_english(response.text, data)


@pytest.mark.parametrize("page", PAGES)
def test_page_has_no_english_word(page: str, danish: Client, url_numbers: UrlNumbers, data: set[str]) -> None:
    assert find_english_in(danish, PAGES[page].format(**url_numbers), data) == []


@pytest.mark.parametrize("form", FORMS)
def test_refused_form_has_no_english_word(form: str, danish: Client, url_numbers: UrlNumbers, data: set[str]) -> None:
    url, control, values = FORMS[form]
    page = Form(danish.get(url.format(**url_numbers)).text, control)
    response = danish.post(page.action or url.format(**url_numbers), page.fields | dict(values))

    assert response.status_code == 422
    assert find_english(response.text, data) == []


@pytest.mark.parametrize("fault", ["silence-before", "status:503", "throttle:7", "status:401", "status:403", "garbage"])
def test_failure_of_economic_has_no_english_word(
    fault: str, danish: Client, sandbox: Sandbox, economic: Gateway, url_numbers: UrlNumbers, data: set[str]
) -> None:
    """With a form that is saved, with a page of kept data, and with one that has none."""
    url = f"/sandbox/customers/{url_numbers['customer']}/edit/"
    form = Form(danish.get(url).text, "name")
    danish.get("/sandbox/customers/")
    economic.refresh()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        sandbox.fault(method, "/", fault, times=9999)

    saved = danish.post(url, form.fields | {"city": ["Ny by"]})

    assert saved.status_code >= 400
    assert find_english(saved.text, data) == []
    assert find_english_in(danish, "/sandbox/customers/", data) == []
    assert find_english_in(danish, f"/sandbox/booked/{url_numbers['booked']}/", data) == []


def test_draft_with_findings_has_no_english_word(danish: Client, url_numbers: UrlNumbers, data: set[str]) -> None:
    url = f"/sandbox/unsent/{url_numbers['pk']}/"
    draft = WorkingDraft.objects.get(pk=url_numbers["pk"])
    changed = {"date": "01-02-2026", "due_date": "x", "revision": draft.revision, "shown": "{}"}

    refused = danish.post(f"{url}fields/", changed)
    reviewed = danish.get(f"{url}review/")

    assert "Skriv en dato, fx 07-03-2026." in get_text(refused.text)
    assert find_english(refused.text, data) == []
    assert find_english(reviewed.text, data) == []
    assert "Kladden har ingen linjer." in get_text(reviewed.text)


def test_exported_file_has_danish_headings(danish: Client, url_numbers: UrlNumbers) -> None:
    file = b"".join(danish.get("/sandbox/customers/customers.csv"))
    heading = file.decode("utf-8-sig").splitlines()[0]

    assert find_english(heading) == []
    assert heading.startswith("Nr.;Navn")


def test_sign_in_page_speaks_the_language_of_the_browser(agreement: Agreement) -> None:
    response = Client(headers={"Accept-Language": "da"}).get("/sandbox/customers/", follow=True)

    assert "Log ind" in response.text
    assert find_english(response.text, NAMES) == []


def test_every_message_is_in_danish_when_danish_is_active() -> None:
    with translation.override("da"):
        for message in read():
            if message.id and isinstance(message.id, str) and not message.context:
                assert translation.gettext(message.id) == message.string


def test_english_words_are_found_on_an_english_page(client: Client) -> None:
    assert {"customers", "save", "error"} <= get_english_words()
    assert "Customers" in find_english(client.get("/sandbox/customers/").text)
