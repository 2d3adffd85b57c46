"""The audit trail: an intent before each write, an outcome after it, and neither ever changed."""

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from django.db import connection
from django.db.models import ProtectedError

from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.trail import Intent as GatewayIntent
from econ_admin.gateway.trail import Outcome as GatewayOutcome
from econ_admin.sandbox import Sandbox
from econ_admin.trail.database_trail import DatabaseTrail, list_open_intents
from econ_admin.trail.models import Intent, Outcome, TrailError

T = TypeVar("T")

INTENT = GatewayIntent("1", "customers", "7", "PUT", "customers/7", b'{"name":"Ny \xc3\x98"}', b'{"name":"\xc3\x98"}')


@pytest.fixture
def trail(agreement: Agreement, people: dict[str, Person]) -> DatabaseTrail:
    return DatabaseTrail(agreement, people["editor"])


def query_in_other_connection(query: Callable[[], T]) -> T:
    """The result of a query in another connection, which sees only committed data."""
    results: list[T] = []

    def run_query() -> None:
        try:
            results.append(query())
        finally:
            connection.connection.close()  # Django's own close() leaves a database in memory open

    thread = threading.Thread(target=run_query)
    thread.start()
    thread.join()
    return results[0]


def test_intent_is_stored_exactly(trail: DatabaseTrail, people: dict[str, Person]) -> None:
    key = trail.begin(INTENT)

    intent = Intent.objects.get(key=key)
    assert (intent.person, intent.noun, intent.number) == (people["editor"], "customers", "7")
    assert (intent.method, intent.path) == ("PUT", "customers/7")
    assert (bytes(intent.body), bytes(intent.before)) == (INTENT.body, INTENT.before)


def test_every_write_has_its_own_key(trail: DatabaseTrail) -> None:
    assert trail.begin(INTENT) != trail.begin(INTENT)


@pytest.mark.django_db(transaction=True)
def test_intent_is_committed_at_once(trail: DatabaseTrail) -> None:
    key = trail.begin(INTENT)

    assert not connection.in_atomic_block
    assert query_in_other_connection(lambda: Intent.objects.filter(key=key).exists())


@pytest.mark.django_db(transaction=True)
def test_outcome_is_committed_at_once(trail: DatabaseTrail) -> None:
    key = trail.begin(INTENT)

    trail.end(key, GatewayOutcome(200, b'{"customerNumber":7}', "log-1"))

    assert not connection.in_atomic_block
    assert query_in_other_connection(lambda: Outcome.objects.values_list("status", "log_id").get(intent__key=key)) == (
        200,
        "log-1",
    )


@pytest.mark.parametrize("status", [200, 201, 204, 400, 404, 429])
def test_definite_outcome_closes_the_intent(trail: DatabaseTrail, agreement: Agreement, status: int) -> None:
    key = trail.begin(INTENT)
    open_before = [intent.key for intent in list_open_intents(agreement)]

    trail.end(key, GatewayOutcome(status))

    assert (open_before, list(list_open_intents(agreement))) == ([key], [])


@pytest.mark.parametrize("status", [None, 500, 503])
def test_intent_with_an_unknown_outcome_is_open(trail: DatabaseTrail, agreement: Agreement, status: int | None) -> None:
    key = trail.begin(INTENT)
    trail.end(key, GatewayOutcome(status))

    assert [intent.key for intent in list_open_intents(agreement)] == [key]


def test_intent_without_an_outcome_is_open(trail: DatabaseTrail, agreement: Agreement) -> None:
    key = trail.begin(INTENT)

    assert [intent.key for intent in list_open_intents(agreement)] == [key]


def test_retry_closes_the_intent_and_keeps_both_outcomes(trail: DatabaseTrail, agreement: Agreement) -> None:
    key = trail.begin(INTENT)
    trail.end(key, GatewayOutcome(None))

    trail.end(key, GatewayOutcome(200))

    assert not list_open_intents(agreement).exists()
    assert [outcome.status for outcome in Outcome.objects.filter(intent__key=key).order_by("pk")] == [None, 200]


def test_first_definite_outcome_is_kept(trail: DatabaseTrail) -> None:
    key = trail.begin(INTENT)
    trail.end(key, GatewayOutcome(200))

    trail.end(key, GatewayOutcome(404))

    assert [outcome.status for outcome in Outcome.objects.filter(intent__key=key)] == [200]


def test_open_intents_are_listed_per_agreement(trail: DatabaseTrail, agreement: Agreement) -> None:
    key = trail.begin(INTENT)
    another = Agreement.objects.create(slug="another", name="Another", fingerprint="x")

    assert [intent.key for intent in list_open_intents(agreement)] == [key]
    assert not list_open_intents(another).exists()


def test_audit_trail_cannot_be_changed_or_deleted(trail: DatabaseTrail, people: dict[str, Person]) -> None:
    key = trail.begin(INTENT)
    trail.end(key, GatewayOutcome(200))
    intent, outcome = Intent.objects.get(), Outcome.objects.get()

    for change in (
        intent.save,
        intent.delete,
        outcome.save,
        outcome.delete,
        Intent.objects.all().delete,
        Outcome.objects.all().delete,
        lambda: Intent.objects.update(path="elsewhere"),
        lambda: Outcome.objects.bulk_update([outcome], ["status"]),
    ):
        with pytest.raises(TrailError):
            change()
    with pytest.raises(ProtectedError):
        people["editor"].delete()
    assert Intent.objects.get().path == "customers/7"


@pytest.mark.django_db(transaction=True)
def test_write_through_the_gateway_records_intent_and_outcome(economic: Gateway) -> None:
    customer = economic.customers.page(size=1).items[0]

    economic.customers.replace(customer.customer_number, customer.with_changes(name="Et nyt navn"))

    intent = Intent.objects.get()
    assert (intent.noun, intent.number, intent.method) == ("customers", str(customer.customer_number), "PUT")
    assert "Et nyt navn" in bytes(intent.body).decode()
    assert Outcome.objects.get(intent=intent).status == 200


@pytest.mark.django_db(transaction=True)
def test_timed_out_write_stays_open(economic: Gateway, sandbox: Sandbox, agreement: Agreement) -> None:
    customer = economic.customers.page(size=1).items[0]
    sandbox.fault("PUT", f"/customers/{customer.customer_number}", "silence-after")

    with pytest.raises(GatewayError) as caught:
        economic.customers.replace(customer.customer_number, customer.with_changes(name="Et nyt navn"))

    assert caught.value.outcome_unknown
    assert [intent.method for intent in list_open_intents(agreement)] == ["PUT"]


@pytest.mark.django_db(transaction=True)
def test_recorded_key_is_the_one_sent_to_economic(economic: Gateway, sandbox: Sandbox) -> None:
    customer = economic.customers.page(size=1).items[0]

    economic.customers.replace(customer.customer_number, customer.with_changes(name="Et nyt navn"))

    sent_keys = [exchange.idempotency_key for exchange in sandbox.log() if exchange.method == "PUT"]
    assert sent_keys == [Intent.objects.get().key]


def test_audit_trail_has_no_column_for_headers() -> None:
    columns = {field.name for field in Intent._meta.fields} | {field.name for field in Outcome._meta.fields}

    assert columns == {
        "id", "at", "key", "person", "agreement", "noun", "number", "method", "path", "body", "before", "server_at",
        "intent", "status", "log_id",
    }  # fmt: skip
