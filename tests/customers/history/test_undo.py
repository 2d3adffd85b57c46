"""Taking back a change, and making again what was deleted."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from customers.models import Lease, WorkingDraft
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.trail import Intent, Outcome
from econ_admin.sandbox import Sandbox
from econ_admin.trail.database_trail import DatabaseTrail
from econ_admin.trail.models import Entry
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import fill_in, submit
from tests.customers.page_urls import UrlNumbers

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

pytestmark = pytest.mark.django_db(transaction=True)

HISTORY = "/sandbox/history/"


@pytest.fixture
def number(add_customer: AddCustomer) -> int:
    return add_customer(name="Ada Holm", city="Skagen", address="Havnevej 1")


def undo_latest(client: Client) -> "ClientResponse":
    """Presses the first Undo or Restore of the history."""
    buttons = re.findall(r'action="(/sandbox/history/[0-9]+/(?:undo|restore)/)"', client.get(HISTORY).text)
    return client.post(buttons[0], follow=True)


def test_undone_change_keeps_a_later_edit_of_a_colleague(
    client: Client, colleague: Client, economic: Gateway, number: int
) -> None:
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense", address="Nygade 4")
    entry = Entry.objects.latest("pk").pk
    fill_in(colleague, f"/sandbox/customers/{number}/edit/", website="ada.dk")

    page = client.post(f"{HISTORY}{entry}/undo/", follow=True)

    customer = economic.refreshed().customers.get(number)
    assert "Change undone." in page.text
    assert (customer.city, customer.address, customer.website) == ("Skagen", "Havnevej 1", "ada.dk")


def test_undo_is_in_the_history_and_can_be_undone(client: Client, economic: Gateway, number: int) -> None:
    page = fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")
    toast = re.findall(r'<form class="undo" method="post" action="([^"]+)"', client.get(page["Location"]).text)

    undone = client.post(toast[0], follow=True)
    city_after_undo = economic.refreshed().customers.get(number).city
    undo_of_undo = re.findall(r'<form class="undo" method="post" action="([^"]+)"', undone.text)
    client.post(undo_of_undo[0])

    assert city_after_undo == "Skagen"
    assert economic.refreshed().customers.get(number).city == "Odense"
    assert Entry.objects.filter(noun="customers", intent__method="PUT").count() == 3


def test_undo_in_conflict_shows_the_form_with_the_choice(
    client: Client, colleague: Client, economic: Gateway, number: int
) -> None:
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense", address="Nygade 4")
    entry = Entry.objects.latest("pk").pk
    fill_in(colleague, f"/sandbox/customers/{number}/edit/", city="Ribe")

    page = client.post(f"{HISTORY}{entry}/undo/")
    city_before_choice = economic.refreshed().customers.get(number).city
    submit(client, page, **{"choice-city": "mine"})

    customer = economic.refreshed().customers.get(number)
    assert page.status_code == 422
    assert "admin saved changes while you were editing" in page.text
    assert city_before_choice == "Ribe"
    assert (customer.city, customer.address) == ("Skagen", "Havnevej 1")


def test_undo_twice_changes_nothing_more(client: Client, economic: Gateway, number: int) -> None:
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")
    entry = Entry.objects.latest("pk").pk

    for _ in range(2):
        client.post(f"{HISTORY}{entry}/undo/")

    assert economic.refreshed().customers.get(number).city == "Skagen"
    assert Entry.objects.filter(intent__method="PUT").count() == 2


def test_refused_undo_shows_the_reason_in_the_form(client: Client, number: int, sandbox: Sandbox) -> None:
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")
    sandbox.fault("PUT", f"/customers/{number}", "refuse:city:E04300")

    page = undo_latest(client)

    assert page.status_code == 422
    assert "The customer was not saved" in page.text
    assert 'value="Skagen"' in page.text


def test_undo_without_an_answer_can_be_tried_again(
    client: Client, number: int, sandbox: Sandbox, economic: Gateway
) -> None:
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")
    sandbox.fault("PUT", f"/customers/{number}", "silence-before")

    page = undo_latest(client)
    submit(client, page)

    assert economic.refreshed().customers.get(number).city == "Skagen"


def test_e_invoices_are_switched_back(client: Client, economic: Gateway, number: int) -> None:
    client.post(f"/sandbox/customers/{number}/e-invoicing/", {"wanted": "no"})
    was_disabled = economic.refreshed().customers.get(number).e_invoicing_disabled_by_default

    undo_latest(client)

    assert was_disabled is True
    assert economic.refreshed().customers.get(number).e_invoicing_disabled_by_default is False


def test_undo_of_a_switch_without_an_answer_can_be_tried_again(
    client: Client, economic: Gateway, sandbox: Sandbox, number: int
) -> None:
    client.post(f"/sandbox/customers/{number}/e-invoicing/", {"wanted": "no"})
    sandbox.fault("PATCH", f"/customers/{number}", "silence-after")

    unresolved = undo_latest(client)
    retried = submit(client, unresolved, "retry_key")

    assert "We don&#x27;t know whether" in unresolved.text
    assert retried.status_code == 303
    assert economic.refreshed().customers.get(number).e_invoicing_disabled_by_default is False


@pytest.mark.parametrize(
    ("noun", "typed", "changed"),
    [
        ("contacts", {"name": "Bo Lund"}, {"name": "Bo Holm"}),
        ("delivery-locations", {"address": "Kajen 1"}, {"address": "Kajen 2"}),
    ],
)
def test_children_are_changed_back_and_restored(
    client: Client, number: int, noun: str, typed: dict[str, str], changed: dict[str, str]
) -> None:
    url, (field,) = f"/sandbox/customers/{number}/{noun}/", typed
    fill_in(client, f"{url}new/", field, **typed)
    child = Entry.objects.get(noun=noun).subjects.get(noun=noun).number
    fill_in(client, f"{url}{child}/", field, **changed)

    undone = undo_latest(client)
    client.post(f"{url}{child}/delete/", {"name": "Bo"})
    gone = client.get(url).text
    restored = undo_latest(client)

    assert "Change undone." in undone.text
    assert typed[field] in undone.text
    assert typed[field] not in gone
    assert re.search("restored with the new number [0-9]+", restored.text)
    assert typed[field] in client.get(url).text


def test_restored_customer_has_a_new_number(
    client: Client, economic: Gateway, number: int, add_customer: AddCustomer
) -> None:
    add_customer(name="Bo Lund")  # e-conomic would give the highest number again
    economic.customers.remove(number, economic.customers.get(number))

    deletion = Entry.objects.latest("pk").pk
    page, again = (client.post(f"{HISTORY}{deletion}/restore/", follow=True) for _ in range(2))

    new_number = int(re.findall("restored with the new number ([0-9]+)", page.text)[0])
    assert new_number != number
    assert economic.customers.get(new_number).address == "Havnevej 1"
    assert again.text.count(f"new number {new_number}") == 1


def test_restored_again_another_day_is_still_one(client: Client, economic: Gateway, number: int) -> None:
    fill_in(client, f"/sandbox/customers/{number}/contacts/new/", name="Bo Lund")
    contact = Entry.objects.get(noun="contacts").subjects.get(noun="contacts").number
    client.post(f"/sandbox/customers/{number}/contacts/{contact}/delete/", {"name": "Bo Lund"})
    deletion = Entry.objects.latest("pk").pk

    def restore_another_day() -> list[str]:
        Lease.objects.all().delete()
        page = client.post(f"{HISTORY}{deletion}/restore/", follow=True)
        return re.findall("restored with the new number ([0-9]+)", page.text)

    first, second = restore_another_day(), restore_another_day()
    client.post(f"/sandbox/customers/{number}/contacts/{first[0]}/delete/", {"name": "Bo Lund"})
    third = client.post(f"{HISTORY}{deletion}/restore/", follow=True)

    assert first == second
    assert "restored with the new number" in third.text
    assert [contact.name for contact in economic.refreshed().contacts.of(number)] == ["Bo Lund"]


def test_draft_deleted_by_a_colleague_is_restored(
    accountant: Client, economic: Gateway, url_numbers: UrlNumbers
) -> None:
    draft = economic.drafts.get(url_numbers["draft"])
    economic.drafts.remove(url_numbers["draft"], draft)

    page = undo_latest(accountant)

    new_number = int(re.findall("restored with the new number ([0-9]+)", page.text)[0])
    assert len(economic.drafts.get(new_number).lines) == len(draft.lines)


def change_draft(economic: Gateway, number: int, quantity: int | None = None, **header: str) -> None:
    """Changes the quantity of the first line, or the header."""
    draft = economic.refreshed().drafts.get(number)
    document = {**draft.with_changes(), **header}
    if quantity:
        document["lines"] = [{**document["lines"][0], "quantity": quantity}, *document["lines"][1:]]
    economic.drafts.replace(number, document, draft)


def test_undone_change_of_a_draft_keeps_a_later_one(
    accountant: Client, economic: Gateway, url_numbers: UrlNumbers
) -> None:
    number = url_numbers["draft"]
    quantity = economic.drafts.get(number).lines[0].quantity
    change_draft(economic, number, quantity=77)
    entry = Entry.objects.latest("pk").pk
    change_draft(economic, number, notes={"heading": "Til foråret"})  # type: ignore[arg-type]  # a part

    page = accountant.post(f"{HISTORY}{entry}/undo/", follow=True)
    undone = economic.refreshed().drafts.get(number)
    toast = re.findall(r'<form class="undo" method="post" action="([^"]+)"', page.text)
    accountant.post(toast[0])

    assert "Change undone." in page.text
    assert [undone.lines[0].quantity, undone.notes.heading] == [quantity, "Til foråret"]
    redone = economic.refreshed().drafts.get(number)
    assert [redone.lines[0].quantity, redone.notes.heading] == [77, "Til foråret"]


def test_undo_of_a_draft_in_conflict_opens_the_editor(
    accountant: Client, economic: Gateway, url_numbers: UrlNumbers
) -> None:
    number = url_numbers["draft"]
    quantity = economic.drafts.get(number).lines[0].quantity
    change_draft(economic, number, quantity=77)
    entry = Entry.objects.latest("pk").pk
    change_draft(economic, number, quantity=78)

    page = accountant.post(f"{HISTORY}{entry}/undo/", follow=True)
    again = accountant.post(f"{HISTORY}{entry}/undo/", follow=True)

    draft = WorkingDraft.objects.get(draft_number=number)
    assert "choose what to keep" in page.text
    assert "Send or discard this unsent draft of it first." in again.text
    assert page.redirect_chain[-1][0] == f"/sandbox/unsent/{draft.pk}/"
    assert draft.lines.first().content.quantity == quantity  # type: ignore[union-attr]  # it has lines
    assert economic.refreshed().drafts.get(number).lines[0].quantity == 78
    sent = accountant.post(f"/sandbox/unsent/{draft.pk}/send/", {"revision": draft.revision})
    assert "78" in sent.text
    assert economic.refreshed().drafts.get(number).lines[0].quantity == 78


def test_undo_of_a_draft_without_an_answer_can_be_tried_again(
    accountant: Client, economic: Gateway, sandbox: Sandbox, url_numbers: UrlNumbers
) -> None:
    number = url_numbers["draft"]
    quantity = economic.drafts.get(number).lines[0].quantity
    change_draft(economic, number, quantity=77)
    sandbox.fault("PUT", f"/invoices/drafts/{number}", "silence-after")

    unresolved = undo_latest(accountant)
    retried = submit(accountant, unresolved, "retry_key")

    assert "know whether it was undone: Draft" in unresolved.text
    assert retried.status_code == 303
    assert economic.refreshed().drafts.get(number).lines[0].quantity == quantity


@pytest.mark.parametrize(
    ("noun", "typed"), [("contacts", {"name": "Bo Lund"}), ("delivery-locations", {"address": "Kajen 1"})]
)
def test_undone_creation_is_deleted_and_can_be_restored(
    client: Client, number: int, noun: str, typed: dict[str, str]
) -> None:
    url, ((field, value),) = f"/sandbox/customers/{number}/{noun}/", typed.items()
    page = fill_in(client, f"{url}new/", field, **typed)
    toast = re.findall(r'<form class="undo" method="post" action="([^"]+)"', client.get(page["Location"]).text)

    undone = client.post(toast[0], follow=True)
    rows_after_undo = client.get(url).text
    restore = re.findall(r'<form class="undo" method="post" action="([^"]+)"', undone.text)
    client.post(restore[0])

    assert "deleted: its creation is undone." in undone.text
    assert value not in rows_after_undo
    assert value in client.get(url).text


def test_creation_that_was_changed_since_is_not_deleted(client: Client, economic: Gateway, number: int) -> None:
    creation = Entry.objects.get(noun="customers").pk
    fill_in(client, f"/sandbox/customers/{number}/edit/", city="Odense")

    page = client.post(f"{HISTORY}{creation}/undo/")

    row = re.findall(r'<tr><th scope="row">City</th>.*?</tr>', page.text)[0]
    assert page.status_code == 409
    assert re.findall(r"<td[^>]*>([^<]*)</td>", row) == ["Skagen", "Odense"]
    assert economic.refreshed().customers.get(number).city == "Odense"


def test_customer_that_has_contacts_by_now_is_not_deleted(client: Client, economic: Gateway, number: int) -> None:
    creation = Entry.objects.get(noun="customers").pk
    fill_in(client, f"/sandbox/customers/{number}/contacts/new/", name="Bo Lund")

    page = client.post(f"{HISTORY}{creation}/undo/")

    assert page.status_code == 409
    assert re.search(r'<th scope="row">Contacts</th><td[^>]*>Empty</td><td[^>]*>1</td>', page.text)
    assert economic.refreshed().customers.get(number).name == "Ada Holm"


def test_creation_undone_twice_says_so(client: Client, economic: Gateway, number: int) -> None:
    creation = Entry.objects.get(noun="customers").pk

    first, second = (client.post(f"{HISTORY}{creation}/undo/") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert Entry.objects.filter(intent__method="DELETE").count() == 1


def test_refused_deletion_leaves_what_was_created(
    client: Client, economic: Gateway, sandbox: Sandbox, number: int
) -> None:
    sandbox.fault("DELETE", f"/customers/{number}", "refuse:customerNumber:E04300")

    page = undo_latest(client)

    assert page.status_code >= 400
    assert economic.refreshed().customers.get(number).name == "Ada Holm"


def test_undo_of_a_creation_without_an_answer_can_be_tried_again(
    client: Client, economic: Gateway, sandbox: Sandbox, number: int
) -> None:
    sandbox.fault("DELETE", f"/customers/{number}", "silence-after")

    unresolved = undo_latest(client)
    retried = submit(client, unresolved, "retry_key")

    assert "know whether it was undone: Customer" in unresolved.text
    assert retried.status_code == 303
    assert number not in [customer.customer_number for customer in economic.refreshed().customers.walk()]


def test_sent_change_of_a_draft_offers_undo(accountant: Client, economic: Gateway, url_numbers: UrlNumbers) -> None:
    number = url_numbers["draft"]
    heading = economic.drafts.get(number).notes.heading
    accountant.post(f"/sandbox/drafts/{number}/edit/")
    draft = WorkingDraft.objects.get(draft_number=number)
    accountant.post(f"/sandbox/unsent/{draft.pk}/fields/", {"notes.heading": "Nyt", "revision": draft.revision})
    draft.refresh_from_db()
    review = accountant.get(f"/sandbox/unsent/{draft.pk}/review/").text
    seen = re.findall(r'name="seen" value="([^"]+)"', review)
    sent = accountant.post(f"/sandbox/unsent/{draft.pk}/send/", {"revision": draft.revision, "seen": seen}, follow=True)
    toast = re.findall(r'<form class="undo" method="post" action="([^"]+)"', sent.text)
    sent_heading = economic.refreshed().drafts.get(number).notes.heading

    accountant.post(toast[0])

    assert sent_heading == "Nyt"
    assert economic.refreshed().drafts.get(number).notes.heading == heading


def test_roles_and_agreements_are_checked(
    sign_in: Callable[..., Client], economic: Gateway, url_numbers: UrlNumbers, people: dict[str, Person], number: int
) -> None:
    fill_in(sign_in("editor"), f"/sandbox/customers/{number}/edit/", city="Odense")
    change = Entry.objects.latest("pk").pk
    economic.drafts.remove(url_numbers["draft"], economic.drafts.get(url_numbers["draft"]))
    deletion = Entry.objects.latest("pk").pk
    other = Agreement.objects.create(slug="another", name="Another", fingerprint="x")
    trail = DatabaseTrail(other, people["editor"])
    trail.end(trail.begin(Intent("", "customers", "7", "PUT", "customers/7", b"{}", b"{}")), Outcome(200, b"{}"))
    foreign = Entry.objects.latest("pk").pk

    def post(name: str, entry: int, action: str) -> int:
        return sign_in(name).post(f"{HISTORY}{entry}/{action}/").status_code

    assert post("viewer", change, "undo") == 403
    assert post("editor", deletion, "restore") == 403
    assert post("admin", foreign, "undo") == 404
    assert post("admin", deletion, "undo") == 409
    assert post("admin", change, "restore") == 409
    assert "/undo/" not in sign_in("viewer").get(HISTORY).text
    assert "/restore/" not in sign_in("editor").get(HISTORY).text
