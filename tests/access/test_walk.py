"""Every address, every method, every role, and nobody."""

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from customers.models import Sheet, SheetLine
from econ_admin.access.checks import every_view_has_its_role, views_of
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import NEEDS, PUBLIC, SIGNED_IN, Role
from econ_admin.sandbox import Sandbox
from tests.clock import DAY

pytestmark = pytest.mark.slow

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
VIEWS: dict[str, frozenset[str]] = dict(views_of(get_resolver()))
ROLES = list(Role)


@pytest.fixture(scope="session")
def there(seeded_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """A customer of the seed that has a contact and a delivery location, a draft and a booked invoice."""
    copy = Path(shutil.copy(seeded_store, tmp_path_factory.mktemp("there")))  # what is asked there is logged there
    sandbox = Sandbox(copy, size=60, day=DAY)
    for customer in numbers(sandbox, "/customers", "customerNumber"):
        contacts = numbers(sandbox, f"/customers/{customer}/contacts", "customerContactNumber")
        locations = numbers(sandbox, f"/customers/{customer}/delivery-locations", "deliveryLocationNumber")
        if contacts and locations:
            break
    draft = numbers(sandbox, "/invoices/drafts", "draftInvoiceNumber")[0]
    booked = numbers(sandbox, "/invoices/booked", "bookedInvoiceNumber")[0]
    sandbox.close()
    return {
        "customer": customer,
        "contact": contacts[0],
        "location": locations[0],
        "draft": draft,
        "booked": booked,
    }


def numbers(sandbox: Sandbox, path: str, name: str) -> list[int]:
    return [each[name] for each in sandbox.ask("GET", path).json()["collection"]]


@pytest.fixture
def address(
    sandbox: Sandbox, there: dict[str, int], agreement: Agreement, people: dict[str, Person]
) -> Callable[[str], str]:
    """The address of a view, about things that exist."""
    known: dict[str, object] = {"agreement": agreement.slug, "key": uuid.uuid4(), **there}
    sheet = Sheet.objects.create(
        person=people["accountant"], agreement=agreement, customer=there["customer"], price_currency="DKK", wire="{}"
    )
    known["sheet"], known["line"] = sheet.pk, SheetLine.objects.create(sheet=sheet, position=1, wire="{}").pk

    def of(name: str) -> str:
        unknown = VIEWS[name] - known.keys()
        assert not unknown, f"say above what {unknown} in the address of {name} may be"
        return reverse(name, kwargs={each: known[each] for each in VIEWS[name]})

    return of


def test_every_view_stands_in_the_table() -> None:
    assert every_view_has_its_role() == []


def test_every_row_of_the_table_has_a_view() -> None:
    assert PUBLIC | SIGNED_IN | NEEDS.keys() == VIEWS.keys()


def statuses(client: Client, address: str) -> dict[str, int]:
    """What each method gets there."""
    answers = {method: client.generic(method, address) for method in METHODS}
    for answer in answers.values():
        answer.close()  # some hold a file
    return {method: answer.status_code for method, answer in answers.items()}


@pytest.mark.parametrize("name", sorted(VIEWS.keys() - PUBLIC))
def test_nobody_is_asked_to_sign_in(name: str, address: Callable[[str], str]) -> None:
    got = statuses(Client(), address(name))

    assert got == {method: 303 if method in {"GET", "HEAD"} else 401 for method in METHODS}
    assert Client().get(address(name))["Location"].startswith(reverse("access:sign-in"))


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_public_asks_nobody_who_they_are(name: str, address: Callable[[str], str]) -> None:
    got = statuses(Client(), address(name))

    assert not {401, 403} & set(got.values())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(NEEDS))
def test_a_role_opens_what_the_table_says_and_no_more(
    name: str, role: Role, address: Callable[[str], str], sign_in: Callable[..., Client]
) -> None:
    got = statuses(sign_in(role.name.lower()), address(name))

    assert {method: status == 403 for method, status in got.items()} == dict.fromkeys(METHODS, role < NEEDS[name])
    assert not {401, 404} & set(got.values())


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_without_a_role_there_an_agreement_does_not_exist(
    name: str, address: Callable[[str], str], sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    Membership.objects.filter(person=people["admin"]).delete()

    got = statuses(sign_in("admin"), address(name))

    assert got == dict.fromkeys(METHODS, 404)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_whoever_is_signed_in_gets_to_what_needs_no_role(
    name: str, role: Role, address: Callable[[str], str], sign_in: Callable[..., Client]
) -> None:
    response = sign_in(role.name.lower()).get(address(name))

    assert response.status_code in {200, 303}
