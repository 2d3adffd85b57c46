"""No page raises an error, whatever e-conomic does."""

import re

import pytest
from pytest_django import Settings

from tests.hostile.behaviours import VALUE_BEHAVIOURS, WIRE_BEHAVIOURS, answer_honestly
from tests.hostile.conftest import SHORT_TIMEOUTS, Dashboard

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

SLOW_PAGES = r"customers/|customers/[0-9]+/|drafts/[0-9]+/pdf/"


def find_server_errors(statuses: dict[str, int]) -> dict[str, int]:
    """The pages that failed with an error of ours."""
    return {name: status for name, status in statuses.items() if status == 500}


def test_all_pages_work_with_an_honest_upstream(dashboard: Dashboard) -> None:
    statuses = dashboard.walk(answer_honestly)

    assert len(statuses) > 30
    assert {name for name, status in statuses.items() if status != 200} == set()


def test_error_of_ours_is_found(dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.register.views.list.render_rows", None)

    statuses = dashboard.walk(answer_honestly, {"customers/": dashboard.addresses["customers/"]})

    assert find_server_errors(statuses) == {"customers/": 500}


@pytest.mark.parametrize("name", VALUE_BEHAVIOURS)
def test_bad_values_break_no_page(name: str, dashboard: Dashboard) -> None:
    statuses = dashboard.walk(VALUE_BEHAVIOURS[name])

    assert find_server_errors(statuses) == {}


@pytest.mark.parametrize("name", ["some bad values", "odd values"])
def test_bad_values_break_no_post(name: str, dashboard: Dashboard) -> None:
    statuses = dashboard.post_all(VALUE_BEHAVIOURS[name])

    assert find_server_errors(statuses) == {}


@pytest.mark.parametrize("name", WIRE_BEHAVIOURS)
def test_bad_responses_break_no_page(name: str, dashboard: Dashboard, settings: Settings) -> None:
    settings.ECONOMIC_RETRY_POLICY = SHORT_TIMEOUTS
    few_pages = {name: address for name, address in dashboard.addresses.items() if re.fullmatch(SLOW_PAGES, name)}
    assert len(few_pages) == 3

    statuses = dashboard.walk(WIRE_BEHAVIOURS[name], few_pages)

    assert find_server_errors(statuses) == {}
