"""Queries of our database per page: the session, the person with their roles, and what the page itself needs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from econ_admin.environment import SecondFactor
from tests.customers.page_urls import VIEW_URLS, UrlNumbers

QUERIES = {
    "settings": 2,
    "keyboard shortcuts": 2,
    "contacts": 2,
    "draft": 3,  # whether the person is editing it here
    "booked invoice": 2,
    "customer": 3,  # saves of a moment ago, which another program may have overwritten
    "list": 4,  # columns and views
    "booked": 4,
    "unsent draft": 4,  # the draft and its lines
    "overview": 5,  # unconfirmed writes, unsent drafts and their lines
}


@pytest.mark.parametrize("required", [SecondFactor.NONE, SecondFactor.ADMINS])
@pytest.mark.parametrize("name", QUERIES)
def test_page_makes_this_many_queries(
    name: str, required: SecondFactor, accountant: Client, settings: Settings, url_numbers: UrlNumbers
) -> None:
    settings.REQUIRE_SECOND_FACTOR = required
    url = VIEW_URLS[name].format(**url_numbers)
    accountant.get(url)

    with CaptureQueriesContext(connection) as queries:
        response = accountant.get(url)

    assert response.status_code == 200
    assert len(queries) == QUERIES[name], [query["sql"] for query in queries]
