"""Fills a history of so many writes, and prints how long its pages take: `title<tab>seconds`."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.bench.table import time_call

if TYPE_CHECKING:
    from econ_admin.access.models import Agreement, Person

ROUNDS, CHUNK, PAGE_SIZE = 15, 20_000, 50
CUSTOMER, OTHER_CUSTOMER = 10007, 20007
YEARS = timedelta(days=1826)  # over which the writes are spread
BODY = (
    b'{"customerNumber":%d,"name":"%s","currency":"DKK","paymentTerms":{"paymentTermsNumber":1},'
    b'"customerGroup":{"customerGroupNumber":1},"vatZone":{"vatZoneNumber":1}}'
)
PAGES = {
    "the agreement's history": "/sandbox/history/",
    "one customer's history": f"/sandbox/customers/{CUSTOMER}/history/",
    "what one person did": "/sandbox/history/?person=me",
    "what was refused": "/sandbox/history/?outcome=refused",
    "what was done to contacts": "/sandbox/history/?noun=contacts",
    "the history until a day in the middle": "/sandbox/history/?until={middle}",
}


def main(size: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from econ_admin.access.agreements import get_or_create_agreement
    from econ_admin.trail.database_trail import list_open_intents

    call_command("migrate", verbosity=0)
    agreement = get_or_create_agreement()
    people = add_people(agreement)
    end = datetime.now().astimezone()
    fill(size, agreement, people, end)
    client = Client()
    client.force_login(people[0])
    for title, url in PAGES.items():
        address = url.format(middle=f"{end - YEARS / 2:%d-%m-%Y}")
        entries = client.get(address).content.count(b'<li id="entry-')
        assert entries == PAGE_SIZE, (address, entries)
        report(title, partial(client.get, address))
    report("the open writes of the front page", lambda: list(list_open_intents(agreement)))


def report(title: str, call: Callable[[], object]) -> None:
    call()
    seconds = median(time_call(call) for _ in range(ROUNDS))
    print(f"{title}\t{seconds}", flush=True)  # noqa: T201  # read by the bench


def add_people(agreement: "Agreement") -> "list[Person]":
    from econ_admin.access.models import Membership, Person
    from econ_admin.access.roles import Role

    people = [Person.objects.create(username=f"person{number}") for number in range(5)]
    for person in people:
        Membership.objects.create(person=person, agreement=agreement, role=Role.ADMIN)
    return people


def fill(size: int, agreement: "Agreement", people: "list[Person]", end: datetime) -> None:
    for start in range(0, size, CHUNK):
        rows: list[list[Any]] = [[], [], [], []]
        for number in range(start, min(start + CHUNK, size)):
            at = end - YEARS * ((size - number) / size)
            for kind, row in zip(rows, build_rows(number, size, agreement.pk, people[number % 5].pk, at), strict=True):
                kind.append(row)
        for kind in rows:
            type(kind[0]).objects.bulk_create(kind, batch_size=5000)


def build_rows(number: int, size: int, agreement: int, person: int, at: datetime) -> Iterator[Any]:
    """A write and what belongs to it. A small history has fifty of everything too."""
    from econ_admin.trail.models import Entry, Intent, Outcome, Subject

    is_small = size < 10_000
    customer = CUSTOMER if number % (10 if is_small else 100) == 0 else OTHER_CUSTOMER
    is_refused = number % (10 if is_small else 1000) == 1
    noun = "contacts" if number % 10 == 2 else "customers"
    pk, path, after = number + 1, f"customers/{customer}", BODY % (customer, b"B")
    owner = {"agreement_id": agreement, "noun": noun, "at": at}
    sent = {"number": str(customer), "method": "PUT", "path": path, "body": after, "before": BODY % (customer, b"A")}
    yield Intent(pk=pk, key=f"{pk:036}", person_id=person, **sent, **owner)
    yield Entry(intent_id=pk, person_id=person, state="refused" if is_refused else "done", **owner)
    yield Outcome(pk=pk, intent_id=pk, status=400 if is_refused else 200, body=after, log_id="a", at=at)
    yield Subject(entry_id=pk, agreement_id=agreement, noun="customers", number=str(customer), at=at)


if __name__ == "__main__":
    main(int(sys.argv[1]))
