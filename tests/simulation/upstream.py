"""Stands for e-conomic with many agreements: each grant token has an agreement, a rate limit and a count of its own.

What is asked for is learnt once from a sandbox; each answer then names the agreement that it was asked for, in its
number and in the names of its customers. A separate process on one event loop. Below `/_bench/` it is steered.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from econ_admin.gateway.json_codec import decode, encode
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.app import ORIGIN
from econ_admin.sandbox.rate_limit import (
    DEFAULT_RATE_LIMIT,
    PUBLISHED_ACCOUNT_COST,
    PUBLISHED_COST,
    PUBLISHED_RATE_LIMIT,
    READ_COST,
    WRITE_COST,
    Charge,
    RateLimit,
)
from tests.bench.upstream import (
    CONTROL_PREFIX,
    HEADER_END,
    HOST,
    UNLIMITED_RATE,
    build_response,
    get_content_length,
    normalize_target,
)
from tests.simulation.model import CUSTOMERS
from tests.site import build_environment, free_port, run_server

DELAY = 0.15  # seconds
FIRST_NUMBER = 1_000_001  # of an agreement; all numbers have as many digits
PLACEHOLDER = 7_777_777
MARKER = re.compile(rb"\(agreement (\d{7})\)")
GRANT = re.compile(r"grant-of-agreement-(\d{7})-[a-z]+")
GRANT_HEADER = b"x-agreementgranttoken"
RATE_LIMITS = {"published": PUBLISHED_RATE_LIMIT, "recorded": DEFAULT_RATE_LIMIT}


def build_grant(number: int) -> str:
    """The grant token of an agreement."""
    return f"grant-of-agreement-{number}-{'simulated' * 3}"


def find_agreement(head: bytes) -> int | None:
    """The agreement of the grant token in a request's headers."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == GRANT_HEADER and (match := GRANT.fullmatch(value.strip().decode())):
            return int(match[1])
    return None


def mark_names(document: Any) -> Any:
    """Adds the agreement to the names of customers and recipients, and replaces the agreement's number."""
    if isinstance(document, list):
        return [mark_names(each) for each in document]
    if not isinstance(document, dict):
        return document
    marked = {key: mark_names(value) for key, value in document.items()}
    for owner in (marked if "customerNumber" in marked else None, marked.get("recipient")):
        if isinstance(owner, dict) and isinstance(owner.get("name"), str) and not owner["name"].endswith(")"):
            owner["name"] += f" (agreement {PLACEHOLDER})"
    if "agreementNumber" in marked:
        marked["agreementNumber"] = PLACEHOLDER
    return marked


@dataclass
class Bucket:
    """The rate limit of one agreement: it fills by the cost of each call, and drains."""

    limit: RateLimit
    used: float = 0.0
    at: float = 0.0

    def draw(self, cost: int, now: float) -> Charge:
        """Charges a call, or says in how many seconds its cost would fit."""
        used = max(0.0, self.used - max(0.0, now - self.at) * self.limit.drain_rate)
        if used + cost > self.limit.capacity:
            seconds = (used + cost - self.limit.capacity) / self.limit.drain_rate
            return Charge(0, ceil(used), self.limit, retry_after=max(1, ceil(seconds)))
        self.used, self.at = used + cost, now
        return Charge(cost, ceil(self.used), self.limit)


@dataclass
class Account:
    """What is known of one agreement."""

    bucket: Bucket
    calls: Counter[str] = field(default_factory=Counter)
    """By the first part of the path."""
    refused: int = 0
    fullest: int = 0
    """What the bucket held at most."""
    saved: dict[str, bytes] = field(default_factory=dict)


