"""What one machine writes is known to the other at its next page, and nothing is written twice or lost."""

import os
import signal
import threading
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from tempfile import TemporaryDirectory

import psycopg
import pytest

from tests.chaos.writes import DraftSent
from tests.customers.form_data import Form
from tests.office.conftest import Office, run_dashboard_process
from tests.processes import list_children
from tests.site import build_environment, prepare_dashboard
from tests.site_client import SiteClient

pytestmark = [pytest.mark.office, pytest.mark.slow, pytest.mark.processes, pytest.mark.enable_socket]

FIELDS = ("address", "city", "telephone_and_fax_number", "website")
WIRE_NAMES = ("address", "city", "telephoneAndFaxNumber", "website")
EDITS_AT_EACH_SITE = 20
DRAFTS = 4
BUSY = "saving this"


def customer_page(number: int) -> str:
    return f"/economic/customers/{number}/"


def test_person_signed_in_at_one_machine_is_signed_in_at_the_other(office: Office) -> None:
    with office.sign_in() as here, office.move(here, 1) as there:
        assert there.get(customer_page(10001)).status_code == 200


def test_write_is_seen_by_the_other_machine_at_its_next_page(office: Office) -> None:
    with office.sign_in() as first, office.move(first, 1) as second:
        page = customer_page(10002)
        for client in (first, second):
            assert client.get(page).status_code == 200  # now it is in the memory of both
        for turn, (writer, reader) in enumerate([(first, second), (second, first)] * 5):
            saved = writer.fill_in(f"{page}edit/", address=f"Turn {turn} Street")
            assert saved.status_code == 303, saved.text

            assert f"Turn {turn} Street" in reader.get(page).text


def test_unchanged_page_of_the_other_machine_costs_no_call(office: Office) -> None:
    with office.sign_in() as first, office.move(first, 1) as second:
        first.get(customer_page(10003))
        since = len(office.list_calls())

        assert second.get(customer_page(10003)).status_code == 200

        assert office.count_calls(since) == {}


