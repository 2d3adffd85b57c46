"""GET, HEAD and OPTIONS write nothing and do not wait for writers: every address, for every role, in any state.

`tests/safe_requests.py` fails any other test in which such a request writes.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from customers.editing.unresolved_writes import RETRY_WINDOW
from customers.models import RecoveryCopy, WorkingDraft, WorkingDraftLine
from econ_admin.access.models import Agreement, Membership, Person
from econ_admin.access.roles import PUBLIC_VIEWS
from econ_admin.sandbox import Sandbox
from tests import urls_with_writing_page
from tests.access.all_views import VIEWS, build_url
from tests.safe_requests import record_writes

GetUrl = Callable[[str], str]
SafeRequest = tuple[str, str, dict[str, str]]

HTMX = {"HX-Request": "true"}
BOOSTED = {"HX-Request": "true", "HX-Boosted": "true"}
QUERY = "?take=1&page=2&size=50&next=/&view=1&question=text%3Da"
SAFE_REQUESTS: list[SafeRequest] = [
    ("GET", "", {}),
    ("GET", QUERY, {}),
    ("GET", "", HTMX),
    ("GET", "", BOOSTED),
    ("HEAD", "", {}),
    ("OPTIONS", "", {}),
]
STATES_AND_AGES = [
    (WorkingDraft.State.OPEN, timedelta(0)),
    (WorkingDraft.State.SENDING, timedelta(0)),
    (WorkingDraft.State.SENDING, timedelta(hours=1)),  # its worker has died
    (WorkingDraft.State.IN_DOUBT, timedelta(0)),
    (WorkingDraft.State.IN_DOUBT, RETRY_WINDOW),
    (WorkingDraft.State.SENT, timedelta(0)),
]


@pytest.fixture
def all_urls(get_url: GetUrl, people: dict[str, Person], agreement: Agreement) -> list[str]:
    """The addresses of all views, each with a pending recovery copy."""
    urls = [get_url(name) for name in sorted(VIEWS)]
    RecoveryCopy.objects.bulk_create(
        RecoveryCopy(person=people["admin"], agreement=agreement, form=url, fields="name=Ada", at=timezone.now())
        for url in urls
    )
    return urls


@pytest.fixture
def draft_urls(get_url: GetUrl, people: dict[str, Person], agreement: Agreement) -> list[str]:
    """The addresses of unsent drafts in each state, owned by the administrator and by a colleague."""
    urls, customer = [], WorkingDraft.objects.get().customer
    colleagues = [("accountant", *STATES_AND_AGES[0])]
    for name, state, age in [("admin", *state_and_age) for state_and_age in STATES_AND_AGES] + colleagues:
        working_draft = WorkingDraft.objects.create(
            person=people[name],
            agreement=agreement,
            customer=customer,
            price_currency="DKK",
            wire="{}",
            state=state,
            key="1",
            attempted_at=timezone.now() - age,
        )
        line = WorkingDraftLine.objects.create(draft=working_draft, position=1, wire="{}")
        arguments = {"agreement": agreement.slug, "pk": working_draft.pk, "line": line.pk}
        urls += [
            reverse(view, kwargs={argument: arguments[argument] for argument in argument_names})
            for view, argument_names in sorted(VIEWS.items())
            if "pk" in argument_names
        ]
    return urls


def send_request(client: Client, method: str, url: str, headers: dict[str, str]) -> int:
    """Send the request, read the whole response, and return its status."""
    response = client.generic(method, url, headers=headers)
    if response.streaming:
        list(response.streaming_content)  # type: ignore[attr-defined]  # the stubs know only plain responses
    response.close()
    return response.status_code


def find_writes(
    client: Client, urls: list[str], requests: Sequence[SafeRequest] = SAFE_REQUESTS
) -> dict[str, list[str]]:
    """The writing statements by request, for requests with any."""
    writes_by_request = {}
    for url in urls:
        for method, query, headers in requests:
            with record_writes() as writes:
                status = send_request(client, method, url + query, headers)
            if writes:
                writes_by_request[f"{method} {url}{query} {headers}"] = writes
            if status == 405:  # the view only accepts POST
                break
    return writes_by_request


@pytest.fixture
def without_safe_requests_middleware(settings: Settings) -> None:
    """Removes the middleware that fails at the first write, so that these tests report all of them."""
    settings.MIDDLEWARE = [middleware for middleware in settings.MIDDLEWARE if not middleware.startswith("tests.")]


@pytest.mark.usefixtures("without_safe_requests_middleware")
def test_writes_of_a_page_are_found(settings: Settings, sign_in: Callable[..., Client]) -> None:
    settings.ROOT_URLCONF = urls_with_writing_page.__name__

    writes_by_request = find_writes(sign_in("admin"), ["/writer/"])

    assert len(writes_by_request) == len(SAFE_REQUESTS)
    assert all("INSERT" in str(writes) for writes in writes_by_request.values())


@pytest.mark.slow
@pytest.mark.usefixtures("without_safe_requests_middleware")
@pytest.mark.parametrize("name", ["admin", "viewer", "nobody"])
def test_safe_requests_write_nothing(name: str, all_urls: list[str], sign_in: Callable[..., Client]) -> None:
    client = Client() if name == "nobody" else sign_in(name)

    assert find_writes(client, all_urls) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("without_safe_requests_middleware")
def test_safe_requests_change_no_unsent_draft(draft_urls: list[str], sign_in: Callable[..., Client]) -> None:
    rows = list(WorkingDraft.objects.values())

    assert find_writes(sign_in("admin"), draft_urls) == {}
    assert list(WorkingDraft.objects.values()) == rows


@pytest.mark.slow
@pytest.mark.usefixtures("without_safe_requests_middleware")
@pytest.mark.parametrize("fault", ["silence-before", "status:500", "status:401", "status:404"])
def test_safe_requests_write_nothing_while_economic_fails(
    fault: str, all_urls: list[str], sign_in: Callable[..., Client], sandbox: Sandbox
) -> None:
    sandbox.fault("GET", "/", fault, times=9999)

    assert find_writes(sign_in("admin"), all_urls, [("GET", "", {}), ("GET", "", HTMX)]) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("without_safe_requests_middleware")
@pytest.mark.parametrize("deleted_model", [Membership, WorkingDraft])
def test_safe_requests_write_nothing_without_data(
    deleted_model: type[Membership | WorkingDraft], all_urls: list[str], sign_in: Callable[..., Client]
) -> None:
    client = sign_in("admin")
    deleted_model.objects.all().delete()

    assert find_writes(client, all_urls, [("GET", "", {}), ("GET", "", HTMX)]) == {}


@pytest.mark.usefixtures("without_safe_requests_middleware", "sandbox")
def test_public_pages_write_nothing_without_an_agreement(db: None) -> None:
    urls = [build_url(name, {"state": "forged", "token": "forged"}) for name in PUBLIC_VIEWS]

    assert urls
    assert find_writes(Client(), urls) == {}
    assert not Agreement.objects.exists()


def test_writing_view_fails_its_test(settings: Settings, sign_in: Callable[..., Client]) -> None:
    settings.ROOT_URLCONF = urls_with_writing_page.__name__

    with pytest.raises(AssertionError, match=r"GET /writer/ writes to the database: .*INSERT"):
        sign_in("admin").get("/writer/")


def test_address_with_an_unknown_argument_fails(monkeypatch: pytest.MonkeyPatch, get_url: GetUrl) -> None:
    monkeypatch.setitem(VIEWS, "new", frozenset({"agreement", "planet"}))

    with pytest.raises(AssertionError, match=r"what \['planet'\] in the address of new may be"):
        get_url("new")


@pytest.fixture
def database(
    all_urls: list[str], draft_urls: list[str], sign_in: Callable[..., Client], tmp_path: Path
) -> Iterator[tuple[Path, Client]]:
    """The tests' database in a file, with a connection that never waits for a lock; and an administrator's client."""
    client, memory = sign_in("admin"), connections["default"]
    memory.ensure_connection()
    file = tmp_path / "database.sqlite"
    file.write_bytes(memory.connection.serialize())
    options = {**memory.settings_dict["OPTIONS"], "timeout": 0}
    connections["default"] = type(memory)({**memory.settings_dict, "NAME": file, "OPTIONS": options}, "default")
    yield file, client
    connections["default"].close()
    connections["default"] = memory


@pytest.mark.slow
def test_pages_do_not_wait_for_a_writer(
    database: tuple[Path, Client], all_urls: list[str], draft_urls: list[str]
) -> None:
    file, client = database

    def request_all() -> dict[str, int]:
        statuses_by_url = {}
        for url in all_urls + draft_urls:
            connections["default"].close()  # each request has its own connection, as in production
            statuses_by_url[url] = send_request(client, "GET", url, {})
        return statuses_by_url

    statuses_before = request_all()
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    statuses_while_locked = request_all()
    writer.execute("ROLLBACK")
    writer.close()

    assert statuses_while_locked == statuses_before
    refused = {url for url, status in statuses_before.items() if status == 400}
    assert refused == {url for url in all_urls if "/forged/confirm/" in url}
    missing = {url for url, status in statuses_before.items() if status == 404}
    assert missing == {"/metrics"}  # without METRICS_TOKEN
    assert set(statuses_before.values()) == {200, 303, 308, 400, 404, 405}


@pytest.mark.slow
def test_writing_request_fails_while_the_database_is_locked(database: tuple[Path, Client], get_url: GetUrl) -> None:
    file, client = database
    writer = sqlite3.connect(file, isolation_level=None)
    client.raise_request_exception = False
    writer.execute("BEGIN IMMEDIATE")

    status = client.post(get_url("customers:list-preferences"), {"size": "50"}).status_code

    writer.close()
    assert status == 503


def test_message_is_shown_once(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")
    client.post("/sandbox/customers/views/", {"name": "Mine", "question": ""})

    first, second = client.get("/sandbox/customers/views/"), client.get("/sandbox/customers/views/")

    assert "View Mine saved." in first.text
    assert "View Mine saved." not in second.text


def test_pending_messages_are_shown_together_and_only_once(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")
    for name in ("First", "Second"):
        client.post("/sandbox/customers/views/", {"name": name, "question": ""})

    first_page = client.get("/sandbox/customers/views/").text
    client.post("/sandbox/customers/views/", {"name": "Third", "question": ""})
    second_page = client.get("/sandbox/customers/views/").text

    assert "View First saved." in first_page
    assert "View Second saved." in first_page
    assert "View Third saved." in second_page
    assert "View First saved." not in second_page


def test_message_is_shown_only_to_its_person(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    client = sign_in("viewer")
    assert client.post("/sandbox/customers/views/", {"name": "Mine", "question": ""}).status_code == 303
    client.post("/sign-out/")

    assert "Mine" not in client.get("/sign-in/").text
    client.force_login(people["editor"])
    assert "Mine" not in client.get("/sandbox/customers/views/").text


def test_changed_password_ends_open_sessions(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    client = sign_in("viewer")
    client.post("/sandbox/customers/views/", {"name": "Mine", "question": ""})
    people["viewer"].set_password("another one")
    people["viewer"].save()

    response = client.get("/sandbox/customers/views/")

    assert response.status_code == 303
    assert client.cookies["sessionid"].value == ""
    assert client.post("/sandbox/customers/preferences/", {"size": "50"}).status_code == 401


def test_changed_password_ends_sessions_for_post_requests(
    sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    client = sign_in("viewer")
    people["viewer"].set_password("another one")
    people["viewer"].save()

    assert client.post("/sandbox/customers/preferences/", {"size": "50"}).status_code == 401


def test_sign_in_page_shows_no_messages_of_an_ended_session(
    sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    client = sign_in("viewer")
    client.post("/sandbox/customers/views/", {"name": "Mine", "question": ""})
    people["viewer"].set_password("another one")
    people["viewer"].save()

    response = client.get("/sign-in/")

    assert response.status_code == 200
    assert "Mine" not in response.text


def test_session_of_the_old_secret_key_is_renewed_by_a_post(sign_in: Callable[..., Client], settings: Settings) -> None:
    client = sign_in("viewer")
    before, old_key = client.session[HASH_SESSION_KEY], settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [old_key]

    status = client.get("/sandbox/customers/views/").status_code
    unchanged = client.session[HASH_SESSION_KEY]
    client.post("/sandbox/customers/preferences/", {"size": "50"})

    assert (status, unchanged) == (200, before)
    assert client.session[HASH_SESSION_KEY] != before
    assert client.get("/sandbox/customers/views/").status_code == 200
