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
from tests.gateway.conftest import AT_ONCE, Clock, Notebook

ORIGIN = "https://sandbox.invalid"


@pytest.fixture
def sandbox(tmp_path: Path, seeded_store: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(Path(shutil.copy(seeded_store, tmp_path)), size=60, day=DAY)
    yield sandbox
    sandbox.close()


def connected(sandbox: Sandbox, cache_file: Path, notebook: Notebook, time: Clock, word: str) -> Gateway:
    upstream, session = Upstream(ORIGIN, f"tokens-{word}"), open_session(cache_file)
    session.register_upstream(upstream, Tokens(Secret(word), Secret(word)), SandboxAdapter(sandbox))
    return Gateway(Transport(session, upstream, trail=notebook, person="ada", clock=time, retry_policy=AT_ONCE))


@pytest.fixture
def economic(sandbox: Sandbox, cache_file: Path, notebook: Notebook, time: Clock) -> Iterator[Gateway]:
    yield connected(sandbox, cache_file, notebook, time, "sandbox")
    open_session(cache_file).close()


@pytest.fixture
def at(economic: Gateway) -> Customer:
    """A customer that has contacts and delivery locations."""
    return next(
        each
        for each in economic.customers.walk()
        if economic.contacts.of(each.customer_number) and economic.delivery_locations.of(each.customer_number)
    )


def new_customer(economic: Gateway, name: str = "Ada Holm") -> Customer:
    return economic.customers.add(
        Customer.new_document(name=name, currency="DKK", payment_terms=1, customer_group=1, vat_zone=1)
    )


def test_customers_come_by_the_page_and_all_together(economic: Gateway) -> None:
    first, last = economic.customers.page(size=25), economic.customers.page(page=2, size=25)

    assert [len(first.items), len(last.items), first.results] == [25, 10, 60]
    assert len({each.customer_number for each in economic.customers.walk()}) == 60


def test_customers_are_sorted_and_filtered_by_e_conomic(economic: Gateway) -> None:
    everyone = list(economic.customers.walk())

    richest = economic.customers.page(where("balance").gt(0), sort=["-balance"], size=100)
    barred = economic.customers.page(where("barred").eq(True), size=100)
    some = economic.customers.page(
        where("customerNumber").in_([everyone[3].customer_number, everyone[5].customer_number])
    )

    balances = [each.balance or 0 for each in richest.items]
    assert balances == sorted((each.balance for each in everyone if each.balance and each.balance > 0), reverse=True)
    assert richest.results_without_filter == 60
    assert {each.customer_number for each in barred.items} == {each.customer_number for each in everyone if each.barred}
    assert len(some.items) == 2


def test_every_name_however_hostile_is_found_by_itself_and_by_its_middle(economic: Gateway) -> None:
    for customer in economic.customers.walk():
        middle = customer.name[1:-1] or customer.name
        same = economic.customers.page(where("name").eq(customer.name), size=100)
        alike = economic.customers.page(where("name").like(middle), size=100)

        assert customer.customer_number in {each.customer_number for each in same.items}
        assert customer.customer_number in {each.customer_number for each in alike.items}
        assert all(middle.casefold() in each.name.casefold() for each in alike.items)


def test_each_reference_list_has_entries_and_is_asked_for_once(economic: Gateway, sandbox: Sandbox) -> None:
    lists = (
        economic.currencies,
        economic.customer_groups,
        economic.employees,
        economic.layouts,
        economic.payment_terms,
        economic.units,
        economic.vat_zones,
    )

    for each in lists * 2:
        assert each.all()

    assert len(sandbox.log()) == len(lists)


def test_the_agreement_and_the_links_of_a_customer_are_read(economic: Gateway, at: Customer) -> None:
    number = at.customer_number

    assert economic.agreement.get().settings.base_currency == "DKK"
    assert economic.customers.get(number) == economic.customers.get(number)
    assert f"/customers/{number}" in economic.customers.totals(number).drafts
    assert economic.customers.templates(number).invoice.endswith(f"/customers/{number}/templates/invoice")
    assert economic.customers.templates(number).invoiceline
    assert economic.customers.invoices(number).booked.endswith(f"/customers/{number}/invoices/booked")


def test_one_contact_and_one_location_are_read_as_in_their_lists(economic: Gateway, at: Customer) -> None:
    number = at.customer_number
    contact, location = economic.contacts.of(number)[0], economic.delivery_locations.of(number)[0]

    assert economic.contacts.get(number, contact.customer_contact_number).name == contact.name
    assert economic.delivery_locations.get(number, location.delivery_location_number).address == location.address


def test_a_customer_lives_from_being_added_to_being_removed(economic: Gateway) -> None:
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


def test_a_contact_lives_from_being_added_to_being_removed(economic: Gateway, at: Customer) -> None:
    number = at.customer_number
    added = economic.contacts.add(number, Contact.new_document(name="Ada Holm", email_notifications=["invoices"]))

    changed = economic.contacts.replace(number, added.customer_contact_number, added.with_changes(phone="12 34"), added)
    economic.contacts.remove(number, added.customer_contact_number, changed)

    assert (changed.name, changed.phone, changed.email_notifications) == ("Ada Holm", "12 34", ("invoices",))
    assert "Ada Holm" not in [each.name for each in economic.contacts.of(number)]


def test_a_location_lives_from_being_added_to_being_removed(economic: Gateway, at: Customer) -> None:
    number, locations = at.customer_number, economic.delivery_locations
    added = locations.add(number, DeliveryLocation.new_document(address="Havnen 1", postal_code="7100"))

    changed = locations.replace(number, added.delivery_location_number, added.with_changes(city="Vejle"), added)
    locations.remove(number, added.delivery_location_number, changed)

    assert (changed.address, changed.postal_code, changed.city) == ("Havnen 1", "7100", "Vejle")
    assert "Havnen 1" not in [each.address for each in locations.of(number)]


def test_writing_every_customer_back_unchanged_changes_nothing(economic: Gateway) -> None:
    for before in list(economic.customers.walk()):
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
def test_each_failure_of_a_read_has_its_cause(
    fault: str, times: int, kind: type[GatewayError], economic: Gateway, sandbox: Sandbox, time: Clock
) -> None:
    sandbox.fault("GET", "/customers", fault, times)

    with pytest.raises(kind) as caught:
        economic.customers.page()
    time.pass_by(7)

    assert not caught.value.outcome_unknown
    assert economic.customers.page().results == 60


def test_a_429_of_the_sandbox_says_how_long_to_wait(economic: Gateway, sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/customers", "throttle:7")  # and nobody asks again for so long

    with pytest.raises(RateLimited) as caught:
        economic.customers.page()

    assert caught.value.retry_after == 7


@pytest.mark.parametrize("fault", ["status:503", "slow:40000", "garbage", "silence-before", "silence-after"])
def test_a_write_in_doubt_is_sent_once_and_asked_again_only_with_its_own_key(
    fault: str, economic: Gateway, sandbox: Sandbox, notebook: Notebook
) -> None:
    sandbox.fault("POST", "/customers", fault)
    with pytest.raises(GatewayError, match="may or may not have been made") as caught:
        new_customer(economic)
    sent_once = [each for each in sandbox.log() if each.method == "POST"]

    economic.transport.resend("key-1", notebook.begun["key-1"], Customer)

    assert caught.value.outcome_unknown
    assert len(sent_once) == 1
    assert [each.idempotency_key for each in sandbox.log() if each.method == "POST"] == ["key-1", "key-1"]
    assert [outcome.status for _, outcome in notebook.ended] == [None, 201]


def test_silence_after_a_write_may_mean_that_it_was_done(economic: Gateway, sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "silence-after")

    with pytest.raises(Unreachable, match="may or may not"):
        new_customer(economic, name="Ada of the storm")

    assert economic.customers.page(where("name").eq("Ada of the storm")).results == 1


def test_a_refusal_names_its_field(economic: Gateway, sandbox: Sandbox) -> None:
    sandbox.fault("POST", "/customers", "refuse:name:E06010")

    with pytest.raises(Invalid) as caught:
        new_customer(economic)

    assert list(caught.value.fields) == ["name"]


def test_a_reference_to_nothing_names_its_field_and_a_log_id(economic: Gateway) -> None:
    document = Customer.new_document(name="Ada", currency="DKK", payment_terms=4711, customer_group=1, vat_zone=1)

    with pytest.raises(Invalid) as caught:
        economic.customers.add(document)

    assert caught.value.fields == {"paymentTerms": ["PaymentTerms '4711' not found."]}
    assert caught.value.log_id


def test_a_schema_violation_is_said(economic: Gateway) -> None:
    with pytest.raises(Invalid) as caught:
        economic.customers.add({"name": 7})

    assert caught.value.fields


def test_a_filter_on_what_cannot_be_filtered_is_invalid(economic: Gateway) -> None:
    with pytest.raises(Invalid, match="filter"):
        economic.customers.page(where("dueAmount").gt(0))


def test_wrong_tokens_are_unauthorised_and_demo_tokens_only_look(
    sandbox: Sandbox, cache_file: Path, notebook: Notebook, time: Clock
) -> None:
    nobody, demo = (connected(sandbox, cache_file, notebook, time, word) for word in ("nobody", "demo"))

    with pytest.raises(Unauthorised):
        nobody.customers.page()
    with pytest.raises(Forbidden):
        new_customer(demo)

    assert demo.customers.page().results == 60
    open_session(cache_file).close()


def test_what_a_page_needs_comes_together_and_a_gap_shows_why(
    economic: Gateway, sandbox: Sandbox, at: Customer, time: Clock
) -> None:
    number = at.customer_number
    time.pass_by(MAX_STALE_AGE.total_seconds() + 1)  # what the fixture has read stands in no longer
    sandbox.fault("GET", f"/customers/{number}/contacts", "status:503", 3)

    customer, contacts, locations = economic.together(
        lambda: economic.customers.get(number),
        optional(lambda: economic.contacts.of(number)),
        optional(lambda: economic.delivery_locations.of(number)),
    )

    assert customer.name == at.name
    assert isinstance(contacts, Unavailable)
    assert isinstance(contacts.error, ServerError)
    assert locations
