"""Contacts: added, changed and deleted, in place and on pages of their own, whatever e-conomic answers."""

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
from tests.customers.conftest import Register
from tests.customers.form_data import Form, fill_in, filled, send
from tests.customers.page_reader import text_of

if TYPE_CHECKING:
    from tests.access.form_reader import Answer

Somewhere = tuple[int, str]
TYPED: dict[str, Any] = {
    "name": "Ada Holm",
    "email": "ada@quxholm.dk",
    "phone": "98120440",
    "e_invoice_id": "EI-9",
    "notes": "Ring først, efter ti",
    "email_notifications": ["invoices", "reminders"],
}


@pytest.fixture
def nobody_waits(settings: Settings) -> None:
    settings.LEASE_PATIENCE = 0


@pytest.fixture
def there(register: Register) -> Somewhere:
    """A customer of its own, and the address of its contacts."""
    number = register(name="Quxholm A/S")
    return number, f"/sandbox/customers/{number}/contacts/"


@pytest.fixture
def ada(economic: Gateway, there: Somewhere) -> str:
    """The address of a contact of that customer."""
    number, url = there
    contact = economic.contacts.add(
        number, Contact.new_document(name="Ada Holm", email="ada@quxholm.dk", notes="Hej\r\nder")
    )
    return f"{url}{contact.customer_contact_number}/"


def the_contact(economic: Gateway, there: Somewhere) -> Contact:
    (contact,) = economic.contacts.of(there[0])
    return contact


def test_a_contact_is_added_with_all_that_was_typed(client: Client, economic: Gateway, there: Somewhere) -> None:
    response = fill_in(client, there[1] + "new/", **TYPED)

    contact = the_contact(economic, there)
    assert (response.status_code, response["Location"].partition("?")[0]) == (303, there[1])
    assert {name: getattr(contact, name) for name in TYPED} == {
        **TYPED,
        "email_notifications": ("invoices", "reminders"),
    }
    assert "Ada Holm is saved." in client.get(response["Location"]).text


def test_changing_one_field_keeps_the_others(client: Client, economic: Gateway, there: Somewhere, ada: str) -> None:
    before = the_contact(economic, there)

    fill_in(client, ada, phone="98120440")

    after = the_contact(economic, there)
    assert after.phone == "98120440"
    assert {**after.with_changes(), "phone": None} == {**before.with_changes(), "phone": None}


def test_in_place_the_panel_comes_back_with_the_word_and_the_focus(htmx: Client, there: Somewhere, ada: str) -> None:
    response = fill_in(htmx, ada, name="Ada Kajgaard")

    assert response.status_code == 200
    assert response.text.lstrip().startswith('<section class="panel" id="contacts"')
    assert '<div id="live" hx-swap-oob="innerHTML">Ada Kajgaard is saved.</div>' in response.text
    assert 'aria-label="Edit Ada Kajgaard" autofocus' in response.text


def test_in_place_the_count_in_the_tabs_follows(htmx: Client, there: Somewhere) -> None:
    response = fill_in(htmx, there[1] + "new/", name="Ada Holm")

    assert '<span class="count" id="contacts-count" hx-swap-oob="true">1</span>' in response.text


@pytest.mark.parametrize("kind", ["client", "htmx"])
def test_what_economic_dropped_without_a_word_is_said(
    request: pytest.FixtureRequest, there: Somewhere, ada: str, forgetful: Callable[[str], None], kind: str
) -> None:
    browser = request.getfixturevalue(kind)
    forgetful("emailNotifications")

    def said(answer: "Answer") -> str:
        return text_of((answer if kind == "htmx" else browser.get(answer["Location"])).text)

    changed = said(fill_in(browser, ada, phone="98120440", email_notifications=["invoices", "reminders"]))
    added = said(fill_in(browser, there[1] + "new/", **TYPED))

    assert "e-conomic did not take this over as it was sent: Receives by e-mail." in changed
    assert "e-conomic did not take this over as it was sent: Receives by e-mail." in added


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(client: Client, ada: str) -> None:
    response = fill_in(client, ada, name="", phone="9" * 51)

    form = Form(response.text, "phone")
    assert response.status_code == 422
    assert form.fields["phone"] == ["9" * 51]
    assert "Name: This field is required." in text_of(response.text)
    assert "<title>Error:" in response.text


