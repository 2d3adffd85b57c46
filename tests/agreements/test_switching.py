"""From one agreement to another: the home page, the switcher, and agreements that a person has no role in."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from econ_admin.access.agreements import compute_address_fingerprint, is_usable, list_memberships, seal_grant
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import Role
from econ_admin.gateway import Secret
from econ_admin.middleware import MOST_IN_SWITCHER
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


def add_many(person: Person, count: int) -> None:
    """Agreements that this person administers, after the others by name."""
    fingerprint = compute_address_fingerprint()
    for number in range(count):
        name, slug = f"Zulu {number:03}", f"zulu-{number:03}"
        agreement = Agreement.objects.create(slug=slug, name=name, number=9_000 + number, fingerprint=fingerprint)
        agreement.sealed_grant = seal_grant(agreement, Secret("a-grant-token"))
        agreement.save()
        Membership.objects.create(person=person, agreement=agreement, role=Role.ADMIN)


def test_the_switcher_has_a_few_of_many_agreements(client: Client, anna: Person, both: dict[str, Agreement]) -> None:
    add_many(anna, 40)

    first, last = (client.get(f"/{slug}/people/").text for slug in ("alfa-as", "zulu-039"))

    assert first.count('class="seal') == last.count('class="seal') == MOST_IN_SWITCHER + 1, "and the open one"
    assert '<a href="/zulu-039/" aria-current="true">' in last
    assert 'href="/agreements/"' in last
    assert client.get("/zulu-040/people/").status_code == 404


def test_an_agreement_among_many_is_found_by_name_or_number(
    client: Client, anna: Person, both: dict[str, Agreement]
) -> None:
    add_many(anna, 20)

    by_name, by_number, none = (client.get(f"/agreements/?q={text}").text for text in ("ALFA", "9017", "nothing"))

    assert 'id="agreement-alfa-as"' in by_name
    assert "zulu" not in by_name
    assert 'id="agreement-zulu-017"' in by_number
    assert by_number.count('id="agreement-') == 1
    assert "No agreement has such a name or number." in none


def test_the_same_agreements_are_usable_in_the_database_and_here(
    client: Client, anna: Person, both: dict[str, Agreement]
) -> None:
    add_many(anna, 4)
    changed: tuple[dict[str, object], ...] = (
        {"removed_at": timezone.now()},
        {"fingerprint": "of another address"},
        {"sealed_grant": ""},
    )
    for number, change in enumerate(changed):
        Agreement.objects.filter(slug=f"zulu-{number:03}").update(**change)

    usable = {agreement.slug for agreement in Agreement.objects.all() if is_usable(agreement)}

    assert {membership.agreement.slug for membership in list_memberships(anna)} == usable
    assert usable == {"alfa-as", "bravo-as", "zulu-003"}
