"""Reads: when a request is sent, how it is retried, and when a cached answer is used."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import requests

from econ_admin.gateway import Deadline, Gateway, RetryPolicy
from econ_admin.gateway.cache_policy import MAX_STALE_AGE
from econ_admin.gateway.errors import (
    Forbidden,
    GatewayError,
    Invalid,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorised,
    UnexpectedResponse,
    Unreachable,
)
from econ_admin.gateway.json_codec import IgnoredBody
from econ_admin.gateway.paths import ResourcePath
from econ_admin.gateway.records import Customer
from tests.gateway.conftest import NO_DELAY, NOON, UNAVAILABLE_ANSWERS, Clock, Worker
from tests.gateway.raw_peer import Answer, Peer, ReceivedRequest, ScriptedAnswer
from tests.gateway.test_cache_policy import layouts
from tests.gateway.test_transport import CUSTOMER

UNAVAILABLE_ERRORS = [Unreachable, Unreachable, RateLimited, ServerError, ServerError]


def customer(name: str = "Ada Holm") -> Answer:
    return Answer(body=CUSTOMER.replace(b"Ada Holm", name.encode()))


@dataclass
class Pauses:
    """Records the sleeps, and advances the clock by them."""

    clock: Clock

    def __post_init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.clock.advance(seconds)

    @property
    def retry_policy(self) -> RetryPolicy:
        return RetryPolicy(sleep=self)


@pytest.fixture
def pauses(clock: Clock) -> Pauses:
    return Pauses(clock)


@pytest.fixture
def warm_worker(worker: Worker, peer: Peer, clock: Clock) -> Worker:
    """A worker that read the customer two minutes ago."""
    peer.set_answers("GET /customers/7", customer())
    worker.open_gateway().customers.get(7)
    clock.advance(120)
    peer.received.clear()
    return worker


def test_failed_read_is_retried_after_growing_pauses(worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.set_answers("GET /customers/7", requests.ConnectionError("refused"), Answer(503), customer())

    record = worker.open_gateway(retry_policy=pauses.retry_policy).customers.get(7)

    first, second = pauses.seconds
    assert record.name == "Ada Holm"
    assert 0 <= first <= 0.25
    assert 0 <= second <= 0.5
    assert worker.read_log.current_error is None


def test_retry_delays_are_randomised() -> None:
    delays = [RetryPolicy(base_delay=1).get_delay(2) for _ in range(200)]

    assert min(delays) < 0.2
    assert 1.8 < max(delays) <= 2


def test_retry_after_of_a_429_is_honoured(worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.set_answers("GET /customers/7", Answer(429, b"", {"Retry-After": "4"}), customer())

    record = worker.open_gateway(retry_policy=pauses.retry_policy).customers.get(7)

    (pause,) = pauses.seconds
    assert record.name == "Ada Holm"
    assert 4 <= pause <= 4.25


def test_retry_after_beyond_the_deadline_is_not_waited_for(worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.set_answers("GET /customers/7", Answer(429, b"", {"Retry-After": "11"}), customer())

    with pytest.raises(RateLimited) as caught:
        worker.open_gateway(retry_policy=pauses.retry_policy).customers.get(7)

    assert caught.value.retry_after == 11
    assert pauses.seconds == []


def test_stale_answer_is_used_instead_of_waiting_for_a_429(warm_worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.set_answers("GET /customers/7", Answer(429, b"", {"Retry-After": "1"}), customer("Ada Lund"))

    record = warm_worker.open_gateway(retry_policy=pauses.retry_policy).customers.get(7)

    assert record.name == "Ada Holm"
    assert pauses.seconds == []


NEARLY_FULL = {"X-CallCost": "13", "X-RateLimiting": "limit-2000-per-60-seconds: 1950/2000"}
FULL_FOR_LONG = {"X-CallCost": "13", "X-RateLimiting": "limit-2000-per-6000-seconds: 2000/2000"}


def test_read_near_the_rate_limit_waits_until_it_fits(worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.set_answers("GET /customers/7", Answer(200, customer().body, NEARLY_FULL))
    peer.set_answers("GET /customers/8", customer())

    worker.open_gateway(retry_policy=pauses.retry_policy).customers.get(7)
    worker.open_gateway(retry_policy=pauses.retry_policy).customers.get(8)

    assert pauses.seconds == [pytest.approx((1950 + 13 - 1900) / (2000 / 60))]


def test_read_that_would_not_fit_before_its_deadline_is_not_sent(worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.set_answers("GET /customers/7", Answer(200, customer().body, FULL_FOR_LONG))
    worker.open_gateway(retry_policy=pauses.retry_policy).customers.get(7)
    peer.received.clear()

    with pytest.raises(RateLimited) as caught:
        worker.open_gateway(retry_policy=pauses.retry_policy).customers.get(8)

    assert caught.value.retry_after == 339
    assert (peer.received, pauses.seconds) == ([], [])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302])
def test_definite_answers_are_not_retried(status: int, worker: Worker, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", Answer(status), customer())

    with pytest.raises(GatewayError):
        worker.open_gateway().customers.get(7)

    assert len(peer.received) == 1


@pytest.mark.parametrize(("down", "kind"), zip(UNAVAILABLE_ANSWERS, UNAVAILABLE_ERRORS, strict=True))
def test_stale_answer_is_used_with_its_age_and_reason_when_down(
    down: ScriptedAnswer, kind: type[GatewayError], warm_worker: Worker, peer: Peer
) -> None:
    peer.go_down(down)

    record = warm_worker.open_gateway().customers.get(7)

    assert record.name == "Ada Holm"
    assert warm_worker.read_log.oldest_read_at == NOON
    assert type(warm_worker.read_log.current_error) is kind
    assert len(peer.received) == 3


def test_stale_answer_of_another_worker_is_used(
    warm_worker: Worker, workers: tuple[Worker, Worker], peer: Peer
) -> None:
    peer.go_down()

    record = workers[1].open_gateway().customers.get(7)

    assert record.name == "Ada Holm"
    assert workers[1].read_log.oldest_read_at == NOON


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(400), Invalid),
        (Answer(401), Unauthorised),
        (Answer(403), Forbidden),
        (Answer(404), NotFound),
        (Answer(302), UnexpectedResponse),
        (Answer(200, b"<html>"), UnexpectedResponse),
    ],
)
def test_stale_answer_never_replaces_a_definite_answer(
    answer: Answer, kind: type[GatewayError], warm_worker: Worker, peer: Peer
) -> None:
    peer.go_down(answer)

    with pytest.raises(kind):
        warm_worker.open_gateway().customers.get(7)


@pytest.mark.parametrize("status", [403, 404])
def test_deleted_or_forbidden_document_leaves_the_cache(
    status: int, warm_worker: Worker, workers: tuple[Worker, Worker], peer: Peer
) -> None:
    peer.go_down(Answer(status))
    with pytest.raises(GatewayError):
        warm_worker.open_gateway().customers.get(7)

    peer.go_down()
    for worker in workers:
        with pytest.raises(Unreachable):
            worker.open_gateway().customers.get(7)


def test_answer_beyond_the_stale_age_is_not_used(warm_worker: Worker, peer: Peer, clock: Clock) -> None:
    clock.advance(MAX_STALE_AGE.total_seconds())
    peer.go_down()

    with pytest.raises(Unreachable):
        warm_worker.open_gateway().customers.get(7)


def test_stale_answer_is_used_when_no_time_is_left(warm_worker: Worker, peer: Peer) -> None:
    economic = warm_worker.open_gateway().within(Deadline(0))

    record = economic.customers.get(7)
    with pytest.raises(Unreachable):
        economic.refreshed().customers.get(7)

    assert record.name == "Ada Holm"
    assert warm_worker.read_log.oldest_read_at == NOON
    assert peer.received == []


def test_stale_answer_is_used_after_a_write_while_down(
    warm_worker: Worker, workers: tuple[Worker, Worker], peer: Peer
) -> None:
    before = warm_worker.open_gateway().customers.get(7)
    peer.set_answers("PUT /customers/7", customer("Ada Lund"))
    warm_worker.open_gateway().customers.replace(7, before.with_changes(name="Ada Lund"), before)

    peer.go_down()
    for worker in workers:
        assert worker.open_gateway().customers.get(7).name == "Ada Holm"
        assert worker.read_log.oldest_read_at == NOON + timedelta(seconds=120)
        assert isinstance(worker.read_log.current_error, Unreachable)


@pytest.mark.parametrize(
    ("noun", "invalidated"),
    [
        ("customers", ["contacts", "customers", "delivery-locations"]),
        ("contacts", ["contacts", "customers"]),
        ("delivery-locations", ["customers", "delivery-locations"]),
        ("drafts", ["drafts", "totals"]),
        ("units", ["units"]),
    ],
)
def test_write_invalidates_related_nouns_for_all_workers(
    noun: str, invalidated: list[str], workers: tuple[Worker, Worker], peer: Peer, clock: Clock
) -> None:
    nouns = ["customers", "contacts", "delivery-locations", "drafts", "totals", "booked", "units"]
    for worker in workers:
        for cached_noun in nouns:
            worker.open_gateway().transport.get(ResourcePath(cached_noun, cached_noun), IgnoredBody)
    clock.advance(1)
    workers[0].open_gateway().transport.post(ResourcePath(noun, noun), {}, IgnoredBody)
    clock.advance(1)
    peer.received.clear()

    for worker in workers:
        for cached_noun in nouns:
            worker.open_gateway().transport.get(ResourcePath(cached_noun, cached_noun), IgnoredBody)

    assert (
        sorted(request.url.rpartition("/")[2] for request in peer.received) == invalidated
    )  # by one worker; then it is cached


@pytest.mark.parametrize("answer", [requests.ReadTimeout("30 s"), Answer(503), Answer(200, b"<html>")])
def test_write_of_unknown_outcome_invalidates_the_cache(
    answer: ScriptedAnswer, workers: tuple[Worker, Worker], peer: Peer, clock: Clock
) -> None:
    peer.set_answers("GET /customers/7", customer(), customer("Ada Lund"))
    peer.set_answers("PUT /customers/7", answer)
    before = workers[0].open_gateway().customers.get(7)
    clock.advance(1)

    with pytest.raises(GatewayError):
        workers[0].open_gateway().customers.replace(7, before.with_changes(), before)

    assert [worker.open_gateway().customers.get(7).name for worker in workers[::-1]] == ["Ada Lund"] * 2


def test_read_that_began_before_a_write_is_not_fresh(workers: tuple[Worker, Worker], peer: Peer, clock: Clock) -> None:
    first, second = workers

    def answer_slowly(request: ReceivedRequest) -> Answer:
        second.open_gateway().transport.post(ResourcePath("customers", "customers"), {}, IgnoredBody)
        clock.advance(1)
        return customer("As it was")

    peer.set_answers("GET /customers/7", answer_slowly, customer("As it is"))
    first.open_gateway().customers.get(7)

    assert first.open_gateway().customers.get(7).name == "As it is"


def test_read_during_a_write_is_not_fresh(workers: tuple[Worker, Worker], peer: Peer, clock: Clock) -> None:
    first, second = workers
    names_during_write = []

    def answer_slowly(request: ReceivedRequest) -> Answer:
        clock.advance(1)
        names_during_write.append(second.open_gateway().customers.get(7).name)
        clock.advance(1)
        return customer("As it is")

    names = ["As it was", "As it still was", "As it is"]
    peer.set_answers("GET /customers/7", *[customer(name) for name in names])
    peer.set_answers("PUT /customers/7", answer_slowly)
    second.open_gateway().customers.get(7)
    first.open_gateway().transport.put(ResourcePath("customers", "customers/7"), {}, IgnoredBody, b"")
    clock.advance(1)

    assert names_during_write == ["As it still was"]
    assert [worker.open_gateway().customers.get(7).name for worker in workers] == ["As it is"] * 2


def test_fresh_read_updates_the_cache_for_all_workers(workers: tuple[Worker, Worker], peer: Peer) -> None:
    peer.set_answers("GET /customers/7", customer(), customer("Ada Lund"))
    first, second = workers
    first.open_gateway().customers.get(7)

    record = first.open_gateway().refreshed().customers.get(7)

    assert record.name == "Ada Lund"
    assert second.open_gateway().customers.get(7).name == "Ada Lund"
    assert first.open_gateway().customers.get(7).name == "Ada Lund"
    assert len(peer.received) == 2


@pytest.mark.parametrize("down", UNAVAILABLE_ANSWERS)
def test_fresh_read_never_uses_a_stale_answer(down: ScriptedAnswer, warm_worker: Worker, peer: Peer) -> None:
    peer.go_down(down)

    with pytest.raises(GatewayError):
        warm_worker.open_gateway().refreshed().customers.get(7)


def test_fresh_read_honours_retry_after(warm_worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.set_answers("GET /customers/7", Answer(429, b"", {"Retry-After": "1"}), customer("Ada Lund"))

    assert warm_worker.open_gateway(retry_policy=pauses.retry_policy).refreshed().customers.get(7).name == "Ada Lund"


def test_fresh_read_without_store_is_not_cached(worker: Worker, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", customer())

    worker.open_gateway().refreshed(store=False).customers.get(7)

    assert (
        len(worker.session.record_cache),
        worker.session.response_cache.get_count_and_size(worker.upstream.cache_id),
    ) == (0, (0, 0))


@pytest.mark.parametrize("store", [True, False])
def test_fresh_read_still_uses_cached_reference_lists(*, store: bool, worker: Worker, peer: Peer) -> None:
    peer.set_answers("GET /layouts", layouts("Plain"))

    for _ in range(2):
        worker.open_gateway().refreshed(store=store).layouts.all()

    assert len(peer.received) == 1


def test_fresh_read_applies_to_the_threads_of_concurrent_calls(warm_worker: Worker, peer: Peer) -> None:
    peer.set_answers("GET /customers/8", customer())
    economic = warm_worker.open_gateway()
    get = economic.customers.get
    economic.together(lambda: get(7), lambda: get(8))
    peer.received.clear()

    refreshed = economic.refreshed()
    refreshed.together(lambda: refreshed.customers.get(7), lambda: refreshed.customers.get(8))
    assert len(peer.received) == 2
    economic.together(lambda: get(7), lambda: get(8))

    assert len(peer.received) == 2


def test_options_belong_to_the_gateway_made_with_them(warm_worker: Worker, peer: Peer) -> None:
    refreshed = warm_worker.open_gateway().refreshed()
    cached = refreshed.cached()
    refreshed.customers.get(7)

    cached.customers.get(7)
    cached.refreshed().customers.get(7)
    cached.customers.get(7)
    refreshed.customers.get(7)

    assert len(peer.received) == 3


def test_clock_set_back_neither_refreshes_nor_blocks_the_cache(warm_worker: Worker, peer: Peer, clock: Clock) -> None:
    peer.set_answers("GET /customers/7", customer("Ada Lund"))
    clock.advance(-3600)

    names = [warm_worker.open_gateway().customers.get(7).name for _ in range(2)]
    clock.advance(3600 - 90)  # at which what was kept first would have been half a minute old
    peer.go_down()

    assert names == ["Ada Lund"] * 2
    assert len(peer.received) == 1
    assert warm_worker.open_gateway().customers.get(7).name == "Ada Lund"


def test_answer_from_the_future_is_not_used(warm_worker: Worker, peer: Peer, clock: Clock) -> None:
    peer.set_answers("GET /customers/7", customer("Ada Lund"))
    clock.advance(-121)  # a second before the answer in the cache

    assert warm_worker.open_gateway().customers.get(7).name == "Ada Lund"


@pytest.mark.sqlite
def test_cache_file_is_read_once_per_request_and_answer(
    warm_worker: Worker, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded_keys: list[str] = []
    monkeypatch.setattr(warm_worker.session, "load_cached_body", loaded_keys.append)
    peer.go_down()
    economic = warm_worker.open_gateway()

    names = [economic.customers.get(7).name for _ in range(2)]

    assert names == ["Ada Holm"] * 2
    assert len(loaded_keys) == 1


def test_newer_answer_that_cannot_be_decoded_leaves_the_older(
    warm_worker: Worker, workers: tuple[Worker, Worker], peer: Peer
) -> None:
    peer.set_answers("GET /customers/7", Answer(body=b'{"customerNumber":"seven"}'))
    workers[1].open_gateway().transport.get(ResourcePath("customers", "customers/7"), IgnoredBody)
    peer.go_down()

    assert warm_worker.open_gateway().customers.get(7).name == "Ada Holm"


def test_cached_body_is_decoded_again_for_another_record_type(worker: Worker, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", customer())
    path = ResourcePath("customers", "customers/7")

    raw = worker.open_gateway().transport.get(path, IgnoredBody)
    customer_record = worker.open_gateway().transport.get(path, Customer)

    assert isinstance(raw, IgnoredBody)
    assert customer_record.name == "Ada Holm"
    assert len(peer.received) == 1


def test_age_is_that_of_the_oldest_read_except_reference_lists(warm_worker: Worker, peer: Peer, clock: Clock) -> None:
    peer.set_answers("GET /layouts", layouts("Plain"))
    peer.set_answers("GET /customers/8", customer())
    warm_worker.open_gateway().layouts.all()
    assert warm_worker.read_log.oldest_read_at is None
    clock.advance(30)
    economic = warm_worker.open_gateway()

    economic.layouts.all()
    economic.customers.get(8)
    assert warm_worker.read_log.oldest_read_at == NOON + timedelta(seconds=150)
    peer.go_down()
    economic.customers.get(7)

    assert warm_worker.read_log.oldest_read_at == NOON


def test_stale_reference_list_has_a_reason_but_no_age(worker: Worker, peer: Peer, clock: Clock) -> None:
    peer.set_answers("GET /layouts", layouts("Plain"))
    worker.open_gateway().layouts.all()
    clock.advance(3601)
    peer.go_down()

    worker.open_gateway().layouts.all()

    assert worker.read_log.oldest_read_at is None
    assert isinstance(worker.read_log.current_error, Unreachable)


def test_only_long_uncached_reads_slow_down_near_the_limit(worker: Worker, peer: Peer, pauses: Pauses) -> None:
    near_limit = {"X-CallCost": "1", "X-RateLimiting": "token-limit-100-per-60-seconds: 90/100"}
    page_template = b'{"collection":[%s],"pagination":{"results":2001,"resultsWithoutFilter":2001,"nextPage":"%s"}}'
    page = Answer(body=page_template % (CUSTOMER, b"https://economic.example/customers"), headers=near_limit)
    peer.set_answers("GET /customers", page)
    retry_policy = replace(NO_DELAY, sleep=pauses)

    walk_lengths = [len(list(worker.open_gateway(retry_policy=retry_policy).customers.walk())) for _ in range(2)]
    worker.open_gateway(retry_policy=retry_policy).refreshed().customers.page()
    list(worker.open_gateway(retry_policy=retry_policy).refreshed().customers.walk())
    worker.open_gateway(retry_policy=retry_policy).refreshed().customers.page(page=1, size=1000)  # as an export asks
    economic = worker.open_gateway(retry_policy=retry_policy).refreshed()
    economic.customers.page(page=1, size=50)  # as somebody who turns a page

    assert walk_lengths == [3, 3]
    assert len(peer.received) == 3 + 1 + 3 + 2
    assert pauses.seconds == [6] * 5  # the ten that are left, over the sixty seconds


def get_read_error(worker: Worker) -> type[GatewayError] | None:
    try:
        worker.open_gateway().customers.get(7)
    except GatewayError as error:
        return type(error)
    return None


@pytest.mark.parametrize("down", UNAVAILABLE_ANSWERS)
def test_stale_answers_are_not_used_after_a_401_until_it_ends(
    down: ScriptedAnswer, warm_worker: Worker, workers: tuple[Worker, Worker], peer: Peer, clock: Clock
) -> None:
    peer.go_down(Answer(401))
    assert get_read_error(warm_worker) is Unauthorised
    assert [isinstance(worker.open_gateway().get_status().tokens_refused, type(NOON)) for worker in workers] == [
        True,
        True,
    ]

    peer.go_down(down)
    shown_while_down = [get_read_error(worker) is None for worker in workers]
    peer.come_up()

    assert shown_while_down == [False, False]
    assert get_read_error(workers[1]) is None
    clock.advance(120)
    peer.go_down(down)
    assert [get_read_error(worker) for worker in workers] == [None, None]


def test_a_401_during_another_read_blocks_its_stale_answer(
    warm_worker: Worker, workers: tuple[Worker, Worker], peer: Peer
) -> None:
    def cut_off_after_a_401(request: ReceivedRequest) -> Answer:
        peer.set_answers("GET /customers/8", Answer(401))
        with pytest.raises(Unauthorised):
            workers[1].open_gateway().customers.get(8)
        raise requests.ConnectionError("cut off")

    peer.set_answers("GET /customers/7", cut_off_after_a_401, requests.ConnectionError("refused"))

    assert get_read_error(warm_worker) is Unreachable


def test_a_401_of_one_agreement_does_not_affect_another(
    warm_worker: Worker, peer: Peer, economic_at_peer: Gateway
) -> None:
    peer.go_down(Answer(401))
    with pytest.raises(Unauthorised):
        economic_at_peer.customers.get(7)

    peer.go_down()

    assert warm_worker.open_gateway().customers.get(7).name == "Ada Holm"