class Economic:
    """All agreements. `clock` is in seconds."""

    def __init__(self, sandbox: Sandbox, origin: str, limit: RateLimit, clock: Any = time.monotonic) -> None:
        self._sandbox, self._origin, self._limit, self._clock = sandbox, origin.encode(), limit, clock
        self._templates: dict[str, bytes] = {}
        self._accounts: dict[int, Account] = defaultdict(lambda: Account(Bucket(limit)))
        self._unknown: Counter[str] = Counter()
        self._mixed = 0

    def respond(self, agreement: int | None, method: str, target: str, body: bytes = b"") -> bytes:
        """The whole answer as bytes."""
        if agreement is None:
            return build_response(401, b'{"message": "Unknown grant token."}')
        account = self._accounts[agreement]
        charge = account.bucket.draw(self._get_cost(method, target), self._clock())
        account.calls[target.lstrip("/").partition("?")[0].partition("/")[0]] += 1
        account.fullest = max(account.fullest, charge.used)
        if charge.retry_after:
            account.refused += 1
            return build_response(
                429, b'{"message": "Too many requests."}', charge.headers | {"Retry-After": str(charge.retry_after)}
            )
        document = normalize_target(target)
        answer = (
            self._save(account, agreement, document, body)
            if method == "PUT"
            else account.saved.get(document) or self._load(agreement, document)
            if method == "GET"
            else None
        )
        if answer is None:
            self._unknown[f"{method} {document}"] += 1
            return build_response(404, b'{"message": "The simulation does not know this."}', charge.headers)
        return build_response(200, answer, charge.headers)

    def control(self, handle: str) -> bytes:
        """`report` tells what happened since the last `begin`."""
        if handle == "begin":
            for account in self._accounts.values():
                account.calls.clear()
                account.refused = account.fullest = 0
        report = {
            "calls": {number: account.calls for number, account in self._accounts.items()},
            "refused": sum(account.refused for account in self._accounts.values()),
            "fullest": max((account.fullest for account in self._accounts.values()), default=0),
            "limit": self._limit.capacity,
            "unknown": self._unknown,
            "mixed": self._mixed,
        }
        return build_response(200, json.dumps(report).encode())

    def _get_cost(self, method: str, target: str) -> int:
        if self._limit.is_published:
            return PUBLISHED_ACCOUNT_COST if target.startswith("/accounts") else PUBLISHED_COST
        return READ_COST if method == "GET" else WRITE_COST

    def _load(self, agreement: int, document: str) -> bytes | None:
        template = self._templates.get(document) or self._learn(document)
        return template and template.replace(b"%d" % PLACEHOLDER, b"%d" % agreement)

    def _learn(self, document: str) -> bytes | None:
        if (response := self._sandbox.request("GET", document)).status != 200:
            return None
        body = encode(mark_names(decode(response.body))).replace(ORIGIN.encode(), self._origin)
        self._templates[document] = body
        return body

    def _save(self, account: Account, agreement: int, document: str, body: bytes) -> bytes:
        """Keeps the document. One with another agreement's name was sent to the wrong one."""
        self._mixed += any(int(number) != agreement for number in MARKER.findall(body))
        account.saved[document] = body
        return body


class Connection(asyncio.Protocol):
    """One client's: request after request, each answered after the delay."""

    def __init__(self, economic: Economic, delay: float) -> None:
        self._economic, self._delay = economic, delay
        self._received = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while HEADER_END in self._received:
            head, _, remainder = self._received.partition(HEADER_END)
            length = get_content_length(head)
            if len(remainder) < length:
                return
            self._received = remainder[length:]
            method, target = head.split(b"\r\n", 1)[0].decode().split(" ")[:2]
            self._respond(find_agreement(head), method, target, remainder[:length])

    def _respond(self, agreement: int | None, method: str, target: str, body: bytes) -> None:
        if target.startswith(CONTROL_PREFIX):
            self._transport.write(self._economic.control(target.removeprefix(CONTROL_PREFIX)))
            return
        answer = self._economic.respond(agreement, method, target, body)
        asyncio.get_running_loop().call_later(self._delay, self._transport.write, answer)


@dataclass(frozen=True)
class Report:
    """What the upstream saw: calls by agreement and first part of the path, and what went wrong."""

    calls: dict[int, dict[str, int]]
    refused: int
    fullest: int
    limit: int
    unknown: dict[str, int]
    mixed: int

    @property
    def total(self) -> int:
        return sum(sum(calls.values()) for calls in self.calls.values())


@dataclass(frozen=True)
class Upstream:
    """The server seen from the simulation."""

    origin: str
    pid: int

    def begin(self) -> None:
        """Forgets what was counted."""
        self._control("begin")

    def report(self) -> Report:
        answer = self._control("report")
        return Report(**{**answer, "calls": {int(number): calls for number, calls in answer["calls"].items()}})

    def _control(self, handle: str) -> Any:
        with urlopen(f"{self.origin}{CONTROL_PREFIX}{handle}") as response:  # noqa: S310  # ours, and http
            return json.load(response)

    def list_numbers(self, path: str, key: str) -> list[int]:
        """The numbers of the first thousand documents of a collection."""
        headers = {"X-AgreementGrantToken": build_grant(FIRST_NUMBER)}
        request = Request(f"{self.origin}{path}?pagesize=1000", headers=headers)  # noqa: S310  # ours, and http
        with urlopen(request) as response:  # noqa: S310
            return [int(document[key]) for document in json.load(response)["collection"]]


@contextmanager
def run_upstream(folder: Path, limit: str, delay: float = DELAY) -> Iterator[Upstream]:
    """The server, until the block ends. `limit` is of RATE_LIMITS; `delay` in seconds."""
    port = free_port()
    command = [sys.executable, "-m", __name__, str(port), str(folder / "upstream.sqlite"), limit, str(delay)]
    with run_server(command, build_environment(folder), port) as server:
        yield Upstream(f"http://{HOST}:{port}", server.pid)


async def serve(port: int, economic: Economic, delay: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(economic, delay), HOST, port, backlog=1024)
    await server.serve_forever()


def main(port: str, store: str, limit: str, delay: str) -> None:
    sandbox = Sandbox(Path(store), size=CUSTOMERS, rate_limit=UNLIMITED_RATE)
    asyncio.run(serve(int(port), Economic(sandbox, f"http://{HOST}:{port}", RATE_LIMITS[limit]), float(delay)))


if __name__ == "__main__":
    main(*sys.argv[1:])