def test_in_place_a_refused_form_comes_alone(htmx: Client, ada: str) -> None:
    response = fill_in(htmx, ada, name="")

    assert (response.status_code, response["HX-Retarget"], response["HX-Reswap"]) == (422, "#opened", "outerHTML")
    assert response.text.strip().startswith('<div class="opened-form" id="opened">')


def test_what_only_economic_refuses_lands_on_its_field(client: Client, sandbox: Sandbox, ada: str) -> None:
    sandbox.fault("PUT", "/customers", "refuse:phone:E06010")

    response = fill_in(client, ada, phone="98120440")

    assert response.status_code == 422
    assert 'href="#id_phone"' in response.text
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]


def test_two_people_change_different_fields_and_both_changes_stand(
    client: Client, sign_in: Callable[..., Client], economic: Gateway, there: Somewhere, ada: str
) -> None:
    opened = client.get(ada)
    fill_in(sign_in("admin"), ada, email="kaj@quxholm.dk")

    send(client, opened, phone="98120440")

    contact = the_contact(economic, there)
    assert (contact.phone, contact.email) == ("98120440", "kaj@quxholm.dk")


@pytest.mark.parametrize(("choice", "kept"), [("mine", "11111111"), ("theirs", "22222222")])
def test_two_people_change_one_field_and_the_second_decides(
    client: Client,
    sign_in: Callable[..., Client],
    economic: Gateway,
    there: Somewhere,
    ada: str,
    choice: str,
    kept: str,
) -> None:
    opened = client.get(ada)
    fill_in(sign_in("admin"), ada, phone="22222222", email="kaj@quxholm.dk")

    conflict = send(client, opened, phone="11111111", notes="Ny note")
    between = the_contact(economic, there)
    answer = send(client, conflict, **{"choice-phone": choice})

    after = the_contact(economic, there)
    assert (conflict.status_code, answer.status_code) == (422, 303)
    assert {"11111111", "22222222"} <= set(text_of(conflict.text).split())
    assert between.phone == "22222222"
    assert (after.phone, after.email, after.notes) == (kept, "kaj@quxholm.dk", "Ny note")


def test_a_conflict_names_the_colleague_and_decides_nothing_by_itself(
    client: Client, sign_in: Callable[..., Client], economic: Gateway, there: Somewhere, ada: str
) -> None:
    opened = client.get(ada)
    fill_in(sign_in("admin"), ada, phone="22222222")

    conflict = send(client, opened, phone="11111111", notes="Ny note")
    answer = send(client, conflict)

    for page in (conflict, answer):
        assert page.status_code == 422
        assert "admin has saved changes here while you were editing" in text_of(page.text)
        assert "Telephone Empty Your change: 11111111 The other change: 22222222" in text_of(page.text)
    assert the_contact(economic, there).phone == "22222222"
    assert "Choose for each field which value is to stand." in text_of(answer.text)
    assert send(client, answer, **{"choice-phone": "mine"}).status_code == 303
    assert the_contact(economic, there).phone == "11111111"


def test_a_colleague_who_is_saving_keeps_the_form_waiting(
    client: Client, settings: object, agreement: Agreement, economic: Gateway, there: Somewhere, ada: str
) -> None:
    settings.LEASE_PATIENCE = 0  # type: ignore[attr-defined]  # pytest-django's
    number = str(the_contact(economic, there).customer_contact_number)
    until = timezone.now() + timedelta(minutes=1)
    Lease.objects.create(agreement=agreement, noun="contacts", number=number, holder="x", until=until)

    response = fill_in(client, ada, phone="98120440")

    assert response.status_code == 422
    assert "A colleague is saving this just now." in response.text
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]
    assert the_contact(economic, there).phone == ""


def test_a_form_that_is_none_of_ours_saves_nothing(
    client: Client, economic: Gateway, there: Somewhere, ada: str
) -> None:
    response = client.post(ada, {"name": "Eva", "base": "forged"})

    assert response.status_code == 400
    assert the_contact(economic, there).name == "Ada Holm"


def test_somebody_else_deleted_it_meanwhile(client: Client, economic: Gateway, there: Somewhere, ada: str) -> None:
    opened = client.get(ada)
    economic.contacts.remove(there[0], the_contact(economic, there).customer_contact_number)

    response = send(client, opened, phone="98120440")

    assert response.status_code == 422
    assert "somebody has deleted it" in response.text
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]


def test_what_is_not_there_cannot_be_opened(client: Client, there: Somewhere) -> None:
    assert client.get(there[1] + "99999/").status_code == 404
    assert client.get(there[1] + "99999/delete/").status_code == 404


