"""Second factors: codes of an app, recovery codes, who must have one, and what it takes to change them."""

import io
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from econ_admin.access import second_factor
from econ_admin.access.demo import PASSWORD
from econ_admin.access.mfa_adapter import MfaAdapter, secrets_of
from econ_admin.access.models import FailedSignIn, Membership, Person
from econ_admin.access.sealing import CannotOpen
from econ_admin.environment import SecondFactor
from tests.access.form_reader import get_fields

SIGN_IN, SECOND, ACCOUNT, APP = "/sign-in/", "/sign-in/second-factor/", "/account/", "/account/app/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def secret(people: dict[str, Person], sandbox: object) -> str:
    """The secret of the viewer's app."""
    secret: str = totp.generate_totp_secret()
    with secrets_of(people["viewer"]):
        totp.TOTP.activate(people["viewer"], secret)
    return secret


def get_code(secret: str) -> str:
    code: str = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    return code


def give_password(client: Client, name: str = "viewer", **fields: str) -> str:
    response = client.post(SIGN_IN, {"username": name, "password": PASSWORD, **fields})
    assert response.status_code == 303
    return response["Location"]


def is_signed_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def test_password_alone_does_not_sign_in(secret: str) -> None:
    client = Client()

    assert give_password(client) == SECOND
    assert not is_signed_in(client)
    assert client.get(SECOND).status_code == 200


def test_code_signs_in_and_leads_to_the_page_that_was_asked_for(secret: str) -> None:
    client = Client()
    give_password(client, next="/sandbox/customers/?q=a")

    response = client.post(SECOND, {"code": get_code(secret)})

    assert response["Location"] == "/sandbox/customers/?q=a"
    assert is_signed_in(client)


def test_code_works_once(secret: str) -> None:
    first, second = Client(), Client()
    give_password(first)
    give_password(second)
    code = get_code(secret)

    statuses = [client.post(SECOND, {"code": code}).status_code for client in (first, second)]

    assert statuses == [303, 422]
    assert not is_signed_in(second)


def test_older_code_does_not_work_after_a_newer_one(secret: str, clock: time_machine.Traveller) -> None:
    older = get_code(secret)
    clock.shift(30)
    first, second = Client(), Client()
    give_password(first)
    give_password(second)
    first.post(SECOND, {"code": get_code(secret)})

    assert second.post(SECOND, {"code": older}).status_code == 422


def test_code_of_a_clock_that_is_a_little_off_works(secret: str, clock: time_machine.Traveller) -> None:
    client = Client()
    give_password(client)
    code = get_code(secret)
    clock.shift(30)

    assert client.post(SECOND, {"code": f"{code[:3]} {code[3:]}"}).status_code == 303


def test_wrong_codes_are_delayed(secret: str) -> None:
    client = Client()
    give_password(client)

    responses = [client.post(SECOND, {"code": "000000"}) for _ in range(6)]

    assert [response.status_code for response in responses] == [422] * 5 + [429]
    assert responses[-1]["Retry-After"] == "5"


def test_password_must_be_given_first(secret: str) -> None:
    response = Client().post(SECOND, {"code": get_code(secret)})

    assert response["Location"] == SIGN_IN


def test_password_is_valid_for_ten_minutes(secret: str, clock: time_machine.Traveller) -> None:
    client = Client()
    give_password(client)
    clock.shift(10 * 60 + 1)

    assert client.post(SECOND, {"code": get_code(secret)})["Location"] == SIGN_IN
    assert not is_signed_in(client)


def test_password_changed_meanwhile_must_be_given_again(secret: str, people: dict[str, Person]) -> None:
    client = Client()
    give_password(client)
    people["viewer"].set_password("another one")
    people["viewer"].save()

    assert client.post(SECOND, {"code": get_code(secret)})["Location"] == SIGN_IN


def test_person_deactivated_meanwhile_is_not_signed_in(secret: str) -> None:
    client = Client()
    give_password(client)
    Person.objects.filter(username="viewer").update(is_active=False)

    assert client.post(SECOND, {"code": get_code(secret)})["Location"] == SIGN_IN


def test_second_factor_is_asked_for_inside_a_page_that_stays(secret: str) -> None:
    client = Client()

    form = client.post(SIGN_IN, {"username": "viewer", "password": PASSWORD}, headers=HTMX)
    wrong = client.post(SECOND, {"code": "000000"}, headers=HTMX)
    right = client.post(SECOND, {"code": get_code(secret)}, headers=HTMX)

    assert [form.status_code, wrong.status_code, right.status_code] == [200, 422, 200]
    assert 'hx-target="#alerts"' in form.text
    assert "<html" not in form.text + wrong.text
    assert "session-renewed" in right["HX-Trigger"]
    assert is_signed_in(client)


