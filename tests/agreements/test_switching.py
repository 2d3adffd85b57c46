"""From one agreement to another: the home page, the switcher, and agreements that a person has no role in."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from tests.agreements.conftest import AddAgreement, SignIn
from tests.customers.page_reader import get_text


def test_home_leads_to_the_only_agreement(client: Client, anna: Person, add: AddAgreement) -> None:
    add(anna, "Alfa")

    assert client.get("/")["Location"] == "/alfa-as/"


def test_home_leads_to_the_page_over_all_of_several(client: Client, both: dict[str, Agreement]) -> None:
    assert client.get("/")["Location"] == "/agreements/"


def test_home_of_the_first_administrator_offers_to_add_an_agreement(client: Client) -> None:
    page = client.get("/", follow=True)

    assert page.redirect_chain == [("/agreements/", 303)]
    assert "There is no agreement yet." in get_text(page.text)
    assert 'href="/agreements/add/"' in page.text


def test_a_person_with_two_agreements_has_a_switcher(client: Client, both: dict[str, Agreement]) -> None:
    page = client.get("/alfa-as/customers/").text

    assert 'popovertarget="agreement-menu"' in page
    assert '<a href="/bravo-as/">' in page
    assert '<a href="/alfa-as/" aria-current="true">' in page


def test_a_person_with_one_agreement_has_none(client: Client, anna: Person, add: AddAgreement) -> None:
    add(anna, "Alfa")

    assert "agreement-menu" not in client.get("/alfa-as/customers/").text


def test_a_person_without_a_role_finds_nothing_of_an_agreement(
    both: dict[str, Agreement], sign_in_person: SignIn
) -> None:
    person = Person.objects.create(username="bo")
    Membership.objects.create(person=person, agreement=both["Alfa"], role=Role.ADMIN)
    client = sign_in_person(person)

    for path in ("", "customers/", "booked/", "agreement/", "status/", "history/", "customers/customers.csv"):
        assert client.get(f"/bravo-as/{path}").status_code == 404
    assert "Bravo" not in client.get("/agreements/").text
    assert client.get("/agreements/?only=bravo-as").status_code == 404
    assert "Bravo" not in client.get("/alfa-as/").text


def test_the_switcher_costs_no_query(client: Client, both: dict[str, Agreement]) -> None:
    client.get("/alfa-as/customers/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/alfa-as/customers/")

    memberships = [query for query in queries.captured_queries if '"access_membership"' in query["sql"]]
    assert len(memberships) == 1