def test_every_accepted_edit_stands_and_every_other_one_is_shown_in_conflict(office: Office) -> None:
    number = 10004
    start = threading.Barrier(2 * EDITS_AT_EACH_SITE)

    def edit(place: int) -> tuple[str, str, str]:
        """The field, what was typed there, and what came of it."""
        field, typed = FIELDS[place % len(FIELDS)], f"typed by {place}"
        with office.move(editor, place % 2 if place // 4 % 2 else 1 - place % 2) as client:
            form = client.open_form(f"{customer_page(number)}edit/")
            start.wait(timeout=120)
            for _ in range(200):
                response = client.submit(form, **{field: typed})
                if response.status_code == 303:
                    return field, typed, "accepted"
                if BUSY not in response.text:
                    assert typed in response.text, "typing was lost"
                    return field, typed, f"conflict {response.status_code}"
        raise AssertionError(f"{place} was busy for too long")

    with office.sign_in() as editor:
        since = len(office.list_calls())
        with ThreadPoolExecutor(2 * EDITS_AT_EACH_SITE) as pool:
            outcomes = list(pool.map(edit, range(2 * EDITS_AT_EACH_SITE)))

    accepted = defaultdict(list)
    for field, typed, outcome in outcomes:
        if outcome == "accepted":
            accepted[field].append(typed)
    customer = office.ask_economic(f"/customers/{number}")
    assert {field: [customer[name]] for field, name in zip(FIELDS, WIRE_NAMES, strict=True)} == accepted
    assert Counter(outcome for _, _, outcome in outcomes) == {"accepted": len(FIELDS), "conflict 422": 36}
    assert sum(count for call, count in office.count_calls(since).items() if call.startswith("PUT")) == len(FIELDS)


def test_one_draft_sent_from_both_machines_at_once_is_one_draft(office: Office) -> None:
    start, sent = threading.Barrier(2), 0

    def send(client: SiteClient, form: Form) -> int:
        start.wait(timeout=60)
        return client.submit(form).status_code

    with office.sign_in("accountant") as first, office.move(first, 1) as second, ThreadPoolExecutor(2) as pool:
        clients = first, second
        for number in range(10010, 10020):
            write = DraftSent(first, number)
            write.prepare()
            for path in (write.page, f"{write.page}review/"):  # warnings come back to be accepted
                forms = [client.open_form(path, "revision", "/send/") for client in clients]
                answers = list(pool.map(send, clients, forms))
                if 303 in answers:
                    break
            if 303 not in answers:
                continue  # the customer is barred, or its template is incomplete
            sent += 1
            assert write.count_done(office.economic) == 1, answers
            assert first.get(write.page).status_code == 303, "it is not known as sent"
            if sent == DRAFTS:
                break

    assert sent == DRAFTS


def test_cold_documents_are_asked_for_once_by_both_machines_together(office: Office) -> None:
    number, readers = 10020, 8
    start = threading.Barrier(readers)

    def read(place: int) -> int:
        with office.move(editor, place % 2) as client:
            start.wait(timeout=60)
            return client.get(customer_page(number)).status_code

    with office.sign_in() as editor:
        since = len(office.list_calls())
        with ThreadPoolExecutor(readers) as pool:
            statuses = list(pool.map(read, range(readers)))

    calls = office.count_calls(since)
    assert statuses == [200] * readers
    assert any(f"/customers/{number}" in call for call in calls)
    assert {call: count for call, count in calls.items() if count > 1} == {}


def test_killed_process_leaves_no_lock_longer_than_its_lease(office: Office) -> None:
    number = 10030
    with (
        run_dashboard_process(office.variables) as (site, process),
        office.sign_in() as editor,
        SiteClient(site) as doomed,
    ):
        doomed.browser.cookies.update({cookie.name: cookie.value or "" for cookie in editor.browser.cookies})
        form = doomed.open_form(f"{customer_page(number)}edit/")
        since = len(office.list_calls())
        office.add_fault("PUT", f"/customers/{number}", "slow:20000")
        with ThreadPoolExecutor(1) as pool:
            saving = pool.submit(doomed.submit, form, address="Never Answered 1")
            wait_for_call(office, since, f"PUT /customers/{number}")
            kill_with_children(process.pid)
            assert saving.exception(timeout=60) is not None

        with office.connect() as database:
            leases = database.execute(
                "SELECT until > now() AND until <= now() + interval '60 seconds' FROM customers_lease"
            ).fetchall()
            waiting = database.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
            ).fetchall()
        with office.open_redis() as shared:
            lifetimes = [shared.ttl(key) for kind in ("flight", "calls") for key in shared.scan_iter(f"*:{kind}:*")]
        assert leases == [(True,)]
        assert waiting == [(0,)]
        assert all(0 <= seconds <= 60 for seconds in lifetimes)

        busy = editor.fill_in(f"{customer_page(number)}edit/", address="Written After 2")
        assert busy.status_code != 303
        with office.connect() as database:
            database.execute("UPDATE customers_lease SET until = now()")  # as if the minute had passed
        assert editor.fill_in(f"{customer_page(number)}edit/", address="Written After 2").status_code == 303


def test_machines_that_start_at_once_migrate_once(office: Office) -> None:
    with office.connect() as database:
        database.execute("CREATE DATABASE empty")
    variables = office.variables | {"DATABASE_URL": office.database.url.replace("/postgres", "/empty")}
    with ExitStack() as stack:
        folders = [stack.enter_context(TemporaryDirectory()) for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(prepare_dashboard, [build_environment(folder, **variables) for folder in folders]))

    with psycopg.connect(variables["DATABASE_URL"]) as database:
        assert database.execute("SELECT count(*) > 20 FROM django_migrations").fetchall() == [(True,)]
        assert database.execute("SELECT count(*) FROM access_agreement").fetchall() == [(1,)]


def wait_for_call(office: Office, since: int, call: str) -> None:
    """Waits until e-conomic has received it; another process logs it."""
    moment = threading.Event()
    for _ in range(600):
        if any(entry.startswith(call) for entry in office.list_calls()[since:]):
            return
        moment.wait(0.05)
    raise AssertionError(f"e-conomic never received {call}")


def kill_with_children(pid: int) -> None:
    """Kills a server and its workers, as a crash of the machine would."""
    for process in (pid, *list_children(pid)):
        os.kill(process, signal.SIGKILL)
