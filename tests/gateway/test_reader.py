"""A read: when e-conomic is asked, how often, and when what is kept will do."""

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
from tests.gateway.conftest import AT_ONCE, DOWN, NOON, Clock, Worker
from tests.gateway.raw_peer import Answer, Heard, Peer, Said
from tests.gateway.test_cache_policy import layouts
from tests.gateway.test_transport import CUSTOMER

KINDS = [Unreachable, Unreachable, RateLimited, ServerError, ServerError]


def customer(name: str = "Ada Holm") -> Answer:
    return Answer(body=CUSTOMER.replace(b"Ada Holm", name.encode()))


@dataclass
class Pauses:
    """Sleeps that a test can look at; time passes with them."""

    time: Clock

    def __post_init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.time.pass_by(seconds)

    @property
    def patience(self) -> RetryPolicy:
        return RetryPolicy(sleep=self)


@pytest.fixture
def pauses(time: Clock) -> Pauses:
    return Pauses(time)


@pytest.fixture
def kept(worker: Worker, peer: Peer, time: Clock) -> Worker:
    """A worker that has shown the customer, two minutes ago."""
    peer.will_say("GET /customers/7", customer())
    worker.visit().customers.get(7)
    time.pass_by(120)
    peer.heard.clear()
    return worker


def test_a_read_that_fails_is_repeated_after_a_pause_that_grows(worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.will_say("GET /customers/7", requests.ConnectionError("refused"), Answer(503), customer())

    found = worker.visit(patience=pauses.patience).customers.get(7)

    first, second = pauses.seconds
    assert found.name == "Ada Holm"
    assert 0 <= first <= 0.25
    assert 0 <= second <= 0.5
    assert worker.standing.current_error is None


def test_the_pauses_of_many_are_spread_from_nothing_to_the_longest() -> None:
    drawn = [RetryPolicy(base_delay=1).get_delay(2) for _ in range(200)]

    assert min(drawn) < 0.2
    assert 1.8 < max(drawn) <= 2


def test_we_come_back_when_we_are_told_to(worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.will_say("GET /customers/7", Answer(429, b"", {"Retry-After": "4"}), customer())

    found = worker.visit(patience=pauses.patience).customers.get(7)

    (pause,) = pauses.seconds
    assert found.name == "Ada Holm"
    assert 4 <= pause <= 4.25


def test_nobody_waits_for_longer_than_the_deadline(worker: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.will_say("GET /customers/7", Answer(429, b"", {"Retry-After": "11"}), customer())

    with pytest.raises(RateLimited) as caught:
        worker.visit(patience=pauses.patience).customers.get(7)

    assert caught.value.retry_after == 11
    assert pauses.seconds == []


def test_nobody_waits_to_be_let_in_where_something_can_stand_in(kept: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.will_say("GET /customers/7", Answer(429, b"", {"Retry-After": "1"}), customer("Ada Lund"))

    found = kept.visit(patience=pauses.patience).customers.get(7)

    assert found.name == "Ada Holm"
    assert pauses.seconds == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302])
def test_what_e_conomic_has_said_is_not_asked_again(status: int, worker: Worker, peer: Peer) -> None:
    peer.will_say("GET /customers/7", Answer(status), customer())

    with pytest.raises(GatewayError):
        worker.visit().customers.get(7)

    assert len(peer.heard) == 1


@pytest.mark.parametrize(("down", "kind"), zip(DOWN, KINDS, strict=True))
def test_where_e_conomic_does_not_answer_what_is_kept_stands_in_with_its_age_and_the_reason(
    down: Said, kind: type[GatewayError], kept: Worker, peer: Peer
) -> None:
    peer.is_down(down)

    found = kept.visit().customers.get(7)

    assert found.name == "Ada Holm"
    assert kept.standing.oldest_read_at == NOON
    assert type(kept.standing.current_error) is kind
    assert len(peer.heard) == 3


def test_another_worker_stands_on_what_the_first_has_kept(
    kept: Worker, workers: tuple[Worker, Worker], peer: Peer
) -> None:
    peer.is_down()

    found = workers[1].visit().customers.get(7)

    assert found.name == "Ada Holm"
    assert workers[1].standing.oldest_read_at == NOON


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Answer(400), Invalid),
        (Answer(401), Unauthorised),
        (Answer(403), Forbidden),
        (Answer(404), NotFound),
        (Answer(302), UnexpectedResponse),
        (Answer(200, b"<html>"), UnexpectedResponse),
    ],
)
def test_what_is_kept_never_stands_in_for_what_e_conomic_said(
    said: Answer, kind: type[GatewayError], kept: Worker, peer: Peer
) -> None:
    peer.is_down(said)

    with pytest.raises(kind):
        kept.visit().customers.get(7)


