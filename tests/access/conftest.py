"""Addresses of things that exist, for the walks."""

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.models import Agreement, Person
from econ_admin.sandbox import Sandbox
from tests.access.addresses import VIEWS
from tests.clock import DAY


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
    return [each[name] for each in sandbox.request("GET", path).json()["collection"]]


@pytest.fixture
def address(
    sandbox: Sandbox, there: dict[str, int], agreement: Agreement, people: dict[str, Person]
) -> Callable[[str], str]:
    """The address of a view, about things that exist."""
    known: dict[str, object] = {"agreement": agreement.slug, "key": uuid.uuid4(), **there}
    sheet = WorkingDraft.objects.create(
        person=people["accountant"], agreement=agreement, customer=there["customer"], price_currency="DKK", wire="{}"
    )
    known["sheet"], known["line"] = sheet.pk, WorkingDraftLine.objects.create(sheet=sheet, position=1, wire="{}").pk

    def of(name: str) -> str:
        unknown = sorted(VIEWS[name] - known.keys())
        assert not unknown, f"say here, in `known`, what {unknown} in the address of {name} may be"
        return reverse(name, kwargs={each: known[each] for each in VIEWS[name]})

    return of
