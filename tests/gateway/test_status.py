"""The gateway's status, as the status page shows it."""

from datetime import timedelta

import pytest

from econ_admin.gateway import concurrency
from econ_admin.gateway.errors import CircuitOpen, GatewayError, RateLimited, Unauthorised
from econ_admin.gateway.rate_limit import Quota
from econ_admin.gateway.read_log import ReadLog, UpstreamCall
from tests.gateway.conftest import NOON, Clock, Worker
from tests.gateway.raw_peer import Answer, Peer, ReceivedRequest
from tests.gateway.test_circuit_breaker import open_circuit, read_name_or_error
from tests.gateway.test_reader import customer

Workers = tuple[Worker, Worker]


def test_status_is_empty_before_the_first_request(worker: Worker) -> None:
    status = worker.open_gateway().get_status()

    assert (status.last_answered, status.circuit_opened, status.tokens_refused, status.retries_at, status.quota) == (
        None,
    ) * 5
    assert (status.active_calls, status.cached_responses, status.cached_bytes, status.cached_records) == (0, 0, 0, 0)
    assert status.max_concurrent_calls > 0


def test_last_answer_and_quota_are_known_to_all_workers(workers: Workers, peer: Peer, clock: Clock) -> None:
    costs = {"X-CallCost": "3", "X-RateLimiting": "token-limit-10000-per-60-seconds: 147/10000"}
    peer.set_answers("GET /customers/7", Answer(200, customer().body, costs))
    clock.advance(5)

    read_name_or_error(workers[0])

    statuses = [worker.open_gateway().get_status() for worker in workers]
    assert [status.last_answered for status in statuses] == [NOON + timedelta(seconds=5)] * 2
    assert [status.quota for status in statuses] == [Quota(cost=3, used=147, limit=10000, window=60)] * 2
    assert [status.cached_responses for status in statuses] == [1, 1]
    assert statuses[0].cached_bytes == statuses[1].cached_bytes > len(customer().body)
    assert [status.cached_records for status in statuses] == [1, 0]


def test_worker_prefers_its_own_newer_quota(worker: Worker, peer: Peer, clock: Clock) -> None:
    for used in (147, 148):
        headers = {"X-RateLimiting": f"token-limit-10000-per-60-seconds: {used}/10000"}
        peer.set_answers("GET /customers/7", Answer(200, customer().body, headers))
        worker.open_gateway().refreshed().customers.get(7)
        clock.advance(0.1)  # the other workers are informed once a second

    quota = worker.open_gateway().get_status().quota

    assert quota
    assert quota.used == 148


def test_open_circuit_and_its_retry_time_are_known_to_all_workers(
    worker: Worker, workers: Workers, peer: Peer, clock: Clock
) -> None:
    open_circuit(worker, peer)

    statuses = [waiting_worker.open_gateway().get_status() for waiting_worker in workers]

    assert [status.circuit_opened for status in statuses] == [NOON, NOON]
    assert [status.retries_at for status in statuses] == [NOON + timedelta(seconds=10)] * 2
    clock.advance(11)
    assert worker.open_gateway().get_status().retries_at is None


def test_retry_time_is_reported_until_it_has_passed(workers: Workers, peer: Peer, clock: Clock) -> None:
    peer.set_answers("GET /customers/7", Answer(429, b"", {"Retry-After": "20"}))
    read_name_or_error(workers[0])

    assert workers[1].open_gateway().get_status().retries_at == NOON + timedelta(seconds=20)
    clock.advance(20)
    assert workers[1].open_gateway().get_status().retries_at is None


def test_running_call_is_counted(worker: Worker, peer: Peer) -> None:
    active_counts = []

    def count_active_calls(request: ReceivedRequest) -> Answer:
        active_counts.append(worker.open_gateway().get_status().active_calls)
        return customer()

    peer.set_answers("GET /customers/7", count_active_calls)
    read_name_or_error(worker)

    assert active_counts == [1]
    assert worker.open_gateway().get_status().active_calls == 0


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(Answer(401), Unauthorised), (Answer(429, b"", {"Retry-After": "20"}), RateLimited), (Answer(503), CircuitOpen)],
)
def test_page_without_requests_knows_the_current_error(
    answer: Answer, kind: type[GatewayError], worker: Worker, workers: Workers, peer: Peer
) -> None:
    open_circuit(worker, peer, answer)

    workers[1].open_gateway()

    assert isinstance(workers[1].read_log.current_error, kind)
    concurrency.close_pool()


def test_overlapping_calls_count_their_time_once() -> None:
    read_log = ReadLog()
    for began, outcomes in [(5, 7), (0, 2), (1, 3), (1.5, 1.7), (6, 6.5)]:
        read_log.calls.append(UpstreamCall(began, outcomes))

    assert read_log.upstream_seconds == 5


def test_cached_reads_take_no_upstream_time(worker: Worker, peer: Peer) -> None:
    peer.set_answers("GET /customers/7", customer())

    read_name_or_error(worker)
    assert len(worker.read_log.calls) == 1
    assert worker.read_log.upstream_seconds > 0
    read_name_or_error(worker)

    assert (worker.read_log.calls, worker.read_log.upstream_seconds) == ([], 0)
