"""PostgreSQL that is down, full, read-only or busy: what is said, what is tried again, and what is kept."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from html import unescape
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from psycopg_pool import PoolTimeout

from econ_admin.access.models import FailedSignIn, Person
from econ_admin.postgresql import base
from econ_admin.sandbox import Sandbox
from econ_admin.storage_faults import StorageFault, _explain_postgresql_failure, find_storage_fault
from econ_admin.transactions import MAX_ATTEMPTS, run_transaction

NO_ANSWER = "The server's database does not answer."
NOT_SENT = "Nothing was saved, and nothing was sent to e-conomic."
DEADLOCK, CONNECTION_LOST = "40P01", "57P01"

BreakDatabase = Callable[..., None]


def build_error(cause: psycopg.Error) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


def build_error_with(sqlstate: str) -> OperationalError:
    return build_error(psycopg.errors.lookup(sqlstate)("said so"))


@pytest.mark.parametrize(
    ("sqlstate", "fault", "sentence"),
    [
        ("53100", StorageFault.FULL, "PostgreSQL has no room left."),
        ("25006", StorageFault.UNWRITABLE, "is read-only. Use the address of the primary server."),
        ("42501", StorageFault.UNWRITABLE, "may not change the database."),
        ("58030", StorageFault.UNWRITABLE, "cannot write to its disk"),
        ("55P03", StorageFault.LOCKED, "is too busy."),
        ("40P01", StorageFault.LOCKED, "is too busy."),
        ("53300", StorageFault.LOCKED, "is too busy."),
        ("57P01", StorageFault.UNREACHABLE, "does not answer at the address in DATABASE_URL."),
        ("08006", StorageFault.UNREACHABLE, "does not answer at the address in DATABASE_URL."),
        ("28P01", StorageFault.UNREACHABLE, "refuses the user or the password in DATABASE_URL."),
        ("3D000", StorageFault.UNREACHABLE, "has no database of the name in DATABASE_URL."),
    ],
)
def test_errors_of_postgresql_have_a_sentence_each(sqlstate: str, fault: StorageFault, sentence: str) -> None:
    error = build_error_with(sqlstate)

    assert find_storage_fault(error) is fault
    assert sentence in _explain_postgresql_failure(error)


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        (psycopg.OperationalError("connection refused"), "does not answer"),
        (PoolTimeout("couldn't get a connection after 4.00 sec"), "does not answer"),
        (psycopg.OperationalError('FATAL: password authentication failed for user "u"'), "the user or the password"),
        (psycopg.OperationalError('FATAL: database "econ" does not exist'), "no database of the name"),
    ],
)
def test_connection_that_cannot_be_made_is_unreachable(cause: psycopg.Error, sentence: str) -> None:
    assert find_storage_fault(build_error(cause)) is StorageFault.UNREACHABLE
    assert sentence in _explain_postgresql_failure(build_error(cause))


def test_error_of_a_statement_is_no_storage_fault() -> None:
    error = build_error_with("23505")  # unique violation

    assert find_storage_fault(error) is None
    with pytest.raises(OperationalError):
        _explain_postgresql_failure(error)


@pytest.fixture
def break_database(transactional_db: None) -> Iterator[BreakDatabase]:
    """Makes every statement fail as if the server had gone: `break_database()`."""
    with ExitStack() as stack:

        def start_breaking() -> None:
            def execute(*arguments: Any) -> Any:
                raise build_error(psycopg.OperationalError("server closed the connection unexpectedly"))

            stack.enter_context(connection.execute_wrapper(execute))

        yield start_breaking


def test_page_without_a_database_says_so(sign_in: Callable[..., Client], break_database: BreakDatabase) -> None:
    viewer = sign_in("viewer")
    viewer.raise_request_exception = False
    break_database()

    response = viewer.get("/sandbox/customers/?city=Skagen&page=2")

    assert response.status_code == 503
    assert NO_ANSWER in unescape(response.text)
    assert 'href="/sandbox/customers/?city=Skagen&amp;page=2"' in response.text
    assert "no-store" in response["Cache-Control"]
    assert "script-src" in response["Content-Security-Policy"]


def test_form_without_a_database_keeps_what_was_typed(
    client: Client, break_database: BreakDatabase, sandbox: Sandbox
) -> None:
    client.raise_request_exception = False
    break_database()

    response = client.post(
        "/sandbox/customers/10001/edit/", {"name": "Ada <Holm>", "csrfmiddlewaretoken": "t0ken", "password": "a secret"}
    )

    assert response.status_code == 503
    assert f"{NO_ANSWER} {NOT_SENT}" in unescape(response.text)
    assert '<input type="hidden" name="name" value="Ada &lt;Holm&gt;">' in response.text
    assert response.text.count("csrfmiddlewaretoken") == 1  # the one that came, no valid one for another site's form
    assert 'value="t0ken"' in response.text
    assert "a secret" not in response.text
    assert [exchange.method for exchange in sandbox.log() if exchange.method != "GET"] == []


@pytest.mark.parametrize(
    ("typed", "is_kept"),
    [({"name": "Ada"}, True), ({"grant_token": "a-grant-token"}, False), ({"new_password": "a secret"}, False)],
    ids=["name", "token", "password"],
)
def test_page_says_that_secrets_are_not_kept(
    client: Client, break_database: BreakDatabase, typed: dict[str, str], is_kept: bool
) -> None:
    client.raise_request_exception = False
    break_database()

    response = client.post("/sandbox/customers/10001/edit/", typed)

    assert ("We kept your input" in response.text) == is_kept
    assert ("Passwords and access tokens are not kept" in response.text) == (not is_kept)


def test_htmx_without_a_database_gets_an_alert(htmx: Client, break_database: BreakDatabase) -> None:
    htmx.raise_request_exception = False
    break_database()

    response = htmx.post("/sandbox/customers/10001/edit/", {"name": "Ada Holm"})

    assert response.status_code == 503
    assert "<html" not in response.text
    assert NOT_SENT in unescape(response.text)


@pytest.mark.usefixtures("transactional_db")
def test_transaction_that_lost_a_deadlock_runs_again() -> None:
    runs: list[int] = []

    def create_person() -> Person:
        runs.append(len(runs))
        person = Person.objects.create(username=f"run {len(runs)}")
        if len(runs) < MAX_ATTEMPTS:
            raise build_error_with(DEADLOCK)
        return person

    assert run_transaction(create_person).username == "run 3"
    assert [person.username for person in Person.objects.all()] == ["run 3"]


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize(
    ("sqlstate", "is_repeatable", "run_count"),
    [(DEADLOCK, False, MAX_ATTEMPTS), (CONNECTION_LOST, False, 1), (CONNECTION_LOST, True, MAX_ATTEMPTS)],
)
def test_transaction_runs_again_only_if_that_is_safe(sqlstate: str, is_repeatable: bool, run_count: int) -> None:
    runs = []

    def fail() -> None:
        runs.append(1)
        raise build_error_with(sqlstate)

    with pytest.raises(OperationalError):
        run_transaction(fail, is_repeatable=is_repeatable)
    assert len(runs) == run_count


@pytest.mark.django_db
def test_part_of_a_larger_transaction_does_not_run_again() -> None:
    runs = []

    def fail() -> None:
        runs.append(1)
        raise build_error_with(DEADLOCK)

    with pytest.raises(OperationalError), transaction.atomic():
        run_transaction(fail)
    assert len(runs) == 1


@pytest.mark.office
def test_two_transactions_in_a_deadlock_are_both_done(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no two writers")
    rows = [FailedSignIn.objects.create(name=name, at="2026-11-23T00:00Z").pk for name in ("first", "second")]
    both_hold_one = threading.Barrier(2)
    runs: list[int] = []

    def change_both(order: list[int]) -> None:
        def change() -> None:
            runs.append(order[0])
            FailedSignIn.objects.filter(pk=order[0]).update(name=f"changed {order[0]}")
            if len(runs) <= 2:
                both_hold_one.wait(timeout=30)
            FailedSignIn.objects.filter(pk=order[1]).update(name=f"changed {order[0]}")

        run_transaction(change)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(change_both, [rows, rows[::-1]]))

    assert len(runs) == 3
    assert len(set(FailedSignIn.objects.values_list("name", flat=True))) == 1


def test_unreachable_database_is_left_alone_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = []

    def fail(self: Any, parameters: Any) -> None:
        attempts.append(parameters)
        raise psycopg.OperationalError("connection refused")

    monkeypatch.setattr(DatabaseWrapper, "get_new_connection", fail)
    monkeypatch.setattr(base.DatabaseWrapper, "_unreachable_until", 0.0)
    wrapper = base.DatabaseWrapper({**connection.settings_dict, "NAME": "econ", "OPTIONS": {}}, "elsewhere")

    for _ in range(3):
        with pytest.raises(psycopg.OperationalError):
            wrapper.get_new_connection({})

    assert len(attempts) == 1
    monkeypatch.setattr(base.DatabaseWrapper, "_unreachable_until", 0.0)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        wrapper.get_new_connection({})


def test_no_transaction_is_open_during_requests() -> None:
    assert django_settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False
