"""A worker in a separate process, which takes a command per line: for tests of what processes share."""

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
from tests.gateway.conftest import NO_DELAY, InMemoryTrail

NUMBERS = range(1, 6)


def connect(file: str, port: int, cache_id: str, grant: str, read_log: ReadLog | None = None) -> Gateway:
    upstream, session = Upstream(f"http://127.0.0.1:{port}", cache_id), open_session(Path(file))
    session.register_upstream(upstream, Tokens(Secret("app-secret"), Secret(grant)))
    return Gateway(Transport(session, upstream, trail=InMemoryTrail(), retry_policy=NO_DELAY, read_log=read_log))


def read(number: int, **connection_args: Any) -> dict[str, Any]:
    """Read a customer's name as a page does."""
    read_log = ReadLog()
    try:
        name = connect(**connection_args, read_log=read_log).customers.get(number).name
    except GatewayError as error:
        return {"error": type(error).__name__}
    return {"name": name, "stale_reason": type(read_log.current_error).__name__ if read_log.current_error else ""}


def write(number: int, **connection_args: Any) -> dict[str, Any]:
    document = Customer.new_document(name="new", currency="DKK", payment_terms=1, customer_group=1, vat_zone=1)
    try:
        connect(**connection_args).customers.replace(number, document)
    except GatewayError as error:
        return {"error": type(error).__name__}
    return {}


def hammer(file: str, port: int, agreements: Mapping[str, str], threads: int, rounds: int) -> dict[str, Any]:
    """Read at random from agreements with the same numbers, in many threads; returns the answers that were mixed up."""

    def read_randomly(seed: int) -> list[str]:
        random_source, mismatches = random.Random(seed), []
        for _ in range(rounds):
            cache_id = random_source.choice(list(agreements))
            economic, grant = connect(file, port, cache_id, agreements[cache_id]), agreements[cache_id]
            if random_source.random() < 0.05:
                economic.refresh()
            numbers = [random_source.choice(NUMBERS) for _ in range(2)]
            customers = economic.together(*[partial(economic.customers.get, number) for number in numbers])
            for number, customer in zip(numbers, customers, strict=True):
                if customer.name.split(",")[:2] != [grant, str(number)]:
                    mismatches.append(f"{grant} {number}: {customer.name}")
        return mismatches

    with ThreadPoolExecutor(threads) as executor:
        return {
            "wrong": [
                mismatch
                for found_mismatches in executor.map(read_randomly, range(threads))
                for mismatch in found_mismatches
            ]
        }


COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {"read": read, "write": write, "hammer": hammer}


def main() -> None:
    start_clock()
    for line in sys.stdin:
        command = json.loads(line)
        print(json.dumps(COMMANDS[command.pop("command")](**command)), flush=True)  # noqa: T201 - it is what it is for
    close_sessions()


if __name__ == "__main__":
    main()
