"""No answer takes more than its time and its bytes, however it comes; no value that cannot be passes for one."""

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from econ_admin.gateway import Gateway, Secret, Tokens, Transport, Upstream, open_session
from econ_admin.gateway.errors import GatewayError, RateLimited, UnexpectedResponse, Unreachable
from econ_admin.gateway.json_codec import check, decode
from econ_admin.gateway.paging import PageDecoder, UnreadableItem
from econ_admin.gateway.records import Customer
from tests.gateway.conftest import AT_ONCE, Notebook
from tests.hostile.behaviours import BAD_AMOUNTS, BAD_NUMBERS, BAD_TIMES, ODD_AMOUNTS, WIRE, make_bomb
from tests.hostile.upstream import HostileUpstream

pytestmark = pytest.mark.enable_socket

IN_SHORT = replace(AT_ONCE, connect_timeout=1, read_timeout=0.5, read_budget=0.5, max_attempts=1)
GROWTH = 100 * 1024  # KiB
ADA = (
    '{"customerNumber":7,"name":"Ada","currency":"DKK","paymentTerms":{"paymentTermsNumber":1},'
    '"customerGroup":{"customerGroupNumber":1},"vatZone":{"vatZoneNumber":1},"more":0}'
)


@pytest.fixture
def at(cache_file: Path, notebook: Notebook) -> Iterator[Callable[[int], Gateway]]:
    def port(port: int) -> Gateway:
        upstream, session = Upstream(f"http://127.0.0.1:{port}", "bounded"), open_session(cache_file)
        session.register_upstream(upstream, Tokens(Secret("sandbox"), Secret("sandbox")))
        return Gateway(Transport(session, upstream, trail=notebook, retry_policy=IN_SHORT))

    yield port
    open_session(cache_file).close()


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("endless", UnexpectedResponse),
        ("endless chunk size", (UnexpectedResponse, Unreachable)),
        ("endless interim answers", Unreachable),
        ("bomb", UnexpectedResponse),
        ("nested bomb", UnexpectedResponse),
        ("empty members", Unreachable),
        ("drip", Unreachable),
        ("drip of headers", Unreachable),
        ("retry after", RateLimited),
    ],
)
def test_a_call_ends_in_time_and_takes_little_memory(
    name: str, kinds: type[GatewayError] | tuple[type[GatewayError], ...], at: Callable[[int], Gateway]
) -> None:
    make_bomb(1), make_bomb(2)  # before the clock starts
    with HostileUpstream(WIRE[name]).serving() as port:
        WIRE[name]
        economic = at(port)
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

        with pytest.raises(kinds):
            economic.customers.get(7)

        assert time.monotonic() - began < 10  # the machine may be busy; without a bound it is for ever
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH


def test_a_pdf_that_drips_ends_too(at: Callable[[int], Gateway]) -> None:
    with (
        HostileUpstream(WIRE["drip of a PDF"]).serving() as port,
        at(port).drafts.pdf(7) as pdf,
        pytest.raises(Unreachable),
    ):
        list(pdf)


@pytest.mark.parametrize("value", [*BAD_AMOUNTS])
def test_what_is_no_amount_is_unreadable(value: str) -> None:
    with pytest.raises(UnexpectedResponse):
        Customer.decode(ADA.replace('"more"', f'"balance":{value},"more"').encode())


@pytest.mark.parametrize("value", ODD_AMOUNTS)
def test_an_odd_amount_is_an_amount(value: str) -> None:
    Customer.decode(ADA.replace('"more"', f'"balance":{value},"more"').encode())


@pytest.mark.parametrize("value", BAD_NUMBERS)
@pytest.mark.parametrize("name", ['customerNumber":7', 'paymentTermsNumber":1'])
def test_what_is_no_identifier_is_unreadable(name: str, value: str) -> None:
    with pytest.raises(UnexpectedResponse):
        Customer.decode(ADA.replace(name, name.partition(":")[0] + ":" + value).encode())


@pytest.mark.parametrize("value", BAD_TIMES)
def test_a_time_that_cannot_be_shown_is_unreadable(value: str) -> None:
    with pytest.raises(UnexpectedResponse):
        Customer.decode(ADA.replace('"more"', f'"lastUpdated":{value},"more"').encode())


@pytest.mark.parametrize(
    "value", ["[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900, "1e999999999", "1e99999999999999999999", "9" * 30]
)
def test_what_nobody_can_send_back_is_unreadable_in_unknown_properties_too(value: str) -> None:
    with pytest.raises(UnexpectedResponse):
        Customer.decode(ADA.replace('"more":0', f'"more":{value}').encode())


def test_brackets_in_a_text_are_no_nesting() -> None:
    body = ADA.replace("Ada", "[{" * 500 + r"\\\"" + "[" * 500).encode()

    assert Customer.decode(body).name.startswith("[{[{")


def test_numbers_in_a_text_are_no_numbers() -> None:
    assert Customer.decode(ADA.replace("Ada", "1e999 " + "9" * 5000).encode()).name.startswith("1e999 999")


@pytest.mark.parametrize("value", ["-1", "9" * 5000, "[" * 900 + "]" * 900, "[" * 100_000 + "]" * 100_000])
def test_one_unreadable_item_does_not_spoil_the_page(value: str) -> None:
    bad = ADA.replace('"more":0', f'"paymentTerms":{value}')
    page = f'{{"collection":[{ADA},{bad},{ADA}],"pagination":{{"results":3,"resultsWithoutFilter":3}}}}'

    rows = PageDecoder(Customer).decode(page.encode()).rows

    assert [type(each) for each in rows] == [Customer, UnreadableItem, Customer]
    assert isinstance(rows[1], UnreadableItem)
    assert rows[1].number == 7


def test_nesting_to_the_limit_is_read() -> None:
    check(b"[" * 64 + b"]" * 64)
    with pytest.raises(UnexpectedResponse):
        check(b"[" * 65 + b"]" * 65)


def test_a_decimal_beyond_decimals_is_unreadable() -> None:
    with pytest.raises(UnexpectedResponse):
        decode(b"1e99999999999999999999")
