"""Contacts: added, changed and deleted, by htmx and without scripts, whatever e-conomic answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from customers.models import Lease, RecoveryCopy
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.records import Contact
from econ_admin.sandbox import Sandbox
from econ_admin.trail.models import Intent
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import Form, build_form_data, fill_in, submit
from tests.customers.page_reader import get_text

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

CustomerPage = tuple[int, str]
TYPED: dict[str, Any] = {
    "name": "Ada Holm",
    "email": "ada@quxholm.dk",
    "phone": "98120440",
    "e_invoice_id": "EI-9",
    "notes": "Ring først, efter ti",
    "email_notifications": ["invoices", "reminders"],
}


@pytest.fixture
def no_lease_wait(settings: Settings) -> None:
    settings.LEASE_PATIENCE = 0


@pytest.fixture
def customer_page(add_customer: AddCustomer) -> CustomerPage:
    """The number of a new customer, and the address of its contacts."""
    number = add_customer(name="Quxholm A/S")
    return number, f"/sandbox/customers/{number}/contacts/"


@pytest.fixture
def ada_url(economic: Gateway, customer_page: CustomerPage) -> str:
    """The address of a contact of that customer."""
    number, url = customer_page
    contact = economic.contacts.add(
        number, Contact.new_document(name="Ada Holm", email="ada@quxholm.dk", notes="Hej\r\nder")
    )
    return f"{url}{contact.customer_contact_number}/"


def get_contact(economic: Gateway, customer_page: CustomerPage) -> Contact:
    (contact,) = economic.contacts.of(customer_page[0])
    return contact


def test_contact_is_added_with_all_typed_fields(client: Client, economic: Gateway, customer_page: CustomerPage) -> None:
    response = fill_in(client, customer_page[1] + "new/", **TYPED)

    contact = get_contact(economic, customer_page)
    assert (response.status_code, response["Location"].partition("?")[0]) == (303, customer_page[1])
    assert {name: getattr(contact, name) for name in TYPED} == {
        **TYPED,
        "email_notifications": ("invoices", "reminders"),
    }
    assert "Ada Holm saved." in client.get(response["Location"]).text


@pytest.mark.parametrize("page", ["", "contacts/", "delete/"])
@pytest.mark.usefixtures("ada_url")
def test_deleted_contacts_are_hidden(
    page: str,
    client: Client,
    economic: Gateway,
    customer_page: CustomerPage,
    add_deleted_contact: Callable[[int, str], int],
) -> None:
    add_deleted_contact(customer_page[0], "Bo Lund")

    response = client.get(f"/sandbox/customers/{customer_page[0]}/{page}")

    contacts = economic.contacts.of(customer_page[0])
    assert {contact.name: contact.deleted for contact in contacts} == {"Ada Holm": False, "Bo Lund": True}
    assert "Ada Holm" in response.text
    assert "Bo Lund" not in response.text


def test_changing_one_field_keeps_the_others(
    client: Client, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    before = get_contact(economic, customer_page)

    fill_in(client, ada_url, phone="98120440")

    after = get_contact(economic, customer_page)
    assert after.phone == "98120440"
    assert {**after.with_changes(), "phone": None} == {**before.with_changes(), "phone": None}


def test_htmx_save_returns_the_panel_with_message_and_focus(
    htmx: Client, customer_page: CustomerPage, ada_url: str
) -> None:
    response = fill_in(htmx, ada_url, name="Ada Kajgaard")

    assert response.status_code == 200
    assert response.text.lstrip().startswith('<section class="panel" id="contacts"')
    assert '<div id="live" hx-swap-oob="innerHTML">Ada Kajgaard saved.</div>' in response.text
    assert 'aria-label="Edit Ada Kajgaard" autofocus' in response.text


def test_htmx_save_updates_the_count_in_the_tab(htmx: Client, customer_page: CustomerPage) -> None:
    response = fill_in(htmx, customer_page[1] + "new/", name="Ada Holm")

    assert '<span class="count" id="contacts-count" hx-swap-oob="true">1</span>' in response.text


@pytest.mark.parametrize("kind", ["client", "htmx"])
def test_silently_dropped_field_is_reported(
    request: pytest.FixtureRequest,
    customer_page: CustomerPage,
    ada_url: str,
    drop_field: Callable[[str], None],
    kind: str,
) -> None:
    browser = request.getfixturevalue(kind)
    drop_field("emailNotifications")

    def get_result_text(response: "ClientResponse") -> str:
        return get_text((response if kind == "htmx" else browser.get(response["Location"])).text)

    changed = get_result_text(
        fill_in(browser, ada_url, phone="98120440", email_notifications=["invoices", "reminders"])
    )
    added = get_result_text(fill_in(browser, customer_page[1] + "new/", **TYPED))

    assert "e-conomic did not save this field as you entered it: Receives by e-mail." in changed
    assert "e-conomic did not save this field as you entered it: Receives by e-mail." in added


def test_invalid_input_is_kept_with_an_error_at_its_field(client: Client, ada_url: str) -> None:
    response = fill_in(client, ada_url, name="", phone="9" * 51)

    form = Form(response.text, "phone")
    assert response.status_code == 422
    assert form.fields["phone"] == ["9" * 51]
    assert "Name: This field is required." in get_text(response.text)
    assert "<title>Error:" in response.text


def test_htmx_refusal_returns_only_the_form(htmx: Client, ada_url: str) -> None:
    response = fill_in(htmx, ada_url, name="")

    assert (response.status_code, response["HX-Retarget"], response["HX-Reswap"]) == (422, "#opened", "outerHTML")
    assert response.text.strip().startswith('<div class="opened-form" id="opened">')


def test_refusal_by_economic_is_shown_at_its_field(client: Client, sandbox: Sandbox, ada_url: str) -> None:
    sandbox.fault("PUT", "/customers", "refuse:phone:E06010")

    response = fill_in(client, ada_url, phone="98120440")

    assert response.status_code == 422
    assert 'href="#id_phone"' in response.text
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]


def test_two_people_changing_different_fields_are_both_saved(
    client: Client, sign_in: Callable[..., Client], economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    opened = client.get(ada_url)
    fill_in(sign_in("admin"), ada_url, email="kaj@quxholm.dk")

    submit(client, opened, phone="98120440")

    contact = get_contact(economic, customer_page)
    assert (contact.phone, contact.email) == ("98120440", "kaj@quxholm.dk")


@pytest.mark.parametrize(("choice", "expected_phone"), [("mine", "11111111"), ("theirs", "22222222")])
def test_two_people_changing_one_field_conflict(
    client: Client,
    sign_in: Callable[..., Client],
    economic: Gateway,
    customer_page: CustomerPage,
    ada_url: str,
    choice: str,
    expected_phone: str,
) -> None:
    opened = client.get(ada_url)
    fill_in(sign_in("admin"), ada_url, phone="22222222", email="kaj@quxholm.dk")

    conflict = submit(client, opened, phone="11111111", notes="Ny note")
    contact_between = get_contact(economic, customer_page)
    response = submit(client, conflict, **{"choice-phone": choice})

    after = get_contact(economic, customer_page)
    assert (conflict.status_code, response.status_code) == (422, 303)
    assert {"11111111", "22222222"} <= set(get_text(conflict.text).split())
    assert contact_between.phone == "22222222"
    assert (after.phone, after.email, after.notes) == (expected_phone, "kaj@quxholm.dk", "Ny note")


def test_conflict_names_the_colleague_and_needs_a_choice(
    client: Client, sign_in: Callable[..., Client], economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    opened = client.get(ada_url)
    fill_in(sign_in("admin"), ada_url, phone="22222222")

    conflict = submit(client, opened, phone="11111111", notes="Ny note")
    unresolved_conflict = submit(client, conflict)

    for page in (conflict, unresolved_conflict):
        assert page.status_code == 422
        assert "admin saved changes while you were editing" in get_text(page.text)
        assert "Telephone Empty Your change: 11111111 The other change: 22222222" in get_text(page.text)
    assert get_contact(economic, customer_page).phone == "22222222"
    assert "Choose which value to keep for each field." in get_text(unresolved_conflict.text)
    assert submit(client, unresolved_conflict, **{"choice-phone": "mine"}).status_code == 303
    assert get_contact(economic, customer_page).phone == "11111111"


def test_form_cannot_be_saved_while_a_colleague_is_saving(
    client: Client, settings: object, agreement: Agreement, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    settings.LEASE_PATIENCE = 0  # type: ignore[attr-defined]  # pytest-django's
    number = str(get_contact(economic, customer_page).customer_contact_number)
    until = timezone.now() + timedelta(minutes=1)
    Lease.objects.create(agreement=agreement, noun="contacts", number=number, holder="x", until=until)

    response = fill_in(client, ada_url, phone="98120440")

    assert response.status_code == 422
    assert "A colleague is saving this." in response.text
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]
    assert get_contact(economic, customer_page).phone == ""


def test_forged_form_saves_nothing(
    client: Client, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    response = client.post(ada_url, {"name": "Eva", "base": "forged"})

    assert response.status_code == 400
    assert get_contact(economic, customer_page).name == "Ada Holm"


def test_edit_of_a_contact_deleted_meanwhile_is_refused(
    client: Client, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    opened = client.get(ada_url)
    economic.contacts.remove(customer_page[0], get_contact(economic, customer_page).customer_contact_number)

    response = submit(client, opened, phone="98120440")

    assert response.status_code == 422
    assert "Someone has deleted it" in response.text
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]


def test_unknown_contact_is_not_found(client: Client, customer_page: CustomerPage) -> None:
    assert client.get(customer_page[1] + "99999/").status_code == 404
    assert client.get(customer_page[1] + "99999/delete/").status_code == 404


def test_unusual_email_is_warned_about_once_and_then_saved(
    client: Client, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    first = fill_in(client, ada_url, email="ada@quxholm")
    email_between = get_contact(economic, customer_page).email
    second = submit(client, first)

    assert first.status_code == 422
    assert "ada@quxholm is not a complete e-mail address" in first.text
    assert "Save anyway" in first.text
    assert email_between == "ada@quxholm.dk"
    assert second.status_code == 303
    assert get_contact(economic, customer_page).email == "ada@quxholm"


@pytest.mark.parametrize(
    "changes",
    [{"name": "Eva Holm", "email_notifications": "invoices"}, {"email": "", "email_notifications": "invoices"}],
)
def test_contact_that_receives_email_without_an_address_is_warned_about(
    changes: dict[str, str], client: Client, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    page = customer_page[1] + "new/" if "name" in changes else ada_url

    question = fill_in(client, page, **changes)

    assert question.status_code == 422
    assert "This contact receives documents by e-mail, but has no e-mail address." in question.text
    assert submit(client, question).status_code == 303


def test_unchanged_unusual_email_gives_no_warning(
    client: Client, economic: Gateway, customer_page: CustomerPage
) -> None:
    contact = economic.contacts.add(
        customer_page[0], Contact.new_document(name="Ada Holm", email="ada")
    ).customer_contact_number

    response = fill_in(client, f"{customer_page[1]}{contact}/", phone="98120440")

    assert response.status_code == 303


def test_deletion_is_confirmed_by_name(
    client: Client, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    confirmation = client.get(ada_url + "delete/")
    contacts_before = economic.contacts.of(customer_page[0])
    response = submit(client, confirmation)

    assert "Delete Ada Holm?" in confirmation.text
    assert len(contacts_before) == 1
    assert response.status_code == 303
    assert economic.contacts.of(customer_page[0]) == []


def test_deletion_names_what_refers_to_the_contact(
    client: Client, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    contact, customer = (
        get_contact(economic, customer_page).customer_contact_number,
        economic.customers.get(customer_page[0]),
    )
    economic.customers.replace(customer_page[0], customer.with_changes(attention=contact, customer_contact=contact))

    confirmation_text = get_text(client.get(ada_url + "delete/").text)

    assert "This is the customer's attention contact" in confirmation_text
    assert "This is the customer's main contact" in confirmation_text


def test_deletion_records_the_contact_in_the_audit_trail(
    client: Client, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    before = get_contact(economic, customer_page)

    fill_in(client, ada_url + "delete/")

    assert bytes(Intent.objects.get(method="DELETE").before) == before.raw


def test_refused_deletion_shows_the_reason(
    client: Client, sandbox: Sandbox, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    sandbox.fault("DELETE", "/customers", "refuse:customerContactNumber:E06010")

    response = fill_in(client, ada_url + "delete/")

    assert response.status_code == 422
    assert "e-conomic" in get_text(response.text)
    assert "Delete Ada Holm?" in response.text
    assert len(economic.contacts.of(customer_page[0])) == 1


def test_second_deletion_says_it_is_already_deleted(
    client: Client, economic: Gateway, customer_page: CustomerPage, ada_url: str
) -> None:
    confirmation = client.get(ada_url + "delete/")
    submit(client, confirmation)

    response = submit(client, confirmation)

    assert response.status_code == 422
    assert "Someone has deleted it" in response.text


UNRESOLVED_FAULTS = ["silence-before", "silence-after", "status:503", "garbage"]
REJECTED_FAULTS = ["throttle:7", "status:401", "status:403", "refuse:barred:E06010"]


@pytest.mark.parametrize("fault", UNRESOLVED_FAULTS)
@pytest.mark.parametrize("kind", ["client", "htmx"])
def test_contact_with_an_unknown_outcome_is_added_once(
    request: pytest.FixtureRequest,
    sandbox: Sandbox,
    economic: Gateway,
    customer_page: CustomerPage,
    fault: str,
    kind: str,
) -> None:
    browser = request.getfixturevalue(kind)
    sandbox.fault("POST", "/customers", fault)

    unresolved = fill_in(browser, customer_page[1] + "new/", **TYPED)
    response = submit(browser, unresolved, "retry_key")

    assert unresolved.status_code in (502, 504)
    assert "whether the change was made" in unresolved.text
    assert Form(unresolved.text, "retry_key").fields["notes"] == [TYPED["notes"]]
    assert response.status_code == (200 if kind == "htmx" else 303)
    assert get_contact(economic, customer_page).notes == TYPED["notes"]


@pytest.mark.parametrize("fault", ["silence-before", "silence-after"])
def test_form_resubmitted_after_a_timeout_adds_one_contact(
    client: Client, sandbox: Sandbox, economic: Gateway, customer_page: CustomerPage, fault: str
) -> None:
    opened = client.get(customer_page[1] + "new/")
    sandbox.fault("POST", "/customers", fault)

    submit(client, opened, **TYPED)
    submit(client, opened, **TYPED)

    assert get_contact(economic, customer_page).name == "Ada Holm"


@pytest.mark.parametrize("kind", ["client", "htmx"])
@pytest.mark.usefixtures("no_lease_wait")
def test_two_clicks_add_one_contact(
    request: pytest.FixtureRequest, economic: Gateway, customer_page: CustomerPage, kind: str
) -> None:
    browser = request.getfixturevalue(kind)
    opened = browser.get(customer_page[1] + "new/")

    first, second = submit(browser, opened, **TYPED), submit(browser, opened, **TYPED)

    assert first.status_code == second.status_code == (200 if kind == "htmx" else 303)
    assert get_contact(economic, customer_page).name == "Ada Holm"


@pytest.mark.usefixtures("no_lease_wait")
def test_changed_form_resubmitted_asks_before_adding_another(
    client: Client, economic: Gateway, customer_page: CustomerPage
) -> None:
    opened = client.get(customer_page[1] + "new/")
    submit(client, opened, name="Ada Holm")

    question = submit(client, opened, name="Eva Holm")
    name_between = get_contact(economic, customer_page).name
    response = submit(client, question)

    assert (question.status_code, name_between) == (422, "Ada Holm")
    assert "Check the list before you add another." in question.text
    assert response.status_code == 303
    assert {contact.name for contact in economic.contacts.of(customer_page[0])} == {"Ada Holm", "Eva Holm"}


def test_second_equal_contact_is_added_after_a_question(
    client: Client, economic: Gateway, customer_page: CustomerPage
) -> None:
    fill_in(client, customer_page[1] + "new/", name="Ada Holm")

    question = fill_in(client, customer_page[1] + "new/", name="Ada Holm")
    count_between = len(economic.contacts.of(customer_page[0]))
    submit(client, question)

    assert (question.status_code, count_between) == (422, 1)
    assert "You have already added Ada Holm." in question.text

    assert [contact.name for contact in economic.contacts.of(customer_page[0])] == ["Ada Holm", "Ada Holm"]


@pytest.mark.parametrize("fault", UNRESOLVED_FAULTS)
@pytest.mark.parametrize("kind", ["client", "htmx"])
def test_change_with_an_unknown_outcome_is_made_once(
    request: pytest.FixtureRequest,
    sandbox: Sandbox,
    economic: Gateway,
    customer_page: CustomerPage,
    ada_url: str,
    fault: str,
    kind: str,
) -> None:
    browser = request.getfixturevalue(kind)
    sandbox.fault("PUT", "/customers", fault)

    unresolved = fill_in(browser, ada_url, phone="98120440")
    response = submit(browser, unresolved, "retry_key")

    keys = {exchange.idempotency_key for exchange in sandbox.log() if exchange.method == "PUT"}
    assert "whether the change was made" in unresolved.text
    assert response.status_code == (200 if kind == "htmx" else 303)
    assert get_contact(economic, customer_page).phone == "98120440"
    assert len(keys) == 1


@pytest.mark.parametrize("fault", UNRESOLVED_FAULTS)
def test_deletion_with_an_unknown_outcome_is_made_once(
    client: Client, sandbox: Sandbox, economic: Gateway, customer_page: CustomerPage, ada_url: str, fault: str
) -> None:
    sandbox.fault("DELETE", "/customers", fault)

    unresolved = fill_in(client, ada_url + "delete/")
    response = submit(client, unresolved, "retry_key")

    assert "whether the change was made" in unresolved.text
    assert response.status_code == 303
    assert "Ada Holm deleted." in client.get(response["Location"]).text
    assert economic.contacts.of(customer_page[0]) == []


@pytest.mark.parametrize("fault", REJECTED_FAULTS)
@pytest.mark.parametrize(("method", "path_suffix"), [("POST", "new/"), ("PUT", "")])
def test_rejected_write_keeps_the_input_in_the_form(
    client: Client,
    sandbox: Sandbox,
    economic: Gateway,
    customer_page: CustomerPage,
    ada_url: str,
    fault: str,
    method: str,
    path_suffix: str,
) -> None:
    sandbox.fault(method, "/customers", fault)

    response = fill_in(
        client, customer_page[1] + path_suffix if path_suffix else ada_url, name="Eva Holm", phone="98120440"
    )

    assert response.status_code >= 400
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]
    assert "e-conomic" in get_text(response.text)
    assert get_contact(economic, customer_page).name == "Ada Holm"


def test_htmx_failure_not_caused_by_the_form_is_an_alert(htmx: Client, sandbox: Sandbox, ada_url: str) -> None:
    sandbox.fault("PUT", "/customers", "throttle:7")

    response = fill_in(htmx, ada_url, phone="98120440")

    assert response.status_code == 503
    assert "HX-Retarget" not in response
    assert "Try again in 7 seconds" in response.text


def test_input_is_kept_during_an_outage(client: Client, sandbox: Sandbox, ada_url: str) -> None:
    opened = client.get(ada_url)
    sandbox.fault("GET", "/customers", "status:503", times=99)

    response = submit(client, opened, phone="98120440")

    assert response.status_code == 502
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]
    assert "e-conomic has a technical problem (503)." in get_text(response.text)


@pytest.fixture
def expire_retry_window(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Ends the time within which an unresolved write may be retried."""
    return lambda: monkeypatch.setattr("customers.editing.unresolved_writes.RETRY_WINDOW", timedelta(0))


