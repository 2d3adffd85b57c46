"""Our database cannot be written: each form says why, that nothing was sent, and shows the input again."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from customers.models import Lease, RecoveryCopy, WorkingDraft
from econ_admin.access.models import Person
from econ_admin.gateway import Gateway
from econ_admin.sandbox import Sandbox
from tests.customers.conftest import AddCustomer
from tests.customers.form_data import Form, fill_in, submit

NAME = "Ada Holms Eftf."
REASONS = {
    "SQLITE_FULL": "The server has no room left.",
    "SQLITE_BUSY": "The server's database was busy for too long.",
    "SQLITE_READONLY": "The server cannot write to its database.",
}
NOT_SENT = "Nothing was saved, and nothing was sent to e-conomic."
each_reason = pytest.mark.parametrize("code", REASONS)

pytestmark = pytest.mark.usefixtures("transactional_db")  # a test's transaction would be over after the first error

BreakDatabase = Callable[..., None]


@pytest.fixture
def break_database() -> Iterator[BreakDatabase]:
    """Makes statements that write fail with this error of SQLite, or only those with this text."""
    with ExitStack() as stack:

        def start_breaking(code: str, text: str = "") -> None:
            def execute(run: Any, sql: str, *arguments: Any) -> Any:
                if sql.startswith(("INSERT", "UPDATE", "DELETE")) and text in sql:
                    cause = sqlite3.OperationalError(code)
                    cause.sqlite_errorname = code
                    raise OperationalError(code) from cause
                return run(sql, *arguments)

            stack.enter_context(connection.execute_wrapper(execute))

        yield start_breaking


@pytest.fixture(autouse=True)
def no_lease_wait(settings: Settings) -> None:
    settings.LEASE_PATIENCE = 0


def list_writes(sandbox: Sandbox) -> list[str]:
    return [exchange.method for exchange in sandbox.log() if exchange.method != "GET"]


@each_reason
@pytest.mark.parametrize("language", ["en", "da"])
def test_customer_form_comes_back_with_the_reason(
    code: str,
    language: str,
    client: Client,
    people: dict[str, Person],
    add_customer: AddCustomer,
    sandbox: Sandbox,
    break_database: BreakDatabase,
) -> None:
    Person.objects.filter(pk=people["editor"].pk).update(language=language)
    number = add_customer()
    page = client.get(f"/sandbox/customers/{number}/edit/")
    earlier_writes = list_writes(sandbox)
    break_database(code)

    response = submit(client, page, name=NAME)

    assert response.status_code == 422
    assert f'value="{NAME}"' in response.text
    assert list_writes(sandbox) == earlier_writes
    with translation.override(language):
        assert translation.gettext(REASONS[code]).replace("'", "&#x27;") in response.text
        assert translation.gettext(NOT_SENT) in response.text


def test_save_works_again_once_the_database_does(
    client: Client, add_customer: AddCustomer, economic: Gateway, break_database: BreakDatabase
) -> None:
    number = add_customer()
    page = client.get(f"/sandbox/customers/{number}/edit/")
    with connection.execute_wrapper(_refuse_leases):
        refused = submit(client, page, name=NAME)

    submit(client, refused, name=NAME)

    assert economic.refreshed().customers.get(number).name == NAME


def _refuse_leases(run: Any, sql: str, *arguments: Any) -> Any:
    if "lease" in sql and sql.startswith("INSERT"):
        cause = sqlite3.OperationalError("database or disk is full")
        cause.sqlite_errorname = "SQLITE_FULL"
        raise OperationalError(str(cause)) from cause
    return run(sql, *arguments)


@each_reason
def test_contact_form_comes_back_with_the_reason(
    code: str, client: Client, add_customer: AddCustomer, sandbox: Sandbox, break_database: BreakDatabase
) -> None:
    url = f"/sandbox/customers/{add_customer()}/contacts/new/"
    page = client.get(url)
    earlier_writes = list_writes(sandbox)
    break_database(code)

    response = submit(client, page, name=NAME)

    assert response.status_code == 422
    assert REASONS[code].replace("'", "&#x27;") in response.text
    assert f'value="{NAME}"' in response.text
    assert list_writes(sandbox) == earlier_writes


@each_reason
def test_new_customer_form_comes_back_with_the_reason(
    code: str, client: Client, sandbox: Sandbox, break_database: BreakDatabase
) -> None:
    page = client.get("/sandbox/customers/new/")
    break_database(code)

    response = submit(client, page, name=NAME)

    assert response.status_code == 422
    assert REASONS[code].replace("'", "&#x27;") in response.text
    assert f'value="{NAME}"' in response.text
    assert list_writes(sandbox) == []


def test_intent_that_cannot_be_stored_is_not_sent(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox, break_database: BreakDatabase
) -> None:
    number = add_customer()
    page = client.get(f"/sandbox/customers/{number}/edit/")
    earlier_writes = list_writes(sandbox)
    break_database("SQLITE_FULL", "trail_intent")

    response = submit(client, page, name=NAME)

    assert REASONS["SQLITE_FULL"] in response.text
    assert list_writes(sandbox) == earlier_writes
    assert not Lease.objects.exists()


@pytest.mark.parametrize("text", ["trail_outcome", '."holder" = ', "django_session"])
def test_saved_customer_is_shown_though_the_rest_cannot_be_stored(
    text: str, client: Client, add_customer: AddCustomer, economic: Gateway, break_database: BreakDatabase
) -> None:
    number = add_customer()
    page = client.get(f"/sandbox/customers/{number}/edit/")
    break_database("SQLITE_FULL", text)

    response = submit(client, page, name=NAME)

    assert response.status_code == 303
    assert economic.refreshed().customers.get(number).name == NAME


def test_failed_retry_says_that_the_outcome_is_still_unknown(
    client: Client, add_customer: AddCustomer, sandbox: Sandbox
) -> None:
    number = add_customer()
    sandbox.fault("PUT", f"/customers/{number}", "silence-after")
    unknown = fill_in(client, f"/sandbox/customers/{number}/edit/", name=NAME)
    form = Form(unknown.text, "name")

    with connection.execute_wrapper(_refuse_leases), connection.execute_wrapper(_refuse_lease_updates):
        response = submit(client, unknown)

    assert "Nothing was sent this time, so we still don&#x27;t know whether it was saved." in response.text
    assert Form(response.text, "name").fields["retry_key"] == form.fields["retry_key"]


def _refuse_lease_updates(run: Any, sql: str, *arguments: Any) -> Any:
    return (
        _refuse_leases(run, sql.replace("UPDATE", "INSERT", 1), *arguments) if "lease" in sql else run(sql, *arguments)
    )


@each_reason
def test_line_of_a_draft_says_why_it_is_not_saved(
    code: str,
    sign_in: Callable[..., Client],
    accountant: Client,
    add_customer: AddCustomer,
    break_database: BreakDatabase,
) -> None:
    accountant.post(f"/sandbox/customers/{add_customer()}/unsent/")
    draft = WorkingDraft.objects.get()
    line_url, line = f"/sandbox/unsent/{draft.pk}/lines/", {"revision": draft.revision, "description": "Typed line"}
    htmx = sign_in("accountant", **{"HX-Request": "true"})
    break_database(code)

    by_script, page = (
        htmx.post(line_url, line),
        accountant.post(line_url, line),
    )

    assert by_script.status_code == page.status_code == (507 if code == "SQLITE_FULL" else 503)
    assert REASONS[code].replace("'", "&#x27;") in by_script.text
    assert REASONS[code].replace("'", "&#x27;") in page.text
    assert Form(page.text, "description").fields["description"] == ["Typed line"]
    assert Form(page.text, "description").action == line_url


@each_reason
def test_draft_that_cannot_be_claimed_is_not_sent(
    code: str, accountant: Client, add_customer: AddCustomer, sandbox: Sandbox, break_database: BreakDatabase
) -> None:
    accountant.post(f"/sandbox/customers/{add_customer()}/unsent/")
    draft = WorkingDraft.objects.get()
    accountant.post(f"/sandbox/unsent/{draft.pk}/lines/", {"revision": draft.revision, "description": "Text only"})
    draft.refresh_from_db()
    earlier_writes = list_writes(sandbox)
    break_database(code)

    response = accountant.post(f"/sandbox/unsent/{draft.pk}/send/", {"revision": draft.revision})

    assert response.status_code == 422
    assert REASONS[code].replace("'", "&#x27;") in response.text
    assert list_writes(sandbox) == earlier_writes
    draft.refresh_from_db()
    assert draft.state == WorkingDraft.State.OPEN


def test_draft_in_e_conomic_that_cannot_be_recorded_is_of_unknown_outcome(
    accountant: Client, add_customer: AddCustomer, sandbox: Sandbox, break_database: BreakDatabase
) -> None:
    accountant.post(f"/sandbox/customers/{add_customer()}/unsent/")
    draft = WorkingDraft.objects.get()
    accountant.post(f"/sandbox/unsent/{draft.pk}/lines/", {"revision": draft.revision, "description": "Text only"})
    draft.refresh_from_db()
    break_database("SQLITE_FULL", '"draft_number" = ')

    response = accountant.post(f"/sandbox/unsent/{draft.pk}/send/", {"revision": draft.revision})

    assert response["Location"] == f"/sandbox/unsent/{draft.pk}/"
    assert list_writes(sandbox).count("POST") == 2
    draft.refresh_from_db()
    assert draft.state == WorkingDraft.State.SENDING


@each_reason
def test_recovery_copy_says_why_it_is_not_kept(code: str, client: Client, break_database: BreakDatabase) -> None:
    page = client.get("/sandbox/customers/new/")
    break_database(code)

    response = client.post(
        "/sandbox/customers/recovery/",
        {
            "person": Form(page.text, "name").fields["person"],
            "address": "/sandbox/customers/new/",
            "fields": "name=Ada",
        },
    )

    assert response.text == f"{REASONS[code]} No recovery copy of your input could be kept."
    assert response["Content-Type"].startswith("text/plain")
    assert not RecoveryCopy.objects.exists()


@each_reason
@pytest.mark.parametrize("text", ["", "django_session"])
def test_sign_in_says_why_it_is_not_possible(
    code: str, text: str, sandbox: Sandbox, people: dict[str, Person], break_database: BreakDatabase
) -> None:
    client = Client()
    break_database(code, text)

    response = client.post("/sign-in/", {"username": "editor", "password": "demo"})

    assert response.status_code == (507 if code == "SQLITE_FULL" else 503)
    assert f"{REASONS[code]} Nobody can sign in until that is solved.".replace("'", "&#x27;") in response.text
    assert 'value="editor"' in response.text
    assert "sessionid" not in response.cookies


def test_signing_out_forgets_the_session_in_the_browser(client: Client, break_database: BreakDatabase) -> None:
    break_database("SQLITE_FULL")

    response = client.post("/sign-out/")

    assert response.status_code == 303
    assert response.cookies["sessionid"].value == ""


def test_error_in_a_statement_is_no_fault_of_the_server(
    accountant: Client, add_customer: AddCustomer, break_database: BreakDatabase
) -> None:
    number = add_customer()
    accountant.raise_request_exception = False
    break_database("SQLITE_ERROR")

    assert accountant.post(f"/sandbox/customers/{number}/unsent/").status_code == 500
