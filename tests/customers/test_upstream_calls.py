"""What a page costs e-conomic: one round trip when cold, nothing within the next minute, forms what they change."""

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from requests import PreparedRequest, Response

from customers.models import WorkingDraft
from econ_admin.access.models import Agreement
from econ_admin.gateway import Gateway, Upstream, open_session
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from tests.customers.conftest import asked
from tests.customers.form_data import send
from tests.customers.page_text import CHANGED_FROM, LOOKED_AT, Places


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_that_was_just_shown_asks_nothing(
    name: str, accountant: Client, colleague: Client, sandbox: Sandbox, places: Places
) -> None:
    url = LOOKED_AT[name].format(**places)
    first = accountant.get(url)
    before = len(sandbox.log())

    second, theirs = accountant.get(url), colleague.get(url)

    assert (first.status_code, second.status_code, theirs.status_code) == (200, 200, 200)
    assert asked(sandbox, before) == []


def test_the_pages_of_one_customer_share_what_they_know(accountant: Client, sandbox: Sandbox, places: Places) -> None:
    accountant.get(LOOKED_AT["customer"].format(**places))
    before = len(sandbox.log())

    for name in ("contacts", "delivery locations"):
        accountant.get(LOOKED_AT[name].format(**places))

    assert asked(sandbox, before) == []


@pytest.mark.parametrize("name", CHANGED_FROM)
def test_what_is_about_to_be_changed_is_asked_for_each_time(
    name: str, accountant: Client, sandbox: Sandbox, places: Places
) -> None:
    url, path = (each.format(**places) for each in CHANGED_FROM[name])
    first = accountant.get(url)
    before = len(sandbox.log())

    second = accountant.get(url)

    first.close()
    second.close()
    assert (first.status_code, second.status_code) == (200, 200)
    assert f"GET {path}" in asked(sandbox, before)
    assert not any(each.removeprefix("GET ") in ("/layouts", "/payment-terms") for each in asked(sandbox, before))


# What a page costs that nobody has looked at

ONE_ROUND_TRIP = {
    "/sandbox/customers/": 3,
    "/sandbox/customers/?limit=over": 3,
    "/sandbox/customers/{customer}/": 11,
    "/sandbox/customers/{customer}/?from=sort%3Dname": 12,
    "/sandbox/customers/{customer}/contacts/": 6,
    "/sandbox/customers/{customer}/delivery-locations/": 6,
    "/sandbox/customers/{customer}/drafts/": 8,
    "/sandbox/customers/{customer}/booked/": 8,
    "/sandbox/customers/{customer}/edit/": 9,
    "/sandbox/customers/{customer}/delete/": 5,
    "/sandbox/customers/{customer}/contacts/{contact}/": 7,
    "/sandbox/customers/{customer}/contacts/{contact}/delete/": 7,
    "/sandbox/customers/{customer}/contacts/new/": 6,
    "/sandbox/customers/new/": 7,
    "/sandbox/drafts/": 2,
    "/sandbox/booked/": 2,
    "/sandbox/sheets/{sheet}/products/?q=1": 2,
    "/sandbox/sheets/{sheet}/": 8,  # an empty one: VAT rates take two steps more, once an hour
    "/sandbox/customers/customers.csv": 2,
}


class Meeting(SandboxAdapter):
    """An e-conomic that answers nobody until so many have asked."""

    def __init__(self, sandbox: Sandbox, many: int) -> None:
        super().__init__(sandbox)
        self._barrier = Barrier(many, timeout=20)

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        self._barrier.wait()
        return super().send(request, *args, **kwargs)


@pytest.mark.parametrize(("url", "many"), ONE_ROUND_TRIP.items(), ids=list(ONE_ROUND_TRIP))
def test_a_cold_page_asks_for_everything_at_once(
    url: str,
    many: int,
    accountant: Client,
    agreement: Agreement,
    sandbox: Sandbox,
    settings: Settings,
    places: Places,
) -> None:
    session = open_session(settings.ECONOMIC_CACHE)
    upstream = Upstream(settings.ECONOMIC.base_url, agreement.cache_id)
    session.register_upstream(upstream, settings.ECONOMIC.tokens, Meeting(sandbox, many))
    before = len(sandbox.log())

    answer = accountant.get(url.format(**places))

    answer.close()
    assert answer.status_code == 200
    assert len(asked(sandbox, before)) == many


# What a refused form costs


@pytest.mark.parametrize("form", ["/sandbox/customers/{customer}/edit/", "/sandbox/customers/{customer}/contacts/new/"])
def test_a_form_that_is_not_good_asks_nothing(form: str, client: Client, sandbox: Sandbox, places: Places) -> None:
    opened = client.get(form.format(**places))
    before = len(sandbox.log())

    answer = send(client, opened, name="")

    assert answer.status_code == 422
    assert asked(sandbox, before) == []


def test_a_field_of_a_sheet_is_kept_without_a_call(
    sign_in: Callable[..., Client], sandbox: Sandbox, places: Places
) -> None:
    quick, here = sign_in("accountant", **{"HX-Request": "true"}), f"/sandbox/sheets/{places['sheet']}/"
    quick.get(here)
    before = len(sandbox.log())

    answer = quick.post(f"{here}fields/", {"references.other": "Quxholm", "revision": "1"})

    assert answer.status_code == 200
    assert WorkingDraft.objects.get().header.references.other == "Quxholm"
    assert asked(sandbox, before) == []


# A file


def test_a_file_fills_no_cache_and_is_never_old(client: Client, economic: Gateway, sandbox: Sandbox) -> None:
    client.get("/sandbox/customers/")
    kept = economic.get_status().cached_responses

    first = client.get("/sandbox/customers/customers.csv")
    first.close()
    after = economic.get_status().cached_responses
    sandbox.fault("GET", "/customers", "silence-before", times=99)
    second = client.get("/sandbox/customers/customers.csv")

    assert (first.status_code, second.status_code) == (200, 504)
    assert after - kept <= 1, "terms or zones, which are reference"
    assert "No file was made" in second.text