@pytest.mark.parametrize("status", [403, 404])
def test_what_is_gone_or_closed_to_us_is_forgotten(
    status: int, kept: Worker, workers: tuple[Worker, Worker], peer: Peer
) -> None:
    peer.is_down(Answer(status))
    with pytest.raises(GatewayError):
        kept.visit().customers.get(7)

    peer.is_down()
    for worker in workers:
        with pytest.raises(Unreachable):
            worker.visit().customers.get(7)


def test_what_is_too_old_stands_in_no_longer(kept: Worker, peer: Peer, time: Clock) -> None:
    time.pass_by(MAX_STALE_AGE.total_seconds())
    peer.is_down()

    with pytest.raises(Unreachable):
        kept.visit().customers.get(7)


def test_what_is_kept_stands_in_where_no_time_is_left_to_ask(kept: Worker, peer: Peer) -> None:
    economic = kept.visit()

    economic = economic.within(Deadline(0))
    found = economic.customers.get(7)
    with pytest.raises(Unreachable):
        economic.refreshed().customers.get(7)

    assert found.name == "Ada Holm"
    assert kept.standing.oldest_read_at == NOON
    assert peer.heard == []


def test_after_a_write_the_kept_page_still_stands_while_e_conomic_is_down(
    kept: Worker, workers: tuple[Worker, Worker], peer: Peer
) -> None:
    before = kept.visit().customers.get(7)
    peer.will_say("PUT /customers/7", customer("Ada Lund"))
    kept.visit().customers.replace(7, before.with_changes(name="Ada Lund"), before)

    peer.is_down()
    for worker in workers:
        assert worker.visit().customers.get(7).name == "Ada Holm"
        assert worker.standing.oldest_read_at == NOON + timedelta(seconds=120)
        assert isinstance(worker.standing.current_error, Unreachable)


@pytest.mark.parametrize(
    ("noun", "old"),
    [
        ("customers", ["contacts", "customers", "delivery-locations"]),
        ("contacts", ["contacts", "customers"]),
        ("delivery-locations", ["customers", "delivery-locations"]),
        ("drafts", ["drafts", "totals"]),
        ("units", ["units"]),
    ],
)
def test_what_a_write_may_have_changed_is_asked_for_again_by_all(
    noun: str, old: list[str], workers: tuple[Worker, Worker], peer: Peer, time: Clock
) -> None:
    nouns = ["customers", "contacts", "delivery-locations", "drafts", "totals", "booked", "units"]
    for worker in workers:
        for each in nouns:
            worker.visit().transport.get(ResourcePath(each, each), IgnoredBody)
    time.pass_by(1)
    workers[0].visit().transport.post(ResourcePath(noun, noun), {}, IgnoredBody)
    time.pass_by(1)
    peer.heard.clear()

    for worker in workers:
        for each in nouns:
            worker.visit().transport.get(ResourcePath(each, each), IgnoredBody)

    assert sorted(heard.url.rpartition("/")[2] for heard in peer.heard) == old  # by one; then it is kept


@pytest.mark.parametrize("came", [requests.ReadTimeout("30 s"), Answer(503), Answer(200, b"<html>")])
def test_a_write_of_unknown_outcome_may_have_changed_it_too(
    came: Said, workers: tuple[Worker, Worker], peer: Peer, time: Clock
) -> None:
    peer.will_say("GET /customers/7", customer(), customer("Ada Lund"))
    peer.will_say("PUT /customers/7", came)
    before = workers[0].visit().customers.get(7)
    time.pass_by(1)

    with pytest.raises(GatewayError):
        workers[0].visit().customers.replace(7, before.with_changes(), before)

    assert [worker.visit().customers.get(7).name for worker in workers[::-1]] == ["Ada Lund"] * 2


def test_what_was_asked_for_before_a_write_and_came_after_it_is_not_fresh(
    workers: tuple[Worker, Worker], peer: Peer, time: Clock
) -> None:
    one, other = workers

    def slow(heard: Heard) -> Answer:
        other.visit().transport.post(ResourcePath("customers", "customers"), {}, IgnoredBody)
        time.pass_by(1)
        return customer("As it was")

    peer.will_say("GET /customers/7", slow, customer("As it is"))
    one.visit().customers.get(7)

    assert one.visit().customers.get(7).name == "As it is"


