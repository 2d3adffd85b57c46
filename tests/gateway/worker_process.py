"""A worker in a process of its own, told line by line what to do: for tests of what processes share."""

import json
import random
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from econ_admin.gateway import Gateway, ReadLog, Secret, Tokens, Transport, Upstream, close_sessions, open_session
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.records import Customer
from tests.clock import start_clock
from tests.gateway.conftest import AT_ONCE, Notebook

NUMBERS = range(1, 6)


def connect(file: str, port: int, cache_id: str, grant: str, standing: ReadLog | None = None) -> Gateway:
    upstream, session = Upstream(f"http://127.0.0.1:{port}", cache_id), open_session(Path(file))
    session.register_upstream(upstream, Tokens(Secret("app-secret"), Secret(grant)))
    return Gateway(Transport(session, upstream, trail=Notebook(), retry_policy=AT_ONCE, read_log=standing))


def read(number: int, **whose: Any) -> dict[str, Any]:
    """What a page shows."""
    standing = ReadLog()
    try:
        name = connect(**whose, standing=standing).customers.get(number).name
    except GatewayError as error:
        return {"error": type(error).__name__}
    return {"name": name, "stood_in": type(standing.current_error).__name__ if standing.current_error else ""}


def write(number: int, **whose: Any) -> dict[str, Any]:
    document = Customer.new_document(name="new", currency="DKK", payment_terms=1, customer_group=1, vat_zone=1)
    try:
        connect(**whose).customers.replace(number, document)
    except GatewayError as error:
        return {"error": type(error).__name__}
    return {}


def hammer(file: str, port: int, agreements: Mapping[str, str], threads: int, rounds: int) -> dict[str, Any]:
    """So many people click about in agreements with the same numbers; tells what each saw that was not its own."""

    def click(seed: int) -> list[str]:
        chance, wrong = random.Random(seed), []
        for _ in range(rounds):
            cache_id = chance.choice(list(agreements))
            economic, grant = connect(file, port, cache_id, agreements[cache_id]), agreements[cache_id]
            if chance.random() < 0.05:
                economic.refresh()
            numbers = [chance.choice(NUMBERS) for _ in range(2)]
            customers = economic.together(*[partial(economic.customers.get, number) for number in numbers])
            for number, customer in zip(numbers, customers, strict=True):
                if customer.name.split(",")[:2] != [grant, str(number)]:
                    wrong.append(f"{grant} {number}: {customer.name}")
        return wrong

    with ThreadPoolExecutor(threads) as people:
        return {"wrong": [each for wrong in people.map(click, range(threads)) for each in wrong]}


DOES: dict[str, Callable[..., dict[str, Any]]] = {"read": read, "write": write, "hammer": hammer}


def main() -> None:
    start_clock()
    for line in sys.stdin:
        told = json.loads(line)
        print(json.dumps(DOES[told.pop("do")](**told)), flush=True)  # noqa: T201 - it is what it is for
    close_sessions()


if __name__ == "__main__":
    main()