def test_an_odd_address_is_said_once_and_then_saved(
    client: Client, economic: Gateway, there: Somewhere, ada: str
) -> None:
    first = fill_in(client, ada, email="ada@quxholm")
    between = the_contact(economic, there).email
    second = send(client, first)

    assert first.status_code == 422
    assert "ada@quxholm is not a whole e-mail address" in first.text
    assert "Save anyway" in first.text
    assert between == "ada@quxholm.dk"
    assert second.status_code == 303
    assert the_contact(economic, there).email == "ada@quxholm"


def test_an_odd_address_that_was_there_before_stops_nobody(client: Client, economic: Gateway, there: Somewhere) -> None:
    contact = economic.contacts.add(
        there[0], Contact.new_document(name="Ada Holm", email="ada")
    ).customer_contact_number

    response = fill_in(client, f"{there[1]}{contact}/", phone="98120440")

    assert response.status_code == 303


def test_a_deletion_is_confirmed_by_name(client: Client, economic: Gateway, there: Somewhere, ada: str) -> None:
    asked = client.get(ada + "delete/")
    before = economic.contacts.of(there[0])
    response = send(client, asked)

    assert "Delete Ada Holm?" in asked.text
    assert len(before) == 1
    assert response.status_code == 303
    assert economic.contacts.of(there[0]) == []


def test_a_deletion_says_what_pointed_at_it(client: Client, economic: Gateway, there: Somewhere, ada: str) -> None:
    contact, customer = the_contact(economic, there).customer_contact_number, economic.customers.get(there[0])
    economic.customers.replace(there[0], customer.with_changes(attention=contact, customer_contact=contact))

    asked = text_of(client.get(ada + "delete/").text)

    assert "This is the customer's attention" in asked
    assert "This is the customer's main contact" in asked


def test_a_deletion_leaves_what_was_there_in_the_trail(
    client: Client, economic: Gateway, there: Somewhere, ada: str
) -> None:
    before = the_contact(economic, there)

    fill_in(client, ada + "delete/")

    assert bytes(Intent.objects.get(method="DELETE").before) == before.raw


def test_a_deletion_that_is_refused_says_why_in_economics_words(
    client: Client, sandbox: Sandbox, economic: Gateway, there: Somewhere, ada: str
) -> None:
    sandbox.fault("DELETE", "/customers", "refuse:customerContactNumber:E06010")

    response = fill_in(client, ada + "delete/")

    assert response.status_code == 422
    assert "e-conomic" in text_of(response.text)
    assert "Delete Ada Holm?" in response.text
    assert len(economic.contacts.of(there[0])) == 1


def test_a_second_deletion_of_the_same_is_told(client: Client, economic: Gateway, there: Somewhere, ada: str) -> None:
    asked = client.get(ada + "delete/")
    send(client, asked)

    response = send(client, asked)

    assert response.status_code == 422
    assert "somebody has deleted it" in response.text


IN_DOUBT = ["silence-before", "silence-after", "status:503", "garbage"]
SURELY_NOT = ["throttle:7", "status:401", "status:403", "refuse:barred:E06010"]


@pytest.mark.parametrize("fault", IN_DOUBT)
@pytest.mark.parametrize("kind", ["client", "htmx"])
def test_a_contact_in_doubt_is_added_once(
    request: pytest.FixtureRequest, sandbox: Sandbox, economic: Gateway, there: Somewhere, fault: str, kind: str
) -> None:
    browser = request.getfixturevalue(kind)
    sandbox.fault("POST", "/customers", fault)

    doubtful = fill_in(browser, there[1] + "new/", **TYPED)
    answer = send(browser, doubtful, "key")

    assert doubtful.status_code in (502, 504)
    assert "may or may not have been made" in doubtful.text
    assert Form(doubtful.text, "key").fields["notes"] == [TYPED["notes"]]
    assert answer.status_code == (200 if kind == "htmx" else 303)
    assert the_contact(economic, there).notes == TYPED["notes"]


@pytest.mark.parametrize("fault", ["silence-before", "silence-after"])
def test_a_form_that_is_sent_again_by_reloading_adds_once(
    client: Client, sandbox: Sandbox, economic: Gateway, there: Somewhere, fault: str
) -> None:
    opened = client.get(there[1] + "new/")
    sandbox.fault("POST", "/customers", fault)

    send(client, opened, **TYPED)
    send(client, opened, **TYPED)

    assert the_contact(economic, there).name == "Ada Holm"


