"""A process on the data folder DATA_DIR that changes a customer and is killed at a point of it, or looks what is there.

`python -m tests.trail.killed_process "after the intent"`, then `python -m tests.trail.killed_process look`.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

CUSTOMER, CITY = 10007, "Kerteminde"
POINTS = (
    "before the intent",
    "while the intent is stored",
    "after the intent",
    "before e-conomic has it",
    "after e-conomic has done it",
    "after the answer",
    "while the outcome is stored",
    "after the outcome",
)


def kill_itself() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def kill_at(point: str) -> None:
    """Wraps what the write goes through."""
    from econ_admin.sandbox.adapter import SandboxAdapter
    from econ_admin.trail import database_trail
    from econ_admin.trail.database_trail import DatabaseTrail

    places: dict[str, tuple[Any, str, bool, int]] = {
        "before the intent": (DatabaseTrail, "begin", False, 1),
        "while the intent is stored": (database_trail, "append_link", False, 1),
        "after the intent": (DatabaseTrail, "begin", True, 1),
        "before e-conomic has it": (SandboxAdapter, "send", False, 2),  # the first call loads the customer
        "after e-conomic has done it": (SandboxAdapter, "send", True, 2),
        "after the answer": (DatabaseTrail, "end", False, 1),
        "while the outcome is stored": (database_trail, "append_link", False, 2),
        "after the outcome": (DatabaseTrail, "end", True, 1),
    }
    owner, name, is_after, call = places[point]
    setattr(owner, name, wrap(getattr(owner, name), call, is_after=is_after))


def wrap(function: Callable[..., Any], call: int, *, is_after: bool) -> Callable[..., Any]:
    """Kills this process before or after the call with this number."""
    calls = 0

    def kill_or_pass_on(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and not is_after:
            kill_itself()
        result = function(*args, **kwargs)
        if calls == call:
            kill_itself()
        return result

    return kill_or_pass_on


def write() -> None:
    economic = connect()
    customer = economic.customers.get(CUSTOMER)
    economic.customers.replace(CUSTOMER, customer.with_changes(city=CITY), customer)


def look() -> None:
    """Prints what the history says, whether the trail is intact, and what e-conomic has."""
    from econ_admin.trail.export import list_records
    from econ_admin.trail.links import find_problems

    city = connect().refreshed().customers.get(CUSTOMER).city
    states = [(record["state"], record["number"], CITY in record["sent"]) for record in list_records()]
    print(json.dumps({"states": states, "problems": list(find_problems()), "is_done": city == CITY}))  # noqa: T201


def connect() -> Any:
    from econ_admin import connection
    from econ_admin.access.agreements import get_or_create_agreement
    from econ_admin.access.models import Person

    person, _created = Person.objects.get_or_create(username="ada")
    return connection.connect(get_or_create_agreement(), person)


def main(point: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "econ_admin.settings")
    import django

    django.setup()
    if point == "look":
        look()
        return
    kill_at(point)
    write()


if __name__ == "__main__":
    main(sys.argv[1])
