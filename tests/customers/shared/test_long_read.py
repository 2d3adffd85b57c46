"""Reads of many pages: how far they come in a request, and what is kept of them."""

import errno
import pickle
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.filebased import FileBasedCache
from django.test import Client
from pytest_django import Settings
from requests import PreparedRequest, Response

from customers.shared import long_read
from customers.shared.long_read import Finished, LongRead, NotKept, ResultsChanged, TooManyResults, Unfinished, advance
from customers.shared.long_read_store import ReadStore
from econ_admin import connection
from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway, Page, RateLimiter, Upstream
from econ_admin.gateway.errors import ServerError, Unauthorised
from econ_admin.gateway.records import Customer
from econ_admin.gateway.sessions import open_session
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from tests.customers.conftest import AddCustomer

COUNT = 60
PAGES = 30


def _fetch(economic: Gateway, number: int, size: int) -> Page[Customer]:
    return economic.customers.page(None, ("customerNumber",), number, size)


READ: LongRead[Customer, list[str]] = LongRead(
    "names", "customers", _fetch, lambda page: [item.name for item in page.items], lambda item: item.customer_number
)


def count_calls(sandbox: Sandbox) -> int:
    return sum(exchange.path == "/customers" for exchange in sandbox.log())


def read_all(economic: Gateway, read: LongRead[Customer, Any] = READ) -> list[Any]:
    """Reads on until it is finished. Returns the answers."""
    answers: list[Any] = [advance(economic, read)]
    while isinstance(answers[-1], Unfinished):
        assert len(answers) < 99
        answers.append(advance(economic, read))
    return answers


def get_names(finished: Finished[Any, list[str]]) -> list[str]:
    return [name for names in finished.parts for name in names]


@pytest.fixture
def names(economic: Gateway) -> list[str]:
    return [customer.name for customer in economic.customers.walk(sort=["customerNumber"])]


def test_little_is_read_in_one_request(economic: Gateway, names: list[str]) -> None:
    finished = advance(economic, READ)

    assert isinstance(finished, Finished)
    assert get_names(finished) == names
    assert finished.pages


@pytest.mark.usefixtures("long_reads")
def test_much_is_read_a_few_pages_at_a_time(economic: Gateway, names: list[str]) -> None:
    *progress, finished = read_all(economic)

    assert [(step.done, step.pages) for step in progress] == [(1 + 2 * step, PAGES) for step in range(15)]
    assert progress[5].percent == 36
    assert get_names(finished) == names
    assert finished.results == COUNT


@pytest.mark.usefixtures("long_reads")
def test_each_page_is_read_once_also_by_a_colleague(economic: Gateway, sandbox: Sandbox) -> None:
    before = count_calls(sandbox)

    read_all(economic)
    again = advance(economic, READ)

    assert isinstance(again, Finished)
    assert count_calls(sandbox) - before == PAGES


@pytest.mark.usefixtures("long_reads")
def test_read_goes_on_where_it_failed(
    economic: Gateway, sandbox: Sandbox, names: list[str], restore_economic: Callable[[], None]
) -> None:
    advance(economic, READ)
    sandbox.fault("GET", "/customers", "status:500", times=99)
    with pytest.raises(ServerError):
        advance(economic, READ)
    restore_economic()

    progress, *_, finished = read_all(economic)

    assert progress.done in (3, 4)  # the other thread of the failed step may have read its page after all
    assert get_names(finished) == names


@pytest.mark.usefixtures("long_reads")
def test_record_added_meanwhile_starts_again(economic: Gateway, add_customer: AddCustomer) -> None:
    advance(economic, READ)
    add_customer(name="Ny Kunde")

    answers = read_all(economic)

    assert answers[0].done == 0
    assert get_names(answers[-1])[-1] == "Ny Kunde"


@pytest.mark.usefixtures("long_reads")
def test_records_that_change_all_the_time_raise_an_error(economic: Gateway, add_customer: AddCustomer) -> None:
    def read_and_add() -> None:
        for _ in range(20):
            advance(economic, READ)
            add_customer()

    with pytest.raises(ResultsChanged):
        read_and_add()


