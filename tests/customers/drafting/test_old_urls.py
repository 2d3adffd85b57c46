"""URLs from before version 0.2.0 lead to the same action, with what was posted."""

from collections.abc import Callable

import pytest
from django.test import Client

from customers.models import WorkingDraft
from tests.customers.test_editor_pages import CUSTOMER


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sheets/", "unsent/"),
        ("sheets/7/", "unsent/7/"),
        ("sheets/7/before/", "unsent/7/review/"),
        ("sheets/7/lines/9/", "unsent/7/lines/9/"),
        ("sheets/7/products/?q=glove%20%26%20hat", "unsent/7/products/?q=glove%20%26%20hat"),
        ("sheets/7/asked-again/", "unsent/7/retry/"),
        ("customers/10001/sheets/", "customers/10001/unsent/"),
    ],
)
def test_old_url_redirects_with_its_method(old: str, new: str, sign_in: Callable[[str], Client]) -> None:
    response = sign_in("accountant").post(f"/sandbox/{old}")

    assert (response.status_code, response["Location"]) == (308, f"/sandbox/{new}")


def test_old_url_never_leads_to_another_site(sign_in: Callable[[str], Client]) -> None:
    response = sign_in("accountant").get("/sandbox/sheets/%2f%2fexample.com/")

    assert response["Location"].startswith("/sandbox/unsent/")


def test_page_that_is_open_on_an_old_url_keeps_working(sign_in: Callable[[str], Client]) -> None:
    accountant = sign_in("accountant")
    accountant.post(f"/sandbox/customers/{CUSTOMER}/sheets/", follow=True)
    draft = WorkingDraft.objects.get()

    response = accountant.post(f"/sandbox/sheets/{draft.pk}/lines/", {"description": "By the hour"}, follow=True)

    assert response.status_code == 200
    assert [line.content.description for line in draft.lines.all()] == ["By the hour"]