@pytest.mark.parametrize(("fault", "was_made"), [("silence-before", False), ("silence-after", True)])
def test_expired_retry_of_a_change_shows_the_current_contact(
    client: Client,
    sandbox: Sandbox,
    economic: Gateway,
    customer_page: CustomerPage,
    ada_url: str,
    expire_retry_window: Callable[[], None],
    fault: str,
    was_made: bool,
) -> None:
    sandbox.fault("PUT", "/customers", fault)
    unresolved = fill_in(client, ada_url, phone="98120440")
    expire_retry_window()

    comparison = submit(client, unresolved, "retry_key")
    put_count = len([exchange for exchange in sandbox.log() if exchange.method == "PUT"])
    response = submit(client, comparison, "phone")

    assert put_count == 1
    assert "too late to try again" in comparison.text
    assert ("What you sent" in comparison.text) is not was_made
    assert response.status_code == 303
    assert get_contact(economic, customer_page).phone == "98120440"


def test_expired_retry_of_a_deletion_speaks_of_the_deletion(
    client: Client, sandbox: Sandbox, ada_url: str, expire_retry_window: Callable[[], None]
) -> None:
    sandbox.fault("DELETE", "/customers", "silence-before")
    unresolved = fill_in(client, ada_url + "delete/")
    expire_retry_window()

    after = submit(client, unresolved, "retry_key")

    assert "We don't know whether this was deleted, and it is too late" in get_text(after.text)