@pytest.mark.usefixtures("long_reads")
def test_finished_read_is_kept_until_it_is_outdated(
    economic: Gateway, add_customer: AddCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_all(economic)
    panel = READ.for_panel()
    assert isinstance(advance(economic, READ), Finished)

    add_customer()

    assert isinstance(advance(economic, panel), Finished)  # kept for a quarter of an hour
    assert isinstance(advance(economic, replace(READ, name="names"), is_reading=False), Unfinished)


@pytest.mark.usefixtures("long_reads")
def test_refresh_outdates_also_what_is_kept_for_long(economic: Gateway) -> None:
    panel = READ.for_panel()
    read_all(economic, panel)

    economic.refresh()

    assert isinstance(advance(economic, panel), Unfinished)


def test_little_is_kept_for_a_panel(economic: Gateway, sandbox: Sandbox, add_customer: AddCustomer) -> None:
    panel = READ.for_panel()
    advance(economic, panel)
    add_customer()
    before = count_calls(sandbox)

    finished = advance(economic, panel)

    assert isinstance(finished, Finished)
    assert finished.read_at is not None
    assert time.time() - finished.read_at < 60
    assert count_calls(sandbox) == before


@pytest.mark.usefixtures("long_reads")
def test_nothing_kept_is_shown_after_tokens_were_refused(economic: Gateway, sandbox: Sandbox) -> None:
    read_all(economic)
    sandbox.fault("GET", "/customers", "status:401", times=9)
    with pytest.raises(Unauthorised):
        economic.customers.page(size=1)

    for accepts_old in (False, True):
        with pytest.raises(Unauthorised):
            advance(economic, READ, accepts_old=accepts_old)


@pytest.mark.usefixtures("long_reads")
def test_old_read_is_shown_while_economic_does_not_answer(
    economic: Gateway, sandbox: Sandbox, add_customer: AddCustomer, names: list[str]
) -> None:
    read_all(economic)
    add_customer()
    sandbox.fault("GET", "/customers", "silence-before", times=99)

    finished = advance(economic, READ)

    assert isinstance(finished, Finished)
    assert get_names(finished) == names


@pytest.mark.usefixtures("long_reads")
def test_read_whose_parts_were_lost_begins_again(economic: Gateway, names: list[str]) -> None:
    store = ReadStore(economic.cache_id, READ.name)
    read_all(economic)
    head = store.load_head()
    assert head
    cache.clear()
    store.finish(head, time.time())

    *_, finished = read_all(economic)

    assert get_names(finished) == names


@pytest.mark.usefixtures("long_reads")
def test_no_more_than_half_of_the_rate_limit_is_used(economic: Gateway, sandbox: Sandbox) -> None:
    advance(economic, READ)
    limiter = economic.transport.rate_limiter
    limiter.record_quota({"X-RateLimiting": "token-limit-100-per-60-seconds: 50/100"}, time.time())
    before = count_calls(sandbox)

    answer = advance(economic, READ)

    assert isinstance(answer, Unfinished)
    assert count_calls(sandbox) == before
    assert 0 < answer.wait <= 10


@pytest.mark.parametrize(
    ("used", "seconds_ago", "calls"), [(0, 0, 25), (40, 0, 5), (50, 0, 0), (50, 6, 5), (90, 600, 25)]
)
def test_spare_share_is_half_the_quota_less_what_is_used(used: int, seconds_ago: int, calls: int) -> None:
    limiter = RateLimiter()
    headers = {"X-CallCost": "2", "X-RateLimiting": f"token-limit-100-per-60-seconds: {used}/100"}
    limiter.record_quota(headers, 1000)

    assert limiter.get_spare_share(1000 + seconds_ago).calls == calls


@pytest.mark.usefixtures("long_reads")
def test_refused_call_makes_the_read_wait(economic: Gateway, sandbox: Sandbox) -> None:
    advance(economic, READ)
    sandbox.fault("GET", "/customers", "throttle:7", times=9)

    answer = advance(economic, READ)

    assert isinstance(answer, Unfinished)
    assert answer.wait == pytest.approx(7, abs=1)


def test_too_many_results_are_refused(economic: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_read, "MAX_RESULTS", COUNT - 1)

    with pytest.raises(TooManyResults, match="has 60 of them"):
        advance(economic, READ)


@pytest.mark.usefixtures("long_reads")
def test_read_restarts_with_a_first_page_that_is_not_cached(economic: Gateway, sandbox: Sandbox) -> None:
    advance(economic, READ)
    first = sandbox.request("GET", "/customers?pagesize=1").json()["collection"][0]
    names = ("currency", "customerGroup", "paymentTerms", "vatZone", "name")
    sandbox.request("POST", "/customers", {name: first[name] for name in names})  # by another program

    *_, finished = read_all(economic)

    assert finished.results == COUNT + 1


@pytest.mark.sqlite
@pytest.mark.usefixtures("long_reads")
@pytest.mark.parametrize("content", [b"garbage", b"", pickle.dumps(None) + b"garbage", pickle.dumps(9e9) + b"garbage"])
def test_damaged_file_of_the_cache_is_read_again(economic: Gateway, names: list[str], content: bytes) -> None:
    read_all(economic)
    for file in Path(str(settings.CACHES["default"]["LOCATION"])).glob("*.djcache"):
        file.write_bytes(content)

    *_, finished = read_all(economic)

    assert get_names(finished) == names


@pytest.mark.sqlite
@pytest.mark.usefixtures("long_reads")
def test_damaged_part_is_read_again_at_the_next_try(economic: Gateway, names: list[str]) -> None:
    read_all(economic)
    store = ReadStore(economic.cache_id, READ.name)
    head = store.load_head()
    assert head
    file = Path(cache._key_to_file(store._part_key(head, 3)))  # type: ignore[attr-defined]
    file.write_bytes(pickle.dumps(9e9) + b"garbage")

    with pytest.raises(ResultsChanged):  # it is known only when the part is loaded
        get_names(read_all(economic)[-1])
    *_, finished = read_all(economic)

    assert get_names(finished) == names


@pytest.mark.sqlite
@pytest.mark.usefixtures("long_reads")
def test_full_disk_is_said_and_does_not_break_the_page(
    client: Client, economic: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileBasedCache, "set", raise_disk_full)

    with pytest.raises(NotKept):
        advance(economic, READ)
    for url in ("customers/?overdue=yes", "overview/months/", "overview/attention/", "booked/?amount=1,00"):
        assert "no room to keep" in client.get(f"/sandbox/{url}", headers={"HX-Request": "true"}).content.decode()


def test_full_disk_does_not_matter_for_what_is_read_at_once(
    economic: Gateway, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileBasedCache, "set", raise_disk_full)

    finished = advance(economic, READ.for_panel())

    assert isinstance(finished, Finished)
    assert get_names(finished) == names


def raise_disk_full(*args: object, **options: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_little_that_a_panel_kept_is_read_anew_only_once(
    economic: Gateway, sandbox: Sandbox, add_customer: AddCustomer
) -> None:
    advance(economic, READ.for_panel())
    add_customer()
    advance(economic, READ)
    before = count_calls(sandbox)

    finished = advance(economic, READ)

    assert isinstance(finished, Finished)
    assert finished.results == COUNT + 1
    assert count_calls(sandbox) == before


def test_record_that_cannot_be_read_is_counted(
    long_reads: None, sandbox: Sandbox, agreement: Agreement, people: dict[str, Person], settings: Settings
) -> None:
    number = sandbox.request("GET", "/customers?pagesize=7").json()["collection"][-1]["customerNumber"]
    open_session(settings.ECONOMIC_CACHE).register_upstream(
        Upstream(settings.ECONOMIC.base_url, agreement.cache_id),
        settings.ECONOMIC.tokens,
        SpoilingAdapter(sandbox, number),
    )

    *_, finished = read_all(connection.connect(agreement, people["admin"]))

    assert [item.number for item in finished.unreadable] == [number]
    assert len(get_names(finished)) == COUNT - 1


class SpoilingAdapter(SandboxAdapter):
    """Makes the customer group of one customer an invalid number."""

    def __init__(self, sandbox: Sandbox, number: int) -> None:
        super().__init__(sandbox)
        self.number = number

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        response = super().send(request, *args, **kwargs)
        spoiled = b'"customerNumber":%d,"currency":7,"was":' % self.number
        response._content = response.content.replace(b'"customerNumber":%d,"currency":' % self.number, spoiled)
        return response
