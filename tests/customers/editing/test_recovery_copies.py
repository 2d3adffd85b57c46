"""Recovery copies: kept for one person and one form, bounded, and never more than what was typed."""

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

if TYPE_CHECKING:
    from tests.access.form_reader import Answer

RECOVERY = "/sandbox/customers/recovery/"
FORM = "/sandbox/customers/10001/contacts/new/"


@pytest.fixture
def keep(client: Client, people: dict[str, Person]) -> Callable[..., "Answer"]:
    """Posts what an editor is typing, as the page's script does."""

    def post(fields: str, form: str = FORM, opened_by: str = "editor") -> "Answer":
        return client.post(RECOVERY, {"address": form, "fields": fields, "person": sign_person(people[opened_by])})

    return post


def kept() -> list[dict[str, list[str]]]:
    return [dict(QueryDict(copy.fields).lists()) for copy in RecoveryCopy.objects.order_by("pk")]


def test_what_is_typed_is_kept_and_the_latest_stands(keep: Callable[..., "Answer"]) -> None:
    keep("name=Ada&tag=1&tag=2")

    response = keep("name=Ada+Holm&tag=1&tag=2")

    assert kept() == [{"name": ["Ada Holm"], "tag": ["1", "2"]}]
    assert response.text.startswith("Copy kept ")


def test_a_copy_is_for_one_person(keep: Callable[..., "Answer"], sign_in: Callable[..., Client]) -> None:
    keep("name=Ada")

    mine = keep_offer(sign_in("editor"))
    theirs = keep_offer(sign_in("accountant"))

    assert mine
    assert not theirs


def keep_offer(client: Client) -> bool:
    return "You were typing here" in client.get(FORM).text


def test_a_page_that_somebody_else_opened_keeps_nothing(keep: Callable[..., "Answer"]) -> None:
    assert keep("name=Ada", opened_by="admin").status_code == 400
    assert kept() == []


def test_no_token_no_signature_and_no_password_is_kept(keep: Callable[..., "Answer"]) -> None:
    keep("name=Ada&csrfmiddlewaretoken=x&person=y&new_password1=z")

    assert kept() == [{"name": ["Ada"]}]


def test_a_form_without_changes_needs_no_copy(keep: Callable[..., "Answer"]) -> None:
    keep("name=Ada")
    keep("")

    assert kept() == []


@pytest.mark.parametrize("form", ["/other/customers/1/", "https://evil.example/", "", f"{FORM}{'x' * 200}"])
def test_what_is_no_form_of_this_agreement_is_refused(keep: Callable[..., "Answer"], form: str) -> None:
    assert keep("name=Ada", form).status_code == 400
    assert kept() == []


def test_what_is_too_much_is_refused_whole_and_leaves_the_copy_before(keep: Callable[..., "Answer"]) -> None:
    keep("name=Ada")

    response = keep(f"name={'x' * MAX_LENGTH}")

    assert response.status_code == 400
    assert kept() == [{"name": ["Ada"]}]


def test_old_copies_go(keep: Callable[..., "Answer"]) -> None:
    keep("name=Old", FORM + "a/")
    RecoveryCopy.objects.update(at=timezone.now() - RETENTION - timedelta(minutes=1))

    keep("name=New", FORM + "b/")

    assert kept() == [{"name": ["New"]}]


def test_a_person_has_so_many_copies_and_no_more(keep: Callable[..., "Answer"]) -> None:
    for number in range(MAX_COPIES + 2):
        keep(f"name={number}", f"{FORM}{number}/")

    assert kept()[0]["name"] == ["2"]
    assert len(kept()) == MAX_COPIES


def test_a_viewer_types_nowhere(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    viewer = sign_in("viewer")

    response = viewer.post(RECOVERY, {"address": FORM, "fields": "name=Ada", "person": sign_person(people["viewer"])})

    assert response.status_code == 403
    assert kept() == []


def test_a_copy_is_taken_up_and_nothing_is_saved(keep: Callable[..., "Answer"], client: Client) -> None:
    keep("name=Ada+Holm&email=ada")

    opened = client.get(FORM + "?take=1")

    assert 'value="Ada Holm"' in opened.text
    assert "You were typing here" not in opened.text
    assert len(kept()) == 1


def test_a_copy_is_thrown_away(keep: Callable[..., "Answer"], client: Client) -> None:
    keep("name=Ada")

    response = client.post(RECOVERY + "thrown-away/", {"address": FORM})

    assert (response.status_code, response["Location"]) == (303, FORM)
    assert not keep_offer(client)


def test_throwing_a_copy_away_leads_nowhere_else(client: Client) -> None:
    response = client.post(RECOVERY + "thrown-away/", {"address": "//evil.example/"})

    assert response["Location"] == "/"
