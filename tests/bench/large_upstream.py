"""Stands for e-conomic with 100,000 customers and 200,000 booked invoices, of which 40,000 are overdue.

Their pages are made when asked for, from a thousand documents of the sandbox with other numbers: of its size, and
quickly. Every filter finds all of them, except one for customer numbers. The rest is learnt from the sandbox.
"""

import asyncio
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from econ_admin.gateway.json_codec import decode, encode
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.app import ORIGIN
from tests.bench.upstream import (
    FORWARDED_HEADERS,
    HOST,
    UNLIMITED_RATE,
    Replay,
    Upstream,
    build_response,
    run_upstream,
    serve,
)

CUSTOMERS, INVOICES, OVERDUE, OVERDUE_CUSTOMERS = 100_000, 200_000, 40_000, 20_000
FIRST_NUMBER = 100_001
NUMBER, CUSTOMER = 777_777_777, 888_888_888  # in a template, where the document's and its customer's number go
NUMBER_FILTER = re.compile(r"customerNumber\$in:\[([0-9,]+)\]")
TEMPLATES = 1_000
OLDEST = 120  # days that an invoice is overdue, at most

Numbers = Sequence[int]


class Collection:
    """A collection of so many documents, numbered from FIRST_NUMBER on."""

    def __init__(self, templates: Sequence[bytes], count: int, customers: int) -> None:
        self._templates, self._count, self._customers = templates, count, customers

    def build_page(self, origin: bytes, path: str, query: dict[str, str]) -> bytes:
        numbers = self._list_numbers(query.get("filter", ""))
        size, page = int(query.get("pagesize", 20)), int(query.get("skippages", 0))
        shown = numbers[page * size : (page + 1) * size]
        pagination: dict[str, Any] = {"results": len(numbers), "resultsWithoutFilter": self._count}
        if (page + 1) * size < len(numbers):
            pagination["nextPage"] = f"{origin.decode()}{path}?skippages={page + 1}&pagesize={size}"
        items = b",".join(map(self._build_item, shown))
        return b'{"collection":[%b],"pagination":%b}' % (items, json.dumps(pagination).encode())

    def _list_numbers(self, filter: str) -> Numbers:
        if match := NUMBER_FILTER.search(filter):
            return [int(number) for number in match[1].split(",")]
        return range(FIRST_NUMBER, FIRST_NUMBER + self._count)

    def _build_item(self, number: int) -> bytes:
        index = number - FIRST_NUMBER
        customer = FIRST_NUMBER + index % self._customers
        template = self._templates[index % len(self._templates)]
        return template.replace(b"%d" % NUMBER, b"%d" % number).replace(b"%d" % CUSTOMER, b"%d" % customer)


class LargeReplay(Replay):
    """Answers the large collections itself."""

    def __init__(self, sandbox: Sandbox, origin: str) -> None:
        super().__init__(sandbox, origin)
        customers = self._build_templates("/customers", "customerNumber", _put_over_limit)
        booked = self._build_templates("/invoices/booked", "bookedInvoiceNumber", _keep)
        overdue = self._build_templates("/invoices/booked", "bookedInvoiceNumber", _make_overdue)
        self._collections = {
            "/customers": Collection(customers, CUSTOMERS, CUSTOMERS),
            "/invoices/booked": Collection(booked, INVOICES, CUSTOMERS),
            "/invoices/overdue": Collection(overdue, OVERDUE, OVERDUE_CUSTOMERS),
        }
        headers = sandbox.request("GET", "/customers").headers
        self._headers = {name: headers[name] for name in FORWARDED_HEADERS if name in headers}

    def respond(self, method: str, target: str) -> bytes:
        parts = urlsplit(target)
        if method != "GET" or parts.path not in self._collections:
            return super().respond(method, target)
        self.calls[target] += 1
        body = self._collections[parts.path].build_page(self.origin, parts.path, dict(parse_qsl(parts.query)))
        return build_response(200, body, self._headers)

    def control(self, handle: str) -> bytes:
        """As it is steered elsewhere, but it goes on learning: of the sandbox it takes a few reference lists only."""
        answer = super().control(handle)
        self.is_learning = True
        return answer

    def _build_templates(self, path: str, key: str, change: Callable[[dict[str, Any], int], None]) -> list[bytes]:
        body = self.sandbox.request("GET", f"{path}?pagesize={TEMPLATES}").body.replace(ORIGIN.encode(), self.origin)
        return [
            self._build_template(document, key, change, at) for at, document in enumerate(decode(body)["collection"])
        ]

    def _build_template(
        self, document: dict[str, Any], key: str, change: Callable[[dict[str, Any], int], None], at: int
    ) -> bytes:
        numbers = {document[key]: NUMBER}
        if "customer" in document:
            numbers[document["customer"]["customerNumber"]] = CUSTOMER
        change(document, at)
        text = encode(document).decode()
        for number, placeholder in numbers.items():
            text = re.sub(rf"(?<![0-9.]){number}(?![0-9.])", str(placeholder), text)
        return text.encode()


def _put_over_limit(customer: dict[str, Any], at: int) -> None:
    customer |= {"creditLimit": Decimal(10_000 + at), "balance": Decimal(f"{20_000 + at}.50")}


def _keep(invoice: dict[str, Any], at: int) -> None:
    """Changes nothing."""


def _make_overdue(invoice: dict[str, Any], at: int) -> None:
    due = date.today() - timedelta(days=1 + at % OLDEST)  # noqa: DTZ011  # the day here is the day meant
    amounts = {name: abs(invoice[name]) for name in ("grossAmount", "netAmount", "netAmountInBaseCurrency")}
    invoice |= amounts | {"dueDate": due.isoformat()}
    invoice |= {"remainder": invoice["grossAmount"], "remainderInBaseCurrency": invoice["netAmountInBaseCurrency"]}


@contextmanager
def serve_large_upstream(store: Path) -> Iterator[Upstream]:
    with run_upstream(__name__, store) as upstream:
        yield upstream


if __name__ == "__main__":
    port, store = int(sys.argv[1]), Path(sys.argv[2])
    asyncio.run(serve(port, LargeReplay(Sandbox(store, rate_limit=UNLIMITED_RATE), f"http://{HOST}:{port}")))