@pytest.mark.parametrize("fault", ["silence-before", "silence-after"])
def test_expired_retry_of_a_new_contact_lets_the_person_decide(
    client: Client,
    sandbox: Sandbox,
    economic: Gateway,
    customer_page: CustomerPage,
    expire_retry_window: Callable[[], None],
    fault: str,
) -> None:
    sandbox.fault("POST", "/customers", fault)
    unresolved = fill_in(client, customer_page[1] + "new/", **TYPED)
    expire_retry_window()

    check_page = submit(client, unresolved, "retry_key")
    count_before = len(economic.contacts.of(customer_page[0]))
    submit(client, check_page, "name")

    assert "too late to try again" in check_page.text
    assert count_before == (fault == "silence-after")
    assert len(economic.contacts.of(customer_page[0])) == count_before + 1


def test_saving_removes_the_recovery_copy(
    client: Client, people: dict[str, Person], agreement: Agreement, customer_page: CustomerPage, ada_url: str
) -> None:
    other_form = customer_page[1] + "new/"
    for form in (ada_url, other_form):
        RecoveryCopy.objects.create(person=people["editor"], agreement=agreement, form=form, fields="phone=1")

    fill_in(client, ada_url, phone="98120440")

    assert [copy.form for copy in RecoveryCopy.objects.all()] == [other_form]


