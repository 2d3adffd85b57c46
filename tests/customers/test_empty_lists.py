"""A list without rows names its next step, for people who may take it."""

from collections.abc import Callable

import pytest
from django.test import Client

from econ_admin.access.models import Person
from tests.customers.page_reader import get_text

NO_MATCH = "?q=nobody+is+called+this"
NEXT_STEPS = [
    ("customers/", NO_MATCH, "Clear filters", "Clear filters"),
    ("drafts/", NO_MATCH, "Clear filters", "Clear filters"),
    ("booked/", NO_MATCH, "Clear filters", "Clear filters"),
    ("search/", NO_MATCH, "New customer", "Show all customers"),
    ("customers/10001/delivery-locations/", "", "Add delivery location", None),
    ("customers/10001/drafts/", "", "New draft", None),
    ("customers/10001/booked/", "", "Show drafts", "Show drafts"),
    ("customers/10001/booked/", "?state=paid", "Show all", "Show all"),
    ("customers/views/", "", "Show customers", "Show customers"),
    ("unsent/", "", "New draft", None),
    ("drafts/new/", NO_MATCH, "New customer", None),
]
NAMES = [f"{path}{query}" for path, query, _, _ in NEXT_STEPS]


def get_empty_state(client: Client, path: str) -> str:
    """Returns the text of what replaces the rows."""
    page = client.get(f"/sandbox/{path}").text
    return get_text(page[page.index('failure">') :].partition("</section>")[0])


@pytest.mark.parametrize(("path", "query", "step", "viewers_step"), NEXT_STEPS, ids=NAMES)
def test_empty_list_names_its_next_step(
    sign_in: Callable[..., Client],
    people: dict[str, Person],
    path: str,
    query: str,
    step: str,
    viewers_step: str | None,
) -> None:
    assert step in get_empty_state(sign_in("accountant"), path + query)
    if viewers_step:
        assert viewers_step in get_empty_state(sign_in("viewer"), path + query)


@pytest.mark.parametrize("path", ["customers/10001/delivery-locations/", "customers/10001/drafts/"])
def test_viewer_is_offered_no_step_that_is_refused(
    sign_in: Callable[..., Client], people: dict[str, Person], path: str
) -> None:
    text = get_empty_state(sign_in("viewer"), path)
    assert "Add" not in text
    assert "New draft" not in text
