"""Every link of every document leads somewhere, or docs/sandbox.md says that it does not."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.app import ORIGIN
from tests.reference import ROOT
from tests.sandbox.seeded_documents import DAY

CUSTOMERS = 14  # with drafts, contacts and delivery locations


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox.sqlite", CUSTOMERS, DAY, lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
    yield sandbox
    sandbox.close()


def find_links(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for member in value.values():
                yield from find_links(member)
        case list():
            for item in value:
                yield from find_links(item)
        case str() if value.startswith(ORIGIN):
            yield value.removeprefix(ORIGIN)


def walk_links(sandbox: Sandbox) -> dict[str, int]:
    """Follows all links from the root. Returns the status of each."""
    statuses: dict[str, int] = {}
    waiting = ["/"]
    while waiting:
        link = waiting.pop()
        if link in statuses:
            continue
        response = sandbox.request("GET", link)
        statuses[link] = response.status
        if response.status == 200 and "json" in response.headers["Content-Type"]:
            waiting += find_links(response.json())
    return statuses


def read_listed_patterns() -> dict[str, re.Pattern[str]]:
    """The links that the documentation lists: `:n` is one step, `…` any number of them."""
    section = (ROOT / "docs" / "sandbox.md").read_text().partition("## Links that lead nowhere")[2].partition("## ")[0]
    cells = re.findall(r"^\|(.+?)\|", section, re.MULTILINE)
    links = [link for cell in cells for link in re.findall(r"`(/[^`]+)`", cell)]
    return {link: re.compile(re.escape(link).replace(":n", "[^/]+").replace("…", ".+")) for link in links}


@pytest.mark.slow
def test_every_link_is_answered_or_listed(sandbox: Sandbox) -> None:
    statuses, patterns = walk_links(sandbox), read_listed_patterns()

    dead_links = [link.partition("?")[0] for link, status in statuses.items() if status != 200]
    unlisted = [link for link in dead_links if not any(pattern.fullmatch(link) for pattern in patterns.values())]
    answered = [link for link, pattern in patterns.items() if not any(map(pattern.fullmatch, dead_links))]

    assert set(statuses.values()) == {200, 404}
    assert len(statuses) > 1000
    assert (unlisted, answered) == ([], [])


def test_customers_are_listed_by_group_and_employee(sandbox: Sandbox) -> None:
    customers = sandbox.request("GET", "/customers?pagesize=1000").json()["collection"]
    number = customers[0]["customerGroup"]["customerGroupNumber"]
    sellers = [customer["salesPerson"]["employeeNumber"] for customer in customers if "salesPerson" in customer]

    of_group = sandbox.request("GET", f"/customer-groups/{number}/customers").json()["collection"]
    of_employee = sandbox.request("GET", f"/employees/{sellers[0]}/customers").json()["collection"]

    assert {customer["customerGroup"]["customerGroupNumber"] for customer in of_group} == {number}
    assert 0 < len(of_group) < len(customers)
    assert len(of_employee) == sellers.count(sellers[0])
    assert sandbox.request("GET", "/customer-groups/99/customers").status == 404


def test_account_is_the_one_that_a_sales_account_names(sandbox: Sandbox) -> None:
    [sale, *_] = sandbox.request("GET", "/product-groups/1/sales-accounts").json()["collection"]

    account = sandbox.request("GET", f"/accounts/{sale['salesAccount']['accountNumber']}").json()

    assert account == sale["salesAccount"]