def test_recovery_copy_is_merged_with_its_original_base(
    client: Client,
    people: dict[str, Person],
    agreement: Agreement,
    economic: Gateway,
    customer_page: CustomerPage,
    ada_url: str,
) -> None:
    typed = build_form_data(Form(client.get(ada_url).text, "name"), phone="98120440")
    fields = f"phone=98120440&name=Ada+Holm&email=ada%40quxholm.dk&base={typed['base'][0]}"
    RecoveryCopy.objects.create(person=people["editor"], agreement=agreement, form=ada_url, fields=fields)
    contact = get_contact(economic, customer_page)
    economic.contacts.replace(
        customer_page[0], contact.customer_contact_number, contact.with_changes(email="kaj@quxholm.dk")
    )

    submit(client, client.get(ada_url + "?take=1"))

    after = get_contact(economic, customer_page)
    assert (after.phone, after.email) == ("98120440", "kaj@quxholm.dk")


def test_input_is_restored_after_the_session_ended(
    client: Client, economic: Gateway, customer_page: CustomerPage
) -> None:
    opened = client.get(customer_page[1] + "new/")
    client.logout()

    sign_in_page = submit(client, opened, **TYPED)
    form = Form(sign_in_page.text, "password")
    restored_page = client.post(form.action, build_form_data(form, username="editor", password="demo"), follow=True)
    contacts_before = economic.contacts.of(customer_page[0])
    submit(client, restored_page)

    fields = Form(restored_page.text, "phone").fields
    assert sign_in_page.status_code == 401
    assert (fields["name"], fields["email_notifications"]) == (["Ada Holm"], ["invoices", "reminders"])
    assert contacts_before == []
    assert get_contact(economic, customer_page).notes == TYPED["notes"]


def test_viewer_sees_no_edit_links(sign_in: Callable[..., Client], customer_page: CustomerPage, ada_url: str) -> None:
    page = sign_in("viewer").get(customer_page[1]).text

    assert "Ada Holm" in page
    assert "Edit Ada Holm" not in page
    assert "new/" not in page
