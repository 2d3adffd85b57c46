"""The cache in Redis: agreements apart, no token, bounded waits, and no trust after a restart."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis import Redis
from requests.structures import CaseInsensitiveDict
from requests_cache.models.request import CachedRequest
from requests_cache.models.response import CachedResponse

from econ_admin.gateway import Gateway, Transport, Upstream, open_session, redis_response_cache
from econ_admin.gateway import redis_connection as module
from econ_admin.gateway.cache_policy import MAX_STALE_AGE
from econ_admin.gateway.call_count import RedisCallCount
from econ_admin.gateway.circuit_breaker import FAILURE_THRESHOLD, CircuitBreaker
from econ_admin.gateway.redis_connection import RedisConnection, RedisLocation, RedisUnavailable, SharedClock
from econ_admin.gateway.redis_flags import RedisSharedFlags
from econ_admin.gateway.session import GatewaySession
from econ_admin.gateway.shared_flags import (
    CIRCUIT_OPENED,
    LAST_ANSWERED,
    SINCE,
    TOKENS_REFUSED,
    FlagsUnavailable,
    SharedFlag,
)
from econ_admin.gateway.shared_flight import LEASE, RedisSharedFlight
from econ_admin.gateway.tokens import REQUESTED_AT_HEADER
from tests import servers
from tests.gateway.conftest import TOKENS, Clock, InMemoryTrail, Worker
from tests.gateway.raw_peer import ORIGIN, Answer, Peer
from tests.gateway.test_transport import CUSTOMER
from tests.site import free_port

pytestmark = pytest.mark.office

REFUSED = RedisLocation(f"redis://:a-password-of-ours@127.0.0.1:{free_port()}/0")


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Redis]:
    """A Redis of these tests' own: they count the commands of the server, which other workers' tests share."""
    with servers.make_folder() as folder:
        server = servers.Redis(folder)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def location(server: servers.Redis) -> RedisLocation:
    """That Redis, emptied, with its own clock."""
    with Redis.from_url(server.url) as redis:
        redis.flushdb()
    return RedisLocation(server.url)


@pytest.fixture
def connections(location: RedisLocation) -> Iterator[tuple[RedisConnection, RedisConnection]]:
    """Those of two machines."""
    first, second = RedisConnection(location), RedisConnection(location)
    yield first, second
    first.close()
    second.close()


@pytest.fixture
def flags(connections: tuple[RedisConnection, RedisConnection]) -> tuple[RedisSharedFlags, RedisSharedFlags]:
    first, second = connections
    return RedisSharedFlags(first), RedisSharedFlags(second)


@pytest.fixture
def redis(location: RedisLocation) -> Iterator["Redis"]:
    with Redis.from_url(location.url) as client:
        yield client


def test_flags_set_by_one_machine_are_read_by_the_other(flags: tuple[RedisSharedFlags, RedisSharedFlags]) -> None:
    first, second = flags
    now = time.time()

    first.set_flags("a1", ["customers"], now, "said: so")

    read = second.get_flags("a1")
    assert read["customers"].at == pytest.approx(now, abs=0.5)
    assert read["customers"].detail == "said: so"
    assert set(second.get_flags("a2")) == {SINCE}


def test_earlier_flag_does_not_replace_a_later_one(flags: tuple[RedisSharedFlags, RedisSharedFlags]) -> None:
    first, second = flags
    now = time.time()

    first.set_flags("a1", ["customers"], now + 5)
    second.set_flags("a1", ["customers"], now)

    assert second.get_flags("a1")["customers"].at == pytest.approx(now + 5, abs=0.5)


def test_only_one_machine_moves_a_flag(flags: tuple[RedisSharedFlags, RedisSharedFlags]) -> None:
    first, second = flags
    first.set_flags("a1", [CIRCUIT_OPENED], time.time())
    seen = [each.get_flags("a1")[CIRCUIT_OPENED].at for each in flags]

    moved = [each.compare_and_set("a1", CIRCUIT_OPENED, at, at + 60) for each, at in zip(flags, seen, strict=True)]

    assert moved == [True, False]
    assert not second.compare_and_set("a1", "never set", 1, 2)


def test_flag_is_cleared_unless_it_is_newer(flags: tuple[RedisSharedFlags, RedisSharedFlags]) -> None:
    first, second = flags
    first.set_flags("a1", [TOKENS_REFUSED], time.time())
    at = second.get_flags("a1")[TOKENS_REFUSED].at

    second.clear_flag("a1", TOKENS_REFUSED, before=at - 1)
    assert TOKENS_REFUSED in first.get_flags("a1")

    second.clear_flag("a1", TOKENS_REFUSED, before=at + 0.000_000_1)
    assert TOKENS_REFUSED not in first.get_flags("a1")


def test_latest_answer_of_any_agreement_is_known(flags: tuple[RedisSharedFlags, RedisSharedFlags]) -> None:
    first, second = flags
    assert second.get_last_answered() is None
    now = time.time()

    first.set_flags("a1", [LAST_ANSWERED], now - 50)
    first.set_flags("a2", [LAST_ANSWERED], now - 20)

    assert second.get_last_answered() == pytest.approx(now - 20, abs=0.5)


def test_flags_of_many_agreements_are_read_together(
    flags: tuple[RedisSharedFlags, RedisSharedFlags], redis: "Redis"
) -> None:
    first, second = flags
    agreements = [f"a{number}" for number in range(1_200)]
    first.set_flags("a1", [TOKENS_REFUSED], time.time())
    first.set_flags("a1100", [LAST_ANSWERED], time.time(), "{}")
    second.get_flags("a1")
    before, keys = redis.info()["total_commands_processed"], redis.dbsize()

    read = second.get_flags_of_all(agreements)

    assert list(read) == agreements
    assert {name: set(its_flags) - {SINCE} for name, its_flags in read.items() if set(its_flags) - {SINCE}} == {
        "a1": {TOKENS_REFUSED},
        "a1100": {LAST_ANSWERED},
    }
    assert redis.info()["total_commands_processed"] - before <= 1_210
    assert redis.dbsize() == keys, "looking at an agreement writes nothing"


def test_latest_answer_costs_one_command_however_many_keys_there_are(
    flags: tuple[RedisSharedFlags, RedisSharedFlags], redis: "Redis"
) -> None:
    first, second = flags
    first.set_flags("a1", [LAST_ANSWERED], time.time())
    redis.mset({f"econ-admin:response:{number}": "12345678body" for number in range(3_000)})
    second.get_last_answered()
    before = redis.info()["total_commands_processed"]

    second.get_last_answered()

    assert redis.info()["total_commands_processed"] - before == 2, "it, and the question itself"


def test_clocks_that_differ_are_converted() -> None:
    clock = SharedClock()

    clock.record(started=100.0, shared=130.1, finished=100.2)
    assert clock.to_shared(100.1) == pytest.approx(130.1)
    assert clock.to_own(clock.to_shared(7.0)) == 7.0

    clock.record(started=200.0, shared=230.05, finished=200.4)  # says no more than before
    assert clock.to_shared(0.0) == pytest.approx(30.0)

    clock.record(started=300.0, shared=390.0, finished=300.0)  # somebody has set one of the clocks
    assert clock.to_shared(0.0) == pytest.approx(90.0)


def test_flags_lost_by_redis_end_the_trust_in_what_was_cached(
    flags: tuple[RedisSharedFlags, RedisSharedFlags], redis: "Redis"
) -> None:
    first, second = flags
    before = first.get_flags("a1")[SINCE].at

    redis.flushdb()

    assert second.get_flags("a1")[SINCE].at > before
    assert first.get_flags("a1")[SINCE].at == pytest.approx(second.get_flags("a1")[SINCE].at, abs=0.1)


def test_another_run_of_redis_ends_the_trust_although_flags_are_still_there(
    location: RedisLocation, flags: tuple[RedisSharedFlags, RedisSharedFlags], redis: "Redis"
) -> None:
    first, _ = flags
    before = first.get_flags("a1")[SINCE].at
    redis.hset(f"{location.prefix}run", "id", "the run before a restart")  # its data came from a snapshot

    reconnected = RedisSharedFlags(RedisConnection(location))

    assert reconnected.get_flags("a1")[SINCE].at > before
    assert first.get_flags("a1")[SINCE].at > before
    reconnected._connection.close()


def test_without_redis_a_process_goes_on_by_its_own_flags() -> None:
    flags = RedisSharedFlags(RedisConnection(REFUSED))

    flags.set_flags("a1", ["customers"], 100)

    with pytest.raises(FlagsUnavailable) as raised:
        flags.get_flags("a1")
    assert raised.value.own_flags == {"customers": SharedFlag(100)}
    flags.close()


def test_flags_set_without_redis_are_shared_as_soon_as_it_answers(location: RedisLocation) -> None:
    connection = RedisConnection(location)
    flags, other = RedisSharedFlags(connection), RedisSharedFlags(RedisConnection(location))
    connection._unavailable_until = time.monotonic() + 60
    flags.set_flags("a1", ["customers"], time.time())
    assert "customers" not in other.get_flags("a1")

    connection._unavailable_until = 0
    flags._flush_again()  # what its timer does

    assert "customers" in other.get_flags("a1")
    flags.close()
    other._connection.close()
    connection.close()


def test_circuit_opens_and_is_probed_in_one_process_without_redis() -> None:
    flags = RedisSharedFlags(RedisConnection(REFUSED))
    breaker = CircuitBreaker(flags, "a1")

    for _ in range(FAILURE_THRESHOLD):
        breaker.record_failure(1000.0)

    assert breaker.get_current_error(1001.0) is not None
    assert not breaker.claim_probe(1001.0)
    assert breaker.claim_probe(1011.0)
    assert not breaker.claim_probe(1011.0)
    breaker.close()
    assert breaker.get_current_error(1012.0) is None
    flags.close()


def test_failed_redis_is_left_alone_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    connection, attempts = RedisConnection(REFUSED), []

    def attempt(client: "Redis") -> None:
        attempts.append(client)
        client.ping()

    for _ in range(3):
        with pytest.raises(RedisUnavailable) as raised:
            connection.run(attempt)
        assert "password" not in str(raised.value)
    assert len(attempts) == 1

    monkeypatch.setattr(module, "COOLDOWN", 0)
    connection._unavailable_until = 0
    with pytest.raises(RedisUnavailable):
        connection.run(attempt)
    assert len(attempts) == 2


def test_password_is_not_in_the_repr() -> None:
    assert "password" not in repr(REFUSED)


def test_reads_and_writes_work_without_redis(peer: Peer, clock: Clock, memory_trail: InMemoryTrail) -> None:
    worker = Worker(REFUSED, peer, clock, memory_trail, Upstream(ORIGIN, uuid4().hex))
    peer.set_answers("GET /customers/7", Answer(body=CUSTOMER), Answer(body=CUSTOMER))

    for _ in range(2):
        assert worker.open_gateway().customers.get(7).customer_number == 7

    assert len(peer.received) == 2  # no copy is trusted
    worker.session.close()


def test_agreements_are_kept_apart_and_tokens_out(
    location: RedisLocation, redis: "Redis", clock: Clock, memory_trail: InMemoryTrail
) -> None:
    session = open_session(RedisLocation(location.url, has_clock=False))
    names = {}
    for name in ("first", "second"):
        peer = Peer()
        peer.set_answers("GET /customers/7", Answer(body=CUSTOMER.replace(b"Ada", name.encode())))
        upstream = Upstream(ORIGIN, uuid4().hex)
        session.adapters.clear()
        session.register_upstream(upstream, TOKENS, peer)
        gateway = Gateway(Transport(session, upstream, trail=memory_trail, clock=clock))
        names[name] = [gateway.customers.get(7).raw for _ in range(2)]

    assert names["first"] != names["second"]
    assert all(first == again for first, again in names.values())
    stored = b"".join(
        key + (redis.dump(key) or b"") for key in redis.scan_iter()
    )  # fmt: skip
    assert b"response:" in stored
    for token in (TOKENS.app_secret, TOKENS.agreement_grant):
        assert token.reveal().encode() not in stored
    session.close()


@pytest.mark.parametrize("stored", [b"", b"x", b"x\x01broken"], ids=["empty", "cut off", "broken"])
def test_large_responses_are_compressed(
    stored: bytes, location: RedisLocation, redis: "Redis", clock: Clock, peer: Peer
) -> None:
    worker = Worker(location, peer, clock, InMemoryTrail(), Upstream(ORIGIN, uuid4().hex))
    key, body = f"{worker.upstream.cache_id}.kept.1", b'{"name": "Holm"}' * 1_000
    peer.set_answers("GET /kept/1", Answer(body=body))

    worker.session.send_request("GET", f"{ORIGIN}/kept/1", key, time.time(), timedelta(minutes=5))

    (name,) = redis.scan_iter(f"{location.prefix}response:*")
    cached = worker.session.load_cached_body(key)
    assert cached
    assert cached.body == body
    assert redis.strlen(name) < len(body) / 10
    redis.set(name, b"\0" * 8 + stored)
    broken = worker.session.load_cached_body(key)
    assert broken is None or broken.body == stored == b""
    worker.session.close()


def test_responses_of_the_version_before_are_read(
    location: RedisLocation, redis: "Redis", clock: Clock, peer: Peer
) -> None:
    worker = Worker(location, peer, clock, InMemoryTrail(), Upstream(ORIGIN, uuid4().hex))
    key, body = f"{worker.upstream.cache_id}.kept.1", b'{"name": "Holm"}' * 1_000
    redis.set(f"{location.prefix}response:{key}", b"\0" * 8 + body)

    cached = worker.session.load_cached_body(key)

    assert cached
    assert cached.body == body
    worker.session.close()


def test_responses_expire(location: RedisLocation, redis: "Redis", clock: Clock, peer: Peer) -> None:
    worker = Worker(location, peer, clock, InMemoryTrail(), Upstream(ORIGIN, uuid4().hex))
    peer.set_answers("GET /kept/1", Answer(body=b"x"))

    worker.session.send_request(
        "GET", f"{ORIGIN}/kept/1", f"{worker.upstream.cache_id}.kept.1", time.time(), timedelta(minutes=5)
    )

    (key,) = redis.scan_iter(f"{location.prefix}response:*")
    assert 0 < redis.ttl(key) <= 300 < MAX_STALE_AGE.total_seconds()
    assert worker.session.response_cache.get_count_and_size(worker.upstream.cache_id) == (1, 9)
    worker.session.close()


def store(location: RedisLocation, agreement: str, count: int, session: GatewaySession) -> None:
    """Stores responses as the gateway does, without asking for them."""
    for number in range(count):
        response = CachedResponse(
            request=CachedRequest(headers=CaseInsensitiveDict({REQUESTED_AT_HEADER: repr(time.time())})),
            expires=datetime.now(UTC) + timedelta(days=7),
        )
        response._content = b"x" * 92
        session.response_cache.responses[f"{agreement}.kept.{number}"] = response


def test_count_of_an_agreement_costs_the_same_with_many_others(
    location: RedisLocation, redis: "Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(location)
    store(location, "ours", 7, session)
    for other in range(40):
        store(location, f"other{other}", 5, session)
    redis.delete(f"{location.prefix}response:ours.kept.3")  # as Redis does without memory
    before = redis.info("commandstats")

    counted = session.response_cache.get_count_and_size("ours")
    session.shared_flags.get_last_answered()

    after = redis.info("commandstats")
    assert counted == (6, 600)
    calls = {name: after[name]["calls"] - before.get(name, {"calls": 0})["calls"] for name in after}
    assert {name: count for name, count in calls.items() if count and "info" not in name} == {
        "cmdstat_zcount": 1,
        "cmdstat_zrevrangebyscore": 1,
        "cmdstat_strlen": 7,
        "cmdstat_hget": 1,
    }
    session.response_cache.delete_all("ours.")
    assert session.response_cache.get_count_and_size("ours") == (0, 0)
    assert session.response_cache.get_count_and_size("other3") == (5, 500)
    session.close()


def test_count_of_many_responses_is_estimated(location: RedisLocation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_response_cache, "MOST_MEASURED", 10)
    session = open_session(location)
    store(location, "ours", 25, session)

    assert session.response_cache.get_count_and_size("ours") == (25, 2500)
    session.close()


def test_one_machine_asks_and_the_others_wait(connections: tuple[RedisConnection, RedisConnection]) -> None:
    waits: list[float] = []
    first, second = (RedisSharedFlight(connection, waits.append) for connection in connections)
    claim = first.claim("key")
    assert claim
    assert second.claim("key") is None

    def finish(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            first.release("key", claim)

    RedisSharedFlight(connections[1], finish).wait("key", 30)

    assert len(waits) == 3
    assert second.claim("key")


def test_claim_of_a_dead_process_ends_by_itself(
    connections: tuple[RedisConnection, RedisConnection], redis: "Redis", location: RedisLocation
) -> None:
    RedisSharedFlight(connections[0]).claim("key")

    assert 0 < redis.pttl(f"{location.prefix}flight:key") <= LEASE * 1000


def test_stale_claim_does_not_release_a_newer_one(connections: tuple[RedisConnection, RedisConnection]) -> None:
    first, second = (RedisSharedFlight(connection) for connection in connections)
    first.claim("key")

    first.release("key", "an earlier claim")

    assert second.claim("key") is None


def test_without_redis_each_process_asks_for_itself() -> None:
    flight = RedisSharedFlight(RedisConnection(REFUSED))

    assert flight.claim("key") == ""
    flight.release("key", "")
    flight.wait("key", 30)


def test_calls_of_all_machines_are_counted_until_they_end(
    connections: tuple[RedisConnection, RedisConnection],
) -> None:
    first, second = (RedisCallCount(connection) for connection in connections)

    with first.count("a1") as one, second.count("a1") as two, second.count("a2") as other:
        assert (one, two, other) == (1, 2, 1)
    with first.count("a1") as again:
        assert again == 1
    with RedisCallCount(RedisConnection(REFUSED)).count("a1") as unknown:
        assert unknown == 0
