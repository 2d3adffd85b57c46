"""Redis and PostgreSQL stop and start under load: pages go on or say why not, and nothing is lost."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from itertools import count
from pathlib import Path

import pytest

from tests.agreements.office import APP_TOKEN
from tests.agreements.test_processes import (
    PATHS,
    SLUGS,
    add_both,
    copy_session,
    office_address,
    read_figures,
    strip_frame,
)
from tests.agreements.test_processes import sign_in as sign_in_anna
from tests.customers.form_data import Form
from tests.office.conftest import Office, run_dashboard_process
from tests.site import KEYS, build_environment
from tests.site_client import SiteClient

__all__ = ["office_address"]  # a fixture

pytestmark = [pytest.mark.office, pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]

RECOVERY = 30  # seconds
LONGEST_PAGE = 15  # seconds, on a machine that is busy with other tests
PAGES = ("/economic/customers/", "/economic/customers/10040/", "/economic/", "/economic/booked/")
NO_ANSWER = "The server's database does not answer."


class Load:
    """People who open pages and save customers until they are stopped."""

    def __init__(self, office: Office, editor: SiteClient) -> None:
        self.office, self.editor = office, editor
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.saved: dict[int, int] = {}
        self.slowest = 0.0
        self.is_over = threading.Event()
        self._progress = threading.Condition()
        self._requests = 0
        self._succeeded: set[int] = set()

    def read_until_over(self, site: int) -> None:
        with self.office.move(self.editor, site) as client:
            for turn in count():
                if self.is_over.is_set():
                    return
                path = PAGES[turn % len(PAGES)]
                self._measure(path, site, lambda path=path: client.get(path).status_code)  # type: ignore[misc]

    def save_until_over(self, site: int) -> None:
        number = 10050 + site
        with self.office.move(self.editor, site) as client:
            for turn in count():
                if self.is_over.is_set():
                    return
                self._measure("save", site, lambda turn=turn: self._save(client, number, turn))  # type: ignore[misc]

    def wait_for_requests(self, more: int) -> None:
        with self._progress:
            enough = self._requests + more
            assert self._progress.wait_for(lambda: self._requests >= enough, timeout=120), self.statuses

    def wait_for_success_at_both_sites(self) -> None:
        with self._progress:
            self._succeeded.clear()
            assert self._progress.wait_for(lambda: len(self._succeeded) == 2, timeout=RECOVERY), self.statuses

    def _save(self, client: SiteClient, number: int, turn: int) -> int:
        page = client.get(f"/economic/customers/{number}/edit/")
        if page.status_code != 200:
            return page.status_code
        form = Form(page.text, "name")
        form.action = f"{client.site}{form.action}" if form.action.startswith("/") else page.url
        status = client.submit(form, address=f"Street {turn}").status_code
        if status == 303:
            self.saved[number] = turn
        return status

    def _measure(self, name: str, site: int, action: Callable[[], int]) -> None:
        started = time.monotonic()
        status = action()
        with self._progress:
            self.slowest = max(self.slowest, time.monotonic() - started)
            self.statuses[name, status] += 1
            self._requests += 1
            if status in (200, 303):
                self._succeeded.add(site)
            self._progress.notify_all()


@contextmanager
def run_load(office: Office, editor: SiteClient) -> Iterator[Load]:
    load = Load(office, editor)
    with ThreadPoolExecutor(4) as pool:
        people = [pool.submit(load.read_until_over, site) for site in (0, 1)]
        people += [pool.submit(load.save_until_over, site) for site in (0, 1)]
        try:
            yield load
        finally:
            load.is_over.set()
        for person in people:
            person.result(timeout=120)


def assert_nothing_accepted_is_lost(office: Office, load: Load) -> None:
    """What e-conomic has is the last save that was accepted, or a later one of which the person was told nothing."""
    assert len(load.saved) == 2
    for number, turn in load.saved.items():
        address = str(office.ask_economic(f"/customers/{number}")["address"])
        assert int(address.removeprefix("Street ")) >= turn


@pytest.mark.parametrize("how", ["stopped", "frozen"])
def test_pages_and_saves_go_on_without_redis(office: Office, how: str) -> None:
    end, begin_again = (
        (office.redis.stop, office.redis.start) if how == "stopped" else (office.redis.freeze, office.redis.thaw)
    )
    with office.sign_in() as editor, run_load(office, editor) as load:
        load.wait_for_requests(12)
        end()
        load.wait_for_requests(24)
        begin_again()
        load.wait_for_requests(24)

    assert {status for _, status in load.statuses} <= {200, 303}, load.statuses
    assert load.slowest < LONGEST_PAGE
    assert_nothing_accepted_is_lost(office, load)


def test_writes_are_seen_at_once_after_redis_came_back_empty(office: Office) -> None:
    with office.sign_in() as first, office.move(first, 1) as second:
        page = "/economic/customers/10060/"
        for client in (first, second):
            client.get(page)  # in the memory of both
        office.redis.stop()
        assert first.fill_in(f"{page}edit/", address="Without Redis 1").status_code == 303
        assert "Without Redis 1" in second.get(page).text  # trusts no copy
        office.redis.start()

        for turn in range(3):
            assert first.fill_in(f"{page}edit/", address=f"With Redis {turn}").status_code == 303
            assert f"With Redis {turn}" in second.get(page).text
        assert second.get(page).status_code == 200  # nobody was signed out


def test_readyz_tells_of_redis_without_refusing_work(office: Office) -> None:
    with SiteClient(office.sites[0]) as anybody:
        office.redis.stop()
        without = anybody.get("/readyz")
        office.redis.start()

    assert (without.status_code, without.json()["cache"]) == (200, False)


def test_without_postgresql_each_page_says_so_and_typing_is_kept(office: Office) -> None:
    page = "/economic/customers/10055/"
    with office.sign_in() as first, office.move(first, 1) as second:
        form = first.open_form(f"{page}edit/")
        since = len(office.list_calls())
        office.database.stop()
        started = time.monotonic()
        shown, refused = second.get(page), first.submit(form, address="Typed During It 3")
        seconds = time.monotonic() - started
        ready = first.get("/readyz").status_code
        writes = [call for call in office.list_calls()[since:] if not call.startswith("GET")]
        office.database.start()

        for response in (shown, refused):
            assert response.status_code == 503
            assert NO_ANSWER in unescape(response.text)
        assert "Nothing was saved, and nothing was sent to e-conomic." in unescape(refused.text)
        assert seconds < LONGEST_PAGE
        assert ready == 503
        assert writes == []

        again = Form(refused.text, "address")
        assert again.fields["address"] == ["Typed During It 3"]
        again.action = f"{first.site}{again.action}"
        submit_until_saved(first, again)
        assert "Typed During It 3" in second.get(page).text


def submit_until_saved(client: SiteClient, form: Form) -> None:
    """Selects Try again, as a person would, until the dashboard has found its database again."""
    moment, response = threading.Event(), client.submit(form)
    for _ in range(RECOVERY):
        if response.status_code == 303:
            return
        moment.wait(1)
        response = client.submit(form)
    raise AssertionError(response.text)


def test_postgresql_restarts_under_load(office: Office) -> None:
    with office.sign_in() as editor, run_load(office, editor) as load:
        load.wait_for_requests(12)
        office.database.stop()
        load.wait_for_requests(12)
        office.database.start()
        load.wait_for_success_at_both_sites()
        before = Counter(load.statuses)
        load.wait_for_requests(24)
        after = load.statuses - before

    # 422: the form again, since it is not known what came of a save during the outage
    assert {status for _, status in load.statuses} <= {200, 303, 422, 503}, load.statuses
    assert any(status == 503 for _, status in load.statuses)
    assert {status for _, status in after} <= {200, 303, 422}, after
    assert load.slowest < LONGEST_PAGE
    assert_nothing_accepted_is_lost(office, load)


class Browsing:
    """People of two agreements who read at both sites until they are stopped, and what they should not have seen."""

    def __init__(self) -> None:
        self.expected: dict[str, list[str]] = {}
        self.problems: list[str] = []
        self.is_over = threading.Event()
        self.pages: Counter[str] = Counter()
        self._progress = threading.Condition()

    def browse(self, client: SiteClient, company: str, other: str) -> None:
        for turn in count():
            if self.is_over.is_set():
                return
            path = PATHS[turn % len(PATHS)]
            response = client.get(f"/{SLUGS[company]}/{path}")
            page = strip_frame(response.text)
            if response.status_code != 200 or other in page:
                self.problems.append(f"{company} {path}: {response.status_code}, {other in page}")
            if not path and read_figures(page) != self.expected[company]:
                self.problems.append(f"{company}: {read_figures(page)}")
            with self._progress:
                self.pages[company] += company in page
                self._progress.notify_all()

    def wait_for_pages(self, more: int) -> None:
        """Waits until each agreement's people have seen so many more of its pages."""
        with self._progress:
            enough = {company: self.pages[company] + more for company in SLUGS}
            is_enough = self._progress.wait_for(
                lambda: all(self.pages[company] >= pages for company, pages in enough.items()), timeout=240
            )
            assert is_enough, (self.pages, self.problems[:5])


