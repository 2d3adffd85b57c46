"""The gateway against the sandbox mounted in its session: every method, and every way to fail."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from econ_admin.gateway import Gateway, Secret, Tokens, Transport, Upstream, open_session, optional, where
from econ_admin.gateway.cache_policy import MAX_STALE_AGE
from econ_admin.gateway.concurrency import Unavailable
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
from econ_admin.gateway.records import Contact, Customer, DeliveryLocation
from econ_admin.sandbox import Sandbox
from econ_admin.sandbox.adapter import SandboxAdapter
from tests.clock import DAY
from tests.gateway.conftest import NO_DELAY, Clock, InMemoryTrail

ORIGIN = "https://sandbox.invalid"


@pytest.fixture
def sandbox(tmp_path: Path, seeded_store: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(Path(shutil.copy(seeded_store, tmp_path)), size=60, day=DAY)
    yield sandbox
    sandbox.close()


def connect_gateway(
    sandbox: Sandbox, cache_file: Path, memory_trail: InMemoryTrail, clock: Clock, token: str
) -> Gateway:
    upstream, session = Upstream(ORIGIN, f"tokens-{token}"), open_session(cache_file)
    session.register_upstream(upstream, Tokens(Secret(token), Secret(token)), SandboxAdapter(sandbox))
    return Gateway(Transport(session, upstream, trail=memory_trail, person="ada", clock=clock, retry_policy=NO_DELAY))


@pytest.fixture
def economic(sandbox: Sandbox, cache_file: Path, memory_trail: InMemoryTrail, clock: Clock) -> Iterator[Gateway]:
    yield connect_gateway(sandbox, cache_file, memory_trail, clock, "sandbox")
    open_session(cache_file).close()


@pytest.fixture
def customer_with_contacts(economic: Gateway) -> Customer:
    """A customer that has contacts and delivery locations."""
    return next(
        candidate
        for candidate in economic.customers.walk()
        if economic.contacts.of(candidate.customer_number) and economic.delivery_locations.of(candidate.customer_number)
    )


def new_customer(economic: Gateway, name: str = "Ada Holm") -> Customer:
    return economic.customers.add(
        Customer.new_document(name=name, currency="DKK", payment_terms=1, customer_group=1, vat_zone=1)
    )


def test_customers_are_listed_by_page_and_by_walking(economic: Gateway) -> None:
    first, last = economic.customers.page(size=25), economic.customers.page(page=2, size=25)

    assert [len(first.items), len(last.items), first.results] == [25, 10, 60]
    assert len({customer.customer_number for customer in economic.customers.walk()}) == 60


def test_customers_are_sorted_and_filtered_by_economic(economic: Gateway) -> None:
    all_customers = list(economic.customers.walk())

    richest = economic.customers.page(where("balance").gt(0), sort=["-balance"], size=100)
    barred = economic.customers.page(where("barred").eq(True), size=100)
    two_customers = economic.customers.page(
        where("customerNumber").in_([all_customers[3].customer_number, all_customers[5].customer_number])
    )

    balances = [customer.balance or 0 for customer in richest.items]
    assert balances == sorted(
        (customer.balance for customer in all_customers if customer.balance and customer.balance > 0), reverse=True
    )
    assert richest.results_without_filter == 60
    assert {customer.customer_number for customer in barred.items} == {
        customer.customer_number for customer in all_customers if customer.barred
    }
    assert len(two_customers.items) == 2


def test_every_name_is_found_by_equality_and_by_its_middle(economic: Gateway) -> None:
    customers = list(economic.customers.walk())

    assert len(customers) == 60
    for customer in customers:
        middle = customer.name[1:-1] or customer.name
        equal_names = economic.customers.page(where("name").eq(customer.name), size=100)
        similar_names = economic.customers.page(where("name").like(middle), size=100)

        assert customer.customer_number in {match.customer_number for match in equal_names.items}
        assert customer.customer_number in {match.customer_number for match in similar_names.items}
        assert all(middle.casefold() in match.name.casefold() for match in similar_names.items)


def test_reference_lists_have_entries_and_are_fetched_once(economic: Gateway, sandbox: Sandbox) -> None:
    lists = (
        economic.currencies,
        economic.customer_groups,
        economic.employees,
        economic.layouts,
        economic.payment_terms,
        economic.units,
        economic.vat_zones,
    )

    for reference_list in lists * 2:
        assert reference_list.all()

    assert len(sandbox.log()) == len(lists)


def test_agreement_and_customer_links_are_read(economic: Gateway, customer_with_contacts: Customer) -> None:
    number = customer_with_contacts.customer_number

    assert economic.agreement.get().settings.base_currency == "DKK"
    assert economic.customers.get(number) == economic.customers.get(number)
    assert f"/customers/{number}" in economic.customers.totals(number).drafts
    assert economic.customers.templates(number).invoice.endswith(f"/customers/{number}/templates/invoice")
    assert economic.customers.templates(number).invoiceline
    assert economic.customers.invoices(number).booked.endswith(f"/customers/{number}/invoices/booked")


def test_single_contact_and_location_match_their_lists(economic: Gateway, customer_with_contacts: Customer) -> None:
    number = customer_with_contacts.customer_number
    contact, location = economic.contacts.of(number)[0], economic.delivery_locations.of(number)[0]

    assert economic.contacts.get(number, contact.customer_contact_number).name == contact.name
    assert economic.delivery_locations.get(number, location.delivery_location_number).address == location.address


def test_customer_is_added_changed_and_removed(economic: Gateway) -> None:
    added = new_customer(economic)
    number = added.customer_number

    changed = economic.customers.replace(number, added.with_changes(email="ada@example.com", payment_terms=2), added)
    economic.customers.set_einvoicing_disabled(number, True, changed)
    switched = economic.customers.get(number)
    economic.customers.remove(number, switched)

    assert (changed.name, changed.email, changed.payment_terms.number) == ("Ada Holm", "ada@example.com", 2)
    assert switched.e_invoicing_disabled_by_default
    with pytest.raises(NotFound):
        economic.customers.get(number)


def test_contact_is_added_changed_and_removed(economic: Gateway, customer_with_contacts: Customer) -> None:
    number = customer_with_contacts.customer_number
    added = economic.contacts.add(number, Contact.new_document(name="Ada Holm", email_notifications=["invoices"]))

    changed = economic.contacts.replace(number, added.customer_contact_number, added.with_changes(phone="12 34"), added)
    economic.contacts.remove(number, added.customer_contact_number, changed)

    assert (changed.name, changed.phone, changed.email_notifications) == ("Ada Holm", "12 34", ("invoices",))
    assert "Ada Holm" not in [contact.name for contact in economic.contacts.of(number)]


def test_location_is_added_changed_and_removed(economic: Gateway, customer_with_contacts: Customer) -> None:
    number, locations = customer_with_contacts.customer_number, economic.delivery_locations
    added = locations.add(number, DeliveryLocation.new_document(address="Havnen 1", postal_code="7100"))

    changed = locations.replace(number, added.delivery_location_number, added.with_changes(city="Vejle"), added)
    locations.remove(number, added.delivery_location_number, changed)

    assert (changed.address, changed.postal_code, changed.city) == ("Havnen 1", "7100", "Vejle")
    assert "Havnen 1" not in [location.address for location in locations.of(number)]


def test_writing_customers_back_unchanged_changes_nothing(economic: Gateway) -> None:
    customers = list(economic.customers.walk())

    assert len(customers) == 60
    for before in customers:
        after = economic.customers.replace(before.customer_number, before.with_changes(), before)

        assert after.with_changes() == before.with_changes()


@pytest.mark.parametrize(
    ("fault", "times", "kind"),
    [
        ("status:500", 3, ServerError),
        ("status:503", 3, ServerError),
        ("throttle:7", 1, RateLimited),
        ("garbage", 1, UnexpectedResponse),
        ("slow:40000", 3, Unreachable),
        ("silence-before", 3, Unreachable),
        ("silence-after", 3, Unreachable),
    ],
)
def test_each_read_failure_raises_its_error(
    fault: str, times: int, kind: type[GatewayError], economic: Gateway, sandbox: Sandbox, clock: Clock
) -> None:
    sandbox.fault("GET", "/customers", fault, times)

    with pytest.raises(kind) as caught:
        economic.customers.page()
    clock.advance(7)

    assert not caught.value.outcome_unknown
    assert economic.customers.page().results == 60


def test_a_429_says_how_long_to_wait(economic: Gateway, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "throttle:7")  # and no request is sent before that time

    with pytest.raises(RateLimited) as caught:
        economic.customers.page()

    assert caught.value.retry_after == 7


@pytest.mark.parametrize("fault", ["status:503", "slow:40000", "garbage", "silence-before", "silence-after"])
def test_write_of_unknown_outcome_is_resent_with_its_own_key(
    fault: str, economic: Gateway, sandbox: Sandbox, memory_trail: InMemoryTrail
) -> None:
    sandbox.fault("POST", "/customers", fault)
    with pytest.raises(GatewayError, match="whether the change was made") as caught:
        new_customer(economic)
    sent_before_resending = [exchange for exchange in sandbox.log() if exchange.method == "POST"]

    economic.transport.resend("key-1", memory_trail.intents["key-1"], Customer)

    assert caught.value.outcome_unknown
    assert len(sent_before_resending) == 1
    assert [exchange.idempotency_key for exchange in sandbox.log() if exchange.method == "POST"] == ["key-1", "key-1"]
    assert [outcome.status for _, outcome in memory_trail.outcomes] == [None, 201]


def test_timed_out_write_may_have_been_made(economic: Gateway, sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "silence-after")

    with pytest.raises(Unreachable, match="whether the change was made"):
        new_customer(economic, name="Ada of the storm")

    assert economic.customers.page(where("name").eq("Ada of the storm")).results == 1


def test_refused_write_names_its_field(economic: Gateway, sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "refuse:name:E06010")

    with pytest.raises(Invalid) as caught:
        new_customer(economic)

    assert list(caught.value.fields) == ["name"]


def test_unknown_reference_names_its_field_and_a_log_id(economic: Gateway) -> None:
    document = Customer.new_document(name="Ada", currency="DKK", payment_terms=4711, customer_group=1, vat_zone=1)

    with pytest.raises(Invalid) as caught:
        economic.customers.add(document)

    assert caught.value.fields == {"paymentTerms": ["PaymentTerms '4711' not found."]}
    assert caught.value.log_id


def test_schema_violation_is_invalid(economic: Gateway) -> None:
    with pytest.raises(Invalid) as caught:
        economic.customers.add({"name": 7})

    assert caught.value.fields


def test_filter_on_an_unfilterable_property_is_invalid(economic: Gateway) -> None:
    with pytest.raises(Invalid, match="filter"):
        economic.customers.page(where("dueAmount").gt(0))


def test_wrong_tokens_are_refused_and_demo_tokens_only_read(
    sandbox: Sandbox, cache_file: Path, memory_trail: InMemoryTrail, clock: Clock
) -> None:
    unauthorised, demo = (
        connect_gateway(sandbox, cache_file, memory_trail, clock, token) for token in ("nobody", "demo")
    )

    with pytest.raises(Unauthorised):
        unauthorised.customers.page()
    with pytest.raises(Forbidden):
        new_customer(demo)

    assert demo.customers.page().results == 60
    open_session(cache_file).close()


def test_concurrent_reads_of_a_page_explain_what_is_unavailable(
    economic: Gateway, sandbox: Sandbox, customer_with_contacts: Customer, clock: Clock
) -> None:
    number = customer_with_contacts.customer_number
    clock.advance(MAX_STALE_AGE.total_seconds() + 1)  # too old now to be used instead
    sandbox.fault("GET", f"/customers/{number}/contacts", "status:503", 3)

    customer, contacts, locations = economic.together(
        lambda: economic.customers.get(number),
        optional(lambda: economic.contacts.of(number)),
        optional(lambda: economic.delivery_locations.of(number)),
    )

    assert customer.name == customer_with_contacts.name
    assert isinstance(contacts, Unavailable)
    assert isinstance(contacts.error, ServerError)
    assert locations