def test_typed_fields_are_kept_through_the_second_factor(secret: str, people: dict[str, Person]) -> None:
    from econ_admin.access.preserved_input import sign_person

    client, url = Client(), "/sandbox/customers/new/"
    Membership.objects.filter(person=people["viewer"]).update(role=4)
    refused = client.post(url, {"name": "Ada Holm", "person": sign_person(people["viewer"])})
    fields = get_fields(refused) | {"username": "viewer", "password": PASSWORD}
    client.post(SIGN_IN, fields)

    response = client.post(SECOND, {"code": get_code(secret)})

    assert response["Location"] == url
    assert get_fields(client.get(url))["name"] == ["Ada Holm"]


def test_secret_is_sealed_for_its_person(secret: str, people: dict[str, Person]) -> None:
    stored = Authenticator.objects.get().data["secret"]

    assert secret not in stored
    with secrets_of(people["viewer"]):
        assert MfaAdapter().decrypt(stored) == secret
    with secrets_of(people["admin"]), pytest.raises(CannotOpen):
        MfaAdapter().decrypt(stored)


@pytest.fixture
def viewer(sandbox: object, people: dict[str, Person]) -> Client:
    """A client in which the viewer has just signed in with their password."""
    client = Client()
    give_password(client)
    return client


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Returns the secret, and the recovery codes."""
    page = client.get(APP)
    secret = re.search(r'class="secret-key">([A-Z2-7 ]+)<', page.text)
    assert secret
    key = secret[1].replace(" ", "")
    response = client.post(APP, {"sealed": get_fields(page)["sealed"][0], "code": get_code(key)})
    assert response.status_code == 200
    return key, re.findall(r"<li><code>([0-9 ]+)</code>", response.text)


def test_app_is_set_up_with_recovery_codes(viewer: Client, clock: time_machine.Traveller) -> None:
    secret, codes = set_up_app(viewer)
    client = Client()
    clock.shift(30)

    assert len(set(codes)) == 10
    assert give_password(client) == SECOND
    assert client.post(SECOND, {"code": get_code(secret)}).status_code == 303
    assert "Second factor" in viewer.get(ACCOUNT).text


def test_app_is_not_set_up_by_a_wrong_code(viewer: Client) -> None:
    page = viewer.get(APP)
    response = viewer.post(APP, {"sealed": get_fields(page)["sealed"][0], "code": "000000"})

    assert response.status_code == 422
    assert "That code is not right." in response.text
    assert not Authenticator.objects.exists()


def test_code_of_the_set_up_is_used_up(viewer: Client) -> None:
    secret, _ = set_up_app(viewer)
    client = Client()
    give_password(client)

    assert client.post(SECOND, {"code": get_code(secret)}).status_code == 422


def test_secret_of_another_person_is_not_set_up(viewer: Client, sign_in: Callable[..., Client]) -> None:
    sealed = get_fields(viewer.get(APP))["sealed"][0]
    editor = Client()
    give_password(editor, "editor")

    response = editor.post(APP, {"sealed": sealed, "code": "000000"})

    assert response.status_code == 422
    assert "open for too long" in response.text


def test_recovery_code_works_once(viewer: Client) -> None:
    _, codes = set_up_app(viewer)
    first, second = Client(), Client()
    give_password(first)
    give_password(second)

    statuses = [client.post(SECOND, {"code": codes[3]}).status_code for client in (first, second)]

    assert statuses == [303, 422]
    assert "9 left" in first.get(ACCOUNT).text


def test_new_recovery_codes_replace_the_old_ones(viewer: Client) -> None:
    _, codes = set_up_app(viewer)

    page = viewer.post("/account/recovery-codes/")
    client = Client()
    give_password(client)

    assert page.status_code == 200
    assert client.post(SECOND, {"code": codes[0]}).status_code == 422


def test_removed_app_is_no_longer_asked_for(viewer: Client) -> None:
    set_up_app(viewer)
    app = Authenticator.objects.get(type="totp")

    viewer.post(f"/account/second-factors/{app.pk}/remove/")

    assert not Authenticator.objects.exists()
    assert give_password(Client()) == "/"


def test_factor_of_another_person_cannot_be_removed(secret: str, sandbox: object) -> None:
    editor = Client()
    give_password(editor, "editor")
    app = Authenticator.objects.get()

    assert editor.post(f"/account/second-factors/{app.pk}/remove/").status_code == 404
    assert Authenticator.objects.exists()


@pytest.mark.parametrize("path", [APP, "/account/passkeys/new/"])
def test_change_needs_a_recent_sign_in(viewer: Client, clock: time_machine.Traveller, path: str) -> None:
    clock.shift(11 * 60)

    refused = viewer.get(path)
    wrong = viewer.post("/account/confirm/", {"next": path, "password": "wrong"})
    confirmed = viewer.post("/account/confirm/", {"next": path, "password": PASSWORD})

    assert refused["Location"] == f"/account/confirm/?next={path.replace('/', '%2F')}"
    assert wrong.status_code == 422
    assert confirmed["Location"] == path
    assert viewer.get(path).status_code == 200


def test_session_that_somebody_else_holds_cannot_remove_the_app(viewer: Client, clock: time_machine.Traveller) -> None:
    secret, _ = set_up_app(viewer)
    app = Authenticator.objects.get(type="totp")
    clock.shift(11 * 60)

    response = viewer.post(f"/account/second-factors/{app.pk}/remove/")
    by_password = viewer.post("/account/confirm/", {"password": PASSWORD})
    by_code = viewer.post("/account/confirm/", {"code": get_code(secret)})

    assert response["Location"].startswith("/account/confirm/")
    assert Authenticator.objects.filter(pk=app.pk).exists()
    assert [by_password.status_code, by_code.status_code] == [422, 303]


def test_passkey_options_need_a_recent_sign_in(viewer: Client, clock: time_machine.Traveller) -> None:
    fresh = viewer.post("/account/passkeys/new/options/")
    clock.shift(11 * 60)

    assert fresh.json()["publicKey"]["challenge"]
    assert viewer.post("/account/passkeys/new/options/").status_code == 403


@pytest.mark.parametrize(
    "credential", ["", "null", "[]", "{}", '{"id": 1}', "7", '{"response": {"userHandle": 1}}', "["]
)
def test_credential_may_be_any_text(viewer: Client, settings: Settings, credential: str) -> None:
    settings.MFA_PASSKEY_LOGIN_ENABLED = True
    viewer.post("/account/passkeys/new/options/")
    added = viewer.post("/account/passkeys/new/", {"name": "Key", "credential": credential})
    stranger = Client()
    stranger.post("/sign-in/passkey/options/")
    signed_in = stranger.post("/sign-in/passkey/", {"credential": credential})

    assert [added.status_code, signed_in.status_code] == [422, 422]


def test_administrator_must_have_one_in_production(settings: Settings, sandbox: object, people: object) -> None:
    settings.REQUIRE_SECOND_FACTOR = SecondFactor.ADMINS
    client = Client()
    give_password(client, "admin")

    for path in ("/", "/sandbox/", "/sandbox/customers/", "/sandbox/people/", "/sandbox/settings/"):
        assert client.get(path)["Location"] == ACCOUNT
    assert client.post("/sandbox/customers/new/", {"name": "Ada"})["Location"] == ACCOUNT
    assert client.get("/sandbox/customers/", headers=HTMX)["HX-Redirect"] == ACCOUNT
    assert "Set up a second factor first" in client.get(ACCOUNT).text
    set_up_app(client)
    assert client.get("/sandbox/customers/").status_code == 200


@pytest.mark.parametrize(
    ("required", "name", "is_free"),
    [
        (SecondFactor.NONE, "admin", True),
        (SecondFactor.ADMINS, "accountant", True),
        (SecondFactor.EVERYONE, "accountant", False),
    ],
)
def test_others_need_one_by_the_setting(
    settings: Settings, sign_in: Callable[..., Client], required: SecondFactor, name: str, is_free: bool
) -> None:
    settings.REQUIRE_SECOND_FACTOR = required

    assert (sign_in(name).get("/sandbox/customers/").status_code == 200) == is_free


def test_required_one_cannot_be_removed(settings: Settings, sandbox: object, people: object) -> None:
    settings.REQUIRE_SECOND_FACTOR = SecondFactor.ADMINS
    client = Client()
    give_password(client, "admin")
    set_up_app(client)
    app = Authenticator.objects.get(type="totp")

    page = client.post(f"/account/second-factors/{app.pk}/remove/", follow=True)

    assert "You must have a second factor." in page.text
    assert Authenticator.objects.filter(pk=app.pk).exists()


@pytest.mark.sqlite  # in a file, so that threads have connections of their own
def test_code_works_once_for_requests_at_the_same_time(secret: str, people: dict[str, Person], tmp_path: Path) -> None:
    memory, file, code = connections["default"], tmp_path / "database.sqlite", get_code(secret)
    file.write_bytes(memory.connection.serialize())

    def use(_: int) -> bool:
        connections["default"] = type(memory)({**memory.settings_dict, "NAME": file}, "default")  # of this thread
        try:
            return second_factor.use_code(people["viewer"], code) is not None
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(8))) == [False] * 7 + [True]


def test_failures_of_codes_are_not_those_of_the_password(secret: str) -> None:
    client = Client()
    give_password(client)
    for _ in range(5):
        client.post(SECOND, {"code": "000000"})

    assert FailedSignIn.objects.count() == 5
    assert give_password(Client()) == SECOND


def test_rotated_keys_seal_the_secrets_again(viewer: Client, settings: Settings, clock: time_machine.Traveller) -> None:
    secret, codes = set_up_app(viewer)
    settings.TOKEN_KEYS = ["a-new-key-of-more-than-thirty-two-characters", *settings.TOKEN_KEYS]

    call_command("rotate-keys", stdout=io.StringIO())
    settings.TOKEN_KEYS = settings.TOKEN_KEYS[:1]
    clock.shift(30)
    by_code, by_recovery_code = Client(), Client()
    give_password(by_code)
    give_password(by_recovery_code)

    assert by_code.post(SECOND, {"code": get_code(secret)}).status_code == 303
    assert by_recovery_code.post(SECOND, {"code": codes[0]}).status_code == 303