@pytest.mark.parametrize("kind", ["client", "htmx"])
@pytest.mark.usefixtures("nobody_waits")
def test_two_clicks_add_one(request: pytest.FixtureRequest, economic: Gateway, there: Somewhere, kind: str) -> None:
    browser = request.getfixturevalue(kind)
    opened = browser.get(there[1] + "new/")

    first, second = send(browser, opened, **TYPED), send(browser, opened, **TYPED)

    assert first.status_code == second.status_code == (200 if kind == "htmx" else 303)
    assert the_contact(economic, there).name == "Ada Holm"


@pytest.mark.usefixtures("nobody_waits")
def test_a_form_that_is_gone_back_to_and_changed_asks_before_it_adds_another(
    client: Client, economic: Gateway, there: Somewhere
) -> None:
    opened = client.get(there[1] + "new/")
    send(client, opened, name="Ada Holm")

    asked = send(client, opened, name="Eva Holm")
    between = the_contact(economic, there).name
    answer = send(client, asked)

    assert (asked.status_code, between) == (422, "Ada Holm")
    assert "Look before you add another." in asked.text
    assert answer.status_code == 303
    assert {each.name for each in economic.contacts.of(there[0])} == {"Ada Holm", "Eva Holm"}


def test_two_who_are_alike_are_added_from_two_forms(client: Client, economic: Gateway, there: Somewhere) -> None:
    for _each in range(2):
        fill_in(client, there[1] + "new/", name="Ada Holm")

    assert [each.name for each in economic.contacts.of(there[0])] == ["Ada Holm", "Ada Holm"]


@pytest.mark.parametrize("fault", IN_DOUBT)
@pytest.mark.parametrize("kind", ["client", "htmx"])
def test_a_change_in_doubt_is_made_once(
    request: pytest.FixtureRequest,
    sandbox: Sandbox,
    economic: Gateway,
    there: Somewhere,
    ada: str,
    fault: str,
    kind: str,
) -> None:
    browser = request.getfixturevalue(kind)
    sandbox.fault("PUT", "/customers", fault)

    doubtful = fill_in(browser, ada, phone="98120440")
    answer = send(browser, doubtful, "key")

    keys = {each.idempotency_key for each in sandbox.log() if each.method == "PUT"}
    assert "may or may not have been made" in doubtful.text
    assert answer.status_code == (200 if kind == "htmx" else 303)
    assert the_contact(economic, there).phone == "98120440"
    assert len(keys) == 1


@pytest.mark.parametrize("fault", IN_DOUBT)
def test_a_deletion_in_doubt_is_done_once(
    client: Client, sandbox: Sandbox, economic: Gateway, there: Somewhere, ada: str, fault: str
) -> None:
    sandbox.fault("DELETE", "/customers", fault)

    doubtful = fill_in(client, ada + "delete/")
    answer = send(client, doubtful, "key")

    assert "may or may not have been made" in doubtful.text
    assert answer.status_code == 303
    assert "Ada Holm is deleted." in client.get(answer["Location"]).text
    assert economic.contacts.of(there[0]) == []


@pytest.mark.parametrize("fault", SURELY_NOT)
@pytest.mark.parametrize(("method", "tail"), [("POST", "new/"), ("PUT", "")])
def test_what_was_surely_not_done_leaves_the_typing_in_its_form(
    client: Client, sandbox: Sandbox, economic: Gateway, there: Somewhere, ada: str, fault: str, method: str, tail: str
) -> None:
    sandbox.fault(method, "/customers", fault)

    response = fill_in(client, there[1] + tail if tail else ada, name="Eva Holm", phone="98120440")

    assert response.status_code >= 400
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]
    assert "e-conomic" in text_of(response.text)
    assert the_contact(economic, there).name == "Ada Holm"


def test_in_place_what_is_no_fault_of_the_form_lands_in_the_alerts(htmx: Client, sandbox: Sandbox, ada: str) -> None:
    sandbox.fault("PUT", "/customers", "throttle:7")

    response = fill_in(htmx, ada, phone="98120440")

    assert response.status_code == 503
    assert "HX-Retarget" not in response
    assert "wait 7 seconds" in response.text


