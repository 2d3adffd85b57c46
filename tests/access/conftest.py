"""Addresses of all views for existing documents."""

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from customers.models import WorkingDraft, WorkingDraftLine
from econ_admin.access.models import Agreement, Person
from econ_admin.access.people import Act, invite
from econ_admin.sandbox import Sandbox
from tests.access.all_views import VIEWS, build_url
from tests.clock import DAY
from tests.customers.page_urls import add_unknown_write


@pytest.fixture(scope="session")
def url_numbers(seeded_store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Numbers of the seed: a customer with a contact and a delivery location; a draft and a booked invoice."""
    store_copy = Path(
        shutil.copy(seeded_store, tmp_path_factory.mktemp("numbers"))
    )  # its requests are logged in the copy
    sandbox = Sandbox(store_copy, size=60, day=DAY)
    for customer in list_numbers(sandbox, "/customers", "customerNumber"):
        contacts = list_numbers(sandbox, f"/customers/{customer}/contacts", "customerContactNumber")
        locations = list_numbers(sandbox, f"/customers/{customer}/delivery-locations", "deliveryLocationNumber")
        if contacts and locations:
            break
    draft = list_numbers(sandbox, "/invoices/drafts", "draftInvoiceNumber")[0]
    booked = list_numbers(sandbox, "/invoices/booked", "bookedInvoiceNumber")[0]
    sandbox.close()
    return {
        "customer": customer,
        "contact": contacts[0],
        "location": locations[0],
        "draft": draft,
        "booked": booked,
    }


def list_numbers(sandbox: Sandbox, path: str, name: str) -> list[int]:
    return [document[name] for document in sandbox.request("GET", path).json()["collection"]]


@pytest.fixture
def get_url(
    sandbox: Sandbox, url_numbers: dict[str, int], agreement: Agreement, people: dict[str, Person]
) -> Callable[[str], str]:
    """Builds the address of a view for existing documents."""
    arguments: dict[str, object] = {
        "agreement": agreement.slug,
        "key": uuid.uuid4(),
        "rest": "7/",
        "panel": "ageing",
        "person": people["viewer"].pk,
        "token": invite(Act(None, None), people["viewer"]),
        "session": 1,
        "factor": 1,
        "state": "forged",
        **url_numbers,
    }
    working_draft = WorkingDraft.objects.create(
        person=people["accountant"],
        agreement=agreement,
        customer=url_numbers["customer"],
        price_currency="DKK",
        wire="{}",
    )
    arguments["pk"], arguments["line"] = (
        working_draft.pk,
        WorkingDraftLine.objects.create(draft=working_draft, position=1, wire="{}").pk,
    )

    arguments["entry"] = add_unknown_write(agreement, people["accountant"])

    def build(name: str) -> str:
        missing = sorted(VIEWS[name] - arguments.keys() - {"number"})
        assert not missing, f"say here, in `known`, what {missing} in the address of {name} may be"
        return build_url(name, arguments)

    return build
