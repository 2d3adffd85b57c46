"""Every page, whatever e-conomic does: never an error of ours."""

import re

import pytest
from pytest_django import Settings

from tests.hostile.behaviours import VALUES, WIRE, honest
from tests.hostile.conftest import IN_SHORT, Dashboard

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

FEW = r"customers/|customers/[0-9]+/|drafts/[0-9]+/pdf/"


def faults(statuses: dict[str, int]) -> dict[str, int]:
    """Where it was we who failed."""
    return {name: status for name, status in statuses.items() if status == 500}


def test_an_honest_upstream_is_shown(dashboard: Dashboard) -> None:
    found = dashboard.walk(honest)

    assert {name for name, status in found.items() if status != 200} == set()


@pytest.mark.parametrize("name", VALUES)
def test_no_value_breaks_a_page(name: str, dashboard: Dashboard) -> None:
    found = dashboard.walk(VALUES[name])

    assert faults(found) == {}


@pytest.mark.parametrize("name", ["some bad values", "odd values"])
def test_no_value_breaks_what_is_posted(name: str, dashboard: Dashboard) -> None:
    found = dashboard.post_all(VALUES[name])

    assert faults(found) == {}


@pytest.mark.parametrize("name", WIRE)
def test_no_way_of_answering_breaks_a_page(name: str, dashboard: Dashboard, settings: Settings) -> None:
    settings.ECONOMIC_RETRY_POLICY = IN_SHORT
    few = {name: address for name, address in dashboard.addresses.items() if re.fullmatch(FEW, name)}

    found = dashboard.walk(WIRE[name], few)

    assert faults(found) == {}