def test_what_was_asked_for_while_a_write_was_under_way_is_not_fresh(
    workers: tuple[Worker, Worker], peer: Peer, time: Clock
) -> None:
    one, other = workers
    shown = []

    def slow(heard: Heard) -> Answer:
        time.pass_by(1)
        shown.append(other.visit().customers.get(7).name)
        time.pass_by(1)
        return customer("As it is")

    names = ["As it was", "As it still was", "As it is"]
    peer.will_say("GET /customers/7", *[customer(name) for name in names])
    peer.will_say("PUT /customers/7", slow)
    other.visit().customers.get(7)
    one.visit().transport.put(ResourcePath("customers", "customers/7"), {}, IgnoredBody, b"")
    time.pass_by(1)

    assert shown == ["As it still was"]
    assert [worker.visit().customers.get(7).name for worker in workers] == ["As it is"] * 2


def test_to_read_afresh_asks_and_others_have_the_answer(workers: tuple[Worker, Worker], peer: Peer) -> None:
    peer.will_say("GET /customers/7", customer(), customer("Ada Lund"))
    one, other = workers
    one.visit().customers.get(7)

    found = one.visit().refreshed().customers.get(7)

    assert found.name == "Ada Lund"
    assert other.visit().customers.get(7).name == "Ada Lund"
    assert one.visit().customers.get(7).name == "Ada Lund"
    assert len(peer.heard) == 2


@pytest.mark.parametrize("down", DOWN)
def test_nothing_stands_in_where_it_is_read_afresh(down: Said, kept: Worker, peer: Peer) -> None:
    peer.is_down(down)

    with pytest.raises(GatewayError):
        kept.visit().refreshed().customers.get(7)


def test_what_is_read_afresh_waits_when_told_to_whatever_is_kept(kept: Worker, peer: Peer, pauses: Pauses) -> None:
    peer.will_say("GET /customers/7", Answer(429, b"", {"Retry-After": "1"}), customer("Ada Lund"))

    assert kept.visit(patience=pauses.patience).refreshed().customers.get(7).name == "Ada Lund"


def test_what_is_read_in_passing_is_kept_nowhere(worker: Worker, peer: Peer) -> None:
    peer.will_say("GET /customers/7", customer())

    worker.visit().refreshed(store=False).customers.get(7)

    assert (len(worker.session.record_cache), worker.session.response_cache.get_count_and_size()) == (0, (0, 0))


@pytest.mark.parametrize("keep", [True, False])
def test_reference_lists_stay_warm_where_the_rest_is_read_afresh(*, keep: bool, worker: Worker, peer: Peer) -> None:
    peer.will_say("GET /layouts", layouts("Plain"))

    for _ in range(2):
        worker.visit().refreshed(store=keep).layouts.all()

    assert len(peer.heard) == 1


def test_refreshed_reads_side_by_side_ask_too(kept: Worker, peer: Peer) -> None:
    peer.will_say("GET /customers/8", customer())
    economic = kept.visit()
    get = economic.customers.get
    economic.together(lambda: get(7), lambda: get(8))
    peer.heard.clear()

    refreshed = economic.refreshed()
    refreshed.together(lambda: refreshed.customers.get(7), lambda: refreshed.customers.get(8))
    assert len(peer.heard) == 2
    economic.together(lambda: get(7), lambda: get(8))

    assert len(peer.heard) == 2


def test_options_belong_to_the_gateway_that_was_made_with_them(kept: Worker, peer: Peer) -> None:
    refreshed = kept.visit().refreshed()
    cached = refreshed.cached()
    refreshed.customers.get(7)

    cached.customers.get(7)
    cached.refreshed().customers.get(7)
    cached.customers.get(7)
    refreshed.customers.get(7)

    assert len(peer.heard) == 3


def test_a_clock_that_is_set_back_makes_nothing_fresh_and_keeps_nothing_out(
    kept: Worker, peer: Peer, time: Clock
) -> None:
    peer.will_say("GET /customers/7", customer("Ada Lund"))
    time.pass_by(-3600)

    names = [kept.visit().customers.get(7).name for _ in range(2)]
    time.pass_by(3600 - 90)  # at which what was kept first would have been half a minute old
    peer.is_down()

    assert names == ["Ada Lund"] * 2
    assert len(peer.heard) == 1
    assert kept.visit().customers.get(7).name == "Ada Lund"


