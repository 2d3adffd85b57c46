"""What a person worked with lately comes first in the search and when choosing a customer."""

import re
from collections.abc import Callable

from django.test import Client

from customers.models import WorkingDraft
from econ_admin import connection
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer, list_requests
from tests.customers.palette.test_search import list_entries

URL = "/sandbox/search/"


def list_recent(client: Client) -> list[str]:
    html = client.get(URL).text
    section = re.search(r'<h2 id="recent">Recent</h2>(.*?)</section>', html, re.DOTALL)
    return [text for text, _url in list_entries(section[1])] if section else []


def test_nothing_is_recent_at_first(client: Client) -> None:
    assert list_recent(client) == []


def test_own_writes_are_recent_newest_first(
    sign_in: Callable[..., Client], agreement: Agreement, people: dict[str, Person], economic: Gateway
) -> None:
    own = connection.connect(agreement, people["editor"])
    for number in (10003, 10005):
        customer = own.customers.get(number)
        own.customers.replace(number, customer.with_changes(city="Sæby"))

    names = [own.customers.get(number).name for number in (10005, 10003)]
    assert list_recent(sign_in("editor")) == names
    assert list_recent(sign_in("viewer")) == []


def test_created_and_contact_changes_count_deleted_does_not(
    sign_in: Callable[..., Client], add_customer: AddCustomer, economic: Gateway
) -> None:
    kept, deleted = add_customer(name="Ada Holm"), add_customer(name="Bo Lund")
    economic.contacts.add(10003, {"name": "Eva"})
    economic.customers.remove(deleted)

    assert list_recent(sign_in("admin")) == ["Customer 10003", "Ada Holm"]
    assert kept


def test_refused_write_is_not_recent(sign_in: Callable[..., Client], sandbox: Sandbox) -> None:
    client = sign_in("admin")
    sandbox.fault("DELETE", "/customers", "status:403", times=9)
    client.post("/sandbox/customers/10003/delete/", {"confirmation": "x"})

    assert list_recent(client) == []


def test_unsent_drafts_and_copied_invoices_are_recent(
    sign_in: Callable[..., Client], sandbox: Sandbox, agreement: Agreement, people: dict[str, Person]
) -> None:
    wire = sandbox.request("GET", "/customers/10007/templates/invoice").body.decode()
    draft = WorkingDraft.objects.create(
        person=people["accountant"],
        agreement=agreement,
        customer=10007,
        price_currency="DKK",
        wire=wire,
        origin=WorkingDraft.Origin.INVOICE,
        origin_number=20005,
    )
    name = draft.header.recipient.name

    assert list_recent(sign_in("accountant")) == [f"Unsent draft for {name}", name, f"Invoice 20005, {name}"]
    assert list_recent(sign_in("admin")) == []


def test_recent_entries_ask_nothing_of_economic(client: Client, sandbox: Sandbox, add_customer: AddCustomer) -> None:
    add_customer(name="Ada Holm")
    before = len(sandbox.log())

    client.get(URL)

    assert list_requests(sandbox, before) == []
