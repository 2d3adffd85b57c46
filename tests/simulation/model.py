"""A stated model of a working day: what the people of an agreement do, how often, and in which hour most of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

AGREEMENTS, PEOPLE = 500, 40
HOURS = 8
PEAK_FACTOR = 1.5  # of the mean hour, in the busiest one
CALLS_A_DAY = 50_000  # of an agreement, by e-conomic's fair use
CUSTOMERS = 500  # of an agreement
POPULAR_SHARE = 0.1  # customers that half of the visits go to
THINKING = (1.0, 4.0)  # seconds between two steps of an activity

Name = Literal["overview", "list", "filter", "search", "customer", "invoices", "booked", "draft", "save"]


@dataclass(frozen=True)
class Activity:
    """Something that a person does: how often a day, and how many requests that is."""

    name: Name
    times: float
    requests: int


DAY: tuple[Activity, ...] = (
    Activity("overview", 6, 4),  # the front page and its three panels
    Activity("list", 20, 1),
    Activity("filter", 8, 1),  # the list with a word
    Activity("search", 12, 2),  # the palette, twice while a word is typed
    Activity("customer", 40, 1),
    Activity("invoices", 10, 1),  # the list of drafts or of booked invoices
    Activity("booked", 6, 1),  # a booked invoice
    Activity("draft", 4, 9),  # created and shown, five lines, the check before sending, discarded
    Activity("save", 6, 3),  # an edit form, saved, and the customer shown
)
ROLES = {"admin": 2, "accountant": 14, "editor": 16, "viewer": 8}  # of the forty
ROLES_OF_ACTIVITIES: dict[Name, frozenset[str]] = {
    "draft": frozenset({"admin", "accountant"}),
    "save": frozenset({"admin", "accountant", "editor"}),
}


def count_requests(people: int = PEOPLE) -> float:
    """Requests of an agreement in a day."""
    return people * sum(activity.times * activity.requests for activity in DAY)


def get_rate(people: int = PEOPLE, *, at_peak: bool = True) -> float:
    """Requests a second of an agreement."""
    return count_requests(people) / (HOURS * 3600) * (PEAK_FACTOR if at_peak else 1.0)


def get_activity_rate(people: int = PEOPLE, *, at_peak: bool = True) -> float:
    """Activities that begin in a second of an agreement."""
    return people * sum(activity.times for activity in DAY) / (HOURS * 3600) * (PEAK_FACTOR if at_peak else 1.0)


def choose_activity(random: Random) -> Activity:
    return random.choices(DAY, [activity.times for activity in DAY])[0]


def choose_customer(random: Random, customers: Sequence[int]) -> int:
    """Half of the visits go to a tenth of the customers."""
    popular = max(1, round(len(customers) * POPULAR_SHARE))
    return random.choice(customers[:popular] if random.random() < 0.5 else customers)


def list_roles(people: int = PEOPLE) -> list[str]:
    """The roles of an agreement's people, in the proportions of ROLES; at least one administrator."""
    whole = sum(ROLES.values())
    roles = [role for role, count in ROLES.items() for _ in range(max(1, round(people * count / whole)))]
    return (roles + ["viewer"] * people)[:people]