def test_what_was_typed_survives_an_outage_on_a_page_of_its_own(client: Client, sandbox: Sandbox, ada: str) -> None:
    opened = client.get(ada)
    sandbox.fault("GET", "/customers", "status:503", times=99)

    response = send(client, opened, phone="98120440")

    assert response.status_code == 502
    assert Form(response.text, "phone").fields["phone"] == ["98120440"]
    assert "e-conomic has a fault of its own just now (503)." in text_of(response.text)


@pytest.fixture
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Moves the time past which asking again is not safe any more."""
    return lambda: monkeypatch.setattr("customers.editing.unresolved_writes.RETRY_WINDOW", timedelta(0))


@pytest.mark.parametrize(("fault", "made"), [("silence-before", False), ("silence-after", True)])
def test_too_late_to_ask_again_about_a_change_shows_what_stands_there(
    client: Client,
    sandbox: Sandbox,
    economic: Gateway,
    there: Somewhere,
    ada: str,
    an_hour_later: Callable[[], None],
    fault: str,
    made: bool,
) -> None:
    sandbox.fault("PUT", "/customers", fault)
    doubtful = fill_in(client, ada, phone="98120440")
    an_hour_later()

    look = send(client, doubtful, "key")
    sent = len([each for each in sandbox.log() if each.method == "PUT"])
    answer = send(client, look, "phone")

    assert sent == 1
    assert "too late to ask" in look.text
    assert ("What you sent" in look.text) is not made
    assert answer.status_code == 303
    assert the_contact(economic, there).phone == "98120440"


@pytest.mark.parametrize("fault", ["silence-before", "silence-after"])
def test_too_late_to_ask_again_about_a_new_one_shows_the_list_and_lets_the_person_decide(
    client: Client,
    sandbox: Sandbox,
    economic: Gateway,
    there: Somewhere,
    an_hour_later: Callable[[], None],
    fault: str,
) -> None:
    sandbox.fault("POST", "/customers", fault)
    doubtful = fill_in(client, there[1] + "new/", **TYPED)
    an_hour_later()

    look = send(client, doubtful, "key")
    held = len(economic.contacts.of(there[0]))
    send(client, look, "name")

    assert "too late to ask" in look.text
    assert held == (fault == "silence-after")
    assert len(economic.contacts.of(there[0])) == held + 1


def test_a_saved_form_needs_no_copy(
    client: Client, people: dict[str, Person], agreement: Agreement, there: Somewhere, ada: str
) -> None:
    RecoveryCopy.objects.create(person=people["editor"], agreement=agreement, form=ada, fields="phone=1")

    fill_in(client, ada, phone="98120440")

    assert not RecoveryCopy.objects.exists()


def test_a_copy_is_merged_over_the_document_that_it_was_typed_over(
    client: Client, people: dict[str, Person], agreement: Agreement, economic: Gateway, there: Somewhere, ada: str
) -> None:
    typed = filled(Form(client.get(ada).text, "name"), phone="98120440")
    fields = f"phone=98120440&name=Ada+Holm&email=ada%40quxholm.dk&base={typed['base'][0]}"
    RecoveryCopy.objects.create(person=people["editor"], agreement=agreement, form=ada, fields=fields)
    contact = the_contact(economic, there)
    economic.contacts.replace(there[0], contact.customer_contact_number, contact.with_changes(email="kaj@quxholm.dk"))

    send(client, client.get(ada + "?take=1"))

    after = the_contact(economic, there)
    assert (after.phone, after.email) == ("98120440", "kaj@quxholm.dk")


def test_after_an_ended_session_the_form_has_everything_in_it(
    client: Client, economic: Gateway, there: Somewhere
) -> None:
    opened = client.get(there[1] + "new/")
    client.logout()

    door = send(client, opened, **TYPED)
    form = Form(door.text, "password")
    arrived = client.post(form.action, filled(form, username="editor", password="demo"), follow=True)
    between = economic.contacts.of(there[0])
    send(client, arrived)

    shown = Form(arrived.text, "phone").fields
    assert door.status_code == 401
    assert (shown["name"], shown["email_notifications"]) == (["Ada Holm"], ["invoices", "reminders"])
    assert between == []
    assert the_contact(economic, there).notes == TYPED["notes"]


def test_a_viewer_is_offered_no_change(sign_in: Callable[..., Client], there: Somewhere, ada: str) -> None:
    page = sign_in("viewer").get(there[1]).text

    assert "Ada Holm" in page
    assert "Edit Ada Holm" not in page
    assert "new/" not in page