def test_agreements_stay_apart_while_redis_stops_and_starts(
    office: Office, office_address: str, tmp_path: Path
) -> None:
    with office.connect() as database:
        database.execute("CREATE DATABASE two_agreements")
    variables = {
        **KEYS,
        "ECONOMIC_APP_SECRET_TOKEN": APP_TOKEN,
        "ECONOMIC_BASE_URL": office_address,
        "DATABASE_URL": office.database.url.replace("/postgres", "/two_agreements"),
        "REDIS_URL": office.redis.url,
        "REDIS_PREFIX": "two-agreements",
    }
    browsing = Browsing()
    with run_dashboard_process(variables) as (first, _), run_dashboard_process(variables) as (second, _):
        add_both(build_environment(tmp_path, **variables), first)
        with sign_in_anna(first) as anna, ThreadPoolExecutor(4) as pool:
            browsing.expected = {name: read_figures(anna.get(f"/{slug}/").text) for name, slug in SLUGS.items()}
            people = []
            for site in (first, second):
                for company, other in (("Alfa", "Bravo"), ("Bravo", "Alfa")):
                    client = copy_session(anna)
                    client.site = site
                    people.append(pool.submit(browsing.browse, client, company, other))
            try:
                for _ in range(2):
                    browsing.wait_for_pages(15)
                    office.redis.stop()
                    browsing.wait_for_pages(15)
                    office.redis.start()
                browsing.wait_for_pages(15)
            finally:
                browsing.is_over.set()
            for person in people:
                person.result(timeout=120)

    assert browsing.expected["Alfa"] != browsing.expected["Bravo"]
    assert all(len(figures) == 4 for figures in browsing.expected.values())
    assert browsing.problems == []
    with office.connect() as database:
        database.execute("DROP DATABASE two_agreements WITH (FORCE)")