def test_what_is_read_as_something_else_is_no_answer_to_it(worker: Worker, peer: Peer) -> None:
    peer.will_say("GET /customers/7", customer())
    place = ResourcePath("customers", "customers/7")

    raw = worker.visit().transport.get(place, IgnoredBody)
    found = worker.visit().transport.get(place, Customer)

    assert isinstance(raw, IgnoredBody)
    assert found.name == "Ada Holm"
    assert len(peer.heard) == 1


def test_a_page_is_as_old_as_the_oldest_it_shows_reference_lists_aside(kept: Worker, peer: Peer, time: Clock) -> None:
    peer.will_say("GET /layouts", layouts("Plain"))
    peer.will_say("GET /customers/8", customer())
    kept.visit().layouts.all()
    assert kept.standing.oldest_read_at is None
    time.pass_by(30)
    economic = kept.visit()

    economic.layouts.all()
    economic.customers.get(8)
    assert kept.standing.oldest_read_at == NOON + timedelta(seconds=150)
    peer.is_down()
    economic.customers.get(7)

    assert kept.standing.oldest_read_at == NOON


def test_a_reference_list_that_stands_in_says_why_but_no_age(worker: Worker, peer: Peer, time: Clock) -> None:
    peer.will_say("GET /layouts", layouts("Plain"))
    worker.visit().layouts.all()
    time.pass_by(3601)
    peer.is_down()

    worker.visit().layouts.all()

    assert worker.standing.oldest_read_at is None
    assert isinstance(worker.standing.current_error, Unreachable)


def test_a_long_read_slows_down_near_the_limit_and_only_where_it_asks(
    worker: Worker, peer: Peer, pauses: Pauses
) -> None:
    near = {"X-CallCost": "1", "X-RateLimiting": "token-limit-100-per-60-seconds: 90/100"}
    more = b'{"collection":[%s],"pagination":{"results":2001,"resultsWithoutFilter":2001,"nextPage":"%s"}}'
    page = Answer(body=more % (CUSTOMER, b"https://economic.example/customers"), headers=near)
    peer.will_say("GET /customers", page)
    patience = replace(AT_ONCE, sleep=pauses)

    walked = [len(list(worker.visit(patience=patience).customers.walk())) for _ in range(2)]
    worker.visit(patience=patience).refreshed().customers.page()
    list(worker.visit(patience=patience).refreshed().customers.walk())
    worker.visit(patience=patience).refreshed().customers.page(page=1, size=1000)  # as an export asks
    worker.visit(patience=patience).refreshed().customers.page(page=1, size=50)  # as somebody who turns a page

    assert walked == [3, 3]
    assert len(peer.heard) == 3 + 1 + 3 + 2
    assert pauses.seconds == [6] * 5  # the ten that are left, over the sixty seconds


def refused(worker: Worker) -> type[GatewayError] | None:
    try:
        worker.visit().customers.get(7)
    except GatewayError as error:
        return type(error)
    return None


@pytest.mark.parametrize("down", DOWN)
def test_after_a_401_nobody_shows_what_is_kept_until_e_conomic_answers(
    down: Said, kept: Worker, workers: tuple[Worker, Worker], peer: Peer, time: Clock
) -> None:
    peer.is_down(Answer(401))
    assert refused(kept) is Unauthorised
    assert [isinstance(worker.visit().get_status().tokens_refused, type(NOON)) for worker in workers] == [True, True]

    peer.is_down(down)
    shown_while_down = [refused(worker) is None for worker in workers]
    peer.is_up()

    assert shown_while_down == [False, False]
    assert refused(workers[1]) is None
    time.pass_by(120)
    peer.is_down(down)
    assert [refused(worker) for worker in workers] == [None, None]


def test_a_401_that_comes_while_another_asks_in_vain_holds_for_the_other_too(
    kept: Worker, workers: tuple[Worker, Worker], peer: Peer
) -> None:
    def cut_off_after_a_401(heard: Heard) -> Answer:
        peer.will_say("GET /customers/8", Answer(401))
        with pytest.raises(Unauthorised):
            workers[1].visit().customers.get(8)
        raise requests.ConnectionError("cut off")

    peer.will_say("GET /customers/7", cut_off_after_a_401, requests.ConnectionError("refused"))

    assert refused(kept) is Unreachable


def test_a_401_to_one_agreement_is_none_to_another(kept: Worker, peer: Peer, economic_at_peer: Gateway) -> None:
    peer.is_down(Answer(401))
    with pytest.raises(Unauthorised):
        economic_at_peer.customers.get(7)

    peer.is_down()

    assert kept.visit().customers.get(7).name == "Ada Holm"
