"""People at work, each in a browser of their own: some read, some add contacts, change customers and send drafts."""

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random

import requests

from tests.caddy import Proxied
from tests.chaos.writes import KINDS, Write
from tests.customers.form_data import Form
from tests.site_client import SiteClient
from tests.soak.journal import Journal

READERS, WRITERS = ("viewer", "editor", "accountant", "admin") * 2, ("accountant", "admin") * 2
CUSTOMERS = 4_000
FIRST_CUSTOMER = 10001
FIRST_WRITTEN = 10201  # readers stay among those before it
READING_PAUSE, WRITING_PAUSE = 1.0, 4.0  # seconds between two pages, and two writes, on average
ATTEMPTS = 8
OPENING_AT_ONCE = 6
PAGES = (
    "/economic/",
    "/economic/customers/",
    "/economic/customers/?q={word}",
    "/economic/customers/?sort=-name",
    "/economic/customers/{customer}/",
    "/economic/customers/{customer}/",
    "/economic/customers/{customer}/contacts/",
    "/economic/customers/{customer}/delivery-locations/",
    "/economic/customers/{customer}/drafts/",
    "/economic/customers/{customer}/booked/",
    "/economic/drafts/",
    "/economic/booked/?state=overdue",
    "/economic/search/?q={word}",
    "/economic/history/",
)
PAGES_OF_ACCOUNTANTS = (*PAGES, "/economic/unsent/")
WORDS = ("an", "ber", "1000", "kom", "o", "st", "hus")


class JournaledClient(SiteClient):
    """Judges each response. A page belongs to who asked for it, and to the customer in its address."""

    def __init__(self, site: Proxied, person: str, journal: Journal) -> None:
        super().__init__(site.address)
        site.trust(self)
        self.person, self.journal = person, journal
        response = self.sign_in(person)
        assert response.status_code == 303, f"{response.status_code} {response.text}"

    def get(self, path: str) -> requests.Response:
        return self._note(f"GET {path}", lambda: super(JournaledClient, self).get(path), self._judge_page)

    def submit(self, form: Form, **changes: str | Iterable[str]) -> requests.Response:
        typed = [value for value in changes.values() if isinstance(value, str)]

        def judge(response: requests.Response) -> str:
            return judge_submission(response, typed)

        return self._note(f"POST {form.action}", lambda: super(JournaledClient, self).submit(form, **changes), judge)

    def _note(
        self, what: str, ask: Callable[[], requests.Response], judge: Callable[[requests.Response], str]
    ) -> requests.Response:
        started = time.monotonic()
        try:
            response = ask()
        except requests.RequestException as error:
            self.journal.note_error(what, error)
            raise
        self.journal.note(what, response, started, judge(response))
        return response

    def _judge_page(self, response: requests.Response) -> str:
        if response.status_code == 303 and "/drafts/" in response.headers["Location"]:
            return ""  # a draft that was sent leads to where it is now
        if response.status_code != 200:
            return "no page"
        return "" if f"{self.person}<" in response.text else "the page of another person"


def judge_submission(response: requests.Response, typed: Iterable[str]) -> str:
    """A form leads to another page, or comes back with what was typed."""
    if response.status_code == 303:
        return "signed out" if "/sign-in/" in response.headers["Location"] else ""
    if response.status_code not in (200, 409, 422):
        return "not accepted"
    return "" if all(text in response.text for text in typed) else "what was typed is gone"


class Reader:
    """Opens one page after another."""

    def __init__(self, client: JournaledClient, seed: int) -> None:
        self._client, self._random = client, Random(seed)
        self._pages = PAGES_OF_ACCOUNTANTS if client.person in WRITERS else PAGES

    def work_until(self, is_over: threading.Event) -> None:
        while not is_over.wait(self._random.expovariate(1 / READING_PAUSE)):
            customer = self._random.randrange(FIRST_CUSTOMER, FIRST_WRITTEN)
            path = self._random.choice(self._pages).format(customer=customer, word=self._random.choice(WORDS))
            with suppress(requests.RequestException):  # it is in the journal
                self._client.get(path)


class Writer:
    """Writes one thing after another, each to a customer that no other write is for."""

    def __init__(self, client: JournaledClient, customers: Iterator[int], seed: int) -> None:
        self._client, self._customers, self._random = client, customers, Random(seed)
        self._kinds = itertools.islice(itertools.cycle(KINDS), seed % len(KINDS), None)
        self.writes: list[Write] = []

    def work_until(self, is_over: threading.Event) -> None:
        while not is_over.wait(self._random.expovariate(1 / WRITING_PAUSE)):
            write = next(self._kinds)(self._client, next(self._customers))
            try:
                write.prepare()
            except (requests.RequestException, AssertionError, KeyError):
                continue  # no form: it is in the journal why, and nothing was typed yet
            write.submit()
            self.writes.append(write)

    def settle(self) -> None:
        """Tries again what was not confirmed, until a page says what came of it."""
        for write in self.writes:
            for _ in range(ATTEMPTS):
                if write.is_confirmed:
                    break
                write.follow_up()


class People:
    """All of them."""

    def __init__(self, site: Proxied, journal: Journal) -> None:
        self._site, self._journal = site, journal
        customers = itertools.count(FIRST_WRITTEN)
        self.is_over = threading.Event()
        self.readers = [Reader(JournaledClient(site, person, journal), seed) for seed, person in enumerate(READERS)]
        self.writers = [
            Writer(JournaledClient(site, person, journal), customers, seed) for seed, person in enumerate(WRITERS)
        ]

    def open_all_customers(self) -> None:
        """Others open the page of each customer once, so that the caches of all workers are as full as they get."""
        customers = iter(range(FIRST_CUSTOMER, FIRST_CUSTOMER + CUSTOMERS))
        clients = [JournaledClient(self._site, "viewer", self._journal) for _ in range(OPENING_AT_ONCE)]

        def open_pages(client: JournaledClient) -> None:
            while (customer := next(customers, None)) is not None:
                with suppress(requests.RequestException):  # it is in the journal
                    client.get(f"/economic/customers/{customer}/")

        with ThreadPoolExecutor(OPENING_AT_ONCE) as threads:
            list(threads.map(open_pages, clients))

    @property
    def writes(self) -> list[Write]:
        return [write for writer in self.writers for write in writer.writes]
