"""Answers are limited in time and size, and invalid values are rejected."""

import resource
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from econ_admin.gateway import Gateway, RetryPolicy, Secret, Tokens, Transport, Upstream, open_session
from econ_admin.gateway.errors import GatewayError, RateLimited, UnexpectedResponse, Unreachable
from econ_admin.gateway.json_codec import check, decode
from econ_admin.gateway.paging import PageDecoder, UnreadableItem
from econ_admin.gateway.records import Customer
from tests.gateway.conftest import NO_DELAY, InMemoryTrail
from tests.hostile.behaviours import BAD_AMOUNTS, BAD_NUMBERS, BAD_TIMES, ODD_AMOUNTS, WIRE_BEHAVIOURS, make_bomb
from tests.hostile.upstream import HostileUpstream

pytestmark = pytest.mark.enable_socket

SHORT_TIMEOUTS = replace(NO_DELAY, connect_timeout=1, read_timeout=0.5, read_budget=0.5, max_attempts=1)
LONG_TIMEOUTS = replace(SHORT_TIMEOUTS, read_timeout=60, read_budget=60)  # only the size can end such a call
MAX_MEMORY_GROWTH = 100 * 1024  # KiB
ADA = (
    '{"customerNumber":7,"name":"Ada","currency":"DKK","paymentTerms":{"paymentTermsNumber":1},'
    '"customerGroup":{"customerGroupNumber":1},"vatZone":{"vatZoneNumber":1},"more":0}'
)


@pytest.fixture
def connect_to_port(cache_file: Path, memory_trail: InMemoryTrail) -> Iterator[Callable[..., Gateway]]:
    def connect_to(port: int, timeouts: RetryPolicy = SHORT_TIMEOUTS) -> Gateway:
        upstream, session = Upstream(f"http://127.0.0.1:{port}", "bounded"), open_session(cache_file)
        session.register_upstream(upstream, Tokens(Secret("sandbox"), Secret("sandbox")))
        return Gateway(Transport(session, upstream, trail=memory_trail, retry_policy=timeouts))

    yield connect_to
    open_session(cache_file).close()


@pytest.mark.parametrize("name", ["endless", "bomb", "nested bomb"])
def test_too_large_answer_is_aborted_before_it_fills_the_memory(
    name: str, connect_to_port: Callable[..., Gateway]
) -> None:
    make_bomb(1), make_bomb(2)  # before the memory is measured
    with HostileUpstream(WIRE_BEHAVIOURS[name]).serving() as port:
        economic = connect_to_port(port, LONG_TIMEOUTS)
        memory_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        with pytest.raises(UnexpectedResponse):
            economic.customers.get(7)

        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory_before < MAX_MEMORY_GROWTH


@pytest.mark.parametrize(
    ("name", "expected_errors"),
    [
        ("endless chunk size", (UnexpectedResponse, Unreachable)),
        ("endless interim answers", Unreachable),
        ("empty members", Unreachable),
        ("drip", Unreachable),
        ("drip of headers", Unreachable),
        ("retry after", RateLimited),
    ],
)
def test_endless_answer_is_aborted_in_time(
    name: str,
    expected_errors: type[GatewayError] | tuple[type[GatewayError], ...],
    connect_to_port: Callable[..., Gateway],
) -> None:
    with HostileUpstream(WIRE_BEHAVIOURS[name]).serving() as port:
        economic = connect_to_port(port)
        memory_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        with pytest.raises(expected_errors):  # without a deadline it would never end
            economic.customers.get(7)

        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory_before < MAX_MEMORY_GROWTH


def test_slow_pdf_is_aborted(connect_to_port: Callable[..., Gateway]) -> None:
    with (
        HostileUpstream(WIRE_BEHAVIOURS["drip of a PDF"]).serving() as port,
        connect_to_port(port).drafts.pdf(7) as pdf,
        pytest.raises(Unreachable),
    ):
        list(pdf)


@pytest.mark.parametrize("value", [*BAD_AMOUNTS])
def test_invalid_amount_is_an_unexpected_response(value: str) -> None:
    with pytest.raises(UnexpectedResponse):
        Customer.decode(ADA.replace('"more"', f'"balance":{value},"more"').encode())


@pytest.mark.parametrize("value", ODD_AMOUNTS)
def test_unusual_number_formats_are_valid_amounts(value: str) -> None:
    Customer.decode(ADA.replace('"more"', f'"balance":{value},"more"').encode())


@pytest.mark.parametrize("value", BAD_NUMBERS)
@pytest.mark.parametrize("name", ['customerNumber":7', 'paymentTermsNumber":1'])
def test_invalid_identifier_is_an_unexpected_response(name: str, value: str) -> None:
    with pytest.raises(UnexpectedResponse):
        Customer.decode(ADA.replace(name, name.partition(":")[0] + ":" + value).encode())


@pytest.mark.parametrize("value", BAD_TIMES)
def test_invalid_time_is_an_unexpected_response(value: str) -> None:
    with pytest.raises(UnexpectedResponse):
        Customer.decode(ADA.replace('"more"', f'"lastUpdated":{value},"more"').encode())


@pytest.mark.parametrize(
    "value", ["[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900, "1e999999999", "1e99999999999999999999", "9" * 30]
)
def test_unknown_property_that_cannot_be_sent_back_is_unexpected(value: str) -> None:
    with pytest.raises(UnexpectedResponse):
        Customer.decode(ADA.replace('"more":0', f'"more":{value}').encode())


def test_brackets_in_a_text_do_not_count_as_nesting() -> None:
    body = ADA.replace("Ada", "[{" * 500 + r"\\\"" + "[" * 500).encode()

    assert Customer.decode(body).name.startswith("[{[{")


def test_digits_in_a_text_do_not_count_as_a_number() -> None:
    assert Customer.decode(ADA.replace("Ada", "1e999 " + "9" * 5000).encode()).name.startswith("1e999 999")


@pytest.mark.parametrize("value", ["-1", "9" * 5000, "[" * 900 + "]" * 900, "[" * 100_000 + "]" * 100_000])
def test_one_unreadable_item_leaves_the_rest_of_the_page(value: str) -> None:
    bad = ADA.replace('"more":0', f'"paymentTerms":{value}')
    page = f'{{"collection":[{ADA},{bad},{ADA}],"pagination":{{"results":3,"resultsWithoutFilter":3}}}}'

    rows = PageDecoder(Customer).decode(page.encode()).rows

    assert [type(row) for row in rows] == [Customer, UnreadableItem, Customer]
    assert isinstance(rows[1], UnreadableItem)
    assert rows[1].number == 7


def test_nesting_up_to_the_limit_is_accepted() -> None:
    check(b"[" * 64 + b"]" * 64)
    with pytest.raises(UnexpectedResponse):
        check(b"[" * 65 + b"]" * 65)


def test_decimal_out_of_range_is_an_unexpected_response() -> None:
    with pytest.raises(UnexpectedResponse):
        decode(b"1e99999999999999999999")
