"""The trail: begun before a write, ended after it, never changed."""

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from django.db import connection
from django.db.models import ProtectedError

from econ_admin.access.models import Agreement, Person
from econ_admin.gateway import Gateway
from econ_admin.gateway.errors import GatewayError
from econ_admin.gateway.trail import Intent as Attempt
from econ_admin.gateway.trail import Outcome as Came
from econ_admin.sandbox import Sandbox
from econ_admin.trail.database_trail import DatabaseTrail, list_open_intents
from econ_admin.trail.models import Intent, Outcome, TrailError

T = TypeVar("T")

SAVE = Attempt("1", "customers", "7", "PUT", "customers/7", b'{"name":"Ny \xc3\x98"}', b'{"name":"\xc3\x98"}')


@pytest.fixture
def trail(agreement: Agreement, people: dict[str, Person]) -> DatabaseTrail:
    return DatabaseTrail(agreement, people["editor"])


def elsewhere(look: Callable[[], T]) -> T:
    """What another connection sees: only what has been committed."""
    seen: list[T] = []

    def run() -> None:
        try:
            seen.append(look())
        finally:
            connection.connection.close()  # Django's own close() leaves a database in memory open

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return seen[0]


def test_what_was_tried_is_kept_to_the_byte(trail: DatabaseTrail, people: dict[str, Person]) -> None:
    key = trail.begin(SAVE)

    kept = Intent.objects.get(key=key)
    assert (kept.person, kept.noun, kept.number) == (people["editor"], "customers", "7")
    assert (kept.method, kept.path) == ("PUT", "customers/7")
    assert (bytes(kept.body), bytes(kept.before)) == (SAVE.body, SAVE.before)


def test_every_write_has_a_key_of_its_own(trail: DatabaseTrail) -> None:
    assert trail.begin(SAVE) != trail.begin(SAVE)


@pytest.mark.django_db(transaction=True)
def test_the_intent_is_durable_before_anything_is_sent(trail: DatabaseTrail) -> None:
    key = trail.begin(SAVE)

    assert not connection.in_atomic_block
    assert elsewhere(lambda: Intent.objects.filter(key=key).exists())


@pytest.mark.django_db(transaction=True)
def test_the_outcome_is_durable(trail: DatabaseTrail) -> None:
    key = trail.begin(SAVE)

    trail.end(key, Came(200, b'{"customerNumber":7}', "log-1"))

    assert not connection.in_atomic_block
    assert elsewhere(lambda: Outcome.objects.values_list("status", "log_id").get(intent__key=key)) == (200, "log-1")


@pytest.mark.parametrize("status", [200, 201, 204, 400, 404, 429])
def test_what_was_done_or_refused_is_settled(trail: DatabaseTrail, agreement: Agreement, status: int) -> None:
    trail.end(trail.begin(SAVE), Came(status))

    assert not list_open_intents(agreement).exists()


@pytest.mark.parametrize("status", [None, 500, 503])
def test_what_nobody_knows_is_found_again(trail: DatabaseTrail, agreement: Agreement, status: int | None) -> None:
    key = trail.begin(SAVE)
    trail.end(key, Came(status))

    assert [each.key for each in list_open_intents(agreement)] == [key]


def test_what_was_never_ended_is_found_too(trail: DatabaseTrail, agreement: Agreement) -> None:
    key = trail.begin(SAVE)

    assert [each.key for each in list_open_intents(agreement)] == [key]


def test_asking_again_settles_what_was_open_and_keeps_both_outcomes(trail: DatabaseTrail, agreement: Agreement) -> None:
    key = trail.begin(SAVE)
    trail.end(key, Came(None))

    trail.end(key, Came(200))

    assert not list_open_intents(agreement).exists()
    assert [each.status for each in Outcome.objects.filter(intent__key=key).order_by("pk")] == [None, 200]


def test_the_first_definite_outcome_stands(trail: DatabaseTrail) -> None:
    key = trail.begin(SAVE)
    trail.end(key, Came(200))

    trail.end(key, Came(404))

    assert [each.status for each in Outcome.objects.filter(intent__key=key)] == [200]


def test_the_open_writes_of_another_agreement_are_not_ours(trail: DatabaseTrail) -> None:
    trail.begin(SAVE)
    another = Agreement.objects.create(slug="another", name="Another", fingerprint="x")

    assert not list_open_intents(another).exists()


def test_nothing_in_the_trail_can_be_changed_or_taken_away(trail: DatabaseTrail, people: dict[str, Person]) -> None:
    key = trail.begin(SAVE)
    trail.end(key, Came(200))
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
def test_a_write_through_the_gateway_leaves_its_two_rows(economic: Gateway) -> None:
    customer = economic.customers.page(size=1).items[0]

    economic.customers.replace(customer.customer_number, customer.with_changes(name="Et nyt navn"))

    intent = Intent.objects.get()
    assert (intent.noun, intent.number, intent.method) == ("customers", str(customer.customer_number), "PUT")
    assert "Et nyt navn" in bytes(intent.body).decode()
    assert Outcome.objects.get(intent=intent).status == 200


@pytest.mark.django_db(transaction=True)
def test_a_write_that_falls_silent_stays_open(economic: Gateway, sandbox: Sandbox, agreement: Agreement) -> None:
    customer = economic.customers.page(size=1).items[0]
    sandbox.fault("PUT", f"/customers/{customer.customer_number}", "silence-after")

    with pytest.raises(GatewayError) as refused:
        economic.customers.replace(customer.customer_number, customer.with_changes(name="Et nyt navn"))

    assert refused.value.outcome_unknown
    assert [each.method for each in list_open_intents(agreement)] == ["PUT"]


@pytest.mark.django_db(transaction=True)
def test_the_trail_knows_the_key_that_economic_was_sent(economic: Gateway, sandbox: Sandbox) -> None:
    customer = economic.customers.page(size=1).items[0]

    economic.customers.replace(customer.customer_number, customer.with_changes(name="Et nyt navn"))

    sent = [each.idempotency_key for each in sandbox.log() if each.method == "PUT"]
    assert sent == [Intent.objects.get().key]


def test_no_column_has_room_for_headers_so_no_token_is_kept() -> None:
    kept = {field.name for field in Intent._meta.fields} | {field.name for field in Outcome._meta.fields}

    assert kept == {
        "id", "at", "key", "person", "agreement", "noun", "number", "method", "path", "body", "before",
        "intent", "status", "log_id",
    }  # fmt: skip
