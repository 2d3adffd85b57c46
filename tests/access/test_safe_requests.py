"""GET, HEAD and OPTIONS write nothing and wait for nobody who writes: every address, for everybody, in any state.

`tests/safe_requests.py` fails any other test of the suite in which one writes.
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
from tests import urls_with_a_writer
from tests.access.addresses import VIEWS
from tests.safe_requests import record_writes

Address = Callable[[str], str]
Way = tuple[str, str, dict[str, str]]

HTMX = {"HX-Request": "true"}
BOOSTED = {"HX-Request": "true", "HX-Boosted": "true"}
QUERY = "?take=1&page=2&size=50&next=/&view=1&question=text%3Da"
WAYS: list[Way] = [
    ("GET", "", {}),
    ("GET", QUERY, {}),
    ("GET", "", HTMX),
    ("GET", "", BOOSTED),
    ("HEAD", "", {}),
    ("OPTIONS", "", {}),
]
STATES = [
    (WorkingDraft.State.OPEN, timedelta(0)),
    (WorkingDraft.State.SENDING, timedelta(0)),
    (WorkingDraft.State.SENDING, timedelta(hours=1)),  # whoever was at it is dead
    (WorkingDraft.State.IN_DOUBT, timedelta(0)),
    (WorkingDraft.State.IN_DOUBT, RETRY_WINDOW),
    (WorkingDraft.State.SENT, timedelta(0)),
]


@pytest.fixture
def addresses(address: Address, people: dict[str, Person], agreement: Agreement) -> list[str]:
    """All of them, each with a recovery copy that waits there."""
    every = [address(name) for name in sorted(VIEWS)]
    RecoveryCopy.objects.bulk_create(
        RecoveryCopy(person=people["admin"], agreement=agreement, form=each, fields="name=Ada", at=timezone.now())
        for each in every
    )
    return every


@pytest.fixture
def of_drafts(address: Address, people: dict[str, Person], agreement: Agreement) -> list[str]:
    """The addresses of unsent drafts in each state, of the administrator's and of a colleague's."""
    every, customer = [], WorkingDraft.objects.get().customer
    colleagues = [("accountant", *STATES[0])]
    for name, state, age in [("admin", *each) for each in STATES] + colleagues:
        sheet = WorkingDraft.objects.create(
            person=people[name],
            agreement=agreement,
            customer=customer,
            price_currency="DKK",
            wire="{}",
            state=state,
            key="1",
            attempted_at=timezone.now() - age,
        )
        line = WorkingDraftLine.objects.create(sheet=sheet, position=1, wire="{}")
        known = {"agreement": agreement.slug, "sheet": sheet.pk, "line": line.pk}
        every += [
            reverse(view, kwargs={part: known[part] for part in parts})
            for view, parts in sorted(VIEWS.items())
            if "sheet" in parts
        ]
    return every


def ask(client: Client, method: str, address: str, headers: dict[str, str]) -> int:
    """The status, once all that the answer sends is read."""
    response = client.generic(method, address, headers=headers)
    if response.streaming:
        list(response.streaming_content)  # type: ignore[attr-defined]  # as the stubs see every response
    response.close()
    return response.status_code


def writes_at(client: Client, addresses: list[str], ways: Sequence[Way] = WAYS) -> dict[str, list[str]]:
    """The statements that write, by request; those without any are left out."""
    found = {}
    for address in addresses:
        for method, query, headers in ways:
            with record_writes() as writes:
                status = ask(client, method, address + query, headers)
            if writes:
                found[f"{method} {address}{query} {headers}"] = writes
            if status == 405:  # it is there to be posted to
                break
    return found


@pytest.fixture
def quiet(settings: Settings) -> None:
    """Without the middleware that fails at the first: these tests tell all that write."""
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("tests.")]


@pytest.mark.slow
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("name", ["admin", "viewer", "nobody"])
def test_no_address_writes_when_it_is_looked_at(
    name: str, addresses: list[str], sign_in: Callable[..., Client]
) -> None:
    client = Client() if name == "nobody" else sign_in(name)

    assert writes_at(client, addresses) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("quiet")
def test_no_unsent_draft_is_written_when_it_is_looked_at(of_drafts: list[str], sign_in: Callable[..., Client]) -> None:
    rows = list(WorkingDraft.objects.values())

    assert writes_at(sign_in("admin"), of_drafts) == {}
    assert list(WorkingDraft.objects.values()) == rows


@pytest.mark.slow
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("fault", ["silence-before", "status:500", "status:401", "status:404"])
def test_no_address_writes_while_e_conomic_fails(
    fault: str, addresses: list[str], sign_in: Callable[..., Client], sandbox: Sandbox
) -> None:
    sandbox.fault("GET", "/", fault, times=9999)

    assert writes_at(sign_in("admin"), addresses, [("GET", "", {}), ("GET", "", HTMX)]) == {}


@pytest.mark.slow
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("gone", [Membership, WorkingDraft])
def test_no_address_writes_where_nothing_is(
    gone: type[Membership | WorkingDraft], addresses: list[str], sign_in: Callable[..., Client]
) -> None:
    client = sign_in("admin")
    gone.objects.all().delete()

    assert writes_at(client, addresses, [("GET", "", {}), ("GET", "", HTMX)]) == {}


@pytest.mark.usefixtures("quiet", "sandbox")
def test_no_public_address_writes_before_there_is_an_agreement(db: None) -> None:
    every = [reverse(name) for name in PUBLIC_VIEWS]

    assert writes_at(Client(), every) == {}
    assert not Agreement.objects.exists()


def test_a_view_that_writes_is_found(settings: Settings, sign_in: Callable[..., Client]) -> None:
    settings.ROOT_URLCONF = urls_with_a_writer.__name__

    with pytest.raises(AssertionError, match=r"GET /writer/ writes to the database: .*INSERT"):
        sign_in("admin").get("/writer/")


def test_an_address_with_an_unknown_part_fails_the_walk(monkeypatch: pytest.MonkeyPatch, address: Address) -> None:
    monkeypatch.setitem(VIEWS, "new", frozenset({"agreement", "planet"}))

    with pytest.raises(AssertionError, match=r"what \['planet'\] in the address of new may be"):
        address("new")


@pytest.fixture
def database(
    addresses: list[str], of_drafts: list[str], sign_in: Callable[..., Client], tmp_path: Path
) -> Iterator[tuple[Path, Client]]:
    """The tests' database in a file, with a connection that waits for no lock; and an administrator's browser."""
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
def test_no_page_waits_for_who_writes(
    database: tuple[Path, Client], addresses: list[str], of_drafts: list[str]
) -> None:
    file, client = database

    def statuses() -> dict[str, int]:
        told = {}
        for address in addresses + of_drafts:
            connections["default"].close()  # each request has a connection of its own, as it is served
            told[address] = ask(client, "GET", address, {})
        return told

    usual = statuses()
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    meanwhile = statuses()
    writer.execute("ROLLBACK")
    writer.close()

    assert meanwhile == usual
    assert set(usual.values()) == {200, 303, 405}


@pytest.mark.slow
def test_the_lock_of_who_writes_is_felt_by_whoever_writes_too(database: tuple[Path, Client], address: Address) -> None:
    file, client = database
    writer = sqlite3.connect(file, isolation_level=None)
    client.raise_request_exception = False
    writer.execute("BEGIN IMMEDIATE")

    status = client.post(address("customers:choose"), {"size": "50"}).status_code

    writer.close()
    assert status == 500


def test_a_message_is_shown_once(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")
    client.post("/sandbox/customers/views/", {"name": "Mine", "question": ""})

    first, second = client.get("/sandbox/customers/views/"), client.get("/sandbox/customers/views/")

    assert "The view Mine is saved." in first.text
    assert "The view Mine is saved." not in second.text


def test_messages_wait_together_and_one_that_was_shown_does_not_come_back(sign_in: Callable[..., Client]) -> None:
    client = sign_in("viewer")
    for name in ("First", "Second"):
        client.post("/sandbox/customers/views/", {"name": name, "question": ""})

    both = client.get("/sandbox/customers/views/").text
    client.post("/sandbox/customers/views/", {"name": "Third", "question": ""})
    third = client.get("/sandbox/customers/views/").text

    assert "The view First is saved." in both
    assert "The view Second is saved." in both
    assert "The view Third is saved." in third
    assert "The view First is saved." not in third


def test_a_message_is_for_whoever_was_signed_in(sign_in: Callable[..., Client], people: dict[str, Person]) -> None:
    client = sign_in("viewer")
    client.post("/sandbox/customers/views/", {"name": "Mine", "question": ""})
    client.post("/sign-out/")

    assert "Mine" not in client.get("/sign-in/").text
    client.force_login(people["editor"])
    assert "Mine" not in client.get("/sandbox/customers/views/").text


def test_another_password_ends_the_sessions_that_were_open(
    sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    client = sign_in("viewer")
    client.post("/sandbox/customers/views/", {"name": "Mine", "question": ""})
    people["viewer"].set_password("another one")
    people["viewer"].save()

    response = client.get("/sandbox/customers/views/")

    assert response.status_code == 303
    assert client.cookies["sessionid"].value == ""
    assert client.post("/sandbox/customers/choice/", {"size": "50"}).status_code == 401


def test_another_password_ends_them_for_what_is_posted_too(
    sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    client = sign_in("viewer")
    people["viewer"].set_password("another one")
    people["viewer"].save()

    assert client.post("/sandbox/customers/choice/", {"size": "50"}).status_code == 401


def test_the_page_to_sign_in_shows_nothing_of_a_session_that_another_password_ended(
    sign_in: Callable[..., Client], people: dict[str, Person]
) -> None:
    client = sign_in("viewer")
    client.post("/sandbox/customers/views/", {"name": "Mine", "question": ""})
    people["viewer"].set_password("another one")
    people["viewer"].save()

    response = client.get("/sign-in/")

    assert response.status_code == 200
    assert "Mine" not in response.text


def test_a_session_of_the_secret_key_before_goes_on_and_is_renewed_by_what_is_posted(
    sign_in: Callable[..., Client], settings: Settings
) -> None:
    client = sign_in("viewer")
    before, old = client.session[HASH_SESSION_KEY], settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [old]

    looked = client.get("/sandbox/customers/views/").status_code
    unchanged = client.session[HASH_SESSION_KEY]
    client.post("/sandbox/customers/choice/", {"size": "50"})

    assert (looked, unchanged) == (200, before)
    assert client.session[HASH_SESSION_KEY] != before
    assert client.get("/sandbox/customers/views/").status_code == 200
