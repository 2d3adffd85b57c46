"""The model of a working day, and what is made of the figures."""

from random import Random

import pytest

from tests.simulation.machine import LOAD_GENERATOR, Usage, name_saturated
from tests.simulation.model import (
    DAY,
    PEAK_FACTOR,
    choose_activity,
    choose_customer,
    count_requests,
    get_activity_rate,
    get_rate,
    list_roles,
)
from tests.simulation.office import Desk
from tests.simulation.traffic import get_percentile, is_allowed
from tests.simulation.visit import ACTIVITIES


def test_a_day_is_as_many_requests_as_its_activities() -> None:
    assert count_requests(40) == 40 * sum(activity.times * activity.requests for activity in DAY)
    assert get_rate(40) == pytest.approx(get_rate(40, at_peak=False) * PEAK_FACTOR)
    assert get_activity_rate(40) < get_rate(40)


def test_each_activity_can_be_done() -> None:
    assert [activity.name for activity in DAY] == list(ACTIVITIES)


def test_activities_are_as_frequent_as_the_model_says() -> None:
    random = Random(1)
    chosen = [choose_activity(random).name for _ in range(20_000)]

    whole = sum(activity.times for activity in DAY)
    for activity in DAY:
        assert chosen.count(activity.name) / 20_000 == pytest.approx(activity.times / whole, abs=0.01)


def test_half_of_the_visits_go_to_a_tenth_of_the_customers() -> None:
    random = Random(1)
    visits = [choose_customer(random, range(1_000)) for _ in range(20_000)]

    assert sum(customer < 100 for customer in visits) / 20_000 == pytest.approx(0.55, abs=0.02)
    assert max(visits) > 900


@pytest.mark.parametrize("people", [1, 6, 40])
def test_every_agreement_has_an_administrator(people: int) -> None:
    roles = list_roles(people)

    assert len(roles) == people
    assert roles[0] == "admin"


def test_a_viewer_writes_nothing() -> None:
    viewer, editor = (Desk(1, "a", "key", role) for role in ("viewer", "editor"))

    assert (is_allowed(viewer, "save"), is_allowed(viewer, "draft"), is_allowed(viewer, "list")) == (False, False, True)
    assert (is_allowed(editor, "save"), is_allowed(editor, "draft")) == (True, False)


def test_percentiles() -> None:
    seconds = [number / 100 for number in range(100)]

    assert (get_percentile(seconds, 50), get_percentile(seconds, 95)) == (0.5, 0.95)
    assert get_percentile([], 95) == 0.0


@pytest.mark.parametrize(
    ("components", "machine", "saturated"),
    [
        ({"web workers": 1.5, "Redis": 0.1}, 1.95, "the 2 cores, mostly by web workers"),
        ({"web workers": 0.5, "Redis": 0.9}, 1.5, "Redis"),
        ({"web workers": 0.5, LOAD_GENERATOR: 0.95}, 1.5, LOAD_GENERATOR),
        ({"web workers": 0.9, "Redis": 0.1}, 1.1, ""),
    ],
)
def test_what_saturates_is_named(components: dict[str, float], machine: float, saturated: str) -> None:
    usage = Usage(10, machine, components)

    assert name_saturated(usage, 2, frozenset({"Redis", LOAD_GENERATOR})) == saturated
