"""What a person does, request by request, and what came of it."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from random import Random
from urllib.parse import urlsplit

from tests.customers.form_data import Form, build_form_data
from tests.simulation.browser import CSRF_SECRET, Answer, Proxy
from tests.simulation.model import THINKING, Name, choose_customer
from tests.simulation.office import Desk
from tests.simulation.upstream import MARKER

WORDS = ("an", "sen", "aps", "byg", "han", "hol", "kol", "lar", "mar", "niel", "ped", "jen")
PANELS = ("attention", "ageing", "months")
PRODUCTS = range(1001, 1011)
LINES = 5
OWN_NAME = re.compile(rb"Company (\d{7})")
MAX_FAILURES = 20  # that are kept with their text


@dataclass(frozen=True)
class Numbers:
    """What there is in each agreement."""

    customers: Sequence[int]
    booked: Sequence[int]


@dataclass
class Tally:
    """What came of all requests: their seconds by kind, and what went wrong."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    failure_count: int = 0
    mixed: int = 0
    checked: int = 0
    """Pages that named the agreement in a customer's name."""

    @property
    def count(self) -> int:
        return sum(map(len, self.seconds.values()))

    @property
    def all_seconds(self) -> list[float]:
        return sorted(chain.from_iterable(self.seconds.values()))

    def record_failure(self, text: str) -> None:
        self.failure_count += 1
        if len(self.failures) < MAX_FAILURES:
            self.failures.append(text)

    def add(self, other: "Tally") -> None:
        for kind, seconds in other.seconds.items():
            self.seconds[kind] += seconds
        self.failures = (self.failures + other.failures)[:MAX_FAILURES]
        self.failure_count += other.failure_count
        self.mixed += other.mixed
        self.checked += other.checked


class UnexpectedAnswer(Exception):
    """A page of another status than expected: the activity ends."""


@dataclass
class Crowd:
    """Everybody's browsers."""

    proxy: Proxy
    numbers: Numbers
    random: Random
    tally: Tally = field(default_factory=Tally)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    """By session."""
    thinks: bool = True

    def begin_tally(self) -> Tally:
        """Begins to count from nothing; returns what was counted before."""
        before, self.tally = self.tally, Tally()
        return before

    async def perform(self, desk: Desk, activity: Name) -> None:
        """A person does something. What fails is in the tally."""
        visit = Visit(self, desk)
        try:
            await ACTIVITIES[activity](visit)
        except (OSError, TimeoutError, UnexpectedAnswer, AssertionError) as error:
            self.tally.record_failure(f"{activity} of {desk.slug}: {error!r}")


@dataclass
class Visit:
    """One activity of one person."""

    crowd: Crowd
    desk: Desk

    @property
    def random(self) -> Random:
        return self.crowd.random

    def choose_customer(self) -> int:
        return choose_customer(self.random, self.crowd.numbers.customers)

    async def think(self) -> None:
        if self.crowd.thinks:
            await asyncio.sleep(self.random.uniform(*THINKING))

    async def get(self, kind: str, path: str, *, is_part: bool = False) -> Answer:
        return await self._request(kind, "GET", f"/{self.desk.slug}/{path}", None, 200, is_part=is_part)

    async def post(
        self, kind: str, path: str, fields: Mapping[str, object], expected: int = 303, *, is_part: bool = False
    ) -> Answer:
        path = path if path.startswith("/") else f"/{self.desk.slug}/{path}"
        return await self._request(kind, "POST", path, fields, expected, is_part=is_part)

    async def follow(self, kind: str, answer: Answer) -> Answer:
        """Opens the page that a form led to."""
        path = urlsplit(answer.find_header("Location"))._replace(scheme="", netloc="").geturl()
        return await self._request(kind, "GET", path, None, 200, is_part=False)

    async def _request(
        self, kind: str, method: str, path: str, fields: Mapping[str, object] | None, expected: int, *, is_part: bool
    ) -> Answer:
        cookies = self.crowd.cookies.setdefault(
            self.desk.session, {"sessionid": self.desk.session, "csrftoken": CSRF_SECRET}
        )
        tally = self.crowd.tally
        headers = {"HX-Request": "true"} if is_part else {}
        answer = await self.crowd.proxy.request(method, path, cookies, fields, headers)
        cookies |= {name: value for name, value in answer.cookies.items() if name == "used"}
        self._check(answer)
        if answer.status != expected:
            text = re.sub(r"<[^>]*>|\s+", " ", answer.body.decode(errors="replace"))[:2000]
            raise UnexpectedAnswer(f"{method} {path}: {answer.status} {' '.join(text.split())[-300:]}")
        tally.seconds[kind].append(answer.seconds)
        return answer

    def _check(self, answer: Answer) -> None:
        """A page that names another agreement shows what this person must not see."""
        named = MARKER.findall(answer.body)
        self.crowd.tally.checked += bool(named)
        numbers = {int(number) for number in (*named, *OWN_NAME.findall(answer.body))}
        self.crowd.tally.mixed += bool(numbers - {self.desk.agreement})


async def open_overview(visit: Visit) -> None:
    await visit.get("overview", "")
    await asyncio.gather(*(visit.get("panel", f"overview/{panel}/", is_part=True) for panel in PANELS))


async def open_list(visit: Visit) -> None:
    page = visit.random.choice((1, 1, 1, 2, 3))
    await visit.get("customer list", "customers/" if page == 1 else f"customers/?page={page}")


async def filter_list(visit: Visit) -> None:
    await visit.get("customer list", f"customers/?q={visit.random.choice(WORDS)}")


async def search(visit: Visit) -> None:
    word = visit.random.choice(WORDS)
    for typed in (word[:2], word):
        await visit.get("search", f"search/?q={typed}", is_part=True)


async def open_customer(visit: Visit) -> None:
    await visit.get("customer page", f"customers/{visit.choose_customer()}/")


async def open_invoices(visit: Visit) -> None:
    await visit.get("invoice list", visit.random.choice(("drafts/", "booked/")))


async def open_booked_invoice(visit: Visit) -> None:
    await visit.get("booked invoice", f"booked/{visit.random.choice(visit.crowd.numbers.booked)}/")


async def write_draft(visit: Visit) -> None:
    created = await visit.post("draft: create", f"customers/{visit.choose_customer()}/unsent/", {})
    await visit.follow("draft page", created)
    path = urlsplit(created.find_header("Location")).path
    for product in visit.random.sample(PRODUCTS, LINES):
        await visit.think()
        line = {"product": product, "quantity": visit.random.randint(1, 9)}
        await visit.post("draft: add a line", f"{path}lines/", line, 200, is_part=True)
    await visit.think()
    await visit.get("draft: before sending", f"{path.split('/', 2)[2]}review/", is_part=True)
    await visit.post("draft: discard", f"{path}discard/", {})


async def save_customer(visit: Visit) -> None:
    page = await visit.get("edit form", f"customers/{visit.choose_customer()}/edit/")
    form = Form(page.body.decode(), "name")
    await visit.think()
    fields = build_form_data(form, address=f"Road {visit.random.randint(1, 10**6)}")
    saved = await visit.post("save", form.action, fields)
    await visit.follow("customer page", saved)


ACTIVITIES: Mapping[Name, Callable[[Visit], Awaitable[None]]] = {
    "overview": open_overview,
    "list": open_list,
    "filter": filter_list,
    "search": search,
    "customer": open_customer,
    "invoices": open_invoices,
    "booked": open_booked_invoice,
    "draft": write_draft,
    "save": save_customer,
}
