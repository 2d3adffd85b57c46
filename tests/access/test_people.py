"""People, as administrators manage them: roles, links to set a password, deactivation, the sign-in log."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from econ_admin.access.demo import PASSWORD
from econ_admin.access.mfa_adapter import secrets_of
from econ_admin.access.models import Agreement, Invitation, Membership, Person, SecurityEvent
from econ_admin.access.people import Act, set_role
from econ_admin.access.roles import Role

PEOPLE = "/sandbox/people/"
NEW = "another good sentence"


@pytest.fixture
def admin(sandbox: object, people: dict[str, Person]) -> Client:
    """A client in which the administrator has just signed in."""
    return sign_in("admin")


def sign_in(name: str, password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"username": name, "password": password}).status_code == 303
    return client


def act(client: Client, person: Person, what: str, **fields: str) -> str:
    """Posts one of the buttons of a person; returns the page that follows."""
    return client.post(f"{PEOPLE}{person.pk}/{what}/", fields, follow=True).text


def read_link(page: str) -> str:
    link = re.search(r'value="http://testserver(/invitation/[^"]+)"', page)
    assert link, page
    return link[1]


def accept(link: str, password: str = NEW, client: Client | None = None) -> int:
    fields = {"new_password": password, "repeated_password": password}
    return (client or Client()).post(link, fields).status_code


def get_role(person: Person) -> int | None:
    membership = Membership.objects.filter(person=person).first()
    return membership.role if membership else None


def test_added_person_sets_a_password_by_a_link(admin: Client) -> None:
    page = admin.post(PEOPLE, {"username": "sofie", "full_name": "Sofie Holm", "role": "2"}).text
    client, link = Client(), read_link(page)

    assert "Sofie Holm" in page
    assert not Person.objects.get(username="sofie").has_usable_password()
    assert client.get(link).status_code == 200
    assert accept(link, client=client) == 303
    assert client.get("/sandbox/customers/").status_code == 200
    sign_in("sofie", NEW)
    assert get_role(Person.objects.get(username="sofie")) == Role.EDITOR


def test_link_works_once(admin: Client, people: dict[str, Person]) -> None:
    link = read_link(act(admin, people["viewer"], "link"))

    statuses = [accept(link), accept(link, "yet another sentence"), Client().get(link).status_code]

    assert statuses == [303, 404, 404]
    sign_in("viewer", NEW)


def test_newer_link_replaces_the_older_one(admin: Client, people: dict[str, Person]) -> None:
    older, newer = (read_link(act(admin, people["viewer"], "link")) for _ in range(2))

    assert [accept(older), accept(newer)] == [404, 303]


def test_old_link_does_not_work(admin: Client, people: dict[str, Person]) -> None:
    link = read_link(act(admin, people["viewer"], "link"))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert accept(link) == 404


def test_token_is_not_stored(admin: Client, people: dict[str, Person]) -> None:
    link = read_link(act(admin, people["viewer"], "link"))

    assert Invitation.objects.get().digest not in link


def test_weak_password_uses_up_no_link(admin: Client, people: dict[str, Person]) -> None:
    link = read_link(act(admin, people["viewer"], "link"))

    assert [accept(link, "short"), accept(link)] == [422, 303]


def test_link_ends_the_sessions_of_its_person(admin: Client, people: dict[str, Person]) -> None:
    client = sign_in("viewer")
    link = read_link(act(admin, people["viewer"], "link"))
    assert client.get("/account/").status_code == 200

    accept(link)

    assert client.get("/account/").status_code == 303


def test_link_does_not_replace_the_second_factor(admin: Client, people: dict[str, Person]) -> None:
    with secrets_of(people["viewer"]):
        totp.TOTP.activate(people["viewer"], totp.generate_totp_secret())
    client, link = Client(), read_link(act(admin, people["viewer"], "link"))

    response = client.post(link, {"new_password": NEW, "repeated_password": NEW})

    assert response["Location"] == "/sign-in/second-factor/"
    assert client.get("/account/").status_code == 303


def test_taken_name_is_refused_beside_its_field(admin: Client) -> None:
    response = admin.post(PEOPLE, {"username": "viewer", "role": "1"})

    assert response.status_code == 422
    assert "already exists" in response.text
    assert Person.objects.count() == 4


def test_role_is_changed(admin: Client, people: dict[str, Person]) -> None:
    page = act(admin, people["viewer"], "role", role="3")

    assert "Role changed. viewer must sign in again." in page
    assert get_role(people["viewer"]) == Role.ACCOUNTANT


def test_role_is_removed(admin: Client, people: dict[str, Person]) -> None:
    act(admin, people["viewer"], "role", role="0")

    assert get_role(people["viewer"]) is None


def test_person_without_a_role_gets_one_again(admin: Client, people: dict[str, Person]) -> None:
    act(admin, people["viewer"], "role", role="0")

    act(admin, people["viewer"], "role", role="2")

    assert get_role(people["viewer"]) == Role.EDITOR


@pytest.mark.parametrize("role", ["", "5", "-1", "x"])
def test_role_that_does_not_exist_is_refused(admin: Client, people: dict[str, Person], role: str) -> None:
    assert "Choose a role." in act(admin, people["viewer"], "role", role=role)

    assert get_role(people["viewer"]) == Role.VIEWER


@pytest.mark.parametrize(("what", "fields"), [("role", {"role": "1"}), ("role", {"role": "0"}), ("deactivate", {})])
def test_last_administrator_stays(admin: Client, people: dict[str, Person], what: str, fields: dict[str, str]) -> None:
    page = act(admin, people["admin"], what, **fields)

    assert "must keep an administrator" in page
    assert get_role(people["admin"]) == Role.ADMIN
    assert Person.objects.get(pk=people["admin"].pk).is_active


def test_one_of_two_administrators_may_leave(admin: Client, people: dict[str, Person]) -> None:
    act(admin, people["viewer"], "role", role="4")
    act(admin, people["admin"], "role", role="1")

    assert get_role(people["admin"]) == Role.VIEWER


def test_inactive_administrator_does_not_count(admin: Client, people: dict[str, Person]) -> None:
    act(admin, people["viewer"], "role", role="4")
    act(admin, people["viewer"], "deactivate")

    assert "must keep an administrator" in act(admin, people["admin"], "role", role="1")


def test_deactivated_person_is_out_at_once(admin: Client, people: dict[str, Person]) -> None:
    client = sign_in("viewer")
    link = read_link(act(admin, people["viewer"], "link"))

    act(admin, people["viewer"], "deactivate")

    assert client.get("/account/").status_code == 303
    assert Client().post("/sign-in/", {"username": "viewer", "password": PASSWORD}).status_code == 422
    assert accept(link) == 404


def test_reactivated_person_signs_in_again(admin: Client, people: dict[str, Person]) -> None:
    act(admin, people["viewer"], "deactivate")
    act(admin, people["viewer"], "reactivate")

    sign_in("viewer")


def test_lost_second_factors_are_removed(admin: Client, people: dict[str, Person]) -> None:
    with secrets_of(people["viewer"]):
        totp.TOTP.activate(people["viewer"], totp.generate_totp_secret())

    act(admin, people["viewer"], "second-factors/remove")

    assert not Authenticator.objects.exists()


@pytest.fixture
def other_agreement(people: dict[str, Person]) -> Agreement:
    """An agreement in which the viewer is an administrator, and the administrator nobody."""
    agreement = Agreement.objects.create(slug="other", name="Other Books", fingerprint="")
    Membership.objects.create(person=people["viewer"], agreement=agreement, role=Role.ADMIN)
    return agreement


@pytest.mark.parametrize("what", ["link", "deactivate", "second-factors/remove"])
def test_person_of_an_agreement_of_others_is_not_taken_over(
    admin: Client, people: dict[str, Person], other_agreement: Agreement, what: str
) -> None:
    page = act(admin, people["viewer"], what)

    assert "also works in agreements that you do not manage" in page
    assert not Invitation.objects.exists()
    assert Person.objects.get(pk=people["viewer"].pk).is_active


def test_people_of_other_agreements_are_not_shown(
    admin: Client, people: dict[str, Person], other_agreement: Agreement
) -> None:
    stranger = Person.objects.add("stranger", NEW)
    Membership.objects.create(person=stranger, agreement=other_agreement, role=Role.VIEWER)

    page = admin.get(PEOPLE).text
    assert "stranger" not in page
    assert "Other Books" not in page
    assert admin.post(f"{PEOPLE}{stranger.pk}/role/", {"role": "4"}).status_code == 404


def test_change_needs_a_recent_sign_in(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    client = sign_in("admin")  # in a session that does not say when

    response = client.post(f"{PEOPLE}{people['viewer'].pk}/role/", {"role": "4"})

    assert response["Location"].startswith("/account/confirm/")
    assert get_role(people["viewer"]) == Role.VIEWER


def test_log_shows_what_happened(admin: Client, people: dict[str, Person], other_agreement: Agreement) -> None:
    Client().post("/sign-in/", {"username": "editor", "password": "wrong"})
    act(admin, people["editor"], "role", role="1")
    stranger = Person.objects.add("stranger", NEW)
    Membership.objects.create(person=stranger, agreement=other_agreement, role=Role.VIEWER)
    sign_in("stranger", NEW)
    set_role(Act(None, None), people["accountant"], other_agreement, Role.VIEWER)

    page = " ".join(admin.get(f"{PEOPLE}log/").text.split())

    assert "Sign-in: Refused" in page
    assert "sandbox: editor to viewer" in page
    assert "by admin" in page
    assert "other:" not in page
    assert "stranger" not in page


def test_events_name_the_actor(admin: Client, people: dict[str, Person]) -> None:
    act(admin, people["viewer"], "deactivate")

    event = SecurityEvent.objects.get(event="deactivation")
    assert (event.person, event.actor, event.address) == (people["viewer"], "admin", "127.0.0.1")


def test_many_people_are_shown_page_by_page(
    admin: Client, people: dict[str, Person], other_agreement: Agreement
) -> None:
    for slug, prefix in (("other", "other"), (None, "nobody")):
        added = Person.objects.bulk_create(Person(username=f"{prefix}-{number:03}") for number in range(60))
        if slug:
            Membership.objects.bulk_create(
                Membership(person=person, agreement=other_agreement, role=Role.VIEWER) for person in added
            )
    Membership.objects.create(person=people["admin"], agreement=other_agreement, role=Role.ADMIN)

    first, third, matching = (admin.get(f"{PEOPLE}?{query}").text for query in ("", "page=3", "q=OTHER-059"))

    assert first.count("Change the role of") == 50
    assert ("1–50 of 124" in first, "101–124 of 124" in third) == (True, True)
    assert all(f"Role of {name}" in first for name in ("admin", "viewer")), "this agreement's are first"
    assert matching.count("Change the role of") == 1
    assert "Nobody has such a name." in admin.get(f"{PEOPLE}?q=zzz").text


def test_reading_people_takes_no_query_for_each(
    admin: Client, people: dict[str, Person], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Person.objects.bulk_create(Person(username=f"nobody-{number:03}") for number in range(300))

    with django_assert_max_num_queries(12):
        admin.get(PEOPLE)
    with django_assert_max_num_queries(8):
        admin.get(f"{PEOPLE}log/")
