"""Recovery copies: stored per person and form, bounded, and only what was typed."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from customers.editing.recovery_copies import MAX_COPIES, MAX_LENGTH, RETENTION
from customers.models import RecoveryCopy
from econ_admin.access.models import Person
from econ_admin.access.preserved_input import sign_person
from tests.customers.form_data import Form, build_form_data, submit

if TYPE_CHECKING:
    from tests.access.form_reader import ClientResponse

RECOVERY = "/sandbox/customers/recovery/"
FORM = "/sandbox/customers/10001/contacts/new/"


@pytest.fixture
def save_copy(client: Client, people: dict[str, Person]) -> Callable[..., "ClientResponse"]:
    """Saves what an editor is typing, as the page's script does."""

    def post_copy(fields: str, form: str = FORM, opened_by: str = "editor") -> "ClientResponse":
        return client.post(RECOVERY, {"address": form, "fields": fields, "person": sign_person(people[opened_by])})

    return post_copy


def list_copies() -> list[dict[str, list[str]]]:
    return [dict(QueryDict(copy.fields).lists()) for copy in RecoveryCopy.objects.order_by("pk")]


def test_latest_input_replaces_the_copy(save_copy: Callable[..., "ClientResponse"]) -> None:
    save_copy("name=Ada&tag=1&tag=2")

    response = save_copy("name=Ada+Holm&tag=1&tag=2")

    assert list_copies() == [{"name": ["Ada Holm"], "tag": ["1", "2"]}]
    assert response.text.startswith("Recovery copy saved ")


def test_copy_is_offered_only_to_its_owner(
    save_copy: Callable[..., "ClientResponse"], sign_in: Callable[..., Client]
) -> None:
    save_copy("name=Ada")

    is_offered_to_owner = is_copy_offered(sign_in("editor"))
    is_offered_to_other = is_copy_offered(sign_in("accountant"))

    assert is_offered_to_owner
    assert not is_offered_to_other


def is_copy_offered(client: Client) -> bool:
    return "You have unsaved changes from" in client.get(FORM).text


def test_offer_names_the_fields_that_differ(save_copy: Callable[..., "ClientResponse"], client: Client) -> None:
    save_copy("name=Ada&email=&phone=98&notes=")

    assert "They are in: Name, Telephone." in client.get(FORM).text


def test_copy_that_the_form_shows_already_is_not_offered(
    save_copy: Callable[..., "ClientResponse"], client: Client
) -> None:
    save_copy("name=&email=")

    assert not is_copy_offered(client)
    assert len(list_copies()) == 1


def test_input_carried_past_a_sign_in_stands_alone(save_copy: Callable[..., "ClientResponse"], client: Client) -> None:
    save_copy("name=Ada")
    opened = client.get(FORM)
    client.logout()

    sign_in_page = submit(client, opened, name="Ada Holm")
    form = Form(sign_in_page.text, "password")
    page = client.post(form.action, build_form_data(form, username="editor", password="demo"), follow=True).text

    assert "You have unsaved changes from" in opened.text
    assert Form(page, "phone").fields["name"] == ["Ada Holm"]
    assert "You have unsaved changes from" not in page


def test_copy_of_a_page_opened_by_someone_else_is_refused(save_copy: Callable[..., "ClientResponse"]) -> None:
    assert save_copy("name=Ada", opened_by="admin").status_code == 400
    assert list_copies() == []


def test_tokens_signatures_and_passwords_are_not_stored(save_copy: Callable[..., "ClientResponse"]) -> None:
    save_copy("name=Ada&csrfmiddlewaretoken=x&person=y&new_password1=z")

    assert list_copies() == [{"name": ["Ada"]}]


def test_unchanged_form_removes_its_copy(save_copy: Callable[..., "ClientResponse"]) -> None:
    save_copy("name=Ada")
    copies_before = list_copies()
    save_copy("")

    assert (copies_before, list_copies()) == ([{"name": ["Ada"]}], [])


@pytest.mark.parametrize("form", ["/other/customers/1/", "https://evil.example/", "", f"{FORM}{'x' * 200}"])
def test_address_outside_the_agreement_is_refused(save_copy: Callable[..., "ClientResponse"], form: str) -> None:
    assert save_copy("name=Ada", form).status_code == 400
    assert list_copies() == []


def test_oversized_input_is_refused_and_the_old_copy_kept(save_copy: Callable[..., "ClientResponse"]) -> None:
    save_copy("name=Ada")

    response = save_copy(f"name={'x' * MAX_LENGTH}")

    assert response.status_code == 400
    assert list_copies() == [{"name": ["Ada"]}]


def test_old_copies_are_deleted(save_copy: Callable[..., "ClientResponse"]) -> None:
    save_copy("name=Old", FORM + "a/")
    RecoveryCopy.objects.update(at=timezone.now() - RETENTION - timedelta(minutes=1))

    save_copy("name=New", FORM + "b/")

    assert list_copies() == [{"name": ["New"]}]


def test_number_of_copies_per_person_is_limited(save_copy: Callable[..., "ClientResponse"]) -> None:
    for number in range(MAX_COPIES + 2):
        save_copy(f"name={number}", f"{FORM}{number}/")

    assert list_copies()[0]["name"] == ["2"]
    assert len(list_copies()) == MAX_COPIES


def test_viewer_cannot_save_copies(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    viewer = sign_in("viewer")

    response = viewer.post(RECOVERY, {"address": FORM, "fields": "name=Ada", "person": sign_person(people["viewer"])})

    assert response.status_code == 403
    assert list_copies() == []


def test_opening_a_copy_saves_nothing(save_copy: Callable[..., "ClientResponse"], client: Client) -> None:
    save_copy("name=Ada+Holm&email=ada")

    opened = client.get(FORM + "?take=1")

    assert 'value="Ada Holm"' in opened.text
    assert "You have unsaved changes from" not in opened.text
    assert len(list_copies()) == 1


def test_copy_can_be_discarded(save_copy: Callable[..., "ClientResponse"], client: Client) -> None:
    save_copy("name=Ada")

    response = client.post(RECOVERY + "discard/", {"address": FORM})

    assert (response.status_code, response["Location"]) == (303, FORM)
    assert not is_copy_offered(client)


def test_discarding_never_redirects_to_another_site(client: Client) -> None:
    response = client.post(RECOVERY + "discard/", {"address": "//evil.example/"})

    assert response["Location"] == "/"
